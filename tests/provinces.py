"""A province in which nothing is: the state on which single events are tried by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agents.bank import Bank
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.record import Enterprise, Owner
from agents.parameters import with_values
from agents.place import Place, Project
from agents.province import CITIES, LEVERS, SECTORS, Lever, LeverAccount, Policy, Province
from agents.sector import Sector
from model.indicators import NO_SECTOR, QUANTITIES
from model.state import State, workspace

SPARE = 4  # rows for entrants


def empty_province(
    firms: int = 1,
    *,
    places: int = 0,
    projects: int = 0,
    parameters: Mapping[str, float | Sequence[float]] | None = None,
) -> State:
    """A state of zeros, but for prices of 1, and private enterprises that are alive.

    Parameters
    ----------
    firms: enterprises in the first city and sector, each with weight 1 and key 100, 101, ...
    places: parks without city and trade
    projects: large projects that nobody has planned
    parameters: those that differ from their central values
    """
    levers = Lever.zeros(LEVERS)
    for name in ("city", "sector", "owner"):
        levers[name] = 1.0
    levers["largest"] = 1e9
    province = Province.zeros(1)
    province["rows"] = firms
    for name in ("equipment_price", "system_price", "fuel_price", "consumer_price"):
        province[name] = 1.0
    enterprises = Enterprise.zeros(firms + SPARE)
    living = enterprises[:firms]
    living["alive"] = True
    living["key"] = living["identity"] = np.arange(100, 100 + firms)
    living["weight"] = living["price"] = 1.0
    living["owner"] = Owner.PRIVATE
    living["project_ends"] = living["rescued"] = -1000
    parts: dict[str, Any] = workspace(firms + SPARE)
    return State(
        firms=enterprises,
        sectors=Sector.zeros(SECTORS),
        cities=City.zeros(CITIES),
        banks=Bank.zeros(CITIES),
        clusters=Cluster.zeros((CITIES, SECTORS)),
        places=Place.zeros(places),
        projects=Project.zeros(projects),
        province=province,
        levers=levers,
        accounts=LeverAccount.zeros(LEVERS),
        policy=Policy.zeros(1),
        inputs=np.zeros((SECTORS, SECTORS)),
        purchases=np.zeros((SECTORS, SECTORS)),
        table=np.zeros((CITIES, NO_SECTOR + 1, QUANTITIES)),
        parameters=with_values(parameters or {}),
        **parts,
    )
