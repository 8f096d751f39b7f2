"""What is paid for a plant that moves: the city's offer and the province's support, and its return.

Part of events 9 and 10.
"""

from __future__ import annotations

from agents.enterprise.record import Enterprise
from agents.plan import Plan
from agents.province import LeverName
from agents.record import rule
from model.indicators import Quantity
from model.state import State

LAYOUT = int(LeverName.SPATIAL_LAYOUT)


@rule
def pay_offer(s: State, firm: Enterprise, city: int, amount: float) -> None:
    """A city pays its offer to a plant that comes (or takes it back)."""
    paid = amount * firm.weight
    firm.cash += amount
    s.province[0].city[city] -= paid
    s.cities[city].offers += paid


@rule
def pay_move(s: State, firm: Enterprise, city: int, amount: float, anyway: bool) -> None:
    """The province supports a move (or takes the support back); booked where the plant goes."""
    account = s.accounts[LAYOUT]
    paid = amount * firm.weight
    firm.cash += amount
    account.left = max(0.0, account.left - paid)
    account.spent += paid
    account.spent_total += paid
    if anyway:
        account.deadweight += paid
    s.province[0].treasury -= paid
    s.table[city, firm.sector, Quantity.FISCAL_0 + LAYOUT] += paid


@rule
def settle_move(s: State, plan: Plan, refused: bool) -> None:
    """Support for the part of a plant that found no finance goes back (audit)."""
    firm = s.firms[plan.row]
    city = firm.moving - 1
    kept = 0.0 if refused else min(1.0, plan.renewal_cost / plan.move_order)
    pay_offer(s, firm, city, -(1.0 - kept) * plan.move_offer)
    pay_move(s, firm, city, -(1.0 - kept) * plan.move_paid, plan.move_to == city + 1)
    if kept <= 0.0:
        firm.moving = 0
