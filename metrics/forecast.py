"""When what is left of a release will be done and out: a Monte Carlo on what its service finished lately.

Each trial draws a finished release of the service, for how much scope still grew or shrank and how long it waited from its last
item to coming out, and then weeks of the recent past, one after the other, until that many items are finished. Pure functions
of their arguments: the seed is made from the release and the day, so equal facts give equal dates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

TRIALS: Final = 2000
LEAST_WEEKS: Final = 6
"""Weeks of history without which nothing is forecast."""
LEAST_RELEASES: Final = 3
"""Finished releases without which nothing is forecast."""
_WEEKS_AT_ONCE: Final = 13
_LAST_WEEK: Final = 20 * _WEEKS_AT_ONCE
"""Five years: what takes longer is said to take this long."""

Days = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Finished:
    """What one finished release of the service teaches."""

    growth_count: int
    """What came into its scope less what left it, from when as many days were left as are now until it came out."""
    wait_days: float
    """From the last of its items to be finished to its coming out."""


@dataclass(frozen=True, slots=True)
class Work:
    """What has to be finished before a release can come out, as it stands on one day."""

    remaining_count: int
    """Items in its scope that are not finished."""
    ahead_count: int = 0
    """Items not finished in releases of the service that are due before it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days until the release is out, by which 50, 85 and 95 of 100 trials had it out, and every trial."""

    p50_days: float
    p85_days: float
    p95_days: float
    trial_days: Days


def seed_of(release_id: str, day: str) -> int:
    """Return the seed of a release's forecast as of a day."""
    return int.from_bytes(hashlib.sha256(f"{release_id}\0{day}".encode()).digest()[:8], "big")


def missing_because(weekly_counts: Sequence[int], finished: Sequence[Finished]) -> str | None:
    """Return why nothing can be forecast from such a past; None when it can."""
    if len(weekly_counts) < LEAST_WEEKS:
        return f"its service has fewer than {LEAST_WEEKS} weeks of history"
    if not sum(weekly_counts):
        return f"nothing meant for a release of its service was finished in the last {len(weekly_counts)} weeks"
    if len(finished) < LEAST_RELEASES:
        return f"its service has fewer than {LEAST_RELEASES} finished releases to learn from"
    return None


def forecast(work: Work, weekly_counts: Sequence[int], finished: Sequence[Finished], *, seed: int) -> Forecast:
    """Return when `work` is out, in days from now; the past must be one for which `missing_because` is None."""
    random = np.random.default_rng(seed)
    drawn = random.integers(0, len(finished), TRIALS)
    growth = np.array([one.growth_count for one in finished])[drawn]
    waits = np.array([one.wait_days for one in finished])[drawn]
    needed = work.ahead_count + np.maximum(0.0, work.remaining_count + growth)
    days = _days_to_finish(needed, np.asarray(weekly_counts, dtype=np.int64), random) + waits
    # A date must be one that a trial had: between two of them there may be a month in which nothing happens.
    p50, p85, p95 = (float(day) for day in np.quantile(days, [0.5, 0.85, 0.95], method="inverted_cdf"))
    return Forecast(p50, p85, p95, days)


def on_time_share(found: Forecast, days_left: float) -> float:
    """Return the share of trials that were out before `days_left` days were over."""
    return float(np.mean(found.trial_days < days_left))


def _days_to_finish(needed: Days, weekly_counts: NDArray[np.int64], random: np.random.Generator) -> Days:
    """Days of each trial until it has finished what it needs; within a week items come evenly.

    Weeks are drawn for all trials alike, so that a trial that needs more sees the same weeks and takes longer.
    """
    days = np.where(needed > 0, 7.0 * _LAST_WEEK, 0.0)
    done = np.zeros_like(needed)
    week, open_trials = 0, needed > 0
    while open_trials.any() and week < _LAST_WEEK:
        counts = weekly_counts[random.integers(0, len(weekly_counts), (_WEEKS_AT_ONCE, needed.size))]
        for count in counts:
            ends = open_trials & (done + count >= needed)
            days[ends] = 7.0 * (week + (needed[ends] - done[ends]) / count[ends])
            done = done + count
            open_trials &= ~ends
            week += 1
    return days
