"""Event 3: what is closed stays in the books, what is ordered is at most what stands."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import City
from agents.enterprise.closure import (
    close_obsolete,
    is_inspected,
    list_outdated,
    loss_by_closure,
    pay_severance,
    reopen,
    reopened_output,
    severance_due,
    staff_on_obsolete,
    tonnes_per_unit,
)
from agents.enterprise.record import Enterprise, Product
from agents.parameters import with_values
from agents.province import Policy, Province
from agents.random_draws import identity_of
from agents.sector import Sector

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "rung_labour": [1.35, 1.0, 0.72, 0.55], "rung_price": [0.9, 1.0, 1.38, 1.85],
        "overhead_staff": 0.2, "severance": 0.75, "reopening_use": 0.9,
    }
)[0]  # fmt: skip
STEEL = int(Product.CRUDE_STEEL)
share = st.floats(0.0, 1.0)
units = st.floats(0.0, 1e4)
weight = st.floats(0.25, 4.0)


def mill(obsolete: float = 20.0, staff: float = 1000.0, weight: float = 1.0) -> tuple[Any, ...]:
    """A steel works with obsolete capital, its sector, city and province: 100 tonnes a unit."""
    firm: Any = Enterprise.zeros(1)[0]
    sector, city, province = Sector.zeros(1)[0], City.zeros(1)[0], Province.zeros(1)[0]
    firm.alive, firm.product, firm.weight, firm.staff = True, STEEL, weight, staff
    firm.identity, firm.pay, firm.cash = 11, 1.0, 100.0
    firm.capital[:] = [obsolete, 60.0, 20.0, 0.0]
    firm.run[:] = [0.25 * obsolete, 15.0, 5.0, 0.0]
    sector.capacity_per_capital, sector.pay, city.wage = 0.5, 1.0, 0.08
    province.tonnes_per_output[STEEL] = 50.0
    return firm, sector, city, province


@given(obsolete=st.floats(0.1, 1e4), part=share, staff=units, weight=weight)
def test_a_closure_loses_neither_capital_nor_workers(
    obsolete: float, part: float, staff: float, weight: float
) -> None:
    firm, sector, city, province = mill(obsolete, staff, weight)
    firm.outdated = obsolete * tonnes_per_unit(firm, sector, province)
    tonnes = part * firm.outdated
    before = sum(firm.capital) + firm.shut
    gone = close_obsolete(firm, sector, city, province, tonnes, P)
    assert sum(firm.capital) + firm.shut == pytest.approx(before, rel=1e-12)
    assert firm.shut == pytest.approx(part * obsolete, abs=1e-9 * obsolete)
    assert firm.staff + gone == pytest.approx(staff, rel=1e-12)
    assert city.released == city.displaced == pytest.approx(gone * weight)
    assert 0.0 <= gone <= staff * (1.0 + 1e-12)
    assert min(firm.outdated, firm.staff, *firm.capital) >= -1e-9
    assert city.closed[STEEL] == city.closed_this_year[STEEL] == pytest.approx(tonnes * weight)
    assert province.licence_pool[STEEL] == 0.0  # what is ordered closed may not be replaced


@given(obsolete=st.floats(0.1, 1e4), rebuilt=share)
def test_lines_under_rebuilding_are_not_closed(obsolete: float, rebuilt: float) -> None:
    firm, sector, _, province = mill(obsolete)
    firm.rebuilding[1] = rebuilt * obsolete
    firm.outdated = obsolete * tonnes_per_unit(firm, sector, province)
    spared = (1.0 - rebuilt) * obsolete * tonnes_per_unit(firm, sector, province)
    assert list_outdated(firm, sector, province, 1.0) == pytest.approx(spared, rel=1e-9, abs=1e-6)


@given(obsolete=units, staff=units, use=share)
def test_staff_on_the_obsolete_rung_is_a_part_of_all(
    obsolete: float, staff: float, use: float
) -> None:
    firm, _, _, _ = mill(obsolete, staff)
    firm.run[0] = use * obsolete
    found = staff_on_obsolete(firm, P)
    assert 0.0 <= found <= staff * (1.0 + 1e-12)
    firm.capital[1:] = 0.0
    firm.run[1:] = 0.0
    if obsolete > 0.0:
        assert staff_on_obsolete(firm, P) == pytest.approx(staff)


def test_staff_of_an_idle_and_of_a_running_rung_by_hand() -> None:
    """A fifth of staff is overhead and goes with capital, the rest with what runs.

    Obsolete 20 of 100 units; running, it needs 1.35 * 5 of 1.35 * 5 + 15 + 0.72 * 5 = 25.35 hands.
    """
    firm, _, _, _ = mill()
    expected = 1000.0 * (0.8 * 6.75 / 25.35 + 0.2 * 0.2)
    assert staff_on_obsolete(firm, P) == pytest.approx(expected)
    firm.run[0] = 0.0
    assert staff_on_obsolete(firm, P) == pytest.approx(1000.0 * 0.2 * 0.2)


@given(staff=units, weight=weight, wage=st.floats(0.01, 0.5))
def test_severance_goes_to_households(staff: float, weight: float, wage: float) -> None:
    firm, sector, city, province = mill(20.0, staff, weight)
    city.wage = wage
    before = firm.cash * weight
    pay_severance(firm, sector, city, province, staff, P)
    after = math.fsum([firm.cash * weight, province.households])
    assert after == pytest.approx(before, abs=1e-9 * (1.0 + staff))
    # nine months of pay
    assert province.households == pytest.approx(staff * weight * 0.75 * wage)


@given(listed=units, obsolete=units, standard=share)
def test_outdated_is_within_the_rung_and_at_least_the_standard(
    listed: float, obsolete: float, standard: float
) -> None:
    firm, sector, _, province = mill(obsolete)
    firm.outdated = listed
    standing = obsolete * tonnes_per_unit(firm, sector, province)
    found = list_outdated(firm, sector, province, standard)
    assert found == firm.outdated
    assert found <= standing + 1e-9
    if standard > 1e-9:
        assert standard * standing - 1e-9 <= found
    else:
        assert found <= listed  # without a standard, or with its last bit, the list only shrinks


@given(effort=share, nation=share, quarter=st.integers(0, 60), identity=st.integers(1, 2**62))
def test_more_effort_never_overlooks_what_less_effort_found(
    effort: float, nation: float, quarter: int, identity: int
) -> None:
    firm, _, city, _ = mill()
    policy: Any = Policy.zeros(1)[0]
    firm.identity = identity
    city.effort, policy.national_monitoring = 0.5 * effort, nation
    lazy = is_inspected(firm, city, quarter, policy, P)
    city.effort = effort
    assert is_inspected(firm, city, quarter, policy, P) >= lazy
    city.effort = policy.national_monitoring = 0.0
    assert not is_inspected(firm, city, quarter, policy, P)


def test_a_year_of_inspections_reaches_what_is_stated() -> None:
    """Of 4,000 plants half of full effort's 0.6 and half of the inspectors' 0.5: 1 - 0.7 * 0.75.

    The standard error of that share is 0.008; 5 of them is one in 10^6.
    """
    _, _, city, _ = mill(20.0, 1000.0)
    policy: Any = Policy.zeros(1)[0]
    reach: Any = with_values({"inspection_reach": 0.6, "inspectors_reach": 0.5})[0]
    city.effort, policy.national_monitoring = 0.5, 0.5
    seen = 0
    for number in range(4000):
        firm: Any = Enterprise.zeros(1)[0]
        firm.identity = identity_of(1, number)
        seen += any(is_inspected(firm, city, quarter, policy, reach) for quarter in range(4))
    assert seen / 4000 == pytest.approx(1.0 - 0.7 * 0.75, abs=0.04)


@given(shut=units, orders=units, price=st.floats(0.1, 3.0), effort=share, watch=share,
       identity=st.integers(1, 2**62), weight=weight)  # fmt: skip
def test_shut_capital_is_dismantled_or_reopened_and_counted(
    shut: float, orders: float, price: float, effort: float, watch: float, identity: int,
    weight: float,
) -> None:  # fmt: skip
    firm, sector, city, province = mill(20.0, 1000.0, weight)
    policy: Any = Policy.zeros(1)[0]
    firm.shut, firm.orders, firm.price, firm.identity = shut, orders, price, identity
    firm.capacity, firm.unit_cost[0], city.effort = 50.0, 1.0, effort
    policy.monitoring = watch
    before = sum(firm.capital) + firm.shut
    reopen(firm, sector, city, province, policy, P)
    assert sum(firm.capital) + firm.shut + province.worn / weight == pytest.approx(before)
    assert firm.shut >= 0.0
    if firm.capital[0] > 20.0:  # reopened: only where orders press and the price pays
        assert orders > 0.9 * 50.0
        assert price > 1.0
        assert effort * watch < 1.0
        assert city.reopened[STEEL] == pytest.approx(shut * 100.0 * weight)
        assert firm.reopened == pytest.approx(shut)
    else:
        assert firm.reopened == 0.0


@given(obsolete=units, back=units, made=units, part=share)
def test_reopened_lines_make_their_part_until_they_are_closed_again(
    obsolete: float, back: float, made: float, part: float
) -> None:
    firm, sector, city, province = mill(obsolete + back, 1000.0)
    firm.run[0], firm.reopened = made, back
    hidden = reopened_output(firm)
    assert 0.0 <= hidden <= made
    if obsolete + back > 0.0:
        assert hidden == pytest.approx(made * back / (obsolete + back))
        tonnes = part * firm.capital[0] * tonnes_per_unit(firm, sector, province)
        close_obsolete(firm, sector, city, province, tonnes, P)
        assert firm.reopened == pytest.approx(back * (1.0 - part), abs=1e-9)
    firm.reopened = 0.0
    assert reopened_output(firm) == 0.0


def test_closing_half_a_rung_by_hand() -> None:
    """Twenty units are 2,000 tonnes a year (50 a million, 0.5 a quarter, four quarters)."""
    firm, sector, city, province = mill()
    firm.outdated = 1500.0
    assert tonnes_per_unit(firm, sector, province) == pytest.approx(100.0)
    gone = close_obsolete(firm, sector, city, province, 1000.0, P)
    assert firm.capital[0] == pytest.approx(10.0)
    assert firm.shut == pytest.approx(10.0)
    assert firm.outdated == pytest.approx(500.0)
    assert gone == pytest.approx(0.5 * 1000.0 * (0.8 * 6.75 / 25.35 + 0.04))
    # book value 10 * 0.9 and nine months of pay of those who are still on the rung
    left = staff_on_obsolete(firm, P)
    assert loss_by_closure(firm, sector, city, P) == pytest.approx(9.0 + left * 0.75 * 0.08)


def test_severance_by_hand() -> None:
    """All 1,000 stand on the obsolete rung: nine months of 0.08 million a year are 60 million."""
    firm, sector, city, _ = mill()
    firm.capital[:] = [20.0, 0.0, 0.0, 0.0]
    firm.run[:] = [5.0, 0.0, 0.0, 0.0]
    assert severance_due(firm, sector, city, P) == pytest.approx(1000 * 0.75 * 0.08)


@given(obsolete=st.floats(1.0, 1e4), staff=st.floats(1.0, 1e5))
def test_closing_all_costs_the_severance_that_was_due(obsolete: float, staff: float) -> None:
    firm, sector, city, province = mill(obsolete, staff)
    due = severance_due(firm, sector, city, P)
    tonnes = obsolete * tonnes_per_unit(firm, sector, province)
    gone = close_obsolete(firm, sector, city, province, tonnes, P)
    before = float(firm.cash)
    pay_severance(firm, sector, city, province, gone, P)
    assert before - firm.cash == pytest.approx(due, rel=1e-9)
