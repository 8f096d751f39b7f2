"""Keys that cannot act and unlikely sizes are named, and nothing is said where all is well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from agents.province import LeverName
from model.input_data.data_tables import PRODUCTS
from model.input_data.external_world import world
from model.simulate import simulate, start
from model.toy import toy_start
from scenarios.levers.policy_support import FUND_2014
from scenarios.levers.registry import LEVERS
from scenarios.loader import library, load, parse_text
from scenarios.policy_schedule import instruments, prepare
from scenarios.scenario_notices import LEAST_BUDGET, notices
from tests.strategies import Spoken, spoken


def said(lever: str, keys: str, more: str = "") -> list[Spoken]:
    """What is said of a scenario with one lever, and more."""
    return spoken(notices(parse_text(f'name = "x"\n[levers.{lever}]\n{keys}\n{more}')))


# lever, keys, what is named, why
DEAD = [
    ("digitalisation", "demonstration_award = 1", "demonstration_award", "demonstration_share"),
    ("digitalisation", "demonstration_share = 0.1", "demonstration_share", "demonstration_award"),
    ("digitalisation", 'rate = 0\nplatform_share = 0.5\nsystems = ["erp"]', "systems",
     "rate_hardware, rate_software"),
    ("digitalisation", "cap = 2\nrate = 0\nplatform_share = 0.5", "cap",
     "rate_hardware, rate_software"),
    ("technical_transformation", "major_cap = 20\nmajor_share = 0", "major_cap", "major_share"),
    ("technical_transformation", "grant_rate = 0.2\ngrant_cap = 0", "grant_rate", "grant_cap"),
    ("technical_transformation", "rate = 0.2\ngrant_cap = 0", "rate", "grant_cap"),
    ("technical_transformation", "rate = 0\nmajor_share = 0\nscreening = 1", "screening",
     "grant_rate, major_share"),
    ("technical_transformation", "rate = 0\nmajor_share = 0\nreserve = { Dalian = 0.2 }", "reserve",
     "grant_rate, major_share"),
    ("innovation", "centre_award = 1\nresearch_share = 0.5", "centre_award", "centres"),
    ("innovation", "research_award = 5\ntalent_share = 0.5", "research_award", "research_share"),
    ("innovation", "acquisition_rate = 0.5\ntalent_share = 0.5", "acquisition_rate",
     "acquisition_share"),
    ("spatial_layout", 'moving_rate = 0\nreceivers = ["Dalian"]', "receivers", "moving_rate"),
    ("spatial_layout", "moving_cap = 20\nmoving_rate = 0", "moving_cap", "moving_rate"),
    ("green_manufacturing", "retrofit_cap = 2\nrate = 0\ncontract_share = 0.1", "retrofit_cap",
     "retrofit_rate"),
    ("central_local", "local_orders = 0.7\nproject_rate = 0", "local_orders", "project_rate"),
    ("capacity_elimination", "region_weights = { Dalian = 2 }", "region_weights", "quota"),
    ("capacity_elimination", "compensation = { cement = 8, crude_steel = 75 }",
     "compensation.cement", "quota, national.quota"),
    ("capacity_elimination", 'start = "2019Q1"\nsupport_per_worker = 0.05', "support_per_worker",
     "quota, national.quota"),
    ("opening_up", "abroad_rate = 0.2\nabroad_share = 0", "abroad_rate", "abroad_share"),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "keys", "named", "wants"), DEAD, ids=str)
def test_keys_that_cannot_act_are_named_with_what_they_want(lever, keys, named, wants):
    found = said(lever, f"budget = 100\n{keys}")
    assert f"lever {lever}: {named} cannot act, since 0 or not given: {wants}" in found
    (zh,) = (n.message("zh") for n in found if f" {named} cannot act" in n)
    assert f"{named} 不起作用，因为 {wants.replace(', ', '、')}" in zh


# the same keys with what they want
ALIVE = [
    ("digitalisation", "demonstration_award = 1\ndemonstration_share = 0.1"),
    ("digitalisation", 'systems = ["erp"]\ncap = 2'),
    ("technical_transformation", "major_cap = 20\nscreening = 1\nreserve = { Dalian = 0.2 }"),
    ("innovation", "centres = 10\ncentre_award = 1\nresearch_share = 0.5\nresearch_award = 5"),
    ("spatial_layout", 'receivers = ["Dalian"]\nmoving_cap = 20'),
    ("green_manufacturing", "retrofit_cap = 2\nso2_charge = 1000"),
    ("central_local", "local_orders = 0.7"),
    ("capacity_elimination",
     "region_weights = { Dalian = 2 }\nquota = { cement = 4_000_000 }\n"
     "compensation = { cement = 8, crude_steel = 75 }\nsupport_per_worker = 0.05"),
    ("opening_up", "abroad_rate = 0.2"),
    ("policy_support", "fund = 3000"),
    ("financing", "discount = 0.01"),
    ("alliances", ""),
    ("industrial_base", ""),
    ("quality_brand", ""),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "keys"), ALIVE)
def test_nothing_is_said_where_all_keys_can_act(lever, keys):
    assert said(lever, f"budget = 100\n{keys}") == []


def test_every_lever_is_tried():
    assert {lever for lever, _ in ALIVE} == set(LEVERS)


def test_a_key_of_another_lever_may_be_what_a_key_wants():
    weights = "budget = 100\nrate = 0\nmajor_share = 0\nregion_weights = { Dalian = 1 }"
    alone = said("technical_transformation", weights)
    with_systems = said(
        "technical_transformation", weights, "[levers.digitalisation]\nbudget = 100"
    )
    assert any("region_weights cannot act" in n for n in alone)
    assert not any("region_weights cannot act" in n for n in with_systems)


BUDGETS = [
    ("capacity_elimination", "quota = { cement = 4_000_000 }\nmonitoring = 0",
     "compensation, support_per_worker, worker_support, monitoring, standard"),
    ("capacity_elimination", 'start = "2019Q1"\ncompensation = { cement = 8 }\nmonitoring = 0',
     "quota, national.quota, support_per_worker, worker_support, monitoring, standard"),
    ("digitalisation", "rate = 0", "rate_hardware, rate_software, demonstration_share"),
    ("technical_transformation", "rate = 0\nmajor_share = 0", "grant_rate, major_share"),
    ("quality_brand", "quality_share = 0\nbrand_share = 0", "quality_share, brand_share"),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "keys", "wants"), BUDGETS)
def test_a_budget_that_pays_for_nothing_is_named(lever, keys, wants):
    (notice,) = (n for n in said(lever, f"budget = 100\n{keys}") if "its budget" in n)
    assert notice.startswith(
        f"lever {lever}: its budget pays for nothing, since 0 or not given: {wants}"
    )
    assert "预算无处可用" in notice.message("zh")


def test_what_is_paid_last_gets_what_is_left_where_the_parts_take_all():
    found = said("spatial_layout", "budget = 100\npark_share = 0.7\nmoving_rate = 0.5")
    (notice,) = found
    assert notice == (
        "lever spatial_layout: the whole budget goes to park_share, cluster_share, "
        "assessment_share; what is left goes to moving_rate"
    )
    shares = "platform_share = 0.5\nsoftware_share = 0.5\nrate = 0.3"
    (notice,) = said("digitalisation", f"budget = 100\n{shares}")
    assert "; what is left goes to rate" in notice
    assert said("spatial_layout", "budget = 100\npark_share = 0.6\nmoving_rate = 0.5") == []


PLACES = [
    ("technical_transformation", 'cities = ["Shenyang"]\nreserve = { Dalian = 0.2 }', "reserve",
     "Dalian"),
    ("technical_transformation", 'cities = ["Fuxin"]\nreserve = { northwest = 0.3 }', "reserve",
     "Tieling, Chaoyang"),
    ("technical_transformation", 'regions = ["northwest"]\nregion_weights = { Dalian = 1 }',
     "region_weights", "Dalian"),
    ("technical_transformation", 'groups = ["equipment"]\nsector_weights = { steel = 1 }',
     "sector_weights", "steel"),
    ("spatial_layout", 'cities = ["Shenyang"]', "receivers", "northwest"),
    ("capacity_elimination",
     'cities = ["Benxi"]\nquota = { cement = 4e6 }\ncompensation = { cement = 8 }\n'
     "region_weights = { Dalian = 2 }", "region_weights", "Dalian"),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "keys", "key", "names"), PLACES)
def test_places_and_sectors_to_which_the_lever_is_not_open_are_named(lever, keys, key, names):
    (notice,) = said(lever, f"budget = 100\n{keys}")
    assert notice == f"lever {lever}: {key} names {names}, to which the lever is not open"
    assert "不在适用范围内" in notice.message("zh")


def test_weights_of_a_region_that_is_open_in_part_are_no_fault():
    keys = 'budget = 100\ncities = ["Fuxin"]\nregion_weights = { northwest = 1 }'
    assert said("technical_transformation", keys) == []


UNLIKELY = [
    ("alliances", "budget = 11", "budget is 1,100 万元 = 11 million yuan, a trifle"),
    ("alliances", "budget = [100, 100, 3, 100, 100]", "budget is 300 万元 = 3 million yuan"),
    ("alliances", "budget = 110000", "1,100 亿元 = 110,000 million yuan, more than ten times"),
    ("policy_support", "budget = 100\nfund = 30", "fund is 3,000 万元 = 30 million yuan, a trifle"),
    ("policy_support", "budget = 100\nfund = 300000", "fund is 3,000 亿元"),
    ("digitalisation", "budget = 100\ncap = 50000", "cap is 500 亿元"),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "keys", "words"), UNLIKELY)
def test_unlikely_amounts_of_money_are_named(lever, keys, words):
    (notice,) = said(lever, keys)
    assert words in notice
    assert notice.endswith("is the unit right?")
    assert "单位是否有误" in notice.message("zh")


@pytest.mark.parametrize(("product", "tonnes", "words"), [
    ("cement", 600, "600 吨 = 600 tonnes, a trifle beside the province's capacity"),
    ("cement", 1200, "1,200 吨 = 1,200 tonnes, a trifle"),
    ("crude_steel", 600, "a trifle"),
    ("paper", 999, "a trifle"),
    ("crude_steel", 2e8, "20,000 万吨 = 200 million tonnes, more than the province's capacity"),
    ("dyeing_printing", 2_000_000, "more than the province's capacity"),
])  # fmt: skip
def test_unlikely_tonnes_are_named(product, tonnes, words):
    keys = f"budget = 100\ncompensation = {{ {product} = 8 }}\nquota = {{ {product} = {tonnes} }}"
    (notice,) = [n for n in said("capacity_elimination", keys) if "is the unit right" in n]
    assert words in notice
    assert f"quota.{product}" in notice


def test_the_thresholds_leave_what_ships_alone_and_catch_it_in_other_units():
    """Budgets and orders of the library as they are, in 100 million or 10,000 yuan, in 10,000 t."""
    for scenario in library():
        assert not [n for n in spoken(notices(scenario)) if "is the unit right" in n]
        for table in scenario.levers.values():
            budgets = table.budget if isinstance(table.budget, list) else [table.budget]
            assert all(0.01 * budget < LEAST_BUDGET for budget in budgets)
            tables: list[Any] = list(scenario.levers.values())
            total = sum(t.budget for t in tables)
            assert 100.0 * total > 10.0 * FUND_2014  # in 10,000 yuan all together are caught
        closing: Any = scenario.levers.get("capacity_elimination")
        for product, tonnes in closing.quota.items() if closing else ():
            keys = f"budget = 100\nquota = {{ {product} = {1e-4 * tonnes} }}"
            assert any("a trifle" in n for n in said("capacity_elimination", keys))


def test_library_scenarios_have_no_key_that_cannot_act():
    for scenario in library():
        little = [n for n in spoken(notices(scenario)) if "can be spent at most" in n]
        assert spoken(notices(scenario)) == little, scenario.name
        assert bool(little) == (scenario.name == "weak_enforcement")


@pytest.mark.parametrize("name", LEVERS)
def test_needs_name_keys_that_are_there(name):
    table = LEVERS[name]
    for key, needs in table.needs.items():
        assert key in table.own_keys()
        for need in needs:
            owner, _, own = need.rpartition(".")
            if owner != "national":
                assert own in (LEVERS[owner] if owner else table).model_fields
    for key in (*table.orders, *table.raised, *table.paid_last, *table.set_aside, *table.parts):
        assert key in table.own_keys()


CLOSURES = """name = "closures"
[levers.capacity_elimination]
start = "2016Q1"
end = "2019Q4"
budget = {budget}
quota = {{ cement = {tonnes} }}
compensation = {{ cement = 8, crude_steel = 75 }}
cities = {cities}
"""


@pytest.mark.parametrize("cities", [["Benxi", "Fuxin"], ["Liaoyang", "Dalian", "Shenyang"]])
@pytest.mark.parametrize("tonnes", [1_000_000, 8_000_000])
def test_more_is_never_spent_on_closures_than_is_said(cities, tonnes):
    scenario = parse_text(CLOSURES.format(budget=3000, tonnes=tonnes, cities=cities))
    closing = scenario.levers["capacity_elimination"]
    quota = scenario.national.quota
    most = [
        closing.most_spent(year, {name: q.get(str(year), 0.0) for name, q in quota.items()})
        for year in range(2016, 2020)
    ]
    (notice,) = spoken(notices(scenario))
    assert "can be spent at most; to spend more, raise quota, compensation" in notice
    spent = start(1, 0.1), prepare(scenario, 20)
    by_year = spent[1].run(spent[0]).spent.sum(axis=1).reshape(5, 4).sum(axis=1)
    assert by_year[0] == 0.0
    assert 0.0 < by_year[1:].sum() < sum(most)


def test_a_quota_that_takes_the_money_is_no_fault():
    """8 yuan for each of 4 million tonnes is 32 million."""
    assert not said("capacity_elimination", "budget = 32\nmonitoring = 0\n"
                    "compensation = { cement = 8 }\nquota = { cement = 4000000 }")  # fmt: skip
    (notice,) = said("capacity_elimination", "budget = 60\nmonitoring = 0\n"
                     "compensation = { cement = 8 }\nquota = { cement = 4000000 }")  # fmt: skip
    assert "of its 6,000 万元 = 60 million yuan in 2016 about 3,200 万元 = 32 million" in notice


@pytest.mark.parametrize("lever", [name for name, table in LEVERS.items() if table.raised])
def test_it_is_true_that_more_is_spent_where_these_keys_are_raised(lever):
    """The lever of the plan alone, with more money than it can spend."""
    begin, spent = start(1, 0.1), []
    for factor in (1.0, 1.5):
        table = load("plan_2015").levers[lever]
        raised = {key: larger(getattr(table, key), factor) for key in table.raised}
        fund = load("plan_2015").levers["policy_support"].model_copy(update={"fund": 1e5})
        alone = table.model_copy(update={"budget": 20_000.0, **raised})
        levers = {"policy_support": fund, lever: alone}
        prepared = prepare(replace(load("plan_2015"), name="x", levers=levers), 24)
        run = prepared.run(begin)
        spent.append(run.spent[:, LeverName[lever.upper()]].sum())
        assert spent[-1] < prepared.levers["budget"][:, LeverName[lever.upper()]].sum()
    assert spent[1] > spent[0] > 0.0


def larger(value, factor):
    """A number, or each of a table, times a factor; what is not given stays so."""
    if isinstance(value, dict):
        return {name: larger(number, factor) for name, number in value.items()}
    return value if value is None else type(value)(value * factor)


def test_notices_are_among_the_warnings_of_a_run():
    scenario = parse_text(
        'name = "x"\n[levers.digitalisation]\nbudget = 100\ndemonstration_award = 1'
    )
    assert [n for n in spoken(instruments(scenario, 8)[2]) if "demonstration_award cannot act" in n]


def end(text: str):
    """Sectors of the toy province after two years under a scenario."""
    levers, policy, _ = instruments(parse_text(f'name = "x"\n{text}'), 8)
    return simulate(toy_start(1), world("observed"), levers, policy, 8).sectors


@pytest.mark.slow
@pytest.mark.parametrize(("lever", "keys"), [
    ("digitalisation", "demonstration_award = 1"),
    ("technical_transformation", "rate = 0\nmajor_share = 0\nscreening = 1"),
    ("innovation", "centre_award = 1\nresearch_share = 0.5"),
    ("central_local", "local_orders = 0.7\nproject_rate = 0"),
])  # fmt: skip
def test_it_is_true_that_these_keys_cannot_act(lever, keys):
    rest = "\n".join(line for line in keys.splitlines() if not line.startswith(
        ("demonstration_award", "screening", "centre_award", "local_orders")))  # fmt: skip
    head = f'[levers.{lever}]\nstart = "2015Q1"\nend = "2016Q4"\nbudget = 400\n'
    assert np.array_equal(end(head + keys), end(head + rest))


def test_products_are_named_as_the_schema_has_them():
    keys = "budget = 100\nsupport_per_worker = 0.05\ncompensation = { cement = 8, paper = 100 }"
    (notice,) = (n for n in said("capacity_elimination", keys) if "cannot act" in n)
    assert [p for p in PRODUCTS if f"compensation.{p}" in notice] == ["cement", "paper"]
