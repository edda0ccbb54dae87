"""The evaluation score in the warehouse: gathered by SQL, stored by release and version, frozen for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pytest

from metrics.build import build
from metrics.evaluation_evidence import EVIDENCE
from metrics.settings import MetricSettings
from metrics.settings_evaluation import EvaluationSettings
from tests.support.raw_rows import ANN, BOB, Facts, instant, sha_of

OPEN, CLOSED = instant("2026-03-20"), instant("2026-05-01")
"""Before and after the observation window of 1.0.0 closed, on 24 March."""


def a_release() -> Facts:
    """
    1.0.0, planned from 1 February for 3 March, out on 10 March at noon
    stability [30]   an incident of severity 2 affects it                                                 75
    schedule [20]    7 days late of 14 (50), and one re-plan two days before the date (- 5)               45
    scope [15]       of 4 issues at freeze 3 shipped (0.7 x 75); one added, one removed: 50 % (0)         52.5
    recovery [15]    mended 24 hours after it was deployed                                                75
    risk [10]        2 candidates (75), 1 of 4 changes late (75), nothing to compare its lead time with   75
    governance [10]  reviewed in time (100), 1 of 4 by others (25), notes (100), median of 4 and 5 (90)   78.75
    score            22.5 + 9 + 7.875 + 11.25 + 7.5 + 7.875 = 66, acceptable
    Nobody tells of tests of the service.
    """
    facts = Facts().service(jira_projects=["PAY"])
    facts.version("1.0.0", start_on="2026-02-01", release_on="2026-03-10", is_released=True, snapshots=[
        ("2026-01-01", "2026-03-03", False), ("2026-03-01", "2026-03-10", False), ("2026-03-11", "2026-03-10", True),
    ])  # fmt: skip
    done = [("2026-02-02", "In Progress"), ("2026-03-04", "Done")]
    for key in ("PAY-1", "PAY-2", "PAY-3"):
        facts.issue(key, at="2026-01-20", fix="1.0.0", moves=done)
    facts.issue("PAY-4", at="2026-01-20", fix_moves=[("2026-01-21", "+1.0.0"), ("2026-03-02", "-1.0.0")])
    facts.issue("PAY-5", at="2026-02-20", fix_moves=[("2026-03-01", "+1.0.0")], moves=done)
    facts.issue("PAY-9", type="Incident", at="2026-03-11", affects="1.0.0", severity="2 - Major",
                moves=[("2026-03-11 12:00", "Done")], resolved_at="2026-03-11 12:00")  # fmt: skip
    for number, at in ((1, "2026-02-10"), (2, "2026-02-15"), (3, "2026-02-20"), (5, "2026-03-08")):
        facts.commit(f"c{number}", at=at, shipped_in="1.0.0", message=f"PAY-{number} work", author=ANN,
                     committer=BOB if number == 1 else ANN)  # fmt: skip
    facts.tag("v1.0.0-rc1", on="c3", at="2026-03-05").tag("v1.0.0-rc2", on="c5", at="2026-03-09")
    facts.tag("v1.0.0", on="c5", at="2026-03-10 12:00")
    facts.row("raw.journal_reviews", review_id="r1", release_id="payments/1.0.0", service="payments", state="done",
              reviewed_on="2026-04-01", has_published_notes=True, score_adjustment=6, adjustment_reason="Rescued <b>",
              written_at="2026-04-01")  # fmt: skip
    for number, satisfaction in enumerate((4, 5)):
        facts.row("raw.journal_feedback", feedback_id=f"f{number}", release_id="payments/1.0.0", service="payments",
                  satisfaction=satisfaction)  # fmt: skip
    return facts


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found = con.sql(sql).to_arrow_table().to_pylist()
    return [{name: round(v, 6) if isinstance(v, float) else v for name, v in row.items()} for row in found]


def versions(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    found = rows(con, "from release_evaluations order by version_number")
    return [(r["version_number"], r["score"], r["state"], r["is_current"], r["definition_version"]) for r in found]


def test_a_release_is_evaluated_from_all_that_is_known_of_it(con: duckdb.DuckDBPyConnection) -> None:
    """The numbers of `a_release`; a reviewer's 6 points stand apart."""
    a_release().build(con, now=CLOSED)

    dimensions = rows(con, "from release_evaluation_parts where part is null order by position")
    assert {row["dimension"]: row["sub_score"] for row in dimensions} == {
        "stability": 75, "schedule": 45, "scope": 52.5, "recovery": 75, "risk": 75, "governance": 78.75,
    }  # fmt: skip
    [found] = rows(con, "from release_evaluations")
    assert (found["score"], found["uncapped_score"], found["label"], found["caps"]) == (66, 66, "acceptable", [])
    assert (found["coverage_share"], found["state"], found["version_number"]) == (1, "frozen", 1)
    assert (found["adjustment_points"], found["adjusted_score"], found["adjustment_reason"]) == (6, 72, "Rescued <b>")
    assert found["weights"] == "stability 30, schedule 20, scope 15, recovery 15, risk 10, governance 10"
    equal = (75 + 45 + 52.5 + 75 + 75 + 78.75) / 6
    assert found["equal_weights_score"] == round(equal, 6)
    halves = [row["half_weight_score"] for row in dimensions] + [row["more_weight_score"] for row in dimensions]
    assert (found["low_by_weights"], found["high_by_weights"]) == (
        min(halves),
        max([*halves, found["equal_weights_score"]]),
    )
    assert dimensions[0]["half_weight_score"] == round((66 * 100 - 15 * 75) / 85, 6)


