"""The city: its labour pool, its government and what it enforces."""

from __future__ import annotations

import numpy as np

from agents.parameters import Parameters
from agents.province import CITIES, PRODUCTS, Policy
from agents.record import Record, Vector, field, rule


class City(Record):
    """One of the 14 prefecture-level cities."""

    identity: int = field("-", "luck identity")
    northwest: bool = field("-", "member of the northwest region")
    # labour
    wage: float = field("million yuan/year", "of an industrial worker, with contributions")
    wage_start: float = field("million yuan/year", "the same at the start")
    pool: float = field("persons", "industrial labour without work")
    inflow: float = field("persons/quarter", "new industrial labour at rest")
    staff: float = field("persons", "employed by its enterprises")
    skill: float = field("log", "skill of the workforce; 0 at the start")
    learning: float = field("share/quarter", "of the gap to full maturity that a system closes")
    hires_wanted: float = field("persons", "asked for in this quarter")
    hire_ratio: float = field("share", "of wanted hires that find somebody")
    released: float = field("persons", "laid off, or left by exits and closures, this quarter")
    hired: float = field("persons", "hired in this quarter")
    displaced: float = field("persons", "displaced by ordered closures in this quarter")
    displaced_pool: float = field("persons", "of the pool who were displaced by closures")
    left: float = field("persons", "left the industrial labour force since the start")
    joined: float = field("persons", "joined it since the start")
    productivity: float = field("million yuan/person", "smoothed output per worker")
    productivity_growth: float = field("log/quarter", "smoothed")
    output: float = field("million yuan/quarter", "of its enterprises")
    # government
    leader_year: int = field("year", "of the leader's term, 1 to 5")
    effort: float = field("share", "enforcement effort of the year")
    misreport: float = field("share", "of output, reported beyond the truth before the audits")
    tax: float = field("million yuan/quarter", "taxes paid by its enterprises")
    tax_at_stake: float = field(
        "million yuan/quarter", "of it paid by holders of outdated capacity"
    )
    jobs_at_stake: float = field("persons", "staff on outdated capacity")
    rescues: float = field("million yuan", "spent on rescues in this year")
    fiscal_room: float = field("share", "treasury able to rescue: 1 full, 0 dry")
    budget: float = field("million yuan", "of the year for offers to plants and for rescues")
    offers: float = field("million yuan", "paid in this year to plants that come")
    distance: Vector = field("km", "to every city", (CITIES,))
    quota: Vector = field("tonnes", "closure ordered and not yet done this year", (PRODUCTS,))
    ordered: Vector = field("tonnes", "closure ordered for the year", (PRODUCTS,))
    outdated: Vector = field("tonnes/year", "outdated capacity standing", (PRODUCTS,))
    closed: Vector = field("tonnes", "closed since the start, true", (PRODUCTS,))
    closed_this_year: Vector = field("tonnes", "closed in this year, true", (PRODUCTS,))
    reported: Vector = field("tonnes", "closed since the start as reported", (PRODUCTS,))
    reopened: Vector = field("tonnes", "quietly reopened since the start", (PRODUCTS,))
    promised: float = field(
        "ratio", "compensation over book value and severance of outdated capacity"
    )
    makers: float = field("enterprises", "of controlled products, counted in January")
    inspection: float = field(
        "share", "of the province's lists and inspections here that its money pays for"
    )


@rule
def control(city: City, policy: Policy) -> float:
    """Intensity of control after closure: the stricter of what the province pays and the nation."""
    return max(policy.monitoring * city.inspection, policy.national_monitoring)


@rule
def choose_effort(city: City, monitoring: float, pressure: float, p: Parameters) -> None:
    """Enforcement effort of the year: pressure and compensation against jobs and revenue.

    ``pressure`` is 1 where a quota stands against the city. A leader in the middle of the term
    has more to gain by obeying.
    """
    jobs = city.jobs_at_stake / max(1.0, city.staff)
    revenue = city.tax_at_stake / city.tax if city.tax > 0.0 else 0.0
    logit = p.effort_0 + p.effort_pressure * pressure * monitoring
    logit += p.effort_compensation * city.promised
    logit -= p.effort_jobs * jobs + p.effort_revenue * revenue
    if p.career_from <= city.leader_year <= p.career_to:
        logit += p.effort_career
    city.effort = 1.0 / (1.0 + np.exp(-logit))


