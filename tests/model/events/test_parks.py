"""Parks and clusters: approval first, then works; room fills, services wear, sizes are counted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.place import LONG_AGO, PlaceKind
from model.events.parks import (
    LAYOUT,
    assess_places,
    build_in,
    build_places,
    is_served,
    lacks_assessment,
    measure_place,
    open_places,
    pay_works,
    reaches,
    record_places,
    take_room,
)
from model.indicators import Quantity
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "services_wear": 0.01, "place_price": 100.0, "room_per_yuan": 10.0, "assessment_price": 2.0,
    "assessment_time": 3.0, "expected_weight": 0.2, "cluster_members": 30.0,
    "cluster_sales": 1000.0, "cluster_quotient": 1.25, "park_sales": 1000.0,
}  # fmt: skip
CITY, TRADE = 2, 5
money = st.floats(0.0, 500.0)


def parks(*kinds: PlaceKind, money: float = 100.0) -> State:
    """Approved places of one city and trade without services, and the lever with its money."""
    state = empty_province(0, places=len(kinds), parameters=CASES)
    state.province["quarter"] = 8
    for n, kind in enumerate(kinds):
        place: Any = state.places[n]
        place.identity, place.kind, place.city, place.main = n + 1, int(kind), CITY, TRADE
        place.sector[TRADE], place.approved = 1.0, LONG_AGO
    state.levers["on"][LAYOUT], state.accounts["left"][LAYOUT] = True, money
    return state


def test_a_plant_takes_room_by_hand() -> None:
    """A plant of 25 fills the 10 of the first park and 15 of the second; another trade has none."""
    state = parks(PlaceKind.PARK, PlaceKind.BASE, PlaceKind.PARK)
    state.places["room"] = [10.0, 20.0, 50.0]
    state.places["approved"][2] = 9  # not yet
    take_room(state, CITY, TRADE, 25.0)
    assert list(state.places["used"]) == [10.0, 15.0, 0.0]
    take_room(state, CITY, TRADE + 1, 25.0)
    take_room(state, CITY + 1, TRADE, 25.0)
    take_room(state, CITY, TRADE, 25.0)  # what finds no room stands outside
    assert list(state.places["used"]) == [10.0, 20.0, 0.0]


@given(plants=st.lists(money, max_size=8), rooms=st.lists(money, min_size=3, max_size=3))
def test_no_place_holds_more_than_its_room(plants: list[float], rooms: list[float]) -> None:
    state = parks(*[PlaceKind.PARK] * 3)
    state.places["room"] = rooms
    for value in plants:
        take_room(state, CITY, TRADE, value)
    assert (state.places["used"] <= state.places["room"]).all()
    held = float(state.places["used"].sum())
    assert held == pytest.approx(min(sum(plants), sum(rooms)), abs=1e-9)


def test_where_a_trade_is_barred() -> None:
    """It has places and none of them is approved."""
    state = parks(PlaceKind.PARK, PlaceKind.PARK)
    state.places["approved"] = [9, 9]
    assert lacks_assessment(state, CITY, TRADE)
    assert not lacks_assessment(state, CITY, TRADE + 1)  # no place at all bars nobody
    state.places["approved"][1] = 8
    assert not lacks_assessment(state, CITY, TRADE)


def test_what_a_cell_has_of_its_places_by_hand() -> None:
    """Services of the best, 0.8 less 1% of wear, and room of both that are approved: 30 + 5."""
    state = parks(PlaceKind.PARK, PlaceKind.BASE, PlaceKind.PARK)
    state.places["services"], state.places["room"] = [0.5, 0.8, 1.0], [40.0, 5.0, 99.0]
    state.places["used"], state.places["approved"][2] = [10.0, 0.0, 0.0], 9
    open_places(state)
    cell: Any = state.clusters[CITY, TRADE]
    assert (cell.services, cell.room, cell.barred) == (pytest.approx(0.792), 35.0, False)
    other: Any = state.clusters[CITY, TRADE + 1]
    assert (other.services, other.room, other.barred) == (0.0, 0.0, False)
    state.places["approved"] = 9
    open_places(state)
    assert (cell.services, cell.room, cell.barred) == (0.0, 0.0, True)


def test_which_places_the_lever_reaches() -> None:
    state = parks(PlaceKind.PARK)
    place = state.places[0]
    assert reaches(state, place)
    for name, which in (("city", CITY), ("sector", TRADE)):
        state.levers[name][LAYOUT, which] = 0.0
        assert not reaches(state, place)
        state.levers[name][LAYOUT, which] = 1.0


def test_assessments_by_hand() -> None:
    """5 million pay two assessments of 2 and a half of the third, by the luck of the places.

    Those that are paid are approved after three quarters; who would be so soon anyway waits.
    """
    state = parks(*[PlaceKind.PARK] * 4)
    state.places["approved"] = [20, 20, 20, 11]
    assess_places(state, 5.0)
    assert sorted(state.places["assessment_paid"]) == [0.0, 1.0, 2.0, 2.0]
    assert sorted(state.places["approved"]) == [11, 11, 11, 20]
    assert state.places["assessment_paid"][3] == 0.0
    assert state.accounts["spent"][LAYOUT] == pytest.approx(5.0)
    assert state.table[CITY, TRADE, Quantity.FISCAL_0 + LAYOUT] == pytest.approx(5.0)
    assess_places(state, 0.0)
    assert state.accounts["spent"][LAYOUT] == pytest.approx(5.0)


def test_who_is_served() -> None:
    state = parks(PlaceKind.CLUSTER, PlaceKind.PETROCHEMICAL_PARK)
    cluster, park = state.places[0], state.places[1]
    assert is_served(state, cluster, True, False)
    assert not is_served(state, cluster, True, True)  # not one of the first 15
    assert not is_served(state, cluster, False, False)
    assert is_served(state, park, False, False)
    state.places["first"][0] = True
    assert is_served(state, cluster, True, True)
    state.places["services"][0] = 1.0
    assert not is_served(state, cluster, True, True)  # complete
    state.places["services"][0], state.places["approved"][0] = 0.0, 9
    assert not is_served(state, cluster, True, True)


def test_works_by_hand() -> None:
    """60 for two parks, one of which lacks a tenth of 100: it takes 10, the other 30, 20 are left.

    A yuan of works opens room for ten.
    """
    state = parks(PlaceKind.PARK, PlaceKind.PARK)
    state.places["services"] = [0.9, 0.0]
    assert build_in(state, False, False, 60.0) == pytest.approx(20.0)
    assert list(state.places["services"]) == pytest.approx([1.0, 0.3])
    assert list(state.places["room"]) == pytest.approx([100.0, 300.0])
    province: Any = state.province[0]
    assert province.trade == province.spent_on_capital == pytest.approx(40.0)
    assert build_in(state, True, False, 60.0) == 60.0  # no listed cluster
    pay_works(state, state.places[0], 5.0)
    assert province.spent_on_capital == pytest.approx(45.0)


@given(left=money, shares=st.lists(st.floats(0.0, 1 / 3), min_size=3, max_size=3),
       services=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3))  # fmt: skip
def test_the_lever_spends_within_its_shares_and_services_never_pass_one(
    left: float, shares: list[float], services: list[float]
) -> None:
    state = parks(PlaceKind.CLUSTER, PlaceKind.CLUSTER, PlaceKind.PARK, money=left)
    state.places["services"], state.places["first"][0] = services, True
    policy: Any = state.policy[0]
    policy.assessment_share, policy.cluster_share, policy.park_share = shares
    build_places(state)
    spent = float(state.accounts["spent"][LAYOUT])
    assert spent <= left * (shares[1] + shares[2]) * (1 + 1e-9)
    assert (state.places["services"] <= 1.0 + 1e-12).all()
    built = 100.0 * float((state.places["services"] - services).sum())
    assert built == pytest.approx(spent, abs=1e-6)
    first, other = (100.0 * (state.places["services"][n] - services[n]) for n in (0, 1))
    if other > 1e-6:  # others only when the first are complete
        assert state.places["services"][0] == pytest.approx(1.0)
    assert first + other <= left * shares[1] + 1e-6


def measured(members: float, sales: float, services_of_city: float = 400.0) -> State:
    """A listed cluster with sales of a quarter, in a city that makes so much in all."""
    state = parks(PlaceKind.CLUSTER)
    row = state.table[CITY, TRADE]
    row[Quantity.REVENUE], row[Quantity.COUNTED], row[Quantity.OUTPUT] = sales, members, sales
    state.sectors["output"][TRADE] = 1000.0
    state.cities["output"][CITY] = services_of_city
    state.cities["output"][CITY + 1] = 10_000.0 - services_of_city
    return state


def test_a_developed_cluster_by_hand() -> None:
    """250 of sales a quarter are 1,000 a year; 250 of the city's 400 against 10% of the province.

    The second year counts a fifth; below 30 members, or where all make as much, it is none.
    """
    state = measured(30.0, 250.0)
    record_places(state)
    assert state.province["output"][0] == pytest.approx(10_000.0)
    place: Any = state.places[0]
    assert (place.sales, place.developed) == (pytest.approx(1000.0), True)
    row = state.table[CITY, TRADE]
    assert (row[Quantity.DEVELOPED_CLUSTERS], row[Quantity.DEVELOPED_FIRST]) == (1.0, 0.0)
    row[Quantity.REVENUE] = 350.0
    measure_place(state, place, state.parameters[0])
    assert place.sales == pytest.approx(1000 + 0.2 * 400)
    for state in (measured(29.0, 250.0), measured(30.0, 249.0), measured(30.0, 250.0, 2001.0)):
        record_places(state)
        assert not state.places["developed"][0]
        assert state.table[CITY, TRADE, Quantity.DEVELOPED_CLUSTERS] == 0.0


def test_parks_are_counted_when_assessed_and_petrochemical_ones_when_large() -> None:
    state = parks(PlaceKind.PARK, PlaceKind.PETROCHEMICAL_PARK, PlaceKind.PETROCHEMICAL_PARK)
    state.places["approved"][2], state.places["first"][:] = 9, True
    state.table[CITY, TRADE, Quantity.REVENUE] = 250.0
    record_places(state)
    row = state.table[CITY, TRADE]
    assert row[Quantity.ASSESSED_PARKS] == 2.0
    assert row[Quantity.DEVELOPED_PARKS] == 2.0
    assert row[Quantity.DEVELOPED_CLUSTERS] == row[Quantity.DEVELOPED_FIRST] == 0.0
