"""Event 10: plans financed from cash, support and credit, begun, or carried out without support."""

from __future__ import annotations

from agents.bank import open_bank
from agents.enterprise.closure import tonnes_per_unit
from agents.enterprise.construction import begin, settle_versions, use_licence_pool
from agents.enterprise.finance import (
    backing_price,
    bonds_placed,
    can_back,
    finds_room,
    fund_can_pay,
    grant_loan,
    is_soft,
    lever_can_pay,
    money_for_credit,
    put_off,
    relief_of,
    seek_finance,
    take_stake,
    without_equity,
)
from agents.enterprise.investment import (
    is_swapped,
    keep_decisions,
    needs_replacement,
    room_to_expand,
)
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import RUNGS, Enterprise
from agents.province import CITIES
from agents.record import rule
from model.events.grants import pay_support
from model.events.investment_plans import DIGITAL, GREEN, TRANSFORMATION
from model.events.lever_budgets import FINANCING, pay_from_lever, take_back
from model.events.relocation import settle_move
from model.events.sorting import enlist, sort_listed
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
        settle_versions(plan)
        relief = relief_of(firm, lever, account, policy, p)
        seek_finance(plan, firm, province, relief, is_soft(firm, province.quarter, p), p)
        if plan.credit_asked >= 0.0 and plan.credit_asked + plan.equity > 0.0:
            n = enlist(s.keys, n, j, plan.rank, plan.luck, plan.key)
    sort_listed(s, n)
    for k in range(n):
        plan = s.plans[s.order[k]]
        firm = s.firms[plan.row]
        most = can_back(firm, lever, account, policy, p)
        if not lever_can_pay(plan, firm, account, most, p):
            relief = relief_of(firm, lever, account, policy, p)
            if plan.equity > 0.0 and not fund_can_pay(plan, firm, account, p):
                relief = without_equity(relief)
            seek_finance(plan, firm, province, relief, is_soft(firm, province.quarter, p), p)
        bank = s.banks[firm.city]
        plan.bonds = bonds_placed(plan, firm, policy, most, p)
        if plan.credit_asked < 0.0 or not finds_room(plan, firm, bank, most):
            plan.credit_asked, plan.equity = -1.0, 0.0
            continue
        if plan.equity > 0.0:
            paid = take_stake(firm, province, plan.equity, p)
            account.equity -= paid * firm.weight
            pay_from_lever(s, FINANCING, firm, paid, 0.0)
        grant_loan(plan, firm, bank, policy, most * backing_price(policy, p), p)
        firm.cash += plan.loan_support
        province.bank[firm.city] += plan.fee * firm.weight
        paid = plan.loan_support + plan.fee
        pay_from_lever(s, FINANCING, firm, paid, p.lent_anyway * plan.fee)


@rule
def begin_plans(s: State, plans: int) -> None:
    """Start what is financed and pay its support; put off what is not."""
    p = s.parameters[0]
    for j in range(plans):
        plan = s.plans[j]
        firm = s.firms[plan.row]
        if plan.credit_asked < 0.0:
            give_back(s, plan)
            if plan.cost > 0.0:
                put_off(firm, p)
            continue
        if needs_replacement(firm):
            keep_to_licences(s, plan)
        pay_support(s, plan)
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
def keep_to_licences(s: State, plan: Plan) -> None:
    """Of the tonnes that a plan reckoned with others may have used some: it orders what is left."""
    firm = s.firms[plan.row]
    ordered = 0.0
    for k in range(RUNGS):
        ordered += plan.ordered[k]
    most = room_to_expand(firm, s.sectors[firm.sector], s.province[0], s.policy[0])
    if ordered > most:
        plan.renewal_cost *= most / ordered
        for k in range(RUNGS):
            plan.ordered[k] *= most / ordered


@rule
def replace_capacity(s: State, plan: Plan) -> None:
    """New steel and aluminium beyond the licence, and what was given up for it, are booked."""
    firm = s.firms[plan.row]
    sector = s.sectors[firm.sector]
    before = firm.nameplate
    given_up = use_licence_pool(plan, firm, sector, s.province[0], s.policy[0])
    book_swap(s, firm, firm.nameplate - before, given_up)


@rule
def book_swap(s: State, firm: Enterprise, units: float, given_up: float) -> None:
    """New units beyond the licence and the tonnes that were given up for them."""
    if units > 0.0 and is_swapped(firm):
        row = s.table[firm.city, firm.sector]
        tonnes = tonnes_per_unit(firm, s.sectors[firm.sector], s.province[0])
        row[Quantity.NEW_TONNES] += units * tonnes * firm.weight
        row[Quantity.RETIRED_TONNES] += given_up * firm.weight


@rule
def give_back(s: State, plan: Plan) -> None:
    """What was promised to a project that found no finance stays in the budgets."""
    firm = s.firms[plan.row]
    take_back(s.accounts[TRANSFORMATION], firm, plan.grant)
    take_back(s.accounts[DIGITAL], firm, plan.subsidy)
    take_back(s.accounts[GREEN], firm, plan.retrofit_support)
    if firm.moving > 0:
        settle_move(s, plan, True)


@rule
def open_banks(s: State) -> None:
    """Room of each city's bank; the financing lever backs more, as far as its money pays for it."""
    lever = s.levers[FINANCING]
    policy = s.policy[0]
    left = money_for_credit(s.accounts[FINANCING])
    wanted = 0.0
    for c in range(CITIES):
        wanted += lever.city[c] * policy.room * s.banks[c].loans
    payable = left / backing_price(policy, s.parameters[0])
    share = min(1.0, payable / wanted) if lever.on and left > 0.0 and wanted > 0.0 else 0.0
    for c in range(CITIES):
        backed = share * lever.city[c] * policy.room * s.banks[c].loans
        open_bank(s.banks[c], s.parameters[0].bank_room, backed)
