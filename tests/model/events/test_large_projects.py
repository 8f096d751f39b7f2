"""Event 12, large projects: help, works, and capital at a named enterprise or a new one.

A unit of the cases costs 1.4 on the numerical and 1.0 on the conventional rung, half of each: 1.2.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.record import Enterprise, Owner, Product
from agents.place import LONG_AGO, PlaceKind, ProjectState
from agents.random_draws import identity_of
from model.events.large_projects import (
    CENTRAL,
    advance_projects,
    bring_customers,
    commission_at_host,
    equip,
    found_by_project,
    help_price,
    help_projects,
    host_of,
    open_projects,
    pay_help,
    put_up,
    replace_old,
    units_of,
    work_on,
)
from model.indicators import Quantity
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "project_numerical": 0.5, "rung_price": [0.9, 1.0, 1.4, 1.9], "equipment_credit": 1.0,
    "project_local": 0.6, "project_debt": 0.5, "project_offtake": 0.8, "project_cash": 0.5,
    "kept_at_home": 0.5, "project_cancel": [0.0, 0.0], "project_delay": 0.0,
    "project_window": 4.0, "owner_pay": [1.2, 1.0, 0.9, 1.1], "threshold_sales": 20.0,
    "major_project_cost": 50.0, "entrant_decided": 0.2, "entrant_sd": 0.0,
}  # fmt: skip
CITY, TRADE = 2, 5
weight = st.floats(0.25, 4.0)
units = st.floats(0.0, 1e4)


def planned(firms: int = 1, projects: int = 1) -> State:
    """Projects of 60 million over four quarters from quarter 8 on, and a lever to help them."""
    state = empty_province(firms, projects=projects, places=1, parameters=CASES)
    state.province["quarter"], state.province["seed"] = 8, 3
    for n in range(projects):
        project: Any = state.projects[n]
        project.identity, project.key, project.host = identity_of(1, n), 7000 + n, -1
        project.city, project.sector, project.owner = CITY, TRADE, Owner.CENTRAL_STATE
        project.works, project.planned, project.gestation, project.central = 60.0, 8, 4, True
    sector: Any = state.sectors[TRADE]
    sector.equipment_credit = sector.credit_start = 1.0
    sector.orders, sector.capacity_per_capital, sector.normal_use = 1000.0, 0.1, 0.8
    sector.home_price = sector.appeal = 1.0
    sector.markup = 0.15
    state.clusters["traced"] = 1.0
    state.levers["on"][CENTRAL], state.accounts["left"][CENTRAL] = True, 100.0
    state.policy["project_rate"], state.policy["project_cap"] = 0.2, 10.0
    place: Any = state.places[0]
    place.city, place.kind, place.approved, place.room = CITY, PlaceKind.PARK, LONG_AGO, 1e9
    place.sector[TRADE] = 1.0
    firms_here = state.firms
    firms_here["city"], firms_here["sector"] = CITY, TRADE
    return state


def test_prices_of_help_by_hand() -> None:
    """A fifth of 60 is 12, but at most 10; nothing for who is helped, at work, or not eligible."""
    state = planned()
    project: Any = state.projects[0]
    assert help_price(state, project) == 10.0
    state.policy["project_cap"] = 20.0
    assert help_price(state, project) == pytest.approx(12.0)
    project.helped = True
    assert help_price(state, project) == 0.0
    project.helped, project.stage = False, ProjectState.BUILDING
    assert help_price(state, project) == 0.0
    project.stage = ProjectState.WAITING
    for name, which in (("city", CITY), ("sector", TRADE), ("owner", Owner.CENTRAL_STATE)):
        state.levers[name][CENTRAL, which] = 0.0
        assert help_price(state, project) == 0.0
        state.levers[name][CENTRAL, which] = 1.0
    state.sectors["orders"][TRADE] = 0.0
    assert help_price(state, project) == 0.0


def test_help_by_hand() -> None:
    """25 million help two of three projects at 10 each; builders get the orders for the land."""
    state = planned(projects=3)
    state.accounts["left"][CENTRAL] = 25.0
    help_projects(state)
    assert state.projects["helped"].sum() == 2
    province: Any = state.province[0]
    assert province.trade == province.spent_on_capital == -province.treasury == 20.0
    assert state.accounts["applied"][CENTRAL] == 30.0
    assert state.table[CITY, TRADE, Quantity.FISCAL_0 + CENTRAL] == 20.0
    pay_help(state, state.projects[0], 1.0)
    assert state.accounts["left"][CENTRAL] == pytest.approx(4.0)


def test_works_of_a_quarter_by_hand() -> None:
    """A fourth of 60, of which 60% are ordered here; help closes half of the gap: 80%."""
    state = planned()
    work_on(state, state.projects[0])
    assert state.province["spent_on_capital"][0] == pytest.approx(9.0)
    assert state.table[CITY, TRADE, Quantity.INVESTMENT] == 15.0
    state.projects["helped"][0], state.policy["local_orders"] = True, 0.5
    work_on(state, state.projects[0])
    assert state.province["spent_on_capital"][0] == pytest.approx(9.0 + 12.0)


def test_units_by_hand() -> None:
    """60 million at 1.2 are 50 units; when machines cost twice as much, 25."""
    state = planned()
    assert units_of(state, state.projects[0]) == pytest.approx(50.0)
    state.province["equipment_price"] = 2.0
    assert units_of(state, state.projects[0]) == pytest.approx(25.0)


@given(units=units, weight=weight)
def test_new_capital_stands_and_half_of_it_is_owed(units: float, weight: float) -> None:
    """The loan pays the owner back, so it leaves the till and the bank's room as they were."""
    state = planned()
    firm: Any = state.firms[0]
    firm.weight = weight
    put_up(state, firm, units)
    assert list(firm.capital) == pytest.approx([0.0, units / 2, units / 2, 0.0])
    assert firm.debt == pytest.approx(0.5 * 1.2 * units)
    assert firm.cash == pytest.approx(0.0, abs=1e-9)
    bank: Any = state.banks[CITY]
    assert bank.loans == pytest.approx(firm.debt * weight)
    assert bank.room == pytest.approx(0.0, abs=1e-6)
    province: Any = state.province[0]
    assert province.trade + province.bank[CITY] == pytest.approx(0.0, abs=1e-6)
    assert province.built == pytest.approx(units * weight)
    assert state.places["used"][0] == pytest.approx(1.2 * units * weight)


