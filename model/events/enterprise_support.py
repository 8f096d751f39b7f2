"""Event 9, single enterprises beyond projects: research, first sets, technology, alliances."""

from __future__ import annotations

from agents.enterprise.cash_flow import reserve_needed
from agents.enterprise.eligibility import eligible, leads
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.prefetch import fetch_ahead
from agents.province import LeverName
from agents.random_draws import Event, luck
from agents.record import rule
from agents.sector import Sector
from model.events.alliances import ALLIANCES, join_alliances, leave_alliances
from model.events.lever_budgets import help_to_buy, pay_from_lever, pay_outside
from model.events.recording import LAST_SEASON
from model.events.sorting import enlist, sort_listed
from model.indicators import Quantity
from model.state import State

INNOVATION = int(LeverName.INNOVATION)
OPENING = int(LeverName.OPENING_UP)
POLICY = int(LeverName.POLICY_SUPPORT)


@rule
def enlist_applicant(s: State, n: int, i: int, score: float) -> int:
    """Put an enterprise on the list, its luck of the year deciding ties; the new length."""
    firm = s.firms[i]
    january = s.province[0].quarter - s.province[0].season
    return enlist(s.keys, n, i, score, luck(firm.identity, january, Event.TIE), firm.key)


@rule
def own_research(firm: Enterprise, sector: Sector) -> float:
    """Research that an enterprise pays itself, million yuan a quarter."""
    return sector.research_share * firm.revenue


@rule
def share_bought(rate: float, p: Parameters) -> float:
    """Part of what it could buy that an enterprise buys with support at a rate.

    It adds at most ``support_match`` of its own to a yuan of support.
    """
    return min(1.0, (1.0 + p.support_match) * rate)


@rule
def list_leading(s: State) -> int:
    """Write the rows of the leading enterprises into ``leading``; returns their number."""
    n = 0
    for i in range(s.province[0].rows):
        if leads(s.firms[i]):
            s.leading[n] = i
            n += 1
    return n


@rule
def boost_inventions(s: State) -> None:
    """From now on somebody's research may be lifted as far as grants reach."""
    s.province[0].invention_boost = s.parameters[0].research_most


@rule
def certify_centres(s: State, leading: int) -> None:
    """New technology centres of the quarter: leading enterprises with most research first.

    The award is research money, as that of a project is.
    """
    province = s.province[0]
    policy = s.policy[0]
    province.centres_due += 0.25 * policy.centres
    if province.centres_due <= 0.0:
        return
    n = 0
    for k in range(leading):
        i = s.leading[k]
        firm = s.firms[i]
        fit = s.sectors[firm.sector].industrial and not firm.centre
        if fit and eligible(firm, s.levers[INNOVATION]):
            n = enlist_applicant(s, n, i, own_research(firm, s.sectors[firm.sector]))
    sort_listed(s, n)
    for k in range(n):
        firm = s.firms[s.order[k]]
        award = policy.centre_award
        selection = s.parameters[0].selection_cost
        if province.centres_due < firm.weight:
            break
        if (award + selection) * firm.weight > s.accounts[INNOVATION].left:
            break
        firm.centre = True
        firm.cash += award
        firm.research_left += award
        province.centres_due -= firm.weight
        pay_from_lever(s, INNOVATION, firm, award, award * s.parameters[0].crowding_out)
        pay_outside(s, INNOVATION, firm.city, firm.sector, selection * firm.weight)
        s.table[firm.city, firm.sector, Quantity.CENTRES] += firm.weight
        boost_inventions(s)


@rule
def fund_research(s: State, leading: int) -> None:
    """Key-technology projects: centres first, then leading enterprises by their luck."""
    policy = s.policy[0]
    lever = s.levers[INNOVATION]
    money = min(s.accounts[INNOVATION].left, policy.research_share * lever.budget)
    award = policy.research_award
    n = 0
    for k in range(leading):
        i = s.leading[k]
        firm = s.firms[i]
        if eligible(firm, lever) and firm.research_left < 0.5 * award:
            score = 1.0 if firm.centre else 0.0
            n = enlist_applicant(s, n, i, score)
    sort_listed(s, n)
    for k in range(n):
        firm = s.firms[s.order[k]]
        amount = min(award, money / firm.weight)
        if amount <= 0.0:
            break
        firm.cash += amount
        firm.research_left += amount
        money -= amount * firm.weight
        pay_from_lever(s, INNOVATION, firm, amount, amount * s.parameters[0].crowding_out)
        boost_inventions(s)


