"""Which deployments failed, how do we know, and is that right?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import readings, state
from dashboard.answers import ask
from dashboard.components import failure_links as laid
from dashboard.components import header, link_drawer, notices, numbers, tables
from dashboard.components.text import plain
from metrics.reading import failure_links
from metrics.reading.failure_links import CONFIRMED, REJECTED, SUSPECTED, WITHDRAWN

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.failure_links import Decided

_STATES: Final = (SUSPECTED, CONFIRMED, REJECTED, WITHDRAWN)


def show() -> None:
    """The links of the period, those that people rejected too, and the incidents that none explains."""
    header.show("Failure links")
    link_drawer.say_kept()
    release_id = st.query_params.get("release")
    if notices.no_releases(state.filters().service):
        return
    now = laid.decided()
    rows = _links(release_id, now)
    unlinked = _unlinked(now)
    _intro(release_id)
    shown = _filtered(rows)
    laid.say_fresh(release_id)
    if rows.empty:
        _nothing(release_id)
    elif shown.empty:
        notices.nothing_here("No link of that confidence", next_step="Choose another, or none, above.")
    else:
        _table(shown)
    if not release_id:
        _incidents(unlinked)
    _drawer(rows, unlinked, now)


def _links(release_id: str | None, now: Decided) -> pd.DataFrame:
    if release_id:
        return laid.of_release(release_id)
    chosen = state.filters()
    found = ask(failure_links.links, since=chosen.since, until=chosen.until, service=chosen.service)
    added = ask(failure_links.added_links, tuple(now.fresh))
    of_service = added if chosen.service is None else added[added["service"] == chosen.service]
    return laid.laid_over(found, now, added=of_service[~of_service["failure_id"].isin(found["failure_id"])])


def _unlinked(now: Decided) -> pd.DataFrame:
    chosen = state.filters()
    rows = ask(failure_links.unlinked_incidents, since=chosen.since, until=chosen.until, service=chosen.service)
    linked = [one.subject for one in now.fresh if one.subject_kind == "incident" and one.verdict == CONFIRMED]
    return rows[~rows["incident_id"].isin(linked)]


def _intro(release_id: str | None) -> None:
    if release_id:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Links of **{plain(release_id)}**", width="content")
            st.button("All links", on_click=_forget, args=("release",), key="all_links", type="tertiary")
        return
    st.caption(
        "A link says that a deployment failed, and by which trouble. The first rung of the ladder that holds is its evidence; what a "
        "person decides beats every rung. Choose a deployment to confirm or reject its link."
    )


def _filtered(rows: pd.DataFrame) -> pd.DataFrame:
    """Choosing some of the counters leaves only those; the address holds what is chosen."""
    counts = {told: int((rows["confidence"] == told).sum()) for told in _STATES}
    asked = [told for told in st.query_params.get_all("confidence") if told in _STATES]
    st.session_state["confidences"] = asked
    if rows.empty:
        return rows
    chosen: list[str] = st.pills(
        "Show only",
        [told for told in _STATES if counts[told] or told in asked],
        selection_mode="multi",
        format_func=lambda told: f"{counts[told]:,} {told}",
        key="confidences",
        on_change=_choose,
        label_visibility="collapsed",
    )
    return rows[rows["confidence"].isin(chosen)] if chosen else rows


def _choose() -> None:
    """Callback: counters were chosen, which now stand in the address."""
    st.query_params["confidence"] = st.session_state["confidences"]


def _nothing(release_id: str | None) -> None:
    if release_id:
        notices.nothing_here(f"No failure of {plain(release_id)} is known", icon=":material/check:")
        return
    is_git_alone = not readings.source_kinds() & {"jira", "incidents"}
    notices.nothing_here(
        "No deployment of this period is linked to any trouble",
        next_step="Git tells reverts and rollbacks and no incident: add `[[jira]]`, or a `[[feed]]` of the kind incidents, to "
        "`leadline.toml`, then run `leadline sync`."
        if is_git_alone
        else "Every source of incidents was read, and no rung of the ladder holds.",
        icon=":material/link_off:" if is_git_alone else ":material/check:",
    )


def _table(rows: pd.DataFrame) -> None:
    listed = laid.told(rows)

    def open_clicked() -> None:
        link_drawer.begin()
        st.query_params["link"] = listed["failure_id"].iloc[st.session_state["link_clicked"]["row"]]

    columns: dict[str, Any] = {
        "deployment": st.column_config.ButtonColumn(
            "Deployment", type="tertiary", alignment="left", pinned=True, on_click=open_clicked, key="link_clicked"
        ),
        "confidence": st.column_config.TextColumn("Confidence", width=90),
        "service": st.column_config.TextColumn("Service", width=90),
        "trouble": st.column_config.TextColumn("Trouble", width=95),
        "summary": st.column_config.TextColumn("What", width=230),
        "found_by": st.column_config.TextColumn("Found by", width=135),
        "why": st.column_config.TextColumn("Evidence", width=420),
        "deployed_at": tables.moment("Deployed"),
        "decided_by": st.column_config.TextColumn("Judged by", width=110),
        "decided_at": tables.moment("Judged"),
        "decision_reason": st.column_config.TextColumn("Why", width=240),
    }
    if state.filters().service:
        del columns["service"]
    for optional in ("summary", "decided_by", "decided_at", "decision_reason"):
        if listed[optional].isna().all():
            del columns[optional]
    tables.table(listed, columns, key="failure_links", name="Failure links", rows_shown=16)


def _incidents(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    st.header("Incidents without a deployment", anchor=False)
    st.caption(f"No rung links {numbers.count(len(rows), 'incident')} of this period to a deployment. Choose one to link it yourself.")

    def open_clicked() -> None:
        link_drawer.begin()
        st.query_params["incident"] = rows["incident_id"].iloc[st.session_state["incident_clicked"]["row"]]

    columns: dict[str, Any] = {
        "trouble": st.column_config.ButtonColumn(
            "Incident", type="tertiary", alignment="left", pinned=True, on_click=open_clicked, key="incident_clicked"
        ),
        "service": st.column_config.TextColumn("Service", width=110),
        "summary": st.column_config.TextColumn("What", width=300),
        "severity": st.column_config.TextColumn("Severity", width=90),
        "opened_at": tables.moment("Opened", with_time=True),
        "resolved_at": tables.moment("Over", with_time=True),
    }
    tables.table(rows, columns, key="unlinked_incidents", name="Incidents without a deployment")


def _drawer(rows: pd.DataFrame, unlinked: pd.DataFrame, now: Decided) -> None:
    """The drawer of the link or incident that the address names."""
    link = rows[rows["failure_id"] == st.query_params.get("link", "")]
    if len(link):
        link_drawer.judge(_known(link), now, on_close=lambda: _forget("link"))
        return
    incident = unlinked[unlinked["incident_id"] == st.query_params.get("incident", "")]
    if len(incident):
        link_drawer.make(_known(incident), now, on_close=lambda: _forget("incident"))


def _known(rows: pd.DataFrame) -> dict[str, Any]:
    """The first row; unknown values are None."""
    row = rows.astype(object).where(rows.notna(), None).iloc[0]
    return {str(name): told for name, told in row.items()}


def _forget(name: str) -> None:
    """Callback: take a name out of the address; its drawer is closed."""
    link_drawer.begin()
    st.query_params.pop(name, None)
