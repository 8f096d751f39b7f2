"""Compare scenarios with a baseline, paired on seeds: the call and what it found."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from experiments.effects import Effect, IntArray, Path, as_record, indicator_number, row_number
from experiments.ensemble import Computing, Ensemble, Keeping, Member
from experiments.intervals import CONFIDENCE, Gathering, Nested, gathering
from experiments.options import Asked, Request, check
from experiments.parallel import Progress
from experiments.parameter_draws import CENTRAL
from experiments.provenance import made_with
from experiments.run_warnings import (
    Failed,
    Warned,
    all_warnings,
    failures,
    idle,
    raise_failed,
    unspent,
)
from experiments.stopping import LEVEL, LOOKS, Stopping, check_periods, more_to_halve, reach
from model.indicators import INDICATORS, MISREPORTED, FloatArray
from model.input_data.external_world import label
from scenarios.errors import place_of
from scenarios.loader import listed_scenarios, several_scenarios
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    import polars

    from display.figure import Figure
    from display.summary import Summary

SCHEMA = "liaosim/compare/1"


@dataclass(frozen=True, repr=False)
class Comparison:
    """Scenarios against a baseline, paired on seeds.

    Arrays have the axes (scenarios, periods, rows, indicators); a nan marks what is not defined
    in some member, and is left out of every list, table and document.

    Attributes
    ----------
    baseline, scenarios
        Name of the baseline and names of the scenarios compared with it.
    seeds
        Members that were completed; ``runs`` is their number.
    periods, rows
        Names of the periods, and (scope, group) of each row.
    base_mean
        Mean of the baseline over members, shape (periods, rows, indicators).
    estimate, half_width
        Mean paired difference, and half of its t-interval at ``level``.
    path_mean, path_half_width
        Own mean of every scenario, the baseline first, and half of its t-interval.
    titles, descriptions
        Chinese and English by name of scenario, the baseline included.
    hashes
        Content hash of every scenario.
    reported
        Whether the indicators of ``MISREPORTED`` are what cities report, else the truth.
    interrupted
        Whether the person stopped the work before all members were complete.
    failed
        Runs that failed; their members are left out of all scenarios.
    warnings
        What the scenarios' readers should know.
    made_with
        Versions, processor family and rule text that the bits belong to.
    level
        Confidence of all intervals: 0.95, more where several looks at the data share it.
    draws
        Draws of the parameters; with any, estimates are means over draws 1 and up, and intervals
        hold doubt about parameters besides chance.
    central, parameter_share
        With draws: the estimate under the central values, and the share of the interval's
        variance that comes from the parameters (nan where there is no variance).
    stopping
        What a sequential comparison came to: pairs used, half-widths reached, pairs that would
        halve them.
    """

    baseline: str
    scenarios: tuple[str, ...]
    seeds: tuple[int, ...]
    scale: float
    until: str
    world: str | None
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    base_mean: FloatArray
    estimate: FloatArray
    half_width: FloatArray
    path_mean: FloatArray
    path_half_width: FloatArray
    titles: dict[str, dict[str, str]]
    descriptions: dict[str, dict[str, str]]
    hashes: dict[str, str]
    reported: bool = False
    interrupted: bool = False
    failed: tuple[Failed, ...] = ()
    warnings: tuple[Warned, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)
    level: float = 0.95
    draws: int = 0
    central: FloatArray | None = None
    parameter_share: FloatArray | None = None
    stopping: dict[str, Any] | None = None

    @property
    def runs(self) -> int:
        """Number of pairs behind every estimate."""
        return len(self.seeds)

    @property
    def confidence(self) -> str:
        """The confidence of the intervals of effects, as it is written: ``95%``."""
        return f"{100.0 * self.level:g}%"

    def __repr__(self) -> str:
        """What is compared, seeds, dates, and the headline effects with their intervals."""
        return f"{self.size()}\n{self._summary().text()}"

    def _repr_html_(self) -> str:
        """The headline effects, for notebooks."""
        return self._summary().html()

    def _summary(self) -> Summary:
        """Title and headline effects in the person's language."""
        from experiments.wording import of_comparison
        from locales.catalogue import own_language

        return of_comparison(self, own_language())

    def size(self) -> str:
        """What is compared, size, dates and seeds, in one line."""
        stopped = ", stopped early" if self.interrupted else ""
        stopped = f", {self.draws} draws of the parameters{stopped}" if self.draws else stopped
        return (
            f"Comparison({', '.join(self.scenarios)} against {self.baseline}: {self.runs} pairs, "
            f"seeds {self.seeds[0]} to {self.seeds[-1]}, scale {self.scale:g}, "
            f"{self.periods[0]} to {self.until}, {len(self.rows)} rows, "
            f"{len(INDICATORS)} indicators{stopped})"
        )

    def iterate(self) -> Iterator[Effect]:
        """Every finite effect, one at a time (a detailed comparison has millions)."""
        finite = np.isfinite(self.estimate) & np.isfinite(self.half_width)
        finite &= np.isfinite(self.base_mean)
        for s, p in np.ndindex(finite.shape[:2]):
            yield from self._effects(s, p, *np.nonzero(finite[s, p]))

    def _effects(self, s: int, p: int, r: IntArray, i: IntArray) -> Iterator[Effect]:
        """The effects of a scenario in a period at places of rows and indicators."""
        estimate, half = self.estimate[s, p, r, i], self.half_width[s, p, r, i]
        numbers = (self.base_mean[p, r, i], estimate, estimate - half, estimate + half)
        parts = [
            [None] * len(r)
            if part is None
            else [None if math.isnan(x) else x for x in part[s, p, r, i].tolist()]
            for part in (self.central, self.parameter_share)
        ]
        columns = (r, i, *numbers)
        for row, k, *values in zip(*(c.tolist() for c in columns), *parts, strict=True):
            what = INDICATORS[k]
            place = (*self.rows[row], what.name, what.unit, self.periods[p])
            yield Effect(self.scenarios[s], *place, *values)

    @cached_property
    def effects(self) -> list[Effect]:
        """Every finite effect."""
        return list(self.iterate())

    def effect(
        self,
        scenario: str,
        indicator: str,
        period: str,
        scope: str = "province",
        group: str = "all",
    ) -> Effect | None:
        """One effect, or None where it is not defined.

        Raises
        ------
        InputError
            Where a name is not there; the message names the nearest.
        """
        s = place_of("scenario", scenario, self.scenarios)
        place = s, place_of("period", period, self.periods)
        row, k = row_number(self.rows, scope, group), indicator_number(indicator)
        (found,) = self._effects(*place, np.array([row]), np.array([k]))
        finite = all(map(math.isfinite, (found.baseline, found.estimate, found.low, found.high)))
        return found if finite else None

    def path(
        self, scenario: str, indicator: str, scope: str = "province", group: str = "all"
    ) -> Path:
        """A scenario's own yearly path (quarterly where no year is whole), nan where undefined.

        The baseline is one of the scenarios here. Errors are those of :meth:`effect`.
        """
        s = place_of("scenario", scenario, (self.baseline, *self.scenarios))
        r, i = row_number(self.rows, scope, group), indicator_number(indicator)
        years = tuple(p for p in self.periods if "Q" not in p) or self.periods
        mean = self.path_mean[s, : len(years), r, i]
        half = self.path_half_width[s, : len(years), r, i]
        return Path(years, mean, mean - half, mean + half)

    def tables(self) -> Iterator[polars.DataFrame]:
        """The effects as polars tables, one for each scenario and period."""
        import polars as pl

        scopes, groups = (np.array(part) for part in zip(*self.rows, strict=True))
        names = np.array([indicator.name for indicator in INDICATORS])
        units = np.array([indicator.unit for indicator in INDICATORS])
        for s, scenario in enumerate(self.scenarios):
            for p, period in enumerate(self.periods):
                base, estimate = self.base_mean[p], self.estimate[s, p]
                half = self.half_width[s, p]
                r, i = np.nonzero(np.isfinite(base) & np.isfinite(estimate) & np.isfinite(half))
                extra = {"central": self.central, "parameter_share": self.parameter_share}
                yield pl.DataFrame(
                    {
                        "scenario": [scenario] * len(r),
                        "scope": scopes[r],
                        "group": groups[r],
                        "indicator": names[i],
                        "unit": units[i],
                        "period": [period] * len(r),
                        "baseline": base[r, i],
                        "estimate": estimate[r, i],
                        "low": estimate[r, i] - half[r, i],
                        "high": estimate[r, i] + half[r, i],
                        "runs": [self.runs] * len(r),
                        **{
                            name: pl.Series(part[s, p, r, i], nan_to_null=True)
                            for name, part in extra.items()
                            if part is not None
                        },
                    }
                )

    def table(self) -> polars.DataFrame:
        """All effects as a tidy polars table, one row each.

        Columns: ``scenario``, ``scope``, ``group``, ``indicator``, ``unit``, ``period``,
        ``baseline`` (mean), ``estimate``, ``low`` and ``high`` (in ``unit``), ``runs`` (pairs);
        with draws of the parameters also ``central`` and ``parameter_share``.
        """
        import polars as pl

        return pl.concat(list(self.tables()))

    def plot(
        self,
        indicator: str = "output",
        *,
        year: str | None = None,
        levels: bool = False,
        scope: str = "province",
        lang: str | None = None,
    ) -> Figure:
        """Effects on an indicator by year with bands, or in one year as dots with intervals.

        Parameters
        ----------
        indicator
            Name of an indicator.
        year
            Of the dots; None draws all years (the last period, where no year is whole).
        levels
            Draw the scenarios' own paths in place of differences.
        scope
            ``province``, a region, or a city.
        lang
            ``zh`` or ``en``, by default that of ``LIAOSIM_LANG``.

        Raises
        ------
        InputError
            Where one of them is not there; the message names the nearest.
        """
        from experiments.plots import effects_figure

        return effects_figure(self, indicator, year=year, levels=levels, scope=scope, lang=lang)

    def map(
        self,
        scenario: str | None = None,
        indicator: str = "output",
        *,
        year: str | None = None,
        lang: str | None = None,
    ) -> Figure:
        """The 14 cities coloured by a scenario's effect (the first one's unless named).

        ``year`` is the plan's last unless given. Errors are those of :meth:`plot`.
        """
        from experiments.plots import map_figure

        return map_figure(self, scenario, indicator, year, lang)

    def answer(
        self, indicator: str = "output", *, year: str | None = None, lang: str | None = None
    ) -> str:
        """What every scenario does to an indicator of the province, a sentence each.

        Words follow the evidence: *raises*, *probably raises*, or *no clear effect*. Parameters
        and errors are those of :meth:`plot`; ``year`` is the plan's last unless given.
        """
        from experiments.plots import answers

        return answers(self, indicator, year, lang)

    def write_csv(self, file: IO[str]) -> None:
        """Write all effects as lines of a table."""
        for n, table in enumerate(self.tables()):
            file.write(table.write_csv(include_header=n == 0))

    def head(self) -> dict[str, Any]:
        """Everything of the JSON document but its effects."""
        return {
            "schema": SCHEMA,
            "baseline": self.baseline,
            "scenarios": list(self.scenarios),
            "runs": self.runs,
            "seeds": list(self.seeds),
            "scale": self.scale,
            "until": self.until,
            "world": self.world,
            "reported": list(MISREPORTED) if self.reported else [],
            "interrupted": self.interrupted,
            "failed": [each._asdict() for each in self.failed],
            "titles": self.titles,
            "hashes": self.hashes,
            "made_with": self.made_with,
            "warnings": [warned._asdict() for warned in self.warnings],
            **({"draws": self.draws} if self.draws else {}),
            **({"level": self.level, "stopping": self.stopping} if self.stopping else {}),
        }

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document piece by piece, so that memory does not grow with it."""
        file.write(json.dumps(self.head(), ensure_ascii=False, allow_nan=False)[:-1])
        file.write(', "effects": [')
        between, encode = "\n", json.JSONEncoder(allow_nan=False).encode
        for effect in self.iterate():
            file.write(between + encode(as_record(effect)))
            between = ",\n"
        file.write("\n]}\n")

    def to_json(self) -> str:
        """The JSON document of ``liaosim compare --json``."""
        from io import StringIO

        file = StringIO()
        self.write_json(file)
        return file.getvalue()


BASELINE = "no_plan"
SCENARIOS = ("plan_2015", "transformation_first", "elimination_first", "digital_first")
RUNS = 16


def compare(
    baseline: str | Scenario = BASELINE,
    scenarios: Sequence[str | Scenario] = SCENARIOS,
    *,
    runs: int = RUNS,
    seed: int = 1,
    scale: float = 1.0,
    until: str = "2025Q4",
    workers: int | None = None,
    detail: bool = False,
    world: str | None = None,
    reported: bool = False,
    draws: int = CENTRAL,
    until_width: Sequence[str] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Run a baseline and other scenarios on the same seeds, and difference them pair by pair.

    Parameters
    ----------
    baseline, scenarios
        Library names, paths of files, or loaded scenarios.
    runs
        Number of pairs, at least 2; members use the seeds ``seed`` to ``seed + runs - 1``.
    seed, scale, until
        First seed, sample of the population (1 is every enterprise), last quarter.
    workers
        Threads, by default all cores; the results have the same bits for any number.
    detail
        Every scope crossed with every group, and quarters besides years.
    world
        ``observed`` or ``trend`` in place of the scenarios' own paths.
    reported
        What cities report in place of the truth, for the indicators that they misreport.
    draws
        Draws of all parameters from their priors, each on ``runs`` seeds of its own, beside the
        central values; intervals then hold doubt about the parameters too.
    until_width
        Half-widths wanted, such as ``"cnc_rate=0.002"`` or ``"output@2020=0.5%"``: pairs are
        added, from 10 to at most 160, until all are reached; ``runs`` is then not used.
    progress
        Called with (done, total) from time to time.

    Returns
    -------
    Comparison
        Effects, intervals, and the scenarios' own paths.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong; the message says what is allowed.
    KeyboardInterrupt
        On Ctrl-C before two pairs were complete.

    Examples
    --------
    >>> from scenarios import compare
    >>> found = compare(scenarios=["plan_2015"], runs=2, scale=0.05)  # doctest: +SKIP
    >>> found.effect("plan_2015", "cnc_rate", "2020").estimate > 0  # doctest: +SKIP
    True
    """
    asked = Asked(
        runs, seed, scale, until, workers, world, draws=draws, until_width=tuple(until_width)
    )
    request = check(asked, least_runs=2)
    chosen = several_scenarios((baseline, *listed_scenarios(scenarios)), request.world)
    return compare_checked(chosen, request, detail=detail, reported=reported, progress=progress)


