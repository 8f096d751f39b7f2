"""Event 12: who is rescued, reorganised or closed, who is counted, and what a founder starts with.

Closing down and rescue as accounts stand in test_cash_flow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.bank import Bank
from agents.city import City
from agents.enterprise.exit_and_entry import (
    ask_first_price,
    bury,
    count_arrears,
    count_quarters,
    count_size,
    found,
    gives_up,
    is_rescued,
    leaves,
    reorganise,
    wants_to_leave,
    worth,
)
from agents.enterprise.record import Enterprise, Owner
from agents.parameters import with_values
from agents.province import Province
from agents.random_draws import identity_of
from agents.sector import Sector

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "going_value": 0.8, "rung_price": [0.9, 1.0, 1.4, 1.9], "rescue": [0.8, 0.5, 0.0, 0.0],
    "loss_limit": 0.75, "give_up": 0.1, "grace": 3.0, "reorganise_staff": 1000.0, "resale": 0.4,
    "leverage_target": [0.6, 0.6, 0.5, 0.5], "threshold_sales": 20.0, "recount_quarters": 4.0,
    "entrant_sd": 0.0, "entrant_use": 0.75, "home_share": 0.6, "entrant_efficiency_sd": 0.4,
    "entrant_systems": 1.0, "entrant_numerical": 0.35,
}  # fmt: skip
P: Any = with_values(CASES)[0]
SURE: Any = with_values({**CASES, "give_up": 1.0, "rescue": [1.0, 1.0, 0.0, 0.0]})[0]
owners = st.sampled_from(list(Owner))
identities = st.integers(1, 2**62)
share = st.floats(0.0, 1.0)
money = st.floats(0.0, 1e4)
SOME_RUNS = 4000  # standard error of a share of a half is 0.008; 5 of them is one in 10^6


class Case:
    """One enterprise of 100 units with its city, bank and province."""

    def __init__(self, owner: Owner = Owner.PRIVATE, identity: int = 7) -> None:
        self.firm: Any = Enterprise.zeros(1)[0]
        self.city: Any = City.zeros(1)[0]
        self.bank: Any = Bank.zeros(1)[0]
        self.province: Any = Province.zeros(1)[0]
        self.sector: Any = Sector.zeros(1)[0]
        firm = self.firm
        firm.alive, firm.weight, firm.owner, firm.identity = True, 1.0, owner, identity
        firm.capital[1], firm.staff = 100.0, 500.0
        self.city.fiscal_room = 1.0

    def leaves(self, p: Any = P) -> bool:
        """Whether it closes in this quarter, its capital being worth 100."""
        return bool(leaves(self.firm, self.city, self.bank, self.province, 100.0, p))


def test_arrears_count_while_worth_is_negative_by_hand() -> None:
    """80 for the capital as it works and 10 in cash, against 85 of debt and 6 of arrears: -1."""
    case = Case()
    case.firm.cash, case.firm.debt, case.firm.arrears = 10.0, 85.0, 6.0
    assert worth(case.firm, P) == pytest.approx(-1.0)
    for quarter in (1, 2, 3):
        count_arrears(case.firm, P)
        assert case.firm.arrears_quarters == quarter
    case.firm.cash = 11.5
    count_arrears(case.firm, P)
    assert case.firm.arrears_quarters == 0
    case.firm.cash, case.firm.debt, case.firm.arrears = 0.0, 200.0, 0.0
    count_quarters(case.firm, P)  # debt alone, served on time, drives nobody out
    assert case.firm.arrears_quarters == 0


def test_who_is_counted_by_hand() -> None:
    """Below 20 million for the fourth quarter in a row it is counted no more; so on the way up."""
    case = Case()
    case.firm.counted = True
    for sales, counted in (
        (19.0, True), (19.0, True), (21.0, True), (19.0, True), (19.0, True), (19.0, True),
        (19.0, False), (20.0, False), (20.0, False), (20.0, False), (20.0, True),
    ):  # fmt: skip
        case.firm.sales_year = sales
        count_size(case.firm, P)
        assert case.firm.counted == counted


@given(sales=st.lists(st.floats(0.0, 40.0), max_size=40), counted=st.booleans())
def test_nobody_is_recounted_more_often_than_once_a_year(sales: list[float], counted: bool) -> None:
    case = Case()
    case.firm.counted = counted
    changes = []
    for quarter, each in enumerate(sales):
        before = bool(case.firm.counted)
        case.firm.sales_year = each
        count_size(case.firm, P)
        if case.firm.counted != before:
            assert case.firm.counted == (each >= 20.0)
            changes.append(quarter)
    assert all(later - earlier >= 4 for earlier, later in pairwise(changes))


@pytest.mark.parametrize(
    ("owner", "room", "share"),
    [
        (Owner.CENTRAL_STATE, 0.0, 0.8),  # the centre has room of its own
        (Owner.LOCAL_STATE, 1.0, 0.5),
        (Owner.LOCAL_STATE, 0.5, 0.25),
        (Owner.LOCAL_STATE, 0.0, 0.0),
        (Owner.PRIVATE, 1.0, 0.0),
    ],
)
def test_rescues_are_as_many_as_owner_and_room_say(owner: Owner, room: float, share: float) -> None:
    rescued = []
    for number in range(SOME_RUNS):
        case = Case(owner, identity_of(1, number))
        case.city.fiscal_room = room
        rescued.append(is_rescued(case.firm, case.city, 5, P))
    assert np.mean(rescued) == pytest.approx(share, abs=0.04)


def test_one_in_ten_of_those_with_lasting_losses_gives_up_and_no_state_owner() -> None:
    given_up = {owner: 0 for owner in Owner}
    for number in range(SOME_RUNS):
        for owner in Owner:
            case = Case(owner, identity_of(1, number))
            case.firm.loss_record, case.firm.counted = 0.75, True
            given_up[owner] += gives_up(case.firm, 5, P)
            case.firm.loss_record = 0.74
            assert not gives_up(case.firm, 5, SURE)
    assert given_up[Owner.CENTRAL_STATE] == given_up[Owner.LOCAL_STATE] == 0
    # the two private owners have the same luck here, as luck hangs on the identity
    assert given_up[Owner.PRIVATE] == given_up[Owner.FOREIGN]
    assert given_up[Owner.PRIVATE] / SOME_RUNS == pytest.approx(0.1, abs=0.024)


def test_what_stays_below_the_official_size_is_often_closed_but_not_by_the_state() -> None:
    closed = {owner: 0 for owner in Owner}
    for number in range(SOME_RUNS):
        for owner in Owner:
            case = Case(owner, identity_of(1, number))
            case.firm.counted = False
            closed[owner] += gives_up(case.firm, 5, P)
            case.firm.counted = True
            assert not gives_up(case.firm, 5, P)
    assert closed[Owner.CENTRAL_STATE] == closed[Owner.LOCAL_STATE] == 0
    assert closed[Owner.PRIVATE] / SOME_RUNS == pytest.approx(P.small_exit, abs=0.024)


def test_three_quarters_of_arrears_by_hand() -> None:
    """The private close, the state rescues its own or lets go; the large are reorganised."""
    for owner, p, closes in (
        (Owner.PRIVATE, P, True),
        (Owner.FOREIGN, P, True),
        (Owner.CENTRAL_STATE, SURE, False),  # rescued for certain
    ):
        case = Case(owner)
        case.firm.arrears, case.firm.debt, case.firm.arrears_quarters = 5.0, 100.0, 3
        case.bank.loans = 100.0
        assert case.leaves(p) == closes
        if not closes:
            assert (case.firm.arrears, case.firm.arrears_quarters) == (0.0, 0)
            assert case.province.central < -5.0
    early = Case()
    early.firm.arrears, early.firm.arrears_quarters = 5.0, 2
    assert not wants_to_leave(early.firm, early.city, early.bank, early.province, P)
    large = Case()
    large.firm.staff, large.firm.arrears_quarters, large.firm.debt = 1000.0, 3, 50.0
    large.bank.loans = 50.0
    assert not large.leaves()
    assert large.firm.debt == pytest.approx(20.0)


def test_a_state_owner_without_rescue_waits_again_or_closes() -> None:
    never: Any = with_values({**CASES, "rescue": [0.0] * 4, "give_up": 0.0})[0]
    case = Case(Owner.LOCAL_STATE)
    case.firm.arrears, case.firm.arrears_quarters = 5.0, 3
    assert not case.leaves(never)
    assert case.firm.arrears_quarters == 0
    surely: Any = with_values({**CASES, "rescue": [0.0] * 4, "give_up": 1.0})[0]
    case.firm.arrears_quarters = 3
    assert case.leaves(surely)


@given(owner=owners, identity=identities, staff=money, value=st.floats(0.0, 1e-6))
def test_who_has_no_capital_left_closes_whoever_owns_it(
    owner: Owner, identity: int, staff: float, value: float
) -> None:
    case = Case(owner, identity)
    case.firm.staff = staff
    assert leaves(case.firm, case.city, case.bank, case.province, value, P)


def test_a_reorganisation_by_hand() -> None:
    """A half of what 100 of capital would fetch, 40, is kept as debt; the bank loses the other 80.

    Two such enterprises stand behind the record.
    """
    case = Case()
    firm = case.firm
    firm.debt, firm.arrears, firm.cash, firm.weight, firm.loss_record = 100.0, 7.0, 3.0, 2.0, 1.0
    case.bank.loans = 200.0
    reorganise(firm, case.bank, P)
    assert (firm.debt, firm.arrears, firm.cash) == (pytest.approx(20.0), 0.0, 3.0)
    assert (case.bank.loans, case.bank.losses) == (pytest.approx(40.0), pytest.approx(160.0))
    assert firm.loss_record == 0.5  # a new record
    assert firm.alive


@given(debt=money, arrears=money, capital=money, owner=owners, weight=st.floats(0.25, 4.0))
def test_creditors_lose_in_a_reorganisation_and_no_money_moves(
    debt: float, arrears: float, capital: float, owner: Owner, weight: float
) -> None:
    case = Case(owner)
    firm = case.firm
    firm.debt, firm.arrears, firm.capital[1], firm.weight = debt, arrears, capital, weight
    case.bank.loans = debt * weight
    before = worth(firm, P)
    reorganise(firm, case.bank, P)
    assert 0.0 <= firm.debt <= debt
    assert case.bank.loans == pytest.approx(firm.debt * weight, abs=1e-6)
    assert worth(firm, P) >= before
    province = case.province
    assert (firm.cash, province.trade, sum(province.bank)) == (0.0, 0.0, 0.0)


def test_a_buried_record_holds_nothing_that_anybody_could_count() -> None:
    case = Case()
    firm = case.firm
    for name in Enterprise.fields:  # something in every field
        value = getattr(firm, name)
        if np.ndim(value):
            value[:] = 1.0
        else:
            setattr(firm, name, type(value)(1))
    bury(firm)
    counted = ("cash", "debt", "arrears", "staff", "shut", "reopened", "fund_stake", "outdated",
               "customers", "output", "capacity", "project_left")  # fmt: skip
    assert not any([firm.alive, firm.counted, firm.zombie, firm.moving])
    assert [getattr(firm, name) for name in counted] == [0.0] * len(counted)
    assert not any([*firm.capital, *firm.underway, *firm.rebuilding, *firm.run])


def test_first_prices_by_hand() -> None:
    """What makers of the province ask, 1.1; where there are none the price outside, exp(0.2)."""
    case = Case()
    case.sector.home_price = 1.1
    ask_first_price(case.firm, case.sector)
    assert (case.firm.price, case.firm.log_price) == (1.1, pytest.approx(math.log(1.1)))
    case.sector.home_price, case.sector.external_log_price = 0.0, 0.2
    ask_first_price(case.firm, case.sector)
    assert (case.firm.price, case.firm.log_price) == (pytest.approx(math.exp(0.2)), 0.2)


def entrant(
    identity: int, p: Any = P, sales: float = 40.0, adopted: Sequence[float] = (0.0,) * 5
) -> Any:
    """A founder's enterprise in a sector where one unit makes 0.1 million yuan a quarter."""
    case = Case()
    case.sector.adopted[:] = adopted
    firm: Any = Enterprise.zeros(1)[0]
    firm.identity = identity
    case.sector.entrant_sales, case.sector.capacity_per_capital = sales, 0.1
    case.sector.home_price, case.sector.labour, case.sector.overhead = 1.0, 2.0, 0.5
    case.province.quarter = 9
    found(firm, case.sector, case.city, case.province, p)
    return firm


