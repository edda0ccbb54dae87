"""Feeds and their rows set aside, read from a real warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.reading import feed_quality
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """
    feed        file         rows   set aside
    pipeline    a.csv        5      2: result 'meh' and result 'fine' are not understood
    pipeline    b.csv (gone) 3      1: started_at 'v1.5' is no instant
    incidents   i.json       4      0; read as Latin-1
    """
    facts = Facts().service()
    facts.row("raw.feed_files", feed="pipeline", kind="deployments", path="a.csv", row_count=5, rejected_count=2, read_at="2026-01-02")
    facts.row("raw.feed_files", feed="pipeline", kind="deployments", path="b.csv", row_count=3, rejected_count=1, read_at="2026-01-01",
              gone_at="2026-01-02")  # fmt: skip
    facts.row("raw.feed_files", feed="incidents", kind="incidents", path="i.json", row_count=4, rejected_count=0, read_at="2026-01-01",
              note="It is not UTF-8.")  # fmt: skip
    for path, line, reason in (
        ("a.csv", 9, "result 'fine' is not understood. Write one of succeeded, failed."),
        ("a.csv", 2, "result 'meh' is not understood. Write one of succeeded, failed."),
        ("b.csv", 4, "started_at 'v1.5' is no instant. Expected an instant."),
    ):
        facts.row("raw.feed_rejects", feed="pipeline", path=path, line_number=line, reason=reason, record="x")
    return facts.publish(tmp_path_factory.mktemp("feeds"))


def test_a_feed_has_its_files_rows_and_notes(snapshot: Snapshot) -> None:
    found = feed_quality.feeds(snapshot)
    columns = ["feed", "kind", "file_count", "gone_file_count", "row_count", "rejected_count"]

    assert found[columns].to_numpy().tolist() == [["incidents", "incidents", 1, 0, 4, 0], ["pipeline", "deployments", 1, 1, 8, 3]]
    assert found["notes"].fillna("").tolist() == ["i.json: It is not UTF-8.", ""]


def test_reasons_are_counted_without_what_was_found_the_most_frequent_first(snapshot: Snapshot) -> None:
    found = feed_quality.reasons(snapshot)

    assert found[["feed", "reason", "row_count", "file_count"]].to_numpy().tolist() == [
        ["pipeline", "result … is not understood.", 2, 1], ["pipeline", "started_at … is no instant.", 1, 1],
    ]  # fmt: skip
    assert found["first_reason"].tolist()[0].startswith("result 'meh'")


def test_the_rows_themselves_come_by_file_and_line(snapshot: Snapshot) -> None:
    found = feed_quality.set_aside(snapshot)

    assert found[["path", "line_number"]].to_numpy().tolist() == [["a.csv", 2], ["a.csv", 9], ["b.csv", 4]]
    assert len(feed_quality.set_aside(snapshot, limit=2)) == 2


def test_without_a_feed_there_is_nothing(tmp_path: Path) -> None:
    with Facts().service().publish(tmp_path) as snapshot:
        assert feed_quality.feeds(snapshot).empty
        assert feed_quality.reasons(snapshot).empty
        assert feed_quality.set_aside(snapshot).empty
