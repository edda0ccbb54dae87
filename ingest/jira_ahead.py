"""Work done ahead of whoever consumes it, in threads, never further than is allowed."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

T = TypeVar("T")


def in_order(pool: Executor, jobs: Iterable[Callable[[], T]], ahead: Callable[[], int]) -> Iterator[T]:
    """Yield what the jobs return, in their order, while up to `ahead` of the next ones run already."""
    waiting: deque[Future[T]] = deque()
    remaining = iter(jobs)
    try:
        while True:
            while len(waiting) < max(1, ahead()) and (job := next(remaining, None)) is not None:
                waiting.append(pool.submit(job))
            if not waiting:
                return
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


class SideBySide(Generic[T]):
    """Chains, each of which goes step by step, run next to each other in threads of their own."""

    def __init__(self, chains: Sequence[Callable[[], Iterator[T]]], at_once: int, ahead: int) -> None:
        self._chains = iter(chains)
        self._at_once = min(at_once, len(chains))
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._ready: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(max(1, ahead - self._at_once))

    def run(self) -> Iterator[T]:
        """Yield what the chains yield, in no order between them. Raises what one of them raises.

        At most `ahead` wait to be taken, or one of each chain when that is more.
        """
        for _ in range(self._at_once):
            threading.Thread(target=self._work, name="jira-chain", daemon=True).start()
        running = self._at_once
        try:
            while running:
                found, error = self._ready.get()
                if error is not None:
                    raise error
                if found is None:
                    running -= 1
                else:
                    yield found
        finally:
            self._is_over.set()

    def _work(self) -> None:
        try:
            while (chain := self._next()) is not None:
                for found in chain():
                    self._put(found, None)
                    if self._is_over.is_set():
                        return
            self._put(None, None)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the results are taken
            self._put(None, error)

    def _next(self) -> Callable[[], Iterator[T]] | None:
        with self._lock:
            return next(self._chains, None)

    def _put(self, found: T | None, error: BaseException | None) -> None:
        while not self._is_over.is_set():
            try:
                self._ready.put((found, error), timeout=0.2)
            except queue.Full:
                continue
            return