@dataclass
class Found:
    """What the members of a comparison gave together."""

    own: list[Gathering | Nested]
    paired: list[Gathering | Nested]
    members: list[Member] = field(default_factory=list)  # without their values
    failed: list[Failed] = field(default_factory=list)

    def add(self, member: Member) -> None:
        """Take a member; one of which a run failed is left out, and its cause kept."""
        if member.failed:
            self.failed += member.failures
            return
        self.members.append(Member(member.seed, np.zeros(0), member.draw))
        for s, values in enumerate(member.values):
            self.own[s].add(values, member.draw)
            if s:
                self.paired[s - 1].add(values - member.values[0], member.draw)

    def halves(self, level: float) -> FloatArray:
        """Half-widths of the paired differences."""
        return np.stack([gathered.half_width(level) for gathered in self.paired])


def gather(
    ensemble: Ensemble, names: Sequence[str], request: Request
) -> tuple[Found, Stopping | None]:
    """All members, or as many as the half-widths asked for need."""
    draws = request.draws
    found = Found([gathering(draws) for _ in names], [gathering(draws) for _ in names[1:]])
    check_periods(request.goals, ensemble.periods)
    looks = LOOKS if request.goals else (len(ensemble.numbers),)
    done, stopping = 0, None
    for n, look in enumerate(looks):
        for member in ensemble.members(done, look):
            found.add(member)
        done = look
        if not request.goals or ensemble.interrupted or len(found.members) < 2:
            break
        base, halves = found.own[0].mean, found.halves(LEVEL)
        reached = tuple(
            reach(goal, ensemble.periods, names[1:], base, halves) for goal in request.goals
        )
        used = len(found.members)
        stopping = Stopping(used, looks[: n + 1], LEVEL, reached, more_to_halve(used, LEVEL))
        if stopping.reached:
            break
    return found, stopping


