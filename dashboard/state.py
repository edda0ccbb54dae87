"""What a page stands on: the snapshot that is current in this run, and the filters that the URL carries."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import streamlit as st

from dashboard.dashboard_settings import DashboardSettings
from dashboard.theme import Mode
from metrics.errors import MetricsError
from metrics.snapshot import Located, Snapshot, current, locate

DATA_DIR_VARIABLE: Final = "LEADLINE_DATA_DIR"
# A missed daily sync shows by the next evening; a sync that is merely due does not.
STALE_AFTER: Final = timedelta(hours=36)

_lock = threading.Lock()
_set_up = {"pages": DashboardSettings()}
_held: dict[Path, tuple[Located, Snapshot]] = {}
_run = threading.local()


def data_dir() -> Path:
    """Folder of the warehouse that is served. Set by `dashboard.server.serve`."""
    return Path(os.environ.get(DATA_DIR_VARIABLE, "data"))


def use(settings: DashboardSettings) -> None:
    """Set the pages up. Set by `dashboard.server.serve`, for all readers."""
    _set_up["pages"] = settings


def settings() -> DashboardSettings:
    """How the pages are set up."""
    return _set_up["pages"]


def begin_run() -> Snapshot:
    """Look which snapshot is current now; the rest of this script run stays with it."""
    opened = _current(data_dir())
    _run.snapshot = opened
    return opened


def snapshot() -> Snapshot:
    """The snapshot of this run."""
    held: Snapshot | None = getattr(_run, "snapshot", None)
    return held if held is not None and _is_of(held, data_dir()) else begin_run()


def is_newer_published(shown_number: int) -> bool:
    """Whether another snapshot is current than the one that is shown."""
    try:
        return locate(data_dir()).number > shown_number
    except MetricsError:
        return False


def _is_of(opened: Snapshot, folder: Path) -> bool:
    return opened.path.is_relative_to(folder)


def _current(folder: Path) -> Snapshot:
    """The current snapshot, opened once for all sessions.

    An older one is let go of here, and closes when the last run that still reads it ends.
    """
    located = locate(folder)
    with _lock:
        held = _held.get(folder)
        if held is not None and held[0] == located:
            return held[1]
        opened = current(folder)
        _held[folder] = (located, opened)
        return opened


def health() -> dict[str, Any]:
    """What /api/health answers: names no path and no data."""
    try:
        shown = _current(data_dir())
    except MetricsError:
        return {"status": "ok", "snapshot": None, "as_of": None}
    return {
        "status": "ok",
        "snapshot": shown.number,
        "as_of": shown.as_of.isoformat() if shown.as_of else None,
    }


def now() -> datetime:
    return datetime.now(UTC)


def is_stale(as_of: datetime | None) -> bool:
    return as_of is None or now() - as_of > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page is about. Dates are of the display zone, half-open; None is without end."""

    since: date | None
    until: date | None
    service: str | None
    grain: str
    window: str
    """How the period was chosen, as its filter says it."""


def filters() -> Filters:
    """The filters as the sidebar drew them in this run."""
    chosen: Filters = st.session_state["filters_in_force"]
    return chosen


def mode() -> Mode:
    """Whether this reader's page is light or dark, for colours that carry a meaning."""
    return "dark" if st.context.theme.type == "dark" else "light"
