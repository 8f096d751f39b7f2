"""Abatement of SO2 under a charge (event 11)."""

from __future__ import annotations

from agents.enterprise.production import so2_emitted
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import Policy, Province, so2_charge
from agents.record import rule
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
