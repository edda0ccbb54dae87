"""Links as pages show them: what the build knew, and what people decided since laid over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from metrics.reading import failure_links
from metrics.reading.failure_links import Judged, added_links, counted_revisions, fresh, with_decisions
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, instant

AT = instant("2026-06-01 09:00")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    1.0.0 on 2 March, 1.1.0 on 10 March. PAY-1, an incident, affects 1.0.0 (confirmed). PAY-2, an incident of 11 March, is near
    1.1.0 (suspected). PAY-3, an incident of 20 April, is linked to nothing. Ann rejected PAY-1's link before the build.
    """
    facts = Facts().service(jira_projects=["PAY"]).version("1.0.0")
    for version, day in (("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10")):
        facts.commit(version, at="2026-03-01", shipped_in=version).tag(f"v{version}", on=version, at=f"{day} 12:00")
    facts.issue("PAY-1", at="2026-03-02 13:00", type="Incident", affects="1.0.0", severity="1", summary="Down")
    facts.issue("PAY-2", at="2026-03-11", type="Incident", summary="Slow")
    facts.issue("PAY-3", at="2026-04-20", type="Incident", summary="Odd")
    facts.row(
        "raw.journal_decisions", decision_id="d", deployment_id="payments/1.0.0@production", release_id="payments/1.0.0",
        subject_kind="incident", subject="jira/1000", verdict="rejected", reason="A drill", revision=2, written_by="Ann",
        written_at="2026-05-01",
    )  # fmt: skip
    with facts.publish(tmp_path_factory.mktemp("links")) as opened:
        yield opened


def judged(version: str, subject: str, verdict: str, revision: int = 1, reason: str | None = "so") -> Judged:
    return Judged(f"payments/{version}@production", "incident", subject, verdict, reason, "Bob", AT, revision)


def told(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    names = ["trouble", "confidence", "rung", "decided_by", "is_fresh", "is_standing"]
    known = rows[names].astype(object).where(rows[names].notna(), None)
    return sorted(known.itertuples(index=False, name=None), key=str)


def test_links_have_what_people_need_to_judge_them_rejected_ones_too(snapshot: Snapshot) -> None:
    rows = with_decisions(failure_links.links(snapshot), [])

    assert told(rows) == [
        ("PAY-1", "rejected", "affects_version", "Ann", False, False),
        ("PAY-2", "suspected", "proximity", None, False, True),
    ]
    assert rows["summary"].tolist() == ["Slow", "Down"]
    assert rows["ladder_confidence"].tolist() == ["suspected", "confirmed"]
    assert rows["deployment"].tolist() == ["1.1.0", "1.0.0"]


def test_the_window_and_the_service_choose_by_the_day_of_the_deployment(snapshot: Snapshot) -> None:
    march_10 = failure_links.links(snapshot, since=date(2026, 3, 10), until=date(2026, 3, 11))
    assert march_10["trouble"].tolist() == ["PAY-2"]
    assert failure_links.links(snapshot, until=date(2026, 3, 10))["trouble"].tolist() == ["PAY-1"]
    assert failure_links.links(snapshot, service="search").empty
    assert failure_links.links_of(snapshot, "payments/1.0.0")["trouble"].tolist() == ["PAY-1"]


@pytest.mark.parametrize(
    ("one", "row"),
    [
        (judged("1.1.0", "jira/1001", "confirmed"), ("PAY-2", "confirmed", "decided", "Bob", True, True)),
        (judged("1.1.0", "jira/1001", "rejected"), ("PAY-2", "rejected", "proximity", "Bob", True, False)),
        (judged("1.0.0", "jira/1000", "withdrawn", 3, None), ("PAY-1", "confirmed", "affects_version", None, True, True)),
        (judged("1.0.0", "jira/1000", "confirmed", 3), ("PAY-1", "confirmed", "decided", "Bob", True, True)),
    ],
)
def test_a_decision_since_the_build_is_laid_over_its_link_and_no_other(
    snapshot: Snapshot, one: Judged, row: tuple[object, ...]
) -> None:
    found = failure_links.links(snapshot)
    before, after = told(with_decisions(found, [])), told(with_decisions(found, [one]))

    assert row in after
    assert [other for other in after if other[0] != row[0]] == [other for other in before if other[0] != row[0]]
    assert told(with_decisions(found, [])) == before, "the cached answer is not changed"


def test_only_what_the_build_did_not_know_is_fresh(snapshot: Snapshot) -> None:
    counted = counted_revisions(snapshot)
    old, newer, new = judged("1.0.0", "jira/1000", "rejected", 2), judged("1.0.0", "jira/1000", "confirmed", 3), judged("1.1.0", "x", "confirmed")

    assert fresh([old], counted) == []
    assert fresh([newer, new], counted) == [newer, new]


def test_a_link_that_a_person_made_stands_among_the_others_at_once(snapshot: Snapshot) -> None:
    """PAY-3 is linked to 1.1.0 by Bob; a rejection of what is no link adds nothing, nor does an unknown deployment."""
    made = judged("1.1.0", "jira/1002", "confirmed")
    ones = [made, judged("1.0.0", "jira/1002", "rejected"), judged("9.9.9", "jira/1002", "confirmed")]
    found = failure_links.links(snapshot)
    rows = with_decisions(found, ones, added_links(snapshot, ones))

    assert len(rows) == 3
    assert ("PAY-3", "confirmed", "decided", "Bob", True, True) in told(rows)
    [row] = rows[rows["trouble"] == "PAY-3"].to_dict("records")
    assert (row["service"], row["deployment"], row["summary"], row["release_id"]) == ("payments", "1.1.0", "Odd", "payments/1.1.0")
    assert row["deployed_at"] == instant("2026-03-10 12:00")
    assert all(str(rows[name].dtype).startswith("datetime64") for name in ("deployed_at", "failed_at", "decided_at"))


def test_a_link_that_the_build_knows_is_not_added_again(snapshot: Snapshot) -> None:
    assert added_links(snapshot, [judged("1.1.0", "jira/1001", "confirmed")]).empty
    assert added_links(snapshot, []).columns.tolist() == failure_links.links(snapshot).columns.tolist()


def test_incidents_that_nothing_explains_and_the_deployments_before_them(snapshot: Snapshot) -> None:
    """PAY-1's link was rejected, so nothing explains it; PAY-2 is explained. The deployments before PAY-3: 1.1.0, then 1.0.0."""
    assert failure_links.unlinked_incidents(snapshot)["trouble"].tolist() == ["PAY-3", "PAY-1"]
    assert failure_links.unlinked_incidents(snapshot, since=date(2026, 4, 1))["trouble"].tolist() == ["PAY-3"]
    assert failure_links.unlinked_incidents(snapshot, service="search").empty
    before = failure_links.deployments_before(snapshot, instant("2026-04-20"), service="payments")
    assert before["label"].tolist() == ["1.1.0", "1.0.0"]
    assert failure_links.deployments_before(snapshot, instant("2026-03-01"), service=None).empty
