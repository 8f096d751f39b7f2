"""Events 9 and 10: rankings under a budget, served in order until the money ends."""

from __future__ import annotations

from agents.bank import open_bank
from agents.chance import Event, luck
from agents.enterprise.finance import (
    finds_room,
    fund_can_pay,
    grant_loan,
    may_place_bonds,
    money_for_credit,
    put_off,
    relief_of,
    seek_finance,
    take_stake,
    without_equity,
)
from agents.enterprise.money import reserve_needed
from agents.enterprise.plans import eligible, is_swapped, keep_decisions, needs_replacement
from agents.enterprise.projects import begin, settle_versions, use_licence_pool
from agents.enterprise.record import RUNGS, Enterprise, Owner
from agents.parameters import Parameters
from agents.plan import Plan
from agents.province import CITIES, replacement_ratio
from agents.record import rule
from model.budgets import FINANCING, pay_from_lever, pay_outside, return_to_lever
from model.indicators import Quantity
from model.moving_money import settle_move
from model.planning import DIGITAL, GREEN, OPENING, TRANSFORMATION
from model.ranking import enlist, sort_listed
from model.state import State
from model.support import leads


@rule
def give_grant(s: State, plan: Plan, money: float) -> float:
    """Grant what is asked, or the rest of the money; returns what is left, million yuan."""
    firm = s.firms[plan.row]
    amount = min(plan.grant_asked, money / firm.weight)
    if amount <= 0.0:
        return money
    plan.grant = amount
    firm.cash += amount
    would_go_on = min(1.0, plan.upgrade_cost / plan.upgrade_cost_supported)
    pay_from_lever(s, TRANSFORMATION, firm, amount, amount * would_go_on)
    s.table[firm.city, firm.sector, Quantity.GRANTED] += amount * firm.weight
    s.table[firm.city, firm.sector, Quantity.DEADWEIGHT] += amount * would_go_on * firm.weight
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
        amount = min(plan.subsidy_asked, money / firm.weight)
        if amount <= 0.0:
            break
        plan.subsidy = amount
        firm.cash += amount
        again = min(1.0, plan.systems_cost / plan.systems_cost_supported)
        pay_from_lever(s, DIGITAL, firm, amount, amount * again)
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
        amount = min(plan.retrofit_asked, account.left / firm.weight)
        if amount <= 0.0:
            break
        plan.retrofit_support = amount
        firm.cash += amount
        again = min(1.0, plan.retrofit_cost / plan.retrofit_cost_supported)
        pay_from_lever(s, GREEN, firm, amount, amount * again)


@rule
def build_abroad(s: State, plans: int) -> None:
    """Event 9, opening up: leading enterprises that expand build a part of it abroad.

    They pay their part at once out of cash above the reserve; by luck, until the money ends.
    """
    rate = s.policy[0].abroad_rate
    p = s.parameters[0]
    budget = s.policy[0].abroad_share * s.levers[OPENING].budget
    money = min(s.accounts[OPENING].left, budget)
    if rate <= 0.0 or money <= 0.0:
        return
    n = 0
    for j in range(plans):
        plan = s.plans[j]
        firm = s.firms[plan.row]
        cost = p.abroad_share * plan.renewal_cost
        spare = firm.cash - reserve_needed(firm, p)
        willing = leads(firm) and eligible(firm, s.levers[OPENING])
        if willing and cost > 0.0 and spare > (1.0 - rate) * cost:
            n = enlist(s.keys, n, j, 0.0, plan.luck, plan.key)
    sort_listed(s, n)
    for k in range(n):
        plan = s.plans[s.order[k]]
        firm = s.firms[plan.row]
        cost = p.abroad_share * plan.renewal_cost
        if rate * cost * firm.weight > money:
            continue
        money -= rate * cost * firm.weight
        firm.cash += rate * cost
        pay_from_lever(s, OPENING, firm, rate * cost, 0.0)
        firm.cash -= cost
        s.province[0].trade += cost * firm.weight
        plan.renewal_cost -= cost
        for rung in range(RUNGS):
            moved = p.abroad_share * plan.ordered[rung]
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
    money = min(account.left, 4.0 * policy.demonstration_share * s.levers[DIGITAL].budget)
    if award <= 0.0 or money < award:
        return
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        if not may_demonstrate(s, firm):
            continue
        cluster = s.clusters[firm.city, firm.sector]
        if cluster.demonstrations > 0.0 or money < award * firm.weight:
            continue
        firm.demonstrates = True
        cluster.demonstrations += firm.weight
        firm.cash += award
        pay_from_lever(s, DIGITAL, firm, award, 0.0)
        money -= award * firm.weight


@rule
def is_soft(firm: Enterprise, quarter: int, p: Parameters) -> bool:
    """Whether a state owner is lent to in this quarter though interest is not covered."""
    if firm.owner != Owner.CENTRAL_STATE and firm.owner != Owner.LOCAL_STATE:
        return False
    return luck(firm.identity, quarter, Event.SOFT_CREDIT) < p.soft_credit


