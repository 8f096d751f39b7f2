"""A scenario as a Mesa model: ``ScenarioModel("plan_2015", scale=0.05)``."""

from __future__ import annotations

import os
from collections.abc import Sequence

from experiments.options import RunOptions, check
from locales.catalogue import phrase
from model.indicators import HEADLINES, INDICATOR_INDEX
from model.input_data.external_world import QUARTERS as MOST_QUARTERS
from model.mesa_model import LiaoningModel
from model.simulate import Start
from scenarios.errors import InputError, choice, shown
from scenarios.loader import load
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario

QUARTERS = 44


class ScenarioModel(LiaoningModel):
    """The province under a scenario, as Mesa's own tools make, copy, batch and show a model.

    All arguments may be given by name, so ``mesa.batch_run`` and ``SolaraViz`` make it themselves;
    a subclass may add behaviour (``before_step``).

    Parameters
    ----------
    scenario
        Name in the library, path of a file, or a scenario loaded before.
    seed, scale
        Member of the ensemble and sample of the population.
    quarters
        Length of the run from 2015Q1.
    begin
        A start made before; then its seed and scale hold.
    collect
        Indicators that the data collector keeps.

    Raises
    ------
    ScenarioError, InputError
        With every problem of the scenario's file, or of seed, scale, quarters and indicators.
    """

    def __init__(
        self,
        scenario: str | os.PathLike[str] | Scenario = "plan_2015",
        seed: int = 1,
        scale: float = 1.0,
        quarters: int = QUARTERS,
        begin: Start | None = None,
        collect: Sequence[str] = HEADLINES,
    ) -> None:
        request = check(RunOptions(seed=seed, scale=scale))
        if type(quarters) is not int or not 1 <= quarters <= MOST_QUARTERS:
            said = {"option": "quarters", "found": shown(str(quarters))}
            raise InputError(phrase("message.bad_whole", low=1, high=MOST_QUARTERS, **said))
        names = [collect] if isinstance(collect, str) else list(collect)
        known = tuple(INDICATOR_INDEX)
        if wrong := [choice("collect", str(n), known) for n in names if n not in known]:
            raise InputError(wrong)
        loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
        prepared = prepare(loaded, quarters)
        super().__init__(
            prepared.world,
            prepared.levers,
            prepared.policy,
            seed=request.seeds[0],
            scale=request.scale,
            begin=begin,
            collect=names,
        )
