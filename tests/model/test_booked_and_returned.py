"""What is promised is paid once, or never booked; what is booked is never taken back."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.enterprise.construction import settle_versions
from agents.province import LeverName
from model.events.credit import begin_plans, give_back
from model.events.grants import rank_grants
from model.events.investment_plans import clear_plan
from model.events.relocation import agree_to_move, settle_move
from model.indicators import INDICATOR_INDEX, Quantity, values
from model.simulate import simulate
from model.state import State, copy_state
from model.toy import toy_start
from scenarios.loader import parse_text
from scenarios.policy_schedule import prepare

TRANSFORMATION = int(LeverName.TECHNICAL_TRANSFORMATION)
LAYOUT = int(LeverName.SPATIAL_LAYOUT)
BOOKED = [*range(Quantity.FISCAL_0, Quantity.FISCAL_0 + 13), Quantity.GRANTED, Quantity.DEADWEIGHT]
ADDITIONALITY = INDICATOR_INDEX["additionality"]


@cache
def toy() -> State:
    """A toy province whose enterprises apply."""
    return toy_start(1).state


def applied(parts: list[tuple[float, float, bool]], money: float) -> State:
    """Applicants whose plans cost (without support, with it); some find no finance in event 10."""
    state = copy_state(toy(), 0)
    state.table[:] = 0.0
    state.accounts["left"][TRANSFORMATION] = money
    for j, (without, more, finds) in enumerate(parts):
        plan: Any = state.plans[j]
        firm: Any = state.firms[j]
        clear_plan(plan)
        plan.row, plan.key, plan.city, plan.luck = j, firm.key, firm.city, 0.1 + 0.01 * j
        plan.upgrade_cost, plan.upgrade_cost_supported = without, without + more
        plan.grant_asked = 0.3 * (without + more)
        plan.credit_asked = 0.0 if finds else -1.0
        plan.cost = without
        firm.moving = 0
    return state


projects = st.lists(
    st.tuples(st.floats(0.0, 20.0), st.floats(0.01, 20.0), st.booleans()), min_size=1, max_size=8
)


@given(parts=projects, money=st.floats(0.1, 60.0))
def test_additionality_is_a_share_whoever_finds_no_finance(
    parts: list[tuple[float, float, bool]], money: float
) -> None:
    state = applied(parts, money)
    n = len(parts)
    treasury = float(state.province["treasury"][0])
    rank_grants(state, n, False, money)
    promised = state.plans["grant"][:n].copy()
    assert not state.table.any()
    for j in range(n):
        settle_versions(state.plans[j])
    begin_plans(state, n)
    weight = state.firms["weight"][:n]
    finds = np.array([part[2] for part in parts])
    paid = float((promised * weight)[finds].sum())
    assert state.table[..., Quantity.GRANTED].sum() == pytest.approx(paid, rel=1e-12)
    assert state.accounts["spent"][TRANSFORMATION] == pytest.approx(paid, rel=1e-12)
    assert state.accounts["left"][TRANSFORMATION] == pytest.approx(money - paid, abs=1e-9)
    assert treasury - state.province["treasury"][0] == pytest.approx(paid, rel=1e-9, abs=1e-9)
    anyway = np.array([min(1.0, a / (a + b)) for a, b, _ in parts])
    deadweight = float((promised * weight * anyway)[finds].sum())
    assert state.table[..., Quantity.DEADWEIGHT].sum() == pytest.approx(deadweight, rel=1e-12)
    found = values(state.table.reshape(-1, state.table.shape[-1]))[:, ADDITIONALITY]
    assert (np.isnan(found) | ((found >= 0.0) & (found <= 1.0))).all()


def test_one_project_by_hand() -> None:
    """It would cost 4 without and 10 with a grant of 3: 1.2 of it would have gone on anyway."""
    for finds in (True, False):
        state = applied([(4.0, 6.0, finds)], 5.0)
        state.firms["weight"] = 1.0
        cash = float(state.firms["cash"][0])
        rank_grants(state, 1, False, 5.0)
        settle_versions(state.plans[0])
        assert state.plans["upgrade_cost"][0] == 10.0  # the supported version goes to the bank
        begin_plans(state, 1)
        cell = state.table[int(state.firms["city"][0]), int(state.firms["sector"][0])]
        assert state.firms["cash"][0] == pytest.approx(cash + 3.0 * finds)
        assert cell[Quantity.GRANTED] == pytest.approx(3.0 * finds)
        assert cell[Quantity.DEADWEIGHT] == pytest.approx(1.2 * finds)
        assert state.accounts["left"][TRANSFORMATION] == pytest.approx(5.0 - 3.0 * finds)


@given(built=st.floats(0.0, 1.0), offer=st.floats(0.0, 5.0), support=st.floats(0.0, 5.0))
def test_a_move_is_paid_for_what_is_built(built: float, offer: float, support: float) -> None:
    state = copy_state(toy(), 0)
    state.table[:] = 0.0
    state.accounts["left"][LAYOUT] = 100.0
    plan: Any = state.plans[0]
    firm: Any = state.firms[0]
    clear_plan(plan)
    plan.row, plan.renewal_cost, plan.move_order = 0, 40.0 * built, 40.0
    plan.move_offer, plan.move_paid = offer, support
    city = (int(firm.city) + 3) % 14
    firm.moving = city + 1
    state.cities["offers"][city] = offer * firm.weight
    state.accounts["left"][LAYOUT] -= support * firm.weight
    cash, purse = float(firm.cash), float(state.province["city"][0, city])
    settle_move(state, plan, False)
    assert firm.cash - cash == pytest.approx(built * (offer + support), abs=1e-9)
    assert purse - state.province["city"][0, city] == pytest.approx(
        built * offer * firm.weight, abs=1e-9
    )
    booked = state.table[..., Quantity.FISCAL_0 + LAYOUT].sum()
    assert booked == pytest.approx(built * support * firm.weight, abs=1e-9)
    assert state.accounts["left"][LAYOUT] == pytest.approx(100.0 - booked, rel=1e-9)
    assert state.cities["offers"][city] == pytest.approx(built * offer * firm.weight, abs=1e-9)


def test_a_refused_move_leaves_no_trace() -> None:
    state = copy_state(toy(), 0)
    state.table[:] = 0.0
    state.accounts["left"][LAYOUT] = 100.0
    plan: Any = state.plans[0]
    firm: Any = state.firms[0]
    clear_plan(plan)
    plan.row, plan.renewal_cost, plan.patience = 0, 50.0, 10.0
    plan.ordered[1] = 50.0
    city = (int(firm.city) + 3) % 14
    state.cities["wage"][city] = 0.1 * state.cities["wage"][int(firm.city)]
    state.cities["distance"][:] = 0.0
    province: Any = state.province
    firms, money = state.firms["cash"].copy(), province.copy()
    offers = state.cities["offers"].copy()
    assert agree_to_move(state, plan, city, 10.0)
    assert firm.moving == city + 1
    give_back(state, plan)
    assert firm.moving == 0
    assert state.firms["cash"].tobytes() == firms.tobytes()
    assert province.tobytes() == money.tobytes()
    assert state.cities["offers"] == pytest.approx(offers, abs=1e-12)
    assert state.accounts["left"][LAYOUT] == pytest.approx(100.0)
    assert not state.table.any()


@settings(max_examples=3)
@given(seed=st.integers(1, 1000))
def test_ledgers_of_a_poor_province_never_run_backwards(seed: int) -> None:
    """Grants for enterprises that find little finance: every booking is above 0 in every cell."""
    text = (
        'name = "poor"\n[levers.technical_transformation]\nstart = "2015Q1"\nend = "2017Q4"\n'
        "budget = 300\ngrant_rate = 0.6\n[levers.digitalisation]\nbudget = 50\n"
        "[levers.spatial_layout]\nbudget = 100\nmoving_rate = 0.8\n"
    )
    prepared = prepare(parse_text(text), 12)
    tight: dict[str, Any] = {
        "max_leverage": [0.1, 0.1, 0.1, 0.1],
        "bank_room": 0.0,
        "cash_reserve": 0.9,
    }
    begin = toy_start(seed, overrides=tight)
    run = simulate(begin, prepared.world, prepared.levers, prepared.policy, 12, detail=True)
    assert run.cells is not None
    assert (run.cells[..., BOOKED] >= 0.0).all()
    assert (run.cells[..., Quantity.DEADWEIGHT] <= run.cells[..., Quantity.GRANTED]).all()
    fiscal = run.cells[..., Quantity.FISCAL_0 : Quantity.FISCAL_0 + 13].sum(axis=(1, 2))
    assert fiscal == pytest.approx(run.spent, rel=1e-9, abs=1e-9)
