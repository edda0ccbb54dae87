"""One metric as a card shows it: its value, its cases when they are few, and its course over whole periods."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from metrics.catalog import METRICS
from metrics.measure import measure
from metrics.snapshot import Snapshot

FEW: Final = 5
"""Below this many cases there is no headline number; the cases are listed."""
MANY: Final = 20
"""From this many cases on there is a trend."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A metric's value in a window, in the catalogue's unit."""

    metric_id: str
    value: float | None
    low: float | None
    high: float | None
    sample_size: int
    is_provisional: bool
    reason: str | None
    """Why there is no value; None when there is one."""

    @property
    def is_few(self) -> bool:
        return self.value is not None and self.sample_size < FEW

    @property
    def has_trend(self) -> bool:
        return self.value is not None and self.sample_size >= MANY


def reading(
    snapshot: Snapshot, metric_id: str, *, since: date | None, until: date | None, service: str | None
) -> Reading:
    """The metric over the whole window, of one service or of all together."""
    rows = _of_group(snapshot, metric_id, "all", since, until, service)
    if rows.empty:
        nobody = f"{service} has nothing that this metric counts." if service else METRICS[metric_id].nothing
        return Reading(metric_id, None, None, None, 0, False, nobody)
    return _to_reading(metric_id, rows.iloc[0])


def readings_by_service(
    snapshot: Snapshot, metric_id: str, *, since: date | None, until: date | None
) -> dict[str, Reading]:
    """The metric over the whole window for each service that it knows."""
    rows = measure(snapshot, metric_id, breakdown="service", since=since, until=until)
    return {str(row["group_name"]): _to_reading(metric_id, row) for _, row in rows.iterrows()}


def trend(
    snapshot: Snapshot,
    metric_id: str,
    *,
    grain: str,
    since: date | None,
    until: date | None,
    service: str | None,
) -> pd.DataFrame:
    """The metric in each whole period of the window; one that the window cuts is dropped, at either end.

    A period with too few cases for a number has none, unless the metric is a rate over time, whose exposure
    is known even when nothing happened.
    """
    rows = _of_group(snapshot, metric_id, grain, since, until, service)
    starts = pd.to_datetime(rows["period_start"])
    whole = pd.Series(True, index=rows.index)
    if since is not None:
        whole &= starts >= pd.Timestamp(since)
    if until is not None:
        whole &= (starts + _length(grain)) <= pd.Timestamp(until)
    kept = rows[whole].reset_index(drop=True)
    if METRICS[metric_id].aggregate != "weekly_rate":
        kept["value"] = kept["value"].where(kept["sample_size"] >= FEW)
    return kept.drop(columns="group_name")


def _length(grain: str) -> pd.DateOffset:
    lengths = {
        "day": {"days": 1},
        "week": {"days": 7},
        "month": {"months": 1},
        "quarter": {"months": 3},
        "year": {"years": 1},
    }
    return pd.DateOffset(**lengths[grain])


def _of_group(
    snapshot: Snapshot, metric_id: str, grain: str, since: date | None, until: date | None, service: str | None
) -> pd.DataFrame:
    breakdown = "service" if service else "all"
    rows = measure(snapshot, metric_id, grain=grain, breakdown=breakdown, since=since, until=until)
    if service:
        rows = rows[rows["group_name"] == service]
    return rows.reset_index(drop=True)


def _to_reading(metric_id: str, row: pd.Series) -> Reading:
    return Reading(
        metric_id=metric_id,
        value=_known(row["value"]),
        low=_known(row["low"]),
        high=_known(row["high"]),
        sample_size=int(row["sample_size"]),
        is_provisional=bool(row["is_provisional"]),
        reason=row["reason"] if isinstance(row["reason"], str) else None,
    )


def _known(number: float) -> float | None:
    return None if number is None or math.isnan(number) else float(number)


def side_by_side(services: Sequence[str], readings: Mapping[str, Mapping[str, Reading]]) -> pd.DataFrame:
    """One row per service with one column per metric, hours as days; null where cases are few or none.

    `releases` and `changes` are the sample sizes of deployment_frequency and change_lead_time.
    """
    rows = []
    for service in services:
        row: dict[str, object] = {"service": service}
        for metric_id, by_service in readings.items():
            row[metric_id] = _comparable(by_service.get(service))
        row["releases"] = _size(readings, "deployment_frequency", service)
        row["changes"] = _size(readings, "change_lead_time", service)
        rows.append(row)
    return pd.DataFrame(rows)


def _comparable(found: Reading | None) -> float | None:
    if found is None or found.value is None or found.is_few:
        return None
    return found.value / 24 if METRICS[found.metric_id].unit == "hours" else found.value


def _size(readings: Mapping[str, Mapping[str, Reading]], metric_id: str, service: str) -> int | None:
    found = readings.get(metric_id, {}).get(service)
    return found.sample_size if found else None
