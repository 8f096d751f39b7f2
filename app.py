"""The web application: ``liaosim app`` serves it, ``make app`` sets up and serves it."""

from __future__ import annotations

import streamlit as st

from views import overview

st.set_page_config(page_title="liaosim", layout="wide")
overview.show()
