"""Money asked for, granted and spent: what the fund cuts, and the key that binds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.record import interpreted
from experiments.comparison import compare_checked
from experiments.options import RunOptions, check
from experiments.spending import Spending, spending
from scenarios.changed_mix import CLOSURES, changed, mix_of
from scenarios.levers.policy_support import FUND_2014
from scenarios.loader import load
from scenarios.scenario import Scenario


def spent_by(scenario: Scenario) -> Spending:
    if interpreted():
        pytest.skip("runs take minutes where the rules are not compiled")
    request = check(RunOptions(2, scale=0.02, until="2020Q4"), least_runs=2)
    return spending(scenario, compare_checked([load("no_plan"), scenario], request))


def test_the_plan_asks_for_its_budgets_and_gets_them_all() -> None:
    plan = load("plan_2015")
    found = spent_by(plan)
    assert found.whole.asked == pytest.approx(5 * mix_of(plan).asked, rel=1e-12)
    assert found.whole.granted == pytest.approx(found.whole.asked, rel=1e-12)
    assert found.fund == pytest.approx(5 * mix_of(plan).fund, rel=1e-12)
    for money in found.levers.values():
        assert 0.0 <= money.spent <= money.granted * (1.0 + 1e-9)


def test_a_fund_that_is_too_small_cuts_all_and_is_named() -> None:
    base = load("plan_2015")
    found = spent_by(changed(base, replace(mix_of(base), fund=FUND_2014)))
    assert found.whole.granted == pytest.approx(5 * FUND_2014, rel=1e-9)
    assert found.whole.asked > found.whole.granted
    assert "`policy_support.fund`" in found.binding[0].message("en")


def test_money_for_closures_without_tonnes_names_the_quota() -> None:
    base = load("plan_2015")
    mix = mix_of(base)
    budgets = {**mix.budgets, CLOSURES: 1200.0}
    found = spent_by(changed(base, replace(mix, budgets=budgets, tonnes=1000.0, fund=4000.0)))
    said = " ".join(each.message("en") for each in found.binding)
    assert found.levers[CLOSURES].spent < 0.9 * found.levers[CLOSURES].granted
    assert "Raise the tonnes (`quota`)" in said or "Raise the standard (`standard`)" in said
