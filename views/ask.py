"""The page Ask: a mix is changed by sliders, and what that does is answered while one looks on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator import DeltaGenerator

from display.charts import first_upper
from experiments import plots
from experiments.comparison import BASELINE, Comparison
from experiments.effect_tables import headline_period
from experiments.live.desk import STAGES, Desk, Question
from experiments.spending import spending
from experiments.wording import sentence
from locales.catalogue import word
from model.indicators import HEADLINES, SCOPES
from model.input_data.external_world import label, parse_quarter
from scenarios.changed_mix import CLOSURES, NAME, Mix, changed, mix_of
from scenarios.levers.registry import LEVERS
from scenarios.loader import library_names, load
from scenarios.scenario import Scenario
from views import controls, tables, tiles
from views.components import figure, heading, note

PLAN = "plan_2015"
MAIN = (
    "technical_transformation",
    CLOSURES,
    "digitalisation",
    "innovation",
    "green_manufacturing",
    "spatial_layout",
)
OTHERS = tuple(name for name in LEVERS if name not in MAIN)
TOLD = ("output", "employment", "energy", "cnc_rate", "fiscal_cost")
YEARS = ("2020", "2025")
MOST_MONEY, MOST_TONNES, MOST_FUND = 3000.0, 40.0, 8000.0  # million yuan and million tonnes a year
MONEY_STEP, TONNES_STEP, FUND_STEP = 10.0, 0.1, 100.0
MILLION = 1e6
# less room above the page and between sliders: the answer stands on the first screen
CLOSER = (
    "<style>.stMainBlockContainer{padding-top:3.6rem;padding-bottom:2rem}"
    ".stMainBlockContainer h1{font-size:1.5rem;padding:0}"
    ".st-key-sliders [data-testid=stVerticalBlock]{gap:.35rem}</style>"
)
LOOK = 0.05  # seconds between looks at whether the reader has changed something
LAST = parse_quarter(STAGES[-1].until)
QUARTERS = tuple(label(number) for number in range(LAST + 1))


@cache
def desk() -> Desk:
    """The desk of this server, begun with the first question."""
    return Desk()


def end() -> None:
    """End the worker processes, if there are any."""
    if desk.cache_info().currsize:
        desk().end()


def show() -> None:
    """Draw the page."""
    st.html(CLOSER)
    top, switch = st.columns([4, 1], vertical_alignment="center")
    with switch:
        lang = controls.language()
    controls.say_language(lang)
    top.title(word("ask.title", lang))
    left, right = st.columns([5, 8], gap="medium")
    with left:
        base, baseline, mix = asked(lang)
    try:
        scenario = changed(base, mix)
    except ValidationError:
        right.error(word("ask.impossible", lang))
        return
    with left:
        take_away(baseline, scenario, lang)
    with right:
        place, indicator, year = chosen(lang)
        if scenario.content_hash == baseline.content_hash:
            st.info(word("ask.same", lang, baseline=baseline.title[lang]))
            return
        with st.container(key="status"):
            status = st.empty()
        words = st.empty()
        view = chosen_view(lang)
        places = status, words, st.empty()
        question = desk().ask(baseline, scenario)
        try:
            follow(question, places, (place, indicator, year, view, lang))
        finally:
            desk().leave(question)


def follow(
    question: Question,
    places: tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator],
    shown: tuple[str, str, str, str, str],
) -> None:
    """Draw each stage of an answer as soon as it is there.

    A change by the reader ends this at the next look, as Streamlit then runs the page anew.
    """
    status, words, below = places
    place, indicator, wanted, view, lang = shown
    drawn = 0
    while True:
        if drawn < len(question.answers):
            drawn = len(question.answers)
            found = question.answers[-1]
            year = wanted if wanted in found.periods else headline_period(found.periods)
            with words.container():
                draw(found, question.scenario, place, indicator, year, lang)
            with below.container():
                VIEWS[view](found, question.scenario.name, place, indicator, year, lang)
        say_stage(status, question, drawn, lang)
        if question.finished:
            break
        while not question.wait(drawn, LOOK):
            st.session_state.get("lang")  # here Streamlit ends a run that is no longer wanted
    if question.error is not None:
        status.error(question.error.message(lang))
    elif question.given_up:
        st.rerun()


def say_stage(status: DeltaGenerator, question: Question, drawn: int, lang: str) -> None:
    """Which answer stands on the page, and which is under way."""
    if drawn == len(STAGES):
        status.markdown(f":small[{word('ask.full', lang, **size_of(question.answers[-1], lang))}]")
        return
    stage = STAGES[drawn]
    coming = {"runs": stage.runs, "sample": plots.sample(stage.scale, lang)}
    coming |= {"until": stage.until[:4]}
    if drawn:
        there = size_of(question.answers[-1], lang)
        text = word("ask.first", lang, coming=word("ask.size", lang, **coming), **there)
    else:
        text = word("ask.coming", lang, coming=word("ask.size", lang, **coming))
    status.markdown(f":small[⏳ {text}]")


def size_of(found: Comparison, lang: str) -> dict[str, str]:
    """Pairs, sample and last year of an answer, in words."""
    sample = plots.sample(found.scale, lang)
    return {"size": word("ask.size", lang, runs=found.runs, sample=sample, until=found.until[:4])}


def chosen(lang: str) -> tuple[str, str, str]:
    """What the reader wants to see: place, indicator, year."""
    columns = st.columns([3, 4, 2])

    def scope(name: str) -> str:
        return first_upper(word(f"scope.{name}", lang))

    def indicator_name(name: str) -> str:
        return first_upper(word(f"indicator.{name}", lang))

    with columns[0]:
        place = controls.choose("place", word("ask.place", lang), SCOPES, SCOPES[0], scope)
    with columns[1]:
        what = word("page.indicator", lang)
        indicator = controls.choose("indicator", what, HEADLINES, HEADLINES[0], indicator_name)
    with columns[2]:
        year = controls.choose("year", word("page.year", lang), YEARS, YEARS[0], str)
    return place, indicator, year


def chosen_view(lang: str) -> str:
    """How the reader wants to see it: as a path, a difference, a map or tables."""
    names = tuple(VIEWS)
    return controls.switch(
        "view", word("ask.view", lang), names, names[0], lambda name: word(f"ask.{name}", lang)
    )


def asked(lang: str) -> tuple[Scenario, Scenario, Mix]:
    """The scenario that is changed, the one that it is held against, and the mix of the sliders."""

    def title(name: str) -> str:
        return load(name).title[lang]

    names = library_names()
    one, other = st.columns(2)
    with one:
        text = word("ask.from", lang)
        base = load(controls.choose("from", text, names, PLAN, title, on_change=begin_anew))
    with other:
        text = word("ask.against", lang)
        baseline = load(controls.choose("against", text, names, BASELINE, title))
    before = mix_of(base)
    note(word("ask.unit", lang))
    with st.container(key="sliders"):
        mix = sliders(before, lang)
    move(lang)
    with st.expander(word("ask.more", lang)):
        others = {name: money(name, before, lang) for name in OTHERS}
    return base, baseline, replace(mix, budgets={**mix.budgets, **others})


def sliders(before: Mix, lang: str) -> Mix:
    """The main sliders: money of levers, tonnes, fund and dates."""
    left, right = st.columns(2)
    budgets = dict(before.budgets)
    with left:
        for name in MAIN[::2]:
            budgets[name] = money(name, before, lang)
        text, most = word("ask.fund", lang), max(MOST_FUND, before.fund)
        fund = controls.slide("fund", text, most, FUND_STEP, before.fund, "%.0f")
    with right:
        for name in MAIN[1::2]:
            budgets[name] = money(name, before, lang)
            if name == CLOSURES:
                now = before.tonnes / MILLION
                text, most = word("ask.tonnes", lang), max(MOST_TONNES, now)
                tonnes = controls.slide("tonnes", text, most, TONNES_STEP, now, "%.1f")
    first, last = st.columns(2)
    with first:
        start = controls.choose("start", word("ask.start", lang), QUARTERS, before.start, str)
    with last:
        end = controls.choose("end", word("ask.end", lang), QUARTERS, before.end, str)
    same = tonnes == before.tonnes / MILLION
    whole = before.tonnes if same else tonnes * MILLION
    return Mix(budgets, whole, fund, start, end)


def money(name: str, before: Mix, lang: str) -> float:
    """The slider of one lever's money."""
    now = before.budgets[name]
    text = word(f"ask_lever.{name}", lang)
    return controls.slide(name, text, max(MOST_MONEY, now), MONEY_STEP, now, "%.0f")


