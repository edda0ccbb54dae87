"""Which ways of breaking down each metric has: those that its rows can tell."""

from __future__ import annotations

from typing import Final

from metrics.definitions import query_of, told_columns
from metrics.metric import BREAKDOWNS, Metric

EVERYWHERE: Final = ("all", "service", "team", "product")
"""What every metric can be broken down by."""


def breakdowns_of(metric: Metric) -> tuple[str, ...]:
    """Return the ways to break `metric` down, in the order of BREAKDOWNS."""
    told = told_columns(query_of(metric).sql)
    return tuple(name for name in BREAKDOWNS if name in EVERYWHERE or name in told)


def no_breakdown(metric: Metric, asked: str) -> str:
    """Return the sentence that says that `metric` cannot be broken down by `asked`, and by what it can."""
    before, after = no_breakdown_parts(metric)
    return f"{before}'{asked}'{after}"


def no_breakdown_parts(metric: Metric) -> tuple[str, str]:
    """Return what that sentence says before and after what was asked for."""
    *first, last = breakdowns_of(metric)
    return f"{metric.label} cannot be broken down by ", f"; take {', '.join(first)} or {last}."
