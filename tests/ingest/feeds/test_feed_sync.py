"""Whole syncs of feeds: what lands, what is set aside, what a second sync changes, what fails alone."""

import os
from datetime import timedelta

import pytest

from ingest.settings_jira import PeopleSettings
from tests.support.feeds import DEPLOYMENTS, INCIDENTS, Shop, deployment
from tests.support.synced import NOW, published

LATER = NOW + timedelta(hours=1)
LANDED = "select deployment_id, path, result from raw.feed_deployments order by 1"


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_every_column_of_a_deployment_and_an_incident_lands(shop):
    shop.feed("deployments", "d.csv", pipelines=("*-pipeline",)).feed("incidents", "i.json")
    shop.write("d.csv", "deployment_id,service,version,sha,environment,started_at,finished_at,result,by,is_rollback\n"
               "d1,SHOP,v1.0.0,9FCEB02,production,2026-05-01T10:00:00+02:00,2026-05-01T08:05:00Z,Rolled back,deploy-pipeline,yes\n"
               ",shop,,9fceb02,staging,2026-05-01T10:00:00Z,,running,,\n")  # fmt: skip
    shop.write("i.json", '[{"incident_id": 7, "service": "shop", "title": "Slow", "opened_at": "2026-05-01T11:00:00Z", '
               '"resolved_at": null, "severity": "SEV2", "component": "cart", "caused_by": "d1"}]')  # fmt: skip
    outcome = shop.sync()
    assert (outcome.failures, outcome.feed_row_count, outcome.notes) == ({}, 3, [])
    assert shop.rows("select * replace (epoch(started_at)::bigint as started_at, epoch(finished_at)::bigint as finished_at) "
                     "from raw.feed_deployments order by line_number") == [
        ("deployments", "d.csv", 2, "d1", "shop", "v1.0.0", "9fceb02", "production", 1777622400, 1777622700, "rolled_back", True,
         "deploy-pipeline", True),
        ("deployments", "d.csv", 3, "shop staging 2026-05-01T10:00:00.000000Z 9fceb02", "shop", None, "9fceb02", "staging",
         1777629600, None, "running", None, None, None),
    ]  # fmt: skip
    assert shop.rows("select * exclude opened_at, opened_at = '2026-05-01 11:00:00+00' from raw.feed_incidents") == [
        ("incidents", "i.json", 1, "7", "shop", "Slow", None, "SEV2", "cart", "d1", True)
    ]
    assert shop.rows("select source, kind, location, state, last_success_at is not null, epoch(newest_event_at)::bigint "
                     "from meta.sources where kind = 'feed' order by 1") == [
        ("deployments", "feed", "d.csv", "ok", True, 1777629600), ("incidents", "feed", "i.json", "ok", True, 1777633200),
    ]  # fmt: skip


def test_bad_rows_are_set_aside_with_line_and_reason_and_the_good_ones_land(shop):
    """Six rows: d1 and d6 are good."""
    shop.feed().write("deployments.csv", DEPLOYMENTS + deployment("d1") + deployment("d2", at="soon") + deployment("d3", result="meh")
                      + deployment("d4").replace("shop", "shpo") + deployment("d5", version="") + deployment("d6"))  # fmt: skip
    outcome = shop.sync()
    assert shop.rows(LANDED) == [("d1", "deployments.csv", "succeeded"), ("d6", "deployments.csv", "succeeded")]
    assert shop.rejects() == [
        (3, "started_at 'soon' is no instant. Expected an instant such as 2026-04-12T09:30:00Z or 2026-04-12 09:30."),
        (4, "result 'meh' is not understood. Write one of succeeded, failed, rolled_back, cancelled, running."),
        (5, "service 'shpo' is none of the settings. Did you mean 'shop'?"),
        (6, "version and sha are empty. Expected at least one of them."),
    ]
    assert shop.rows("select row_count, rejected_count, path from raw.feed_files") == [(2, 4, "deployments.csv")]
    assert outcome.failures == {}
    assert "4 of 6 rows of deployments.csv were set aside, the first in line 3: started_at 'soon'" in outcome.notes[0]

    shop.write("deployments.csv", DEPLOYMENTS + deployment("d2"))
    shop.sync()
    assert (shop.rows(LANDED), shop.rejects()) == ([("d2", "deployments.csv", "succeeded")], [])


