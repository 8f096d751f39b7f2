"""Event 8, digital systems: what they bring, what they cost, and who adopts them when."""

from __future__ import annotations

import numpy as np

from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.cost_and_price import wage_per_quarter
from agents.enterprise.eligibility import eligible
from agents.enterprise.investment import numerical_share
from agents.enterprise.record import CRM, ERP, INTEGRATION, MES, PLM, Enterprise
from agents.parameters import Parameters
from agents.province import SYSTEMS, Lever, Policy
from agents.record import rule
from agents.sector import Sector

SMALL_STAFF = 300.0  # official boundary between small and medium (2011 classification, industry)


@rule
def system_gain(firm: Enterprise, sector: Sector, city: City, system: int, p: Parameters) -> float:
    """Yearly gain of a system at full maturity from the enterprise's own costs, million yuan."""
    if system in (PLM, CRM):
        margin = firm.markup / (1.0 + firm.markup) * firm.sales_year
        if system == CRM:
            return p.benefit_crm_customers * margin
        better = p.benefit_plm_invention * p.external_quality_growth * 4.0
        return better * p.demand_quality * margin * p.benefit_horizon
    inputs = 4.0 * firm.output * sector.material_price * firm.material_factor
    if system == ERP:
        return p.benefit_erp_inputs * inputs + p.benefit_erp_stocks * firm.sales_year
    wages = 4.0 * firm.staff * wage_per_quarter(firm, sector, city)
    energy = 4.0 * firm.output * sector.fuel_price * firm.energy_factor
    executed = p.benefit_mes_labour * wages + p.benefit_mes_energy * energy
    if system == MES:
        return executed
    return p.integration_bonus * (p.benefit_erp_inputs * inputs + executed)


@rule
def price_of_systems(quarter: int, p: Parameters) -> float:
    """Price of a system, 2015Q1 = 1: its software part falls year by year."""
    software = np.exp(p.software_price_trend * 0.25 * max(0, quarter))
    return 1.0 + p.software_share_of_system * (software - 1.0)


@rule
def system_cost(sales: float, system: int, price: float, p: Parameters) -> float:
    """Cost of a system for yearly sales at a price of systems, million yuan."""
    part = min(sales, p.system_cost_kink) * p.system_cost_share
    part += max(0.0, sales - p.system_cost_kink) * p.system_cost_share_large
    return (p.system_cost_fixed + part) * p.system_cost_factor[system] * price


@rule
def may_adopt(firm: Enterprise, system: int, p: Parameters) -> bool:
    """Prerequisites: MES needs numerical equipment, integration needs mature ERP and MES."""
    if firm.ceiling[system] > 0.0:
        return False
    if system == MES:
        return numerical_share(firm) >= p.mes_needs
    if system == INTEGRATION:
        return (
            firm.maturity[ERP] >= p.integration_needs and firm.maturity[MES] >= p.integration_needs
        )
    return True


@rule
def own_pull(firm: Enterprise, city: City, cluster: Cluster, p: Parameters) -> float:
    """Pull towards any further system: those it has, skill, a demonstration nearby; logits."""
    have = 0.0
    for system in range(INTEGRATION):
        have += 1.0 if firm.ceiling[system] > 0.0 else 0.0
    pull = p.complementarity * have / 3.0 + p.skill_gap * city.skill
    if cluster.demonstrations > 0.0:
        pull += p.demonstration
    return pull


@rule
def peer_pull(sector: Sector, cluster: Cluster, system: int, p: Parameters) -> float:
    """Peers in cluster and sector who have a system, beyond the share at the start, logits."""
    near = cluster.adopted[system] - cluster.adopted_start[system]
    far = sector.adopted[system] - sector.adopted_start[system]
    return p.peer_weight * 0.5 * (near + far)


@rule
def adoption_chance(
    intercept: float, gain: float, cost: float, patience: float, pull: float, p: Parameters
) -> float:
    """Yearly hazard of adoption: logistic in the log of patience over payback, and social pull."""
    if gain <= 0.0:
        return 0.0
    logit = intercept + p.adopt_return * np.log(patience * gain / cost) + pull
    return min(p.adopt_most, 1.0 / (1.0 + np.exp(-logit)))


@rule
def hoped_subsidy(
    firm: Enterprise, lever: Lever, policy: Policy, system: int, cost: float, p: Parameters
) -> float:
    """Subsidy on a system by hardware and software rate, capped, million yuan."""
    if not eligible(firm, lever):
        return 0.0
    software = p.software_share_of_system
    rate = policy.subsidy_hardware * (1.0 - software) + policy.subsidy_software * software
    return min(rate * cost * policy.system_weight[system], policy.subsidy_cap)


@rule
def rents(firm: Enterprise, cluster: Cluster) -> bool:
    """Small enterprises of a cluster with a platform rent their systems."""
    return cluster.platform and firm.staff < SMALL_STAFF


@rule
def system_price(
    firm: Enterprise, cluster: Cluster, system: int, price: float, p: Parameters
) -> float:
    """What a system costs this enterprise: own, or rented from the cluster's platform."""
    cost = system_cost(firm.sales_year, system, price * cluster.system_price, p)
    cost *= 1.0 - p.services_system * cluster.services
    return cost * p.platform_cost if rents(firm, cluster) else cost


@rule
def install(firm: Enterprise, system: int, rented: bool, p: Parameters) -> None:
    """A system starts at maturity zero and grows to its ceiling."""
    firm.ceiling[system] = p.platform_ceiling if rented else 1.0
    firm.maturity[system] = 0.0


@rule
def learn_systems(firm: Enterprise, city: City) -> None:
    """Maturity grows towards its ceiling, faster where skill is higher."""
    speed = city.learning
    for system in range(SYSTEMS):  # what is not installed has ceiling and maturity 0 and stays so
        firm.maturity[system] += speed * (firm.ceiling[system] - firm.maturity[system])


@rule
def system_effect_on_invention(firm: Enterprise, p: Parameters) -> float:
    """Factor of a mature PLM on the rate of invention."""
    return 1.0 + p.benefit_plm_invention * firm.maturity[PLM]