def test_the_host_is_found_by_its_key_while_it_lives() -> None:
    state = planned(3)
    project: Any = state.projects[0]
    assert host_of(state, project) == -1  # it founds a new one
    project.host = 101
    assert host_of(state, project) == 1
    state.firms["alive"][1] = False
    assert host_of(state, project) == -1


@given(old=st.floats(0.0, 100.0), conventional=st.floats(0.0, 100.0), units=st.floats(0.0, 300.0),
       weight=weight)  # fmt: skip
def test_old_capital_is_replaced_oldest_first_and_what_is_numerical_stays(
    old: float, conventional: float, units: float, weight: float
) -> None:
    state = planned()
    firm: Any = state.firms[0]
    firm.capital[:], firm.weight = [old, conventional, 50.0, 50.0], weight
    replaced = replace_old(state, firm, units)
    assert replaced == pytest.approx(min(units, old + conventional))
    assert firm.capital[0] == pytest.approx(max(0.0, old - units))
    assert list(firm.capital[2:]) == [50.0, 50.0]
    assert state.province["worn"][0] == pytest.approx(replaced * weight)
    assert sum(firm.capital) + replaced == pytest.approx(old + conventional + 100.0)


def test_customers_of_new_capacity_by_hand() -> None:
    """80% of 50 units at a normal use of 0.8 of 0.1: 3.2 a quarter, shared by two enterprises.

    Half of them bought in the province before, so half are new to it.
    """
    state = planned()
    firm: Any = state.firms[0]
    firm.weight = 2.0
    assert bring_customers(state, firm, state.sectors[TRADE], 50.0) == pytest.approx(3.2)
    assert firm.expected == pytest.approx(1.6)
    assert firm.customers == pytest.approx(0.0016)
    assert state.sectors["customers_won"][TRADE] == pytest.approx(0.0016)


def test_a_project_at_a_named_enterprise_by_hand() -> None:
    """50 units, a fifth of which take the place of old ones: customers for 40.

    Steel without a licence can add what the pool gives: 1,600 tonnes at a ratio of 1 are 16 units.
    """
    state = planned()
    firm: Any = state.firms[0]
    firm.capital[0] = 30.0
    state.projects["replaces"][0] = 0.2
    commission_at_host(state, state.projects[0], 0)
    assert list(firm.capital) == pytest.approx([20.0, 25.0, 25.0, 0.0])
    assert firm.expected == pytest.approx(0.8 * 40 * 0.08)
    assert firm.nameplate == pytest.approx(70.0)
    state = planned()
    firm = state.firms[0]
    firm.product, state.policy["national_replacement"] = Product.CRUDE_STEEL, 1.0
    state.province["tonnes_per_output"][0, Product.CRUDE_STEEL] = 250.0
    state.province["licence_pool"][0, Product.CRUDE_STEEL] = 1600.0
    commission_at_host(state, state.projects[0], 0)
    assert sum(firm.capital) == pytest.approx(16.0)
    row = state.table[CITY, TRADE]
    assert row[Quantity.NEW_TONNES] == row[Quantity.RETIRED_TONNES] == pytest.approx(1600.0)
    assert state.province["licence_pool"][0, Product.CRUDE_STEEL] == pytest.approx(0.0)


