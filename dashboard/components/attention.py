"""What somebody should look at, each with where to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from dashboard import pages, readings, state
from dashboard.answers import ask
from dashboard.components import numbers, receipt_drawer
from dashboard.components.text import plain
from metrics.reading import calendar_events, quality

if TYPE_CHECKING:
    import pandas as pd

    from metrics.snapshot import Snapshot

_SHOWN: Final = 6
_AUDITS_NAMED: Final = 3
_RELEASES_NAMED: Final = 3
Where = Literal["quality", "release", "calendar", "metric"]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that needs attention. `words` is Markdown with the text of others escaped."""

    icon: str
    words: str
    where: Where
    target: str = ""


def show() -> None:
    """Draw the list; one quiet line when it is empty."""
    found = matters()
    with st.container(border=True):
        st.header("Needs attention", anchor=False)
        if not found:
            st.caption(
                "Nothing: all sources were read, no release is late, no audit found a doubt, no metric signals a change for the worse."
            )
        for number, matter in enumerate(found[:_SHOWN]):
            _draw(matter, number)
        if len(found) > _SHOWN:
            st.caption(f"and {len(found) - _SHOWN} more, on the pages they belong to.")


def matters() -> list[Matter]:
    """What needs attention under the filters in force, gravest first."""
    return ask(_matters, state.filters())


def _matters(_: Snapshot, chosen: state.Filters) -> list[Matter]:
    return [
        *_failed_sources(),
        *_unrepaired(chosen.service),
        *_overdue(chosen.service),
        *_frozen(chosen.service),
        *_signals(chosen),
        *_waiting_reverts(chosen.service),
        *_audits(),
    ]


def _draw(matter: Matter, number: int) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.markdown(f"{matter.icon} {matter.words}", width="stretch")
        if st.button("Look", key=f"attention_{number}", type="tertiary"):
            _go(matter)


def _go(matter: Matter) -> None:
    if matter.where == "quality":
        st.switch_page(pages.data_quality())
    elif matter.where == "release":
        st.switch_page(pages.releases(), query_params={"release": matter.target})
    elif matter.where == "calendar":
        st.switch_page(pages.release_calendar(), query_params={"date": matter.target, "view": "list"})
    else:
        receipt_drawer.show(matter.target)


def _failed_sources() -> list[Matter]:
    rows = ask(quality.sources)
    return [
        Matter(
            ":orange[:material/sync_problem:]",
            f"**{plain(row['source'])}** could not be read: {plain(row['message'])}",
            "quality",
        )
        for row in rows[rows["state"] != "ok"].to_dict("records")
    ]


def _unrepaired(service: str | None) -> list[Matter]:
    rows = ask(quality.unrepaired_failures, service=service)
    return [
        Matter(
            ":orange[:material/report:]",
            f"**{plain(row['release_id'])}** failed and is not mended: {plain(row['evidence'])}",
            "release",
            row["release_id"],
        )
        for row in rows.to_dict("records")
    ]


def _overdue(service: str | None) -> list[Matter]:
    """Releases that should have been out, in one line."""
    rows = ask(calendar_events.troubled, service=service)
    late = rows[rows["state"] == "overdue"]
    return _awaited(late, ":orange[:material/event_busy:]", "overdue", late["slip"].tolist())


def _frozen(service: str | None) -> list[Matter]:
    """Releases that are planned for a day in a freeze, in one line."""
    rows = ask(calendar_events.troubled, service=service)
    frozen = rows[rows["freeze"].notna() & (rows["state"] != "overdue")]
    said = [f"{plain(row['freeze'])}, {numbers.day(row['starts_on'])}" for row in frozen.to_dict("records")]
    return _awaited(frozen, ":orange[:material/ac_unit:]", "planned in a freeze", said)


def _awaited(rows: pd.DataFrame, icon: str, what: str, said: list[str]) -> list[Matter]:
    """One line for releases of a kind: the first of them, each with what is said of it."""
    if rows.empty:
        return []
    named = [f"{plain(title)} ({words})" for title, words in zip(rows["title"], said, strict=True)][:_RELEASES_NAMED]
    more = "; …" if len(rows) > len(named) else ""
    words = f"**{numbers.count(len(rows), 'release')}** {'is' if len(rows) == 1 else 'are'} {what}: {'; '.join(named)}{more}"
    if len(rows) == 1:
        return [Matter(icon, words, "release", rows["release_id"].iloc[0])]
    return [Matter(icon, words, "calendar", rows["starts_on"].iloc[0].date().isoformat())]


def _signals(chosen: state.Filters) -> list[Matter]:
    found = []
    for metric in readings.watched():
        if not readings.reading(metric.id, chosen).has_trend:
            continue
        signal = readings.course(metric.id, chosen).signal
        if signal is not None and signal.verdict == "worse":
            found.append(
                Matter(":orange[:material/show_chart:]", f"**{metric.label}** {signal.words}", "metric", metric.id)
            )
    return found


def _waiting_reverts(service: str | None) -> list[Matter]:
    rows = ask(quality.waiting_reverts, service=service)
    found = []
    for release_id, group in rows.groupby("release_id", sort=False):
        count = numbers.count(len(group), "shipped commit")
        words = f"**{plain(release_id)}**: {count} reverted since, and no release carries the revert yet"
        found.append(Matter(":material/undo:", words, "release", str(release_id)))
    return found


def _audits() -> list[Matter]:
    """All audits in one line: most of what they find is old, and stays."""
    rows = ask(quality.audits)
    found = rows[rows["row_count"] > 0]
    if found.empty:
        return []
    largest = found.sort_values("row_count", ascending=False).head(_AUDITS_NAMED)
    listed = "; ".join(f"{_lowered(row['title'])} ({int(row['row_count']):,})" for row in largest.to_dict("records"))
    listed += "; …" if len(found) > len(largest) else ""
    words = f"**{numbers.count(len(found), 'audit')}** found doubtful rows: {listed}"
    return [Matter(":material/rule:", words, "quality")]


def _lowered(title: str) -> str:
    return plain(title[:1].lower() + title[1:].rstrip("."))
