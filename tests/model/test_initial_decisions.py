"""Decisions at rest: what pays has been done before the first quarter, as far as it pays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.abatement import saving_at
from agents.enterprise.record import ERP, MES
from agents.parameters import with_values
from model.initialization.initial_decisions import (
    adoption_flow,
    adoption_terms,
    advantage_of,
    gather_peers,
    rest_projects,
    rest_retrofits,
)
from model.initialization.initial_state import appeal_all, measure_use, need_labour, value_all
from model.state import State
from tests.provinces import SPARE, empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "line_rest": -0.35, "line_spread": 0.35, "upgrade_cost": [0.3, 0.5, 0.5, 0.6],
    "project_fixed_cost": 0.5, "adopt_most": 0.4, "adopt_return": 1.0, "mes_needs": 0.3,
    "system_cost_fixed": 0.5, "system_cost_share": 0.008, "benefit_erp_inputs": 0.002,
    "benefit_erp_stocks": 0.0015, "rung_labour": [1.35, 1.0, 0.7, 0.5], "overhead_staff": 0.2,
    "rung_energy": [1.3, 1.0, 0.9, 0.8], "rung_material": [1.02, 1.0, 0.98, 0.96],
    "rung_price": [0.9, 1.0, 1.4, 1.9], "demand_quality": 1.0, "demand_price": 2.0,
    "must_run": 0.1,
}  # fmt: skip
P: Any = with_values(CASES)[0]
MOVE = 2  # conventional to numerical


def province(firms: int = 1, patience: float = 4.0) -> State:
    """Enterprises of 100 conventional units at work that make 100 a quarter, sold at 0.25 more.

    Labour is 0.2 of a unit, materials 0.6, energy 0.1.
    """
    state = empty_province(firms, parameters=CASES)
    state.sectors["capacity_per_capital"] = state.sectors["normal_use"] = 1.0
    state.sectors["labour"], state.sectors["pay"], state.cities["wage"] = 5.0, 1.0, 0.16
    state.sectors["material_price"], state.sectors["fuel_price"] = 0.6, 0.1
    rows: Any = state.firms
    rows["capital"][:firms, 1], rows["output"][:firms], rows["expected"][:firms] = 100, 100, 100
    rows["pay"] = rows["price"] = 1.0
    rows["markup"], rows["patience"], rows["sales_year"], rows["staff"] = 0.25, patience, 400, 500
    return state


def advantage(state: State, patience: float) -> float:
    """Of the main project at hand, after costs were set."""
    return advantage_of(state.firms[0], state.sectors[0], MOVE, patience, P)


def test_an_advantage_by_hand() -> None:
    """A unit on the higher rung saves 0.06 of labour, 0.01 of energy, 0.012 of materials.

    And is better by 0.05 of a margin of a fifth: 0.092 of each of its 4 a year, for 0.5 and a
    hundredth of the 0.5 that a project costs.
    """
    state = province()
    rest_projects(state)
    saving = 4 * (0.06 + 0.01 + 0.012 + (P.rung_quality[2] - P.rung_quality[1]) * 0.2)
    assert advantage(state, 4.0) == pytest.approx(math.log(4 * saving / 0.505))
    assert advantage_of(state.firms[0], state.sectors[0], 0, 4.0, P) == -9.0  # nothing obsolete


@given(patience=st.floats(0.1, 20.0))
def test_nobody_starts_with_a_project_that_pays_by_a_wide_margin(patience: float) -> None:
    """Caution lowers patience to the margin; what pays then has been decided: one in six lines."""
    state = province(patience=patience)
    rest_projects(state)
    firm: Any = state.firms[0]
    assert firm.patience == patience
    assert 0.0 < firm.caution <= 1.0
    margin = advantage(state, float(firm.caution * firm.patience))
    assert margin <= P.line_rest + 1e-9
    assert 0.0 <= firm.decided[MOVE] <= 0.1587 + 1e-4  # a normal's share one spread below
    if firm.caution < 1.0:
        assert margin == pytest.approx(P.line_rest)


@given(patience=st.lists(st.floats(0.1, 20.0), min_size=3, max_size=3))
def test_retrofits_that_pay_have_been_made(patience: list[float]) -> None:
    state = province(3)
    state.firms["patience"][:3] = patience
    rest_retrofits(state)
    assert list(state.firms["saving"][:3]) == [saving_at(years, P) for years in patience]


def test_terms_of_adoption_by_hand() -> None:
    """ERP saves 0.002 of inputs of 240 a year and 0.0015 of sales of 400; it costs 3.7.

    MES needs numerical equipment, so it brings nothing; who has a system wants no second one.
    """
    state = province(2)
    rest_projects(state)
    state.clusters["system_price"] = 1.0
    state.firms["ceiling"][1, ERP] = 1.0
    gains, costs = np.zeros(2 + SPARE), np.zeros(2 + SPARE)
    adoption_terms(state, ERP, gains, costs)
    assert list(gains[:2]) == pytest.approx([0.002 * 240 + 0.0015 * 400, 0.0])
    assert list(costs[:2]) == pytest.approx([3.7, 1.0])
    adoption_terms(state, MES, gains, costs)
    assert not gains[:2].any()


def test_a_flow_of_adoption_by_hand() -> None:
    """Three enterprises have a chance of a quarter, another one none: 3/16 of all."""
    gains, costs = np.array([2.0, 0.0]), np.array([10.0, 10.0])
    patience, weight = np.array([5.0, 5.0]), np.array([3.0, 1.0])
    flow = adoption_flow(-math.log(3.0), gains, costs, patience, weight, P)
    assert flow == pytest.approx(3 / 16)


@given(low=st.floats(-14.0, 8.0), more=st.floats(0.0, 5.0), seed=st.integers(0, 100))
def test_a_higher_intercept_never_lowers_the_flow(low: float, more: float, seed: int) -> None:
    """So bisection finds the intercept of the flow that was observed."""
    chance = np.random.default_rng(seed)
    gains, costs, patience, weight = (chance.uniform(0.1, 5.0, 6) for _ in range(4))
    flows = [adoption_flow(x, gains, costs, patience, weight, P) for x in (low, low + more)]
    assert 0.0 <= flows[0] <= flows[1] * (1 + 1e-12)
    assert flows[1] <= P.adopt_most * (1 + 1e-12)


def test_peers_are_gathered_from_the_living() -> None:
    state = province(3)
    state.firms["alive"][2] = False
    state.firms["weight"][:3] = [2.0, 3.0, 100.0]
    gather_peers(state)
    assert state.clusters["enterprises"][0, 0] == 5.0
    assert state.cities["staff"][0] == 2500.0


def test_what_the_start_measures_by_hand() -> None:
    """100 units make 100 of output: 500 staff and 20% more at the desks; costs 0.9 a unit."""
    state = province()
    state.firms["material_factor"] = state.firms["energy_factor"] = 0.0
    state.firms["efficiency"] = 0.3
    state.sectors["overhead"] = 1.0
    rows = 1 + SPARE
    state.firms["capital"][1:, 1] = 1.0  # spare rows are none at the start
    need, energy, material, normal, value = (np.zeros(rows) for _ in range(5))
    need_labour(state, need)
    assert need[0] == pytest.approx(500 + 100)
    assert (state.firms["efficiency"][0], state.firms["capacity"][0]) == (0.0, 100.0)
    measure_use(state, energy, material, normal)
    assert (energy[0], material[0]) == (pytest.approx(100.0), pytest.approx(100.0))
    assert normal[0] == pytest.approx(0.2 + 0.6 + 0.1 + 1.0 * 0.04)  # overhead included
    value_all(state, value)
    assert value[0] == pytest.approx(100.0)


@given(quality=st.floats(-0.5, 0.5), price=st.floats(0.5, 2.0))
def test_appeal_at_the_start_is_that_of_quality_and_price(quality: float, price: float) -> None:
    """Twice as dear is a quarter as appealing."""
    state = province()
    state.sectors["external_price"] = 1.0
    state.firms["quality"], state.firms["price"] = quality, price
    appeal_all(state)
    appeal = math.exp(quality) / price**2
    assert state.firms["attractiveness"][0] == pytest.approx(appeal)