def test_an_entrant_by_hand() -> None:
    """Sales of 40 a year are 10 a quarter: 133 units that make 0.1 each, used to three quarters."""
    firm = entrant(7)
    assert (firm.sales_year, firm.expected) == (pytest.approx(40.0), pytest.approx(10.0))
    assert sum(firm.capital) == pytest.approx(10 / 0.075) == firm.nameplate
    assert (firm.alive, firm.counted, firm.born) == (True, True, 9)
    assert firm.patience > 0.0
    assert P.gap_min_low <= firm.gap_threshold <= P.gap_min_high
    assert not entrant(7, sales=19.9).counted


@given(identity=identities)
def test_an_entrant_can_make_what_it_expects_and_has_one_kind_of_capital(identity: int) -> None:
    p: Any = with_values({**CASES, "entrant_sd": 0.6})[0]
    firm = entrant(identity, p)
    assert 0.75 * 0.1 * sum(firm.capital) == pytest.approx(firm.expected)
    assert firm.capital[0] == firm.capital[3] == 0.0
    assert min(firm.capital[1], firm.capital[2]) == 0.0
    assert firm.owner in (Owner.PRIVATE, Owner.FOREIGN)
    assert 0 <= firm.slot <= 3
    assert firm.debt == firm.staff == firm.backlog == 0.0
    # six tenths of its own efficiency last, the rest will fade
    assert firm.efficiency_home == pytest.approx(0.6 * firm.efficiency, abs=1e-12)


