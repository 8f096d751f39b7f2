"""Events 10 and 11: carrying a financed plan out, building and commissioning."""

from __future__ import annotations

from agents.bank import Bank
from agents.cluster import Cluster
from agents.enterprise.cash_flow import borrow
from agents.enterprise.digital_adoption import install, rents
from agents.enterprise.investment import needs_replacement
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import MOVE_FROM, MOVE_TO, MOVES, NUMERICAL, RUNGS, Enterprise
from agents.parameters import Parameters
from agents.province import SYSTEMS, Policy, Province, given_up_for_new
from agents.record import rule
from agents.sector import Sector

ROUNDING = 1.0e-9  # relative: capital that was meant to equal its licence


@rule
def settle_versions(plan: Plan) -> None:
    """Choose the version of each part by whether support was given, and its own cost."""
    if plan.grant > 0.0:
        for move in range(MOVES):
            plan.moved[move] = plan.moved_supported[move]
            plan.decided[move] = plan.decided_supported[move]
            plan.due[move] = plan.due_supported[move]
        plan.upgrade_cost = plan.upgrade_cost_supported
    if plan.subsidy > 0.0:
        for system in range(SYSTEMS):
            plan.adopt[system] = plan.adopt_supported[system]
        plan.systems_cost = plan.systems_cost_supported
    if plan.retrofit_support > 0.0:
        plan.retrofit = plan.retrofit_supported
        plan.retrofit_cost = plan.retrofit_cost_supported


@rule
def begin(
    plan: Plan, firm: Enterprise, province: Province, cluster: Cluster, p: Parameters
) -> None:
    """Start the financed plan: order capital, begin rebuilding, buy systems and retrofits."""
    firm.put_offs = 0
    works = plan.renewal_cost + plan.upgrade_cost
    total = works + plan.systems_cost + plan.retrofit_cost
    firm.project_left = total
    firm.project_credit = min(1.0, plan.credit / total) if total > 0.0 else 0.0
    firm.project_is_major = works >= p.major_project_cost
    time = p.gestation_major if firm.project_is_major else p.gestation
    if works <= 0.0:
        time = 1.0
    sooner = int(p.services_gestation * cluster.services * time + 0.5)
    firm.project_ends = province.quarter + max(1, int(time) - sooner)
    for k in range(RUNGS):
        firm.underway[k] += plan.ordered[k]
    for move in range(MOVES):
        firm.rebuilding[move] = plan.moved[move]
    rented = rents(firm, cluster)
    for system in range(SYSTEMS):
        if plan.adopt[system] > 0.0:
            install(firm, system, rented, p)
    firm.saving += plan.retrofit


@rule
def use_licence_pool(
    plan: Plan, firm: Enterprise, sector: Sector, province: Province, policy: Policy
) -> float:
    """New capacity beyond the licence takes tonnes from the pool of what others gave up.

    Returns the tonnes a year that were given up for it.
    """
    if plan.renewal_cost <= 0.0:
        return 0.0
    total = firm.shut
    for k in range(RUNGS):
        total += firm.capital[k] + firm.underway[k] + plan.ordered[k]
    return take_licence(firm, sector, province, policy, total)


@rule
def take_licence(
    firm: Enterprise, sector: Sector, province: Province, policy: Policy, total: float
) -> float:
    """A licence for ``total`` units; what it lacks takes tonnes from the pool where rules ask it.

    Returns the tonnes a year of the pool that were given up for it.
    """
    asked = given_up_for_new(policy, firm.city)
    beyond = total - firm.nameplate
    if asked <= 0.0 or not needs_replacement(firm) or beyond <= ROUNDING * total:
        return 0.0
    tonnes = province.tonnes_per_output[firm.product] * 4.0 * sector.capacity_per_capital
    pool = province.licence_pool[firm.product]
    taken = min(pool, beyond * tonnes * asked * firm.weight)
    province.licence_pool[firm.product] = pool - taken
    firm.nameplate = total
    return taken / firm.weight


@rule
def spend_on_project(firm: Enterprise, bank: Bank, province: Province) -> float:
    """Pay this quarter's part of the project, drawing the committed loan; million yuan."""
    if firm.project_left <= 0.0:
        return 0.0
    quarters = max(1, firm.project_ends - province.quarter)
    amount = firm.project_left / quarters
    drawn = amount * firm.project_credit
    if drawn > 0.0:
        borrow(firm, bank, province, drawn)
        bank.room += drawn * firm.weight  # the room was taken when the loan was committed
    firm.cash -= amount
    firm.project_left -= amount
    province.trade += amount * firm.weight
    province.spent_on_capital += amount * firm.weight
    return amount


@rule
def commission(firm: Enterprise, province: Province, p: Parameters) -> None:
    """At the end of building new capital works and rebuilt capital stands on its new rung."""
    if firm.project_ends != province.quarter + 1:
        return
    units = 1.0e-12
    for k in range(RUNGS):
        firm.capital[k] += firm.underway[k]
        province.built += firm.underway[k] * firm.weight
        firm.underway[k] = 0.0
        units += firm.capital[k]
    for move in range(MOVES):
        moved = min(firm.rebuilding[move], firm.capital[MOVE_FROM[move]])
        if moved > 0.0:
            firm.capital[MOVE_FROM[move]] -= moved
            firm.capital[MOVE_TO[move]] += moved
            step = p.rung_quality[MOVE_TO[move]] - p.rung_quality[MOVE_FROM[move]]
            firm.quality += step * moved / units
        firm.rebuilding[move] = 0.0
    firm.nameplate = max(firm.nameplate, units)


@rule
def wear_out(firm: Enterprise, province: Province, p: Parameters) -> float:
    """Capital wears, small repairs replace a part; conventional capital turns obsolete.

    Returns the cost of the repairs at this quarter's prices, million yuan.
    """
    worn = 0.0
    cost = 0.0
    for k in range(RUNGS):
        lost = p.wear[k] * firm.capital[k]
        kept = p.maintenance * lost
        firm.capital[k] -= lost - kept
        worn += lost
        cost += kept * p.rung_price[k]
    firm.reopened *= 1.0 - p.wear[0] * (1.0 - p.maintenance)
    province.worn += worn * firm.weight
    province.built += p.maintenance * worn * firm.weight
    aged = p.obsolescence * firm.capital[1]
    firm.capital[1] -= aged
    firm.capital[0] += aged
    for move in range(MOVES):
        firm.decided[move] *= 1.0 - p.line_turnover
    return cost * province.equipment_price


@rule
def repair(firm: Enterprise, province: Province, cost: float) -> float:
    """Pay for the repairs of the quarter, million yuan; returns their cost."""
    firm.cash -= cost
    province.trade += cost * firm.weight
    province.spent_on_capital += cost * firm.weight
    return cost


@rule
def high_capital(firm: Enterprise) -> float:
    """Units on the numerical and intelligent rungs."""
    return firm.capital[NUMERICAL] + firm.capital[3]
