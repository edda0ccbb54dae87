"""`leadline sql`: the rows of one query, from the same jail that the SQL page uses."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard import config
from metrics.sandbox.service import Sandbox

if TYPE_CHECKING:
    import pyarrow as pa


def run_sql(config_file: Path | None, query: str | None, file: Path | None, *, form: str, output: Path | None) -> None:
    """Run one read-only query and write its rows as they come."""
    if form == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for a terminal. Name a file with -o, or pipe it.")
    settings = config.load(config_file)
    text = _query_text(query, file)
    with Sandbox(settings.sql, niceness=0) as sandbox:
        sandbox.warm()
        _write(sandbox, settings.sources.data_dir, text, form=form, output=output)


def _write(sandbox: Sandbox, data_dir: Path, text: str, *, form: str, output: Path | None) -> None:
    # Imported here, while the supervisor starts.
    from dashboard import cli_ask, exports
    from metrics.snapshot import locate

    path = locate(data_dir).path
    with sandbox.stream(path, text) as (schema, batches):
        writer = cli_ask.write_text if form == "table" else exports.WRITERS[form]
        with cli_ask.opened(output) as sink:
            counted = _Counted(batches)
            writer(schema, counted, sink)
    if output is not None:
        click.echo(f"Wrote {counted.row_count:,} rows to {output}.", err=True)


class _Counted:
    """Batches, and how many rows went by."""

    def __init__(self, batches: "Iterable[pa.RecordBatch]") -> None:
        self.row_count = 0
        self._batches = batches

    def __iter__(self) -> "Iterator[pa.RecordBatch]":
        for batch in self._batches:
            self.row_count += batch.num_rows
            yield batch


def _query_text(query: str | None, file: Path | None) -> str:
    if (query is None) == (file is None):
        raise click.UsageError("Give one query, or a file with -f. Example: leadline sql 'from releases limit 5'")
    if query is not None:
        return query
    try:
        return sys.stdin.read() if str(file) == "-" else Path(str(file)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} cannot be read ({error}). Expected a text file with one query.") from error
