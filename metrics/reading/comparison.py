"""One metric of several groups beside each other, and which of them differ by more than their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import Final

import pandas as pd

from metrics.breakdowns import breakdowns_of
from metrics.measure import known_metric, measure
from metrics.reading.scorecard import Reading, reading
from metrics.snapshot import Snapshot

GROUP_LIMIT: Final = 24
"""Groups shown: those with the most cases."""


def breakdowns(snapshot: Snapshot, metric_id: str, *, since: date | None, until: date | None) -> dict[str, int]:
    """Return the breakdowns that tell the counted rows of a window apart, each with its number of groups."""
    metric = known_metric(metric_id)
    names = [name for name in breakdowns_of(metric) if name != "all"]
    counts = ", ".join(f"count(distinct coalesce({name}, '')) as {name}" for name in names)
    row = snapshot.query(
        f"select {counts} from metric.{metric.id}_rows($since, $until) where is_counted",
        {"since": since, "until": until},
    ).iloc[0]
    return {name: int(row[name]) for name in names if row[name] > 1}


def by_group(
    snapshot: Snapshot, metric_id: str, breakdown: str, *, since: date | None, until: date | None
) -> dict[str, Reading]:
    """Return the readings of the groups of a breakdown by name: those with the most cases when they are many."""
    rows = measure(snapshot, metric_id, breakdown=breakdown, since=since, until=until)
    largest = rows[rows["sample_size"] > 0].nlargest(GROUP_LIMIT, "sample_size")
    return {group: reading(metric_id, largest, group=group) for group in sorted(largest["group_name"])}


def side_by_side(groups: Sequence[str], measured: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Reading]]:
    """Return for each metric the readings of all groups by name. `measured`: what `measure` returns by their breakdown."""
    return {
        metric_id: {group: reading(metric_id, rows, group=group) for group in groups}
        for metric_id, rows in measured.items()
    }


def apart(found: Mapping[str, Reading]) -> list[tuple[str, str]]:
    """Return the pairs (lower, higher) whose 95 % intervals do not overlap; groups with few cases make none.

    Any other pair has no order: what differs between the two may be chance.
    """
    known = {
        group: one for group, one in found.items() if not one.is_few and one.low is not None and one.high is not None
    }
    return [(low, high) for low, high in permutations(known, 2) if _end(known[low].high) < _end(known[high].low)]


def _end(value: float | None) -> float:
    assert value is not None
    return value
