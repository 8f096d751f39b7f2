"""Event 2: a lever's money of the year; what is paid out of it is booked where it goes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.province import LEVERS, LeverName
from model.events.lever_budgets import (
    FINANCING,
    help_to_buy,
    open_budgets,
    open_fund,
    pay_from_lever,
    pay_outside,
    pay_suppliers,
    promise,
    served,
    take_back,
)
from model.indicators import NO_SECTOR, Quantity
from model.state import State
from tests.provinces import empty_province

DIGITAL = int(LeverName.DIGITALISATION)
levers = st.integers(0, LEVERS - 1)
money = st.floats(0.0, 1e3)
weight = st.floats(0.25, 4.0)


def opened(money: float = 0.0, weight: float = 1.0) -> tuple[State, Any]:
    """A province in which every lever has so much money, and its one enterprise."""
    state = empty_province()
    state.accounts["left"] = money
    state.firms["weight"][0] = weight
    return state, state.firms[0]


def test_a_payment_by_hand() -> None:
    """3 for each of two enterprises out of 10; 1 of the 3 would have been spent anyway."""
    state, firm = opened(10.0, weight=2.0)
    firm.city, firm.sector = 3, 5
    pay_from_lever(state, DIGITAL, firm, 3.0, 1.0)
    account: Any = state.accounts[DIGITAL]
    assert (account.left, account.spent, account.spent_total) == (4.0, 6.0, 6.0)
    assert account.deadweight == 2.0
    assert state.province["treasury"][0] == -6.0
    assert state.table[3, 5, Quantity.FISCAL_0 + DIGITAL] == 6.0
    assert state.table.sum() == 6.0
    assert firm.cash == 0.0  # whoever pays also credits it, or its supplier


@given(lever=levers, amount=st.floats(0.0, 100.0), weight=weight)
def test_what_is_promised_and_taken_back_was_never_booked(
    lever: int, amount: float, weight: float
) -> None:
    state, firm = opened(1e3, weight)
    account: Any = state.accounts[lever]
    promise(account, firm, amount)
    assert account.left == pytest.approx(1e3 - amount * weight)
    take_back(account, firm, amount)
    assert account.left == pytest.approx(1e3)
    assert (account.spent, account.spent_total, account.deadweight) == (0.0, 0.0, 0.0)
    assert not state.table.any()


def test_who_would_get_less_than_half_of_what_it_asked_gets_nothing() -> None:
    state = empty_province(parameters={"served_part": 0.5})
    found = [served(10.0, money, state.parameters[0]) for money in (0.0, 4.9, 5.0, 7.0, 12.0)]
    assert found == [0.0, 0.0, 5.0, 7.0, 10.0]


@given(lever=levers, amount=money)
def test_what_suppliers_get_the_treasury_pays(lever: int, amount: float) -> None:
    state, _ = opened(500.0)
    pay_outside(state, lever, 2, NO_SECTOR, amount)
    province: Any = state.province[0]
    assert province.trade == amount == -province.treasury
    account: Any = state.accounts[lever]
    assert account.spent == account.spent_total == amount
    assert account.left == max(0.0, 500.0 - amount)
    assert state.table[2, NO_SECTOR, Quantity.FISCAL_0 + lever] == amount == state.table.sum()
    pay_suppliers(account, province, amount)  # the same without a cell
    assert province.trade == 2.0 * amount
    assert state.table.sum() == amount


@given(lever=levers, cost=money, rate=st.floats(0.0, 1.0), weight=weight)
def test_who_is_helped_to_buy_pays_the_rest(
    lever: int, cost: float, rate: float, weight: float
) -> None:
    state, firm = opened(1e4, weight)
    help_to_buy(state, lever, firm, cost, rate)
    province: Any = state.province[0]
    assert firm.cash == pytest.approx(-(1.0 - rate) * cost, abs=1e-9)
    assert province.trade == pytest.approx(cost * weight)
    assert state.accounts["spent"][lever] == pytest.approx(rate * cost * weight)
    moved = firm.cash * weight + province.trade + province.treasury
    assert moved == pytest.approx(0.0, abs=1e-9)


def test_the_fund_s_part_of_two_years_by_hand() -> None:
    """A fifth of 10 in each quarter; what was not invested by the year's end is lost to it."""
    state, _ = opened()
    account: Any = state.accounts[FINANCING]
    lever: Any = state.levers[FINANCING]
    policy: Any = state.policy[0]
    lever.on, lever.budget, policy.equity_share = True, 10.0, 0.2
    for season, expected in ((0, 2.0), (1, 4.0), (2, 6.0), (3, 8.0), (0, 2.0)):
        open_fund(account, lever, policy, season)
        assert account.equity == pytest.approx(expected)
    lever.on = False
    open_fund(account, lever, policy, 1)
    assert account.equity == 0.0


@given(budgets=st.lists(st.floats(0.0, 100.0), min_size=8, max_size=8), on=st.lists(
    st.booleans(), min_size=8, max_size=8), spent=st.floats(0.0, 1.0))  # fmt: skip
def test_money_carries_over_within_a_year_and_never_beyond(
    budgets: list[float], on: list[bool], spent: float
) -> None:
    state = empty_province()
    state.accounts["left"] = 5.0  # of the year before
    given_this_year = 0.0
    for quarter, (budget, now) in enumerate(zip(budgets, on, strict=True)):
        state.province["season"] = quarter % 4
        state.levers["on"], state.levers["budget"] = now, budget
        open_budgets(state)
        given_this_year = (0.0 if quarter % 4 == 0 else given_this_year) + budget * now
        assert (state.accounts["left"] <= given_this_year * (1.0 + 1e-12)).all()
        assert (state.accounts["left"] >= budget * now * (1.0 - 1e-12)).all()
        assert not state.accounts["spent"].any()
        state.accounts["left"] *= 1.0 - spent
