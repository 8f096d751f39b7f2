"""The order of events in one quarter; the only place where it stands.

A name without a file is a function of this one.

| | event | who | where |
|---|---|---|---|
| 1 | paths of demand, prices, interest; shocks | world | ``open_quarter`` |
| | | | ``model/simulate.py:run_quarter``, ``model/events/markets.py:move_shock`` |
| 2 | instruments in force, budgets | province | ``open_quarter`` |
| | | | ``model/simulate.py:run_quarter``, ``model/events/lever_budgets.py:open_budgets`` |
| 3 | effort, inspections, closures, reopening | city, enterprise | |
| | | | ``model/events/enforcement.py:enforce`` |
| 4 | unit cost, mark-up, price | enterprise | ``offer`` |
| 5 | orders by sector, shares by appeal | markets | ``take_orders`` |
| | | | ``model/events/markets.py:receive_sector_orders`` |
| 6 | hiring, production, energy, emissions | enterprise, city | ``take_orders`` |
| | | | ``match_labour``, ``work`` |
| 7 | revenue, wages, inputs, interest, tax, profit | enterprise | ``work`` |
| 8 | plans | enterprise | ``work``, ``model/events/investment_plans.py:make_plan`` |
| 9 | programmes of clusters, research, alliances | province | |
| | | | ``model/events/cluster_programmes.py:run_programmes`` |
| | | | ``model/events/enterprise_support.py:support_enterprises`` |
| 9 | applications, ranking, grants | province | ``model/events/grants.py:award_grants`` |
| | | | ``model/events/grants.py:award_subsidies`` |
| | | | ``model/events/grants.py:award_retrofits`` |
| | | | ``model/events/relocation.py:award_moves`` |
| | | | ``model/events/grants.py:build_abroad`` |
| | | | ``model/events/grants.py:build_platforms`` |
| | | | ``model/events/grants.py:name_demonstrations`` |
| 10 | own funds, credit, rationing | bank | ``model/events/credit.py:finance_plans`` |
| | | | ``model/events/credit.py:begin_plans`` |
| 11 | building, learning, invention, imitation | enterprise | ``build_and_learn`` |
| 12 | exit, rescue, entry, moving | enterprise, city | ``build_and_learn`` |
| | | | ``model/events/entry.py:enter``, ``model/events/relocation.py:build_elsewhere`` |
| 12 | works in parks, large projects | province | ``model/events/parks.py:build_places`` |
| | | | ``model/events/large_projects.py:advance_projects`` |
| | | | ``model/events/large_projects.py:open_projects`` |
| 13 | labour pools, wages, record | all | ``close_quarter`` |
"""

from __future__ import annotations

import numpy as np

from agents.city import close_labour_market, measure_productivity, move_wage, open_labour_market
from agents.enterprise.abatement import abate
from agents.enterprise.cash_flow import (
    capital_value,
    charges_due,
    cover_shortage,
    earn_abroad,
    settle,
    use_surplus,
)
from agents.enterprise.construction import commission, repair, spend_on_project, wear_out
from agents.enterprise.cost_and_price import (
    agree_wages,
    set_attractiveness,
    set_cost_factors,
    set_price,
)
from agents.enterprise.digital_adoption import learn_systems, price_of_systems
from agents.enterprise.exit_and_entry import close_down, count_quarters, leaves
from agents.enterprise.innovation import (
    change_customers,
    change_efficiency,
    do_research,
    imitate,
    invent,
    most_inventions,
    new_frontier,
    size_factor,
)
from agents.enterprise.investment import keep_decisions, plans_now
from agents.enterprise.plan_record import Plan
from agents.enterprise.production import hire, plan_staff, produce, receive_orders, set_capacity
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.prefetch import fetch_ahead
from agents.province import CITIES
from agents.record import rule
from model.events.cluster_programmes import follow_programmes, run_programmes
from model.events.credit import begin_plans, finance_plans, open_banks
from model.events.enforcement import enforce, retrain
from model.events.enterprise_support import support_enterprises
from model.events.entry import enter
from model.events.grants import (
    award_grants,
    award_retrofits,
    award_subsidies,
    build_abroad,
    build_platforms,
    keep_platforms,
    name_demonstrations,
)
from model.events.investment_plans import DIGITAL, GREEN, TRANSFORMATION, Desk, is_empty, make_plan
from model.events.large_projects import advance_projects, open_projects
from model.events.lever_budgets import open_budgets
from model.events.markets import (
    measure_profit,
    move_shock,
    price_inputs,
    receive_sector_orders,
    save_energy,
    save_labour,
    settle_customers,
    spend_income,
)
from model.events.parks import build_places, open_places, record_places
from model.events.recording import (
    LAST_SEASON,
    add_to_peers,
    forget_peers,
    know_peers,
    record_cities,
    record_flows,
    record_invention,
    record_stocks,
    record_use,
)
from model.events.relocation import award_moves, build_elsewhere, consider_moving
from model.indicators import Quantity
from model.state import State


