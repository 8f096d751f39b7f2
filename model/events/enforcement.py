"""Event 3 over a city: quotas, inspections, closures, awards, reports."""

from __future__ import annotations

import numpy as np

from agents.city import City, choose_effort, control, displaced_without_work, yearly_budget
from agents.enterprise.closure import (
    close_obsolete,
    is_inspected,
    list_outdated,
    loss_by_closure,
    obsolete_tonnes,
    pay_severance,
    reopen,
    staff_on_obsolete,
    whole_tonnes,
)
from agents.enterprise.cost_and_price import YUAN_PER_MILLION
from agents.enterprise.eligibility import eligible
from agents.enterprise.investment import is_swapped, lines_of
from agents.enterprise.record import OBSOLETE, RUNGS, Enterprise, Owner
from agents.parameters import Parameters
from agents.province import CITIES, PRODUCTS, LeverName, Policy, Province
from agents.record import rule
from agents.sector import Sector
from model.events.lever_budgets import pay_from_lever, pay_outside
from model.indicators import NO_SECTOR, Quantity
from model.state import State

ELIMINATION = int(LeverName.CAPACITY_ELIMINATION)


@rule
def quota_in_force(s: State) -> bool:
    """Whether anybody orders closures in this quarter."""
    policy = s.policy[0]
    for product in range(1, PRODUCTS):
        if policy.quota[product] > 0.0 or policy.national_quota[product] > 0.0:
            return True
    return False


@rule
def part_paid(money: float, needed: float) -> float:
    """Share of what is needed that money reaches; all where nothing is."""
    return 1.0 if money >= needed else money / needed


@rule
def pay_inspection(s: State) -> None:
    """Lists and inspections of makers by the province, as far as the lever's money pays for them.

    Control at full intensity costs ``control_cost`` for each maker in a year, and so does the list
    of what falls below a standard.
    """
    policy = s.policy[0]
    account = s.accounts[ELIMINATION]
    intensity = policy.monitoring
    for product in range(1, PRODUCTS):
        if policy.standard[product] > 0.0:
            intensity = policy.monitoring + 1.0
    price = 0.25 * s.parameters[0].control_cost * intensity
    needed = 0.0
    for c in range(CITIES):
        needed += price * policy.watched[c] * s.cities[c].makers
    reach = part_paid(account.left, needed)
    for c in range(CITIES):
        city = s.cities[c]
        city.inspection = reach * policy.watched[c]
        spent = price * city.inspection * city.makers
        if spent > 0.0:
            pay_outside(s, ELIMINATION, c, NO_SECTOR, spent)


@rule
def retrain(s: State) -> float:
    """Retraining of displaced workers, paid for each of them; share of it that money reaches."""
    policy = s.policy[0]
    price = s.parameters[0].retraining_cost * policy.worker_support
    needed = 0.0
    for c in range(CITIES):
        needed += price * policy.watched[c] * displaced_without_work(s.cities[c])
    reach = part_paid(s.accounts[ELIMINATION].left, needed)
    for c in range(CITIES):
        spent = reach * price * policy.watched[c] * displaced_without_work(s.cities[c])
        if spent > 0.0:
            pay_outside(s, ELIMINATION, c, NO_SECTOR, spent)
    return reach


@rule
def standard_for(
    firm: Enterprise, sector: Sector, city: City, province: Province, policy: Policy
) -> float:
    """Share of the obsolete rung that counts as outdated where the province orders and looks.

    All of it where the plant is smaller than the nation allows.
    """
    smallest = policy.national_smallest[firm.product]
    if smallest > 0.0 and whole_tonnes(firm, sector, province) < smallest:
        return 1.0
    return policy.standard[firm.product] * city.inspection


@rule
def award_a_tonne(firm: Enterprise, policy: Policy) -> float:
    """Central award for a tonne of closed capacity, yuan: the state's own get more for coal."""
    if firm.owner == Owner.CENTRAL_STATE or firm.owner == Owner.LOCAL_STATE:
        return policy.national_award[firm.product]
    return policy.national_award_others[firm.product]


@rule
def credible_part(s: State) -> float:
    """Share of the compensation it promises for ordered closures that the year's money can pay."""
    policy = s.policy[0]
    promised = 0.0
    for product in range(1, PRODUCTS):
        tonnes = policy.quota[product] + policy.national_quota[product]
        promised += policy.compensation[product] * tonnes / YUAN_PER_MILLION
    left = s.accounts[ELIMINATION].left + 3.0 * s.levers[ELIMINATION].budget
    return part_paid(left, promised)


