"""Tables of feeds - CSV, JSON, JSON lines - read into records; what is no such table is refused whole, a broken row alone."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.feed_columns import Kind
from ingest.feed_places import FileRefused
from ingest.settings_feeds import FeedSettings, nearest
from ingest.text import one_line

DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_HEADER_CHARACTERS = 65_536


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stood."""

    line: int
    """Line of the file; for JSON the number of the record."""
    values: Mapping[str, object]
    """By our names of the columns; what the row does not tell is absent."""
    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One row that is no row of its table."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds."""

    rows: Iterator[Record | Broken]
    note: str | None = None
    """What should be known of how it was read, after the file's name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in a table."""

    feed: FeedSettings
    kind: Kind
    told: frozenset[str]
    """Columns that rows need not tell."""


def read_table(data: bytes, feed: FeedSettings, kind: Kind, *, name: str, told: Collection[str] = ()) -> Table:
    """Return the rows of a file, whichever of the formats it is in. Raises `FileRefused`.

    `told` are columns that rows need not tell, since the feed or the folder does.
    """
    wanted = Wanted(feed, kind, frozenset(told))
    text, note = decode(data)
    begin = text[:100].lstrip()
    if not text.strip():
        return Table(iter(()), "is empty.")
    if name.lower().endswith((".jsonl", ".ndjson")):
        return Table(_of_objects(_json_lines(text), wanted), note)
    if begin[:1] in ("[", "{") and not name.lower().endswith((".csv", ".tsv")):
        return Table(_read_json(text, wanted), note)
    if begin[:1] == "<":
        raise FileRefused(f"begins as XML or HTML; {kind.name} are read from CSV, JSON or JSON lines. Name another file.")
    return Table(_read_csv(text, wanted), note)


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text of a file, and a word when its encoding had to be guessed."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), None
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        if b"\0" in data[:4096]:
            raise FileRefused("is no text. Expected CSV, JSON or JSON lines in UTF-8.") from None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text, "is not UTF-8 and was read as Latin-1 (Windows-1252). Save it as UTF-8 if letters of it look wrong."


