"""The panel of a scenario: every enterprise in two lives, for the testing of evaluation methods.

An econometrician sees one life. The model has both: the same enterprise, with the same luck, under
the scenario and under the baseline. Their difference is the true effect on that enterprise, of all
that the scenario does: of support that it got, and of what others' support did to its customers,
prices and workers. So ``effect`` is not zero for those who got nothing, and the mean effect on the
treated is what a method that assumes no such spillover should find only if there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import RUNGS
from experiments.attribution.attribution import pair_of
from experiments.comparison import BASELINE
from experiments.ensemble import START_WORK, begin_at, run_from
from experiments.enterprise_classes import Array, FloatArray, Reader, places_among, size_of
from experiments.files import written_aside
from experiments.options import Request, RunOptions, check
from experiments.parallel import Advance, OrderedWork, Progress
from experiments.provenance import made_with
from experiments.result import EnsembleResult
from experiments.run_warnings import all_warnings, warned
from locales.catalogue import phrase
from model.input_data.data_tables import CITIES, SECTORS
from model.input_data.external_world import START, label
from model.state import State
from scenarios.errors import InputError
from scenarios.field_types import OWNERS, SIZES
from scenarios.policy_schedule import Prepared, prepare
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    import polars

COLUMNS: dict[str, tuple[str, str]] = {
    "seed": ("-", "member of the ensemble; enterprises of two seeds are different ones"),
    "enterprise": ("-", "permanent key of the enterprise within its seed"),
    "year": ("year", "calendar year"),
    "treated": (
        "-",
        "has got a transformation grant in this year or before; in a mix without that lever, a "
        "subsidy on systems or support of a retrofit",
    ),
    "supported": (
        "-",
        "has got any direct support in this year or before, interest paid for it included",
    ),
    "effect": (
        "million yuan, 2015 prices",
        "true effect on the year's output: this life less the other, same enterprise, same year, "
        "same luck; an enterprise that does not work in a life makes 0 there",
    ),
    "output": ("million yuan, 2015 prices", "gross output of the year; 0 where it did not work"),
    "output_other": ("million yuan, 2015 prices", "the same in the other life"),
    "city": ("-", "where it stands"),
    "sector": ("-", "subsector"),
    "owner": ("-", "central_state, local_state, private or foreign"),
    "size": ("-", "official class by staff at the year's end, or by mean staff where it left"),
    "staff": ("persons", "at the year's end; 0 where it does not live"),
    "staff_other": ("persons", "the same in the other life"),
    "worker_years": (
        "persons",
        "mean staff of the year's quarters in which it worked, times these",
    ),
    "capital": ("million yuan, 2015 prices", "at the year's end, ordered capital included"),
    "numerical_share": ("share", "of capital at work on the two upper rungs, at the year's end"),
    "debt": ("million yuan", "bank loans at the year's end"),
    "revenue": ("million yuan", "sales of the year"),
    "profit": ("million yuan", "of the year, before income tax"),
    "investment": ("million yuan", "capital spending of the year, repairs included"),
    "investment_other": ("million yuan", "the same in the other life"),
    "labour_productivity": (
        "million yuan per worker-year",
        "output per worker-year; null where nobody worked",
    ),
    "labour_productivity_other": ("million yuan per worker-year", "the same in the other life"),
    "applied": (
        "-",
        "asked for a transformation grant in the year; of several applications the granted one is "
        "shown, else the largest",
    ),
    "quarter": ("quarter", "1 to 4, in which it applied; null where it did not"),
    "asked": ("million yuan", "what it asked for; null where it did not apply"),
    "score": ("score", "of its application in the ranking; null where it did not apply"),
    "cutoff": (
        "score",
        "highest score refused in its queue in its quarter; null where nobody was refused: all "
        "above it were served; below it applicants of places with a reserve, and who asked for so "
        "little that the rest of the money did",
    ),
    "major": ("-", "applied in the queue of major projects; null where it did not apply"),
    "grant": ("million yuan", "transformation grant of the year, for projects that were begun"),
    "subsidy": ("million yuan", "subsidy on digital systems of the year, likewise"),
    "retrofit_support": ("million yuan", "support of energy retrofits of the year, likewise"),
    "loan_support": ("million yuan", "interest paid for it by the financing lever in the year"),
    "key": ("-", "key enterprise of the plan"),
    "born": ("year", "of entry; 0 for those of the start"),
    "alive": ("-", "lives at the year's end"),
    "alive_other": ("-", "lives at the year's end in the other life"),
    "weight": ("enterprises", "how many enterprises the record stands for"),
    "weight_other": ("enterprises", "the same in the other life; differs only for entrants"),
}


FLOWS = ("output", "revenue", "profit", "worker_years", "investment")
SUPPORT = ("grant", "subsidy", "retrofit_support", "loan_support")  # what a plan was given
STOCKS = ("staff", "capital", "numerical_share", "debt")
TRAITS = ("city", "sector", "owner", "is_key", "weight", "born")
APPLICATION = ("asked", "score", "cutoff", "major", "quarter")


@dataclass(frozen=True)
class Year:
    """All enterprises that worked in a year under one scenario, in the order of their keys.

    ``columns`` holds flows, support, stocks, traits and the application by name; ``alive`` says
    who lives at the year's end.
    """

    year: int
    keys: NDArray[np.int64]
    columns: dict[str, Array]


class LifeReader:
    """Gathers :class:`Year` records of a run; ``look`` goes to ``on_quarter``."""

    def __init__(self, begin: State) -> None:
        self._reader = Reader(begin)
        self._quarters: list[dict[str, Array]] = []
        self._plans: list[dict[str, Array]] = []
        self.years: list[Year] = []

    def look(self, state: State) -> None:
        """Add the quarter that has just ended; after the fourth of a year the year is closed."""
        seen = self._reader.look(state)
        prices = np.asarray(state.parameters["rung_price"])[0]
        capital = seen.column("capital")
        units = np.maximum(capital.sum(axis=1), 1e-12)
        held = capital + seen.column("underway")
        quarter = {name: seen.column(name) for name in TRAITS}
        quarter |= {
            "key": seen.column("key"),
            "alive": seen.alive,
            "output": seen.output,
            "revenue": seen.column("revenue") * seen.worked,
            "profit": seen.column("profit") * seen.worked,
            "worker_years": 0.25 * seen.staff,
            "investment": seen.column("spending") * seen.worked,
            "staff": seen.column("staff"),
            "capital": held @ prices + seen.column("shut") * prices[0],
            "numerical_share": capital[:, RUNGS - 2 :].sum(axis=1) / units,
            "debt": seen.column("debt"),
        }
        self._quarters.append(quarter)
        self._plans.append(plans_of(state))
        if len(self._quarters) == 4:
            self.years.append(_year(seen.number // 4, self._quarters, self._plans))
            self._quarters, self._plans = [], []


def plans_of(state: State) -> dict[str, Array]:
    """Plans of the quarter that asked for support, with what they were given.

    The workspace of plans is emptied, so that what stands there next quarter is new. ``cutoff`` is
    the highest score that went without a grant in the same queue, nan where nobody did: above it
    all were served, on it luck decided, and below it were applicants of places with a reserve and
    those who asked for so little that the rest of the money did.
    """
    plans = np.asarray(state.plans)
    asking = (plans["grant_asked"] > 0.0) | (plans["subsidy_asked"] > 0.0)
    asking |= plans["retrofit_asked"] > 0.0
    asking |= np.any([plans[name] > 0.0 for name in SUPPORT], axis=0)
    chosen = plans[(plans["key"] >= 0) & asking].copy()
    state.plans["key"] = -1
    applied = chosen["grant_asked"] > 0.0
    refused = applied & (chosen["grant"] <= 0.0)
    cutoff = np.full(len(chosen), np.nan)
    for major in (False, True):
        queue = chosen["major"] == major
        if (queue & refused).any():
            cutoff[queue] = chosen["score"][queue & refused].max()
    found = {"key": chosen["key"], "asked": chosen["grant_asked"], "score": chosen["score"]}
    season = float(state.province["season"][0]) + 1.0
    found |= {"cutoff": cutoff, "major": chosen["major"], "quarter": np.full(len(chosen), season)}
    kept = chosen["credit_asked"] >= 0.0  # what found no finance was never paid its support
    return found | {name: chosen[name] * kept for name in SUPPORT}


def _year(year: int, quarters: list[dict[str, Array]], plans: list[dict[str, Array]]) -> Year:
    """Close a year: flows summed, stocks of the last quarter, the application that counts.

    Of several in a year that is the granted one, else the largest.
    """
    every = {name: np.concatenate([q[name] for q in quarters]) for name in quarters[0]}
    keys, place = np.unique(every["key"], return_inverse=True)
    size = len(keys)
    columns: dict[str, Any] = {}
    for name in FLOWS:
        columns[name] = np.bincount(place, every[name], size)
    for name in TRAITS:
        columns[name] = np.zeros(size, every[name].dtype)
        columns[name][place] = every[name]
    last = np.searchsorted(keys, quarters[-1]["key"])
    alive = np.zeros(size, bool)
    alive[last] = quarters[-1]["alive"]
    columns["alive"] = alive
    for name in STOCKS:
        columns[name] = np.zeros(size)
        columns[name][last] = quarters[-1][name] * quarters[-1]["alive"]
    asked = {name: np.concatenate([q[name] for q in plans]) for name in plans[0]}
    row = np.searchsorted(keys, asked["key"])
    for name in SUPPORT:
        columns[name] = np.bincount(row, asked[name], size).astype(float)
    order = np.lexsort((asked["asked"], asked["grant"] > 0.0))
    applied = order[asked["asked"][order] > 0.0]
    for name in APPLICATION:
        columns[name] = np.full(size, np.nan)
        columns[name][row[applied]] = asked[name][applied]
    return Year(year, keys, columns)


def wide(year: Year, name: str, keys: NDArray[np.int64]) -> FloatArray:
    """A column of a year for some enterprises; 0 for who is not there."""
    place, there = places_among(year.keys, keys)
    found: FloatArray = np.where(there, year.columns[name][place], 0)
    return found


def frame_of(
    seed: int,
    own: Sequence[Year],
    other: Sequence[Year],
    first_year: int,
    treats: Sequence[str] = ("grant",),
) -> polars.DataFrame:
    """Rows of one seed: all who work in either life in a year, by year and key.

    ``treats`` are the kinds of support that make an enterprise treated.
    """
    import polars as pl

    so_far: dict[str, set[int]] = {"treated": set(), "supported": set()}
    frames = []
    for mine, theirs in zip(own, other, strict=True):
        columns = _rows(mine, theirs)
        for name, kinds in (("treated", treats), ("supported", tuple(SUPPORT))):
            given = np.any([columns[kind] > 0.0 for kind in kinds], axis=0)
            so_far[name].update(columns["enterprise"][given].tolist())
            columns[name] = np.isin(columns["enterprise"], np.array(sorted(so_far[name]), int))
        size = len(columns["enterprise"])
        columns |= {"seed": np.full(size, seed), "year": np.full(size, first_year + mine.year)}
        born = columns["born"]
        columns["born"] = np.where(born < 0, 0, first_year + born // 4)
        frames.append(pl.DataFrame({name: columns[name] for name in COLUMNS}))
    gathered = pl.concat(frames)
    sometimes = ("asked", "score", "cutoff", "labour_productivity", "labour_productivity_other")
    return gathered.with_columns(
        *(pl.col(name).fill_nan(None) for name in sometimes),
        pl.col("major").fill_nan(None).cast(pl.Boolean),
        pl.col("quarter").fill_nan(None).cast(pl.Int64),
    )


def _rows(own: Year, other: Year) -> dict[str, Any]:
    """Columns of one year but those that hang on other years."""
    keys = np.union1d(own.keys, other.keys)
    here = np.isin(keys, own.keys)
    found: dict[str, Any] = {"enterprise": keys}
    for name in TRAITS:
        found[name] = np.where(here, wide(own, name, keys), wide(other, name, keys))
    for name in ("output", "staff", "investment", "worker_years", "alive"):
        found[name] = wide(own, name, keys)
        found[f"{name}_other"] = wide(other, name, keys)
    for name in ("capital", "numerical_share", "debt", "revenue", "profit", *SUPPORT):
        found[name] = wide(own, name, keys)
    there = np.isin(keys, other.keys)
    found["weight_other"] = np.where(there, wide(other, "weight", keys), found["weight"])
    for name in APPLICATION:
        found[name] = np.where(here, wide(own, name, keys), np.nan)
    found["applied"] = np.isfinite(found["asked"])
    found["effect"] = found["output"] - found["output_other"]
    for life in ("", "_other"):
        work = found[f"worker_years{life}"]
        found[f"labour_productivity{life}"] = np.divide(
            found[f"output{life}"], work, out=np.full(len(keys), np.nan), where=work > 0.0
        )
    staff = np.where(found["alive"], found["staff"], found["worker_years"])
    found["size"] = np.array(SIZES)[size_of(staff)]
    for name, words in (("city", CITIES), ("sector", SECTORS), ("owner", OWNERS)):
        found[name] = np.array(words)[found[name].astype(np.int64)]
    found["key"] = found.pop("is_key").astype(bool)
    for name in ("alive", "alive_other"):
        found[name] = found[name].astype(bool)
    return found


SCENARIO = "plan_2015"
GRANTS = "technical_transformation"


@dataclass(frozen=True, kw_only=True, repr=False)
class Panel(EnsembleResult):
    """Enterprises by year with their true effects; one row for each seed, enterprise and year.

    Attributes
    ----------
    frame
        A polars table; :data:`experiments.panel.COLUMNS` says what each column is.
    scenario, baseline
        The life that is seen and the other one.
    until
        Last quarter.
    """

    SCHEMA = "liaosim/panel/1"

    frame: polars.DataFrame
    scenario: Scenario
    baseline: Scenario
    until: str

    def size(self) -> str:
        """Size, scenario, years and seeds."""
        years = self.frame["year"].to_list()
        stopped = ", stopped early" if self.interrupted else ""
        return (
            f"Panel({self.scenario.name} against {self.baseline.name}: {len(self.frame)} rows, "
            f"{self.frame['enterprise'].n_unique()} enterprises, {min(years)} to {max(years)}, "
            f"{self.runs} seed(s) from {self.seeds[0]}, scale {self.scale:g}{stopped})"
        )

    def table(self) -> polars.DataFrame:
        """The polars table."""
        return self.frame

    def truth(self, year: int, *, treated: bool = True) -> float:
        """Mean true effect on output in a year, million yuan, of the treated or of the others.

        Each record counts once, as in a sample; those that live in neither life are not in it.
        """
        import polars as pl

        chosen = self.frame.filter((pl.col("year") == year) & (pl.col("treated") == treated))
        mean = chosen["effect"].mean()
        return float(cast("float", mean)) if mean is not None else float("nan")

    def columns(self) -> dict[str, tuple[str, str]]:
        """Unit and meaning of every column."""
        return dict(COLUMNS)

    def asked(self) -> dict[str, Any]:
        """What of the head belongs to this kind of result."""
        return {
            "scenario": self.scenario.name,
            "baseline": self.baseline.name,
            "until": self.until,
            "rows": len(self.frame),
            "hashes": {s.name: s.content_hash for s in (self.baseline, self.scenario)},
        }

    def sections(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """Units and meanings of the columns."""
        columns = ((name, *said) for name, said in COLUMNS.items())
        yield "columns", (dict(zip(("name", "unit", "meaning"), c, strict=True)) for c in columns)

    def write_parquet(self, path: str | Path) -> None:
        """Write the table aside and give it its name when it is whole."""
        with written_aside(Path(path), "wb") as file:
            self.frame.write_parquet(file)


def years_of_both(
    both: Sequence[Prepared], request: Request, seed: int, advance: Advance
) -> list[tuple[Year, ...]]:
    """Every record's years under the baseline and under the scenario, of one seed."""
    begin = begin_at(seed, request.scale, advance)
    found = []
    for prepared in both:
        reader = LifeReader(begin.state)
        run_from(begin, prepared, advance, reader.look)
        found.append(tuple(reader.years))
    return found


