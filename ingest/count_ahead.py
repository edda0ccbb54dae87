"""Has git tell what the next commits changed while the ones before are landed."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa

from ingest.git_client import Git
from ingest.git_files import Changes, Part, changes_in, read_part

# Each git begins with nothing unpacked: in parts a quarter as long, all of them take a fifth longer.
LONGEST_PART = 8_192
_FRESH_SHARE = 0.85
"""While more than this share of the changes has contents never counted, listing them apart does not pay."""


class ChangesAhead:
    """What commits changed, read by `workers` processes ahead of the caller. Close it."""

    def __init__(self, git: Git, commits: pa.Table, workers: int) -> None:
        """`commits` has the columns commit_id and sha (hexadecimal) in the order in which they are wanted."""
        self._git, self._commits, self._workers = git, commits, workers
        rounds = -(-len(commits) // (workers * LONGEST_PART))
        self._part_commits = max(1, -(-len(commits) // max(1, rounds * workers)))
        self._pool = ThreadPoolExecutor(workers)
        self._asked: deque[tuple[list[str], Future[Part]]] = deque()
        self._asked_count = self._taken_count = 0
        self._is_counting = True

    @property
    def left(self) -> int:
        """Commits that were not taken yet."""
        return len(self._commits) - self._taken_count

    def take(self) -> tuple[pa.Array, Changes, int]:
        """Return the next commits' ids, what they changed, and how many of them cannot be told."""
        self._ask(self._workers + 1)
        shas, future = self._asked.popleft()
        part = future.result()
        self._ask(self._workers + 1)
        ids = self._commits["commit_id"].slice(self._taken_count, len(shas)).combine_chunks()
        self._taken_count += len(shas)
        return ids, changes_in(part, shas), part.untold

    def learn(self, fresh_share: float, *, is_incomplete: bool) -> None:
        """Choose how to read on: how much of the last was never counted before, and whether anything was missing."""
        self._is_counting = fresh_share > _FRESH_SHARE and not is_incomplete

    def _ask(self, ahead: int) -> None:
        while len(self._asked) < ahead and self._asked_count < len(self._commits):
            shas = self._commits["sha"].slice(self._asked_count, self._part_commits).to_pylist()
            self._asked_count += len(shas)
            future = self._pool.submit(read_part, self._git, shas, counted=self._is_counting)
            self._asked.append((shas, future))

    def close(self) -> None:
        """Read no further; what is being read is waited for."""
        self._pool.shutdown(cancel_futures=True)