def test_one_identity_told_twice_counts_once_the_last_row_of_the_last_file(shop):
    """
    file    d1          d2
    a.csv   running, then succeeded   (told twice)   failed
    b.csv   rolled back                              -
    """
    shop.feed(path="in")
    shop.write("in/b.csv", DEPLOYMENTS + deployment("d1", result="rolled back"))
    shop.sync()
    shop.write("in/a.csv", DEPLOYMENTS + deployment("d1", result="running") + deployment("d2", result="failed") + deployment("d1"))
    shop.sync()
    assert shop.rows(LANDED) == [("d1", "in/b.csv", "rolled_back"), ("d2", "in/a.csv", "failed")]

    shop.write("in/b.csv", DEPLOYMENTS)
    shop.sync()
    assert shop.rows(LANDED) == [("d1", "in/a.csv", "succeeded"), ("d2", "in/a.csv", "failed")]
    assert shop.rows("from raw.feed_superseded") == []


def test_two_feeds_may_use_one_identity(shop):
    shop.feed(path="a.csv").feed(path="b.csv", name="other")
    for name in ("a.csv", "b.csv"):
        shop.write(name, DEPLOYMENTS + deployment("1"))
    shop.sync()
    assert shop.rows("select feed, deployment_id from raw.feed_deployments order by 1") == [("deployments", "1"), ("other", "1")]


def test_syncing_twice_changes_nothing_and_a_touched_file_is_not_read_again(shop):
    shop.feed().feed("incidents", "i.csv")
    file = shop.write("deployments.csv", DEPLOYMENTS + deployment("d1") * 3 + "bad,row\n")
    shop.write("i.csv", INCIDENTS + "i1,shop,2026-05-01T11:00:00Z,,SEV1,d1\n")
    shop.sync()
    first, number = shop.rows("from raw.feed_files"), published(shop.data).name
    assert shop.sync(now=LATER).published is None
    os.utime(file, (1, 1))
    assert shop.sync(now=LATER).published is None
    assert (shop.rows("from raw.feed_files"), published(shop.data).name) == (first, number)
    assert shop.sync(now=LATER, full=True).published is not None
    assert shop.rows(LANDED) == [("d1", "deployments.csv", "succeeded")]
    assert shop.rows("select count(*), any_value(first_read_at) < any_value(read_at) from raw.feed_files") == [(2, True)]


def test_a_sync_with_nothing_new_opens_no_database(shop, monkeypatch):
    shop.feed().write("deployments.csv", DEPLOYMENTS + deployment("d1"))
    shop.sync()

    def refuse(*_):
        raise AssertionError("the warehouse was opened")

    monkeypatch.setattr("ingest.warehouse.Warehouse.next", refuse)
    monkeypatch.setattr("ingest.warehouse.duckdb.connect", refuse)
    assert shop.sync(now=LATER).published is None


def test_a_file_that_vanished_leaves_its_rows_and_one_that_lost_rows_does_not(shop):
    shop.feed(path="in/*.csv")
    gone = shop.write("in/1.csv", DEPLOYMENTS + deployment("d1"))
    shop.write("in/2.csv", DEPLOYMENTS + deployment("d2") + deployment("d3"))
    shop.sync()
    gone.unlink()
    shop.write("in/2.csv", DEPLOYMENTS + deployment("d3"))
    outcome = shop.sync(now=LATER)
    assert outcome.failures == {}
    assert [row[0] for row in shop.rows(LANDED)] == ["d1", "d3"]
    assert shop.rows("select path, gone_at is not null from raw.feed_files order by 1") == [("in/1.csv", True), ("in/2.csv", False)]
    assert shop.sync(now=LATER).published is None

    shop.write("in/1.csv", DEPLOYMENTS)
    shop.sync()
    assert [row[0] for row in shop.rows(LANDED)] == ["d3"]
    assert shop.rows("select gone_at from raw.feed_files") == [(None,), (None,)]


