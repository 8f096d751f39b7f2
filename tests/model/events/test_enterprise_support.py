"""Event 9 beyond projects: centres, research, first sets, technology, alliances, backbones.

What a lever pays is in its account, in the treasury and in the table; what an enterprise passes on
goes to whoever it pays.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.eligibility import leads
from agents.random_draws import Event, luck
from model.events.alliances import ALLIANCES, join_alliances, leave_alliances
from model.events.enterprise_support import (
    INNOVATION,
    OPENING,
    POLICY,
    boost_inventions,
    buy_technology,
    certify_centres,
    enlist_applicant,
    fund_research,
    has_money,
    insure_first_sets,
    list_leading,
    own_research,
    relieve_backbone,
    support_enterprises,
)
from model.indicators import Quantity
from model.state import State
from tests.provinces import empty_province

CASES = {"centre_efficiency": 1.1, "research_most": 3.0, "crowding_out": 0.5,
         "first_set_premium": 0.03, "first_set_orders": 0.1, "kept_at_home": 0.5,
         "acquisition_cost": 0.01, "acquisition_close": 0.5, "acquisition_gap": 0.03,
         "cash_reserve": 0.3, "alliance_fee": 0.002, "selection_cost": 0.1,
         "first_set_kept": 1.0, "bought_anyway": 0.0}  # fmt: skip
money = st.floats(0.0, 50.0)
weights = st.lists(st.floats(0.25, 4.0), min_size=3, max_size=3)
WHO = range(3)


def leading(lever: int, money: float) -> State:
    """Three key enterprises that sell for 300, 200 and 100 a quarter, and a lever with money.

    One per cent of sales is their own research.
    """
    state = empty_province(3, parameters=CASES)
    state.province["quarter"], state.province["season"] = 6, 2
    firms = state.firms
    firms["is_key"][:3] = True
    firms["revenue"][:3] = [300.0, 200.0, 100.0]
    firms["sales_year"] = 4.0 * firms["revenue"]
    firms["customers"][:3] = 0.1
    firms["run"][:3, 1], firms["material_factor"] = 100.0, 1.0
    state.sectors["material_price"] = 0.5
    state.sectors["research_share"], state.sectors["industrial"] = 0.01, True
    state.levers["on"][lever], state.levers["budget"][lever] = True, money
    state.accounts["left"][lever] = money
    assert list_leading(state) == 3
    return state


def conserved(state: State, lever: int, cash: float = 0.0) -> float:
    """What the lever spent, after a look at every book that it is in."""
    province: Any = state.province[0]
    spent = float(state.accounts["spent"][lever])
    assert province.treasury == pytest.approx(-spent)
    assert state.table[..., Quantity.FISCAL_0 + lever].sum() == pytest.approx(spent)
    change = float((state.firms["cash"][:3] * state.firms["weight"][:3]).sum()) - cash
    assert change + province.trade + province.treasury == pytest.approx(0.0, abs=1e-9)
    return spent


def test_who_leads() -> None:
    state = empty_province(4)
    firms = state.firms
    firms["is_key"][:4], firms["name"][:4] = [True, False, False, True], [0, 3, 0, 0]
    firms["alive"][3] = False
    assert [leads(firms[i]) for i in range(4)] == [True, True, False, False]
    assert list_leading(state) == 2
    assert list(state.leading[:2]) == [0, 1]


@given(identity=st.integers(1, 2**62), year=st.integers(-2, 10), season=st.integers(0, 3))
def test_an_applicant_has_one_luck_for_the_year(identity: int, year: int, season: int) -> None:
    state = empty_province()
    state.firms["identity"][0] = identity
    state.province["quarter"], state.province["season"] = 4 * year + season, season
    assert enlist_applicant(state, 2, 0, 1.5) == 3
    assert list(state.keys[:, 2]) == [1.5, luck(identity, 4 * year, Event.TIE), 100.0, 0.0]


def test_centres_by_hand() -> None:
    """Eight a year are two in a quarter, at 0.5 and 0.1 to select: to those with most research."""
    state = leading(INNOVATION, 10.0)
    state.policy["centres"], state.policy["centre_award"] = 8.0, 0.5
    assert own_research(state.firms[0], state.sectors[0]) == pytest.approx(3.0)
    certify_centres(state, 3)
    assert [bool(x) for x in state.firms["centre"][:3]] == [True, True, False]
    assert conserved(state, INNOVATION) == pytest.approx(1.2)
    assert state.province["centres_due"][0] == pytest.approx(0.0)
    assert state.table[0, 0, Quantity.CENTRES] == 2.0
    assert state.province["invention_boost"][0] == pytest.approx(3.0)
    assert list(state.firms["research_left"][:3]) == pytest.approx([0.5, 0.5, 0.0])
    assert state.accounts["deadweight"][INNOVATION] == pytest.approx(0.5)  # half crowds out
    certify_centres(state, 3)  # the next quarter: nobody becomes one twice
    assert [bool(x) for x in state.firms["centre"][:3]] == [True, True, True]
    assert state.province["centres_due"][0] == pytest.approx(1.0)


@given(centres=st.floats(0.0, 20.0), award=st.floats(0.0, 5.0), left=money, weights=weights)
def test_no_more_centres_than_are_due_and_can_be_paid(
    centres: float, award: float, left: float, weights: list[float]
) -> None:
    state = leading(INNOVATION, left)
    state.firms["weight"][:3] = weights
    state.policy["centres"], state.policy["centre_award"] = centres, award
    certify_centres(state, 3)
    certified = float((state.firms["weight"] * state.firms["centre"]).sum())
    assert certified <= 0.25 * centres * (1 + 1e-12)
    assert conserved(state, INNOVATION) == pytest.approx((award + 0.1) * certified)
    assert (award + 0.1) * certified <= left * (1 + 1e-12)


def test_research_grants_by_hand() -> None:
    """Half of 8 pays two awards of 2; the centre goes first. Half of a grant is deadweight."""
    state = leading(INNOVATION, 8.0)
    state.firms["centre"][2] = True
    state.policy["research_share"], state.policy["research_award"] = 0.5, 2.0
    fund_research(state, 3)
    granted = list(state.firms["research_left"][:3])
    assert sorted(granted) == [0.0, 2.0, 2.0]
    assert granted[2] == 2.0
    assert granted == list(state.firms["cash"][:3])  # it will be spent over the coming years
    assert conserved(state, INNOVATION) == pytest.approx(4.0)
    assert state.accounts["deadweight"][INNOVATION] == pytest.approx(2.0)
    state.firms["research_left"][2] = 1.1  # more than half of it is still there
    fund_research(state, 3)
    assert state.firms["research_left"][2] == 1.1


@given(left=money, share=st.floats(0.0, 1.0), award=st.floats(0.01, 10.0), weights=weights)
def test_research_grants_keep_within_award_and_share(
    left: float, share: float, award: float, weights: list[float]
) -> None:
    state = leading(INNOVATION, left)
    state.firms["weight"][:3] = weights
    state.policy["research_share"], state.policy["research_award"] = share, award
    fund_research(state, 3)
    spent = conserved(state, INNOVATION)
    assert spent == pytest.approx(min(share * left, award * sum(weights)), abs=1e-9)
    assert (state.firms["research_left"][:3] <= award).all()


def test_a_first_set_by_hand() -> None:
    """Sales of 1,200 a year: 3% of a tenth of them is a premium of 3.6, which the insurer gets.

    The maker wins a tenth more customers, half of them from outside.
    """
    state = leading(INNOVATION, 20.0)
    state.policy["insurance_share"] = 0.5
    state.sectors["equipment"], state.firms["fresh"][0] = True, True
    insure_first_sets(state)
    assert list(state.firms["customers"][:3]) == pytest.approx([0.11, 0.1, 0.1])
    assert conserved(state, INNOVATION) == pytest.approx(3.6) == state.province["trade"][0]
    assert list(state.firms["cash"][:3]) == pytest.approx([0.0] * 3)
    assert state.sectors["customers_won"][0] == pytest.approx(0.005)
    new = leading(INNOVATION, 8.0)
    new.parameters["first_set_kept"] = 0.2  # of ten new customers in a hundred two stay
    new.policy["insurance_share"], new.sectors["equipment"] = 0.5, True
    new.firms["fresh"][0] = True
    insure_first_sets(new)
    assert new.firms["customers"][0] == pytest.approx(0.102)
    poor = leading(INNOVATION, 7.0)  # its half is 3.5
    poor.policy["insurance_share"], poor.sectors["equipment"] = 0.5, True
    poor.firms["fresh"][0] = True
    insure_first_sets(poor)
    assert poor.firms["customers"][0] == 0.1


def buying(
    left: float,
    rate: float,
    cash: float,
    weights: list[float] | None = None,
    anyway: float = 0.0,
) -> State:
    """Three that are behind by 0.1, 0.2 and 0.02, at the year's end."""
    state = leading(OPENING, left)
    state.firms["weight"][:3] = weights or [1.0, 1.0, 1.0]
    state.firms["quality"][:3] = [-0.1, -0.2, -0.02]
    state.firms["cash"][:3] = cash
    state.firms["profit"] = state.firms["revenue"]  # no outlays, so no reserve
    state.parameters["bought_anyway"] = anyway
    buy_technology(state, OPENING, 0.25, rate)
    return state


