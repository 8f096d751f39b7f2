"""Events 5 and 6: orders become wanted output, staff, output, late orders, energy, emissions.

The plant of the cases has 20, 60 and 20 units on its three lower rungs, each of which can make one
million yuan a quarter.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import City
from agents.enterprise.production import (
    allowed_use,
    capital_at_work,
    energy_used,
    hire,
    labour_needed,
    layoff_speed,
    materials_used,
    plan_staff,
    produce,
    receive_orders,
    run_rungs,
    set_capacity,
    so2_emitted,
)
from agents.enterprise.record import RUNGS, Enterprise, Owner, Product
from agents.parameters import with_values
from agents.province import Province
from agents.sector import Sector
from tests.strategies import quiet

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "disruption": 0.25, "winter_halt": [0.7, 1.0, 1.0, 0.85], "must_run": 0.1,
        "must_run_process": 0.4, "rung_labour": [1.35, 1.0, 0.7, 0.5],
        "rung_energy": [1.3, 1.0, 0.9, 0.8], "rung_material": [1.02, 1.0, 0.98, 0.96],
        "rung_so2": [1.8, 1.0, 0.8, 0.6], "expected_weight": 0.2, "layoff_speed_private": 0.3,
        "layoff_speed_state": 0.08, "hire_speed": 0.5, "overtime": 1.08, "patience": 0.4,
    }
)[0]  # fmt: skip
SUMMER = 1
units = st.lists(st.one_of(st.just(0.0), st.floats(1e-3, 1e3)), min_size=RUNGS, max_size=RUNGS)
money = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))
weight = st.floats(0.25, 4.0)
share = st.floats(0.0, 1.0)


def plant(capital: list[float] | None = None) -> tuple[Any, Any]:
    """The plant of the cases and its sector."""
    firm: Any = Enterprise.zeros(1)[0]
    sector: Any = Sector.zeros(1)[0]
    firm.alive, firm.weight, firm.owner, firm.rescued = True, 1.0, Owner.PRIVATE, -1000
    firm.capital[:] = capital or [20.0, 60.0, 20.0, 0.0]
    firm.labour_factor = firm.energy_factor = firm.material_factor = 1.0
    sector.capacity_per_capital, sector.normal_use = 1.0, 0.8
    sector.labour, sector.overhead, sector.so2 = 2.0, 0.5, 10.0
    return firm, sector


def test_capacity_by_hand() -> None:
    """A quarter of the 40 units that are rebuilt stands still; a kiln halts for 30% of winter."""
    firm, sector = plant()
    firm.rebuilding[2] = 40.0  # from the second rung to the third
    assert [capital_at_work(firm, P, k) for k in range(RUNGS)] == [20.0, 50.0, 20.0, 0.0]
    set_capacity(firm, sector, 0, P)
    assert firm.capacity == pytest.approx(90.0)
    firm.product = Product.CEMENT
    assert [allowed_use(firm, season, P) for season in range(4)] == [0.7, 1.0, 1.0, 0.85]
    set_capacity(firm, sector, 0, P)
    assert firm.capacity == pytest.approx(63.0)


@given(capital=units, rebuilt=units)
def test_rebuilding_costs_capacity_and_never_makes_any(
    capital: list[float], rebuilt: list[float]
) -> None:
    firm, sector = plant(capital)
    set_capacity(firm, sector, SUMMER, P)
    whole = float(firm.capacity)
    firm.rebuilding[:] = rebuilt
    set_capacity(firm, sector, SUMMER, P)
    assert 0.0 <= firm.capacity <= whole
    assert whole - firm.capacity <= P.disruption * sum(rebuilt) + 1e-9


def test_merit_order_by_hand() -> None:
    """50 of 100: a tenth of every rung, then the third rung in full, the rest on the second."""
    firm, sector = plant()
    run_rungs(firm, sector, 50.0, SUMMER, P)
    assert list(firm.run) == pytest.approx([2.0, 6.0 + 22.0, 20.0, 0.0])
    sector.process = True  # two fifths of every rung must run: 40, and 10 more on the third
    run_rungs(firm, sector, 50.0, SUMMER, P)
    assert list(firm.run) == pytest.approx([8.0, 24.0, 8.0 + 10.0, 0.0])


@given(capital=units, wanted=money, process=st.booleans())
def test_what_is_wanted_runs_within_every_rung_cheapest_first(
    capital: list[float], wanted: float, process: bool
) -> None:
    firm, sector = plant(capital)
    sector.process = process
    run_rungs(firm, sector, wanted, SUMMER, P)
    full = sum(capital)
    assert sum(firm.run) == pytest.approx(min(wanted, full), rel=1e-9, abs=1e-9)
    base = min(P.must_run_process if process else P.must_run, wanted / full if full else 0.0)
    for k in range(RUNGS):
        assert base * capital[k] - 1e-9 <= firm.run[k] <= capital[k] + 1e-9
        if firm.run[k] > base * capital[k] + 1e-6:  # more than it must: those above run in full
            assert sum(firm.run[k + 1 :]) == pytest.approx(sum(capital[k + 1 :]))


def test_staff_by_hand() -> None:
    """Two for each of 2 * 1.35 + 28 + 20 * 0.7 = 44.7, and overhead of a half for 80 of 100."""
    firm, sector = plant()
    firm.run[:] = [2.0, 28.0, 20.0, 0.0]
    assert labour_needed(firm, sector, P) == pytest.approx(2 * 44.7 + 0.5 * 80)
    firm.labour_factor = 0.9
    assert labour_needed(firm, sector, P) == pytest.approx(0.9 * (2 * 44.7 + 0.5 * 80))


def test_orders_by_hand() -> None:
    """A tenth of customers, a fifth above the mean appeal: 12% of 600 and of 400 from outside.

    The cluster is reached by a tenth more of what comes from outside.
    """
    firm, sector = plant()
    cluster = quiet()
    firm.customers, firm.attractiveness, firm.expected = 0.1, 1.2, 100.0
    sector.appeal = sector.reach = 1.0
    sector.orders, sector.outside = 1000.0, 400.0
    cluster.reach = 1.1
    receive_orders(firm, sector, cluster, P)
    assert firm.orders == pytest.approx(0.12 * (600 + 400 * 1.1))
    assert firm.expected == pytest.approx(100 + 0.2 * 24.8)


@given(
    rows=st.lists(
        st.tuples(st.floats(0.01, 1.0), st.floats(0.1, 3.0), st.floats(1.0, 1.1), weight),
        min_size=1, max_size=5,
    ),
    orders=money, outside=share,
)  # fmt: skip
def test_the_sector_s_orders_fall_to_its_enterprises_and_none_is_lost(
    rows: list[tuple[float, float, float, float]], orders: float, outside: float
) -> None:
    sector: Any = Sector.zeros(1)[0]
    sector.orders, sector.outside = orders, outside * orders
    sector.appeal = sum(w * c * a for c, a, _, w in rows)
    sector.reach = sum(w * c * a * reach for c, a, reach, w in rows) / sector.appeal
    received = 0.0
    for customers, attractiveness, reach, each in rows:
        firm, _ = plant()
        cluster = quiet()
        firm.customers, firm.attractiveness, cluster.reach = customers, attractiveness, reach
        receive_orders(firm, sector, cluster, P)
        assert firm.orders >= 0.0
        received += each * float(firm.orders)
    assert received == pytest.approx(orders, rel=1e-9, abs=1e-9)


def summer() -> Any:
    """The province in the third quarter of its first year."""
    province: Any = Province.zeros(1)[0]
    province.season = SUMMER
    return province


@pytest.mark.parametrize("since", [0, 4, 5])
def test_a_rescue_ends_the_hoarding_of_labour_for_a_year(since: int) -> None:
    firm, _ = plant([0.0, 100.0, 0.0, 0.0])
    firm.owner, firm.rescued = Owner.CENTRAL_STATE, 10 - since
    lately = since <= P.zombie_memory
    assert layoff_speed(firm, 10, P) == (P.layoff_speed_private if lately else P.layoff_speed_state)


@pytest.mark.parametrize(("owner", "gone"), [(Owner.PRIVATE, 30.0), (Owner.LOCAL_STATE, 8.0)])
def test_surplus_staff_by_hand(owner: Owner, gone: float) -> None:
    """100 too many of 140: a private owner lays off 30% of them, the state 8%; two such plants."""
    firm, sector = plant([0.0, 100.0, 0.0, 0.0])
    city: Any = City.zeros(1)[0]
    firm.owner, firm.weight, firm.staff, firm.orders = owner, 2.0, 140.0, 0.0
    plan_staff(firm, sector, city, summer(), P)
    assert firm.wanted_staff == pytest.approx(40.0)  # overhead stays
    assert layoff_speed(firm, 0, P) == gone / 100.0
    assert firm.staff == pytest.approx(140.0 - gone)
    assert city.released == pytest.approx(2.0 * gone)
    assert city.hires_wanted == 0.0


def test_hiring_by_hand() -> None:
    """200 are missing; half of them are asked for, and the pool can give 60% of those: 60."""
    firm, sector = plant([0.0, 100.0, 0.0, 0.0])
    city: Any = City.zeros(1)[0]
    firm.staff, firm.orders = 40.0, 100.0
    plan_staff(firm, sector, city, summer(), P)
    assert firm.wanted_staff == pytest.approx(240.0)
    assert city.hires_wanted == pytest.approx(100.0)
    city.hire_ratio = 0.6
    hire(firm, city, P)
    assert firm.staff == pytest.approx(100.0)
    assert city.hired == pytest.approx(60.0)


@given(staff=money, orders=money, capital=units, weight=weight, ratio=share,
       owner=st.sampled_from(list(Owner)))  # fmt: skip
def test_workers_go_to_the_pool_and_come_from_it(
    staff: float, orders: float, capital: list[float], weight: float, ratio: float, owner: Owner
) -> None:
    firm, sector = plant(capital)
    city: Any = City.zeros(1)[0]
    firm.staff, firm.orders, firm.weight, firm.owner = staff, orders, weight, owner
    plan_staff(firm, sector, city, summer(), P)
    city.hire_ratio = ratio
    hire(firm, city, P)
    change = weight * (float(firm.staff) - staff)
    assert change == pytest.approx(float(city.hired - city.released), rel=1e-9, abs=1e-6)
    assert city.hired <= city.hires_wanted * (1 + 1e-12)
    wanted = float(firm.wanted_staff)
    assert min(staff, wanted) - 1e-9 <= firm.staff <= max(staff, wanted) + 1e-9


def test_half_of_the_staff_makes_54_of_100_by_hand() -> None:
    """8% of overtime; 46 are late: 40% of them wait, the rest go elsewhere."""
    firm, _ = plant()
    firm.run[1], firm.orders = 100.0, 100.0
    firm.wanted_staff, firm.staff = 100.0, 50.0
    produce(firm, P)
    assert (firm.output, firm.run[1]) == (pytest.approx(54.0), pytest.approx(54.0))
    assert firm.backlog == pytest.approx(0.4 * 46.0)


@given(run=units, wanted=money, staff=money, orders=money, backlog=money)
def test_nobody_makes_more_than_wanted_and_more_staff_is_never_later(
    run: list[float], wanted: float, staff: float, orders: float, backlog: float
) -> None:
    late = []
    for people in (staff, 2.0 * staff):
        firm, _ = plant()
        firm.run[:] = run
        firm.wanted_staff, firm.staff, firm.orders, firm.backlog = wanted, people, orders, backlog
        produce(firm, P)
        assert firm.output == pytest.approx(sum(firm.run))
        assert firm.output <= sum(run) * (1 + 1e-12)
        assert 0.0 <= firm.backlog <= P.patience * (orders + backlog)
        late.append(float(firm.backlog))
    assert late[1] <= late[0]


def test_what_output_uses_and_emits_by_hand() -> None:
    """Ten on each rung; energy factor 0.5, a quarter of the SO2 is removed."""
    firm, sector = plant()
    firm.run[:] = 10.0
    firm.energy_factor, firm.material_factor, firm.abatement = 0.5, 0.9, 0.25
    assert energy_used(firm, P) == pytest.approx(10 * 4.0 * 0.5)
    assert materials_used(firm, P) == pytest.approx(10 * 3.96 * 0.9)
    assert so2_emitted(firm, sector, P) == pytest.approx(10 * 4.2 * 10 * 0.75)


@given(run=units, moved=share, below=st.integers(0, RUNGS - 2))
def test_the_same_output_on_a_higher_rung_uses_and_emits_no_more(
    run: list[float], moved: float, below: int
) -> None:
    firm, sector = plant()

    def used() -> list[float]:
        needed = labour_needed(firm, sector, P)
        inputs = energy_used(firm, P), materials_used(firm, P)
        return [float(x) for x in (needed, *inputs, so2_emitted(firm, sector, P))]

    firm.run[:] = run
    before = used()
    firm.run[below] -= moved * run[below]
    firm.run[below + 1] += moved * run[below]
    assert all(now <= then + 1e-9 for now, then in zip(used(), before, strict=True))
