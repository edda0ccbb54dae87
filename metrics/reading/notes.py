"""What people wrote on days of the charts, and what they changed about the process."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from metrics.catalog import METRICS
from metrics.snapshot import Snapshot

_COLUMNS = ("noted_on", "service", "words", "cuts_limits")
_NOTES = """
select noted_on, service, words, is_process_change and (service is null or service is not distinct from $service) as cuts_limits
from raw.journal_annotations
where
    not coalesce(is_withdrawn, false)
    and (metric_id is null or metric_id = $metric or metric_id = $beside)
    and (service is null or $service is null or service = $service)
    and ($since is null or noted_on >= $since)
    and ($until is null or noted_on < $until)
union all
select
    starts_on as noted_on,
    service,
    concat('Improvement: ', coalesce(idea, problem)) as words,
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
    snapshot: Snapshot, metric_id: str, *, service: str | None, since: date | None, until: date | None
) -> pd.DataFrame:
    """Return the remarks on the days of a window that bear on a metric, oldest first.

    Columns: noted_on, service, words (hostile: escape it), cuts_limits. A change of the process, or the start of an
    improvement that is to move this metric, cuts the limits anew; one of a single service does not cut those of all together.
    """
    asked = {"metric": metric_id, "beside": METRICS[metric_id].companion_of, "service": service}
    try:
        return snapshot.query(_NOTES, {**asked, "since": since, "until": until})
    except duckdb.CatalogException:  # Published before there was a journal.
        return pd.DataFrame(columns=list(_COLUMNS))
