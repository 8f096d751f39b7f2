"""A study as an object: its record, its arrays lazily, its indicators, exports and comparisons.

CSV and parquet are tidy: one line for each value with scenario, draw, seed, period, scope, group,
indicator, unit, value and source. netCDF has one variable for each indicator, with the axes
(scenario, member, period, row) and the attributes units, long_name and source; the file's own
attributes say how many members were asked for and are complete, and how many runs failed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.comparison import Comparison, compare_checked
from experiments.effect_tables import indicator_number, row_number
from experiments.ensemble import Block, period_values, periods
from experiments.files import given_path, make_folder, written_aside
from experiments.options import Request, RunOptions, settle
from experiments.parallel import Progress
from experiments.parameter_draws import DRAWN, Place
from experiments.provenance import scenarios_of
from experiments.store.directory import locate
from experiments.store.execution import compute
from experiments.store.store import StudyStore, labels_of, request_of
from locales.catalogue import phrase
from locales.reasons import why
from model import indicators as reading
from model.indicators import INDICATOR_INDEX, INDICATORS, FloatArray, Indicator
from model.input_data.external_world import label
from scenarios.errors import InputError, LiaosimError, StoreError, shown
from scenarios.loader import several_scenarios
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    import polars
    import xarray

    from display.figure import Figure

RUNS = 16
NAMED = ("name", "unit")  # of an indicator, as columns of a table


class Study:
    """A study in a folder, read as it is needed; every byte is checked before it counts.

    Parameters
    ----------
    folder
        The study's folder, or one that holds it.

    Attributes
    ----------
    path
        The study's own folder.
    record
        What was asked, and what the bits belong to: hashes of scenarios, data, parameters, rules
        and versions; seeds, where parameters come from, machine.

    Examples
    --------
    >>> import liaosim
    >>> names = ["no_plan", "plan_2015"]
    >>> found = liaosim.study("results", names, runs=4, scale=0.05)  # doctest: +SKIP
    >>> found.indicator("cnc_rate").mean("member")  # doctest: +SKIP
    """

    def __init__(self, folder: str | Path) -> None:
        self.path = locate(folder)
        self._store = StudyStore(self.path)
        self.record = self._store.record

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the baseline first."""
        return tuple(entry["name"] for entry in self.record["scenarios"])

    @property
    def members(self) -> tuple[Place, ...]:
        """(draw, seed) of the members that are complete."""
        return tuple(self._store.places[n] for n in sorted(self._store.entries))

    @property
    def complete(self) -> bool:
        """Whether no member is missing."""
        return self._store.complete

    @property
    def failed(self) -> list[tuple[Place, str, str]]:
        """Member, scenario and cause of every run that failed."""
        return list(self._store.failures())

    @property
    def counts(self) -> dict[str, int]:
        """How much of it is there: ``members`` asked for, ``complete``, and ``failed_runs``."""
        return {
            "members": len(self._store.places),
            "complete": len(self._store.entries),
            "failed_runs": len(self.failed),
        }

    @property
    def seconds(self) -> float:
        """Time worked on it."""
        return self._store.seconds()

    @property
    def request(self) -> Request:
        """What was asked, as a comparison takes it."""
        return request_of(self.record)

    def __repr__(self) -> str:
        """What it holds, and how much of it is there."""
        identity, made = self.record["identity"], self.record["made_with"]
        first, runs = identity["seeds"]
        there = "complete" if self.complete else f"{len(self.members)} complete"
        failed = len(self.failed)
        return (
            f"Study({self.path.name}: {', '.join(self.scenarios)}; "
            f"{runs} seeds from {first}, parameters: {identity['drawn']}, {there}"
            f"{f', {failed} runs failed' if failed else ''}; scale {identity['scale']:g}, "
            f"2015Q1 to {label(identity['quarters'] - 1)}; rules {made['rules']}, "
            f"{made['processor']})"
        )

    def block(self, member: int) -> Block:
        """The quantities of a member, counted from 0."""
        if member not in self._store.entries:
            raise InputError([phrase("message.no_member", found=shown(member))])
        return self._store.read(member)

    def blocks(self) -> Iterator[Block]:
        """Every complete member, one at a time."""
        for number in sorted(self._store.entries):
            yield self._store.read(number)

    @property
    def dataset(self) -> xarray.Dataset:
        """The additive quantities, lazily: ``cities`` and ``sectors``; absent members are nan."""
        import xarray as xr

        found = xr.open_zarr(self._store.zarr, consolidated=False, chunks={}, decode_times=False)
        labels = labels_of(self.record)
        found = found.assign_coords({n: (axis, np.array(v)) for n, (axis, v) in labels.items()})
        found.attrs |= {
            "title": ", ".join(self.scenarios),
            "source": f"liaosim {self.record['name']}",
            "rules": self.record["made_with"]["rules"],
        }
        return found

    def rows(self) -> tuple[tuple[str, str], ...]:
        """(scope, group) of each row of the indicators."""
        return reading.rows()

    def periods(self, by_quarter: bool = False) -> tuple[str, ...]:
        """Whole years, and quarters if asked for."""
        return periods(self.record["identity"]["quarters"], by_quarter)

    def indicators(self, by_quarter: bool = False) -> xarray.DataArray:
        """Every indicator, derived when it is computed: (scenario, member, period, row, indicator).

        Coordinates ``scope`` and ``group`` name the rows, ``unit`` the unit of an indicator.
        """
        import xarray as xr

        names, kept = self.rows(), self.periods(by_quarter)

        def derive(cities: FloatArray, sectors: FloatArray) -> FloatArray:
            made = np.empty((*cities.shape[:2], len(kept), len(names), len(INDICATORS)))
            for place in np.ndindex(cities.shape[:2]):
                totals = reading.row_totals(cities[place], sectors[place])
                made[place] = period_values(totals, names, by_quarter)
            return made

        found = self.dataset
        sizes = {"period": len(kept), "row": len(names), "indicator": len(INDICATORS)}
        made = xr.apply_ufunc(
            derive,
            found["cities"],
            found["sectors"],
            input_core_dims=[["quarter", "area", "quantity"], ["quarter", "sector", "quantity"]],
            output_core_dims=[["period", "row", "indicator"]],
            dask="parallelized",
            output_dtypes=[np.float64],
            dask_gufunc_kwargs={"output_sizes": sizes},
        )
        scopes, groups = zip(*names, strict=True)
        return made.assign_coords(
            period=list(kept),
            scope=("row", list(scopes)),
            group=("row", list(groups)),
            indicator=[indicator.name for indicator in INDICATORS],
            unit=("indicator", [indicator.unit for indicator in INDICATORS]),
        ).rename("indicators")

    def indicator(
        self, name: str, scope: str = "province", group: str = "all", by_quarter: bool = False
    ) -> xarray.DataArray:
        """One indicator of one row: (scenario, member, period), with unit and meaning."""
        indicator = INDICATORS[indicator_number(name)]
        place = row_number(self.rows(), scope, group)
        found = self.indicators(by_quarter).isel(row=place, indicator=INDICATOR_INDEX[name])
        found = found.drop_vars(["indicator", "unit", "scope", "group"]).rename(name)
        found.attrs = {
            "units": indicator.unit,
            "long_name": indicator.meaning,
            "source": f"liaosim {self.record['name']}",
            "scope": scope,
            "group": group,
        }
        return found

    def tables(
        self, indicators: str | Sequence[str] = (), by_quarter: bool = False
    ) -> Iterator[polars.DataFrame]:
        """Tidy tables, one for each member: a line for each value, with its unit and source.

        Parameters
        ----------
        indicators
            One name or several; all where none is given.
        by_quarter
            Quarters besides whole years.

        Raises
        ------
        InputError
            Where there is no such indicator; the message names the nearest.
        """
        import polars as pl

        places = chosen_indicators(indicators)
        rows, periods = self.rows(), self.periods(by_quarter)
        scopes, groups = (np.array(part) for part in zip(*rows, strict=True))
        names, units = (np.array([getattr(INDICATORS[i], x) for i in places]) for x in NAMED)
        for block in self.blocks():
            values = block.values(rows, by_quarter)[..., places]
            s, p, r, i = np.nonzero(np.isfinite(values))
            yield pl.DataFrame(
                {
                    "scenario": np.array(self.scenarios)[s],
                    "draw": np.full(len(s), block.place[0]),
                    "seed": np.full(len(s), block.place[1]),
                    "period": np.array(periods)[p],
                    "scope": scopes[r],
                    "group": groups[r],
                    "indicator": names[i],
                    "unit": units[i],
                    "value": values[s, p, r, i],
                    "source": np.full(len(s), source_of(self)),
                }
            )

    def table(
        self, indicators: str | Sequence[str] = (), by_quarter: bool = False
    ) -> polars.DataFrame:
        """What :meth:`tables` gives, of all members as one table."""
        import polars as pl

        return pl.concat(list(self.tables(indicators, by_quarter)))

    def comparison(self, *, progress: Progress | None = None) -> Comparison:
        """Paired effects against the first scenario, over the members that are complete.

        Intervals are at 95%, whatever looks a sequential comparison took at them before.
        """
        complete = sorted(self._store.entries)
        if len(self.scenarios) < 2:
            raise InputError([phrase("message.one_scenario")])
        if len(complete) < 2:
            raise InputError([phrase("message.no_members")])
        return compare_checked(
            self.loaded(), self.request, progress=progress, store=self._store, only=complete
        )

    def plot(self, indicator: str = "output", **shown: Any) -> Figure:
        """What :meth:`experiments.comparison.Comparison.plot` draws, of the complete members."""
        return self.comparison().plot(indicator, **shown)

    def loaded(self) -> tuple[Scenario, ...]:
        """The scenarios as their record has them."""
        return scenarios_of(self.record)


