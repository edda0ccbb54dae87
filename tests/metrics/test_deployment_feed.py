"""Deployments of a feed: which count, which release and commit each brings, and what "deployed" means with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, sha_of


def _value(snapshot: Snapshot, metric_id: str) -> tuple[Any, int]:
    [row] = measure(snapshot, metric_id).to_dict("records")
    return (None if row["value"] != row["value"] else row["value"]), row["sample_size"]


def _tagged() -> Facts:
    """1.0.0 tagged on 2 March, 1.1.0 on 10 March, each with one commit of the day before at noon."""
    facts = Facts().service(jira_projects=["PAY"])
    for version, before, day in (("1.0.0", "2026-03-01", "2026-03-02"), ("1.1.0", "2026-03-09", "2026-03-10")):
        facts.commit(version, at=f"{before} 12:00", shipped_in=version).tag(f"v{version}", on=version, at=f"{day} 12:00")
    return facts


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    id     version   to           ended              result
    s1     1.0.0     staging      2 March 13:00      succeeded       no production
    d1     v1.0.0    Production   3 March 12:00      succeeded       first of 1.0.0
    d2     1.1       prod         11 March 10:00     failed          did not reach production
    d3     1.1.0     prod         11 March 12:00     succeeded
    d4     1.1.0     prod         12 March 12:00     succeeded       the same again: no rollback
    d5     -         PROD         20 March 12:00     running
    d6     -         prd          21 March 12:00     cancelled
    d7     9.9       live         22 March 12:00     succeeded       no such release
    The four names are four environments, each its own row of time.
    """
    facts = _tagged().source("cd", read_at="2026-04-01", kind="feed")
    facts.deployment("s1", at="2026-03-02 13:00", version="1.0.0", environment="staging", brings=("1.0.0",))
    facts.deployment("d1", at="2026-03-03 12:00", version="v1.0.0", environment="Production", brings=("1.0.0",), deployed_by="deploy-bot")
    facts.deployment("d2", at="2026-03-11 10:00", version="1.1", environment="prod", result="failed", deployed_by="Ada Abbott")
    facts.deployment("d3", at="2026-03-11 12:00", version="1.1.0", environment="prod", brings=("1.0.0", "1.1.0"), is_automated=True)
    facts.deployment("d4", at="2026-03-12 12:00", version="1.1.0", environment="prod", deployed_by="person-0123456789abcdef")
    facts.deployment("d5", at="2026-03-20 12:00", commit="1.1.0", environment="PROD", result="running")
    facts.deployment("d6", at="2026-03-21 12:00", commit="1.1.0", environment="prd", result="cancelled")
    facts.deployment("d7", at="2026-03-22 12:00", version="9.9", environment="live")
    with facts.publish(tmp_path_factory.mktemp("fed")) as snapshot:
        yield snapshot


def test_only_what_reached_production_counts_and_the_rest_says_why(fed: Snapshot) -> None:
    """d1, d3, d4, d7 of seven; s1 is in the table, and in no receipt."""
    shown = receipt(fed, "deployment_frequency")

    assert sorted(shown.counted["subject"]) == ["d1", "d3", "d4", "d7"]
    assert dict(shown.left_out[["subject", "left_out_because"]].values.tolist()) == {
        "d2": "it failed and did not reach its environment",
        "d5": "it is still running",
        "d6": "it was cancelled before it reached its environment",
    }
    assert fed.query("select deployment_id, is_production from deployments where not is_production").values.tolist() == [
        ["s1", False]
    ]


def test_no_metric_of_deployments_has_a_row_of_another_environment_or_of_a_tag(fed: Snapshot) -> None:
    for metric_id in (
        "deployment_frequency", "deployment_gap", "change_failure_rate", "change_failure_rate_upper", "deployment_rework_rate",
        "deployment_rework_rate_upper", "failed_deployment_recovery_time",
    ):  # fmt: skip
        subjects = set(fed.query(f"select subject from metric.{metric_id}_rows()")["subject"])
        assert subjects <= {f"d{number}" for number in range(1, 8)}


