"""What a build says of itself in schema meta: its number, its settings, the definitions it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import duckdb

from metrics import definitions, intervals, lifecycle
from metrics.catalog import METRICS
from metrics.definitions import FOLDER
from metrics.settings import MetricSettings

Rows = Sequence[tuple[object, ...]]
_OF_LAST_BUILD: Final = (
    "settings", "setting_values", "lifecycle_settings", "freezes", "work_week", "days_off", "audits"
)  # fmt: skip


def make_records(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables in which builds record themselves, with what the definitions alone say."""
    con.execute((FOLDER / "meta.sql").read_text(encoding="utf-8"))
    land(con, "interval_ranks", intervals.rows())
    land(con, "lifecycle_defaults", lifecycle.default_rows())


def record_build(con: duckdb.DuckDBPyConnection, settings: MetricSettings, fingerprint: str, *, now: datetime) -> int:
    """Note the build and what it reckons with, in tables that are made; returns its number."""
    con.execute(";".join(f"delete from meta.{table}" for table in _OF_LAST_BUILD))
    for table, rows in _settings(settings, now).items():
        land(con, table, rows)
    con.execute(
        "insert into meta.builds"
        " select (select coalesce(max(build_id), 0) + 1 from meta.builds), $now, $fingerprint,"
        " (select coalesce(least(max(last_success_at), $now), $now) from meta.sources where kind <> 'people')",
        {"now": now, "fingerprint": fingerprint},
    )
    [(build_id,)] = con.execute("select max(build_id) from meta.builds").fetchall()
    return int(build_id)


def _settings(settings: MetricSettings, now: datetime) -> Mapping[str, Rows]:
    return {
        "settings": settings.as_rows(),
        "setting_values": settings.as_value_rows(),
        "lifecycle_settings": settings.lifecycle,
        "freezes": settings.freeze_rows(),
        "work_week": settings.calendar.week_rows(),
        "days_off": settings.calendar.days_off_rows(1990, now.year + 3),
    }


def land(con: duckdb.DuckDBPyConnection, table: str, rows: Rows) -> None:
    """Add `rows` to a table of meta in one statement."""
    if rows:
        places = ", ".join(["(" + ", ".join("?" * len(rows[0])) + ")"] * len(rows))
        con.execute(f"insert into meta.{table} values {places}", [value for row in rows for value in row])


def record_definitions(con: duckdb.DuckDBPyConnection, settings: MetricSettings, *, now: datetime) -> None:
    """A definition that was built here before keeps its version and date; a new one gets the next revision."""
    known = con.execute("select metric_id, fingerprint, version from meta.definitions").fetchall()
    before = {(metric_id, fingerprint) for metric_id, fingerprint, _ in known}
    prints = {metric.id: definitions.metric_fingerprint(metric, settings) for metric in METRICS.values()}
    land(
        con,
        "definitions",
        [
            _row(metric_id, fingerprint, known, settings, now)
            for metric_id, fingerprint in prints.items()
            if (metric_id, fingerprint) not in before
        ],
    )
    current = [f"{metric_id} {fingerprint}" for metric_id, fingerprint in prints.items()]
    con.execute(
        "update meta.definitions set is_current = list_contains($current, metric_id || ' ' || fingerprint)",
        {"current": current},
    )


def _row(metric_id: str, fingerprint: str, known: Rows, settings: MetricSettings, now: datetime) -> tuple[object, ...]:
    """The row of a definition that is new here, in the order of meta.definitions."""
    metric = METRICS[metric_id]
    versions = [str(version) for known_id, _, version in known if known_id == metric_id]
    revision = sum(version.startswith(f"{metric.version}.") for version in versions)
    return (
        metric.id, metric.label, metric.unit, metric.direction, f"{metric.version}.{revision}", metric.meaning,
        metric.formula, metric.source, definitions.query_of(metric).sql,
        definitions.settings_text(metric, settings), fingerprint, now, True,
    )  # fmt: skip
