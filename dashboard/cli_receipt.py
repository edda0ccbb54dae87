"""`leadline metric ID --receipt`: what is behind a number, for a person, a spreadsheet or a program."""

import json
import sys
from typing import Any

import click
import pandas as pd
import pyarrow as pa
from rich.console import Console
from rich.text import Text

from dashboard import cli_ask, exports
from metrics.receipt import Receipt, numbers, receipt
from metrics.snapshot import Snapshot

_ROWS_SHOWN = 12
_EVERY_ROW = 2**31 - 1
_NUMBER_COLUMNS = ("period_start", "group_name", "value", "low", "high", "sample_size", "is_provisional", "reason")
_EMPTY_WITHOUT = ("team", "product", "repository", "line", "kind", "category", "step")


def write_receipt(snapshot: Snapshot, metric_id: str, question: dict[str, Any], form: str) -> None:
    """Write the receipt of what `question` (since, until, grain, breakdown, group) asks of a metric.

    A table holds the newest rows, CSV every row, JSON all there is. The two counts go to standard error.
    """
    told = numbers(snapshot, metric_id, **question)
    found = receipt(snapshot, metric_id, **question, limit=_EVERY_ROW)
    if form == "csv":
        cli_ask.write(_arrow(_all_rows(found)), "csv", None)
    elif form == "json":
        whole = {**_told(found, question), "numbers": _records(told), **_evidence(found)}
        sys.stdout.write(json.dumps(whole, default=str, ensure_ascii=False, indent=2) + "\n")
    else:
        _write_text(found, told, question)
    click.echo(f"{found.counted_count:,} rows counted, {found.left_out_count:,} left out.", err=True)


def _all_rows(found: Receipt) -> pd.DataFrame:
    """Counted and left out in one, which is_counted tells apart."""
    parts = (found.counted.assign(left_out_because=None, is_counted=True), found.left_out.assign(is_counted=False))
    kept = [part.astype({"left_out_because": "str"}, errors="ignore") for part in parts if len(part)]
    rows = pd.concat(kept, ignore_index=True) if kept else parts[1]
    rows.loc[rows["is_counted"].astype(bool), "left_out_because"] = None
    return rows


def _arrow(rows: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(_with_days(rows), preserve_index=False)


def _with_days(rows: pd.DataFrame) -> pd.DataFrame:
    """The first day of a period as a day, without the midnight that pandas gives it."""
    if "period_start" not in rows:
        return rows
    return rows.assign(period_start=pd.to_datetime(rows["period_start"]).dt.date)


def _told(found: Receipt, question: dict[str, Any]) -> dict[str, Any]:
    metric = found.metric
    return {
        "metric": {"id": metric.id, "label": metric.label, "unit": metric.unit, "better": metric.direction},
        "question": question,
        "definition": {
            "version": found.version,
            "first_built_at": _instant(found.first_built_at),
            "settings": found.settings,
            "meaning": metric.meaning,
            "formula": metric.formula,
            "source": metric.source,
            "limits": metric.limits,
            "sql": found.definition_sql,
        },
    }


def _evidence(found: Receipt) -> dict[str, Any]:
    return {
        "population_count": found.population_count,
        "counted_count": found.counted_count,
        "left_out_count": found.left_out_count,
        "reasons": _records(found.reasons),
        "sql": found.sql,
        "sources": _records(found.freshness),
        "counted": _records(found.counted),
        "left_out": _records(found.left_out),
    }


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    cleaned: list[dict[str, Any]] = json.loads(exports.as_bytes(_arrow(rows), "json"))
    return cleaned


def _instant(moment: pd.Timestamp | None) -> str | None:
    return None if moment is None or pd.isna(moment) else moment.isoformat()


def _write_text(found: Receipt, told: pd.DataFrame, question: dict[str, Any]) -> None:
    metric = found.metric
    _say(f"{metric.label} ({metric.unit}): {metric.meaning}", style="bold")
    _table(told[list(_NUMBER_COLUMNS)])
    _section("Definition")
    _say(f"{metric.formula}.")
    _say(f"Version {found.version}{_since(found)}. Defined by {metric.source}.")
    _say(f"Settings: {found.settings or 'none'}")
    _rows("Counted", found.counted.drop(columns=["is_provisional"]), found.counted_count)
    _section(f"Left out: {found.left_out_count:,} of {found.population_count:,} rows")
    _table(found.reasons.rename(columns={"left_out_because": "because", "row_count": "rows"}))
    _section("SQL")
    _say(found.sql)
    _section("Sources")
    _table(found.freshness[["source", "kind", "state", "last_success_at", "newest_event_at"]])


def _since(found: Receipt) -> str:
    return f", first built {found.first_built_at:%Y-%m-%d %H:%M} UTC" if _instant(found.first_built_at) else ""


def _rows(title: str, rows: pd.DataFrame, total: int) -> None:
    shown = rows.head(_ROWS_SHOWN)
    rest = f", the newest {len(shown)} of them; --format csv has all" if total > len(shown) else ""
    _section(f"{title}: {total:,} rows{rest}")
    _table(shown.drop(columns=[name for name in _EMPTY_WITHOUT if name in shown and shown[name].isna().all()]))


def _section(title: str) -> None:
    _say("")
    _say(title, style="bold")


def _say(words: str, style: str = "") -> None:
    _console().print(Text(words, style=style), soft_wrap=True)


def _table(rows: pd.DataFrame) -> None:
    if rows.empty:
        _say("none")
        return
    kept = rows.drop(columns=[name for name in ("reason", "low", "high") if name in rows and rows[name].isna().all()])
    cli_ask.write(_arrow(kept), "table", None)


def _console() -> Console:
    return cli_ask.console_out()
