"""Rows of approvals, runsheets and tables of tests: what is added, what is worked out, what is set aside."""

import json

import pytest

from ingest import feed_rows
from ingest.feed_columns import KINDS
from ingest.feed_places import FileRefused
from ingest.feed_rows import MOST_REJECTS, Reading, read_rows
from ingest.feed_table import read_table
from ingest.jira_people import People
from ingest.settings_feeds import FeedSettings

AT = "2026-04-10T09:00:00Z"


def read(kind, *records, key=None, place=None, **options):
    feed = FeedSettings(kind, "x", kind, **options)
    table = read_table(json.dumps(records).encode(), feed, KINDS[kind], name="x.json", told={*feed.told, *(place or {})})
    return read_rows(table.rows, Reading(feed, KINDS[kind], ("payments", "shop"), People(key)), place or {})


def reasons(found):
    return [reject.reason for reject in found.rejects]


def approval(**told):
    return {"service": "shop", "version": "1.0", "decision": "Approved", "decided_at": AT, "approver": "Ada"} | told


def test_an_approval_without_an_identity_gets_one_of_what_who_and_when():
    """The same told twice is one; another person's is another."""
    found = read("approvals", approval(), approval(), approval(approver="Grace"), approval(approval_id="CAB-1"))
    assert [row["approval_id"] for row in found.rows] == [
        "shop 1.0 Ada 2026-04-10T09:00:00Z", "shop 1.0 Grace 2026-04-10T09:00:00Z", "CAB-1",
    ]  # fmt: skip
    hidden = read("approvals", approval(), key=b"sixteen characters")
    assert hidden.rows[0]["approver"].startswith("person-")
    assert hidden.rows[0]["approver"] in hidden.rows[0]["approval_id"]


def test_an_approval_needs_what_it_is_about_and_when_it_was_decided():
    found = read("approvals", approval(service=None), approval(service=None, issue_key="PAY-1"), approval(version=None),
                 approval(decided_at=None), approval(decided_at=None, decision="requested"), approval(decision="perhaps"))  # fmt: skip
    assert [(row["issue_key"], row["decision"]) for row in found.rows] == [("PAY-1", "approved"), (None, "pending")]
    assert reasons(found) == [
        "service is empty. Expected the service of the version or commit, or an issue_key.",
        "version and issue_key and sha are empty. Expected at least one of them.",
        "decided_at is empty, though it was approved. Expected when that was.",
        "decision 'perhaps' is not understood. Write one of approved, declined, pending.",
    ]


def step(title, **told):
    return {"service": "shop", "version": "1.0", "title": title} | told


def test_steps_are_numbered_by_their_order_in_each_release_and_stand_as_their_times_tell():
    found = read("runsheet", step("a", finished_at=AT, phase="Back-Out"), step("b", started_at=AT), step("z", version="2.0"), step("c"),
                 step("d", step=9, state="not needed"))  # fmt: skip
    assert [(row["version"], row["step_number"], row["title"], row["state"], row["phase"]) for row in found.rows] == [
        ("1.0", 1, "a", "done", "back out"), ("1.0", 2, "b", "running", None), ("2.0", 1, "z", "planned", None),
        ("1.0", 3, "c", "planned", None), ("1.0", 9, "d", "skipped", None),
    ]  # fmt: skip


def test_a_step_told_twice_is_the_last_one_and_an_impossible_number_is_set_aside():
    found = read("runsheet", step("a", step=1), step("b", step=1), step("c", step=0), step("d", step=10_001), step("", step=2))
    assert [row["title"] for row in found.rows] == ["b"]
    assert reasons(found) == [
        "step is 0. Expected a number from 1 to 10,000.", "step is 10,001. Expected a number from 1 to 10,000.",
        "title is empty. Expected a text, such as Switch the traffic over.",
    ]  # fmt: skip


def run(**told):
    return {"service": "shop", "version": "1.0", "phase": "UAT", "suite": "cart"} | told


def test_of_executed_passed_and_failed_one_follows_from_the_others():
    found = read("tests", run(executed=5, passed=4), run(passed=4, failed=1, skipped=2), run(executed=5, failed=5), run(executed=0, failed=0))
    assert [(row["executed_count"], row["passed_count"], row["failed_count"], row["skipped_count"]) for row in found.rows] == [
        (5, 4, 1, None), (5, 4, 1, 2), (5, 0, 5, None), (0, 0, 0, None),
    ]  # fmt: skip
    assert {row["phase"] for row in found.rows} == {"user acceptance"}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"executed": 5}, "Of executed, passed and failed at least two must be told"),
        ({"executed": 5, "passed": 6}, "executed is 5, but passed and failed are 6 and None"),
        ({"executed": 5, "passed": 4, "failed": 2}, "executed is 5, but passed and failed are 4 and 2"),
        ({"passed": -1, "failed": 2}, "passed '-1' is no whole number from 0 up"),
        ({"passed": 1.5, "failed": 2}, "passed '1.5' is no whole number from 0 up"),
    ],
)
def test_counts_that_do_not_add_up_are_set_aside(told, reason):
    [found] = reasons(read("tests", run(**told)))
    assert reason in found


def test_what_the_place_and_the_settings_tell_need_not_stand_in_the_rows():
    [row] = read("tests", {"passed": 1, "failed": 0}, place={"version": "2.0", "phase": "smoke"}, service="payments").rows
    assert (row["service"], row["version"], row["phase"]) == ("payments", "2.0", "smoke")


def test_all_rows_set_aside_are_counted_and_the_first_are_kept():
    found = read("tests", *[run() for _ in range(MOST_REJECTS + 5)])
    assert (found.rejected_count, len(found.rejects), found.rejects[-1].line) == (MOST_REJECTS + 5, MOST_REJECTS, MOST_REJECTS)


def test_a_file_of_too_many_rows_is_refused_whole(monkeypatch):
    monkeypatch.setattr(feed_rows, "MOST_ROWS", 3)
    assert len(read("tests", *[run(executed=1, passed=1)] * 3).rows) == 3
    with pytest.raises(FileRefused, match="holds more than 3 rows, the most that is read of one file"):
        read("tests", *[run(executed=1, passed=1)] * 4)


def test_a_record_is_kept_as_it_stood_cut_at_two_thousand_characters():
    [reject] = read("tests", run(suite="x" * 5000)).rejects
    assert len(reject.record) == 2000
    assert reject.record.startswith('{"service": "shop"')
