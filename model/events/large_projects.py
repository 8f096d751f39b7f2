"""Event 12, large projects: help, start or cancellation, building, commissioning.

Dated projects of the plan and those of central enterprises stand in the world. Their owners pay the
works with money from outside; makers of the province get a part of the orders. What is built works
at the enterprise that is named, or as a new one with a key of its own, and brings customers from
outside. One that is given up leaves no trace.
"""

from __future__ import annotations

import numpy as np

from agents.enterprise.cash_flow import borrow
from agents.enterprise.construction import take_licence
from agents.enterprise.innovation import size_factor
from agents.enterprise.investment import room_to_expand, unit_price
from agents.enterprise.record import CONVENTIONAL, NUMERICAL, RUNGS, Enterprise
from agents.place import Project, ProjectState, decide_project
from agents.province import LeverName
from agents.random_draws import Event, luck
from agents.record import rule
from agents.sector import Sector
from model.events.credit import book_swap
from model.events.entry import count_entrant, open_record, settle_in
from model.events.lever_budgets import pay_outside
from model.events.parks import take_room
from model.indicators import Quantity
from model.state import State

CENTRAL = int(LeverName.CENTRAL_LOCAL)


@rule
def help_price(s: State, project: Project) -> float:
    """What land, approval and support for a project cost; 0 where the lever is not open to it."""
    lever = s.levers[CENTRAL]
    policy = s.policy[0]
    open_ = lever.city[project.city] * lever.sector[project.sector] * lever.owner[project.owner]
    if not lever.on or open_ <= 0.0 or project.stage != ProjectState.WAITING:
        return 0.0
    if project.helped > 0.0:
        return 0.0
    if s.sectors[project.sector].orders <= 0.0:
        return 0.0
    return min(policy.project_rate * project.works, policy.project_cap)


@rule
def help_projects(s: State) -> None:
    """The central_local lever helps waiting projects, by luck of the year, until money ends."""
    account = s.accounts[CENTRAL]
    if account.left <= 0.0 or len(s.projects) == 0:
        return
    quarter = s.province[0].quarter
    year = quarter - s.province[0].season
    turn = np.zeros(len(s.projects))
    for n in range(len(s.projects)):
        turn[n] = luck(s.projects[n].identity, year, Event.TIE)
    order = np.argsort(turn, kind="mergesort")
    for k in range(len(s.projects)):
        project = s.projects[order[k]]
        price = help_price(s, project)
        if price <= 0.0:
            continue
        account.applied += price
        if price <= account.left:
            full = s.parameters[0].project_help_full * project.works
            project.helped = min(1.0, price / full)
            pay_help(s, project, price)


@rule
def pay_help(s: State, project: Project, amount: float) -> None:
    """Land and networks for a project are works that the lever pays."""
    pay_outside(s, CENTRAL, project.city, project.sector, amount)
    s.province[0].spent_on_capital += amount


@rule
def work_on(s: State, project: Project) -> None:
    """A quarter's works: paid by the owner from outside, a part of the orders stays at home.

    What comes in and what goes out to builders clears through the trade account.
    """
    p = s.parameters[0]
    policy = s.policy[0]
    local = p.project_local
    local += (1.0 - local) * policy.local_orders * project.helped
    amount = project.works / project.gestation
    s.province[0].spent_on_capital += local * amount
    s.table[project.city, project.sector, Quantity.INVESTMENT] += amount


@rule
def units_of(s: State, project: Project) -> float:
    """Capital that the works buy, a part on the numerical rung, units."""
    p = s.parameters[0]
    sector = s.sectors[project.sector]
    price = p.project_numerical * unit_price(NUMERICAL, sector, s.province[0], p)
    price += (1.0 - p.project_numerical) * unit_price(CONVENTIONAL, sector, s.province[0], p)
    return project.works / price


@rule
def put_up(s: State, firm: Enterprise, units: float) -> None:
    """New capital stands at an enterprise; its owner passes a part of the cost on as a loan.

    The loan pays back what the owner spent on the works outside the province's banks.
    """
    p = s.parameters[0]
    province = s.province[0]
    bank = s.banks[firm.city]
    firm.capital[NUMERICAL] += p.project_numerical * units
    firm.capital[CONVENTIONAL] += (1.0 - p.project_numerical) * units
    province.built += units * firm.weight
    price = p.project_numerical * p.rung_price[NUMERICAL]
    price += (1.0 - p.project_numerical) * p.rung_price[CONVENTIONAL]
    loan = p.project_debt * units * price
    borrow(firm, bank, province, loan)
    bank.room += loan * firm.weight  # agreed when the project began
    firm.cash -= loan
    province.trade += loan * firm.weight
    take_room(s, firm.city, firm.sector, units * price * firm.weight)


