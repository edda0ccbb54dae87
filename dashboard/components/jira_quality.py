"""What was read from Jira and how well it fits: coverage, projects, versions, statuses and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.answers import ask
from dashboard.components import numbers, tables
from dashboard.components.text import plain
from metrics.reading import jira_quality, jira_release

if TYPE_CHECKING:
    from metrics.reading.jira_quality import Coverage


def show() -> None:
    """The Jira part of data quality; nothing where no Jira is read."""
    if not ask(jira_release.is_read):
        return
    st.header("Jira", anchor=False)
    _coverage(ask(jira_quality.coverage, service=state.filters().service))
    _projects()
    _versions()
    _statuses()
    _fields()


def _coverage(found: Coverage) -> None:
    grid = st.grid(4, min_column_width=200, border=True)
    with grid.cell():
        _share("Commits with a known issue", found.linked_commit_count, found.commit_count, "commit")
    with grid.cell():
        _share(
            "Shipped issues with a commit",
            found.shipped_issue_with_commit_count,
            found.shipped_issue_count,
            "shipped issue",
        )
    with grid.cell():
        whole = found.issue_count - found.unknown_history_count
        _share("Issues with a whole history", whole, found.issue_count, "issue")
    with grid.cell():
        st.metric("Dangling keys", f"{found.dangling_key_count:,}")
        st.caption("named by commits, of a project that is read, and no issue there: mistyped, deleted or hidden")
    for line in _doubts(found):
        st.markdown(f"- {line}")


def _share(label: str, part: int, whole: int, noun: str) -> None:
    st.metric(label, numbers.amount(part / whole, "share") if whole else numbers.NOTHING)
    st.caption(f"{part:,} of {numbers.count(whole, noun)}" if whole else f"no {noun} yet")


def _doubts(found: Coverage) -> list[str]:
    lines = []
    if found.unmapped_status_count:
        statuses = numbers.count(found.unmapped_status_count, "status", "statuses")
        issues = numbers.count(found.unmapped_issue_count, "issue")
        lines.append(f"**{statuses}** with {issues} stand for no step of the lifecycle; name them in `[lifecycle]`.")
    if found.issue_without_service_count:
        issues = numbers.count(found.issue_without_service_count, "issue")
        lines.append(f"**{issues}** belong to no service; name their project in `jira_projects` of a service.")
    return lines


def _projects() -> None:
    rows = ask(jira_quality.projects)
    columns: dict[str, Any] = {
        "project_key": st.column_config.TextColumn("Project", width=90),
        "name": st.column_config.TextColumn("Name", width=200),
        "site": st.column_config.TextColumn("Jira", width=90),
        "issue_count": st.column_config.NumberColumn("Issues", format="localized"),
        "hidden_issue_count": st.column_config.NumberColumn(
            "Hidden", format="localized", help="Jira counts them and does not show them to the account that reads."
        ),
        "gone_issue_count": st.column_config.NumberColumn("Gone", format="localized", help="Deleted, or hidden since."),
        "unknown_history_count": st.column_config.NumberColumn("History not whole", format="localized"),
        "last_synced_at": tables.moment("Last news", with_time=True),
        "gone_at": tables.moment("Gone since"),
    }
    for optional in ("hidden_issue_count", "gone_at"):
        if rows[optional].isna().all():
            del columns[optional]
    if rows["site"].nunique() < 2:
        del columns["site"]
    tables.table(rows, columns, key="jira_projects", name="Jira projects")


def _versions() -> None:
    rows, total = ask(jira_quality.unmatched_versions), ask(jira_quality.version_count)
    if not total:
        st.caption("The projects have no versions, so nothing is planned in them.")
        return
    if rows.empty:
        st.caption(f"Each of {numbers.count(total, 'Jira version')} is a release.")
        return
    verb = "is" if len(rows) == 1 else "are"
    words = f"{len(rows):,} of {numbers.count(total, 'Jira version')} {verb} no release"
    with st.expander(words, icon=":material/link_off:"):
        for reason, number in rows["unmatched_because"].value_counts().items():
            st.markdown(f"- {plain(reason)} ({number:,})")
        st.caption("`[service.versions]` in `leadline.toml` says which release a version is, where its name does not.")
        columns = {
            "version_name": st.column_config.TextColumn("Jira version", width=220),
            "project_key": st.column_config.TextColumn("Project", width=90),
            "release_on": tables.day("Release date"),
            "is_released": st.column_config.CheckboxColumn("Released", width=80),
            "is_archived": st.column_config.CheckboxColumn("Archived", width=80),
            "unmatched_because": st.column_config.TextColumn("Why", width=360),
        }
        tables.table(rows, columns, key="unmatched_versions", name="Jira versions that are no release")


def _statuses() -> None:
    rows = ask(jira_quality.statuses)
    with st.expander(
        f"What {numbers.count(len(rows), 'status', 'statuses')} stand for", icon=":material/account_tree:"
    ):
        columns = {
            "status": st.column_config.TextColumn("Status", width=200),
            "step": st.column_config.TextColumn("Step", width=90),
            "mapped_by": st.column_config.TextColumn(
                "Told by", width=100, help="settings, its name, or Jira's category"
            ),
            "category": st.column_config.TextColumn("Jira's category", width=130),
            "issue_count": st.column_config.NumberColumn("Issues now", format="localized"),
        }
        tables.table(rows, columns, key="jira_statuses", name="Statuses and steps")


def _fields() -> None:
    rows = ask(jira_quality.fields)
    if rows.empty:
        return
    with st.expander(f"{numbers.count(len(rows), 'field')} that Leadline reads", icon=":material/list_alt:"):
        st.caption("Found by name and type; `[jira.fields]` in `leadline.toml` names another.")
        columns = {
            "used_as": st.column_config.TextColumn("Read as", width=140),
            "name": st.column_config.TextColumn("Field", width=200),
            "field_id": st.column_config.TextColumn("Id", width=160),
            "schema_type": st.column_config.TextColumn("Type", width=100),
        }
        tables.table(rows, columns, key="jira_fields", name="Fields")