@rule
def finance_plans(s: State, plans: int) -> None:
    """Event 10: own funds, then the queue at each city's bank; who gets nothing waits."""
    p = s.parameters[0]
    policy = s.policy[0]
    province = s.province[0]
    lever = s.levers[FINANCING]
    account = s.accounts[FINANCING]
    n = 0
    for j in range(plans):
        plan = s.plans[j]
        firm = s.firms[plan.row]
        settle_versions(plan, p)
        relief = relief_of(firm, lever, account, policy, p)
        seek_finance(plan, firm, province, relief, is_soft(firm, province.quarter, p), p)
        if plan.credit_asked >= 0.0 and plan.credit_asked + plan.equity > 0.0:
            n = enlist(s.keys, n, j, plan.rank, plan.luck, plan.key)
    sort_listed(s, n)
    for k in range(n):
        plan = s.plans[s.order[k]]
        firm = s.firms[plan.row]
        if plan.equity > 0.0 and not fund_can_pay(plan, firm, account, p):
            relief = without_equity(relief_of(firm, lever, account, policy, p))
            seek_finance(plan, firm, province, relief, is_soft(firm, province.quarter, p), p)
        bank = s.banks[firm.city]
        if may_place_bonds(firm, lever, account, p):
            plan.bonds = policy.bonds * max(0.0, plan.credit_asked)
        if plan.credit_asked < 0.0 or not finds_room(plan, firm, bank, lever):
            plan.credit_asked = -1.0
            plan.equity = 0.0
            continue
        if plan.equity > 0.0:
            paid = take_stake(firm, province, plan.equity, p)
            account.equity -= paid * firm.weight
            pay_from_lever(s, FINANCING, firm, paid, 0.0)
        grant_loan(plan, firm, bank, policy, lever, account)
        if plan.loan_support + plan.fee > 0.0:
            firm.cash += plan.loan_support
            province.bank[firm.city] += plan.fee * firm.weight
            pay_from_lever(s, FINANCING, firm, plan.loan_support + plan.fee, 0.0)


@rule
def begin_plans(s: State, plans: int) -> None:
    """Start what is financed; return the support of what is not, and put it off."""
    p = s.parameters[0]
    for j in range(plans):
        plan = s.plans[j]
        firm = s.firms[plan.row]
        if plan.credit_asked < 0.0:
            give_back(s, plan)
            if plan.cost > 0.0:
                put_off(firm, p)
            continue
        if firm.moving > 0:
            settle_move(s, plan, False)
        keep_decisions(plan, firm)
        total = plan.renewal_cost + plan.upgrade_cost + plan.systems_cost + plan.retrofit_cost
        if total > 0.0:
            cluster = s.clusters[firm.city, firm.sector]
            if needs_replacement(firm):
                replace_capacity(s, plan)
            begin(plan, firm, s.province[0], cluster, p)
        s.table[firm.city, firm.sector, Quantity.UPGRADING] += plan.upgrade_cost * firm.weight


@rule
def replace_capacity(s: State, plan: Plan) -> None:
    """New steel and aluminium beyond the licence, and what was given up for it, are booked."""
    firm = s.firms[plan.row]
    policy = s.policy[0]
    new = use_licence_pool(plan, firm, s.sectors[firm.sector], s.province[0], policy)
    book_swap(s, firm, new)


@rule
def book_swap(s: State, firm: Enterprise, new: float) -> None:
    """New tonnes beyond the licence and the tonnes that had to be given up for them."""
    if new > 0.0 and is_swapped(firm):
        row = s.table[firm.city, firm.sector]
        row[Quantity.NEW_TONNES] += new * firm.weight
        given_up = new / replacement_ratio(s.policy[0], firm.city)
        row[Quantity.RETIRED_TONNES] += given_up * firm.weight


@rule
def give_back(s: State, plan: Plan) -> None:
    """Support of a project that found no finance returns to the budget (audit)."""
    firm = s.firms[plan.row]
    again = 0.0
    if plan.grant > 0.0:
        again = min(1.0, plan.upgrade_cost / max(plan.upgrade_cost_supported, 1.0e-12))
        return_to_lever(s, TRANSFORMATION, firm, plan.grant)
        s.table[firm.city, firm.sector, Quantity.GRANTED] -= plan.grant * firm.weight
        s.table[firm.city, firm.sector, Quantity.DEADWEIGHT] -= plan.grant * again * firm.weight
    if plan.subsidy > 0.0:
        return_to_lever(s, DIGITAL, firm, plan.subsidy)
    if firm.moving > 0:
        settle_move(s, plan, True)
    if plan.retrofit_support > 0.0:
        return_to_lever(s, GREEN, firm, plan.retrofit_support)


@rule
def open_banks(s: State) -> None:
    """Room of each city's bank; the financing lever backs more, as far as its money pays for it."""
    lever = s.levers[FINANCING]
    policy = s.policy[0]
    left = money_for_credit(s.accounts[FINANCING])
    wanted = 0.0
    for c in range(CITIES):
        wanted += lever.city[c] * policy.room * s.banks[c].loans
    payable = left / policy.guarantee_cost if policy.guarantee_cost > 0.0 else left * 1.0e6
    share = min(1.0, payable / wanted) if lever.on and left > 0.0 and wanted > 0.0 else 0.0
    for c in range(CITIES):
        backed = share * lever.city[c] * policy.room * s.banks[c].loans
        open_bank(s.banks[c], s.parameters[0].bank_room, backed)