@rule
def survey_outdated(s: State) -> None:
    """Count makers, outdated capacity, jobs and taxes at stake, what closure promises, by city."""
    policy = s.policy[0]
    p = s.parameters[0]
    credible = credible_part(s)
    for c in range(CITIES):
        city = s.cities[c]
        city.makers = 0.0
        city.jobs_at_stake = 0.0
        city.tax_at_stake = 0.0
        city.promised = 0.0
        for product in range(PRODUCTS):
            city.outdated[product] = 0.0
    loss = np.zeros(CITIES)
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        if firm.product == 0 or not firm.alive:
            continue
        sector = s.sectors[firm.sector]
        city = s.cities[firm.city]
        city.makers += firm.weight
        standard = standard_for(firm, sector, city, s.province[0], policy)
        tonnes = list_outdated(firm, sector, s.province[0], standard)
        if tonnes <= 0.0:
            continue
        # of the obsolete rung only what is outdated is at stake
        share = min(1.0, tonnes / obsolete_tonnes(firm, sector, s.province[0]))
        jobs = share * staff_on_obsolete(firm, p)
        part = jobs / firm.staff if firm.staff > 0.0 else 0.0
        city.outdated[firm.product] += tonnes * firm.weight
        city.jobs_at_stake += jobs * firm.weight
        city.tax_at_stake += part * sector.vat * firm.revenue * firm.weight
        award = credible * policy.compensation[firm.product] * policy.watched[firm.city]
        award += award_a_tonne(firm, policy)
        city.promised += award * tonnes / YUAN_PER_MILLION * firm.weight
        loss[firm.city] += share * loss_by_closure(firm, sector, city, p) * firm.weight
    for c in range(CITIES):
        if loss[c] > 0.0:
            s.cities[c].promised /= loss[c]


@rule
def share_quotas(s: State, product: int) -> None:
    """Share a product's yearly quotas among cities by outdated capacity.

    The nation's quota goes to all cities, the province's to those where it orders, by the weights
    of the mix.
    """
    policy = s.policy[0]
    everywhere = 0.0
    weighted = 0.0
    for c in range(CITIES):
        standing = s.cities[c].outdated[product]
        everywhere += standing
        weighted += standing * policy.city_weight[c] * policy.watched[c]
    for c in range(CITIES):
        city = s.cities[c]
        standing = city.outdated[product]
        part = 0.0
        if everywhere > 0.0:
            part += policy.national_quota[product] * standing / everywhere
        if weighted > 0.0:
            weight = policy.city_weight[c] * policy.watched[c]
            part += policy.quota[product] * standing * weight / weighted
        city.ordered[product] = min(part, standing)
        city.quota[product] = city.ordered[product]


@rule
def open_year(s: State) -> None:
    """January: quotas shared, budgets opened, effort chosen; closures stand in the reports."""
    policy = s.policy[0]
    p = s.parameters[0]
    for c in range(CITIES):
        city = s.cities[c]
        for product in range(1, PRODUCTS):
            city.closed_this_year[product] = 0.0
            city.ordered[product] = 0.0
            city.quota[product] = 0.0
        city.rescues = 0.0
        city.offers = 0.0
        city.budget = yearly_budget(city, p)
        city.fiscal_room = 1.0
        city.leader_year = city.leader_year % int(p.leader_term) + 1
    survey_outdated(s)
    for product in range(1, PRODUCTS):
        share_quotas(s, product)
    for c in range(CITIES):
        city = s.cities[c]
        pressure = 0.0
        for product in range(1, PRODUCTS):
            if city.ordered[product] > 0.0:
                pressure = 1.0
        choose_effort(city, control(city, policy), pressure, p)


@rule
def award_for_closure(s: State, firm: Enterprise, tonnes: float, staff: float) -> None:
    """Pay provincial compensation and worker support out of the budget, the award from the centre.

    A product under a national quota earns the central award for the national part of the quota.
    """
    policy = s.policy[0]
    province = s.province[0]
    account = s.accounts[ELIMINATION]
    product = firm.product
    quota = policy.quota[product] * policy.watched[firm.city] + policy.national_quota[product]
    national = policy.national_quota[product] / quota if quota > 0.0 else 0.0
    award = award_a_tonne(firm, policy) * tonnes * national / YUAN_PER_MILLION
    firm.cash += award
    province.central -= award * firm.weight
    s.table[firm.city, firm.sector, Quantity.NATIONAL_AWARD] += award * firm.weight
    if account.left <= 0.0 or not eligible(firm, s.levers[ELIMINATION]):
        return
    asked = policy.compensation[product] * tonnes / YUAN_PER_MILLION
    asked += policy.support_per_worker * staff
    paid = min(asked, account.left / firm.weight)
    firm.cash += paid
    pay_from_lever(s, ELIMINATION, firm, paid, 0.0)


