"""What was in a release, and what is: on any day, from the moves of fix versions."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    Release 1.0.0 came out on 10 January, 12:00.
    PAY-1   created with it
    PAY-2   added on the 5th
    PAY-3   created with it, taken out on the 6th
    PAY-4   added on the 3rd, out on the 4th, in again on the 8th
    PAY-5   added on the 20th, after it was out
    PAY-6   created with it, moved to 1.1.0 on the 15th, after it was out
    PAY-7   history unknown, has it now
    PAY-8   created with it, deleted since
    PAY-9   added twice on the 5th, taken out once
    OLD-1   moved here from another project, where 1.0.0 was added on the 4th
    """
    facts = (
        Facts()
        .service(jira_projects=["PAY"])
        .version("1.0.0", release_on="2026-01-10", is_released=True)
        .version("1.1.0")
    )
    facts.commit("a", at="2026-01-09", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-10 12:00")
    facts.issue("PAY-1", at="2026-01-01", fix="1.0.0")
    facts.issue("PAY-2", at="2026-01-01", fix_moves=[("2026-01-05", "+1.0.0")])
    facts.issue("PAY-3", at="2026-01-01", fix_moves=[("2026-01-06", "-1.0.0")])
    facts.issue(
        "PAY-4",
        at="2026-01-01",
        fix_moves=[("2026-01-03", "+1.0.0"), ("2026-01-04", "-1.0.0"), ("2026-01-08", "+1.0.0")],
    )
    facts.issue("PAY-5", at="2026-01-01", fix_moves=[("2026-01-20", "+1.0.0")])
    facts.issue("PAY-6", at="2026-01-01", fix="1.1.0", fix_moves=[("2026-01-15", "-1.0.0"), ("2026-01-15", "+1.1.0")])
    facts.issue("PAY-7", at="2026-01-01", fix="1.0.0", history="unknown")
    facts.issue("PAY-8", at="2026-01-01", fix="1.0.0", gone_at="2026-02-01")
    facts.issue(
        "PAY-9",
        at="2026-01-01",
        fix_moves=[("2026-01-05", "+1.0.0"), ("2026-01-05", "+1.0.0"), ("2026-01-07", "-1.0.0")],
    )
    facts.issue("PAY-10", at="2026-01-01", old_keys=["OLD-1"], fix_moves=[("2026-01-04", "+1.0.0")])
    with facts.publish(tmp_path_factory.mktemp("scope")) as snapshot:
        yield snapshot


def _scope(snapshot: Snapshot, where: str) -> dict[str, list[tuple[str | None, str | None]]]:
    rows = snapshot.query(
        "select issue_key, strftime(added_at, '%d') as added, strftime(removed_at, '%d') as removed from release_scope"
        f" where release_id = 'payments/1.0.0' and {where} order by issue_key, added_at"
    ).astype(object)
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for key, *times in rows.where(rows.notna(), None).values.tolist():
        found.setdefault(key, []).append((times[0], times[1]))
    return found


def test_each_stretch_in_scope_is_a_row(snapshot: Snapshot) -> None:
    assert _scope(snapshot, "true") == {
        "PAY-1": [("01", None)],
        "PAY-2": [("05", None)],
        "PAY-3": [("01", "06")],
        "PAY-4": [("03", "04"), ("08", None)],
        "PAY-5": [("20", None)],
        "PAY-6": [("01", "15")],
        "PAY-7": [(None, None)],
        "PAY-8": [("01", None)],
        "PAY-9": [("05", "07")],
        "PAY-10": [("04", None)],
    }


def test_scope_now_and_scope_at_release_differ(snapshot: Snapshot) -> None:
    assert set(_scope(snapshot, "is_in_scope_now")) == {"PAY-1", "PAY-2", "PAY-4", "PAY-5", "PAY-7", "PAY-10"}
    assert set(_scope(snapshot, "was_in_scope_at_release")) == {"PAY-1", "PAY-2", "PAY-4", "PAY-6", "PAY-8", "PAY-10"}
    assert set(_scope(snapshot, "was_in_scope_at_release is null")) == {"PAY-7"}


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        ("2025-12-31", {"7"}),
        ("2026-01-01", {"1", "3", "6", "7", "8"}),
        ("2026-01-03", {"1", "3", "4", "6", "7", "8"}),
        ("2026-01-04", {"1", "3", "6", "7", "8", "10"}),
        ("2026-01-05", {"1", "2", "3", "6", "7", "8", "9", "10"}),
        ("2026-01-06", {"1", "2", "6", "7", "8", "9", "10"}),
        ("2026-01-31", {"1", "2", "4", "5", "7", "8", "10"}),
    ],
)
def test_scope_as_of_a_day_is_that_of_its_end(snapshot: Snapshot, day: str, keys: set[str]) -> None:
    rows = snapshot.query(f"select issue_key from release_scope_on(date '{day}') where release_id = 'payments/1.0.0'")

    assert sorted(rows["issue_key"]) == sorted(f"PAY-{key}" for key in keys)


def test_what_was_rewritten_after_the_release_is_listed(snapshot: Snapshot) -> None:
    rows: pd.DataFrame = snapshot.query("select subject, what from audit.scope_changed_after_release order by 1")

    assert rows.values.tolist() == [
        ["payments/1.0.0 PAY-5", "added 9.5 days after it was out"],
        ["payments/1.0.0 PAY-6", "taken out 4.5 days after it was out"],
    ]
