"""Where defects are found, what was tested when a release shipped, and which security work was open then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, sha_of


def _value(snapshot: Snapshot, metric_id: str, **asked: Any) -> tuple[Any, int]:
    [row] = measure(snapshot, metric_id, **asked).to_dict("records")
    return (None if row["value"] != row["value"] else row["value"]), row["sample_size"]


def _left_out(snapshot: Snapshot, metric_id: str) -> dict[str, str]:
    return dict(receipt(snapshot, metric_id).left_out[["subject", "left_out_because"]].values.tolist())


def _line(*releases: tuple[str, str]) -> Facts:
    """A tag, a commit and a Jira version for each version and day, at noon."""
    facts = Facts().service(jira_projects=["PAY"])
    for version, day in releases:
        facts.commit(version, at="2026-01-01", shipped_in=version).tag(f"v{version}", on=version, at=f"{day} 12:00")
        facts.version(version, release_on=day, is_released=True)
    return facts


def test_defects_found_before_and_after_a_release(tmp_path: Path) -> None:
    """
    1.0.0 on 2 March, 1.1.0 on 20 March, 1.2.0 on 25 June (its 30 days are not over on 1 July)
    PAY-1   10 February, fix version 1.0.0                       before 1.0.0
    PAY-2   1 March, affects 1.0.0                               before 1.0.0
    PAY-3   5 March, affects 1.0.0, fixed in 1.1.0               escaped into 1.0.0; not found in time for 1.1.0
    PAY-4   15 March, affects 1.1.0 and 1.0.0                    escaped into 1.0.0, though it was known before 1.1.0
    PAY-5   2 April 13:00, affects 1.0.0: 31 days after          too late for 1.0.0: nothing
    PAY-6   1 June, fix version 1.2.0                            before 1.2.0, which is not judged yet
    PAY-7   10 February, fix version 1.0.0, gone                 nothing
    PAY-8   10 March, fix version 1.1.0                          before 1.1.0
    1.0.0: 2 of 4. 1.1.0: 1 of 1. Together 3 of 5.
    """
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-20"), ("1.2.0", "2026-06-25"))
    bug: dict[str, Any] = {"type": "Bug"}
    facts.issue("PAY-1", at="2026-02-10", fix="1.0.0", **bug).issue("PAY-2", at="2026-03-01", affects="1.0.0", **bug)
    facts.issue("PAY-3", at="2026-03-05", affects="1.0.0", fix="1.1.0", **bug)
    facts.issue("PAY-4", at="2026-03-15", affects=["1.1.0", "1.0.0"], **bug)
    facts.issue("PAY-5", at="2026-04-02 13:00", affects="1.0.0", **bug).issue("PAY-6", at="2026-06-01", fix="1.2.0", **bug)
    facts.issue("PAY-7", at="2026-02-10", fix="1.0.0", gone_at="2026-05-01", **bug).issue("PAY-8", at="2026-03-10", fix="1.1.0", **bug)
    with facts.publish(tmp_path) as snapshot:
        rows = receipt(snapshot, "defect_removal_efficiency").counted.sort_values("evidence")
        assert _value(snapshot, "defect_removal_efficiency") == (pytest.approx(3 / 5), 5)
        march = {"since": date(2026, 3, 1), "until": date(2026, 3, 10)}
        assert _value(snapshot, "defect_removal_efficiency", **march) == (0.5, 4)
        assert _value(snapshot, "defect_removal_efficiency", since=date(2026, 4, 1), until=date(2026, 5, 1)) == (None, 0)
        left_out = _left_out(snapshot, "defect_removal_efficiency")

    assert rows[["subject", "evidence"]].values.tolist() == [
        ["PAY-3", "escaped into 1.0.0: Do PAY-3"], ["PAY-4", "escaped into 1.0.0: Do PAY-4"], ["PAY-1", "found before 1.0.0: Do PAY-1"],
        ["PAY-2", "found before 1.0.0: Do PAY-2"], ["PAY-8", "found before 1.1.0: Do PAY-8"],
    ]  # fmt: skip
    assert left_out == {"PAY-6": "the time in which defects escape is not over"}


def test_what_was_found_before_production_is_told_by_the_versions_it_affects(tmp_path: Path) -> None:
    """
    1.0.0 is out since 2 March; 2.0.0 is planned.
    PAY-1   bug, 1 March, affects 1.0.0                  before
    PAY-2   bug, 3 March, affects 1.0.0                  in production
    PAY-3   security, 3 March, affects 2.0.0             before
    PAY-4   bug, 3 March, affects 2.0.0 and 1.0.0        in production
    PAY-5   bug, names no version                        left out
    PAY-6   story, affects 1.0.0                         no row
    PAY-7   bug, 3 March, fixed in 2.0.0                 before, as far as anybody says
    PAY-8   bug, 3 March, fixed in 1.0.0, out before     left out: that tells nothing
    3 of 5; of the defects 2 of 4.
    """
    facts = _line(("1.0.0", "2026-03-02")).version("2.0.0")
    facts.issue("PAY-1", at="2026-03-01", type="Bug", affects="1.0.0").issue("PAY-2", at="2026-03-03", type="Bug", affects="1.0.0")
    facts.issue("PAY-3", at="2026-03-03", type="Vulnerability", affects="2.0.0")
    facts.issue("PAY-4", at="2026-03-03", type="Bug", affects=["2.0.0", "1.0.0"]).issue("PAY-5", at="2026-03-03", type="Bug")
    facts.issue("PAY-6", at="2026-03-03", affects="1.0.0").issue("PAY-7", at="2026-03-03", type="Bug", fix="2.0.0")
    facts.issue("PAY-8", at="2026-03-03", type="Bug", fix="1.0.0")
    with facts.publish(tmp_path) as snapshot:
        by_kind = measure(snapshot, "shift_left_share", breakdown="category").set_index("group_name")
        assert _value(snapshot, "shift_left_share") == (0.6, 5)
        assert _left_out(snapshot, "shift_left_share") == dict.fromkeys(
            ("PAY-5", "PAY-8"), "it names no version that it affects or is fixed in, so nobody knows where it was found"
        )
        assert _value(snapshot, "shift_left_share", since=date(2026, 5, 1), until=date(2026, 6, 1)) == (None, 0)

    assert by_kind["value"].to_dict() == {"defect": 0.5, "security": 1.0}


def test_security_issues_that_were_open_when_the_service_shipped(tmp_path: Path) -> None:
    """
    1.0.0 on 2 March, 1.1.0 on 12 March, 1.2.0 on 2 April, each at noon
    PAY-1   Critical   reported 1 March 12:00    open still              at all three: 1, 11, 32 days old
    PAY-2   -, High    reported 10 March 12:00   done 20 March           at 1.1.0: 2 days old
    PAY-3   Critical   reported 13 March         done 14 March           between two releases: left out
    PAY-4   Critical   reported 3 April          open                    no release since: left out
    PAY-5   Critical   reported 1 March, gone                            left out
    End of March (1.1.0 shipped last): PAY-1 and PAY-2 = 2. End of April: PAY-1 = 1. End of February: nothing shipped.
    Ages 1, 2, 11, 32: median 6.5.
    """
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-12"), ("1.2.0", "2026-04-02"))
    security: dict[str, Any] = {"type": "Security"}
    facts.issue("PAY-1", at="2026-03-01 12:00", severity="Critical", **security)
    facts.issue("PAY-2", at="2026-03-10 12:00", priority="High", moves=[("2026-03-20", "Done")], **security)
    facts.issue("PAY-3", at="2026-03-13", severity="Critical", moves=[("2026-03-14", "Done")], **security)
    facts.issue("PAY-4", at="2026-04-03", severity="Critical", **security)
    facts.issue("PAY-5", at="2026-03-01", severity="Critical", gone_at="2026-05-01", **security)
    with facts.publish(tmp_path) as snapshot:
        months = measure(snapshot, "security_debt_at_ship", grain="month", since=date(2026, 2, 1), until=date(2026, 5, 1))
        by_severity = measure(snapshot, "security_debt_at_ship", breakdown="category", until=date(2026, 4, 1)).set_index("group_name")
        assert _value(snapshot, "security_debt_at_ship") == (1.0, 1)
        assert _value(snapshot, "security_debt_age") == (6.5, 4)
        left_out = _left_out(snapshot, "security_debt_at_ship")

    assert months["sample_size"].tolist() == [0, 2, 1]
    assert months["value"].tolist()[0] != months["value"].tolist()[0]
    assert (by_severity.loc["Critical", "value"], by_severity.loc["High", "value"]) == (1.0, 1.0)
    assert left_out == {
        "PAY-3": "its service did not ship while it was open", "PAY-4": "its service did not ship while it was open",
        "PAY-5": "Jira no longer shows it",
    }  # fmt: skip


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    release   out        phase             suite   ran             executed   passed
    1.0.0     2 March    regression        api     1 March         100        80        an earlier run
                         regression        api     2 March 11:00   100        90        counts
                         regression        ui      not dated       50         50        counts, by its commit
                         regression        api     3 March         100        100       after it shipped
                         user acceptance   day     1 March         10         9         counts
                         performance       load    1 March         4          3         counts
    1.1.0     10 March   regression        api     9 March         100        100       of 1.1.0-rc1: counts
                         performance       load    11 March        4          4         after it shipped
                         smoke             s       9 March         0          0         every test skipped
    1.2.0     20 March   no tests
    1.0.0: regression 140 / 150, user acceptance 9 / 10, performance 3 / 4, all 152 / 164. 1.1.0: regression 100 / 100.
    """
    facts = Facts().service()
    for version, day in (("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"), ("1.2.0", "2026-03-20")):
        facts.commit(version, at="2026-01-01", shipped_in=version).tag(f"v{version}", on=version, at=f"{day} 12:00")
    facts.tag("v1.1.0-rc1", on="1.1.0", at="2026-03-09")
    for number, (name, phase, suite, ran_at, executed, passed) in enumerate((
        ("v1.0", "regression", "api", "2026-03-01", 100, 80), ("1.0.0", "Regression", "api", "2026-03-02 11:00", 100, 90),
        (None, "regression", "ui", None, 50, 50), ("1.0.0", "regression", "api", "2026-03-03", 100, 100),
        ("1.0.0", "user acceptance", "day", "2026-03-01", 10, 9), ("1.1.0-rc1", "regression", "api", "2026-03-09", 100, 100),
        ("1.0.0", "performance", "load", "2026-03-01", 4, 3), ("1.1.0", "performance", "load", "2026-03-11", 4, 4),
        ("1.1.0", "smoke", "s", "2026-03-09", 0, 0),
    )):  # fmt: skip
        facts.row(
            "raw.feed_test_runs", feed="ci", path="t.xml", line_number=number, service="payments", version=name,
            sha=None if name else sha_of("1.0.0")[:12], phase=phase, suite=suite, ran_at=ran_at, executed_count=executed,
            passed_count=passed, failed_count=executed - passed, skipped_count=0,
        )  # fmt: skip
    with facts.publish(tmp_path_factory.mktemp("tested")) as snapshot:
        yield snapshot


