"""The second half of a sync: paths and line counts, newest commits first, landed and published as they come."""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa

from ingest.count_ahead import ChangesAhead
from ingest.duck import rows_as_arrow, scalar
from ingest.errors import IngestError
from ingest.git_client import end_all
from ingest.git_files import Changes, LineCount, count_lines
from ingest.git_land import identify
from ingest.git_mirror import Mirror, is_partial, open_mirror
from ingest.git_text import Indices, whole_numbers
from ingest.progress import Progress
from ingest.settings import SourceSettings
from ingest.sync import Models, Outcome, publish, record_run
from ingest.sync_state import read_state
from ingest.warehouse import Warehouse

PUBLISH_EVERY_SECONDS = 60.0


def count_all(settings: SourceSettings, models: Models, *, now: datetime, progress: Progress) -> Outcome:
    """Count what no sync has counted yet and publish, at the latest every minute of counting.

    Returns an outcome without a snapshot when everything is counted already. A repository that fails
    keeps what was counted of it and is named in the outcome.
    """
    outcome = Outcome()
    warehouse = Warehouse(settings.data_dir)
    with warehouse.writing():
        run = _Run(settings, outcome, progress, _uncounted(warehouse, settings))
        outcome.asked = len(run.waiting)
        with closing(run):
            while run.waiting:
                with warehouse.next(now) as following:
                    deadline = time.monotonic() + PUBLISH_EVERY_SECONDS
                    while run.waiting and time.monotonic() < deadline:
                        run.count_some(following.con)
                    if not run.waiting:
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


@dataclass(slots=True)
class _Run:
    """One run over the repositories that wait, whose snapshots come and go."""

    settings: SourceSettings
    outcome: Outcome
    progress: Progress
    waiting: list[str]
    counting: "_Counting | None" = None

    def count_some(self, con: duckdb.DuckDBPyConnection) -> None:
        """Count the next commits of the first repository that waits; take it off the list when it is done."""
        name, is_done = self.waiting[0], True
        con.execute("begin")
        try:
            self.counting = self.counting or self._begin(con, name)
            is_done = not self.counting.count_some(con)
            con.execute("commit")
        except IngestError as error:
            con.execute("rollback")
            self.outcome.failures[name] = str(error)
            self.progress.end(name, "line counts failed")
        except BaseException:
            end_all()
            raise
        if is_done:
            self.waiting.pop(0)
            self.close()
            if name not in self.outcome.failures:
                self.progress.end(name, "line counts complete")

    def _begin(self, con: duckdb.DuckDBPyConnection, name: str) -> "_Counting":
        location = next(place.location for place in self.settings.repositories if place.name == name)
        mirror = open_mirror(self.settings.data_dir / "mirrors", name, location, base=self.settings.base)
        repository_id, commit_count = con.execute(
            "select repository_id, count(*) from raw.git_repositories join raw.git_commits using (repository_id) "
            "where repository = $name and parent_count < 2 group by all",
            {"name": name},
        ).fetchall()[0]
        ahead = ChangesAhead(mirror.git, _uncounted_commits(con, repository_id), self.settings.git.workers)
        return _Counting(mirror, repository_id, commit_count, ahead, self.settings.git.workers, self.progress)

    def close(self) -> None:
        """Read no further in the repository at hand."""
        if self.counting:
            self.counting.ahead.close()
        self.counting = None


def _uncounted_commits(con: duckdb.DuckDBPyConnection, repository_id: int) -> pa.Table:
    return rows_as_arrow(
        con,
        "select lower(hex(sha)) as sha, commit_id from raw.git_commits as landed "
        "where repository_id = $id and parent_count < 2 "
        "and not exists (from raw.git_counted_commits as counted where counted.commit_id = landed.commit_id) "
        "order by committed_epoch desc nulls last, commit_id",
        {"id": repository_id},
    )


@dataclass(slots=True)
class _Counting:
    """One repository whose commits are being counted, newest first."""

    mirror: Mirror
    repository_id: int
    commit_count: int
    ahead: ChangesAhead
    workers: int
    progress: Progress
    con: duckdb.DuckDBPyConnection = field(init=False)

    def count_some(self, con: duckdb.DuckDBPyConnection) -> int:
        """Land the next commits in `con`; return how many are left."""
        self.con = con
        before = self.commit_count - self.ahead.left
        self.progress.begin(self.mirror.name, "counting lines", self.commit_count)
        self.progress.advance(self.mirror.name, before)
        commit_ids, changes, untold = self.ahead.take()
        after = self.commit_count - self.ahead.left
        if untold:
            self._note_missing()
        pair_ids = self._land_pairs(changes, before, after)
        self._land_changes(changes, commit_ids, pair_ids)
        self.con.register("counted", pa.table({"commit_id": commit_ids}))
        self.con.execute("insert into raw.git_counted_commits select commit_id from counted")
        self.con.unregister("counted")
        self.con.execute(
            "update raw.git_repositories set uncounted_commit_count = $left where repository_id = $id",
            {"left": self.ahead.left, "id": self.repository_id},
        )
        self.progress.advance(self.mirror.name, after)
        return self.ahead.left

    def _land_pairs(self, changes: Changes, before: int, after: int) -> list[int]:
        """Return the pair_id of each distinct pair, counting those never seen.

        `before` commits are counted already, `after` will be.
        """
        keys = [pair.key for pair in changes.distinct_pairs]
        numbers = dict(zip(keys, range(len(keys)), strict=True))
        known = self._known_pairs(keys)
        fresh = {key: number for key, number in numbers.items() if key not in known}
        uncounted = _by_path(changes, [number for number in fresh.values() if number not in changes.counts])
        finished = 0

        def done(count: int) -> None:
            nonlocal finished
            finished += count
            self.progress.advance(self.mirror.name, before + (after - before) * finished // len(uncounted))

        pairs = [changes.distinct_pairs[number] for number in uncounted]
        counted, missing = count_lines(self.mirror.git, pairs, self.workers, done)
        if missing:
            self._note_missing()
        self.ahead.learn(len(fresh) / max(1, len(changes.pairs)), is_incomplete=missing > 0)
        counts = changes.counts | dict(zip(uncounted, counted, strict=True))
        ids = known | self._insert_pairs(list(fresh), [counts[number] for number in fresh.values()])
        return [ids[key] for key in keys]

    def _known_pairs(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        self.con.register("wanted", pa.table({"pair_key": pa.array(keys, pa.binary())}))
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

    def _land_changes(self, changes: Changes, commit_ids: pa.Array, pair_ids: Sequence[int]) -> None:
        path_ids = self._land_paths(changes.distinct_paths)
        table = pa.table({
            "commit_id": _picked(commit_ids.to_numpy(), changes.commits),
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


def _by_path(changes: Changes, pairs: Sequence[int]) -> list[int]:
    """Return these pairs path by path: versions of one file are packed upon each other and read together."""
    path_of_pair = dict(zip(reversed(changes.pairs), reversed(changes.paths), strict=True))
    return sorted(pairs, key=lambda pair: changes.distinct_paths[path_of_pair[pair]])


def _picked(values: Sequence[int] | Indices, numbers: Sequence[int]) -> pa.Array:
    """Return `values[number]` for each of `numbers` as one column."""
    return whole_numbers(np.asarray(values, np.int64)[np.array(numbers, np.int64)])
