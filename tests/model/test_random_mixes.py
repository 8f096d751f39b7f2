"""Random mixes under random parameters: no nan, no share out of range, no effect without money.

How many and at which scale is read from LIAOSIM_MIXES and LIAOSIM_MIX_SCALE; the slow suite takes
500 at scale 0.1. A member that fails ends the test, with its draw and the mix in the message.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from experiments.ensemble import read
from experiments.parameter_draws import parameters_of
from model.indicators import INDICATORS, rows
from model.simulate import Run, Start, simulate, start
from scenarios.levers.registry import LEVERS
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario, scenario_of
from scenarios.schema import ScenarioFile
from tests.strategies import NATIONAL, lever_tables, tables

MIXES = int(os.environ.get("LIAOSIM_MIXES", "500"))
SCALE = float(os.environ.get("LIAOSIM_MIX_SCALE", "0.1"))
QUARTERS = 64  # all that a scenario may act in
NOTHING = 1e-300  # million yuan a year
SHARES = [i for i, indicator in enumerate(INDICATORS) if indicator.unit == "share"]
ROUNDING = 1e-9
COUNTS: Counter[str] = Counter()


@st.composite
def mixes(draw: st.DrawFn) -> dict[str, Any]:
    """The tables of a scenario that pulls three levers or more, each of them with money."""
    content = draw(tables())
    names = draw(st.lists(st.sampled_from(tuple(LEVERS)), min_size=3, unique=True))
    budget = st.sampled_from([0.01, 1.0, 30.0, 300.0, 3000.0])
    content["levers"] = {
        name: {**draw(lever_tables(name)), "budget": draw(budget)} for name in names
    }
    return content


def penniless(scenario: Scenario) -> Scenario:
    """The mix with next to no money, and without its law and orders."""
    levers = {}
    for name, table in scenario.levers.items():
        none = {key: type(table).model_fields[key].get_default() for key in table.orders}
        levers[name] = table.model_copy(update={"budget": NOTHING, **none})
    return Scenario(
        "penniless", {}, {}, world=scenario.world, levers=levers, national=scenario.national
    )


def lived(begin: Start, scenario: Scenario) -> tuple[Run, Any]:
    """A run of a scenario, and the money that its levers had by quarter and lever."""
    prepared = prepare(scenario, QUARTERS)
    run = simulate(begin, prepared.world, prepared.levers, prepared.policy, QUARTERS, detail=True)
    return run, prepared.levers["budget"]


def check_shares(run: Run, where: str) -> None:
    """Every share of every row and period lies in its range, but for the last bits."""
    names = rows(detail=True)
    values = read(run, names, by_quarter=True)
    for i in SHARES:
        column = values[..., i]
        bad = (column < -ROUNDING) | (column > 1.0 + ROUNDING)
        if bad.any():
            period, row = np.argwhere(bad)[0]
            found = f"{INDICATORS[i].name} of {names[row]} in period {period}: {column[bad][0]}"
            raise AssertionError(f"{where}: {found}")
        COUNTS["shares"] += int(np.isfinite(column).sum())


@pytest.mark.slow
@settings(
    max_examples=MIXES,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(content=mixes(), draw=st.integers(1, 100_000))
def test_any_mix_under_any_parameters_keeps_its_bounds(content: Any, draw: int) -> None:
    mix = scenario_of(ScenarioFile.model_validate(content), NATIONAL, "random")
    begin = start(draw + 1, SCALE, parameters_of(draw))
    bare, _ = lived(begin, mix.with_levers(()))
    run, money = lived(begin, mix)
    poor, _ = lived(begin, penniless(mix))
    where = f"draw {draw}, seed {draw + 1}, scale {SCALE:g}"
    for each in (bare, run, poor):
        assert each.cells is not None
        assert np.isfinite(each.cells).all(), where
        check_shares(each, where)
    spent = run.spent.reshape(-1, 4, run.spent.shape[1]).sum(axis=1)
    given_out = np.asarray(money).reshape(-1, 4, run.spent.shape[1]).sum(axis=1)
    assert (spent <= given_out * (1.0 + ROUNDING) + ROUNDING).all(), where
    assert bare.cells is not None
    assert poor.cells is not None
    scale = np.abs(bare.cells).max(axis=(0, 1, 2)) + 1.0
    moved = float((np.abs(poor.cells - bare.cells).max(axis=(0, 1, 2)) / scale).max())
    assert moved <= ROUNDING, f"{where}: {moved} of a quantity moved without money"
    COUNTS["mixes"] += 1
    COUNTS["levers"] += len(mix.levers)
    COUNTS["levers that spent"] += int((run.spent.sum(axis=0) > 0.0).sum())
    print(dict(COUNTS))
