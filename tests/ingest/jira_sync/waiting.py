"""Waits of the Jira client that are played instead of slept: the clock moves on by as much, and the test goes on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from ingest import jira_client
from ingest.jira_client import Clock


class PlayedClock(Clock):
    """Real time, and on top what was waited without waiting."""

    def __init__(self) -> None:
        self.waited_seconds = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.waited_seconds)

    def elapsed(self) -> float:
        return super().elapsed() + self.waited_seconds

    def wait(self, seconds: float, stopped: threading.Event) -> None:
        with self._lock:
            self.waited_seconds += seconds


@contextmanager
def played() -> Iterator[PlayedClock]:
    """Let every client that connects in the block wait by this clock."""
    clock = PlayedClock()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jira_client, "Clock", lambda: clock)
        yield clock
