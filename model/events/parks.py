"""Parks and clusters over a province: room, services that the spatial_layout lever builds, counts.

No works are paid, no move is supported and nobody is founded in a park before the environmental
assessment of its plan is approved; the dated and central projects do not wait for it. Event 12 and
the record of event 13.
"""

from __future__ import annotations

import numpy as np

from agents.parameters import Parameters
from agents.place import Place, PlaceKind, build_services, is_approved, is_developed, pay_assessment
from agents.province import CITIES, SECTORS, LeverName
from agents.random_draws import Event, luck
from agents.record import rule
from model.events.lever_budgets import pay_outside
from model.indicators import Quantity
from model.state import State

LAYOUT = int(LeverName.SPATIAL_LAYOUT)
NO_TURN = 2.0  # after every luck


@rule
def take_room(s: State, c: int, j: int, value: float) -> None:
    """A new plant takes room in the places of its city and trade, as far as there is any."""
    for n in range(len(s.places)):
        place = s.places[n]
        open_ = is_approved(place, s.province[0].quarter)
        if open_ and place.city == c and place.sector[j] > 0.0:
            taken = min(value, max(0.0, place.room - place.used))
            place.used += taken
            value -= taken


@rule
def lacks_assessment(s: State, c: int, j: int) -> bool:
    """Whether a city has places for a trade, but none with an approved assessment."""
    found = False
    for n in range(len(s.places)):
        place = s.places[n]
        if place.city != c or place.sector[j] <= 0.0:
            continue
        if is_approved(place, s.province[0].quarter):
            return False
        found = True
    return found


@rule
def open_places(s: State) -> None:
    """What each cell of city and sector has of services and room, from the approved places."""
    p = s.parameters[0]
    for c in range(CITIES):
        for j in range(SECTORS):
            s.clusters[c, j].services = 0.0
            s.clusters[c, j].room = 0.0
            s.clusters[c, j].barred = lacks_assessment(s, c, j)
    for n in range(len(s.places)):
        place = s.places[n]
        place.services *= 1.0 - p.services_wear
        if not is_approved(place, s.province[0].quarter):
            continue
        left = max(0.0, place.room - place.used)
        for j in range(SECTORS):
            if place.sector[j] > 0.0:
                cell = s.clusters[place.city, j]
                cell.services = max(cell.services, place.services)
                cell.room += left


@rule
def reaches(s: State, place: Place) -> bool:
    """Whether the lever is open to the city and trade of a place."""
    lever = s.levers[LAYOUT]
    return lever.city[place.city] * lever.sector[place.main] > 0.0


@rule
def assess_places(s: State, money: float) -> None:
    """Pay for assessments, by the luck of the place, of those that so come sooner."""
    p = s.parameters[0]
    quarter = s.province[0].quarter
    turn = np.full(len(s.places), NO_TURN)
    for n in range(len(s.places)):
        place = s.places[n]
        if reaches(s, place) and place.approved > quarter + int(p.assessment_time):
            turn[n] = luck(place.identity, 0, Event.TIE)
    order = np.argsort(turn, kind="mergesort")
    for k in range(len(order)):
        if turn[order[k]] >= NO_TURN or money <= 0.0:
            break
        place = s.places[order[k]]
        spent = pay_assessment(place, money, quarter, p)
        pay_outside(s, LAYOUT, place.city, place.main, spent)
        money -= spent


@rule
def is_served(s: State, place: Place, clusters: bool, first: bool) -> bool:
    """Whether the lever may build in a place now: open to it, approved, not yet complete.

    Of the listed clusters the 15 come first; petrochemical parks and others are parks.
    """
    if not reaches(s, place) or not is_approved(place, s.province[0].quarter):
        return False
    if place.services >= 1.0:
        return False
    if (place.kind == PlaceKind.CLUSTER) != clusters:
        return False
    return place.first or not first


@rule
def build_in(s: State, clusters: bool, first: bool, money: float) -> float:
    """Spread money evenly over the places of a group; returns what they did not need."""
    p = s.parameters[0]
    number = 0
    for n in range(len(s.places)):
        if is_served(s, s.places[n], clusters, first):
            number += 1
    if number == 0:
        return money
    each = money / number
    left = money
    for n in range(len(s.places)):
        place = s.places[n]
        if is_served(s, place, clusters, first):
            spent = min(each, (1.0 - place.services) * p.place_price)
            build_services(place, spent, p)
            pay_works(s, place, spent)
            left -= spent
    return max(0.0, left)


@rule
def pay_works(s: State, place: Place, amount: float) -> None:
    """Public works are paid by the lever to builders, whose orders count as investment."""
    pay_outside(s, LAYOUT, place.city, place.main, amount)
    s.province[0].spent_on_capital += amount


@rule
def build_places(s: State) -> None:
    """The spatial_layout lever pays assessments, then works: clusters (the 15 first), parks."""
    money = s.accounts[LAYOUT].left
    if money <= 0.0:
        return
    policy = s.policy[0]
    assess_places(s, policy.assessment_share * money)
    left = build_in(s, True, True, policy.cluster_share * money)
    build_in(s, True, False, left)
    build_in(s, False, False, policy.park_share * money)


@rule
def measure_place(s: State, place: Place, p: Parameters) -> None:
    """Smoothed sales of a place's sectors in its city, and whether it counts as developed."""
    c = place.city
    sales = 0.0
    members = 0.0
    made = 0.0
    trade = 0.0
    for j in range(SECTORS):
        if place.sector[j] > 0.0:
            sales += s.table[c, j, Quantity.REVENUE]
            members += s.table[c, j, Quantity.COUNTED]
            made += s.table[c, j, Quantity.OUTPUT]
            trade += s.sectors[j].output
    weight = p.expected_weight if place.sales > 0.0 else 1.0
    place.sales += weight * (4.0 * sales - place.sales)
    quotient = 0.0
    if trade > 0.0 and s.cities[c].output > 0.0:
        quotient = (made / s.cities[c].output) / (trade / s.province[0].output)
    place.developed = is_developed(place, members, quotient, p)


@rule
def record_places(s: State) -> None:
    """Assessed parks, developed clusters and petrochemical parks, counted in their main cell."""
    p = s.parameters[0]
    s.province[0].output = 0.0
    for c in range(CITIES):
        s.province[0].output += s.cities[c].output
    for n in range(len(s.places)):
        place = s.places[n]
        if place.kind != PlaceKind.CLUSTER and is_approved(place, s.province[0].quarter):
            s.table[place.city, place.main, Quantity.ASSESSED_PARKS] += 1.0
        if place.kind != PlaceKind.CLUSTER and place.kind != PlaceKind.PETROCHEMICAL_PARK:
            continue
        measure_place(s, place, p)
        if not place.developed:
            continue
        row = s.table[place.city, place.main]
        if place.kind == PlaceKind.PETROCHEMICAL_PARK:
            row[Quantity.DEVELOPED_PARKS] += 1.0
        else:
            row[Quantity.DEVELOPED_CLUSTERS] += 1.0
            if place.first:
                row[Quantity.DEVELOPED_FIRST] += 1.0
