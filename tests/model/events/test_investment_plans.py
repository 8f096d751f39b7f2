"""Event 8: one enterprise's plan in two versions, without support and with what it hopes for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.construction import settle_versions
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import ERP, Enterprise, Owner
from agents.parameters import with_values
from agents.province import SYSTEMS, Lever, LeverAccount, Policy, Province
from agents.random_draws import Event, luck
from agents.sector import Sector
from model.events.grants import award_retrofits
from model.events.investment_plans import (
    GREEN,
    Desk,
    clear_plan,
    is_empty,
    make_plan,
    plan_green,
    plan_systems,
)
from tests.provinces import empty_province
from tests.strategies import quiet

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "adopt_most": 1.0, "adopt_return": 1.0, "system_cost_fixed": 0.5, "system_cost_share": 0.008,
    "system_cost_kink": 1000.0, "system_cost_factor": [1.0, 1.5, 1.0, 1.0, 2.0],
    "software_share_of_system": 0.5, "saving_curve_share": [0.04, 0.08, 0.11],
    "saving_curve_payback": [2.0, 4.0, 7.0], "retrofit_speed": 0.5, "retrofit_least": 0.002,
    "contract_share": 0.5, "project_fixed_cost": 0.4, "service_saving": 0.5, "served_part": 0.5,
}  # fmt: skip
P: Any = with_values(CASES)[0]
rate = st.floats(0.0, 0.9)
identities = st.integers(1, 2**62)
CERTAIN, NEVER = 40.0, -40.0  # intercepts of adoption


def open_to_all() -> tuple[Any, Any]:
    """A lever with money for everybody."""
    lever: Any = Lever.zeros(1)[0]
    account: Any = LeverAccount.zeros(1)[0]
    lever.on, lever.largest, account.left = True, 1e9, 100.0
    lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
    return lever, account


def planner(identity: int = 7) -> tuple[Any, Any, Desk]:
    """An empty plan, an enterprise that sells for 400 a year, and what it looks at."""
    firm: Any = Enterprise.zeros(1)[0]
    plan: Any = Plan.zeros(1)[0]
    sector: Any = Sector.zeros(1)[0]
    city: Any = City.zeros(1)[0]
    province: Any = Province.zeros(1)[0]
    policy: Any = Policy.zeros(1)[0]
    cluster: Cluster = quiet()
    firm.alive, firm.identity, firm.key, firm.owner = True, identity, 900, Owner.PRIVATE
    firm.weight = firm.pay = firm.price = firm.material_factor = firm.energy_factor = 1.0
    firm.output, firm.expected, firm.sales_year, firm.staff = 100.0, 100.0, 400.0, 300.0
    firm.markup, firm.patience, firm.capital[1] = 0.25, 3.0, 100.0
    firm.unit_cost[:] = 0.9
    sector.material_price, sector.fuel_price, sector.pay, city.wage = 0.6, 0.2, 1.0, 0.08
    sector.energy_cost[:] = 0.05
    sector.capacity_per_capital, sector.normal_use = 1.25, 0.8
    sector.example = sector.retrofit_gain = 1.0
    province.equipment_price = province.system_price = 1.0
    policy.system_weight[:] = 1.0
    clear_plan(plan)
    plan.patience, plan.aware = firm.patience, True
    desk = Desk(sector, city, cluster, province, policy, *open_to_all(), *open_to_all(),
                *open_to_all(), P)  # fmt: skip
    return plan, firm, desk


def set_intercepts(desk: Desk, logit: float) -> None:
    """Adoption of every system starts from this."""
    for system in range(SYSTEMS):
        desk.province.adopt_0[system] = logit


def test_systems_that_all_want_by_hand() -> None:
    """Of five systems three have no prerequisite; each costs 0.5 + 3.2 for sales of 400.

    Half hardware at a fifth and half software at a half off: 35%.
    """
    plan, firm, desk = planner()
    policy: Any = desk.policy
    policy.subsidy_hardware, policy.subsidy_software, policy.subsidy_cap = 0.2, 0.5, 5.0
    set_intercepts(desk, CERTAIN)
    plan_systems(plan, firm, desk)
    assert list(plan.adopt) == [1.0, 0.0, 1.0, 1.0, 0.0] == list(plan.adopt_supported)
    assert plan.systems_cost == plan.systems_cost_supported == pytest.approx(3 * 3.7)
    assert plan.subsidy_asked == pytest.approx(0.35 * 3 * 3.7)
    clear_plan(plan)
    set_intercepts(desk, NEVER)
    plan_systems(plan, firm, desk)
    assert is_empty(plan)


@given(identity=identities, hardware=rate, software=rate, cap=st.floats(0.0, 5.0),
       intercept=st.floats(-6.0, 2.0), key=st.booleans())  # fmt: skip
def test_a_subsidy_only_adds_systems(
    identity: int, hardware: float, software: float, cap: float, intercept: float, key: bool
) -> None:
    plan, firm, desk = planner(identity)
    policy: Any = desk.policy
    policy.subsidy_hardware, policy.subsidy_software, policy.subsidy_cap = hardware, software, cap
    firm.capital[:] = [0.0, 50.0, 50.0, 0.0]
    firm.maturity[:2], firm.is_key = 0.6, key
    set_intercepts(desk, intercept)
    plan_systems(plan, firm, desk)
    assert all(a <= b for a, b in zip(plan.adopt, plan.adopt_supported, strict=True))
    assert plan.systems_cost <= plan.systems_cost_supported
    assert 0.0 <= plan.subsidy_asked <= 0.9 * plan.systems_cost_supported + 1e-12
    with_subsidy = list(plan.adopt)
    clear_plan(plan)
    plan.aware = False
    plan_systems(plan, firm, desk)
    assert list(plan.adopt) == list(plan.adopt_supported) == with_subsidy
    assert plan.subsidy_asked == 0.0  # nobody asks for what it has not heard of


def test_key_enterprises_plan_twice_a_year_at_half_the_chance_each_time() -> None:
    """With a chance of one for the year a key enterprise adopts in a half of its plans."""
    adopted = 0
    for quarter in range(400):
        plan, firm, desk = planner()
        firm.is_key = True
        desk.province.quarter = quarter
        desk.province.adopt_0[ERP] = CERTAIN
        plan_systems(plan, firm, desk)
        assert plan.adopt[ERP] == (luck(7, quarter, Event.ADOPT_0 + ERP) < 0.5)
        adopted += plan.adopt[ERP]
    assert adopted == pytest.approx(200, abs=50)  # five standard errors of 10


def test_green_plans_by_hand() -> None:
    """3 years of patience reach 6%, half of it now; a subsidy of a quarter reaches 4 years and 8%.

    The supported 4% cost 1.0 year of 0.04 of a bill of 80 on average, and a quarter of it is asked.
    """
    plan, firm, desk = planner()
    policy: Any = desk.policy
    policy.retrofit_rate, policy.retrofit_cap = 0.25, 5.0
    plan_green(plan, firm, desk)
    assert (plan.retrofit, plan.retrofit_supported) == (pytest.approx(0.03), pytest.approx(0.04))
    assert plan.retrofit_cost_supported == pytest.approx(3.2)
    assert plan.retrofit_asked == pytest.approx(0.8)
    policy.retrofit_cap = 0.5
    plan_green(plan, firm, desk)
    assert plan.retrofit_asked == 0.5


def test_a_contract_alone_saves_more_energy() -> None:
    """A contract fronts half of the cost: what pays back in 4.5 years instead of 3 is done too."""
    state = empty_province(1, parameters=CASES)
    state.accounts["left"][GREEN], state.levers["on"][GREEN] = 100.0, True
    plan, firm, desk = planner()
    policy: Any = desk.policy
    policy.contract_share = 0.5
    plan_green(plan, firm, desk)
    assert plan.retrofit_supported > plan.retrofit + 0.01
    state.plans[0] = plan
    award_retrofits(state, 1)
    settle_versions(state.plans[0])
    assert state.plans["retrofit"][0] > 0.04


def test_a_whole_plan_by_hand() -> None:
    """Nothing is missing, rungs and energy save nothing, so nothing is wanted; who plans is known.

    Public services halve the trouble of a project for a quarter of the enterprises they reach.
    """
    plan, firm, desk = planner()
    cluster: Any = desk.cluster
    cluster.service = 0.5
    firm.gap_threshold, firm.loss_record, firm.city = 0.1, 0.0, 3
    firm.saving, firm.unit_cost[:] = 0.11, [0.9, 0.9, 1.0, 1.1]
    set_intercepts(desk, NEVER)
    plan.renewal_cost = plan.retrofit_cost = 99.0  # of whoever stood in this place before
    make_plan(5, plan, firm, desk)
    assert (plan.row, plan.key, plan.city) == (5, 900, 3)
    assert plan.luck == luck(7, 0, Event.TIE)
    assert (plan.patience, plan.aware) == (3.0, True)
    assert plan.fixed_cost == pytest.approx(0.4 * (1 - 0.5 * 0.5))
    assert is_empty(plan)


@given(identity=identities, orders=st.floats(10.0, 400.0), saving=st.floats(0.0, 0.4), grant=rate,
       subsidy=rate, retrofit=rate, adopt=st.floats(-6.0, 2.0))  # fmt: skip
def test_support_only_adds_to_a_plan_and_is_never_all_of_it(
    identity: int, orders: float, saving: float, grant: float, subsidy: float, retrofit: float,
    adopt: float,
) -> None:  # fmt: skip
    plan, firm, desk = planner(identity)
    policy: Any = desk.policy
    firm.expected = orders
    firm.unit_cost[:] = [0.9 + saving / 2, 0.9, 0.9 - saving / 2, 0.9 - saving]
    policy.grant_rate, policy.grant_cap = grant, 100.0
    policy.subsidy_hardware = policy.subsidy_software = subsidy
    policy.subsidy_cap = policy.retrofit_cap = 100.0
    policy.retrofit_rate = retrofit
    set_intercepts(desk, adopt)
    make_plan(0, plan, firm, desk)
    assert plan.upgrade_cost <= plan.upgrade_cost_supported * (1 + 1e-12)
    assert plan.systems_cost <= plan.systems_cost_supported
    assert plan.retrofit_cost <= plan.retrofit_cost_supported * (1 + 1e-9)
    assert 0.0 <= plan.grant_asked <= grant * plan.upgrade_cost_supported + 1e-9
    assert 0.0 <= plan.subsidy_asked <= subsidy * plan.systems_cost_supported + 1e-9
    assert 0.0 <= plan.retrofit_asked <= retrofit * plan.retrofit_cost_supported + 1e-9


PARTS = ("renewal_cost", "upgrade_cost", "upgrade_cost_supported", "systems_cost",
         "systems_cost_supported", "retrofit_cost", "retrofit_cost_supported")  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_plan_with_any_part_is_not_empty(part: str) -> None:
    plan, _, _ = planner()
    assert is_empty(plan)
    setattr(plan, part, 0.1)
    assert not is_empty(plan)


def test_a_cleared_plan_holds_nothing_of_the_one_before() -> None:
    """But for what ``make_plan`` and ``seek_finance`` set anew in every plan."""
    plan, _, _ = planner()
    for name in Plan.fields:
        value = getattr(plan, name)
        if np.ndim(value):
            value[:] = 0.37
        else:
            setattr(plan, name, type(value)(3))
    clear_plan(plan)
    kept = {name for name in Plan.fields if np.any(getattr(plan, name))}
    assert kept == {
        "row", "key", "city", "luck", "aware", "patience", "fixed_cost", "decided",
        "decided_supported", "due", "due_supported", "cost", "own", "credit_asked", "rank",
    }  # fmt: skip
