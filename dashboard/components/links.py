"""Ways to and from a release that keep the filters and are one step in the browser's history; the way into the SQL page."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import streamlit as st

SQL_PARAMETER: Final = "q"
LONGEST_LINK: Final = 6_000
"""Characters of a query in an address, as they are written there: what browsers, proxies and chats all carry."""


def open_release(release_id: str) -> None:
    """Callback on the page of releases: show one of them."""
    st.query_params["release"] = release_id


def close_release() -> None:
    """Callback on the page of releases: back to the list."""
    st.query_params.pop("release", None)


def open_in_sql(sql: str, *, label: str = "Open in SQL") -> None:
    """Draw a link that puts a query into the editor of the SQL page, where a person may run it. Too long a query has none."""
    from dashboard import pages

    if len(quote(sql)) <= LONGEST_LINK:
        st.page_link(pages.sql(), label=label, icon=":material/terminal:", query_params={SQL_PARAMETER: sql})
