"""Who may have the money of a lever: whom the province looks to, who is open to it, who knows."""

from __future__ import annotations

from agents.cluster import Cluster
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import Lever, Province
from agents.random_draws import Event, luck
from agents.record import rule


@rule
def leads(firm: Enterprise) -> bool:
    """Whether an enterprise is one that programmes of the province look to: key, or named."""
    return firm.alive and (firm.is_key or firm.name > 0)


@rule
def eligible(firm: Enterprise, lever: Lever) -> bool:
    """Whether a lever is in force and open to the enterprise."""
    if not lever.on or firm.staff < lever.smallest or firm.staff > lever.largest:
        return False
    place = lever.city[firm.city] * lever.sector[firm.sector] * lever.owner[firm.owner]
    return place > 0.0


@rule
def is_aware(firm: Enterprise, cluster: Cluster, province: Province, p: Parameters) -> bool:
    """Small enterprises hear of a programme only with some chance, drawn anew each year.

    Public services of the cluster reach a part of those who would not.
    """
    if firm.sales_year >= p.aware_size:
        return True
    year = province.quarter - province.season
    chance = p.aware + (1.0 - p.aware) * cluster.service
    return luck(firm.identity, year, Event.AWARE) < chance
