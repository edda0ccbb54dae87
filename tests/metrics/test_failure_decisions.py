"""What people decide about a failure link beats every rung, and stays visible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, sha_of


def _facts() -> Facts:
    """
    1.0.0 on 2 March; 1.1.0 on 10 March ships 'bad'; 1.1.1 on 12 March ships its revert.
    PAY-1, an incident of 2 March 13:00, affects 1.0.0. PAY-2, an incident of 11 March, is near 1.1.0. PAY-3, a bug, High, affects
    1.0.0. All three deployments fail: 1.0.0 and 1.1.0 for sure, 1.1.1 not.
    """
    facts = Facts().service(jira_projects=["PAY"]).version("1.0.0")
    for version, day in (("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"), ("1.1.1", "2026-03-12")):
        facts.commit(version, at="2026-03-01", shipped_in=version).tag(f"v{version}", on=version, at=f"{day} 12:00")
    facts.commit("bad", at="2026-03-01", shipped_in="1.1.0").commit("undo", at="2026-03-11", shipped_in="1.1.1", reverts="bad")
    facts.issue("PAY-1", at="2026-03-02 13:00", type="Incident", affects="1.0.0", severity="1")
    facts.issue("PAY-2", at="2026-03-11", type="Incident")
    return facts.issue("PAY-3", at="2026-03-03", type="Bug", priority="High", affects="1.0.0")


def _at(version: str) -> str:
    return f"payments/{version}@production"


def _rate(snapshot: Snapshot, metric_id: str = "change_failure_rate") -> Any:
    return measure(snapshot, metric_id).iloc[0]["value"]


def _links(snapshot: Snapshot, table: str = "failures") -> list[list[str]]:
    return snapshot.query(f"select release_id, subject_kind, subject, rung, confidence from {table} order by all").values.tolist()


def test_without_decisions_the_ladder_stands_and_each_link_says_what_a_decision_calls_it(tmp_path: Path) -> None:
    with _facts().publish(tmp_path) as snapshot:
        assert _links(snapshot) == [
            ["payments/1.0.0", "incident", "jira/1000", "affects_version", "confirmed"],
            ["payments/1.0.0", "issue", "PAY-3", "escaped_defect", "suspected"],
            ["payments/1.1.0", "commit", sha_of("undo"), "revert", "confirmed"],
            ["payments/1.1.0", "incident", "jira/1001", "proximity", "suspected"],
        ]
        assert _rate(snapshot) == pytest.approx(2 / 3)
        assert snapshot.query("select failure_id from failures where issue_key = 'PAY-1'")["failure_id"].tolist() == [
            "payments/1.0.0@production/jira/1000"
        ]


def test_a_rejected_link_is_no_failure_but_stays_visible_with_who_and_why(tmp_path: Path) -> None:
    """The sure link of 1.0.0 and the revert of 1.1.0 are rejected: 0 of 3 for sure; up to 2 of 3 with what is suspected."""
    facts = _facts().decided("rejected", _at("1.0.0"), "incident", "jira/1000", by="Ann", at="2026-04-01 10:00")
    facts.decided("rejected", _at("1.1.0"), "commit", sha_of("undo").upper(), by=None)
    with facts.publish(tmp_path) as snapshot:
        assert [row[2] for row in _links(snapshot)] == ["PAY-3", "jira/1001"]
        assert _rate(snapshot) == 0.0
        assert _rate(snapshot, "change_failure_rate_upper") == pytest.approx(2 / 3)
        rejected = snapshot.query(
            "select subject, rung, confidence, evidence, verdict, decided_by, ladder_rung from failure_links where not is_standing"
            " order by evidence"
        ).astype(object)
        assert measure(snapshot, "failed_deployment_recovery_time").iloc[0]["sample_size"] == 0

    assert rejected.where(rejected.notna(), None).values.tolist() == [
        ["jira/1000", "affects_version", "rejected", "rejected by Ann on 2026-04-01: we looked (PAY-1 affects 1.0.0)", "rejected",
         "Ann", "affects_version"],
        [sha_of("undo"), "revert", "rejected",
         (f"rejected by somebody not signed in on 2026-06-01: we looked (1.1.1 ships {sha_of('undo')[:10]}, which reverts"
         f" {sha_of('bad')[:10]})"), "rejected", None, "revert"],
    ]  # fmt: skip


def test_a_confirmed_suspicion_counts_and_keeps_who_when_and_why(tmp_path: Path) -> None:
    facts = _facts().decided("confirmed", _at("1.1.0"), "incident", "jira/1001", reason="the log says so")
    facts.decided("confirmed", _at("1.0.0"), "issue", "pay-3", reason=None)
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query(
            "select subject, rung, confidence, evidence, decided_by, decision_reason from failures where decided_at is not null"
            " order by subject"
        ).astype(object)

    assert rows.where(rows.notna(), None).values.tolist() == [
        ["PAY-3", "decided", "confirmed", "confirmed by Ann on 2026-06-01 (PAY-3 affects 1.0.0)", "Ann", None],
        ["jira/1001", "decided", "confirmed",
         "confirmed by Ann on 2026-06-01: the log says so (PAY-2 was opened 12.0 hours after 1.1.0)", "Ann", "the log says so"],
    ]  # fmt: skip


def test_a_person_may_link_what_no_rung_does_and_that_leaves_no_other_cause(tmp_path: Path) -> None:
    """PAY-2, near 1.1.0, came from 1.0.0, says Ann: the link to 1.1.0 goes, and nobody had to reject it."""
    facts = _facts().decided("confirmed", _at("1.0.0"), "incident", "PAY-2")
    with facts.publish(tmp_path) as snapshot:
        assert [row for row in _links(snapshot) if row[2] == "jira/1001"] == [
            ["payments/1.0.0", "incident", "jira/1001", "decided", "confirmed"]
        ]
        [row] = snapshot.query("select ladder_rung, evidence from failure_links where subject = 'jira/1001'").astype(object).values.tolist()

    assert row[1] == "confirmed by Ann on 2026-06-01: we looked"


def test_the_next_rung_holds_when_a_better_one_was_rejected(tmp_path: Path) -> None:
    """PAY-1 affects 1.0.0, rejected; it was opened an hour after 1.0.0 as well, but that is the same link: none is left. Were it
    also near another deployment, that one would be suspected: PAY-4 affects 1.0.0 and is near 1.1.1."""
    facts = _facts().issue("PAY-4", at="2026-03-12 13:00", type="Incident", affects="1.0.0")
    for number in (1000, 1003):
        facts.decided("rejected", _at("1.0.0"), "incident", f"jira/{number}")
    with facts.publish(tmp_path) as snapshot:
        left = [row for row in _links(snapshot) if row[1] == "incident"]

    assert left == [
        ["payments/1.1.0", "incident", "jira/1001", "proximity", "suspected"],
        ["payments/1.1.1", "incident", "jira/1003", "proximity", "suspected"],
    ]


def test_the_last_word_holds_and_one_withdrawn_gives_the_ladder_back(tmp_path: Path) -> None:
    """Rejected in April and confirmed in May: confirmed. Rejected in April and withdrawn in May: the ladder."""
    facts = _facts()
    for subject, last in (("jira/1000", "confirmed"), ("jira/1001", "withdrawn")):
        version = "1.0.0" if subject == "jira/1000" else "1.1.0"
        facts.decided(last, _at(version), "incident", subject, at="2026-05-01")
        facts.decided("rejected", _at(version), "incident", subject, at="2026-04-01")
    with facts.publish(tmp_path) as snapshot:
        rungs = {row[2]: row[3] for row in _links(snapshot)}

    assert (rungs["jira/1000"], rungs["jira/1001"]) == ("decided", "proximity")


def test_a_decision_moves_to_the_feeds_deployment_of_its_release_when_the_service_gets_a_feed(tmp_path: Path) -> None:
    """The deployment that Ann judged stood for the tag of 1.0.0; with the feed it is d1. One about nothing known changes nothing."""
    facts = _facts().deployment("d1", at="2026-03-02 12:30", version="1.0.0", brings=("1.0.0",))
    facts.decided("rejected", _at("1.0.0"), "incident", "jira/1000", release_id="payments/1.0.0")
    facts.decided("confirmed", "gone", "incident", "jira/9999")
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query("select deployment_id, verdict from failure_links where incident_id = 'jira/1000'").values.tolist()

    assert rows == [["d1", "rejected"]]