def test_points_lost_by_parts_and_the_score_add_up(con: duckdb.DuckDBPyConnection) -> None:
    a_release().build(con, now=CLOSED)

    parts = rows(con, "from release_evaluation_parts where part is not null and points_lost > 0 order by position")
    assert {row["part"]: row["points_lost"] for row in parts} == {
        "severity_2": 7.5, "slip": 10, "short_notice_replans": 1, "commitment": 2.625, "scope_change": 4.5,
        "recovery": 3.75, "respins": 1.25, "late_changes": 1.25, "approval": 1.875, "satisfaction": 0.25,
    }  # fmt: skip
    assert 66 + sum(row["points_lost"] for row in parts) == pytest.approx(100)
    assert (
        next(row["why"] for row in parts if row["part"] == "slip")
        == "7 days late against the baseline; 14 days late would score 0"
    )


def test_each_part_opens_its_rows(con: duckdb.DuckDBPyConnection) -> None:
    a_release().build(con, now=CLOSED)

    parts = rows(con, "from release_evaluation_parts where part is not null order by position")
    opened = {row["part"]: len(con.execute(row["evidence_sql"]).fetchall()) for row in parts if row["evidence_sql"]}
    assert opened == {
        "severity_1": 1, "severity_2": 1, "severity_3": 1, "severity_4": 1, "severity_unstated": 1, "escaped_defects": 1,
        "slip": 1, "short_notice_replans": 2, "commitment": 5, "scope_change": 5, "recovery": 1, "respins": 2,
        "late_changes": 4, "lead_time": 1, "review": 1, "approval": 4, "notes": 1, "tests": 0, "satisfaction": 2,
    }  # fmt: skip
    assert EVIDENCE.keys() == opened.keys()


def test_a_window_that_is_open_makes_it_provisional(con: duckdb.DuckDBPyConnection) -> None:
    """
    20 March   provisional, version 1, made anew at each build     26 March   frozen as version 1
    """
    a_release().build(con, now=OPEN)
    before = versions(con)
    build(con, MetricSettings(), now=instant("2026-03-21"))
    still = versions(con)
    kept = con.execute("select count(*) from meta.frozen_evaluations").fetchall()
    build(con, MetricSettings(), now=CLOSED)

    assert [before, still, versions(con)] == [
        [(1, 66, "provisional", True, "1.0")], [(1, 66, "provisional", True, "1.0")], [(1, 66, "frozen", True, "1.0")],
    ]  # fmt: skip
    assert kept == [(0,)]


