"""Runs the real sync on real repositories and tells what landed in words that do not depend on numbering."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.line_counts import count_all
from ingest.progress import Silent
from ingest.settings import GitSettings, Repository, Service, SourceSettings
from ingest.sync import Models, Outcome, sync

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def settings_for(
    data_dir: Path, *repositories: Path | str, git: GitSettings | None = None, **service: Any
) -> SourceSettings:
    """One service, "shop", made of these repositories, each named by its last part."""
    named = tuple(Repository(Path(str(path)).name.removesuffix(".git"), str(path)) for path in repositories)
    return SourceSettings(data_dir, data_dir, (Service("shop", named, **service),), git or GitSettings())


def run_sync(settings: SourceSettings, *, counted: bool = False, now: datetime = NOW, **options: Any) -> Outcome:
    """Sync without building models; with `counted` the line counts too."""
    outcome = sync(settings, NO_MODELS, now=now, progress=Silent(), **options)
    if counted:
        counting = count_all(settings, NO_MODELS, now=now, progress=Silent())
        outcome.failures |= counting.failures
    return outcome


NO_MODELS = Models(lambda con, now: None, "none")
"""Publishes the facts alone."""


def published(data_dir: Path) -> Path:
    """Return the snapshot that CURRENT names."""
    return data_dir / "warehouse" / (data_dir / "warehouse" / "CURRENT").read_text().split()[0]


def rows(data_dir: Path, sql: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the published snapshot."""
    with duckdb.connect(str(published(data_dir)), read_only=True) as con:
        return con.execute(sql, parameters or {}).fetchall()


_SHA = "(select lower(hex(sha)) from raw.git_commits where commit_id = {0})"
_FACTS: dict[str, str] = {
    "commits": "select repository, lower(hex(sha)), a.name, a.email, c.name, c.email, authored_epoch, authored_tz_minutes, "
    "committed_epoch, committed_tz_minutes, parent_count, is_text_damaged, message, message_bytes "
    "from raw.git_commits join raw.git_messages using (commit_id) join raw.git_repositories using (repository_id) "
    "join raw.git_people as a on a.person_id = author_id join raw.git_people as c on c.person_id = committer_id",
    "edges": f"select {_SHA.format('child_id')}, {_SHA.format('parent_id')}, parent_position from raw.git_edges",
    "trailers": f"select {_SHA.format('git_trailers.commit_id')}, trailer, value from raw.git_trailers",
    "reverts": f"select {_SHA.format('git_reverts.commit_id')}, reverted_sha, {_SHA.format('reverted_id')} from raw.git_reverts",
    "keys": f"select {_SHA.format('git_issue_keys.commit_id')}, issue_key from raw.git_issue_keys",
    "tags": "select repository, tag_name, target_type, target_sha, tagged_epoch, tagged_tz_minutes, is_annotated, subject "
    "from raw.git_tags join raw.git_repositories using (repository_id)",
    "service_tags": "select t.service, t.tag_name, t.reason_ignored, t.version, t.line, t.kind, t.is_candidate, t.is_import_dated, "
    "t.date_rank, t.version_rank, before.tag_name, t.predecessor_found_by, t.first_shipped_commit_count, "
    "t.first_shipped_by_version_count, t.scope_commit_count from raw.git_service_tags as t "
    "left join (select service_tag_id, tag_name from raw.git_service_tags) as before "
    "on before.service_tag_id = t.predecessor_tag_id",
    "first_shipped": f"select s.service, {_SHA.format('s.commit_id')}, f.tag_name, v.tag_name, c.tag_name, "
    f"{_SHA.format('arrived_id')} from raw.git_first_shipped as s "
    "left join raw.git_service_tags as f on f.service_tag_id = first_tag_id "
    "left join raw.git_service_tags as v on v.service_tag_id = first_tag_by_version_id "
    "left join raw.git_service_tags as c on c.service_tag_id = first_candidate_tag_id",
    "default_branch": f"select {_SHA.format('git_branch_commits.commit_id')} from raw.git_branch_commits",
    "files": f"select {_SHA.format('git_file_changes.commit_id')}, path, change, additions, deletions, is_binary "
    "from raw.git_file_changes join raw.git_paths using (path_id) join raw.git_blob_pairs using (pair_id)",
    "refs": "select repository, ref_name, kind, object_sha from raw.git_refs join raw.git_repositories "
    "using (repository_id) where gone_at is null",
}


def facts(data_dir: Path, *, only: Sequence[str] = tuple(_FACTS)) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the published snapshot says of every repository, sorted, by object id and name."""
    return {name: sorted(rows(data_dir, _FACTS[name]), key=repr) for name in only}
