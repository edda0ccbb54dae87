"""The drawer in which a person judges a link between a deployment and its trouble, or makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import people, theme
from dashboard.answers import ask
from dashboard.components import numbers
from dashboard.components.badges import badge
from dashboard.components.failure_links import RUNGS
from dashboard.components.release_drawer import fact_list
from dashboard.components.text import plain
from metrics.reading import failure_links, quality
from metrics.reading.failure_links import CONFIRMED, REJECTED, WITHDRAWN, Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from dashboard.components.failure_links import Decided

_KEPT: Final = "Kept. Metrics count it from the next build."
_WAS_KEPT: Final = "link_was_kept"
_SEEN: Final = "link_revision_seen"
_ICONS: Final = {CONFIRMED: ":material/check:", REJECTED: ":material/block:"}


def judge(row: Mapping[str, Any], now: Decided, *, on_close: Callable[[], None]) -> None:
    """Open the drawer of one link, a row of `failure_links.with_decisions`."""
    _opened(f"{row['service']} {row['deployment']} and {row['trouble']}", on_close)(_judge)(row, now, on_close)


def make(incident: Mapping[str, Any], now: Decided, *, on_close: Callable[[], None]) -> None:
    """Open the drawer that links an incident, a row of `failure_links.unlinked_incidents`, to a deployment."""
    _opened(f"What caused {incident['trouble']}?", on_close)(_make)(incident, now, on_close)


def _opened(title: str, on_close: Callable[[], None]) -> Any:
    return st.dialog(plain(title), position="right", width=480, on_dismiss=on_close)


def _judge(row: Mapping[str, Any], now: Decided, on_close: Callable[[], None]) -> None:
    _standing(row)
    link = (row["deployment_id"], row["subject_kind"], row["subject"])
    _seen().setdefault("/".join(link), now.revision(link))
    with st.form("judge", border=False):
        reason = _reason("Why do you confirm or reject it?" if row["verdict"] is None else "Why do you change it?")
        name = _name()
        with st.container(horizontal=True):
            pressed = [
                verdict
                for verdict, label in (
                    (CONFIRMED, "Confirm"),
                    (REJECTED, "Reject"),
                    (WITHDRAWN, "Withdraw the decision"),
                )
                if (verdict != WITHDRAWN or row["verdict"] is not None)
                and st.form_submit_button(label, key=f"judge_{verdict}", icon=_ICONS.get(verdict))
            ]
    if pressed:
        _keep(row, link, pressed[0], reason, name, now, on_close)


def say_kept() -> None:
    """Say that a decision was kept, once the drawer is closed: what a drawer says in passing goes with it."""
    if st.session_state.pop(_WAS_KEPT, False):
        st.toast(_KEPT, icon=":material/check:")


def begin() -> None:
    """Callback: a drawer is about to open; what it shows is what its reader has seen."""
    st.session_state.pop(_SEEN, None)


def _seen() -> dict[str, int]:
    """The revision of each link that the open drawer showed: a decision is written over that one and no later."""
    seen: dict[str, int] = st.session_state.setdefault(_SEEN, {})
    return seen


def _standing(row: Mapping[str, Any]) -> None:
    """What is known of the link, and who decided what."""
    zone = ask(quality.rules)["time_zone"]
    with st.container(horizontal=True, gap="small"):
        badge(row["confidence"], icon=_ICONS.get(row["confidence"], ":material/help:"), color=_colour(row["confidence"]))
        if row["is_fresh"]:
            badge("newer than the numbers", icon=":material/schedule:")
    facts = {
        "Deployment": f"{row['service']} {row['deployment']}",
        "Deployed": _instant(row["deployed_at"], zone),
        "Trouble": f"{row['trouble']} {row['summary'] or ''}",
        "Severity": row["severity"],
        "Opened": _instant(row["failed_at"], zone),
        "Over": _instant(row["restored_at"], zone),
        "Found by": RUNGS.get(row["ladder_rung"] or row["rung"], row["rung"]),
        "Evidence": row["ladder_evidence"],
    }
    fact_list({name: told for name, told in facts.items() if told})
    if row["verdict"] is not None:
        st.markdown(f"**{plain(str(row['verdict']).capitalize())}** by {_who(row['decided_by'])}, "
                    f"{plain(_instant(row['decided_at'], zone) or '')}")  # fmt: skip
        if row["decision_reason"]:
            st.markdown(f"> {plain(row['decision_reason'])}")


def _colour(confidence: str) -> Any:
    return {CONFIRMED: "orange", REJECTED: "gray"}.get(confidence, "blue")


def _instant(moment: Any, zone: str) -> str | None:
    return None if moment is None else numbers.instant(moment, zone)


def _who(name: str | None) -> str:
    return plain(name) if name else "somebody who gave no name"


def _make(incident: Mapping[str, Any], now: Decided, on_close: Callable[[], None]) -> None:
    zone = ask(quality.rules)["time_zone"]
    facts = {
        "Incident": f"{incident['trouble']} {incident['summary'] or ''}",
        "Service": incident["service"],
        "Severity": incident["severity"],
        "Opened": _instant(incident["opened_at"], zone),
        "Over": _instant(incident["resolved_at"], zone),
    }
    fact_list({name: told for name, told in facts.items() if told})
    before = ask(failure_links.deployments_before, incident["opened_at"], service=incident["service"])
    if before.empty:
        st.caption("No production deployment before it is known, so there is none to link it to.")
        return
    with st.form("make", border=False):
        chosen = st.selectbox(
            "Deployment that caused it",
            range(len(before)),
            format_func=lambda number: _deployment_words(before.iloc[number], incident),
            key="caused_by",
        )
        reason = _reason("How do you know?")
        name = _name()
        pressed = st.form_submit_button(theme.on_primary("Link them"), type="primary", key="link_them")
    if pressed:
        deployment = {str(key): told for key, told in before.iloc[chosen].items()}
        link = (deployment["deployment_id"], "incident", incident["incident_id"])
        _keep(deployment, link, CONFIRMED, reason, name, now, on_close)


def _deployment_words(row: pd.Series, incident: Mapping[str, Any]) -> str:
    """A select box reads no Markdown."""
    hours = (incident["opened_at"] - row["deployed_at"]).total_seconds() / 3600
    return f"{row['service']} {row['label']}, {numbers.amount(hours, 'hours')} before"


def _reason(label: str) -> str:
    text: str = st.text_area(label, key="link_reason", placeholder="In a few words; others will read it.", height=90)
    return text


def _name() -> str | None:
    """Who decides: who is signed in, else the name asked for once a session; None where that is told by the sign-in."""
    signed_in = people.signed_in_name()
    if signed_in:
        st.caption(f"Decided as {plain(signed_in)}.")
        return None
    given: str = st.text_input(
        "Your name", value=people.author() or "", key="link_name", placeholder="May stay empty", help="Kept for this session."
    )
    return given


def _keep(
    row: Mapping[str, Any], link: tuple[str, str, str], verdict: str, reason: str, name: str | None, now: Decided,
    on_close: Callable[[], None],
) -> None:  # fmt: skip
    """Keep the decision; say so and close, or say what stands in the way and leave what was typed."""
    if name is not None:
        people.remember(name)
    seen = _seen()
    try:
        theirs = people.decide(
            deployment_id=link[0], release_id=row["release_id"] or "", subject_kind=link[1], subject=link[2],
            verdict=verdict, reason=reason, over=seen.get("/".join(link), now.revision(link)),
        )  # fmt: skip
    except people.NotKept as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if theirs is not None:
        seen["/".join(link)] = theirs.revision
        _show_both(theirs, verdict)
        return
    begin()
    on_close()
    st.session_state[_WAS_KEPT] = True
    st.rerun()


def _show_both(theirs: Judged, verdict: str) -> None:
    zone = ask(quality.rules)["time_zone"]
    st.warning(
        f"{_who(theirs.by)} decided meanwhile: **{plain(theirs.verdict)}** on {plain(numbers.instant(theirs.at, zone))}"
        + (f", “{plain(theirs.reason)}”" if theirs.reason else "")
        + f". That counts. Yours ({plain(verdict)}) is kept beside it and counts once you press its button again.",
        icon=":material/group:",
    )
