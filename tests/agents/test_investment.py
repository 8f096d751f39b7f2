"""Event 8: plans of renewal, upgrading and retrofits, with support and without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.abatement import payback_of_saving, plan_retrofit, saving_at
from agents.enterprise.investment import (
    apply_for_grant,
    choose_rungs,
    due_renewal,
    eligible,
    hoped_support,
    plan_upgrade,
    plans_now,
    share_that_pays,
    standard_normal,
    whole_lines,
)
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import MOVES, RUNGS, Enterprise, Owner
from agents.parameters import with_values
from agents.province import Lever, LeverAccount, Policy, Province
from agents.sector import Sector
from model.events.investment_plans import clear_plan
from tests.strategies import quiet

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {"saving_curve_share": [0.04, 0.08, 0.11], "saving_curve_payback": [2.0, 4.0, 7.0],
     "lump_lines": 3.0, "line_size": 60.0}
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
    firm.capital[:] = [30.0, 100.0, 40.0, 10.0]
    firm.expected = 0.25 * sales
    sector.normal_use, sector.catalogue = 0.75, 1.0
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


@given(years=st.lists(st.floats(0.0, 10.0), min_size=2, max_size=2).map(sorted))
def test_more_patience_saves_more_energy_up_to_the_end_of_the_curve(years: list[float]) -> None:
    low, high = (saving_at(y, P) for y in years)
    assert 0.0 <= low <= high <= P.saving_curve_share[2]


@given(years=st.floats(0.0, 7.0))
def test_payback_is_the_inverse_of_the_curve(years: float) -> None:
    assert payback_of_saving(saving_at(years, P), P) == pytest.approx(years, abs=1e-9)


def test_the_curve_by_hand() -> None:
    # 4% up to 2 years, 8% up to 4: 3 years lie half way
    assert saving_at(3.0, P) == pytest.approx(0.06)
    assert payback_of_saving(0.06, P) == pytest.approx(3.0)


@given(low=st.floats(0.0, 0.8), high=st.floats(0.0, 0.8), done=st.floats(0.0, 0.1))
def test_a_larger_subsidy_never_saves_less_energy(low: float, high: float, done: float) -> None:
    found = []
    for rate_ in sorted((low, high)):
        plan, firm, sector, _ = plant()
        firm.saving = done
        plan_retrofit(plan, firm, sector, quiet(), rate_, P)
        found.append((float(plan.retrofit), float(plan.retrofit_supported)))
    assert found[0][0] == found[1][0] <= found[0][1] + 1e-12
    assert found[0][1] <= found[1][1] + 1e-12


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
