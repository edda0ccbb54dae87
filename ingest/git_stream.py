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
from binascii import unhexlify
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from ingest.errors import SourceRefused
from ingest.git_client import STALLED_SECONDS, Git, end, printing_file, refusal, stalled
from ingest.git_text import (
    Bytes,
    Dates,
    Findings,
    Flags,
    Indices,
    Spans,
    Trailers,
    find_issue_keys,
    find_reverts,
    find_trailers,
    read_dates,
    read_text,
)

FIELDS = ("%H", "%P", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B")
BLOCK_BYTES = 2 << 20
LARGEST_BLOCK_BYTES = 8 << 20
_MESSAGE = FIELDS.index("%B")
_FORMAT = "--format=tformat:" + "%x00".join(FIELDS)
_MEMFD_INDEX_BYTES = 1 << 28
_COMPLAINTS_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Block:
    """Some commits in the order git gave them, children before parents but for clock skew."""

    shas: Bytes
    """One row per commit, one byte per column."""
    parent_counts: Indices
    parents: Bytes
    """One row per commit and parent, in order."""
    author: pa.Array
    """Name and address with a NUL between, as git wrote them: large_binary."""
    committer: pa.Array
    authored: Dates
    committed: Dates
    message: pa.Array
    message_bytes: Indices
    is_text_damaged: Flags
    """The message was not UTF-8 and is read as Latin-1."""
    issue_keys: Findings
    """What has the form of an issue key; a commit may name one several times."""
    trailers: Trailers
    reverts: Findings
    """Messages that may say which commit they revert."""

    def __len__(self) -> int:
        return len(self.shas)


class CommitLog:
    """git writing the commits reachable from `tips` and from none of `known`, begun when this is made.

    All of them are commits in the repository. Close it.
    """

    def __init__(self, git: Git, tips: Iterable[str], known: Iterable[str]) -> None:
        self._name = git.name
        asked = "".join(f"{sha}\n" for sha in tips) + "".join(f"^{sha}\n" for sha in known)
        with ExitStack() as files:
            self._output = files.enter_context(printing_file(git.directory, is_small=_is_small(git)))
            self._complaints = files.enter_context(tempfile.TemporaryFile(dir=git.directory))
            question = files.enter_context(tempfile.TemporaryFile(dir=git.directory))
            question.write(asked.encode())
            question.seek(0)
            self._process = git.start(
                "log", "--stdin", "-z", "--date=raw", "--encoding=UTF-8", "--no-show-signature",
                "--no-color", "--no-decorate", "--no-notes", "--no-mailmap", _FORMAT,
                stdin=question, stdout=self._output.fileno(), stderr=self._complaints,
            )  # fmt: skip
            self._files = files.pop_all()
        self._reader = ThreadPoolExecutor(1)

    def blocks(self, hex_digits: int) -> Iterator[Block]:
        """Yield the commits; raises `SourceRefused` when git fails midway, as it does where objects are missing.

        The next block is read while the caller works on this one.
        """
        blocks = self._read_blocks(hex_digits)
        following = self._reader.submit(next, blocks, None)
        while (block := following.result()) is not None:
            following = self._reader.submit(next, blocks, None)
            yield block

    def _read_blocks(self, hex_digits: int) -> Iterator[Block]:
        for view, separators in _follow(self._process, self._output.fileno(), self._name):
            yield _slice(view, separators, hex_digits)
        if self._process.returncode:
            self._complaints.seek(0)
            said = self._complaints.read(_COMPLAINTS_LIMIT)
            raise refusal(self._name, "log", self._process.returncode, said)

    def close(self) -> None:
        """End git if it still runs, and the reading of what it wrote."""
        end(self._process)
        self._reader.shutdown(cancel_futures=True)
        self._files.close()


def _is_small(git: Git) -> bool:
    """Tell whether the history has to fit in memory; a long one is printed to the disk."""
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
    position, count, seen, grown_at, limit = 0, len(FIELDS), 0, time.monotonic(), LARGEST_BLOCK_BYTES
    while True:
        is_running = process.poll() is None
        size = os.fstat(descriptor).st_size
        if size > seen:
            seen, grown_at = size, time.monotonic()
        elif is_running and time.monotonic() - grown_at > STALLED_SECONDS:
            raise stalled(name, "log", STALLED_SECONDS)
        if size - position >= BLOCK_BYTES or (not is_running and size > position):
            view = _view(descriptor, position, min(size, position + limit))
            separators = np.flatnonzero(view == 0)
            whole = len(separators) // count * count
            if whole:
                cut = int(separators[whole - 1]) + 1
                yield view[:cut], separators[:whole].astype(np.int64)
                position, limit = position + cut, LARGEST_BLOCK_BYTES
            elif position + limit < size:
                limit *= 2  # One commit is larger than a block.
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
    rows = len(separators) // len(FIELDS)
    starts = np.empty_like(separators)
    starts[0] = 0
    starts[1:] = separators[:-1] + 1
    start, end = starts.reshape(rows, -1), separators.reshape(rows, -1)
    parent_counts = (end[:, 1] - start[:, 1] + 1) // (hex_digits + 1)
    messages = Spans(view, start[:, _MESSAGE], end[:, _MESSAGE])
    message, is_text_damaged = read_text(messages)
    return Block(
        shas=_object_ids(view, start[:, 0], hex_digits),
        parent_counts=parent_counts,
        parents=_parents(view, start[:, 1], parent_counts, hex_digits),
        author=Spans(view, start[:, 2], end[:, 3]).as_bytes(),
        committer=Spans(view, start[:, 5], end[:, 6]).as_bytes(),
        authored=read_dates(Spans(view, start[:, 4], end[:, 4])),
        committed=read_dates(Spans(view, start[:, 7], end[:, 7])),
        message=message,
        message_bytes=messages.ends - messages.starts,
        is_text_damaged=is_text_damaged,
        issue_keys=find_issue_keys(messages),
        trailers=find_trailers(messages, is_text_damaged),
        reverts=find_reverts(messages, message),
    )


def _object_ids(view: Bytes, starts: Indices, hex_digits: int) -> Bytes:
    """Return the object ids that begin at `starts`, one row of bytes each."""
    if not len(starts):
        return np.empty((0, hex_digits // 2), np.uint8)
    digits = np.lib.stride_tricks.sliding_window_view(view, hex_digits)[starts]
    return np.frombuffer(unhexlify(digits.tobytes()), np.uint8).reshape(len(starts), -1)


def _parents(view: Bytes, starts: Indices, counts: Indices, hex_digits: int) -> Bytes:
    nth = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return _object_ids(view, np.repeat(starts, counts) + nth * (hex_digits + 1), hex_digits)
