"""The Mesa face of a scenario: ``mesa_model("plan_2015", scale=0.05)``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TypeVar, overload

from experiments.options import Asked, check
from model.input_data.external_world import QUARTERS as MOST_QUARTERS
from model.mesa_model import HEADLINES, LiaoningModel
from model.simulate import Start
from scenarios.errors import InputError, problem, shown
from scenarios.loader import load
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario

M = TypeVar("M", bound=LiaoningModel)
QUARTERS = 44


@overload
def mesa_model(
    scenario: str | os.PathLike[str] | Scenario = ...,
    seed: int = ...,
    scale: float = ...,
    *,
    quarters: int = ...,
    begin: Start | None = ...,
    collect: Sequence[str] = ...,
) -> LiaoningModel: ...


@overload
def mesa_model(
    scenario: str | os.PathLike[str] | Scenario = ...,
    seed: int = ...,
    scale: float = ...,
    *,
    quarters: int = ...,
    begin: Start | None = ...,
    collect: Sequence[str] = ...,
    kind: type[M],
) -> M: ...


def mesa_model(
    scenario: str | os.PathLike[str] | Scenario = "plan_2015",
    seed: int = 1,
    scale: float = 1.0,
    *,
    quarters: int = QUARTERS,
    begin: Start | None = None,
    collect: Sequence[str] = HEADLINES,
    kind: type[Any] = LiaoningModel,
) -> Any:
    """A Mesa model of a scenario.

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
    kind
        A subclass of :class:`model.mesa_model.LiaoningModel` to be made instead.

    Raises
    ------
    ScenarioError, InputError
        With every problem of the scenario's file, or of seed, scale and quarters.
    """
    request = check(Asked(seed=seed, scale=scale))
    if not (isinstance(quarters, int) and 1 <= quarters <= MOST_QUARTERS):
        limits = {"low": 1, "high": MOST_QUARTERS}
        raise InputError(
            problem("message.bad_whole", option="quarters", found=shown(str(quarters)), **limits)
        )
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    prepared = prepare(loaded, quarters)
    return kind(
        prepared.world,
        prepared.levers,
        prepared.policy,
        seed=request.seeds[0],
        scale=request.scale,
        begin=begin,
        collect=collect,
    )
