"""Event 9: applications ranked, and support promised or paid while the money lasts.

Support of a project is promised here, and paid and booked when the project begins in event 10, so
nothing that is booked is ever taken back.
"""

from __future__ import annotations

from agents.enterprise.cash_flow import reserve_needed
from agents.enterprise.investment import eligible, leads
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import RUNGS, Enterprise
from agents.province import CITIES
from agents.record import rule
from model.events.enterprise_support import share_bought
from model.events.investment_plans import DIGITAL, GREEN, OPENING, TRANSFORMATION
from model.events.lever_budgets import (
    help_to_buy,
    pay_from_lever,
    pay_outside,
    pay_promised,
    promise,
    served,
)
from model.events.ranking import enlist, sort_listed
from model.indicators import Quantity
from model.state import State


@rule
def give_grant(s: State, plan: Plan, money: float) -> float:
    """Promise a grant out of ``money``; returns what is left of it, million yuan."""
    firm = s.firms[plan.row]
    amount = served(plan.grant_asked, money / firm.weight, s.parameters[0])
    if amount <= 0.0:
        return money
    plan.grant = amount
    plan.grant_anyway = amount * min(1.0, plan.upgrade_cost / plan.upgrade_cost_supported)
    promise(s.accounts[TRANSFORMATION], firm, amount)
    return max(0.0, money - amount * firm.weight)


@rule
def serve_grants(s: State, n: int, money: float, reserved: bool) -> float:
    """Serve the sorted list until ``money`` ends; with ``reserved`` only cities with a reserve."""
    for j in range(n):
        plan = s.plans[s.order[j]]
        if plan.grant > 0.0 or (reserved and s.policy[0].reserve[plan.city] <= 0.0):
            continue
        if money <= 0.0:
            break
        money = give_grant(s, plan, money)
    return money


@rule
def rank_grants(s: State, plans: int, major: bool, money: float) -> None:
    """One queue of technical transformation: the reserve of cities first, then all by score."""
    n = 0
    account = s.accounts[TRANSFORMATION]
    for j in range(plans):
        plan = s.plans[j]
        if plan.grant_asked > 0.0 and plan.major == major and plan.grant <= 0.0:
            account.applied += plan.grant_asked * s.firms[plan.row].weight
            n = enlist(s.keys, n, j, plan.score, plan.luck, plan.key)
    if n == 0 or money <= 0.0:
        return
    sort_listed(s, n)
    reserve = 0.0
    for c in range(CITIES):
        reserve += s.policy[0].reserve[c]
    left = (1.0 - reserve) * money
    if reserve > 0.0:
        left += serve_grants(s, n, reserve * money, True)
    serve_grants(s, n, left, False)


@rule
def award_grants(s: State, plans: int) -> None:
    """Event 9, technical transformation: major projects have their own queue and money."""
    money = s.accounts[TRANSFORMATION].left
    if money <= 0.0:
        return
    rank_grants(s, plans, True, s.policy[0].major_share * money)
    rank_grants(s, plans, False, s.accounts[TRANSFORMATION].left)


@rule
def award_subsidies(s: State, plans: int) -> None:
    """Event 9, digital systems: key enterprises first, then by luck, until the money ends.

    What platforms and demonstrations get of the budget is saved for the year's end.
    """
    account = s.accounts[DIGITAL]
    if account.left <= 0.0:
        return
    kept = s.policy[0].platform_share + s.policy[0].demonstration_share
    saved = kept * s.levers[DIGITAL].budget * (s.province[0].season + 1.0)
    money = max(0.0, account.left - saved)
    n = 0
    for j in range(plans):
        plan = s.plans[j]
        if plan.subsidy_asked > 0.0:
            firm = s.firms[plan.row]
            account.applied += plan.subsidy_asked * firm.weight
            score = s.policy[0].city_score[firm.city]
            if firm.is_key:
                score += s.parameters[0].score_key
            n = enlist(s.keys, n, j, score, plan.luck, plan.key)
    sort_listed(s, n)
    for j in range(n):
        plan = s.plans[s.order[j]]
        firm = s.firms[plan.row]
        amount = served(plan.subsidy_asked, money / firm.weight, s.parameters[0])
        if amount <= 0.0:
            continue
        plan.subsidy = amount
        plan.subsidy_anyway = amount * min(1.0, plan.systems_cost / plan.systems_cost_supported)
        promise(account, firm, amount)
        money = max(0.0, money - amount * firm.weight)


@rule
def award_retrofits(s: State, plans: int) -> None:
    """Event 9, energy retrofits: by saving per yuan asked, then luck, until the money ends."""
    account = s.accounts[GREEN]
    if account.left <= 0.0:
        return
    n = 0
    for j in range(plans):
        plan = s.plans[j]
        if plan.retrofit_asked > 0.0:
            firm = s.firms[plan.row]
            account.applied += plan.retrofit_asked * firm.weight
            share = plan.retrofit_supported / plan.retrofit_asked
            n = enlist(s.keys, n, j, share, plan.luck, plan.key)
    sort_listed(s, n)
    for j in range(n):
        plan = s.plans[s.order[j]]
        firm = s.firms[plan.row]
        amount = served(plan.retrofit_asked, account.left / firm.weight, s.parameters[0])
        if amount <= 0.0:
            continue
        plan.retrofit_support = amount
        plan.retrofit_anyway = amount * min(1.0, plan.retrofit_cost / plan.retrofit_cost_supported)
        promise(account, firm, amount)


