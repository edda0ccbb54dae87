"""What `leadline doctor` finds of a Jira: connection, account, projects, fields, statuses, freshness, histories."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from dashboard.cli_jira import chosen_projects, found_statuses, server
from dashboard.config import Config
from ingest.errors import IngestError
from ingest.jira_client import JiraClient, connect
from ingest.jira_fields import field_map
from ingest.jira_sync import pages_folder
from ingest.settings_jira import JiraSettings
from ingest.text import one_line
from metrics import snapshot
from metrics.errors import MetricsError

_WORTH_HAVING = ("sprint", "severity", "change_type", "risk", "approvals")
_STALE_AFTER_HOURS = 48
Finding = tuple[str, str, str]
"""What was looked at; ok, note or failed; the sentence."""


def jira_findings(settings: Config) -> Iterator[Finding]:
    """Yield what is found of every Jira of the settings, asked now, and of what is landed of it."""
    for jira in settings.sources.jiras:
        try:
            with closing(connect(jira, pages=pages_folder(settings.sources.data_dir, jira.name))) as client:
                yield from _of_connected(client, jira, settings)
        except IngestError as error:
            yield jira.name, "failed", str(error)
        yield from _landed(settings, jira)


def _of_connected(client: JiraClient, jira: JiraSettings, settings: Config) -> Iterator[Finding]:
    yield jira.name, "ok", f"{jira.url} is {server(client)}; signed in as {one_line(str(client.account), 80)}"
    for look in (_projects, _fields, _statuses):
        name = look.__name__.strip("_")
        try:
            yield (f"{jira.name} {name}", *look(client, jira, settings))
        except IngestError as error:
            yield f"{jira.name} {name}", "failed", str(error)


def _projects(client: JiraClient, jira: JiraSettings, settings: Config) -> tuple[str, str]:
    keys = [project.key for project in chosen_projects(client, jira)]
    listed = ", ".join(keys[:10]) + (f" and {len(keys) - 10} more" if len(keys) > 10 else "")
    named = {key for service in settings.sources.services for key in service.jira_projects}
    if named and (absent := sorted(named - set(keys))) and len(settings.sources.jiras) == 1:
        return "note", f"{listed}; services name {', '.join(absent)}, which is not among them"
    return "ok", listed


def _fields(client: JiraClient, jira: JiraSettings, settings: Config) -> tuple[str, str]:
    found = field_map(client.fields(), jira.fields)
    used = {field.used_as: field.name for field in found.fields if field.used_as}
    told = ", ".join(f"{use} = {one_line(name or '', 40)!r}" for use, name in sorted(used.items())) or "none"
    absent = [use for use in _WORTH_HAVING if use not in used]
    if found.missing:
        return "note", f"{told}; {found.missing[0]}"
    if absent:
        return "ok", f"{told}; no field is read as {', '.join(absent)} (name one in [jira.fields] if there is)"
    return "ok", told


def _statuses(client: JiraClient, jira: JiraSettings, settings: Config) -> tuple[str, str]:
    by_settings = {status.casefold() for status, _ in settings.metrics.lifecycle}
    steps = found_statuses(client.statuses())
    open_ones = [name for name, step in steps.items() if step is None and name.casefold() not in by_settings]
    if open_ones:
        listed = ", ".join(one_line(name, 40) for name in open_ones[:8])
        return (
            "note",
            f"{len(open_ones)} of {len(steps)} have no step of the lifecycle: {listed}. Put them into [lifecycle].",
        )
    return "ok", f"all {len(steps)} have a step of the lifecycle"


def _landed(settings: Config, jira: JiraSettings) -> Iterator[Finding]:
    try:
        with snapshot.current(settings.sources.data_dir) as current:
            projects = current.arrow(_PROJECTS, {"site": jira.name}).to_pylist()
    except MetricsError:
        return
    for project in projects:
        yield (f"{jira.name}/{project['project_key']}", *_freshness(project))


def _freshness(project: dict[str, Any]) -> tuple[str, str]:
    told = f"{project['present']:,} issues"
    notes = []
    for count, what in (
        ("unknown", "with an unknown history (the server sent none)"), ("partial", "with a cut history"),
        ("unreadable", "with something that could not be read"), ("missing", "no longer shown at the last look"),
        ("gone", "gone (deleted or hidden)"), ("hidden", "hidden from the account"),
    ):  # fmt: skip
        if project[count]:
            notes.append(f"{project[count]:,} {what}")
    if project["state"] == "failed":
        return "note", f"{told}; the last sync failed: {one_line(project['message'] or '')}"
    age = datetime.now(UTC) - project["last_success_at"] if project["last_success_at"] is not None else None
    told += f", read {age.total_seconds() / 3600:,.0f} hours ago" if age else ", never read whole"
    if age is None or age.total_seconds() > _STALE_AFTER_HOURS * 3600:
        notes.append("run `leadline sync`, or `leadline sync --every 15m`")
    is_noteworthy = (
        bool(notes) and any(project[name] for name in ("unknown", "partial", "hidden"))
    ) or "run " in "".join(notes)
    return "note" if is_noteworthy else "ok", "; ".join([told, *notes])


_PROJECTS = """
    select
        project_key,
        count(*) filter (where issue.gone_at is null and issue_id is not null) as present,
        count(*) filter (where history_state = 'unknown' and issue.gone_at is null) as unknown,
        count(*) filter (where history_state = 'partial' and issue.gone_at is null) as partial,
        count(*) filter (where unreadable is not null and issue.gone_at is null) as unreadable,
        count(*) filter (where missing_since is not null and issue.gone_at is null) as missing,
        count(*) filter (where issue.gone_at is not null) as gone,
        coalesce(any_value(hidden_issue_count), 0) as hidden,
        any_value(source.state) as state,
        any_value(source.message) as message,
        any_value(source.last_success_at) as last_success_at
    from raw.jira_projects as project
    left join raw.jira_issues as issue using (site, project_id)
    left join meta.sources as source on source.source = site || '/' || project_key
    where site = $site
    group by project_key
    order by project_key
"""
