"""Event 10: own funds, credit, and what the financing lever loosens for a plan."""

from __future__ import annotations

from typing import NamedTuple

from agents.bank import Bank
from agents.enterprise.cash_flow import (
    capital_value,
    credit_limit,
    depreciation,
    lending_rate,
    reserve_needed,
)
from agents.enterprise.eligibility import eligible, leads
from agents.enterprise.exit_and_entry import worth
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import RUNGS, Enterprise, Owner
from agents.parameters import Parameters
from agents.province import Lever, LeverAccount, Policy, Province
from agents.random_draws import Event, luck
from agents.record import rule

ROUNDING = 1.0e-9  # relative: sums of money that were meant to be equal
MACHINES = 0  # place in investment_mix
LARGE_STAFF = 1000.0  # large enterprises of the statistics (classes of 2011), as in ``sizes``


class Relief(NamedTuple):
    """What the financing lever loosens for one enterprise; zero is nothing.

    ``guarantee``: share of capital added to the credit limit. ``leased``: share of the cost of new
    capital that a lessor lends beyond the limit. ``equity``: million yuan of owners' capital that
    its fund and the fund's partners can put in. ``backed``: million yuan of loans that the lever's
    money pays for beyond ordinary limits.
    """

    guarantee: float
    leased: float
    equity: float
    backed: float


@rule
def funds_at_hand(firm: Enterprise, p: Parameters) -> float:
    """Cash above the reserve, and a part of the flow of the building time, million yuan."""
    funds = firm.cash - reserve_needed(firm, p) - firm.arrears
    return max(0.0, funds + p.gestation * p.flow_counted * max(0.0, firm.cash_flow))


@rule
def covers_interest(firm: Enterprise, p: Parameters) -> bool:
    """Whether its cash flow before interest is ``min_cover`` times its interest."""
    return firm.cash_flow + firm.interest >= p.min_cover * firm.interest


@rule
def is_soft(firm: Enterprise, quarter: int, p: Parameters) -> bool:
    """Whether a state owner is lent to in this quarter though interest is not covered."""
    if firm.owner != Owner.CENTRAL_STATE and firm.owner != Owner.LOCAL_STATE:
        return False
    return luck(firm.identity, quarter, Event.SOFT_CREDIT) < p.soft_credit


@rule
def money_for_credit(account: LeverAccount) -> float:
    """What the financing lever has left for fees and interest, million yuan: not the stakes'."""
    return max(0.0, account.left - account.equity)


@rule
def backing_price(policy: Policy, p: Parameters) -> float:
    """What the lever pays for a yuan lent beyond ordinary limits: administration and its fee.

    It pays them on whole loans, and for borrowers whom banks would have lent to without it.
    """
    return (p.backing_cost + policy.guarantee_cost) / (1.0 - p.lent_anyway)


@rule
def can_back(
    firm: Enterprise, lever: Lever, account: LeverAccount, policy: Policy, p: Parameters
) -> float:
    """Loan of an enterprise that the lever's money could back, million yuan."""
    if not lever.on or not eligible(firm, lever):
        return 0.0
    return money_for_credit(account) / (backing_price(policy, p) * firm.weight)


@rule
def price_of_owners(firm: Enterprise, p: Parameters) -> float:
    """What all of an enterprise is sold for, million yuan: net assets, or a multiple of earnings.

    The larger of the two, so that an owner in debt does not give away what earns well.
    """
    earned = 4.0 * (firm.cash_flow - depreciation(firm, p))
    return max(worth(firm, p), p.price_earnings * earned)


@rule
def equity_offer(firm: Enterprise, account: LeverAccount, p: Parameters) -> float:
    """What the equity fund and its partners can put into an enterprise, million yuan.

    Only leading enterprises (plan 4(2): backbone enterprises of key trades) that have a price and
    are no zombies; the fund and its partners never hold more than ``equity_most`` of one.
    """
    if account.equity <= 0.0 or firm.zombie or not leads(firm):
        return 0.0
    free = p.equity_most - (1.0 + p.equity_match) * firm.fund_stake
    most = free / (1.0 - p.equity_most) * max(0.0, price_of_owners(firm, p))
    return max(0.0, min(most, (1.0 + p.equity_match) * account.equity / firm.weight))


