"""What people wrote on days of the charts, and what they changed about the process."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import duckdb
import pandas as pd

from metrics.catalog import METRICS
from metrics.reading.typed import Remark
from metrics.snapshot import Snapshot

IMPROVEMENT: Final = "Improvement: "
"""Begins the words of an improvement."""
_COLUMNS = ("entry_id", "noted_on", "service", "words", "cuts_limits")
_NOTES = """
select
    annotation_id as entry_id, noted_on, service, words,
    is_process_change and (service is null or service is not distinct from $service) as cuts_limits
from raw.journal_annotations
where
    not coalesce(is_withdrawn, false)
    and (metric_id is null or metric_id = $metric or metric_id = $beside)
    and (service is null or $service is null or service = $service)
    and ($since is null or noted_on >= $since)
    and ($until is null or noted_on < $until)
union all
select
    improvement_id as entry_id,
    starts_on as noted_on,
    service,
    concat($improvement, coalesce(idea, problem)) as words,
    service is null or service is not distinct from $service as cuts_limits
from raw.journal_improvements
where
    (metric_id = $metric or metric_id = $beside)
    and (service is null or $service is null or service = $service)
    and ($since is null or starts_on >= $since)
    and ($until is null or starts_on < $until)
order by noted_on, words
"""


def noted(
    snapshot: Snapshot,
    metric_id: str,
    *,
    service: str | None,
    since: date | None,
    until: date | None,
    fresh: tuple[Remark, ...] = (),
) -> pd.DataFrame:
    """Return the remarks on the days of a window that bear on a metric, oldest first.

    Columns: noted_on, service, words (hostile: escape it), cuts_limits. A change of the process, or the start of an
    improvement that is to move this metric, cuts the limits anew; one of a single service does not cut those of all together.
    `fresh`: what was typed since the snapshot was built; it is laid over.
    """
    asked = {"metric": metric_id, "beside": METRICS[metric_id].companion_of, "service": service}
    try:
        found = snapshot.query(_NOTES, {**asked, "since": since, "until": until, "improvement": IMPROVEMENT})
    except duckdb.CatalogException:  # Published before there was a journal.
        found = pd.DataFrame(columns=list(_COLUMNS))
    return _laid_over(found, fresh, asked, since, until)[list(_COLUMNS[1:])]


def _laid_over(
    found: pd.DataFrame, fresh: tuple[Remark, ...], asked: dict[str, Any], since: date | None, until: date | None
) -> pd.DataFrame:
    if not fresh:
        return found
    kept = found[~found["entry_id"].isin([one.identity for one in fresh])]
    rows = [
        (
            one.identity,
            pd.Timestamp(one.noted_on),
            one.service,
            one.words,
            one.is_process_change and one.service in (None, asked["service"]),
        )
        for one in fresh
        if _bears(one, asked, since, until)
    ]
    if not rows:
        return kept.reset_index(drop=True)
    added = pd.DataFrame(rows, columns=list(_COLUMNS))
    both = pd.concat([kept, added], ignore_index=True) if len(kept) else added
    return both.sort_values(["noted_on", "words"], kind="stable", ignore_index=True)


def _bears(one: Remark, asked: dict[str, Any], since: date | None, until: date | None) -> bool:
    """The rule of the query, for a remark that is not in the snapshot."""
    of_metric = one.metric_id in (None, asked["metric"]) or one.metric_id == asked["beside"]
    of_service = one.service is None or asked["service"] in (None, one.service)
    in_window = (since is None or one.noted_on >= since) and (until is None or one.noted_on < until)
    return of_metric and of_service and in_window and not one.is_withdrawn
