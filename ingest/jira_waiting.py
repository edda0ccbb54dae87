"""How long a Jira is waited for: what it asks, never less, and never longer than the settings allow."""

import math
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ingest.errors import SourceUnreachable
from ingest.jira_values import instant

_LONGEST_PAUSE = 60.0
_EXTRA_SHARE = 0.1


class Clock:
    """Time, and the waiting for it; a test hands in its own."""

    def now(self) -> datetime:
        """The instant in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds since some moment in the past, never going back."""
        return time.monotonic()

    def wait(self, seconds: float, stopped: threading.Event) -> None:
        """Return after so many seconds, or at once when `stopped` is set."""
        stopped.wait(seconds)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request brought nothing that can be used."""

    what: str
    """The middle of a sentence: what the Jira did."""
    remedy: str
    """A sentence: what to do when it goes on."""
    status: int | None = None
    is_passing: bool = True
    """It may be over when asked again."""
    wait_seconds: float | None = None
    """How long the Jira asks to be left alone."""
    cause: Exception | None = None
    """Without anything of the request, which carries the token."""
    is_fatal_at_connect: bool = False
    """When it is the first thing a Jira does, asking again helps nobody."""


@dataclass(slots=True)
class Attempts:
    """One request as often as it was made."""

    place: str
    failures: int = 0
    first_at: float | None = None


class Patience:
    """What all requests to one Jira share: its wish to be left alone, and when to give up."""

    def __init__(self, give_up_minutes: float, clock: Clock) -> None:
        self.clock = clock
        self.stopped = threading.Event()
        self._give_up = give_up_minutes * 60
        self._quiet_until = -math.inf
        self._given_up = 0
        self._troubled_since: float | None = None
        self._lock = threading.Lock()

    def before(self, place: str) -> None:
        """Wait until the Jira may be asked. Raises when it is stopped, or asks for more than the settings allow."""
        while not self.stopped.is_set():
            with self._lock:
                left = self._quiet_until - self.clock.elapsed()
            if left <= 0:
                return
            if left > self._give_up * (1 + _EXTRA_SHARE):
                raise self._too_long(place, left, None)
            self.clock.wait(left, self.stopped)
        raise stopped(place)

    def succeeded(self) -> None:
        """Note that the Jira answered as it should."""
        with self._lock:
            self._troubled_since = None

    def after(self, attempts: Attempts, trouble: Trouble) -> None:
        """Wait before the request is made again; raises when that makes no sense any more."""
        if self.stopped.is_set():
            raise stopped(attempts.place)
        attempts.failures += 1
        now = self.clock.elapsed()
        with self._lock:
            attempts.first_at = now if attempts.first_at is None else attempts.first_at
            self._troubled_since = now if self._troubled_since is None else self._troubled_since
            # A Jira that failed once for so long fails the later requests sooner, so that a sync of many projects ends.
            deadline = min(attempts.first_at, self._troubled_since) + self._give_up / (1 + self._given_up)
            pause = self._pause(attempts, trouble)
            if now + pause > deadline:
                self._given_up += 1
            elif trouble.wait_seconds is not None:
                self._quiet_until = max(self._quiet_until, now + pause)
        if now + pause > deadline:
            if trouble.wait_seconds is not None and trouble.wait_seconds > self._give_up:
                raise self._too_long(attempts.place, trouble.wait_seconds, trouble)
            raise self._given_up_after(attempts, trouble, now)
        self.clock.wait(pause, self.stopped)
        if self.stopped.is_set():
            raise stopped(attempts.place)

    def _pause(self, attempts: Attempts, trouble: Trouble) -> float:
        if trouble.wait_seconds is not None:
            return trouble.wait_seconds * (1 + random.uniform(0.01, _EXTRA_SHARE))
        longest = min(_LONGEST_PAUSE, 2.0 ** min(attempts.failures, 10))
        return random.uniform(longest / 2, longest)

    def _too_long(self, place: str, seconds: float, trouble: Trouble | None) -> SourceUnreachable:
        error = SourceUnreachable(
            f"{place}: Jira asks to be left alone for {duration(seconds)}, longer than the {duration(self._give_up)} that "
            "a sync waits (give_up_minutes). Run `leadline sync` again after that; it goes on from its last good page."
        )
        error.__cause__ = trouble.cause if trouble else None
        return error

    def _given_up_after(self, attempts: Attempts, trouble: Trouble, now: float) -> SourceUnreachable:
        tried = now - (attempts.first_at or now)
        often = f", {attempts.failures} times in {duration(tried)}" if attempts.failures > 1 else ""
        error = SourceUnreachable(f"{attempts.place}: {trouble.what}{often}. {trouble.remedy}")
        error.__cause__ = trouble.cause
        return error


def stopped(place: str) -> SourceUnreachable:
    """Return the error of a request that was stopped on purpose."""
    return SourceUnreachable(f"{place}: stopped before it was read. Run `leadline sync` again; it goes on from there.")


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that an answer asks to wait: of Retry-After (number or date), else of X-RateLimit-Reset."""
    found = _seconds(headers.get("Retry-After"), headers, now)
    return _seconds(headers.get("X-RateLimit-Reset"), headers, now) if found is None else found


def _seconds(text: str | None, headers: Mapping[str, str], now: datetime) -> float | None:
    if text is None or len(text) > 60:
        return None
    try:
        number = float(text)
    except ValueError:
        moment = http_date(text) or instant(text.strip())
        return None if moment is None else max(0.0, (moment - (http_date(headers.get("Date")) or now)).total_seconds())
    if not math.isfinite(number) or number < 0:
        return None
    # Some servers name the second at which the wait is over, not its length.
    return number if number < 1_000_000_000 else max(0.0, number - now.timestamp())


def http_date(text: str | None) -> datetime | None:
    """Return the instant of a date as HTTP headers write it."""
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def duration(seconds: float) -> str:
    """Return a length of time in words."""
    for size, name in ((3600, "hours"), (60, "minutes")):
        if seconds >= 1.99 * size:
            return f"{seconds / size:,.0f} {name}"
    return f"{seconds:,.0f} seconds" if seconds >= 2 else f"{seconds:,.1f} seconds"
