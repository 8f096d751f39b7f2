"""Titles that are equal are told apart by name, wherever scenarios stand side by side."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from agents.record import interpreted
from experiments import plots
from experiments.attribution.attribution import pair_of
from experiments.wording import of_comparison
from liaosim import compare
from locales.catalogue import LANGUAGES
from scenarios.loader import load, parse_text, several_scenarios
from scenarios.scenario import told_apart
from views import tables

DRAFTS = ('name = "draft_1"\nextends = "plan_2015"\ntitle = "技改优先"',
          'name = "draft_2"\nextends = "elimination_first"\ntitle = "技改优先"')  # fmt: skip


def titled(**titles):
    """Scenarios of these names and titles."""
    return [parse_text(f'name = "{name}"\ntitle = "{title}"') for name, title in titles.items()]


def texts(scenarios, lang="en"):
    return [scenario.title[lang] for scenario in scenarios]


def test_equal_titles_get_their_names_and_others_stay():
    found = told_apart(titled(a="same", b="same", c="other"))
    assert texts(found) == ["same (a)", "same (b)", "other"]
    assert texts(found, "zh") == texts(found)
    assert told_apart(found) == found  # nothing more is added
    assert [s.content_hash for s in found] == [
        s.content_hash for s in titled(a="same", b="same", c="other")
    ]


def test_titles_that_look_equal_are_equal():
    assert texts(told_apart(titled(a="技改 优先", b="技改  优先 ", c="技改优先")))[2] == "技改优先"
    assert texts(told_apart(titled(a="ＡＢ", b="AB"))) == ["ＡＢ (a)", "AB (b)"]


def test_a_title_made_so_is_told_apart_again():
    found = texts(told_apart(titled(a="x (b)", b="x", c="x")))
    assert len(set(found)) == 3


def test_titles_may_be_equal_in_one_language_alone():
    pair = [
        parse_text(f'name = "{name}"\ntitle = {{ zh = "同", en = "{name}" }}')
        for name in ("a", "b")
    ]
    found = told_apart(pair)
    assert texts(found, "zh") == ["同 (a)", "同 (b)"]
    assert texts(found, "en") == ["a", "b"]


def test_whoever_takes_several_scenarios_tells_them_apart():
    drafts = [parse_text(text) for text in DRAFTS]
    chosen = several_scenarios(["no_plan", *drafts])
    assert texts(chosen)[1:] == ["技改优先 (draft_1)", "技改优先 (draft_2)"]
    assert texts(pair_of(drafts[1], drafts[0], None)) == texts(chosen)[1:]
    assert pair_of("no_plan", "no_plan", None)[0] == load("no_plan")


@pytest.fixture(scope="module")
def found():
    if interpreted():
        pytest.skip("runs of the province take minutes where the rules are not compiled")
    return compare(
        "no_plan", [parse_text(text) for text in DRAFTS], runs=2, scale=0.02, until="2017Q4"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_tables_and_sentences_have_each_of_them(found, lang):
    both = {"技改优先 (draft_1)", "技改优先 (draft_2)"}
    names = found.scenarios
    dots = plots.drawn_year(found, "output", "2017", lang).chart.to_dict()
    paths = plots.drawn_years(found, "output", lang).chart.to_dict()
    for chart, points in ((dots, 1), (paths, 3)):
        text = json.dumps(chart, ensure_ascii=False)
        assert all(title in text for title in both)
        domains = [
            encoding["color"]["scale"]["domain"]
            for layer in chart["layer"]
            for encoding in [layer.get("encoding", {})]
            if isinstance(encoding.get("color"), dict) and "scale" in encoding["color"]
        ]
        assert domains
        for domain in domains:
            assert len(set(domain)) == len(domain) >= 2
        assert text.count('"scenario": "技改优先 (draft_1)"') >= points
    assert both <= set(tables.regions(found, names, "output", "2017", lang)[0])
    summary = of_comparison(found, lang)
    assert all(title in str((summary.headings, summary.rows)) for title in both)
    assert "draft_1" in found.answer("output", lang=lang)
    assert "draft_2" in found.answer("output", lang=lang)


def test_documents_join_by_name(found):
    file = StringIO()
    found.write_json(file)
    effects = json.loads(file.getvalue())["effects"]
    assert {row["scenario"] for row in effects} == {"draft_1", "draft_2"}
