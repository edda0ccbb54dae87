"""Starts a supervisor and asks it: one statement, one stream of rows, one clock.

What comes out of a jail is not trusted: frames are counted, and Arrow's own checks run over every batch.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import pyarrow as pa
import pyarrow.ipc

from metrics.errors import MetricsError, NoWarehouse, QueryFailed, QueryRefused, QueryStopped, WarehouseUnreadable
from metrics.sandbox import wire
from metrics.sandbox.limits import GRACE_SECONDS

if TYPE_CHECKING:
    from metrics.sandbox.wire import End, Request, Summary

_ROOT: Final = Path(__file__).parents[2]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from metrics.sandbox.supervisor import main; main(int(sys.argv[2]))"
)
_ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    # One thread: a process with several cannot be forked safely.
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
}
_KEPT_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
"""What some installations of Python need to start at all. The supervisor drops them too before its first jail."""
_START_SECONDS: Final = 30.0
_MERCY_SECONDS: Final = 0.6
"""How long a killed jail may take to be gone before the supervisor itself is taken to be stuck."""
_SLACK_BYTES: Final = 32 << 20
_KINDS: Final[dict[str, type[MetricsError]]] = {
    kind.__name__: kind for kind in (QueryFailed, QueryRefused, QueryStopped, NoWarehouse, WarehouseUnreadable)
}
_ENDED: Final = "The process that runs queries ended unexpectedly; run the query again."


class Supervisor:
    """A running supervisor. Safe to share between threads."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        # A group of its own, so that Ctrl-C in a terminal reaches the one who asked, and the niceness of jails still counts.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(_ROOT), str(theirs.fileno())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment | _ENVIRONMENT, cwd="/", pass_fds=[theirs.fileno()], process_group=0,
        )  # fmt: skip
        theirs.close()
        self._control = ours
        self._lock = threading.Lock()
        self._is_ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Request) -> Answer:
        """Have a statement run. Raises `ConnectionError` when the supervisor is gone."""
        reading, writing = os.pipe()
        line, far_line = socket.socketpair()
        try:
            with self._lock:
                self._wait_until_ready()
                socket.send_fds(self._control, [b"Q"], [writing, far_line.fileno()])
            far_line.close()
            line.settimeout(_START_SECONDS)
            line.sendall(request.encoded())
        except OSError as error:
            os.close(reading)
            line.close()
            raise ConnectionError(_ENDED) from error
        finally:
            os.close(writing)
            far_line.close()
        return Answer(self, request, reading, line)

    def _wait_until_ready(self) -> None:
        if self._is_ready:
            return
        self._control.settimeout(_START_SECONDS)
        if self._control.recv(1) != b"R":
            raise ConnectionError(_ENDED)
        self._control.settimeout(None)
        self._is_ready = True

    def kill(self) -> None:
        """For one that does not answer any more. Its jails die with it."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End it, and every jail of it."""
        self._control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Answer:
    """The rows of one statement as they come. Close it, or read it to the end."""

    def __init__(self, supervisor: Supervisor, request: Request, reading: int, line: socket.socket) -> None:
        self._supervisor, self._request = supervisor, request
        self._reading: int | None = reading
        self._line = line
        self._lock = threading.Lock()
        self._left_seconds = request.seconds + GRACE_SECONDS
        self._received_bytes = 0
        self._stopped_because: str | None = None
        self.summary: Summary | None = None
        """How it went, once all rows are read."""
        self.ended: End | None = None
        """How the jail ended, once it has."""

    def table(self) -> pa.Table:
        """All rows at once."""
        schema, batches = self.batches()
        return pa.Table.from_batches(list(batches), schema)

    def batches(self) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """The columns, and the rows as they come.

        Raises `QueryRefused`, `QueryFailed` or `QueryStopped`, now or when the rows are read, and `ConnectionError` when the
        supervisor was lost before anything was said.
        """
        source = _Frames(self)
        with self._told():
            try:
                stream = pa.ipc.open_stream(pa.PythonFile(source, mode="r"))
            except pa.ArrowInvalid:
                if self.summary is None:
                    raise
                return pa.schema([]), iter(())
        return stream.schema, self._rows(stream, source)

    def _rows(self, stream: Any, source: _Frames) -> Iterator[pa.RecordBatch]:
        with self._told():
            for batch in stream:
                _check(batch)
                yield batch
            source.finish()
        self.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Put into our words what goes wrong while a jail is read, and let go of it."""
        try:
            yield
        except (MetricsError, ConnectionError):
            self.close()
            raise
        except (pa.ArrowException, OSError, ValueError, EOFError) as error:
            self._end()
            said = self._why_it_ended()
            self.close()
            raise said from error
        except BaseException:
            self.close()
            raise

    def stop(self, because: str) -> None:
        """End the query; whoever reads it is told why. May be called from any thread."""
        with self._lock:
            if self._stopped_because is None:
                self._stopped_because = because
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_WR)

    def receive(self, length: int) -> bytes:
        """Bytes of the jail, at most `length`; none at its end. The clock runs while they are waited for, and only then."""
        if self._reading is None:
            return b""
        if not self._wait(self._left_seconds):
            self.stop(f"The query was stopped after {self._request.seconds:g} seconds; ask for less, or in parts.")
            if not self._wait(_MERCY_SECONDS):
                self._supervisor.kill()
                return b""
        return os.read(self._reading, length)

    def _wait(self, seconds: float) -> bool:
        assert self._reading is not None
        began = time.monotonic()
        is_there = bool(select.select([self._reading], [], [], max(0.0, seconds))[0])
        self._left_seconds -= time.monotonic() - began
        return is_there

    def count(self, length: int) -> None:
        """Take note of bytes received; a jail that sends more than it may is ended."""
        self._received_bytes += length
        if self._received_bytes > 2 * self._request.result_bytes + _SLACK_BYTES:
            self.stop("The result is larger than its limit; ask for less.")
            raise QueryFailed("The result is larger than its limit; ask for less.")

    def say(self, kind: bytes, payload: bytes) -> None:
        """Take in a frame that is no rows."""
        if kind == wire.DONE:
            self.summary = wire.summary_of(payload)
            return
        told = json.loads(payload)
        error = _KINDS.get(str(told.get("kind")), QueryFailed)
        if issubclass(error, QueryFailed | QueryRefused):
            raise error(str(told.get("sentence")), told.get("line"), told.get("column"))
        raise error(str(told.get("sentence")))

    def _end(self) -> None:
        """Wait shortly for the supervisor's word on how the jail ended."""
        if self.ended is not None or self._line.fileno() < 0:
            return
        self._line.settimeout(_MERCY_SECONDS)
        text = b""
        with contextlib.suppress(OSError):
            while piece := self._line.recv(4096):
                text += piece
        self.ended = wire.decoded_end(text)

    def _why_it_ended(self) -> MetricsError | ConnectionError:
        if self._stopped_because is not None:
            return QueryStopped(self._stopped_because)
        ended = self.ended
        if ended is None:
            return ConnectionError(_ENDED) if not self._received_bytes else QueryFailed(_ENDED)
        seconds, memory = self._request.seconds, self._request.memory_mb
        if ended.is_overdue or ended.cpu_seconds >= self._request.cpu_seconds - 1:
            return QueryStopped(f"The query was stopped after {seconds:g} seconds; ask for less, or in parts.")
        if ended.signal is not None:
            return QueryFailed(f"The query needs more than {memory:,} MB of memory; ask for less, or in parts.")
        return QueryFailed(_ENDED)

    def close(self) -> None:
        """Let go of the query, which ends it if it still runs."""
        with self._lock:
            if self._reading is not None:
                os.close(self._reading)
                self._reading = None
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_WR)
        self._end()
        with self._lock:
            self._line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check(batch: pa.RecordBatch) -> None:
    """Raise ArrowInvalid for what Arrow would stumble over. Whole numbers of 39 digits are more than a decimal should hold."""
    batch.validate()
    for column in batch.columns:
        if not pa.types.is_decimal(column.type):
            column.validate(full=True)


class _Frames(io.RawIOBase):
    """The Arrow part of what a jail says, as a file."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._left = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces: list[bytes] = []
        wanted = size if size >= 0 else sys.maxsize
        while wanted and (self._left or self._next()):
            piece = self._answer.receive(min(wanted, self._left, 1 << 20))
            if not piece:
                break
            self._answer.count(len(piece))
            self._left -= len(piece)
            wanted -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def finish(self) -> None:
        """Read on to the word that all was said. Raises EOFError when it never comes."""
        while self._answer.summary is None:
            if self._left:
                if not self.read(self._left):
                    raise EOFError
            elif not self._next() and self._answer.summary is None:
                raise EOFError

    def _next(self) -> bool:
        """Go to the next piece of the stream. False at the end."""
        if self._answer.summary is not None:
            return False
        head = self._exactly(wire.HEAD_SIZE)
        if not head:
            return False
        kind, length = wire.frame_head(head)
        if kind == wire.ARROW:
            self._left = length
            return True
        self._answer.say(kind, self._exactly(length))
        return False

    def _exactly(self, length: int) -> bytes:
        body = b""
        while len(body) < length:
            piece = self._answer.receive(length - len(body))
            if not piece:
                return b""
            body += piece
        return body
