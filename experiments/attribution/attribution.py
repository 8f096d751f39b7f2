"""Take the effect of a mix apart into its levers: the call, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from display.summary import Summary
from experiments.attribution.coalitions import WORLD, Coalitions, Game, game
from experiments.attribution.contributions import EXACT, SAMPLED, Contributions, Kept
from experiments.comparison import BASELINE, RUNS
from experiments.intervals import gathering
from experiments.options import Request, RunOptions, check
from experiments.parallel import Progress
from experiments.parameter_draws import DRAWN
from experiments.provenance import made_with
from experiments.run_warnings import Warned, all_warnings, unspent, warned
from model.indicators import FloatArray
from model.input_data.external_world import label
from scenarios.loader import one_scenario
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario, told_apart

if TYPE_CHECKING:
    from display.figure import Figure


@dataclass(frozen=True, kw_only=True, repr=False)
class Attribution(Contributions):
    """Contributions that draw and print themselves; :class:`Contributions` has the numbers."""

    def summary(self, lang: str) -> Summary:
        """Title and headline parts in a language."""
        from experiments.attribution.presentation import of_attribution

        return of_attribution(self, lang)

    def plot(
        self,
        indicator: str = "output",
        *,
        year: str | None = None,
        scope: str = "province",
        lang: str | None = None,
    ) -> Figure:
        """What each lever and the whole mix bring to an indicator, as dots with intervals.

        Parameters
        ----------
        indicator
            Name of an indicator.
        year
            A period that was run, by default the plan's last year.
        scope
            ``province``, a region, or a city.
        lang
            ``zh`` or ``en``, by default that of ``LIAOSIM_LANG``.

        Raises
        ------
        InputError
            Where one of them is not there; the message names the nearest.
        """
        from experiments.attribution.presentation import parts_figure

        return parts_figure(self, indicator, year=year, scope=scope, lang=lang)


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
    parameters: str = DRAWN,
    progress: Progress | None = None,
) -> Attribution:
    """Shapley values and interactions of the levers of a mix, for every indicator.

    All coalitions of up to eight levers are run; of more, orders are sampled (see
    :mod:`experiments.attribution.shapley`). A scenario that changes
    the world too has one more player, ``world``.

    Parameters
    ----------
    scenario, baseline
        Library names, paths of files, or loaded scenarios.
    runs, seed, scale, until, workers, world, parameters
        As of :class:`experiments.options.RunOptions`; ``runs`` is at least 2.
    detail
        Every scope crossed with every group.
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
    >>> import liaosim
    >>> found = liaosim.attribute("plan_2015", runs=2, scale=0.05)  # doctest: +SKIP
    >>> found.contribution("digitalisation", "erp_penetration", "2020")  # doctest: +SKIP
    """
    asked = RunOptions(runs, seed, scale, until, workers, world, parameters=parameters)
    request = check(asked, least_runs=2)
    first, second = pair_of(scenario, baseline, request.world)
    return attribute_checked(
        game(first, second, request.quarters), request, detail=detail, progress=progress
    )


def pair_of(
    scenario: str | Scenario, baseline: str | Scenario, world: str | None
) -> tuple[Scenario, Scenario]:
    """The baseline and the scenario, loaded, with titles that differ."""
    first, second = one_scenario(baseline, world), one_scenario(scenario, world)
    apart = told_apart((first, second))
    return apart[0], apart[1]


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
        request.places,
        scale=request.scale,
        workers=request.workers,
        detail=detail,
        progress=progress,
    )
    names = ("base", "path", "total", "shares", "together")
    gathered = {name: gathering(request.parameters) for name in names}
    kept: list[Kept] = []
    seeds, draws = [], []
    province, northwest = (runs.rows.index((s, "all")) for s in ("province", "northwest"))
    years = request.quarters // 4
    for member in runs:
        seeds.append(member.seed)
        draws.append(member.draw)
        base, path = member.ends
        found = (base, path, path - base, member.shares, member.together)
        for each, values in zip(gathered.values(), found, strict=True):
            each.add(values, member.draw)
        own = path[:years]
        parts = member.shares[:, :years, province]
        kept.append(Kept(parts, own[:, province], own[:, northwest], member.classes, member.cities))
    if gathered["base"].count < 2:
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
        draws=tuple(draws),
        parameters=request.parameters,
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
        kept=Kept(*map(np.stack, zip(*kept, strict=True))),
        detail=detail,
        interrupted=runs.interrupted,
        warnings=_warnings(runs, gathered["path"].mean, request),
        made_with=made_with(),
    )


def _warnings(runs: Coalitions, path: FloatArray, request: Request) -> tuple[Warned, ...]:
    """What the reader should know of the scenario and of who plays."""
    played = runs.game
    prepared = prepare(played.scenario, played.quarters)
    found = [*all_warnings([prepared]), *unspent(played.scenario, prepared, path, request)]
    if WORLD in played.players:
        found.append(warned(played.scenario, "message.world_plays", baseline=played.baseline.name))
    return tuple(found)
