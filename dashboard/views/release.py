"""One release: what is in it, how long that waited, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import charts, readings, state
from dashboard.answers import ask
from dashboard.components import (
    chart,
    evaluation,
    failure_links,
    header,
    links,
    notices,
    numbers,
    release_calendar,
    release_jira,
    tables,
)
from dashboard.components.badges import badge
from dashboard.components.text import plain
from metrics.reading import quality, releases
from metrics.reading.scorecard import FEW

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_COMMITS_SHOWN = 3000
_FOUND_BY = {
    "line": "the release before it on its line",
    "ancestor": "the newest release that it contains",
    "merge base": "the release it shares most history with",
}


def show() -> None:
    """The release that the address names."""
    wanted = st.query_params.get("release", "")
    found = ask(releases.release, wanted) if wanted else None
    st.button(
        "All releases", on_click=links.close_release, key="all_releases", type="tertiary", icon=":material/arrow_back:"
    )
    if found is None:
        _unknown(wanted)
        return
    title = f"{plain(found['service'])} {plain(found['version'])}"
    header.show(title, has_period=False, has_service=False, facts=lambda: _badges(found))
    _neighbours(found)
    if found["released_at_from"] is None:
        release_jira.show(found)
        _candidates(wanted, found)
        return
    commits = ask(releases.release_commits, wanted, is_candidate=bool(found["is_candidate"]))
    _facts(found, commits[~commits["is_merge"]])
    if found["is_released"]:
        evaluation.show(found)
    _lead_times(commits, found)
    _failures(wanted, found)
    release_jira.show(found)
    _candidates(wanted, found)
    _commits(commits, found)
    _tags(wanted)


def _unknown(wanted: str) -> None:
    header.show("Release", has_period=False, has_service=False)
    if not wanted:
        notices.nothing_here("The address names no release", next_step="Choose one from the list of all releases.")
        return
    notices.nothing_here(
        f"There is no release {plain(wanted)}",
        next_step="A release is called by its service and version, such as payments/1.4.0.",
    )
    near = ask(releases.nearest_releases, wanted)
    if near:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Did you mean", width="content")
            for name in near:
                _button_to(name, label=name, key=f"near_{name}")


def _button_to(release_id: str, *, label: str, key: str, icon: str | None = None) -> None:
    st.button(plain(label), on_click=links.open_release, args=(release_id,), key=key, icon=icon)


def _badges(found: Mapping[str, Any]) -> None:
    zone = ask(quality.rules)["time_zone"]
    if found["released_at_from"] is None:
        _planned_badge(found)
    elif found["released_at"] is None and found["deployed_at"] is None:
        badge("Release date unknown", icon=":material/event:", color="orange")
    else:
        badge(f"Released {release_calendar.released_words(found, zone)}", icon=":material/event:", color="blue")
    badge(f"{found['kind']} · line {found['line']}" if found["line"] else found["kind"])
    if found["candidate_of_id"]:
        badge(f"candidate of {found['candidate_of_id']}")
    for text in _doubts(found):
        badge(text, icon=":material/warning:", color="orange")
    if found["is_released"]:
        _outcome(found, zone)


def _planned_badge(found: Mapping[str, Any]) -> None:
    when = f"for {numbers.day(found['planned_on'])}" if found["planned_on"] is not None else "without a date"
    if found["state"] == "overdue":
        badge(f"Overdue: planned {when}", icon=":material/event_busy:", color="orange")
    elif found["state"] == "abandoned":
        badge("Abandoned: its Jira version is archived", icon=":material/inventory_2:")
    else:
        badge(f"Planned {when}", icon=":material/event:", color="blue")


def _doubts(found: Mapping[str, Any]) -> list[str]:
    doubts = []
    unplaced = ": not placed in time" if found["deployed_at"] is None else ""
    if found["is_import_dated"]:
        doubts.append(f"dated by an import{unplaced}")
    if found["is_date_doubtful"]:
        doubts.append(f"doubtful date{unplaced}")
    if found["is_released"] and unplaced and not doubts:
        doubts.append(found["not_deployed_because"])
    return doubts


def _outcome(found: Mapping[str, Any], zone: str) -> None:
    failed = failure_links.worst(found["release_id"])
    if failed:
        badge(failed, icon=":material/report:", color="orange")
    elif found["not_placeable_because"]:
        return
    elif found["is_matured"]:
        badge("No failure known", icon=":material/check:")
    else:
        until = f" until {numbers.instant(found['matures_at'], zone)}" if found["matures_at"] else ""
        badge(f"Watched for failures{until}", icon=":material/visibility:")


def _neighbours(found: Mapping[str, Any]) -> None:
    if not (found["predecessor_id"] or found["next_release_id"]):
        return
    with st.container(horizontal=True, gap="small"):
        if found["predecessor_id"]:
            _button_to(
                found["predecessor_id"],
                label=f"Predecessor {found['predecessor_version']}",
                key="to_predecessor",
                icon=":material/chevron_left:",
            )
        if found["next_release_id"]:
            _button_to(
                found["next_release_id"],
                label=f"Next on the line {found['next_version']}",
                key="to_next",
                icon=":material/chevron_right:",
            )


def _facts(found: Mapping[str, Any], changes: pd.DataFrame) -> None:
    """The release in four numbers. `changes` are its commits without the merges."""
    grid = st.grid(4, min_column_width=200, border=True)
    with grid.cell():
        st.metric("New commits", _whole(found["first_shipped_commit_count"]))
        merges = int(found["first_shipped_commit_count"] or 0) - len(changes)
        among = f", {numbers.count(merges, 'merge')} among them" if merges > 0 else ""
        st.caption(f"in no earlier release{among}")
    with grid.cell():
        st.metric("Scope", _whole(found["scope_commit_count"]))
        st.caption(_scope_words(found))
    with grid.cell():
        st.metric("Lead time, median", numbers.amount(found["lead_time_median_hours"], "hours"))
        st.caption(f"from commit to release, n = {int(changes['lead_time_hours'].notna().sum()):,}")
    with grid.cell():
        st.metric("Lines added", _whole(found["additions"]))
        st.caption(_lines_words(found, changes))


def _whole(number: Any) -> str:
    return numbers.NOTHING if number is None else f"{int(number):,}"


def _scope_words(found: Mapping[str, Any]) -> str:
    if found["predecessor_id"] is None:
        return "not reckoned for a candidate" if found["is_candidate"] else "no predecessor: all that it contains"
    how = _FOUND_BY.get(found["predecessor_found_by"] or "", "its predecessor")
    return f"commits it adds to {plain(found['predecessor_version'])}, {how}"


def _lines_words(found: Mapping[str, Any], changes: pd.DataFrame) -> str:
    uncounted = int(changes["additions"].isna().sum())
    if found["additions"] is None:
        return "not counted yet" if uncounted else "it brings no commit of its own"
    words = f"and {int(found['deletions'] or 0):,} deleted, in {numbers.count(int(found['changed_file_count'] or 0), 'file')}"
    return f"{words}; :orange[{uncounted:,} of {len(changes):,} commits are not counted]" if uncounted else words


def _lead_times(commits: pd.DataFrame, found: Mapping[str, Any]) -> None:
    if found["is_candidate"]:
        return
    st.header("How long the commits waited", anchor=False)
    changes = commits[~commits["is_merge"]]
    timed = changes["lead_time_hours"].dropna()
    if timed.empty:
        notices.nothing_here("No lead time can be told", next_step=_missing_words(changes))
        return
    if len(timed) < FEW:
        listed = ", ".join(numbers.amount(hours, "hours") for hours in sorted(timed))
        st.markdown(f"{numbers.count(len(timed), 'commit')}, too few for a distribution: {plain(listed)}.")
        st.caption(_missing_words(changes))
        return
    marks = [(share, charts.percentile(timed.tolist(), share)) for share in charts.PERCENTILES]
    within = ", ".join(f"{share} % within **{numbers.amount(hours, 'hours')}**" for share, hours in marks)
    st.markdown(f"Of {numbers.count(len(timed), 'commit')}, {within}.")
    st.caption(_missing_words(changes))
    figure = readings.lead_time_figure(found["release_id"], mode=state.mode())
    chart.draw(
        figure,
        key="lead_times",
        alt=f"Distribution of lead times: {within.replace('**', '')}.",
    )


def _missing_words(changes: pd.DataFrame) -> str:
    """How many commits have no lead time, by reason, commonest first."""
    reasons = changes["lead_time_missing_because"].dropna().value_counts()
    listed = "; ".join(f"{number:,} {plain(reason)}" for reason, number in reasons.items())
    if changes.empty:
        return "It brings no commit but merges."
    return f"Left out: {listed}." if listed else "None is left out."


def _failures(release_id: str, found: Mapping[str, Any]) -> None:
    if found["is_candidate"]:
        return
    if not failure_links.section(release_id):
        return
    if not {"jira", "incidents"} & readings.source_kinds():
        st.caption("Git knows reverts and rollbacks only. Incidents from Jira or a feed would add what git cannot see.")


def _candidates(release_id: str, found: Mapping[str, Any]) -> None:
    if found["is_candidate"] or not found["candidate_count"]:
        return
    rows = ask(releases.candidates, release_id)
    st.header("Candidates", anchor=False)

    def open_clicked() -> None:
        links.open_release(rows["release_id"].iloc[st.session_state["candidate_clicked"]["row"]])

    tables.table(
        rows,
        {
            "version": st.column_config.ButtonColumn(
                "Candidate", type="tertiary", alignment="left", on_click=open_clicked, key="candidate_clicked"
            ),
            "released_at": tables.moment("Tagged", with_time=True),
            "first_shipped_commit_count": st.column_config.NumberColumn(
                "New commits", help="In no earlier release or candidate.", format="localized"
            ),
        },
        key="release_candidates",
        name=f"Candidates of {release_id}",
        download=False,
    )


def _commits(commits: pd.DataFrame, found: Mapping[str, Any]) -> None:
    st.header("New commits", anchor=False)
    if commits.empty:
        notices.nothing_here(
            "It brings no commit that an earlier release does not contain",
            next_step="A second tag on the same commit, or a release made from an older line, looks so.",
        )
        return
    shown = commits.head(_COMMITS_SHOWN)
    if len(commits) > len(shown):
        st.caption(f"The newest {len(shown):,} of {len(commits):,}; the download has all.")
    rows = shown.assign(
        short_sha=shown["sha"].str.slice(0, 10),
        lead_days=shown["lead_time_hours"] / 24,
        what=[_what(row) for row in shown[["is_merge", "is_revert", "reverted_by_sha"]].to_dict("records")],
    )
    several = commits["repository"].nunique() > 1
    columns: dict[str, Any] = {
        "short_sha": st.column_config.TextColumn("Commit", width=95),
        "repository": st.column_config.TextColumn("Repository", width=100),
        "subject": st.column_config.TextColumn("Subject", width=290),
        "issue_keys": st.column_config.TextColumn("Issues", width=95),
        "committed_at": tables.moment("Committed"),
        "lead_days": st.column_config.NumberColumn("Waited, days", format="%.1f"),
        "author_name": st.column_config.TextColumn("Author", width=105),
        "additions": st.column_config.NumberColumn("Lines +", format="localized", width=65),
        "deletions": st.column_config.NumberColumn("Lines −", format="localized", width=65),
        "what": st.column_config.TextColumn("Note", width=110),
    }
    if not several:
        del columns["repository"]
    if not commits["issue_keys"].fillna("").str.len().any():
        del columns["issue_keys"]
    if not rows["what"].str.len().any():
        del columns["what"]
    tables.table(rows, columns, key="release_commits", name="New commits", download=False)
    tables.download_button(commits, name=f"Commits of {found['release_id'].replace('/', ' ')}", key="commits_csv")


def _what(row: dict[str, Any]) -> str:
    notes = (
        (row["is_merge"], "merge"),
        (row["is_revert"], "revert"),
        (isinstance(row["reverted_by_sha"], str), "reverted later"),
    )
    return ", ".join(text for flag, text in notes if flag)


def _tags(release_id: str) -> None:
    rows = ask(releases.release_tags, release_id)
    st.header("Tags", anchor=False)
    ignored = int(rows["reason_ignored"].notna().sum())
    if ignored:
        st.caption(f"Left aside: {numbers.count(ignored, 'other tag')} on what it released.")
    columns: dict[str, Any] = {
        "tag_name": st.column_config.TextColumn("Tag", width=200),
        "repository": st.column_config.TextColumn("Repository", width=140),
        "tagged_at": tables.moment("Tagged", with_time=True),
        "short_sha": st.column_config.TextColumn("Commit", width=100),
        "reason_ignored": st.column_config.TextColumn("Left aside because", width=260),
        "subject": st.column_config.TextColumn("Message", width=260),
    }
    if not ignored:
        del columns["reason_ignored"]
    tables.table(
        rows.assign(short_sha=rows["sha"].str.slice(0, 10)),
        columns,
        key="release_tags",
        name=f"Tags of {release_id}",
        download=False,
    )
