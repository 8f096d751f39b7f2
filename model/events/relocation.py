"""Event 12, moving: an enterprise that needs a plant compares cities, and may build it elsewhere.

The new plant becomes an enterprise of its own in the receiving city when it is commissioned
(docs/decisions/007): it takes its part of customers, cash and debt with it; the old plant stays.
The city's offer and the province's support are promised in event 9 and paid in event 10 for what is
built.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.cash_flow import capital_value
from agents.enterprise.cost_and_price import set_cost_factors
from agents.enterprise.investment import capital_units
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import RUNGS, Enterprise
from agents.parameters import Parameters
from agents.place import pull_of_distance
from agents.province import CITIES, SYSTEMS, Lever, LeverName, Policy
from agents.random_draws import identity_of
from agents.record import rule
from agents.sector import Sector
from model.events.entry import NUMBERS, QUARTERS_BEFORE, clear_record, key_of
from model.events.lever_budgets import pay_promised, promise, served, take_back
from model.events.parks import take_room
from model.events.recording import add_to_peers, record_stocks
from model.events.sorting import enlist, sort_listed
from model.indicators import Quantity
from model.state import State

LAYOUT = int(LeverName.SPATIAL_LAYOUT)
HALF = NUMBERS // 2  # numbers in keys: moved plants stand above those who were founded


@rule
def settle_move(s: State, plan: Plan, refused: bool) -> None:
    """City and province pay what they promised to a plant, for the part that found finance."""
    firm = s.firms[plan.row]
    city = firm.moving - 1
    built = 0.0 if refused else min(1.0, plan.renewal_cost / plan.move_order)
    s.cities[city].offers -= (1.0 - built) * plan.move_offer * firm.weight
    take_back(s.accounts[LAYOUT], firm, (1.0 - built) * plan.move_paid)
    if built <= 0.0:
        firm.moving = 0
        return
    paid = built * plan.move_paid
    firm.cash += built * plan.move_offer + paid
    s.province[0].city[city] -= built * plan.move_offer * firm.weight
    if paid > 0.0:
        anyway = paid if plan.move_to == city + 1 else 0.0
        pay_promised(s, LAYOUT, firm, city, paid, anyway)


@rule
def staff_of_plant(plan: Plan, firm: Enterprise, sector: Sector, p: Parameters) -> float:
    """Workers of the plant that is ordered, at normal use, persons."""
    direct = 0.0
    units = 0.0
    for k in range(RUNGS):
        direct += plan.ordered[k] * p.rung_labour[k]
        units += plan.ordered[k]
    used = sector.capacity_per_capital * sector.normal_use
    return firm.labour_factor * used * (sector.labour * direct + sector.overhead * units)


@rule
def sales_of_plant(plan: Plan, sector: Sector) -> float:
    """Output of the plant that is ordered, at normal use, million yuan a year."""
    units = 0.0
    for k in range(RUNGS):
        units += plan.ordered[k]
    return 4.0 * units * sector.capacity_per_capital * sector.normal_use


@rule
def city_offer(city: City, sector: Sector, sales: float, p: Parameters) -> float:
    """What a city offers to a plant that comes: some years of its own part of the tax.

    ``sales``: of the plant, million yuan a year. It offers no more than is left of its budget.
    """
    wanted = p.offer_years * p.tax_split[2] * sector.vat * sales
    left = city.budget - city.offers - city.rescues
    return max(0.0, min(wanted, left))


class Site(NamedTuple):
    """Another city as seen from home: records, as handing over the state would cost more."""

    number: int  # of the city
    home: City
    away: City
    here: Cluster
    there: Cluster
    sector: Sector
    p: Parameters


@rule
def support_for_move(
    plan: Plan, firm: Enterprise, city: int, policy: Policy, lever: Lever
) -> float:
    """What may be asked of the province for this move, million yuan."""
    if policy.receiver[city] * lever.city[city] * lever.sector[firm.sector] <= 0.0:
        return 0.0
    if not lever.on or lever.owner[firm.owner] <= 0.0:
        return 0.0
    if firm.staff < lever.smallest or firm.staff > lever.largest:
        return 0.0
    return min(policy.moving_rate * plan.renewal_cost, policy.moving_cap)


@rule
def gain_of_move(plan: Plan, firm: Enterprise, site: Site, staff: float, support: float) -> float:
    """Log of patience over payback of building in a city rather than at home, less distance.

    Saved a year: the gap of wages, and services of a park that has room for the plant.
    """
    p = site.p
    value = plan.renewal_cost
    saving = staff * site.sector.pay * firm.pay * (site.home.wage - site.away.wage)
    better = site.there.services if site.there.room >= value * firm.weight else 0.0
    saving += p.services_saving * value * (better - site.here.services)
    if saving <= 0.0:
        return -1.0e9
    cost = max(p.moving_cost * value - support, 1.0e-3 * value)
    distance = site.home.distance[site.number]
    return np.log(plan.patience * saving / cost) + pull_of_distance(distance, p)


@rule
def consider_moving(s: State, plan: Plan) -> None:
    """Compare the cities where the trade already stands; the best is kept in both versions."""
    p = s.parameters[0]
    firm = s.firms[plan.row]
    sector = s.sectors[firm.sector]
    if not sector.industrial:
        return  # services live by the skill of their city
    staff = staff_of_plant(plan, firm, sector, p)
    sales = sales_of_plant(plan, sector)
    left = s.accounts[LAYOUT].left
    home = s.cities[firm.city]
    here = s.clusters[firm.city, firm.sector]
    best = 0.0
    best_supported = 0.0
    for city in range(CITIES):
        if city == firm.city or s.clusters[city, firm.sector].records == 0:
            continue
        there = s.clusters[city, firm.sector]
        site = Site(city, home, s.cities[city], here, there, sector, p)
        offer = city_offer(site.away, sector, sales * firm.weight, p) / firm.weight
        gain = gain_of_move(plan, firm, site, staff, offer)
        if gain > best:
            best = gain
            plan.move_to = city + 1
        support = 0.0
        if not there.barred:
            support = support_for_move(plan, firm, city, s.policy[0], s.levers[LAYOUT])
        if served(support, left / firm.weight, p) <= 0.0:
            support = 0.0  # too little is left of the lever's money
        if support > 0.0:
            gain = gain_of_move(plan, firm, site, staff, offer + support)
        if gain > best_supported:
            best_supported = gain
            plan.move_supported = city + 1
            plan.move_asked = support
    plan.move_gain = best_supported
    if plan.move_to > 0 or plan.move_supported > 0:
        s.province[0].movers += 1


@rule
def agree_to_move(s: State, plan: Plan, city: int, asked: float) -> bool:
    """The city's offer and the province's support are promised; false if the city has run dry."""
    p = s.parameters[0]
    firm = s.firms[plan.row]
    sector = s.sectors[firm.sector]
    sales = sales_of_plant(plan, sector)
    offer = city_offer(s.cities[city], sector, sales * firm.weight, p) / firm.weight
    staff = staff_of_plant(plan, firm, sector, p)
    here = s.clusters[firm.city, firm.sector]
    there = s.clusters[city, firm.sector]
    site = Site(city, s.cities[firm.city], s.cities[city], here, there, sector, p)
    if gain_of_move(plan, firm, site, staff, offer + asked) <= 0.0:
        return False
    firm.moving = city + 1
    plan.move_order = plan.renewal_cost * (1.0 + p.moving_cost)
    plan.renewal_cost = plan.move_order
    plan.move_offer = offer
    plan.move_paid = asked
    s.cities[city].offers += offer * firm.weight
    promise(s.accounts[LAYOUT], firm, asked)
    return True


@rule
def award_moves(s: State, plans: int) -> None:
    """Event 9, moving: by gain, then luck, then key, until the money or the city's budget ends.

    Who is refused falls back on the version without support, and else builds at home.
    """
    if s.province[0].movers == 0:
        return
    n = 0
    account = s.accounts[LAYOUT]
    for j in range(plans):
        plan = s.plans[j]
        if plan.move_to > 0 or plan.move_supported > 0:
            account.applied += plan.move_asked * s.firms[plan.row].weight
            n = enlist(s.keys, n, j, plan.move_gain, plan.luck, plan.key)
    sort_listed(s, n)
    for k in range(n):
        plan = s.plans[s.order[k]]
        firm = s.firms[plan.row]
        done = False
        if plan.move_supported > 0:
            support = served(plan.move_asked, account.left / firm.weight, s.parameters[0])
            if support > 0.0 or plan.move_asked <= 0.0:
                done = agree_to_move(s, plan, plan.move_supported - 1, support)
        if not done and plan.move_to > 0:
            agree_to_move(s, plan, plan.move_to - 1, 0.0)


@rule
def copy_traits(branch: Enterprise, firm: Enterprise) -> None:
    """What a new plant has from its owner: technique, quality, habits, systems."""
    branch.sector = firm.sector
    branch.product = firm.product
    branch.owner = firm.owner
    branch.slot = firm.slot
    branch.weight = firm.weight
    branch.efficiency = firm.efficiency
    branch.efficiency_home = firm.efficiency_home
    branch.quality = firm.quality
    branch.saving = firm.saving
    branch.abatement = firm.abatement
    branch.markup = firm.markup
    branch.price = firm.price
    branch.log_price = firm.log_price
    branch.damping = firm.damping
    branch.pay = firm.pay
    branch.attractiveness = firm.attractiveness
    branch.pay_home = firm.pay_home
    branch.patience = firm.patience
    branch.caution = firm.caution
    branch.gap_threshold = firm.gap_threshold
    branch.loss_record = firm.loss_record
    branch.fund_stake = firm.fund_stake
    for k in range(RUNGS):
        branch.decided[k] = firm.decided[k]
    for system in range(SYSTEMS):
        branch.ceiling[system] = firm.ceiling[system]
        branch.maturity[system] = firm.maturity[system]


@rule
def share_money(s: State, branch: Enterprise, firm: Enterprise, share: float) -> None:
    """A part of cash and debt goes with the plant; the loan moves to the bank of its city.

    What has been overspent this quarter stays at home, where it becomes arrears.
    """
    branch.cash = share * max(firm.cash, 0.0)
    branch.debt = share * firm.debt
    firm.cash -= branch.cash
    firm.debt -= branch.debt
    moved = branch.debt * firm.weight
    s.banks[firm.city].loans -= moved
    s.banks[branch.city].loans += moved
    s.province[0].bank[firm.city] += moved
    s.province[0].bank[branch.city] -= moved


@rule
def share_market(branch: Enterprise, firm: Enterprise, share: float) -> None:
    """Customers and expected orders are divided by capital; the plant has yet to hire."""
    branch.customers = share * firm.customers
    branch.expected = share * firm.expected
    branch.sales_year = share * firm.sales_year
    firm.customers -= branch.customers
    firm.expected -= branch.expected
    firm.sales_year -= branch.sales_year


@rule
def build_elsewhere(s: State, i: int, spent: float) -> None:
    """Capital spending counts where the plant rises; when it is finished it opens there."""
    firm = s.firms[i]
    if firm.moving == 0:
        return
    spending = spent * firm.weight
    s.table[firm.moving - 1, firm.sector, Quantity.INVESTMENT] += spending
    s.table[firm.city, firm.sector, Quantity.INVESTMENT] -= spending
    if firm.project_ends == s.province[0].quarter + 1:
        found_branch(s, i)


@rule
def key_of_plant(s: State, firm: Enterprise, city: int) -> int:
    """Permanent key of a plant that an owner opens in a city: its number is drawn from the owner's.

    Where another owner's plant of the quarter has that number already, the next free one is taken.
    """
    province = s.province[0]
    number = identity_of(0, firm.key) % HALF
    taken = True
    key = 0
    while taken:
        key = key_of(city, firm.sector, province.quarter + QUARTERS_BEFORE, HALF + number)
        taken = False
        i = province.rows - 1
        while i >= 0 and s.firms[i].born == province.quarter and not taken:
            taken = s.firms[i].key == key
            i -= 1
        number = (number + 1) % HALF
    return key


@rule
def found_branch(s: State, i: int) -> None:
    """The plant built in another city is commissioned there as an enterprise of its own."""
    p = s.parameters[0]
    province = s.province[0]
    firm = s.firms[i]
    city = firm.moving - 1
    firm.moving = 0
    if province.rows >= len(s.firms):
        return  # no room for a record: the plant stands at home
    branch = s.firms[province.rows]
    clear_record(branch)
    branch.key = key_of_plant(s, firm, city)
    branch.identity = identity_of(firm.identity, province.quarter + QUARTERS_BEFORE)
    branch.city = city
    province.rows += 1
    copy_traits(branch, firm)
    units = 0.0
    value = 0.0
    for k in range(RUNGS):
        units += firm.underway[k]
        value += firm.underway[k] * p.rung_price[k]
    share_market(branch, firm, units / max(capital_units(firm), 1.0e-12))
    share_money(s, branch, firm, value / max(capital_value(firm, p), 1.0e-12))
    for k in range(RUNGS):
        branch.capital[k] = firm.underway[k]
        firm.underway[k] = 0.0
    branch.nameplate = units
    firm.nameplate = max(0.0, firm.nameplate - units)
    open_branch(s, branch, units, value)


@rule
def open_branch(s: State, branch: Enterprise, units: float, value: float) -> None:
    """Enter the branch into the books of its city."""
    p = s.parameters[0]
    province = s.province[0]
    c, j = branch.city, branch.sector
    branch.alive = True
    branch.backlog = 0.0
    branch.born = province.quarter
    branch.rescued = -1000
    branch.project_ends = -1000
    branch.counted = branch.sales_year >= p.threshold_sales
    set_cost_factors(branch, s.clusters[c, j].traced, p)
    province.built += units * branch.weight
    province.entered += branch.weight
    take_room(s, c, j, value * branch.weight)
    s.table[c, j, Quantity.ENTRANTS] += branch.weight
    s.table[c, j, Quantity.MOVED] += branch.weight
    add_to_peers(branch, s.sectors[j], s.cities[c], s.clusters[c, j])
    record_stocks(s.table[c, j], branch, s.sectors[j], province, capital_value(branch, p))
