"""What the two sides of the jail say to each other: a request in, frames out, a word about the end.

Imports nothing but Python's own, so that both sides can have it.
"""

from __future__ import annotations

import json
import os
import struct
from dataclasses import asdict, dataclass
from typing import Any, Final

ARROW: Final = b"A"
"""A piece of an Arrow stream."""
FAILED: Final = b"F"
"""The query ended in an error: kind, sentence, line and column."""
DONE: Final = b"D"
"""The result is whole, or cut off where the request said: a Summary."""
PIECE: Final = 1 << 20
"""Bytes of the longest frame."""
_HEAD: Final = struct.Struct("<cI")
_LENGTH: Final = struct.Struct("<I")
HEAD_SIZE: Final = _HEAD.size


@dataclass(frozen=True, slots=True)
class Request:
    """One statement and what it may take."""

    path: str
    """Of the snapshot, absolute."""
    sql: str
    seconds: float
    memory_mb: int
    address_space_bytes: int
    cpu_seconds: int
    result_bytes: int
    rows: int | None = None
    """More are cut off, and so are more bytes than `result_bytes`. None: all of them, and too many bytes are an error."""
    niceness: int = 0
    is_gated: bool = True
    """False only in tests, which show that the jail holds without the gate."""

    def encoded(self) -> bytes:
        body = json.dumps(asdict(self)).encode()
        return _LENGTH.pack(len(body)) + body


@dataclass(frozen=True, slots=True)
class Summary:
    """How a query went, told by its jail."""

    row_count: int
    is_truncated: bool
    seconds: float
    """From the first look at the statement to the last row."""
    walls: tuple[str, ...]
    """The walls that this host let stand."""


@dataclass(frozen=True, slots=True)
class End:
    """How a jail ended, told by its supervisor."""

    exit_code: int | None = None
    signal: int | None = None
    is_overdue: bool = False
    """Killed by the supervisor's clock."""
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0

    def encoded(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def decoded_end(text: bytes) -> End | None:
    """The supervisor's word; None when it ended before it could say one."""
    try:
        return End(**json.loads(text))
    except (ValueError, TypeError):
        return None


def decoded_request(body: bytes) -> Request:
    return Request(**json.loads(body))


def length_of(head: bytes) -> int:
    """Length of the request that follows its first four bytes."""
    return int(_LENGTH.unpack(head)[0])


def summary_of(payload: bytes) -> Summary:
    told: dict[str, Any] = json.loads(payload)
    return Summary(
        int(told["row_count"]), bool(told["is_truncated"]), float(told["seconds"]), tuple(map(str, told["walls"]))
    )


def send(descriptor: int, kind: bytes, payload: bytes | memoryview) -> None:
    """Write one frame; blocks while the reader is slower."""
    _write(descriptor, _HEAD.pack(kind, len(payload)))
    _write(descriptor, payload)


def send_told(descriptor: int, kind: bytes, told: dict[str, Any]) -> None:
    send(descriptor, kind, json.dumps(told).encode())


def _write(descriptor: int, payload: bytes | memoryview) -> None:
    left = memoryview(payload)
    while left:
        left = left[os.write(descriptor, left) :]


def frame_head(head: bytes) -> tuple[bytes, int]:
    """Kind and length of the frame that follows. Raises ValueError for what no jail of ours says."""
    kind, length = _HEAD.unpack(head)
    if kind not in (ARROW, FAILED, DONE) or length > PIECE:
        raise ValueError("no frame")
    return kind, int(length)
