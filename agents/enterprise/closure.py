"""Event 3: what an inspected enterprise must close, what it gets, and quiet reopening."""

from __future__ import annotations

import numpy as np

from agents.city import City, control
from agents.enterprise.cost_and_price import wage_per_quarter
from agents.enterprise.record import OBSOLETE, RUNGS, Enterprise, Owner
from agents.parameters import Parameters
from agents.province import Policy, Province
from agents.random_draws import Event, luck
from agents.record import rule
from agents.sector import Sector

LAST_BIT = 1.0e-9  # of a rung: less than that is nothing


@rule
def tonnes_per_unit(firm: Enterprise, sector: Sector, province: Province) -> float:
    """Tonnes of product a year that one unit of capital can make."""
    return province.tonnes_per_output[firm.product] * 4.0 * sector.capacity_per_capital


@rule
def whole_tonnes(firm: Enterprise, sector: Sector, province: Province) -> float:
    """Capacity of the plant on all rungs, tonnes a year."""
    units = 0.0
    for k in range(RUNGS):
        units += firm.capital[k]
    return units * tonnes_per_unit(firm, sector, province)


@rule
def obsolete_tonnes(firm: Enterprise, sector: Sector, province: Province) -> float:
    """Obsolete capacity at work, tonnes a year; lines being rebuilt to a higher rung are spared."""
    units = max(0.0, firm.capital[OBSOLETE] - firm.rebuilding[0] - firm.rebuilding[1])
    return units * tonnes_per_unit(firm, sector, province)


@rule
def outdated_tonnes(firm: Enterprise, sector: Sector, province: Province) -> float:
    """Of the listed outdated capacity what still stands, tonnes a year.

    The list is looked through when inspectors come; wear, sale and rebuilding do not wait for them.
    """
    return min(firm.outdated, obsolete_tonnes(firm, sector, province))


@rule
def list_outdated(firm: Enterprise, sector: Sector, province: Province, standard: float) -> float:
    """Outdated capacity at work, tonnes a year: what the list of 2015 still holds, or more.

    A standard counts at least that share of the obsolete rung as outdated, but for a last bit: a
    list that money reaches next to nothing of makes no city think of what closure promises.
    """
    listed = standard * obsolete_tonnes(firm, sector, province) if standard > LAST_BIT else 0.0
    firm.outdated = max(outdated_tonnes(firm, sector, province), listed)
    return firm.outdated


@rule
def staff_on_obsolete(firm: Enterprise, p: Parameters) -> float:
    """Staff bound to the obsolete rung: its part of direct labour and of overhead, persons."""
    direct = 0.0
    units = 0.0
    for k in range(RUNGS):
        direct += firm.run[k] * p.rung_labour[k]
        units += firm.capital[k]
    if units <= 0.0:
        return firm.staff
    obsolete = firm.run[OBSOLETE] * p.rung_labour[OBSOLETE]
    part = obsolete / direct if direct > 0.0 else firm.capital[OBSOLETE] / units
    overhead = p.overhead_staff
    return firm.staff * ((1.0 - overhead) * part + overhead * firm.capital[OBSOLETE] / units)


@rule
def is_inspected(firm: Enterprise, city: City, quarter: int, policy: Policy, p: Parameters) -> bool:
    """Inspection in this quarter by the city, as far as it makes an effort, or from above.

    The reach is a share of a year: what four quarters miss is what the year misses. A state owner
    who signed for its part of the nation's order need not be found.
    """
    of_state = firm.owner == Owner.CENTRAL_STATE or firm.owner == Owner.LOCAL_STATE
    signed = policy.national_assigned[firm.product]
    if of_state and luck(firm.identity, 0, Event.INSPECTION) < signed:
        return True
    missed = 1.0 - city.effort * p.inspection_reach
    missed *= 1.0 - control(city, policy) * p.inspectors_reach
    return luck(firm.identity, quarter, Event.INSPECTION) < 1.0 - np.sqrt(np.sqrt(missed))


