"""Parts that pages share: headings, notes, money, sources, limits, words while waiting."""

from __future__ import annotations

import streamlit as st

from experiments.comparison import Comparison
from locales.catalogue import word
from model.input_data.data_sources import UNCERTAIN, parameters_by_status
from views import answer_cache, background, tables


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
    whole = word("page.every_enterprise", lang)
    sample = whole if found.scale == 1.0 else word("page.sample", lang, scale=f"{found.scale:g}")
    made = {"first": found.seeds[0], "last": found.seeds[-1], "until": found.until}
    made |= {"sample": sample, "rules": found.made_with.get("rules", "–")}
    note(word("page.made", lang, runs=found.runs, **made))


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
        st.progress(
            state.done, word("page.computed", lang, percent=percent) if state.done else waiting
        )

    look()
