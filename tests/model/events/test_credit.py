"""Event 10: the queue at each city's bank, what is begun, and what goes back when finance fails."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.closure import tonnes_per_unit
from agents.enterprise.record import Product
from model.events.credit import (
    begin_plans,
    book_swap,
    finance_plans,
    give_back,
    open_banks,
    replace_capacity,
)
from model.events.grants import give_grant
from model.events.investment_plans import DIGITAL, GREEN, TRANSFORMATION, clear_plan
from model.events.lever_budgets import FINANCING, promise
from model.indicators import Quantity
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "max_leverage": [0.8, 0.8, 0.5, 0.5], "rung_price": [0.9, 1.0, 1.4, 1.9], "min_cover": 1.0,
    "cash_reserve": 0.0, "gestation": 3.0, "flow_counted": 0.0, "put_offs": 4.0,
    "bank_room": 0.03, "soft_credit": 0.5, "equity_match": 0.5, "equity_most": 0.25,
    "going_value": 0.8, "backing_cost": 0.01, "major_project_cost": 1000.0, "served_part": 0.5,
    "lent_anyway": 0.0,
}  # fmt: skip
money = st.floats(0.0, 200.0)
weight = st.floats(0.25, 4.0)


def planning(firms: int = 2) -> State:
    """Private enterprises of 100 units without debt and cash; each would upgrade for 40."""
    state = empty_province(firms, parameters=CASES)
    for i in range(firms):
        firm: Any = state.firms[i]
        firm.capital[1], firm.nameplate = 100.0, 100.0
        plan: Any = state.plans[i]
        clear_plan(plan)
        plan.row, plan.key, plan.luck = i, firm.key, 0.5
        plan.upgrade_cost = plan.upgrade_cost_supported = 40.0
        plan.moved[2] = 40.0
    return state


def test_banks_by_hand() -> None:
    """Loans of 1,000 in each of two cities: 3% of room, and the lever would back 2% of each.

    At a fee of 4% and 1% of administration its 1 million backs 20 of the 40, half in each city.
    """
    state = planning(0)
    state.banks["loans"][:2] = 1000.0
    state.levers["on"][FINANCING], state.accounts["left"][FINANCING] = True, 1.0
    state.policy["room"], state.policy["guarantee_cost"] = 0.02, 0.04
    open_banks(state)
    assert list(state.banks["room"][:3]) == pytest.approx([30.0, 30.0, 0.0])
    assert list(state.banks["backed"][:3]) == pytest.approx([10.0, 10.0, 0.0])
    state.levers["on"][FINANCING] = False
    open_banks(state)
    assert not state.banks["backed"].any()


@given(left=money, cost=st.floats(0.01, 0.2), room=st.floats(0.0, 0.05),
       loans=st.floats(1.0, 200.0))  # fmt: skip
def test_no_more_room_is_backed_than_the_lever_can_pay_for(
    left: float, cost: float, room: float, loans: float
) -> None:
    state = planning(0)
    state.banks["loans"][:3] = loans
    state.levers["on"][FINANCING], state.accounts["left"][FINANCING] = True, left
    state.policy["room"], state.policy["guarantee_cost"] = room, cost
    open_banks(state)
    backed = float(state.banks["backed"].sum())
    assert backed * cost <= left * (1 + 1e-9)
    assert backed <= room * 3 * loans * (1 + 1e-9)


def test_a_queue_by_hand() -> None:
    """Both ask for 40 and the bank has 10: the first overdraws it, the second waits.

    The first is the one that pays the higher rate: who owes more of its capital.
    """
    state = planning()
    state.banks["room"][0] = 10.0
    state.firms["debt"][1], state.banks["loans"][0] = 10.0, 10.0
    state.firms["interest"] = 0.0
    finance_plans(state, 2)
    assert list(state.plans["credit"][:2]) == [0.0, 40.0]
    assert state.plans["credit_asked"][0] == -1.0
    assert state.banks["room"][0] == pytest.approx(-30.0)
    begin_plans(state, 2)
    assert (state.firms["put_offs"][0], state.firms["project_left"][0]) == (1, 0.0)
    assert (state.firms["project_left"][1], state.firms["project_credit"][1]) == (40.0, 1.0)
    assert list(state.firms["rebuilding"][:2, 2]) == [0.0, 40.0]
    assert state.table[0, 0, Quantity.UPGRADING] == 40.0  # of what was begun alone


@given(rooms=st.floats(-50.0, 200.0), cash=money, debt=st.floats(0.0, 100.0), weight=weight,
       guarantee=st.floats(0.0, 0.3), left=st.floats(0.0, 5.0))  # fmt: skip
def test_a_plan_is_paid_in_full_or_waits_and_the_lever_keeps_within_its_money(
    rooms: float, cash: float, debt: float, weight: float, guarantee: float, left: float
) -> None:
    state = planning(3)
    state.firms["cash"][:3], state.firms["debt"][:3] = cash, debt
    state.firms["weight"][:3] = weight
    state.banks["room"][0] = rooms
    state.levers["on"][FINANCING], state.accounts["left"][FINANCING] = True, left
    state.policy["guarantee"], state.policy["guarantee_cost"] = guarantee, 0.05
    state.policy["loan_discount"] = 0.02
    finance_plans(state, 3)
    for i in range(3):
        plan = state.plans[i]
        if plan.credit_asked >= 0.0:
            paid = plan.own + plan.credit + plan.equity
            assert paid == pytest.approx(plan.cost, rel=1e-8, abs=1e-8)
        else:
            assert plan.credit == plan.equity == 0.0
    spent = float(state.accounts["spent"][FINANCING])
    assert 0.0 <= spent <= left * (1 + 1e-9)
    gained = weight * float((state.firms["cash"][:3] - cash).sum()) + state.province["bank"][0, 0]
    assert gained == pytest.approx(spent, abs=1e-9)
    assert state.province["treasury"][0] == pytest.approx(-spent)


def test_a_stake_is_paid_by_fund_and_partners_by_hand() -> None:
    """Debt of 50 is all that banks lend, and 20 more on works: 20 of new owners are missing.

    The fund brings two thirds of it and its partners from outside one third.
    """
    state = planning(1)
    state.firms["is_key"][0], state.firms["debt"][0], state.firms["cash_flow"][0] = True, 50.0, 1.0
    state.banks["room"][0] = 100.0
    state.levers["on"][FINANCING] = True
    state.accounts["left"][FINANCING] = state.accounts["equity"][FINANCING] = 90.0
    worth = 0.8 * 100 - 50  # above ten years of what is earned beyond wear
    most = 0.25 / 0.75 * worth
    state.plans["upgrade_cost"][0] = 2.0 * most
    finance_plans(state, 1)
    plan: Any = state.plans[0]
    assert plan.credit == pytest.approx(most)
    assert plan.equity == pytest.approx(most)
    assert state.accounts["spent"][FINANCING] == pytest.approx(most / 1.5)
    assert state.accounts["equity"][FINANCING] == pytest.approx(90 - most / 1.5)
    assert state.firms["cash"][0] == pytest.approx(most)
    assert state.province["trade"][0] == pytest.approx(-most / 3)


def steel(new: float) -> State:
    """New units of 100 tonnes beyond the licence of a steel works; 1.25 tonnes go for one."""
    state = planning(1)
    state.firms["product"][0], state.firms["weight"][0] = Product.CRUDE_STEEL, 2.0
    state.sectors["capacity_per_capital"] = 0.001
    state.province["tonnes_per_output"][0, Product.CRUDE_STEEL] = 25_000.0
    state.province["licence_pool"][0, Product.CRUDE_STEEL] = 10_000.0
    state.policy["national_replacement"] = 1.25
    state.plans["renewal_cost"][0], state.plans["ordered"][0, 1] = new, new
    return state


def test_swapped_steel_by_hand() -> None:
    """10 units of two works are 2,000 new tonnes for which 2,500 were given up."""
    state = steel(10.0)
    replace_capacity(state, state.plans[0])
    row = state.table[0, 0]
    assert row[Quantity.NEW_TONNES] == pytest.approx(2000.0)
    assert row[Quantity.RETIRED_TONNES] == pytest.approx(2500.0)
    assert state.province["licence_pool"][0, Product.CRUDE_STEEL] == pytest.approx(7500.0)
    assert state.firms["nameplate"][0] == 110.0


@given(product=st.sampled_from(list(Product)), new=st.floats(0.0, 1e4))
def test_only_steel_and_aluminium_are_booked_as_swapped(product: Product, new: float) -> None:
    state = steel(0.0)
    firm: Any = state.firms[0]
    firm.product = product
    firm.nameplate = 0.0
    book_swap(state, firm, new, 125.0)
    swapped = new > 0.0 and product in (Product.CRUDE_STEEL, Product.ELECTROLYTIC_ALUMINIUM)
    tonnes = tonnes_per_unit(firm, state.sectors[0], state.province[0])
    booked = list(state.table[0, 0, [Quantity.NEW_TONNES, Quantity.RETIRED_TONNES]])
    assert booked == pytest.approx([2.0 * new * tonnes, 250.0] if swapped else [0.0, 0.0])


def test_a_licensed_renewal_begins_with_its_tonnes_booked() -> None:
    state = steel(10.0)
    state.firms["cash"][0] = 100.0
    finance_plans(state, 1)
    begin_plans(state, 1)
    assert state.firms["underway"][0, 1] == pytest.approx(10.0)
    assert state.table[0, 0, Quantity.NEW_TONNES] == pytest.approx(2000.0)


def supported(served: float) -> State:
    """A plan of 40 without and 50 with support, which asked for 10 and got a part of it.

    It has neither cash nor credit. The other two levers promised 2 and 3.
    """
    state = planning(1)
    firm: Any = state.firms[0]
    plan: Any = state.plans[0]
    firm.weight, firm.debt = 2.0, 50.0
    state.accounts["left"] = 100.0
    plan.grant_asked, plan.upgrade_cost_supported = 10.0, 50.0
    give_grant(state, plan, 2.0 * 10.0 * served)
    plan.subsidy, plan.retrofit_support = 2.0, 3.0
    promise(state.accounts[DIGITAL], firm, 2.0)
    promise(state.accounts[GREEN], firm, 3.0)
    return state


def test_what_was_promised_stays_with_the_levers_by_hand() -> None:
    """6 of the 10 were promised, 5 by the others; of the 22 for two enterprises nothing is kept."""
    state = supported(0.6)
    left = [float(state.accounts["left"][lever]) for lever in (TRANSFORMATION, DIGITAL, GREEN)]
    assert left == pytest.approx([88.0, 96.0, 94.0])
    give_back(state, state.plans[0])
    for lever in (TRANSFORMATION, DIGITAL, GREEN):
        assert state.accounts["left"][lever] == pytest.approx(100.0)
    assert (state.firms["cash"][0], state.province["treasury"][0]) == (0.0, 0.0)
    assert not state.table.any()


def test_nothing_is_booked_for_a_plan_that_finds_no_finance() -> None:
    """10 of 10 were promised, 8 of them deadweight; the plan then finds no finance for its 50."""
    state = supported(1.0)
    state.banks["room"][0] = 0.0
    finance_plans(state, 1)
    assert state.plans["credit_asked"][0] == -1.0
    begin_plans(state, 1)
    assert state.table[0, 0, Quantity.GRANTED] == 0.0
    assert state.table[0, 0, Quantity.DEADWEIGHT] == 0.0
    assert state.accounts["left"][TRANSFORMATION] == pytest.approx(100.0)
