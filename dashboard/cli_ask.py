"""`leadline metric`: numbers and rows on standard output; and how any command writes rows."""

import contextlib
import io
import math
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import click
import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard import config, exports
from ingest.text import one_line
from metrics.catalog import METRICS, Metric
from metrics.receipt import numbers
from metrics.snapshot import current

_WIDTH_WITHOUT_TERMINAL = 200


def run_metric(
    config_file: Path | None, metric_id: str | None, *, form: str, since: str | None, until: str | None,
    grain: str, breakdown: str, group: str | None, receipt: bool, peers: bool,
) -> None:  # fmt: skip
    """Print the list of metrics, the numbers of one, or what is behind them."""
    if metric_id is None:
        _refuse_without_metric(receipt, group, peers)
        write(_metric_list(), form, None)
        return
    if group is not None and breakdown == "all":
        raise click.UsageError(f"--group names one of a breakdown. Example: --breakdown service --group {group!r}")
    question: dict[str, Any] = {
        "since": _day(since, "--since"), "until": _day(until, "--until"),
        "grain": grain, "breakdown": breakdown, "group": group,
    }  # fmt: skip
    with current(config.load(config_file).sources.data_dir) as snapshot:
        if peers:
            from dashboard.cli_peers import write_peers

            write_peers(snapshot, metric_id, question, form, receipt=receipt)
            return
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


def _refuse_without_metric(receipt: bool, group: str | None, peers: bool) -> None:
    for option, is_given in (("--receipt", receipt), ("--group", group is not None), ("--peers", peers)):
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


def write(rows: pa.Table, form: str, output: Path | None) -> None:
    """Write `rows` as table, csv, json or parquet to `output`, or to standard output."""
    writer = write_text if form == "table" else exports.WRITERS[form]
    with opened(output) as sink:
        writer(rows.schema, rows.to_batches(), sink)
    if output is not None:
        click.echo(f"Wrote {rows.num_rows:,} rows to {output}.", err=True)


@contextlib.contextmanager
def opened(output: Path | None) -> Iterator[IO[bytes]]:
    """Where results go: standard output, or a file that takes its name once it is whole."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    is_replaced = output.is_file() or not output.exists()
    written = output.with_name(f".{output.name}.{os.getpid()}.part") if is_replaced else output
    try:
        with written.open("wb") as sink:
            yield sink
        if is_replaced:
            written.replace(output)
    except OSError as error:
        raise click.ClickException(
            f"{output} cannot be written ({error.strerror or error}). Name another file with -o."
        ) from error
    finally:
        if is_replaced:
            written.unlink(missing_ok=True)


def write_text(schema: pa.Schema, batches: exports.Batches, sink: IO[bytes]) -> None:
    """Rows as a table of text; to a terminal in its width and colours."""
    table = _table(pa.Table.from_batches(list(batches), schema))
    if sink is sys.stdout.buffer:
        console_out().print(table)
        return
    text = io.StringIO()
    Console(file=text, width=_WIDTH_WITHOUT_TERMINAL).print(table)
    sink.write(text.getvalue().encode())


def console_out() -> Console:
    """Return the console of results, as wide as the terminal or wide enough for a file."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_WITHOUT_TERMINAL)


def _table(rows: pa.Table) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for field in rows.schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        table.add_column(Text(field.name), justify="right" if is_number else "left")
    for row in exports.rows(rows.to_batches()):
        table.add_row(*(Text(_shown(value)) for value in row))
    return table


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return one_line(str(value), 120)
