"""The top of each page: its title, what it covers, and how far its facts may be believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import streamlit as st

from dashboard import fresh, state
from dashboard.answers import ask
from dashboard.components import numbers
from dashboard.components.badges import badge
from dashboard.components.text import plain
from metrics.reading import quality

_LOOK_AGAIN: Final = "20s"
Facts = Callable[[], None]


def show(title: str, *, has_period: bool = True, has_service: bool = True, facts: Facts | None = None) -> None:
    """Draw the title and, below it, what the page covers and how old its data are.

    `title` is Markdown: text of others is escaped by the caller. `has_period`, `has_service`: that filter bears on
    this page. `facts` draws the page's own badges before the age.
    """
    st.title(title, anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if has_period:
            badge(period(state.filters()), icon=":material/date_range:")
        if has_service:
            service = state.filters().service or "All services"
            badge(service, icon=":material/deployed_code:")
        if facts:
            facts()
        _as_of()
    _newer_data()
    _doubts()


def period(chosen: state.Filters) -> str:
    """The period in words, its last day included: 24 Nov 2025 – 23 Nov 2026."""
    if chosen.until is None:
        return chosen.window
    last = numbers.day(chosen.until - timedelta(days=1))
    return f"{numbers.day(chosen.since)} – {last}" if chosen.since else f"All time to {last}"


def _as_of() -> None:
    rules: Any = ask(quality.rules)
    as_of = rules["as_of"]
    if as_of is None:
        badge("Data of unknown age", icon=":material/warning:", color="orange")
        return
    words = f"Data as of {numbers.instant(as_of, rules['time_zone'])}"
    if state.is_stale(as_of):
        age = numbers.age(state.now() - as_of)
        badge(f"{words}, {age} ago", icon=":material/warning:", color="orange")
    else:
        badge(words, icon=":material/schedule:")


@st.fragment(run_every=_LOOK_AGAIN)
def _newer_data() -> None:
    """Offer newer data when it is there; numbers never change under a reader's eyes."""
    shown = st.session_state.get("shown_snapshot")
    if shown is None or not state.is_newer_published(shown):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(":blue-badge[:material/update: Newer data has been published]")
        if st.button("Show it", key="show_newer", type="tertiary"):
            st.rerun()


def _doubts() -> None:
    shown = state.snapshot()
    if shown.warning:
        st.warning(plain(shown.warning), icon=":material/warning:")
    as_of = ask(quality.rules)["as_of"]
    if as_of is not None and state.is_stale(as_of):
        st.warning(
            "The data is old: nothing newer than its date is in these numbers. Run `leadline sync` to bring it up to date.",
            icon=":material/schedule:",
        )
    _journal()
    _line_counts()


def _journal() -> None:
    problem = fresh.look().problem
    if problem:
        st.warning(f"{plain(problem)} Shown is what the last build knew.", icon=":material/warning:")


def _line_counts() -> None:
    left, commits = ask(quality.line_counts)
    if left <= 0 or commits <= 0:
        return
    share = max(0, commits - left) / commits
    st.progress(
        share,
        text=f"Line counts {share * 100:.0f} % done: {left:,} of {commits:,} commits have none yet. "
        "Every other number is final; figures of lines follow by themselves.",
    )
