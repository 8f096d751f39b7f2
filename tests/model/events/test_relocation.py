"""Event 12, moving: cities are compared, offers and support are paid, and a branch is opened.

The plant of the cases costs 100 and has 100 conventional units that make 0.25 a quarter each.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.record import RUNGS, Enterprise
from agents.random_draws import identity_of
from model.events.entry import QUARTERS_BEFORE, key_of
from model.events.investment_plans import clear_plan
from model.events.relocation import (
    HALF,
    LAYOUT,
    Site,
    agree_to_move,
    award_moves,
    build_elsewhere,
    city_offer,
    consider_moving,
    copy_traits,
    found_branch,
    gain_of_move,
    open_branch,
    sales_of_plant,
    settle_move,
    share_market,
    share_money,
    staff_of_plant,
    support_for_move,
)
from model.indicators import Quantity
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "rung_labour": [1.35, 1.0, 0.7, 0.5], "rung_price": [0.9, 1.0, 1.4, 1.9], "offer_years": 2.0,
    "tax_split": [0.55, 0.1, 0.35], "services_saving": 0.02, "moving_cost": 0.5,
    "moving_distance": 0.0, "threshold_sales": 20.0,
}  # fmt: skip
HOME, AWAY, TRADE = 2, 7, 5
weight = st.floats(0.25, 4.0)
money = st.floats(0.0, 1e4)
share = st.floats(0.0, 1.0)


def moving(weight: float = 1.0, wage_away: float = 0.05) -> tuple[State, Any, Any]:
    """An enterprise at home that orders a plant; away the trade stands too and wages are lower."""
    state = empty_province(1, parameters=CASES)
    state.province["seed"], state.province["quarter"] = 3, 10
    firm: Any = state.firms[0]
    plan: Any = state.plans[0]
    firm.key = key_of(HOME, TRADE, 0, 5)
    firm.city, firm.sector, firm.weight, firm.staff = HOME, TRADE, weight, 400.0
    firm.labour_factor = firm.pay = firm.price = 1.0
    firm.capital[1], firm.cash, firm.patience = 300.0, 80.0, 4.0
    clear_plan(plan)
    plan.row, plan.key, plan.luck, plan.patience = 0, firm.key, 0.5, 4.0
    plan.ordered[1], plan.renewal_cost = 100.0, 100.0
    sector: Any = state.sectors[TRADE]
    sector.industrial, sector.pay, sector.vat = True, 1.0, 0.1
    sector.capacity_per_capital, sector.normal_use = 0.25, 0.8
    sector.labour, sector.overhead = 40.0, 10.0
    cities: Any = state.cities
    cities["wage"], cities["wage"][AWAY], cities["budget"] = 0.08, wage_away, 1e3
    state.clusters["records"][AWAY, TRADE] = 3
    state.clusters["traced"] = 1.0
    state.levers["on"][LAYOUT], state.accounts["left"][LAYOUT] = True, 50.0
    return state, firm, plan


def site(state: State) -> Site:
    """The city away as it is seen from home."""
    here, there = state.clusters[HOME, TRADE], state.clusters[AWAY, TRADE]
    home, away = state.cities[HOME], state.cities[AWAY]
    return Site(AWAY, home, away, here, there, state.sectors[TRADE], state.parameters[0])


def test_staff_and_sales_of_a_plant_by_hand() -> None:
    """100 units make 20 a quarter at normal use: 80 a year with 20 * 40 + 20 * 10 people."""
    state, firm, plan = moving()
    assert staff_of_plant(plan, firm, state.sectors[TRADE], state.parameters[0]) == 1000.0
    assert sales_of_plant(plan, state.sectors[TRADE]) == pytest.approx(80.0)
    plan.ordered[:] = [0.0, 0.0, 100.0, 0.0]  # a numerical plant needs fewer at its machines
    assert staff_of_plant(plan, firm, state.sectors[TRADE], state.parameters[0]) == 760.0


def test_an_offer_by_hand() -> None:
    """Two years of the city's 35% of a tenth of 80: 5.6; or what is left of its budget."""
    state, _, _ = moving()
    city: Any = state.cities[AWAY]
    sector = state.sectors[TRADE]
    assert city_offer(city, sector, 80.0, state.parameters[0]) == pytest.approx(5.6)
    city.budget, city.offers, city.rescues = 10.0, 4.0, 3.0
    assert city_offer(city, sector, 80.0, state.parameters[0]) == pytest.approx(3.0)
    city.rescues = 30.0
    assert city_offer(city, sector, 80.0, state.parameters[0]) == 0.0


