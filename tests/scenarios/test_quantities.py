"""Money and tonnes with a unit mean what they say, wherever they stand, and are said in words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.main import answer
from scenarios.errors import ScenarioError
from scenarios.field_types import Within, checks_of
from scenarios.levers.registry import LEVERS
from scenarios.loader import parse_text
from scenarios.quantities import MONEY, PER_TONNE, TONNES, in_words, parsed
from scenarios.schema import json_schema

MONEY_TEXTS = {
    "11 亿元": 1100, "11亿元": 1100, "1100 million yuan": 1100, "1,100 million yuan": 1100,
    "110000 万元": 1100, "1.1 billion yuan": 1100, "1.1bn yuan": 1100, "5000 元": Fraction(1, 200),
    "1 百万元": 1, "2 千万元": 20, "11 亿元/年": 1100, "5 million RMB a year": 5,
    "0.3 亿人民币": 30, "700 Million Yuan": 700,
}  # fmt: skip
TONNE_TEXTS = {
    "600 万吨": 6_000_000, "6 million tonnes": 6_000_000, "6 Mt": 6_000_000, "500 kt": 500_000,
    "1,500 tonnes": 1500, "0.5 亿吨": 50_000_000, "20000 吨": 20_000, "20 thousand tons": 20_000,
}  # fmt: skip
PER_TONNE_TEXTS = {"75 元/吨": 75, "75 yuan/tonne": 75, "75 yuan a tonne": 75, "0.1 万元/吨": 1000}
TEXTS: dict[str, Any] = {
    **{text: (value, MONEY) for text, value in MONEY_TEXTS.items()},
    **{text: (value, TONNES) for text, value in TONNE_TEXTS.items()},
    **{text: (value, PER_TONNE) for text, value in PER_TONNE_TEXTS.items()},
}
NONE = ("", "yuan", "11", "eleven yuan", "1.000,5 万元", "11 万", "11 亿", "1,00 万元",
        "11 yuan tonnes", "1e3 万元", "--5 元", "５ 万元", "11 dollars",
        "11 亿元 等", "nan 元")  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_text_with_a_unit(text):
    value, unit = TEXTS[text]
    found: Any = parsed(text)
    assert (found.number, found.unit, found.adds) == (value, unit, False)
    assert parsed(f"+{text}") == found._replace(adds=True)
    assert parsed(f"-{text}") == found._replace(number=-value, adds=True)


@pytest.mark.parametrize("text", NONE)
def test_text_that_is_no_quantity(text):
    found = parsed(text)
    assert found is None or found.unit == ""


def number_of(text: str) -> float:
    """The number that a text with a unit means."""
    found: Any = parsed(text)
    return float(found.number)


def unit_of(info: Any) -> str:
    """The unit that a key is declared with."""
    return str(info.json_schema_extra["unit"])


def keys_with_units():
    """Keys of levers that are money or tonnes."""
    for lever, table in LEVERS.items():
        for key, info in table.model_fields.items():
            checks = checks_of(info.metadata, info.annotation)
            units = [check.unit for check in checks if isinstance(check, Within) and check.unit]
            if units:
                yield lever, key, units[0], unit_of(info)


@pytest.mark.parametrize(("lever", "key", "unit", "said"), list(keys_with_units()))
def test_a_unit_may_stand_at_every_key_of_money_and_tonnes(lever, key, unit, said):
    text = {MONEY: '"1 万元"', TONNES: '"1 万吨"', PER_TONNE: '"1 元/吨"'}[unit]
    value = {MONEY: 0.01, TONNES: 10_000.0, PER_TONNE: 1.0}[unit]
    by_product = "by product" in said
    given = f"{{ cement = {text} }}" if by_product else text
    table = parse_text(f'name = "x"\n[levers.{lever}]\n{key} = {given}').levers[lever]
    assert getattr(table, key) == ({"cement": value} if by_product else value)
    wrong = '"1 万吨"' if unit == MONEY else '"1 万元"'
    given = f"{{ cement = {wrong} }}" if by_product else wrong
    with pytest.raises(ScenarioError, match="with a unit"):
        parse_text(f'name = "x"\n[levers.{lever}]\n{key} = {given}')


def test_every_key_whose_unit_is_money_or_tonnes_takes_one():
    with_units = {(lever, key) for lever, key, _, _ in keys_with_units()}
    for lever, table in LEVERS.items():
        for key, info in table.model_fields.items():
            unit = unit_of(info)
            takes = unit.startswith(("million yuan", "tonnes", "yuan/tonne"))
            assert takes == ((lever, key) in with_units), (lever, key, unit)


def test_units_in_lists_and_product_tables():
    scenario = parse_text("""
        name = "x"
        [levers.capacity_elimination]
        budget = ["1 亿元", 200, "300 million yuan", 400, "5 亿元"]
        quota = { cement = ["100 万吨", 2e6, "3 Mt", 4e6, 5e6], paper = "2 万吨" }
    """)
    table: Any = scenario.levers["capacity_elimination"]
    assert table.budget == [100.0, 200.0, 300.0, 400.0, 500.0]
    assert table.quota == {"cement": [1e6, 2e6, 3e6, 4e6, 5e6], "paper": 20_000.0}
    assert parse_text(scenario.to_toml()) == scenario


@given(st.integers(1, 10**9))
def test_a_unit_never_costs_a_digit(number):
    small, large = (number_of(t) for t in (f"{number} 万元", f"{number / 100:.2f} 亿元"))
    assert (small, large) == (number / 100, number)


@pytest.mark.parametrize(("value", "unit", "said"), [
    (1100.0, MONEY, "11 亿元 = 1,100 million yuan"),
    (11.0, MONEY, "1,100 万元 = 11 million yuan"),
    (0.059, MONEY, "5.9 万元 = 59,000 yuan"),
    (6e6, TONNES, "600 万吨 = 6 million tonnes"),
    (2000.0, TONNES, "2,000 吨 = 2,000 tonnes"),
    (75.0, PER_TONNE, "75 元/吨 = 75 yuan/tonne"),
    (0.0, MONEY, "0 元 = 0 yuan"),
])  # fmt: skip
def test_a_value_in_words(value, unit, said):
    assert in_words(value, unit) == said
    for text in said.split(" = "):
        assert number_of(text) == pytest.approx(value)


def test_a_value_too_large_is_said_in_words():
    with pytest.raises(ScenarioError, match=r"\(20,000 亿元 = 2,000,000 million yuan\) is out of"):
        parse_text('name = "x"\n[levers.alliances]\nbudget = "20000 亿元"')


def test_a_number_in_quotes_without_a_unit_is_refused():
    with pytest.raises(ScenarioError, match="is text without a unit"):
        parse_text('name = "x"\n[levers.alliances]\nbudget = "100"')


def test_the_schema_takes_text_where_a_unit_may_stand():
    for budget in (100, "11 亿元", ["1 亿元", 200]):
        jsonschema.validate(
            {"name": "x", "levers": {"alliances": {"budget": budget}}}, json_schema()
        )
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            {"name": "x", "levers": {"digitalisation": {"energy_share": "1 万元"}}}, json_schema()
        )


def test_check_says_money_and_tonnes_in_words(tmp_path, capsys):
    path = tmp_path / "x.toml"
    path.write_text(
        'name = "x"\nextends = "plan_2015"\n[levers.capacity_elimination]\nbudget = "4 亿元"\n'
        'quota = { cement = "600 万吨" }\n[levers.digitalisation]\nbudget = 11',
        encoding="utf-8",
    )
    for lang in ("en", "zh"):
        assert answer(["scenarios", "check", str(path), "--lang", lang]) == 0
        said = capsys.readouterr()
        assert "capacity_elimination.budget: 4 亿元 = 400 million yuan\n" in said.out
        assert "quota.cement: 600 万吨 = 6 million tonnes\n" in said.out
        assert "digitalisation.budget: 1,100 万元 = 11 million yuan\n" in said.out
        assert "digitalisation" in said.err  # so small a budget is warned of