@rule
def close_obsolete(
    firm: Enterprise, sector: Sector, city: City, province: Province, tonnes: float, p: Parameters
) -> float:
    """Shut ``tonnes`` of outdated capacity; staff bound to it go to the pool. Returns the staff.

    Its licence is lost: what was ordered closed or paid for may not be replaced by new capacity
    (Ministry of Industry, January 2018, by Reuters 2018-01-08; assumed to hold from the start).
    """
    standing = firm.capital[OBSOLETE] * tonnes_per_unit(firm, sector, province)
    share = min(1.0, tonnes / standing)
    gone = staff_on_obsolete(firm, p) * share
    units = firm.capital[OBSOLETE] * share
    firm.capital[OBSOLETE] -= units
    firm.shut += units
    firm.reopened *= 1.0 - share
    firm.nameplate = max(0.0, firm.nameplate - units)
    firm.outdated = max(0.0, firm.outdated - tonnes)
    firm.staff -= gone
    city.released += gone * firm.weight
    city.displaced += gone * firm.weight
    city.closed[firm.product] += tonnes * firm.weight
    city.closed_this_year[firm.product] += tonnes * firm.weight
    return gone


@rule
def pay_severance(
    firm: Enterprise, sector: Sector, city: City, province: Province, gone: float, p: Parameters
) -> None:
    """Severance to displaced staff out of the enterprise's cash, to which the award was added.

    What is left of the award goes to debt and then stays as cash by the ordinary use of surplus.
    """
    severance = gone * 4.0 * p.severance * wage_per_quarter(firm, sector, city)
    firm.cash -= severance
    province.households += severance * firm.weight


@rule
def severance_due(firm: Enterprise, sector: Sector, city: City, p: Parameters) -> float:
    """Severance for the staff on obsolete capacity, million yuan."""
    return staff_on_obsolete(firm, p) * 4.0 * p.severance * wage_per_quarter(firm, sector, city)


@rule
def loss_by_closure(firm: Enterprise, sector: Sector, city: City, p: Parameters) -> float:
    """Book value of obsolete capital and severance: what compensation is weighed against."""
    book = firm.capital[OBSOLETE] * p.rung_price[OBSOLETE]
    return book + severance_due(firm, sector, city, p)


@rule
def reopened_output(firm: Enterprise) -> float:
    """Output of the quarter by lines that were shut and work again, million yuan.

    They do their part of what the obsolete rung makes, and are the last of it to be rebuilt.
    """
    standing = firm.capital[OBSOLETE]
    if firm.reopened <= 0.0 or standing <= 0.0:
        return 0.0
    return firm.run[OBSOLETE] * min(1.0, firm.reopened / standing)


@rule
def reopen(
    firm: Enterprise, sector: Sector, city: City, province: Province, policy: Policy, p: Parameters
) -> None:
    """Shut capital restarts quietly where orders press, the price pays and inspection is weak."""
    if firm.shut <= 0.0:
        return
    watch = city.effort * control(city, policy)
    pressed = firm.orders > p.reopening_use * firm.capacity
    pays = firm.price > firm.unit_cost[OBSOLETE]
    draw = luck(firm.identity, province.quarter, Event.REOPENING)
    if pressed and pays and draw < p.reopening * (1.0 - watch):
        tonnes = firm.shut * tonnes_per_unit(firm, sector, province)
        firm.capital[OBSOLETE] += firm.shut
        firm.reopened += firm.shut
        firm.shut = 0.0
        city.reopened[firm.product] += tonnes * firm.weight
        return
    speed = p.dismantling + (p.dismantling_strict - p.dismantling) * watch
    gone = min(1.0, speed) * firm.shut
    if firm.shut - gone < 1.0e-6:
        gone = firm.shut
    firm.shut -= gone
    province.worn += gone * firm.weight
