"""Parts that pages share: figures, headings, notes, money, sources, limits, words while waiting."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from experiments import plots
from experiments.comparison import Comparison
from experiments.wording import sentence
from locales.catalogue import word
from model.input_data.data_sources import UNCERTAIN, parameters_by_status
from views import answer_cache, background, tables

KEPT = 512  # figures in memory, some 30 kB each
P = ParamSpec("P")
T = TypeVar("T")


class _Place:
    """Where a figure is kept; the first who asks draws it, the others wait for that."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.held: list[Any] = []


def drawn_once(draw: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function draws, by its arguments: many sessions at once draw it once."""

    @lru_cache(maxsize=KEPT)
    def place(*_key: object) -> _Place:
        return _Place()

    @wraps(draw)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        found = place(*args, *kwargs.values())
        with found.lock:
            if not found.held:
                found.held.append(draw(*args, **kwargs))
        drawing: T = found.held[0]
        return drawing

    kept.cache_info = place.cache_info  # type: ignore[attr-defined]
    return kept


@drawn_once
def drawn(
    answer: answer_cache.Answer, draw: Callable[..., plots.Drawing], *what: Any
) -> dict[str, Any]:
    """A figure of :mod:`experiments.plots` as the browser takes it, drawn once for all sessions.

    So a click costs what its change costs, whoever clicked first.
    """
    return draw(answer.comparison, *what).spec


@drawn_once
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


def money(answer: answer_cache.Answer, lang: str) -> None:
    """What each scenario may spend and spends."""
    title = word("page.money", lang)
    heading(title)
    table, unit = tables.money(answer, lang)
    years = tables.in_force(answer.budgets)
    st.table(table, hide_index=True, alt=title)
    note(word("page.money_note", lang, unit=unit, years=years, runs=answer.comparison.runs))


def limits(found: Comparison, lang: str) -> None:
    """Sources, limits, and what the figures were made with."""
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
