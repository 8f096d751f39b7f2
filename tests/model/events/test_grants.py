"""Event 9: rankings are served in order until the money ends; platforms, demonstrations, abroad."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.parameters import defaults
from agents.province import LeverName
from model.events.grants import (
    award_grants,
    award_retrofits,
    award_subsidies,
    build_abroad,
    build_platforms,
    give_grant,
    keep_platforms,
    may_demonstrate,
    name_demonstrations,
    pay_support,
    rank_grants,
    serve_grants,
)
from model.indicators import Quantity
from model.state import State, copy_state
from model.toy import toy_start
from tests.provinces import empty_province

P: Any = defaults()[0]
TRANSFORMATION = int(LeverName.TECHNICAL_TRANSFORMATION)
DIGITAL = int(LeverName.DIGITALISATION)
GREEN = int(LeverName.GREEN_MANUFACTURING)
OPENING = int(LeverName.OPENING_UP)


@cache
def toy() -> State:
    """A toy province whose records applicants are taken from."""
    return toy_start(1).state


# score and luck of few values, so that ties are common; and what is asked
applicants = st.lists(
    st.tuples(st.sampled_from([0.0, 0.5, 1.5]), st.sampled_from([0.2, 0.7]), st.floats(0.1, 20.0)),
    min_size=1,
    max_size=12,
)


def queue(asked: list[tuple[float, float, float]], field: str, money: float, lever: int) -> State:
    """A state in which enterprises have applied for the money of a lever."""
    state = copy_state(toy(), 0)
    state.accounts["left"] = 0.0
    state.accounts["left"][lever] = money
    state.table[:] = 0.0
    for j, (score, luck, amount) in enumerate(asked):
        plan: Any = state.plans[j]
        firm: Any = state.firms[j]
        plan.row, plan.key, plan.city = j, firm.key, firm.city
        plan.luck, plan.score = luck, score
        plan.upgrade_cost_supported = plan.systems_cost_supported = 5.0 * amount
        plan.upgrade_cost = plan.systems_cost = 2.5 * amount
        plan.retrofit_cost_supported, plan.retrofit_cost = 5.0 * amount, 2.5 * amount
        plan.retrofit_supported = score * amount  # saving per yuan asked is the score
        setattr(plan, field, amount)
    return state


def served(state: State, asked: list[tuple[float, float, float]], money: float) -> list[float]:
    """What each applicant gets by the plain reading of the rule, in exact order."""
    order = sorted(
        range(len(asked)),
        key=lambda j: (-asked[j][0], asked[j][1], int(state.plans["key"][j])),
    )
    given_to = [0.0] * len(asked)
    for j in order:
        weight = float(state.firms["weight"][j])
        given_to[j] = min(asked[j][2], money / weight)
        if given_to[j] < P.served_part * asked[j][2]:
            given_to[j] = 0.0
        money = max(0.0, money - given_to[j] * weight)
    return given_to


def check(state: State, asked: list[tuple[float, float, float]], field: str, lever: int,
          money: float, cash: Any) -> None:  # fmt: skip
    """Everybody is promised what the ranking gives and paid it once; the ledger says the same."""
    n = len(asked)
    assert not state.table.any()
    assert state.firms["cash"].tobytes() == cash.tobytes()
    for j in range(n):
        pay_support(state, state.plans[j])
    found = state.plans[field][:n]
    assert found == pytest.approx(served(state, asked, money), rel=1e-12, abs=1e-12)
    paid = float((found * state.firms["weight"][:n]).sum())
    assert paid <= money * (1.0 + 1e-12)
    assert state.accounts["spent"][lever] == pytest.approx(paid, rel=1e-12, abs=1e-12)
    assert state.accounts["left"][lever] == pytest.approx(money - paid, rel=1e-9, abs=1e-9)
    booked = state.table[..., Quantity.FISCAL_0 + lever].sum()
    assert booked == pytest.approx(paid, rel=1e-12, abs=1e-12)
    assert (state.firms["cash"][:n] - cash[:n]) == pytest.approx(found, abs=1e-9)


@given(asked=applicants, money=st.floats(0.01, 150.0))
def test_grants_are_served_in_order_until_the_money_ends(
    asked: list[tuple[float, float, float]], money: float
) -> None:
    state = queue(asked, "grant_asked", money, TRANSFORMATION)
    cash = state.firms["cash"].copy()
    rank_grants(state, len(asked), False, money)
    check(state, asked, "grant", TRANSFORMATION, money, cash)


@given(asked=applicants, money=st.floats(0.01, 150.0))
def test_retrofits_are_served_in_order_until_the_money_ends(
    asked: list[tuple[float, float, float]], money: float
) -> None:
    state = queue(asked, "retrofit_asked", money, GREEN)
    cash = state.firms["cash"].copy()
    award_retrofits(state, len(asked))
    found = state.plans["retrofit_support"][: len(asked)]
    ratio = state.plans["retrofit_supported"] / np.maximum(state.plans["retrofit_asked"], 1e-300)
    exact = [(float(ratio[j]), luck, amount) for j, (_, luck, amount) in enumerate(asked)]
    check(state, exact, "retrofit_support", GREEN, money, cash)
    assert (found <= state.plans["retrofit_asked"][: len(asked)] * (1.0 + 1e-12)).all()


@given(asked=applicants, money=st.floats(0.01, 150.0), seed=st.integers(0, 100))
def test_key_enterprises_go_first_with_subsidies(
    asked: list[tuple[float, float, float]], money: float, seed: int
) -> None:
    state = queue(asked, "subsidy_asked", money, DIGITAL)
    keys = np.random.default_rng(seed).uniform(size=len(state.firms)) < 0.5
    state.firms["is_key"] = keys
    cash = state.firms["cash"].copy()
    award_subsidies(state, len(asked))
    exact = [(0.5 * float(keys[j]), luck, amount) for j, (_, luck, amount) in enumerate(asked)]
    check(state, exact, "subsidy", DIGITAL, money, cash)


@given(asked=applicants, money=st.floats(0.01, 50.0), order=st.randoms())
def test_a_ranking_does_not_hang_on_who_applied_first(
    asked: list[tuple[float, float, float]], money: float, order: Any
) -> None:
    state = queue(asked, "grant_asked", money, TRANSFORMATION)
    places = list(range(len(asked)))
    order.shuffle(places)
    other = copy_state(state, 0)
    plans: Any = state.plans
    other.plans[: len(asked)] = plans[: len(asked)][places]
    for each in (state, other):
        rank_grants(each, len(asked), False, money)
    assert state.plans["grant"][: len(asked)][places].tobytes() == (
        other.plans["grant"][: len(asked)].tobytes()
    )


@given(asked=applicants, money=st.floats(1.0, 150.0), kept=st.floats(0.05, 0.5))
def test_the_reserve_of_a_city_is_served_first_and_the_rest_is_for_all(
    asked: list[tuple[float, float, float]], money: float, kept: float
) -> None:
    state = queue(asked, "grant_asked", money, TRANSFORMATION)
    city = int(state.plans["city"][0])
    state.policy["reserve"][0, city] = kept
    rank_grants(state, len(asked), False, money)
    weight = state.firms["weight"][: len(asked)]
    grants = state.plans["grant"][: len(asked)] * weight
    wanted = np.array([a for *_, a in asked]) * weight
    here = state.plans["city"][: len(asked)] == city
    assert grants.sum() <= money * (1.0 + 1e-9)
    # who asks for more than the reserve has may be served in part, or not at all
    served_here = min(kept * money, wanted[here].sum())
    assert grants[here].sum() >= min(served_here - wanted[here].max(), served_here) * (1.0 - 1e-9)


def test_four_applicants_by_hand() -> None:
    """Ten million: the best gets its 6, of two equals the luckier 3.

    The million left is less than half of what the other asks, so it goes to the last.
    """
    asked = [(0.5, 0.7, 3.0), (1.5, 0.7, 6.0), (0.5, 0.2, 3.0), (0.0, 0.2, 1.0)]
    state = queue(asked, "grant_asked", 10.0, TRANSFORMATION)
    state.firms["weight"] = 1.0
    rank_grants(state, 4, False, 10.0)
    assert list(state.plans["grant"][:4]) == pytest.approx([0.0, 6.0, 3.0, 1.0])
    # half of each project would have gone on anyway
    assert list(state.plans["grant_anyway"][:4]) == pytest.approx([0.0, 3.0, 1.5, 0.5])


def test_equal_luck_goes_by_key() -> None:
    asked = [(0.5, 0.2, 3.0), (0.5, 0.2, 3.0)]
    state = queue(asked, "grant_asked", 3.0, TRANSFORMATION)
    state.firms["weight"] = 1.0
    state.plans["key"][:2] = [9, 4]
    rank_grants(state, 2, False, 3.0)
    assert list(state.plans["grant"][:2]) == [0.0, 3.0]


def test_a_grant_by_hand() -> None:
    """6 for each of two enterprises out of 20, 10 of which they would have spent on it anyway.

    The project of 30 with support would be one of 25 without it: 5/6 of 12 is deadweight.
    """
    state = empty_province(1)
    plan: Any = state.plans[0]
    state.firms["weight"][0] = 2.0
    state.accounts["left"][TRANSFORMATION] = 20.0
    plan.row, plan.grant_asked, plan.grant = 0, 6.0, 0.0
    plan.upgrade_cost, plan.upgrade_cost_supported = 25.0, 30.0
    assert give_grant(state, plan, 20.0) == pytest.approx(8.0)
    assert (plan.grant, state.firms["cash"][0]) == (6.0, 0.0)  # promised, and not paid yet
    assert give_grant(state, plan, 0.0) == 0.0  # nobody is given nothing
    row = state.table[0, 0]
    assert row[Quantity.GRANTED] == 0.0
    plan.upgrade_cost = 30.0  # the version with support is built; what was promised is booked
    pay_support(state, plan)
    assert state.firms["cash"][0] == 6.0
    assert row[Quantity.GRANTED] == pytest.approx(12.0)
    assert row[Quantity.DEADWEIGHT] == pytest.approx(10.0)


@given(asked=applicants, money=st.floats(0.01, 150.0), share=st.floats(0.0, 1.0))
def test_major_projects_are_paid_out_of_their_share_alone(
    asked: list[tuple[float, float, float]], money: float, share: float
) -> None:
    state = queue(asked, "grant_asked", money, TRANSFORMATION)
    major = np.arange(len(asked)) % 2 == 0
    state.plans["major"][: len(asked)] = major
    state.policy["major_share"] = share
    award_grants(state, len(asked))
    weight = state.firms["weight"][: len(asked)]
    grants = state.plans["grant"][: len(asked)] * weight
    wanted = np.array([a for *_, a in asked]) * weight
    assert grants[major].sum() <= share * money * (1.0 + 1e-9)
    assert grants.sum() <= money * (1.0 + 1e-9)  # what major projects leave is for the others
    if wanted.sum() <= min(share, 1.0 - share) * money:  # there is enough for all
        assert grants == pytest.approx(wanted)
    assert state.accounts["applied"][TRANSFORMATION] == pytest.approx(wanted.sum())


def test_a_reserve_is_for_its_cities_by_hand() -> None:
    """Reserved money passes by the best, who stands elsewhere, and the rest of it comes back."""
    asked = [(1.5, 0.2, 6.0), (0.5, 0.2, 3.0)]
    state = queue(asked, "grant_asked", 10.0, TRANSFORMATION)
    state.firms["weight"] = 1.0
    state.plans["city"][:2] = [1, 2]
    state.policy["reserve"][0, 2] = 0.5
    state.order[:2] = [0, 1]
    assert serve_grants(state, 2, 5.0, True) == pytest.approx(2.0)
    assert list(state.plans["grant"][:2]) == [0.0, 3.0]
    assert serve_grants(state, 2, 7.0, False) == pytest.approx(1.0)
    assert list(state.plans["grant"][:2]) == [6.0, 3.0]


def abroad(cash: float = 100.0, weight: float = 1.0) -> tuple[State, Any, Any]:
    """A leading enterprise that renews for 40, half of it abroad with a support of 30%."""
    state = empty_province(1, parameters={"abroad_share": 0.5, "cash_reserve": 0.3})
    firm: Any = state.firms[0]
    plan: Any = state.plans[0]
    firm.is_key, firm.cash, firm.weight = True, cash, weight
    plan.row, plan.renewal_cost, plan.luck = 0, 40.0, 0.5
    plan.ordered[:] = [0.0, 20.0, 10.0, 0.0]
    state.policy["abroad_rate"], state.policy["abroad_share"] = 0.3, 0.8
    state.levers["on"][OPENING], state.levers["budget"][OPENING] = True, 100.0
    state.accounts["left"][OPENING] = 100.0
    return state, firm, plan


def test_capacity_abroad_by_hand() -> None:
    """20 of 40 are built abroad at once: 6 from the lever, 14 out of the till."""
    state, firm, plan = abroad(weight=2.0)
    build_abroad(state, 1)
    assert (firm.cash, firm.abroad) == (pytest.approx(86.0), pytest.approx(15.0))
    assert plan.renewal_cost == pytest.approx(20.0)
    assert list(plan.ordered) == pytest.approx([0.0, 10.0, 5.0, 0.0])
    assert state.accounts["spent"][OPENING] == pytest.approx(12.0)
    province: Any = state.province[0]
    assert (province.trade, province.treasury) == (pytest.approx(40.0), pytest.approx(-12.0))


@pytest.mark.parametrize(
    ("change", "value"), [("cash", 14.0), ("is_key", False), ("weight", 20.0), ("staff", 2e9)]
)
def test_who_does_not_build_abroad(change: str, value: float) -> None:
    """Without its 14 in cash, no leader, dearer than the 80 of the lever, outside of its sizes."""
    state, firm, _ = abroad()
    setattr(firm, change, value)
    build_abroad(state, 1)
    assert firm.abroad == 0.0
    assert state.accounts["spent"][OPENING] == 0.0


@given(cash=st.floats(0.0, 200.0), weight=st.floats(0.25, 4.0), rate=st.floats(0.0, 0.9))
def test_capital_ordered_is_at_home_or_abroad_and_every_yuan_is_paid(
    cash: float, weight: float, rate: float
) -> None:
    state, firm, plan = abroad(cash, weight)
    state.policy["abroad_rate"] = rate
    build_abroad(state, 1)
    assert sum(plan.ordered) + firm.abroad == pytest.approx(30.0)
    province: Any = state.province[0]
    moved = weight * (firm.cash - cash) + province.trade + province.treasury
    assert moved == pytest.approx(0.0, abs=1e-9)
    assert firm.cash >= 0.0


def digital(money: float) -> State:
    """Three enterprises of two clusters, and money of a year for the digitalisation lever."""
    state = empty_province(3, parameters={"platform_price": 6.0, "selection_cost": 0.1})
    state.levers["on"][DIGITAL], state.levers["budget"][DIGITAL] = True, money / 4.0
    state.accounts["left"][DIGITAL] = money
    state.firms["city"][:3] = [0, 0, 1]
    state.clusters["small"][0, 0], state.clusters["small"][1, 0] = 5.0, 9.0
    return state


def test_platforms_go_to_the_clusters_with_most_small_enterprises_by_hand() -> None:
    """Half of 20 pays one platform of 6 and leaves 4; the next year's half pays the other."""
    state = digital(20.0)
    state.policy["platform_share"] = 0.5
    build_platforms(state)
    assert [bool(x) for x in state.clusters["platform"][:2, 0]] == [False, True]
    assert state.table[1, 0, Quantity.FISCAL_0 + DIGITAL] == 6.0 == state.province["trade"][0]
    build_platforms(state)
    assert [bool(x) for x in state.clusters["platform"][:2, 0]] == [True, True]
    state.accounts["left"][DIGITAL] = 20.0
    build_platforms(state)  # no other cluster has a small enterprise
    assert state.accounts["spent"][DIGITAL] == 12.0


