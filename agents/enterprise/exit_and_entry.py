"""Event 12: leaving, rescue, falling below the official size; and what an entrant is like."""

from __future__ import annotations

import numpy as np

from agents.bank import Bank, write_off
from agents.city import City, narrow_room
from agents.enterprise.cash_flow import capital_value, pay_owners
from agents.enterprise.innovation import size_factor
from agents.enterprise.record import ERP, INTEGRATION, MES, NUMERICAL, RUNGS, Enterprise, Owner
from agents.parameters import Parameters
from agents.province import SYSTEMS, Province
from agents.random_draws import Event, luck, normal
from agents.record import rule
from agents.sector import Sector


@rule
def worth(firm: Enterprise, p: Parameters) -> float:
    """What is left for the owner if assets were sold as a going concern, million yuan."""
    return p.going_value * capital_value(firm, p) + firm.cash - firm.debt - firm.arrears


@rule
def count_arrears(firm: Enterprise, p: Parameters) -> None:
    """Quarters in a row with arrears and negative worth."""
    if firm.arrears > 0.0 and worth(firm, p) < 0.0:
        firm.arrears_quarters += 1
    else:
        firm.arrears_quarters = 0


@rule
def rescue(firm: Enterprise, city: City, bank: Bank, province: Province, p: Parameters) -> None:
    """The owner state pays arrears and a part of the debt; central for its own, city for local.

    What a city spends in a year narrows its room for the next rescue.
    """
    paid_debt = p.rescued_debt * firm.debt
    amount = (firm.arrears + paid_debt) * firm.weight
    if firm.owner == Owner.CENTRAL_STATE:
        province.central -= amount
    else:
        province.city[firm.city] -= amount
        city.rescues += amount
        narrow_room(city, p)
    province.trade += firm.arrears * firm.weight
    province.bank[firm.city] += paid_debt * firm.weight
    bank.loans -= paid_debt * firm.weight
    bank.repaid += paid_debt * firm.weight
    firm.debt -= paid_debt
    firm.arrears = 0.0
    firm.arrears_quarters = 0
    firm.rescued = province.quarter


@rule
def is_rescued(firm: Enterprise, city: City, quarter: int, p: Parameters) -> bool:
    """A state enterprise in distress is rescued by chance and by the payer's fiscal room."""
    room = 1.0 if firm.owner == Owner.CENTRAL_STATE else city.fiscal_room
    return luck(firm.identity, quarter, Event.RESCUE) < p.rescue[firm.owner] * room


@rule
def gives_up(firm: Enterprise, quarter: int, p: Parameters) -> bool:
    """Private and foreign owners close what has not paid for long, and often what stays small.

    Without the second, whoever falls below the official size lives on, founders replace him, and
    the population grows by 3% a year at rest.
    """
    if firm.owner == Owner.CENTRAL_STATE or firm.owner == Owner.LOCAL_STATE:
        return False
    chance = 0.0 if firm.counted else p.small_exit
    if firm.loss_record >= p.loss_limit:
        chance = max(chance, p.give_up)
    return luck(firm.identity, quarter, Event.EXIT) < chance


@rule
def leaves(
    firm: Enterprise, city: City, bank: Bank, province: Province, value: float, p: Parameters
) -> bool:
    """Whether the enterprise closes in this quarter; rescue and reorganisation keep it alive.

    One whose capital at work, shut or under construction has no ``value`` was closed as a whole.
    """
    if value <= 1.0e-6:
        return True
    if not wants_to_leave(firm, city, bank, province, p):
        return False
    if firm.staff >= p.reorganise_staff:
        reorganise(firm, bank, p)
        return False
    return True


@rule
def wants_to_leave(
    firm: Enterprise, city: City, bank: Bank, province: Province, p: Parameters
) -> bool:
    """Whether arrears or losses have lasted too long; the state rescues some of its own."""
    if firm.arrears_quarters >= p.grace:
        if is_rescued(firm, city, province.quarter, p):
            rescue(firm, city, bank, province, p)
            return False
        firm.arrears_quarters = 0 if firm.owner <= 1 else firm.arrears_quarters
        return firm.owner > 1 or luck(firm.identity, province.quarter, Event.EXIT) < p.give_up
    return gives_up(firm, province.quarter, p)


@rule
def reorganise(firm: Enterprise, bank: Bank, p: Parameters) -> None:
    """A bankrupt of size is not shut but reorganised: creditors lose, the plant goes on.

    Debt falls to the owner's target, arrears are written off (Dongbei Special Steel, 2016 to 2017).
    """
    kept = min(firm.debt, p.leverage_target[firm.owner] * p.resale * capital_value(firm, p))
    loss = firm.debt - kept
    write_off(bank, loss * firm.weight)
    firm.debt = kept
    firm.arrears = 0.0
    firm.arrears_quarters = 0
    firm.loss_record = 0.5


@rule
def close_down(
    firm: Enterprise, sector: Sector, city: City, bank: Bank, province: Province, p: Parameters
) -> float:
    """Sell assets, pay what can be paid, write off the rest; staff go to the pool.

    Returns what the equity fund got of what was left for owners, million yuan.
    """
    proceeds = p.resale * capital_value(firm, p)
    firm.cash += proceeds
    province.trade -= proceeds * firm.weight
    paid = min(firm.cash, firm.debt)
    firm.cash -= paid
    province.bank[firm.city] += paid * firm.weight
    bank.loans -= paid * firm.weight
    bank.repaid += paid * firm.weight
    loss = firm.debt - paid
    write_off(bank, loss * firm.weight)
    settled = min(firm.cash, firm.arrears)
    firm.cash -= settled
    province.trade += settled * firm.weight
    to_fund = pay_owners(firm, province, firm.cash)
    city.released += firm.staff * firm.weight
    sector.customers_lost += firm.customers * (1.0 - p.kept_at_home) * firm.weight
    units = firm.shut
    for k in range(RUNGS):
        units += firm.capital[k]
    province.worn += units * firm.weight
    province.exited += firm.weight
    bury(firm)
    return to_fund


