"""One git repository: asks for what is new and lands it, all in one transaction or not at all."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb

from ingest.errors import SourceRefused
from ingest.git_client import Git, end_all
from ingest.git_land import CommitLanding, People, land_refs, land_tags
from ingest.git_mirror import Mirror, Refs, object_format
from ingest.git_stream import CommitLog
from ingest.git_tags import Tag, display_name, object_types, read_tags
from ingest.progress import Progress
from ingest.text import one_line


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one repository brought."""

    is_changed: bool
    new_commit_count: int = 0
    commit_count: int = 0
    tag_count: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source said of itself."""

    fingerprint: str | None
    refs: Refs
    pointed_at: "PointedAt | None" = None
    log: CommitLog | None = None
    """Its whole history, already being read; None when it is not known yet what is new."""


@dataclass(frozen=True, slots=True)
class PointedAt:
    """What branches and tags end at."""

    tags: list[Tag]
    commits: set[str]


@contextmanager
def asking_ahead(
    mirrors: Sequence[Mirror], *, workers: int, timeout: float, from_start: bool
) -> Iterator[dict[str, Future[Asked]]]:
    """Ask the first sources while the caller makes the tables ready; with `from_start` git begins to read them.

    Yields what to give to `pull`, by name.
    """
    pool = ThreadPoolExecutor(workers)
    ahead = {mirror.name: pool.submit(_ask, mirror, timeout, from_start=from_start) for mirror in mirrors[:workers]}
    try:
        yield ahead
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        end_all()
        raise
    finally:
        pool.shutdown(wait=False)


def _ask(mirror: Mirror, timeout: float, *, from_start: bool = False) -> Asked:
    fingerprint = mirror.fingerprint()
    refs = mirror.refs(timeout)
    if not from_start or mirror.source_directory is None or not refs.refs:
        return Asked(fingerprint, refs)
    found = _pointed_at(mirror, refs)
    return Asked(fingerprint, refs, found, CommitLog(mirror.git, sorted(found.commits), []) if found.commits else None)


def pull(
    con: duckdb.DuckDBPyConnection,
    mirror: Mirror,
    repository_id: int,
    *,
    timeout: float,
    now: datetime,
    progress: Progress,
    full: bool = False,
    ahead: Future[Asked] | None = None,
) -> Pulled:
    """Land what the repository has and the warehouse has not; `con` is used by this repository alone.

    With `full` what was landed before is taken out and read anew. Raises `SourceUnreachable` or `SourceRefused`; then nothing of the repository was landed.
    """
    asked = ahead.result() if ahead else _ask(mirror, timeout)
    try:
        return _pull(con, mirror, repository_id, asked, timeout=timeout, now=now, progress=progress, full=full)
    finally:
        if asked.log:
            asked.log.close()


def _pull(
    con: duckdb.DuckDBPyConnection, mirror: Mirror, repository_id: int, asked: Asked, *,
    timeout: float, now: datetime, progress: Progress, full: bool,
) -> Pulled:  # fmt: skip
    fingerprint, refs = asked.fingerprint, asked.refs
    stored = con.execute(
        "select refs_fingerprint, commit_count, object_format from raw.git_repositories where repository_id = $id",
        {"id": repository_id},
    ).fetchall()
    if stored and stored[0][0] == refs.digest and not full:
        mirror.keep_digest(refs.digest, fingerprint)
        return Pulled(False, commit_count=stored[0][1])
    if not refs.refs and not stored:
        raise SourceRefused(
            f"{mirror.name}: {one_line(mirror.location)} has no branch and no tag with a commit yet. "
            "Commit something there, then run again."
        )
    if stored and refs.object_format not in (None, stored[0][2]) and not full:
        raise SourceRefused(
            f"{mirror.name}: {one_line(mirror.location)} had {stored[0][2]} object ids and now has "
            f"{refs.object_format}: it is another repository. Run `leadline sync --full` to forget the old one."
        )
    mirror.fetch(refs, timeout)
    con.execute("begin")
    try:
        if full:
            _forget(con, repository_id)
        pulled = _land(con, mirror, repository_id, asked, now, progress)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    mirror.keep_digest(refs.digest, fingerprint)
    return pulled


def _land(
    con: duckdb.DuckDBPyConnection, mirror: Mirror, repository_id: int, asked: Asked, now: datetime, progress: Progress
) -> Pulled:
    refs = asked.refs
    found = asked.pointed_at or _pointed_at(mirror, refs)
    people = People(con, repository_id)
    digits = len(refs.refs[0].sha) if refs.refs else 2 * _sha_bytes(con, repository_id)
    commits = CommitLanding(con, repository_id, people, digits // 2)
    tips, known = found.commits, _known_tips(con, mirror.git, repository_id)
    land_refs(con, repository_id, refs, now)
    progress.begin(mirror.name, "reading commits", None)
    if tips - known:
        with closing(asked.log or CommitLog(mirror.git, sorted(tips - known), sorted(known))) as log:
            for block in log.blocks(digits):
                commits.land(block)
                progress.advance(mirror.name, commits.new_count)
    commits.finish(mirror.name)
    commits.resolve_reverts()
    land_tags(con, repository_id, found.tags, commits.index, people)
    people.land()
    _record(con, mirror, repository_id, refs, now)
    return Pulled(True, commits.new_count, len(commits.index), len(found.tags))


def _sha_bytes(con: duckdb.DuckDBPyConnection, repository_id: int) -> int:
    found = con.execute(
        "select octet_length(sha) from raw.git_commits where repository_id = $id limit 1", {"id": repository_id}
    ).fetchall()
    return int(found[0][0]) if found else 20


_PER_REPOSITORY = ("git_repositories", "git_commits", "git_people", "git_paths", "git_blob_pairs", "git_tags",
                   "git_branch_commits", "git_refs")  # fmt: skip
_PER_COMMIT = ("git_messages", "git_trailers", "git_reverts", "git_issue_keys", "git_file_changes",
               "git_counted_commits")  # fmt: skip


def _forget(con: duckdb.DuckDBPyConnection, repository_id: int) -> None:
    """Take out everything landed from this repository, so that it is read from the start."""
    for table in _PER_REPOSITORY:
        con.execute(f"delete from raw.{table} where repository_id = $id", {"id": repository_id})
    for table in _PER_COMMIT:
        con.execute(f"delete from raw.{table} where commit_id >> 32 = $id", {"id": repository_id})
    con.execute("delete from raw.git_edges where child_id >> 32 = $id", {"id": repository_id})


def _pointed_at(mirror: Mirror, refs: Refs) -> PointedAt:
    """Follow branches and tags to their ends; raises `SourceRefused` when something is missing there."""
    types = object_types(mirror.git, {ref.sha for ref in refs.refs})
    tags = read_tags(mirror.git, refs.refs, types)
    gone = [
        f"branch {display_name(ref.name).removeprefix('refs/heads/')}"
        for ref in refs.refs if ref.name.startswith("refs/heads/") and types[ref.sha] == "missing"
    ] + [f"tag {tag.tag_name}" for tag in tags if tag.target_type == "missing"]  # fmt: skip
    if gone:
        raise SourceRefused(
            f"{mirror.name}: what {one_line(gone[0], 100)} points at is missing in {one_line(mirror.location)}. "
            "Run `git fsck` there, or clone it anew."
        )
    branches = {ref.sha for ref in refs.refs if ref.name.startswith("refs/heads/")}
    commits = {sha for sha in branches if types[sha] == "commit"}
    return PointedAt(tags, commits | {tag.target_sha for tag in tags if tag.target_type == "commit"})


def _known_tips(con: duckdb.DuckDBPyConnection, git: Git, repository_id: int) -> set[str]:
    """The commits that refs pointed at when the repository was last read, but for those it has thrown away."""
    rows = con.execute(
        "select object_sha from raw.git_refs where repository_id = $id and gone_at is null and kind = 'branch' "
        "union select target_sha from raw.git_tags where repository_id = $id and commit_id is not null",
        {"id": repository_id},
    ).fetchall()
    return {sha for sha, kind in object_types(git, {sha for (sha,) in rows}).items() if kind == "commit"}


def _record(con: duckdb.DuckDBPyConnection, mirror: Mirror, repository_id: int, refs: Refs, now: datetime) -> None:
    before = con.execute(
        "select line_counts_note, first_synced_at from raw.git_repositories where repository_id = $id",
        {"id": repository_id},
    ).fetchall()
    note, first_synced_at = before[0] if before else (None, now)
    con.execute("delete from raw.git_repositories where repository_id = $id", {"id": repository_id})
    con.execute(
        "insert into raw.git_repositories "
        "select $id, $name, $location, $format, $branch, $digest, count(*), "
        "count(*) filter (parent_count < 2 and commit_id not in (select commit_id from raw.git_counted_commits)), "
        "$note, $first, $now from raw.git_commits where repository_id = $id",
        {
            "id": repository_id, "name": mirror.name, "location": mirror.location, "digest": refs.digest, "now": now,
            "branch": refs.default_branch and display_name(refs.default_branch),
            "format": refs.object_format or object_format(mirror.git.directory),
            "note": note, "first": first_synced_at,
        },
    )  # fmt: skip
