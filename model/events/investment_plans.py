"""Event 8: one enterprise's plan of the quarter, put together from the rules of its parts."""

from __future__ import annotations

from typing import NamedTuple

from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.abatement import plan_retrofit, retrofit_support
from agents.enterprise.digital_adoption import (
    adoption_chance,
    hoped_subsidy,
    may_adopt,
    own_pull,
    peer_pull,
    system_gain,
    system_price,
)
from agents.enterprise.investment import (
    apply_for_grant,
    hoped_support,
    is_aware,
    patience_now,
    plan_renewal,
    plan_upgrade,
    scrap_idle,
    sell_licence,
)
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import SYSTEMS, Lever, LeverAccount, LeverName, Policy, Province
from agents.random_draws import Event, luck
from agents.record import rule
from agents.sector import Sector

TRANSFORMATION = int(LeverName.TECHNICAL_TRANSFORMATION)
DIGITAL = int(LeverName.DIGITALISATION)
GREEN = int(LeverName.GREEN_MANUFACTURING)
OPENING = int(LeverName.OPENING_UP)


class Desk(NamedTuple):
    """What an enterprise looks at when it plans.

    Records, not the whole state: handing the state's arrays over costs more than planning does
    (benchmarks of the quarter: 300 ns a call).
    """

    sector: Sector
    city: City
    cluster: Cluster
    province: Province
    policy: Policy
    transformation: Lever
    transformation_account: LeverAccount
    digital: Lever
    digital_account: LeverAccount
    green: Lever
    green_account: LeverAccount
    p: Parameters


@rule
def clear_plan(plan: Plan) -> None:
    """Forget the plan that stood in this place of the workspace before."""
    plan.renewal_cost = 0.0
    plan.move_to = 0
    plan.move_supported = 0
    plan.move_gain = 0.0
    plan.move_asked = 0.0
    plan.move_paid = 0.0
    plan.move_offer = 0.0
    plan.move_order = 0.0
    plan.grant_rate = 0.0
    plan.grant_cap = 0.0
    plan.major = False
    plan.upgrade_cost = 0.0
    plan.upgrade_cost_supported = 0.0
    plan.grant_asked = 0.0
    plan.grant = plan.grant_anyway = 0.0
    plan.score = 0.0
    plan.systems_cost = 0.0
    plan.systems_cost_supported = 0.0
    plan.subsidy_asked = 0.0
    plan.subsidy = plan.subsidy_anyway = 0.0
    plan.retrofit = 0.0
    plan.retrofit_supported = 0.0
    plan.retrofit_cost = 0.0
    plan.retrofit_cost_supported = 0.0
    plan.retrofit_asked = 0.0
    plan.retrofit_support = plan.retrofit_anyway = 0.0
    plan.credit = 0.0
    plan.guaranteed = plan.equity = plan.bonds = 0.0
    plan.loan_support = 0.0
    plan.fee = 0.0
    for move in range(len(plan.moved)):
        plan.moved[move] = 0.0
        plan.moved_supported[move] = 0.0
        plan.ordered[move] = 0.0
    for system in range(SYSTEMS):
        plan.adopt[system] = 0.0
        plan.adopt_supported[system] = 0.0


@rule
def is_empty(plan: Plan) -> bool:
    """Whether nothing is wanted, supported or not."""
    wanted = plan.renewal_cost + plan.upgrade_cost + plan.upgrade_cost_supported
    wanted += plan.systems_cost + plan.systems_cost_supported
    return wanted + plan.retrofit_cost + plan.retrofit_cost_supported <= 0.0


@rule
def plan_systems(plan: Plan, firm: Enterprise, desk: Desk) -> None:
    """Digital systems: a hazard for each, without subsidy and with the one hoped for."""
    p = desk.p
    quarter = desk.province.quarter
    hopes = plan.aware and desk.digital_account.left > 0.0
    part = 0.5 if firm.is_key else 1.0  # key enterprises plan twice a year
    own = own_pull(firm, desk.city, desk.cluster, p)
    for system in range(SYSTEMS):
        draw = luck(firm.identity, quarter, Event.ADOPT_0 + system)
        if draw >= part * p.adopt_most or not may_adopt(firm, system, p):
            continue
        gain = system_gain(firm, desk.sector, desk.city, system, p)
        cost = system_price(firm, desk.cluster, system, desk.province.system_price, p)
        pull = own + peer_pull(desk.sector, desk.cluster, system, p)
        intercept = desk.province.adopt_0[system]
        if draw < part * adoption_chance(intercept, gain, cost, plan.patience, pull, p):
            plan.adopt[system] = 1.0
            plan.adopt_supported[system] = 1.0
            plan.systems_cost += cost
        help_ = 0.0
        if hopes:
            help_ = hoped_subsidy(firm, desk.digital, desk.policy, system, cost, p)
        if help_ > 0.0:
            chance = adoption_chance(intercept, gain, cost - help_, plan.patience, pull, p)
            if draw < part * chance:
                plan.adopt_supported[system] = 1.0
                plan.subsidy_asked += help_
        if plan.adopt_supported[system] > 0.0:
            plan.systems_cost_supported += cost


@rule
def plan_green(plan: Plan, firm: Enterprise, desk: Desk) -> None:
    """Energy retrofits, and what is asked for them: a subsidy and the fee of an energy contract."""
    policy = desk.policy
    rate = retrofit_support(plan, firm, desk.green, desk.green_account, policy, desk.p)
    plan_retrofit(plan, firm, desk.sector, desk.cluster, rate, desk.p)
    if rate > 0.0 and plan.retrofit_cost_supported > 0.0:
        asked = policy.retrofit_rate * plan.retrofit_cost_supported
        fee = desk.p.backing_cost * policy.contract_share * plan.retrofit_cost_supported
        plan.retrofit_cost_supported += fee
        plan.retrofit_asked = min(asked, policy.retrofit_cap) + fee


@rule
def make_plan(row: int, plan: Plan, firm: Enterprise, desk: Desk) -> None:
    """Renewal, upgrading, digital systems and retrofits of one enterprise, in both versions."""
    p = desk.p
    sector = desk.sector
    province = desk.province
    policy = desk.policy
    clear_plan(plan)
    plan.row = row
    plan.key = firm.key
    plan.city = firm.city
    plan.luck = luck(firm.identity, province.quarter - province.season, Event.TIE)
    plan.patience = patience_now(firm, sector, p)
    plan.aware = is_aware(firm, desk.cluster, province, p)
    plan.fixed_cost = p.project_fixed_cost * (1.0 - p.service_saving * desk.cluster.service)
    scrap_idle(firm, sector, province, p)
    sell_licence(firm, sector, province, p)
    plan_renewal(plan, firm, sector, province, policy, p)
    hoped_support(plan, firm, desk.transformation, desk.transformation_account, policy, p)
    plan_upgrade(plan, firm, sector, province, p)
    apply_for_grant(plan, firm, sector, policy, p)
    plan_systems(plan, firm, desk)
    plan_green(plan, firm, desk)
