"""The Planning block: dates and scope kept, each number worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


def _company() -> Facts:
    """
    Scope freezes 7 days before the date on record; every version begins on 1 January and is on record since then.

    payments  promised           came      slip  re-plans  notice           planned days
    1.0.0     31 January         29 Jan    -2    0         -                30
    1.1.0     2 March            2 March   0     0         -                60
    1.2.0     1 April            7 April   6     1         2 (30 March)     90
    1.3.0     1 May              11 May    10    0         -10 (nobody)     120
    1.4.0     not on record until it was out, 20 May
    1.5.0     open, promised for 20 July
    1.6.0     a tag without a Jira version, 25 May
    web
    2.0.0     1 April            4 April   3     0         -3               90

    scope      when frozen           then                                     committed  shipped  changed
    1.0.0      A, B                  C comes in                               2          2        1 of 2
    1.1.0      A (again), D, E, F    E moves out, F is not done               4          2        1 of 4
    1.2.0      nothing               G comes in                               0          0        -
    1.3.0      H without a history                                            unknown
    2.0.0      W                                                              1          1        0 of 1
    """
    facts = Facts().service(jira_projects=["PAY"], team="money").source("payments", read_at="2026-07-01")
    promised = {
        "1.0.0": ("01-31", "01-29"),
        "1.1.0": ("03-02", "03-02"),
        "1.2.0": ("04-01", "04-07"),
        "1.3.0": ("05-01", "05-11"),
    }
    for version, (planned, out) in promised.items():
        told = [("2026-01-01", f"2026-{planned}", False)]
        if version == "1.2.0":
            told.append(("2026-03-30", "2026-04-07", False))
        facts.version(version, start_on="2026-01-01", release_on=f"2026-{out}", is_released=True, snapshots=told)
        facts.commit(f"c{version}", at="2026-01-02", shipped_in=version).tag(
            f"v{version}", on=f"c{version}", at=f"2026-{out} 09:00"
        )
    facts.version("1.4.0", release_on="2026-05-20", is_released=True, snapshots=[("2026-05-21", "2026-05-20", True)])
    facts.version("1.5.0", release_on="2026-07-20", snapshots=[("2026-01-01", "2026-07-20", False)])
    for version, out in (("1.4.0", "05-20"), ("1.6.0", "05-25")):
        facts.commit(f"c{version}", at="2026-01-02", shipped_in=version).tag(
            f"v{version}", on=f"c{version}", at=f"2026-{out}"
        )
    born, done = "2026-01-02", [("2026-01-03", "Done")]
    facts.issue("PAY-1", at=born, fix=["1.0.0", "1.1.0"], moves=done, components=["Checkout"])
    facts.issue("PAY-2", at=born, fix="1.0.0", moves=done, components=["Checkout", "Refunds"])
    facts.issue("PAY-3", at="2026-01-26", fix="1.0.0", moves=[("2026-01-27", "Done")])
    facts.issue("PAY-4", at=born, fix="1.1.0", moves=done)
    facts.issue("PAY-5", at=born, fix_moves=[("2026-01-05", "+1.1.0"), ("2026-02-28", "-1.1.0")], moves=done)
    facts.issue("PAY-6", at=born, fix="1.1.0")
    facts.issue("PAY-7", at="2026-03-29", fix="1.2.0", moves=[("2026-03-30", "Done")])
    facts.issue("PAY-8", at=born, fix="1.3.0", history="unknown")
    facts.service("web", jira_projects=["WEB"])
    facts.version("2.0.0", project="WEB", start_on="2026-01-01", release_on="2026-04-04", is_released=True, snapshots=[
        ("2026-01-01", "2026-04-01", False)])  # fmt: skip
    facts.commit("w", at="2026-01-02", shipped_in="2.0.0", message="WEB-1 do it").tag("v2.0.0", on="w", at="2026-04-04")
    return facts.issue("WEB-1", at=born, fix="2.0.0", moves=done)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with _company().publish(tmp_path_factory.mktemp("planned")) as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("metric_id", "value", "size"),
    [
        ("on_time_release_rate", 2 / 5, 5),  # 1.0.0 and 1.1.0 of five with a baseline
        ("schedule_slip", 3.0, 5),  # -2, 0, 3, 6, 10
        ("schedule_slip_p85", 6 + 0.4 * 4, 5),
        ("schedule_slip_replans", 0.0, 5),  # 0, 0, 0, 0, 1; 1.4.0 had no planned date
        ("slip_notice", -3.0, 3),  # 2, -3, -10
        ("schedule_variance", 3 / 90, 5),  # -2/30, 0, 3/90, 6/90, 10/120
        ("scope_change_rate", 1 / 4, 3),  # 1/2, 1/4, 0
        ("commitment_reliability", 5 / 7, 7),  # 2 of 2, 2 of 4, 1 of 1
    ],
)
def test_each_number_is_the_one_worked_by_hand(company: Snapshot, metric_id: str, value: float, size: int) -> None:
    [row] = measure(company, metric_id).to_dict("records")

    assert (row["value"], row["sample_size"], row["reason"]) == (pytest.approx(value), size, None)


def test_a_window_holds_the_releases_that_came_in_it_and_an_empty_one_says_so(company: Snapshot) -> None:
    april = measure(company, "schedule_slip", since=date(2026, 4, 1), until=date(2026, 5, 1))
    [june] = measure(company, "on_time_release_rate", since=date(2026, 6, 1), until=date(2026, 7, 1)).to_dict("records")
    [february] = measure(company, "slip_notice", since=date(2026, 1, 1), until=date(2026, 3, 31)).to_dict("records")
    [late_may] = measure(company, "schedule_slip", since=date(2026, 5, 15), until=date(2026, 6, 1)).to_dict("records")

    assert april[["value", "sample_size"]].values.tolist() == [[4.5, 2]]
    assert (june["value"] != june["value"], june["reason"]) == (True, "No release came out in this period.")
    assert february["reason"] == "No release came late in this period."
    assert late_may["reason"].startswith("None of 2 could be counted; mostly: ")


def test_what_is_left_out_says_why_and_what_is_open_is_no_part_of_it(company: Snapshot) -> None:
    reasons = {
        metric_id: dict(receipt(company, metric_id).left_out[["subject", "left_out_because"]].values.tolist())
        for metric_id in ("on_time_release_rate", "scope_change_rate", "commitment_reliability", "schedule_variance")
    }
    untold, no_version = "no sync saw a planned date before it was out", "it has no Jira version, which would"

    assert reasons["on_time_release_rate"] == {
        "payments/1.4.0": untold,
        "payments/1.6.0": f"{no_version} hold its date",
    }
    assert reasons["schedule_variance"] == reasons["on_time_release_rate"]
    assert reasons["scope_change_rate"] == {
        "payments/1.2.0": "nothing was in its scope when it froze",
        "payments/1.3.0": "nobody knows what was in its scope: the history of an issue in it is not known",
        "payments/1.4.0": "nothing was in its scope when it froze",
        "payments/1.6.0": f"{no_version} tell its scope",
    }
    assert reasons["commitment_reliability"] == {
        "PAY-8": "nobody knows whether it was in scope: its history is not known"
    }


def test_an_issue_of_two_releases_was_committed_to_twice_and_is_told_by_component(company: Snapshot) -> None:
    rows = company.query(
        "select subject, amount, evidence from metric.commitment_reliability_rows() where subject = 'PAY-1' order by 3"
    )
    groups = measure(company, "commitment_reliability", breakdown="component")

    assert rows[["subject", "amount"]].values.tolist() == [["PAY-1", 1.0], ["PAY-1", 1.0]]
    assert rows["evidence"].tolist() == ["payments/1.0.0: Do PAY-1", "payments/1.1.0: Do PAY-1"]
    assert groups[["group_name", "value", "sample_size"]].values.tolist() == [
        ["Checkout", 1.0, 2], ["no component", 0.5, 4], ["several components", 1.0, 1],
    ]  # fmt: skip


def test_a_late_release_tells_what_was_known_of_it_before(company: Snapshot) -> None:
    evidence = receipt(company, "slip_notice").counted.set_index("subject")["evidence"]

    assert evidence["payments/1.2.0"] == "planned for 2026-04-01, came on 2026-04-07; a later date was recorded before"
    assert evidence["payments/1.3.0"] == "planned for 2026-05-01, came on 2026-05-11; no later date was recorded before"


def test_without_any_version_there_is_no_number_and_not_a_good_one(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["PAY"]).issue("PAY-1", at="2026-01-01")
    facts.commit("a", at="2026-01-02", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-03")
    with facts.publish(tmp_path) as snapshot:
        for metric_id in ("on_time_release_rate", "schedule_slip", "slip_notice", "scope_change_rate"):
            [row] = measure(snapshot, metric_id).to_dict("records")
            assert (row["value"] != row["value"], row["sample_size"]) == (True, 0)
            assert row["reason"].startswith("None of 1 could be counted; mostly: it has no Jira version")
        [none] = measure(snapshot, "commitment_reliability").to_dict("records")
        assert none["reason"] == "No release with issues in its scope came out in this period."