def test_a_frozen_version_stays_and_a_later_change_makes_one_beside_it(con: duckdb.DuckDBPyConnection) -> None:
    """
    1 May    66, frozen                                2 May    the same facts: nothing new
    3 May    the incident was of severity 1: 50 instead of 75 in stability [30], so 58.5 under the cap of 59; version 2
    4 May    twice the weight for governance: (5850 + 787.5) / 110 = 60.3, capped at 59; version 3, under definition 1.1
    5 May    the weights as they were: version 4, under definition 1.0 again
    """
    heavier = MetricSettings(evaluation=EvaluationSettings(governance=20))
    a_release().build(con, now=CLOSED)
    first, first_parts = (
        rows(con, "from release_evaluations"),
        rows(con, "from release_evaluation_parts order by position"),
    )
    build(con, MetricSettings(), now=instant("2026-05-02"))
    assert rows(con, "from release_evaluations") == first
    assert rows(con, "from release_evaluation_parts order by position") == first_parts

    con.execute("update raw.jira_issues set severity = '1 - Critical' where issue_key = 'PAY-9'")
    build(con, MetricSettings(), now=instant("2026-05-03"))
    assert versions(con) == [(1, 66, "frozen", False, "1.0"), (2, 58.5, "frozen", True, "1.0")]

    build(con, heavier, now=instant("2026-05-04"))
    build(con, MetricSettings(), now=instant("2026-05-05"))
    assert versions(con) == [
        (1, 66, "frozen", False, "1.0"), (2, 58.5, "frozen", False, "1.0"),
        (3, 59, "frozen", False, "1.1"), (4, 58.5, "frozen", True, "1.0"),
    ]  # fmt: skip
    at = con.execute("select evaluated_at from release_evaluations order by version_number").fetchall()
    assert [moment.day for (moment,) in at if isinstance(moment, datetime)] == [1, 3, 4, 5]
    old = rows(con, "from release_evaluation_parts where version_number = 1 order by position")
    assert old == first_parts
    assert con.execute("select adjustment_points from release_evaluations order by version_number").fetchall() == [
        (None,), (None,), (None,), (6.0,),
    ]  # fmt: skip
    told = con.execute(
        "select definition_version, day(first_used_at) from meta.evaluation_definitions order by all"
    ).fetchall()
    assert told == [("1.0", 1), ("1.1", 4)]


def test_caps_and_what_has_no_score(con: duckdb.DuckDBPyConnection) -> None:
    """
    1.0.0   an incident of severity 1, still open    capped; nothing to tell plan or scope: 65 % coverage
    2.0.0   2.0.1 releases the commit of 1.0.0 again: a full rollback, which a person confirmed
    3.0.0   carries the date of an import            no score: it cannot be placed in time
    """
    facts = Facts().service(jira_projects=["PAY"]).project("PAY")
    facts.version("1.0.0", release_on="2026-01-10", is_released=True)
    facts.issue("PAY-1", type="Incident", at="2026-01-11", affects="1.0.0", severity="SEV1")
    facts.commit("a", at="2026-01-05", shipped_in="1.0.0", committer=BOB).tag("v1.0.0", on="a", at="2026-01-10")
    facts.commit("b", at="2026-02-05", shipped_in="2.0.0", committer=BOB).tag("v2.0.0", on="b", at="2026-02-10")
    facts.tag("v2.0.1", on="a", at="2026-02-10 06:00")
    facts.commit("d", at="2026-03-05", shipped_in="3.0.0").tag("v3.0.0", on="d", at="2026-03-10", is_import_dated=True)
    facts.row("raw.journal_decisions", decision_id="d", deployment_id="payments/2.0.0@production", subject_kind="commit",
              subject=sha_of("a"), verdict="confirmed", written_at="2026-02-11")  # fmt: skip
    facts.build(con, now=CLOSED)

    assert con.execute("select rung from failures where release_id = 'payments/2.0.0'").fetchall() == [("decided",)]
    found = {row["release_id"].partition("/")[2]: row for row in rows(con, "from release_evaluations")}
    assert found["3.0.0"]["no_score_because"] == (
        "0% of the weight has its input, and 60% is the least."
        " Missing: stability, schedule, scope, recovery, risk, governance: its release carries the date of an import"
    )
    assert (found["1.0.0"]["coverage_share"], found["2.0.0"]["coverage_share"]) == (0.65, 0.65)
    # 1.0.0: stability 50 [30], recovery 0 [15], risk 100 [10] and governance 100 [10] of 65: 53.8, below both caps.
    assert (found["1.0.0"]["score"], found["1.0.0"]["caps"]) == (round((1500 + 2000) / 65, 6), [])
    # 2.0.0: 75 [30], mended after 6 hours 75 [15], risk 100, governance 100: 82.3, capped at 59.
    assert (found["2.0.0"]["score"], found["2.0.0"]["caps"]) == (59, ["full rollback"])
    [cap] = rows(con, "from release_evaluation_parts where dimension = 'caps'")
    assert (cap["points_lost"], cap["why"]) == (round((3375 + 2000) / 65 - 59, 6), "Full rollback: no more than 59")
    assert found["1.0.0"]["state"] == "frozen"
    assert found["3.0.0"]["state"] == "provisional", "where there is no score there is nothing to freeze"