@rule
def stands_whole(firm: Enterprise, p: Parameters) -> bool:
    """Whether what is outdated is closed as one: small plants, and works that are mostly old."""
    units = 0.0
    for k in range(RUNGS):
        units += firm.capital[k]
    return lines_of(firm, p) <= p.lump_lines or firm.capital[OBSOLETE] >= 0.5 * units


@rule
def close_at(s: State, i: int) -> None:
    """One inspected enterprise closes what is outdated, as far as its city's quota asks."""
    firm = s.firms[i]
    sector = s.sectors[firm.sector]
    city = s.cities[firm.city]
    province = s.province[0]
    p = s.parameters[0]
    standard = standard_for(firm, sector, city, province, s.policy[0])
    standing = list_outdated(firm, sector, province, standard)
    tonnes = min(standing, city.quota[firm.product] / firm.weight)
    if tonnes <= 0.0:
        return
    if stands_whole(firm, p):
        if tonnes < p.whole_plant * standing:
            return  # closed whole or not at all: the next may fit
        tonnes = standing
    city.quota[firm.product] = max(0.0, city.quota[firm.product] - tonnes * firm.weight)
    gone = close_obsolete(firm, sector, city, province, tonnes, p)
    if is_swapped(firm):
        s.table[firm.city, firm.sector, Quantity.RETIRED_TONNES] += tonnes * firm.weight
    award_for_closure(s, firm, tonnes, gone)
    pay_severance(firm, sector, city, province, gone, p)
    s.table[firm.city, firm.sector, Quantity.DISPLACED] += gone * firm.weight
    column = Quantity.CLOSED_0 + firm.product - 1
    s.table[firm.city, firm.sector, column] += tonnes * firm.weight


@rule
def emission_intensity(s: State, i: int) -> float:
    """SO2 per unit of output at the enterprise's present run: dirtiest first."""
    firm = s.firms[i]
    p = s.parameters[0]
    dirty = 0.0
    made = 0.0
    for k in range(len(firm.run)):
        dirty += firm.capital[k] * p.rung_so2[k]
        made += firm.capital[k]
    return dirty * (1.0 - firm.abatement) / max(made, 1.0e-12)


@rule
def inspect(s: State) -> None:
    """Inspect holders of outdated capacity, dirtiest and oldest first, until quotas are met."""
    province = s.province[0]
    p = s.parameters[0]
    n = 0
    for i in range(province.rows):
        firm = s.firms[i]
        if firm.product == 0 or not firm.alive:
            continue
        if firm.outdated > 0.0:
            s.order[n] = i
            s.keys[0, n] = -emission_intensity(s, i)
            s.keys[1, n] = firm.born
            n += 1
    oldest = np.argsort(s.keys[1, :n], kind="mergesort")
    dirtiest = np.argsort(s.keys[0, :n][oldest], kind="mergesort")
    for j in range(n):
        i = s.order[oldest[dirtiest[j]]]
        firm = s.firms[i]
        city = s.cities[firm.city]
        if city.quota[firm.product] <= 0.0:
            continue
        if is_inspected(firm, city, province.quarter, s.policy[0], p):
            close_at(s, i)


@rule
def watch_shut_capacity(s: State) -> None:
    """Quiet reopening and dismantling of what was shut."""
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        if firm.product > 0 and firm.alive and firm.shut > 0.0:
            city = s.cities[firm.city]
            before = city.reopened[firm.product]
            reopen(firm, s.sectors[firm.sector], city, s.province[0], s.policy[0], s.parameters[0])
            if is_swapped(firm):
                again = city.reopened[firm.product] - before
                s.table[firm.city, firm.sector, Quantity.NEW_TONNES] += again


@rule
def enforce(s: State) -> None:
    """Event 3 for the province."""
    pay_inspection(s)
    if s.province[0].season == 0:
        open_year(s)
    if quota_in_force(s):
        inspect(s)
    watch_shut_capacity(s)