def test_a_founded_enterprise_by_hand() -> None:
    """50 units of 0.1 at 80% make 4 a quarter, for 80% of which there are customers: 3.2.

    Half a quarter of that is cash; half of the capital of 60 is owed.
    """
    state = planned(0)
    found_by_project(state, state.projects[0])
    firm: Any = state.firms[0]
    assert (firm.key, firm.city, firm.sector, firm.weight) == (7000, CITY, TRADE, 1.0)
    assert firm.identity == identity_of(3, 7000)
    assert (firm.owner, firm.pay_home) == (Owner.CENTRAL_STATE, 1.2)
    assert list(firm.capital) == pytest.approx([0.0, 25.0, 25.0, 0.0])
    assert firm.expected == pytest.approx(3.2)
    assert (firm.sales_year, firm.counted) == (pytest.approx(12.8), False)
    assert (firm.cash, firm.debt) == (pytest.approx(1.6), pytest.approx(30.0))
    province: Any = state.province[0]
    assert province.trade == pytest.approx(30.0 - 1.6)
    assert (province.rows, province.entered) == (1, 1.0)
    row = state.table[CITY, TRADE]
    assert (row[Quantity.ENTRANTS], row[Quantity.LIVING]) == (1.0, 1.0)
    equip(state, firm, state.projects[0])  # equipping again builds no second plant
    assert sum(firm.capital) == pytest.approx(50.0)


def test_a_founded_enterprise_inherits_nothing_of_who_stood_in_the_record_before() -> None:
    fresh, used = planned(0), planned(0)
    for name in Enterprise.fields:
        used.firms[name][0] = 1
    for state in (fresh, used):
        found_by_project(state, state.projects[0])
    here: Any = fresh.firms[0]
    there: Any = used.firms[0]
    assert here.tobytes() == there.tobytes()


def quarters(state: State, number: int) -> list[tuple[int, float, float]]:
    """Stage, projects under way and done, quarter by quarter."""
    seen = []
    for _ in range(number):
        state.table[:] = 0.0
        advance_projects(state)
        open_projects(state)
        row = state.table[CITY, TRADE]
        under_way = float(row[Quantity.CENTRAL_PROJECTS]), float(row[Quantity.CENTRAL_DONE])
        seen.append((int(state.projects["stage"][0]), *under_way))
        state.province["quarter"] += 1
    return seen


BUILDING, DONE = int(ProjectState.BUILDING), int(ProjectState.DONE)


def test_a_life_by_hand() -> None:
    """Four quarters of works from the planned one on; in the last of them it opens."""
    state = planned(0)
    state.levers["on"][CENTRAL] = False
    state.province["quarter"] = 7
    assert quarters(state, 6) == [
        (0, 0.0, 0.0),
        (BUILDING, 1.0, 0.0),
        (BUILDING, 1.0, 0.0),
        (BUILDING, 1.0, 0.0),
        (DONE, 0.0, 1.0),
        (DONE, 0.0, 1.0),
    ]
    assert state.firms["key"][0] == 7000
    named = planned(1)
    named.projects["host"] = 100
    assert [stage for stage, *_ in quarters(named, 4)] == [BUILDING] * 3 + [DONE]
    assert named.province["rows"][0] == 1  # nobody new
    assert sum(named.firms["capital"][0]) == pytest.approx(50.0)
    gone = planned(1)  # its enterprise closes before the end, so a new one opens
    gone.projects["host"] = 100
    gone.firms["alive"][0] = False
    quarters(gone, 4)
    assert gone.firms["key"][1] == 7000


@given(cancel=st.floats(0.0, 1.0), number=st.integers(0, 500), seed=st.integers(1, 99))
def test_a_project_is_done_once_or_leaves_no_trace(cancel: float, number: int, seed: int) -> None:
    state = planned(0)
    parameters: Any = state.parameters[0]
    parameters.project_cancel[:], parameters.project_delay = cancel, 2.0
    state.projects["identity"] = identity_of(seed, number)
    state.levers["on"][CENTRAL] = False
    seen = quarters(state, 12)
    if seen[-1][0] == DONE:
        assert state.province["rows"][0] == 1
        assert sum(1 for stage, *_ in seen if stage == BUILDING) == 3
    else:
        assert seen[-1][0] == ProjectState.CANCELLED
        assert state.province["rows"][0] == 0
        assert state.province["spent_on_capital"][0] == 0.0
