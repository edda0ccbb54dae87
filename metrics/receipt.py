"""What is behind one number: its definition, its SQL, the rows counted and left out, and how fresh the sources are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from metrics.catalog import BREAKDOWNS, Metric
from metrics.measure import checked_window, known_choice, known_metric
from metrics.snapshot import Snapshot
from metrics.sql_text import quoted

ROW_LIMIT: Final = 10_000
_ROW_COLUMNS: Final = (
    "subject, happened_at, service, team, product, repository, line, kind, amount, left_out_because,"
    " is_provisional, evidence"
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The evidence of one number. Counted and left out together are all rows that the window has."""

    metric: Metric
    version: str
    """Version and revision of the definition, such as 1.0."""
    first_built_at: pd.Timestamp | None
    """When this version was first built in this warehouse."""
    settings: str
    """The settings that change the number, with their values."""
    definition_sql: str
    """The query of the population rows, as the package has it."""
    sql: str
    """One statement that an analyst can run to get the same rows."""
    counted_count: int
    left_out_count: int
    counted: pd.DataFrame
    """The rows counted, newest first, at most ROW_LIMIT."""
    left_out: pd.DataFrame
    """The rows left out, newest first, at most ROW_LIMIT; left_out_because says why."""
    reasons: pd.DataFrame
    """How many rows each reason left out: left_out_because, row_count."""
    freshness: pd.DataFrame
    """meta.sources: how the last sync of each source went."""


def receipt(
    snapshot: Snapshot,
    metric_id: str,
    *,
    since: date | None = None,
    until: date | None = None,
    breakdown: str = "all",
    group: str | None = None,
    limit: int = ROW_LIMIT,
) -> Receipt:
    """Return the evidence of the number that `measure` returns for the same window and group.

    Without a window all rows are in it. Rows that cannot be placed in time belong to every window and are left out.
    """
    metric = known_metric(metric_id)
    known_choice("breakdown", breakdown, BREAKDOWNS)
    checked_window(since, until)
    rows = _rows(metric, since, until, breakdown, group)
    reasons = snapshot.query(
        "select is_counted, left_out_because, count(*) as row_count"
        f" from ({rows}) group by is_counted, left_out_because order by row_count desc, left_out_because"
    )
    left_out = reasons[~reasons["is_counted"].astype(bool)]
    definition = snapshot.query(
        "select version, first_built_at, settings, sql from meta.definitions where metric_id = $id and is_current",
        {"id": metric.id},
    ).to_dict("records")
    built = definition[0] if definition else {}
    return Receipt(
        metric=metric,
        version=str(built.get("version", metric.version)),
        first_built_at=built.get("first_built_at"),
        settings=str(built.get("settings", "")),
        definition_sql=str(built.get("sql", "")),
        sql=rows,
        counted_count=int(reasons["row_count"].sum() - left_out["row_count"].sum()),
        left_out_count=int(left_out["row_count"].sum()),
        counted=_part(snapshot, rows, "is_counted", limit).drop(columns="left_out_because"),
        left_out=_part(snapshot, rows, "not is_counted", limit),
        reasons=left_out[["left_out_because", "row_count"]].reset_index(drop=True),
        freshness=snapshot.query("from meta.sources order by kind, source"),
    )


def _rows(metric: Metric, since: date | None, until: date | None, breakdown: str, group: str | None) -> str:
    """The statement as text, for people to run: only checked names, dates and quoted literals enter it."""
    window = [f"{name} := date '{day.isoformat()}'" for name, day in (("since", since), ("until", until)) if day]
    rows = f"select * from metric.{metric.id}_rows({', '.join(window)})"
    if breakdown == "all" or group is None:
        return rows
    return f"{rows} where coalesce({breakdown}, 'no {breakdown}') = {quoted(group)}"


def _part(snapshot: Snapshot, rows: str, which: str, limit: int) -> pd.DataFrame:
    return snapshot.query(
        f"select {_ROW_COLUMNS} from ({rows}) where {which} order by happened_at desc nulls last, subject limit $limit",
        {"limit": limit},
    )