def test_a_platform_lasts_as_long_as_its_lever() -> None:
    state = digital(20.0)
    state.clusters["platform"][1, 0] = True
    keep_platforms(state)
    assert state.clusters["platform"].sum() == 1
    state.levers["on"][DIGITAL] = False
    keep_platforms(state)
    assert not state.clusters["platform"].any()


def ready(state: State) -> None:
    """All three are key enterprises with a mature ERP and an MES."""
    state.firms["is_key"] = True
    state.firms["maturity"][:, 0], state.firms["ceiling"][:, 1] = 0.5, 1.0


def test_one_demonstration_a_cluster_by_hand() -> None:
    """Of three that are ready two share a cluster; 2 and 0.1 to select each, of a quarter of 20."""
    state = digital(20.0)
    ready(state)
    state.policy["demonstration_award"], state.policy["demonstration_share"] = 2.0, 0.25
    name_demonstrations(state)
    assert [bool(x) for x in state.firms["demonstrates"][:3]] == [True, False, True]
    assert list(state.firms["cash"][:3]) == [2.0, 0.0, 2.0]
    assert list(state.clusters["demonstrations"][:2, 0]) == [1.0, 1.0]
    assert state.accounts["spent"][DIGITAL] == pytest.approx(4.2)
    assert state.province["treasury"][0] == pytest.approx(-4.2)
    assert state.province["trade"][0] == pytest.approx(0.2)
    again = digital(20.0)
    ready(again)
    again.policy["demonstration_award"], again.policy["demonstration_share"] = 3.0, 0.25
    name_demonstrations(again)  # 5 pay one award of 3
    assert [bool(x) for x in again.firms["demonstrates"][:3]] == [True, False, False]


def test_who_may_demonstrate() -> None:
    state = digital(20.0)
    ready(state)
    firm: Any = state.firms[0]
    assert may_demonstrate(state, firm)
    for name, value in (("alive", False), ("is_key", False), ("demonstrates", True)):
        before = getattr(firm, name)
        setattr(firm, name, value)
        assert not may_demonstrate(state, firm)
        setattr(firm, name, before)
    firm.maturity[0] = 0.49
    assert not may_demonstrate(state, firm)
    firm.maturity[0], firm.ceiling[1] = 0.5, 0.0
    assert not may_demonstrate(state, firm)
    firm.ceiling[1], state.levers["smallest"][DIGITAL] = 1.0, 1.0
    assert not may_demonstrate(state, firm)
