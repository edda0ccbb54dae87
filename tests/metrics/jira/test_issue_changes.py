"""Issues and their commits: one change per service and issue, three clocks, keys that dangle, issues that moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import BOB, Facts


def _value(snapshot: Snapshot, metric_id: str) -> tuple[Any, int]:
    [row] = measure(snapshot, metric_id).to_dict("records")
    return row["value"], row["sample_size"]


def _rows(frame: pd.DataFrame) -> list[list[object]]:
    return [[None if pd.isna(value) else value for value in row] for row in frame.astype(object).values.tolist()]


def _payments() -> Facts:
    return Facts().service(jira_projects=["PAY"])


def test_the_three_clocks_of_a_change(tmp_path: Path) -> None:
    """
    PAY-1  in progress 1 March 00:00, written 3 March, committed 4 March (and a second commit on the 5th), out 6 March
    lead time   from the commit 48 h, from writing 72 h, from the start of work 120 h; one change, not two
    """
    facts = _payments().issue("PAY-1", at="2026-02-20", moves=[("2026-03-01", "In Progress"), ("2026-03-05", "Done")])
    facts.commit("a", at="2026-03-04", authored_at="2026-03-03", shipped_in="1.0.0", message="PAY-1 a")
    facts.commit("b", at="2026-03-05", shipped_in="1.0.0", message="more of PAY-1").tag(
        "v1.0.0", on="b", at="2026-03-06"
    )
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "change_lead_time") == (48.0, 1)
        assert _value(snapshot, "change_lead_time_authored") == (72.0, 1)
        assert _value(snapshot, "change_lead_time_issue") == (120.0, 1)
        [change] = snapshot.query("from changes").to_dict("records")
        commits = snapshot.query("select lead_time_hours from commits order by 1")["lead_time_hours"].tolist()

    assert (change["change_id"], change["is_linked"], change["commit_count"], change["title"]) == (
        "PAY-1",
        True,
        2,
        "Do PAY-1",
    )
    assert change["wait_days"] == 1.0, "it waited since the last of it arrived"
    assert commits == [24.0, 48.0]


def test_cherry_picks_and_backports_are_one_change_shipped_by_the_first(tmp_path: Path) -> None:
    """
    PAY-1   on main 1 March, out with 2.0.0 on 20 March; backported 3 March, out with 1.0.1 on 5 March
            one change, shipped on 5 March after 96 h; releases 1.0.1 (first) and 2.0.0
    a commit without an issue is a change of its own: 24 h
    """
    facts = _payments().issue("PAY-1", at="2026-02-20")
    facts.commit("main", at="2026-03-01", shipped_in="2.0.0", message="PAY-1 on main")
    facts.commit("back", at="2026-03-03", shipped_in="1.0.1", message="PAY-1 (backport)")
    facts.commit("other", at="2026-03-04", shipped_in="1.0.1", message="tidy up")
    facts.tag("v1.0.1", on="back", at="2026-03-05").tag("v2.0.0", on="main", at="2026-03-20")
    with facts.publish(tmp_path) as snapshot:
        changes = snapshot.query("select change_id, release_id, lead_time_hours from changes where is_linked")
        shipped = snapshot.query(
            "select release_id, is_first from change_releases where change_id = 'PAY-1' order by shipped_at"
        )
        [issue] = snapshot.query("select first_release_id, shipped_known_by, commit_count from issues").values.tolist()
        assert _value(snapshot, "change_lead_time") == (60.0, 2)
        assert receipt(snapshot, "change_lead_time").counted["amount"].tolist() == [96.0, 24.0]

    assert changes.values.tolist() == [["PAY-1", "payments/1.0.1", 96.0]]
    assert shipped.values.tolist() == [["payments/1.0.1", True], ["payments/2.0.0", False]]
    assert issue == ["payments/1.0.1", "commit", 2]


def test_an_issue_is_a_change_in_each_service_that_has_commits_of_it(tmp_path: Path) -> None:
    facts = _payments().service("web").issue("PAY-1", at="2026-03-01")
    for service, day in (("payments", 4), ("web", 6)):
        facts.commit(f"in {service}", at="2026-03-03", shipped_in="1.0.0", repository=service, message="PAY-1 x")
        facts.tag("v1.0.0", on=f"in {service}", at=f"2026-03-{day:02d}", repository=service)
    with facts.publish(tmp_path) as snapshot:
        changes = snapshot.query(
            "select service, change_id, lead_time_hours from changes order by service"
        ).values.tolist()
        [issue] = snapshot.query("select service, first_release_id from issues").values.tolist()

    assert changes == [["payments", "PAY-1", 24.0], ["web", "PAY-1", 72.0]]
    assert issue == ["payments", "payments/1.0.0"]


def test_a_moved_issue_is_found_by_the_key_it_had(tmp_path: Path) -> None:
    """OPS-7 became PAY-1; commits name either. PAY-99 no Jira knows: it dangles. ABC-1 is of no Jira that is read."""
    facts = _payments().issue("PAY-1", at="2026-03-01", old_keys=["OPS-7"])
    messages = {"old": "OPS-7 x", "new": "PAY-1 y", "both": "PAY-1 OPS-7", "slip": "PAY-99 z", "else": "ABC-1 q"}
    for name, message in messages.items():
        facts.commit(name, at="2026-03-03", shipped_in="1.0.0", message=message)
    facts.tag("v1.0.0", on="old", at="2026-03-04")
    with facts.publish(tmp_path) as snapshot:
        linked = snapshot.query("select issue_key, matched_key from issue_commits order by matched_key").values.tolist()
        states = dict(snapshot.query("select issue_key, state from issue_keys").values.tolist())
        changes = snapshot.query("select change_id, commit_count from changes where is_linked").values.tolist()
        dangling = snapshot.query("select what from audit.dangling_issue_keys")["what"].tolist()
        assert _value(snapshot, "linkage_coverage") == (pytest.approx(3 / 5), 5)

    assert linked == [["PAY-1", "OPS-7"], ["PAY-1", "OPS-7"], ["PAY-1", "PAY-1"]]
    assert states == {"OPS-7": "known", "PAY-1": "known", "PAY-99": "dangling", "ABC-1": "unread"}
    assert changes == [["PAY-1", 3]]
    assert dangling == ["names PAY-99, which its Jira does not have or does not show"]


def test_a_revert_of_an_issues_commit_is_no_part_of_its_work(tmp_path: Path) -> None:
    """
    PAY-1   its commit is reverted in 1.0.1 by a commit that names PAY-1 too: backed out, and released once
    PAY-2   one of its two commits is reverted: it stands
    """
    facts = _payments().issue("PAY-1", at="2026-03-01").issue("PAY-2", at="2026-03-01")
    facts.commit("a", at="2026-03-03", shipped_in="1.0.0", message="PAY-1 a")
    facts.commit("un a", at="2026-03-05", shipped_in="1.0.1", message='Revert "PAY-1 a"', reverts="a")
    facts.commit("b", at="2026-03-03", shipped_in="1.0.0", message="PAY-2 b")
    facts.commit("b2", at="2026-03-03", shipped_in="1.0.0", message="PAY-2 more")
    facts.commit("un b", at="2026-03-05", shipped_in="1.0.1", message="Back out PAY-2", reverts="b")
    facts.tag("v1.0.0", on="a", at="2026-03-04").tag("v1.0.1", on="un a", at="2026-03-06")
    with facts.publish(tmp_path) as snapshot:
        changes = snapshot.query(
            "select change_id, is_backed_out, commit_count from changes where is_linked order by 1"
        )
        releases = snapshot.query("select release_id from change_releases where change_id = 'PAY-1'")[
            "release_id"
        ].tolist()
        unlinked = snapshot.query("select title from changes where not is_linked order by 1")["title"].tolist()
        assert _value(snapshot, "backed_out_change_rate") == (0.25, 4)

    assert changes.values.tolist() == [["PAY-1", True, 1], ["PAY-2", False, 2]]
    assert releases == ["payments/1.0.0"]
    assert unlinked == ["Back out PAY-2", 'Revert "PAY-1 a"']


def test_whose_work_an_issue_is(tmp_path: Path) -> None:
    """
    SHOP is shared by payments and web, OPS belongs to nobody.
    SHOP-1   component web                       web
    SHOP-2   no component, two commits in payments, one in web    payments
    SHOP-3   no component, a commit in each      nobody knows
    SHOP-4   components web and payments         nobody knows
    OPS-1    component Payments                  payments
    OPS-2    nothing                             nobody knows
    PAY-1    its project's                       payments
    """
    facts = Facts().service(jira_projects=["PAY", "SHOP"]).service("web", jira_projects=["SHOP"])
    facts.issue("SHOP-1", at="2026-03-01", components=["web"]).issue("SHOP-2", at="2026-03-01").issue(
        "SHOP-3", at="2026-03-01"
    )
    facts.issue("SHOP-4", at="2026-03-01", components=["web", "payments"])
    facts.issue("OPS-1", at="2026-03-01", components=["Payments"]).issue("OPS-2", at="2026-03-01").issue(
        "PAY-1", at="2026-03-01"
    )
    for n, (repository, message) in enumerate(
        [("payments", "SHOP-2"), ("payments", "SHOP-2"), ("web", "SHOP-2"), ("payments", "SHOP-3"), ("web", "SHOP-3")]
    ):
        facts.commit(f"c{n}", at="2026-03-02", repository=repository, message=message)
    with facts.publish(tmp_path) as snapshot:
        found = dict(_rows(snapshot.query("select issue_key, service from issues")))
        listed = snapshot.query("select subject from audit.issues_without_service order by 1")["subject"].tolist()

    assert found == {
        "SHOP-1": "web", "SHOP-2": "payments", "SHOP-3": None, "SHOP-4": None, "OPS-1": "payments", "OPS-2": None,
        "PAY-1": "payments",
    }  # fmt: skip
    assert listed == ["OPS-2", "SHOP-3", "SHOP-4"]


def test_shipped_issues_with_and_without_a_commit(tmp_path: Path) -> None:
    """
    PAY-1   commit in 1.0.0                                     shipped, with a commit
    PAY-2   done, fix version 1.0.0, no commit                  shipped by its version
    PAY-3   not done, fix version 1.0.0                         not shipped
    PAY-4   done, fix version 1.1.0, which is only planned      not shipped
    PAY-5   a commit not released yet, fix version 1.0.0        not shipped
    """
    done = [("2026-03-02", "Done")]
    facts = (
        _payments()
        .version("1.0.0", release_on="2026-03-04", is_released=True)
        .version("1.1.0", release_on="2026-09-01")
    )
    facts.issue("PAY-1", at="2026-03-01").issue("PAY-2", at="2026-03-01", moves=done, fix="1.0.0")
    facts.issue("PAY-3", at="2026-03-01", fix="1.0.0").issue("PAY-4", at="2026-03-01", moves=done, fix="1.1.0")
    facts.issue("PAY-5", at="2026-03-01", moves=done, fix="1.0.0")
    facts.commit("a", at="2026-03-03", shipped_in="1.0.0", message="PAY-1").commit(
        "b", at="2026-03-05", message="PAY-5"
    )
    facts.tag("v1.0.0", on="a", at="2026-03-04")
    with facts.publish(tmp_path) as snapshot:
        shipped = dict(_rows(snapshot.query("select issue_key, shipped_known_by from issues")))
        assert _value(snapshot, "linkage_coverage_issues") == (0.5, 2)
        assert _value(snapshot, "request_lead_time") == (3.0, 2)

    assert shipped == {"PAY-1": "commit", "PAY-2": "version", "PAY-3": None, "PAY-4": None, "PAY-5": None}


def test_an_approval_by_another_person_is_a_second_pair_of_eyes(tmp_path: Path) -> None:
    """
    PAY-1   approved by boss                      yes
    PAY-2   approved by its own assignee          no
    PAY-3   declined by boss                      no
    PAY-4   not approved, committed by another    yes
    """
    facts = _payments()
    for n in range(1, 5):
        facts.issue(f"PAY-{n}", at="2026-03-01", assignee="boss" if n == 2 else "ann")
        facts.commit(
            f"c{n}", at="2026-03-02", shipped_in="1.0.0", message=f"PAY-{n}", committer=BOB if n == 4 else None
        )
    facts.approval("PAY-1", "approved", asked_at="2026-03-01", decided_at="2026-03-01 12:00")
    facts.approval("PAY-2", "approved", asked_at="2026-03-01", decided_at="2026-03-02")
    facts.approval("PAY-3", "declined", asked_at="2026-03-01", decided_at="2026-03-02")
    facts.tag("v1.0.0", on="c1", at="2026-03-04")
    with facts.publish(tmp_path) as snapshot:
        seen = dict(_rows(snapshot.query("select change_id, second_person_evidence from changes")))
        hours = snapshot.query("select hours_to_decide from approvals order by issue_key")["hours_to_decide"].tolist()

    assert seen == {"PAY-1": "approved in Jira", "PAY-2": None, "PAY-3": None, "PAY-4": "committed by another person"}
    assert hours == [12.0, 24.0, 24.0]


def test_issues_of_a_jira_change_nothing_for_commits_that_name_none(tmp_path: Path) -> None:
    facts = _payments().issue("PAY-1", at="2026-03-01")
    facts.commit("a", at="2026-03-02", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-03-03")
    with facts.publish(tmp_path) as snapshot:
        assert snapshot.query("select title, is_linked from changes").values.tolist() == [["Do a", False]]
        assert _value(snapshot, "change_lead_time_issue")[1] == 0
        [reason] = receipt(snapshot, "change_lead_time_issue").left_out["left_out_because"].tolist()

    assert reason == "no known issue is behind it"