@rule
def host_of(s: State, project: Project) -> int:
    """Row of the enterprise that builds the project; -1 if it founds a new one."""
    if project.host < 0:
        return -1
    for i in range(s.province[0].rows):
        if s.firms[i].alive and s.firms[i].key == project.host:
            return i
    return -1


@rule
def replace_old(s: State, firm: Enterprise, units: float) -> float:
    """Old capital that new capital replaces, oldest first; what was replaced, units."""
    replaced = 0.0
    for k in range(NUMERICAL):
        gone = min(units - replaced, firm.capital[k])
        firm.capital[k] -= gone
        s.province[0].worn += gone * firm.weight
        replaced += gone
    return replaced


@rule
def bring_customers(s: State, firm: Enterprise, sector: Sector, units: float) -> float:
    """Customers from outside for a part of new capacity at normal use; share of the sector's."""
    p = s.parameters[0]
    output = p.project_offtake * units * sector.capacity_per_capital * sector.normal_use
    share = output / max(sector.orders, 1.0e-9)
    firm.customers += share / firm.weight
    firm.expected += output / firm.weight
    # the rest bought of others in the province before
    sector.customers_won += (1.0 - p.kept_at_home) * share
    return output


@rule
def commission_at_host(s: State, project: Project, i: int) -> None:
    """New capital stands at the named enterprise; closed tonnes limit it where the rules ask."""
    firm = s.firms[i]
    sector = s.sectors[firm.sector]
    province = s.province[0]
    units = units_of(s, project) / firm.weight
    replaced = replace_old(s, firm, project.replaces * units)
    units = min(units, room_to_expand(firm, sector, province, s.policy[0]))
    put_up(s, firm, units)
    total = firm.shut
    for k in range(RUNGS):
        total += firm.capital[k] + firm.underway[k]
    before = firm.nameplate
    given_up = take_licence(firm, sector, province, s.policy[0], total)
    book_swap(s, firm, firm.nameplate - before, given_up)
    firm.nameplate = max(firm.nameplate, total)
    bring_customers(s, firm, sector, max(0.0, units - replaced) * firm.weight)


@rule
def found_by_project(s: State, project: Project) -> None:
    """A project without a named enterprise founds one; its owner brings working capital."""
    firm = s.firms[open_record(s, project.city, project.sector, project.key, 1.0)]
    firm.customers = 0.0
    equip(s, firm, project)
    settle_in(s, firm)
    count_entrant(s, firm)


@rule
def equip(s: State, firm: Enterprise, project: Project) -> None:
    """Capital, owner, customers and cash of an enterprise that a project founds."""
    p = s.parameters[0]
    province = s.province[0]
    units = units_of(s, project)
    for k in range(RUNGS):
        firm.capital[k] = 0.0
    firm.cash = 0.0
    put_up(s, firm, units)
    firm.nameplate = units
    firm.owner = project.owner
    firm.pay_home = p.owner_pay[firm.owner]
    firm.expected = 0.0
    output = bring_customers(s, firm, s.sectors[firm.sector], units)
    firm.sales_year = 4.0 * output
    sector = s.sectors[firm.sector]
    firm.damping = size_factor((sector.labour + sector.overhead) * output, p)
    firm.counted = firm.sales_year >= p.threshold_sales
    firm.cash = p.project_cash * output
    province.trade -= firm.cash


@rule
def advance_projects(s: State) -> None:
    """Before enterprises build: help, starts, works, and what is finished at a named enterprise."""
    help_projects(s)
    quarter = s.province[0].quarter
    p = s.parameters[0]
    for n in range(len(s.projects)):
        project = s.projects[n]
        due = project.stage == ProjectState.WAITING and quarter >= project.planned
        if due and s.sectors[project.sector].orders > 0.0:
            decide_project(project, quarter, p)
        if project.stage != ProjectState.BUILDING:
            continue
        if quarter < project.ends:
            work_on(s, project)
        if quarter + 1 == project.ends:
            i = host_of(s, project)
            project.host = -1 if i < 0 else project.host
            if i >= 0:
                commission_at_host(s, project, i)
                project.stage = ProjectState.DONE


@rule
def open_projects(s: State) -> None:
    """After entry: what is finished and has no named enterprise opens as a new one; the count."""
    quarter = s.province[0].quarter
    p = s.parameters[0]
    for n in range(len(s.projects)):
        project = s.projects[n]
        due = project.stage == ProjectState.BUILDING and quarter + 1 >= project.ends
        if due and s.province[0].rows < len(s.firms):
            found_by_project(s, project)
            project.stage = ProjectState.DONE
        row = s.table[project.city, project.sector]
        if project.stage == ProjectState.BUILDING:
            if project.central:
                row[Quantity.CENTRAL_PROJECTS] += 1.0
            if project.works >= p.major_project_cost:
                row[Quantity.MAJOR_PROJECTS] += 1.0
        if project.stage == ProjectState.DONE and project.central:
            row[Quantity.CENTRAL_DONE] += 1.0
