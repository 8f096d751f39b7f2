"""The first page: what the plan and three mixes do, where, by when, and how sure that is."""

from __future__ import annotations

from threading import Lock

import streamlit as st

from experiments import plots
from experiments.comparison import Comparison
from experiments.wording import TOLD, beside, sentence, wording
from locales.catalogue import word
from model.indicators import HEADLINES
from scenarios.errors import LiaosimError
from views import answer_cache, components, controls, tables
from views.components import drawn_once, figure, heading, limits, money, note, sentences

YEARS = ("2020", "2025")
FIRST = {"scenario": "plan_2015", "indicator": "labour_productivity", "year": "2020"}
SMALL = 232  # pixels across a small figure: five in a row on a wide screen
# Pages are drawn in turn: drawn all at once by one interpreter, each would end with the last.
TURN = Lock()


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
        with TURN:
            draw(found.answer, lang)


def draw(answer: answer_cache.Answer, lang: str) -> None:
    """Draw the answer: the sentence first, then where, over time, how large, and at what cost."""
    above = st.container()
    scenario, indicator, year, names = choices(answer.comparison, lang)
    with above:
        draw_sentence(answer, scenario, indicator, year, lang)
    left, right = st.columns(2, gap="medium")
    with left:
        draw_map(answer, scenario, indicator, year, lang)
    with right:
        draw_differences(answer, names, scenario, indicator, year, lang)
    if not names:
        return
    headlines(answer, names, year, lang)
    left, right = st.columns(2, gap="medium")
    with left:
        draw_levels(answer, names, scenario, indicator, year, lang)
    with right:
        draw_regions(answer, names, indicator, year, lang)
        money(answer, lang)
    limits(answer, lang)


@drawn_once
def draw_sentence(
    answer: answer_cache.Answer, scenario: str, indicator: str, year: str, lang: str
) -> None:
    """The answer in a sentence, and what else the scenario does."""
    found = answer.comparison
    st.markdown(f"### {sentence(found, scenario, indicator, year, lang)}")
    st.markdown(beside(found, scenario, indicator, year, lang))
    note(word("page.about", lang, baseline=found.titles[found.baseline][lang]))
    note(wording(found, lang))


@drawn_once
def draw_differences(
    answer: answer_cache.Answer,
    names: tuple[str, ...],
    scenario: str,
    indicator: str,
    year: str,
    lang: str,
) -> None:
    """Differences to the baseline by year, or a request to choose a scenario."""
    found = answer.comparison
    what, baseline = word(f"indicator.{indicator}", lang), found.titles[found.baseline][lang]
    title = word("page.time", lang, indicator=what, baseline=baseline)
    heading(title)
    if not names:
        st.warning(word("page.choose_one", lang))
        return
    alt = sentences(answer, names, indicator, year, lang)
    which = indicator, lang, "province", names, scenario, year
    figure(plots.drawn_years(found, *which), "effects", f"{title}. {alt}")
    sure = {"runs": found.runs, "confidence": found.confidence}
    note(word("page.time_note", lang, years=tables.in_force(answer.budgets), **sure))


@drawn_once
def draw_levels(
    answer: answer_cache.Answer,
    names: tuple[str, ...],
    scenario: str,
    indicator: str,
    year: str,
    lang: str,
) -> None:
    """Paths of the baseline and the scenarios themselves."""
    found = answer.comparison
    title = word("page.levels", lang, indicator=word(f"indicator.{indicator}", lang))
    heading(title)
    which = indicator, lang, "province", names, scenario, year
    figure(plots.drawn_levels(found, *which), "levels", title)
    note(word("page.levels_note", lang, runs=found.runs, confidence=found.confidence))


@drawn_once
def draw_regions(
    answer: answer_cache.Answer, names: tuple[str, ...], indicator: str, year: str, lang: str
) -> None:
    """Effects in the three regions and the province, as a table."""
    found = answer.comparison
    what = word(f"indicator.{indicator}", lang)
    title = word("page.regions", lang, indicator=what, year=year)
    heading(title)
    table, unit = tables.regions(found, names, indicator, year, lang)
    st.table(table, hide_index=True, alt=title)
    note(word("page.unit", lang, unit=unit, runs=found.runs))
    note(word("message.overlap", lang))


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


@drawn_once
def draw_map(
    answer: answer_cache.Answer, scenario: str, indicator: str, year: str, lang: str
) -> None:
    """The map, and the same as a table for those who cannot see it."""
    found = answer.comparison
    title = plots.heading(found, scenario, indicator, year, lang)
    heading(title)
    alt = plots.described(found, scenario, indicator, year, lang)
    figure(plots.drawn_map(found, scenario, indicator, year, lang), "map", alt)
    note(word("page.map_note", lang, runs=found.runs, confidence=found.confidence))
    with st.expander(word("page.city_table", lang)):
        table, unit = tables.cities(found, scenario, indicator, year, lang)
        note(word("page.unit", lang, unit=unit, runs=found.runs))
        st.table(table, hide_index=True, alt=title)


@drawn_once
def headlines(answer: answer_cache.Answer, names: tuple[str, ...], year: str, lang: str) -> None:
    """Small figures of the headline indicators, one for each."""
    found = answer.comparison
    heading(word("page.headlines", lang, year=year, confidence=found.confidence))
    with st.container(horizontal=True):
        for name in TOLD:
            drawing = plots.drawn_year(found, name, year, lang, "province", names)
            alt = sentences(answer, names, name, year, lang)
            figure(drawing, f"headline_{name}", alt, SMALL)
    note(word("page.headlines_note", lang, runs=found.runs))
