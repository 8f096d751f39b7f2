"""Money, dates, eligibility and handles come out of a scenario as its file says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from agents.province import LeverName
from model.input_data.data_tables import CITIES, PRODUCTS, REGIONS, SECTOR_GROUP, SECTORS
from model.input_data.external_world import parse_quarter, world
from model.simulate import simulate
from model.toy import toy_start
from scenarios.levers.policy_support import FUND_2014
from scenarios.levers.registry import LEVERS
from scenarios.loader import library, load, parse_text
from scenarios.policy_schedule import fund_cut, instruments, world_of
from tests.strategies import scenarios

QUARTERS = 44
MIXES = ("plan_2015", "transformation_first", "elimination_first", "digital_first",
         "northwest_priority")  # fmt: skip


def compiled(text, **options):
    """Levers, policy and warnings of a scenario text without its name."""
    return instruments(parse_text(f'name = "x"\n{text}'), QUARTERS, **options)


def plain(records, fields):
    """Records as bytes, field by field."""
    return {name: records[name].tobytes() for name in fields}


@pytest.mark.parametrize("name", MIXES)
def test_the_shipped_mixes_spend_the_same_yearly_total(name):
    levers, _, warnings = instruments(load(name), QUARTERS)
    by_year = levers["budget"].sum(axis=1).reshape(-1, 4).sum(axis=1)
    assert by_year == pytest.approx([0] + [3000] * 5 + [0] * 5, rel=1e-12)
    assert not warnings


@pytest.mark.parametrize(("name", "lever"), [
    ("transformation_first", "technical_transformation"),
    ("elimination_first", "capacity_elimination"),
    ("digital_first", "digitalisation"),
])  # fmt: skip
def test_the_first_lever_of_a_mix_has_half_of_the_money(name, lever):
    levers, _, _ = instruments(load(name), QUARTERS)
    spent = levers["budget"].sum(axis=0)
    assert spent[LeverName[lever.upper()]] / spent.sum() == pytest.approx(0.5, rel=1e-5)


@given(scenarios())
@settings(max_examples=60, deadline=None)
def test_no_money_outside_the_dates_and_never_more_than_the_fund(scenario):
    levers, policy, _ = instruments(scenario, QUARTERS)
    by_year = levers["budget"].sum(axis=1).reshape(-1, 4).sum(axis=1)
    raised = scenario.levers.get("policy_support")
    fund = max(FUND_2014, raised.fund if raised is not None else 0.0)
    assert (by_year <= fund * (1 + 1e-9)).all()
    for name, lever in LeverName.__members__.items():
        table = scenario.levers.get(name.lower())
        inside = np.zeros(QUARTERS, bool)
        if table is not None:
            inside[parse_quarter(table.start) : parse_quarter(table.end) + 1] = True
        assert not levers["budget"][~inside, lever].any()
        assert not levers["on"][~inside, lever].any()
    for field in policy.dtype.names or ():
        assert np.isfinite(policy[field]).all()
        assert (policy[field] >= 0).all()


@given(scenarios())
@settings(max_examples=40, deadline=None)
def test_without_money_orders_and_charges_a_mix_equals_no_mix(scenario):
    idle = {
        name: table.model_copy(update={
            "budget": 0.0,
            **({"quota": {}, "replacement_ratio": None} if name == "capacity_elimination" else {}),
            **({"so2_charge": 0.0, "co2_charge": 0.0} if name == "green_manufacturing" else {}),
        })
        for name, table in scenario.levers.items()
    }  # fmt: skip
    levers, policy, warnings = instruments(type(scenario)(
        scenario.name, scenario.title, scenario.description, scenario.world, idle,
        scenario.national), QUARTERS)  # fmt: skip
    no_levers, no_policy, _ = instruments(load("no_plan"), QUARTERS)
    assert plain(levers, levers.dtype.names) == plain(no_levers, levers.dtype.names)
    assert plain(policy, policy.dtype.names) == plain(no_policy, policy.dtype.names)
    assert len(warnings) == len(idle)


def test_a_list_gives_each_year_its_money_and_a_part_year_its_part():
    levers, _, _ = compiled("""
        [levers.digitalisation]
        start = "2016Q3"
        end = "2018Q1"
        budget = [100, 200, 400]
    """)
    money = levers["budget"][:, LeverName.DIGITALISATION]
    assert money[6:13].tolist() == [25, 25, 50, 50, 50, 50, 100]
    assert money.sum() == 350


def test_a_fund_that_is_too_small_cuts_all_in_proportion_and_says_so():
    text = """
        [levers.digitalisation]
        budget = 1000
        end = "2016Q4"
        [levers.financing]
        budget = 3000
        end = "2016Q4"
        discount = 0.01
    """
    levers, _, warnings = compiled(text)
    assert levers["budget"][4, LeverName.DIGITALISATION] == pytest.approx(1000 / 4 * 0.5)
    assert levers["budget"][4, LeverName.FINANCING] == pytest.approx(3000 / 4 * 0.5)
    assert [str(warning) for warning in warnings] == [
        "2016: the levers ask for 4,000.0 million yuan, the fund has 2,000.0; each is cut to 50.0%"
    ]
    assert "2016 年" in warnings[0].message("zh")
    _, _, none = compiled(text, fund=4000)
    assert not none


def test_policy_support_sets_the_fund_while_it_has_money():
    text = """
        [levers.financing]
        budget = 3000
        [levers.policy_support]
        end = "2018Q4"
        fund = 5000
        budget = {}
    """
    levers, _, _ = compiled(text.format(30))
    assert levers["budget"][4, LeverName.FINANCING] == pytest.approx(3000 / 4)
    assert levers["budget"][16, LeverName.FINANCING] == pytest.approx(2000 / 4)
    levers, _, _ = compiled(text.format(0))
    assert levers["budget"][4, LeverName.FINANCING] == pytest.approx(2000 / 4)


def test_the_cut_of_the_full_mix_holds_in_a_subset():
    mix = parse_text("""
        name = "x"
        [levers.digitalisation]
        budget = 1000
        [levers.financing]
        budget = 3000
    """)
    cut, _ = fund_cut(mix, QUARTERS)
    levers, _, _ = instruments(mix.with_levers(["digitalisation"]), QUARTERS, cut=cut)
    assert levers["budget"][4, LeverName.DIGITALISATION] == pytest.approx(250 * 0.5)


def test_eligibility():
    levers, _, _ = compiled("""
        [levers.digitalisation]
        budget = 1
        regions = ["northwest"]
        cities = ["Dalian"]
        groups = ["materials"]
        sectors = ["robots"]
        sizes = ["small", "medium"]
        owners = ["private"]
    """)
    lever = levers[4, LeverName.DIGITALISATION]
    eligible = {city for city, yes in zip(CITIES, lever.city, strict=True) if yes}
    assert eligible == {*REGIONS["northwest"], "Dalian"}
    for sector, group, yes in zip(SECTORS, SECTOR_GROUP, lever.sector, strict=True):
        assert yes == (group == "materials" or sector == "robots")
    assert lever.owner.tolist() == [0, 0, 1, 0]
    assert lever.smallest == 20
    assert 999 < lever.largest < 1000


def test_nobody_is_left_out_where_nothing_is_said():
    levers, _, _ = compiled("[levers.digitalisation]\nbudget = 1")
    lever = levers[4, LeverName.DIGITALISATION]
    assert lever.city.all()
    assert lever.sector.all()
    assert lever.owner.all()
    assert (lever.smallest, lever.largest) == (0, np.inf)


def test_plan_2015_handles():
    _, policy, _ = instruments(load("plan_2015"), QUARTERS)
    first: Any = policy[4]
    last, after = policy[23], policy[24]
    assert (first.grant_rate, first.grant_cap, first.major_discount) == (0.10, 10, 0.02)
    assert (first.subsidy_hardware, first.subsidy_software, first.subsidy_cap) == (0.2, 0.4, 1.5)
    assert first.reserve.sum() == pytest.approx(0.127)
    assert first.reserve[CITIES.index("Chaoyang")] == pytest.approx(0.127 / 3)
    assert first.quota[PRODUCTS.index("crude_steel")] == 500_000
    assert first.compensation[PRODUCTS.index("crude_steel")] == 75
    assert (first.so2_charge, last.so2_charge, after.so2_charge) == (1260, 2500, 0)
    assert (after.grant_rate, after.subsidy_software, after.guarantee) == (0, 0, 0)


def test_national_orders_stand_in_every_scenario():
    steel = PRODUCTS.index("crude_steel")
    for scenario in library():
        _, policy, _ = instruments(scenario, QUARTERS)
        assert policy["national_quota"][4:8, steel].tolist() == [6_020_000] * 4
        assert policy["national_award"][4:8, steel].tolist() == [75] * 4
        assert not policy["national_quota"][16:].any()


def test_rate_stands_for_the_main_rates():
    _, policy, _ = compiled("""
        [levers.digitalisation]
        budget = 100
        rate = 0.3
        [levers.technical_transformation]
        budget = 100
        rate = 0.15
    """)
    handles = policy[4]
    assert (handles.subsidy_hardware, handles.subsidy_software) == (0.3, 0.3)
    assert handles.grant_rate == 0.15


def test_weights_by_region_and_city():
    _, policy, _ = compiled("""
        [levers.capacity_elimination]
        budget = 1
        region_weights = { northwest = 0.5, shenyang_zone = 2, Tieling = 3 }
    """)
    weight = dict(zip(CITIES, policy[4].city_weight, strict=True))
    assert (weight["Chaoyang"], weight["Fuxin"], weight["Tieling"]) == (0.5, 2, 3)
    assert (weight["Shenyang"], weight["Dalian"]) == (2, 1)
    assert (policy["city_weight"][30] == 1).all()


def test_a_lever_that_does_nothing_is_named():
    _, _, warnings = compiled("[levers.financing]\nroom = 0.01")
    (warning,) = warnings
    assert str(warning) == "lever financing has no money and orders nothing: it changes nothing"
    _, _, late = instruments(load("plan_2015"), 4)
    assert len(late) == len(load("plan_2015").levers)
    assert "starts after 2015Q4" in str(late[0])


PART_VALUES = {"quota": "{ cement = 1_000_000 }"}
OTHER_KEYS: dict[str, dict[str, Any]] = {  # so that nothing else is said
    "spatial_layout": {"moving_rate": 0},
    "capacity_elimination": {"compensation": "{ cement = 8 }"},
}
SELECTOR_VALUES = {
    "groups": '["materials", "equipment"]',
    "sectors": '["steel", "robots"]',
    "sizes": '["large"]',
    "owners": '["private"]',
}


@pytest.mark.parametrize(("lever", "rule"), [
    (lever, rule) for lever, table in LEVERS.items() for rule in table.ignored_selectors
], ids=str)  # fmt: skip
def test_selectors_that_a_part_does_not_obey_are_named(lever, rule):
    others = dict(OTHER_KEYS.get(lever, {}))
    others |= {
        part: 0
        for each in LEVERS[lever].ignored_selectors
        for part in each.parts
        if part != "quota"
    }
    for part in rule.parts:
        keys = {**others, part: PART_VALUES.get(part, 0.2)}
        text = f"[levers.{lever}]\nbudget = 30\n"  # no more than closures can take
        text += "\n".join(f"{key} = {value}" for key, value in keys.items()) + "\n"
        for selector in rule.selectors:
            _, _, warnings = compiled(f"{text}{selector} = {SELECTOR_VALUES[selector]}")
            (warning,) = warnings
            assert f"lever {lever}: {selector} have no say in {part}, " in str(warning)
            assert f"{selector} 对 {part} 不起作用" in warning.message("zh")
        for obeyed in ('cities = ["Dalian"]', ""):
            assert not compiled(text + obeyed)[2]


@pytest.mark.parametrize("text", [
    '[levers.innovation]\nbudget = 100\nsizes = ["large"]\nresearch_share = 0.5',
    '[levers.green_manufacturing]\nbudget = 100\nsectors = ["steel"]',
    '[levers.digitalisation]\nbudget = 100\nowners = ["private"]',
    '[levers.technical_transformation]\nbudget = 100\nsizes = ["small"]\nowners = ["private"]',
    '[levers.quality_brand]\nbudget = 100\nsectors = ["steel"]',
])  # fmt: skip
def test_nothing_is_said_of_parts_that_are_not_used(text):
    assert not compiled(text)[2]


@pytest.mark.parametrize(("lever", "part"), [
    ("quality_brand", "quality_share = 0.6"), ("innovation", "talent_share = 1"),
    ("opening_up", "export_share = 1\nlicence_share = 0\nabroad_share = 0"),
    ("digitalisation", "rate = 0\nenergy_share = 1"),
])  # fmt: skip
def test_it_is_true_that_these_selectors_have_no_say(lever, part):
    def end(selectors):
        text = f'name = "x"\n[levers.{lever}]\nbudget = 400\n{part}\n{selectors}'
        levers, policy, _ = instruments(parse_text(text), 8)
        return simulate(toy_start(1), world("observed"), levers, policy, 8).sectors

    assert np.array_equal(end(""), end('sizes = ["large"]\nowners = ["private"]'))


def test_a_run_of_part_of_a_year_has_the_beginning_of_the_whole():
    for short, whole in zip(
        instruments(load("plan_2015"), 10)[:2], instruments(load("plan_2015"), QUARTERS)[:2],
        strict=True,
    ):  # fmt: skip
        records, beginning = np.asarray(short), np.asarray(whole[:10])
        assert records.tobytes() == beginning.tobytes()


def test_the_world_is_changed_where_and_when_the_file_says():
    made = world_of(
        parse_text("""
        name = "x"
        [[world.changes]]
        path = "demand"
        groups = ["materials"]
        start = "2016Q1"
        end = "2016Q2"
        factor = 0.5
        [[world.changes]]
        path = "fuel_price"
        fuel = "gas"
        start = "2020Q1"
        end = "2020Q1"
        factor = 2
        [[world.changes]]
        path = "base_rate"
        start = "2015Q1"
        end = "2025Q4"
        add = -0.05
    """)
    )
    plain_world = world("observed")
    steel, robots = SECTORS.index("steel"), SECTORS.index("robots")
    ratio = made.demand / plain_world.demand
    assert ratio[3:8, steel].tolist() == [1, 0.5, 0.5, 1, 1]
    assert (ratio[:, robots] == 1).all()
    assert (made.fuel_price / plain_world.fuel_price)[20].tolist() == [1, 1, 2, 1]
    assert made.base_rate[:44] == pytest.approx(np.maximum(plain_world.base_rate[:44] - 0.05, 0))
    assert plain_world.demand is world("observed").demand


def test_the_slump_is_a_slump():
    slump = world_of(load("demand_slump_2016")).demand / world("observed").demand
    assert slump[4:12] == pytest.approx(0.85)
    assert slump[[3, 16]] == pytest.approx(1.0)
    assert world_of(load("plan_2015"), "trend").demand is world("trend").demand