def test_a_deployment_finds_its_release_by_version_however_it_is_written(fed: Snapshot) -> None:
    rows = fed.query("select deployment_id, release_id, line, kind, method from deployments order by deployment_id").astype(object)

    assert rows.where(rows.notna(), None).values.tolist() == [
        ["d1", "payments/1.0.0", "1.0", "major", "deployment feed"],
        ["d2", "payments/1.1.0", "1.1", "minor", "deployment feed"],
        ["d3", "payments/1.1.0", "1.1", "minor", "deployment feed"],
        ["d4", "payments/1.1.0", "1.1", "minor", "deployment feed"],
        ["d5", "payments/1.1.0", "1.1", "minor", "deployment feed"],
        ["d6", "payments/1.1.0", "1.1", "minor", "deployment feed"],
        ["d7", None, None, None, "deployment feed"],
        ["s1", "payments/1.0.0", "1.0", "major", "deployment feed"],
    ]


def test_lead_time_ends_with_the_first_production_deployment_and_the_receipt_says_so(fed: Snapshot) -> None:
    """1.0.0: 1 March 12:00 to d1 on 3 March 12:00 = 48 h, though staging had it and its tag came earlier. 1.1.0: 48 h to d3."""
    counted = receipt(fed, "change_lead_time").counted.sort_values("happened_at")

    assert counted["amount"].tolist() == [48.0, 48.0]
    assert counted["evidence"].tolist() == [
        "Do 1.0.0; deployed by d1, says the deployment feed", "Do 1.1.0; deployed by d3, says the deployment feed",
    ]  # fmt: skip
    assert _value(fed, "merge_to_release_wait") == (2.0, 2)


def test_who_deployed_tells_a_pipeline_from_a_person_unless_the_name_is_a_pseudonym(fed: Snapshot) -> None:
    rows = dict(fed.query("select deployment_id, is_automated from deployments where is_automated is not null").values.tolist())

    assert rows == {"d1": True, "d2": False, "d3": True}


def test_the_service_is_exposed_from_its_first_deployment_to_the_feeds_last_reading(fed: Snapshot) -> None:
    """3 March to 1 April are 30 days: 4 deployments / (30 / 7) weeks; February is before it."""
    [row] = measure(fed, "deployment_frequency", until=date(2026, 5, 1)).to_dict("records")
    [before] = measure(fed, "deployment_frequency", since=date(2026, 2, 1), until=date(2026, 3, 1)).to_dict("records")
    [service] = fed.query("select deployments_from, release_count from services").values.tolist()

    assert row["value"] == pytest.approx(4 * 7 / 30)
    assert before["value"] != before["value"]
    assert service == ["deployment feed", 2]


def test_a_release_is_deployed_when_it_first_comes_to_production(fed: Snapshot) -> None:
    rows = fed.query("select version, first_deployment_id, strftime(deployed_at, '%d') as day from releases order by version")

    assert rows.values.tolist() == [["1.0.0", "d1", "03"], ["1.1.0", "d3", "11"]]


def test_the_setting_says_which_environments_are_production(tmp_path: Path) -> None:
    facts = _tagged().deployment("e1", at="2026-03-03", version="1.0.0", environment="Berlin").deployment("e2", at="2026-03-04", version="1.0.0")
    with facts.publish(tmp_path, MetricSettings(production_environments=("BERLIN",))) as snapshot:
        rows = dict(snapshot.query("select deployment_id, is_production from deployments").values.tolist())

    assert rows == {"e1": True, "e2": False}


def test_with_a_feed_that_never_reached_production_nothing_is_shipped(tmp_path: Path) -> None:
    """No deployment is no zero: the feed is the only witness, and it names staging alone."""
    facts = _tagged().deployment("s1", at="2026-03-03", version="1.0.0", environment="staging", brings=("1.0.0",))
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "change_lead_time") == (None, 0)
        assert _value(snapshot, "deployment_frequency") == (None, 0)
        [reason] = set(receipt(snapshot, "change_lead_time").left_out["left_out_because"])

    assert reason == "not deployed to production, as far as the deployment feed tells"


