import re
from pathlib import Path

import pytest

from agents.province import LeverName
from model.indicators import GROUPS, INDICATORS, SCOPES
from scenarios.catalogue import catalogue, word
from scenarios.target_table import EVERY_YEAR, target_table
from scenarios.trace_quarter import event_table

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KEY = re.compile(r"\"((?:heading|message|help)\.[a-z_]+)\"")
USED_BY_PARTS = {  # built from a list of names, or by a function that adds the section
    "heading": re.compile(r"\"([a-z_]+)\""),
    "help": re.compile(r"(?:option|both)\(\"([a-z_]+)\""),
}


def names(section):
    return {key.partition(".")[2] for key in catalogue() if key.startswith(f"{section}.")}


def sources():
    folders = ("agents", "model", "scenarios", "calibration", "views", "benchmarks")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    files = [
        path for path in files if path.name not in ("catalogue.py", "phrases.py", "phrases_plan.py")
    ]
    return "\n".join(path.read_text() for path in (*files, ROOT / "cli.py", ROOT / "app.py"))


def test_every_indicator_unit_scope_and_group_has_an_entry_and_no_entry_is_left_over():
    assert names("indicator") == {indicator.name for indicator in INDICATORS}
    assert names("unit") == {indicator.unit for indicator in INDICATORS}
    assert names("scope") == set(SCOPES)
    assert names("group") - {"service_manufacturing"} == set(GROUPS)


def test_every_lever_target_and_event_has_an_entry():
    table = target_table()
    assert names("lever") == {lever.name.lower() for lever in LeverName}
    assert names("target") == {target.name for target in table}
    assert names("target_unit") == {target.unit for target in table} | {EVERY_YEAR}
    assert {what for row in event_table() for what in row.what} <= names("event")
    assert {who for row in event_table() for who in row.who} <= names("who")


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_entry_is_chinese_and_english(key):
    chinese, english = catalogue()[key]
    assert CHINESE.search(chinese)
    assert english.strip()
    assert not CHINESE.search(english)
    assert set(re.findall(r"\{\w+\}", chinese)) == set(re.findall(r"\{\w+\}", english))


def test_every_message_heading_and_help_text_is_used_and_every_use_has_one():
    text = sources()
    used = set(KEY.findall(text))
    assert used <= set(catalogue())
    for section, pattern in USED_BY_PARTS.items():
        used |= {f"{section}.{name}" for name in pattern.findall(text)} & set(catalogue())
    for section in ("heading", "message", "help"):
        assert {key for key in catalogue() if key.startswith(f"{section}.")} <= used


def test_the_names_of_the_plan_are_its_own():
    assert word("group.cnc_machine_tools", "zh") == "高档数控机床"
    assert word("scope.Shenyang", "zh") == "沈阳市"
    assert word("indicator.mes_penetration", "zh") == "制造执行系统普及率"
