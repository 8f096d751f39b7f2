"""Choices of a page, kept in the session and in the address, so that a view can be shared."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import streamlit as st

from locales.catalogue import LANGUAGES, word


def remembered(key: str, options: Sequence[str], default: str) -> None:
    """Give a choice its value before its widget is drawn: session, else address, else default."""
    asked = st.session_state.get(key, st.query_params.get(key))
    st.session_state[key] = asked if asked in options else default


def noted(key: str) -> str:
    """The value of a choice, also written to the address."""
    value = str(st.session_state[key])
    if st.query_params.get(key) != value:
        st.query_params[key] = value
    return value


def language() -> str:
    """The switch of languages; the first language is that of ``liaosim app --lang``."""
    remembered("lang", LANGUAGES, os.environ.get("LIAOSIM_LANG", "en"))
    if st.session_state["lang"] not in LANGUAGES:
        st.session_state["lang"] = "en"
    st.radio(
        word("page.language", st.session_state["lang"]),
        LANGUAGES,
        format_func=lambda lang: word("language.name", lang),
        key="lang",
        horizontal=True,
    )
    return noted("lang")


def choose(
    key: str, label: str, options: Sequence[str], default: str, shown: Callable[[str], str]
) -> str:
    """One of several options in a list that can be searched by typing."""
    remembered(key, options, default)
    st.selectbox(label, options, format_func=shown, key=key)
    return noted(key)


def choose_some(
    key: str, label: str, options: Sequence[str], shown: Callable[[str], str]
) -> list[str]:
    """Some of several options, all of them at first, in their own order."""
    if key not in st.session_state:
        asked = st.query_params.get(key, "").split(",")
        st.session_state[key] = [name for name in options if name in asked] or list(options)
    st.session_state[key] = [name for name in st.session_state[key] if name in options]
    chosen = st.multiselect(label, options, format_func=shown, key=key, wrap=True)
    value = "" if len(chosen) == len(options) else ",".join(chosen)
    if value:
        st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]
    return [name for name in options if name in chosen]


def say_language(lang: str) -> None:
    """Tell the browser the page's language, for screen readers and hyphens."""
    code = word("language.code", lang)
    st.html(
        f"<script>document.documentElement.lang = '{code}'</script>",
        unsafe_allow_javascript=True,
    )