def test_a_service_without_rows_in_the_feed_keeps_its_tags(tmp_path: Path) -> None:
    facts = _tagged().service("ledger").commit("l", at="2026-03-01", shipped_in="2.0.0", repository="ledger")
    facts.tag("v2.0.0", on="l", at="2026-03-05", repository="ledger").deployment("d1", at="2026-03-03", version="1.0.0")
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query("select deployment_id, method from deployments order by deployment_id").values.tolist()
        told = dict(snapshot.query("select service, deployments_from from services").values.tolist())

    assert rows == [["d1", "deployment feed"], ["ledger/2.0.0@production", "release tag"]]
    assert told == {"ledger": "release tags", "payments": "deployment feed"}


def test_commits_that_no_tag_names_have_lead_times_by_their_deployments(tmp_path: Path) -> None:
    """
    commit   made             deployed            issue
    a        1 May 12:00      d1 on 2 May 12:00   PAY-1     24 h
    b        3 May 12:00      d2 on 5 May 12:00   PAY-1     the same change: shipped by d1
    c        3 May 12:00      d2 on 5 May 12:00             48 h
    d        6 May            not deployed yet              left out
    """
    facts = Facts().service(jira_projects=["PAY"]).issue("PAY-1", at="2026-04-01 12:00", status="Done")
    facts.commit("a", at="2026-05-01 12:00", message="PAY-1 begin").commit("b", at="2026-05-03 12:00", message="PAY-1 go on")
    facts.commit("c", at="2026-05-03 12:00").commit("d", at="2026-05-06")
    facts.deployment("d1", at="2026-05-02 12:00", commit="a", brings=("a",))
    facts.deployment("d2", at="2026-05-05 12:00", commit="c", brings=("b", "c"))
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "change_lead_time") == (36.0, 2)
        assert _value(snapshot, "request_lead_time") == (31.0, 1)
        shown = receipt(snapshot, "change_lead_time")
        [request] = receipt(snapshot, "request_lead_time").counted["evidence"]
        labels = snapshot.query("select label from deployments order by deployed_at")["label"].tolist()

    assert shown.left_out[["evidence", "left_out_because"]].values.tolist() == [
        ["Do d", "not deployed to production, as far as the deployment feed tells"]
    ]
    assert request.endswith("deployed by d1, says the deployment feed")
    assert [len(label) for label in labels] == [10, 10]


def test_a_short_commit_id_is_enough_and_a_doubtful_one_is_none(tmp_path: Path) -> None:
    """Seven digits name the commit of 1.0.0; six are no commit."""
    facts = _tagged()
    whole = sha_of("1.0.0")
    for name, sha in (("short", whole[:7]), ("shorter", whole[:6])):
        facts.row(
            "raw.feed_deployments", feed="cd", deployment_id=name, service="payments", sha=sha, environment="prod",
            started_at="2026-03-05", result="succeeded",
        )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query("select deployment_id, release_id, sha from deployments order by 1").astype(object)

    assert rows.where(rows.notna(), None).values.tolist() == [["short", "payments/1.0.0", whole], ["shorter", None, whole[:6]]]


def test_two_tags_on_the_deployed_commit_are_told_apart_by_kind_and_time(tmp_path: Path) -> None:
    """The commit carries 1.0.0-rc1, 1.0.0 (2 March) and 1.0.1 (9 March); deployed on 5 March it is 1.0.0, on 10 March 1.0.1."""
    facts = Facts().service().commit("a", at="2026-03-01", shipped_in="1.0.0")
    for tag, day in (("1.0.0-rc1", "2026-03-04"), ("1.0.0", "2026-03-02"), ("1.0.1", "2026-03-09")):
        facts.tag(f"v{tag}", on="a", at=day)
    facts.deployment("d1", at="2026-03-05", commit="a").deployment("d2", at="2026-03-10", commit="a")
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query("select deployment_id, release_id from deployments order by 1").values.tolist()

    assert rows == [["d1", "payments/1.0.0"], ["d2", "payments/1.0.1"]]
