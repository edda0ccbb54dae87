"""Where a deployment feed tells when a release reached production, everything that asks when it shipped says that instant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts

NEVER = "not deployed to production, as far as the deployment feed tells"


def _values(snapshot: Snapshot, sql: str) -> dict[str, Any]:
    """Version to value, or to the tuple of values; None where there is none."""
    found = snapshot.query(sql)
    rows = found.astype(object).where(found.notna(), None).values.tolist()
    return {str(row[0]).rpartition("/")[2]: row[1] if len(row) == 2 else tuple(row[1:]) for row in rows}


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    As of 1 July. The service has release tags, Jira versions, and a feed: so the feed alone tells what is in production.

    version  tagged   Jira: recorded -> date               production                     slip
    1.0.0    5 March  1 Jan -> 10 March, 8 March -> 12th   12 March (and 20 March again)  2; by its tag -5
    1.1.0    5 April  1 Jan -> 10 April                    never                          none
    1.2.0    -        1 Jan -> 20 May, not marked          18 May                         -2
    1.3.0    -        1 Jan -> 1 June, marked on the 5th   3 June                         2; the 5th tells nothing of a plan
    1.4.0    -        1 Jan -> 1 June, marked as released  failed there, and in staging   no release: neither tag nor feed
    1.5.0    -        1 Jan -> 20 July                     staging alone                  open

    PAY-1  in 1.0.0 from the start, blocking; done on 8 March: after the tag, before production     shipped, no blocker at ship
    PAY-2  added on 7 March, blocking, not done                                                     added, a blocker at ship
    PAY-3  added on 15 March, before the second deployment                                          after the release
    """
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01").source("cd", read_at="2026-07-01", kind="feed")
    version = facts.version
    version("1.0.0", release_on="2026-03-12", is_released=True, snapshots=[
        ("2026-01-01", "2026-03-10", False), ("2026-03-08", "2026-03-12", False), ("2026-03-13", "2026-03-12", True)])  # fmt: skip
    version("1.1.0", release_on="2026-04-10", snapshots=[("2026-01-01", "2026-04-10", False)])
    version("1.2.0", release_on="2026-05-20", snapshots=[("2026-01-01", "2026-05-20", False)])
    version("1.3.0", release_on="2026-06-09", is_released=True, snapshots=[
        ("2026-01-01", "2026-06-01", False), ("2026-06-04", "2026-06-09", False), ("2026-06-05", "2026-06-09", True)])  # fmt: skip
    version("1.4.0", release_on="2026-06-01", is_released=True, snapshots=[("2026-01-01", "2026-06-01", False)])
    version("1.5.0", release_on="2026-07-20", snapshots=[("2026-01-01", "2026-07-20", False)])
    for number, at in (("1.0.0", "2026-03-05 12:00"), ("1.1.0", "2026-04-05 12:00")):
        facts.commit(number, at="2026-02-01", shipped_in=number).tag(f"v{number}", on=number, at=at)
    facts.issue("PAY-1", at="2026-01-05", fix="1.0.0", priority="Blocker", moves=[("2026-03-08", "Done")])
    facts.issue("PAY-2", at="2026-01-05", fix_moves=[("2026-03-07", "+1.0.0")], priority="Blocker")
    facts.issue("PAY-3", at="2026-01-05", fix_moves=[("2026-03-15", "+1.0.0")], priority="Blocker")
    deployment = facts.deployment
    deployment("d1", version="v1.0.0", at="2026-03-12 12:00", began="2026-03-12 11:00", brings=("1.0.0",))
    deployment("d2", version="v1.0.0", at="2026-03-20 12:00")
    deployment("d3", version="1.2.0", at="2026-05-18 10:00").deployment("d4", version="1.3", at="2026-06-03 09:00")
    deployment("d5", version="1.4.0", at="2026-06-01 10:00", result="failed")
    deployment("d6", version="1.4.0", at="2026-06-01 11:00", environment="staging")
    deployment("d7", version="1.5.0", at="2026-06-20 11:00", environment="staging")
    with facts.publish(tmp_path_factory.mktemp("fed")) as snapshot:
        yield snapshot


