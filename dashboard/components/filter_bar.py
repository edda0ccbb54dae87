"""The filters: service, period and grain, kept in the URL so that a link shows what its sender saw."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.answers import ask
from metrics.reading import quality, releases

ALL_SERVICES: Final = "All services"
ALL_TIME: Final = "All time"
CUSTOM: Final = "Custom dates"
AUTOMATIC: Final = "automatic"

_MONTHS: Final = {"3 months": 3, "6 months": 6, "12 months": 12, "24 months": 24, "5 years": 60}
WINDOWS: Final = (*_MONTHS, ALL_TIME, CUSTOM)
GRAINS: Final = (AUTOMATIC, "week", "month", "quarter", "year")

_DAYS_A_PERIOD: Final = {"week": 7, "month": 30.4375, "quarter": 91.3125, "year": 365.25}
_FEWEST_PERIODS: Final = 8
_MOST_PERIODS: Final = 40

# Without it the fields take no day more than ten years back, and git is older.
_FIRST_DAY: Final = date(1970, 1, 1)

# Fewer cases than this have no headline number, so the period opens wide enough to hold them.
_ENOUGH_RELEASES: Final = 5


def show(*, has_period: bool = True) -> state.Filters:
    """Draw the filters and put them in force for this run. `has_period`: period and grain bear on the page."""
    today = _today()
    service = _service()
    window = st.selectbox(
        "Period",
        WINDOWS,
        index=WINDOWS.index(_opening_window(today)),
        key="window",
        bind="query-params",
        disabled=not has_period,
    )
    since, until = _custom_dates(today) if window == CUSTOM else _bounds(window, today)
    grain = st.selectbox("Trend by", GRAINS, key="grain", bind="query-params", disabled=not has_period)
    if not has_period:
        st.caption("Period and trend do not bear on this page.")
    chosen = state.Filters(
        since=since,
        until=until,
        service=service,
        grain=_fitting_grain(since, until, service) if grain == AUTOMATIC else grain,
        window=window,
    )
    st.session_state["filters_in_force"] = chosen
    return chosen


def opening_filters() -> state.Filters:
    """The filters of a page that is opened without any in its address."""
    today = _today()
    window = _window_with_data(today)
    since, until = _bounds(window, today)
    return state.Filters(since, until, None, _fitting_grain(since, until, None), window)


def show_window(window: str) -> None:
    """Callback: choose another period."""
    st.session_state["window"] = window


def _service() -> str | None:
    names: list[str] = ask(quality.services)["service"].tolist()
    chosen = st.selectbox("Service", (ALL_SERVICES, *names), key="service", bind="query-params")
    return None if chosen == ALL_SERVICES else chosen


def _today() -> date:
    """The last day that the data can speak of, in the display zone: periods end with it, not with the clock."""
    rules = ask(quality.rules)
    as_of = rules["as_of"] or state.now()
    return as_of.astimezone(ZoneInfo(rules["time_zone"])).date()


def _bounds(window: str, today: date) -> tuple[date | None, date | None]:
    until = today + timedelta(days=1)
    months = _MONTHS.get(window)
    return (_months_before(until, months) if months else None), until


def _months_before(moment: date, months: int) -> date:
    return (pd.Timestamp(moment) - pd.DateOffset(months=months)).date()  # type: ignore[no-any-return]


def _opening_window(today: date) -> str:
    """The shortest period, from a year on, that holds enough releases; decided once a session."""
    if "opening_window" not in st.session_state:
        asked = {"since", "until"} & set(st.query_params)
        st.session_state["opening_window"] = CUSTOM if asked else _window_with_data(today)
    chosen: str = st.session_state["opening_window"]
    return chosen


def _window_with_data(today: date) -> str:
    for window in ("12 months", "24 months", "5 years"):
        since, until = _bounds(window, today)
        if ask(releases.extent, since=since, until=until, service=None).release_count >= _ENOUGH_RELEASES:
            return window
    return ALL_TIME


def _custom_dates(today: date) -> tuple[date | None, date | None]:
    """Two date fields; the second day is shown as part of the period, as people mean it."""
    since = st.date_input("From", _months_before(today, 12), min_value=_FIRST_DAY, key="since", bind="query-params")
    last = st.date_input("To and with", today, min_value=_FIRST_DAY, key="until", bind="query-params")
    if since > last:
        st.caption(":orange[The first day is after the last; they are read the other way round.]")
        since, last = last, since
    return since, last + timedelta(days=1)


def _fitting_grain(since: date | None, until: date | None, service: str | None) -> str:
    """The shortest periods of which most can hold a release; not so many that a card cannot show them."""
    found = ask(releases.extent, since=since, until=until, service=service)
    if found.first_at is None or found.last_at is None:
        return "month"
    first = pd.Timestamp(since, tz="UTC") if since else found.first_at
    last = pd.Timestamp(until, tz="UTC") if until else found.last_at
    most = min(_MOST_PERIODS, max(_FEWEST_PERIODS, 1.25 * found.release_count))
    for grain, days in _DAYS_A_PERIOD.items():
        if (last - first).days / days <= most:
            return grain
    return "year"
