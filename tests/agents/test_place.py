"""Projects and places one by one: luck, help, thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.chance import identity_of
from agents.city import City, misreported_output, narrow_room, yearly_budget
from agents.parameters import defaults
from agents.place import (
    Place,
    PlaceKind,
    Project,
    ProjectState,
    build_services,
    chance_of_cancelling,
    decide_project,
    is_developed,
    ready_at,
)

P: Any = defaults()[0]


def project(number: int, *, central: bool = False, helped: bool = False) -> Any:
    """A project planned for the fifth quarter."""
    row: Any = Project.zeros(1)[0]
    row.identity = identity_of(1, number)
    row.central, row.helped, row.planned, row.gestation = central, helped, 4, 6
    return row


def life(row: Any) -> tuple[int, int]:
    """Where a project ends up, and when building began (0 if never)."""
    for quarter in range(40):
        if row.stage == ProjectState.WAITING and quarter >= row.planned:
            decide_project(row, quarter, P)
    return int(row.stage), int(row.started)


@given(number=st.integers(0, 1 << 40), central=st.booleans())
def test_help_never_hurts_a_project(number: int, central: bool) -> None:
    stage, started = life(project(number, central=central))
    with_help, sooner = life(project(number, central=central, helped=True))
    if stage == ProjectState.BUILDING:
        assert with_help == ProjectState.BUILDING
        assert 4 <= sooner <= started
    assert stage in (ProjectState.BUILDING, ProjectState.CANCELLED)


def test_as_many_are_given_up_as_the_parameter_says() -> None:
    """2,000 projects: standard error of a share of a half is 0.011; 5 of them is one in 10^6."""
    for central in (False, True):
        given_up = [
            life(project(n, central=central))[0] == ProjectState.CANCELLED for n in range(2000)
        ]
        assert np.mean(given_up) == pytest.approx(P.project_cancel[int(central)], abs=0.056)


def test_help_by_hand() -> None:
    row = project(7, central=True)
    row.helped = True
    assert chance_of_cancelling(row, P) == pytest.approx(0.45 * 0.4)
    assert ready_at(row, P) <= ready_at(project(7, central=True), P)


@given(money=st.floats(0.0, 1000.0))
def test_works_build_services_and_room(money: float) -> None:
    place: Any = Place.zeros(1)[0]
    build_services(place, money, P)
    assert place.services == pytest.approx(min(1.0, money / P.place_price))
    assert place.room == pytest.approx(P.room_per_yuan * money)


def test_a_cluster_passes_all_three_thresholds() -> None:
    place: Any = Place.zeros(1)[0]
    place.kind = PlaceKind.CLUSTER
    place.sales = P.cluster_sales
    assert is_developed(place, P.cluster_members, P.cluster_quotient, P)
    assert not is_developed(place, P.cluster_members - 1.0, P.cluster_quotient, P)
    assert not is_developed(place, P.cluster_members, P.cluster_quotient - 0.01, P)
    place.sales -= 1.0
    assert not is_developed(place, P.cluster_members, P.cluster_quotient, P)


def test_ordinary_parks_are_not_counted() -> None:
    place: Any = Place.zeros(1)[0]
    place.sales = 1.0e9
    assert not is_developed(place, 1.0e4, 9.0, P)
    place.kind = PlaceKind.PETROCHEMICAL_PARK
    assert is_developed(place, 0.0, 0.0, P)


def test_a_city_that_has_spent_its_budget_can_rescue_no_more() -> None:
    city: Any = City.zeros(1)[0]
    city.tax = 1000.0
    city.offers = 0.5 * yearly_budget(city, P)
    narrow_room(city, P)
    assert city.fiscal_room == pytest.approx(0.5)
    city.rescues = city.offers
    narrow_room(city, P)
    assert city.fiscal_room == 0.0


def test_output_is_reported_high_in_mid_term_and_before_the_audits() -> None:
    city: Any = City.zeros(1)[0]
    city.leader_year = 1
    early = misreported_output(city, 0, P)
    city.leader_year = 3
    assert misreported_output(city, 0, P) > early > misreported_output(city, 8, P)
