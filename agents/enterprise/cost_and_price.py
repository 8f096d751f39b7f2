"""Event 4: unit cost by rung, mark-up and price."""

from __future__ import annotations

import numpy as np

from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.record import ERP, INTEGRATION, MES, RUNGS, Enterprise
from agents.parameters import Parameters
from agents.province import Policy, co2_charge, so2_charge
from agents.record import rule
from agents.sector import Sector

YUAN_PER_MILLION = 1.0e6


@rule
def system_effect(benefit: float, maturity: float, dip: float) -> float:
    """Factor on a coefficient that a digital system acts on: worse at first, then better.

    ``1 - benefit*(m^2 - 4*dip*m*(1-m)^2)``; the dip follows the finding that digitalisation hurts
    before it helps (China Accounting and Finance Review 27/5).
    """
    rest = 1.0 - maturity
    return 1.0 - benefit * (maturity * maturity - 4.0 * dip * maturity * rest * rest)


@rule
def set_cost_factors(firm: Enterprise, traced: float, p: Parameters) -> None:
    """Own efficiency, digital systems and retrofits as factors on the sector's coefficients.

    ``traced`` is what the internet of things leaves of energy per unit in its cluster.
    """
    deeper = 1.0 + p.integration_bonus * firm.maturity[INTEGRATION]
    inputs = system_effect(p.benefit_erp_inputs * deeper, firm.maturity[ERP], p.dip)
    labour = system_effect(p.benefit_mes_labour * deeper, firm.maturity[MES], p.dip)
    energy = system_effect(p.benefit_mes_energy * deeper, firm.maturity[MES], p.dip)
    firm.labour_factor = np.exp(-firm.efficiency) * labour
    firm.material_factor = (1.0 - p.material_efficiency * firm.efficiency) * inputs
    if firm.allied:
        firm.material_factor *= 1.0 - p.alliance_discount
    firm.energy_factor = (1.0 - firm.saving) * energy * traced


@rule
def agree_wages(firm: Enterprise, p: Parameters) -> None:
    """The yearly wage round: staff share in what own efficiency earns (rent sharing)."""
    firm.pay = firm.pay_home * np.exp(p.rent_sharing * firm.efficiency)


@rule
def charges_per_unit(
    firm: Enterprise, sector: Sector, policy: Policy, p: Parameters, k: int
) -> float:
    """Emission charges on a unit of output made on rung ``k``, million yuan per million yuan."""
    so2 = sector.so2 * p.rung_so2[k] * (1.0 - firm.abatement)
    co2 = sector.process_co2 + sector.fuel_co2 * firm.energy_factor * p.rung_energy[k]
    charge = so2_charge(policy, firm.city) * so2 + co2_charge(policy, firm.city) * co2
    return charge / YUAN_PER_MILLION


@rule
def wage_per_quarter(firm: Enterprise, sector: Sector, city: City) -> float:
    """What a worker costs in a quarter, million yuan."""
    return 0.25 * city.wage * sector.pay * firm.pay


@rule
def set_unit_costs(
    firm: Enterprise, sector: Sector, city: City, policy: Policy, p: Parameters
) -> None:
    """Variable cost of a unit of output on each rung: labour, energy, materials, charges."""
    labour = sector.labour * firm.labour_factor * wage_per_quarter(firm, sector, city)
    energy = sector.fuel_price * firm.energy_factor
    material = sector.material_price * firm.material_factor
    charged = policy.so2_charge > 0.0 or policy.co2_charge > 0.0
    for k in range(RUNGS):
        cost = labour * p.rung_labour[k] + energy * p.rung_energy[k] + material * p.rung_material[k]
        if charged:
            cost += charges_per_unit(firm, sector, policy, p, k)
        firm.unit_cost[k] = cost


@rule
def normal_cost(firm: Enterprise, sector: Sector, city: City, p: Parameters) -> float:
    """Mean unit cost of the rungs that normal use of capital would run, overhead staff included."""
    total = 0.0
    for k in range(RUNGS):
        total += firm.capital[k]
    left = total * sector.normal_use
    overhead = sector.overhead * firm.labour_factor * wage_per_quarter(firm, sector, city)
    if left <= 0.0:
        return firm.unit_cost[1] + overhead
    cost = 0.0
    for j in range(RUNGS):
        k = RUNGS - 1 - j
        used = min(firm.capital[k], left)
        cost += used * firm.unit_cost[k]
        left -= used
    return cost / (total * sector.normal_use) + overhead


@rule
def set_price(firm: Enterprise, sector: Sector, city: City, policy: Policy, p: Parameters) -> None:
    """Mark-up follows the growth of customers; price moves towards its target.

    The target weighs the external price against own cost plus mark-up (``takes``).
    """
    set_unit_costs(firm, sector, city, policy, p)
    markup = firm.markup * (1.0 + p.markup_response * firm.growth)
    firm.markup = min(max(markup, p.markup_min), p.markup_max)
    own = np.log((1.0 + firm.markup) * normal_cost(firm, sector, city, p))
    target = sector.takes * sector.external_log_price + (1.0 - sector.takes) * own
    # what follows the market is repriced with it at once, the rest at its own pace
    before = firm.log_price + sector.takes * sector.external_move
    firm.log_price = before + p.price_speed * (target - before)
    firm.price = np.exp(firm.log_price)


@rule
def set_attractiveness(firm: Enterprise, sector: Sector, cluster: Cluster, p: Parameters) -> None:
    """Appeal to customers: quality and price against the external competitor, and delivery.

    Backlog makes delivery slower, less so where the internet of things traces it; a mature CRM
    makes customers stay; a regional brand is shared by its cluster.
    """
    quality = firm.quality - sector.external_quality
    price = sector.external_log_price - firm.log_price
    waiting = min(firm.backlog / max(firm.capacity, 1e-9), p.waiting_most)
    appeal = p.demand_quality * quality + p.demand_price * price + cluster.brand
    appeal -= p.delivery_backlog * cluster.delivery * waiting
    crm = 2.0 - system_effect(p.benefit_crm_customers, firm.maturity[3], p.dip)
    firm.attractiveness = np.exp(appeal) * crm
