"""Event 4: digital systems hurt before they help, and a price goes towards its target."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import City
from agents.enterprise.cost_and_price import (
    agree_wages,
    charges_per_unit,
    normal_cost,
    set_attractiveness,
    set_cost_factors,
    set_price,
    set_unit_costs,
    system_effect,
    wage_per_quarter,
)
from agents.enterprise.digital_adoption import learn_systems
from agents.enterprise.record import MES, RUNGS, Enterprise
from agents.parameters import with_values
from agents.province import Policy
from agents.sector import Sector
from tests.strategies import quiet

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "dip": 0.2, "learning": 0.12, "price_speed": 0.45, "rent_sharing": 0.3,
        "rung_so2": [1.8, 1.0, 0.8, 0.7], "rung_energy": [1.3, 1.0, 0.9, 0.8],
    }
)[0]
share = st.floats(0.01, 0.99)
cost_share = st.floats(0.02, 0.5)
units = st.floats(0.0, 1e4)


def compete(sector: Any, price: float) -> None:
    """The external competitor sells at this price."""
    sector.external_price, sector.external_log_price = price, math.log(price)


def works(labour: float = 0.2, material: float = 0.5, energy: float = 0.1) -> tuple[Any, ...]:
    """One enterprise with its sector, city and no policy; costs are shares of a yuan of output."""
    firm, sector, city = Enterprise.zeros(1)[0], Sector.zeros(1)[0], City.zeros(1)[0]
    firm.price = firm.pay = firm.pay_home = 1.0
    firm.markup = 0.1
    firm.capital[1] = 100.0
    sector.labour, sector.pay, city.wage = labour * 40.0, 1.0, 0.1  # 40 workers a quarter cost 1
    sector.material_price, sector.fuel_price = material, energy
    sector.normal_use, sector.takes = 0.75, 0.5
    compete(sector, 1.0)
    set_cost_factors(firm, 1.0, P)
    return firm, sector, city, Policy.zeros(1)[0]


@given(benefit=share, dip=st.floats(0.05, 1.0))
def test_a_system_costs_first_and_pays_in_the_end(benefit: float, dip: float) -> None:
    effect = [system_effect(benefit, m, dip) for m in np.linspace(0.0, 1.0, 201)]
    assert effect[0] == 1.0
    assert effect[-1] == pytest.approx(1.0 - benefit)
    hurts = np.array(effect[1:]) > 1.0
    assert hurts[0]
    assert not hurts[-1]
    assert np.count_nonzero(np.diff(hurts)) == 1  # once over the dip it pays for good
    assert max(effect) <= 1.0 + benefit * dip * 16.0 / 27.0 + 1e-12


@given(benefit=share, maturity=share)
def test_without_a_dip_a_system_never_hurts(benefit: float, maturity: float) -> None:
    assert 1.0 - benefit <= system_effect(benefit, maturity, 0.0) <= 1.0


def test_effect_at_half_maturity_by_hand() -> None:
    # m^2 = 0.25; the dip takes 4 * 0.3 * 0.5 * 0.25 = 0.15; a tenth of the benefit is left
    assert system_effect(0.06, 0.5, 0.3) == pytest.approx(0.994)
    # m = 0.2: 0.04 - 1.2 * 0.2 * 0.64 = -0.1136
    assert system_effect(0.06, 0.2, 0.3) == pytest.approx(1.006816)


def test_an_adopter_of_mes_needs_more_labour_for_three_quarters() -> None:
    """Maturity 1 - 0.88^n passes 0.344, where 0.8 (1 - m)^2 = m, between n = 3 and n = 4."""
    firm, _, city, _ = works()
    firm.ceiling[MES] = 1.0
    city.learning = P.learning
    found = []
    for _ in range(12):
        learn_systems(firm, city)
        set_cost_factors(firm, 1.0, P)
        found.append(float(firm.labour_factor))
    assert [x > 1.0 for x in found] == [True] * 3 + [False] * 9
    assert found[-1] == min(found)


@given(
    labour=cost_share, material=cost_share, energy=cost_share,
    price=st.floats(0.3, 3.0), external=st.floats(0.3, 3.0), takes=st.floats(0.0, 1.0),
)  # fmt: skip
def test_a_price_goes_towards_one_target_and_never_past_it(
    labour: float, material: float, energy: float, price: float, external: float, takes: float
) -> None:
    firm, sector, city, policy = works(labour, material, energy)
    firm.price, firm.log_price, sector.takes = price, math.log(price), takes
    compete(sector, external)
    way = [math.log(price)]
    for _ in range(60):
        set_price(firm, sector, city, policy, P)
        way.append(math.log(firm.price))
    gaps = np.array(way) - way[-1]  # 60 steps leave 1e-11 of the first gap
    assert (np.abs(np.diff(np.abs(gaps))) <= np.abs(gaps[:-1]) + 1e-12).all()
    assert (gaps[:20] * gaps[0] >= -1e-12).all()
    if abs(gaps[0]) > 1e-3:
        ratio = gaps[1:10] / gaps[:9]
        assert ratio == pytest.approx(np.full(9, 1.0 - float(P.price_speed)), rel=1e-6)


@given(low=st.floats(0.5, 1.5), more=st.floats(0.0, 1.0), takes=st.floats(0.0, 1.0))
def test_a_dearer_competitor_never_makes_the_price_lower(
    low: float, more: float, takes: float
) -> None:
    prices = []
    for external in (low, low + more):
        firm, sector, city, policy = works()
        sector.takes = takes
        compete(sector, external)
        set_price(firm, sector, city, policy, P)
        prices.append(firm.price)
    assert prices[1] >= prices[0]
    if takes > 0.01 and more > 0.01:
        assert prices[1] > prices[0]


def test_one_step_of_a_price_taker_by_hand() -> None:
    # target log 1.1 = 0.09531, 45% of the way in a quarter where the market stood still
    firm, sector, city, policy = works()
    sector.takes = 1.0
    compete(sector, 1.1)
    set_price(firm, sector, city, policy, P)
    assert firm.price == pytest.approx(math.exp(0.45 * 0.0953102), rel=1e-6)


def test_a_price_taker_follows_a_move_of_the_market_at_once() -> None:
    firm, sector, city, policy = works()
    sector.takes = 1.0
    compete(sector, 1.1)
    sector.external_move = math.log(1.1)
    set_price(firm, sector, city, policy, P)
    assert firm.price == pytest.approx(1.1, rel=1e-12)


@given(growth=st.floats(-1.0, 3.0), markup=st.floats(0.0, 1.0))
def test_the_mark_up_follows_customers_within_its_bounds(growth: float, markup: float) -> None:
    firm, sector, city, policy = works()
    firm.growth, firm.markup = growth, markup
    set_price(firm, sector, city, policy, P)
    assert P.markup_min <= firm.markup <= P.markup_max
    if P.markup_min <= markup <= P.markup_max:
        assert (firm.markup - markup) * growth >= 0.0


@given(labour=cost_share, material=cost_share, energy=cost_share)
def test_a_higher_rung_makes_cheaper(labour: float, material: float, energy: float) -> None:
    firm, sector, city, policy = works(labour, material, energy)
    set_unit_costs(firm, sector, city, policy, P)
    costs = [float(firm.unit_cost[k]) for k in range(RUNGS)]
    assert costs == sorted(costs, reverse=True)
    assert costs[1] == pytest.approx(labour + material + energy)


@given(labour=cost_share, so2=st.floats(0.0, 0.1), charge=st.floats(1.0, 1e4))
def test_a_charge_makes_dirty_rungs_dearer(labour: float, so2: float, charge: float) -> None:
    firm, sector, city, policy = works(labour)
    sector.so2 = so2
    set_unit_costs(firm, sector, city, policy, P)
    before = np.array(firm.unit_cost)
    policy.so2_charge = charge
    policy.charged[firm.city] = 1.0
    set_unit_costs(firm, sector, city, policy, P)
    extra = np.array(firm.unit_cost) - before
    assert (extra >= -1e-12).all()
    assert extra[1] == pytest.approx(so2 * charge / 1e6, abs=1e-12)
    assert extra[0] >= extra[1] - 1e-12


@given(low=units, high=units, moved=share)
def test_normal_cost_lies_between_the_rungs_and_falls_with_upgrading(
    low: float, high: float, moved: float
) -> None:
    firm, sector, city, policy = works()
    firm.capital[:] = [0.0, low, high, 0.0]
    set_unit_costs(firm, sector, city, policy, P)
    cost = normal_cost(firm, sector, city, P)
    if low + high > 1e-6:
        assert firm.unit_cost[2] - 1e-9 <= cost <= firm.unit_cost[1] + 1e-9
        firm.capital[:] = [0.0, low * (1.0 - moved), high + low * moved, 0.0]
        assert normal_cost(firm, sector, city, P) <= cost + 1e-9


@given(quality=st.floats(-0.5, 0.5), price=st.floats(0.5, 2.0), waiting=st.floats(0.0, 50.0))
def test_customers_like_quality_low_prices_and_prompt_delivery(
    quality: float, price: float, waiting: float
) -> None:
    firm, sector, _, _ = works()
    firm.capacity = 100.0
    seen = []
    for quality_, price_, waiting_ in (
        (quality, price, waiting), (quality + 0.1, price, waiting),
        (quality + 0.1, 0.9 * price, waiting), (quality + 0.1, 0.9 * price, 0.0),
    ):  # fmt: skip
        firm.quality, firm.backlog = quality_, waiting_
        firm.log_price = math.log(price_)
        set_attractiveness(firm, sector, quiet(), P)
        seen.append(float(firm.attractiveness))
    assert seen == sorted(seen)
    assert seen[0] < seen[1] < seen[2]


def test_a_wage_by_hand() -> None:
    """0.08 million a year, a fifth more in this trade; staff share in 30% of what is earned.

    Twice as efficient as its peers, an enterprise pays 2 ** 0.3 of what it would at their level.
    """
    firm, sector, city, _ = works()
    city.wage, sector.pay, firm.efficiency, firm.pay_home = 0.08, 1.2, math.log(2.0), 0.95
    agree_wages(firm, P)
    assert firm.pay == pytest.approx(0.95 * 2**0.3)
    assert wage_per_quarter(firm, sector, city) == pytest.approx(0.25 * 0.08 * 1.2 * 0.95 * 2**0.3)


@given(one=st.floats(-2.0, 2.0), other=st.floats(-2.0, 2.0))
def test_the_more_efficient_pay_more_and_keep_the_larger_part(one: float, other: float) -> None:
    firm, _, _, _ = works()
    pays = []
    for efficiency in sorted((one, other)):
        firm.efficiency = efficiency
        agree_wages(firm, P)
        pays.append(math.log(firm.pay))
    assert -1e-12 <= pays[1] - pays[0] <= abs(one - other) + 1e-12


def test_charges_on_a_unit_by_hand() -> None:
    """10 tonnes of SO2 at 1,000 yuan; 200 tonnes of CO2 by the process and 300 burnt at 20.

    On the obsolete rung 1.8 times the SO2 and 1.3 times the fuel.
    """
    firm, sector, _, policy = works()
    sector.so2, sector.process_co2, sector.fuel_co2 = 10.0, 200.0, 300.0
    policy.so2_charge, policy.co2_charge, policy.charged[0] = 1000.0, 20.0, 1.0
    assert charges_per_unit(firm, sector, policy, P, 1) == pytest.approx(0.01 + 0.01)
    assert charges_per_unit(firm, sector, policy, P, 0) == pytest.approx(0.018 + 0.0118)
    firm.abatement, firm.energy_factor = 0.5, 0.5
    assert charges_per_unit(firm, sector, policy, P, 1) == pytest.approx(0.005 + 0.007)