def test_technology_is_bought_by_hand() -> None:
    """1% of sales is 12, 8 and 4; 40% of it from a year's money of 4: the furthest behind alone.

    It closes half of its gap; the one that is behind by 0.02 does not look abroad.
    """
    state = buying(4.0, 0.4, 10.0)
    assert list(state.firms["quality"][:3]) == pytest.approx([-0.1, -0.1, -0.02])
    assert list(state.firms["cash"][:3]) == pytest.approx([10.0, 10.0 - 4.8, 10.0])
    assert conserved(state, OPENING, 30.0) == pytest.approx(3.2)
    rich = buying(40.0, 0.4, 10.0)
    assert list(rich.firms["quality"][:3]) == pytest.approx([-0.05, -0.1, -0.02])
    anyway = buying(40.0, 0.4, 10.0, anyway=0.4)
    assert list(anyway.firms["quality"][:3]) == pytest.approx([-0.07, -0.14, -0.02])
    assert anyway.accounts["deadweight"][OPENING] == pytest.approx(0.4 * 8.0)
    poor = buying(40.0, 0.4, 4.8)  # all that the second would have to pay
    assert list(poor.firms["quality"][:3]) == pytest.approx([-0.1, -0.2, -0.02])


@given(left=money, rate=st.floats(0.0, 0.9), cash=st.floats(0.0, 20.0), weights=weights)
def test_technology_never_overdraws_a_till_and_nobody_overtakes_what_was_bought(
    left: float, rate: float, cash: float, weights: list[float]
) -> None:
    state = buying(left, rate, cash, weights)
    assert conserved(state, OPENING, cash * sum(weights)) <= left * (1 + 1e-12)
    assert (state.firms["cash"][:3] >= 0.0).all()
    quality = state.firms["quality"][:3]
    assert all(
        before <= now <= 0.0 for before, now in zip((-0.1, -0.2, -0.02), quality, strict=True)
    )


