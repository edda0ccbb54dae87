"""Reads commits out of git as fast as git can write them.

git writes NUL-separated fields to a file, never to a pipe (into a pipe it flushes after every
commit). We follow the file, find the separators with NumPy and hand out Arrow columns block by block
while git still runs. No Python object is made for a commit.
"""

import mmap
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.errors import SourceRefused
from ingest.git_client import STALLED_SECONDS, Git, end, refusal, stalled, supports_memfd

FIELDS = ("%H", "%P", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B")
BLOCK_BYTES = 2 << 20
_FORMAT = "--format=tformat:" + "%x00".join(FIELDS)
_MEMFD_INDEX_BYTES = 1 << 28
_COMPLAINTS_LIMIT = 1 << 20

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some commits in the order git gave them, children before parents but for clock skew."""

    shas: Bytes
    """One row per commit, one byte per column."""
    parent_counts: Indices
    parents: Bytes
    """One row per commit and parent, in order."""
    columns: dict[str, pa.Array]
    """author_name, author_email, authored, committer_name, committer_email, committed, message as large_string."""
    is_text_damaged: npt.NDArray[np.bool_]
    message_bytes: Indices
    may_name_issue: npt.NDArray[np.bool_]
    """False where the message cannot hold an issue key: nothing in it looks like A-1."""

    def __len__(self) -> int:
        return len(self.shas)


def read_commits(git: Git, tips: Sequence[str], known: Sequence[str], hex_digits: int) -> Iterator[Block]:
    """Yield the commits reachable from `tips` and from none of `known` (both object ids).

    All of them must be in the repository. Raises `SourceRefused` when git
    fails midway, as it does where objects are missing.
    """
    asked = "".join(f"{sha}\n" for sha in tips) + "".join(f"^{sha}\n" for sha in known)
    with (
        _output_file(git) as output,
        tempfile.TemporaryFile(dir=git.directory) as question,
        tempfile.TemporaryFile(dir=git.directory) as complaints,
    ):
        question.write(asked.encode())
        question.seek(0)
        process = git.start(
            "log", "--stdin", "-z", "--date=raw", "--encoding=UTF-8", "--no-show-signature",
            "--no-color", "--no-decorate", "--no-notes", "--no-mailmap", _FORMAT,
            stdin=question, stdout=output.fileno(), stderr=complaints,
        )  # fmt: skip
        try:
            for view, separators in _follow(process, output.fileno(), git.name):
                yield _slice(view, separators, hex_digits)
        finally:
            end(process)
        if process.returncode:
            complaints.seek(0)
            raise refusal(git.name, "log", process.returncode, complaints.read(_COMPLAINTS_LIMIT))


def _output_file(git: Git) -> Any:
    """An anonymous file: on disk, so that a long history never has to fit in memory."""
    if supports_memfd() and _is_small(git):
        return os.fdopen(os.memfd_create("leadline-log"), "w+b", buffering=0)
    return tempfile.TemporaryFile(dir=git.directory, buffering=0)


def _is_small(git: Git) -> bool:
    packs = git.directory / "objects" / "pack"
    borrowed = git.directory / "objects" / "info" / "alternates"
    try:
        lines = borrowed.read_text(errors="surrogateescape").split("\n")
        folders = [packs, *(Path(line) / "pack" for line in lines if line)]
    except OSError:
        folders = [packs]
    size = sum(pack.stat().st_size for folder in folders for pack in folder.glob("*.idx"))
    return size < _MEMFD_INDEX_BYTES


def _follow(process: subprocess.Popen[bytes], descriptor: int, name: str) -> Iterator[tuple[Bytes, Indices]]:
    position, count, seen, grown_at = 0, len(FIELDS), 0, time.monotonic()
    while True:
        is_running = process.poll() is None
        size = os.fstat(descriptor).st_size
        if size > seen:
            seen, grown_at = size, time.monotonic()
        elif is_running and time.monotonic() - grown_at > STALLED_SECONDS:
            raise stalled(name, "log", STALLED_SECONDS)
        if size - position >= BLOCK_BYTES or (not is_running and size > position):
            view = _view(descriptor, position, size)
            separators = np.flatnonzero(view == 0)
            whole = len(separators) // count * count
            if whole:
                cut = int(separators[whole - 1]) + 1
                yield view[:cut], separators[:whole].astype(np.int64)
                position += cut
            elif process.returncode:
                break
            elif not is_running:
                raise SourceRefused(f"{name}: git log ended in the middle of a commit. Run `git fsck` there.")
            else:
                time.sleep(0.01)
        elif not is_running:
            break
        else:
            time.sleep(0.002)


def _view(descriptor: int, start: int, end: int) -> Bytes:
    base = start // mmap.PAGESIZE * mmap.PAGESIZE
    mapped = mmap.mmap(descriptor, end - base, prot=mmap.PROT_READ, offset=base)
    return np.frombuffer(mapped, np.uint8)[start - base :]


def _slice(view: Bytes, separators: Indices, hex_digits: int) -> Block:
    count = len(FIELDS)
    rows = len(separators) // count
    starts = np.empty_like(separators)
    starts[0] = 0
    starts[1:] = separators[:-1] + 1
    start, end = starts.reshape(rows, count), separators.reshape(rows, count)
    parent_counts = (end[:, 1] - start[:, 1] + 1) // (hex_digits + 1)
    columns, damaged = _texts(view, separators, rows)
    return Block(
        shas=_unhex(view[start[:, :1] + np.arange(hex_digits)]),
        parent_counts=parent_counts,
        parents=_parents(view, start[:, 1], parent_counts, hex_digits),
        columns=columns,
        is_text_damaged=damaged,
        message_bytes=end[:, 8] - start[:, 8],
        may_name_issue=_may_name_issue(view, start[:, 8], end[:, 8]),
    )


def _may_name_issue(view: Bytes, starts: Indices, ends: Indices) -> npt.NDArray[np.bool_]:
    dashes = np.flatnonzero(view[1:-1] == ord("-")) + 1
    before, after = view[dashes - 1], view[dashes + 1]
    is_digit = (after >= ord("0")) & (after <= ord("9"))
    is_key = (
        (before >= ord("0")) & (before <= ord("9")) | (before >= ord("A")) & (before <= ord("Z")) | (before == ord("_"))
    )
    found = dashes[is_digit & is_key]
    return np.searchsorted(found, ends) > np.searchsorted(found, starts)


def _parents(view: Bytes, starts: Indices, counts: Indices, hex_digits: int) -> Bytes:
    nth = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    positions = np.repeat(starts, counts) + nth * (hex_digits + 1)
    return _unhex(view[positions[:, None] + np.arange(hex_digits)])


def _unhex(digits: Bytes) -> Bytes:
    values = np.where(digits > 57, digits - 87, digits - 48).astype(np.uint8)
    joined: Bytes = ((values[:, 0::2] << 4) | values[:, 1::2]).astype(np.uint8, copy=False)
    return joined


_COLUMNS = (
    "author_name", "author_email", "authored", "committer_name", "committer_email", "committed", "message",
)  # fmt: skip


def _texts(view: Bytes, separators: Indices, rows: int) -> tuple[dict[str, pa.Array], npt.NDArray[np.bool_]]:
    offsets = np.empty(2 * len(separators) + 1, np.int64)
    offsets[0], offsets[1::2], offsets[2::2] = 0, separators, separators + 1
    every = pa.Array.from_buffers(
        pa.large_binary(), 2 * len(separators), [None, pa.py_buffer(offsets), pa.py_buffer(view)]
    )
    first = np.arange(rows, dtype=np.int64) * (2 * len(FIELDS))
    damaged = np.zeros(rows, np.bool_)
    columns = {}
    for field, name in enumerate(_COLUMNS, start=2):
        columns[name] = _as_text(every.take(whole_numbers(first + 2 * field)), damaged)
    return columns, damaged


def _as_text(column: pa.Array, damaged: npt.NDArray[np.bool_]) -> pa.Array:
    """Text of a column of bytes; rows that are not UTF-8 are read as Latin-1 and marked in `damaged`."""
    try:
        return column.cast(pa.large_string())
    except pa.ArrowInvalid:
        texts = []
        for row, value in enumerate(column.to_pylist()):
            text, is_whole = decode(value)
            texts.append(text)
            damaged[row] |= not is_whole
        return pa.array(texts, pa.large_string(), from_pandas=False)


def decode(value: bytes) -> tuple[str, bool]:
    """Return the text of `value` and whether it was UTF-8; other bytes are read as Latin-1."""
    try:
        return value.decode("utf-8"), True
    except UnicodeDecodeError:
        return value.decode("latin-1"), False


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
