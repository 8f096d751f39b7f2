"""Energy retrofits (event 8) and the abatement of SO2 under a charge (event 11)."""

from __future__ import annotations

import numpy as np

from agents.cluster import Cluster
from agents.enterprise.investment import eligible
from agents.enterprise.investment_plan import Plan
from agents.enterprise.production import so2_emitted
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import Lever, LeverAccount, Policy, Province, so2_charge
from agents.record import Vector, rule
from agents.sector import Sector

YUAN_PER_MILLION = 1.0e6


@rule
def abate(
    firm: Enterprise, sector: Sector, province: Province, policy: Policy, p: Parameters
) -> None:
    """Remove SO2 where that is cheaper than the charge; without a charge nobody does more.

    The target rises with the charge and has half of its reach at the cost of abatement; moving
    there takes time and costs ``abatement_cost`` for each tonne removed.
    """
    charge = so2_charge(policy, firm.city)
    if charge <= 0.0:
        return
    target = p.abatement_most * charge / (charge + p.abatement_cost)
    if target > firm.abatement:
        firm.abatement += p.abatement_speed * (target - firm.abatement)
    emitted = so2_emitted(firm, sector, p)
    removed = emitted / (1.0 - firm.abatement) * firm.abatement
    cost = 0.5 * p.abatement_cost * removed / YUAN_PER_MILLION
    firm.cash -= cost
    province.trade += cost * firm.weight


@rule
def on_curve(x: float, xs: Vector, ys: Vector) -> float:
    """The height at ``x`` of the lines from the origin through the points; flat after the last."""
    last_x = 0.0
    last_y = 0.0
    for j in range(len(xs)):
        if x <= xs[j]:
            return last_y + (x - last_x) / (xs[j] - last_x) * (ys[j] - last_y)
        last_x = xs[j]
        last_y = ys[j]
    return last_y


@rule
def saving_at(years: float, p: Parameters) -> float:
    """Share of energy that retrofits with a payback of at most ``years`` save together."""
    return on_curve(years, p.saving_curve_payback, p.saving_curve_share)


@rule
def payback_of_saving(share: float, p: Parameters) -> float:
    """Payback of the last retrofit when ``share`` is saved, years: the inverse of the curve."""
    return on_curve(share, p.saving_curve_share, p.saving_curve_payback)


@rule
def retrofit_gain(sector: Sector, province: Province, p: Parameters) -> float:
    """How much more a retrofit saves for its cost than at the start: energy prices, progress."""
    cost_start = 0.0
    for fuel in range(len(sector.energy_cost)):
        cost_start += sector.energy_cost[fuel]
    if cost_start <= 0.0:
        return 0.0
    dearer = sector.fuel_price / cost_start / province.equipment_price
    return dearer * np.exp(p.saving_progress * max(0.0, province.quarter + 1.0))


@rule
def retrofit_cost(firm: Enterprise, sector: Sector, more: float, p: Parameters) -> float:
    """Cost of saving ``more`` of the energy bill: mean payback times the yearly saving."""
    bill = 0.0
    for fuel in range(len(sector.energy_cost)):
        bill += sector.energy_cost[fuel]
    years = payback_of_saving(firm.saving + more, p) + payback_of_saving(firm.saving, p)
    return 0.5 * years * more * bill * firm.sales_year


@rule
def plan_retrofit(
    plan: Plan, firm: Enterprise, sector: Sector, cluster: Cluster, rate: float, p: Parameters
) -> None:
    """Energy retrofits up to the payback that is accepted; a subsidy reaches further.

    ``rate`` is the share of cost that subsidy and contract take off the enterprise. Longer
    paybacks are accepted where a demonstration has shown that it works.
    """
    reach = plan.patience * cluster.example * sector.retrofit_gain
    more = p.retrofit_speed * (saving_at(reach, p) - firm.saving)
    helped = p.retrofit_speed * (saving_at(reach / (1.0 - rate), p) - firm.saving)
    if more >= p.retrofit_least:
        plan.retrofit = more
        plan.retrofit_cost = retrofit_cost(firm, sector, more, p)
    if helped >= p.retrofit_least:
        plan.retrofit_supported = helped
        plan.retrofit_cost_supported = retrofit_cost(firm, sector, helped, p)


@rule
def retrofit_support(
    plan: Plan, firm: Enterprise, lever: Lever, account: LeverAccount, policy: Policy, p: Parameters
) -> float:
    """Share of a retrofit's cost that subsidy and energy-performance contract take off.

    Under a contract a third party pays its share and keeps part of the saving, so the enterprise's
    payback falls by (1 - c)/(1 - c*kept).
    """
    if account.left <= 0.0 or not plan.aware or not eligible(firm, lever):
        return 0.0
    contract = policy.contract_share
    own = (1.0 - contract) / (1.0 - contract * p.contract_share)
    return 1.0 - own * (1.0 - policy.retrofit_rate)
