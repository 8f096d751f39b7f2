"""Passes of the quarter, on one or two enterprises: what each hands to the next.

The order of events, conservation and invariance over whole runs are tested elsewhere.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.plan_record import Plan
from agents.enterprise.record import Enterprise
from agents.parameters import with_values
from model.events.enforcement import ELIMINATION
from model.events.investment_plans import clear_plan
from model.indicators import NO_SECTOR, Quantity
from model.quarter import (
    build_and_learn,
    close_quarter,
    goes_on,
    look_at_size,
    match_labour,
    offer,
    open_quarter,
    take_orders,
    work,
)
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "learning": 0.12, "matching": 0.5, "size_damping": 0.5, "jump_size": 100.0,
    "smallest_staff": 25.0, "rent_sharing": 0.3, "tax_split": [0.55, 0.1, 0.35],
    "income_tax": 0.2, "overtime": 1.0, "payout": 0.5, "release": 0.0, "cash_reserve": 0.0,
    "layoff_speed_private": 0.0, "wear": [0.02] * 4, "maintenance": 0.5, "obsolescence": 0.0,
    "rung_price": [0.9, 1.0, 1.4, 1.9], "jump": 0.0, "customers_sd": 0.0, "efficiency_sd": 0.0,
    "invent": 0.0, "leverage_target": [0.6, 0.6, 0.5, 0.5],
}  # fmt: skip
P: Any = with_values(CASES)[0]
CITY, TRADE = 2, 5


def province(firms: int = 1) -> State:
    """Enterprises that can make 100 a quarter at a cost of 0.8 with 500 staff, price 1."""
    state = empty_province(firms, parameters=CASES)
    state.sectors["appeal_start"] = state.sectors["normalise"] = 1.0
    state.sectors["example"] = 1.0
    state.clusters["traced"] = state.clusters["delivery"] = state.clusters["reach"] = 1.0
    state.clusters["example"] = state.clusters["imitation"] = 1.0
    sector: Any = state.sectors[TRADE]
    sector.capacity_per_capital, sector.normal_use, sector.takes = 1.0, 1.0, 1.0
    sector.labour, sector.pay, sector.material_price, sector.vat = 5.0, 1.0, 0.6, 0.05
    state.cities["wage"] = 0.16  # 5 staff at 0.04 are 0.2 of a unit
    for i in range(firms):
        firm: Any = state.firms[i]
        firm.city, firm.sector, firm.slot = CITY, TRADE, 1
        firm.capital[1], firm.staff, firm.customers, firm.cash = 100.0, 500.0, 1.0 / firms, 50.0
        firm.pay = firm.pay_home = firm.attractiveness = firm.damping = 1.0
        firm.labour_factor = firm.energy_factor = firm.material_factor = 1.0
    return state


def test_a_quarter_is_opened_by_hand() -> None:
    """What the last one counted is forgotten; a skill of log 2 learns twice as fast.

    Prices are those of the year 2015: a unit of systems costs 1.
    """
    state = province()
    state.cities["skill"][CITY] = math.log(2.0)
    for name in ("hires_wanted", "released", "hired", "displaced"):
        state.cities[name] = 7.0
    state.province["movers"], state.accounts["left"] = 3, 9.0
    state.sectors["other_input"], state.sectors["other_price"] = 0.3, 1.1
    open_quarter(state)
    assert state.cities["learning"][CITY] == pytest.approx(0.24)
    assert state.cities["learning"][0] == pytest.approx(0.12)
    for name in ("hires_wanted", "released", "hired", "displaced"):
        assert not state.cities[name].any()
    assert (state.province["movers"][0], state.province["system_price"][0]) == (0, 1.0)
    assert not state.accounts["left"].any()  # no lever is in force
    assert state.sectors["material_price"][TRADE] == pytest.approx(0.33)


def test_offers_and_orders_by_hand() -> None:
    """Two enterprises with half of the customers each; the better one gets 2/3 of 120 orders."""
    state = province(2)
    state.firms["quality"][0] = math.log(2.0) / state.parameters["demand_quality"][0]
    offer(state)
    sector: Any = state.sectors[TRADE]
    assert list(state.firms["capacity"][:2]) == pytest.approx([100.0, 100.0])
    assert list(state.firms["attractiveness"][:2]) == pytest.approx([2.0, 1.0])
    assert (sector.appeal, sector.home_price) == (pytest.approx(1.5), pytest.approx(1.0))
    sector.orders, sector.outside = 120.0, 0.0
    sector.reach /= sector.appeal  # as the market does
    take_orders(state)
    assert list(state.firms["orders"][:2]) == pytest.approx([80.0, 40.0])
    assert list(state.firms["wanted_staff"][:2]) == pytest.approx([400.0, 200.0])


@given(quality=st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=3),
       weights=st.lists(st.floats(0.25, 4.0), min_size=3, max_size=3),
       orders=st.floats(0.0, 1e4), outside=st.floats(0.0, 1.0))  # fmt: skip
def test_all_orders_of_a_sector_fall_to_its_enterprises(
    quality: list[float], weights: list[float], orders: float, outside: float
) -> None:
    state = province(3)
    state.firms["quality"][:3], state.firms["weight"][:3] = quality, weights
    offer(state)
    sector: Any = state.sectors[TRADE]
    sector.orders, sector.outside = orders, outside * orders
    sector.reach /= sector.appeal
    staff = state.firms["staff"] * state.firms["weight"]
    take_orders(state)
    received = float((state.firms["orders"] * state.firms["weight"]).sum())
    assert received == pytest.approx(orders, abs=1e-9)
    gone = float((staff - state.firms["staff"] * state.firms["weight"]).sum())
    assert gone == pytest.approx(float(state.cities["released"].sum()), abs=1e-9)


def test_labour_is_matched_by_hand() -> None:
    """A pool of 100 gives 50, so half of 100 hires; retraining is paid while there is money."""
    state = province()
    cities: Any = state.cities
    cities["pool"], cities["hires_wanted"], cities["displaced_pool"] = 100.0, 100.0, 100.0
    cities["tax"] = 9.0
    state.policy["worker_support"], state.policy["watched"][0, CITY] = 0.4, 1.0
    match_labour(state)
    assert list(cities["hire_ratio"]) == pytest.approx([0.5] * len(cities))
    assert not cities["tax"].any()
    state.accounts["left"][ELIMINATION] = 1.0
    match_labour(state)
    assert cities["hire_ratio"][CITY] == pytest.approx(0.5 + 0.4 * 0.5)
    assert cities["hire_ratio"][0] == pytest.approx(0.5)


def test_a_quarter_s_work_by_hand() -> None:
    """80 of output at 1: inputs 48, wages of 500 staff 20, production tax 4, wear 2: profit 6.

    A fifth of it is income tax. It is not its planning quarter.
    """
    state = province()
    firm: Any = state.firms[0]
    firm.orders, firm.wanted_staff, firm.run[1] = 80.0, 400.0, 80.0
    assert work(state) == 0
    assert (firm.output, firm.revenue, firm.profit) == (80.0, 80.0, pytest.approx(6.0))
    assert firm.cash == pytest.approx(50 + 80 - 48 - 20 - 4 - 1.2)
    assert state.cities["tax"][CITY] == pytest.approx(5.2)
    row = state.table[CITY, TRADE]
    assert (row[Quantity.OUTPUT], row[Quantity.PROFIT]) == (80.0, pytest.approx(6.0))
    firm.slot = 0
    assert work(state) in (0, 1)
    assert state.plans["key"][0] == firm.key  # now it has drawn up a plan


def test_building_and_learning_by_hand() -> None:
    """Two units wear and one is repaired for 1; half of a profit of 10 after tax goes to owners.

    Maturity goes a quarter of the way.
    """
    state = province()
    firm: Any = state.firms[0]
    firm.profit, firm.ceiling[0], state.cities["learning"] = 10.0, 1.0, 0.25
    firm.sales_year, firm.output = 320.0, 80.0
    state.sectors["appeal"] = 1.0
    build_and_learn(state)
    assert firm.capital[1] == pytest.approx(99.0)
    assert firm.cash == pytest.approx(50 - 1 - 4)
    assert (state.province["households"][0], state.province["trade"][0]) == (4.0, 1.0)
    assert firm.maturity[0] == pytest.approx(0.25)
    assert (firm.spending, state.table[CITY, TRADE, Quantity.INVESTMENT]) == (1.0, 1.0)
    assert state.clusters["enterprises"][CITY, TRADE] == 1.0
    assert state.table[CITY, TRADE, Quantity.LIVING] == 1.0
    firm.capital[:] = 0.0  # nothing is left of it
    build_and_learn(state)
    assert not firm.alive
    assert state.table[CITY, TRADE, Quantity.EXITS] == 1.0
    assert state.clusters["enterprises"][CITY, TRADE] == 0.0
    assert state.cities["released"][CITY] == 500.0


def test_a_quarter_is_closed_by_hand() -> None:
    """What households received is spent; the released join the pool; the record is written."""
    state = province()
    state.cities["released"][CITY], state.cities["wage"] = 100.0, 0.16
    state.province["households"] = 30.0
    state.clusters["output"][CITY, TRADE] = 80.0
    state.table[CITY, TRADE, Quantity.OUTPUT] = 80.0
    close_quarter(state)
    row: Any = state.province[0]
    assert (row.income, row.trade, row.households) == (30.0, 30.0, 0.0)
    city: Any = state.cities[CITY]
    assert city.pool == pytest.approx(100.0 - city.left)
    assert state.table[CITY, NO_SECTOR, Quantity.UNEMPLOYED] == city.pool
    assert city.wage < 0.16  # all are without work
    assert state.sectors["output"][TRADE] == 80.0
    assert state.table[CITY, TRADE, Quantity.VALUE_ADDED] == pytest.approx(80.0)


def test_a_plan_goes_on_or_leaves_what_was_decided() -> None:
    firm: Any = Enterprise.zeros(1)[0]
    plan: Any = Plan.zeros(1)[0]
    clear_plan(plan)
    plan.decided[2], plan.due[2] = 0.4, 0.7
    assert not goes_on(plan, firm)
    assert (firm.decided[2], firm.due[2]) == (0.4, 0.7)
    plan.decided[2], plan.renewal_cost = 0.5, 1.0
    assert goes_on(plan, firm)
    assert firm.decided[2] == 0.4  # remembered when it is begun


@pytest.mark.parametrize("season", range(4))
def test_size_and_wages_are_looked_at_in_january(season: int) -> None:
    """400 staff fluctuate half as much as 100; twice the efficiency earns 2 ** 0.3 of the pay."""
    firm: Any = Enterprise.zeros(1)[0]
    firm.staff, firm.efficiency, firm.pay_home = 400.0, math.log(2.0), 1.0
    look_at_size(firm, season, P)
    found = np.array([firm.damping, firm.pay])
    assert found == pytest.approx([0.5, 2**0.3] if season == 0 else [0.0, 0.0])
