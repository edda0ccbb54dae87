"""What the demo's warehouse says when its Jira was pulled through the real connector: the story that its script tells."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard import config
from dashboard.cli_look_back import remember_promises
from dashboard.cli_sync import models
from dashboard.demo import make_organisation
from dashboard.demo.answering import answering
from ingest.progress import Silent
from ingest.sync import Outcome, sync
from tests.conftest import DEMO_DAY
from tests.support.demo_worlds import read_world

NOW = datetime.combine(DEMO_DAY, time(12), tzinfo=UTC)
STEADY, BAD, RECOVERY = "2025-05-26", "2026-05-25", "2026-08-24"
"""First days of the story's parts, as organisation.toml counts the weeks."""


def pull(folder: Path, now: datetime) -> Outcome:
    """What `leadline demo` does, line counts and serving aside."""
    demo = make_organisation(folder, today=DEMO_DAY)
    remember_promises(demo, config.load(demo.settings).sources, now=now)
    with answering(demo):
        settings = config.load(demo.settings)
        return sync(settings.sources, models(settings.metrics), now=now, progress=Silent())


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synced-demo")
    outcome = pull(folder, NOW)
    assert outcome.failures == {}
    return folder


@pytest.fixture(scope="module")
def con(synced: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str((synced / "data" / "warehouse.duckdb").resolve()), read_only=True) as opened:
        opened.execute("set TimeZone = 'UTC'")
        yield opened


def failed_share(con: duckdb.DuckDBPyConnection, since: str, until: str) -> float:
    share = con.execute(
        "select avg(is_failed::int) from deployments where is_placeable and is_matured "
        "and is_production and not_counted_because is null and deployed_at >= $1::timestamptz and deployed_at < $2::timestamptz", [since, until],
    ).fetchall()[0][0]  # fmt: skip
    return float(share)