def test_support_by_hand() -> None:
    """30% of 100, at most 20, where the lever sends plants."""
    state, firm, plan = moving()
    policy: Any = state.policy[0]
    lever: Any = state.levers[LAYOUT]
    policy.moving_rate, policy.moving_cap, policy.receiver[AWAY] = 0.3, 50.0, 1.0
    assert support_for_move(plan, firm, AWAY, policy, lever) == pytest.approx(30.0)
    policy.moving_cap = 20.0
    assert support_for_move(plan, firm, AWAY, policy, lever) == 20.0
    assert support_for_move(plan, firm, HOME, policy, lever) == 0.0
    lever.smallest = 401.0
    assert support_for_move(plan, firm, AWAY, policy, lever) == 0.0
    lever.smallest, lever.on = 0.0, False
    assert support_for_move(plan, firm, AWAY, policy, lever) == 0.0


def test_the_gain_of_a_move_by_hand() -> None:
    """1,000 people at 0.03 less are 30 a year; services of a half of a park save 1 more.

    Four years of it over an extra cost of 50 less 10 of offers; each hundred kilometres cost 0.3.
    """
    state, firm, plan = moving()
    assert gain_of_move(plan, firm, site(state), 1000.0, 10.0) == pytest.approx(math.log(3.0))
    there: Any = state.clusters[AWAY, TRADE]
    there.services, there.room = 0.5, 100.0
    assert gain_of_move(plan, firm, site(state), 1000.0, 10.0) == pytest.approx(math.log(3.1))
    there.room = 99.0  # too small for the plant
    assert gain_of_move(plan, firm, site(state), 1000.0, 10.0) == pytest.approx(math.log(3.0))
    state.parameters["moving_distance"], state.cities["distance"][HOME, AWAY] = 0.3, 200.0
    gain = gain_of_move(plan, firm, site(state), 1000.0, 10.0)
    assert gain == pytest.approx(math.log(3.0) - 0.6)
    state.cities["wage"][AWAY] = 0.08
    assert gain_of_move(plan, firm, site(state), 1000.0, 10.0) < -1e8  # nothing is saved


@given(wage=st.floats(0.01, 0.079), lower=st.floats(0.0, 0.02), support=st.floats(0.0, 100.0),
       more=st.floats(0.0, 100.0))  # fmt: skip
def test_lower_wages_and_more_support_never_keep_a_plant_at_home(
    wage: float, lower: float, support: float, more: float
) -> None:
    state, firm, plan = moving(wage_away=wage)
    usual = gain_of_move(plan, firm, site(state), 1000.0, support)
    assert gain_of_move(plan, firm, site(state), 1000.0, support + more) >= usual
    state.cities["wage"][AWAY] = wage - lower
    assert gain_of_move(plan, firm, site(state), 1000.0, support) >= usual


def supported(rate: float) -> tuple[State, Any, Any]:
    """The province supports moves to the city away."""
    state, firm, plan = moving()
    state.policy["moving_rate"], state.policy["moving_cap"] = rate, 100.0
    state.policy["receiver"][0, AWAY] = 1.0
    return state, firm, plan


