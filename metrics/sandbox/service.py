"""Where everybody's queries go: a few at a time, one for each person, the others in a short line."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from metrics.errors import MetricsError, QueryFailed, QueryNotTaken, QueryStopped
from metrics.sandbox.client import Answer, Supervisor
from metrics.sandbox.limits import QUEUE, Limits
from metrics.sandbox.wire import Request

if TYPE_CHECKING:
    import pyarrow as pa

_SOON_SECONDS: Final = 0.5
CANCELLED: Final = "The query was cancelled."
_NICENESS: Final = 15
"""Of queries beside a dashboard: pages come first."""


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of one query."""

    table: pa.Table
    is_truncated: bool
    """There were more rows, or more bytes, than were asked for."""
    seconds: float
    """That the query took, waiting in line left out."""
    walls: tuple[str, ...]
    """Of `walls.NAMES`, those that stood around it."""


class Sandbox:
    """Runs queries under limits. One for a process; safe to share between threads."""

    def __init__(self, limits: Limits | None = None, *, niceness: int = _NICENESS) -> None:
        self.limits = limits or Limits()
        self._niceness = niceness
        self._supervisor: Supervisor | None = None
        self._starting = threading.Lock()
        self._turn = threading.Condition()
        self._line: deque[Query] = deque()
        self._running: list[Query] = []

    def warm(self) -> None:
        """Start the supervisor, so that the first query need not wait for that."""
        self._ready()

    def start(self, path: Path, sql: str, *, user: str, is_whole: bool = False) -> Query:
        """Have a query run in the background. Raises `QueryNotTaken` when this person has one, or too many wait.

        `is_whole`: all rows up to `export_mb`, instead of as many as a page shows.
        """
        query = Query(self, self._request(path, sql, is_whole=is_whole), user)
        with self._turn:
            if any(other.user == user for other in (*self._line, *self._running)):
                raise QueryNotTaken("A query of yours is still running; cancel it, or wait for its end.")
            if len(self._line) >= QUEUE:
                raise QueryNotTaken("Too many queries are waiting; try again in a few seconds.")
            self._line.append(query)
        query.begin()
        return query

    def run(self, path: Path, sql: str, *, user: str = "", is_whole: bool = False) -> Result:
        """The rows of a query, waited for."""
        query = self.start(path, sql, user=user, is_whole=is_whole)
        try:
            query.wait(None)
        except BaseException:
            query.cancel()
            raise
        return query.result()

    @contextlib.contextmanager
    def stream(self, path: Path, sql: str) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
        """The columns of a query and its rows as they come, up to `export_mb`. For one reader at a time: there is no line."""
        try:
            with self.ask(self._request(path, sql, is_whole=True)) as answer:
                yield answer.batches()
        except ConnectionError as error:
            raise QueryFailed(str(error)) from error

    def ask(self, request: Request) -> Answer:
        """Hand a request to a supervisor that lives; once more when it died just now."""
        for _ in range(2):
            with contextlib.suppress(ConnectionError):
                return self._ready().ask(request)
            self._forget()
        raise QueryFailed("The process that runs queries cannot be started; `leadline doctor` looks at it.")

    def _request(self, path: Path, sql: str, *, is_whole: bool) -> Request:
        limits = self.limits
        return Request(
            path=str(path.resolve()),
            sql=sql,
            seconds=limits.seconds,
            memory_mb=limits.memory_mb,
            address_space_bytes=limits.address_space_bytes,
            cpu_seconds=limits.cpu_seconds,
            result_bytes=(limits.export_mb if is_whole else limits.page_mb) << 20,
            rows=None if is_whole else limits.rows,
            niceness=self._niceness,
        )

    def _ready(self) -> Supervisor:
        with self._starting:
            if self._supervisor is not None and not self._supervisor.is_alive:
                self._supervisor.close()
                self._supervisor = None
            if self._supervisor is None:
                self._supervisor = Supervisor()
            return self._supervisor

    def _forget(self) -> None:
        with self._starting:
            lost, self._supervisor = self._supervisor, None
        if lost is not None:
            lost.kill()
            lost.close()

    def await_turn(self, query: Query) -> bool:
        """Wait until `query` may run. False when it was cancelled before."""
        with self._turn:
            while not query.is_cancelled:
                if self._line[0] is query and len(self._running) < self.limits.at_once:
                    self._line.popleft()
                    self._running.append(query)
                    self._turn.notify_all()
                    return True
                self._turn.wait()
            self._line.remove(query)
            self._turn.notify_all()
            return False

    def leave(self, query: Query) -> None:
        """Make room for the next."""
        with self._turn:
            if query in self._running:
                self._running.remove(query)
            self._turn.notify_all()

    def nudge(self) -> None:
        """Have those in line look whether they are still wanted."""
        with self._turn:
            self._turn.notify_all()

    def place_in_line(self, query: Query) -> int:
        """How many queries are before this one, 0 when it runs."""
        with self._turn:
            return self._line.index(query) + 1 if query in self._line else 0

    def close(self) -> None:
        """End the supervisor and what it runs."""
        self._forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Query:
    """A query on its way."""

    def __init__(self, sandbox: Sandbox, request: Request, user: str) -> None:
        self.request, self.user = request, user
        self.is_cancelled = False
        self._sandbox = sandbox
        self._answer: Answer | None = None
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._result: Result | None = None
        self._error: MetricsError | None = None
        self._began_at = time.monotonic()

    @property
    def is_done(self) -> bool:
        return self._done.is_set()

    @property
    def waited_seconds(self) -> float:
        return time.monotonic() - self._began_at

    @property
    def place_in_line(self) -> int:
        return self._sandbox.place_in_line(self)

    def begin(self) -> None:
        threading.Thread(target=self._work, name="leadline-query", daemon=True).start()

    def wait(self, seconds: float | None) -> bool:
        """Wait at most so long for the end. Returns whether it came."""
        return self._done.wait(seconds)

    def cancel(self) -> None:
        """End it; its result is then that it was cancelled, unless it was done before."""
        with self._lock:
            self.is_cancelled = True
            if self._answer is not None:
                self._answer.stop(CANCELLED)
        self._sandbox.nudge()

    def result(self) -> Result:
        """Its rows, once it is done. Raises what went wrong."""
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise QueryFailed("The query has not ended yet; wait for it.")
        return self._result

    def _work(self) -> None:
        try:
            if not self._sandbox.await_turn(self):
                self._error = QueryStopped(CANCELLED)
                return
            try:
                self._result = self._ask()
            finally:
                self._sandbox.leave(self)
        except MetricsError as error:
            self._error = error
        except BaseException as error:  # noqa: BLE001  a thread has nobody else to tell
            self._error = QueryFailed("The query could not be run; run it again.")
            self._error.__cause__ = error
        finally:
            self._done.set()

    def _ask(self) -> Result:
        began = time.monotonic()
        try:
            return self._read()
        except ConnectionError as error:
            # Lost before a word came: another one is asked, unless it may have been the query that was too much for it.
            if time.monotonic() - began > _SOON_SECONDS:
                raise QueryFailed(str(error)) from error
        try:
            return self._read()
        except ConnectionError as error:
            raise QueryFailed(str(error)) from error

    def _read(self) -> Result:
        with self._sandbox.ask(self.request) as answer:
            with self._lock:
                self._answer = answer
                if self.is_cancelled:
                    answer.stop(CANCELLED)
            table = answer.table()
            summary = answer.summary
        assert summary is not None
        return Result(table, summary.is_truncated, summary.seconds, summary.walls)
