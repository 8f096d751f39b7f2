"""Compare scenarios with a baseline: the call, which takes differences seed by seed.

Their intervals are computed in ``intervals.py``; ``effects.py`` holds what came out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from display.summary import Summary
from experiments.effect_tables import PairedEffects
from experiments.ensemble import Computing, Ensemble, Keeping, Member
from experiments.intervals import CONFIDENCE, Gathering, Nested, gathering
from experiments.options import Request, RunOptions, check
from experiments.parallel import Progress
from experiments.parameter_draws import CENTRAL_VALUES, DRAWN
from experiments.provenance import made_with
from experiments.run_warnings import Failed, all_warnings, failures, idle, raise_failed, unspent
from experiments.stopping import LEVEL, LOOKS, Stopping, check_periods, more_to_halve, reach
from experiments.wording import of_comparison
from model.indicators import HEADLINES, INDICATOR_INDEX, FloatArray
from model.input_data.external_world import label
from scenarios.loader import listed_scenarios, several_scenarios
from scenarios.scenario import Scenario, told_apart

if TYPE_CHECKING:
    from display.figure import Figure


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(PairedEffects):
    """Paired effects that draw and print themselves; :class:`PairedEffects` has the numbers."""

    def summary(self, lang: str) -> Summary:
        """Title and headline effects in a language."""
        return of_comparison(self, lang)

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
    parameters: str = DRAWN,
    until_width: Sequence[str] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Run a baseline and other scenarios on the same seeds, and difference them pair by pair.

    Parameters
    ----------
    baseline, scenarios
        Library names, paths of files, or loaded scenarios.
    runs, seed, scale, until, workers, world, parameters, until_width
        As of :class:`experiments.options.RunOptions`; ``runs`` is at least 2.
    detail
        Every scope crossed with every group, and quarters besides years.
    reported
        What cities report in place of the truth, for the indicators that they misreport.
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
    >>> import liaosim
    >>> found = liaosim.compare(scenarios=["plan_2015"], runs=2, scale=0.05)  # doctest: +SKIP
    >>> found.effect("plan_2015", "cnc_rate", "2020").estimate > 0  # doctest: +SKIP
    True
    """
    asked = RunOptions(
        runs,
        seed,
        scale,
        until,
        workers,
        world,
        parameters=parameters,
        until_width=tuple(until_width),
    )
    request = check(asked, least_runs=2)
    chosen = several_scenarios((baseline, *listed_scenarios(scenarios)), request.world)
    return compare_checked(chosen, request, detail=detail, reported=reported, progress=progress)


@dataclass
class Found:
    """What the members of a comparison gave together."""

    own: list[Gathering | Nested]
    paired: list[Gathering | Nested]
    ordered: list[Gathering | Nested]  # headlines of the province, by two scenarios
    headlines: tuple[int, tuple[int, ...]]  # where these stand: row and indicators
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
        row, indicators = self.headlines
        own = member.values[1:, :, row, indicators]
        for gathered, (a, b) in zip(self.ordered, combinations(own, 2), strict=True):
            gathered.add(a - b, member.draw)

    def halves(self, level: float) -> FloatArray:
        """Half-widths of the paired differences from chance."""
        return np.stack([gathered.half_width_chance(level) for gathered in self.paired])

    def probabilities(self) -> FloatArray:
        """Probability that one scenario's headlines are above another's."""
        shape = (0, *self.own[0].mean[:, 0, list(self.headlines[1])].shape)
        found = [gathered.probability() for gathered in self.ordered]
        return np.stack(found) if found else np.empty(shape)


def gather(
    ensemble: Ensemble, names: Sequence[str], request: Request
) -> tuple[Found, Stopping | None]:
    """All members, or as many as the half-widths asked for need."""
    row = ensemble.rows.index(("province", "all"))

    def gather_each(what: Iterable[object]) -> list[Gathering | Nested]:
        return [gathering(request.parameters) for _ in what]

    found = Found(
        gather_each(names),
        gather_each(names[1:]),
        gather_each(combinations(names[1:], 2)),
        (row, tuple(INDICATOR_INDEX[name] for name in HEADLINES)),
    )
    check_periods(request.goals, ensemble.periods)
    drawn = request.parameters != CENTRAL_VALUES
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
        stopping = Stopping(used, looks[: n + 1], LEVEL, reached, more_to_halve(used, LEVEL, drawn))
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
    ensemble = Ensemble.of_request(
        chosen,
        request,
        detail=detail,
        by_quarter=detail,
        reported=reported,
        progress=progress,
        store=store,
        cluster=cluster,
        only=only,
    )
    names = [scenario.name for scenario in chosen]
    found, stopping = gather(ensemble, names, request)
    seeds = [member.seed for member in found.members]
    if any(gathered.count < 2 for gathered in found.own):
        raise_failed(found.failed)
        raise KeyboardInterrupt(len(seeds))
    level = stopping.level if stopping else CONFIDENCE
    paired = found.paired
    warnings = [*all_warnings(ensemble.prepared), *failures(found.failed)]
    others = zip(chosen[1:], ensemble.prepared[1:], found.own[1:], paired, strict=True)
    for scenario, prepared, own, difference in others:
        warnings += unspent(scenario, prepared, own.mean, request)
        warnings += idle(scenario, prepared, difference.mean)
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
        half_width=np.stack([gathered.half_width(level) for gathered in paired]),
        half_width_chance=found.halves(level),
        order_probability=found.probabilities(),
        path_mean=np.stack([gathered.mean for gathered in found.own]),
        path_half_width=np.stack([gathered.half_width(level) for gathered in found.own]),
        titles={scenario.name: dict(scenario.title) for scenario in told_apart(chosen)},
        descriptions={scenario.name: dict(scenario.description) for scenario in chosen},
        hashes={scenario.name: scenario.content_hash for scenario in chosen},
        reported=reported,
        interrupted=ensemble.interrupted,
        failed=tuple(found.failed),
        warnings=tuple(warnings),
        made_with=made_with(),
        level=level,
        parameters=request.parameters,
        draws=0 if request.parameters == CENTRAL_VALUES else found.own[0].count,
        stopping=stopping.document() if stopping else None,
    )
