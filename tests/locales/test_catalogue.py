import ast
import csv
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import typer

from agents.enterprise.record import MOVES, Owner, Product
from agents.parameters import table as parameter_table
from agents.province import LeverName
from cli.main import app
from locales.catalogue import LANGUAGES, catalogue, word
from locales.messages import MESSAGES, phrase
from model.indicators import GROUPS, INDICATORS, PRODUCT_NAMES, SCOPES, SYSTEM_NAMES
from model.input_data.data_tables import CITIES, REGIONS, SECTORS
from scenarios.levers.registry import LEVERS
from scenarios.loader import library
from scenarios.plan.targets import EVERY_YEAR, target_table
from traceability.quarter_timing import event_table

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("agents", "model", "scenarios", "calibration", "views", "benchmarks")
CATALOGUE = (
    "catalogue.py",
    "phrases.py",
    "phrases_plan.py",
    "phrases_attribution.py",
    "phrases_studies.py",
    "phrases_facts.py",
    "phrases_report.py",
    "messages.py",
    "life_words.py",
    "parting_words.py",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z][A-Za-z_]+")

FORMATS = set(
    """
    ERP MES PLM CRM TOML JSON Schema UTF NUL README md csv toml data plan clauses lead_names_en
    liaosim start factor add path national_ compiled interpreted observed trend zh en Apache ECharts
    LIAOSIM_DEBUG http localhost Language delete CSV Parquet parquet netCDF nc Dask
    all random cnc_rate output html docx pdf
    """.split()  # noqa: SIM905
)
SAME_WORDS = {"problem.valid_toml"}  # "TOML 1.0" in both
CHINESE_ELSEWHERE = {
    "plan_clauses.py": "numerals of the plan's clauses",
    "trace.py": "the same",
    "named.py": "names of enterprises as the plan has them",
    "face.py": "an example in a docstring",
    "document.py": "the page of levers, in both languages at once",
    "lever_table.py": "keys of levers, declared with name, unit and meaning in both languages",
    "schema.py": "the same",
    "controls.py": "each language named in itself",
}


@cache
def same_everywhere():
    """Names of formats, keys, commands and options, which are the same in every language."""
    command = typer.main.get_command(app)
    names = command.list_commands(None)
    members = [command, *(command.get_command(None, name) for name in names)]
    options = {
        word
        for each in members
        for option in each.params
        for word in LATIN.findall(option.name.replace("_", "-"))
    }
    return FORMATS | set(names) | options


def names(section):
    return {key.partition(".")[2] for key in catalogue() if key.startswith(f"{section}.")}


def sections():
    return {key.partition(".")[0] for key in catalogue()}