def test_results_of_a_release_are_the_last_of_each_suite_before_it_shipped(tested: Snapshot) -> None:
    rows = tested.query(
        "select release_id, phase, suite_count, executed_count, passed_count, late_run_count from test_results order by 1, 2"
    ).astype(object)

    assert rows.where(rows.notna(), None).values.tolist() == [
        ["payments/1.0.0", "performance", 1, 4, 3, 0],
        ["payments/1.0.0", "regression", 2, 150, 140, 1],
        ["payments/1.0.0", "user acceptance", 1, 10, 9, 0],
        ["payments/1.1.0", "performance", 0, None, None, 1],
        ["payments/1.1.0", "regression", 1, 100, 100, 0],
        ["payments/1.1.0", "smoke", 1, 0, 0, 0],
    ]


def test_the_pass_rate_is_the_median_release_and_each_phase_has_its_own(tested: Snapshot) -> None:
    assert _value(tested, "test_pass_rate") == (pytest.approx((152 / 164 + 1) / 2), 2)
    assert _value(tested, "test_pass_rate_regression") == (pytest.approx((140 / 150 + 1) / 2), 2)
    assert _value(tested, "test_pass_rate_user_acceptance") == (0.9, 1)
    assert _value(tested, "test_pass_rate_performance") == (0.75, 1)
    assert _left_out(tested, "test_pass_rate") == {"payments/1.2.0": "no feed tells of tests of it"}
    assert _left_out(tested, "test_pass_rate_performance") == {
        "payments/1.1.0": "its tests ran after it shipped", "payments/1.2.0": "no feed tells of performance tests of it",
    }  # fmt: skip


def test_without_a_feed_of_tests_the_metric_says_which_would_bring_it(tmp_path: Path) -> None:
    """Also of a release that is there and left out."""
    with _line(("1.0.0", "2026-03-02")).publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "test_pass_rate").to_dict("records")

    assert row["reason"].startswith("No results of tests are read, which would tell it: add a [[feed]] of the kind tests")


def test_steps_of_a_runsheet_find_their_release(tmp_path: Path) -> None:
    """A step ends two hours after its plan; one of a version that nobody knows has no release, and one not done is not late."""
    facts = _line(("1.0.0", "2026-03-02"))
    for number, version, finished in ((1, "v1.0", "2026-03-02 14:00"), (2, "7.7", None)):
        facts.row(
            "raw.feed_runsheet_steps", feed="run", service="payments", version=version, step_number=number, title="do", state="done",
            planned_end_at="2026-03-02 12:00", finished_at=finished,
        )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query("select step_number, release_id, hours_late from runsheet_steps order by 1").astype(object)

    assert rows.where(rows.notna(), None).values.tolist() == [[1, "payments/1.0.0", 2.0], [2, None, None]]
