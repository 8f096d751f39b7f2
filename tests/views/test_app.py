"""The first page by AppTest: no exception in either language, and choices change the figures."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from experiments import plots
from experiments.effect_tables import indicator_units
from experiments.wording import TOLD, sentence
from locales.catalogue import word
from model.indicators import HEADLINES
from model.input_data.data_tables import CITIES
from tests import damage
from views import answer_cache, background

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LANGUAGES = ("zh", "en")
PATIENCE = 240.0  # seconds for a second process on a busy machine


def opened(lang: str | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if lang is not None:
        app.query_params["lang"] = lang
    app.run()
    assert not app.exception
    return app


def specs(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def map_of(app: AppTest) -> dict[str, Any]:
    features = specs(app)[0]["layer"][0]["data"]["values"]
    return {f["properties"]["city"]: f["properties"]["effect"] for f in features}


def headline(app: AppTest) -> str:
    return next(text.value for text in app.markdown if text.value.startswith("### "))[4:]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_opens_on_an_answer(small: answer_cache.Answer, lang: str) -> None:
    app = opened(lang)
    assert app.title[0].value == word("page.title", lang)
    found = small.comparison
    assert headline(app) == sentence(found, "plan_2015", "labour_productivity", "2020", lang)
    drawn = specs(app)
    assert len(drawn) == 3 + len(TOLD)  # map, differences, levels and the small ones
    assert len(map_of(app)) == len(CITIES)
    assert len(app.get("table")) == 3  # cities, regions, money
    assert not app.warning
    assert not app.error
    words = [text.value for text in app.markdown]
    assert word("message.overlap", lang) in "".join(words)
    if lang == "en":
        assert not CHINESE.search("".join(words))


def test_the_map_shows_the_effects_of_the_comparison(small: answer_cache.Answer) -> None:
    shown = map_of(opened("en"))
    for city in CITIES:
        effect = small.comparison.effect("plan_2015", "labour_productivity", "2020", city)
        assert effect is not None
        assert shown[city] == pytest.approx(100.0 * effect.estimate / effect.baseline, rel=1e-12)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "value"),
    [("scenario", "elimination_first"), ("indicator", "cnc_rate"), ("year", "2025")],
)
def test_each_choice_changes_sentence_map_and_address(
    answers: Path, lang: str, key: str, value: str
) -> None:
    app = opened(lang)
    before, said = map_of(app), headline(app)
    app.selectbox(key=key).set_value(value).run()
    assert not app.exception
    assert map_of(app) != before
    assert headline(app) != said
    assert app.query_params[key] == value


def test_an_indicator_of_every_unit_can_be_shown(answers: Path) -> None:
    app = opened("zh")
    app.selectbox(key="year").set_value("2025").run()
    units = indicator_units()
    for indicator in {units[name]: name for name in HEADLINES}.values():
        app.selectbox(key="indicator").set_value(indicator).run()
        assert not app.exception, indicator
        assert "NaN" not in json.dumps(specs(app)), indicator


def test_scenarios_of_the_figures_can_be_left_out(answers: Path) -> None:
    app = opened("en")
    app.multiselect(key="show").set_value(["plan_2015"]).run()
    drawn = json.dumps(specs(app)[1], ensure_ascii=False)
    assert "The 2015 upgrading plan" in drawn
    assert "Digitalisation first" not in drawn
    app.multiselect(key="show").set_value([]).run()
    assert not app.exception
    assert app.warning[0].value == word("page.choose_one", "en")


def test_the_language_changes_words_and_keeps_choices(answers: Path) -> None:
    app = opened("en")
    app.selectbox(key="scenario").set_value("digital_first").run()
    app.selectbox(key="indicator").set_value("erp_penetration").run()
    before = list(map_of(app).values())
    app.radio(key="lang").set_value("zh").run()
    assert not app.exception
    assert app.query_params["lang"] == "zh"
    assert app.title[0].value == word("page.title", "zh")
    assert app.selectbox(key="scenario").value == "digital_first"
    assert app.selectbox(key="indicator").value == "erp_penetration"
    assert list(map_of(app).values()) == pytest.approx(before, rel=1e-12)


def test_an_address_opens_its_view_and_nonsense_in_it_is_ignored(
    small: answer_cache.Answer,
) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    asked = {"lang": "xx", "scenario": "digital_first", "indicator": "<b>", "year": "1900"}
    for key, value in {**asked, "show": "x,y"}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    found = small.comparison
    assert headline(app) == sentence(found, "digital_first", "labour_productivity", "2020", "en")


@pytest.mark.parametrize("older", [True, False])
def test_the_page_says_why_it_waits_and_then_shows_the_answer(
    small: answer_cache.Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    asked = answer_cache.question()
    key = answer_cache.key_of(asked)
    if older:
        answer_cache.write(small, tmp_path / f"{asked.name}-older.npz")
    monkeypatch.setenv("LIAOSIM_ANSWERS", str(tmp_path))
    app = opened("en")
    if older:
        assert app.warning[0].value == word("page.stale", "en")
        assert len(map_of(app)) == len(CITIES)
    else:
        assert app.info[0].value == word("page.none_yet", "en", runs="2")
        assert not specs(app)
    until = time.monotonic() + PATIENCE
    while not answer_cache.path_of(asked, key).exists() and time.monotonic() < until:
        time.sleep(0.1)
    app.run()
    assert not app.exception
    assert not app.warning
    assert not app.info
    assert len(map_of(app)) == len(CITIES)
    while background.state(asked, key).kind == "running":
        time.sleep(0.1)
    background.forget()


@pytest.mark.parametrize("kind", [damage.flip, damage.cut, damage.special])
@pytest.mark.parametrize("n", range(4))
def test_the_page_stands_whatever_befell_the_kept_answer(
    small: answer_cache.Answer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: damage.Damage,
    n: int,
) -> None:
    asked = answer_cache.question()
    answer_cache.write(
        small, tmp_path / answer_cache.path_of(asked, answer_cache.key_of(asked)).name
    )
    kind(Random(n), tmp_path, tmp_path)
    monkeypatch.setenv("LIAOSIM_ANSWERS", str(tmp_path))
    monkeypatch.setattr(background, "begin", lambda _asked, _key: None)
    app = opened("en")
    assert not app.exception
    assert app.info[0].value == word("page.none_yet", "en", runs="2")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chart_and_table_has_words_for_those_who_cannot_see_it(
    answers: Path, lang: str
) -> None:
    app = opened(lang)
    for element in app.get("vega_lite_chart"):
        alt = element.proto.alt
        assert alt
        assert bool(CHINESE.search(alt)) == (lang == "zh")


def test_nonsense_in_the_environment_is_said_on_the_page(
    answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIAOSIM_ANSWER_RUNS", "0")
    app = opened("en")
    assert "--runs" in app.error[0].value


def test_parts_of_the_page_are_drawn_once_for_all_sessions(
    small: answer_cache.Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    original = plots.drawn_map

    def counted(*what: Any) -> plots.Drawing:
        drawn.append("map")
        return original(*what)

    monkeypatch.setattr(plots, "drawn_map", counted)
    first, elements = opened("zh"), ("vega_lite_chart", "table", "markdown")
    made = len(drawn)
    again = opened("zh")
    assert len(drawn) == made <= 1
    for kind in elements:
        one, other = ([str(each.proto) for each in app.get(kind)] for app in (first, again))
        assert one == other
    assert len(first.get("expander")) == len(again.get("expander")) == 1
    again.selectbox(key="year").set_value("2025").run()
    assert map_of(again) != map_of(first)
