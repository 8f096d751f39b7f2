"""A study's indicators for other programs: CSV, parquet, netCDF, one member at a time.

CSV and parquet are tidy: one line for each value with scenario, draw, seed, period, scope, group,
indicator, unit, value and source. netCDF has one variable for each indicator, with the axes
(scenario, member, period, row) and the attributes units, long_name and source; the file's own
attributes say how many members were asked for and are complete, and how many runs failed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.indicators import INDICATORS, Indicator
from scenarios.checked_store import StoreError
from scenarios.errors import InputError, shown
from scenarios.lookup import indicator_number
from scenarios.request import problem

if TYPE_CHECKING:
    import polars

    from scenarios.study import Study

Names = str | Sequence[str]  # one indicator, several, or none, which means all
FORMATS = (".csv", ".parquet", ".nc")
GOOD = {1: "more is better", -1: "less is better", 0: "neither"}


def chosen_indicators(names: Names) -> list[int]:
    """Places of the indicators asked for, one by its name alone, all where none is."""
    names = (names,) if isinstance(names, str) else names
    return [indicator_number(name) for name in names] or list(range(len(INDICATORS)))


def source_of(study: Study) -> str:
    """What a number comes from."""
    return f"liaosim {study.record['name']}, rules {study.record['made_with']['rules']}"


def tidy(study: Study, indicators: Names, by_quarter: bool) -> Iterator[polars.DataFrame]:
    """Tidy tables, one for each complete member."""
    import polars as pl

    places = chosen_indicators(indicators)
    rows, periods = study.rows(), study.periods(by_quarter)
    scopes, groups = (np.array(part) for part in zip(*rows, strict=True))
    names = np.array([INDICATORS[i].name for i in places])
    units = np.array([INDICATORS[i].unit for i in places])
    for block in study.blocks():
        values = block.values(rows, by_quarter)[..., places]
        s, p, r, i = np.nonzero(np.isfinite(values))
        yield pl.DataFrame(
            {
                "scenario": np.array(study.scenarios)[s],
                "draw": np.full(len(s), block.place[0]),
                "seed": np.full(len(s), block.place[1]),
                "period": np.array(periods)[p],
                "scope": scopes[r],
                "group": groups[r],
                "indicator": names[i],
                "unit": units[i],
                "value": values[s, p, r, i],
                "source": np.full(len(s), source_of(study)),
            }
        )


def _write_csv(study: Study, path: Path, indicators: Names, by_quarter: bool) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for n, table in enumerate(tidy(study, indicators, by_quarter)):
            file.write(table.write_csv(include_header=n == 0))


def _write_parquet(study: Study, path: Path, indicators: Names, by_quarter: bool) -> None:
    import pyarrow.parquet

    writer = None
    try:
        for table in tidy(study, indicators, by_quarter):
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
        file.attrs["title"] = ", ".join(study.scenarios)
        file.attrs["source"] = source_of(study)
        file.attrs["hash"] = study.record["hash"]
        for name, count in study.counts.items():
            file.attrs[name] = count
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
    made.attrs["units"] = indicator.unit
    made.attrs["long_name"] = indicator.meaning
    made.attrs["source"] = source
    made.attrs["coordinates"] = "draw seed scope group"
    made.attrs["direction"] = GOOD[indicator.good]


WRITERS: dict[str, Callable[[Any, Path, Names, bool], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".nc": _write_netcdf,
}


def export(study: Study, out: str | Path, indicators: Names = (), by_quarter: bool = False) -> Path:
    """Write a study's indicators to a file of the format that its name ends in.

    Raises
    ------
    InputError
        Where the format, an indicator, or the file's folder is none.
    StoreError
        Where the study is damaged or the disk is full; no half file is left.
    """
    path = Path(out).expanduser()
    if path.suffix not in FORMATS:
        said = {"found": shown(str(out), 200), "allowed": ", ".join(FORMATS)}
        raise InputError([problem("message.bad_format", **said)])
    chosen_indicators(indicators)
    if not study.members:
        raise InputError([problem("message.no_members")])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
    except OSError as error:
        said = {"found": shown(str(out), 200), "reason": str(error.strerror)}
        raise InputError([problem("message.bad_out_file", **said)]) from error
    aside = Path(name)
    try:
        WRITERS[path.suffix](study, aside, indicators, by_quarter)
        aside.chmod(0o644)
        aside.replace(path)
    except OSError as error:
        said = {"found": shown(str(out), 200), "reason": error.strerror or str(error)}
        raise StoreError([problem("message.bad_out_file", **said)]) from error
    finally:
        aside.unlink(missing_ok=True)
    return path
