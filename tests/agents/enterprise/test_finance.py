"""Event 10: own funds, then credit, then owners' capital; what the financing lever loosens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.bank import Bank
from agents.enterprise.cash_flow import credit_limit, depreciation, pay_owners
from agents.enterprise.exit_and_entry import worth
from agents.enterprise.finance import (
    LARGE_STAFF,
    Relief,
    backing_price,
    bonds_placed,
    can_back,
    covers_interest,
    equity_offer,
    finds_room,
    fund_can_pay,
    funds_at_hand,
    grant_loan,
    is_soft,
    money_for_credit,
    price_of_owners,
    put_off,
    relief_of,
    seek_finance,
    shrink_renewal,
    support_of,
    take_backed_room,
    take_stake,
    without_equity,
)
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import Enterprise, Owner
from agents.parameters import with_values
from agents.province import Lever, LeverAccount, Policy, Province
from agents.random_draws import identity_of
from model.events.investment_plans import clear_plan

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "rung_price": [0.9, 1.0, 1.4, 1.9], "max_leverage": [0.8, 0.75, 0.6, 0.6],
        "investment_mix": [0.5, 0.35, 0.05, 0.1], "equity_match": 0.5, "equity_most": 0.25,
        "going_value": 0.8, "min_cover": 1.0, "backing_cost": 0.01, "put_offs": 4.0,
        "soft_credit": 0.5, "lent_anyway": 0.0,
    }
)[0]  # fmt: skip
NOTHING = Relief(0.0, 0.0, 0.0, 0.0)
PLENTY = 1e9  # million yuan that the lever's money can back
cash = st.floats(0.0, 200.0)
debt = st.floats(0.0, 200.0)
cost = st.floats(0.0, 300.0)
part = st.floats(0.0, 0.5)
flow = st.floats(-20.0, 60.0)


class Desk:
    """A leading private enterprise with 100 million of capital, its plan, bank and lever."""

    def __init__(self, cash: float = 0.0, debt: float = 0.0, weight: float = 1.0) -> None:
        self.firm: Any = Enterprise.zeros(1)[0]
        self.plan: Any = Plan.zeros(1)[0]
        self.bank: Any = Bank.zeros(1)[0]
        self.lever: Any = Lever.zeros(1)[0]
        self.account: Any = LeverAccount.zeros(1)[0]
        self.policy: Any = Policy.zeros(1)[0]
        self.province: Any = Province.zeros(1)[0]
        firm = self.firm
        firm.alive, firm.is_key, firm.owner, firm.weight = True, True, Owner.PRIVATE, weight
        firm.capital[1], firm.cash, firm.debt, firm.staff = 100.0, cash, debt, LARGE_STAFF
        clear_plan(self.plan)
        lever: Any = self.lever
        lever.on, lever.largest = True, 1e9
        lever.city[:] = lever.sector[:] = lever.owner[:] = 1.0
        self.account.left, self.account.equity = 1000.0, 500.0

    def seek(self, relief: Relief, renewal: float = 0.0, upgrade: float = 0.0) -> Any:
        """The plan after it looked for finance."""
        plan: Any = Plan.zeros(1)[0]
        clear_plan(plan)
        plan.renewal_cost, plan.upgrade_cost = renewal, upgrade
        plan.ordered[1] = renewal
        seek_finance(plan, self.firm, self.province, relief, False, P)
        return plan


@given(cash=cash, debt=debt, flow=flow, renewal=cost, upgrade=cost, guarantee=part, leased=part,
       equity=cost)  # fmt: skip
def test_what_a_plan_costs_is_own_credit_and_equity_or_it_waits(
    cash: float, debt: float, flow: float, renewal: float, upgrade: float, guarantee: float,
    leased: float, equity: float,
) -> None:  # fmt: skip
    desk = Desk(cash, debt)
    desk.firm.cash_flow = flow
    plan = desk.seek(Relief(guarantee, 0.4 * leased, equity, PLENTY), renewal, upgrade)
    assert plan.renewal_cost <= renewal * (1 + 1e-12)
    assert plan.own <= funds_at_hand(desk.firm, P)
    assert 0.0 <= plan.equity <= equity
    if plan.credit_asked >= 0.0:
        paid = plan.own + plan.credit_asked + plan.equity
        assert paid == pytest.approx(plan.cost, rel=1e-8, abs=1e-8)
        works = plan.renewal_cost + plan.upgrade_cost
        limit = credit_limit(desk.firm, P) + P.max_leverage[Owner.PRIVATE] * works
        assert plan.credit_asked <= (limit + plan.guaranteed) * (1 + 1e-8)
        if plan.equity > 0.0:  # owners' capital is the last that is asked for
            assert plan.own + plan.credit_asked >= plan.cost - plan.equity - 1e-6


@given(cash=cash, debt=debt, flow=flow, renewal=cost, upgrade=cost, guarantee=part, leased=part,
       equity=cost, backed=cost, which=st.integers(0, 3))  # fmt: skip
def test_more_relief_never_refuses_what_less_of_it_finances(
    cash: float, debt: float, flow: float, renewal: float, upgrade: float, guarantee: float,
    leased: float, equity: float, backed: float, which: int,
) -> None:  # fmt: skip
    desk = Desk(cash, debt)
    desk.firm.cash_flow = flow
    more = [guarantee, 0.4 * leased, equity, backed]
    less = list(more)
    less[which] *= 0.5
    before = desk.seek(Relief(*less), renewal, upgrade)
    after = desk.seek(Relief(*more), renewal, upgrade)
    assert after.renewal_cost >= before.renewal_cost * (1 - 1e-9)
    # an upgrading that funds and limit just carry may stand on the other side by a last bit
    edge = before.credit_asked > 0.0 and after.credit_asked < 0.0
    assert not edge or after.cost - before.cost > -1e-6
    if after.cost == before.cost and before.credit_asked >= 0.0:
        assert after.credit_asked >= 0.0


def test_an_enterprise_at_its_limit_builds_with_a_lessor_or_with_new_owners() -> None:
    """Capital of 100 owes all of its limit of 60, has no cash, and would upgrade for 40."""
    desk = Desk(debt=60.0)
    desk.firm.cash_flow = 10.0
    refused = desk.seek(NOTHING, upgrade=40.0)
    assert refused.credit_asked == -1.0
    funds = funds_at_hand(desk.firm, P)
    missing = 40.0 - funds
    ordinary = 0.6 * 40.0
    desk.policy.leasing = 1.0  # half of the works are machines: 0.5 * (1 - 0.6) more is lent
    desk.account.equity = 0.0
    relief: Any = relief_of(desk.firm, desk.lever, desk.account, desk.policy, P)
    # fees of a hundredth: its 1,000 million of money could back a hundred times as much
    assert relief == (0.0, pytest.approx(0.2), 0.0, pytest.approx(100_000.0))
    leased = desk.seek(relief, upgrade=40.0)
    assert missing - ordinary <= 0.2 * 40.0
    assert leased.credit_asked == pytest.approx(missing)
    assert leased.guaranteed == pytest.approx(max(0.0, missing - ordinary))
    bought = desk.seek(Relief(0.0, 0.0, 50.0, 0.0), upgrade=40.0)
    assert bought.equity == pytest.approx(missing - ordinary)
    assert bought.credit_asked == pytest.approx(ordinary)


def test_a_grant_lowers_what_is_borrowed_by_itself_and_not_by_twice() -> None:
    """Works of 40 with 5 of own funds: a grant of 8 leaves 27 to borrow."""
    desk = Desk(cash=5.0)
    desk.plan.upgrade_cost, desk.plan.grant = 40.0, 8.0
    seek_finance(desk.plan, desk.firm, desk.province, NOTHING, False, P)
    assert desk.plan.cost == pytest.approx(32.0)
    assert (desk.plan.own, desk.plan.credit_asked) == (pytest.approx(5.0), pytest.approx(27.0))


@given(cash=cash, debt=debt, renewal=st.floats(1.0, 300.0), upgrade=cost,
       support=st.floats(0.0, 0.9))  # fmt: skip
def test_a_plant_that_moves_is_supported_for_what_is_built(
    cash: float, debt: float, renewal: float, upgrade: float, support: float
) -> None:
    desk = Desk(cash, debt)
    plan = desk.plan
    plan.renewal_cost = plan.move_order = renewal
    plan.upgrade_cost, plan.move_paid = upgrade, support * renewal
    plan.ordered[1] = renewal
    seek_finance(plan, desk.firm, desk.province, NOTHING, False, P)
    works = plan.renewal_cost + plan.upgrade_cost
    assert plan.cost == pytest.approx(max(0.0, works - support * plan.renewal_cost), abs=1e-9)
    if plan.credit_asked >= 0.0:
        paid = plan.own + plan.credit_asked + support * plan.renewal_cost
        assert paid == pytest.approx(works, rel=1e-8, abs=1e-6)


def test_owners_capital_stands_where_no_bank_lends() -> None:
    """Interest is not covered, so the whole of what is missing is asked of the fund."""
    desk = Desk(debt=20.0)
    desk.firm.cash_flow, desk.firm.interest = -5.0, 1.0
    assert desk.seek(NOTHING, upgrade=10.0).credit_asked == -1.0
    bought = desk.seek(Relief(0.5, 0.1, 50.0, PLENTY), upgrade=10.0)
    assert (bought.credit_asked, bought.equity) == (0.0, pytest.approx(10.0))


@given(cash=cash, debt=debt, flow=flow, left=st.floats(0.0, 100.0), stake=st.floats(0.0, 0.3),
       weight=st.floats(0.25, 4.0))  # fmt: skip
def test_the_fund_stays_a_minority_within_its_money(
    cash: float, debt: float, flow: float, left: float, stake: float, weight: float
) -> None:
    desk = Desk(cash, debt, weight)
    desk.firm.cash_flow, desk.firm.fund_stake = flow, stake
    desk.account.equity = left
    offer = equity_offer(desk.firm, desk.account, P)
    before = price_of_owners(desk.firm, P)
    assert before >= worth(desk.firm, P)
    outside = 1.5 * stake * before  # the fund and its partners, who add half a yuan to its yuan
    if offer > 0.0:
        assert outside + offer <= P.equity_most * (before + offer) * (1 + 1e-9)
    assert offer * weight <= (1.0 + P.equity_match) * left * (1 + 1e-9)
    assert before > 0.0 or offer == 0.0
    desk.plan.equity = offer
    assert fund_can_pay(desk.plan, desk.firm, desk.account, P)
    for name, value in (("zombie", True), ("is_key", False)):
        kept = desk.firm[name]
        desk.firm[name] = value
        assert equity_offer(desk.firm, desk.account, P) == 0.0
        desk.firm[name] = kept
    desk.policy.guarantee = desk.policy.leasing = 0.5
    desk.account.left = left  # all that is left is kept for stakes
    relief = relief_of(desk.firm, desk.lever, desk.account, desk.policy, P)
    assert relief.equity == offer
    assert relief.backed == 0.0
    desk.lever.on = False
    assert relief_of(desk.firm, desk.lever, desk.account, desk.policy, P) == NOTHING


@given(cash=cash, debt=st.floats(0.0, 60.0), old=st.floats(0.0, 0.3), equity=st.floats(0.01, 30.0),
       weight=st.floats(0.25, 4.0), dividend=st.floats(0.0, 50.0), flow=flow)  # fmt: skip
def test_a_stake_is_bought_at_the_price_and_earns_its_part(
    cash: float,
    debt: float,
    old: float,
    equity: float,
    weight: float,
    dividend: float,
    flow: float,
) -> None:
    desk = Desk(cash, debt, weight)
    desk.firm.fund_stake = old
    desk.firm.cash_flow = flow
    before, had = price_of_owners(desk.firm, P), worth(desk.firm, P)
    assume(before > 1.0)
    paid = take_stake(desk.firm, desk.province, equity, P)
    after = before + equity
    assert paid == pytest.approx(equity / 1.5)  # the partners add half a yuan to the fund's yuan
    assert desk.firm.fund_stake * after == pytest.approx(old * before + paid)
    assert 0.0 <= desk.firm.fund_stake < 1.0
    # what came in: the fund's part from the treasury (booked with the lever), the rest from outside
    assert worth(desk.firm, P) == pytest.approx(had + equity)
    assert desk.province.trade == pytest.approx(-(equity - paid) * weight)
    had = desk.firm.cash
    to_fund = pay_owners(desk.firm, desk.province, dividend)
    assert to_fund == pytest.approx(desk.firm.fund_stake * dividend)
    assert desk.province.treasury == pytest.approx(to_fund * weight)
    received = desk.province.treasury + desk.province.households
    assert received == pytest.approx((had - desk.firm.cash) * weight)


@given(bonds=st.floats(0.0, 1.0), loan=st.floats(0.0, 100.0), room=st.floats(-50.0, 200.0),
       weight=st.floats(0.25, 4.0))  # fmt: skip
def test_bonds_of_the_large_take_no_room_and_cost_a_fee(
    bonds: float, loan: float, room: float, weight: float
) -> None:
    desk = Desk(weight=weight)
    desk.policy.guarantee_cost, desk.policy.bonds, desk.bank.room = 0.02, bonds, room
    desk.plan.credit_asked = loan
    most = can_back(desk.firm, desk.lever, desk.account, desk.policy, P)
    desk.plan.bonds = bonds_placed(desk.plan, desk.firm, desk.policy, most, P)
    assert desk.plan.bonds == bonds * loan
    found = finds_room(desk.plan, desk.firm, desk.bank, most)
    assert found == (room > 0.0 or loan <= bonds * loan)
    grant_loan(desk.plan, desk.firm, desk.bank, desk.policy, 1000.0, P)
    assert desk.plan.credit == loan
    assert desk.bank.room == pytest.approx(room - (1.0 - bonds) * loan * weight, abs=1e-9)
    assert desk.plan.fee == pytest.approx((0.01 + 0.02) * bonds * loan, abs=1e-12)


@given(money=st.floats(0.0, 3.0), room=st.floats(0.0, 1.0), bonds=st.floats(0.0, 1.0),
       loan=st.floats(0.0, 100.0), backed=st.floats(0.0, 100.0), weight=st.floats(0.25, 4.0),
       guarantee=st.floats(0.0, 1.0), upgrade=cost)  # fmt: skip
def test_nothing_is_loosened_beyond_what_the_money_pays_for(
    money: float, room: float, bonds: float, loan: float, backed: float, weight: float,
    guarantee: float, upgrade: float,
) -> None:  # fmt: skip
    desk = Desk(debt=60.0, weight=weight)
    desk.account.left, desk.account.equity = money, 0.0
    desk.policy.guarantee, desk.policy.bonds, desk.policy.leasing = guarantee, bonds, 1.0
    desk.bank.room, desk.bank.backed = room, backed
    most = can_back(desk.firm, desk.lever, desk.account, desk.policy, P)
    assert most * 0.01 * weight == pytest.approx(money)
    relief = relief_of(desk.firm, desk.lever, desk.account, desk.policy, P)
    plan = desk.seek(relief, upgrade=upgrade)
    assert plan.guaranteed <= most
    plan.credit_asked = loan
    plan.bonds = bonds_placed(plan, desk.firm, desk.policy, most, P)
    finds_room(plan, desk.firm, desk.bank, most)
    before = desk.bank.room
    grant_loan(plan, desk.firm, desk.bank, desk.policy, money / weight, P)
    lent_beyond = desk.bank.room - before + (loan - plan.bonds) * weight  # of the backed room
    loosened = max(plan.bonds + lent_beyond / weight, plan.guaranteed)
    assert plan.fee == pytest.approx(0.01 * loosened, rel=1e-9, abs=1e-9)
    assert plan.fee * weight <= money * (1 + 1e-9)


def test_small_or_weak_enterprises_place_no_bonds() -> None:
    desk = Desk()
    firm, plan, policy = desk.firm, desk.plan, desk.policy
    plan.credit_asked, policy.bonds = 10.0, 0.5
    firm.staff = LARGE_STAFF - 1.0
    assert bonds_placed(plan, firm, policy, PLENTY, P) == 0.0
    firm.staff, firm.cash_flow, firm.interest = LARGE_STAFF, -1.0, 0.5
    assert bonds_placed(plan, firm, policy, PLENTY, P) == 0.0
    firm.cash_flow = 1.0
    assert bonds_placed(plan, firm, policy, PLENTY, P) == 5.0
    assert bonds_placed(plan, firm, policy, 2.0, P) == 2.0
    desk.account.left = desk.account.equity  # all that is left is kept for stakes
    assert can_back(firm, desk.lever, desk.account, policy, P) == 0.0


def test_a_maker_that_earns_well_is_not_sold_for_its_net_assets() -> None:
    """Debt has eaten the assets, but it earns 40 a year beyond wear: that is its price in years."""
    desk = Desk(debt=79.0)
    assert worth(desk.firm, P) == pytest.approx(1.0)
    desk.firm.cash_flow = 10.0 + depreciation(desk.firm, P)
    assert price_of_owners(desk.firm, P) == pytest.approx(40.0 * P.price_earnings)
    desk.firm.cash_flow = 0.0
    assert price_of_owners(desk.firm, P) == pytest.approx(1.0)


def test_who_finds_the_fund_empty_asks_again_without_it() -> None:
    relief = Relief(0.1, 0.2, 30.0, 4.0)
    assert without_equity(relief) == (0.1, 0.2, 0.0, 4.0)
    desk = Desk(debt=20.0)
    desk.plan.equity, desk.account.equity = 15.0, 9.0
    assert not fund_can_pay(desk.plan, desk.firm, desk.account, P)
    desk.account.equity = 10.0  # the partners bring the other five
    assert fund_can_pay(desk.plan, desk.firm, desk.account, P)


def test_interest_is_covered_by_what_flows_in_before_it() -> None:
    desk = Desk()
    desk.firm.interest = 3.0
    for flow, covered in ((0.0, True), (-0.1, False)):  # after interest: 3 and 2.9 before it
        desk.firm.cash_flow = flow
        assert covers_interest(desk.firm, P) == covered


@given(left=cost, equity=cost)
def test_stakes_and_credit_never_spend_the_same_yuan(left: float, equity: float) -> None:
    desk = Desk()
    desk.account.left, desk.account.equity = left, equity
    assert money_for_credit(desk.account) + min(left, equity) == pytest.approx(left)


def test_all_public_money_for_a_plan_by_hand() -> None:
    desk = Desk()
    plan = desk.plan
    plan.grant, plan.subsidy, plan.retrofit_support = 1.0, 2.0, 4.0
    plan.move_paid, plan.move_offer = 8.0, 16.0
    plan.move_order, plan.renewal_cost = 100.0, 50.0  # half of the plant that moves is built
    plan.equity = plan.loan_support = 100.0  # owners' money, and interest of the years to come
    assert support_of(plan) == 7.0 + 12.0


def test_new_capital_shrinks_to_what_can_be_paid_by_hand() -> None:
    """20 of funds, 10 of credit and a grant of 5 pay systems of 5 first; 60% of the rest is lent.

    So 30 are the own 40% of 75: three quarters of the 100 that were wanted.
    """
    desk = Desk()
    plan = desk.plan
    plan.renewal_cost, plan.ordered[1], plan.ordered[2] = 100.0, 60.0, 20.0
    plan.systems_cost, plan.grant = 5.0, 5.0
    shrink_renewal(plan, 20.0, 10.0, 0.6)
    assert plan.renewal_cost == pytest.approx(75.0)
    assert (plan.ordered[1], plan.ordered[2]) == (pytest.approx(45.0), pytest.approx(15.0))
    shrink_renewal(plan, 1e3, 0.0, 0.6)
    assert plan.renewal_cost == pytest.approx(75.0)  # never more than was wanted


@given(last=st.floats(1e-300, 1e-9))
def test_a_last_bit_of_an_order_is_no_project(last: float) -> None:
    """It would be built for years and keep the enterprise from its next plan."""
    plan = Desk().plan
    plan.renewal_cost, plan.ordered[1] = 100.0, 100.0
    shrink_renewal(plan, last, 0.0, 0.0)
    assert (plan.renewal_cost, plan.ordered[1]) == (0.0, 0.0)


@given(renewal=cost, others=cost, funds=cost, limit=cost, share=st.floats(0.0, 0.8))
def test_what_is_left_of_a_renewal_can_be_paid(
    renewal: float, others: float, funds: float, limit: float, share: float
) -> None:
    plan = Desk().plan
    plan.renewal_cost, plan.ordered[1], plan.upgrade_cost = renewal, renewal, others
    shrink_renewal(plan, funds, limit, share)
    assert 0.0 <= plan.renewal_cost <= renewal
    assert plan.ordered[1] == pytest.approx(plan.renewal_cost, abs=1e-9)
    own = (1.0 - share) * plan.renewal_cost
    assert own <= max(0.0, funds + limit - others) * (1 + 1e-9) + 1e-9


def test_backed_room_is_used_when_ordinary_room_has_ended_by_hand() -> None:
    """Of a loan of 12 a room of 5 covers 5, the lever's 4 the next four."""
    desk = Desk()
    desk.bank.room, desk.bank.backed = 5.0, 4.0
    assert take_backed_room(desk.bank, 12.0, 1.0) == 1.0  # its money pays for no more
    assert take_backed_room(desk.bank, 12.0, 9.0) == 3.0
    assert (desk.bank.room, desk.bank.backed) == (9.0, 0.0)
    assert take_backed_room(desk.bank, 9.0, 9.0) == 0.0


