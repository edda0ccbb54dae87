"""Rows of Arrow as files: CSV that no spreadsheet runs, JSON, Parquet. As they come, so that a long result needs no memory."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_EXACT_IN_A_DOUBLE: Final = 2**53
_LONGEST_CELL: Final = 2_000
Batches = Iterable[pa.RecordBatch]


def distinct_names(schema: pa.Schema) -> pa.Schema:
    """The columns, each under a name of its own: a second `id` becomes `id_2`."""
    taken: set[str] = set()
    fields = []
    for field in schema:
        name, number = field.name, 2
        while name in taken:
            name, number = f"{field.name}_{number}", number + 1
        taken.add(name)
        fields.append(field.with_name(name))
    return pa.schema(fields)


def values(column: Any) -> list[Any]:
    """The cells of a column as Python's own. An instant that Python has no word for, such as infinity, becomes its text."""
    try:
        found: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        return [_safely(cell) for cell in column]
    return found


def _safely(cell: Any) -> Any:
    try:
        return cell.as_py()
    except (OverflowError, ValueError):
        return "infinity" if cell.value > 0 else "-infinity"


def rows(batches: Batches) -> Iterator[tuple[Any, ...]]:
    """The rows one by one."""
    for batch in batches:
        columns = [values(column) for column in batch.columns]
        yield from zip(*columns, strict=True) if columns else ()


def write_csv(schema: pa.Schema, batches: Batches, sink: IO[bytes]) -> None:
    """Text that a spreadsheet would run as a formula begins with an apostrophe; numbers stay numbers."""
    text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([_defused(name) for name in schema.names])
    for row in rows(batches):
        writer.writerow([_defused(cell) for cell in row])
    text.flush()
    text.detach()


def _defused(cell: Any) -> Any:
    if isinstance(cell, list | dict | tuple):
        cell = as_text(cell)
    elif isinstance(cell, bytes):
        cell = cell.hex()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def write_json(schema: pa.Schema, batches: Batches, sink: IO[bytes]) -> None:
    """An array of objects, one a row. A number that a double cannot hold is a text, and so is an instant."""
    names = distinct_names(schema).names
    before = "[\n  "
    for row in rows(batches):
        told = {name: _json_value(cell) for name, cell in zip(names, row, strict=True)}
        text = json.dumps(told, default=str, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        sink.write((before + text).encode("utf-8", "replace"))
        before = ",\n  "
    sink.write(b"[]\n" if before.startswith("[") else b"\n]\n")


def _json_value(cell: Any) -> Any:
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, int):
        return cell if abs(cell) <= _EXACT_IN_A_DOUBLE else str(cell)
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, Decimal):
        return _json_number(cell)
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return [_json_value(each) for each in cell]
    return {str(name): _json_value(each) for name, each in cell.items()} if isinstance(cell, dict) else cell


def _json_number(number: Decimal) -> int | float | str:
    if number == number.to_integral_value():
        return int(number) if abs(number) <= _EXACT_IN_A_DOUBLE else str(number)
    near = float(number)
    return near if Decimal(repr(near)) == number else str(number)


def write_parquet(schema: pa.Schema, batches: Batches, sink: IO[bytes]) -> None:
    """Whole numbers of 128 bits stay whole: they are decimals, never doubles."""
    import pyarrow.parquet as pq

    named = distinct_names(schema)
    with pq.ParquetWriter(sink, named) as writer:
        for batch in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=named))


WRITERS: Final[dict[str, Callable[[pa.Schema, Batches, IO[bytes]], None]]] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}
"""How rows become a file, by its form."""


def as_bytes(table: pa.Table, form: str) -> bytes:
    """A whole table in one of the forms of `WRITERS`."""
    sink = io.BytesIO()
    WRITERS[form](table.schema, table.to_batches(), sink)
    return sink.getvalue()


def as_text(cell: Any) -> str:
    """A list or a structure as one line of JSON."""
    return json.dumps(_json_value(cell), default=str, ensure_ascii=False)


def as_frame(table: pa.Table) -> pd.DataFrame:
    """A table as a grid can show it: names of their own, no cell beyond 2,000 characters, wide numbers exact."""
    import pandas as pd

    names = distinct_names(table.schema).names
    columns = {
        name: _shown_column(field.type, column)
        for name, field, column in zip(names, table.schema, table.columns, strict=True)
    }
    return pd.DataFrame(columns, columns=names)


def _shown_column(kind: pa.DataType, column: pa.ChunkedArray) -> Any:
    import pandas as pd

    if pa.types.is_floating(kind) or pa.types.is_boolean(kind):
        return pd.Series(values(column), dtype="Float64" if pa.types.is_floating(kind) else "boolean")
    cells = [_shown_cell(cell) for cell in values(column)]
    numbers = [cell for cell in cells if cell is not None]
    if (pa.types.is_decimal(kind) or pa.types.is_integer(kind)) and all(isinstance(cell, int) for cell in numbers):
        return pd.Series(cells, dtype="Int64")
    if pa.types.is_timestamp(kind) and all(isinstance(cell, datetime) for cell in numbers):
        return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object), utc=kind.tz is not None))
    return pd.Series(cells, dtype=object)


def _shown_cell(cell: Any) -> Any:
    if isinstance(cell, list | dict | tuple):
        cell = as_text(cell)
    elif isinstance(cell, bytes):
        cell = cell.hex()
    elif isinstance(cell, Decimal):
        told = _json_number(cell)
        return told if isinstance(told, int | str) else str(cell)
    elif isinstance(cell, int) and abs(cell) > _EXACT_IN_A_DOUBLE:
        return str(cell)  # Browsers count in doubles.
    return f"{cell[:_LONGEST_CELL]}…" if isinstance(cell, str) and len(cell) > _LONGEST_CELL else cell
