"""One git repository: asks for what is new and lands it, all in one transaction or not at all."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from ingest.errors import SourceRefused
from ingest.git_land import CommitLanding, People, land_refs, land_tags
from ingest.git_mirror import Mirror, Refs
from ingest.git_stream import read_commits
from ingest.git_tags import Tag, display_name, object_types, read_tags
from ingest.progress import Progress


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one repository brought."""

    is_changed: bool
    new_commit_count: int = 0
    commit_count: int = 0
    tag_count: int = 0


def pull(
    con: duckdb.DuckDBPyConnection,
    mirror: Mirror,
    repository_id: int,
    *,
    timeout: float,
    now: datetime,
    progress: Progress,
) -> Pulled:
    """Land what the repository has and the warehouse has not; `con` is used by this repository alone.

    Raises `SourceUnreachable` or `SourceRefused`; then nothing of the repository was landed.
    """
    fingerprint = mirror.fingerprint()
    refs = mirror.refs(timeout)
    stored = con.execute(
        "select refs_fingerprint, commit_count from raw.git_repositories where repository_id = $id",
        {"id": repository_id},
    ).fetchall()
    if stored and stored[0][0] == refs.digest:
        mirror.keep_digest(refs.digest, fingerprint)
        return Pulled(False, commit_count=stored[0][1])
    if not refs.refs and not stored:
        raise SourceRefused(
            f"{mirror.name}: {mirror.location} has no branch and no tag with a commit yet. "
            "Commit something there, then run again."
        )
    mirror.fetch(refs, timeout)
    con.execute("begin")
    try:
        pulled = _land(con, mirror, repository_id, refs, now, progress)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    mirror.keep_digest(refs.digest, fingerprint)
    return pulled


def _land(
    con: duckdb.DuckDBPyConnection, mirror: Mirror, repository_id: int, refs: Refs, now: datetime, progress: Progress
) -> Pulled:
    tags = read_tags(mirror.git, refs.refs)
    people = People(con, repository_id)
    digits = len(refs.refs[0].sha) if refs.refs else 40
    commits = CommitLanding(con, repository_id, people, digits // 2)
    tips, known = _tips(mirror, refs, tags), _known_tips(con, repository_id)
    progress.begin(mirror.name, "reading commits", None)
    if tips - known:
        for block in read_commits(mirror.git, sorted(tips - known), sorted(known), digits):
            commits.land(block)
            progress.advance(mirror.name, commits.new_count)
    commits.land_edges(mirror.name)
    commits.resolve_reverts()
    land_tags(con, repository_id, tags, commits.index, people)
    people.land()
    land_refs(con, repository_id, refs, now)
    _record(con, mirror, repository_id, refs, now)
    return Pulled(True, commits.new_count, len(commits.index), len(tags))


def _tips(mirror: Mirror, refs: Refs, tags: list[Tag]) -> set[str]:
    branches = {ref.sha for ref in refs.refs if ref.name.startswith("refs/heads/")}
    types = object_types(mirror.git, branches)
    missing = sorted(sha for sha, kind in types.items() if kind == "missing")
    gone = [tag.tag_name for tag in tags if tag.target_type == "missing"]
    if missing or gone:
        what = f"object {missing[0][:12]}" if missing else f"what tag {gone[0]} points at"
        raise SourceRefused(
            f"{mirror.name}: {what} is missing in {mirror.location}. Run `git fsck` there, or clone it anew."
        )
    commits = {sha for sha, kind in types.items() if kind == "commit"}
    return commits | {tag.target_sha for tag in tags if tag.target_type == "commit"}


def _known_tips(con: duckdb.DuckDBPyConnection, repository_id: int) -> set[str]:
    rows = con.execute(
        "select object_sha from raw.git_refs where repository_id = $id and gone_at is null and kind = 'branch' "
        "union select target_sha from raw.git_tags where repository_id = $id and commit_id is not null",
        {"id": repository_id},
    ).fetchall()
    return {sha for (sha,) in rows}


def _record(con: duckdb.DuckDBPyConnection, mirror: Mirror, repository_id: int, refs: Refs, now: datetime) -> None:
    con.execute(
        "create or replace temp table before as from raw.git_repositories where repository_id = $id",
        {"id": repository_id},
    )
    con.execute("delete from raw.git_repositories where repository_id = $id", {"id": repository_id})
    con.execute(
        "insert into raw.git_repositories "
        "select $id, $name, $location, $format, $branch, $digest, "
        "(select count(*) from raw.git_commits where repository_id = $id), "
        "(select count(*) from raw.git_commits where repository_id = $id and parent_count < 2 and not exists "
        " (from raw.git_counted_commits as counted where counted.commit_id = git_commits.commit_id)), "
        "(select line_counts_note from before), coalesce((select first_synced_at from before), $now), $now",
        {
            "id": repository_id, "name": mirror.name, "location": mirror.location, "digest": refs.digest, "now": now,
            "branch": refs.default_branch and display_name(refs.default_branch),
            "format": "sha256" if refs.refs and len(refs.refs[0].sha) == 64 else "sha1",
        },
    )  # fmt: skip