@rule
def bury(firm: Enterprise) -> None:
    """Empty the record of an enterprise that is gone."""
    firm.alive = False
    firm.counted = False
    firm.moving = 0
    firm.zombie = False
    firm.cash = 0.0
    firm.debt = 0.0
    firm.arrears = 0.0
    firm.staff = 0.0
    firm.shut = 0.0
    firm.reopened = 0.0
    firm.fund_stake = 0.0
    firm.outdated = 0.0
    firm.customers = 0.0
    firm.output = 0.0
    firm.capacity = 0.0
    firm.project_left = 0.0
    for k in range(RUNGS):
        firm.capital[k] = 0.0
        firm.underway[k] = 0.0
        firm.rebuilding[k] = 0.0
        firm.run[k] = 0.0


@rule
def count_size(firm: Enterprise, p: Parameters) -> None:
    """Below the official size for a year an enterprise is no longer counted; above, it is again."""
    if (firm.sales_year >= p.threshold_sales) == firm.counted:
        firm.below_quarters = 0
        return
    firm.below_quarters += 1
    if firm.below_quarters >= p.recount_quarters:
        firm.counted = not firm.counted
        firm.below_quarters = 0


@rule
def count_quarters(firm: Enterprise, p: Parameters) -> None:
    """How long it has been on the other side of the official size, and in distress."""
    count_size(firm, p)
    count_arrears(firm, p)


@rule
def ask_first_price(firm: Enterprise, sector: Sector) -> None:
    """A founder asks what the province's makers ask, or where nobody sells the price outside."""
    if sector.home_price > 0.0:
        firm.price = sector.home_price
        firm.log_price = np.log(sector.home_price)
    else:
        firm.log_price = sector.external_log_price
        firm.price = np.exp(firm.log_price)


@rule
def bring_systems(firm: Enterprise, sector: Sector, numerical: bool, p: Parameters) -> None:
    """An entrant comes with digital systems as often as its peers have them, in full use.

    MES needs numerical equipment and integration needs ERP and MES, of which fewer have it, so
    those who may are the more likely to.
    """
    chance = p.entrant_systems
    for system in range(SYSTEMS):
        share = chance * sector.adopted[system]
        if system == MES:
            share = share / p.entrant_numerical if numerical else 0.0
        if system == INTEGRATION:
            both = firm.ceiling[ERP] > 0.0 and firm.ceiling[MES] > 0.0
            base = chance * chance * sector.adopted[ERP] * sector.adopted[MES]
            share = share / base if both else 0.0
        has = luck(firm.identity, 0, Event.SYNTHESIS_0 + 5 + system) < share
        firm.ceiling[system] = 1.0 if has else 0.0
        firm.maturity[system] = firm.ceiling[system]


@rule
def found(firm: Enterprise, sector: Sector, city: City, province: Province, p: Parameters) -> None:
    """An entrant's traits from its own luck: small, private mostly, conventional or numerical.

    Identity, key, city, sector and weight are set before. Its capital is paid by its founders:
    half as equity through the trade account, the rest in kind.
    """
    size = normal(luck(firm.identity, 0, Event.SYNTHESIS_0))
    firm.sales_year = sector.entrant_sales * np.exp(p.entrant_sd * size)
    output = 0.25 * firm.sales_year
    units = output / (p.entrant_use * sector.capacity_per_capital)
    rung = NUMERICAL if luck(firm.identity, 0, Event.SYNTHESIS_0 + 1) < p.entrant_numerical else 1
    firm.capital[rung] = units
    firm.nameplate = units
    foreign = luck(firm.identity, 0, Event.SYNTHESIS_0 + 2) < p.entrant_foreign
    firm.owner = Owner.FOREIGN if foreign else Owner.PRIVATE
    firm.slot = int(4.0 * luck(firm.identity, 0, Event.PLANNING))
    firm.alive = True
    firm.counted = firm.sales_year >= p.threshold_sales
    apart = p.entrant_efficiency_sd * normal(luck(firm.identity, 0, Event.SYNTHESIS_0 + 3))
    firm.efficiency_home += p.home_share * apart
    firm.efficiency = firm.efficiency_home + (1.0 - p.home_share) * apart
    firm.quality = sector.external_quality + p.start_quality_sd * normal(
        luck(firm.identity, 0, Event.SYNTHESIS_0 + 4)
    )
    firm.pay_home = p.owner_pay[firm.owner]
    ask_first_price(firm, sector)
    firm.damping = size_factor((sector.labour + sector.overhead) * output, p)
    firm.expected = output
    firm.backlog = 0.0
    firm.born = province.quarter
    firm.rescued = -1000
    firm.project_ends = -1000
    bring_systems(firm, sector, rung == NUMERICAL, p)
    firm.caution = 1.0
    patience = normal(luck(firm.identity, 0, Event.PATIENCE))
    firm.patience = p.patience_years[firm.owner] * np.exp(p.patience_sd * patience)
    gap = luck(firm.identity, 0, Event.GAP)
    firm.gap_threshold = p.gap_min_low + gap * (p.gap_min_high - p.gap_min_low)
