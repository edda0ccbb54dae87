"""One metric as numbers: per period and group the value, its interval and how many rows are behind it."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from metrics.breakdowns import EVERYWHERE, breakdowns_of, no_breakdown
from metrics.catalog import BREAKDOWNS, GRAINS, METRICS, Metric
from metrics.errors import BadWindow, UnknownMetric, WarehouseUnreadable
from metrics.nearest import nearest
from metrics.snapshot import Snapshot


def measure(
    snapshot: Snapshot,
    metric_id: str,
    *,
    grain: str = "all",
    breakdown: str = "all",
    since: date | None = None,
    until: date | None = None,
) -> pd.DataFrame:
    """Return what the macro `metric.<metric_id>` returns.

    Columns: period_start, group_name, value, low, high, sample_size, is_provisional, reason. `since` and `until` are
    days of the display zone, the latter left out; without them from the first row to the newest record. A period with
    nothing to measure has no value and says why.
    """
    metric = known_metric(metric_id)
    known_choice("grain", grain, GRAINS)
    known_breakdown(metric, breakdown)
    checked_window(since, until)
    asked = {"grain": grain, "breakdown": breakdown, "since": since, "until": until}
    try:
        return snapshot.query(f"from metric.{metric.id}($grain, $breakdown, $since, $until)", asked)
    except duckdb.CatalogException as error:
        raise WarehouseUnreadable(
            f"Snapshot {snapshot.path.name} does not have {metric.id}; run `leadline build` to make its metrics anew."
        ) from error


def known_metric(metric_id: str) -> Metric:
    """Return the metric of the catalogue. Raises `UnknownMetric` with the nearest id."""
    if metric_id not in METRICS:
        raise UnknownMetric(f"There is no metric '{metric_id}'.{nearest(metric_id, METRICS)}")
    return METRICS[metric_id]


def known_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise `UnknownMetric` when `value` is none of `choices`."""
    if value not in choices:
        raise UnknownMetric(f"There is no {what} '{value}'; take one of {', '.join(choices)}.")


def known_breakdown(metric: Metric, breakdown: str) -> None:
    """Raise `UnknownMetric` when `metric` cannot be broken down so."""
    if breakdown in EVERYWHERE:
        return
    known_choice("breakdown", breakdown, BREAKDOWNS)
    if breakdown not in breakdowns_of(metric):
        raise UnknownMetric(no_breakdown(metric, breakdown))


def checked_window(since: date | None, until: date | None) -> None:
    """Raise `BadWindow` when the window is empty."""
    if since is not None and until is not None and until <= since:
        raise BadWindow(f"The window ends on {until}, which is not after {since}; `until` is the day after its last.")
