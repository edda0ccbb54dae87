"""Remarks on the days of charts: whose they are, and which cut the limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from metrics.reading.notes import noted
from metrics.reading.typed import Remark
from metrics.snapshot import Snapshot, open_snapshot
from tests.support.raw_rows import Facts

WHOLE = {"since": None, "until": None}


def remark(
    day: str, words: str, *, service: str | None = None, metric: str | None = None, **flags: bool
) -> tuple[object, ...]:
    cuts, is_withdrawn = flags.get("cuts", False), flags.get("is_withdrawn", False)
    return (words, day, service, metric, words, cuts, is_withdrawn, 1, None, None)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("notes")
    published = Facts().service("payments").publish(folder)
    path = published.path
    published.close()
    path.chmod(0o600)
    rows = [
        remark("2026-01-05", "all"),
        remark("2026-02-05", "ours", service="payments", cuts=True),
        remark("2026-03-05", "theirs", service="web"),
        remark("2026-04-05", "of flow", metric="flow_time", cuts=True),
        remark("2026-05-05", "taken back", is_withdrawn=True),
    ]
    with duckdb.connect(str(path)) as con:
        con.executemany("insert into raw.journal_annotations values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        con.execute(
            "insert into raw.journal_improvements (improvement_id, problem, idea, metric_id, starts_on)"
            " values ('i', 'slow', 'smaller changes', 'flow_time', date '2026-06-01')"
        )
    with open_snapshot(path) as opened:
        yield opened


def words(snapshot: Snapshot, metric_id: str, service: str | None, **window: date | None) -> dict[str, bool]:
    found = noted(snapshot, metric_id, service=service, **{**WHOLE, **window})
    return {row["words"]: bool(row["cuts_limits"]) for row in found.to_dict("records")}


def test_all_services_have_every_remark_and_one_of_a_single_service_cuts_none_of_their_limits(
    snapshot: Snapshot,
) -> None:
    assert words(snapshot, "reopen_rate", None) == {"all": False, "ours": False, "theirs": False}


def test_a_service_has_its_own_and_those_of_all_and_its_change_cuts_its_limits(snapshot: Snapshot) -> None:
    assert words(snapshot, "reopen_rate", "payments") == {"all": False, "ours": True}


def test_a_remark_on_a_metric_and_its_improvement_hold_for_its_companions_too(snapshot: Snapshot) -> None:
    wanted = {"all": False, "ours": False, "theirs": False, "of flow": True, "Improvement: smaller changes": True}
    assert words(snapshot, "flow_time", None) == wanted
    assert words(snapshot, "flow_time_p85", None) == wanted


def test_what_was_typed_since_the_build_is_laid_over(snapshot: Snapshot) -> None:
    """"ours" was written again for another day and no longer cuts; "all" was taken back; three are new, one of them elsewhere."""
    fresh = (
        Remark("ours", date(2026, 2, 9), "payments", None, "ours, corrected", is_process_change=False),
        Remark("all", date(2026, 1, 5), None, None, "all", is_process_change=False, is_withdrawn=True),
        Remark("new", date(2026, 1, 1), None, None, "new rule", is_process_change=True),
        Remark("j", date(2026, 7, 1), "payments", "reopen_rate", "Improvement: look twice", is_process_change=True),
        Remark("k", date(2026, 7, 1), "web", None, "theirs too", is_process_change=True),
    )

    def laid(metric_id: str, service: str | None, **window: date | None) -> list[tuple[str, bool]]:
        found = noted(snapshot, metric_id, service=service, fresh=fresh, **{**WHOLE, **window})
        return [(row["words"], bool(row["cuts_limits"])) for row in found.to_dict("records")]

    assert laid("reopen_rate", "payments") == [
        ("new rule", True), ("ours, corrected", False), ("Improvement: look twice", True),
    ]  # fmt: skip
    assert ("theirs too", False) in laid("reopen_rate", None)
    assert ("Improvement: look twice", False) in laid("reopen_rate", None), "one of a single service cuts none of all"
    assert laid("flow_load", "payments", since=date(2026, 2, 9), until=date(2026, 7, 1)) == [("ours, corrected", False)]


def test_a_window_is_half_open(snapshot: Snapshot) -> None:
    found = words(snapshot, "reopen_rate", None, since=date(2026, 2, 5), until=date(2026, 3, 5))
    assert found == {"ours": False}


def test_a_warehouse_from_before_the_journal_has_no_remarks(tmp_path: Path) -> None:
    published = Facts().service().publish(tmp_path)
    path = published.path
    published.close()
    path.chmod(0o600)
    with duckdb.connect(str(path)) as con:
        con.execute("drop table raw.journal_annotations")
    with open_snapshot(path) as opened:
        assert noted(opened, "flow_time", service=None, **WHOLE).empty
