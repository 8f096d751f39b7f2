"""Law and orders: what a number means, what its absence means, how long it holds, what is free."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.investment import room_to_expand
from agents.enterprise.record import Enterprise, Product
from agents.province import Policy, Province, given_up_for_new
from agents.sector import Sector
from model.input_data.external_world import label, parse_quarter
from scenarios.errors import ScenarioError
from scenarios.levers.capacity_elimination import given_up
from scenarios.levers.policy_support import FUND_2014
from scenarios.levers.registry import LEVERS
from scenarios.loader import load, parse_text
from scenarios.policy_schedule import fund_cut, instruments, prepare

ELIMINATION = 'name = "x"\n[levers.capacity_elimination]\n'


def asked_of(keys: str, quarter: str = "2018Q1") -> float:
    """Tonnes to be given up for a new one in Shenyang."""
    _, policy, _ = instruments(parse_text(ELIMINATION + keys), 64)
    return float(given_up_for_new(policy[parse_quarter(quarter)], 0))


def test_a_ratio_means_itself_and_its_absence_leaves_the_nations() -> None:
    assert asked_of("budget = 100") == 1.0
    assert asked_of("replacement_ratio = 0.8") == 1.25
    assert asked_of("replacement_ratio = 0.001") == 1000.0
    assert asked_of("replacement_ratio = 0") == math.inf
    assert asked_of("replacement_ratio = 0.8", "2015Q1") == 1.0  # before the lever starts


@given(ratio=st.floats(0.0, 1.0), nation=st.floats(0.0, 1.0))
def test_the_stricter_of_two_ratios_holds(ratio: float, nation: float) -> None:
    policy: Any = Policy.zeros(1)[0]
    assert given_up_for_new(policy, 3) == 0.0
    policy.replacement, policy.national_replacement = given_up(ratio), given_up(nation)
    assert given_up_for_new(policy, 3) == given_up(nation)  # where the province gives no orders
    policy.watched[3] = 1.0
    assert given_up_for_new(policy, 3) == max(given_up(ratio), given_up(nation))


@given(ratio=st.floats(0.0, 1.0), pool=st.floats(0.0, 1e6), less=st.floats(0.0, 1.0))
def test_a_stricter_ratio_never_leaves_more_room(ratio: float, pool: float, less: float) -> None:
    firm: Any = Enterprise.zeros(1)[0]
    sector: Any = Sector.zeros(1)[0]
    province: Any = Province.zeros(1)[0]
    firm.product, firm.nameplate, firm.capital[1] = Product.CRUDE_STEEL, 100.0, 90.0
    firm.weight = 4.0
    sector.capacity_per_capital = 0.3
    province.tonnes_per_output[:], province.licence_pool[:] = 400.0, pool
    rooms = []
    for each in (ratio, less * ratio, 0.0):
        policy: Any = Policy.zeros(1)[0]
        policy.watched[:], policy.replacement = 1.0, given_up(each)
        rooms.append(float(room_to_expand(firm, sector, province, policy)))
    assert rooms[0] >= rooms[1] >= rooms[2] == pytest.approx(10.0)  # the licence it has
    assert rooms[0] == pytest.approx(10.0 + ratio * pool / (400.0 * 4.0 * 0.3) / 4.0)


def test_a_ratio_above_one_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"replacement_ratio: 1\.5 is out of range"):
        parse_text(ELIMINATION + "replacement_ratio = 1.5")


def test_the_nations_law_goes_on_when_nobody_ends_it() -> None:
    _, policy, _ = instruments(load("no_plan"), 64)
    assert (policy["national_replacement"] == 1.0).all()
    assert policy["national_quota"][parse_quarter("2016Q1")].any()
    assert not policy["national_quota"][parse_quarter("2026Q1") :].any()  # campaigns of a year


def test_a_scenario_may_act_after_2025() -> None:
    text = (
        'name = "late"\n[levers.alliances]\nstart = "2026Q1"\nend = "2030Q4"\nbudget = 40\n'
        '[[world.changes]]\npath = "demand"\nstart = "2027Q1"\nend = "2030Q4"\nfactor = 0.9\n'
    )
    prepared = prepare(parse_text(text), 64)
    in_force = [label(int(q)) for q in np.flatnonzero(prepared.levers["on"].any(axis=1))]
    assert (in_force[0], in_force[-1]) == ("2026Q1", "2030Q4")
    bare = prepare(load("no_plan"), 64)
    moved = (prepared.world.demand != bare.world.demand).any(axis=1)
    assert next(label(int(q)) for q in np.flatnonzero(moved)) == "2027Q1"


@pytest.mark.parametrize("paths", ["observed", "trend"])
def test_a_run_past_the_data_says_where_they_end(paths: Any) -> None:
    scenario = load("no_plan").with_world(paths)
    assert not prepare(scenario, 44).warnings
    (warning,) = prepare(scenario, 45).warnings
    assert "the nation's data end in 2024: after 2025Q4" in warning.message("en")
    assert "2024" in warning.message("zh")


# --- what is free and what is not ------------------------------------------------------------


@pytest.mark.parametrize(
    ("lever", "key"),
    [
        ("capacity_elimination", "quota = { cement = 1000 }"),
        ("capacity_elimination", "replacement_ratio = 0"),
        ("green_manufacturing", "so2_charge = 100"),
        ("green_manufacturing", "co2_charge = [0, 0, 5, 5, 5]"),
    ],
)
def test_law_and_orders_need_no_money(lever: str, key: str) -> None:
    assert key.split(" = ")[0] in LEVERS[lever].orders
    levers, _, warnings = instruments(parse_text(f'name = "x"\n[levers.{lever}]\n{key}'), 24)
    assert levers["on"].any()
    assert not levers["budget"].any()
    said = {warning.key for warning in warnings}
    assert not said & {"problem.idle", "problem.never", "problem.no_effect"}


@pytest.mark.parametrize("lever", LEVERS)
def test_nothing_else_is_in_force_without_money(lever: str) -> None:
    table = LEVERS[lever]
    keys = {key: value for key, value in table.trial.items() if key not in table.orders}
    made = table.model_validate({**keys, "budget": 0})
    assert not made.orders_in(2015)
    assert set(table.orders) <= set(table.model_fields)


@given(budget=st.floats(1e-12, 1000.0), fund=st.floats(0.0, 1e6))
def test_the_fund_is_raised_as_far_as_its_administration_is_paid(
    budget: float, fund: float
) -> None:
    text = (
        'name = "x"\n[levers.technical_transformation]\nbudget = 900000\n'
        f"[levers.policy_support]\nbudget = {budget!r}\nfund = {fund!r}\n"
    )
    scenario = parse_text(text)
    shares, _ = fund_cut(scenario, 24)
    granted = shares[-1] * (900_000.0 + budget)
    assert granted == pytest.approx(min(fund, FUND_2014 + 100.0 * budget, 900_000.0 + budget))
    _, policy, _ = instruments(scenario, 24)
    raised = max(0.0, min(fund - FUND_2014, 100.0 * budget))
    assert policy["fund_raised"][-1] == pytest.approx(raised, rel=1e-9, abs=1e-9)


def test_the_fund_of_a_cent_stays_that_of_2014() -> None:
    text = (
        'name = "tt"\nextends = "no_plan"\n[levers.technical_transformation]\nbudget = 20000\n'
        "[levers.policy_support]\nbudget = 1e-8\nfund = 1000000\n"
        "backbone_share = 0\nservice_share = 0\n"
    )
    shares, _ = fund_cut(parse_text(text), 24)
    assert shares[-1] == pytest.approx(0.1, rel=1e-9)


# --- changes of the world together -----------------------------------------------------------

CHANGE = '[[world.changes]]\npath = "{path}"\nstart = "{start}"\nend = "{end}"\n{rest}\n'


def changed(*parts: tuple[str, str, str, str]) -> str:
    """A scenario file with changes of path, start, end and the rest of each."""
    said = (CHANGE.format(path=a, start=b, end=c, rest=d) for a, b, c, d in parts)
    return 'name = "x"\n' + "".join(said)


STEEL, CEMENT = 'sectors = ["steel"]', 'sectors = ["building_materials"]'


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (
            [
                ("price", "2016Q1", "2018Q4", "factor = 0.01"),
                ("price", "2017Q1", "2018Q4", "factor = 0.01"),
            ],
            "0.0001",
        ),
        (
            [
                ("demand", "2016Q1", "2018Q4", f"factor = 10\n{STEEL}"),
                ("demand", "2018Q4", "2018Q4", "factor = 1.5"),
            ],
            "15",
        ),
        (
            [
                ("base_rate", "2016Q1", "2018Q4", "add = 0.5"),
                ("base_rate", "2018Q1", "2019Q4", "add = 0.1"),
            ],
            "0.6",
        ),
        (
            [
                ("fuel_price", "2016Q1", "2018Q4", 'factor = 8\nfuel = "coal"'),
                ("fuel_price", "2016Q1", "2018Q4", "factor = 2"),
            ],
            "16",
        ),
    ],
)
def test_changes_are_bounded_together(parts: list[tuple[str, str, str, str]], whole: str) -> None:
    with pytest.raises(ScenarioError) as found:
        parse_text(changed(*parts))
    assert f"{whole} in all" in str(found.value)
    assert "world.changes[2]" in str(found.value)
    parse_text(changed(parts[0]))
    parse_text(changed(parts[1]))


@pytest.mark.parametrize(
    "parts",
    [
        [
            ("price", "2016Q1", "2016Q4", "factor = 0.01"),
            ("price", "2017Q1", "2018Q4", "factor = 0.01"),
        ],
        [
            ("price", "2016Q1", "2018Q4", f"factor = 10\n{STEEL}"),
            ("price", "2016Q1", "2018Q4", f"factor = 10\n{CEMENT}"),
        ],
        [
            ("price", "2016Q1", "2018Q4", "factor = 10"),
            ("demand", "2016Q1", "2018Q4", "factor = 10"),
        ],
        [
            ("price", "2016Q1", "2018Q4", "factor = 10"),
            ("price", "2016Q1", "2018Q4", "factor = 0.1"),
        ],
    ],
)
def test_changes_that_do_not_meet_or_undo_each_other_are_allowed(
    parts: list[tuple[str, str, str, str]],
) -> None:
    assert len(parse_text(changed(*parts)).world.changes) == 2
