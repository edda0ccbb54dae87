"""Runs the real sync on a Jira that speaks HTTP, and tells what landed in the words of `jira_random.expected`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.progress import Progress, Silent
from ingest.settings import SourceSettings
from ingest.settings_jira import JiraSettings, PeopleSettings
from ingest.sync import Outcome, sync
from tests.support.jira_random import Row
from tests.support.synced import NO_MODELS, published

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

_LANDED = {
    "issues": "select issue_id, issue_key, summary, issue_type, status_id, status, priority, resolution, severity, "
    "created_at, updated_at, resolved_at, reporter_id, assignee_id, list_sort(labels), list_sort(fix_version_ids), "
    "history_state, history_count, unreadable from raw.jira_issues where gone_at is null",
    "transitions": "select issue_id, history_id, item_position, changed_at, author_id, field, from_value, from_text, "
    "to_value, to_text from raw.jira_transitions",
    "links": "select link_id, issue_key, direction, phrase, other_issue_key from raw.jira_links join raw.jira_issues "
    "using (site, issue_id)",
    "versions": "select version_id, name, start_on::varchar, release_on::varchar, is_released from raw.jira_versions "
    "where gone_at is null",
}  # fmt: skip


def settings_of(
    folder: Path, url: str, token: str, *, user: str | None = None, people: PeopleSettings | None = None, **options: Any
) -> SourceSettings:
    """Return the settings of one Jira, its token in a file beside the data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    token_file = folder / "token"
    token_file.write_text(f"{token}\n", encoding="utf-8")
    jira = JiraSettings(url, user=user, token_file=token_file, **options)
    return SourceSettings(folder / "data", folder, (), jiras=(jira,), people=people or PeopleSettings())


def pull(settings: SourceSettings, *, now: datetime = NOW, progress: Progress | None = None, **options: Any) -> Outcome:
    """Sync without building models."""
    return sync(settings, NO_MODELS, now=now, progress=progress or Silent(), **options)


def query(settings: SourceSettings, sql: str, *parameters: object) -> list[Row]:
    """Return the rows of a query on the published snapshot, instants in UTC."""
    with duckdb.connect(str(published(settings.data_dir)), read_only=True) as con:
        con.execute("set TimeZone = 'UTC'")
        return con.execute(sql, list(parameters)).fetchall()


def landed(settings: SourceSettings) -> dict[str, list[Row]]:
    """Return issues, transitions, links and versions of the published snapshot, sorted."""
    return {name: sorted(map(_plain, query(settings, sql)), key=repr) for name, sql in _LANDED.items()}


def _plain(row: Row) -> Row:
    return tuple(value.astimezone(UTC) if isinstance(value, datetime) else value for value in row)