@rule
def yearly_budget(city: City, p: Parameters) -> float:
    """What a city can spend in a year on rescues and offers, from its own part of the taxes."""
    return p.rescue_share * 4.0 * city.tax * p.tax_split[2]


@rule
def narrow_room(city: City, p: Parameters) -> None:
    """What a city has spent on rescues and offers in the year narrows its room for the next."""
    spent = city.rescues + city.offers
    city.fiscal_room = max(0.0, 1.0 - spent / max(yearly_budget(city, p), 1.0e-9))


@rule
def misreported_output(city: City, quarter: int, p: Parameters) -> float:
    """By how much reported output exceeds true output, share; less after the audits."""
    if quarter >= p.audit_quarter:
        return p.output_misreport_after
    in_career = p.career_from <= city.leader_year <= p.career_to
    return p.output_misreport * city.misreport + (p.output_misreport_career if in_career else 0.0)


@rule
def report_closures(city: City, product: int, monitoring: float, p: Parameters) -> float:
    """At the year's end the city reports closures: the truth, and a part of what is missing.

    Returns that part: tonnes said to be closed in this year that were not.
    """
    missing = max(0.0, city.ordered[product] - city.closed_this_year[product])
    claimed = missing * p.misreport * (1.0 - monitoring)
    city.reported[product] += city.closed_this_year[product] + claimed
    return claimed


@rule
def displaced_without_work(city: City) -> float:
    """Persons whom closures displaced and who have no work yet."""
    return min(max(0.0, city.pool + city.released), city.displaced_pool + city.displaced)


@rule
def open_labour_market(city: City, support: float, p: Parameters) -> None:
    """Share of wanted hires that the pool can give; retraining makes more of the displaced fit."""
    available = p.matching * max(0.0, city.pool + city.released)
    available += support * (1.0 - p.matching) * displaced_without_work(city)
    if city.hires_wanted > available:
        city.hire_ratio = available / city.hires_wanted
    else:
        city.hire_ratio = 1.0


@rule
def close_labour_market(city: City, p: Parameters) -> None:
    """Event 13: the pool takes in the released and the young, gives the hired, and some leave.

    They leave for services and other provinces, the faster the more are without work. The young
    are fewer or more than at rest by the growth of the labour force, retirement included.
    """
    city.pool += city.released - city.hired
    emigration = p.emigration_northwest if city.northwest else p.emigration
    force = max(1.0, city.pool + city.staff)
    slack = max(0.0, city.pool) / force / p.natural
    rate = min(0.5, (p.to_services + emigration) * slack)
    leaving = rate * max(0.0, city.pool)
    stay = 1.0 - min(1.0, city.hired / max(1.0, city.pool + city.hired))
    city.displaced_pool = (city.displaced_pool + city.displaced) * stay
    joining = max(0.0, city.inflow + p.labour_force_growth * force)
    city.pool += joining - leaving
    city.displaced_pool = min(city.displaced_pool * (1.0 - rate), max(0.0, city.pool))
    city.joined += joining
    city.left += leaving
    city.skill -= p.skill_loss * emigration * city.pool / force


@rule
def move_wage(city: City, trend: float, p: Parameters) -> None:
    """Wages follow their trend, slack in the labour market and the growth of productivity."""
    force = max(1.0, city.pool + city.staff)
    slack = p.natural - city.pool / force
    growth = trend + p.wage_phillips * slack + p.wage_productivity * city.productivity_growth
    city.wage *= np.exp(growth)


@rule
def measure_productivity(city: City, p: Parameters) -> None:
    """Smoothed output per worker of the city and its growth."""
    now = city.output / max(1.0, city.staff)
    if now <= 0.0:
        city.productivity_growth = 0.0
        return
    if city.productivity <= 0.0:
        city.productivity = now
    before = city.productivity
    city.productivity += p.expected_weight * (now - before)
    city.productivity_growth = np.log(city.productivity / before)