@rule
def quarter(s: State) -> None:
    """One quarter of the province, in the order of the table above."""
    open_quarter(s)
    enforce(s)
    offer(s)
    for j in range(len(s.sectors)):
        receive_sector_orders(s, j)
    take_orders(s)
    match_labour(s)
    plans = work(s)
    run_programmes(s)
    support_enterprises(s)
    award_grants(s, plans)
    award_subsidies(s, plans)
    award_retrofits(s, plans)
    build_places(s)
    award_moves(s, plans)
    build_abroad(s, plans)
    if s.province[0].season == LAST_SEASON:
        build_platforms(s)
        name_demonstrations(s)
    finance_plans(s, plans)
    begin_plans(s, plans)
    advance_projects(s)
    build_and_learn(s)
    enter(s)
    open_projects(s)
    close_quarter(s)


@rule
def open_quarter(s: State) -> None:
    """Events 1 and 2: shocks, input prices, budgets, the banks' room."""
    boost = s.province[0].invention_boost
    s.province[0].invention_most = most_inventions(boost, s.parameters[0])
    follow_programmes(s)
    s.province[0].system_price = price_of_systems(s.province[0].quarter, s.parameters[0])
    for j in range(len(s.sectors)):
        move_shock(s.sectors[j], s.province[0].quarter, s.parameters[0])
        if s.province[0].quarter >= 0:
            save_energy(s.sectors[j], s.parameters[0])
            save_labour(s, j)
        price_inputs(s, j)
    for c in range(CITIES):
        city = s.cities[c]
        city.learning = min(1.0, s.parameters[0].learning * np.exp(city.skill))
        city.hires_wanted = 0.0
        city.released = 0.0
        city.hired = 0.0
        city.displaced = 0.0
    s.province[0].movers = 0
    open_places(s)
    open_budgets(s)
    keep_platforms(s)
    open_banks(s)


@rule
def offer(s: State) -> None:
    """Event 4, first pass: every enterprise's capacity, cost, price and appeal."""
    p = s.parameters[0]
    policy = s.policy[0]
    season = s.province[0].season
    for j in range(len(s.sectors)):
        s.sectors[j].appeal = 0.0
        s.sectors[j].home_price = 0.0
        s.sectors[j].reach = 0.0
    for i in range(s.province[0].rows):
        fetch_ahead(s.firms, i)
        firm = s.firms[i]
        if not firm.alive:
            continue
        sector = s.sectors[firm.sector]
        firm.customers *= sector.normalise
        set_capacity(firm, sector, season, p)
        set_price(firm, sector, s.cities[firm.city], policy, p)
        cluster = s.clusters[firm.city, firm.sector]
        set_attractiveness(firm, sector, cluster, p)
        wanted = firm.weight * firm.customers * firm.attractiveness
        sector.appeal += wanted
        sector.reach += wanted * cluster.reach
        sector.home_price += firm.weight * firm.customers * firm.price


@rule
def take_orders(s: State) -> None:
    """Events 5 and 6, second pass: orders, wanted staff, lay-offs."""
    p = s.parameters[0]
    for i in range(s.province[0].rows):
        fetch_ahead(s.firms, i)
        firm = s.firms[i]
        if firm.alive:
            sector = s.sectors[firm.sector]
            receive_orders(firm, sector, s.clusters[firm.city, firm.sector], p)
            plan_staff(firm, sector, s.cities[firm.city], s.province[0], p)


@rule
def match_labour(s: State) -> None:
    """Event 6: how many of the wanted hires each city's pool can give; taxes are counted anew."""
    policy = s.policy[0]
    support = policy.worker_support * retrain(s)
    for c in range(CITIES):
        open_labour_market(s.cities[c], support * policy.watched[c], s.parameters[0])
        s.cities[c].tax = 0.0


