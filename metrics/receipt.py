"""What is behind one number: its definition, its SQL, the rows counted and left out, and how fresh the sources are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
import pandas as pd

from metrics import receipt_sql
from metrics.catalog import BREAKDOWNS, GRAINS, METRICS, Metric
from metrics.errors import TooManyPeriods, UnknownGroup, WarehouseUnreadable
from metrics.measure import checked_window, known_breakdown, known_choice, known_metric, measure
from metrics.nearest import nearest
from metrics.snapshot import Snapshot
from metrics.sql_text import quoted

ROW_LIMIT: Final = 10_000
PERIOD_LIMIT: Final = 120
_ROW_COLUMNS: Final = (
    "subject", "happened_at", *(name for name in BREAKDOWNS if name != "all"), "amount", "left_out_because",
    "is_provisional", "evidence",
)  # fmt: skip


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

    @property
    def population_count(self) -> int:
        """All rows that the window has, counted and left out."""
        return self.counted_count + self.left_out_count


def receipt(
    snapshot: Snapshot,
    metric_id: str,
    *,
    since: date | None = None,
    until: date | None = None,
    grain: str = "all",
    breakdown: str = "all",
    group: str | None = None,
    limit: int = ROW_LIMIT,
) -> Receipt:
    """Return the evidence of the numbers that `measure` returns for the same question, or of those of one `group`.

    Without a window all rows are in it. Rows that cannot be placed in time belong to every window and are left out. Where
    the question has several numbers as its answer, each row carries the period_start and group_name of its own; what is
    there at the end of a period then stands in every period that it outlasts.
    """
    metric = known_metric(metric_id)
    known_choice("grain", grain, GRAINS)
    known_breakdown(metric, breakdown)
    checked_window(since, until)
    is_one_number = grain == "all" and (breakdown == "all" or group is not None)
    if is_one_number:
        rows = receipt_sql.rows_sql(metric, since, until, breakdown=breakdown, group=group)
    else:
        rows = _rows_of_several(snapshot, metric, since, until, grain, breakdown, group)
    columns = _ROW_COLUMNS if is_one_number else ("period_start", "group_name", *_ROW_COLUMNS)
    found = _found(snapshot, rows, columns, limit)
    is_counted = found["is_counted"].astype(bool)
    reasons = _reasons(found[~is_counted])
    built = _built(snapshot, metric)
    return Receipt(
        metric=metric,
        version=str(built.get("version", metric.version)),
        first_built_at=built.get("first_built_at"),
        settings=str(built.get("settings", "")),
        definition_sql=str(built.get("sql", "")),
        sql=rows,
        counted_count=int(found.loc[is_counted, "part_count"].max()) if is_counted.any() else 0,
        left_out_count=int(reasons["row_count"].sum()),
        counted=_part(found[is_counted], columns, limit).drop(columns="left_out_because"),
        left_out=_part(found[~is_counted], columns, limit),
        reasons=reasons,
        freshness=snapshot.query("from meta.sources order by kind, source"),
    )


def numbers(
    snapshot: Snapshot,
    metric_id: str,
    *,
    since: date | None = None,
    until: date | None = None,
    grain: str = "all",
    breakdown: str = "all",
    group: str | None = None,
) -> pd.DataFrame:
    """Return what `measure` returns, of one `group` when it is named. Raises `UnknownGroup` with those there are."""
    rows = measure(snapshot, metric_id, grain=grain, breakdown=breakdown, since=since, until=until)
    if group is None:
        return rows
    known = sorted(set(rows["group_name"].dropna()))
    if group not in known:
        raise UnknownGroup(f"{METRICS[metric_id].label} has no {breakdown} '{group}'.{nearest(group, known)}")
    return rows[rows["group_name"] == group].reset_index(drop=True)


def _rows_of_several(
    snapshot: Snapshot,
    metric: Metric,
    since: date | None,
    until: date | None,
    grain: str,
    breakdown: str,
    group: str | None,
) -> str:
    measured = measure(snapshot, metric.id, grain=grain, breakdown=breakdown, since=since, until=until)
    starts = sorted({start.date() for start in pd.to_datetime(measured["period_start"].dropna())})
    if metric.is_as_of and grain != "all" and len(starts) > PERIOD_LIMIT:
        raise TooManyPeriods(
            f"{metric.label} by {grain} has {len(starts)} periods here and a receipt holds {PERIOD_LIMIT};"
            " take a longer grain, or name a shorter window with since and until."
        )
    zone = snapshot.query("select time_zone from rules")["time_zone"].iloc[0]
    rows = receipt_sql.rows_by_number_sql(
        metric, since, until, grain=grain, breakdown=breakdown, time_zone=str(zone), starts=starts
    )
    return rows if group is None else f"select * from ({rows}) where group_name = {quoted(group)}"


def _found(snapshot: Snapshot, rows: str, columns: Sequence[str], limit: int) -> pd.DataFrame:
    """The newest rows of either part and one of each reason, with the sizes of the whole part and of the reason."""
    try:
        return snapshot.query(
            f"select {', '.join(columns)}, is_counted,"
            " row_number() over (partition by is_counted order by happened_at desc nulls last, subject) as place,"
            " count(*) over (partition by is_counted) as part_count,"
            " count(*) over (partition by is_counted, left_out_because) as reason_count"
            f" from ({rows}) qualify place <= $limit or"
            " row_number() over (partition by is_counted, left_out_because order by happened_at desc nulls last, subject) = 1"
            " order by place",
            {"limit": limit},
        )
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise WarehouseUnreadable(
            f"Snapshot {snapshot.path.name} does not have the rows of this metric; run `leadline build` to make its"
            " metrics anew."
        ) from error


def _part(found: pd.DataFrame, columns: Sequence[str], limit: int) -> pd.DataFrame:
    return found.loc[found["place"] <= limit, list(columns)].reset_index(drop=True)


def _reasons(left_out: pd.DataFrame) -> pd.DataFrame:
    once = left_out.drop_duplicates("left_out_because").rename(columns={"reason_count": "row_count"})
    listed = once.sort_values(["row_count", "left_out_because"], ascending=[False, True])
    return listed[["left_out_because", "row_count"]].reset_index(drop=True)


def _built(snapshot: Snapshot, metric: Metric) -> dict[str, Any]:
    definition = snapshot.query(
        "select version, first_built_at, settings, sql from meta.definitions where metric_id = $id and is_current",
        {"id": metric.id},
    ).to_dict("records")
    return {str(name): value for name, value in definition[0].items()} if definition else {}
