"""Texts of both languages: none is missing, left over or spelt with other places."""

import ast
import csv
import errno
import re
import tomllib
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer

from agents.enterprise.record import MOVES, Owner, Product
from agents.parameters import table as parameter_table
from agents.province import LeverName
from calibration.natural_experiments import FIGURES, VAT_2004
from calibration.natural_experiments import GROUPS as GROUPS_OF_REFORM
from cli.main import app
from display.numbers import measure
from experiments.attribution.cost_effectiveness import PRICED
from locales import catalogue
from locales.catalogue import LANGUAGES, joined, phrase, sections, word
from model.indicators import GROUPS, INDICATORS, PRODUCT_NAMES, SCOPES, SYSTEM_NAMES
from model.input_data.data_tables import CITIES, REGIONS, SECTORS, rows
from scenarios.levers.registry import LEVERS
from scenarios.loader import library
from scenarios.plan.targets import EVERY_YEAR, target_table
from traceability.quarter_timing import event_table

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z][A-Za-z_]+")
ANY = "[a-z0-9_]+"  # what may stand in a place of an f-string
LEAST = 3  # fixed letters of an f-string from which it names entries
ASKING = ("word", "phrase", "say", "warned")  # functions that take a key
ENDINGS = ("csv", "docx", "html", "json", "nc", "parquet", "pdf", "svg", "toml", "typ")  # of files
NO_TEXT = ("figure_unit",)  # numbers beside their names
MARKS = ("list", "language")  # marks, spaces and codes

FORMATS = set(
    """
    ERP MES PLM CRM TOML JSON Schema UTF NUL README md csv toml data plan clauses lead_names_en
    liaosim start factor add path national_ compiled interpreted observed trend zh en Apache ECharts
    LIAOSIM_DEBUG http localhost Language delete CSV Parquet parquet netCDF nc Dask
    all random cnc_rate output html docx pdf GBK LF CRLF off true false rate inherit replace
    value low high prior fixed lognormal beta rest
    """.split()  # noqa: SIM905
)
CHINESE_ELSEWHERE = {
    "docs/generate/levers.py": "the page of levers, in both languages at once",
    "model/input_data/lead_enterprises.py": "names of enterprises as the plan has them",
    "model/mesa_model.py": "an example in a docstring",
    "scenarios/field_types.py": "a space that only Chinese text has",
    "scenarios/chinese_names.py": "what people write for keys and levers",
    "scenarios/quantities.py": "units that people write",
    "scenarios/toml_text.py": "marks that Chinese keyboards give",
    "scenarios/plan/clauses.py": "numerals of the plan's clauses",
    "scenarios/schema.py": "keys declared with their meaning in both languages",
    "traceability/chain.py": "numerals of the plan's clauses",
    "traceability/search.py": "brackets of the plan's clauses",
}