@rule
def relief_of(
    firm: Enterprise, lever: Lever, account: LeverAccount, policy: Policy, p: Parameters
) -> Relief:
    """What the financing lever loosens for an enterprise today."""
    if not lever.on or not eligible(firm, lever):
        return Relief(0.0, 0.0, 0.0, 0.0)
    equity = equity_offer(firm, account, p)
    backed = can_back(firm, lever, account, policy, p)
    if backed <= 0.0:
        return Relief(0.0, 0.0, equity, 0.0)
    share = p.max_leverage[firm.owner]
    leased = policy.leasing * p.investment_mix[MACHINES] * (1.0 - share)
    return Relief(policy.guarantee, leased, equity, backed)


@rule
def without_equity(relief: Relief) -> Relief:
    """The same relief for an enterprise whose turn came when the fund's money had ended."""
    return Relief(relief.guarantee, relief.leased, 0.0, relief.backed)


@rule
def support_of_move(plan: Plan) -> float:
    """Public money for a yuan of a plant that moves; it is paid for what is built."""
    if plan.move_order <= 0.0:
        return 0.0
    return (plan.move_paid + plan.move_offer) / plan.move_order


@rule
def support_of(plan: Plan) -> float:
    """All public money for a plan as it stands, million yuan; it is paid when the plan begins."""
    support = plan.grant + plan.subsidy + plan.retrofit_support
    return support + support_of_move(plan) * plan.renewal_cost


@rule
def shrink_renewal(plan: Plan, funds: float, limit: float, share: float) -> None:
    """Order as much new capital as funds and credit allow.

    ``limit`` is the credit on what stands already; new capital may be lent on up to ``share``.
    A last bit of an order is none: it would be built, and keep the enterprise from its next plan.
    """
    others = plan.upgrade_cost + plan.systems_cost + plan.retrofit_cost
    others -= plan.grant + plan.subsidy + plan.retrofit_support
    own = 1.0 - share - support_of_move(plan)
    if own <= 0.0 or plan.renewal_cost <= 0.0:
        return
    most = (funds + limit - others) / own
    if plan.renewal_cost > most:
        kept = max(0.0, most) / plan.renewal_cost
        if kept <= ROUNDING:
            kept = 0.0
        plan.renewal_cost *= kept
        for k in range(RUNGS):
            plan.ordered[k] *= kept


@rule
def seek_finance(
    plan: Plan, firm: Enterprise, province: Province, relief: Relief, soft: bool, p: Parameters
) -> None:
    """Own funds first, then a loan within the limit, then owners' capital of the equity fund.

    The limit counts what is to be built. The loan is refused where interest is not covered,
    unless the owner's credit is soft. A plan that finds no finance has ``credit_asked`` of -1.
    """
    share = p.max_leverage[firm.owner]
    ordinary = credit_limit(firm, p)
    extra = relief.guarantee * capital_value(firm, p)
    funds = funds_at_hand(firm, p)
    lendable = covers_interest(firm, p) or soft
    if lendable:
        lent = share + relief.leased
        limit = ordinary + extra + lent * plan.upgrade_cost
        shrink_renewal(plan, funds + relief.equity, limit, lent)
        paid_for = ordinary + relief.backed + share * plan.upgrade_cost
        shrink_renewal(plan, funds + relief.equity, paid_for, share)
    else:
        shrink_renewal(plan, funds + relief.equity, 0.0, 0.0)
    support = support_of(plan)
    works = plan.renewal_cost + plan.upgrade_cost
    plan.cost = max(0.0, works + plan.systems_cost + plan.retrofit_cost - support)
    plan.own = min(plan.cost, funds)
    missing = plan.cost - plan.own
    if missing <= ROUNDING * plan.cost:
        missing = 0.0  # what was shrunk to own funds asks for no loan of a last bit
    ordinary += share * works
    loosened = min(extra + relief.leased * works, relief.backed)
    plan.guaranteed = min(max(0.0, missing - ordinary), loosened)
    limit = ordinary + plan.guaranteed if lendable else 0.0
    plan.equity = min(max(0.0, missing - limit), relief.equity)
    plan.credit_asked = missing - plan.equity
    if plan.credit_asked > limit * (1.0 + ROUNDING):
        plan.credit_asked = -1.0
    plan.rank = lending_rate(firm, province, p) - p.loss_rank * firm.loss_record
    if firm.owner == Owner.CENTRAL_STATE or firm.owner == Owner.LOCAL_STATE:
        plan.rank += 4.0 * p.state_first