@cache
def code():
    """Syntax of every file of code that may use the catalogue, the catalogue's own left out."""
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [
        ast.parse(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
        for path in (*files, *sorted(ROOT.glob("cli*.py")), ROOT / "app.py")
        if path.name not in CATALOGUE
    ]


def pattern_of(joined):
    """An f-string as a regular expression: anything may stand in its places."""
    parts = [
        re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
        for part in joined.values
    ]
    return "".join(parts)


@cache
def strings():
    """Constant strings of the code, and its f-strings as patterns."""
    constants, patterns = set(), set()
    for tree in code():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.add(pattern_of(node))
    return frozenset(constants), frozenset(patterns)


def calls(*functions):
    """First arguments of calls of some functions, as they are written."""
    for tree in code():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in functions:
                yield node.args[0]


def is_used(key):
    """Whether the code has the key, its bare name, or an f-string that makes one of them."""
    constants, patterns = strings()
    section, _, name = key.partition(".")
    if key in constants or name in constants:
        return True
    for pattern in patterns:
        fixed = pattern.replace("[a-z0-9_]+", "").replace("\\", "")
        own = fixed.removeprefix(f"{section}.")
        if len(own) >= 3 and (re.fullmatch(pattern, key) or re.fullmatch(pattern, name)):
            return True
    return False


def test_every_key_that_the_code_asks_for_is_there():
    missing = []
    for argument in calls("word", "words", "say", "problem", "warned", "both", "option", "phrase"):
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            key = argument.value
            known = (key, f"help.{key}", f"problem.{key}", f"message.{key}")
            if not set(known) & set(catalogue()):
                missing.append(key)
        elif isinstance(argument, ast.JoinedStr):
            pattern = re.compile(pattern_of(argument))
            if not any(pattern.fullmatch(key) for key in catalogue()):
                missing.append(pattern.pattern)
    assert not missing


def test_a_key_that_is_not_there_would_be_found():
    asked = [a.value for a in calls("word") if isinstance(a, ast.Constant)]
    assert len(asked) > 50
    assert not is_used("message.nobody_asks_for_this")
    assert is_used("message.running")
    assert is_used("life.grant_given")


@pytest.mark.parametrize("section", sorted(sections()))
def test_no_entry_is_left_over(section):
    from_tables = {  # each entry of these is a name of the model's own, and tested below
        "indicator": {i.name for i in INDICATORS},
        "unit": {i.unit for i in INDICATORS},
        "scope": set(SCOPES),
        "group": {*GROUPS, "service_manufacturing"},
        "lever": {lever.name.lower() for lever in LeverName},
        "owner": {owner.name.lower() for owner in Owner},
        "product": set(PRODUCT_NAMES),
        "move": {str(move) for move in range(MOVES)},
        "target": {target.name for target in target_table()},
        "target_unit": {target.unit for target in target_table()} | {EVERY_YEAR},
        "event": {what for row in event_table() for what in row.what},
        "who": {who for row in event_table() for who in row.who},
    }
    if section == "event":
        return  # words of events may stand before the quarter has them
    left_over = names(section) - from_tables.get(section, set())
    assert sorted(name for name in left_over if not is_used(f"{section}.{name}")) == []


def test_everything_that_has_a_name_has_one_in_both_languages():
    wanted = {
        "indicator": {i.name for i in INDICATORS},
        "unit": {i.unit for i in INDICATORS},
        "scope": {"province", *REGIONS, *CITIES},
        "group": {*GROUPS, *SECTORS},
        "lever": {lever.name.lower() for lever in LeverName},
        "owner": {owner.name.lower() for owner in Owner},
        "product": {product.name.lower() for product in Product if product},
        "system": set(SYSTEM_NAMES),
        "move": {str(move) for move in range(MOVES)},
        "target": {target.name for target in target_table()},
        "target_unit": {target.unit for target in target_table()} | {EVERY_YEAR},
        "event": {what for row in event_table() for what in row.what},
        "who": {who for row in event_table() for who in row.who},
    }
    for section, own in wanted.items():
        assert own <= names(section), section


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_entry_is_chinese_and_english(key):
    chinese, english = catalogue()[key]
    bare = re.sub(r"\{\w*\}", "", chinese)
    if re.search(r"[^\W\d]", bare) and key not in SAME_WORDS:
        assert CHINESE.search(chinese), "the Chinese text has no Chinese"
    assert english.strip()
    assert not CHINESE.search(english), "the English text has Chinese"
    assert set(LATIN.findall(bare)) <= same_everywhere(), "English words in the Chinese text"


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_texts_have_the_same_places(key):
    chinese, english = (
        sorted(name for _, name, _, _ in Formatter().parse(text) if name)
        for text in catalogue()[key]
    )
    assert chinese == english


def test_there_is_one_catalogue_for_words_and_problems():
    for key, (chinese, english) in MESSAGES.items():
        assert catalogue()[f"problem.{key}"] == (chinese, english)
    assert phrase("line", n=3).message("zh") == word("problem.line", "zh", n=3)


def test_chinese_words_stand_in_the_catalogue_and_nowhere_else():
    found = {
        Path(path.relative_to(ROOT)).as_posix()
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name not in (*CATALOGUE, *CHINESE_ELSEWHERE)
        and not path.name.startswith("levers")  # keys declared in both languages, as above
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
    }
    assert found == set()


def test_the_names_of_the_plan_are_its_own():
    assert word("group.cnc_machine_tools", "zh") == "高档数控机床"
    assert word("scope.Shenyang", "zh") == "沈阳市"
    assert word("indicator.mes_penetration", "zh") == "制造执行系统普及率"
    plan = (ROOT / "data/plan/liaoning_upgrading_plan_2015.txt").read_text(encoding="utf-8")
    for system in ("erp", "mes", "plm", "crm"):
        assert word(f"system.{system}", "zh") in plan
    with (ROOT / "data/plan/tasks.csv").open(encoding="utf-8") as file:
        for task in csv.DictReader(file):
            assert word(f"lever.{task['task']}", "zh") == task["name_zh"]
            assert task["name_zh"] in plan


@pytest.mark.parametrize("scenario", library(), ids=lambda scenario: scenario.name)
def test_every_scenario_is_told_in_both_languages(scenario):
    for told in (scenario.title, scenario.description):
        assert set(told) == set(LANGUAGES)
        assert CHINESE.search(told["zh"])
        assert told["en"].strip()
        assert not CHINESE.search(told["en"])


def test_every_key_of_a_lever_and_every_parameter_is_told_in_both_languages():
    for name, table in LEVERS.items():
        for key, field in table.model_fields.items():
            extra = field.json_schema_extra
            assert CHINESE.search(extra["description_zh"]), f"{name}.{key}"
            assert field.description, f"{name}.{key}"
            assert not CHINESE.search(field.description), f"{name}.{key}"
    for name, entry in parameter_table().items():
        assert CHINESE.search(entry.meaning_zh), name
        assert entry.meaning, name
        assert not CHINESE.search(entry.meaning), name
