"""Events 1 and 5: shocks, input prices, demand, and how a sector's orders and customers move."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.parameters import with_values
from agents.province import Province
from agents.random_draws import identity_of
from agents.sector import FUELS, Sector
from model.events.markets import (
    demand_of_province,
    measure_profit,
    move_shock,
    price_inputs,
    receive_sector_orders,
    save_energy,
    save_labour,
    settle_customers,
    share_at_home,
    spend_income,
)
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "demand_sd": 0.1, "demand_persistence": 0.8, "component_discount": 0.02,
    "component_home": 0.2, "expected_weight": 0.2, "energy_progress": 0.01,
    "share_return": 0.0,
}  # fmt: skip
P: Any = with_values(CASES)[0]
CALM: Any = with_values({**CASES, "demand_sd": 0.0})[0]
share = st.floats(0.0, 1.0)
appeal = st.floats(0.01, 100.0)


def sector() -> Any:
    """A sector."""
    return Sector.zeros(1)[0]


def test_shocks_fade_by_hand_and_spread_as_their_parameter_says() -> None:
    """Without news 0.8 of a shock is left; news of 4,000 sectors have a spread of 0.1.

    The standard error of that spread is 0.0018 (a Laplace has kurtosis 6); 5 of them is one in
    10^6.
    """
    row = sector()
    row.shock = 0.5
    move_shock(row, 3, CALM)
    assert row.shock == pytest.approx(0.4)
    news = []
    for number in range(4000):
        row.identity, row.shock = identity_of(1, number), 0.0
        move_shock(row, 3, P)
        news.append(float(row.shock))
    assert np.std(news) == pytest.approx(0.1, abs=0.009)
    assert np.mean(news) == pytest.approx(0.0, abs=0.008)


def test_a_market_share_by_hand() -> None:
    """A fifth of the market at equal appeal; at twice the appeal 0.4 against 0.8: a third."""
    assert share_at_home(0.2, 1.0) == pytest.approx(0.2)
    assert share_at_home(0.2, 2.0) == pytest.approx(1 / 3)


@given(part=share, one=appeal, other=appeal)
def test_shares_are_shares_rise_with_appeal_and_follow_one_another(
    part: float, one: float, other: float
) -> None:
    found = share_at_home(part, one)
    assert 0.0 <= found <= 1.0
    assert (share_at_home(part, other) - found) * (other - one) >= -1e-15
    assert share_at_home(found, other) == pytest.approx(share_at_home(part, one * other))
    assert share_at_home(part, one) + share_at_home(1.0 - part, 1.0 / one) == pytest.approx(1.0)


def trading() -> State:
    """Sector 0 buys 0.3 of sector 1 and 0.1 from outside for a unit of output."""
    state = empty_province(0, parameters=CASES)
    sectors = state.sectors
    sectors["other_input"][0], sectors["other_price"][0] = 0.1, 1.2
    sectors["rho"][1], sectors["home_price"][1], sectors["external_price"][1] = 0.25, 1.2, 0.8
    sectors["energy_cost"][0] = [0.01, 0.02, 0.0, 0.0]
    state.inputs[1, 0] = 0.3
    return state


def test_input_prices_by_hand() -> None:
    """A quarter of the 0.3 at 1.2 at home, the rest at 0.8; 0.1 at 1.2; two fuels at 1 and 2.

    Where the maker of components is half way, they are 1% cheaper for a maker of equipment.
    """
    state = trading()
    state.province["fuel_price"][0] = [1.0, 2.0, 3.0, 4.0]
    price_inputs(state, 0)
    row: Any = state.sectors[0]
    assert row.material_price == pytest.approx(0.3 * (0.3 + 0.6) + 0.12)
    assert row.fuel_price == pytest.approx(0.01 + 0.04)
    assert row.retrofit_gain == pytest.approx(0.05 / 0.03 * math.exp(CALM.saving_progress))
    state.sectors["components"][1], row.equipment = 0.5, True
    price_inputs(state, 0)
    assert row.material_price == pytest.approx(0.3 * (0.3 * 0.99 + 0.6) + 0.12)


@given(factor=st.floats(0.1, 10.0), home=share)
def test_when_all_prices_double_inputs_cost_twice_as_much(factor: float, home: float) -> None:
    state = trading()
    state.sectors["rho"] = home
    price_inputs(state, 0)
    before = float(state.sectors["material_price"][0]), float(state.sectors["fuel_price"][0])
    for name in ("other_price", "home_price", "external_price"):
        state.sectors[name] *= factor
    state.province["fuel_price"] *= factor
    price_inputs(state, 0)
    after = float(state.sectors["material_price"][0]), float(state.sectors["fuel_price"][0])
    assert after == pytest.approx((before[0] * factor, before[1] * factor))


def test_demand_and_orders_by_hand() -> None:
    """Sector 0 made 100 and buys 30; investors 20% of 50 at 1.25, households 10% of 80 at 0.8.

    48 are bought in the province, half of it at home; of 1,000 outside a tenth. At twice the
    appeal of the start: 2/3 of 48 and 2/11 of 1,000.
    """
    state = trading()
    state.sectors["output"][0] = 100.0
    state.purchases[1, 0] = 0.3
    state.sectors["investment"][1], state.sectors["consumption"][1] = 0.2, 0.1
    state.province["investment"], state.province["equipment_price"] = 50.0, 1.25
    state.province["income"], state.province["consumer_price"] = 80.0, 0.8
    assert demand_of_province(state, 1) == pytest.approx(30 + 8 + 10)
    row: Any = state.sectors[1]
    row.market, row.demand, row.sigma, row.rho = 1000.0, 1.0, 0.1, 0.5
    row.appeal = row.appeal_start = 1.0
    row.reach = 1.0  # weighted like appeal, so divided by it
    receive_sector_orders(state, 1)
    assert (row.outside, row.orders) == (pytest.approx(100.0), pytest.approx(100 + 24))
    row.appeal, row.reach = 2.0, 2.0
    receive_sector_orders(state, 1)
    assert row.outside == pytest.approx(1000 * 2 / 11)
    assert row.orders == pytest.approx(1000 * 2 / 11 + 48 * 2 / 3)
    row.reach, row.components = 2.0, 0.5  # a mature base brings buyers a tenth nearer
    receive_sector_orders(state, 1)
    assert row.orders == pytest.approx(1000 * 2 / 11 + 48 * 2.2 / 3.2)


@given(appeals=st.lists(appeal, min_size=2, max_size=2).map(sorted), sigma=share, rho=share,
       shock=st.floats(-0.5, 0.5))  # fmt: skip
def test_more_appeal_never_loses_orders_and_nobody_sells_more_than_is_bought(
    appeals: list[float], sigma: float, rho: float, shock: float
) -> None:
    orders = []
    for each in appeals:
        state = trading()
        row: Any = state.sectors[1]
        row.market = row.demand = row.appeal_start = 1.0
        row.sigma, row.rho, row.shock, row.appeal, row.reach = sigma, rho, shock, each, each
        row.consumption, state.province["income"] = 1.0, 1.0
        receive_sector_orders(state, 1)
        assert 0.0 <= row.orders <= (math.exp(shock) + 1.0) * (1 + 1e-12)
        orders.append(float(row.orders))
    assert orders[0] <= orders[1] * (1 + 1e-12)
    state.sectors["appeal"][1] = 0.0
    receive_sector_orders(state, 1)
    assert state.sectors["orders"][1] == 0.0  # nobody is left who could deliver


def test_customers_who_left_by_hand() -> None:
    """10% left and 5% came, 1% by the exits of others: 0.96 of an appeal; the sum is 1 again."""
    row = sector()
    row.sigma, row.rho, row.customers = 0.2, 0.5, 0.96
    row.customers_lost, row.customers_won, row.rest_inflow = 0.1, 0.05, 0.01
    settle_customers(row, P)
    assert row.sigma == pytest.approx(0.192 / 0.992)
    assert row.rho == pytest.approx(0.48 / 0.98)
    assert row.normalise == pytest.approx(1 / 0.96)
    assert row.lost == pytest.approx(0.05)
    assert (row.customers_lost, row.customers_won) == (0.0, 0.0)


@given(sigma=share, rho=share, lost=st.floats(0.0, 2.0), won=st.floats(0.0, 2.0),
       customers=st.one_of(st.just(0.0), st.floats(1e-6, 3.0)))  # fmt: skip
def test_shares_stay_shares_whoever_leaves(
    sigma: float, rho: float, lost: float, won: float, customers: float
) -> None:
    row = sector()
    row.sigma, row.rho, row.customers = sigma, rho, customers
    row.customers_lost, row.customers_won = lost, won
    settle_customers(row, P)
    assert (row.customers_lost, row.customers_won) == (0.0, 0.0)
    if customers == 0.0:  # nobody is left
        assert (row.sigma, row.normalise) == (sigma, 1.0)
        return
    assume(0.05 <= 1.0 - lost + won <= P.takeover_most * customers)
    assert 0.0 <= row.sigma <= 1.0
    assert 0.0 <= row.rho <= 1.0
    assert (row.sigma - sigma) * (won - lost) >= -1e-12
    assert row.normalise * customers == pytest.approx(1.0)


def test_a_share_that_was_lost_returns_by_hand() -> None:
    """A tenth of the way from 0.1 to 0.2 in a quarter in which nobody comes or goes."""
    row, slow = sector(), with_values({**CASES, "share_return": 0.1})[0]
    row.sigma, row.sigma_start, row.rho, row.rho_start = 0.1, 0.2, 0.6, 0.5
    row.customers = 1.0
    settle_customers(row, slow)
    assert (row.sigma, row.rho) == (pytest.approx(0.11), pytest.approx(0.59))


def test_a_profit_rate_by_hand() -> None:
    """A fifth of the way from 5% to 10%; a sector that sold nothing keeps its rate."""
    row = sector()
    row.profit, row.revenue, row.profit_rate = 10.0, 100.0, 0.05
    measure_profit(row, P)
    assert row.profit_rate == pytest.approx(0.06)
    row.revenue = 0.0
    measure_profit(row, P)
    assert row.profit_rate == pytest.approx(0.06)


@given(energy=st.lists(st.floats(0.0, 10.0), min_size=FUELS, max_size=FUELS),
       quarters=st.integers(1, 44))  # fmt: skip
def test_all_technique_saves_the_same_part_of_every_fuel(
    energy: list[float], quarters: int
) -> None:
    row = sector()
    row.energy[:] = row.energy_cost[:] = energy
    row.fuel_co2 = 100.0
    for _ in range(quarters):
        save_energy(row, P)
    left = 0.99**quarters
    assert list(row.energy) == list(row.energy_cost) == pytest.approx([left * x for x in energy])
    assert row.fuel_co2 == pytest.approx(100.0 * left)


def test_labour_is_saved_by_hand() -> None:
    """1% less labour a quarter, of which 0.4% comes from customers who move to the efficient.

    So technique brings 0.6%; the 0.02% of materials that the movers save is given back.
    """
    state = empty_province(0, parameters={**CASES, "material_efficiency": 0.05})
    state.province["selection"] = 0.004
    row: Any = state.sectors[1]
    row.labour_progress, row.labour, row.overhead = 0.01, 2.0, 0.5
    row.material = row.other_input = 0.6
    state.inputs[0, 1] = state.inputs[0, 0] = 0.3
    save_labour(state, 1)
    assert (row.labour, row.overhead) == pytest.approx([2 * math.exp(-0.006), math.exp(-0.006) / 2])
    assert row.material == row.other_input == pytest.approx(0.6 * math.exp(0.0002))
    assert (state.inputs[0, 1], state.inputs[0, 0]) == (pytest.approx(0.3 * math.exp(0.0002)), 0.3)


@given(pace=st.floats(-0.05, 0.05), quarters=st.integers(1, 12))
def test_labour_saved_is_the_sum_of_the_quarters_wherever_it_comes_from(
    pace: float, quarters: int
) -> None:
    state = empty_province(0, parameters=CASES)
    row: Any = state.sectors[1]
    row.labour_progress, row.labour, row.overhead = pace, 2.0, 0.5
    for _ in range(quarters):
        save_labour(state, 1)
    assert row.labour == pytest.approx(2.0 * math.exp(-pace * quarters))
    assert row.overhead / row.labour == pytest.approx(0.25)


def test_income_is_spent_by_hand() -> None:
    """80 that households received clear through the trade account; 50 of works are ordered."""
    province: Any = Province.zeros(1)[0]
    province.households, province.spent_on_capital, province.trade = 80.0, 50.0, -100.0
    spend_income(province, P)
    assert (province.income, province.investment, province.trade) == (80.0, 50.0, -20.0)
    assert (province.households, province.spent_on_capital) == (0.0, 0.0)