def test_alliances_by_hand() -> None:
    """A member buys for 50 and pays 0.2% of it: 0.1. Of 0.2 two are paid, the member first.

    The luckier of the others joins; next quarter half of the money keeps the member alone.
    """
    state = leading(ALLIANCES, 0.2)
    state.firms["allied"][1] = True
    join_alliances(state, 3)
    tie = [luck(int(state.firms["identity"][i]), 0, Event.TIE) for i in (0, 2)]
    joined = [True, True, False] if tie[0] < tie[1] else [False, True, True]
    assert [bool(x) for x in state.firms["allied"][:3]] == joined
    assert conserved(state, ALLIANCES) == pytest.approx(0.2) == state.province["trade"][0]
    assert list(state.firms["cash"][:3]) == pytest.approx([0.0] * 3)
    state.accounts["left"][ALLIANCES] = 0.1
    join_alliances(state, 3)
    assert state.firms["allied"][:3].sum() == 1
    leave_alliances(state)
    assert not state.firms["allied"][:3].any()


@given(left=st.floats(0.0, 2.0), weights=weights)
def test_who_is_paid_for_is_a_member_and_nobody_else(left: float, weights: list[float]) -> None:
    state = leading(ALLIANCES, left)
    state.firms["weight"][:3] = weights
    state.firms["allied"][0] = True
    join_alliances(state, 3)
    spent = conserved(state, ALLIANCES)
    assert spent <= left * (1 + 1e-12)
    assert state.firms["allied"][0] == (0.1 * weights[0] <= left)  # the member comes first
    members = [i for i in WHO if state.firms["allied"][i]]
    assert spent == pytest.approx(0.1 * sum(weights[i] for i in members))


