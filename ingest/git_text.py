"""Finds what matters in the text of many commits at once, in the bytes as git wrote them.

Every search begins at a byte that few lines have (a dash, a colon), found by NumPy over the whole
block; only what stands around those bytes is looked at. No Python object is made for a commit.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_DATE_BYTES = 16
_KEY_BYTES = 60
_BLANKS = 200
_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class Spans:
    """Pieces of `view`, in order and apart."""

    view: Bytes
    starts: Indices
    ends: Indices

    def __len__(self) -> int:
        return len(self.starts)

    def as_bytes(self) -> pa.Array:
        """Return the pieces as large_binary."""
        if not len(self):
            return pa.array([], pa.large_binary())
        offsets = np.empty(2 * len(self), np.int64)
        offsets[0::2], offsets[1::2] = self.starts, self.ends
        with_gaps = pa.Array.from_buffers(
            pa.large_binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(self.view)]
        )
        return with_gaps.take(whole_numbers(np.arange(0, len(offsets), 2)))

    def only(self, keep: npt.NDArray[Any]) -> "Spans":
        """Return the pieces that a mask or list of numbers keeps."""
        return Spans(self.view, self.starts[keep], self.ends[keep])

    def owners(self, positions: Indices) -> Indices:
        """Return the number of the piece that holds each position, -1 where none does."""
        numbers = np.searchsorted(self.starts, positions, side="right") - 1
        is_inside = (numbers >= 0) & (positions < self.ends[np.maximum(numbers, 0)])
        return np.where(is_inside, numbers, -1)


@dataclass(frozen=True, slots=True)
class Findings:
    """Texts found in the messages of a block."""

    rows: Indices
    """Number of the commit in the block."""
    texts: pa.Array

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, keep: Flags) -> "Findings":
        """Return what was found in the commits that the mask keeps, whose numbers close up."""
        is_kept = keep[self.rows]
        return Findings((np.cumsum(keep) - 1)[self.rows[is_kept]], self.texts.filter(pa.array(is_kept)))


@dataclass(frozen=True, slots=True)
class Trailers:
    """Lines that name a person, found in the messages of a block."""

    rows: Indices
    """Number of the commit in the block."""
    names: pa.Array
    """Such as reviewed-by, in lower case."""
    values: pa.Array

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, mask: pa.Array) -> "Trailers":
        """Return the lines that the mask keeps."""
        return Trailers(self.rows[np.asarray(mask)], self.names.filter(mask), self.values.filter(mask))

    def only(self, keep: Flags) -> "Trailers":
        """Return what was found in the commits that the mask keeps, whose numbers close up."""
        kept = self.where(pa.array(keep[self.rows]))
        return Trailers((np.cumsum(keep) - 1)[kept.rows], kept.names, kept.values)


@dataclass(frozen=True, slots=True)
class Dates:
    """Instants and zones as git keeps them."""

    epochs: Indices
    zones: npt.NDArray[np.int16]
    """Minutes east of UTC."""
    odd: pa.Array
    """The text of a date that is not written as usual, or null; numbers of such a row mean nothing."""

    @property
    def are_usual(self) -> bool:
        """No date needs to be read from its text."""
        return bool(self.odd.null_count == len(self.odd))

    def only(self, keep: Flags) -> "Dates":
        """Return the dates of the commits that the mask keeps."""
        return Dates(self.epochs[keep], self.zones[keep], self.odd.filter(pa.array(keep)))


def read_text(pieces: Spans) -> tuple[pa.Array, Flags]:
    """Return the pieces as large_string, and which of them are not UTF-8 and were read as Latin-1."""
    column = pieces.as_bytes()
    damaged = np.zeros(len(pieces), np.bool_)
    try:
        return column.cast(pa.large_string()), damaged
    except pa.ArrowInvalid:
        decoded = [decode(value) for value in column.to_pylist()]
    damaged[:] = [not is_whole for _, is_whole in decoded]
    return pa.array([text for text, _ in decoded], pa.large_string(), from_pandas=False), damaged


def decode(value: bytes) -> tuple[str, bool]:
    """Return the text of `value` and whether it was UTF-8; other bytes are read as Latin-1."""
    try:
        return value.decode("utf-8"), True
    except UnicodeDecodeError:
        return value.decode("latin-1"), False


def read_dates(pieces: Spans) -> Dates:
    """Read `1700000000 +0100` of every commit. The bytes before each piece must reach 16 back from its end."""
    window = np.lib.stride_tricks.sliding_window_view(pieces.view, _DATE_BYTES)[pieces.ends - _DATE_BYTES]
    letters = np.ascontiguousarray(window.T)
    length = pieces.ends - pieces.starts
    digits = letters - np.uint8(ord("0"))
    for column in range(_DATE_BYTES - 7):
        digits[column, length < _DATE_BYTES - column] = 0
    is_usual = (length > 6) & (length <= _DATE_BYTES) & (letters[10] == ord(" "))
    is_usual &= (letters[11] == ord("+")) | (letters[11] == ord("-"))
    is_usual &= (digits[:10] <= 9).all(axis=0) & (digits[12:] <= 9).all(axis=0)
    epochs, hours, minutes = (_number(digits[columns]) for columns in _DATE_PARTS)
    zones = (60 * hours + minutes).astype(np.int16)
    zones = np.where(letters[11] == ord("-"), -zones, zones)
    return Dates(epochs, zones, _odd_dates(pieces, is_usual))


_DATE_PARTS = (slice(0, 10), slice(12, 14), slice(14, 16))


def _number(digits: Bytes) -> Indices:
    """Return the numbers whose decimal digits stand below each other, the highest first."""
    found: Indices = digits[0].astype(np.int64)
    for digit in digits[1:]:
        found *= 10
        found += digit
    return found


def _odd_dates(pieces: Spans, is_usual: Flags) -> pa.Array:
    if is_usual.all():
        return pa.nulls(len(pieces), pa.large_string())
    texts, _ = read_text(pieces.only(~is_usual))
    at = np.cumsum(~is_usual) - 1
    return texts.take(pa.array(at, mask=is_usual))


def find_issue_keys(messages: Spans) -> Findings:
    r"""Find what `\b[A-Z][A-Z0-9_]+-[0-9]+` matches and is at most 60 bytes long."""
    view = messages.view
    dashes = np.flatnonzero(view[1:-1] == ord("-")) + 1
    dashes = dashes[_IS_DIGIT[view[dashes + 1]]]
    dashes = dashes[_IS_KEY[view[dashes - 1]]]
    rows = messages.owners(dashes)
    dashes, rows = dashes[rows >= 0], rows[rows >= 0]
    starts = _reach(view, dashes, -1, _IS_KEY, messages.starts[rows], _KEY_BYTES)
    ends = _reach(view, dashes, 1, _IS_DIGIT, messages.ends[rows] - 1, _KEY_BYTES) + 1
    before = np.where(starts > messages.starts[rows], view[np.maximum(starts - 1, 0)], 0)
    is_key = _IS_UPPER[view[starts]] & ~_IS_LOWER[before] & (dashes - starts >= 2) & (ends - starts <= _KEY_BYTES)
    texts = Spans(view, starts[is_key], ends[is_key]).as_bytes()
    return Findings(rows[is_key], texts.cast(pa.large_string()))


def _reach(view: Bytes, positions: Indices, step: int, accepted: Flags, limits: Indices, most: int) -> Indices:
    """Return how far from each position one can go over `most` accepted bytes without passing its limit."""
    reached = positions.copy()
    going = np.flatnonzero(reached != limits)
    for _ in range(most):
        following = reached[going] + step
        is_accepted = accepted[view[following]]
        going, following = going[is_accepted], following[is_accepted]
        reached[going] = following
        going = going[following != limits[going]]
        if not len(going):
            break
    return reached


def find_trailers(messages: Spans, is_damaged: Flags) -> Trailers:
    """Find the lines `something-by: value` and `Reviewers: value`, whatever the case; a value is not empty."""
    view = messages.view
    colons = np.flatnonzero(view == ord(":"))
    colons = colons[_MAY_STAND_BEFORE_A_COLON[view[colons - 1]]]
    rows = messages.owners(colons)
    colons, rows = colons[rows >= 0], rows[rows >= 0]
    ends = _reach(view, colons, -1, _IS_BLANK, messages.starts[rows], _BLANKS)
    starts, is_name = _names_before(messages, ends, rows)
    values, line_ends, has_value = _values_behind(messages, colons, rows)
    is_found = is_name & has_value
    rows = rows[is_found]
    names = Spans(view, starts[is_found], ends[is_found]).as_bytes().cast(pa.large_string())
    texts = _texts(Spans(view, values[is_found], line_ends[is_found]), is_damaged[rows])
    found = Trailers(rows, pc.ascii_lower(names), pc.ascii_rtrim(texts, characters=" \t\r"))
    is_double = pc.match_substring(names, "--")
    return found.where(pc.invert(is_double)) if pc.any(is_double).as_py() else found


def _names_before(messages: Spans, ends: Indices, rows: Indices) -> tuple[Indices, Flags]:
    """Return where the words that end at `ends` begin, and which are the name of a trailer at the start of a line."""
    view, limits = messages.view, messages.starts[rows]
    is_by = _ends_with(view, ends, b"-by")
    is_one, are_many = (_ends_with(view, ends, word) for word in (_REVIEWER, _REVIEWER + b"s"))
    starts = ends.copy()
    named = np.flatnonzero(is_by | is_one | are_many)
    starts[named] = _reach(view, ends[named], -1, _IS_NAME, limits[named], _NAME_BYTES)
    lines = starts.copy()
    lines[named] = _reach(view, starts[named], -1, _IS_BLANK, limits[named], _BLANKS)
    is_first = (lines == limits) | (view[lines - 1] == ord("\n"))
    length = ends - starts
    is_whole = (
        (is_by & (length > 3)) | (is_one & (length == len(_REVIEWER))) | (are_many & (length == len(_REVIEWER) + 1))
    )
    return starts, is_first & is_whole & (view[starts] != ord("-"))


def _values_behind(messages: Spans, colons: Indices, rows: Indices) -> tuple[Indices, Indices, Flags]:
    """Return where what stands behind `colons` begins, where its line ends, and whether anything is there."""
    view = messages.view
    newlines = np.append(np.flatnonzero(view == ord("\n")), len(view))
    ends = np.minimum(newlines[np.searchsorted(newlines, colons)], messages.ends[rows])
    starts = _reach(view, colons, 1, _IS_BLANK, ends - 1, _BLANKS) + 1
    first = view[np.minimum(starts, len(view) - 1)]
    return starts, ends, (starts < ends) & (first != ord("\r")) & ~_IS_BLANK[first]


def _texts(pieces: Spans, is_damaged: Flags) -> pa.Array:
    """Return pieces of messages as text, read as the whole message was."""
    column = pieces.as_bytes()
    try:
        return column.cast(pa.large_string())
    except pa.ArrowInvalid:
        decoded = [
            text.decode("latin-1" if damaged else "utf-8")
            for text, damaged in zip(column.to_pylist(), is_damaged.tolist(), strict=True)
        ]
        return pa.array(decoded, pa.large_string())


_REVIEWER = b"reviewer"


def _ends_with(view: Bytes, ends: Indices, word: bytes) -> Flags:
    """Tell before which of `ends` the lower-case `word` stands, whatever the case of the letters."""
    found = np.zeros(len(ends), np.bool_)
    at = np.arange(len(ends))
    for back, letter in enumerate(reversed(word), start=1):
        at = at[_LOWER[view[ends[at] - back]] == letter]
    found[at] = True
    return found


def find_reverts(messages: Spans, texts: pa.Array) -> Findings:
    """Find the messages that have `his reverts commit` in them."""
    content = messages.view.tobytes()
    found, at = [], content.find(_REVERTS)
    while at >= 0:
        found.append(at)
        at = content.find(_REVERTS, at + 1)
    rows = messages.owners(np.array(found, np.int64))
    rows = np.unique(rows[rows >= 0])
    return Findings(rows, texts.take(whole_numbers(rows)))


_REVERTS = b"his reverts commit"


def _among(letters: bytes) -> Flags:
    accepted = np.zeros(256, np.bool_)
    accepted[list(letters)] = True
    return accepted


_IS_DIGIT = _among(b"0123456789")
_IS_UPPER = _among(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_IS_LOWER = _among(b"abcdefghijklmnopqrstuvwxyz")
_IS_KEY = _IS_DIGIT | _IS_UPPER | _among(b"_")
_IS_BLANK = _among(b" \t")
_IS_NAME = _IS_UPPER | _IS_LOWER | _among(b"-")
_MAY_STAND_BEFORE_A_COLON = _IS_BLANK | _among(b"yYrRsS")
_LOWER = np.where(_IS_UPPER, np.arange(256) + 32, np.arange(256)).astype(np.uint8)


def whole_numbers(values: npt.NDArray[Any]) -> pa.Array:
    """Return `values` as an Arrow array of the same integer type, without going through pandas."""
    kept = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(kept.dtype), len(kept), [None, pa.py_buffer(kept)])


def byte_strings(rows: Bytes) -> pa.Array:
    """Return a matrix of bytes as an Arrow column of byte strings, one per row."""
    count, width = rows.shape
    offsets = np.arange(0, width * count + 1, width or 1, dtype=np.int32)[: count + 1]
    return pa.Array.from_buffers(
        pa.binary(), count, [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(rows))]
    )