@rule
def take_backed_room(bank: Bank, amount: float, most: float) -> float:
    """The part of a loan beyond ordinary room that the financing lever backs, up to ``most``."""
    taken = min(bank.backed, most, max(0.0, amount - max(0.0, bank.room)))
    bank.backed -= taken
    bank.room += taken
    return taken


@rule
def bonds_placed(plan: Plan, firm: Enterprise, policy: Policy, most: float, p: Parameters) -> float:
    """Part of a loan placed as bonds, million yuan, up to ``most`` that the lever can back.

    Only large enterprises that cover their interest place any.
    """
    if firm.staff < LARGE_STAFF or not covers_interest(firm, p):
        return 0.0
    return min(policy.bonds * max(0.0, plan.credit_asked), most)


@rule
def finds_room(plan: Plan, firm: Enterprise, bank: Bank, most: float) -> bool:
    """Whether the city's bank lends what is not placed as bonds: any ordinary room will do.

    Where that has ended the whole must lie within the room that the lever backs, of which the
    enterprise can have ``most`` million yuan, its bonds included.
    """
    asked = plan.credit_asked - plan.bonds
    if asked <= 0.0 or bank.room > 0.0:
        return True
    return asked <= min(bank.backed / firm.weight, most - plan.bonds)


@rule
def grant_loan(
    plan: Plan, firm: Enterprise, bank: Bank, policy: Policy, money: float, p: Parameters
) -> None:
    """Commit the loan where the bank has room; the financing lever pays for what it relaxed.

    ``money``: what the lever has for it, million yuan; none where it is not eligible. It pays for
    what was lent beyond the ordinary limit or the ordinary room, and a discount on the interest.
    What is placed as bonds takes none of the bank's room.
    """
    plan.credit = plan.credit_asked
    asked = (plan.credit - plan.bonds) * firm.weight
    price = backing_price(policy, p)
    most = max(0.0, money / price - plan.bonds) * firm.weight
    backed = take_backed_room(bank, asked, most) / firm.weight
    bank.room -= asked
    plan.fee = min(max(backed + plan.bonds, plan.guaranteed) * price, money)
    plan.loan_support = min(plan.credit * policy.loan_discount, money - plan.fee)


@rule
def take_stake(firm: Enterprise, province: Province, equity: float, p: Parameters) -> float:
    """The fund and its partners buy in at the price of the enterprise.

    ``equity``: million yuan for one enterprise. Returns the fund's own part of it, million yuan;
    its partners' part comes from outside, through the trade account as that of founders.
    """
    paid = equity / (1.0 + p.equity_match)
    before = price_of_owners(firm, p)
    firm.fund_stake = (firm.fund_stake * before + paid) / (before + equity)
    firm.cash += equity
    province.trade -= (equity - paid) * firm.weight
    return paid


@rule
def fund_can_pay(plan: Plan, firm: Enterprise, account: LeverAccount, p: Parameters) -> bool:
    """Whether the fund has its own part of the stake that a plan asks for."""
    wanted = plan.equity * firm.weight / (1.0 + p.equity_match)
    return wanted <= account.equity * (1.0 + ROUNDING)


@rule
def lever_can_pay(
    plan: Plan, firm: Enterprise, account: LeverAccount, most: float, p: Parameters
) -> bool:
    """Whether the lever still has what a plan reckoned with: backing of ``most``, and its stake."""
    backs = plan.guaranteed <= most * (1.0 + ROUNDING)
    return backs and (plan.equity <= 0.0 or fund_can_pay(plan, firm, account, p))


@rule
def put_off(firm: Enterprise, p: Parameters) -> None:
    """A plan without finance waits a quarter, and dies after some waits."""
    firm.put_offs += 1
    if firm.put_offs > p.put_offs:
        firm.put_offs = 0
