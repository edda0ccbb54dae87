"""Stays in statuses: from moves out of order, at one instant, to themselves, cut short or not known at all."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    PAY-1    plain: To Do, In Progress, Done
    PAY-2    never moved
    PAY-3    history unknown;  PAY-4  cut
    PAY-5    Closed to Closed and In Progress to In Progress count for nothing
    PAY-6    moves landed out of order, two at one instant
    PAY-7    a move before its creation (an import)
    PAY-8    reopened twice
    PAY-9    a move without a date
    PAY-10   done at once, never in progress
    PAY-11   to and from a status that waits
    """
    facts = Facts().service(jira_projects=["PAY"])
    facts.issue("PAY-1", at="2026-01-01", moves=[("2026-01-02", "In Progress"), ("2026-01-05", "Done")])
    facts.issue("PAY-2", at="2026-01-01")
    facts.issue("PAY-3", at="2026-01-01", status="Done", resolved_at="2026-01-09", history="unknown")
    facts.issue("PAY-4", at="2026-01-01", status="In Progress", history="partial")
    facts.issue("PAY-5", at="2026-01-01", moves=[
        ("2026-01-02", "In Progress"), ("2026-01-03", "In Progress"), ("2026-01-04", "Closed"), ("2026-01-20", "Closed"),
    ])  # fmt: skip
    facts.issue(
        "PAY-6",
        at="2026-01-01",
        moves=[("2026-01-02", "In Progress"), ("2026-01-03", "Testing"), ("2026-01-03", "Done")],
    )
    facts.issue("PAY-7", at="2026-01-10", moves=[("2026-01-02", "In Progress"), ("2026-01-12", "Done")])
    facts.issue("PAY-8", at="2026-01-01", moves=[
        ("2026-01-02", "In Progress"), ("2026-01-03", "Done"), ("2026-01-04", "In Progress"), ("2026-01-05", "Closed"),
        ("2026-01-06", "To Do"), ("2026-01-07", "Done"), ("2026-01-08", "Closed"),
    ])  # fmt: skip
    facts.issue("PAY-9", at="2026-01-01", moves=[(None, "In Progress"), ("2026-01-03", "Done")])
    facts.issue("PAY-10", at="2026-01-01", moves=[("2026-01-02", "Done")])
    facts.issue("PAY-11", at="2026-01-01", moves=[
        ("2026-01-02", "In Progress"), ("2026-01-04", "Waiting"), ("2026-01-07", "To Do"), ("2026-01-08", "In Progress"),
        ("2026-01-09", "Done"),
    ])  # fmt: skip
    with facts.publish(tmp_path_factory.mktemp("intervals")) as snapshot:
        yield snapshot


def _stays(snapshot: Snapshot, key: str) -> list[tuple[str, float | None]]:
    rows = snapshot.query(
        "select status, hours from status_intervals where issue_key = $key order by position", {"key": key}
    )
    return [(status, None if pd.isna(hours) else hours) for status, hours in rows.itertuples(index=False)]


STAYS: dict[str, list[tuple[str, float | None]]] = {
    "PAY-1": [("To Do", 24), ("In Progress", 72), ("Done", None)],
    "PAY-2": [("To Do", None)],
    "PAY-3": [],
    "PAY-4": [],
    "PAY-5": [("To Do", 24), ("In Progress", 48), ("Closed", None)],
    "PAY-6": [("To Do", 24), ("In Progress", 24), ("Testing", 0), ("Done", None)],
    "PAY-7": [("To Do", 0), ("In Progress", 240), ("Done", None)],
    "PAY-9": [],
}


@pytest.mark.parametrize("key", STAYS)
def test_stays_follow_each_other_without_gap_and_never_last_less_than_nothing(snapshot: Snapshot, key: str) -> None:
    assert _stays(snapshot, key) == STAYS[key]


def _times(snapshot: Snapshot, key: str) -> dict[str, object]:
    row = snapshot.query(
        "select history_state as history, strftime(started_at, '%d') as started, strftime(first_done_at, '%d') as first_done,"
        " strftime(done_at, '%d') as done, is_done, reopened_count as reopened, active_hours as active,"
        " waiting_hours as waiting from issues where issue_key = $key",
        {"key": key},
    ).astype(object)
    return {str(name): value for name, value in row.where(row.notna(), None).iloc[0].items()}


TIMES = {
    "PAY-1": ("complete", "02", "05", "05", True, 0, 72, 0),
    "PAY-2": ("complete", None, None, None, False, 0, 0, 0),
    "PAY-3": ("unknown", None, None, "09", True, None, None, None),
    "PAY-4": ("partial", None, None, None, False, None, None, None),
    "PAY-5": ("complete", "02", "04", "04", True, 0, 48, 0),
    "PAY-8": ("complete", "02", "03", "07", True, 2, 48, 24),
    "PAY-9": ("unreadable", None, None, None, True, None, None, None),
    "PAY-10": ("complete", None, "02", "02", True, 0, 0, 0),
    "PAY-11": ("complete", "02", "09", "09", True, 0, 72, 96),
}


@pytest.mark.parametrize("key", TIMES)
def test_when_work_began_and_ended_and_how_much_of_it_was_waiting(snapshot: Snapshot, key: str) -> None:
    assert tuple(_times(snapshot, key).values()) == TIMES[key]


def test_what_contradicts_itself_or_is_not_known_is_listed(snapshot: Snapshot) -> None:
    negative = snapshot.query("select subject, what from audit.negative_spans").values.tolist()
    unknown = snapshot.query("select subject, what from audit.unknown_histories order by 1").values.tolist()

    assert negative == [["PAY-7", "it was in progress before it was created"]]
    assert unknown == [
        ["PAY-3", "its Jira sent no history"],
        ["PAY-4", "its Jira cut the history and gives no more"],
        ["PAY-9", "a move in its history has no date that can be read"],
    ]
