"""`leadline metric` and `leadline sql`: numbers and rows on standard output."""

import io
import json
import math
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard import config
from ingest.text import one_line
from metrics import sql_session
from metrics.catalog import METRICS, Metric
from metrics.receipt import numbers
from metrics.snapshot import current, locate

_WIDTH_WITHOUT_TERMINAL = 200


def run_metric(
    config_file: Path | None, metric_id: str | None, *, form: str, since: str | None, until: str | None,
    grain: str, breakdown: str, group: str | None, receipt: bool,
) -> None:  # fmt: skip
    """Print the list of metrics, the numbers of one, or what is behind them."""
    if metric_id is None:
        _refuse_without_metric(receipt, group)
        write(_metric_list(), form, None)
        return
    if group is not None and breakdown == "all":
        raise click.UsageError(f"--group names one of a breakdown. Example: --breakdown service --group {group!r}")
    question: dict[str, Any] = {
        "since": _day(since, "--since"), "until": _day(until, "--until"),
        "grain": grain, "breakdown": breakdown, "group": group,
    }  # fmt: skip
    with current(config.load(config_file).sources.data_dir) as snapshot:
        if receipt:
            from dashboard.cli_receipt import write_receipt

            write_receipt(snapshot, metric_id, question, form)
            return
        told = numbers(snapshot, metric_id, **question)
    rows = pa.Table.from_pandas(told, preserve_index=False)
    days = rows["period_start"].cast(pa.date32())
    write(rows.set_column(0, "period_start", days), form, None)
    if form == "table":
        _explain(METRICS[metric_id])


def _refuse_without_metric(receipt: bool, group: str | None) -> None:
    for option, is_given in (("--receipt", receipt), ("--group", group is not None)):
        if is_given:
            raise click.UsageError(f"{option} needs a metric. Example: leadline metric change_lead_time {option}")


def _metric_list() -> pa.Table:
    rows = [
        {
            "id": metric.id,
            "label": metric.label,
            "unit": metric.unit,
            "better": metric.direction,
            "meaning": metric.meaning,
        }
        for metric in METRICS.values()
    ]
    return pa.Table.from_pylist(rows)


def _explain(metric: Metric) -> None:
    console = Console(stderr=True)
    console.print(Text(f"{metric.label} ({metric.unit}): {metric.meaning}"), soft_wrap=True)
    if metric.limits:
        console.print(Text(metric.limits), soft_wrap=True)


def _day(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no date. Expected one such as 2026-01-31.", param_hint=option) from error


def run_sql(config_file: Path | None, query: str | None, file: Path | None, *, form: str, output: Path | None) -> None:
    """Run one read-only query and write its rows."""
    if form == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for a terminal. Name a file with -o, or pipe it.")
    text = _query_text(query, file)
    path = locate(config.load(config_file).sources.data_dir).path
    write(sql_session.run(path, text), form, output)


def _query_text(query: str | None, file: Path | None) -> str:
    if (query is None) == (file is None):
        raise click.UsageError("Give one query, or a file with -f. Example: leadline sql 'from releases limit 5'")
    if query is not None:
        return query
    try:
        return sys.stdin.read() if str(file) == "-" else Path(str(file)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} cannot be read ({error}). Expected a text file with one query.") from error


def write(rows: pa.Table, form: str, output: Path | None) -> None:
    """Write `rows` as table, csv, json or parquet to `output`, or to standard output."""
    if form == "table" and output is None:
        console_out().print(_table(rows))
        return
    written = _WRITERS[form](rows)
    if output is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(written)
    except OSError as error:
        raise click.ClickException(
            f"{output} cannot be written ({error.strerror}). Name another file with -o."
        ) from error
    click.echo(f"Wrote {rows.num_rows:,} rows to {output}.", err=True)


def console_out() -> Console:
    """Return the console of results, as wide as the terminal or wide enough for a file."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_WITHOUT_TERMINAL)


def _table(rows: pa.Table) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for field in rows.schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        table.add_column(Text(field.name), justify="right" if is_number else "left")
    for row in rows.to_pylist():
        table.add_row(*(Text(_shown(value)) for value in row.values()))
    return table


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return one_line(str(value), 120)


def _as_csv(rows: pa.Table) -> bytes:
    """CSV in which no cell of text begins as a spreadsheet formula does."""
    import csv

    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(rows.column_names)
    for row in rows.to_pylist():
        writer.writerow([_defused(value) for value in row.values()])
    return sink.getvalue().encode()


def _defused(value: object) -> object:
    if isinstance(value, list | dict):
        value = json.dumps(value, default=str, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_json(rows: pa.Table) -> bytes:
    """Return `rows` as a JSON list of objects; what is no number there is null."""
    cleaned = [{name: _json_value(value) for name, value in row.items()} for row in rows.to_pylist()]
    return json.dumps(cleaned, default=str, ensure_ascii=False, indent=2).encode() + b"\n"


def _json_value(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime | date) else value


def _as_parquet(rows: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink)
    return bytes(sink.getvalue().to_pybytes())


def _as_text(rows: pa.Table) -> bytes:
    sink = io.StringIO()
    Console(file=sink, width=_WIDTH_WITHOUT_TERMINAL).print(_table(rows))
    return sink.getvalue().encode()


_WRITERS = {"csv": _as_csv, "json": as_json, "parquet": _as_parquet, "table": _as_text}
