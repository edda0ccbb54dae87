"""Ways to and from a release that keep the filters and are one step in the browser's history."""

from __future__ import annotations

import streamlit as st


def open_release(release_id: str) -> None:
    """Callback on the page of releases: show one of them."""
    st.query_params["release"] = release_id


def close_release() -> None:
    """Callback on the page of releases: back to the list."""
    st.query_params.pop("release", None)
