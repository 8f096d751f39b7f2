"""Scenarios load by name and by path, extend each other, and come back from their own text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales.catalogue import LANGUAGES, phrase
from scenarios.errors import ScenarioError
from scenarios.loader import (
    LIBRARY,
    library,
    load,
    one_scenario,
    parse_text,
    several_scenarios,
)
from tests.strategies import scenarios

PLAN = (LIBRARY / "plan_2015.toml").read_text(encoding="utf-8")


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(text):
    """The error that a text raises, if any."""
    try:
        parse_text(text)
    except ScenarioError as error:
        return error
    return None


@given(scenarios())
@settings(max_examples=60, deadline=None)
def test_a_scenario_written_and_read_again_is_the_same(scenario):
    again = parse_text(scenario.to_toml())
    assert again == scenario
    assert again.content_hash == scenario.content_hash
    assert again.to_toml() == scenario.to_toml()


@pytest.mark.parametrize("scenario", library(), ids=lambda s: s.name)
def test_a_shipped_scenario_written_and_read_again_is_the_same(scenario, tmp_path):
    again = load(write(tmp_path, "copy.toml", scenario.to_toml()))
    assert again == scenario
    assert again.content_hash == scenario.content_hash


def test_a_library_name_wins_over_a_file_and_a_path_over_a_name(tmp_path, monkeypatch):
    write(tmp_path, "plan_2015", 'name = "mine"')
    write(tmp_path, "plan_2015.toml", 'name = "mine"')
    monkeypatch.chdir(tmp_path)
    assert load("plan_2015").name == "plan_2015"
    assert load("plan_2015.toml").name == "mine"
    assert load("./plan_2015").name == "mine"


def test_extends_replaces_values_and_lists_and_keeps_the_rest(tmp_path):
    path = write(
        tmp_path,
        "more.toml",
        """
        name = "more"
        extends = "plan_2015"
        [levers.digitalisation]
        budget = [1, 2, 3, 4, 5]
        systems = ["erp"]
    """,
    )
    plan, more = load("plan_2015"), load(path)
    lever: Any = more.levers["digitalisation"]
    before: Any = plan.levers["digitalisation"]
    assert lever.budget == [1, 2, 3, 4, 5]
    assert lever.systems == ["erp"]
    assert lever.rate_software == before.rate_software
    assert more.levers["financing"] == plan.levers["financing"]
    assert more.title == {"zh": "more", "en": "more"}  # words are not inherited


def test_extends_reaches_a_file_beside_and_what_that_extends(tmp_path):
    write(tmp_path, "base.toml", 'name = "base"\nextends = "plan_2015"\n[world]\npaths = "trend"')
    top = load(write(tmp_path, "top.toml", 'name = "top"\nextends = "base.toml"'))
    assert top.world.paths == "trend"
    assert set(top.levers) == set(load("plan_2015").levers)


def test_a_problem_of_a_base_names_the_base(tmp_path):
    write(tmp_path, "base.toml", 'name = "base"\nwrong = 1')
    with pytest.raises(ScenarioError) as caught:
        load(write(tmp_path, "top.toml", 'name = "top"\nextends = "base.toml"'))
    assert "base.toml: wrong: " in str(caught.value.problems[0])


def test_the_nations_layer_lies_under_every_scenario():
    national = load("no_plan").national
    assert national.quota["crude_steel"]["2016"] == 6_020_000
    assert all(scenario.national == national for scenario in library())
    assert not load("no_plan").levers


def test_a_byte_order_mark_and_windows_line_ends_are_taken(tmp_path):
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    assert load(path) == load("plan_2015")


def test_words_do_not_change_the_hash_and_money_does():
    words = parse_text('name = "x"\ntitle = "one"')
    other = parse_text('name = "x"\ntitle = "two"')
    money = parse_text('name = "x"\n[levers.digitalisation]\nbudget = 1')
    assert words.content_hash == other.content_hash != money.content_hash


def test_text_stands_for_both_languages():
    assert parse_text('name = "x"\ntitle = "标题"').title == {"zh": "标题", "en": "标题"}


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_random_bytes_raise_scenario_errors_only(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "random.toml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert "random.toml" in str(caught.value)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_random_mutations_raise_scenario_errors_only(data):
    at = data.draw(st.integers(0, len(PLAN) - 1))
    cut = data.draw(st.integers(0, 12))
    put = data.draw(st.one_of(
        st.text(max_size=6),
        st.sampled_from(["=", "[", "]", "{", "-1", "nan", '"', "\n", "1e400", "2016-01-01", "."]),
    ))  # fmt: skip
    error = refusal(PLAN[:at] + put + PLAN[at + cut :])
    if error is not None:
        assert 0 < len(str(error)) <= 4000
        assert str(error).replace("\n", "").isprintable()
        assert error.message("zh")


def test_at_most_twenty_problems_are_printed():
    keys = "\n".join(f"key_{i} = 1" for i in range(50))
    with pytest.raises(ScenarioError) as caught:
        parse_text(f'name = "x"\n{keys}')
    lines = str(caught.value).splitlines()
    assert len(lines) <= 21
    assert lines[-1] == f"and {50 - (len(lines) - 1)} more"
    assert caught.value.message("zh").splitlines()[-1].startswith("另有")


def test_at_most_four_thousand_characters_are_printed():
    long = [phrase("problem.toml", why="长" * 600) for _ in range(20)]
    for lang in ("zh", "en"):
        assert len(ScenarioError(long).message(lang)) <= 4000


@pytest.mark.parametrize(
    ("name", "base"),
    [("plan_2015", "digital_first"), ("no_plan", "plan_2015"), ("national_2015", "plan_2015")],
)
def test_a_name_of_the_library_stands_for_its_content_alone(name, base, tmp_path):
    path = write(tmp_path, "mine.toml", f'name = "{name}"\nextends = "{base}"')
    with pytest.raises(ScenarioError) as found:
        load(path)
    (problem,) = found.value.problems
    own = load(write(tmp_path, "other.toml", f'name = "other"\nextends = "{base}"'))
    for said in map(problem.message, LANGUAGES):
        assert "mine.toml: name: " in said
        assert load(name).content_hash[:12] in said
        assert own.content_hash[:12] not in said  # the name is part of the content
    copied = write(tmp_path, f"{name}.toml", load(name).to_toml())
    assert load(copied).content_hash == load(name).content_hash


def test_a_scenario_made_in_python_needs_a_name_of_its_own_too():
    some = load("plan_2015").with_levers(["digitalisation"])
    with pytest.raises(ScenarioError, match="library scenario with other content"):
        several_scenarios(["no_plan", some])
    named = load("plan_2015").with_levers(["digitalisation"], "some")
    assert several_scenarios(["no_plan", named], "trend")[1].name == "some"
    assert one_scenario("plan_2015", "trend").world.paths == "trend"