def compare_checked(
    chosen: Sequence[Scenario],
    request: Request,
    *,
    detail: bool = False,
    reported: bool = False,
    progress: Progress | None = None,
    store: Keeping | None = None,
    cluster: Computing | None = None,
    only: Sequence[int] | None = None,
) -> Comparison:
    """The comparison of loaded scenarios, the first being the baseline.

    Parameters
    ----------
    chosen, request, detail, reported, progress
        What is asked.
    store
        A study in which blocks are found and kept; without detail only.
    cluster
        Other machines that compute.
    only
        Numbers of the members wanted, all if not given.
    """
    ensemble = Ensemble(
        chosen,
        request.seeds,
        scale=request.scale,
        quarters=request.quarters,
        workers=request.workers,
        detail=detail,
        by_quarter=detail,
        reported=reported,
        progress=progress,
        draws=request.draws,
        store=store,
        cluster=cluster,
        only=only,
    )
    names = [scenario.name for scenario in chosen]
    found, stopping = gather(ensemble, names, request)
    seeds = [member.seed for member in found.members]
    enough_draws = request.draws == CENTRAL or all(g.count > 1 for g in closed(found.own))
    if len(seeds) < 2 or not enough_draws:
        raise_failed(found.failed)
        raise KeyboardInterrupt(len(seeds))
    level = stopping.level if stopping else CONFIDENCE
    paired = found.paired
    warnings = [*all_warnings(ensemble.prepared), *failures(found.failed)]
    others = zip(chosen[1:], ensemble.prepared[1:], found.own[1:], paired, strict=True)
    for scenario, prepared, own, difference in others:
        warnings += unspent(scenario, prepared, own.mean, request)
        warnings += idle(scenario, prepared, difference.mean)
    nested = [gathered for gathered in paired if isinstance(gathered, Nested)]
    return Comparison(
        baseline=names[0],
        scenarios=tuple(names[1:]),
        seeds=tuple(seeds),
        scale=request.scale,
        until=label(request.quarters - 1),
        world=request.world,
        periods=ensemble.periods,
        rows=ensemble.rows,
        base_mean=found.own[0].mean,
        estimate=np.stack([gathered.mean for gathered in paired]),
        half_width=found.halves(level),
        path_mean=np.stack([gathered.mean for gathered in found.own]),
        path_half_width=np.stack([gathered.half_width(level) for gathered in found.own]),
        titles={scenario.name: dict(scenario.title) for scenario in chosen},
        descriptions={scenario.name: dict(scenario.description) for scenario in chosen},
        hashes={scenario.name: scenario.content_hash for scenario in chosen},
        reported=reported,
        interrupted=ensemble.interrupted,
        failed=tuple(found.failed),
        warnings=tuple(warnings),
        made_with=made_with(),
        level=level,
        draws=request.draws,
        central=np.stack([g.central.mean for g in nested]) if nested else None,
        parameter_share=np.stack([g.parameter_share() for g in nested]) if nested else None,
        stopping=stopping.document() if stopping else None,
    )


def closed(gathered: Sequence[Gathering | Nested]) -> Sequence[Gathering | Nested]:
    """The same, their last draws taken as complete."""
    for each in gathered:
        if isinstance(each, Nested):
            each.close()
    return gathered
