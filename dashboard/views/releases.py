"""The list of releases; one of them when the address names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.answers import ask
from dashboard.components import header, links, notices, numbers, tables
from dashboard.views import release
from metrics.reading import releases

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


def _summary(found: pd.DataFrame) -> str:
    final = found[~found["is_candidate"]]
    commits = int(final["first_shipped_commit_count"].sum())
    services = final["service"].nunique()
    text = f"{numbers.count(len(final), 'release')} of {numbers.count(services, 'service')}"
    text += f" brought {numbers.count(commits, 'new commit')}."
    candidates = len(found) - len(final)
    return text + (f" {numbers.count(candidates, 'candidate')} went before." if candidates else "") + " Choose a version to open it."


def _table(found: pd.DataFrame, *, show_service: bool) -> None:
    rows = found.assign(
        lead_time_days=found["lead_time_median_hours"] / _HOURS_A_DAY,
        notes=[_notes(row) for row in found.to_dict("records")],
    )

    def open_clicked() -> None:
        links.open_release(rows["release_id"].iloc[st.session_state["release_clicked"]["row"]])

    columns: dict[str, Any] = {
        "version": st.column_config.ButtonColumn(
            "Release", type="tertiary", alignment="left", pinned=True, on_click=open_clicked, key="release_clicked"
        ),
        "service": "Service",
        "released_at": tables.moment("Released", help="Date of its tag."),
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
    if not show_service:
        del columns["service"]
    tables.table(rows, columns, key="release_list", name="Releases", rows_shown=18)


def _notes(row: dict[str, Any]) -> str:
    notes = (
        (row["is_import_dated"], "dated by an import"),
        (row["is_date_doubtful"], "doubtful date"),
    )
    return ", ".join(text for flag, text in notes if flag)
