"""The drawer of the calendar: a release or a freeze in a few facts, and the way to more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from dashboard import pages, theme
from dashboard.answers import ask
from dashboard.components import failure_links, notices, numbers, release_calendar
from dashboard.components.badges import badge
from dashboard.components.text import plain
from metrics.reading import calendar_events, jira_release, quality, releases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

_CANDIDATES_NAMED = 5
_OPEN_ISSUES_NAMED = 6
_LOOKS: dict[str, tuple[str, Literal["gray", "blue", "orange"]]] = {
    "planned": (":material/event:", "gray"),
    "in progress": (":material/timelapse:", "blue"),
    "overdue": (":material/event_busy:", "orange"),
    "released": (":material/check_circle:", "blue"),
    "rolled back": (":material/undo:", "orange"),
    "candidate": (":material/timelapse:", "gray"),
    "abandoned": (":material/inventory_2:", "gray"),
}


def show_release(release_id: str, *, on_close: Callable[[], None]) -> None:
    """Open the drawer of one release."""
    found = ask(releases.release, release_id)
    _open(f"{found['service']} {found['version']}" if found else release_id, on_close)(_release)(release_id)


def show_freeze(row: Mapping[str, Any], *, on_close: Callable[[], None]) -> None:
    """Open the drawer of one freeze, a row of `calendar_events.events`."""
    _open(row["title"], on_close)(_freeze)(row)


def _open(title: str, on_close: Callable[[], None]) -> Any:
    return st.dialog(plain(title), position="right", width=460, on_dismiss=on_close)


def _release(release_id: str) -> None:
    found = ask(releases.release, release_id)
    if found is None:
        notices.nothing_here(
            f"There is no release {plain(release_id)}",
            next_step="A release is called by its service and version, such as payments/1.4.0.",
        )
        return
    entry = ask(calendar_events.entry, release_id)
    zone = ask(quality.rules)["time_zone"]
    state = entry["state"] if entry else found["state"]
    with st.container(horizontal=True, gap="small"):
        icon, colour = _LOOKS.get(state, (":material/help:", "gray"))
        badge(state, icon=icon, color=colour)
        badge(found["service"], icon=":material/deployed_code:")
        if entry and entry["freeze"]:
            badge(f"in the freeze {entry['freeze']}", icon=":material/ac_unit:", color="orange")
    _facts(found, zone, slip=entry["slip"] if entry else None)
    _failures(release_id)
    _issues(found)
    _candidates(found, zone)
    if st.button(theme.on_primary("Open the release"), type="primary", key="drawer_open"):
        st.switch_page(pages.releases(), query_params={"release": release_id})


def _facts(found: Mapping[str, Any], zone: str, *, slip: str | None) -> None:
    facts = {
        "Planned": _planned(found),
        "Released": release_calendar.released_words(found, zone),
        "Slip": slip,
        "Jira version": ", ".join(found["jira_version_names"]),
        "Team": found["team"],
        "Compared with": found["predecessor_version"],
        "New commits": _whole(found["first_shipped_commit_count"]),
    }
    fact_list({name: value for name, value in facts.items() if value})


def _planned(found: Mapping[str, Any]) -> str | None:
    if found["planned_on"] is None:
        return "no release date in Jira" if found["released_at_from"] is None else None
    times = int(found["planned_change_count"] or 0)
    if not times:
        return numbers.day(found["planned_on"])
    moved = "once" if times == 1 else f"{times} times"
    net = ask(jira_release.net_move_days, found["release_id"])
    how_far = f", {numbers.count(abs(net), 'day')} {'later' if net > 0 else 'earlier'} in all" if net else ""
    return f"{numbers.day(found['planned_on'])}, moved {moved}{how_far}"


def _failures(release_id: str) -> None:
    rows = failure_links.of_release(release_id)
    if len(rows):
        badge(f"Failure links: {failure_links.in_words(rows)}", icon=":material/report:", color="orange")
        failure_links.say_fresh(rows)


def _issues(found: Mapping[str, Any]) -> None:
    """How much is done, and which issues are not."""
    total, done = found["scope_issue_count"], found["done_issue_count"]
    if not total:
        return
    st.progress(done / total, text=f"{int(done):,} of {numbers.count(int(total), 'issue')} done")
    rows = ask(jira_release.issues, found["release_id"])
    undone = rows[rows["is_in_scope"].astype(bool) & ~rows["is_done"].astype(bool)]
    if undone.empty:
        return
    st.markdown("**Not done**")
    lines = [
        f"- {plain(row['issue_key'])} {plain(row['summary'])} · {plain(row['status'])}"
        for row in undone.head(_OPEN_ISSUES_NAMED).to_dict("records")
    ]
    left = len(undone) - len(lines)
    st.markdown("\n".join([*lines, f"- and {left:,} more"] if left else lines))


def fact_list(facts: Mapping[str, Any]) -> None:
    """Names and values side by side, one a line; whoever wrote them, letter for letter."""
    with st.container(gap="xxsmall"):
        for name, value in facts.items():
            with st.container(horizontal=True, wrap=False, gap="small"):
                st.markdown(f":gray[{plain(name)}]", width=130)
                st.markdown(plain(value), width="stretch")


def _whole(number: Any) -> str | None:
    return None if number is None else f"{int(number):,}"


def _candidates(found: Mapping[str, Any], zone: str) -> None:
    if found["is_candidate"] or not found["candidate_count"]:
        return
    rows: pd.DataFrame = ask(releases.candidates, found["release_id"])
    st.markdown(f"**{numbers.count(len(rows), 'candidate')}**")
    for row in rows.tail(_CANDIDATES_NAMED).to_dict("records"):
        st.caption(f"{plain(row['version'])} · {numbers.instant(row['released_at'], zone)}")


def _freeze(row: Mapping[str, Any]) -> None:
    badge("Freeze", icon=":material/ac_unit:")
    fact_list(
        {
            "First day": numbers.day(row["starts_on"]),
            "Last day": numbers.day(release_calendar.last_day(row)),
            "Services": ", ".join(row["services"]) or "all",
            "Reason": row["note"] if isinstance(row["note"], str) else "not given",
        }
    )
    inside = ask(calendar_events.events, since=row["starts_on"].date(), until=row["ends_on"].date(), service=None)
    names = inside.loc[inside["freeze"] == row["title"], "title"].tolist()
    if names:
        st.markdown(f"**{numbers.count(len(names), 'release')} in it**")
        st.markdown("\n".join(f"- {plain(name)}" for name in names))
    else:
        st.caption("No release falls in it.")
    st.caption("Freezes stand in `leadline.toml` under `[[freeze]]`.")