def test_backbone_interest_by_hand() -> None:
    """Half of 8 takes over the interest of 3 and a part of the other 3, by luck of the year."""
    state = leading(POLICY, 8.0)
    state.policy["backbone_share"] = 0.5
    state.firms["interest"][:3] = [3.0, 0.0, 3.0]
    relieve_backbone(state, 3)
    assert sorted(state.firms["cash"][:3]) == pytest.approx([0.0, 1.0, 3.0])
    assert state.firms["cash"][1] == 0.0
    assert conserved(state, POLICY) == pytest.approx(4.0)
    assert state.accounts["deadweight"][POLICY] == pytest.approx(4.0)


@given(left=money, share=st.floats(0.0, 1.0), interest=st.lists(money, min_size=3, max_size=3),
       weights=weights)  # fmt: skip
def test_nobody_gets_more_than_the_interest_that_is_due(
    left: float, share: float, interest: list[float], weights: list[float]
) -> None:
    state = leading(POLICY, left)
    state.firms["weight"][:3], state.firms["interest"][:3] = weights, interest
    state.policy["backbone_share"] = share
    relieve_backbone(state, 3)
    due = sum(w * x for w, x in zip(weights, interest, strict=True))
    assert conserved(state, POLICY) == pytest.approx(min(share * left, due), abs=1e-9)
    assert (state.firms["cash"][:3] <= state.firms["interest"][:3] * (1 + 1e-12)).all()


@pytest.mark.parametrize("lever", [INNOVATION, ALLIANCES, POLICY])
def test_without_money_or_out_of_force_nothing_happens(lever: int) -> None:
    for on, left in ((True, 0.0), (False, 10.0)):
        state = leading(lever, left)
        state.levers["on"][lever] = on
        state.policy["centres"], state.policy["centre_award"] = 8.0, 0.5
        state.firms["interest"][:3] = 3.0
        state.policy["backbone_share"] = 1.0
        assert not has_money(state, lever)
        support_enterprises(state)
        assert conserved(state, lever) == 0.0
        assert not state.firms["centre"].any()
        assert not state.firms["allied"].any()


def test_the_event_in_its_order() -> None:
    """Technology is bought in the last quarter alone; every lever acts where it has money."""
    for season, quality in ((2, -0.2), (3, -0.1)):
        state = buying(0.0, 0.4, 10.0)
        state.province["season"] = season
        state.policy["licence_share"], state.policy["licence_rate"] = 0.25, 0.4
        for lever in (OPENING, ALLIANCES):
            state.levers["on"][lever], state.levers["budget"][lever] = True, 4.0
            state.accounts["left"][lever] = 4.0
        support_enterprises(state)
        assert state.firms["allied"][:3].all()
        assert state.firms["quality"][1] == pytest.approx(quality)


def test_a_boost_is_as_far_as_grants_reach() -> None:
    state = leading(INNOVATION, 0.0)
    boost_inventions(state)
    assert state.province["invention_boost"][0] == pytest.approx(3.0)
