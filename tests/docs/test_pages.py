import re
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from docs.generate import events

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = ("parameters", "records", "indicators", "panel")
EVENTS = tuple(sorted(f"events/{path.stem}" for path in (DOCS / "written" / "events").glob("*.md")))
FILLED = ("odd", "population", "first-results", "lives", "feedbacks", "coverage", *EVENTS)
NAMED_RULE = re.compile(r"`([\w/]+\.py):(\w+)`")
NAMED_CODE = re.compile(r"`([\w/]+\.py)`: ((?:`\w+`(?:, )?)+)")


START_ONLY = {  # what the population, the start and the hidden quarters use: docs/population.md
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
    "owner_mix",
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


def reference_pages():
    spec = spec_from_file_location("reference_pages", DOCS / "reference_pages.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES)
def test_a_page_made_from_declarations_is_fresh(page):
    written = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert written == reference_pages().PAGES[page](), f"run: python -m docs.generate {page}"


def test_the_odd_page_has_the_table_of_the_quarter():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert reference_pages().quarter_table() in page, "run: python -m docs.generate odd"


@pytest.mark.parametrize("page", FILLED)
def test_what_a_person_wrote_stands_in_the_page(page):
    template = (DOCS / "written" / f"{page}.md").read_text(encoding="utf-8")
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    parts = re.split(r"\{\{ *\w+ *\}\}", template)
    assert all(part in text for part in parts), f"run: python -m docs.generate {page}"
    assert "{{" not in text


def model_pages():
    """Text of the ODD page and of the pages of events, by name."""
    return {name: (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("odd", *EVENTS)}


@lru_cache
def identifiers():
    """Every name in the code: functions, fields, classes, keys of scenarios, indicators."""
    folders = ("agents", "model", "scenarios")
    texts = [
        path.read_text(encoding="utf-8") for f in folders for path in (ROOT / f).glob("**/*.py")
    ]
    return {word for text in texts for word in re.findall(r"[A-Za-z_]\w+", text)}


def parameters():
    table = (ROOT / "data" / "parameters.csv").read_text(encoding="utf-8")
    return {line.split(",")[0] for line in table.splitlines()[1:]}


def test_there_is_a_page_for_each_event_of_the_quarter():
    numbers = [int(re.findall(r"\d+", name)[0]) for name in EVENTS]
    assert numbers == list(range(1, 14))
    odd = model_pages()["odd"]
    assert all(f"({name}.md)" in odd for name in EVENTS)


@pytest.mark.parametrize("page", EVENTS)
def test_tables_of_an_event_are_fresh(page):
    text = events.written(page)
    for gap, block in events.blocks(page).items():
        text = text.replace("{{ " + gap + " }}", block)
    written = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert written == text, f"run: python -m docs.generate {page}"


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
    named = {word for page in EVENTS for word in events.words_in_code(events.written(page))}
    others = parameters() - named
    assert others <= START_ONLY, f"on no page: {sorted(others - START_ONLY)}"


def test_every_figure_that_a_page_shows_is_there():
    shown = [
        (page, path)
        for page in FILLED
        for path in re.findall(
            r"\]\((figures/[\w.]+)\)", (DOCS / f"{page}.md").read_text(encoding="utf-8")
        )
    ]
    assert shown
    assert not [pair for pair in shown if not (DOCS / pair[1]).exists()]