@rule
def work(s: State) -> int:
    """Events 6 to 8, third pass: hire, produce, settle, plan. Returns the number of plans."""
    p = s.parameters[0]
    province = s.province[0]
    plans = 0
    for i in range(province.rows):
        fetch_ahead(s.firms, i)
        firm = s.firms[i]
        if not firm.alive:
            continue
        sector = s.sectors[firm.sector]
        city = s.cities[firm.city]
        hire(firm, city, p)
        produce(firm, p)
        charges = charges_due(firm, sector, s.policy[0], p)
        taxes = settle(firm, sector, city, province, charges, p)
        earn_abroad(firm, province, p)
        record_flows(s.table[firm.city, firm.sector], firm, sector, city, taxes, p)
        if plans_now(firm, province.quarter):
            desk = Desk(
                sector,
                city,
                s.clusters[firm.city, firm.sector],
                province,
                s.policy[0],
                s.levers[TRANSFORMATION],
                s.accounts[TRANSFORMATION],
                s.levers[DIGITAL],
                s.accounts[DIGITAL],
                s.levers[GREEN],
                s.accounts[GREEN],
                p,
            )
            make_plan(i, s.plans[plans], firm, desk)
            if goes_on(s.plans[plans], firm):
                if s.plans[plans].renewal_cost >= p.plant_least:
                    consider_moving(s, s.plans[plans])
                plans += 1
    return plans


@rule
def goes_on(plan: Plan, firm: Enterprise) -> bool:
    """Whether a plan goes on to the rankings; an empty one only leaves what was decided."""
    if is_empty(plan):
        keep_decisions(plan, firm)
        return False
    return True


@rule
def look_at_size(firm: Enterprise, season: int, p: Parameters) -> None:
    """In January: what its size means for its luck, and the wages of the year."""
    if season != 0:
        return
    firm.damping = size_factor(firm.staff, p)
    agree_wages(firm, p)


@rule
def build_and_learn(s: State) -> None:
    """Events 11 and 12, fourth pass: build, learn, win and lose customers, close books, leave."""
    p = s.parameters[0]
    province = s.province[0]
    forget_peers(s)
    for i in range(province.rows):
        fetch_ahead(s.firms, i)
        firm = s.firms[i]
        if not firm.alive:
            continue
        sector = s.sectors[firm.sector]
        city = s.cities[firm.city]
        bank = s.banks[firm.city]
        cluster = s.clusters[firm.city, firm.sector]
        row = s.table[firm.city, firm.sector]
        spent = spend_on_project(firm, bank, province)
        build_elsewhere(s, i, spent)
        commission(firm, province, p)
        firm.spending = spent + repair(firm, province, wear_out(firm, province, p))
        row[Quantity.INVESTMENT] += firm.weight * firm.spending
        abate(firm, sector, province, s.policy[0], p)
        solved = do_research(firm, sector, province, p)
        cover_shortage(firm, bank, province, p)
        value = capital_value(firm, p)
        to_fund = use_surplus(firm, bank, province, value, p)
        learn_systems(firm, city)
        record_invention(row, firm, sector, invent(firm, sector, province, p), solved, p)
        imitate(firm, sector, cluster, p)
        look_at_size(firm, province.season, p)
        change_efficiency(firm, cluster, province.quarter, p)
        set_cost_factors(firm, cluster.traced, p)
        change_customers(firm, sector, province, p)
        count_quarters(firm, p)
        if leaves(firm, city, bank, province, value, p):
            to_fund += close_down(firm, sector, city, bank, province, p)
            row[Quantity.EXITS] += firm.weight
        else:
            add_to_peers(firm, sector, city, cluster)
            record_stocks(row, firm, sector, province, value)
        row[Quantity.FUND_INCOME] += to_fund * firm.weight


@rule
def close_quarter(s: State) -> None:
    """Event 13: markets and peers for the next quarter, labour pools, wages, the record."""
    p = s.parameters[0]
    province = s.province[0]
    know_peers(s)
    record_use(s)
    for j in range(len(s.sectors)):
        settle_customers(s.sectors[j], p)
        measure_profit(s.sectors[j], p)
        new_frontier(s.sectors[j])
    for c in range(CITIES):
        close_labour_market(s.cities[c], p)
        measure_productivity(s.cities[c], p)
        move_wage(s.cities[c], province.wage_trend, p)
    record_cities(s)
    record_places(s)
    spend_income(province, p)
