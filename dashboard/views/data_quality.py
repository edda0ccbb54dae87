"""What is missing or doubtful, and what to do about it."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.answers import ask
from dashboard.components import audit_list, feed_quality, header, jira_quality, notices, numbers, tables
from dashboard.components.text import plain
from metrics.reading import quality


def show() -> None:
    """Sources, audits, ignored tags and syncs."""
    header.show("Data quality", has_period=False)
    _sources()
    jira_quality.show()
    feed_quality.show()
    audit_list.show()
    _ignored_tags()
    _syncs()


def _sources() -> None:
    st.header("Sources", anchor=False)
    rows = ask(quality.sources)
    if rows.empty:
        notices.nothing_here(
            "No source has been read", next_step="Name repositories in `leadline.toml`, then run `leadline sync`."
        )
        return
    failed = int((rows["state"] != "ok").sum())
    text = f"{numbers.count(len(rows), 'source')}, "
    st.caption(text + (f"**{failed} could not be read at the last sync**." if failed else "all read at the last sync."))
    columns = {
        "source": st.column_config.TextColumn("Source"),
        "kind": st.column_config.TextColumn("Kind", width="small"),
        "state": st.column_config.TextColumn("State", width="small"),
        "message": st.column_config.TextColumn("What failed", width="large"),
        "last_success_at": tables.moment("Last read", with_time=True),
        "newest_event_at": tables.moment("Newest record", with_time=True),
        "commit_count": st.column_config.NumberColumn("Commits", format="localized"),
        "tag_count": st.column_config.NumberColumn("Tags", format="localized"),
        "line_counts_share": st.column_config.ProgressColumn(
            "Lines counted", format="percent", min_value=0, max_value=1, help="Part of the commits with line counts."
        ),
        "line_counts_note": st.column_config.TextColumn("Why not all", width="medium"),
        "location": st.column_config.TextColumn("Location", width="medium"),
    }
    for optional in ("message", "line_counts_note"):
        if rows[optional].isna().all():
            del columns[optional]
    tables.table(rows, columns, key="sources", name="Sources")


def _ignored_tags() -> None:
    st.header("Ignored tags", anchor=False)
    service = state.filters().service
    rows = ask(quality.ignored_tags, service=service)
    tag_count, _ = ask(quality.tag_counts, service=service)
    if rows.empty:
        st.caption(
            f"None of {numbers.count(tag_count, 'tag')} is ignored: each is a release or a candidate."
            if tag_count
            else "There are no tags."
        )
        return
    st.caption(
        f"{len(rows):,} of {numbers.count(tag_count, 'tag')} are no release. If some should be, set `release_tags` of the service."
    )
    for reason, number in rows["reason_ignored"].value_counts().items():
        st.markdown(f"- {plain(reason)} ({number:,})")
    columns = {
        "tag_name": st.column_config.TextColumn("Tag"),
        "service": st.column_config.TextColumn("Service", width="small"),
        "repository": "Repository",
        "tagged_at": tables.moment("Tagged"),
        "reason_ignored": st.column_config.TextColumn("Reason", width="large"),
    }
    tables.table(rows, columns, key="ignored_tags", name="Ignored tags")


def _syncs() -> None:
    st.header("Syncs", anchor=False)
    rows = ask(quality.sync_runs)
    if rows.empty:
        st.caption("No sync is recorded.")
        return
    columns = {
        "started_at": tables.moment("Started", with_time=True),
        "seconds": st.column_config.NumberColumn("Took, seconds", format="%.1f", width="small"),
        "state": st.column_config.TextColumn("State", width="small", help="partly: some sources failed"),
        "stage": st.column_config.TextColumn("Stage", width="small"),
        "new_commit_count": st.column_config.NumberColumn("New commits", format="localized"),
        "source_count": st.column_config.NumberColumn("Sources", width="small"),
        "failed_count": st.column_config.NumberColumn("Failed", width="small"),
        "message": st.column_config.TextColumn("What failed", width="large"),
    }
    if rows["message"].isna().all():
        del columns["message"]
    tables.table(rows, columns, key="syncs", name="Syncs")
