"""A lever that nobody is eligible for says so, and says which selectors left nobody over."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.province import LeverName
from experiments.options import RunOptions, check
from experiments.run import run_checked
from experiments.run_warnings import unspent
from liaosim import compare
from model.indicators import INDICATOR_INDEX, INDICATORS
from model.initialization.blueprint import blueprint
from model.initialization.initial_state import build
from scenarios.levers.registry import LEVERS
from scenarios.loader import library, parse_text
from scenarios.policy_schedule import prepare

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
    request = check(RunOptions(scale=SCALE, until=until))
    path = np.full((3, 1, len(INDICATORS)), spent)
    return unspent(scenario, prepare(scenario, quarters), path, request)


def test_every_lever_is_tried() -> None:
    assert set(FLAWED) == set(LEVERS) == {name.lower() for name in LeverName.__members__}


@pytest.mark.parametrize("lever", FLAWED)
def test_a_lever_without_anybody_eligible_says_so_in_both_languages(lever: str) -> None:
    (warning,) = said(of(lever, FLAWED[lever]))
    assert f"lever {lever} has a budget, but nobody is eligible" in str(warning.text)
    assert lever in warning.text.message("zh")
    assert "没有适用对象" in warning.text.message("zh")
    for line in FLAWED[lever].splitlines():
        key, _, value = line.partition(" = ")
        if value.startswith("["):
            assert f"{key} = {value[2:-2]}" in str(warning.text)
            assert f"{key} = {value[2:-2]}" in warning.text.message("zh")


@pytest.mark.parametrize("lever", FLAWED)
def test_where_somebody_is_eligible_only_the_money_is_named(lever: str) -> None:
    scenario = of(lever, "")
    if keys := scenario.levers[lever].zero_keys():
        assert not said(scenario)  # as its file says it
        (warning,) = prepare(scenario, QUARTERS).warnings
        assert str(warning).endswith(f"pays for nothing, since 0 or not given: {', '.join(keys)}")
    else:
        (run_warning,) = said(scenario)
        assert str(run_warning.text) == f"lever {lever} has a budget, but nothing of it was spent"


def test_nothing_is_said_of_a_lever_that_spent_or_had_nothing_to_spend() -> None:
    assert not said(of("alliances", FLAWED["alliances"]), spent=70.0)
    assert not said(of("alliances", FLAWED["alliances"], budget=0.0))
    assert not said(of("alliances", FLAWED["alliances"]), quarters=4)  # it begins in 2016


def test_orders_that_find_no_maker_are_named_with_or_without_money() -> None:
    quota = "[levers.capacity_elimination.quota]\ndyeing_printing = 1000"
    for budget in (0.0, 50.0):
        (warning,) = said(of("capacity_elimination", 'cities = ["Chaoyang"]', budget, quota))
        assert "orders closures, but nobody is eligible" in str(warning.text)
        assert "cities = Chaoyang" in str(warning.text)
    everywhere = of("capacity_elimination", "", 0.0, quota)
    assert not said(everywhere)


@pytest.mark.parametrize("lever", LEVERS)
def test_keys_that_pay_are_keys_of_their_lever_and_open_it(lever: str) -> None:
    paying = dict.fromkeys((key for way in LEVERS[lever].ways_to_pay for key in way), 0)
    assert set(paying) <= set(LEVERS[lever].model_fields)
    if not paying:
        return
    numbers = "\n".join(f"{key} = 0" for key in paying if key != "compensation")
    closed = of(lever, numbers).levers[lever]
    assert closed.zero_keys() == tuple(paying)
    for way in LEVERS[lever].ways_to_pay:
        given = {key: {"cement": 50.0} if key == "compensation" else 0.05 for key in way}
        assert not closed.model_copy(update=given).zero_keys()


@pytest.mark.parametrize(
    ("lever", "keys", "named"),
    [
        ("technical_transformation", "grant_rate = 0\nmajor_discount = 0", "grant_rate, major"),
        ("technical_transformation", "grant_cap = 0\nmajor_share = 0", "grant_cap, major_share"),
        ("digitalisation", "rate = 0", "rate_hardware, rate_software, demonstration_share"),
        ("green_manufacturing", "rate = 0\nso2_charge = 500", "retrofit_rate, contract_share"),
        ("central_local", "project_rate = 0", "project_rate"),
        (
            "financing",
            "guarantee_cost = 0.02",
            "guarantee, leasing, bonds, room, equity_share, discount",
        ),
    ],
)
def test_keys_of_which_nothing_can_be_paid_are_named(lever: str, keys: str, named: str) -> None:
    assert not said(of(lever, keys))
    (warning,) = (w for w in prepare(of(lever, keys), QUARTERS).warnings if "its budget" in str(w))
    assert f"since 0 or not given: {named}" in str(warning)
    assert f"因为 {named.replace(', ', '、')}" in warning.message("zh")


def test_orders_without_pay_are_not_said_to_reach_nobody() -> None:
    quota = "[levers.capacity_elimination.quota]\ncement = 4_000_000"
    unpaid = of("capacity_elimination", "monitoring = 0", 50.0, quota)
    assert not said(unpaid)
    (warning,) = prepare(unpaid, QUARTERS).warnings
    assert "0 or not given: compensation, support_per_worker, worker_support" in str(warning)


@pytest.mark.parametrize("keys", ["guarantee = 0.2", "leasing = 0.2", "bonds = 0.2", "room = 0.01"])
def test_whatever_loosens_a_limit_could_have_been_paid_for(keys: str) -> None:
    (warning,) = said(of("financing", keys))
    assert warning.text.message("en") == "lever financing has a budget, but nothing of it was spent"


def spent_part(share: float, others: float = 0.0) -> list[Any]:
    """What is said of a lever that spent this share of its money beside one with more money."""
    alliances = 'name = "x"\n[levers.alliances]\nbudget = 100\n'
    support = f"[levers.policy_support]\nfund = 900000\nbudget = {others}"
    scenario = parse_text(alliances + support)
    path = np.zeros((3, 1, len(INDICATORS)))
    path[:, 0, INDICATOR_INDEX["fiscal_cost_alliances"]] = share * 200.0 / 3.0
    path[:, 0, INDICATOR_INDEX["fiscal_cost_policy_support"]] = others * 2.0 / 3.0
    request = check(RunOptions(scale=SCALE, until="2017Q4"))
    return unspent(scenario, prepare(scenario, QUARTERS), path, request)


def test_a_lever_that_spent_little_says_how_much() -> None:
    (warning,) = spent_part(0.4)
    assert str(warning.text) == (
        "lever alliances spent only 40% of its money (80 of 200 million yuan): to spend more, open "
        "it to more recipients"
    )
    assert "40%" in warning.text.message("zh")
    assert "200 百万元" in warning.text.message("zh")
    assert not spent_part(0.61)
    assert not spent_part(0.4, others=20_000.0)  # what is left is a trifle beside the rest


@pytest.mark.parametrize("scenario", library(), ids=lambda scenario: scenario.name)
def test_little_is_said_of_shipped_scenarios(scenario: Any) -> None:
    found = run_checked(scenario, check(RunOptions(scale=0.05)))
    about = [w for w in found.warnings if "lever " in str(w.text)]
    assert len(about) <= 2, [str(w.text) for w in about]
    for warning in about:
        name = str(warning.text).split()[1].rstrip(":")
        money = prepare(scenario, 44).levers["budget"][:, LeverName[name.upper()]].sum()
        spent = found.mean[11:, 0, INDICATOR_INDEX[f"fiscal_cost_{name}"]].sum()
        assert spent < 0.6 * money


@pytest.mark.parametrize("until", ["2015Q2", "2016Q1", "2016Q2", "2016Q3", "2016Q4"])
def test_a_part_of_a_year_that_is_not_shown_is_not_judged(until: str) -> None:
    found = compare("no_plan", ["plan_2015"], runs=2, scale=0.05, until=until)
    said_of_levers = [str(w.text) for w in found.warnings if "starts after" not in str(w.text)]
    if until == "2015Q2":  # nothing is in force yet
        assert said_of_levers == ["the levers that it pulls changed nothing at all"]
    else:
        assert not [w for w in said_of_levers if "nothing" in w]


def test_quarters_that_are_shown_are_judged() -> None:
    text = 'name = "x"\n[levers.central_local]\nbudget = 100\nproject_rate = 0'
    alone = run_checked(parse_text(text), check(RunOptions(scale=0.05, until="2016Q2")))
    assert [w for w in alone.warnings if "project_rate" in str(w.text)]  # said once, from the file
    assert not [w for w in alone.warnings if "nothing of it" in str(w.text)]


def test_what_shipped_scenarios_pull_has_somebody_to_reach() -> None:
    for scenario in library():
        assert not [str(warned.text) for warned in said(scenario) if "nobody" in str(warned.text)]


@cache
def nobody() -> Any:
    """A scenario of two levers, one of them for nobody."""
    text = 'name = "x"\n[levers.alliances]\nbudget = 40\n' + FLAWED["alliances"]
    return parse_text(text + "\n[levers.quality_brand]\nbudget = 100")


def test_run_and_compare_give_the_warning() -> None:
    request = check(RunOptions(scale=0.05, until="2016Q4"))
    alone = run_checked(nobody(), request)
    paired = compare("no_plan", [nobody()], runs=2, scale=0.05, until="2016Q4")
    for found in (alone, paired):
        (warning,) = [w for w in found.warnings if "nobody is eligible" in str(w.text)]
        assert warning.scenario == "x"
        assert "alliances" in warning.text.message("zh")
    place = INDICATOR_INDEX["fiscal_cost_quality_brand"]
    assert alone.mean[:, 0, place].sum() > 0.0


@pytest.mark.parametrize("lever", ["technical_transformation", "quality_brand", "central_local"])
def test_it_is_true_that_nothing_is_spent(lever: str) -> None:
    """A run with these selectors spends nothing, so the reason given is one."""
    request = check(RunOptions(scale=0.05, until="2017Q4"))
    found = run_checked(of(lever, FLAWED[lever]), request)
    assert found.mean[:, 0, INDICATOR_INDEX[f"fiscal_cost_{lever}"]].sum() == 0.0
    assert len(found.warnings) == 1
    assert "nobody is eligible" in str(found.warnings[0].text)


def test_the_population_is_that_of_the_seed_and_scale_asked_for() -> None:
    state = build(blueprint(1, SCALE))
    assert state.firms["alive"].all()
    assert state.sectors["component"].any()
