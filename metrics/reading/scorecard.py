"""One metric as a card shows it: its value, its cases when they are few, and its course over whole periods."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from metrics.catalog import METRICS

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


def reading(metric_id: str, rows: pd.DataFrame, *, service: str | None) -> Reading:
    """The metric over a whole window, of one service or of all together.

    `rows`: what `measure` returns for it, by service when `service` is named.
    """
    found = _of(rows, service)
    if found.empty:
        nobody = f"{service} has nothing that this metric counts." if service else METRICS[metric_id].nothing
        return Reading(metric_id, None, None, None, 0, False, nobody)
    return _to_reading(metric_id, found.iloc[0])


def whole_periods(
    metric_id: str, rows: pd.DataFrame, *, grain: str, since: date | None, until: date | None, service: str | None
) -> pd.DataFrame:
    """The metric in each whole period of the window; one that the window cuts is dropped, at either end.

    A period with too few cases for a number has none, unless the metric is a rate over time, whose exposure
    is known even when nothing happened.
    """
    found = _of(rows, service)
    starts = pd.to_datetime(found["period_start"])
    whole = pd.Series(True, index=found.index)
    if since is not None:
        whole &= starts >= pd.Timestamp(since)
    if until is not None:
        whole &= (starts + _length(grain)) <= pd.Timestamp(until)
    kept = found[whole].reset_index(drop=True)
    if METRICS[metric_id].aggregate != "weekly_rate":
        kept["value"] = kept["value"].where(kept["sample_size"] >= FEW)
    return kept.drop(columns="group_name")


def _of(rows: pd.DataFrame, service: str | None) -> pd.DataFrame:
    return rows if service is None else rows[rows["group_name"] == service].reset_index(drop=True)


def _length(grain: str) -> pd.DateOffset:
    lengths = {
        "day": {"days": 1},
        "week": {"days": 7},
        "month": {"months": 1},
        "quarter": {"months": 3},
        "year": {"years": 1},
    }
    return pd.DateOffset(**lengths[grain])


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


def side_by_side(services: Sequence[str], measured: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per service with one column per metric, hours as days, shares as percents; null where cases are few or none.

    `measured`: metric id to what `measure` returns by service. `releases` and `changes` are the sample sizes of
    deployment_frequency and change_lead_time.
    """
    return pd.DataFrame([_side(service, measured) for service in services])


def _side(service: str, measured: Mapping[str, pd.DataFrame]) -> dict[str, object]:
    found = {metric_id: reading(metric_id, rows, service=service) for metric_id, rows in measured.items()}
    row: dict[str, object] = {metric_id: _comparable(one) for metric_id, one in found.items()}
    sizes = {"releases": "deployment_frequency", "changes": "change_lead_time"}
    return {"service": service, **row, **{name: found[metric_id].sample_size for name, metric_id in sizes.items()}}


def _comparable(found: Reading) -> float | None:
    if found.value is None or found.is_few:
        return None
    return found.value * {"hours": 1 / 24, "share": 100.0}.get(METRICS[found.metric_id].unit, 1.0)
