"""The second half of a sync: paths and line counts, newest commits first, landed and published as they come."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa

from ingest.duck import rows_as_arrow, scalar
from ingest.errors import IngestError
from ingest.git_files import Changes, LineCount, Pair, count_lines, read_changes
from ingest.git_land import identify
from ingest.git_mirror import Mirror, is_partial, open_mirror
from ingest.git_stream import whole_numbers
from ingest.progress import Progress
from ingest.settings import SourceSettings
from ingest.sync import Models, Outcome, publish, record_run
from ingest.sync_state import read_state
from ingest.warehouse import Warehouse

COMMITS_AT_ONCE = 8_192
PUBLISH_EVERY_SECONDS = 60.0


def count_all(settings: SourceSettings, models: Models, *, now: datetime, progress: Progress) -> Outcome:
    """Count what no sync has counted yet and publish, at the latest every minute of counting.

    Returns an outcome without a snapshot when everything is counted already. A repository that fails
    keeps what was counted of it and is named in the outcome.
    """
    outcome = Outcome()
    warehouse = Warehouse(settings.data_dir)
    with warehouse.writing():
        waiting = _uncounted(warehouse, settings)
        outcome.asked = len(waiting)
        while waiting:
            with warehouse.next(now) as following:
                deadline = time.monotonic() + PUBLISH_EVERY_SECONDS
                while waiting and time.monotonic() < deadline:
                    _count_some(following.con, settings, waiting, outcome, progress)
                if not waiting:
                    record_run(following.con, "line counts", outcome, started_at=now)
                outcome.published = publish(following, settings, models, now)
    return outcome


def _uncounted(warehouse: Warehouse, settings: SourceSettings) -> list[str]:
    """The repositories that wait for their line counts."""
    if not settings.git.line_counts:
        return []
    state = read_state(warehouse)
    waiting = state.uncounted if state else _uncounted_in_snapshot(warehouse)
    named = {repository.name for repository in settings.repositories}
    return [name for name in waiting if name in named]


def _uncounted_in_snapshot(warehouse: Warehouse) -> list[str]:
    current = warehouse.current()
    if current is None:
        return []
    with duckdb.connect(str(current), read_only=True) as con:
        rows = con.execute("select repository from raw.git_repositories where uncounted_commit_count > 0").fetchall()
    return sorted(name for (name,) in rows)


def _count_some(
    con: duckdb.DuckDBPyConnection, settings: SourceSettings, waiting: list[str], outcome: Outcome, progress: Progress
) -> None:
    """Count the next commits of the first repository that waits; take it off the list when it is done."""
    name = waiting[0]
    location = next(repository.location for repository in settings.repositories if repository.name == name)
    repository_id = int(
        scalar(con, "select repository_id from raw.git_repositories where repository = $name", {"name": name})
    )
    con.execute("begin")
    try:
        mirror = open_mirror(settings.data_dir / "mirrors", name, location, base=settings.base)
        left = _Counting(con, mirror, repository_id, settings.git.workers, progress).run()
        con.execute("commit")
    except IngestError as error:
        con.execute("rollback")
        outcome.failures[name] = str(error)
        progress.end(name, "line counts failed")
        left = 0
    if not left:
        waiting.pop(0)
        if name not in outcome.failures:
            progress.end(name, "line counts complete")


@dataclass(slots=True)
class _Counting:
    con: duckdb.DuckDBPyConnection
    mirror: Mirror
    repository_id: int
    workers: int
    progress: Progress

    def run(self) -> int:
        """Count up to `COMMITS_AT_ONCE` commits, newest first; return how many are left."""
        commits = self._next_commits()
        total = self._left()
        before = self._commit_count() - total
        self.progress.begin(self.mirror.name, "counting lines", self._commit_count())
        self.progress.advance(self.mirror.name, before)
        changes, untold = read_changes(self.mirror.git, list(commits), self.workers)
        if untold:
            self._note_missing()
        pair_ids = self._land_pairs(changes.distinct_pairs, before, len(commits))
        self._land_changes(changes, list(commits.values()), pair_ids)
        self.con.register("counted", pa.table({"commit_id": pa.array(list(commits.values()), pa.int64())}))
        self.con.execute("insert into raw.git_counted_commits select commit_id from counted")
        self.con.unregister("counted")
        self.con.execute(
            "update raw.git_repositories set uncounted_commit_count = $left where repository_id = $id",
            {"left": total - len(commits), "id": self.repository_id},
        )
        self.progress.advance(self.mirror.name, before + len(commits))
        return total - len(commits)

    def _next_commits(self) -> dict[str, int]:
        rows = self.con.execute(
            "select lower(hex(sha)), commit_id from raw.git_commits as landed "
            "where repository_id = $id and parent_count < 2 "
            "and not exists (from raw.git_counted_commits as counted where counted.commit_id = landed.commit_id) "
            "order by committed_epoch desc nulls last, commit_id limit $count",
            {"id": self.repository_id, "count": COMMITS_AT_ONCE},
        ).fetchall()
        return dict(rows)

    def _left(self) -> int:
        return int(scalar(
            self.con, "select uncounted_commit_count from raw.git_repositories where repository_id = $id",
            {"id": self.repository_id},
        ))  # fmt: skip

    def _commit_count(self) -> int:
        return int(scalar(
            self.con, "select count(*) from raw.git_commits where repository_id = $id and parent_count < 2",
            {"id": self.repository_id},
        ))  # fmt: skip

    def _land_pairs(self, distinct: Sequence[Pair], before: int, commit_count: int) -> list[int]:
        """Return the pair_id of each pair, counting those never seen."""
        keys = [pair.key for pair in distinct]
        pairs = dict(zip(keys, distinct, strict=True))
        known = self._known_pairs(pairs)
        fresh = {key: pair for key, pair in pairs.items() if key not in known}
        finished = 0

        def done(count: int) -> None:
            nonlocal finished
            finished += count
            self.progress.advance(self.mirror.name, before + commit_count * finished // max(1, len(fresh)))

        counts, missing = count_lines(self.mirror.git, list(fresh.values()), self.workers, done)
        if missing:
            self._note_missing()
        ids = known | self._insert_pairs(list(fresh), counts)
        return [ids[key] for key in keys]

    def _known_pairs(self, pairs: dict[bytes, Pair]) -> dict[bytes, int]:
        self.con.register("wanted", pa.table({"pair_key": pa.array(list(pairs), pa.binary())}))
        found = rows_as_arrow(
            self.con,
            "select pair_key, pair_id from raw.git_blob_pairs semi join wanted using (pair_key) where repository_id = $id",
            {"id": self.repository_id},
        )
        self.con.unregister("wanted")
        return dict(zip(found["pair_key"].to_pylist(), found["pair_id"].to_pylist(), strict=True))

    def _insert_pairs(self, keys: Sequence[bytes], counts: Sequence[LineCount]) -> dict[bytes, int]:
        first = int(scalar(
            self.con, "select count(*) from raw.git_blob_pairs where repository_id = $id", {"id": self.repository_id}
        ))  # fmt: skip
        ids = identify(self.repository_id, np.arange(first, first + len(keys)))
        table = pa.table({
            "pair_id": whole_numbers(ids),
            "pair_key": pa.array(keys, pa.binary()),
            "additions": pa.array([count.additions for count in counts], pa.int32()),
            "deletions": pa.array([count.deletions for count in counts], pa.int32()),
            "is_binary": pa.array([count.is_binary for count in counts], pa.bool_()),
        })  # fmt: skip
        self.con.register("fresh", table)
        self.con.execute(
            f"insert into raw.git_blob_pairs select pair_id, {self.repository_id}, pair_key, additions, deletions, "
            "is_binary from fresh"
        )
        self.con.unregister("fresh")
        return dict(zip(keys, ids.tolist(), strict=True))

    def _land_changes(self, changes: Changes, commit_ids: Sequence[int], pair_ids: Sequence[int]) -> None:
        path_ids = self._land_paths(changes.distinct_paths)
        table = pa.table({
            "commit_id": _picked(commit_ids, changes.commits),
            "path_id": _picked([path_ids[path] for path in changes.distinct_paths], changes.paths),
            "change": pa.array(changes.kinds, pa.string()),
            "pair_id": _picked(pair_ids, changes.pairs),
        })  # fmt: skip
        self.con.register("changed", table)
        self.con.execute("insert into raw.git_file_changes select commit_id, path_id, change, pair_id from changed")
        self.con.unregister("changed")

    def _land_paths(self, distinct: Sequence[str]) -> dict[str, int]:
        paths = set(distinct)
        self.con.register("wanted", pa.table({"path": pa.array(sorted(paths), pa.string())}))
        known = dict(self.con.execute(
            "select path, path_id from raw.git_paths semi join wanted using (path) where repository_id = $id",
            {"id": self.repository_id},
        ).fetchall())  # fmt: skip
        self.con.unregister("wanted")
        fresh = sorted(paths - known.keys())
        first = int(scalar(
            self.con, "select count(*) from raw.git_paths where repository_id = $id", {"id": self.repository_id}
        ))  # fmt: skip
        ids = identify(self.repository_id, np.arange(first, first + len(fresh)))
        self.con.register("fresh", pa.table({"path_id": whole_numbers(ids), "path": pa.array(fresh, pa.string())}))
        self.con.execute(f"insert into raw.git_paths select path_id, {self.repository_id}, path from fresh")
        self.con.unregister("fresh")
        return known | dict(zip(fresh, ids.tolist(), strict=True))

    def _note_missing(self) -> None:
        why = "it is a partial clone" if is_partial(self.mirror) else "objects are missing from it"
        self.con.execute(
            "update raw.git_repositories set line_counts_note = $note where repository_id = $id",
            {"note": f"Some contents could not be counted: {why}.", "id": self.repository_id},
        )


def _picked(values: Sequence[int], numbers: Sequence[int]) -> pa.Array:
    """Return `values[number]` for each of `numbers` as one column."""
    return whole_numbers(np.array(values, np.int64)[np.array(numbers, np.int64)])
