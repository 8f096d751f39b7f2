"""Mixes made from others: money is conserved, files read back, dates keep what is by year."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.changed_mix import CLOSURES, NAME, changed, mix_of, ordered
from scenarios.levers.capacity_elimination import CapacityElimination
from scenarios.levers.policy_support import PolicySupport
from scenarios.levers.registry import LEVERS
from scenarios.loader import library_names, load, parse_text
from scenarios.policy_schedule import prepare


def test_an_unchanged_mix_is_the_scenario_itself() -> None:
    for name in library_names():
        base = load(name)
        assert changed(base, mix_of(base)) is base


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(LEVERS)), st.sampled_from(sorted(LEVERS)), st.floats(0.0, 3000.0))
def test_a_move_keeps_the_sum_and_no_budget_falls_below_zero(
    giver: str, taker: str, amount: float
) -> None:
    before = mix_of(load("plan_2015"))
    after = before.moved(amount, giver, taker)
    assert after.asked == pytest.approx(before.asked, rel=1e-12)
    assert min(after.budgets.values()) >= 0.0
    if giver != taker:
        given_ = before.budgets[giver] - after.budgets[giver]
        assert given_ == pytest.approx(min(amount, before.budgets[giver]), abs=1e-9)


def test_tonnes_follow_the_money_that_moves_to_closures() -> None:
    before = mix_of(load("plan_2015"))
    after = before.moved(270.0, "technical_transformation", CLOSURES)
    assert after.budgets[CLOSURES] == 540.0
    assert after.tonnes == pytest.approx(2.0 * before.tonnes, rel=1e-12)
    table = changed(load("plan_2015"), after).levers[CLOSURES]
    assert isinstance(table, CapacityElimination)
    assert table.quota["cement"] == pytest.approx(8_000_000)
    assert ordered(table) == pytest.approx(after.tonnes, rel=1e-12)
    other = before.moved(100.0, "digitalisation", "innovation")
    assert other.tonnes == before.tonnes


def test_a_made_mix_reads_back_as_it_was_and_runs_by_itself() -> None:
    base = load("plan_2015")
    mix = replace(mix_of(base).moved(1000.0, "digitalisation", CLOSURES), end="2023Q4", fund=2500.0)
    made = changed(base, mix)
    again = parse_text(made.to_toml())
    assert again.name == NAME
    assert again.content_hash == made.content_hash
    assert mix_of(again).budgets == pytest.approx(dict(mix.budgets))
    assert "digitalisation" not in again.levers  # it had 300, all of it moved
    assert len(prepare(again, 44).policy) == 44
    support = again.levers["policy_support"]
    assert isinstance(support, PolicySupport)
    assert support.fund == 2500.0


def test_numbers_by_year_go_on_with_the_nearest_year() -> None:
    base = load("plan_2015")
    table = base.levers[CLOSURES]
    assert isinstance(table, CapacityElimination)
    assert table.standard == [0.3, 0.4, 0.5, 0.5, 0.5]
    made = changed(base, replace(mix_of(base), start="2015Q3", end="2018Q2")).levers[CLOSURES]
    assert isinstance(made, CapacityElimination)
    assert made.standard == [0.3, 0.3, 0.4, 0.5]
    assert (made.start, made.end) == ("2015Q3", "2018Q2")


def test_levers_can_be_pulled_from_nothing() -> None:
    base = load("no_plan")
    mix = mix_of(base)
    assert mix.asked == 0.0
    made = changed(base, replace(mix, budgets={**mix.budgets, "innovation": 300.0}))
    assert list(made.levers) == ["innovation"]
    assert made.levers["innovation"].budget == 300.0
    assert made.levers["innovation"].start == mix.start
