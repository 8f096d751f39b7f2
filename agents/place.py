"""Places and projects: parks and bases with room, listed clusters, the plan's large projects."""

from __future__ import annotations

from enum import IntEnum

from agents.parameters import Parameters
from agents.province import SECTORS
from agents.random_draws import Event, exponential, luck
from agents.record import Record, Vector, field, rule

KM_100 = 100.0
LONG_AGO = -1000  # quarter, before any run


class PlaceKind(IntEnum):
    """What a place is; the order of ``place_room`` in the parameters."""

    PARK = 0
    BASE = 1
    PETROCHEMICAL_PARK = 2
    CLUSTER = 3
    TRANSFER_PARK = 4


class Place(Record):
    """A park, a base or a listed cluster: one city, some sectors, room that fills."""

    identity: int = field("-", "luck identity")
    city: int = field("index", "city where it lies")
    kind: int = field("PlaceKind", "park, base, petrochemical park, cluster, transfer park")
    first: bool = field("-", "cluster among the 15 that come first")
    main: int = field("index", "its first sector; money for it is booked there")
    sector: Vector = field("0 or 1", "sectors that it is for", (SECTORS,))
    room: float = field("million yuan", "plants that it has room for, those standing included")
    used: float = field("million yuan", "plants founded there since the start, at cost")
    services: float = field("0 to 1", "how far its services are built")
    sales: float = field("million yuan/year", "smoothed sales of its sectors in its city")
    developed: bool = field("-", "passes the thresholds of a developed cluster or park")
    approved: int = field("quarter", "first in which its environmental assessment is approved")
    assessment_paid: float = field("million yuan", "public money for its assessment so far")


class ProjectState(IntEnum):
    """Where a project stands."""

    WAITING = 0
    BUILDING = 1
    DONE = 2
    CANCELLED = 3


class Project(Record):
    """A large project of the plan: planned, perhaps helped, built or given up."""

    identity: int = field("-", "luck identity")
    key: int = field("-", "permanent key of the enterprise that it founds, if it founds one")
    host: int = field("-", "permanent key of the enterprise that builds it; -1 if a new one")
    central: bool = field("-", "one of the 40 projects of central enterprises")
    owner: int = field("Owner", "who builds it")
    city: int = field("index", "city where it stands")
    sector: int = field("index", "subsector")
    works: float = field("million yuan", "cost of the works, paid from outside the province")
    planned: int = field("quarter", "planned start")
    gestation: int = field("quarters", "time of building")
    replaces: float = field("share", "of the new capital that takes the place of old capital")
    helped: float = field("share", "of the land, approval and support it needs that was paid for")
    stage: int = field("ProjectState", "where it stands")
    started: int = field("quarter", "when building began")
    ends: int = field("quarter", "first quarter after building")


@rule
def chance_of_cancelling(project: Project, p: Parameters) -> float:
    """Chance that the project is given up: less the more help was paid for."""
    chance = p.project_cancel[1] if project.central else p.project_cancel[0]
    return chance * (1.0 - p.project_help * project.helped)


@rule
def ready_at(project: Project, p: Parameters) -> int:
    """First quarter in which building could begin: the planned one and a delay of its own luck."""
    delay = p.project_delay * exponential(luck(project.identity, 0, Event.PROJECT_DELAY))
    delay *= 1.0 - p.project_speed * project.helped
    return project.planned + int(min(delay, p.project_window))


@rule
def decide_project(project: Project, quarter: int, p: Parameters) -> bool:
    """Begin, wait or give up; true if building begins in this quarter.

    A project whose luck is too bad stays on paper, where help may still bring it on, until the
    window after its planned start has passed.
    """
    if quarter > project.planned + int(p.project_window):
        project.stage = ProjectState.CANCELLED
        return False
    if quarter < ready_at(project, p):
        return False
    draw = luck(project.identity, 0, Event.PROJECT_CANCEL)
    if draw < chance_of_cancelling(project, p):
        return False
    project.stage = ProjectState.BUILDING
    project.started = quarter
    project.ends = quarter + project.gestation
    return True


@rule
def usual_approval(place: Place, p: Parameters) -> int:
    """Quarter in which the assessment of a place's plan is approved at the usual pace.

    Long ago by a chance of its kind, else after a wait from 2015Q1, both by one luck of its own.
    A plan without an assessment may not be carried out (Environmental Protection Law of 2014,
    article 19).
    """
    draw = luck(place.identity, 0, Event.ASSESSMENT)
    done = p.assessment_start[place.kind]
    if draw < done:
        return LONG_AGO
    return int(p.assessment_wait * exponential((draw - done) / (1.0 - done)))


@rule
def is_approved(place: Place, quarter: int) -> bool:
    """Whether works and new plants are allowed in a place: its assessment is approved."""
    return quarter >= place.approved


@rule
def pay_assessment(place: Place, money: float, quarter: int, p: Parameters) -> float:
    """Pay for an assessment as far as money goes; what was spent, million yuan.

    One that is paid is approved after the time of its making and review, if not sooner anyway.
    """
    missing = p.assessment_price - place.assessment_paid
    if money < missing:
        place.assessment_paid += money
        return money
    place.assessment_paid = p.assessment_price
    place.approved = min(place.approved, quarter + int(p.assessment_time))
    return missing


@rule
def build_services(place: Place, money: float, p: Parameters) -> None:
    """Public works in a place: services rise by what they cost, and room is opened."""
    place.services = min(1.0, place.services + money / p.place_price)
    place.room += p.room_per_yuan * money


@rule
def is_developed(place: Place, members: float, quotient: float, p: Parameters) -> bool:
    """Whether a place passes the thresholds of its kind.

    A cluster needs members above the official size, sales and specialisation; a petrochemical
    park sales of its sectors; other parks are not counted.
    """
    if place.kind == PlaceKind.CLUSTER:
        known = members >= p.cluster_members and place.sales >= p.cluster_sales
        return known and quotient >= p.cluster_quotient
    return place.kind == PlaceKind.PETROCHEMICAL_PARK and place.sales >= p.park_sales


@rule
def pull_of_distance(km: float, p: Parameters) -> float:
    """Log of what distance leaves of the appeal of another city."""
    return -p.moving_distance * km / KM_100