def test_git_alone_gives_no_score_and_says_what_is_missing(con: duckdb.DuckDBPyConnection) -> None:
    Facts().service().commit("a", at="2026-01-05", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-10").build(con)

    [found] = rows(con, "from release_evaluations")
    assert (found["score"], found["label"], found["coverage_share"]) == (None, None, 0.2)
    assert found["no_score_because"] == (
        "20% of the weight has its input, and 60% is the least. Missing:"
        " stability, recovery: no source tells incidents; add [[jira]] or a feed of incidents;"
        " schedule: it has no Jira version, which would tell its date;"
        " scope: it has no Jira version, which would tell its scope"
    )


def test_tests_count_from_the_first_release_on_that_has_some(con: duckdb.DuckDBPyConnection) -> None:
    """
    1.0.0   before any test was told of    not known
    1.1.0   12 tests, the day before       100
    1.2.0   tests only after it shipped    0
    1.3.0   none                           0
    """
    facts = Facts().service()
    for number in range(4):
        facts.commit(f"c{number}", at=f"2026-0{number + 1}-01", shipped_in=f"1.{number}.0")
        facts.tag(f"v1.{number}.0", on=f"c{number}", at=f"2026-0{number + 1}-10")
    for version, at in (("1.1.0", "2026-02-09"), ("1.2.0", "2026-03-11")):
        facts.row("raw.feed_test_runs", feed="junit", path="a.xml", line_number=1, service="payments", version=version,
                  phase="regression", suite="all", ran_at=at, executed_count=12, passed_count=12, failed_count=0,
                  skipped_count=0)  # fmt: skip
    facts.build(con)

    found = con.execute("""
        select split_part(release_id, '/', 2), state, value from release_evaluation_parts where part = 'tests' order by 1
    """).fetchall()
    assert found == [
        ("1.0.0", "missing", None), ("1.1.0", "scored", 1.0), ("1.2.0", "scored", 0.0), ("1.3.0", "scored", 0.0),
    ]  # fmt: skip


def test_a_release_is_compared_with_the_eight_before_it_along_its_line(con: duckdb.DuckDBPyConnection) -> None:
    """
    1.0.0 to 1.0.9 follow each other; 1.1.0 comes from 1.0.9, so its line goes on in 1.0
    """
    facts = Facts().service()
    for number in range(10):
        facts.commit(f"c{number}", at=f"2026-01-{number + 1:02}", shipped_in=f"1.0.{number}")
        facts.tag(f"v1.0.{number}", on=f"c{number}", at=f"2026-01-{number + 1:02} 12:00")
    facts.commit("m", at="2026-02-01", shipped_in="1.1.0").tag("v1.1.0", on="m", at="2026-02-02", predecessor="1.0.9")
    facts.build(con)

    found = con.execute("""
        select release_id, list(split_part(earlier_release_id, '.', 3) order by place) from earlier_releases
        where release_id in ('payments/1.0.2', 'payments/1.0.9', 'payments/1.1.0') group by release_id order by release_id
    """).fetchall()
    assert found == [
        ("payments/1.0.2", ["1", "0"]),
        ("payments/1.0.9", ["8", "7", "6", "5", "4", "3", "2", "1"]),
        ("payments/1.1.0", ["9", "8", "7", "6", "5", "4", "3", "2"]),
    ]  # fmt: skip
