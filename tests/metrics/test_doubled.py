"""One change in three releases, one deployment with two incidents: what comes twice counts once, and what is open nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    March of 2026; 1.0.0 came out on Monday the 2nd, 1.1.0 on the 9th, 1.2.0 on the 16th, all at noon. Read on 1 July.

    PAY-1   created 1 February, a commit of it in each: of the 1st at noon, the 8th, the 15th    one change, shipped on the 2nd
    PAY-2   incident that affects 1.1.0, the 10th from 12:00 to 18:00, severity 1                both are of one deployment
    PAY-3   incident that affects 1.1.0, from the 11th, 12:00 to the 12th, 12:00, severity 3
    PAY-4   a commit of the 20th, in no release                                                  open
    PAY-5   incident of the 25th, nine days after the last deployment, not over                  open, and of none
    """
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01", newest_at="2026-06-30")
    facts.source("jira/PAY", read_at="2026-07-01", newest_at="2026-06-28", kind="jira").source("ledger", read_at="2026-07-01")
    facts.issue("PAY-1", at="2026-02-01").issue("PAY-4", at="2026-03-20")
    for version, on in (("1.0.0", 2), ("1.1.0", 9), ("1.2.0", 16)):
        facts.commit(version, at=f"2026-03-{on - 1:02} 12:00", shipped_in=version, message="PAY-1 do it")
        facts.tag(f"v{version}", on=version, at=f"2026-03-{on:02} 12:00").version(version, release_on=f"2026-03-{on:02}", is_released=True)
    facts.commit("waits", at="2026-03-20", message="PAY-4 do it")
    for key, opened, over, severity in (("PAY-2", "03-10", "03-10 18:00", "S1"), ("PAY-3", "03-11", "03-12 12:00", "S3"), ("PAY-5", "03-25", None, "S1")):
        facts.issue(
            key, at=f"2026-{opened} 12:00", type="Incident", severity=severity, affects="1.1.0" if over else (),
            resolved_at=over and f"2026-{over}", moves=[(f"2026-{over}", "Done")] if over else (),
        )  # fmt: skip
    with facts.publish(tmp_path_factory.mktemp("doubled")) as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("metric_id", "value", "size"),
    [
        ("change_lead_time", 24.0, 1),
        ("change_lead_time_p85", 24.0, 1),
        ("change_lead_time_authored", 24.0, 1),
        ("change_lead_time_working", 3.0, 1),  # Sunday noon to Monday noon
        ("merge_to_release_wait", 1.0, 1),
        ("merge_to_release_wait_p85", 1.0, 1),
        ("merge_to_release_wait_working", 3 / 8, 1),
        ("late_change_share", 0.0, 1),
        ("backed_out_change_rate", 0.0, 1),
        ("segregation_of_duties", 0.0, 1),
        ("unauthorised_change_rate", 0.0, 3),  # its three commits
        ("linkage_coverage", 1.0, 3),
        ("linkage_coverage_issues", 1.0, 1),
        ("request_lead_time", 29.5, 1),
        ("request_lead_time_p85", 29.5, 1),
        ("request_lead_time_working", 20 + 3 / 8, 1),  # the twenty working days of February, and Monday until noon
        ("deployment_frequency", 3 / (30 / 7), 3),  # seen from the 2nd to the 31st
        ("deployment_gap", 7.0, 2),
        ("deployment_gap_p85", 7.0, 2),
        ("change_failure_rate", 1 / 3, 3),
        ("change_failure_rate_upper", 1 / 3, 3),
        ("failed_deployment_recovery_time", 30.0, 1),  # the 9th, 12:00, to the first end, the 10th, 18:00
        ("failed_deployment_recovery_time_p85", 30.0, 1),
        ("failed_deployment_recovery_time_working", 5.0 + 8.0, 1),
        ("deployment_rework_rate", 0.0, 3),
        ("deployment_rework_rate_upper", 0.0, 3),
        ("incidents_caused_by_change", 2 / 3, 3),
        ("incidents_caused_by_change_upper", 2 / 3, 3),
        ("user_impact_minutes", 360 * 1.0 + 1440 * 0.2, 2),
        ("incident_free_release_rate", 2 / 3, 3),
    ],
)
def test_what_comes_twice_counts_once(doubled: Snapshot, metric_id: str, value: float, size: int) -> None:
    [row] = measure(doubled, metric_id, since=date(2026, 3, 1), until=date(2026, 4, 1)).to_dict("records")

    assert (row["value"], row["sample_size"], row["reason"]) == (pytest.approx(value), size, None)


@pytest.mark.parametrize(
    ("metric_id", "subject", "reason"),
    [
        ("change_lead_time", "PAY-4", "not in a release yet"),
        ("merge_to_release_wait", "PAY-4", "not in a release yet"),
        ("late_change_share", "PAY-4", "not in a release yet"),
        ("backed_out_change_rate", "PAY-4", "not in a release yet"),
        ("segregation_of_duties", "PAY-4", "not in a release yet"),
        ("user_impact_minutes", "PAY-5", "it is not over, or nobody knows when it was"),
        ("deployment_gap", "payments/1.0.0", None),
    ],
)
def test_what_is_open_is_left_out(doubled: Snapshot, metric_id: str, subject: str, reason: str | None) -> None:
    left_out = dict(receipt(doubled, metric_id).left_out[["subject", "left_out_because"]].values.tolist())

    assert [*left_out] == [subject]
    assert reason in (None, left_out[subject])


def test_of_several_sources_the_stalest_tells_how_fresh_the_data_are(doubled: Snapshot) -> None:
    """Read on 1 July, 00:00: the repository's newest commit is of 30 June, the Jira's newest change of the 28th, the ledger has none."""
    [row] = measure(doubled, "freshness").to_dict("records")

    assert (row["value"], row["sample_size"]) == (72.0, 2)
    assert receipt(doubled, "freshness").left_out["left_out_because"].tolist() == ["it has no record with a plausible date"]
