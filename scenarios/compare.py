"""Compare scenarios with a baseline, paired on seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.indicators import INDICATOR_INDEX, FloatArray
from model.world import label
from scenarios.catalogue import LANGUAGES, word
from scenarios.comparison import Comparison, Warned
from scenarios.ensemble import Ensemble, Prepared, Progress
from scenarios.load import Scenario
from scenarios.reduce import Gathering
from scenarios.request import Asked, Request, check
from scenarios.sources import made_with, several_scenarios

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
    asked = Asked(runs=runs, seed=seed, scale=scale, until=until, workers=workers, world=world)
    request = check(asked, least_runs=2)
    chosen = several_scenarios((baseline, *scenarios), request.world)
    return compare_checked(chosen, request, detail=detail, reported=reported, progress=progress)


def compare_checked(
    chosen: Sequence[Scenario],
    request: Request,
    *,
    detail: bool = False,
    reported: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """The comparison of loaded scenarios, the first being the baseline."""
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
    )
    own = [Gathering() for _ in chosen]
    paired = [Gathering() for _ in chosen[1:]]
    seeds = []
    for member in ensemble:
        seeds.append(member.seed)
        for s, values in enumerate(member.values):
            own[s].add(values)
            if s:
                paired[s - 1].add(values - member.values[0])
    if len(seeds) < 2:
        raise KeyboardInterrupt(len(seeds))
    warnings = list(all_warnings(ensemble.prepared))
    for scenario, gathered, difference in zip(chosen[1:], own[1:], paired, strict=True):
        warnings += unspent(scenario, gathered.mean)
        warnings += idle(scenario, difference.mean)
    return Comparison(
        baseline=chosen[0].name,
        scenarios=tuple(scenario.name for scenario in chosen[1:]),
        seeds=tuple(seeds),
        scale=request.scale,
        until=label(request.quarters - 1),
        world=request.world,
        periods=ensemble.periods,
        rows=ensemble.rows,
        base_mean=own[0].mean,
        estimate=np.stack([gathered.mean for gathered in paired]),
        half_width=np.stack([gathered.half_width() for gathered in paired]),
        path_mean=np.stack([gathered.mean for gathered in own]),
        path_half_width=np.stack([gathered.half_width() for gathered in own]),
        titles={scenario.name: dict(scenario.title) for scenario in chosen},
        descriptions={scenario.name: dict(scenario.description) for scenario in chosen},
        hashes={scenario.name: scenario.content_hash for scenario in chosen},
        reported=reported,
        interrupted=ensemble.interrupted,
        warnings=tuple(warnings),
        made_with=made_with(),
    )


def all_warnings(prepared: Sequence[Prepared]) -> tuple[Warned, ...]:
    """What reading the scenarios gave warning of."""
    return tuple(Warned(p.name, *w.phrase) for p in prepared for w in p.warnings)


def warned(scenario: Scenario, key: str, **values: object) -> Warned:
    """A warning from the catalogue."""
    return Warned(scenario.name, *(word(key, lang, **values) for lang in LANGUAGES))


def unspent(scenario: Scenario, path: FloatArray) -> list[Warned]:
    """Levers with money of which nothing was spent; path has shape (periods, rows, indicators)."""
    found = []
    for name, table in scenario.levers.items():
        spent = path[:, 0, INDICATOR_INDEX[f"fiscal_cost_{name}"]].sum()
        if np.max(table.budget) > 0.0 and spent == 0.0:
            found.append(warned(scenario, "message.unspent", lever=name))
    return found


def idle(scenario: Scenario, estimate: FloatArray) -> list[Warned]:
    """Whether a scenario with levers differs in nothing from the baseline."""
    same = not np.nan_to_num(estimate).any()
    return [warned(scenario, "message.idle")] if same and scenario.levers else []
