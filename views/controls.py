"""Choices of a page, kept in the session and in the address, so that a view can be shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from locales.catalogue import LANGUAGES, own_language, word


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


def chosen_language() -> str:
    """The language chosen; the first one is that of ``liaosim app --lang``."""
    remembered("lang", LANGUAGES, own_language())
    return str(st.session_state["lang"])


def language() -> str:
    """The switch of languages."""
    st.radio(
        word("page.language", chosen_language()),
        LANGUAGES,
        format_func=lambda lang: word("language.name", lang),
        key="lang",
        horizontal=True,
    )
    return noted("lang")


def choose(
    key: str,
    label: str,
    options: Sequence[str],
    default: str,
    shown: Callable[[str], str],
    on_change: Callable[[], None] | None = None,
) -> str:
    """One of several options in a list that can be searched by typing."""
    remembered(key, options, default)
    st.selectbox(label, options, format_func=shown, key=key, on_change=on_change)
    return noted(key)


def switch(
    key: str, label: str, options: Sequence[str], default: str, shown: Callable[[str], str]
) -> str:
    """One of a few options that stand beside each other."""
    remembered(key, options, default)
    st.segmented_control(label, options, format_func=shown, key=key, required=True, width="stretch")
    return noted(key)


def _in_address(key: str, value: str, default: str) -> None:
    """Write a choice to the address where it is not what it would be without."""
    if value != default:
        if st.query_params.get(key) != value:
            st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]


def slide(key: str, label: str, most: float, step: float, default: float, shown: str) -> float:
    """An amount from 0 to ``most``; what is not one in the address is ignored."""
    if key not in st.session_state:
        try:
            asked = float(st.query_params.get(key, default))
        except ValueError:
            asked = default
        st.session_state[key] = asked if 0.0 <= asked <= most else default
    value = float(st.slider(label, 0.0, most, step=step, format=shown, key=key))
    _in_address(key, f"{value:g}", f"{default:g}")
    return value


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