def test_cities_are_compared_by_hand() -> None:
    """Away 30 a year are saved; four years of it are worth an extra cost of 50 less 5.6."""
    state, _, plan = supported(0.3)
    consider_moving(state, plan)
    assert (plan.move_to, plan.move_supported, plan.move_asked) == (AWAY + 1, AWAY + 1, 30.0)
    assert plan.move_gain == pytest.approx(math.log(120 / (50 - 5.6 - 30)))
    assert state.province["movers"][0] == 1
    state.cities["wage"][AWAY] = 0.08 - 0.006  # 6 a year do not pay 44.4, but they do pay 14.4
    clear_plan(plan)
    plan.renewal_cost, plan.ordered[1] = 100.0, 100.0
    consider_moving(state, plan)
    assert (plan.move_to, plan.move_supported) == (0, AWAY + 1)
    state.clusters["barred"][AWAY, TRADE] = True  # no support to parks without an assessment
    clear_plan(plan)
    plan.renewal_cost, plan.ordered[1] = 100.0, 100.0
    consider_moving(state, plan)
    assert (plan.move_to, plan.move_supported) == (0, 0)
    state, _, plan = supported(0.3)
    state.sectors["industrial"][TRADE] = False  # services live by the skill of their city
    consider_moving(state, plan)
    assert (plan.move_to, plan.move_supported) == (0, 0)


def test_an_agreement_and_what_is_paid_by_hand() -> None:
    """The plant costs 150 away: 20 of the province and 5.6 of the city are promised for it.

    Where it shrinks to 90 for lack of finance 60% of both are paid for each of two; the rest, or
    all where the plan is refused, is free again.
    """
    state, firm, plan = supported(0.3)
    firm.weight = 2.0
    plan.move_to = AWAY + 1  # it would go there without support as well
    assert agree_to_move(state, plan, AWAY, 20.0)
    assert (firm.moving, plan.move_order, plan.renewal_cost) == (AWAY + 1, 150.0, 150.0)
    assert (firm.cash, state.cities["offers"][AWAY]) == (80.0, pytest.approx(11.2))
    account: Any = state.accounts[LAYOUT]
    assert (account.left, account.spent) == (pytest.approx(10.0), 0.0)
    plan.renewal_cost = 90.0
    settle_move(state, plan, False)
    assert firm.cash == pytest.approx(80 + 0.6 * 25.6)
    assert state.province["city"][0, AWAY] == pytest.approx(-0.6 * 11.2)
    assert state.cities["offers"][AWAY] == pytest.approx(0.6 * 11.2)
    assert state.province["treasury"][0] == pytest.approx(-24.0)
    assert state.table[AWAY, TRADE, Quantity.FISCAL_0 + LAYOUT] == pytest.approx(24.0)
    assert (account.left, account.spent, account.deadweight) == pytest.approx((26.0, 24.0, 24.0))
    assert firm.moving == AWAY + 1
    refused, firm, plan = supported(0.3)
    agree_to_move(refused, plan, AWAY, 20.0)
    settle_move(refused, plan, True)
    assert (firm.cash, firm.moving) == (80.0, 0)
    assert refused.accounts["left"][LAYOUT] == pytest.approx(50.0)
    assert refused.cities["offers"][AWAY] == pytest.approx(0.0)
    assert not refused.table.any()
    stays, firm, plan = supported(0.3)
    stays.cities["wage"][AWAY] = 0.08
    assert not agree_to_move(stays, plan, AWAY, 20.0)
    assert (firm.moving, firm.cash, plan.renewal_cost) == (0, 80.0, 100.0)


def test_what_is_left_must_pay_half_of_what_is_asked() -> None:
    """30 are asked for each of two enterprises: 30 in all are half of it, 29 are not."""
    for left, asked in ((30.0, 30.0), (29.0, 0.0)):
        state, firm, plan = supported(0.3)
        firm.weight, state.accounts["left"][LAYOUT] = 2.0, left
        state.parameters["served_part"] = 0.5
        consider_moving(state, plan)
        assert plan.move_asked == asked


def test_awards_by_hand() -> None:
    """50 million support the first with 30 and the second with the other 20; nobody waits.

    Without money the second goes where it would go anyway.
    """
    for left, paid in ((50.0, [30.0, 20.0]), (30.0, [30.0, 0.0])):
        state, _, plan = supported(0.3)
        state.firms[1] = state.firms[0]
        state.firms["key"][1] += 1
        state.province["rows"] = 2
        state.accounts["left"][LAYOUT] = left
        consider_moving(state, plan)
        state.plans[1] = plan
        state.plans["row"][1], state.plans["key"][1] = 1, state.firms["key"][1]
        award_moves(state, 2)
        assert list(state.plans["move_paid"][:2]) == pytest.approx(paid)
        assert list(state.firms["moving"][:2]) == [AWAY + 1, AWAY + 1]
        assert state.accounts["left"][LAYOUT] == pytest.approx(left - sum(paid))
        assert state.accounts["applied"][LAYOUT] == pytest.approx(60.0)


