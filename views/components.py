"""Parts that pages share: figures, headings, notes, money, sources, limits, words while waiting."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Literal, ParamSpec

import streamlit as st

from experiments import plots
from experiments.wording import sentence
from locales.catalogue import word
from model.input_data.data_sources import UNCERTAIN, parameters_by_status
from views import answer_cache, background, tables

Width = Literal["stretch", "content"]
KEPT = 256  # drawn parts of pages in memory, some 60 kB each
P = ParamSpec("P")


def drawn_once(draw: Callable[P, None]) -> Callable[P, None]:
    """Keep the finished elements that a part of a page puts there, by its arguments.

    All sessions share them, the first who asks draws and others who ask meanwhile wait for that;
    so a click costs what its change costs, whoever clicked first. No widgets may be among them.
    """
    whose: dict[str | type[Any], Callable[[Any], Any]]
    whose = {answer_cache.Answer: attrgetter("name")}
    kept: Callable[P, None] = st.cache_resource(
        max_entries=KEPT, show_spinner=False, hash_funcs=whose
    )(draw)
    return kept


def figure(drawing: plots.Drawing, key: str, alt: str, width: int | Width = "stretch") -> None:
    """A figure of :mod:`experiments.plots`, with what it says for those who cannot see it."""
    st.vega_lite_chart(spec=drawing.spec, theme=None, key=key, alt=alt, width=width)


def sentences(
    answer: answer_cache.Answer, names: tuple[str, ...], indicator: str, year: str, lang: str
) -> str:
    """What a figure of some scenarios says, for those who cannot see it."""
    found = answer.comparison
    return " ".join(sentence(found, name, indicator, year, lang) for name in names)


def heading(text: str) -> None:
    """The heading of a figure or a table."""
    st.markdown(f"#### {text[:1].upper()}{text[1:]}")


def note(text: str) -> None:
    """Small print that is as dark as the rest, so that all can read it."""
    st.markdown(f":small[{text}]")


@drawn_once
def money(answer: answer_cache.Answer, lang: str) -> None:
    """What each scenario may spend and spends."""
    title = word("page.money", lang)
    heading(title)
    table, unit = tables.money(answer, lang)
    years = tables.in_force(answer.budgets)
    st.table(table, hide_index=True, alt=title)
    note(word("page.money_note", lang, unit=unit, years=years, runs=answer.comparison.runs))


@drawn_once
def limits(answer: answer_cache.Answer, lang: str) -> None:
    """Sources, limits, and what the figures were made with."""
    found = answer.comparison
    counted = parameters_by_status()
    uncertain = sum(counted.get(status, 0) for status in UNCERTAIN)
    st.divider()
    note(word("page.limits", lang, all=sum(counted.values()), assumed=uncertain))
    made = plots.runs_words(found.seeds, found.scale, lang)
    made |= {"until": found.until, "rules": found.made_with.get("rules", "–")}
    note(word("page.made", lang, **made))


EVERY = 1.0  # seconds between looks at the second process


def renew(asked: answer_cache.Question, found: answer_cache.Found, lang: str) -> None:
    """Have a missing or old answer made in the background, and say so until it is there."""
    if found.fresh:
        return
    background.begin(asked, found.key)

    @st.fragment(run_every=EVERY)
    def look() -> None:
        now = answer_cache.find(asked)
        if now.fresh:
            st.rerun(scope="app")
        background.begin(asked, now.key)
        state = background.state(asked, now.key)
        if state.kind == "failed":
            st.error(word("page.gave_up", lang, reason=state.reason))
            st.button(word("page.again", lang), on_click=background.forget)
            return
        if found.answer is None:
            st.info(word("page.none_yet", lang, runs=asked.runs))
        else:
            st.warning(word("page.stale", lang))
        percent = f"{100.0 * state.done:.0f}"
        waiting = word("page.compiling", lang)
        said = word("page.computed", lang, percent=percent) if state.done else waiting
        st.progress(state.done, said)

    look()
