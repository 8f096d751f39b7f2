"""Event 9, programmes: what a lever pays for in whole clusters, and for the people of a city."""

from __future__ import annotations

import numpy as np

from agents.cluster import Cluster, move_levels, pay_programme, use_programmes
from agents.province import CITIES, PROGRAMME_LEVER, PROGRAMMES, SECTORS, LeverName, Programme
from agents.record import rule
from model.events.lever_budgets import pay_outside, pay_suppliers
from model.indicators import NO_SECTOR, Quantity
from model.state import FloatArray, State

INNOVATION = int(LeverName.INNOVATION)
COMPONENTS = int(Programme.COMPONENTS)
INNOVATION_PLATFORM = int(Programme.INNOVATION_PLATFORM)
PUBLIC_SERVICE = int(Programme.PUBLIC_SERVICE)


@rule
def served_output(cluster: Cluster, programme: int) -> float:
    """Output of a cluster that a programme is for, million yuan a quarter."""
    return cluster.small_output if programme == PUBLIC_SERVICE else cluster.output


@rule
def share_of_cluster(s: State, programme: int, share: FloatArray) -> float:
    """Output that a programme is open to, by cluster, and its sum.

    The industrial base is built among makers of core components only.
    """
    lever = s.levers[PROGRAMME_LEVER[programme]]
    total = 0.0
    for c in range(CITIES):
        for j in range(SECTORS):
            share[c, j] = 0.0
            if programme != COMPONENTS or s.sectors[j].component:
                open_ = lever.city[c] * lever.sector[j]
                share[c, j] = open_ * served_output(s.clusters[c, j], programme)
                total += share[c, j]
    return total


@rule
def pay_clusters(s: State, programme: int) -> None:
    """Spread a programme's money of the quarter over its clusters by their output."""
    lever = PROGRAMME_LEVER[programme]
    account = s.accounts[lever]
    money = min(account.left, s.policy[0].programme[programme] * s.levers[lever].budget)
    if money <= 0.0 or not s.levers[lever].on:
        return
    share = np.empty((CITIES, SECTORS))
    total = share_of_cluster(s, programme, share)
    if total <= 0.0:
        return
    for c in range(CITIES):
        for j in range(SECTORS):
            part = money * share[c, j] / total
            if part > 0.0:
                pay_programme(s.clusters[c, j], programme, part)
                row = s.table[c, j]
                pay_suppliers(account, s.province[0], part)
                row[Quantity.FISCAL_0 + lever] += part
                if programme == INNOVATION_PLATFORM:
                    founded = part / s.parameters[0].innovation_platform_price
                    row[Quantity.INNOVATION_PLATFORMS] += founded


@rule
def build_base(s: State) -> None:
    """Level of the industrial base of makers of components, and what their customers see of it.

    A maker of equipment sees the mean over the components that it buys, of which only those made
    in the province are better.
    """
    for i in range(SECTORS):
        maker = s.sectors[i]
        if not maker.component:
            continue
        maker.components = 0.0
        made = 0.0
        for c in range(CITIES):
            maker.components += s.clusters[c, i].level[COMPONENTS] * s.clusters[c, i].output
            made += s.clusters[c, i].output
        if made > 0.0:
            maker.components /= made
    for j in range(SECTORS):
        user = s.sectors[j]
        if not user.equipment:
            continue
        user.supplied = 0.0
        bought = 0.0
        for i in range(SECTORS):
            if s.sectors[i].component:
                maker = s.sectors[i]
                user.supplied += s.inputs[i, j] * maker.rho * maker.components
                bought += s.inputs[i, j]
        if bought > 0.0:
            user.supplied /= bought


@rule
def follow_programmes(s: State) -> None:
    """Event 2: how far each programme reaches in this quarter, and what it brings."""
    for c in range(CITIES):
        for j in range(SECTORS):
            move_levels(s.clusters[c, j], s.parameters[0])
    build_base(s)
    for c in range(CITIES):
        for j in range(SECTORS):
            use_programmes(s.clusters[c, j], s.sectors[j].supplied, s.parameters[0])


@rule
def raise_skill(s: State) -> None:
    """Talent programmes: money per worker raises the skill of the eligible cities."""
    lever = s.levers[INNOVATION]
    money = min(s.accounts[INNOVATION].left, s.policy[0].talent_share * lever.budget)
    people = 0.0
    for c in range(CITIES):
        people += lever.city[c] * s.cities[c].staff
    if money <= 0.0 or people <= 0.0 or not lever.on:
        return
    for c in range(CITIES):
        part = money * lever.city[c] * s.cities[c].staff / people
        if part > 0.0:
            s.cities[c].skill += s.parameters[0].talent_skill * part / s.cities[c].staff
            pay_outside(s, INNOVATION, c, NO_SECTOR, part)


@rule
def run_programmes(s: State) -> None:
    """Event 9 for clusters and cities: pay what the levers keep for programmes."""
    for programme in range(PROGRAMMES):
        pay_clusters(s, programme)
    raise_skill(s)
