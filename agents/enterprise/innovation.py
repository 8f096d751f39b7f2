"""Event 11: invention, imitation, efficiency; and event 5's change of customers."""

from __future__ import annotations

import numpy as np

from agents.cluster import Cluster
from agents.enterprise.digital_adoption import system_effect_on_invention
from agents.enterprise.investment import lines_of
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import Province
from agents.random_draws import Event, exponential, laplace, luck, normal
from agents.record import rule
from agents.sector import Sector


@rule
def do_research(firm: Enterprise, sector: Sector, province: Province, p: Parameters) -> bool:
    """Spend a part of the province's research money; whether it solves a key technology.

    Each yuan granted replaces ``crowding_out`` of own money, which stays in the till. A technology
    is solved with the chance of what is spent over ``technology_price``; it is worth an invention
    in one line of the enterprise.
    """
    if firm.research_left <= 0.0:
        return False
    spent = p.research_pace * firm.research_left
    if spent < p.research_rest:
        spent = firm.research_left
    firm.research_left -= spent
    firm.cash -= (1.0 - p.crowding_out) * spent
    province.trade += (1.0 - p.crowding_out) * spent * firm.weight
    draw = luck(firm.identity, province.quarter, Event.RESEARCH_PROJECT)
    if draw >= spent / p.technology_price:
        return False
    lead = max(0.0, firm.quality - sector.external_quality)
    firm.quality += sector.step / lines_of(firm, p) * np.exp(-lead / p.quality_lead_scale)
    return True


@rule
def research_boost(firm: Enterprise, sector: Sector, p: Parameters) -> float:
    """Research over what the enterprise would do alone: granted money, better used in a centre."""
    if firm.research_left <= 0.0:
        return 1.0
    own = sector.research_share * firm.revenue
    more = (1.0 - p.crowding_out) * p.research_pace * firm.research_left
    if firm.centre:
        more *= p.centre_efficiency
    return min(p.research_most, 1.0 + more / max(own, 1.0e-9))


@rule
def invention_rate(firm: Enterprise, sector: Sector, p: Parameters) -> float:
    """Expected inventions of a quarter; larger and digitally designing enterprises invent more."""
    large = min(max(firm.staff / p.invent_size, p.invent_size_min), p.invent_size_max)
    rate = p.invent * p.knowledge_efficiency * np.exp(p.invent_size_power * np.log(large))
    if firm.loss_record > p.loss_mark:
        rate *= p.research_after_loss
    return rate * system_effect_on_invention(firm, p) * research_boost(firm, sector, p)


@rule
def most_inventions(boost: float, p: Parameters) -> float:
    """The highest chance of an invention in a quarter that any enterprise can have.

    ``boost`` is the most that anybody's research was lifted.
    """
    large = np.exp(p.invent_size_power * np.log(max(1.0, p.invent_size_max)))
    rate = p.invent * p.knowledge_efficiency * large * (1.0 + p.benefit_plm_invention)
    return 1.0 - np.exp(-rate * boost)


@rule
def invent(firm: Enterprise, sector: Sector, province: Province, p: Parameters) -> float:
    """An invention raises quality, by less the further ahead of its competitor it is.

    Returns its size over the mean size, 0 without one.
    """
    firm.fresh = False
    quarter = province.quarter
    draw = luck(firm.identity, quarter, Event.INVENTION)
    if draw >= province.invention_most:  # nobody's chance reaches so far: spares the rate
        return 0.0
    if draw < 1.0 - np.exp(-invention_rate(firm, sector, p)):
        lead = max(0.0, firm.quality - sector.external_quality)
        size = exponential(luck(firm.identity, quarter, Event.INVENTION_STEP))
        firm.quality += sector.step * size * np.exp(-lead / p.quality_lead_scale)
        firm.fresh = True
        return size
    return 0.0


@rule
def imitate(firm: Enterprise, sector: Sector, cluster: Cluster, p: Parameters) -> None:
    """Close a part of the gap to the sector's 75th percentile of quality.

    Innovation platforms of the cluster and allies make it faster; programmes of the cluster add.
    Competitors outside imitate as well, so a lead over them shrinks.
    """
    firm.quality += cluster.quality_lift
    if firm.quality < sector.frontier:
        speed = p.imitate * cluster.imitation
        if firm.allied:
            speed *= p.alliance_imitation
        firm.quality += min(1.0, speed) * (sector.frontier - firm.quality)
    firm.quality -= p.imitated * max(0.0, firm.quality - sector.external_quality)


@rule
def size_factor(staff: float, p: Parameters) -> float:
    """How much less the customers of a large enterprise fluctuate (Fu and others 2005)."""
    return np.exp(-p.size_damping * np.log(max(staff, p.smallest_staff) / p.jump_size))


@rule
def change_efficiency(firm: Enterprise, cluster: Cluster, quarter: int, p: Parameters) -> None:
    """Own efficiency returns to its home level, with luck and spillover from intelligent peers.

    A giant's parts have luck of their own, so its efficiency moves less.
    """
    spillover = p.spillover * (1.0 + p.services_spillover * cluster.services)
    home = firm.efficiency_home + spillover * cluster.intelligent
    chance = normal(luck(firm.identity, quarter, Event.EFFICIENCY))
    spread = p.efficiency_sd * min(1.0, firm.damping)
    away = p.persistence * (firm.efficiency - home) + spread * chance
    firm.efficiency = home + min(max(away, -p.efficiency_bound), p.efficiency_bound)


@rule
def change_customers(firm: Enterprise, sector: Sector, province: Province, p: Parameters) -> None:
    """Customers move by habit towards attractiveness, by luck, and away from late delivery.

    The mixture of small and large shocks keeps yearly growth tent-shaped (Bottazzi, Secchi 2006).
    """
    before = firm.customers
    relative = firm.attractiveness / sector.appeal
    after = before * (1.0 + p.habit * (relative - 1.0))
    if firm.backlog > 0.0 and firm.orders > 0.0:
        # backlog is the patient part of what was late; the rest of it went elsewhere
        late = firm.backlog * (1.0 - p.patience) / p.patience
        gone = after * min(p.customer_loss_max, p.customer_loss * late / firm.orders)
        after -= gone
        sector.customers_lost += gone * (1.0 - p.kept_at_home) * firm.weight
    jumps = luck(firm.identity, province.quarter, Event.CUSTOMERS_JUMP) < p.jump
    sd = p.jump_sd if jumps else p.customers_sd
    chance = laplace(luck(firm.identity, province.quarter, Event.CUSTOMERS))
    after *= np.exp(min(chance * sd * firm.damping, p.jump_most))
    firm.growth = after / before - 1.0 if before > 0.0 else 0.0
    firm.customers = after


@rule
def new_frontier(sector: Sector) -> None:
    """The 75th percentile of quality, from mean and spread of a normal (0.6745 sd above mean)."""
    if sector.enterprises <= 0.0:
        return
    mean = sector.quality_sum / sector.enterprises
    variance = max(0.0, sector.quality_squares / sector.enterprises - mean * mean)
    sector.frontier = mean + 0.6745 * np.sqrt(variance)
