import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = ("parameters", "records", "panel")
FILLED = ("odd", "population", "first-results", "lives")
NAMED_CODE = re.compile(r"`([\w/]+\.py)`: ((?:`\w+`(?:, )?)+)")


def reference_pages():
    spec = spec_from_file_location("reference_pages", DOCS / "reference_pages.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES)
def test_a_page_made_from_declarations_is_fresh(page):
    written = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert written == reference_pages().PAGES[page](), f"run: python -m docs.make_pages {page}"


def test_the_odd_page_has_the_table_of_the_quarter():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert reference_pages().quarter_table() in page, "run: python -m docs.make_pages odd"


@pytest.mark.parametrize("page", FILLED)
def test_what_a_person_wrote_stands_in_the_page(page):
    template = (DOCS / "written" / f"{page}.md").read_text(encoding="utf-8")
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    parts = re.split(r"\{\{ *\w+ *\}\}", template)
    assert all(part in text for part in parts), f"run: python -m docs.make_pages {page}"
    assert "{{" not in text


def test_the_odd_page_names_functions_that_exist():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    found = NAMED_CODE.findall(page)
    assert len(found) >= 20
    missing = [
        f"{path}: {name}"
        for path, names in found
        for name in re.findall(r"\w+", names)
        if not re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.M)
    ]
    assert not missing


def test_the_odd_page_names_parameters_that_exist():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    submodels = page.split("## Submodels")[1].split("## Where the equations")[0]
    table = (ROOT / "data" / "parameters.csv").read_text(encoding="utf-8")
    known = {line.split(",")[0] for line in table.splitlines()[1:]}
    used = set(re.findall(r"\*`(\w+)`\*", submodels))
    assert len(used) >= 40
    assert used <= known, f"unknown: {sorted(used - known)}"


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
