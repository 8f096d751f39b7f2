"""The levers' money: opened each quarter, paid out against a ledger, returned after an audit."""

from __future__ import annotations

from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import LEVERS, Lever, LeverAccount, LeverName, Policy, Province
from agents.record import rule
from model.indicators import NO_SECTOR, Quantity
from model.state import State

FINANCING = int(LeverName.FINANCING)
POLICY = int(LeverName.POLICY_SUPPORT)
SEAT = 0  # city of the province's government


@rule
def open_budgets(s: State) -> None:
    """Event 2: a lever's money of the quarter; what is left carries over inside the year."""
    for lever in range(LEVERS):
        account = s.accounts[lever]
        if s.province[0].season == 0:
            account.left = 0.0
        if s.levers[lever].on:
            account.left += s.levers[lever].budget
        else:
            account.left = 0.0
        account.spent = 0.0
        account.applied = 0.0
    open_fund(s.accounts[FINANCING], s.levers[FINANCING], s.policy[0], s.province[0].season)
    administration = 0.25 * s.parameters[0].fund_administration * s.policy[0].fund_raised
    administration = min(administration, s.accounts[POLICY].left)
    if administration > 0.0:
        pay_outside(s, POLICY, SEAT, NO_SECTOR, administration)


@rule
def open_fund(account: LeverAccount, lever: Lever, policy: Policy, season: int) -> None:
    """The part of the financing lever's money that its equity fund may invest in the year."""
    if season == 0 or not lever.on:
        account.equity = 0.0
    if lever.on:
        account.equity += policy.equity_share * lever.budget


@rule
def served(asked: float, money: float, p: Parameters) -> float:
    """What an applicant gets: all, or the rest of the money if that is ``served_part`` of it."""
    amount = min(asked, money)
    return amount if amount >= p.served_part * asked else 0.0


@rule
def promise(account: LeverAccount, firm: Enterprise, amount: float) -> None:
    """Set ``amount`` per enterprise aside for a project that has yet to find finance."""
    account.left = max(0.0, account.left - amount * firm.weight)


@rule
def take_back(account: LeverAccount, firm: Enterprise, amount: float) -> None:
    """What was promised to a project that does not begin is there for others again."""
    account.left += amount * firm.weight


@rule
def pay_promised(
    s: State, lever: int, firm: Enterprise, city: int, amount: float, deadweight: float
) -> None:
    """Pay ``amount`` per enterprise that was set aside, and book it in the cell of ``city``."""
    account = s.accounts[lever]
    paid = amount * firm.weight
    account.spent += paid
    account.spent_total += paid
    account.deadweight += deadweight * firm.weight
    s.province[0].treasury -= paid
    s.table[city, firm.sector, Quantity.FISCAL_0 + lever] += paid


@rule
def help_to_buy(s: State, lever: int, firm: Enterprise, cost: float, rate: float) -> None:
    """An enterprise buys outside the province's industry; a lever pays ``rate`` of the cost."""
    firm.cash += rate * cost
    pay_from_lever(s, lever, firm, rate * cost, 0.0)
    firm.cash -= cost
    s.province[0].trade += cost * firm.weight


@rule
def pay_from_lever(
    s: State, lever: int, firm: Enterprise, amount: float, deadweight: float
) -> None:
    """Take ``amount`` per enterprise out of a lever's budget and book where it went."""
    promise(s.accounts[lever], firm, amount)
    pay_promised(s, lever, firm, firm.city, amount, deadweight)


@rule
def pay_suppliers(account: LeverAccount, province: Province, amount: float) -> None:
    """Pay suppliers out of a lever's money, million yuan."""
    account.left = max(0.0, account.left - amount)
    account.spent += amount
    account.spent_total += amount
    province.treasury -= amount
    province.trade += amount


@rule
def pay_outside(s: State, lever: int, c: int, j: int, amount: float) -> None:
    """Pay suppliers of what a whole cluster uses; booked in its cell, million yuan."""
    pay_suppliers(s.accounts[lever], s.province[0], amount)
    s.table[c, j, Quantity.FISCAL_0 + lever] += amount