def test_a_version_that_a_feed_deployed_is_out_and_one_that_it_did_not_is_not_shipped(fed: Snapshot) -> None:
    when = "strftime(deployed_at, '%m-%d %H')"
    assert _values(fed, f"select release_id, state, released_at_from, {when}, not_deployed_because from releases") == {
        "1.0.0": ("released", "tag", "03-12 12", None),
        "1.1.0": ("released", "tag", None, NEVER),
        "1.2.0": ("released", "deployment feed", "05-18 10", None),
        "1.3.0": ("released", "deployment feed", "06-03 09", None),
        "1.5.0": ("planned", None, None, NEVER),
    }
    [[why]] = fed.query("select unmatched_because from release_versions where version_name = '1.4.0'").values.tolist()
    assert why == "it is marked as released, and no release tag of its service names it"


def test_plans_are_held_against_the_day_in_production(fed: Snapshot) -> None:
    """1.0.0 froze on 3 March, seven days before the date then on record; its date moved on the 8th, two days before the baseline."""
    day = "strftime({}, '%m-%d')"
    columns = f"{day.format('baseline_on')}, {day.format('actual_on')}, slip_days, replan_count, notice_days"
    assert _values(fed, f"select release_id, {columns} from release_plans") == {
        "1.0.0": ("03-10", "03-12", 2, 1, 2),
        "1.1.0": (None, None, None, 0, None),
        "1.2.0": ("05-20", "05-18", -2, 0, None),
        "1.3.0": ("06-01", "06-03", 2, 0, -2),
        "1.5.0": (None, None, None, 0, None),
    }
    scope = "committed_count, committed_shipped_count, added_count, removed_count"
    assert _values(fed, f"select release_id, {scope} from release_plans where committed_count > 0") == {"1.0.0": (1, 1, 1, 0)}


@pytest.mark.parametrize("metric_id", [
    "on_time_release_rate", "schedule_slip", "schedule_slip_replans", "schedule_variance", "scope_change_rate", "slip_notice",
    "open_blockers_at_ship", "calendar_contention", "calendar_contention_pairs", "escaped_defects", "forecast_calibration",
])  # fmt: skip
def test_every_metric_of_releases_has_them_at_that_instant(fed: Snapshot, metric_id: str) -> None:
    found = _values(fed, f"select subject, strftime(happened_at, '%m-%d %H'), left_out_because from metric.{metric_id}_rows()")
    told = {version: row for version, row in found.items() if version != "1.5.0"}

    on_time = {} if metric_id == "slip_notice" else {"1.2.0": "05-18 10"}
    assert {version: at for version, (at, _) in told.items()} == {"1.0.0": "03-12 12", "1.1.0": None, "1.3.0": "06-03 09"} | on_time
    assert told["1.1.0"][1] == NEVER


def test_scope_and_blockers_are_those_of_that_instant(fed: Snapshot) -> None:
    [row] = fed.query("select amount, evidence from metric.open_blockers_at_ship_rows() where subject = 'payments/1.0.0'").values.tolist()
    held = fed.query("select issue_key from release_scope where was_in_scope_at_release order by issue_id")["issue_key"]
    changed = fed.query("select subject, what from audit.scope_changed_after_release").values.tolist()

    assert row == [1, "PAY-2"]
    assert held.tolist() == ["PAY-1", "PAY-2"]
    assert changed == [["payments/1.0.0 PAY-3", "added 2.5 days after it was out"]]


def test_calendar_reviews_forecasts_and_flights_have_that_day(fed: Snapshot) -> None:
    """1.1.0 stands in the calendar on the day of its tag, and says that nobody saw it in production."""
    entries = _values(fed, "select release_id, strftime(starts_on, '%m-%d'), note from calendar_events where kind = 'released'")
    watched = _values(fed, "select release_id, strftime(matures_at, '%m-%d') from release_reviews")
    looked_at = _values(fed, "select release_id, strftime(looked_at, '%m-%d') from forecast_moments where purpose = 'out'")
    flights = _values(fed, "select release_id, strftime(until_on, '%m-%d') from release_flights where not is_open")

    assert entries == {
        "1.0.0": ("03-12", "on the planned day"), "1.1.0": ("04-05", NEVER), "1.2.0": ("05-18", "2 days earlier than planned"),
        "1.3.0": ("06-03", "2 days later than planned"),
    }  # fmt: skip
    assert watched == {"1.0.0": "03-26", "1.2.0": "06-01", "1.3.0": "06-17"}
    assert looked_at == flights == {"1.0.0": "03-12", "1.2.0": "05-18", "1.3.0": "06-03"}
