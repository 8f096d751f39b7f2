"""What is written nearer wins, nothing contradicts in silence, and every value has its origin."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.main import answer
from scenarios.errors import ScenarioError
from scenarios.levers.registry import LEVERS
from scenarios.loader import LIBRARY, library_names, load, parse_text, resolve
from scenarios.policy_schedule import instruments, world_of
from tests.strategies import own_keys, parts_of, spoken

PLAN = 'extends = "plan_2015"\n'
CHANGE = '[[world.changes]]\npath = "{}"\nstart = "2016Q1"\nend = "2016Q4"\nfactor = {}\n'


def over(text: str, base: str = PLAN):
    """A scenario over the plan."""
    return parse_text(f'name = "x"\n{base}{text}')


def files(folder, **texts):
    """Files of which each is named by its scenario; the path of the last."""
    for name, text in texts.items():
        path = folder / f"{name}.toml"
        path.write_text(f'name = "{name}"\n{text}', encoding="utf-8")
    return path


def problem(text: str, base: str = PLAN):
    """The one problem of a text over the plan."""
    with pytest.raises(ScenarioError) as caught:
        over(text, base)
    (found,) = caught.value.problems
    return found


def row(path, key):
    """The row of a key among the resolved values."""
    (found,) = [row for row in resolve(path).values() if row["key"] == key]
    return found


@pytest.mark.parametrize("lever", [name for name, table in LEVERS.items() if table.rate_of])
def test_a_nearer_rate_wins_over_inherited_rates_and_the_other_way_round(lever, tmp_path):
    own = {rate: 0.05 for rate in LEVERS[lever].rate_of}
    given = "\n".join(f"{key} = {value}" for key, value in own.items())
    head = f"[levers.{lever}]\nbudget = 100\n"
    with_rate = files(
        tmp_path, a=head + given, b=f'extends = "a.toml"\n[levers.{lever}]\nrate = 0.08'
    )
    table = load(with_rate).levers[lever]
    assert {table.main_rate(rate) for rate in own} == {0.08}
    replaced = row(with_rate, f"levers.{lever}.rate")["instead"]
    assert {one["key"].rpartition(".")[2] for one in replaced} == set(own)

    first, *others = own
    with_own = files(
        tmp_path,
        c=head + "rate = 0.08",
        d=f'extends = "c.toml"\n[levers.{lever}]\n{first} = 0.05',
    )
    table = load(with_own).levers[lever]
    assert table.main_rate(first) == 0.05
    assert {table.main_rate(rate) for rate in others} <= {0.08}


def test_rate_over_the_plan_reaches_the_rules():
    scenario = over("[levers.technical_transformation]\nrate = 0.5")
    assert instruments(scenario, 8)[1][4].grant_rate == 0.5


@pytest.mark.parametrize("lever", [name for name, table in LEVERS.items() if table.rate_of])
def test_rate_and_what_it_stands_for_in_one_file_are_refused(lever):
    key = LEVERS[lever].rate_of[-1]
    found = problem(f"[levers.{lever}]\nrate = 0.05\n{key} = 0.05", base="")
    assert parts_of(found).key == f"levers.{lever}.{key}"
    assert "stands beside rate" in found.message("en")
    assert "与 rate 重复" in found.message("zh")


@pytest.mark.parametrize(("base", "top", "cities"), [
    ('regions = ["northwest"]', 'cities = ["Dalian"]', {"Dalian"}),
    ('cities = ["Dalian"]', 'regions = ["northwest"]', {"Fuxin", "Tieling", "Chaoyang"}),
    ('cities = ["Dalian"]', 'cities = ["Anshan"]', {"Anshan"}),
])  # fmt: skip
def test_places_are_one_choice_that_the_nearer_file_makes(base, top, cities, tmp_path):
    head = "[levers.innovation]\nbudget = 100\n"
    path = files(tmp_path, a=head + base, b=f'extends = "a.toml"\n[levers.innovation]\n{top}')
    lever: Any = instruments(load(path), 8)[0][4, 3]
    from model.input_data.data_tables import CITIES

    assert {city for city, is_open in zip(CITIES, lever.city, strict=True) if is_open} == cities


def test_a_nearer_region_takes_the_place_of_entries_of_its_cities(tmp_path):
    path = files(
        tmp_path,
        a="[levers.technical_transformation]\nreserve = { Fuxin = 0.3, Dalian = 0.1 }",
        b='extends = "a.toml"\n[levers.technical_transformation]\nreserve = { northwest = 0.2 }',
    )
    lever: Any = load(path).levers["technical_transformation"]
    assert lever.reserve == {"Dalian": 0.1, "northwest": 0.2}


def test_entries_of_a_table_are_laid_over_and_an_empty_one_takes_all_away():
    closing = "[levers.capacity_elimination]\n"
    base: Any = load("plan_2015").levers["capacity_elimination"]
    one: Any = over(f"{closing}quota = {{ paper = 7000 }}").levers["capacity_elimination"]
    assert one.quota == {**base.quota, "paper": 7000.0}
    none: Any = over(f"{closing}quota = {{}}").levers["capacity_elimination"]
    assert none.quota == {}
    assert none.compensation == base.compensation
    assert over(closing).levers == load("plan_2015").levers  # the head of a table changes nothing


def test_a_list_is_replaced_whole_and_that_is_said(tmp_path, capsys):
    path = files(tmp_path, x=PLAN + '[levers.digitalisation]\nsystems = ["erp"]')
    digital: Any = load(path).levers["digitalisation"]
    assert digital.systems == ["erp"]
    assert answer(["scenarios", "check", str(path)]) == 0
    said = capsys.readouterr().out
    assert 'systems: ["erp"], in place of ["erp", "mes", "plm", "crm", "integration"]' in said
    assert "(plan_2015)" in said
    assert answer(["scenarios", "check", str(path), "--lang", "zh"]) == 0
    assert "取代" in capsys.readouterr().out


def test_off_takes_a_lever_out_and_a_nearer_file_may_pull_it_anew(tmp_path):
    without = over("[levers.alliances]\noff = true")
    plan = load("plan_2015")
    assert set(plan.levers) - set(without.levers) == {"alliances"}
    assert not without.notices
    assert parse_text(without.to_toml()) == without
    path = files(
        tmp_path,
        a=PLAN + "[levers.alliances]\noff = true",
        b='extends = "a.toml"\n[levers.alliances]\nbudget = 30',
        c='extends = "b.toml"',
    )
    again = load(path).levers["alliances"]
    assert (again.budget, again.sectors) == (30.0, None)  # nothing of the plan's comes back
    assert "alliances" not in load(tmp_path / "a.toml").levers


def test_off_that_takes_nothing_away_and_keys_beside_it_are_named():
    nothing = over("[levers.alliances]\noff = true", base="")
    (notice,) = spoken(instruments(nothing, 8)[2])
    assert notice == "lever alliances is not inherited: off = true takes nothing away"
    beside = over("[levers.alliances]\noff = true\nbudget = 40")
    assert "alliances" not in beside.levers
    assert any("does nothing: budget" in notice for notice in spoken(instruments(beside, 8)[2]))
    assert "不起作用：budget" in beside.notices[0].message("zh")
    assert parts_of(problem("[levers.alliances]\noff = 1")).allowed == "true, false"


def test_a_budget_of_zero_ends_what_is_paid_and_names_what_goes_on():
    closures = over("[levers.capacity_elimination]\nbudget = 0")
    (notice,) = spoken(instruments(closures, 44)[2])
    paid = "standard, compensation, monitoring, worker_support, support_per_worker"
    assert f"{paid} pay nothing" in notice
    assert "but quota, replacement_ratio go on unpaid" in notice
    assert "off = true ends the lever" in notice
    charges = over("[levers.green_manufacturing]\nbudget = 0")
    (notice,) = spoken(instruments(charges, 44)[2])
    assert "but so2_charge go on unpaid" in notice
    some = over("[levers.capacity_elimination]\nbudget = [270, 0, 270, 0, 270]")
    said = spoken(instruments(some, 44)[2])
    assert any("has no money in 2017, 2019:" in notice for notice in said)


def test_changes_of_the_world_are_added_unless_they_replace(tmp_path):
    slump = 'extends = "demand_slump_2016"\n'
    added = over(CHANGE.format("price", 0.9), base=slump)
    inherited = load("demand_slump_2016").world.changes
    assert added.world.changes[:-1] == inherited
    assert added.world.changes[-1].path == "price"
    text = '[world]\ninherit = "replace"\n' + CHANGE.format("price", 0.9)
    replaced = over(text, base=slump)
    assert [change.path for change in replaced.world.changes] == ["price"]
    assert (world_of(replaced).demand == world_of(load("plan_2015")).demand).all()
    none = over('[world]\ninherit = "replace"', base=slump)
    assert none.world.changes == []
    assert none.content_hash == parse_text(none.to_toml()).content_hash
    assert over("[world]\nchanges = []", base=slump).world.changes == inherited
    (notice,) = spoken(over('[world]\ninherit = "replace"').notices)
    assert "takes nothing away" in notice
    path = files(
        tmp_path,
        a=slump + '[world]\ninherit = "replace"',
        b='extends = "a.toml"\n' + CHANGE.format("price", 0.9),
        c='extends = "b.toml"\n' + CHANGE.format("demand", 0.8),
    )
    assert [change.path for change in load(path).world.changes] == ["price", "demand"]


def test_a_wrong_change_is_counted_as_its_own_file_has_it():
    text = CHANGE.format("price", 0.9) + CHANGE.format("price", 99)
    found = problem(text, base='extends = "demand_slump_2016"\n')
    assert parts_of(found).key == "world.changes[2].factor"


def test_the_way_to_inherit_is_one_of_two():
    found = problem('[world]\ninherit = "append"')
    assert (parts_of(found).key, parts_of(found).allowed) == ("world.inherit", "add, replace")


def test_plus_adds_to_what_is_extended():
    plan = load("plan_2015").levers
    more = over("""
        [levers.technical_transformation]
        budget = "+700"
        [levers.digitalisation]
        budget = ["+1 亿元", 50, "-100", "+0.5亿元", 400]
        [levers.capacity_elimination]
        budget = "-70 million yuan"
        quota = { cement = "+100 万吨" }
        [levers.policy_support]
        fund = "+5 亿元"
    """)
    assert more.levers["technical_transformation"].budget == 1700.0
    assert more.levers["digitalisation"].budget == [400.0, 50.0, 200.0, 350.0, 400.0]
    assert more.levers["capacity_elimination"].budget == 200.0
    closures: list[Any] = [each["capacity_elimination"] for each in (plan, more.levers)]
    quota = closures[0].quota
    assert closures[1].quota == {**quota, "cement": 5_000_000.0}
    support: Any = more.levers["policy_support"]
    assert support.fund == 3500.0
    assert parse_text(more.to_toml()) == more


def test_plus_adds_to_every_year_of_a_list_and_along_a_chain(tmp_path):
    path = files(
        tmp_path,
        a="[levers.innovation]\nbudget = [100, 200, 300, 400, 500]",
        b='extends = "a.toml"\n[levers.innovation]\nbudget = "+10"',
        c='extends = "b.toml"\n[levers.innovation]\nbudget = ["+1", "+2", "+3", 4, "-5"]',
    )
    assert load(tmp_path / "b.toml").levers["innovation"].budget == [110, 210, 310, 410, 510]
    assert load(path).levers["innovation"].budget == [111, 212, 313, 4, 505]
    assert row(path, "levers.innovation.budget")["value"] == [111, 212, 313, 4, 505]


@pytest.mark.parametrize(("text", "base", "said"), [
    ('[levers.innovation]\nbudget = "+7"', "", "has no inherited value to add to"),
    ('[levers.innovation]\nbudget = "-251"', PLAN, "out of range"),
    ('[levers.innovation]\nbudget = "+7 吨"', PLAN, "is not an amount of money"),
    ('[levers.innovation]\nbudget = ["+7", "+7"]', PLAN, "has 2 numbers for 5 years"),
    ('[levers.innovation]\nplatform_share = "+0.1"', PLAN, "is not a number"),
])  # fmt: skip
def test_what_cannot_be_added_is_refused(text, base, said):
    found = problem(text, base)
    assert parts_of(found).key.startswith("levers.innovation.")
    assert said in found.message("en")


def test_a_wrong_value_that_was_inherited_names_its_file():
    found = problem('[levers.green_manufacturing]\nend = "2018Q4"')
    assert parts_of(found).key == "levers.green_manufacturing.so2_charge"
    assert "has 5 numbers for 3 years (inherited from plan_2015)" in found.message("en")
    assert "继承自 plan_2015" in found.message("zh")


def test_names_given_twice_in_two_languages_are_refused():
    found = problem('[levers.technical_transformation]\nreserve = { Dalian = 0.1, "大连" = 0.2 }')
    assert parts_of(found).key == "levers.technical_transformation.reserve.Dalian"
    assert "given twice" in found.message("en")
    found = problem('[levers.innovation]\ncities = ["Dalian", "大连市"]')
    assert "listed twice" in found.message("en")


@pytest.mark.parametrize("name", library_names())
def test_the_resolved_values_are_all_that_holds_and_each_has_an_origin(name):
    found = resolve(name)
    values = {row["key"]: row for row in found.values()}
    assert {row["source"] for row in values.values()} <= {
        *library_names(),
        "national_2015",
        "default",
    }
    for lever, table in found.scenario.levers.items():
        for key in type(table).model_fields:
            if key in ("rate", "off"):
                continue
            held: Any = getattr(table, key) if key not in table.rate_of else table.main_rate(key)
            place = f"levers.{lever}.{key}"
            entries = {k: r["value"] for k, r in values.items() if k.startswith(f"{place}.")}
            if entries:
                assert entries == {f"{place}.{k}": v for k, v in held.items()}
            else:
                assert values[place]["value"] == held
    assert values["national.quota.crude_steel.2016"]["source"] == "national_2015"


def test_show_resolved_prints_a_table_and_a_document(tmp_path, capsys):
    path = files(tmp_path, x=PLAN + "[levers.technical_transformation]\nrate = 0.5")
    assert answer(["scenarios", "show", str(path), "--resolved", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "liaosim/resolved/1"
    by_key = {row["key"]: row for row in document["values"]}
    lever = "levers.technical_transformation"
    assert by_key[f"{lever}.rate"]["source"] == str(path)
    assert by_key[f"{lever}.rate"]["instead"] == [
        {"key": f"{lever}.grant_rate", "value": 0.1, "source": "plan_2015"}
    ]
    assert by_key[f"{lever}.grant_rate"]["value"] == 0.5
    assert by_key[f"{lever}.grant_rate"]["source"] == str(path)
    assert by_key[f"{lever}.grant_cap"]["source"] == "plan_2015"
    assert by_key[f"{lever}.sector_weights"]["source"] == "default"
    for lang, default in (("en", "default"), ("zh", "默认")):
        assert answer(["scenarios", "show", "plan_2015", "--resolved", "--lang", lang]) == 0
        shown = capsys.readouterr().out
        assert default in shown
        assert "cnc_machine_tools" in shown.replace("\n", "")  # lists are not cut
        assert "…" not in shown


def test_the_library_holds_what_it_held():
    """Nothing of the shipped scenarios hangs on the new ways to inherit."""
    for path in LIBRARY.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert "inherit" not in text.replace("inherits", "")
        assert '"+' not in text


def test_strategies_never_write_rate_beside_its_rates():
    assert set(LEVERS["digitalisation"].rate_of) <= set(own_keys("digitalisation", 4, 8))
