"""Event 10: plans financed from cash, support and credit, begun, or carried out without support."""

from __future__ import annotations

from agents.bank import open_bank
from agents.enterprise.construction import begin, settle_versions, use_licence_pool
from agents.enterprise.finance import (
    finds_room,
    fund_can_pay,
    grant_loan,
    is_soft,
    may_place_bonds,
    money_for_credit,
    put_off,
    relief_of,
    seek_finance,
    take_stake,
    without_equity,
)
from agents.enterprise.investment import is_swapped, keep_decisions, needs_replacement
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import Enterprise
from agents.province import CITIES, replacement_ratio
from agents.record import rule
from model.events.investment_plans import DIGITAL, GREEN, TRANSFORMATION
from model.events.lever_budgets import FINANCING, pay_from_lever, return_to_lever
from model.events.ranking import enlist, sort_listed
from model.events.relocation import settle_move
from model.indicators import Quantity
from model.state import State


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
        grant_loan(plan, firm, bank, policy, lever, account, p)
        if plan.loan_support + plan.fee > 0.0:
            firm.cash += plan.loan_support
            province.bank[firm.city] += plan.fee * firm.weight
            anyway = p.lent_anyway * plan.fee
            pay_from_lever(s, FINANCING, firm, plan.loan_support + plan.fee, anyway)


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
