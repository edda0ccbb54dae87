"""One number that a page shows: of which metric, over which days, of which group. What its receipt is asked with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from dashboard.state import Filters

_STEPS = {
    "day": {"days": 1},
    "week": {"days": 7},
    "month": {"months": 1},
    "quarter": {"months": 3},
    "year": {"years": 1},
}


@dataclass(frozen=True, slots=True)
class Number:
    """The question behind a number. Days are of the display zone, half-open; None is without end."""

    metric_id: str
    since: date | None = None
    until: date | None = None
    breakdown: str = "all"
    group: str | None = None
    """Which of the breakdown; None for all together."""


def of_window(metric_id: str, chosen: Filters) -> Number:
    """The number of a metric over the window and service of the filters."""
    breakdown = "service" if chosen.service else "all"
    return Number(metric_id, chosen.since, chosen.until, breakdown, chosen.service)


def of_period(whole: Number, start: date, grain: str) -> Number:
    """The number of one period of a chart of `whole`; `start` is the first day of the period."""
    end = (pd.Timestamp(start) + pd.DateOffset(**_STEPS[grain])).date()
    return replace(whole, since=start, until=end)
