"""A release as Jira tells it: its versions, how the planned date moved, its issues, and the commits without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard.answers import ask
from dashboard.components import notices, numbers, tables
from dashboard.components.text import plain
from metrics.reading import calendar_events, jira_release

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_KEY_IN_ADDRESS: Final = r"/browse/([^/]+)$"


def show(found: Mapping[str, Any]) -> None:
    """Plan, issues and unlinked commits of one release; nothing where no Jira is read."""
    if (found["is_candidate"] and not found["jira_version_names"]) or not ask(jira_release.is_read):
        return
    _plan(found)
    rows = ask(jira_release.issues, found["release_id"])
    _issues(rows, found)
    if found["is_released"]:
        _unlinked(found)


def plan_words(found: Mapping[str, Any]) -> str:
    """Planned date and its moves in a line: Planned for 3 Nov 2026, moved 2 times."""
    if found["planned_on"] is None:
        return "No release date is set in Jira."
    times = int(found["planned_change_count"] or 0)
    moved = f", moved {'once' if times == 1 else f'{times} times'}" if times else ""
    return f"Planned for {numbers.day(found['planned_on'])}{moved}."


def _plan(found: Mapping[str, Any]) -> None:
    st.header("Plan", anchor=False)
    versions = ask(jira_release.versions, found["release_id"])
    if versions.empty:
        st.caption(
            "No Jira version is this release. One is, when its name holds the same version, or when "
            "`[service.versions]` in `leadline.toml` says so."
        )
        return
    entry = ask(calendar_events.entry, found["release_id"])
    slip = f" It came out {entry['slip']}." if entry and entry["slip"] and found["is_released"] else ""
    st.markdown(plan_words(found) + slip)
    tables.table(
        versions.assign(state=[_version_state(row) for row in versions.to_dict("records")]),
        {
            "version_name": st.column_config.TextColumn("Jira version", width=220),
            "project_key": st.column_config.TextColumn("Project", width=90),
            "state": st.column_config.TextColumn("State", width=110),
            "start_on": tables.day("Start"),
            "release_on": tables.day("Release date"),
            "matched_by": st.column_config.TextColumn("Matched by", width=100, help="name, or settings"),
            "url": tables.link("In Jira", "open"),
        },
        key="release_versions",
        name="Jira versions",
        download=False,
    )
    _dates(found)


def _version_state(row: Mapping[str, Any]) -> str:
    if row["is_archived"]:
        return "archived"
    return "released" if row["is_released"] else "planned"


def _dates(found: Mapping[str, Any]) -> None:
    rows = ask(jira_release.dates, found["release_id"])
    if len(rows) < 2:
        return
    net = ask(jira_release.net_move_days, found["release_id"])
    if net:
        whole = numbers.count(abs(net), "day")
        st.markdown(f"In all its date moved **{whole} {'later' if net > 0 else 'earlier'}** since it was first seen.")
    tables.table(
        rows,
        {
            "seen_at": tables.moment("Seen by the sync of"),
            "version_name": st.column_config.TextColumn("Jira version", width=220),
            "previous_release_on": tables.day("From"),
            "release_on": tables.day("To"),
            "slip_days": st.column_config.NumberColumn("Days later", format="%+d", help="Negative: it came nearer."),
        },
        key="release_dates",
        name="Planned dates",
        download=False,
    )


def _issues(rows: pd.DataFrame, found: Mapping[str, Any]) -> None:
    st.header("Issues", anchor=False)
    if rows.empty:
        notices.nothing_here(
            "No issue belongs to it",
            next_step="Neither does an issue name its Jira version as fix version, nor do its commits name an issue.",
        )
        return
    scoped = rows[rows["is_in_scope"].astype(bool)]
    done = int(scoped["is_done"].sum())
    if len(scoped):
        st.progress(done / len(scoped), text=f"{done:,} of {numbers.count(len(scoped), 'issue')} done")
    for line in _warnings(rows, scoped, found):
        st.markdown(f"- {line}")
    columns: dict[str, Any] = {
        "issue_key": st.column_config.TextColumn("Issue", width=90),
        "summary": st.column_config.TextColumn("Summary", width=270),
        "issue_type": st.column_config.TextColumn("Type", width=100),
        "status": st.column_config.TextColumn("Status", width=95),
        "step": st.column_config.TextColumn(
            "Step", width=60, help="Of the lifecycle; empty when the status is unmapped."
        ),
        "is_done": st.column_config.CheckboxColumn("Done", width=50),
        "commits": st.column_config.ListColumn("Commits", width=110, help="Of this release."),
        "place": st.column_config.TextColumn("By", width=150, help="What says that it belongs to the release."),
    }
    if rows["url"].notna().all():
        columns = {"url": tables.link("Issue", _KEY_IN_ADDRESS, width=90), **columns}
        del columns["issue_key"]
    shown = rows.assign(place=[_place(row) for row in rows.to_dict("records")])
    tables.table(shown, columns, key="release_issues", name=f"Issues of {found['release_id'].replace('/', ' ')}")


def _place(row: Mapping[str, Any]) -> str:
    ways = ["fix version"] if row["is_in_scope"] else ["fix version, taken out"] if row["was_taken_out"] else []
    ways += ["commits"] if row["commit_count"] else []
    ways += ["gone from Jira"] if row["is_gone"] else []
    return ", ".join(ways)


def _warnings(rows: pd.DataFrame, scoped: pd.DataFrame, found: Mapping[str, Any]) -> list[str]:
    """What does not fit together, with how often."""
    without = scoped[scoped["commit_count"] == 0]
    undone = scoped[~scoped["is_done"].astype(bool)]
    unplanned = rows[(rows["commit_count"] > 0) & ~rows["is_in_scope"].astype(bool)]
    lines = []
    if found["is_released"]:
        if len(undone):
            lines.append(f"{_some(undone)} shipped though not done")
        if len(without):
            lines.append(f"{_some(without)} in the version without a commit in the release")
    elif len(without) and len(without) < len(scoped):
        lines.append(f"{_some(without)} without a commit so far")
    if len(unplanned) and len(scoped):
        lines.append(f"{_some(unplanned)} with commits in it that its version does not hold")
    return lines


def _some(rows: pd.DataFrame) -> str:
    """How many and the first of them: 3 issues (PAY-1, PAY-2, …)."""
    named = ", ".join(plain(key) for key in rows["issue_key"].head(3))
    return f"**{numbers.count(len(rows), 'issue')}** ({named}{', …' if len(rows) > 3 else ''})"


def _unlinked(found: Mapping[str, Any]) -> None:
    rows = ask(jira_release.commits_without_issue, found["release_id"])
    if rows.empty:
        return
    with st.expander(f"{numbers.count(len(rows), 'commit')} without an issue", icon=":material/link_off:"):
        columns: dict[str, Any] = {
            "short_sha": st.column_config.TextColumn("Commit", width=100),
            "subject": st.column_config.TextColumn("Subject", width=420),
            "unknown_keys": st.column_config.TextColumn(
                "Names", width=140, help="Keys that are no issue we have read."
            ),
            "committed_at": tables.moment("Committed"),
            "author_name": st.column_config.TextColumn("Author", width=120),
        }
        if not rows["unknown_keys"].fillna("").str.len().any():
            del columns["unknown_keys"]
        shown = rows.assign(short_sha=rows["sha"].str.slice(0, 10))
        tables.table(shown, columns, key="unlinked_commits", name="Commits without an issue")
