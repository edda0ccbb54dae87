"""Which pages there are, under which address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


def sections() -> dict[str, list[StreamlitPage]]:
    """The pages under the headings of the sidebar."""
    return {
        "": [overview()],
        "Plan": [release_calendar()],
        "Release": [releases(), failure_links(), release()],
        "Improve": [trends()],
        "Analyse": [sql(), data_quality(), definitions()],
    }


def has_period(page: StreamlitPage) -> bool:
    """Whether the filters of period and grain bear on what a page shows."""
    return page.url_path not in ("calendar", "data-quality", "definitions", "sql")


def overview() -> StreamlitPage:
    from dashboard.views import overview as view

    return st.Page(view.show, title="Overview", url_path="overview", icon=":material/dashboard:", default=True)


def release_calendar() -> StreamlitPage:
    from dashboard.views import release_calendar as view

    return st.Page(view.show, title="Calendar", url_path="calendar", icon=":material/calendar_month:")


def releases() -> StreamlitPage:
    from dashboard.views import releases as view

    return st.Page(view.show, title="Releases", url_path="releases", icon=":material/rocket_launch:")


def failure_links() -> StreamlitPage:
    from dashboard.views import failure_links as view

    return st.Page(view.show, title="Failure links", url_path="failure-links", icon=":material/link:")


def release() -> StreamlitPage:
    from dashboard.views import release as view

    return st.Page(view.show, title="Release", url_path="release", visibility="hidden")


def trends() -> StreamlitPage:
    from dashboard.views import trends as view

    return st.Page(view.show, title="Trends", url_path="trends", icon=":material/show_chart:")


def data_quality() -> StreamlitPage:
    from dashboard.views import data_quality as view

    return st.Page(view.show, title="Data quality", url_path="data-quality", icon=":material/fact_check:")


def definitions() -> StreamlitPage:
    from dashboard.views import definitions as view

    return st.Page(view.show, title="Definitions", url_path="definitions", icon=":material/menu_book:")


def sql() -> StreamlitPage:
    from dashboard.views import sql as view

    return st.Page(view.show, title="SQL", url_path="sql", icon=":material/terminal:")
