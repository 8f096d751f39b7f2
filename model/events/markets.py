"""Events 1 and 5: shocks, input prices, demand and the sector's orders."""

from __future__ import annotations

import numpy as np

from agents.enterprise.abatement import retrofit_gain
from agents.parameters import Parameters
from agents.province import Province
from agents.random_draws import Event, laplace, luck
from agents.record import rule
from agents.sector import FUELS, Sector
from model.state import State


@rule
def move_shock(sector: Sector, quarter: int, p: Parameters) -> None:
    """Demand of a sector wanders around its path: AR(1) with one innovation a quarter."""
    new = laplace(luck(sector.identity, quarter, Event.DEMAND)) * p.demand_sd
    sector.shock = p.demand_persistence * sector.shock + new


@rule
def share_at_home(share: float, appeal: float) -> float:
    """Share of a market that goes to provincial suppliers whose appeal is relative to the start."""
    return share * appeal / (share * appeal + 1.0 - share)


@rule
def price_inputs(s: State, j: int) -> None:
    """Price of a unit of materials and of energy in sector ``j`` at current prices.

    Inputs come from the province and from outside in the shares of the market; the industrial base
    makes provincial components cheaper for makers of equipment.
    """
    sector = s.sectors[j]
    province = s.province[0]
    p = s.parameters[0]
    cost = sector.other_input * sector.other_price
    for i in range(len(s.sectors)):
        share = s.inputs[i, j]
        if share > 0.0:
            maker = s.sectors[i]
            home = maker.rho
            price = maker.home_price
            if sector.equipment and maker.components > 0.0:
                price *= 1.0 - p.component_discount * maker.components
            cost += share * (home * price + (1.0 - home) * maker.external_price)
    sector.material_price = cost
    fuel = 0.0
    for k in range(FUELS):
        fuel += sector.energy_cost[k] * province.fuel_price[k]
    sector.fuel_price = fuel
    sector.retrofit_gain = retrofit_gain(sector, province, p)


@rule
def demand_of_province(s: State, i: int) -> float:
    """Provincial purchases of sector ``i``'s goods from all suppliers, at base prices."""
    province = s.province[0]
    sector = s.sectors[i]
    bought = 0.0
    for j in range(len(s.sectors)):
        bought += s.purchases[i, j] * s.sectors[j].output
    bought += sector.investment * province.investment / province.equipment_price
    return bought + sector.consumption * province.income / province.consumer_price


@rule
def receive_sector_orders(s: State, i: int) -> None:
    """Orders of a sector: external demand and provincial demand, each by its market share."""
    sector = s.sectors[i]
    if sector.appeal <= 0.0:
        sector.orders = 0.0
        return
    sector.reach /= sector.appeal
    appeal = sector.appeal / sector.appeal_start
    outside = sector.market * sector.demand * np.exp(sector.shock)
    sector.outside = outside * share_at_home(sector.sigma, appeal * sector.reach)
    sector.home_demand = demand_of_province(s, i)
    nearer = 1.0 + s.parameters[0].component_home * sector.components
    sector.orders = sector.outside
    sector.orders += sector.home_demand * share_at_home(sector.rho, appeal * nearer)


@rule
def settle_customers(sector: Sector, p: Parameters) -> None:
    """Customers who left the province or came change its share; then they sum to 1 again.

    With S the sum relative to the one before: sigma*S/(sigma*S + 1 - sigma), rho likewise. Those
    who remain take over no more than lets their customers grow ``takeover_most`` times; what is
    left over goes to the competitor. A part of a share lost or won comes back each quarter, as
    buyers look for the usual spread of suppliers.
    """
    sector.sigma += p.share_return * (sector.sigma_start - sector.sigma)
    sector.rho += p.share_return * (sector.rho_start - sector.rho)
    if sector.customers <= 0.0:  # nobody is left to whom a later loss could be counted
        sector.normalise = 1.0
        sector.customers_lost = sector.customers_won = 0.0
        return
    change = 1.0 - sector.customers_lost + sector.customers_won + sector.rest_inflow
    remaining = sector.customers
    change = min(max(change, min(0.05, remaining)), p.takeover_most * remaining)
    sector.sigma = share_at_home(sector.sigma, change)
    sector.rho = share_at_home(sector.rho, change)
    sector.normalise = 1.0 / sector.customers
    sector.lost = sector.customers_lost - sector.customers_won
    sector.customers_lost = 0.0
    sector.customers_won = 0.0


@rule
def measure_profit(sector: Sector, p: Parameters) -> None:
    """Smoothed profit rate of the sector: what entrants look at."""
    if sector.revenue > 0.0:
        rate = sector.profit / sector.revenue
        sector.profit_rate += p.expected_weight * (rate - sector.profit_rate)


@rule
def save_energy(sector: Sector, p: Parameters) -> None:
    """Everybody's technique uses a little less energy each quarter, whatever is done about it."""
    kept = 1.0 - p.energy_progress
    for fuel in range(FUELS):
        sector.energy[fuel] *= kept
        sector.energy_cost[fuel] *= kept
    sector.fuel_co2 *= kept


@rule
def save_labour(s: State, j: int) -> None:
    """Everybody's technique needs less labour each quarter, whatever is done about it.

    Where efficient enterprises win customers the sector gains by itself; what that brings at rest
    is taken off the common pace, of labour and of materials, so that the sum is the stated one.
    """
    sector = s.sectors[j]
    selection = s.province[0].selection
    change = np.exp(selection - sector.labour_progress)
    sector.labour *= change
    sector.overhead *= change
    change = np.exp(s.parameters[0].material_efficiency * selection)
    sector.material *= change
    sector.other_input *= change
    for i in range(len(s.sectors)):
        s.inputs[i, j] *= change


@rule
def spend_income(province: Province, p: Parameters) -> None:
    """Households spend all that they received; it clears through the trade account."""
    province.income = province.households
    province.trade += province.households
    province.households = 0.0
    province.investment = province.spent_on_capital
    province.spent_on_capital = 0.0