def study(
    folder: str | Path,
    scenarios: Sequence[str | Scenario] = (),
    *,
    runs: int = RUNS,
    seed: int = 1,
    scale: float = 1.0,
    until: str = "2025Q4",
    parameters: str = DRAWN,
    workers: int | None = None,
    world: str | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Study:
    """Open the study in a folder; with scenarios, compute what is missing of it first.

    Parameters
    ----------
    folder
        Where the study is or will be kept; it may hold several, found by their content hash.
    scenarios
        Library names, paths of files, or loaded scenarios, the baseline first; none opens the
        latest study of the folder.
    runs, seed, scale, until, parameters, workers, world, scheduler
        As of :class:`experiments.options.RunOptions`.
    progress
        Called with (done, total) from time to time.

    Returns
    -------
    Study
        Complete, unless the person stopped it or runs failed.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong.
    StoreError
        Where the folder cannot be written or is damaged.
    """
    if not scenarios:
        return Study(folder)
    asked = RunOptions(
        runs, seed, scale, until, workers, world, str(folder), parameters, scheduler=scheduler
    )
    request, chosen = settle(asked, 1, lambda: several_scenarios(scenarios, world, least=1))
    return Study(compute(chosen, request, progress))


Names = str | Sequence[str]  # one indicator, several, or none, which means all
GOOD = {1: "more is better", -1: "less is better", 0: "neither"}


def chosen_indicators(names: Names) -> list[int]:
    """Places of the indicators asked for, one by its name alone, all where none is."""
    names = (names,) if isinstance(names, str) else names
    return [indicator_number(name) for name in names] or list(range(len(INDICATORS)))


def source_of(study: Study) -> str:
    """What a number comes from."""
    return f"liaosim {study.record['name']}, rules {study.record['made_with']['rules']}"


def _write_csv(study: Study, path: Path, indicators: Names, by_quarter: bool) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for n, table in enumerate(study.tables(indicators, by_quarter)):
            file.write(table.write_csv(include_header=n == 0))


def _write_parquet(study: Study, path: Path, indicators: Names, by_quarter: bool) -> None:
    import pyarrow.parquet

    writer = None
    try:
        for table in study.tables(indicators, by_quarter):
            arrow = table.to_arrow()
            if writer is None:
                writer = pyarrow.parquet.ParquetWriter(path, arrow.schema, compression="zstd")
            writer.write_table(arrow)
    finally:
        if writer is not None:
            writer.close()


def _write_netcdf(study: Study, path: Path, indicators: Names, by_quarter: bool) -> None:
    import h5netcdf
    import h5py

    places = chosen_indicators(indicators)
    rows, periods = study.rows(), study.periods(by_quarter)
    members = study.members
    scopes, groups = zip(*rows, strict=True)
    labels: dict[str, tuple[str, Sequence[Any]]] = {
        "scenario": ("scenario", study.scenarios),
        "draw": ("member", [draw for draw, _ in members]),
        "seed": ("member", [seed for _, seed in members]),
        "period": ("period", periods),
        "scope": ("row", scopes),
        "group": ("row", groups),
    }
    with h5netcdf.File(path, "w") as file:
        file.dimensions = {dimension: len(values) for dimension, values in labels.values()}
        about = {"title": ", ".join(study.scenarios), "source": source_of(study)}
        file.attrs.update(about | {"hash": study.record["hash"]} | study.counts)
        for name, (dimension, values) in labels.items():
            text = isinstance(values[0], str)
            data = np.array(values, dtype=object if text else np.int64)
            kind: Any = h5py.string_dtype() if text else np.int64
            file.create_variable(name, (dimension,), dtype=kind)[...] = data
        shape = (len(study.scenarios), 1, len(periods), len(rows))
        for i in places:
            _add_indicator(file, INDICATORS[i], shape, source_of(study))
        for m, block in enumerate(study.blocks()):
            values_of_member = block.values(rows, by_quarter)
            for i in places:
                file.variables[INDICATORS[i].name][:, m] = values_of_member[..., i]


def _add_indicator(file: Any, indicator: Indicator, chunks: tuple[int, ...], source: str) -> None:
    """An empty variable of a netCDF file with what it is."""
    made = file.create_variable(
        indicator.name,
        ("scenario", "member", "period", "row"),
        dtype="f8",
        chunks=chunks,
        compression="gzip",
        compression_opts=1,
        shuffle=True,
        fillvalue=float("nan"),
    )
    about = {"units": indicator.unit, "long_name": indicator.meaning, "source": source}
    about |= {"coordinates": "draw seed scope group", "direction": GOOD[indicator.good]}
    made.attrs.update(about)


WRITERS = {".csv": _write_csv, ".parquet": _write_parquet, ".nc": _write_netcdf}
FORMATS = tuple(WRITERS)


def export(study: Study, out: str | Path, indicators: Names = (), by_quarter: bool = False) -> Path:
    """Write a study's indicators to a file of the format that its name ends in.

    Raises
    ------
    InputError
        Where the format, an indicator, or the file's folder is none.
    StoreError
        Where the study is damaged or the disk is full; no half file is left.
    """
    path = given_path(out)
    if path.suffix not in FORMATS:
        said: dict[str, object] = {"found": shown(str(out), 200), "allowed": ", ".join(FORMATS)}
        raise InputError([phrase("message.bad_format", **said)])
    chosen_indicators(indicators)
    if not study.members:
        raise InputError([phrase("message.no_members")])
    kind: type[LiaosimError] = InputError
    try:
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        make_folder(path.parent)
        kind = StoreError
        with written_aside(path, "wb") as file:
            WRITERS[path.suffix](study, Path(file.name), indicators, by_quarter)
    except OSError as error:
        reason = why(error)
        raise kind(
            [phrase("message.bad_out_file", found=shown(str(out), 200), reason=reason)]
        ) from error
    return path
