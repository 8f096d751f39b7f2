import re
from functools import lru_cache
from pathlib import Path

import pytest

from docs.generate import events, reference
from docs.generate.__main__ import PAGES
from docs.generate.markdown import filled, template

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
EVENTS = tuple(
    sorted(f"events/{path.stem}" for path in (DOCS / "templates" / "events").glob("*.md"))
)
DECLARED = ("parameters", "records", "indicators", "panel", "levers", "cli", "settings", *EVENTS)
MEASURED = ("odd", "population", "first-results", "lives", "feedbacks", "coverage", "gap")
NAMED_RULE = re.compile(r"`([\w/]+\.py):(\w+)`")
NAMED_CODE = re.compile(r"`([\w/]+\.py)`: ((?:`\w+`(?:, )?)+)")


START_ONLY = {  # what the population, the start and the hidden quarters use: docs/population.md
    "central_part",
    "owner_tilt",
    "capital_output_scale",
    "counted_enterprises",
    "gap_min_large",
    "hidden_quarters",
    "key_numerical",
    "outside_least",
    "process_numerical",
    "key_quality",
    "key_share",
    "line_rest",
    "listed_state_last",
    "revenue_per_worker_discount",
    "rung_concentration",
    "rung_mix",
    "size_tail",
    "start_all",
    "start_efficiency_sd",
    "start_idle",
    "start_key",
    "start_lean",
    "start_quality_sd",
}


def test_every_page_is_made_from_declarations_or_measured():
    assert {*DECLARED, *MEASURED} == set(PAGES)


@pytest.mark.parametrize("page", DECLARED)
def test_a_page_made_from_declarations_is_fresh(page):
    written = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert written == filled(page, PAGES[page]()), f"run: python -m docs.generate {page}"


def test_the_odd_page_has_the_table_of_the_quarter():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert reference.quarter_table() in page, "run: python -m docs.generate odd"


def test_the_page_of_settings_has_everything_that_can_be_set():
    """Options by the reference of the command, variables by what the code and make read."""
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    options = set(
        re.findall(r"^\* `(--[a-z-]+)", (DOCS / "cli.md").read_text(encoding="utf-8"), re.M)
    )
    read = set(re.findall(r"\$\$\{(\w+)|^(\w+) \?=", (ROOT / "Makefile").read_text(), re.M))
    variables = {name for names in read for name in names if name}
    for path in ROOT.glob("*/**/*.py"):
        text = path.read_text(encoding="utf-8")
        if not path.parts[len(ROOT.parts)].startswith((".venv", "build", "site")):
            variables |= set(re.findall(r"environ(?:\.get)?[(\[]\s*\"(\w+)\"", text))
            variables |= set(re.findall(r"\b(?:LIAOSIM|NUMBA)_[A-Z_]*[A-Z]\b|\bNO_COLOR\b", text))
    assert len(options) > 25
    assert len(variables) > 15
    missing = [name for name in sorted(options | variables - {"PATH"}) if f"`{name}" not in page]
    assert missing == ["--help"]


@pytest.mark.parametrize("page", MEASURED)
def test_what_a_person_wrote_stands_in_the_page(page):
    template = (DOCS / "templates" / f"{page}.md").read_text(encoding="utf-8")
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    parts = re.split(r"\{\{ *\w+ *\}\}", template)
    assert all(part in text for part in parts), f"run: python -m docs.generate {page}"
    assert "{{" not in text


def model_pages():
    """Text of the ODD page and of the pages of events, by name."""
    return {name: (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("odd", *EVENTS)}


@lru_cache
def identifiers():
    """Every name in the code: functions, fields, classes, scenarios, their keys, indicators."""
    folders = ("agents", "model", "scenarios", "experiments", "calibration", "traceability")
    texts = [
        path.read_text(encoding="utf-8") for f in folders for path in (ROOT / f).glob("**/*.py")
    ]
    scenarios = {path.stem for path in (ROOT / "scenarios" / "library").glob("*.toml")}
    return scenarios | {word for text in texts for word in re.findall(r"[A-Za-z_]\w+", text)}


def parameters():
    table = (ROOT / "data" / "parameters.csv").read_text(encoding="utf-8")
    return {line.split(",")[0] for line in table.splitlines()[1:]}


def test_there_is_a_page_for_each_event_of_the_quarter():
    numbers = [int(re.findall(r"\d+", name)[0]) for name in EVENTS]
    assert numbers == list(range(1, 14))
    odd = model_pages()["odd"]
    assert all(f"({name}.md)" in odd for name in EVENTS)


def test_every_rule_that_a_page_names_exists():
    found = []
    for page, text in model_pages().items():
        for path, names in NAMED_CODE.findall(text):
            found += [(page, path, name) for name in re.findall(r"\w+", names)]
        found += [(page, path, name) for path, name in NAMED_RULE.findall(text)]
    assert len(found) >= 150
    missing = [
        f"{page}: {path}: {name}"
        for page, path, name in found
        if not re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.M)
    ]
    assert not missing


def test_every_name_in_backticks_is_a_parameter_or_stands_in_the_code():
    known = parameters() | identifiers()
    unknown = [
        f"{page}: {name}"
        for page, text in model_pages().items()
        for name in re.findall(r"`([A-Za-z_]\w+)`", text)
        if name not in known
    ]
    assert not unknown


def test_equations_use_parameters_that_exist():
    known = parameters() | identifiers()
    used = set()
    for page, text in model_pages().items():
        for equation in re.findall(r"```text\n(.*?)```", text, re.S):
            names = set(re.findall(r"[a-z]\w*_[a-z0-9_]+", equation))
            names = {name for name in names if not name.endswith(("_i", "_j", "_k", "_l"))}
            assert names <= known, f"{page}: {sorted(names - known)}"
            used |= names & parameters()
    assert len(used) >= 60


def test_every_parameter_stands_on_the_page_of_an_event_or_of_the_start():
    """What no page of an event names belongs to the population, the start or the record."""
    named = {word for page in EVENTS for word in events.words_in_code(template(page))}
    others = parameters() - named
    assert others <= START_ONLY, f"on no page: {sorted(others - START_ONLY)}"


def test_every_figure_that_a_page_shows_is_there():
    shown = [
        (page, path)
        for page in MEASURED
        for path in re.findall(
            r"\]\((figures/[\w.]+)\)", (DOCS / f"{page}.md").read_text(encoding="utf-8")
        )
    ]
    assert shown
    assert not [pair for pair in shown if not (DOCS / pair[1]).exists()]