def test_a_file_that_cannot_be_read_fails_its_feed_alone_and_keeps_what_it_told(shop):
    shop.feed(path="in").feed("incidents", "i.csv")
    for name in ("a", "b"):
        shop.write(f"in/{name}.csv", DEPLOYMENTS + deployment(name))
    shop.write("i.csv", INCIDENTS)
    shop.sync()
    shop.write("in/a.csv", "service,version,environment,start_time,result\n")
    shop.write("in/b.csv", DEPLOYMENTS + deployment("b2"))
    shop.write("i.csv", INCIDENTS + "i1,shop,2026-05-01T11:00:00Z,,SEV1,d1\n")
    outcome = shop.sync(now=LATER)
    assert outcome.failures == {"deployments": (
        "deployments: in/a.csv has no column 'started_at'. Did you mean its 'start_time'? Then write started_at = 'start_time' "
        "under [feed.columns]."
    )}  # fmt: skip
    assert [row[0] for row in shop.rows(LANDED)] == ["a", "b2"]
    assert shop.rows("select incident_id from raw.feed_incidents") == [("i1",)]
    assert shop.rows("select source, state, last_attempt_at > last_success_at from meta.sources where kind = 'feed' order by 1") == [
        ("deployments", "failed", True), ("incidents", "ok", False),
    ]  # fmt: skip

    shop.write("in/a.csv", DEPLOYMENTS)
    assert shop.sync().failures == {}
    assert [row[0] for row in shop.rows(LANDED)] == ["b2"]


def test_only_names_a_feed_or_the_service_it_is_for(shop):
    shop.feed().feed("incidents", "i.csv", service="shop")
    shop.write("deployments.csv", DEPLOYMENTS + deployment("d1"))
    shop.write("i.csv", INCIDENTS)
    assert shop.sync(only=["deployments"]).asked == 1
    assert shop.rows("select source from meta.sources") == [("deployments",)]
    assert shop.sync(only=["shop"]).asked == 2
    assert shop.rows("select source from meta.sources order by 1") == [("deployments",), ("incidents",), ("shop",)]


def test_a_feed_that_the_settings_no_longer_have_takes_its_rows_along(shop):
    shop.feed().feed("incidents", "i.csv")
    shop.write("deployments.csv", DEPLOYMENTS + deployment("d1") + "bad\n")
    shop.write("i.csv", INCIDENTS + "i1,shop,2026-05-01T11:00:00Z,,SEV1,d1\n")
    shop.sync()
    shop.feeds = shop.feeds[1:]
    shop.sync(now=LATER)
    assert shop.rows("select (select count(*) from raw.feed_deployments), (select count(*) from raw.feed_rejects), "
                     "(select count(*) from raw.feed_incidents), (select string_agg(feed) from raw.feed_files)") == [
        (0, 0, 1, "incidents")
    ]  # fmt: skip
    assert shop.rows("select source from meta.sources order by 1") == [("incidents",), ("shop",)]


def test_files_that_the_settings_no_longer_name_take_their_rows_along(shop):
    shop.feed(path="old")
    shop.write("old/a.csv", DEPLOYMENTS + deployment("d1"))
    shop.sync()
    shop.feeds = ()
    shop.feed(path="new")
    shop.write("new/a.csv", DEPLOYMENTS + deployment("d2"))
    shop.sync()
    assert shop.rows(LANDED) == [("d2", "new/a.csv", "succeeded")]
    assert shop.rows("select path from raw.feed_files") == [("new/a.csv",)]


def test_people_get_pseudonyms_when_asked_for_and_pipelines_keep_their_name(shop, monkeypatch):
    """d1 is Ada's, d2 the bot's; the rejected row names Ada too. A file that is gone is not read anew: its Ada is forgotten."""
    shop.feed(path="in", pipelines=("deploy-bot",))
    shop.write("in/a.csv", DEPLOYMENTS + deployment("d1") + deployment("d2").replace("Ada", "Deploy-Bot") + deployment("d3", at="bad") + "Ada\n")
    gone = shop.write("in/b.csv", DEPLOYMENTS + deployment("d4") + deployment("d5").replace("Ada", "deploy-bot") + "Ada\n")
    shop.sync()
    assert [name for (name,) in shop.rows("select deployed_by from raw.feed_deployments order by deployment_id")] == [
        "Ada", "Deploy-Bot", "Ada", "deploy-bot",
    ]  # fmt: skip
    gone.unlink()
    monkeypatch.setenv("LEADLINE_PEOPLE_KEY", "sixteen characters or more")
    shop.people = PeopleSettings(pseudonymise=True)
    shop.sync(now=LATER)
    names = [name for (name,) in shop.rows("select deployed_by from raw.feed_deployments order by deployment_id")]
    assert names[0].startswith("person-")
    assert names[1:] == ["Deploy-Bot", None, "deploy-bot"]
    assert not [row for row in shop.rows("select * from raw.feed_rejects") if "Ada" in str(row)]
    assert "started_at=bad" in str(shop.rows("select record from raw.feed_rejects where line_number = 4"))