@given(left=st.floats(0.0, 100.0), rate=st.floats(0.0, 0.9), weight=weight, budget=money)
def test_moves_are_paid_within_the_lever_s_and_the_city_s_money(
    left: float, rate: float, weight: float, budget: float
) -> None:
    state, firm, plan = supported(rate)
    firm.weight, state.cities["budget"] = weight, budget
    state.accounts["left"][LAYOUT] = left
    consider_moving(state, plan)
    award_moves(state, 1)
    assert firm.cash == 80.0  # nothing is paid before the plant is begun
    if firm.moving > 0:
        settle_move(state, state.plans[0], False)
    province: Any = state.province[0]
    spent = float(state.accounts["spent"][LAYOUT])
    assert -1e-9 <= spent <= left * (1 + 1e-9)
    assert 0.0 <= state.cities["offers"][AWAY] <= budget * (1 + 1e-9) + 1e-12
    gained = weight * (float(firm.cash) - 80.0)
    assert gained == pytest.approx(-province.treasury - province.city[AWAY], abs=1e-9)


def building(spent: float = 0.0) -> tuple[State, Any]:
    """The plant of 100 units away is finished in this quarter; 300 units stand at home."""
    state, firm, _ = moving(weight=2.0)
    firm.moving, firm.underway[1], firm.project_ends = AWAY + 1, 100.0, 11
    firm.nameplate, firm.debt = 400.0, 40.0
    firm.customers, firm.expected, firm.sales_year = 0.4, 80.0, 320.0
    state.banks["loans"][HOME] = 80.0
    return state, firm


def test_money_and_market_are_shared_by_hand() -> None:
    """A quarter of 80 in cash and of 40 of debt, of customers 0.4 and of orders of 80."""
    state, firm = building()
    branch: Any = state.firms[1]
    branch.city = AWAY
    share_money(state, branch, firm, 0.25)
    share_market(branch, firm, 0.25)
    assert (branch.cash, branch.debt, firm.cash, firm.debt) == (20.0, 10.0, 60.0, 30.0)
    assert (branch.customers, firm.customers) == (pytest.approx(0.1), pytest.approx(0.3))
    assert (branch.expected, firm.expected) == (20.0, 60.0)
    assert list(state.banks["loans"][[HOME, AWAY]]) == pytest.approx([60.0, 20.0])
    assert list(state.province["bank"][0, [HOME, AWAY]]) == pytest.approx([20.0, -20.0])
    firm.cash = -5.0  # what was overspent stays at home
    share_money(state, branch, firm, 0.25)
    assert (branch.cash, firm.cash) == (0.0, -5.0)


def test_a_branch_by_hand() -> None:
    """100 of 400 units: a quarter of money, customers and licence, and a key of its own."""
    state, firm = building()
    build_elsewhere(state, 0, 30.0)
    branch: Any = state.firms[1]
    assert state.province["rows"][0] == 2
    assert (branch.city, branch.sector, branch.weight, branch.alive) == (AWAY, TRADE, 2.0, True)
    assert list(branch.capital) == [0.0, 100.0, 0.0, 0.0]
    assert (firm.underway[1], firm.moving) == (0.0, 0)
    assert (branch.nameplate, firm.nameplate) == (100.0, 300.0)
    assert (branch.customers, branch.cash, branch.debt) == (pytest.approx(0.1), 20.0, 10.0)
    assert (branch.sales_year, branch.counted, branch.born) == (pytest.approx(80.0), True, 10)
    quarter, number = divmod(branch.key & ((1 << 32) - 1), 1 << 20)
    assert quarter == 10 + QUARTERS_BEFORE
    assert number >= HALF  # above those who were founded
    assert branch.identity == identity_of(firm.identity, quarter) != firm.identity
    assert state.table[AWAY, TRADE, Quantity.INVESTMENT] == 60.0
    assert state.table[HOME, TRADE, Quantity.INVESTMENT] == -60.0  # counted there by its owner
    assert state.table[AWAY, TRADE, Quantity.MOVED] == 2.0
    assert state.province["built"][0] == 200.0


