"""Projects and places one by one: luck, help, thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.parameters import defaults, with_values
from agents.place import (
    LONG_AGO,
    Place,
    PlaceKind,
    Project,
    ProjectState,
    build_services,
    chance_of_cancelling,
    decide_project,
    is_approved,
    is_developed,
    pay_assessment,
    pull_of_distance,
    ready_at,
    usual_approval,
)
from agents.random_draws import identity_of

P: Any = defaults()[0]


def project(number: int, *, central: bool = False, helped: float = 0.0) -> Any:
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
    some_help, later = life(project(number, central=central, helped=0.5))
    with_help, sooner = life(project(number, central=central, helped=1.0))
    if some_help == ProjectState.BUILDING:
        assert with_help == ProjectState.BUILDING
        assert sooner <= later
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
    row.helped = 1.0
    assert chance_of_cancelling(row, P) == pytest.approx(0.45 * 0.4)
    row.helped = 0.5  # half of what it needs was paid for
    assert chance_of_cancelling(row, P) == pytest.approx(0.45 * 0.7)
    assert ready_at(row, P) <= ready_at(project(7, central=True), P)


def park(number: int, kind: PlaceKind = PlaceKind.PARK, parameters: Any = P) -> Any:
    """A place with the approval that its luck gives it."""
    row: Any = Place.zeros(1)[0]
    row.identity, row.kind = identity_of(1, number), int(kind)
    row.approved = usual_approval(row, parameters)
    return row


def test_as_many_assessments_stand_at_the_start_and_wait_as_long_as_the_parameters_say() -> None:
    """4,000 parks: standard error of a share of a half is 0.008, of the mean wait 0.18 quarters."""
    approved = np.array([park(n).approved for n in range(4000)])
    waits = approved[approved > LONG_AGO]
    assert np.mean(approved == LONG_AGO) == pytest.approx(P.assessment_start[0], abs=0.04)
    assert waits.mean() == pytest.approx(P.assessment_wait - 0.5, abs=0.9)  # whole quarters
    assert waits.min() >= 0


def test_a_listed_cluster_needs_no_assessment_and_without_delay_nobody_does() -> None:
    assert all(park(n, PlaceKind.CLUSTER).approved == LONG_AGO for n in range(100))
    at_once = defaults()
    at_once["assessment_start"], at_once["assessment_wait"] = 0.0, 0.0
    assert all(is_approved(park(n, parameters=at_once[0]), 0) for n in range(100))


@given(
    number=st.integers(0, 1 << 40),
    parts=st.lists(st.floats(0.0, 3.0), max_size=6),
    quarter=st.integers(0, 30),
)
def test_money_never_delays_an_assessment_and_no_more_is_spent_than_it_costs(
    number: int, parts: list[float], quarter: int
) -> None:
    row = park(number)
    usual = int(row.approved)
    spent = sum(pay_assessment(row, money, quarter, P) for money in parts)
    assert row.approved <= usual
    assert spent == pytest.approx(min(sum(parts), P.assessment_price), abs=1e-9)
    if sum(parts) < P.assessment_price - 1e-9:
        assert row.approved == usual
    elif parts and sum(parts) > P.assessment_price + 1e-9:
        assert row.approved == min(usual, quarter + P.assessment_time)


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


def test_distance_by_hand() -> None:
    """0.3 for each hundred kilometres: 150 of them leave exp(-0.45) of the appeal of a city."""
    near: Any = with_values({"moving_distance": 0.3})[0]
    assert pull_of_distance(150.0, near) == pytest.approx(-0.45)


@given(km=st.floats(0.0, 1e3), further=st.floats(0.0, 1e3))
def test_every_kilometre_takes_the_same_part(km: float, further: float) -> None:
    both = pull_of_distance(km, P) + pull_of_distance(further, P)
    assert pull_of_distance(km + further, P) == pytest.approx(both, abs=1e-12)
    assert both <= 0.0
