"""The process that forks jails: single-threaded, warm, empty-handed.

It is started by exec, never forked from a program with threads, and has imported DuckDB and Arrow so that a jail costs a
fork and not a start. Two descriptors come with each order: the pipe for the result, which only the jail keeps, and a line
to whoever asked, which only the supervisor keeps. When that line falls silent, so does the jail. When the supervisor's own
line closes, all of them end, and the supervisor with them.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import selectors
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from metrics.sandbox import jail, wire
from metrics.sandbox.limits import GRACE_SECONDS

READY: Final = b"R"
_ORDER_SECONDS: Final = 2.0
"""How long an order may take to arrive once it is announced."""
_BACKSTOP_SECONDS: Final = 1.0
"""How much later than the clock of who asked the supervisor's own one rings."""


@dataclass(frozen=True, slots=True)
class _Job:
    pid: int
    line: socket.socket
    ends_at: float | None
    """By the monotonic clock; None when only the line decides."""


def main(control_descriptor: int) -> None:
    """Serve orders until the other side closes."""
    control = socket.socket(fileno=control_descriptor)
    _hold_nothing()
    # So that jails share what is imported instead of copying it when it is looked through for garbage.
    gc.collect()
    gc.freeze()
    wake, alarm = os.pipe()
    os.set_blocking(alarm, False)
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
    control.sendall(READY)
    _Supervisor(control, wake, alarm).serve()


def _hold_nothing() -> None:
    """No environment, no folder that anything could be read from or written to."""
    os.environ.clear()
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    Path(folder).rmdir()
    os.umask(0o777)


class _Supervisor:
    def __init__(self, control: socket.socket, wake: int, alarm: int) -> None:
        self._control, self._wake, self._alarm = control, wake, alarm
        self._jobs: dict[int, _Job] = {}
        self._pid = os.getpid()
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(wake, selectors.EVENT_READ)

    def serve(self) -> None:
        try:
            while True:
                for key, _ in self._selector.select(self._patience()):
                    if key.fileobj is self._control:
                        if not self._take_order():
                            return
                    elif key.fileobj == self._wake:
                        self._hear()
                    else:
                        self._end(key.data)
                self._end_overdue()
                self._bury()
        finally:
            for job in self._jobs.values():
                _kill(job.pid)

    def _patience(self) -> float | None:
        times = [job.ends_at for job in self._jobs.values() if job.ends_at is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._wake, 512):
                pass

    def _take_order(self) -> bool:
        """Fork a jail for the next order. Returns False when there will be none any more."""
        try:
            announced, descriptors, _, _ = socket.recv_fds(self._control, 1, 2)
        except OSError:
            return False
        if not announced:
            return False
        if len(descriptors) != 2:
            for descriptor in descriptors:
                os.close(descriptor)
            return True
        result, line = descriptors[0], socket.socket(fileno=descriptors[1])
        try:
            self._fork(_order(line), result, line)
        except (OSError, ValueError, TypeError):
            line.close()
        finally:
            os.close(result)
        return True

    def _fork(self, request: wire.Request, result: int, line: socket.socket) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_jail(request, result)
        is_clocked = request.rows is not None
        ends_at = time.monotonic() + request.seconds + GRACE_SECONDS + _BACKSTOP_SECONDS if is_clocked else None
        job = _Job(pid, line, ends_at)
        self._jobs[pid] = job
        self._selector.register(line, selectors.EVENT_READ, job)

    def _become_jail(self, request: wire.Request, result: int) -> None:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _keep_only(result)
            jail.run(request, result, self._pid)
            code = 0
        finally:
            os._exit(code)

    def _end(self, job: _Job) -> None:
        """Whoever asked is gone, or wants no answer any more."""
        _kill(job.pid)
        self._selector.unregister(job.line)

    def _end_overdue(self) -> None:
        for pid, job in list(self._jobs.items()):
            if job.ends_at is not None and job.ends_at <= time.monotonic():
                _kill(pid)
                self._jobs[pid] = _Job(pid, job.line, None)

    def _bury(self) -> None:
        """Take leave of the jails that have ended, and tell whoever asked how."""
        while self._jobs:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            job = self._jobs.pop(pid, None)
            if job is None:
                continue
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(job.line)
            with contextlib.suppress(OSError):
                job.line.sendall(_how_it_ended(status, usage).encoded())
            job.line.close()


def _order(line: socket.socket) -> wire.Request:
    line.settimeout(_ORDER_SECONDS)
    request = wire.decoded_request(_received(line, wire.length_of(_received(line, 4))))
    line.setblocking(False)
    return request


def _received(line: socket.socket, length: int) -> bytes:
    body = b""
    while len(body) < length:
        piece = line.recv(length - len(body))
        if not piece:
            raise ValueError("the order was cut off")
        body += piece
    return body


def _keep_only(result: int) -> None:
    """Close every descriptor but the pipe; what is read from is empty, what is said goes nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    highest = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, result)
    os.closerange(result + 1, min(highest, 1 << 16))


def _kill(pid: int) -> None:
    """Safe against reuse of the number: it stays the jail's until `_bury` has asked for it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _how_it_ended(status: int, usage: resource.struct_rusage) -> wire.End:
    is_killed = os.WIFSIGNALED(status)
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 << 10 if sys.platform == "linux" else 1 << 20
    return wire.End(
        exit_code=None if is_killed else os.waitstatus_to_exitcode(status),
        signal=os.WTERMSIG(status) if is_killed else None,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / unit,
    )