@given(cash=st.floats(-100.0, 1e3), debt=money, stood=st.lists(money, min_size=RUNGS,
       max_size=RUNGS), ordered=st.lists(st.floats(0.1, 1e3), min_size=RUNGS, max_size=RUNGS),
       weight=weight)  # fmt: skip
def test_owner_and_branch_have_together_what_the_owner_had(
    cash: float, debt: float, stood: list[float], ordered: list[float], weight: float
) -> None:
    state, firm = building()
    firm.cash, firm.debt, firm.weight = cash, debt, weight
    firm.capital[:], firm.underway[:] = stood, ordered
    state.banks["loans"][HOME] = debt * weight
    before = {name: float(firm[name]) for name in ("customers", "expected", "sales_year")}
    found_branch(state, 0)
    branch: Any = state.firms[1]
    assert branch.cash + firm.cash == pytest.approx(cash, abs=1e-9)
    assert branch.debt + firm.debt == pytest.approx(debt)
    for name, value in before.items():
        assert branch[name] + firm[name] == pytest.approx(value)
    assert list(branch.capital) == ordered
    assert list(firm.capital) == stood
    assert state.banks["loans"].sum() == pytest.approx(debt * weight)
    assert state.banks["loans"][AWAY] == pytest.approx(branch.debt * weight, abs=1e-9)
    assert state.province["bank"][0].sum() == pytest.approx(0.0, abs=1e-6)


def test_a_branch_has_the_traits_of_its_owner_and_nothing_of_who_stood_in_its_record() -> None:
    fresh, firm = building()
    used, other = building()
    for name in Enterprise.fields:
        used.firms[name][1] = 1
    for each in (firm, other):
        each.saving, each.quality, each.patience, each.loss_record = 0.05, 0.1, 4.0, 0.3
        each.decided[2], each.ceiling[0], each.maturity[0], each.fund_stake = 0.4, 1.0, 0.7, 0.1
    found_branch(fresh, 0)
    found_branch(used, 0)
    branch: Any = fresh.firms[1]
    twin: Any = used.firms[1]
    assert branch.tobytes() == twin.tobytes()
    copied: Any = Enterprise.zeros(1)[0]
    copy_traits(copied, firm)
    traits = [name for name in Enterprise.fields if np.any(copied[name])]
    assert {"saving", "quality", "patience", "loss_record", "decided", "maturity"} <= set(traits)
    for name in traits:
        assert np.array_equal(branch[name], copied[name]), name


def test_a_branch_is_entered_into_the_books_of_its_city() -> None:
    state, _ = building()
    branch: Any = state.firms[1]
    branch.city, branch.sector, branch.weight, branch.sales_year = AWAY, TRADE, 2.0, 19.0
    branch.capital[1] = 100.0
    open_branch(state, branch, 100.0, 100.0)
    assert (branch.alive, branch.counted, branch.project_ends) == (True, False, -1000)
    assert state.clusters["records"][AWAY, TRADE] == 4
    assert state.table[AWAY, TRADE, Quantity.ASSETS] == pytest.approx(200.0)
    assert (state.province["entered"][0], state.province["built"][0]) == (2.0, 200.0)


def test_where_no_record_is_left_the_plant_stands_at_home() -> None:
    state, firm = building()
    state.province["rows"] = len(state.firms)
    build_elsewhere(state, 0, 0.0)
    assert (firm.moving, firm.underway[1]) == (0, 100.0)
    firm.moving, firm.project_ends = AWAY + 1, 12
    build_elsewhere(state, 0, 0.0)  # not finished yet
    assert firm.moving == AWAY + 1
