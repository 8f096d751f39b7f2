"""The page Ask by AppTest: sliders, moves, addresses, stages and files, on a small desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from agents.record import interpreted
from experiments.live.desk import Desk, Stage
from experiments.live.workers import Workers
from experiments.wording import sentence
from locales.catalogue import word
from scenarios.changed_mix import CLOSURES, Mix, changed, mix_of
from scenarios.loader import load
from views import ask

SMALL = (Stage("first", 2, 0.02, "2020Q4"), Stage("full", 2, 0.05, "2025Q4"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PAGE = "from views import ask\nask.show()\n"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    if interpreted():
        pytest.skip("a worker takes minutes where the rules are not compiled")
    found = Desk(Workers(2), SMALL)
    yield found
    found.end()


@pytest.fixture(autouse=True)
def small(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "desk", lambda: desk)
    monkeypatch.setattr(ask, "STAGES", SMALL)


def opened(**address: str) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=240)
    for key, value in {"lang": "en", **address}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(text.value for text in app.markdown)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_opens_on_a_full_answer_that_says_how_sure_it_is(desk: Desk, lang: str) -> None:
    app = opened(lang=lang)
    question = desk.ask(load("no_plan"), load("plan_2015"))
    found = question.answers[-1]
    assert sentence(found, "plan_2015", "output", "2020", lang) in words(app)
    assert word("ask.full", lang, **ask.size_of(found, lang)) in words(app)
    chance = {"runs": 2, "sample": word("page.sample", lang, scale="0.05"), "confidence": "95%"}
    assert word("ask.chance_only", lang, **chance) in words(app)
    desk.leave(question)
    if lang == "en":
        assert not CHINESE.search(words(app))


def test_a_place_an_indicator_and_a_year_are_read_off_and_stand_in_the_address() -> None:
    app = opened(place="Benxi", indicator="employment", year="2025")
    assert "In 2025" in words(app)
    assert "Benxi" in words(app)
    app.selectbox(key="place").set_value("Fuxin").run()
    assert "Fuxin" in words(app)
    assert app.query_params["place"] == ["Fuxin"] or app.query_params["place"] == "Fuxin"


@pytest.mark.parametrize("view", list(ask.VIEWS))
def test_every_view_shows_the_same_data(view: str) -> None:
    app = opened(view=view, place="Anshan")
    assert len(app.get("vega_lite_chart")) == (0 if view == "table" else 1)
    assert len(app.get("table")) == (2 if view == "table" else 0)


def test_a_slider_changes_the_mix_the_address_and_the_answer() -> None:
    app = opened()
    before = words(app)
    app.slider(key="digitalisation").set_value(1000.0).run()
    assert not app.exception
    assert words(app) != before
    assert app.query_params["digitalisation"] in (["1000"], "1000")
    again = opened(digitalisation="1000")
    assert again.slider(key="digitalisation").value == 1000.0
    assert words(again) == words(app)


def test_nonsense_in_the_address_is_ignored() -> None:
    app = opened(digitalisation="nan", tonnes="<b>", start="1900Q1", fund="-1", view="x")
    assert app.slider(key="digitalisation").value == 300.0
    assert app.selectbox(key="start").value == "2016Q1"
    assert app.slider(key="fund").value == 3000.0


def test_levers_that_end_before_they_begin_are_refused_in_words() -> None:
    app = opened(start="2020Q4", end="2016Q1")
    assert app.error[0].value == word("ask.impossible", "en")


def test_money_is_moved_as_far_as_there_is_some_and_tonnes_go_along() -> None:
    app = opened()
    app.number_input(key="move_amount").set_value(1000.0)
    app.button[0].click().run()
    assert not app.exception
    assert app.slider(key="digitalisation").value == 0.0
    assert app.slider(key=CLOSURES).value == 570.0
    plan = mix_of(load("plan_2015"))
    moved = plan.moved(1000.0, "digitalisation", CLOSURES)
    assert app.slider(key="tonnes").value == pytest.approx(moved.tonnes / 1e6)
    assert app.selectbox(key="against").value == "plan_2015"
    assert "300 of 1,000 million yuan" in words(app)
    assert "“The 2015 upgrading plan”" in words(app)


def test_a_mix_that_is_the_baseline_asks_nothing() -> None:
    app = opened(against="plan_2015")
    assert app.info[0].value == word("ask.same", "en", baseline=load("plan_2015").title["en"])
    assert not app.get("vega_lite_chart")


def test_another_scenario_to_change_resets_the_sliders() -> None:
    app = opened(digitalisation="1000")
    app.selectbox(key="from").set_value("digital_first").run()
    assert not app.exception
    assert app.slider(key="digitalisation").value == 1500.0
    assert "digitalisation" not in app.query_params


def test_the_file_that_is_taken_away_is_the_scenario_of_the_page(tmp_path_factory) -> None:
    app = opened(digitalisation="1000")
    assert "liaosim compare no_plan my_mix.toml --runs 2 --parameters central" in app.code[0].value
    base = load("plan_2015")
    mix = mix_of(base)
    made = changed(base, Mix({**mix.budgets, "digitalisation": 1000.0}, *list_of(mix)))
    path = tmp_path_factory.mktemp("taken") / "my_mix.toml"
    path.write_text(made.to_toml(), encoding="utf-8")
    assert load(path).content_hash == made.content_hash


def list_of(mix: Mix) -> tuple[float, float, str, str]:
    return mix.tonnes, mix.fund, mix.start, mix.end


def test_a_key_that_binds_is_named() -> None:
    app = opened(**{CLOSURES: "2000", "tonnes": "0.5", "fund": "8000"})
    assert "`quota`" in words(app) or "`standard`" in words(app)
    app = opened(fund="2000")
    assert "`policy_support.fund`" in words(app)
