"""The web application: ``liaosim app`` serves it, ``make app`` sets up and serves it."""

from __future__ import annotations

import streamlit as st

from locales.catalogue import word
from views import ask, controls, overview

st.set_page_config(page_title="liaosim", layout="wide")
lang = controls.chosen_language()
first = st.Page(overview.show, title=word("page.nav", lang), url_path="overview", default=True)
second = st.Page(ask.show, title=word("ask.nav", lang), url_path="ask")
st.navigation([first, second], position="top").run()
