"""One query in a process of its own, which ends with it. Runs in the fork that `supervisor` makes."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.ipc

from metrics.errors import MetricsError, QueryFailed, QueryRefused, QueryStopped
from metrics.sandbox import gate, walls, wire
from metrics.sandbox.sentences import Told, one_line, place, told
from metrics.sandbox.session import open_for_analyst

if TYPE_CHECKING:
    from metrics.sandbox.wire import Request

_SHOWN_AT_A_TIME: Final = 128
_EXPORTED_AT_A_TIME: Final = 2_048
_EXPLAIN: Final = "explain "
_WITHOUT_ARROW: Final = re.compile(
    r"\b(INTERVAL|UHUGEINT|BIGNUM|VARIANT|UNION|GEOMETRY|BIT|TIME WITH TIME ZONE|TIMETZ)\b"
)
"""Types that Arrow carries wrongly or that no file takes; they leave as text."""


def run(request: Request, descriptor: int, keeper: int) -> None:
    """Answer one request in frames on `descriptor`. Returns when all is said; raises only what ends the process."""
    try:
        standing = walls.confine(
            request.path,
            address_space_bytes=request.address_space_bytes,
            cpu_seconds=request.cpu_seconds,
            niceness=request.niceness,
            keeper=keeper,
        )
        _answer(request, descriptor, standing)
    except MetricsError as error:
        _tell(descriptor, error)
    except BrokenPipeError:
        return
    except MemoryError:
        _tell(descriptor, QueryFailed(_too_much(request)))
    except (duckdb.Error, pa.ArrowException, OSError, RuntimeError, ValueError) as error:
        _tell(descriptor, _translated(error, request))


def _tell(descriptor: int, error: MetricsError) -> None:
    line, column = getattr(error, "line", None), getattr(error, "column", None)
    wire.send_told(
        descriptor,
        wire.FAILED,
        {
            "kind": type(error).__name__,
            "sentence": getattr(error, "sentence", str(error)),
            "line": line,
            "column": column,
        },
    )


def _answer(request: Request, descriptor: int, standing: tuple[str, ...]) -> None:
    # A result that is read slowly takes longer than it is worked on; there the clock outside, which knows, is alone.
    is_shown = request.rows is not None
    seconds = request.seconds if is_shown else None
    con = open_for_analyst(Path(request.path), seconds=seconds, memory_mb=request.memory_mb)
    began = time.monotonic()
    found = _bound(con, gate.checked(con, request.sql) if request.is_gated else request.sql, request.sql)
    row_count, is_truncated = 0, False
    # Not by its truth, which DuckDB finds out by running it.
    if found is not None:
        reader = _readable(found).to_arrow_reader(_SHOWN_AT_A_TIME if is_shown else _EXPORTED_AT_A_TIME)
        row_count, is_truncated = _send(reader, request, descriptor)
    wire.send_told(
        descriptor,
        wire.DONE,
        {"row_count": row_count, "is_truncated": is_truncated, "seconds": time.monotonic() - began, "walls": standing},
    )


def _bound(
    con: duckdb.DuckDBPyConnection, statement: duckdb.Statement | str, sql: str
) -> duckdb.DuckDBPyRelation | None:
    """The statement as rows to come; None for what has none. An error tells its place in `sql`."""
    try:
        return con.sql(statement)
    except duckdb.Error as error:
        said = _located(con, told(error), sql)
        if said.offset is None:
            raise
        raise QueryFailed(said.sentence, *place(sql, said.offset)) from error


def _located(con: duckdb.DuckDBPyConnection, said: Told, sql: str) -> Told:
    """The same error with its place: the client drops it from names that are not there, unless they are explained."""
    if said.offset is not None or said.kind not in ("Catalog", "Binder"):
        return said
    try:
        con.execute(f"{_EXPLAIN}{sql}").fetchall()
    except duckdb.Error as again:
        found = told(again)
        if found.kind == said.kind and found.offset is not None and found.offset >= len(_EXPLAIN):
            return Told(found.kind, found.sentence, found.offset - len(_EXPLAIN))
    return said


def _readable(found: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The rows with every column as a type that Arrow carries whole."""
    types = [str(kind) for kind in found.types]
    if not any(_WITHOUT_ARROW.search(kind) for kind in types):
        return found
    columns = [
        f"{f'cast(#{number} as varchar)' if _WITHOUT_ARROW.search(kind) else f'#{number}'} as {_quoted(name)}"
        for number, (name, kind) in enumerate(zip(found.columns, types, strict=True), start=1)
    ]
    return found.project(", ".join(columns))


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _send(reader: pa.RecordBatchReader, request: Request, descriptor: int) -> tuple[int, bool]:
    """Send rows up to the limits. Returns how many, and whether there were more."""
    sink = _Sink(descriptor)
    sent_rows, sent_bytes = 0, 0
    with io.BufferedWriter(sink, 1 << 16) as buffered, pa.ipc.new_stream(buffered, reader.schema) as stream:
        for batch in _batches(reader):
            size = batch.get_total_buffer_size()
            if sent_bytes + size > request.result_bytes:
                if request.rows is None or not sent_rows:
                    raise QueryFailed(_too_large(request, sent_rows))
                return sent_rows, True
            if request.rows is not None and sent_rows + batch.num_rows > request.rows:
                stream.write_batch(batch.slice(0, request.rows - sent_rows))
                return request.rows, True
            stream.write_batch(batch)
            sent_rows, sent_bytes = sent_rows + batch.num_rows, sent_bytes + size
    return sent_rows, False


def _batches(reader: pa.RecordBatchReader) -> Iterator[Any]:
    for batch in reader:
        if batch.num_rows:
            yield batch


def _too_large(request: Request, row_count: int) -> str:
    most = f"{request.result_bytes / (1 << 20):,.0f} MB"
    if request.rows is not None:
        return (
            f"The first rows alone are larger than {most}; select fewer columns, or shorten texts with left(text, 200)."
        )
    return f"The result is larger than {most}, after {row_count:,} rows; ask for less, or raise export_mb in [sql]."


def _too_much(request: Request) -> str:
    return f"The query needs more than {request.memory_mb:,} MB of memory; ask for less, or in parts."


def _translated(error: Exception, request: Request) -> MetricsError:
    said = told(error)
    if said.kind == "Out of Memory" or "bad_alloc" in said.sentence or "bad allocation" in said.sentence:
        return QueryFailed(_too_much(request))
    if (
        said.kind == "INTERRUPT"
        or isinstance(error, duckdb.InterruptException)
        or said.sentence.startswith("Interrupted")
    ):
        return QueryStopped(f"The query was stopped after {request.seconds:g} seconds; ask for less, or in parts.")
    if "read-only" in said.sentence:
        return QueryRefused("The warehouse is read-only; only statements that read are run.")
    sentence = one_line(said.sentence.replace(request.path, Path(request.path).name))
    # While it runs, DuckDB counts from the first character that is no blank.
    blanks = len(request.sql.encode("utf-8", "replace")) - len(request.sql.lstrip().encode("utf-8", "replace"))
    return QueryFailed(sentence, *place(request.sql, None if said.offset is None else said.offset + blanks))


class _Sink(io.RawIOBase):
    """What is written to it goes out in frames."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        view = memoryview(piece).cast("B")
        for part in range(0, len(view), wire.PIECE):
            wire.send(self._descriptor, wire.ARROW, view[part : part + wire.PIECE])
        return len(view)
