"""Energy retrofits up to a payback, and SO2 removed where that is cheaper than the charge."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.abatement import (
    abate,
    on_curve,
    payback_of_saving,
    plan_retrofit,
    retrofit_cost,
    retrofit_gain,
    retrofit_support,
    saving_at,
)
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import Enterprise
from agents.parameters import with_values
from agents.province import Lever, LeverAccount, Policy, Province
from agents.sector import Sector
from model.events.investment_plans import clear_plan
from tests.strategies import quiet

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "saving_curve_share": [0.04, 0.08, 0.11], "saving_curve_payback": [2.0, 4.0, 7.0],
        "retrofit_speed": 0.5, "retrofit_least": 0.002, "contract_share": 0.5,
        "saving_progress": 0.01, "abatement_most": 0.9, "abatement_cost": 2000.0,
        "abatement_speed": 0.1, "rung_so2": [1.8, 1.0, 0.8, 0.7],
    }
)[0]  # fmt: skip
rate = st.floats(0.0, 0.9)
charge = st.floats(0.0, 1e4)
weight = st.floats(0.25, 4.0)


def plant() -> tuple[Any, ...]:
    """An enterprise that sells for 400 a year, a fifth of it energy; its plan and sector."""
    firm: Any = Enterprise.zeros(1)[0]
    sector: Any = Sector.zeros(1)[0]
    plan: Any = Plan.zeros(1)[0]
    firm.weight, firm.sales_year, firm.staff = 1.0, 400.0, 300.0
    sector.energy_cost[:] = 0.05
    sector.fuel_price, sector.retrofit_gain, sector.so2 = 0.2, 1.0, 10.0
    clear_plan(plan)
    plan.patience = 3.0
    return plan, firm, sector


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
        plan, firm, sector = plant()
        firm.saving = done
        plan_retrofit(plan, firm, sector, quiet(), rate_, P)
        found.append((float(plan.retrofit), float(plan.retrofit_supported)))
    assert found[0][0] == found[1][0] <= found[0][1] + 1e-12
    assert found[0][1] <= found[1][1] + 1e-12


def test_heights_of_a_curve_by_hand() -> None:
    """0.02 a year to the first point, as steep to the second, then half as steep; flat at last."""
    curve = P.saving_curve_payback, P.saving_curve_share
    heights = [on_curve(years, *curve) for years in (0.0, 1.0, 3.0, 5.5, 50.0)]
    assert heights == pytest.approx([0.0, 0.02, 0.06, 0.095, 0.11])


def test_a_retrofit_by_hand() -> None:
    """Three years of patience reach 6% of the energy; half of the way is gone in one plan.

    The first 3% pay back in 1.5 years at the most, so 0.75 on average: 0.75 * 0.03 of a bill of 80.
    A subsidy of a quarter reaches to 4 years and 8%.
    """
    plan, firm, sector = plant()
    plan_retrofit(plan, firm, sector, quiet(), 0.25, P)
    assert (plan.retrofit, plan.retrofit_supported) == (pytest.approx(0.03), pytest.approx(0.04))
    assert plan.retrofit_cost == pytest.approx(0.75 * 0.03 * 80)
    assert plan.retrofit_cost_supported == pytest.approx(1.0 * 0.04 * 80)
    firm.saving = 0.06  # all that pays has been done: only the subsidy finds more
    clear_plan(plan)
    plan_retrofit(plan, firm, sector, quiet(), 0.25, P)
    assert (plan.retrofit, plan.retrofit_supported) == (0.0, pytest.approx(0.01))
    assert plan.retrofit_cost_supported == pytest.approx(retrofit_cost(firm, sector, 0.01, P))


def test_dearer_energy_and_a_year_of_progress_by_hand() -> None:
    """Energy costs half as much again, machines a quarter more: 1.2; a hundredth each quarter."""
    _, _, sector = plant()
    province: Any = Province.zeros(1)[0]
    sector.fuel_price, province.equipment_price, province.quarter = 0.3, 1.25, 3
    assert retrofit_gain(sector, province, P) == pytest.approx(1.2 * math.exp(0.04))
    sector.energy_cost[:] = 0.0
    assert retrofit_gain(sector, province, P) == 0.0


def helped(contract: float, subsidy: float, left: float = 1.0, aware: bool = True) -> float:
    """Share of a retrofit's cost that an open lever takes off."""
    plan, firm, _ = plant()
    lever: Any = Lever.zeros(1)[0]
    account: Any = LeverAccount.zeros(1)[0]
    policy: Any = Policy.zeros(1)[0]
    lever.on, lever.largest, account.left, plan.aware = True, 1e9, left, aware
    lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
    policy.contract_share, policy.retrofit_rate = contract, subsidy
    return retrofit_support(plan, firm, lever, account, policy, P)


def test_contract_and_subsidy_by_hand() -> None:
    """A contract that fronts half and keeps half of its saving leaves 0.5 / 0.75 of the payback.

    A subsidy of 30% leaves 0.7 of that; both need money and somebody who has heard of it.
    """
    assert helped(0.5, 0.0) == pytest.approx(1 - 2 / 3)
    assert helped(0.5, 0.3) == pytest.approx(1 - 2 / 3 * 0.7)
    assert helped(0.5, 0.3, left=0.0) == helped(0.5, 0.3, aware=False) == 0.0


@given(contract=rate, subsidy=rate, more=st.floats(0.0, 0.09))
def test_more_help_takes_off_more_and_never_all(
    contract: float, subsidy: float, more: float
) -> None:
    usual = helped(contract, subsidy)
    assert 0.0 <= usual < 1.0
    assert usual <= helped(contract + more, subsidy) + 1e-12
    assert usual <= helped(contract, subsidy + more) + 1e-12


def charged(yuan: float, weight: float = 1.0) -> tuple[Any, Any, Any, Any]:
    """The plant at work under a charge, in its province."""
    _, firm, sector = plant()
    province: Any = Province.zeros(1)[0]
    policy: Any = Policy.zeros(1)[0]
    firm.run[1], firm.weight = 100.0, weight
    policy.so2_charge, policy.charged[0] = yuan, 1.0
    return firm, sector, province, policy


def test_a_quarter_of_abatement_by_hand() -> None:
    """A charge as high as the cost aims at half of 90%; a tenth of the way is 4.5%.

    Of 1,000 tonnes 45 are removed, at half of 2,000 yuan each on average: 0.045 million.
    """
    firm, sector, province, policy = charged(2000.0)
    abate(firm, sector, province, policy, P)
    assert firm.abatement == pytest.approx(0.045)
    assert firm.cash == pytest.approx(-0.045)
    assert province.trade == pytest.approx(0.045)


@given(yuan=charge, done=st.floats(0.0, 0.9), weight=weight)
def test_abatement_never_falls_nor_passes_its_target_and_is_paid(
    yuan: float, done: float, weight: float
) -> None:
    firm, sector, province, policy = charged(yuan, weight)
    firm.abatement = done
    abate(firm, sector, province, policy, P)
    target = P.abatement_most * yuan / (yuan + P.abatement_cost)
    assert done <= firm.abatement <= max(done, target) + 1e-12
    assert province.trade == pytest.approx(-firm.cash * weight)
    if yuan == 0.0:
        assert (firm.abatement, firm.cash) == (done, 0.0)


def test_no_charge_in_a_city_where_none_is_due() -> None:
    firm, sector, province, policy = charged(2000.0)
    policy.charged[0] = 0.0
    abate(firm, sector, province, policy, P)
    assert (firm.abatement, firm.cash) == (0.0, 0.0)