def column(con: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return [row[0] for row in con.execute(query).fetchall()]


def test_every_issue_of_the_world_is_in_the_warehouse(synced: Path, con: duckdb.DuckDBPyConnection) -> None:
    assert set(column(con, "select issue_key from issues")) == {issue["key"] for issue in read_world(synced)["issues"]}
    assert column(con, "select count(*) from issues where history_state <> 'complete' or service is null") == [0]


def test_a_year_is_steady_a_quarter_is_bad_and_then_it_gets_better(con: duckdb.DuckDBPyConnection) -> None:
    steady, bad, recovery = (
        failed_share(con, STEADY, BAD), failed_share(con, BAD, RECOVERY), failed_share(con, RECOVERY, "2026-11-25")
    )  # fmt: skip

    assert 0.06 < steady < 0.15
    assert 0.3 < bad < 0.6
    assert recovery < 0.12


def test_failures_are_found_on_every_rung_of_the_ladder(con: duckdb.DuckDBPyConnection) -> None:
    assert set(column(con, "select distinct rung from failures")) == {
        "decided", "caused_by", "rollback", "revert", "affects_version", "hotfix", "escaped_defect", "proximity",
    }  # fmt: skip


def test_commits_are_linked_to_issues_and_shipped_issues_to_commits(con: duckdb.DuckDBPyConnection) -> None:
    [commits] = column(
        con, "select avg(is_linked::int) from commits where not is_merge and first_release_id is not null"
    )
    [issues] = column(con, "select avg((commit_count > 0)::int) from issues where first_release_id is not null")

    assert 0.6 < commits < 0.95
    assert 0.9 < issues < 1


def test_dates_that_jira_has_forgotten_are_known(con: duckdb.DuckDBPyConnection) -> None:
    replans = con.execute("select slip_days, seen_at from version_history where is_replan").fetchall()

    assert len(replans) >= 15
    assert all(days > 0 for days, _ in replans)
    assert len({seen for _, seen in replans}) >= 10


def test_releases_are_mostly_on_time_and_least_in_the_bad_quarter(con: duckdb.DuckDBPyConnection) -> None:
    on_time = dict(con.execute(
        "select case when released_at < $1::timestamptz then 'steady' when released_at < $2::timestamptz then 'bad' "
        "else 'recovery' end, avg((released_at::date <= planned_on)::int) from releases "
        "where is_released and not_placeable_because is null and planned_on is not null group by 1", [BAD, RECOVERY],
    ).fetchall())  # fmt: skip

    assert min(on_time, key=lambda part: on_time[part]) == "bad"
    assert on_time["steady"] > 0.8


def test_the_audits_have_something_to_say_and_are_not_full_of_noise(con: duckdb.DuckDBPyConnection) -> None:
    names = column(con, "select view_name from duckdb_views() where schema_name = 'audit'")
    counts = {name: column(con, f'select count(*) from audit."{name}"')[0] for name in names}

    for name in ("unmapped_statuses", "unmatched_versions", "versions_released_without_tag", "dangling_issue_keys"):
        assert 0 < counts[name] < 60
    for name in ("negative_spans", "issues_without_service", "unknown_histories", "tags_without_version"):
        assert counts[name] == 0


def test_feeds_tell_deployments_tests_approvals_a_runsheet_and_freezes(con: duckdb.DuckDBPyConnection) -> None:
    methods = con.execute(
        "select service, any_value(method) from deployments where is_production group by 1 order by 1"
    ).fetchall()
    assert methods == [("ledger", "release tag"), ("payments", "deployment feed"), ("storefront", "release tag")]
    assert column(con, "select distinct phase from raw.feed_test_runs order by 1") == [
        "performance",
        "regression",
        "user acceptance",
    ]
    assert column(con, "select distinct decision from raw.feed_approvals order by 1") == ["approved", "declined"]
    assert column(con, "select count(distinct version) from raw.feed_runsheet_steps") == [2]
    assert column(con, "select distinct name from raw.feed_freezes order by 1") == [
        "Acquirer cut-over",
        "Month end",
        "Move of the data centre",
    ]
    assert (
        column(
            con,
            "select release_id from deployments where method = 'deployment feed' and is_production and release_id is null",
        )
        == []
    )
    assert column(con, "select count(*) from deployments where result = 'rolled_back' and is_failed") == [1]


def test_what_people_typed_has_numbers_verdicts_and_a_say_in_failures(con: duckdb.DuckDBPyConnection) -> None:
    for metric_id in ("review_timeliness", "action_follow_through", "stakeholder_satisfaction", "improvement_yield"):
        [(value, size, reason)] = con.execute(f"select value, sample_size, reason from metric.{metric_id}()").fetchall()
        assert value is not None, reason
        assert size > 0
    assert con.execute("select metric_id, verdict from improvements order by 1").fetchall() == [
        ("candidate_respins", "signal: better"), ("late_change_share", "no signal yet"),
    ]  # fmt: skip
    judged = "select verdict, confidence from failure_links where verdict is not null order by 1"
    assert con.execute(judged).fetchall() == [("confirmed", "confirmed"), ("rejected", "rejected")]
    assert column(con, "select count(*) from raw.journal_freeze_exceptions") == [1]
    assert column(con, "select count(*) from raw.journal_annotations where not is_process_change") == [2]
    told = "select distinct state from release_evaluation_parts where part = 'notes' order by 1"
    assert column(con, told) == ["missing", "scored"], "reviews tell of published notes, and only of the releases reviewed"
    assert column(con, "select count(*) > 0 from release_evaluations where adjusted_score = score + 4") == [True]


def test_what_the_feeds_spoil_is_set_aside(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select feed, count(*) from raw.feed_rejects group by 1 order by 1").fetchall() == [
        ("deployments", 3),
        ("tests", 5),
    ]


def test_a_second_start_on_the_same_day_publishes_nothing(synced: Path) -> None:
    before = (synced / "data" / "warehouse" / "CURRENT").read_text()

    outcome = pull(synced, NOW + timedelta(hours=1))

    assert (outcome.published, outcome.failures) == (None, {})
    assert (synced / "data" / "warehouse" / "CURRENT").read_text() == before