def test_entrants_have_systems_as_often_as_their_peers() -> None:
    """MES only with numerical equipment, integration only with ERP and MES, all in full use."""
    adopted = [0.5, 0.2, 0.3, 0.6, 0.08]
    found_ = [entrant(identity_of(1, number), adopted=adopted) for number in range(SOME_RUNS)]
    have = np.array([firm.ceiling for firm in found_])
    assert set(have.ravel()) == {0.0, 1.0}
    assert (np.array([firm.maturity for firm in found_]) == have).all()
    assert have.mean(axis=0) == pytest.approx(adopted, abs=0.04)
    numerical = np.array([firm.capital[2] > 0.0 for firm in found_])
    assert not have[~numerical, 1].any()
    assert not have[(have[:, 0] * have[:, 1]) == 0.0, 4].any()
    bare = with_values({**CASES, "entrant_systems": 0.0})[0]
    assert not any(entrant(1, bare, adopted=adopted).ceiling)


def test_entrants_are_as_numerical_and_foreign_as_the_parameters_say() -> None:
    found_ = [entrant(identity_of(1, number)) for number in range(SOME_RUNS)]
    numerical = np.mean([firm.capital[2] > 0.0 for firm in found_])
    foreign = np.mean([firm.owner == Owner.FOREIGN for firm in found_])
    assert numerical == pytest.approx(P.entrant_numerical, abs=0.04)
    assert foreign == pytest.approx(P.entrant_foreign, abs=0.022)