@cache
def code():
    """Syntax by file of all code that may ask for a text."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {*pyproject["tool"]["importlinter"]["root_packages"], "docs/generate"}
    files = chain(*((ROOT / folder).rglob("*.py") for folder in folders), ROOT.glob("*.py"))
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(files)
    }


@cache
def nodes(kind):
    """File and node of every piece of the code of one kind."""
    return [(file, n) for file, tree in code().items() for n in ast.walk(tree) if type(n) is kind]


@cache
def texts():
    """Every text by key and language."""
    found: dict[str, dict[str, Any]] = {}
    for lang in LANGUAGES:
        for section, entries in sections(lang).items():
            for name, text in entries.items():
                found.setdefault(f"{section}.{name}", {})[lang] = text
    return {key: pair for key, pair in found.items() if section_of(key) not in NO_TEXT}


def section_of(key):
    return key.partition(".")[0]


def names(section):
    return {key.partition(".")[2] for key in texts() if section_of(key) == section}


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def pattern_of(joined_text):
    """An f-string as a regular expression: anything may stand in its places."""
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ANY
        for part in joined_text.values
    )


@cache
def constants():
    """Whole strings of the code; those inside an f-string are parts of one."""
    parts = {id(part) for _, n in nodes(ast.JoinedStr) for part in n.values}
    found = (n for _, n in nodes(ast.Constant) if isinstance(n.value, str) and id(n) not in parts)
    return frozenset(n.value for n in found)


@cache
def patterns():
    return frozenset(pattern_of(n) for _, n in nodes(ast.JoinedStr))


def letters(pattern):
    """How many letters of a name a pattern has for certain."""
    return len(re.findall("[a-z_]", pattern.rpartition(r"\.")[2].replace(ANY, "")))


@cache
def sections_of_names():
    """Sections of which the code puts keys together from a name that stands by itself."""
    return {p.partition(r"\.")[0] for p in patterns() if r"\." in p and letters(p) < LEAST}


def is_used(key):
    """Whether the code has the key, its name where names make keys, or an f-string that fits."""
    section, _, name = key.partition(".")
    if key in constants() or (section in sections_of_names() and name in constants()):
        return True
    long = (p for p in patterns() if letters(p) >= LEAST)
    return any(re.fullmatch(p, key) or re.fullmatch(p, name) for p in long)


def asking():
    """File, line, key and call of every question for a text that names its key."""
    for file, call in nodes(ast.Call):
        called = call.func
        name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
        if name in ASKING:
            for argument in call.args[:2]:
                if isinstance(argument, ast.Constant) and "." in str(argument.value):
                    yield f"{file}:{call.lineno}", argument.value, call
        elif name in ("both", "option") and isinstance(call.args[0], ast.Constant):
            yield f"{file}:{call.lineno}", f"help.{call.args[0].value!s}", None


def test_every_key_that_the_code_asks_for_is_there():
    asked = list(asking())
    assert len(asked) > 300
    missing = [f"{where}: {key}" for where, key, _ in asked if key not in texts()]
    keys = rf"(?:{'|'.join({section_of(key) for key in texts()})})"
    likely = [c for c in constants() if re.fullmatch(rf"{keys}\.\w+", c)]
    missing += [c for c in likely if c not in texts() and c.partition(".")[2] not in ENDINGS]
    for pattern in patterns():
        if re.match(rf"{keys}\\\.", pattern) and not any(
            re.fullmatch(pattern, key) for key in texts()
        ):
            missing.append(pattern)
    assert not missing


def test_every_place_of_a_text_is_filled_and_nothing_else():
    wrong = []
    for where, key, call in asking():
        given = {keyword.arg for keyword in call.keywords} if call else {None}
        if None not in given and key in texts() and given != places(texts()[key]["en"]):
            wrong.append(f"{where}: {key} given {given}, wanted {places(texts()[key]['en'])}")
    assert not wrong


def test_a_key_that_is_not_there_would_be_found():
    assert not is_used("message.nobody_asks_for_this")
    assert is_used("message.running")
    assert is_used("life.grant_given")


# each entry of these sections is a name of the model's own
NAMED = {
    "indicator": {i.name for i in INDICATORS},
    "unit": {i.unit for i in INDICATORS},
    "scope": {*SCOPES, "province", *REGIONS, *CITIES},
    "group": {*GROUPS, *SECTORS},
    "lever": {lever.name.lower() for lever in LeverName},
    "owner": {owner.name.lower() for owner in Owner},
    "product": {*PRODUCT_NAMES, *(product.name.lower() for product in Product if product)},
    "system": set(SYSTEM_NAMES),
    "move": {str(move) for move in range(MOVES)},
    "target": {target.name for target in target_table()},
    "target_unit": {target.unit for target in target_table()} | {EVERY_YEAR},
    "event": {what for row in event_table() for what in row.what},
    "priced": {name for _, name in PRICED.values()},
    "errno": set(errno.errorcode.values()) & names("errno"),
    "experiment": {*GROUPS_OF_REFORM, *(f"{VAT_2004}_{name}" for name in FIGURES)},
    "who": {who for row in event_table() for who in row.who},
}


def test_everything_that_has_a_name_has_one_in_both_languages():
    missing = {section: sorted(wanted - names(section)) for section, wanted in NAMED.items()}
    assert not {section: found for section, found in missing.items() if found}


def test_no_entry_is_left_over():
    left_over = [
        key
        for key in texts()
        if key.partition(".")[2] not in NAMED.get(section_of(key), ()) and not is_used(key)
    ]
    assert not left_over


def test_every_text_is_chinese_and_english():
    allowed = same_everywhere()
    wrong = []
    for key, pair in texts().items():
        if set(pair) != set(LANGUAGES):
            wrong.append(f"{key}: in {sorted(pair)} only")
            continue
        if section_of(key) in MARKS:
            continue
        chinese, english = (re.sub(r"\{\w*\}", "", pair[lang]) for lang in LANGUAGES)
        if re.search(r"[^\W\d]", english) and not (HAN.search(chinese) or english == chinese):
            wrong.append(f"{key}: the Chinese text has no Chinese")
        if not pair["en"].strip() or not pair["zh"].strip():
            wrong.append(f"{key}: is empty")
        if CHINESE.search(english):
            wrong.append(f"{key}: the English text has Chinese")
        if others := set(LATIN.findall(chinese)) - allowed:
            wrong.append(f"{key}: English words in the Chinese text: {others}")
    assert not wrong


@cache
def same_everywhere():
    """Names of formats, keys, commands and options, which are the same in every language."""
    command: Any = typer.main.get_command(app)
    names = command.list_commands(None)
    options = {
        word
        for each in (command, *(command.get_command(None, name) for name in names))
        for option in each.params
        for word in LATIN.findall(option.name.replace("_", "-"))
    }
    return FORMATS | set(names) | options


def test_both_texts_have_the_same_places_and_no_formats():
    wrong = [
        key
        for key, pair in texts().items()
        if places(pair["zh"]) != places(pair["en"])
        or any(not re.fullmatch(r"\w+", place) for place in places(pair["en"]))
        or any(spec or as_ for t in pair.values() for _, _, spec, as_ in Formatter().parse(t))
    ]
    assert not wrong


def test_figures_have_a_unit_for_every_unit_of_the_model():
    """Larger units stand first; the last holds for the smallest value, or the model's own unit."""
    for lang in LANGUAGES:
        assert set(sections(lang)["figure_unit"]) < {i.unit for i in INDICATORS}
        for unit, larger in sections(lang)["figure_unit"].items():
            bounds = [step["from"] for step in larger]
            assert bounds == sorted(bounds, reverse=True), unit
            for step in larger:
                how = measure(unit, lang, [step["from"]], difference=False)
                assert (how.factor, how.unit) == (step["factor"], step["name"])
                assert bool(HAN.search(how.unit)) == (lang == "zh")