def move(lang: str) -> None:
    """One control that moves money from a lever to another, and with it what has to go along."""

    def lever(name: str) -> str:
        return word(f"ask_lever.{name}", lang)

    giver, taker = st.columns(2)
    with giver:
        text, names = word("ask.giver", lang), tuple(LEVERS)
        st.selectbox(text, names, names.index("digitalisation"), lever, key="move_from")
    with taker:
        st.selectbox(word("ask.taker", lang), names, names.index(CLOSURES), lever, key="move_to")
    amount, button = st.columns(2, vertical_alignment="bottom")
    with amount:
        text = word("ask.move", lang)
        st.number_input(text, 0.0, MOST_MONEY, 300.0, 50.0, format="%.0f", key="move_amount")
    button.button(word("ask.do_move", lang), on_click=do_move, width="stretch")
    told = st.session_state.get("moved")
    if told:
        amount_, giver_, taker_, asked_ = told
        words = {"amount": f"{amount_:,.0f}", "giver": lever(giver_), "taker": lever(taker_)}
        key = "ask.moved" if amount_ >= asked_ else "ask.moved_less"
        note(word(key, lang, asked=f"{asked_:,.0f}", **words))


def do_move() -> None:
    """Move the money, set the sliders, and hold the mix against the one that it was made from."""
    state = st.session_state
    before = mix_of(load(state["from"]))
    budgets = {name: float(state.get(name, before.budgets[name])) for name in LEVERS}
    now = replace(before, budgets=budgets, tonnes=float(state["tonnes"]) * MILLION)
    amount, giver, taker = float(state["move_amount"]), state["move_from"], state["move_to"]
    then = now.moved(amount, giver, taker)
    for name in (giver, taker):
        state[name] = then.budgets[name]
    state["tonnes"] = min(then.tonnes / MILLION, MOST_TONNES)
    state["moved"] = (now.budgets[giver] - then.budgets[giver], giver, taker, amount)
    if before.asked > 0.0:
        state["against"] = state["from"]


