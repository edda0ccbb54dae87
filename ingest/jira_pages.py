"""The pages of a project as the server sent them, kept on disk until a snapshot holds them: a reading that dies goes on there.

A file per project, only ever added to, each page made durable before it counts. A torn end is cut off; a file of another
question, or of yesterday, is begun anew. Nothing of a request is in it, so no secret is.
"""

import json
import os
import struct
import threading
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from ingest.jira_body import Body, CutOff, NoJson, TooLong
from ingest.jira_reading import Part

KEPT_FOR = timedelta(hours=24)
_HEAD = struct.Struct(">4sIII")
_MARK = b"LLp1"
_LONGEST_LABELS = 2**24


class PagesFile:
    """The pages of one project in flight, for one question."""

    def __init__(self, folder: Path, project: str, question: Mapping[str, Any], now: datetime) -> None:
        self.began_at = now
        """When the first page was asked for, on the server's clock."""
        self.is_resumed = False
        self._places: dict[str, tuple[int, int, int]] = {}
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = path_of(folder, project)
        self._file: IO[bytes] | None = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        if not self._goes_on(question, now):
            self._begin(question, now)
        _sync_folder(folder)

    def get(self, name: str) -> list[Part] | None:
        """Return the answers of a page that an earlier reading kept; None when there is none, or none that can be read.

        Once only: asked for again, a page is asked of the server.
        """
        with self._lock:
            place = self._places.pop(name, None)
            if place is None or self._file is None:
                return None
            content = os.pread(self._file.fileno(), place[1] + place[2], place[0])
        try:
            return _parts(json.loads(content[: place[1]]), content[place[1] :])
        except (CutOff, NoJson, TooLong, ValueError, KeyError, TypeError):
            return None

    def add(self, name: str, parts: Sequence[Part]) -> None:
        """Keep a page; when this returns, it survives a power cut. Does nothing once the file is closed."""
        labels = [[part.label, part.body.encoding, len(part.body.raw)] for part in parts]
        header = json.dumps({"name": name, "parts": labels}).encode()
        with self._lock:
            if self._file is not None:
                self._append(header, [part.body.raw for part in parts])

    def close(self) -> None:
        """End the keeping; the file stays."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _goes_on(self, question: Mapping[str, Any], now: datetime) -> bool:
        """Read what is there; tell whether it answers the same question and is young enough."""
        assert self._file is not None
        content, end, first = self._file, 0, True
        while (record := _record(content, end)) is not None:
            header, body_size, header_size = record
            if first and not self._is_same(header, question, now):
                return False
            first = False
            self._places[str(header.get("name"))] = (end + _HEAD.size, header_size, body_size)
            end += _HEAD.size + header_size + body_size
        if first:
            return False
        content.truncate(end)
        content.seek(end)
        self.is_resumed = len(self._places) > 1
        return True

    def _is_same(self, header: dict[str, Any], question: Mapping[str, Any], now: datetime) -> bool:
        try:
            began_at = datetime.fromisoformat(header["began_at"]).astimezone(UTC)
        except (KeyError, TypeError, ValueError):
            return False
        self.began_at = began_at
        return header.get("question") == question and abs(now - began_at) < KEPT_FOR

    def _begin(self, question: Mapping[str, Any], now: datetime) -> None:
        assert self._file is not None
        self.began_at = now
        self._places = {}
        self._file.seek(0)
        self._file.truncate()
        header = {"name": "question", "question": question, "began_at": now.isoformat(), "parts": []}
        self._append(json.dumps(header).encode(), [])

    def _append(self, header: bytes, bodies: Sequence[bytes]) -> None:
        assert self._file is not None
        start, size = self._file.tell(), sum(map(len, bodies))
        crc = zlib.crc32(header)
        for body in bodies:
            crc = zlib.crc32(body, crc)
        try:
            for piece in (_HEAD.pack(_MARK, len(header), size, crc) + header, *bodies):
                rest = memoryview(piece)
                while rest:
                    rest = rest[self._file.write(rest) or 0 :]
            os.fsync(self._file.fileno())
        except OSError:
            with suppress(OSError):
                self._file.truncate(start)
                self._file.seek(start)
            raise


def path_of(folder: Path, project: str) -> Path:
    """Return where the pages of a project are kept; `project` is a key that was checked."""
    return folder / f"{project}.pages"


def forget(folder: Path, project: str) -> None:
    """Remove the pages in flight of a project."""
    path_of(folder, project).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _record(file: IO[bytes], start: int) -> tuple[dict[str, Any], int, int] | None:
    """Return header, size of the body and size of the header of the record at `start`; None when it is not whole."""
    head = os.pread(file.fileno(), _HEAD.size, start)
    if len(head) < _HEAD.size:
        return None
    mark, header_size, body_size, crc = _HEAD.unpack(head)
    if mark != _MARK or header_size > _LONGEST_LABELS:
        return None
    if os.fstat(file.fileno()).st_size < start + _HEAD.size + header_size + body_size:
        return None
    content = os.pread(file.fileno(), header_size + body_size, start + _HEAD.size)
    if len(content) < header_size + body_size or zlib.crc32(content) != crc:
        return None
    try:
        header = json.loads(content[:header_size])
    except ValueError:
        return None
    return (header, body_size, header_size) if isinstance(header, dict) else None


def _parts(header: Mapping[str, Any], content: bytes) -> list[Part]:
    parts, start = [], 0
    for label, encoding, size in header["parts"]:
        body = Body(content[start : start + size], encoding)
        parts.append(Part(label, body, body.value()))
        start += size
    return parts


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
