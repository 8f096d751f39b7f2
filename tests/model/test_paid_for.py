"""Effects are paid for: without money nothing moves but by law, and money buys its part."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import control
from agents.enterprise.abatement import retrofit_support
from agents.parameters import defaults
from agents.province import LeverName
from model.events.credit import begin_plans
from model.events.enforcement import credible_part, pay_inspection, retrain, standard_for
from model.events.enterprise_support import buy_technology, certify_centres, share_bought
from model.events.investment_plans import clear_plan
from model.events.large_projects import help_projects
from model.indicators import Quantity
from model.simulate import Start, simulate
from model.state import State, copy_state
from model.toy import TRADING, toy_start
from scenarios.levers.registry import LEVERS
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario, scenario_of
from scenarios.schema import ScenarioFile
from tests.strategies import NATIONAL

P: Any = defaults()[0]
ELIMINATION = int(LeverName.CAPACITY_ELIMINATION)
INNOVATION = int(LeverName.INNOVATION)
CENTRAL = int(LeverName.CENTRAL_LOCAL)
GREEN = int(LeverName.GREEN_MANUFACTURING)
QUARTERS = 8
NOTHING = 1e-300


@cache
def begin(cells: str = "") -> Start:
    """The start of the toy province, or of the one that a lever is tried on."""
    return toy_start(1, enterprises=(LEVERS[cells].trial_cells if cells else None) or TRADING)


def mix(**levers: dict[str, Any]) -> Scenario:
    """A mix of levers."""
    content = {"name": "mix", "levers": levers}
    return scenario_of(ScenarioFile.model_validate(content), NATIONAL, "mix")


def cells(start: Start, scenario: Scenario) -> tuple[Any, Any]:
    """All cells of a run, and the money spent."""
    p = prepare(scenario, QUARTERS)
    run = simulate(start, p.world, p.levers, p.policy, QUARTERS, detail=True)
    return run.cells, run.spent


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_without_money_moves_nothing(lever: str) -> None:
    table = {k: v for k, v in LEVERS[lever].trial.items() if k not in LEVERS[lever].orders}
    start = begin(lever)
    nothing, _ = cells(start, mix())
    poor, spent = cells(start, mix(**{lever: {**table, "budget": NOTHING}}))
    assert spent.sum() <= 1e-290
    size = np.abs(nothing).max(axis=(0, 1, 2)) + 1.0
    assert (np.abs(poor - nothing).max(axis=(0, 1, 2)) / size).max() <= 1e-12
    rich, spent = cells(start, mix(**{lever: table}))
    assert spent.sum() > 0.0
    assert (np.abs(rich - nothing).max(axis=(0, 1, 2)) / size).max() > 1e-9


def test_loosened_limits_without_money_move_nothing() -> None:
    """A cent a year for guarantees, leases, bonds and room: once it set the numerical rate off."""
    keys = {"start": "2015Q1", "budget": 1e-8, "guarantee": 1.0, "leasing": 1.0, "bonds": 1.0}
    nothing, _ = cells(begin(), mix())
    poor, _ = cells(begin(), mix(financing={**keys, "room": 0.1, "discount": 0.1}))
    size = np.abs(nothing).max(axis=(0, 1, 2)) + 1.0
    assert (np.abs(poor - nothing).max(axis=(0, 1, 2)) / size).max() <= 1e-6


def controlled(left: float, monitoring: float, standard: float) -> State:
    """The toy under a lever of closures that watches Anshan."""
    state = copy_state(begin().state, 0)
    state.table[:] = 0.0
    policy: Any = state.policy[0]
    policy.watched[:] = 0.0
    policy.watched[2] = 1.0
    policy.monitoring, policy.standard[1] = monitoring, standard
    policy.national_monitoring = 0.0
    state.cities["makers"] = 7.0
    state.accounts["left"][ELIMINATION] = left
    return state


@given(left=st.floats(0.0, 0.5), monitoring=st.floats(0.0, 1.0), standard=st.floats(0.0, 1.0))
def test_control_and_lists_reach_as_far_as_they_are_paid(
    left: float, monitoring: float, standard: float
) -> None:
    state = controlled(left, monitoring, standard)
    treasury = float(state.province["treasury"][0])
    pay_inspection(state)
    needed = 0.25 * P.control_cost * 7.0 * (monitoring + (standard > 0.0))
    paid = treasury - float(state.province["treasury"][0])
    assert paid == pytest.approx(min(needed, left), rel=1e-6, abs=1e-9)
    booked = state.table[..., Quantity.FISCAL_0 + ELIMINATION]
    assert booked.sum() == pytest.approx(min(needed, left), rel=1e-9, abs=1e-12)
    reach = min(1.0, left / needed) if needed > 0.0 else 1.0
    assert control(state.cities[2], state.policy[0]) == pytest.approx(reach * monitoring)
    assert control(state.cities[5], state.policy[0]) == 0.0
    firm: Any = state.firms[0]
    firm.product, firm.city = 1, 2
    places = state.sectors[firm.sector], state.cities[2], state.province[0]
    found = standard_for(firm, *places, state.policy[0])
    assert found == pytest.approx(reach * standard)


@given(left=st.floats(0.0, 5.0), people=st.floats(0.0, 2000.0), part=st.floats(0.0, 1.0))
def test_retraining_is_paid_for_everybody_in_it(left: float, people: float, part: float) -> None:
    state = controlled(left, 0.0, 0.0)
    state.policy["worker_support"] = part
    state.cities["pool"], state.cities["displaced_pool"] = 5000.0, people
    state.cities["released"] = state.cities["displaced"] = 0.0
    reach = retrain(state)
    needed = P.retraining_cost * part * people
    assert state.accounts["spent"][ELIMINATION] == pytest.approx(min(left, needed), abs=1e-9)
    assert reach * needed == pytest.approx(min(left, needed), abs=1e-9)


@given(budget=st.floats(0.0, 100.0), rate=st.floats(0.1, 1000.0))
def test_a_promise_is_believed_as_far_as_the_year_can_pay_it(budget: float, rate: float) -> None:
    """A quota of a million tonnes at ``rate`` yuan a tonne."""
    state = controlled(budget, 0.0, 0.0)
    policy: Any = state.policy[0]
    policy.quota[:] = policy.national_quota[:] = 0.0
    policy.quota[1], policy.compensation[1] = 1e6, rate
    state.levers["budget"][ELIMINATION] = budget
    assert credible_part(state) == pytest.approx(min(1.0, 4.0 * budget / rate))


@given(rate=st.floats(0.0, 0.9), less=st.floats(0.0, 1.0))
def test_less_support_buys_less_and_never_more_than_its_match(rate: float, less: float) -> None:
    assert share_bought(less * rate, P) <= share_bought(rate, P) <= 1.0
    assert share_bought(rate, P) <= (1.0 + P.support_match) * rate * (1.0 + 1e-12)
    assert share_bought(0.3, P) == 1.0


@pytest.mark.parametrize("rate", [0.0, 1e-9, 0.02, 0.3])
def test_technology_closes_gaps_as_far_as_support_is_paid(rate: float) -> None:
    state = copy_state(begin().state, 0)
    state.sectors["external_quality"] += 0.5
    state.firms["cash"] = 1e4
    state.accounts["left"][INNOVATION] = 1e4
    lever: Any = state.levers[INNOVATION]
    lever.on, lever.budget, lever.largest = True, 1e4, 1e9
    lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
    before = state.firms["quality"].copy()
    buy_technology(state, INNOVATION, 1.0, rate)
    gap = state.sectors["external_quality"][state.firms["sector"]] - before
    bought = state.firms["alive"] & (gap > P.acquisition_gap)
    closed = ((state.firms["quality"] - before) / gap)[bought]
    assert closed == pytest.approx(
        (1.0 - P.bought_anyway) * P.acquisition_close * min(1.0, 5.0 * rate), abs=1e-12
    )
    wanted = (P.acquisition_cost * state.firms["sales_year"] * state.firms["weight"])[bought].sum()
    assert state.accounts["spent"][INNOVATION] == pytest.approx(rate * wanted, rel=1e-9)


def test_a_centre_costs_its_selection_even_without_an_award() -> None:
    state = copy_state(begin("innovation").state, 0)
    lever: Any = state.levers[INNOVATION]
    lever.on, lever.largest = True, 1e9
    lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
    leading = np.flatnonzero(state.firms["alive"] & state.firms["is_key"])
    state.leading[: len(leading)] = leading
    state.policy["centres"], state.policy["centre_award"] = 400.0, 0.0
    state.firms["centre"] = False
    certify_centres(state, len(leading))
    assert not state.firms["centre"].any()  # no money, no centre
    state.accounts["left"][INNOVATION] = 1.0
    certify_centres(state, len(leading))
    number = float((state.firms["centre"] * state.firms["weight"]).sum())
    assert number > 0.0
    assert state.accounts["spent"][INNOVATION] == pytest.approx(P.selection_cost * number)


@pytest.mark.parametrize(
    ("part", "cap", "helped"), [(1.0, 1e9, 1.0), (0.5, 1e9, 0.5), (1.0, 6.0, 0.1)]
)
def test_half_of_the_help_helps_by_half(part: float, cap: float, helped: float) -> None:
    """Works of 60 million, in full help's share of works; a cap of a tenth pays for a tenth."""
    full = float(P.project_help_full)
    state = copy_state(begin().state, 0)
    lever: Any = state.levers[CENTRAL]
    lever.on = True
    lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
    state.accounts["left"][CENTRAL] = 100.0
    state.policy["project_rate"], state.policy["project_cap"] = part * full, cap * full
    help_projects(state)
    waiting = state.projects["stage"] == 0
    open_ = waiting & (state.sectors["orders"][state.projects["sector"]] > 0.0)
    assert open_.any()
    assert state.projects["helped"][open_] == pytest.approx(helped)
    spent = 60.0 * full * helped * open_.sum()
    assert state.accounts["spent"][CENTRAL] == pytest.approx(spent)


