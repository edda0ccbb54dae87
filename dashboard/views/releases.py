"""The list of releases; one of them when the address names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.answers import ask
from dashboard.components import evaluation_spread, header, links, notices, numbers, tables
from dashboard.views import release
from metrics.reading import evaluations, jira_release, releases

if TYPE_CHECKING:
    import pandas as pd

_HOURS_A_DAY = 24


def show() -> None:
    """Which releases there were, and what each brought."""
    if "release" in st.query_params:
        release.show()
        return
    header.show("Releases")
    chosen = state.filters()
    _planned(chosen.service)
    if notices.no_releases(chosen.service):
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        summary = st.empty()
        with_candidates = st.toggle("Candidates too", key="candidates", bind="query-params")
    found = ask(
        releases.releases,
        since=chosen.since,
        until=chosen.until,
        service=chosen.service,
        candidates=with_candidates,
    )
    if found.empty:
        notices.nothing_in_period()
        return
    summary.caption(_summary(found), width="stretch")
    _table(found, show_service=chosen.service is None)


def _planned(service: str | None) -> None:
    """What is to come, whatever the period."""
    rows = ask(jira_release.planned, service=service)
    if rows.empty:
        return
    undated = int(rows["planned_on"].isna().sum())
    overdue = int((rows["state"] == "overdue").sum())
    parts = [f"{numbers.count(len(rows), 'release')} planned"]
    parts += [f"**{overdue:,} overdue**"] if overdue else []
    parts += [f"{undated:,} without a date"] if undated else []

    def open_clicked() -> None:
        links.open_release(rows["release_id"].iloc[st.session_state["planned_clicked"]["row"]])

    columns: dict[str, Any] = {
        "version": st.column_config.ButtonColumn(
            "Release", type="tertiary", alignment="left", pinned=True, on_click=open_clicked, key="planned_clicked"
        ),
        "service": "Service",
        "planned_on": tables.day("Planned", help="Release date of its Jira version."),
        "state": st.column_config.TextColumn("State", width=100),
        "slip": st.column_config.TextColumn("Late", width=90),
        "done_share": st.column_config.ProgressColumn(
            "Issues done", format="percent", min_value=0, max_value=1, width=130
        ),
        "scope_issue_count": st.column_config.NumberColumn("Issues", format="localized", width=65),
        "planned_change_count": st.column_config.NumberColumn(
            "Date moved", help="How often a sync found it moved.", width=90
        ),
        "jira_versions": st.column_config.TextColumn("Jira version", width=150),
    }
    if service:
        del columns["service"]
    if rows["slip"].isna().all():
        del columns["slip"]
    st.header("Planned", anchor=False)
    st.caption(", ".join(parts) + ".")
    tables.table(rows, columns, key="planned_list", name="Planned releases")
    st.header("Released", anchor=False)


def _summary(found: pd.DataFrame) -> str:
    final = found[~found["is_candidate"]]
    commits = int(final["first_shipped_commit_count"].sum())
    services = final["service"].nunique()
    text = f"{numbers.count(len(final), 'release')} of {numbers.count(services, 'service')}"
    text += f" brought {numbers.count(commits, 'new commit')}."
    candidates = len(found) - len(final)
    return (
        text
        + (f" {numbers.count(candidates, 'candidate')} went before." if candidates else "")
        + " Choose a version to open it."
    )


def _table(found: pd.DataFrame, *, show_service: bool) -> None:
    rows = found.merge(ask(jira_release.plans), on="release_id", how="left")
    rows = rows.merge(ask(evaluations.scores), on="release_id", how="left")
    rows = rows.assign(
        evaluation=[evaluation_spread.words(row) for row in rows.to_dict("records")],
        lead_time_days=rows["lead_time_median_hours"] / _HOURS_A_DAY,
        notes=[_notes(row) for row in rows.to_dict("records")],
    )

    def open_clicked() -> None:
        links.open_release(rows["release_id"].iloc[st.session_state["release_clicked"]["row"]])

    columns: dict[str, Any] = {
        "version": st.column_config.ButtonColumn(
            "Release", type="tertiary", alignment="left", pinned=True, on_click=open_clicked, key="release_clicked"
        ),
        "service": "Service",
        "out_at": tables.moment("Released", help="When it came to production; without a deployment feed, its tag."),
        "evaluation": st.column_config.TextColumn(
            "Evaluation",
            width=165,
            help="Score of 0 to 100, with the range that other weights would give. Where two ranges overlap neither "
            "release is the better one. So far: its observation window is still open.",
        ),
        "slip": st.column_config.TextColumn(
            "Against the plan", width=170, help="Against the last release date that its Jira version had before it came out."
        ),
        "kind": st.column_config.TextColumn("Kind", width=75),
        "first_shipped_commit_count": st.column_config.NumberColumn(
            "New commits", help="Commits that no earlier release contains, merges too.", format="localized"
        ),
        "lead_time_days": st.column_config.NumberColumn(
            "Lead time, days", help="Median over its commits, from commit to release.", format="%.1f"
        ),
        "outcome": st.column_config.TextColumn(
            "Outcome",
            width=125,
            help="failed: a later release reverted one of its commits, or the one before it was released again. "
            "watched: its observation window is still open.",
        ),
        "candidate_count": st.column_config.NumberColumn("Candidates"),
        "revert_count": st.column_config.NumberColumn("Reverts", help="Commits in it that revert another."),
        "line": st.column_config.TextColumn("Line", width=75),
        "predecessor_version": st.column_config.TextColumn("Compared with", help="Its predecessor."),
        "notes": st.column_config.TextColumn("Notes"),
    }
    if not rows["notes"].str.len().any():
        del columns["notes"]
    if rows["slip"].isna().all():
        del columns["slip"]
    if not show_service:
        del columns["service"]
    tables.table(rows, columns, key="release_list", name="Releases", rows_shown=18)
    evaluation_spread.show(rows)


def _notes(row: dict[str, Any]) -> str:
    notes = (
        (row["is_import_dated"], "dated by an import"),
        (row["is_date_doubtful"], "doubtful date"),
    )
    return ", ".join(text for flag, text in notes if flag)
