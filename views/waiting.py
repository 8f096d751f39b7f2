"""What a page says while its answer is being made, and how it renews itself."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import word
from views import kept, recompute

EVERY = 1.0  # seconds between looks at the second process


def renew(asked: kept.Question, found: kept.Found, lang: str) -> None:
    """Have a missing or old answer made in the background, and say so until it is there."""
    if found.fresh:
        return
    recompute.begin(asked, found.key)

    @st.fragment(run_every=EVERY)
    def look() -> None:
        now = kept.find(asked)
        if now.fresh:
            st.rerun(scope="app")
        recompute.begin(asked, now.key)
        state = recompute.state(asked, now.key)
        if state.kind == "failed":
            st.error(word("page.gave_up", lang, reason=state.reason))
            st.button(word("page.again", lang), on_click=recompute.forget)
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
