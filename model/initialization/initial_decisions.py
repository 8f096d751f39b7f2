"""Decisions at rest: projects that pay have been done, adoption flows as observed.

Second part of the start (``model.initialization.initial_state``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.abatement import saving_at
from agents.enterprise.cost_and_price import set_cost_factors, set_unit_costs
from agents.enterprise.digital_adoption import adoption_chance, may_adopt, system_gain, system_price
from agents.enterprise.investment import saving_of_move, share_that_pays
from agents.enterprise.record import MOVE_FROM, MOVES, Enterprise
from agents.parameters import Parameters
from agents.province import SECTORS
from agents.record import rule
from agents.sector import Sector
from model.events.recording import add_to_peers, forget_peers, know_peers
from model.initialization.blueprint import Blueprint, shares_of_output
from model.initialization.population import Draws
from model.state import State

FloatArray = NDArray[np.float64]


@rule
def rest_projects(s: State) -> None:
    """Whoever would upgrade at once already has: lines that pay today count as decided.

    Where the main project at hand would pay by a wide margin and yet has not been done, rebuilding
    must be harder than it looks: such an enterprise is cautious with what stands, for life. New
    equipment it chooses by its patience as it is.
    """
    p = s.parameters[0]
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        if not firm.alive:
            continue
        sector = s.sectors[firm.sector]
        set_cost_factors(firm, 1.0, p)
        set_unit_costs(firm, sector, s.cities[firm.city], s.policy[0], p)
        best = -1.0e9
        firm.caution = 1.0
        for move in range(MOVES):
            advantage = advantage_of(firm, sector, move, firm.patience, p)
            best = max(best, advantage)
        if best > p.line_rest:
            firm.caution = np.exp(p.line_rest - best)
        for move in range(MOVES):
            advantage = advantage_of(firm, sector, move, firm.caution * firm.patience, p)
            firm.decided[move] = min(0.9, share_that_pays(advantage, p))


@rule
def rest_retrofits(s: State) -> None:
    """Retrofits that pay at the start have been made."""
    for i in range(len(s.firms)):
        s.firms[i].saving = saving_at(s.firms[i].patience, s.parameters[0])


@rule
def advantage_of(
    firm: Enterprise, sector: Sector, move: int, patience: float, p: Parameters
) -> float:
    """Log of patience over payback of a move at the start; very low where there is nothing."""
    units = firm.capital[MOVE_FROM[move]]
    if units <= 1.0e-9:
        return -9.0
    saving = saving_of_move(firm, sector, move, p)
    if saving <= 0.0:
        return -9.0
    return np.log(patience * saving / (p.upgrade_cost[move] + p.project_fixed_cost / units))


@rule
def adoption_terms(s: State, system: int, gains: FloatArray, costs: FloatArray) -> None:
    """What adoption would bring and cost each enterprise; no gain where it may not adopt."""
    p = s.parameters[0]
    for i in range(len(s.firms)):
        firm = s.firms[i]
        gains[i], costs[i] = 0.0, 1.0
        if may_adopt(firm, system, p):
            cluster = s.clusters[firm.city, firm.sector]
            city = s.cities[firm.city]
            gains[i] = system_gain(firm, s.sectors[firm.sector], city, system, p)
            costs[i] = system_price(firm, cluster, system, 1.0, p)


@rule
def adoption_flow(
    intercept: float,
    gains: FloatArray,
    costs: FloatArray,
    patience: FloatArray,
    weight: FloatArray,
    p: Parameters,
) -> float:
    """Yearly flow of adoptions at the start over all enterprises, share."""
    flow = 0.0
    total = 0.0
    for i in range(len(gains)):
        total += weight[i]
        flow += weight[i] * adoption_chance(intercept, gains[i], costs[i], patience[i], 0.0, p)
    return flow / total


def settle_decisions(plan: Blueprint, s: State) -> None:
    """Patience, projects at rest, intercepts of adoption, the pace of invention, peers."""
    firms, sectors = s.firms, s.sectors
    draws = Draws(np.ascontiguousarray(firms["identity"]))
    years = np.asarray(plan.parameter("patience_years"))[firms["owner"]]
    firms["patience"] = years * np.exp(plan.parameter("patience_sd") * draws.normal(23))
    rest_projects(s)
    rest_retrofits(s)
    # retrofits made at the start are part of the sector's energy coefficient
    use = 1.0 - shares_of_output(s, firms["saving"] * firms["output"], 0.0)
    for name in ("energy", "energy_cost"):
        sectors[name] /= use[:, None]
    sectors["fuel_co2"] /= use
    sectors["fuel_price"] = sectors["energy_cost"].sum(axis=1)
    forget_peers(s)
    gather_peers(s)
    know_peers(s)
    s.clusters["adopted_start"] = s.clusters["adopted"]
    sectors["adopted_start"] = sectors["adopted"]
    sectors["high_start"] = sectors["high"]
    sectors["example"] = 1.0
    flows = np.asarray(plan.parameter("adopt_flow"))
    for system in range(len(flows)):
        s.province["adopt_0"][0, system] = _intercept(s, system, float(flows[system]))
    mean = np.divide(
        sectors["quality_sum"],
        sectors["enterprises"],
        out=np.zeros(SECTORS),
        where=sectors["enterprises"] > 0.0,
    )
    spread = np.sqrt(
        np.maximum(
            0.0,
            np.divide(
                sectors["quality_squares"],
                sectors["enterprises"],
                out=np.zeros(SECTORS),
                where=sectors["enterprises"] > 0.0,
            )
            - mean**2,
        )
    )
    sectors["frontier"] = mean + 0.6745 * spread
    sectors["step"] = plan.parameter("step")


def _intercept(s: State, system: int, flow: float) -> float:
    """Intercept of adoption that gives the base flow, by bisection."""
    gains, costs = np.empty(len(s.firms)), np.empty(len(s.firms))
    adoption_terms(s, system, gains, costs)
    patience, weight = (np.ascontiguousarray(s.firms[name]) for name in ("patience", "weight"))
    low, high = -14.0, 8.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        if adoption_flow(middle, gains, costs, patience, weight, s.parameters[0]) < flow:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@rule
def gather_peers(s: State) -> None:
    """Sums over peers at the start."""
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        if firm.alive:
            cluster = s.clusters[firm.city, firm.sector]
            add_to_peers(firm, s.sectors[firm.sector], s.cities[firm.city], cluster)
