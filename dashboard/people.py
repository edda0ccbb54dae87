"""What people type on the pages: who they are, what they decided, and the journal that keeps it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import state
from metrics.reading.failure_links import Judged
from metrics.reading.typed import Typed

if TYPE_CHECKING:
    from ingest.journal import Decision, Journal, Saved

JOURNAL_VARIABLE: Final = "LEADLINE_JOURNAL_URL"
_FILE: Final = "journal.db"
_NAME: Final = "who_is_typing"


class NotKept(Exception):
    """Something typed could not be kept; the message is one sentence for people."""


def author() -> str | None:
    """Who types here: who is signed in, else the name given in this session, else nobody."""
    signed_in = signed_in_name()
    given = st.session_state.get(_NAME)
    return signed_in or (given.strip() or None if isinstance(given, str) else None)


def signed_in_name() -> str | None:
    """The name of who is signed in; None where nobody signs in."""
    if not getattr(st.user, "is_logged_in", False):
        return None
    told = st.user.get("name") or st.user.get("email")
    return str(told) if told else None


def remember(name: str) -> None:
    """Keep a name for this session."""
    st.session_state[_NAME] = name


def head() -> str:
    """A text that differs whenever somebody typed something; empty when nobody did. Raises `NotKept` when it cannot be read."""
    from ingest.journal_head import quick_head

    if not _may_hold_something():
        return ""
    if not os.environ.get(JOURNAL_VARIABLE):
        quick = quick_head(state.data_dir() / _FILE)
        if quick is not None:
            return quick
    from ingest.journal import JournalError

    try:
        return _journal().head()
    except JournalError as error:
        raise NotKept(str(error)) from error


def judged() -> tuple[Judged, ...]:
    """What people decided about links, each link's last word; nothing when the journal cannot be read."""
    try:
        return typed().judged
    except NotKept:
        return ()


def typed() -> Typed:
    """All that people typed, each entry's last word. Raises `NotKept` when the journal cannot be read."""
    found = head()
    return _typed(state.data_dir(), os.environ.get(JOURNAL_VARIABLE), found) if found else Typed()


@lru_cache(maxsize=8)
def _typed(data_dir: Path, url: str | None, _: str) -> Typed:
    """Read once for each state of the journal, which its head tells from any other."""
    from dashboard.typed import typed_of
    from ingest.journal import JournalError

    try:
        return typed_of(_journal_of(data_dir, url).snapshot())
    except JournalError as error:
        raise NotKept(str(error)) from error


def decide(
    *, deployment_id: str, release_id: str, subject_kind: str, subject: str, verdict: str, reason: str, over: int
) -> Judged | None:
    """Keep a decision. Returns None once it counts, else what somebody else decided meanwhile: both are kept.

    `over`: the revision that was seen, 0 for none. Raises `NotKept` in one sentence; nothing is kept then.
    """
    from ingest.journal import Decision, JournalError, decision_id

    entry = Decision(
        decision_id=decision_id(deployment_id, subject_kind, subject), deployment_id=deployment_id, release_id=release_id,
        subject_kind=subject_kind, subject=subject, verdict=verdict, reason=reason,
    )  # fmt: skip
    try:
        saved: Saved[Decision] = _journal().save(entry, over=over, by=author(), at=state.now())
    except JournalError as error:
        raise NotKept(str(error)) from error
    theirs = saved.overtaken_by
    if theirs is None:
        return None
    return Judged(
        deployment_id, subject_kind, subject, theirs.entry.verdict, theirs.entry.reason, theirs.written_by,
        theirs.written_at, theirs.revision,
    )  # fmt: skip


def _may_hold_something() -> bool:
    return bool(os.environ.get(JOURNAL_VARIABLE)) or (state.data_dir() / _FILE).exists()


def _journal() -> Journal:
    return _journal_of(state.data_dir(), os.environ.get(JOURNAL_VARIABLE))


@lru_cache(maxsize=8)
def _journal_of(data_dir: Path, url: str | None) -> Journal:
    from ingest.journal import Journal

    return Journal.of(data_dir, url)