def test_a_text_is_said_in_the_language_of_who_reads_it():
    systems = [phrase("system.erp"), phrase("system.rented", system=phrase("system.crm"))]
    life = phrase("life.systems_with", systems=systems)
    assert life.in_all_languages() == {
        "zh": "有补贴才采用：企业资源计划（ERP）、租用的客户关系管理（CRM）。",
        "en": "Only with a subsidy would it adopt ERP, rented CRM.",
    }
    assert str(life) == life.message() == word("life.systems_with", "en", systems="ERP, rented CRM")
    assert [joined("ab", lang, "semicolon") for lang in LANGUAGES] == ["a；b", "a; b"]
    for wrong in ("message.nothing", "nothing.at_all", "nothing", "message.left_out"):
        with pytest.raises(KeyError):
            word(wrong)
    with pytest.raises(KeyError):
        word("life.systems_with")


def test_an_entry_that_stands_twice_is_refused(tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    for name in ("one", "two"):
        (tmp_path / "en" / f"{name}.toml").write_text("[page]\ntitle = 'A title'\n")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"two.toml: page has \['title'\] twice"):
        sections.__wrapped__("en")


def test_chinese_words_stand_in_the_catalogue_and_nowhere_else():
    found = {
        file
        for file, node in nodes(ast.Constant)
        if isinstance(node.value, str) and CHINESE.search(node.value)
    }
    levers = {file for file in found if file.startswith("scenarios/levers/")}  # keys, as in schema
    assert found - levers == set(CHINESE_ELSEWHERE)


def test_no_code_asks_which_language_it_speaks():
    asked = [
        f"{file}:{node.lineno}"
        for file, node in nodes(ast.Compare)
        if any(isinstance(n, ast.Constant) and n.value == "zh" for n in ast.walk(node))
    ]
    asked += [
        f"{file}:{node.lineno}"
        for file, node in nodes(ast.Dict)
        if any(isinstance(key, ast.Constant) and key.value == "zh" for key in node.keys)
    ]
    assert not asked


def test_the_names_of_the_plan_are_its_own():
    for lang in LANGUAGES:
        assert word("scope.Shenyang", lang) == {"zh": "沈阳市", "en": "Shenyang"}[lang]
    for city in rows("plan/cities"):
        assert word(f"scope.{city['city']}", "zh") == f"{city['name_zh']}市"
        assert word(f"scope.{city['city']}", "en") == city["city"]
    for sector in rows("plan/sectors"):
        assert word(f"group.{sector['sector']}", "zh") == sector["name_zh"]
    assert word("indicator.mes_penetration", "zh") == "制造执行系统普及率"
    plan = (ROOT / "data/plan/liaoning_upgrading_plan_2015.txt").read_text(encoding="utf-8")
    for system in ("erp", "mes", "plm", "crm"):
        assert word(f"system.{system}", "zh") in plan
    with (ROOT / "data/plan/tasks.csv").open(encoding="utf-8") as file:
        for task in csv.DictReader(file):
            assert word(f"lever.{task['task']}", "zh") == task["name_zh"]
            assert task["name_zh"] in plan


def test_every_scenario_is_told_in_both_languages():
    for scenario in library():
        for told in (scenario.title, scenario.description):
            assert set(told) == set(LANGUAGES), scenario.name
            assert HAN.search(told["zh"]), scenario.name
            assert told["en"].strip(), scenario.name
            assert not CHINESE.search(told["en"]), scenario.name


def test_every_key_of_a_lever_and_every_parameter_is_told_in_both_languages():
    for name, table in LEVERS.items():
        for key, field in table.model_fields.items():
            extra: Any = field.json_schema_extra
            assert HAN.search(extra["description_zh"]), f"{name}.{key}"
            assert field.description, f"{name}.{key}"
            assert not CHINESE.search(field.description), f"{name}.{key}"
    for name, entry in parameter_table().items():
        assert HAN.search(entry.meaning_zh), name
        assert entry.meaning, name
        assert not CHINESE.search(entry.meaning), name
