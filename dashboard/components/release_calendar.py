"""The release calendar as a component: what is sent to it, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from dashboard.components import numbers
from dashboard.components.text import visible

VIEWS: Final = ("month", "list", "timeline")
_PACKAGE: Final = "leadline"
_COMPONENT: Final = "calendar"
_NAME: Final = f"{_PACKAGE}.{_COMPONENT}"
_FOLDER: Final = "calendar_view"
_SCRIPT: Final = "calendar.js"


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the calendar stands."""

    view: str | None
    """One of VIEWS; None leaves it to the width of the window."""
    day: date
    """A day of the month that it shows."""
    today: date
    """Today in the display zone."""
    zone: str
    first_weekday: int
    """0 is Sunday, 1 Monday."""


def show(
    rows: pd.DataFrame,
    shown: Shown,
    *,
    services: list[str],
    on_moved: Callable[[], None],
    on_clicked: Callable[[], None],
    key: str,
) -> None:
    """Draw the calendar. `rows` are those of `metrics.reading.calendar_events.events`.

    The callbacks find what was chosen in `told(key)`.
    """
    _mount()(
        key=key,
        data={
            "view": shown.view,
            "date": shown.day.isoformat(),
            "today": shown.today.isoformat(),
            "firstDay": shown.first_weekday,
            "offset": _offset(shown),
            "zone": shown.zone,
            "services": services,
            "events": [_event(row, shown.zone) for row in rows.to_dict("records")],
        },
        on_shown_change=on_moved,
        on_clicked_change=on_clicked,
    )


def told(key: str) -> Mapping[str, Any]:
    """What the reader chose: `shown` with view and date, `clicked` with the event's id. It comes from a browser."""
    found = st.session_state.get(key)
    return found if isinstance(found, Mapping) else {}


def _mount() -> Any:
    """Make the built script known to the runtime of this run, and return what mounts it.

    Streamlit itself finds scripts of installed packages of their own name only, and one that is sent inline would
    break the content-security policy.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manifest = ComponentManifest(_PACKAGE, "1", [ComponentConfig(_COMPONENT, _FOLDER)])
        manager.register_from_manifest(manifest, Path(__file__).parent)
    return _renderer()


@cache
def _renderer() -> Any:
    return st.components.v2.component(_NAME, js=_SCRIPT)


def _offset(shown: Shown) -> str:
    """How far the display zone is from UTC today: +01:00. It tells the browser which day is today."""
    moment = datetime.now(ZoneInfo(shown.zone)).strftime("%z")
    return f"{moment[:3]}:{moment[3:5]}"


def _event(row: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """One event as the script takes it: days as text, and all that a screen reader should say."""
    title, note, freeze = (visible(row[name]) if _is_text(row[name]) else "" for name in ("title", "note", "freeze"))
    said = (title, row["state"], when(row, zone), f"in the freeze {freeze}" if freeze else "", note)
    return {
        "id": row["event_id"],
        "look": row["state"].replace(" ", "-"),
        "title": title,
        "short": visible(row["release_id"].rpartition("/")[2]) if _is_text(row["release_id"]) else title,
        "service": visible(row["service"]) if _is_text(row["service"]) else None,
        "services": list(row["services"]),
        "start": row["starts_on"].date().isoformat(),
        "end": row["ends_on"].date().isoformat(),
        "planned": None if pd.isna(row["planned_on"]) else row["planned_on"].date().isoformat(),
        "slipDays": None if pd.isna(row["slip_days"]) else int(row["slip_days"]),
        "words": _words(row, zone),
        "note": " · ".join(part for part in (f"in the freeze {freeze}" if freeze else "", note) if part),
        "label": ", ".join(part for part in said if part),
    }


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _words(row: Mapping[str, Any], zone: str) -> str:
    """The state as a line of the list says it: released 14:05, planned, freeze until 4 Jan 2027."""
    if row["kind"] == "freeze":
        return f"freeze until {numbers.day(last_day(row))}"
    return f"{row['state']} {row['happens_at'].astimezone(ZoneInfo(zone)):%H:%M}" if _has_instant(row) else row["state"]


def when(row: Mapping[str, Any], zone: str) -> str:
    """The day or days of an event, with its instant where that is known."""
    if row["kind"] == "freeze":
        return f"{numbers.day(row['starts_on'])} to {numbers.day(last_day(row))}"
    return numbers.instant(row["happens_at"], zone) if _has_instant(row) else numbers.day(row["starts_on"])


def released_words(found: Mapping[str, Any], zone: str) -> str | None:
    """When a release came out; only its day where Jira alone tells. None while it has not."""
    at = found["released_at"] if found["is_candidate"] or found["deployed_at"] is None else found["deployed_at"]
    if at is None:
        return None
    if found["released_at_from"] == "jira version":
        return f"{numbers.day(at.astimezone(ZoneInfo(zone)))}, as Jira says"
    return numbers.instant(at, zone)


def last_day(row: Mapping[str, Any]) -> date:
    """The last day that an event covers; `ends_on` is the day after."""
    last: date = row["ends_on"].date() - timedelta(days=1)
    return last


def _has_instant(row: Mapping[str, Any]) -> bool:
    return isinstance(row["happens_at"], datetime) and not pd.isna(row["happens_at"])
