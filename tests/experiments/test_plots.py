"""What results say of themselves: summaries, tidy tables, figures with unit, runs and source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from agents.record import interpreted
from display.figure import Figure, picture
from display.letters import drawable, drawable_document, lacking, texts_in
from experiments import plots
from experiments.attribution.attribution import Attribution
from experiments.comparison import Comparison
from experiments.store.study import Study
from experiments.targets import Attainment
from experiments.wording import effect_text
from liaosim import attribute, compare, load, study, targets
from locales.catalogue import LANGUAGES
from scenarios.errors import InputError

RUNS, SCALE = 3, 0.02
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    if interpreted():
        pytest.skip("runs of the province take minutes where the rules are not compiled")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("study")
    named = ["no_plan", "plan_2015", "elimination_first"]
    return study(folder, named, runs=RUNS, scale=SCALE, until="2020Q4")


@pytest.fixture(scope="module")
def found(kept: Study) -> Comparison:
    return kept.comparison()


@pytest.fixture(scope="module")
def parts() -> Attribution:
    two = load("plan_2015").with_levers(["technical_transformation", "digitalisation"], "two")
    return attribute(two, runs=2, scale=SCALE, until="2020Q4")


@pytest.fixture(scope="module")
def attained() -> Attainment:
    return targets(runs=2, scale=SCALE)


def lines_of(found: Comparison | Attribution) -> dict[str, Any]:
    """The JSON document of a result."""
    file = StringIO()
    found.write_json(file)
    document: dict[str, Any] = json.loads(file.getvalue())
    return document


def rows_in(chart: Any) -> Iterator[dict[str, Any]]:
    """Data that stand inside a chart."""

    def search(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            if isinstance(node.get("values"), list):
                yield from (row for row in node["values"] if isinstance(row, dict))
            for value in node.values():
                yield from search(value)
        elif isinstance(node, list):
            for value in node:
                yield from search(value)

    yield from search(chart.to_dict())


def test_a_tidy_table_has_the_numbers_of_the_document(
    found: Comparison, parts: Attribution, attained: Attainment
) -> None:
    table = found.table()
    assert set(table["runs"]) == {RUNS}
    assert table.drop("runs").to_dicts() == lines_of(found)["effects"]
    document = lines_of(parts)
    for what in ("contributions", "totals", "costs", "winners"):
        table = parts.table(what)
        assert set(table["runs"]) == {2}
        assert set(table["scenario"]) == {"two"}
        own = table.drop("scenario", "baseline_scenario", "runs").to_dicts()
        assert own == document[what]
    assert attained.table().to_dicts() == attained.document()["targets"]


def test_what_is_written_as_lines_is_the_table(found: Comparison) -> None:
    file = StringIO()
    found.write_csv(file)
    assert pl.read_csv(StringIO(file.getvalue())).columns == [*found.table().columns, "source"]


def test_a_result_says_what_it_is_with_runs_and_headlines(
    found: Comparison, parts: Attribution, attained: Attainment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIAOSIM_LANG", raising=False)
    said = repr(found)
    assert f"{RUNS} pairs" in said
    assert len(said.splitlines()) <= 12
    for name in found.scenarios:
        for indicator in ("output", "employment", "cnc_rate"):
            assert effect_text(found.effect(name, indicator, "2020"), True, drawn=True) in said
    said = repr(parts)
    assert "4 coalitions x 2 seeds" in said
    assert "digitalisation" in said
    assert "2 members, seeds 1 to 2" in repr(attained)


def test_a_notebook_gets_the_headlines_as_a_table_in_the_persons_language(
    found: Comparison, parts: Attribution, attained: Attainment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for result in (found, parts, attained):
        monkeypatch.setenv("LIAOSIM_LANG", "zh")
        chinese = str(result._repr_html_())
        monkeypatch.setenv("LIAOSIM_LANG", "en")
        english = str(result._repr_html_())
        assert CHINESE.search(chinese)
        assert english.count("<tr>") == chinese.count("<tr>") > 3
    odd = {**found.titles, "plan_2015": {"zh": "<b>", "en": "<b>"}}
    assert "<b>" not in str(replace(found, titles=odd)._repr_html_())


FIGURES: dict[str, Callable[[Any, str], Figure]] = {
    "by year": lambda r, lang: r["found"].plot("output", lang=lang),
    "one year": lambda r, lang: r["found"].plot("cnc_rate", year="2020", lang=lang),
    "levels": lambda r, lang: r["found"].plot("output", levels=True, lang=lang),
    "of a city": lambda r, lang: r["found"].plot("employment", scope="Anshan", lang=lang),
    "map": lambda r, lang: r["found"].map("plan_2015", "employment", lang=lang),
    "levers": lambda r, lang: r["parts"].plot("erp_penetration", lang=lang),
    "chances": lambda r, lang: r["attained"].plot(lang=lang),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", FIGURES)
def test_every_figure_carries_unit_runs_interval_and_source(
    kind: str, lang: str, found: Comparison, parts: Attribution, attained: Attainment
) -> None:
    results = {"found": found, "parts": parts, "attained": attained}
    figure = FIGURES[kind](results, lang)
    words = " ".join(figure.notes)
    unit, source = ("单位：", "来源：") if lang == "zh" else ("Unit: ", "Source: ")
    assert "95%" in words
    assert source in words
    assert re.search(rf"{unit}[^.。]", words)
    runs = RUNS if kind not in ("levers", "chances") else 2
    of_runs = rf"{runs}(对|个|次)" if lang == "zh" else rf"{runs} (pairs|seeds|runs)"
    assert re.search(of_runs, words)
    assert bool(CHINESE.search(words)) == (lang == "zh")
    drawn = figure.chart.to_dict()["title"]
    assert "".join("".join(drawn["subtitle"]).split()) == "".join(words.split())
    assert "".join("".join(drawn["text"]).split()) == "".join(figure.title.split())
    assert repr(figure).startswith(figure.title)


def test_points_of_a_figure_are_the_effects(found: Comparison, parts: Attribution) -> None:
    points = [row for row in rows_in(found.plot("cnc_rate", lang="en").chart) if "middle" in row]
    assert points
    names = {titles["en"]: name for name, titles in found.titles.items()}
    for row in points:
        effect = found.effect(names[row["scenario"]], "cnc_rate", row["year"])
        assert effect
        for key, value in (("middle", effect.estimate), ("low", effect.low), ("high", effect.high)):
            assert row[key] == pytest.approx(100.0 * value, rel=1e-12, abs=1e-12)
    dots = [row for row in rows_in(parts.plot("cnc_rate", lang="en").chart) if "clear" in row]
    by_name = {row["scenario"]: row["estimate"] for row in dots}
    whole = by_name.pop("whole mix")
    assert sum(by_name.values()) == pytest.approx(whole, rel=1e-9)
    assert len(by_name) == 2


def test_a_study_draws_what_its_comparison_draws(kept: Study, found: Comparison) -> None:
    assert kept.plot("output").chart.to_dict() == found.plot("output").chart.to_dict()


def test_a_figure_is_a_picture_for_a_notebook_and_a_file(found: Comparison, tmp_path: Path) -> None:
    figure = found.plot("employment", year="2020")
    drawn, size = figure._repr_png_()
    assert drawn.startswith(b"\x89PNG")
    assert 600 < size["width"] < 900
    figure.save(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").read_bytes() == drawn
    figure.save(tmp_path / "figure.json")
    assert "title" in json.loads((tmp_path / "figure.json").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="xyz"):
        figure.save(tmp_path / "figure.xyz")


def test_an_answer_has_a_sentence_for_every_scenario(found: Comparison) -> None:
    english = found.answer("output", lang="en").splitlines()
    assert len(english) == len(found.scenarios)
    assert all(f"{RUNS} pairs" in line or "not" in line for line in english)
    assert all(CHINESE.search(line) for line in found.answer("output", lang="zh").splitlines())


def test_where_no_year_is_whole_the_last_quarter_is_drawn() -> None:
    short = compare("no_plan", ["plan_2015"], runs=2, scale=SCALE, until="2016Q1")
    quarters = compare("no_plan", ["plan_2015"], runs=2, scale=SCALE, until="2015Q3")
    assert "2015" in repr(short)
    assert "2015Q3" in quarters.plot("output").title
    assert "2015Q3" in repr(quarters)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"indicator": "outputs"}, "nearest is output"),
        ({"year": "2031"}, "year"),
        ({"scope": "nort"}, "scope.*northwest"),
        ({"lang": "fr"}, "lang"),
    ],
)
def test_what_is_not_there_is_refused(asked: dict[str, Any], says: str, found: Comparison) -> None:
    with pytest.raises(InputError, match=says):
        found.plot(**asked)
    if "scope" not in asked:
        with pytest.raises(InputError, match=says):
            found.map(**asked)


def size(drawn: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    return int.from_bytes(drawn[16:20], "big"), int.from_bytes(drawn[20:24], "big")


LONG = {"zh": "技术改造与淘汰落后产能并重的情景" * 7, "en": "a title that goes on and on, " * 4}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_long_titles_make_a_figure_taller_and_not_wider(found: Comparison, lang: str) -> None:
    titles = {name: {each: f"{LONG[each][:100]} {name}" for each in LANGUAGES}
              for name in found.titles}  # fmt: skip
    long = replace(found, titles=titles)
    for draw in (
        lambda one: one.plot("output", lang=lang).chart,
        lambda one: one.plot("output", levels=True, lang=lang).chart,
        lambda one: one.map(lang=lang).chart,
        lambda one: plots.drawn_year(one, "output", "2020", lang).chart.properties(width=232),
    ):
        before, after = (size(picture(draw(one))) for one in (found, long))
        assert after[0] == before[0]
        assert after[1] > before[1]


def test_letters_that_the_font_lacks_are_named_and_stay_apart(
    found: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = found.scenarios
    titles = found.titles | {
        one: {"zh": "方案🚀", "en": "plan 🚀"},
        other: {"zh": "方案🎯", "en": "plan 🎯"},
    }
    strange = replace(found, titles=titles)
    for lang, said in (("en", "2 characters"), ("zh", "缺少 2 个字符")):
        monkeypatch.setenv("LIAOSIM_LANG", lang)
        with pytest.warns(UserWarning, match=f"{said}.*ROCKET.*DIRECT HIT"):
            strange.plot("output", lang=lang).save(tmp_path / "figure.png")
    document = drawable_document(strange.plot("output", lang="en").chart.to_dict())
    texts = set(texts_in(document))
    assert {"plan □", "plan □ (2)"} <= texts
    assert not lacking(texts)
    assert drawable("人👩‍🚀") == "人□□"
    assert drawable("辽宁 ±1.5% “优先”") == "辽宁 ±1.5% “优先”"
