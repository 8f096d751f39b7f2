"""Event 7 and the books of events 10 and 12: revenue, outlays, tax, profit, shortage, repayment."""

from __future__ import annotations

from agents.bank import Bank, lend, receive_repayment
from agents.city import City
from agents.enterprise.cost_and_price import charges_per_unit, wage_per_quarter
from agents.enterprise.production import energy_used, materials_used
from agents.enterprise.record import NUMERICAL, RUNGS, Enterprise
from agents.parameters import Parameters
from agents.province import Policy, Province
from agents.record import rule
from agents.sector import Sector


@rule
def capital_value(firm: Enterprise, p: Parameters) -> float:
    """Capital at work and under construction at base prices, million yuan."""
    value = firm.shut * p.rung_price[0]
    for k in range(RUNGS):
        value += (firm.capital[k] + firm.underway[k]) * p.rung_price[k]
    return value


@rule
def depreciation(firm: Enterprise, p: Parameters) -> float:
    """Wear of the quarter at base prices, million yuan."""
    value = 0.0
    for k in range(RUNGS):
        value += p.wear[k] * firm.capital[k] * p.rung_price[k]
    return value


@rule
def lending_rate(firm: Enterprise, province: Province, p: Parameters) -> float:
    """What a loan costs the enterprise in a year; more for the indebted (share)."""
    value = capital_value(firm, p)
    leverage = firm.debt / value if value > 0.0 else 1.0
    extra = p.leverage_spread * 4.0 * (min(leverage, 2.0) - p.leverage_target[firm.owner])
    return max(0.0, province.base_rate + p.spread[firm.owner] + extra)


@rule
def charges_due(firm: Enterprise, sector: Sector, policy: Policy, p: Parameters) -> float:
    """Emission charges of the quarter, million yuan."""
    if policy.so2_charge <= 0.0 and policy.co2_charge <= 0.0:
        return 0.0
    due = 0.0
    for k in range(RUNGS):
        due += firm.run[k] * charges_per_unit(firm, sector, policy, p, k)
    return due


@rule
def sell_and_buy(
    firm: Enterprise, sector: Sector, city: City, province: Province, p: Parameters
) -> float:
    """Sales, inputs and wages of the quarter; what is left of revenue after them, million yuan.

    Everything bought and sold clears through the trade account (docs/decisions/004).
    """
    firm.revenue = firm.price * firm.output
    inputs = materials_used(firm, p) * sector.material_price
    inputs += energy_used(firm, p) * sector.fuel_price
    wages = firm.staff * wage_per_quarter(firm, sector, city)
    firm.cash += firm.revenue - inputs - wages
    province.trade += (inputs - firm.revenue) * firm.weight
    province.households += wages * firm.weight
    return firm.revenue - inputs - wages


@rule
def pay_taxes(
    firm: Enterprise, city: City, province: Province, amount: float, p: Parameters
) -> None:
    """Pay a tax and split it between the three treasuries, million yuan."""
    firm.cash -= amount
    paid = amount * firm.weight
    province.central += paid * p.tax_split[0]
    province.treasury += paid * p.tax_split[1]
    province.city[firm.city] += paid * p.tax_split[2]
    city.tax += paid


@rule
def settle(
    firm: Enterprise, sector: Sector, city: City, province: Province, charges: float, p: Parameters
) -> float:
    """Event 7: from revenue to profit; depreciation is no outlay. Returns taxes, without charges.

    Net production tax is the sector's effective rate; income tax falls on positive profit.
    """
    surplus = sell_and_buy(firm, sector, city, province, p)
    firm.interest = 0.25 * lending_rate(firm, province, p) * firm.debt
    firm.cash -= firm.interest
    province.bank[firm.city] += firm.interest * firm.weight
    firm.cash -= charges
    province.treasury += charges * firm.weight
    production_tax = sector.vat * firm.revenue
    before_tax = surplus - firm.interest - charges - production_tax - depreciation(firm, p)
    firm.profit = before_tax
    income_tax = p.income_tax * max(0.0, before_tax)
    pay_taxes(firm, city, province, production_tax + income_tax, p)
    flow = surplus - firm.interest - charges - production_tax - income_tax
    firm.cash_flow += p.expected_weight * (flow - firm.cash_flow)
    losing = 1.0 if before_tax < 0.0 else 0.0
    firm.loss_record += p.loss_weight * (losing - firm.loss_record)
    firm.sales_year += p.expected_weight * (4.0 * firm.revenue - firm.sales_year)
    benchmark = 0.25 * province.base_rate * firm.debt
    lately = province.quarter - firm.rescued <= p.zombie_memory
    weak = before_tax + firm.interest < benchmark and firm.loss_record > p.zombie_record
    firm.zombie = weak or lately
    return production_tax + income_tax


