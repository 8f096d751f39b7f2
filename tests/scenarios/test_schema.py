"""The schema says of every key what it means, and every shipped file obeys it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from agents.province import LeverName
from docs.generate.levers import blocks
from locales.catalogue import word
from scenarios.levers.base import Lever
from scenarios.levers.registry import LEVERS
from scenarios.loader import LIBRARY, library_names
from scenarios.schema import ScenarioFile, json_schema
from tests.strategies import tables

FILES = sorted(LIBRARY.glob("*.toml"))
PLAN = Path(__file__).parents[2] / "data" / "plan" / "liaoning_upgrading_plan_2015.txt"


def test_every_lever_of_the_plan_is_built():
    assert set(LEVERS) == {lever.name.lower() for lever in LeverName}


@pytest.mark.parametrize("name", LEVERS)
def test_every_key_has_meaning_unit_and_clause_in_both_languages(name):
    for key, info in LEVERS[name].model_fields.items():
        extra: Any = info.json_schema_extra
        assert info.description, key
        assert extra["unit"], key
        assert extra["description_zh"], key
        assert extra["clause"][0] in "一二三四", key


@pytest.mark.parametrize("name", LEVERS)
def test_the_title_of_a_lever_stands_in_the_plan(name):
    assert word(f"lever.{name}", "zh") in PLAN.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_shipped_files_fit_the_json_schema_and_have_words_in_both_languages(path):
    tables_of_file = tomllib.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(tables_of_file, json_schema())
    for words in ("title", "description"):
        assert set(tables_of_file[words]) == {"zh", "en"}
        assert tables_of_file[words]["zh"] != tables_of_file[words]["en"]


@given(tables())
@settings(max_examples=50, deadline=None)
def test_json_schema_and_models_accept_the_same_files(file):
    jsonschema.validate(file, json_schema())
    ScenarioFile.model_validate(file)


def test_json_schema_refuses_what_the_models_refuse():
    levers: dict[str, Any]
    for levers in ({"digitalisation": {"budget": -1}}, {"digitalisation": {"citys": ["Dalian"]}},
                   {"digitalisation": {"cities": ["Dalain"]}}, {"inovation": {}},
                   {"alliances": {"rate": 0.1}}, {"policy_support": {"rate": 0.1}}):  # fmt: skip
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"name": "x", "levers": levers}, json_schema())


def test_a_rate_is_explained_where_it_is_taken_and_only_there():
    for name, model in LEVERS.items():
        said = blocks()["levers"].partition(f"## {name} ")[2].partition("\n## ")[0]
        assert ("`rate` stands for `" in said) == bool(model.rate_of)
        assert ("`rate` is refused" in said) == (not model.rate_of)


def test_selectors_without_a_say_are_known_keys_and_stand_on_the_page():
    for name, model in LEVERS.items():
        said = blocks()["levers"].partition(f"## {name} ")[2].partition("\n## ")[0]
        for parts, selectors, _ in model.ignored_selectors:
            assert set(parts) <= set(model.own_keys())
            assert set(selectors) <= set(Lever.model_fields)
            for key in (*parts, *selectors):
                assert f"`{key}`" in said


def test_shipped_scenarios():
    assert {"no_plan", "plan_2015", "transformation_first", "elimination_first", "digital_first",
            "northwest_priority", "demand_slump_2016"} <= set(library_names())  # fmt: skip