@given(room=st.floats(-100.0, 100.0), backed=st.floats(0.0, 100.0), loan=cost, most=cost)
def test_no_more_is_backed_than_the_loan_lacks_and_is_paid_for(
    room: float, backed: float, loan: float, most: float
) -> None:
    desk = Desk()
    desk.bank.room, desk.bank.backed = room, backed
    taken = take_backed_room(desk.bank, loan, most)
    assert 0.0 <= taken <= min(backed, loan, most)
    assert taken == 0.0 or loan - taken >= max(0.0, room) - 1e-9
    assert desk.bank.room + desk.bank.backed == pytest.approx(room + backed)


def test_a_plan_dies_after_its_fourth_wait() -> None:
    desk = Desk()
    waits = []
    for _ in range(6):
        put_off(desk.firm, P)
        waits.append(int(desk.firm.put_offs))
    assert waits == [1, 2, 3, 4, 0, 1]


def test_half_of_the_state_owners_are_lent_to_though_interest_is_not_covered() -> None:
    """4,000 enterprises: standard error of a half is 0.008; 5 of them is one in 10^6."""
    firm = Desk().firm
    soft = dict.fromkeys(Owner, 0)
    for number in range(4000):
        firm.identity = identity_of(1, number)
        for owner in Owner:
            firm.owner = owner
            soft[owner] += is_soft(firm, 5, P)
    assert soft[Owner.PRIVATE] == soft[Owner.FOREIGN] == 0
    assert soft[Owner.CENTRAL_STATE] == soft[Owner.LOCAL_STATE]  # the same luck
    assert soft[Owner.CENTRAL_STATE] / 4000 == pytest.approx(0.5, abs=0.04)


def test_the_price_of_backing_by_hand() -> None:
    """One per cent and a fee of 4; with half that would have been lent anyway twice that."""
    policy: Any = Policy.zeros(1)[0]
    policy.guarantee_cost = 0.04
    assert backing_price(policy, P) == pytest.approx(0.05)
    known: Any = with_values({"backing_cost": 0.01, "lent_anyway": 0.5})[0]
    assert backing_price(policy, known) == pytest.approx(0.1)
