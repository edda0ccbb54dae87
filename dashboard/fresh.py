"""What people typed since the shown snapshot was built, looked up once in a run of a page."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import people, state
from dashboard.answers import ask
from metrics.reading import typed

if TYPE_CHECKING:
    from metrics.reading.typed import Fresh


@dataclass(frozen=True, slots=True)
class Look:
    """How the journal was found."""

    fresh: Fresh
    problem: str | None = None
    """One sentence when it cannot be read; what was built is shown then. Not escaped."""


_run = threading.local()
_last: dict[tuple[str, str], Fresh] = {}
"""The newest answer, by snapshot and state of the journal: what is fresh mostly stays so for many runs."""


def begin_run() -> None:
    """Look again: what was typed is there at once."""
    _run.look = None


def now() -> Fresh:
    """What the snapshot of this run does not know."""
    return look().fresh


def look() -> Look:
    """The same, with what stood in the way."""
    held: tuple[str, Look] | None = getattr(_run, "look", None)
    path = str(state.snapshot().path)
    if held is None or held[0] != path:
        held = _run.look = (path, _look(path))
    return held[1]


def _look(path: str) -> Look:
    try:
        head = people.head()
        if not head or head == ask(typed.landed_head):
            return Look(typed.NOTHING)
        found = _last.get((path, head))
        if found is None:
            found = typed.fresh(state.snapshot(), people.typed())
            _last.clear()
            _last[path, head] = found
        return Look(found)
    except people.NotKept as error:
        return Look(typed.NOTHING, str(error))
