"""Event 8: plans of renewal and upgrading, with support and without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.eligibility import eligible, is_aware
from agents.enterprise.grant_application import apply_for_grant, hoped_support
from agents.enterprise.investment import (
    capital_units,
    choose_rungs,
    consider_move,
    drop_second_best,
    due_renewal,
    is_swapped,
    keep_decisions,
    needs_replacement,
    numerical_share,
    patience_now,
    plan_renewal,
    plan_upgrade,
    plans_now,
    room_to_expand,
    saving_of_move,
    scrap_idle,
    sell_licence,
    share_at_least,
    share_that_pays,
    standard_normal,
    start_is_worth_it,
    unit_price,
    use_in_the_long_run,
    wanted_by_tax,
    whole_lines,
)
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import MOVES, RUNGS, Enterprise, Owner, Product
from agents.parameters import with_values
from agents.province import Lever, LeverAccount, Policy, Province
from agents.random_draws import identity_of
from agents.sector import Sector
from model.events.investment_plans import clear_plan
from tests.strategies import quiet

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "lump_lines": 3.0, "line_size": 60.0, "lump_min": 0.1, "line_spread": 0.35,
        "loss_mark": 0.5, "patience_after_loss": 0.6, "aware": 0.3, "aware_size": 100.0,
        "rung_price": [0.9, 1.0, 1.4, 1.9], "equipment_vat": 0.2, "equipment_credit": 0.5,
        "investment_mix": [0.5, 0.35, 0.05, 0.1], "licence_sold": 0.3, "scrap_share": 0.15,
        "scrap_slack": 0.5, "resale": 0.4, "must_run": 0.1, "must_run_process": 0.4,
        "long_run_weight": 0.6, "rung_quality": [-0.06, 0.0, 0.05, 0.08], "demand_quality": 1.0,
        "upgrade_cost": [0.3, 0.5, 0.5, 0.6], "payback_sight": 4.0, "loss_limit": 0.75,
    }
)[0]  # fmt: skip
rate = st.floats(0.0, 0.9)
identities = st.integers(1, 2**62)


def plant(identity: int = 7, sales: float = 400.0, saving: float = 0.2) -> tuple[Any, ...]:
    """An enterprise with capital on all rungs; ``saving`` is what a higher rung makes cheaper."""
    firm: Any = Enterprise.zeros(1)[0]
    sector: Any = Sector.zeros(1)[0]
    province: Any = Province.zeros(1)[0]
    firm.alive, firm.identity, firm.sales_year, firm.owner = True, identity, sales, Owner.PRIVATE
    firm.weight, firm.price, firm.markup, firm.patience, firm.staff = 1.0, 1.0, 0.1, 4.5, 300.0
    firm.caution = 1.0
    firm.capital[:] = [30.0, 100.0, 40.0, 10.0]
    firm.expected = 0.25 * sales
    sector.normal_use, sector.catalogue = 0.75, 1.0
    sector.equipment_credit = sector.credit_start = P.equipment_credit
    sector.capacity_per_capital = firm.expected / (0.75 * 180.0)
    firm.run[:] = [x * 0.75 * sector.capacity_per_capital for x in firm.capital]
    firm.unit_cost[:] = [0.9 + saving / 2.0, 0.9, 0.9 - saving / 2.0, 0.9 - saving]
    province.equipment_price = 1.0
    province.fuel_price[:] = 1.0
    sector.energy_cost[:] = 0.05
    sector.example = sector.retrofit_gain = 1.0
    plan = Plan.zeros(1)[0]
    clear_plan(plan)
    plan.patience, plan.fixed_cost = firm.patience, P.project_fixed_cost
    return plan, firm, sector, province


def upgraded(identity: int, saving: float, grant: float, decided: float) -> Any:
    """The plan of an upgrade under a grant rate."""
    plan, firm, sector, province = plant(identity, saving=saving)
    firm.decided[:] = decided
    plan.grant_rate = grant
    plan_upgrade(plan, firm, sector, province, P)
    return plan


@given(due=st.floats(0.0, 60.0))
def test_rounding_to_whole_lines_keeps_the_expected_value(due: float) -> None:
    """Over evenly spread luck the mean of the whole lines is what was due, to one draw in 1,000."""
    bents = (np.arange(1000) + 0.5) / 1000.0
    whole = [whole_lines(due, bent) for bent in bents]
    assert np.mean(whole) == pytest.approx(due, abs=1.0 / 1000.0)
    assert max(whole) - min(whole) <= 1.0


def test_lines_by_hand() -> None:
    assert whole_lines(2.3, 0.5) == 2.0
    assert whole_lines(2.3, 0.7) == 3.0
    assert whole_lines(0.0, 0.99) == 0.0
    assert share_that_pays(0.0, P) == pytest.approx(0.5)  # patience equals payback: half the lines
    assert standard_normal(1.6448536) == pytest.approx(0.95, abs=1e-7)


@given(identity=identities, saving=st.floats(0.01, 0.6), decided=st.floats(0.0, 0.9), low=rate,
       high=rate)  # fmt: skip
def test_more_support_never_lowers_what_is_supported(
    identity: int, saving: float, decided: float, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    less, more = (upgraded(identity, saving, grant, decided) for grant in (low, high))
    for move in range(MOVES):
        assert less.decided[move] <= less.decided_supported[move] + 1e-12
        assert less.decided_supported[move] <= more.decided_supported[move] + 1e-12
        assert decided <= less.decided[move]
    assert sum(less.moved) <= sum(less.moved_supported) + 1e-9
    assert sum(less.moved_supported) <= sum(more.moved_supported) + 1e-9
    assert less.upgrade_cost == more.upgrade_cost  # support moves nobody's plan without support


@given(identity=identities, saving=st.floats(0.01, 0.6))
def test_without_support_both_versions_are_one(identity: int, saving: float) -> None:
    plan = upgraded(identity, saving, 0.0, 0.0)
    assert list(plan.moved) == list(plan.moved_supported)
    assert plan.upgrade_cost == plan.upgrade_cost_supported


@given(identity=identities, saving=st.floats(0.01, 0.6), grant=rate)
def test_no_more_is_moved_than_stands_on_a_rung(identity: int, saving: float, grant: float) -> None:
    plan = upgraded(identity, saving, grant, 0.0)
    for moved in (plan.moved, plan.moved_supported):
        assert moved[0] == 0.0 or moved[1] == 0.0  # an obsolete line goes one way
        assert moved[0] + moved[1] <= 30.0 + 1e-9
        assert moved[2] <= 100.0 + 1e-9
        assert moved[3] <= 40.0 + 1e-9
        assert min(moved) >= 0.0


def test_what_does_not_save_is_not_upgraded() -> None:
    plan = upgraded(7, 0.0, 0.0, 0.0)
    assert plan.moved[2] == 0.0 or plan.upgrade_cost > 0.0
    _, firm, sector, province = plant(saving=0.0)
    firm.unit_cost[:] = [0.5, 0.6, 0.7, 0.8]  # higher rungs dearer
    clear_plan(plan)
    plan.patience = 4.5
    plan_upgrade(plan, firm, sector, province, P)
    assert sum(plan.moved) == 0.0
    assert plan.upgrade_cost == 0.0


@given(missing=st.floats(-50.0, 500.0), gap=st.floats(0.05, 0.3), sales=st.floats(5.0, 1e5))
def test_nothing_is_ordered_where_nothing_is_missing_and_never_more_than_that(
    missing: float, gap: float, sales: float
) -> None:
    _, firm, _, _ = plant(sales=sales)
    firm.gap_threshold = gap
    due = due_renewal(firm, missing, 180.0, P)
    assert 0.0 <= due <= max(0.0, missing)
    if missing > gap * 180.0:
        assert due == missing


def test_a_small_plant_waits_for_its_threshold() -> None:
    _, firm, _, _ = plant(sales=60.0)
    firm.gap_threshold = 0.1
    assert due_renewal(firm, 9.9, 100.0, P) == 0.0
    assert due_renewal(firm, 10.1, 100.0, P) == 10.1


@given(identity=identities, missing=st.floats(0.1, 1e4), sales=st.floats(5.0, 1e5),
       saving=st.floats(-0.2, 0.6))  # fmt: skip
def test_new_capital_is_all_that_is_missing_on_rungs_that_are_sold(
    identity: int, missing: float, sales: float, saving: float
) -> None:
    plan, firm, sector, province = plant(identity, sales, saving)
    choose_rungs(plan, firm, sector, province, missing, P)
    ordered = [float(plan.ordered[k]) for k in range(RUNGS)]
    assert sum(ordered) == pytest.approx(missing)
    assert ordered[0] == 0.0
    assert min(ordered) >= -1e-9


@given(slot=st.integers(0, 3), key=st.booleans(), first=st.integers(-40, 40))
def test_everybody_plans_once_a_year_and_key_enterprises_twice(
    slot: int, key: bool, first: int
) -> None:
    _, firm, _, _ = plant()
    firm.slot, firm.is_key, firm.project_ends = slot, key, -1000
    assert sum(plans_now(firm, first + q) for q in range(4)) == (2 if key else 1)
    firm.project_left = 1.0
    assert not any(plans_now(firm, first + q) for q in range(4))


@given(city=st.integers(0, 13), sector=st.integers(0, 36), owner=st.sampled_from(list(Owner)),
       staff=st.floats(0.0, 5e3))  # fmt: skip
def test_eligible_means_every_condition(city: int, sector: int, owner: Owner, staff: float) -> None:
    _, firm, _, _ = plant()
    firm.city, firm.sector, firm.owner, firm.staff = city, sector, owner, staff
    lever: Any = Lever.zeros(1)[0]
    lever.city[:7] = lever.sector[:20] = lever.owner[2:] = 1.0
    lever.smallest, lever.largest, lever.on = 20.0, 1000.0, True
    wanted = city < 7 and sector < 20 and owner >= 2 and 20.0 <= staff <= 1000.0
    assert eligible(firm, lever) == wanted
    lever.on = False
    assert not eligible(firm, lever)


@given(identity=identities, grant=st.floats(0.01, 0.9), cap=st.floats(0.0, 100.0),
       saving=st.floats(0.05, 0.6))  # fmt: skip
def test_nobody_asks_for_more_than_rate_and_cap(
    identity: int, grant: float, cap: float, saving: float
) -> None:
    plan, firm, sector, province = plant(identity, saving=saving)
    lever: Any = Lever.zeros(1)[0]
    account, policy = LeverAccount.zeros(1)[0], Policy.zeros(1)[0]
    lever.on, lever.city[:], lever.sector[:], lever.owner[:] = True, 1.0, 1.0, 1.0
    lever.largest, account.left = 1e9, 100.0
    policy.grant_rate, policy.grant_cap, plan.aware = grant, cap, True
    hoped_support(plan, firm, lever, account, policy, P)
    plan_upgrade(plan, firm, sector, province, P)
    apply_for_grant(plan, firm, sector, policy, P)
    assert 0.0 <= plan.grant_asked <= cap
    assert plan.grant_asked <= grant * plan.upgrade_cost_supported + 1e-9
    account.left = 0.0
    clear_plan(plan)
    hoped_support(plan, firm, lever, account, policy, P)
    assert plan.grant_rate == 0.0  # nobody hopes for money that is out


def test_patience_by_hand() -> None:
    """4.5 years, a fifth longer by the example of peers, six tenths of it after losses."""
    _, firm, sector, _ = plant()
    sector.example = 1.2
    assert patience_now(firm, sector, P) == pytest.approx(5.4)
    firm.loss_record = 0.51
    assert patience_now(firm, sector, P) == pytest.approx(5.4 * 0.6)


def test_units_shares_and_prices_by_hand() -> None:
    """30, 100, 40 and 10 stand and 20 are ordered; half of 20% of tax on half of the cost is 5%."""
    _, firm, sector, province = plant()
    firm.underway[2] = 20.0
    assert capital_units(firm) == 200.0
    assert numerical_share(firm) == pytest.approx(50 / 180)  # of what works
    province.equipment_price = 1.2
    assert unit_price(2, sector, province, P) == pytest.approx(1.4 * 1.2 * 1.05)


@given(before=st.floats(0.0, 1.0), now=st.floats(0.0, 1.0))
def test_wanted_capital_answers_to_what_tax_adds_to_its_price(before: float, now: float) -> None:
    """20% of tax on half of the cost, less what is deducted; 1 while nothing is changed."""
    _, _, sector, _ = plant()
    sector.credit_start, sector.equipment_credit = before, now
    price = (1.0 + 0.1 * (1.0 - now)) / (1.0 + 0.1 * (1.0 - before))
    assert wanted_by_tax(sector, P) == pytest.approx(price**-P.capital_elasticity)
    sector.equipment_credit = before
    assert wanted_by_tax(sector, P) == 1.0


@given(old=st.floats(0.0, 1e4), conventional=st.floats(0.0, 1e4), numerical=st.floats(0.0, 1e4),
       intelligent=st.floats(0.0, 1e4))  # fmt: skip
def test_the_numerical_share_is_a_share(
    old: float, conventional: float, numerical: float, intelligent: float
) -> None:
    _, firm, _, _ = plant()
    firm.capital[:] = [old, conventional, numerical, intelligent]
    assert 0.0 <= numerical_share(firm) <= 1.0


def test_which_products_are_replaced_and_which_are_swapped() -> None:
    _, firm, _, _ = plant()
    found = {}
    for product in Product:
        firm.product = product
        found[product] = (needs_replacement(firm), is_swapped(firm))
    assert found == {
        Product.NONE: (False, False),
        Product.CRUDE_STEEL: (True, True),
        Product.CEMENT: (True, False),
        Product.FLAT_GLASS: (True, False),
        Product.ELECTROLYTIC_ALUMINIUM: (True, True),
        Product.PAPER: (False, False),
        Product.DYEING_PRINTING: (False, False),
        Product.COAL: (False, False),
    }


def steel_works(nameplate: float, weight: float = 1.0) -> tuple[Any, Any, Any, Any]:
    """180 units of 100 tonnes a year with a licence, in a province that asks for replacement."""
    _, firm, sector, province = plant()
    policy: Any = Policy.zeros(1)[0]
    firm.product, firm.nameplate, firm.weight = Product.CRUDE_STEEL, nameplate, weight
    province.tonnes_per_output[Product.CRUDE_STEEL] = 25.0 / sector.capacity_per_capital
    policy.national_replacement = 1.25
    return firm, sector, province, policy


def test_an_unused_licence_is_sold_by_hand() -> None:
    """20 units of 200 are not used; 30% of them, 600 tonnes, of each of two works go to the pool.

    Of what others gave up 1,000 tonnes are room for 8 units at 1.25 for one, and 14 are free.
    """
    firm, sector, province, policy = steel_works(200.0, weight=2.0)
    sell_licence(firm, sector, province, P)
    assert firm.nameplate == pytest.approx(194.0)
    assert province.licence_pool[Product.CRUDE_STEEL] == pytest.approx(1200.0)
    province.licence_pool[Product.CRUDE_STEEL] = 1000.0
    firm.weight = 1.0
    assert room_to_expand(firm, sector, province, policy) == pytest.approx(14 + 8)
    firm.shut = 4.0  # what is shut still has its licence
    assert room_to_expand(firm, sector, province, policy) == pytest.approx(10 + 8)
    policy.national_replacement = 0.0  # no rule
    assert room_to_expand(firm, sector, province, policy) > 1e9


@given(nameplate=st.floats(0.0, 1e4), weight=st.floats(0.25, 4.0))
def test_licences_are_sold_not_made(nameplate: float, weight: float) -> None:
    firm, sector, province, _ = steel_works(nameplate, weight)
    sell_licence(firm, sector, province, P)
    pool = province.licence_pool[Product.CRUDE_STEEL]
    assert pool == pytest.approx(weight * 100.0 * (nameplate - firm.nameplate), abs=1e-6)
    assert min(nameplate, 180.0) - 1e-9 <= firm.nameplate <= nameplate
    firm.product = Product.PAPER
    before = float(firm.nameplate)
    sell_licence(firm, sector, province, P)
    assert firm.nameplate == before


def test_a_rung_that_pays_just_within_patience_is_bought_for_half_of_new_lines_by_hand() -> None:
    """A unit makes 4 * 0.25 * 0.8 = 0.8 a year; saving 0.1 of it pays 0.42 back in 5.25 years."""
    _, firm, sector, province = plant()
    sector.capacity_per_capital, sector.normal_use = 0.25, 0.8
    firm.unit_cost[:] = [1.0, 0.9, 0.8, 0.8]
    years = 0.4 * 1.05 / (0.8 * 0.1)
    assert share_at_least(2, firm, sector, province, years, P) == pytest.approx(0.5)
    assert share_at_least(3, firm, sector, province, 1e6, P) == 0.0  # saves nothing
    firm.unit_cost[3] = 0.79
    assert share_at_least(3, firm, sector, province, 1e6, P) == pytest.approx(1.0)


@given(years=st.floats(0.1, 20.0), longer=st.floats(1.0, 5.0), saving=st.floats(-0.5, 0.5))
def test_more_patience_never_buys_a_lower_rung(years: float, longer: float, saving: float) -> None:
    _, firm, sector, province = plant(saving=saving)
    shares = [share_at_least(2, firm, sector, province, y, P) for y in (years, longer * years)]
    assert 0.0 <= shares[0] <= shares[1] <= 1.0


def test_a_renewal_by_hand() -> None:
    """Orders for 240 units at normal use, 180 stand: 60 are ordered of an enterprise of 6 lines.

    Higher rungs save nothing here, so all of it is conventional at 1.05 a unit. A steel works may
    add only the 22 for which it has a licence.
    """
    plan, firm, sector, province = plant(saving=0.0)
    policy: Any = Policy.zeros(1)[0]
    firm.gap_threshold = 0.1
    firm.expected = 240.0 * 0.75 * sector.capacity_per_capital
    plan_renewal(plan, firm, sector, province, policy, P)
    assert list(plan.ordered) == pytest.approx([0.0, 60.0, 0.0, 0.0])
    assert plan.renewal_cost == pytest.approx(60 * 1.05)
    clear_plan(plan)
    firm.product, firm.nameplate, policy.national_replacement = Product.CRUDE_STEEL, 202.0, 1.0
    province.tonnes_per_output[Product.CRUDE_STEEL] = 1.0
    plan_renewal(plan, firm, sector, province, policy, P)
    assert sum(plan.ordered) == pytest.approx(22.0)
    clear_plan(plan)
    firm.nameplate = 180.0
    plan_renewal(plan, firm, sector, province, policy, P)
    assert plan.renewal_cost == 0.0


def test_idle_capital_is_sold_oldest_first_by_hand() -> None:
    """180 stand, 60 are wanted and 30 more kept as slack: 15% of the other 90 are 13.5 obsolete.

    They fetch 0.4 of 0.9 each. A state owner keeps them.
    """
    _, firm, sector, province = plant()
    firm.expected, firm.weight = 60.0 * 0.75 * sector.capacity_per_capital, 2.0
    scrap_idle(firm, sector, province, P)
    assert list(firm.capital) == pytest.approx([16.5, 100.0, 40.0, 10.0])
    assert firm.cash == pytest.approx(13.5 * 0.4 * 0.9)
    assert province.trade == pytest.approx(-2.0 * firm.cash)
    assert province.worn == pytest.approx(2 * 13.5)
    firm.owner = Owner.LOCAL_STATE
    scrap_idle(firm, sector, province, P)
    assert firm.capital[0] == pytest.approx(16.5)


@given(expected=st.floats(0.0, 200.0), building=st.booleans())
def test_nobody_sells_what_is_wanted_or_while_building(expected: float, building: bool) -> None:
    _, firm, sector, province = plant()
    firm.expected = expected * 0.75 * sector.capacity_per_capital
    firm.project_left = 5.0 if building else 0.0
    scrap_idle(firm, sector, province, P)
    left = sum(firm.capital)
    assert left >= min(180.0, 1.5 * expected) - 1e-9
    assert not building or left == 180.0


def test_use_over_a_machine_s_life_by_hand() -> None:
    """Today 60% of 100 units are used, normally 80%: 72% weighted 0.4 to 0.6.

    A tenth of each rung must run; of the other 62 the higher 50 units take 45, the lower ones 17.
    """
    _, firm, sector, _ = plant()
    firm.capital[:] = [50.0, 50.0, 0.0, 0.0]
    sector.normal_use, firm.expected = 0.8, 60.0 * sector.capacity_per_capital
    assert use_in_the_long_run(firm, sector, 1, P) == pytest.approx(1.0)
    assert use_in_the_long_run(firm, sector, 0, P) == pytest.approx(0.1 + 17 / 50)


@given(capital=st.lists(st.floats(1.0, 1e3), min_size=RUNGS, max_size=RUNGS),
       today=st.floats(0.0, 1.5), normal=st.floats(0.4, 1.0), process=st.booleans())  # fmt: skip
def test_uses_of_all_rungs_make_up_the_use_of_the_plant(
    capital: list[float], today: float, normal: float, process: bool
) -> None:
    _, firm, sector, _ = plant()
    firm.capital[:], sector.normal_use, sector.process = capital, normal, process
    firm.expected = today * sum(capital) * sector.capacity_per_capital
    uses = [use_in_the_long_run(firm, sector, k, P) for k in range(RUNGS)]
    assert uses == sorted(uses)  # the cheaper rung is used more
    made = sum(use * units for use, units in zip(uses, capital, strict=True))
    assert made == pytest.approx((0.6 * normal + 0.4 * min(1.0, today)) * sum(capital))


def test_what_a_move_saves_by_hand() -> None:
    """A unit in full use makes 1 a year: 0.1 cheaper, and 5% better of a margin of a tenth."""
    _, firm, sector, _ = plant()
    firm.capital[:] = [0.0, 100.0, 0.0, 0.0]
    sector.capacity_per_capital, sector.normal_use, firm.expected = 0.25, 1.0, 25.0
    firm.unit_cost[:] = [1.0, 0.9, 0.8, 0.7]
    firm.price, firm.markup = 1.1, 0.1
    assert saving_of_move(firm, sector, 2, P) == pytest.approx(0.1 + 0.05 * 0.1)


def test_lines_of_a_move_by_hand() -> None:
    """What pays just within patience pays for half of the lines; 1% of them were decided before.

    Sales of 400 are 6 2/3 lines, of which 100 of 180 units have 3.7: of those 1.83 are due now.
    """
    plan, firm, sector, province = plant()
    saving = saving_of_move(firm, sector, 2, P)
    plan.fixed_cost = 0.0
    plan.patience = 0.5 * 1.1 / saving  # cost of a unit, tax of a tenth included
    firm.decided[2] = 0.01
    consider_move(plan, firm, sector, province, 2, P)
    assert plan.decided[2] == plan.decided_supported[2] == pytest.approx(0.5)
    lines = 400 / 60 * 100 / 180
    due = lines * 0.49 / 0.99
    assert plan.moved[2] + plan.due[2] * 100 / lines == pytest.approx(due * 100 / lines)
    assert plan.moved[2] in (pytest.approx(100 / lines), pytest.approx(200 / lines))
    clear_plan(plan)
    plan.patience *= 0.01
    plan.decided[2] = 0.0
    consider_move(plan, firm, sector, province, 2, P)
    assert plan.decided[2] == 0.0  # out of sight
    clear_plan(plan)
    plan.decided[2] = plan.decided_supported[2] = 0.0
    plan.patience, firm.caution = 0.5 * 1.1 / saving / 0.8, 0.8
    consider_move(plan, firm, sector, province, 2, P)
    assert plan.decided[2] == pytest.approx(0.5)  # who is cautious asks for so much more


@given(one=st.floats(0.0, 100.0), two=st.floats(0.0, 100.0), helped_one=st.floats(0.0, 100.0),
       helped_two=st.floats(0.0, 100.0))  # fmt: skip
def test_an_obsolete_line_goes_the_way_that_more_of_them_go(
    one: float, two: float, helped_one: float, helped_two: float
) -> None:
    plan, _, _, _ = plant()
    plan.moved[:2] = [one, two]
    plan.moved_supported[:2] = [helped_one, helped_two]
    drop_second_best(plan)
    assert sorted(plan.moved[:2]) == [0.0, max(one, two)]
    assert sorted(plan.moved_supported[:2]) == [0.0, max(helped_one, helped_two)]


def test_a_start_worth_its_trouble_by_hand() -> None:
    """Of 180 units a plant of three lines starts for 18 at least, one of more lines for any."""
    _, firm, _, _ = plant(sales=180.0)
    found = [start_is_worth_it(moved, firm, P) for moved in (0.0, 17.9, 18.0)]
    assert found == [False, False, True]
    firm.sales_year = 181.0
    assert start_is_worth_it(0.1, firm, P)
    assert not start_is_worth_it(0.0, firm, P)


@given(decided=st.lists(st.floats(0.0, 1.0), min_size=MOVES, max_size=MOVES),
       due=st.lists(st.floats(0.0, 5.0), min_size=MOVES, max_size=MOVES))  # fmt: skip
def test_decisions_are_remembered_as_they_were_made(decided: list[float], due: list[float]) -> None:
    plan, firm, _, _ = plant()
    plan.decided[:], plan.due[:] = decided, due
    keep_decisions(plan, firm)
    assert (list(firm.decided), list(firm.due)) == (decided, due)


def test_as_many_small_enterprises_hear_of_a_programme_as_the_parameter_says() -> None:
    """30%, and 65% where services reach half of the rest; the large all do.

    4,000 enterprises: standard error of a share is at most 0.008; 5 of them is one in 10^6.
    """
    _, firm, _, province = plant(sales=99.0)
    cluster = quiet()
    for service, share in ((0.0, 0.3), (0.5, 0.65)):
        cluster.service = service
        heard = []
        for number in range(4000):
            firm.identity = identity_of(1, number)
            heard.append(is_aware(firm, cluster, province, P))
        assert np.mean(heard) == pytest.approx(share, abs=0.04)
    firm.sales_year, cluster.service = 100.0, 0.0
    assert is_aware(firm, cluster, province, P)


@given(identity=identities, year=st.integers(-3, 12))
def test_who_has_heard_has_heard_for_the_year(identity: int, year: int) -> None:
    _, firm, _, province = plant(identity, sales=50.0)
    found = []
    for season in range(4):
        province.quarter, province.season = 4 * year + season, season
        found.append(is_aware(firm, quiet(), province, P))
    assert len(set(found)) == 1
