"""Moves and large projects in a run: what a single one does to the books of two cities."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.enterprise.closure import reopen
from agents.enterprise.exit_and_entry import found
from agents.enterprise.record import OBSOLETE
from agents.place import LONG_AGO, PlaceKind, ProjectState
from agents.province import Policy
from model.events.entry import NUMBERS
from model.events.relocation import HALF, Site, found_branch, gain_of_move
from model.indicators import Quantity
from model.input_data.data_tables import CITIES, REGIONS
from model.input_data.parks_and_projects import plan_catalogue
from model.simulate import Run, Start, simulate, start
from model.state import State, copy_state
from model.toy import toy_start
from scenarios.loader import parse_text
from scenarios.policy_schedule import instruments, world_of

Array = NDArray[np.float64]
Q = Quantity
NORTHWEST = [CITIES.index(city) for city in REGIONS["northwest"]]
MOVING = (
    "[levers.spatial_layout]\nbudget = 800\npark_share = 0.0\ncluster_share = 0.0\n"
    "moving_rate = 0.45\nmoving_cap = 200"
)


@cache
def begin(seed: int) -> Start:
    """A sample of the province."""
    return start(seed, 0.1)


@cache
def run(text: str, seed: int, quarters: int = 28) -> Run:
    """A run of a scenario text with all its cells."""
    scenario = parse_text(f'name = "x"\n{text}')
    levers, policy, _ = instruments(scenario, quarters, fund=1e6)
    return simulate(begin(seed), world_of(scenario), levers, policy, quarters, detail=True)


def cells(found: Run) -> Array:
    """Cells of a run."""
    assert found.cells is not None
    return found.cells


def test_the_plan_names_what_it_counts() -> None:
    catalogue = plan_catalogue()
    kinds = [place.kind for place in catalogue.places]
    assert kinds.count(PlaceKind.CLUSTER) == 31
    assert sum(place.first for place in catalogue.places) == 15
    assert kinds.count(PlaceKind.PETROCHEMICAL_PARK) == 5
    assert len(kinds) - 31 - kinds.count(PlaceKind.TRANSFER_PARK) == 37
    assert sum(project.central for project in catalogue.projects) == 40
    assert sum(not project.central for project in catalogue.projects) == 14


def branched(state: State, row: int, city: int) -> tuple[Any, Any]:
    """The owner and the plant that it has just opened in another city."""
    firm: Any = state.firms[row]
    firm.underway[2] = 5.0
    firm.moving = city + 1
    last = int(state.province["rows"][0])
    found_branch(state, row)
    return state.firms[row], state.firms[last]


def test_a_plant_that_opens_elsewhere_takes_its_part_and_no_more() -> None:
    state = copy_state(toy_start(1).state, 4)
    state.table[:] = 0.0
    row = int(np.argmax(state.firms["capital"].sum(axis=1)))
    firms: Any = state.firms
    before = firms[row].copy()
    city = int((before.city + 5) % 14)
    loans, banks = state.banks["loans"].sum(), state.province["bank"][0].sum()
    owner, plant = branched(state, row, city)
    for field in ("cash", "debt", "customers", "expected"):
        assert owner[field] + plant[field] == pytest.approx(before[field], rel=1e-12), field
        assert plant[field] > 0.0
    assert plant.city == city
    assert owner.city == before.city
    assert plant.capital[2] == pytest.approx(5.0)
    assert owner.underway[2] == 0.0
    assert owner.capital.tolist() == before.capital.tolist()
    assert owner.staff == before.staff
    assert plant.staff == 0.0  # it hires in its own city
    assert plant.key % NUMBERS >= HALF
    assert state.banks["loans"].sum() == pytest.approx(loans, rel=1e-12)
    assert state.province["bank"][0].sum() == pytest.approx(banks, abs=1e-9)
    assert state.table[city, plant.sector, Q.MOVED] == plant.weight


def test_support_and_low_wages_pull_and_distance_holds() -> None:
    state = copy_state(toy_start(1).state, 0)
    plan: Any = state.plans[0]
    plan.row, plan.renewal_cost, plan.patience = 0, 100.0, 5.0
    firm: Any = state.firms[0]
    home = int(firm.city)
    there = (home + 11) % 14
    state.cities["wage"][there] = 0.5 * state.cities["wage"][home]

    def gain(support: float) -> float:
        cities, clusters, kind = state.cities, state.clusters, int(firm.sector)
        here, away = clusters[home, kind], clusters[there, kind]
        sector, p = state.sectors[kind], state.parameters[0]
        site = Site(there, cities[home], cities[there], here, away, sector, p)
        return float(gain_of_move(plan, firm, site, 100.0, support))

    plain = gain(0.0)
    assert gain(20.0) > plain
    state.cities["distance"][home, there] += 100.0
    p: Any = state.parameters[0]
    assert plain - gain(0.0) == pytest.approx(p.moving_distance)
    state.cities["wage"][there] = state.cities["wage"][home]
    assert gain(20.0) < -1e6


def test_supported_moves_reach_the_northwest_and_cost_others_less_than_they_bring() -> None:
    """Over four seeds: capital spending of the northwest rises by more than the rest loses."""
    north, rest, moved = [], [], []
    for seed in (1, 2, 3, 4):
        more = (cells(run(MOVING, seed)) - cells(run("", seed)))[:, :, :, Q.INVESTMENT].sum(axis=0)
        arrived = cells(run(MOVING, seed))[..., Q.MOVED].sum(axis=(0, 2))
        moved.append(arrived[NORTHWEST].sum())
        north.append(more[NORTHWEST].sum())
        rest.append(more.sum() - more[NORTHWEST].sum())
    assert min(moved) > 0.0
    assert np.mean(north) > 0.0
    assert np.mean(rest) > -np.mean(north)


def test_a_project_that_is_given_up_leaves_no_trace() -> None:
    """Everything cancelled is to the bit a world without projects."""
    begun = begin(1)
    never = start(1, 0.1)
    state = copy_state(never.state, 0)
    state.projects["stage"] = ProjectState.CANCELLED
    scenario = parse_text('name = "x"')
    levers, policy, _ = instruments(scenario, 16)
    none = copy_state(begun.state, 0)._replace(projects=begun.state.projects[:0])
    runs = [
        simulate(type(begun)(begun.plan, each), world_of(scenario), levers, policy, 16, detail=True)
        for each in (state, none)
    ]
    assert cells(runs[0]).tobytes() == cells(runs[1]).tobytes()


PARKS = "[levers.spatial_layout]\nbudget = 400\npark_share = 0.6\ncluster_share = 0.2"
NEVER = 1000  # quarter, after every run


def with_approvals(text: str, approved: int | None, clusters: bool = False) -> Run:
    """Seven years in which all parks are approved in one quarter, or each as its luck has it.

    ``clusters``: the same for listed clusters, which otherwise need no approval.
    """
    begun = begin(1)
    state = copy_state(begun.state, 0)
    if approved is not None:
        bound: Any = (state.places["kind"] != PlaceKind.CLUSTER) | clusters
        state.places["approved"][bound] = approved
    scenario = parse_text(f'name = "x"\n{text}')
    levers, policy, _ = instruments(scenario, 28, fund=1e6)
    return simulate(
        type(begun)(begun.plan, state), world_of(scenario), levers, policy, 28, detail=True
    )


def services(found: Run, clusters: bool = False) -> float:
    """Sum of the services of parks (or listed clusters) at the end."""
    places = found.state.places
    return float(places["services"][(places["kind"] == PlaceKind.CLUSTER) == clusters].sum())


def test_without_an_assessment_nothing_is_built_and_nobody_founded_in_a_park() -> None:
    none = with_approvals(PARKS + "\nmoving_rate = 0.45\nmoving_cap = 200", NEVER)
    places = none.state.places
    parks = places["kind"] != PlaceKind.CLUSTER
    used = begin(1).state.places["used"][parks]
    assert services(none) == 0.0
    assert places["used"][parks].tobytes() == used.tobytes()
    assert services(none, clusters=True) > 0.0
    assert not cells(none)[..., Q.ASSESSED_PARKS].any()
    # large projects are approved by themselves: parks do not hold them up
    assert (none.state.projects["stage"] >= ProjectState.BUILDING).any()


def test_no_move_is_supported_to_a_city_all_of_whose_places_wait() -> None:
    """In the northwest every trade has a transfer park; moves without support stay free."""
    spent = [with_approvals(MOVING, when, clusters=True).spent for when in (NEVER, LONG_AGO)]
    assert spent[0].sum() == 0.0
    assert spent[1].sum() > 0.0


def test_the_sooner_parks_are_approved_the_more_is_built_in_them() -> None:
    """The same money, eight quarters apart: no wear can turn the order round while it is spent."""
    built = [services(with_approvals(PARKS, when)) for when in (LONG_AGO, 12, 20, NEVER)]
    assert built == sorted(built, reverse=True)
    assert built[0] > built[1] > built[2] > built[3] == 0.0


def test_money_for_assessments_opens_parks_sooner() -> None:
    """Never later in any park, sooner in some, and booked like all other money."""
    paid = with_approvals(PARKS + "\nassessment_share = 0.1", None)
    usual = with_approvals(PARKS, None)
    assert (paid.state.places["approved"] <= usual.state.places["approved"]).all()
    open_, before = (cells(r)[..., Q.ASSESSED_PARKS].sum(axis=(1, 2)) for r in (paid, usual))
    assert (open_ >= before).all()
    assert (open_ > before).any()
    assert (np.diff(open_) >= 0).all()
    cost = paid.state.places["assessment_paid"]
    assert 0.0 < cost.sum() <= 2.0 * len(cost)
    assert usual.state.places["assessment_paid"].sum() == 0.0


def test_projects_bring_works_then_capital_and_orders() -> None:
    """One project that is sure to come, against the same world without it."""
    scenario = parse_text('name = "x"')
    levers, policy, _ = instruments(scenario, 28)
    found = []
    for chosen in (True, False):
        state = copy_state(begin(2).state, 0)
        rows: Any = state.projects
        rows["stage"] = ProjectState.CANCELLED
        one = int(np.flatnonzero((rows["sector"] == 24) & (rows["host"] == -1))[0])
        if chosen:
            rows["stage"][one] = ProjectState.BUILDING
            rows["started"][one], rows["ends"][one] = 4, 4 + rows["gestation"][one]
        begun = begin(2)
        run_ = simulate(
            type(begun)(begun.plan, state), world_of(scenario), levers, policy, 28, detail=True
        )
        found.append((run_, rows[one]))
    (with_it, project), (without, _) = found
    c, j = int(project.city), int(project.sector)
    more = cells(with_it) - cells(without)
    works = more[:, c, j, Q.INVESTMENT]
    assert works[: int(project.gestation)].sum() > 0.5 * project.works
    opened = int(project.ends)
    assert more[opened - 1, c, j, Q.ENTRANTS] == pytest.approx(1.0, abs=1e-9)
    assert more[opened + 3 :, c, j, Q.OUTPUT].sum() > 0.0
    assert more[: opened - 1, :, :, Q.OUTPUT].sum() > 0.0  # orders of its works


def test_shut_capacity_reopens_only_where_it_pays_and_nobody_looks() -> None:
    """By hand: pressed by orders and paid by the price, and by chance less where watched."""
    state = copy_state(toy_start(1).state, 0)
    rows = np.flatnonzero(state.firms["product"] == 1)
    firm: Any = state.firms[rows[0]]
    p: Any = state.parameters[0]
    p.reopening = 1.0
    sector, city = state.sectors[firm.sector], state.cities[firm.city]
    policy: Any = Policy.zeros(1)[0]

    def reopened(price: float, watch: float, orders: float) -> float:
        firm.shut, firm.capital[OBSOLETE] = 10.0, 0.0
        firm.unit_cost[OBSOLETE], firm.price = 1.0, price
        firm.orders = orders * firm.capacity
        city.effort, policy.national_monitoring = 1.0, watch
        reopen(firm, sector, city, state.province[0], policy, p)
        return float(firm.capital[OBSOLETE])

    assert reopened(1.1, 0.0, 1.0) == 10.0
    assert reopened(0.9, 0.0, 1.0) == 0.0
    assert reopened(1.1, 1.0, 1.0) == 0.0
    assert reopened(1.1, 0.0, 0.5) == 0.0


def test_a_founder_asks_the_price_outside_where_nobody_sells() -> None:
    """A large project may open the only plant of its sector."""
    start_of = toy_start(1)
    for home in (0.0, 1.2):
        state = copy_state(start_of.state, 1)
        sector, firm = state.sectors[0], state.firms[int(state.province["rows"][0])]
        sector.home_price, sector.external_log_price = home, 0.3
        found(firm, sector, state.cities[0], state.province[0], state.parameters[0])
        expected = home or float(np.exp(0.3))
        assert firm.price == pytest.approx(expected, rel=1e-15)
        assert firm.log_price == pytest.approx(float(np.log(expected)), rel=1e-12)