def test_an_energy_contract_needs_money_too() -> None:
    state = copy_state(begin().state, 0)
    firm: Any = state.firms[0]
    lever: Any = state.levers[GREEN]
    plan: Any = state.plans[0]
    plan.aware, lever.on, lever.largest = True, True, 1e9
    lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
    state.policy["contract_share"] = 0.5
    account: Any = state.accounts[GREEN]
    account.left = 0.0
    assert retrofit_support(plan, firm, lever, account, state.policy[0], P) == 0.0
    account.left = 1.0
    assert retrofit_support(plan, firm, lever, account, state.policy[0], P) > 0.0


@given(parts=st.lists(st.floats(0.1, 40.0), min_size=1, max_size=4), pool=st.floats(0.0, 1e5),
       asked=st.floats(1.0, 3.0))  # fmt: skip
def test_new_steel_stands_on_tonnes_that_were_given_up_once(
    parts: list[float], pool: float, asked: float
) -> None:
    """Every plan reckoned with the whole pool; together they order what it holds."""
    state = copy_state(begin().state, 0)
    state.table[:] = 0.0
    policy: Any = state.policy[0]
    policy.national_replacement = asked
    makers = np.flatnonzero((state.firms["product"] == 1) & state.firms["alive"])[: len(parts)]
    province: Any = state.province[0]
    province.licence_pool[:] = 0.0
    province.licence_pool[1] = pool
    wanted = 0.0
    for j, row in enumerate(makers):
        plan: Any = state.plans[j]
        firm: Any = state.firms[int(row)]
        clear_plan(plan)
        firm.moving, firm.underway[:] = 0, 0.0
        firm.nameplate = firm.capital.sum() + firm.shut
        plan.row, plan.ordered[1], plan.renewal_cost = row, parts[j], parts[j]
        plan.credit_asked = plan.credit = 0.0
        wanted += parts[j] * firm.weight
    begin_plans(state, len(makers))
    sector = int(state.firms["sector"][makers[0]])
    unit = province.tonnes_per_output[1] * 4.0 * state.sectors["capacity_per_capital"][sector]
    built = float((state.firms["underway"].sum(axis=1) * state.firms["weight"])[makers].sum())
    assert built * unit == pytest.approx(min(wanted * unit, pool / asked), rel=1e-6, abs=1e-3)
    assert province.licence_pool[1] == pytest.approx(pool - built * unit * asked, abs=1e-3)
    new, given_up = (
        state.table[..., q].sum() for q in (Quantity.NEW_TONNES, Quantity.RETIRED_TONNES)
    )
    assert given_up == pytest.approx(asked * new, rel=1e-6, abs=1e-3)
