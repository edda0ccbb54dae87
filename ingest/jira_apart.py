"""Processes that make rows of pages, so that this does not wait for the interpreter that asks and stores.

They are told everything over a pipe and talk to nobody. When one dies, its work comes back undone, for whoever gave it to do.
"""

import itertools
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import PriorityQueue
from typing import IO

from ingest.collecting import rare_collections
from ingest.jira_building import Builder
from ingest.jira_rows import Hand, Job, Rows, rows_of
from ingest.jira_source import Reader

_ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.jira_apart import work; work()"
# What some installations of Python need to start at all; nothing else of the environment is theirs to know.
_KEPT_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
# Two make rows quicker than one interpreter asks for pages.
_MOST = 2
# One that is worked on, and one that lies ready.
_JOBS_SENT = 2


class Apart:
    """The processes of one sync, begun when they are needed. Safe to share between threads."""

    def __init__(self) -> None:
        self._most = min(_MOST, _processors())
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count()

    def opened(self, reader: Reader) -> Hand | None:
        """Return what takes the jobs of a reader, in order; None where one processor, or one process, has to do everything."""
        with self._lock:
            if self._most < 2:
                return None
            number = next(self._numbers)
            if len(self._workers) < self._most:
                try:
                    self._workers.append(_Worker())
                except OSError:
                    return None
            worker = self._workers[number % len(self._workers)]
        worker.tell((number, reader))
        return lambda job: worker.hand(number, job)

    def close(self) -> None:
        """End the processes, whatever they are at, for good."""
        with self._lock:
            self._most = 0
            for worker in self._workers:
                worker.end()
            self._workers.clear()


class _Worker:
    """One process, and what it still owes."""

    def __init__(self) -> None:
        # A group of its own, so that Ctrl-C in a terminal reaches the one who asked.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(_ROOT)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", process_group=0,
            env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: IO[bytes] = self._process.stdin
        self._sending, self._lock = threading.Lock(), threading.Lock()
        self._owed: dict[int, Future[Rows | None]] = {}
        self._turns = itertools.count()
        self._is_gone = False
        self._waiting: PriorityQueue[tuple[int, int, Job | None]] = PriorityQueue()
        self._room = threading.Semaphore(_JOBS_SENT)
        threading.Thread(target=self._receive, args=(self._process.stdout,), name="jira-rows", daemon=True).start()
        threading.Thread(target=self._send, name="jira-jobs", daemon=True).start()

    def tell(self, message: object) -> None:
        """Send a message; it is lost when the process is gone, as all that was to come of it."""
        with self._sending, suppress(OSError, ValueError):
            pickle.dump(message, self._to, pickle.HIGHEST_PROTOCOL)
            self._to.flush()

    def hand(self, reader: int, job: Job) -> Future[Rows | None]:
        """Give a job to do; the future never fails, and has no rows when it was not done."""
        future: Future[Rows | None] = Future()
        with self._lock:
            if self._is_gone:
                future.set_result(None)
                return future
            turn = next(self._turns)
            self._owed[turn] = future
        self._waiting.put((reader, turn, job))
        return future

    def end(self) -> None:
        """End the process; what it owes comes back undone."""
        self._process.kill()
        self._process.wait()
        self._waiting.put((-1, -1, None))
        self._room.release()
        with self._sending, suppress(OSError):
            self._to.close()

    def _send(self) -> None:
        """Send the jobs of the first reader first: its project is stored while those of the others are still worked on."""
        while True:
            self._room.acquire()
            reader, turn, job = self._waiting.get()
            if job is None:
                return
            self.tell((reader, turn, job))

    def _receive(self, stream: IO[bytes]) -> None:
        # Whatever ends it, a half of an answer included: nobody may wait for what will not come.
        with stream, suppress(Exception):
            while True:
                turn, rows = pickle.load(stream)  # noqa: S301 - from our own program, over a pipe that only it writes
                self._owed.pop(turn).set_result(rows)
                self._room.release()
        with self._lock:
            self._is_gone = True
        for future in self._owed.values():
            future.set_result(None)
        self._owed.clear()


def work() -> None:
    """Do what comes over standard input until that ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Nothing that speaks up by itself may get between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    readers: dict[int, tuple[Reader, Builder]] = {}
    with rare_collections(), suppress(EOFError, BrokenPipeError):
        while True:
            number, *told = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the one who started this
            if len(told) == 1:
                readers[number] = told[0], Builder()
                continue
            turn, job = told
            pickle.dump((turn, _tried(*readers[number], job)), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def _tried(reader: Reader, builder: Builder, job: Job) -> Rows | None:
    try:
        return rows_of(reader, builder, job)
    except Exception:  # noqa: BLE001 - whoever gave the job does it again, and says what is wrong
        return None


def _processors() -> int:
    """Return how many this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