def panel(
    scenario: str | Scenario = SCENARIO,
    baseline: str | Scenario = BASELINE,
    *,
    runs: int = 1,
    seed: int = 1,
    scale: float = 1.0,
    until: str = "2025Q4",
    workers: int | None = None,
    world: str | None = None,
    progress: Progress | None = None,
) -> Panel:
    """A panel of enterprises and years with true individual effects.

    Parameters
    ----------
    scenario, baseline
        The life that is seen and the other one: library names, paths of files, loaded scenarios.
    runs, seed, scale, until, workers, world
        As of :class:`experiments.options.RunOptions`; each seed gives a panel of its own, told
        apart by the column ``seed``.
    progress
        Called with (done, total) from time to time.

    Returns
    -------
    Panel
        Its ``frame`` has the columns of :data:`experiments.panel.COLUMNS`.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong; the message says what is allowed.

    Examples
    --------
    >>> import liaosim
    >>> found = liaosim.panel("plan_2015", scale=0.05)  # doctest: +SKIP
    >>> found.truth(2020)  # doctest: +SKIP
    """
    asked = RunOptions(runs=runs, seed=seed, scale=scale, until=until, workers=workers, world=world)
    request = check(asked)
    check_years(request)
    return panel_checked(pair_of(scenario, baseline, request.world), request, progress=progress)