@rule
def insure_first_sets(s: State) -> None:
    """Buyers try a new product whose failure is insured: a part of them are new and stay."""
    p = s.parameters[0]
    lever = s.levers[INNOVATION]
    money = min(s.accounts[INNOVATION].left, s.policy[0].insurance_share * lever.budget)
    n = 0
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        maker = s.sectors[firm.sector].equipment
        if firm.alive and firm.fresh and maker and eligible(firm, lever):
            n = enlist_applicant(s, n, i, own_research(firm, s.sectors[firm.sector]))
    sort_listed(s, n)
    for k in range(n):
        firm = s.firms[s.order[k]]
        premium = p.first_set_premium * p.first_set_orders * firm.sales_year
        if premium * firm.weight > money:
            continue
        money -= premium * firm.weight
        help_to_buy(s, INNOVATION, firm, premium, 1.0)  # of its insurer
        won = p.first_set_kept * p.first_set_orders * firm.customers
        firm.customers += won
        s.sectors[firm.sector].customers_won += (1.0 - p.kept_at_home) * won * firm.weight


@rule
def buy_technology(s: State, lever: int, share: float, support: float) -> None:
    """At the year's end enterprises buy technology abroad, those furthest behind first.

    ``support``: share of the cost of closing ``acquisition_close`` of a gap that the lever pays
    out of its share of the year. They pay the rest out of cash above the reserve, and buy less
    where that would be too large a part.
    A part of them would have bought without it, as they do in every scenario: that brings nothing.
    """
    p = s.parameters[0]
    part = share_bought(support, p)
    money = min(s.accounts[lever].left, 4.0 * share * s.levers[lever].budget)
    if money <= 0.0 or part <= 0.0:
        return
    rate = support / part
    n = 0
    for i in range(s.province[0].rows):
        fetch_ahead(s.firms, i)
        firm = s.firms[i]
        gap = s.sectors[firm.sector].external_quality - firm.quality
        if not firm.alive or gap <= p.acquisition_gap or not eligible(firm, s.levers[lever]):
            continue
        cost = part * p.acquisition_cost * firm.sales_year
        if firm.cash - reserve_needed(firm, p) > (1.0 - rate) * cost:
            n = enlist_applicant(s, n, i, gap)
    sort_listed(s, n)
    for k in range(n):
        firm = s.firms[s.order[k]]
        cost = part * p.acquisition_cost * firm.sales_year
        if rate * cost * firm.weight > money:
            continue
        money -= rate * cost * firm.weight
        help_to_buy(s, lever, firm, cost, rate)
        s.accounts[lever].deadweight += p.bought_anyway * rate * cost * firm.weight
        gap = s.sectors[firm.sector].external_quality - firm.quality
        firm.quality += (1.0 - p.bought_anyway) * part * p.acquisition_close * gap


@rule
def relieve_backbone(s: State, leading: int) -> None:
    """Leading enterprises get their interest of a quarter, by the luck of the year."""
    lever = s.levers[POLICY]
    money = min(s.accounts[POLICY].left, s.policy[0].backbone_share * lever.budget)
    n = 0
    for k in range(leading):
        i = s.leading[k]
        firm = s.firms[i]
        if eligible(firm, lever) and firm.interest > 0.0:
            n = enlist_applicant(s, n, i, 0.0)
    sort_listed(s, n)
    for k in range(n):
        firm = s.firms[s.order[k]]
        amount = min(firm.interest, money / firm.weight)
        if amount <= 0.0:
            break
        firm.cash += amount
        money -= amount * firm.weight
        pay_from_lever(s, POLICY, firm, amount, amount)


@rule
def has_money(s: State, lever: int) -> bool:
    """Whether a lever is in force and has money left."""
    return s.levers[lever].on and s.accounts[lever].left > 0.0


@rule
def support_enterprises(s: State) -> None:
    """Event 9 beyond projects, for the levers that are in force."""
    policy = s.policy[0]
    if has_money(s, INNOVATION) or has_money(s, ALLIANCES) or has_money(s, POLICY):
        leading = list_leading(s)
        if has_money(s, INNOVATION):
            certify_centres(s, leading)
            fund_research(s, leading)
            insure_first_sets(s)
        if has_money(s, ALLIANCES):
            join_alliances(s, leading)
        if has_money(s, POLICY):
            relieve_backbone(s, leading)
    if s.accounts[ALLIANCES].spent_total > 0.0 and not s.levers[ALLIANCES].on:
        leave_alliances(s)
    if s.province[0].season == LAST_SEASON:
        buy_technology(s, INNOVATION, policy.acquisition_share, policy.acquisition_rate)
        buy_technology(s, OPENING, policy.licence_share, policy.licence_rate)