@rule
def earn_abroad(firm: Enterprise, province: Province, p: Parameters) -> None:
    """Capital abroad wears and sends home what it earns, million yuan."""
    if firm.abroad <= 0.0:
        return
    earned = 0.25 * p.abroad_return * firm.abroad
    firm.abroad *= 1.0 - p.wear[NUMERICAL]
    firm.cash += earned
    province.trade -= earned * firm.weight


@rule
def reserve_needed(firm: Enterprise, p: Parameters) -> float:
    """Cash kept for wages and inputs, million yuan."""
    return p.cash_reserve * max(0.0, firm.revenue - firm.profit)


@rule
def credit_limit(firm: Enterprise, p: Parameters) -> float:
    """Room below the highest leverage that banks accept, million yuan."""
    return max(0.0, p.max_leverage[firm.owner] * capital_value(firm, p) - firm.debt)


@rule
def borrow(firm: Enterprise, bank: Bank, province: Province, amount: float) -> None:
    """Draw a loan, million yuan."""
    firm.debt += amount
    firm.cash += amount
    lend(bank, amount * firm.weight)
    province.bank[firm.city] -= amount * firm.weight


@rule
def repay(firm: Enterprise, bank: Bank, province: Province, amount: float) -> None:
    """Pay a loan back, million yuan."""
    firm.debt -= amount
    firm.cash -= amount
    receive_repayment(bank, amount * firm.weight)
    province.bank[firm.city] += amount * firm.weight


@rule
def cover_shortage(firm: Enterprise, bank: Bank, province: Province, p: Parameters) -> None:
    """Working-capital credit up to the limit; what is still missing is owed to suppliers."""
    if firm.cash >= 0.0:
        return
    room = max(0.0, bank.room) / firm.weight
    borrow(firm, bank, province, min(-firm.cash, credit_limit(firm, p), room))
    if firm.cash < 0.0:
        firm.arrears -= firm.cash
        province.trade += firm.cash * firm.weight
        firm.cash = 0.0


@rule
def pay_owners(firm: Enterprise, province: Province, amount: float) -> float:
    """Pay owners out of cash, million yuan; returns what the province's equity fund got of it."""
    to_fund = firm.fund_stake * amount
    firm.cash -= amount
    province.treasury += to_fund * firm.weight
    province.households += (amount - to_fund) * firm.weight
    return to_fund


@rule
def use_surplus(
    firm: Enterprise, bank: Bank, province: Province, value: float, p: Parameters
) -> float:
    """Spare cash pays arrears, then debt above the owner's target, then dividends.

    ``value`` is that of its capital, million yuan. Returns what the equity fund got, million yuan.
    """
    paid = min(firm.cash, firm.arrears)
    if paid > 0.0:
        firm.cash -= paid
        firm.arrears -= paid
        province.trade += paid * firm.weight
    committed = firm.project_left * (1.0 - firm.project_credit)
    spare = firm.cash - reserve_needed(firm, p) - committed
    excess = firm.debt - p.leverage_target[firm.owner] * value
    if spare > 0.0 and excess > 0.0:
        amount = min(spare, excess, firm.debt)
        repay(firm, bank, province, amount)
        spare -= amount
    if spare > 0.0 and firm.arrears <= 0.0:
        dividend = p.payout * max(0.0, firm.profit * (1.0 - p.income_tax))
        dividend += p.release * max(0.0, spare - dividend)
        dividend = min(dividend, spare)
        return pay_owners(firm, province, dividend)
    return 0.0
