"""What ships when, and what collides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import readings, state
from dashboard.answers import ask
from dashboard.components import header, notices, numbers, release_calendar, release_drawer, tables
from dashboard.components.text import plain
from metrics.reading import calendar_events, jira_release, quality
from metrics.reading.calendar_events import AWAITED

if TYPE_CHECKING:
    import pandas as pd

_KEY: Final = "release_calendar"
_FIRST_DAY: Final = date(1970, 1, 1)
_LAST_DAY: Final = date(2199, 12, 31)
# So many months on either side are sent along: going to the next one draws at once.
_MONTHS_AROUND: Final = 2
_MONDAY: Final = 1
# What the counters count, in their order; the rare only where there is something to count.
_COUNTED: Final = ("planned", "overdue", "released", "rolled back", "candidates", "in a freeze")
_RARE: Final = ("rolled back", "candidates", "in a freeze")
_OF_PLANS: Final = ("planned", "overdue")
"""Without a Jira nothing tells of them, and none told is not none."""


def show() -> None:
    """The calendar, its counters and the drawer that the address names."""
    header.show("Calendar", has_period=False)
    service = state.filters().service
    zone = ask(quality.rules)["time_zone"]
    today = state.now().astimezone(ZoneInfo(zone)).date()
    month = _month_of(_asked_day() or _opening_day(today, service))
    if _nothing_at_all(month, service):
        return
    rows = ask(
        calendar_events.events,
        since=_months_on(month, -_MONTHS_AROUND),
        until=_months_on(month, _MONTHS_AROUND + 1),
        service=service,
    )
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        chosen = _counters(_within(rows, month))
        as_table = st.toggle("As table", key="table", bind="query-params")
    shown = rows[_is_chosen(rows, chosen)]
    _nothing_in_month(_within(shown, month), month, service, has_choice=bool(chosen))
    if as_table:
        _table(_within(shown, month), month, today, zone)
    else:
        _calendar(shown, month, today, zone, service)
    _plans(service)
    _drawer(rows)


def _asked_day() -> date | None:
    """The day in the address; else that of the release in it."""
    text = st.query_params.get("date", "")
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        found = ask(calendar_events.entry, st.query_params.get("release", ""))
        return found["starts_on"].date() if found else None
    return min(max(asked, _FIRST_DAY), _LAST_DAY)


def _asked_view() -> str | None:
    view = st.query_params.get("view")
    return view if view in release_calendar.VIEWS else None


def _opening_day(today: date, service: str | None) -> date:
    """Today when its month has a release, else the nearest day that has one: first what comes, then what was."""
    month = _month_of(today)
    rows = ask(calendar_events.events, since=month, until=_months_on(month, 1), service=service)
    if len(rows):
        return today
    near = ask(calendar_events.around, since=month, until=_months_on(month, 1), service=service)
    return near.next_on or near.previous_on or today


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _months_on(month: date, number: int) -> date:
    months = month.year * 12 + month.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _within(rows: pd.DataFrame, month: date) -> pd.DataFrame:
    starts, ends = rows["starts_on"].dt.date, rows["ends_on"].dt.date
    return rows[(starts < _months_on(month, 1)) & (ends > month)]


def _is_counted(rows: pd.DataFrame, what: str) -> pd.Series:
    if what == "planned":
        return rows["state"].isin(AWAITED) & (rows["state"] != "overdue")
    if what == "candidates":
        return rows["kind"] == "candidate"
    if what == "in a freeze":
        return rows["freeze"].notna()
    return rows["state"] == what


def _is_chosen(rows: pd.DataFrame, chosen: list[str]) -> pd.Series:
    """Freezes stay: they are the ground on which the others stand."""
    kept = rows["kind"] == "freeze"
    if not chosen:
        return kept | True
    for what in chosen:
        kept |= _is_counted(rows, what)
    return kept


def _counters(rows: pd.DataFrame) -> list[str]:
    """How many of each there are in the month; choosing some leaves only those.

    The address holds what is chosen. A bound widget would write its labels there, and those count.
    """
    rare = _RARE if "jira" in readings.source_kinds() else (*_RARE, *_OF_PLANS)
    counts = {what: int(_is_counted(rows, what).sum()) for what in _COUNTED}
    asked = [what for what in st.query_params.get_all("show") if what in _COUNTED]
    st.session_state["counted"] = asked
    chosen: list[str] = st.pills(
        "Show only",
        [what for what in _COUNTED if what not in rare or counts[what] or what in asked],
        selection_mode="multi",
        format_func=lambda what: f"{counts[what]:,} {_singular(what) if counts[what] == 1 else what}",
        key="counted",
        on_change=_choose,
        label_visibility="collapsed",
        wrap=True,
    )
    return chosen


def _singular(what: str) -> str:
    return "candidate" if what == "candidates" else what


def _choose() -> None:
    """Callback: counters were chosen, which now stand in the address."""
    st.query_params["show"] = st.session_state["counted"]


def _nothing_at_all(month: date, service: str | None) -> bool:
    """Say that no release of the service has a day, if so. Returns whether that was said."""
    if ask(calendar_events.around, since=month, until=month, service=service).release_count:
        return False
    if notices.no_releases(service):
        return True
    whose = plain(service) if service else "any service"
    notices.nothing_here(
        f"No release of {whose} has a date that can be trusted",
        next_step="Data quality lists the doubtful dates with what mends them.",
        icon=":material/event_busy:",
    )
    return True


def _nothing_in_month(rows: pd.DataFrame, month: date, service: str | None, *, has_choice: bool) -> None:
    """Why the month is empty, and where the next release is."""
    if (rows["kind"] != "freeze").any():
        return
    near = ask(calendar_events.around, since=month, until=_months_on(month, 1), service=service)
    whose = f" of {plain(service)}" if service else ""
    why = "None of these" if has_choice else f"No release{whose}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="nothing_in_month"):
        st.markdown(f":gray[{why} in {month:%B %Y}.]", width="content")
        if near.previous_on:
            _button_to(near.previous_on, f"Last before: {numbers.day(near.previous_on)}", "to_previous")
        if near.next_on:
            _button_to(near.next_on, f"Next release: {numbers.day(near.next_on)}", "to_next")


def _plans(service: str | None) -> None:
    """Where planned dates come from when there are none, and what is planned without one."""
    rows = ask(jira_release.planned, service=service)
    undated = rows[rows["planned_on"].isna()]
    if rows["planned_on"].isna().all():
        st.caption(_no_plans())
    if undated.empty:
        return
    label = f"{numbers.count(len(undated), 'planned release')} without a date"
    with st.expander(label, icon=":material/event_busy:"):
        columns = {
            "service": st.column_config.TextColumn("Service", width=160),
            "version": st.column_config.TextColumn("Release", width=120),
            "jira_versions": st.column_config.TextColumn("Jira version", width=260),
            "scope_issue_count": st.column_config.NumberColumn("Issues", format="localized"),
        }
        tables.table(undated, columns, key="undated", name="Planned releases without a date", download=False)


def _no_plans() -> str:
    if ask(jira_release.is_read):
        return "There are no planned dates: no Jira version that is not released has a release date. Set one in Jira, then run `leadline sync`."
    return (
        "Shown is what was tagged. A Jira would add what is planned, what is late and by how much, and the issues in each "
        "release: name one under `[[jira]]` in `leadline.toml` and run `leadline sync`. Freezes stand under `[[freeze]]`."
    )


def _button_to(day: date, label: str, key: str) -> None:
    st.button(label, on_click=_go, args=(day,), key=key)


def _go(day: date) -> None:
    st.query_params["date"] = _month_of(day).isoformat()


def _calendar(rows: pd.DataFrame, month: date, today: date, zone: str, service: str | None) -> None:
    names: list[str] = [service] if service else ask(quality.services)["service"].tolist()
    release_calendar.show(
        rows,
        release_calendar.Shown(_asked_view(), month, today, zone, _MONDAY),
        services=names,
        on_moved=_moved,
        on_clicked=_clicked,
        key=_KEY,
    )


def _moved() -> None:
    """Callback: the reader went to another month or view, which now stands in the address."""
    told = release_calendar.told(_KEY).get("shown") or {}
    if told.get("view") in release_calendar.VIEWS:
        st.query_params["view"] = told["view"]
    if isinstance(told.get("date"), str):
        st.query_params["date"] = told["date"]


def _clicked() -> None:
    """Callback: an event was chosen."""
    event_id = release_calendar.told(_KEY).get("clicked")
    if not isinstance(event_id, str):
        return
    kind, _, rest = event_id.partition(":")
    st.query_params["freeze" if kind == "freeze" else "release"] = event_id if kind == "freeze" else rest


def _close() -> None:
    """Callback: the drawer was closed."""
    for name in ("release", "freeze"):
        st.query_params.pop(name, None)


def _drawer(rows: pd.DataFrame) -> None:
    if "release" in st.query_params:
        release_drawer.show_release(st.query_params["release"], on_close=_close)
        return
    found = rows[rows["event_id"] == st.query_params.get("freeze", "")]
    if len(found):
        release_drawer.show_freeze(found.iloc[0].to_dict(), on_close=_close)


def _table(rows: pd.DataFrame, month: date, today: date, zone: str) -> None:
    """The same rows as a table, with the same steps from month to month."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Previous month", icon=":material/chevron_left:", on_click=_go, args=(_months_on(month, -1),), key="back"
        )
        st.button("Next month", icon=":material/chevron_right:", on_click=_go, args=(_months_on(month, 1),), key="on")
        st.button("Today", on_click=_go, args=(today,), key="today", disabled=_month_of(today) == month)
        st.markdown(f"**{month:%B %Y}**", width="content")
    if rows.empty:
        return
    listed = rows.assign(
        when=[release_calendar.when(row, zone) for row in rows.to_dict("records")],
        what=[
            f"Freeze: {title}" if kind == "freeze" else title
            for title, kind in zip(rows["title"], rows["kind"], strict=True)
        ],
    )

    def open_clicked() -> None:
        row = listed.iloc[st.session_state["event_clicked"]["row"]]
        st.query_params["freeze" if row["kind"] == "freeze" else "release"] = (
            row["event_id"] if row["kind"] == "freeze" else row["release_id"]
        )

    columns: dict[str, Any] = {
        "what": st.column_config.ButtonColumn(
            "What", type="tertiary", alignment="left", pinned=True, on_click=open_clicked, key="event_clicked"
        ),
        "when": st.column_config.TextColumn("When", width=200),
        "state": st.column_config.TextColumn("State", width=100),
        "note": st.column_config.TextColumn("Note", width=300),
        "freeze": st.column_config.TextColumn("In the freeze", width=120),
        "team": st.column_config.TextColumn("Team", width=100),
    }
    for optional in ("team", "freeze", "note"):
        if listed[optional].isna().all():
            del columns[optional]
    tables.table(
        listed.drop(columns="services"), columns, key="calendar_table", name=f"Calendar of {month:%B %Y}", rows_shown=20
    )