def test_tests_approvals_runsheets_and_freezes_land_in_their_tables(shop):
    """The report is copied once, as an archive would: a suite that ran at one instant is one suite."""
    report = '<testsuite name="cart" timestamp="2026-05-01T10:00:00Z"><testcase/><testcase><failure/></testcase></testsuite>'
    shop.feed("tests", "reports").feed("approvals", "a.csv").feed("runsheet", "r.json").feed("freezes", "f.ics", time_zone="Europe/Berlin")
    shop.write("reports/shop/1.0.0/regression/TEST.xml", report)
    shop.write("reports/shop/1.0.0/regression/copy/TEST.xml", report)
    shop.write("reports/nothing.xml", report)
    shop.write("a.csv", "service,version,approver,decision,decided_at\nshop,1.0.0,Ada,yes,2026-05-01T09:00:00Z\n")
    shop.write("r.json", '[{"service": "shop", "version": "1.1.0", "title": "Go", "planned_start_at": "2026-07-01T09:00:00Z"}]')
    shop.write("f.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:y\nSUMMARY:Year end\nDTSTART;VALUE=DATE:20251218\nDTEND;VALUE=DATE:20260105\n"
               "RRULE:FREQ=YEARLY\nCATEGORIES:shop\nEND:VEVENT\nEND:VCALENDAR\n")  # fmt: skip
    assert shop.sync().failures == {}
    assert shop.rows("select service, version, phase, suite, executed_count, passed_count, failed_count, skipped_count "
                     "from raw.feed_test_runs") == [("shop", "1.0.0", "regression", "cart", 2, 1, 1, 0)]  # fmt: skip
    assert shop.rejects("tests") == [
        (1, "service is empty. Expected a text, such as payments. Where reports do not tell it, name a folder around them so.")
    ]
    assert shop.rows("select approval_id, decision, approver from raw.feed_approvals") == [
        ("shop 1.0.0 Ada 2026-05-01T09:00:00Z", "approved", "Ada")
    ]
    assert shop.rows("select step_number, title, state from raw.feed_runsheet_steps") == [(1, "Go", "planned")]
    assert shop.rows("select freeze_uid, service, starts_at = '2025-12-17 23:00:00+00', ends_at = '2026-01-04 23:00:00+00' "
                     "from raw.feed_freezes where freeze_uid like '%2025%'") == [("y 2025-12-18", "shop", True, True)]  # fmt: skip
    assert shop.rows("select source, newest_event_at is not null from meta.sources where kind = 'feed' order by 1") == [
        ("approvals", True), ("freezes", False), ("runsheet", False), ("tests", True),
    ]  # fmt: skip
    assert shop.sync(now=LATER).published is None
    assert shop.sync(now=LATER.replace(year=2027)).published is not None
    assert shop.rows("select max(year(starts_at)) from raw.feed_freezes") == [(2029,)]


def test_an_order_of_syncs_does_not_matter(shop, tmp_path):
    """Files that come one by one, in any order, with an identity in common, end as those that come at once."""
    files = {f"in/{n}.csv": DEPLOYMENTS + deployment("same", version=f"{n}.0") + deployment(f"own{n}") for n in range(4)}
    shop.feed(path="in")
    for name in ("in/2.csv", "in/0.csv", "in/3.csv", "in/1.csv"):
        shop.write(name, files[name])
        shop.sync()
    (tmp_path / "once").mkdir()
    once = Shop(tmp_path / "once").feed(path="in")
    for name, content in files.items():
        once.write(name, content)
    once.sync()
    assert shop.rows("from raw.feed_deployments order by deployment_id") == once.rows("from raw.feed_deployments order by deployment_id")
    assert shop.rows("from raw.feed_superseded order by path") == once.rows("from raw.feed_superseded order by path")
