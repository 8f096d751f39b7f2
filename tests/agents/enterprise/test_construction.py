"""Events 10 and 11: a financed plan is begun, paid quarter by quarter, commissioned, and wears."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.bank import Bank
from agents.enterprise.construction import (
    begin,
    commission,
    high_capital,
    repair,
    settle_versions,
    spend_on_project,
    take_licence,
    use_licence_pool,
    wear_out,
)
from agents.enterprise.investment import room_to_expand
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import ERP, MES, RUNGS, Enterprise, Product
from agents.parameters import with_values
from agents.province import Policy, Province
from agents.sector import Sector
from model.events.investment_plans import clear_plan
from tests.strategies import quiet

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "served_part": 0.5, "gestation": 3.0, "gestation_major": 8.0,
        "major_project_cost": 1000.0, "services_gestation": 0.25, "platform_ceiling": 0.6,
        "rung_quality": [-0.06, 0.0, 0.05, 0.08], "wear": [0.04, 0.02, 0.02, 0.02],
        "maintenance": 0.5, "rung_price": [0.9, 1.0, 1.4, 1.9], "obsolescence": 0.01,
        "line_turnover": 0.1,
    }
)[0]  # fmt: skip
STEEL = int(Product.CRUDE_STEEL)
units = st.lists(st.floats(0.0, 1e3), min_size=RUNGS, max_size=RUNGS)
weight = st.floats(0.25, 4.0)
share = st.floats(0.0, 1.0)
money = st.floats(0.0, 1e4)


def builder() -> tuple[Any, Any, Any]:
    """An enterprise with 100 units on the second rung, its empty plan, its province."""
    firm: Any = Enterprise.zeros(1)[0]
    plan: Any = Plan.zeros(1)[0]
    province: Any = Province.zeros(1)[0]
    clear_plan(plan)
    firm.weight, firm.staff, firm.capital[1] = 1.0, 500.0, 100.0
    province.quarter, province.equipment_price = 10, 1.0
    return plan, firm, province


def applied() -> Any:
    """A plan with both versions of everything, which has asked for 10 in each of three queues."""
    plan, _, _ = builder()
    plan.grant_asked = plan.subsidy_asked = plan.retrofit_asked = 10.0
    plan.moved_supported[2], plan.decided_supported[2], plan.due_supported[2] = 30.0, 0.4, 0.5
    plan.moved[2], plan.decided[2], plan.due[2] = 20.0, 0.3, 0.25
    plan.upgrade_cost, plan.upgrade_cost_supported = 10.0, 15.0
    plan.adopt_supported[ERP], plan.systems_cost_supported = 1.0, 3.0
    plan.retrofit, plan.retrofit_supported = 0.01, 0.02
    plan.retrofit_cost, plan.retrofit_cost_supported = 1.0, 2.0
    return plan


@pytest.mark.parametrize("part", ["grant", "subsidy", "retrofit_support"])
def test_who_is_promised_support_carries_out_the_supported_version(part: str) -> None:
    """Each queue decides for its own part."""
    for given_, supported in ((5.0, True), (0.0, False)):
        plan = applied()
        setattr(plan, part, given_)
        settle_versions(plan)
        upgrade = (20.0, 0.3, 0.25, 10.0)
        systems = (0.0, 0.0)
        retrofit = (0.01, 1.0)
        if supported and part == "grant":
            upgrade = (30.0, 0.4, 0.5, 15.0)
        if supported and part == "subsidy":
            systems = (1.0, 3.0)
        if supported and part == "retrofit_support":
            retrofit = (0.02, 2.0)
        assert (plan.moved[2], plan.decided[2], plan.due[2], plan.upgrade_cost) == upgrade
        assert (plan.adopt[ERP], plan.systems_cost) == systems
        assert (plan.retrofit, plan.retrofit_cost) == retrofit


def test_beginnings_by_hand() -> None:
    """600 and 400 of works are a major project of 8 quarters, a quarter less in a full park.

    400 of works take 3 quarters, systems alone one. A loan of 275 is a quarter of 1,100.
    """
    plan, firm, province = builder()
    plan.renewal_cost, plan.upgrade_cost, plan.systems_cost = 600.0, 400.0, 100.0
    plan.ordered[2], plan.moved[3], plan.adopt[MES], plan.retrofit = 50.0, 5.0, 1.0, 0.02
    plan.credit, firm.put_offs, firm.saving = 275.0, 3, 0.01
    begin(plan, firm, province, quiet(), P)
    assert (firm.project_left, firm.project_credit) == (1100.0, pytest.approx(0.25))
    assert firm.project_is_major
    assert firm.project_ends == 10 + 8
    assert (firm.underway[2], firm.rebuilding[3]) == (50.0, 5.0)
    assert (firm.ceiling[MES], firm.saving, firm.put_offs) == (1.0, pytest.approx(0.03), 0)
    park = quiet()
    park.services, park.platform, firm.staff = 1.0, True, 100.0
    begin(plan, firm, province, park, P)
    assert firm.project_ends == 10 + 8 - 2
    assert firm.ceiling[MES] == 0.6  # the small rent from the platform
    plan.renewal_cost = 0.0
    begin(plan, firm, province, quiet(), P)
    assert (firm.project_ends, firm.project_is_major) == (10 + 3, False)
    plan.upgrade_cost = 0.0
    begin(plan, firm, province, quiet(), P)
    assert firm.project_ends == 10 + 1


def test_a_project_of_90_is_paid_in_three_quarters_by_hand() -> None:
    _, firm, province = builder()
    bank: Any = Bank.zeros(1)[0]
    firm.project_left, firm.project_credit, firm.project_ends = 90.0, 1 / 3, 13
    firm.cash = 100.0
    for quarter in range(3):
        province.quarter = 10 + quarter
        assert spend_on_project(firm, bank, province) == pytest.approx(30.0)
        assert firm.debt == pytest.approx(10.0 * (quarter + 1))
        assert firm.cash == pytest.approx(100.0 - 20.0 * (quarter + 1))
    assert firm.project_left == pytest.approx(0.0, abs=1e-9)
    assert bank.room == pytest.approx(0.0)  # taken when the loan was committed
    assert bank.loans == pytest.approx(30.0)


@given(total=money, credit=share, quarters=st.integers(1, 12), weight=weight)
def test_a_project_is_paid_in_full_by_its_end_and_the_loan_is_its_part(
    total: float, credit: float, quarters: int, weight: float
) -> None:
    _, firm, province = builder()
    bank: Any = Bank.zeros(1)[0]
    firm.project_left, firm.project_credit, firm.weight = total, credit, weight
    firm.project_ends = 10 + quarters
    spent = 0.0
    for quarter in range(quarters):
        province.quarter = 10 + quarter
        spent += spend_on_project(firm, bank, province)
    assert spent == pytest.approx(total)
    assert firm.project_left == pytest.approx(0.0, abs=1e-9 * (1.0 + total))
    assert firm.debt == pytest.approx(credit * total, abs=1e-9)
    assert firm.cash == pytest.approx((credit - 1.0) * total, abs=1e-6)
    assert province.trade == province.spent_on_capital == pytest.approx(total * weight)
    assert province.bank[0] == pytest.approx(-bank.loans)
    assert spend_on_project(firm, bank, province) == pytest.approx(0.0, abs=1e-9 * (1.0 + total))


def test_commissioning_by_hand() -> None:
    """100 new numerical units, and 50 of the 100 old ones rebuilt to numerical: 50 and 150.

    A quarter of all 200 units got better by 0.05.
    """
    _, firm, province = builder()
    firm.underway[2], firm.rebuilding[2], firm.project_ends = 100.0, 50.0, 11
    commission(firm, province, P)
    assert list(firm.capital) == [0.0, 50.0, 150.0, 0.0]
    assert high_capital(firm) == 150.0
    assert firm.quality == pytest.approx(0.05 / 4)
    assert firm.nameplate == pytest.approx(200.0)
    assert province.built == 100.0
    commission(firm, province, P)  # once
    assert list(firm.capital) == [0.0, 50.0, 150.0, 0.0]


@given(capital=units, underway=units, rebuilt=units, weight=weight, ends=st.integers(10, 12))
def test_commissioning_keeps_every_unit_and_is_on_time(
    capital: list[float], underway: list[float], rebuilt: list[float], weight: float, ends: int
) -> None:
    _, firm, province = builder()
    firm.capital[:], firm.underway[:], firm.rebuilding[:] = capital, underway, rebuilt
    firm.weight, firm.project_ends = weight, ends
    before, quality = math.fsum([*capital, *underway]), float(firm.quality)
    commission(firm, province, P)
    assert math.fsum([*firm.capital, *firm.underway]) == pytest.approx(before)
    assert min(firm.capital) >= 0.0
    if ends == 11:
        assert sum(firm.underway) + sum(firm.rebuilding) == 0.0
        assert province.built == pytest.approx(weight * sum(underway))
        assert firm.quality >= quality
    else:
        assert list(firm.capital) == capital


def test_a_quarter_of_wear_by_hand() -> None:
    """100 units lose 2 and repairs replace 1 of them; of the 99 left 0.99 turn obsolete."""
    _, firm, province = builder()
    firm.weight, firm.decided[2], province.equipment_price = 2.0, 0.5, 1.2
    cost = wear_out(firm, province, P)
    assert list(firm.capital[:2]) == pytest.approx([0.99, 98.01])
    assert cost == pytest.approx(1.0 * 1.2)
    assert (province.worn, province.built) == (pytest.approx(4.0), pytest.approx(2.0))
    assert firm.decided[2] == pytest.approx(0.45)  # a tenth of the lines is new and undecided
    assert repair(firm, province, cost) == cost
    assert firm.cash == pytest.approx(-1.2)
    assert (province.trade, province.spent_on_capital) == (pytest.approx(2.4), pytest.approx(2.4))


@given(capital=units, reopened=share, weight=weight)
def test_what_wears_is_in_the_ledger(capital: list[float], reopened: float, weight: float) -> None:
    _, firm, province = builder()
    firm.capital[:], firm.weight = capital, weight
    firm.reopened = reopened * capital[0]
    cost = wear_out(firm, province, P)
    change = weight * (math.fsum(firm.capital) - math.fsum(capital))
    assert change == pytest.approx(province.built - province.worn, rel=1e-9, abs=1e-6)
    assert 0.0 <= firm.reopened <= firm.capital[0] + 1e-9
    assert sum(firm.capital) <= sum(capital)
    assert cost >= 0.0


def mill(weight: float = 1.0) -> tuple[Any, ...]:
    """A steel works with a licence for its 100 units of 100 tonnes a year, and its province.

    25,000 tonnes a million yuan, times four quarters, times 0.001 million yuan a quarter and unit.
    """
    plan, firm, province = builder()
    sector: Any = Sector.zeros(1)[0]
    policy: Any = Policy.zeros(1)[0]
    firm.product, firm.nameplate, firm.weight = STEEL, 100.0, weight
    sector.capacity_per_capital, province.tonnes_per_output[STEEL] = 0.001, 25_000.0
    policy.national_replacement = 1.25
    province.licence_pool[STEEL] = 3000.0
    return plan, firm, sector, province, policy


def test_new_steel_takes_a_licence_by_hand() -> None:
    """20 units beyond the licence are 2,000 tonnes, for which 2,500 of the pool are given up."""
    plan, firm, sector, province, policy = mill()
    plan.renewal_cost, plan.ordered[2] = 1.0, 20.0
    assert use_licence_pool(plan, firm, sector, province, policy) == pytest.approx(2500.0)
    assert province.licence_pool[STEEL] == pytest.approx(500.0)
    assert firm.nameplate == 120.0
    assert take_licence(firm, sector, province, policy, 120.0) == 0.0  # licensed now
    plan.renewal_cost = 0.0
    assert use_licence_pool(plan, firm, sector, province, policy) == 0.0


@given(product=st.sampled_from([Product.NONE, Product.PAPER, Product.DYEING_PRINTING]),
       total=st.floats(0.0, 1e4))  # fmt: skip
def test_other_products_need_no_licence(product: Product, total: float) -> None:
    _, firm, sector, province, policy = mill()
    firm.product = product
    assert take_licence(firm, sector, province, policy, total) == 0.0
    assert province.licence_pool[STEEL] == 3000.0


@given(pool=st.floats(0.0, 1e5), used=st.floats(0.0, 1.0), asked=st.floats(0.5, 10.0))
def test_building_in_the_room_that_the_pool_gives_takes_no_more_than_the_pool(
    pool: float, used: float, asked: float
) -> None:
    _, firm, sector, province, policy = mill()
    policy.national_replacement, province.licence_pool[STEEL] = asked, pool
    room = room_to_expand(firm, sector, province, policy)
    given_up = take_licence(firm, sector, province, policy, 100.0 + used * room)
    assert given_up == pytest.approx(used * pool, abs=1e-6)
    assert province.licence_pool[STEEL] == pytest.approx((1.0 - used) * pool, abs=1e-6)


def test_four_enterprises_of_one_record_share_the_pool() -> None:
    """3,000 tonnes at 1.25 for one are room for 24 units of 100 tonnes: 6 for each of the four."""
    _, firm, sector, province, policy = mill(weight=4.0)
    room = room_to_expand(firm, sector, province, policy)
    assert room == pytest.approx(6.0)
    assert 4.0 * take_licence(firm, sector, province, policy, 106.0) == pytest.approx(3000.0)
