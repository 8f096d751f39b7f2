"""The first page: what the plan and three mixes do, where, by when, and how sure that is."""

from __future__ import annotations

import streamlit as st

from experiments import plots
from experiments.comparison import Comparison
from experiments.wording import TOLD, beside, sentence, wording
from locales.catalogue import LANGUAGES, word
from model.indicators import HEADLINES
from scenarios.errors import LiaosimError
from views import answer_cache, components, controls, tables
from views.components import drawn, heading, limits, money, note, sentences

YEARS = ("2020", "2025")
FIRST = {"scenario": "plan_2015", "indicator": "labour_productivity", "year": "2020"}
SMALL = 232  # pixels across a small figure: five in a row on a wide screen


def show() -> None:
    """Draw the page."""
    title, switch = st.columns([4, 1], vertical_alignment="bottom")
    with switch:
        lang = controls.language()
    controls.say_language(lang)
    title.title(word("page.title", lang))
    try:
        asked = answer_cache.question()
        found = answer_cache.find(asked)
    except LiaosimError as error:
        st.error(error.message(lang))
        return
    components.renew(asked, found, lang)
    if found.answer is not None:
        draw(found.answer, lang)


def draw_ahead() -> None:
    """Have the figures that the page opens on drawn, in all languages, where there is an answer."""
    try:
        answer = answer_cache.find(answer_cache.question()).answer
    except LiaosimError:  # which the page says
        return
    if answer is None:
        return
    names = answer.comparison.scenarios
    scenario, indicator, year = FIRST["scenario"], FIRST["indicator"], FIRST["year"]
    if scenario not in names or year not in answer.comparison.periods:
        return
    for lang in LANGUAGES:
        which = indicator, lang, "province", names, scenario, year
        drawn(answer, plots.drawn_map, scenario, indicator, year, lang)
        drawn(answer, plots.drawn_years, *which)
        drawn(answer, plots.drawn_levels, *which)
        for name in TOLD:
            drawn(answer, plots.drawn_year, name, year, lang, "province", names)


def draw(answer: answer_cache.Answer, lang: str) -> None:
    """Draw an answer: sentence, choices, figures, tables, limits."""
    found = answer.comparison
    above = st.container()
    scenario, indicator, year, names = choices(found, lang)
    with above:
        st.markdown(f"### {sentence(found, scenario, indicator, year, lang)}")
        st.markdown(beside(found, scenario, indicator, year, lang))
        baseline = found.titles[found.baseline][lang]
        note(word("page.about", lang, baseline=baseline))
        note(wording(found, lang))
    what, which = word(f"indicator.{indicator}", lang), (indicator, lang, "province")
    left, right = st.columns(2, gap="medium")
    with left:
        draw_map(answer, scenario, indicator, year, lang)
    with right:
        title = word("page.time", lang, indicator=what, baseline=baseline)
        heading(title)
        if names:
            figure = drawn(answer, plots.drawn_years, *which, names, scenario, year)
            alt = sentences(answer, names, indicator, year, lang)
            st.vega_lite_chart(spec=figure, theme=None, key="effects", alt=f"{title}. {alt}")
            years = tables.in_force(answer.budgets)
            sure = {"runs": found.runs, "confidence": found.confidence}
            note(word("page.time_note", lang, years=years, **sure))
    if not names:
        st.warning(word("page.choose_one", lang))
        return
    headlines(answer, names, year, lang)
    left, right = st.columns(2, gap="medium")
    with left:
        title = word("page.levels", lang, indicator=what)
        heading(title)
        figure = drawn(answer, plots.drawn_levels, *which, names, scenario, year)
        st.vega_lite_chart(spec=figure, theme=None, key="levels", alt=title)
        note(word("page.levels_note", lang, runs=found.runs, confidence=found.confidence))
    with right:
        title = word("page.regions", lang, indicator=what, year=year)
        heading(title)
        table, unit = tables.regions(found, names, indicator, year, lang)
        st.table(table, hide_index=True, alt=title)
        note(word("page.unit", lang, unit=unit, runs=found.runs))
        note(word("message.overlap", lang))
        money(answer, lang)
    limits(found, lang)


def choices(found: Comparison, lang: str) -> tuple[str, str, str, tuple[str, ...]]:
    """What the reader wants to see: scenario, indicator, year, scenarios of the figures."""

    def title(name: str) -> str:
        return found.titles[name][lang]

    def label(name: str) -> str:
        return word(f"indicator.{name}", lang)

    years = [year for year in YEARS if year in found.periods] or [found.periods[-1]]
    columns = st.columns([3, 3, 1.6, 5])
    with columns[0]:
        text = word("page.scenario", lang)
        scenario = controls.choose("scenario", text, found.scenarios, FIRST["scenario"], title)
    with columns[1]:
        text = word("page.indicator", lang)
        indicator = controls.choose("indicator", text, HEADLINES, FIRST["indicator"], label)
    with columns[2]:
        year = controls.choose("year", word("page.year", lang), years, years[0], str)
    with columns[3]:
        names = controls.choose_some("show", word("page.shown", lang), found.scenarios, title)
    return scenario, indicator, year, tuple(names)


def draw_map(
    answer: answer_cache.Answer, scenario: str, indicator: str, year: str, lang: str
) -> None:
    """The map, and the same as a table for those who cannot see it."""
    found = answer.comparison
    title = plots.heading(found, scenario, indicator, year, lang)
    heading(title)
    figure = drawn(answer, plots.drawn_map, scenario, indicator, year, lang)
    alt = plots.described(found, scenario, indicator, year, lang)
    st.vega_lite_chart(spec=figure, theme=None, key="map", alt=alt)
    note(word("page.map_note", lang, runs=found.runs, confidence=found.confidence))
    with st.expander(word("page.city_table", lang)):
        table, unit = tables.cities(found, scenario, indicator, year, lang)
        note(word("page.unit", lang, unit=unit, runs=found.runs))
        st.table(table, hide_index=True, alt=title)


def headlines(answer: answer_cache.Answer, names: tuple[str, ...], year: str, lang: str) -> None:
    """Small figures of the headline indicators, one for each."""
    found = answer.comparison
    heading(word("page.headlines", lang, year=year, confidence=found.confidence))
    with st.container(horizontal=True):
        for name in TOLD:
            figure = drawn(answer, plots.drawn_year, name, year, lang, "province", names)
            alt = sentences(answer, names, name, year, lang)
            key = f"headline_{name}"
            st.vega_lite_chart(spec=figure, width=SMALL, theme=None, key=key, alt=alt)
    note(word("page.headlines_note", lang, runs=found.runs))
