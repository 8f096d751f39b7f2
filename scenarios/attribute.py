"""Take the effect of a mix apart into its levers."""

from __future__ import annotations

import numpy as np

from model.indicators import FloatArray
from model.world import label
from scenarios.attribution import EXACT, SAMPLED, Attribution
from scenarios.coalitions import Coalitions, Parted
from scenarios.compare import BASELINE, RUNS, all_warnings, warned
from scenarios.comparison import Warned
from scenarios.ensemble import prepare
from scenarios.ordered import Progress
from scenarios.parts import Kept
from scenarios.players import WORLD, Game, game
from scenarios.reduce import Gathering
from scenarios.request import Asked, Request, check
from scenarios.scenario import Scenario
from scenarios.sources import made_with, one_scenario
from scenarios.unreached import unspent

SCENARIO = "plan_2015"


def attribute(
    scenario: str | Scenario = SCENARIO,
    baseline: str | Scenario = BASELINE,
    *,
    runs: int = RUNS,
    seed: int = 1,
    scale: float = 1.0,
    until: str = "2025Q4",
    workers: int | None = None,
    detail: bool = False,
    world: str | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Shapley values and interactions of the levers of a mix, for every indicator.

    All coalitions of up to eight levers are run; of more, orders are sampled (see
    :mod:`scenarios.shapley`). A scenario that changes the world too has one more player, ``world``.

    Parameters
    ----------
    scenario, baseline
        Library names, paths of files, or loaded scenarios.
    runs
        Number of seeds, at least 2; members use the seeds ``seed`` to ``seed + runs - 1``.
    seed, scale, until
        First seed, sample of the population (1 is every enterprise), last quarter.
    workers
        Threads, by default all cores; the results have the same bits for any number.
    detail
        Every scope crossed with every group.
    world
        ``observed`` or ``trend`` in place of the scenarios' own paths.
    progress
        Called with (done, total) from time to time.

    Returns
    -------
    Attribution
        Contributions, interactions, costs for a unit of effect, winners and losers.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong; the message says what is allowed.
    KeyboardInterrupt
        On Ctrl-C before two members were complete.

    Examples
    --------
    >>> from scenarios import attribute
    >>> found = attribute("plan_2015", runs=2, scale=0.05)  # doctest: +SKIP
    >>> found.contribution("digitalisation", "erp_penetration", "2020")  # doctest: +SKIP
    """
    asked = Asked(runs=runs, seed=seed, scale=scale, until=until, workers=workers, world=world)
    request = check(asked, least_runs=2)
    first, second = pair_of(scenario, baseline, request.world)
    return attribute_checked(
        game(first, second, request.quarters), request, detail=detail, progress=progress
    )


def pair_of(
    scenario: str | Scenario, baseline: str | Scenario, world: str | None
) -> tuple[Scenario, Scenario]:
    """The baseline and the scenario, loaded."""
    return one_scenario(baseline, world), one_scenario(scenario, world)


def attribute_checked(
    played: Game,
    request: Request,
    *,
    detail: bool = False,
    progress: Progress | None = None,
) -> Attribution:
    """The attribution of a game."""
    runs = Coalitions(
        played,
        request.seeds,
        scale=request.scale,
        workers=request.workers,
        detail=detail,
        progress=progress,
    )
    gathered = {name: Gathering() for name in ("base", "path", "total", "shares", "together")}
    kept: list[Kept] = []
    seeds = []
    places = [runs.rows.index((scope, "all")) for scope in ("province", "northwest")]
    years = request.quarters // 4
    for member in runs:
        seeds.append(member.seed)
        gathered["base"].add(member.ends[0])
        gathered["path"].add(member.ends[1])
        gathered["total"].add(member.total)
        gathered["shares"].add(member.shares)
        gathered["together"].add(member.together)
        kept.append(_kept(member, places, years))
    if len(seeds) < 2:
        raise KeyboardInterrupt(len(seeds))
    shares = gathered["shares"].mean
    return Attribution(
        scenario=played.scenario,
        baseline=played.baseline,
        players=played.players,
        pairs=runs.first.pairs,
        coalitions=len(runs.first.coalitions),
        method=EXACT if runs.first.exact else SAMPLED,
        seeds=tuple(seeds),
        scale=request.scale,
        until=label(request.quarters - 1),
        world=request.world,
        periods=runs.periods,
        rows=runs.rows,
        base=gathered["base"].mean,
        shares=shares,
        shares_half=gathered["shares"].half_width(),
        total=shares.sum(axis=0),
        total_half=gathered["total"].half_width(),
        together=gathered["together"].mean,
        together_half=gathered["together"].half_width(),
        kept=Kept(*(np.stack(parts) for parts in zip(*map(_fields, kept), strict=True))),
        detail=detail,
        interrupted=runs.interrupted,
        warnings=_warnings(runs, gathered["path"].mean, request),
        made_with=made_with(),
    )


def _kept(member: Parted, places: list[int], years: int) -> Kept:
    """What is kept of one member."""
    province, northwest = places
    own = member.ends[1, :years]
    parts = member.shares[:, :years, province]
    return Kept(parts, own[:, province], own[:, northwest], member.classes, member.cities)


def _fields(kept: Kept) -> tuple[FloatArray, ...]:
    """The arrays of one member in their order."""
    return kept.parts, kept.everywhere, kept.northwest, kept.classes, kept.cities


def _warnings(runs: Coalitions, path: FloatArray, request: Request) -> tuple[Warned, ...]:
    """What the reader should know of the scenario and of who plays."""
    played = runs.game
    prepared = prepare(played.scenario, played.quarters)
    found = [*all_warnings([prepared]), *unspent(played.scenario, prepared, path, request)]
    if WORLD in played.players:
        found.append(warned(played.scenario, "message.world_plays", baseline=played.baseline.name))
    return tuple(found)
