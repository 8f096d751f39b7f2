"""Event 8, digital systems: what they bring and cost, who may have them, and how they are learned.

The enterprise of the cases makes 50 a quarter with 100 staff, sells for 200 a year at a mark-up of
a quarter, pays 0.02 a worker and quarter, and spends 0.6 and 0.1 of output on inputs and energy.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.digital_adoption import (
    SMALL_STAFF,
    adoption_chance,
    hoped_subsidy,
    install,
    learn_systems,
    may_adopt,
    own_pull,
    peer_pull,
    price_of_systems,
    rents,
    system_cost,
    system_effect_on_invention,
    system_gain,
    system_price,
)
from agents.enterprise.record import CRM, ERP, INTEGRATION, MES, PLM, Enterprise
from agents.parameters import with_values
from agents.province import SYSTEMS, Lever, Policy
from agents.sector import Sector
from tests.strategies import quiet

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "benefit_erp_inputs": 0.002, "benefit_erp_stocks": 0.0015, "benefit_mes_labour": 0.06,
        "benefit_mes_energy": 0.03, "benefit_plm_invention": 0.3, "benefit_crm_customers": 0.02,
        "integration_bonus": 0.5, "external_quality_growth": 0.005, "demand_quality": 1.0,
        "benefit_horizon": 2.0, "software_price_trend": math.log(0.5),
        "software_share_of_system": 0.6, "system_cost_fixed": 0.5, "system_cost_share": 0.008,
        "system_cost_share_large": 0.003, "system_cost_kink": 1000.0,
        "system_cost_factor": [1.0, 1.5, 1.0, 1.0, 2.0], "mes_needs": 0.3,
        "integration_needs": 0.5, "complementarity": 0.9, "skill_gap": 0.7, "demonstration": 0.5,
        "peer_weight": 0.8, "adopt_return": 1.0, "adopt_most": 0.4, "platform_ceiling": 0.6,
        "platform_cost": 0.4, "services_system": 0.1,
    }
)[0]  # fmt: skip
systems = st.integers(0, SYSTEMS - 1)
share = st.floats(0.0, 1.0)
sales = st.floats(1.0, 1e5)
positive = st.floats(0.001, 1e4)


def maker() -> tuple[Any, Any, Any]:
    """The enterprise of the cases, its sector and its city."""
    firm: Any = Enterprise.zeros(1)[0]
    sector, city = Sector.zeros(1)[0], City.zeros(1)[0]
    firm.output, firm.sales_year, firm.staff, firm.markup = 50.0, 200.0, 100.0, 0.25
    firm.pay = firm.material_factor = firm.energy_factor = 1.0
    sector.material_price, sector.fuel_price, sector.pay, city.wage = 0.6, 0.1, 1.0, 0.08
    return firm, sector, city


@pytest.mark.parametrize(
    ("system", "gain"),
    [
        (ERP, 0.002 * 120 + 0.0015 * 200),  # a thousandth of inputs and of sales bound in stocks
        (MES, 0.06 * 8 + 0.03 * 20),  # wages of 8 and energy of 20 a year
        (PLM, 0.3 * 4 * 0.005 * 40 * 2),  # better by 0.6% a year, two years long, of margin 40
        (CRM, 0.02 * 40),  # customers of which a fifth of the sales of 200 is earned
        (INTEGRATION, 0.5 * (0.002 * 120 + 0.06 * 8 + 0.03 * 20)),  # half as much again
    ],
)
def test_gains_of_a_year_by_hand(system: int, gain: float) -> None:
    assert system_gain(*maker(), system, P) == pytest.approx(gain)


@given(factor=st.floats(0.1, 100.0), system=systems)
def test_a_twin_of_twice_the_size_gains_twice_as_much(factor: float, system: int) -> None:
    firm, sector, city = maker()
    before = system_gain(firm, sector, city, system, P)
    firm.output, firm.sales_year, firm.staff = 50 * factor, 200 * factor, 100 * factor
    assert system_gain(firm, sector, city, system, P) == pytest.approx(factor * before)


def test_prices_of_systems_by_hand() -> None:
    """Software is 0.6 of the price and falls to a half in a year; before 2015 nothing falls."""
    assert price_of_systems(4, P) == pytest.approx(0.4 + 0.6 * 0.5)
    assert price_of_systems(-3, P) == price_of_systems(0, P) == 1.0


def test_costs_by_hand() -> None:
    """0.5 at least, 8 for the first 1,000 of sales, 1.5 for the next 500; MES costs half more."""
    assert system_cost(1500.0, ERP, 1.0, P) == pytest.approx(10.0)
    assert system_cost(1500.0, MES, 1.0, P) == pytest.approx(15.0)
    assert system_cost(1500.0, MES, 0.7, P) == pytest.approx(10.5)


@given(small=sales, more=st.floats(0.0, 1e5), system=systems)
def test_a_larger_enterprise_pays_more_but_less_for_its_size(
    small: float, more: float, system: int
) -> None:
    costs = [system_cost(size, system, 1.0, P) for size in (small, small + more)]
    assert costs[0] <= costs[1] * (1 + 1e-12)
    assert costs[1] / (small + more) <= costs[0] / small * (1 + 1e-12)


def test_a_small_enterprise_of_a_platform_rents() -> None:
    """2.1 of its own: 0.9 of it where a park helps with all services, 0.4 of that if rented."""
    firm, _, _ = maker()
    cluster = quiet()
    assert system_price(firm, cluster, ERP, 1.0, P) == pytest.approx(2.1)
    cluster.services, cluster.system_price = 1.0, 0.5  # provincial software at half the price
    assert system_price(firm, cluster, ERP, 1.0, P) == pytest.approx(2.1 * 0.5 * 0.9)
    cluster.platform = True
    assert rents(firm, cluster)
    assert system_price(firm, cluster, ERP, 1.0, P) == pytest.approx(2.1 * 0.5 * 0.9 * 0.4)
    firm.staff = SMALL_STAFF
    assert not rents(firm, cluster)


@given(high=share, erp=share, mes=share)
def test_prerequisites(high: float, erp: float, mes: float) -> None:
    firm, _, _ = maker()
    firm.capital[1], firm.capital[3] = 1.0 - high, high
    firm.maturity[ERP], firm.maturity[MES] = erp, mes
    if abs(high - 0.3) > 1e-9:
        assert may_adopt(firm, MES, P) == (high > 0.3)
    assert may_adopt(firm, INTEGRATION, P) == (min(erp, mes) >= 0.5)
    for system in range(SYSTEMS):
        firm.ceiling[system] = 0.6
        assert not may_adopt(firm, system, P)  # nobody buys twice


def test_pulls_by_hand() -> None:
    """Two of three other systems, skill of 0.1, a demonstration; 20% and 10% more peers."""
    firm, sector, city = maker()
    cluster = Cluster.zeros(1)[0]
    firm.ceiling[ERP] = firm.ceiling[CRM] = 1.0
    city.skill, cluster.demonstrations = 0.1, 1.0
    assert own_pull(firm, city, cluster, P) == pytest.approx(0.9 * 2 / 3 + 0.07 + 0.5)
    cluster.adopted[PLM], cluster.adopted_start[PLM] = 0.5, 0.3
    sector.adopted[PLM], sector.adopted_start[PLM] = 0.15, 0.05
    assert peer_pull(sector, cluster, PLM, P) == pytest.approx(0.8 * 0.5 * (0.2 + 0.1))
    assert peer_pull(sector, cluster, MES, P) == 0.0


def test_chances_by_hand() -> None:
    """Where a system pays back just within patience the odds are those of intercept and pull."""
    assert adoption_chance(-math.log(3), 2.0, 10.0, 5.0, 0.0, P) == pytest.approx(0.25)
    assert adoption_chance(-math.log(9), 2.0, 10.0, 5.0, math.log(3), P) == pytest.approx(0.25)
    assert adoption_chance(-math.log(9), 6.0, 10.0, 5.0, 0.0, P) == pytest.approx(0.25)
    assert adoption_chance(0.0, 2.0, 10.0, 5.0, 0.0, P) == 0.4  # never more than the most
    assert adoption_chance(9.0, 0.0, 10.0, 5.0, 9.0, P) == 0.0  # nobody buys what brings nothing


@given(intercept=st.floats(-9.0, 3.0), gain=positive, cost=positive, patience=st.floats(0.5, 20.0),
       pull=st.floats(-2.0, 2.0), better=st.floats(1.0, 10.0))  # fmt: skip
def test_more_gain_patience_or_pull_and_less_cost_never_lower_the_chance(
    intercept: float, gain: float, cost: float, patience: float, pull: float, better: float
) -> None:
    usual = adoption_chance(intercept, gain, cost, patience, pull, P)
    assert 0.0 <= usual <= P.adopt_most
    for more in (
        adoption_chance(intercept, better * gain, cost, patience, pull, P),
        adoption_chance(intercept, gain, cost / better, patience, pull, P),
        adoption_chance(intercept, gain, cost, better * patience, pull, P),
        adoption_chance(intercept, gain, cost, patience, pull + better, P),
    ):
        assert more >= usual * (1 - 1e-12)


def subsidised(hardware: float, software: float, cap: float) -> tuple[Any, Any]:
    """A lever that is open to all, and its rates."""
    lever: Any = Lever.zeros(1)[0]
    policy: Any = Policy.zeros(1)[0]
    lever.on, lever.largest = True, 1e9
    lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
    policy.subsidy_hardware, policy.subsidy_software, policy.subsidy_cap = hardware, software, cap
    policy.system_weight[:] = [1.0, 1.0, 0.0, 1.0, 1.0]
    return lever, policy


def test_subsidies_by_hand() -> None:
    """A fifth of 0.4 hardware and a half of 0.6 software: 0.38 of 10 million, or the cap."""
    firm, _, _ = maker()
    lever, policy = subsidised(0.2, 0.5, 5.0)
    assert hoped_subsidy(firm, lever, policy, ERP, 10.0, P) == pytest.approx(3.8)
    policy.subsidy_cap = 3.0
    assert hoped_subsidy(firm, lever, policy, ERP, 10.0, P) == 3.0
    assert hoped_subsidy(firm, lever, policy, PLM, 10.0, P) == 0.0  # not among its systems
    lever.smallest = 101.0
    assert hoped_subsidy(firm, lever, policy, ERP, 10.0, P) == 0.0


@given(hardware=st.floats(0.0, 0.9), software=st.floats(0.0, 0.9), cap=st.floats(0.0, 10.0),
       cost=positive, system=systems)  # fmt: skip
def test_a_subsidy_leaves_a_part_of_the_cost_to_the_enterprise(
    hardware: float, software: float, cap: float, cost: float, system: int
) -> None:
    firm, _, _ = maker()
    found = hoped_subsidy(firm, *subsidised(hardware, software, cap), system, cost, P)
    assert 0.0 <= found <= min(cap, max(hardware, software) * cost * (1 + 1e-12))


def test_two_quarters_of_learning_by_hand() -> None:
    """A quarter of the gap closes each time: 0.25 and 0.4375 of what is owned, 0.6 of it rented."""
    firm, _, city = maker()
    city.learning = 0.25
    firm.maturity[MES] = 0.9  # of a system before it
    install(firm, MES, False, P)
    install(firm, CRM, True, P)
    for mature in (0.25, 0.4375):
        learn_systems(firm, city)
        assert firm.maturity[MES] == pytest.approx(mature)
        assert firm.maturity[CRM] == pytest.approx(0.6 * mature)
    assert (firm.ceiling[ERP], firm.maturity[ERP]) == (0.0, 0.0)


@given(speed=share, rented=st.booleans(), quarters=st.integers(0, 40))
def test_maturity_rises_to_its_ceiling_and_never_beyond(
    speed: float, rented: bool, quarters: int
) -> None:
    firm, _, city = maker()
    city.learning = speed
    install(firm, ERP, rented, P)
    before = 0.0
    for _ in range(quarters):
        learn_systems(firm, city)
        assert before <= firm.maturity[ERP] <= firm.ceiling[ERP] * (1 + 1e-12)
        before = float(firm.maturity[ERP])


@given(mature=share)
def test_only_a_mature_plm_lifts_invention(mature: float) -> None:
    firm, _, _ = maker()
    firm.maturity[PLM] = mature
    assert system_effect_on_invention(firm, P) == pytest.approx(1.0 + 0.3 * mature)
    firm.maturity[:] = [1.0, 1.0, 0.0, 1.0, 1.0]
    assert system_effect_on_invention(firm, P) == 1.0
