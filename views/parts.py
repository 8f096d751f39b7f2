"""Parts that pages share: headings, notes, money, sources and limits."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import word
from scenarios.comparison import Comparison
from scenarios.holdings import parameters_by_status
from views import kept, tables

UNCERTAIN = ("assumed", "recalled", "trial")


def heading(text: str) -> None:
    """The heading of a figure or a table."""
    st.markdown(f"#### {text[:1].upper()}{text[1:]}")


def note(text: str) -> None:
    """Small print that is as dark as the rest, so that all can read it."""
    st.markdown(f":small[{text}]")


def money(answer: kept.Answer, lang: str) -> None:
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
