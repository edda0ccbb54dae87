"""One metric as a card shows it: its value, its cases when they are few, and its course over whole periods."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from metrics.catalog import METRICS

FEW: Final = 5
"""Below this many cases there is no headline number; the cases are listed."""
MANY: Final = 20
"""From this many cases on there is a trend."""
_KNOWN_WHOLE: Final = ("weekly_rate", "weekly_flow", "load")
_NO_ESTIMATE: Final = ("load", "maximum")


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
        """There are cases enough, or it is no estimate that would need them."""
        is_fact = METRICS[self.metric_id].aggregate in _NO_ESTIMATE
        return self.value is not None and (is_fact or self.sample_size >= MANY)


def reading(metric_id: str, rows: pd.DataFrame, *, group: str | None) -> Reading:
    """The metric over a whole window, of one group (such as a service) or of all together.

    `rows`: what `measure` returns for it, by the breakdown of the group when one is named.
    """
    found = _of(rows, group)
    if found.empty:
        nobody = f"{group} has nothing that this metric counts." if group else METRICS[metric_id].nothing
        return Reading(metric_id, None, None, None, 0, False, nobody)
    return _to_reading(metric_id, found.iloc[0])


def whole_periods(
    metric_id: str, rows: pd.DataFrame, *, grain: str, since: date | None, until: date | None, group: str | None
) -> pd.DataFrame:
    """The metric in each whole period of the window; one that the window cuts is dropped, at either end.

    A period with too few cases for a number has none, unless the metric is a rate over time, whose exposure is known even
    when nothing happened, or a count of what is there, which is no estimate.
    """
    found = _of(rows, group)
    starts = pd.to_datetime(found["period_start"])
    whole = pd.Series(True, index=found.index)
    if since is not None:
        whole &= starts >= pd.Timestamp(since)
    if until is not None:
        whole &= (starts + _length(grain)) <= pd.Timestamp(until)
    kept = found[whole].reset_index(drop=True)
    if METRICS[metric_id].aggregate not in _KNOWN_WHOLE:
        kept["value"] = kept["value"].where(kept["sample_size"] >= FEW)
    return kept.drop(columns="group_name")


def _of(rows: pd.DataFrame, group: str | None) -> pd.DataFrame:
    return rows if group is None else rows[rows["group_name"] == group].reset_index(drop=True)


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