def check_years(request: Request) -> None:
    """Refuse a run in which no year is whole."""
    if request.quarters < 4:
        until = label(request.quarters - 1)
        raise InputError(phrase("message.no_year", until=until))


def panel_checked(
    chosen: Sequence[Scenario], request: Request, *, progress: Progress | None = None
) -> Panel:
    """The panel of a loaded baseline and scenario."""
    import polars as pl

    baseline, scenario = chosen
    both = [prepare(each, request.quarters) for each in chosen]
    threads = OrderedWork(request.workers, progress)
    threads.total = len(request.seeds) * (START_WORK + 2.0)
    work = partial(years_of_both, both, request, advance=threads.advance)
    treats = ("grant",) if GRANTS in scenario.levers else ("subsidy", "retrofit_support")
    frames = {
        seed: frame_of(seed, own, other, START, treats)
        for seed, (other, own) in threads.each(request.seeds, work)
    }
    if not frames:
        raise KeyboardInterrupt(0)
    warnings = list(all_warnings(both))
    if baseline.world != scenario.world:
        warnings.append(warned(scenario, "message.panel_world", baseline=baseline.name))
    return Panel(
        frame=pl.concat(frames.values()),
        scenario=scenario,
        baseline=baseline,
        seeds=tuple(frames),
        scale=request.scale,
        until=label(request.quarters - 1),
        interrupted=threads.interrupted,
        warnings=tuple(warnings),
        made_with=made_with(),
    )