@rule
def pay_support(s: State, plan: Plan) -> None:
    """What was promised to a project is paid as it begins."""
    firm = s.firms[plan.row]
    firm.cash += plan.grant + plan.subsidy + plan.retrofit_support
    if plan.grant > 0.0:
        pay_promised(s, TRANSFORMATION, firm, firm.city, plan.grant, plan.grant_anyway)
        row = s.table[firm.city, firm.sector]
        row[Quantity.GRANTED] += plan.grant * firm.weight
        row[Quantity.DEADWEIGHT] += plan.grant_anyway * firm.weight
    if plan.subsidy > 0.0:
        pay_promised(s, DIGITAL, firm, firm.city, plan.subsidy, plan.subsidy_anyway)
    if plan.retrofit_support > 0.0:
        support = plan.retrofit_support
        pay_promised(s, GREEN, firm, firm.city, support, plan.retrofit_anyway)


@rule
def build_abroad(s: State, plans: int) -> None:
    """Event 9, opening up: leading enterprises that expand build a part of it abroad.

    They pay their part at once out of cash above the reserve; by luck, until the money ends.
    """
    p = s.parameters[0]
    part = p.abroad_share * share_bought(s.policy[0].abroad_rate, p)
    budget = s.policy[0].abroad_share * s.levers[OPENING].budget
    money = min(s.accounts[OPENING].left, budget)
    if part <= 0.0 or money <= 0.0:
        return
    rate = s.policy[0].abroad_rate * p.abroad_share / part
    n = 0
    for j in range(plans):
        plan = s.plans[j]
        firm = s.firms[plan.row]
        cost = part * plan.renewal_cost
        spare = firm.cash - reserve_needed(firm, p)
        willing = leads(firm) and eligible(firm, s.levers[OPENING])
        if willing and cost > 0.0 and spare > (1.0 - rate) * cost:
            n = enlist(s.keys, n, j, 0.0, plan.luck, plan.key)
    sort_listed(s, n)
    for k in range(n):
        plan = s.plans[s.order[k]]
        firm = s.firms[plan.row]
        cost = part * plan.renewal_cost
        if rate * cost * firm.weight > money:
            continue
        money -= rate * cost * firm.weight
        help_to_buy(s, OPENING, firm, cost, rate)
        plan.renewal_cost -= cost
        for rung in range(RUNGS):
            moved = part * plan.ordered[rung]
            plan.ordered[rung] -= moved
            firm.abroad += moved


@rule
def keep_platforms(s: State) -> None:
    """Event 2: a platform that nobody pays for takes no new members; its members keep theirs."""
    if s.levers[DIGITAL].on:
        return
    for c in range(CITIES):
        for j in range(len(s.sectors)):
            s.clusters[c, j].platform = False


@rule
def build_platforms(s: State) -> None:
    """At the year's end shared platforms go to the clusters with most small enterprises."""
    policy = s.policy[0]
    account = s.accounts[DIGITAL]
    money = min(account.left, 4.0 * policy.platform_share * s.levers[DIGITAL].budget)
    p = s.parameters[0]
    while money >= p.platform_price:
        most = 0.0
        where = -1
        for c in range(CITIES):
            for j in range(len(s.sectors)):
                cluster = s.clusters[c, j]
                open_ = s.levers[DIGITAL].city[c] * s.levers[DIGITAL].sector[j] > 0.0
                if open_ and not cluster.platform and cluster.small > most:
                    most = cluster.small
                    where = c * len(s.sectors) + j
        if where < 0:
            break
        c = where // len(s.sectors)
        j = where % len(s.sectors)
        s.clusters[c, j].platform = True
        money -= p.platform_price
        pay_outside(s, DIGITAL, c, j, p.platform_price)


@rule
def may_demonstrate(s: State, firm: Enterprise) -> bool:
    """Key enterprises with ERP and MES in use can become demonstration enterprises."""
    if not firm.alive or not firm.is_key or firm.demonstrates:
        return False
    if firm.maturity[0] < 0.5 or firm.ceiling[1] <= 0.0:
        return False
    return eligible(firm, s.levers[DIGITAL])


@rule
def name_demonstrations(s: State) -> None:
    """At the year's end demonstration enterprises are named, one a cluster, until money ends."""
    policy = s.policy[0]
    account = s.accounts[DIGITAL]
    award = policy.demonstration_award
    selection = s.parameters[0].selection_cost
    money = min(account.left, 4.0 * policy.demonstration_share * s.levers[DIGITAL].budget)
    if award <= 0.0 or money <= 0.0:
        return
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        if not may_demonstrate(s, firm):
            continue
        cluster = s.clusters[firm.city, firm.sector]
        if cluster.demonstrations > 0.0 or money < (award + selection) * firm.weight:
            continue
        firm.demonstrates = True
        cluster.demonstrations += firm.weight
        firm.cash += award
        pay_from_lever(s, DIGITAL, firm, award, 0.0)
        pay_outside(s, DIGITAL, firm.city, firm.sector, selection * firm.weight)
        money -= (award + selection) * firm.weight
