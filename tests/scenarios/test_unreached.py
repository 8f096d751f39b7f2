"""A lever that nobody is eligible for says so, and says which selectors left nobody over."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.province import LeverName
from model.blueprint import blueprint
from model.indicators import INDICATOR_INDEX, INDICATORS
from model.start import build
from scenarios import compare
from scenarios.ensemble import prepare
from scenarios.load import library, parse_text
from scenarios.mix import LEVERS
from scenarios.request import Asked, check
from scenarios.single import run_checked
from scenarios.unreached import unspent

SCALE = 0.1
QUARTERS = 12
EMPTY = 'cities = ["Chaoyang"]\nsectors = ["oil_refining"]'  # a cell without any refinery
FLAWED = {  # selectors that leave nobody over, some of each kind
    "technical_transformation": 'sizes = ["large"]\nowners = ["foreign"]\nsectors = ["aviation"]',
    "capacity_elimination": 'cities = ["Panjin"]\nsectors = ["robots"]',
    "digitalisation": EMPTY,
    "innovation": EMPTY,
    "spatial_layout": 'cities = ["Shenyang"]\npark_share = 0.0\ncluster_share = 0.0',
    "green_manufacturing": 'regions = ["northwest"]\nsectors = ["oil_refining"]',
    "industrial_base": 'groups = ["consumer"]',
    "quality_brand": EMPTY,
    "alliances": 'sizes = ["micro"]\nsectors = ["aviation"]\ncities = ["Dandong"]',
    "central_local": 'sectors = ["furniture"]',
    "opening_up": EMPTY,
    "policy_support": EMPTY,
    "financing": 'sizes = ["large"]\nowners = ["foreign"]\nsectors = ["communications"]',
}


def of(lever: str, selectors: str, budget: float = 100.0, more: str = "") -> Any:
    """A scenario with one lever."""
    return parse_text(f'name = "x"\n[levers.{lever}]\nbudget = {budget}\n{selectors}\n{more}')


def said(scenario: Any, spent: float = 0.0, quarters: int = QUARTERS) -> list[Any]:
    """What is said of a scenario all of whose levers spent so much."""
    until = f"{2014 + quarters // 4}Q4"
    request = check(Asked(scale=SCALE, until=until))
    path = np.full((3, 1, len(INDICATORS)), spent)
    return unspent(scenario, prepare(scenario, quarters), path, request)


def test_every_lever_is_tried() -> None:
    assert set(FLAWED) == set(LEVERS) == {name.lower() for name in LeverName.__members__}


@pytest.mark.parametrize("lever", FLAWED)
def test_a_lever_without_anybody_eligible_says_so_in_both_languages(lever: str) -> None:
    (warning,) = said(of(lever, FLAWED[lever]))
    assert f"lever {lever} has a budget, but nobody is eligible" in warning.en
    assert lever in warning.zh
    assert "没有适用对象" in warning.zh
    for line in FLAWED[lever].splitlines():
        key, _, value = line.partition(" = ")
        if value.startswith("["):
            assert f"{key} = {value[2:-2]}" in warning.en
            assert f"{key} = {value[2:-2]}" in warning.zh


@pytest.mark.parametrize("lever", FLAWED)
def test_where_somebody_is_eligible_only_the_money_is_named(lever: str) -> None:
    (warning,) = said(of(lever, ""))
    assert warning.en == f"lever {lever} has a budget, but nothing of it was spent"


def test_nothing_is_said_of_a_lever_that_spent_or_had_nothing_to_spend() -> None:
    assert not said(of("alliances", FLAWED["alliances"]), spent=1.0)
    assert not said(of("alliances", FLAWED["alliances"], budget=0.0))
    assert not said(of("alliances", FLAWED["alliances"]), quarters=4)  # it begins in 2016


def test_orders_that_find_no_maker_are_named_with_or_without_money() -> None:
    quota = "[levers.capacity_elimination.quota]\ndyeing_printing = 1000"
    for budget in (0.0, 50.0):
        (warning,) = said(of("capacity_elimination", 'cities = ["Chaoyang"]', budget, quota))
        assert "orders closures, but nobody is eligible" in warning.en
        assert "cities = Chaoyang" in warning.en
    everywhere = of("capacity_elimination", "", 0.0, quota)
    assert not said(everywhere)


def test_what_shipped_scenarios_pull_has_somebody_to_reach() -> None:
    for scenario in library():
        assert not [warned.en for warned in said(scenario) if "nobody" in warned.en]


@cache
def nobody() -> Any:
    """A scenario of two levers, one of them for nobody."""
    text = 'name = "x"\n[levers.alliances]\nbudget = 40\n' + FLAWED["alliances"]
    return parse_text(text + "\n[levers.quality_brand]\nbudget = 100")


def test_run_and_compare_give_the_warning() -> None:
    request = check(Asked(scale=0.05, until="2016Q4"))
    alone = run_checked(nobody(), request)
    paired = compare("no_plan", [nobody()], runs=2, scale=0.05, until="2016Q4")
    for found in (alone, paired):
        (warning,) = [w for w in found.warnings if "nobody is eligible" in w.en]
        assert warning.scenario == "x"
        assert "alliances" in warning.zh
    place = INDICATOR_INDEX["fiscal_cost_quality_brand"]
    assert alone.mean[:, 0, place].sum() > 0.0


@pytest.mark.parametrize("lever", ["technical_transformation", "quality_brand", "central_local"])
def test_it_is_true_that_nothing_is_spent(lever: str) -> None:
    """A run with these selectors spends nothing, so the reason given is one."""
    request = check(Asked(scale=0.05, until="2017Q4"))
    found = run_checked(of(lever, FLAWED[lever]), request)
    assert found.mean[:, 0, INDICATOR_INDEX[f"fiscal_cost_{lever}"]].sum() == 0.0
    assert len(found.warnings) == 1
    assert "nobody is eligible" in found.warnings[0].en


def test_the_population_is_that_of_the_seed_and_scale_asked_for() -> None:
    state = build(blueprint(1, SCALE))
    assert state.firms["alive"].all()
    assert state.sectors["component"].any()