def normalised(name: str) -> str:
    """Return the name of a column without capitals, and with _ for what separates its words."""
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def _read_csv(text: str, wanted: Wanted) -> Iterator[Record | Broken]:
    lines = _Lines(text)
    delimiter = lines.separator or _delimiter(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header = _header(reader)
    lines.taken()
    at = _columns_at(header, wanted)

    def rows() -> Iterator[Record | Broken]:
        for line, fields, error in _csv_rows(reader, lines):
            stood = lines.taken()
            if error is not None:
                yield Broken(line, f"The row is no CSV ({error}). Put a value that holds a quotation mark into quotes, and double the mark.", stood)
            elif not any(field.strip() for field in fields):
                continue
            elif len(fields) < len(header) or any(fields[len(header):]):
                yield Broken(line, f"The row has {len(fields)} fields and the header {len(header)}. Put a value that holds {_named(delimiter)} "
                             "into quotes, and leave empty fields in.", stood)  # fmt: skip
            else:
                yield Record(line, {name: fields[n] for name, n in at.items()}, stood)

    return rows()


class _Lines:
    """The lines of a text, with those remembered that the reader took since it was last asked."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._taken: list[str] = []
        self.count = 0
        first = self._lines.readline()
        match = _SEPARATOR_LINE.fullmatch(first)
        self.separator = match[1] if match else None
        if match:
            self.count = 1
        else:
            self._lines.seek(0)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        self.count += 1
        return line

    def taken(self) -> str:
        """Return what was read since the last time."""
        text = "".join(self._taken).rstrip("\r\n")
        self._taken.clear()
        return text


def _header(reader: Any) -> list[str]:
    try:
        header: list[str] = next((row for row in reader if any(field.strip() for field in row)), [])
    except csv.Error as error:
        raise FileRefused(f"has a header that is no CSV ({error}). Expected the names of the columns on its first line.") from error
    return header


def _csv_rows(reader: Any, lines: _Lines) -> Iterator[tuple[int, list[str], str | None]]:
    while True:
        line = lines.count + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # From an open quotation mark on, nobody can tell where rows begin.
            if "unexpected end" in str(error) or "field limit" in str(error):
                raise FileRefused(
                    f"has a quotation mark on line {line} that is not closed within {csv.field_size_limit():,} characters, so the rows "
                    "behind it cannot be told. Close it, or double it if it is part of the value."
                ) from error
            yield line, [], str(error)
            continue
        yield line, fields, None


def _delimiter(text: str) -> str:
    """The separator that stands most often in the first line, outside quotes."""
    line = re.sub(r'"[^"]*"', "", text[:_HEADER_CHARACTERS].lstrip("\r\n")).splitlines()[:1]
    return max(DELIMITERS, key=(line or [""])[0].count)


def _named(delimiter: str) -> str:
    return {"\t": "a tab"}.get(delimiter, f"'{delimiter}'")


def _columns_at(header: list[str], wanted: Wanted) -> dict[str, int]:
    """Where each of our columns stands. Refuses a header without one that is needed, or with one twice."""
    names = [normalised(name) for name in header]
    found = {}
    for column in wanted.kind.columns:
        theirs = normalised(wanted.feed.theirs(column.name))
        if names.count(theirs) > 1:
            raise FileRefused(f"has two columns named {wanted.feed.theirs(column.name)!r}. Rename one of them.")
        if theirs in names:
            found[column.name] = names.index(theirs)
    _refuse_missing(found, header, wanted)
    return found


def _refuse_missing(found: Mapping[str, object], theirs: list[str], wanted: Wanted) -> None:
    """Raise `FileRefused` for the first column that is needed and not found among `theirs`, naming the nearest."""
    mapped, one_of = dict(wanted.feed.columns), wanted.kind.one_of
    needed = [column.name for column in wanted.kind.columns if column.name in mapped or (
        column.is_required and column.name not in wanted.told)]  # fmt: skip
    missing = [name for name in needed if name not in found]
    if not missing and one_of and not any(name in found or name in wanted.told for name in one_of):
        missing = [one_of[0]]
    if not missing:
        return
    name = missing[0]
    near = _nearest_of(normalised(wanted.feed.theirs(name)), theirs)
    known = ", ".join(one_line(field, 40) for field in theirs[:12]) or "none"
    hint = (f"Did you mean its {one_line(near, 40)!r}? Then write {name} = {one_line(near, 40)!r} under [feed.columns]." if near
            else f"It has: {known}. Name the one that tells it under [feed.columns].")  # fmt: skip
    either = "".join(f" or {other!r}" for other in one_of[1:]) if name in one_of and name not in mapped else ""
    raise FileRefused(f"has no column {wanted.feed.theirs(name)!r}{either}. {hint}")


def _nearest_of(name: str, theirs: list[str]) -> str | None:
    """Which of their columns is spelled the most like `name`, or is a part of it as id is of incident_id."""
    spelled = {normalised(field): field for field in theirs if normalised(field)}
    parts = set(name.split("_"))
    near = nearest(name, spelled) or next((field for field in spelled if set(field.split("_")) <= parts), "")
    return spelled.get(near)


def _read_json(text: str, wanted: Wanted) -> Iterator[Record | Broken]:
    try:
        whole = json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise FileRefused("is nested too deep for a table. Expected a list of records.") from error
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            return _of_objects(_json_lines(text), wanted)
        raise FileRefused(f"is no JSON ({one_line(str(error), 80)}). Correct it there; expected a list of records.") from error
    items = whole if isinstance(whole, list) else whole.get("items", [whole])
    if not isinstance(items, list):
        raise FileRefused("holds no list of records: expected one, or an object whose 'items' is one.")
    return _of_objects([(n, item, None) for n, item in enumerate(items, 1)], wanted)


def _no_number(name: str) -> None:
    """NaN and infinities are not told."""


def _json_lines(text: str) -> list[tuple[int, object, str | None]]:
    found: list[tuple[int, object, str | None]] = []
    for n, line in enumerate(io.StringIO(text), 1):
        if line.strip():
            try:
                found.append((n, json.loads(line, parse_constant=_no_number), None))
            except (ValueError, RecursionError) as error:
                found.append((n, line, f"The line is no JSON ({one_line(str(error), 80)}). Write one record on each line."))
    return found


def _of_objects(items: list[tuple[int, object, str | None]], wanted: Wanted) -> Iterator[Record | Broken]:
    told = {column.name: wanted.feed.theirs(column.name) for column in wanted.kind.columns}
    known: dict[str, None] = {}
    found: dict[str, None] = {}
    rows: list[Record | Broken] = []
    for n, item, error in items:
        if error is not None or not isinstance(item, dict):
            rows.append(Broken(n, error or "The record is no object. Expected one with a name for each value.", _shown(item)))
            continue
        names = {normalised(name): value for name, value in item.items()}
        known |= dict.fromkeys(item)
        values = {ours: value for ours, theirs in told.items() if (value := _looked_up(item, names, theirs)) is not None}
        found |= dict.fromkeys(ours for ours, theirs in told.items() if ours in values or normalised(theirs) in names)
        rows.append(Record(n, values, _shown(item)))
    if known:
        _refuse_missing(found, list(known), wanted)
    return iter(rows)


def _looked_up(item: Mapping[str, Any], names: Mapping[str, Any], theirs: str) -> object:
    """The value under a name; "release.name" is the name in the object release."""
    value = names.get(normalised(theirs))
    if value is not None or "." not in theirs:
        return value
    inner: object = item
    for part in theirs.split("."):
        inner = inner.get(part) if isinstance(inner, Mapping) else None
    return inner


def _shown(item: object) -> str:
    return item.rstrip("\r\n") if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