def begin_anew() -> None:
    """Let the sliders stand where another scenario has them."""
    for key in (*LEVERS, "tonnes", "fund", "start", "end"):
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)
    st.session_state.pop("moved", None)


def take_away(baseline: Scenario, scenario: Scenario, lang: str) -> None:
    """The scenario as a file, and the command that computes the same."""
    with st.popover(word("ask.take", lang), width="stretch"):
        made = scenario.name == NAME
        file = f"{scenario.name}.toml" if made else scenario.name
        full = STAGES[-1]
        st.download_button(
            word("ask.download", lang),
            scenario.to_toml(),
            f"{scenario.name}.toml",
            mime="application/toml",
        )
        st.markdown(word("ask.command", lang))
        command = f"liaosim compare {baseline.name} {file}"
        st.code(f"{command} --runs {full.runs} --parameters central", language="bash")
        st.markdown(word("ask.command_doubt", lang))
        st.code(command, language="bash")


def draw(
    found: Comparison,
    scenario: Scenario,
    place: str,
    indicator: str,
    year: str,
    lang: str,
) -> None:
    """An answer: three lines, tiles, and money with what keeps it back."""
    name, spent = scenario.name, spending(scenario, found)
    verdict = {
        "does": sentence(found, name, indicator, year, lang, place),
        "costs": tiles.cost(found, name, lang),
        "sure": word(
            "ask.chance_only",
            lang,
            runs=found.runs,
            sample=plots.sample(found.scale, lang),
            confidence=found.confidence,
        ),
    }
    lines = [f"**{word(f'ask.{key}', lang)}** {text}" for key, text in verdict.items()]
    st.markdown("  \n".join(lines))
    st.html(tiles.effects(found, name, TOLD, year, place, lang))
    if scenario.levers:
        st.html(tiles.money(spent, lang))
        for each in spent.binding:
            note(f"⚠ {first_upper(each.message(lang))}")


def draw_path(
    found: Comparison, name: str, place: str, indicator: str, year: str, lang: str
) -> None:
    """The path of the scenario and of the baseline, with bands."""
    drawing = plots.drawn_levels(found, indicator, lang, place, (name,), name, year)
    heading(plots.with_scope(drawing.title, place, lang))
    figure(drawing, "ask_figure", drawing.title)
    note(word("page.levels_note", lang, runs=found.runs, confidence=found.confidence))


def draw_difference(
    found: Comparison, name: str, place: str, indicator: str, year: str, lang: str
) -> None:
    """The difference to the baseline by year, with its band."""
    drawing = plots.drawn_years(found, indicator, lang, place, (name,), name, year)
    heading(plots.with_scope(drawing.title, place, lang))
    said = sentence(found, name, indicator, year, lang, place)
    figure(drawing, "ask_figure", f"{drawing.title}. {said}")


def draw_map(
    found: Comparison, name: str, place: str, indicator: str, year: str, lang: str
) -> None:
    """The 14 cities as a map."""
    drawing = plots.drawn_map(found, name, indicator, year, lang)
    heading(drawing.title)
    figure(drawing, "ask_figure", plots.described(found, name, indicator, year, lang))
    note(word("page.map_note", lang, runs=found.runs, confidence=found.confidence))


def draw_table(
    found: Comparison, name: str, place: str, indicator: str, year: str, lang: str
) -> None:
    """The years of the place and the cities in one year, as tables."""
    what = word(f"indicator.{indicator}", lang)
    title = plots.with_scope(first_upper(what), place, lang)
    heading(title)
    table, unit = tables.years(found, name, indicator, place, lang)
    st.table(table, hide_index=True, alt=title)
    note(word("page.unit", lang, unit=unit, runs=found.runs))
    heading(plots.heading(found, name, indicator, year, lang))
    table, unit = tables.cities(found, name, indicator, year, lang)
    st.table(table, hide_index=True, alt=plots.heading(found, name, indicator, year, lang))
    note(word("page.unit", lang, unit=unit, runs=found.runs))


VIEWS = {"path": draw_path, "difference": draw_difference, "map": draw_map, "table": draw_table}
