"""The script that Streamlit runs: page configuration, filters and navigation; nothing else."""

from __future__ import annotations

import streamlit as st

from dashboard import fresh, pages, state, theme
from dashboard.components import filter_bar, notices
from dashboard.components.text import plain
from metrics.errors import MetricsError, NoWarehouse

st.set_page_config(page_title="Leadline", page_icon=str(theme.FAVICON_FILE), layout="wide")
st.logo(str(theme.LOGO_FILE), icon_image=str(theme.FAVICON_FILE), size="large")
chosen = st.navigation(pages.sections())
try:
    shown = state.begin_run()
    fresh.begin_run()
except NoWarehouse:
    notices.no_warehouse()
    st.stop()
except MetricsError as error:
    notices.unreadable(plain(error))
    st.stop()
st.session_state["shown_snapshot"] = shown.number
with st.sidebar:
    filter_bar.show(has_period=pages.has_period(chosen))
chosen.run()
