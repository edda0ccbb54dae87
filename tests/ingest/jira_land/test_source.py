"""Issues with every oddity Jira has: all of them land, and what cannot be read is null and named."""

import json
from datetime import UTC, date, datetime

import pytest

from ingest.jira_fields import field_map
from ingest.jira_people import People
from ingest.jira_records import Batch
from ingest.jira_source import Reader
from tests.ingest.jira_land.issues import ADA, FIELDS, change, entry, issue, read

KEY = b"a key of our own, long enough"


def test_an_issue_with_everything_lands_in_its_columns():
    found = read(issue(
        summary="Pay", issuetype={"name": "Bug", "subtask": False}, priority={"id": "1", "name": "Highest"},
        resolution={"name": "Done"}, resolutiondate="2026-01-02T09:00:00.000+0000", duedate="2026-02-01",
        reporter=ADA, assignee=None, labels=["a", "b"], fixVersions=[{"id": "7", "name": "1.0"}], versions=[{"id": "8"}],
        components=[{"id": "9"}], parent={"id": "100", "key": "PAY-0"}, customfield_1={"value": "High"},
        customfield_4="2026-03-01T00:00:00.000+0100", customfield_5=3.5, environment="prod",
    )).issue  # fmt: skip
    assert found == found | {
        "issue_id": 101, "issue_key": "PAY-1", "project_id": 10, "summary": "Pay", "issue_type": "Bug", "is_subtask": False,
        "status_id": "3", "status": "Open", "priority": "Highest", "resolution": "Done", "severity": "High",
        "created_at": datetime(2026, 1, 1, 10, tzinfo=UTC), "resolved_at": datetime(2026, 1, 2, 9, tzinfo=UTC),
        "due_on": date(2026, 2, 1), "planned_start_at": datetime(2026, 2, 28, 23, tzinfo=UTC), "reporter_id": "5b10:ada",
        "assignee_id": None, "labels": ["a", "b"], "fix_version_ids": [7], "affects_version_ids": [8],
        "component_ids": [9], "parent_id": 100, "parent_key": "PAY-0", "environment": "prod", "history_state": "complete",
        "history_count": 0, "unreadable": None, "other_fields": '{"customfield_5":3.5}',
    }  # fmt: skip


def test_an_issue_without_fields_and_one_of_empty_fields_land_with_nulls():
    bare = read({"id": 1, "key": "PAY-2"}).issue
    assert (bare["issue_id"], bare["summary"], bare["unreadable"]) == (
        1, None, "it has no fields; updated is missing; created is missing",
    )  # fmt: skip
    empty = read(issue(**dict.fromkeys(["summary", "issuetype", "priority", "resolution", "reporter", "labels",
        "fixVersions", "versions", "components", "issuelinks", "parent", "customfield_1", "customfield_2", "customfield_3"]))).issue  # fmt: skip
    assert (empty["unreadable"], empty["labels"], empty["fix_version_ids"], empty["sprint_ids"]) == (None, [], [], [])


def test_what_has_no_id_or_key_is_counted_and_left_out():
    reader, batch = Reader(field_map(FIELDS), People(None)), Batch()
    for odd in ({}, {"id": "x", "key": "PAY-1"}, {"id": 1}, {"id": 1, "key": "no key"}, {"id": 2**70, "key": "PAY-1"}):
        assert reader.read(odd, [], "complete", batch) is None
    assert (reader.unreadable_count, batch.tables()) == (5, {})


@pytest.mark.parametrize("value", ["soon", "2026-02-30T00:00:00.000+0000", 1e400, [], {"a": 1}])
def test_a_date_that_cannot_be_read_is_null_and_named(value):
    found = read(issue(created=value, duedate=str(value))).issue
    assert (found["created_at"], found["due_on"]) == (None, None)
    assert found["unreadable"] == "created is no instant; duedate is no date"


def test_ten_thousand_labels_and_a_changelog_of_five_thousand_out_of_order_land_whole():
    labels = [f"label {number}" for number in range(10_000)]
    entries = [
        entry(n, change("status", "1", "3"), at=f"2026-01-01T{n % 24:02d}:00:00.000+0000") for n in range(5_000, 0, -1)
    ]
    found = read(issue(labels=labels), histories=entries)
    assert found.issue["labels"] == labels
    assert found.issue["history_count"] == 5_000
    rows = found.rows("jira_transitions")
    assert (len(rows), rows[0]["history_id"], rows[0]["changed_at"].hour) == (5_000, 5_000, 8)


def test_an_entry_that_comes_twice_lands_once_and_items_keep_their_places():
    entries = [
        entry("1", change("status", "1", "3"), change("Fix Version", None, "1.0")),
        entry("1", change("status", "1", "3")),
        entry("2"),
    ]
    found = read(issue(), histories=entries)
    assert [(row["history_id"], row["item_position"], row["field"]) for row in found.rows("jira_transitions")] == [
        (1, 0, "status"), (1, 1, "Fix Version"),
    ]  # fmt: skip
    assert found.issue["history_count"] == 2


def test_odd_histories_land_as_far_as_they_can_be_read():
    entries = [
        "x",
        None,
        {"id": "3"},
        entry("4", change("status", 1, 3), at="never"),
        entry("5", {"field": None}, "x", at=None),
    ]
    found = read(issue(), histories=entries)
    assert [(r["history_id"], r["changed_at"], r["from_value"], r["to_value"]) for r in found.rows("jira_transitions")] == [
        (4, None, "1", "3"), (5, None, None, None),
    ]  # fmt: skip
    assert found.issue["unreadable"] == "3 entries of its history have no instant that can be read"


def test_an_absent_history_is_unknown_and_not_empty():
    found = read(issue(), histories=None, state="unknown").issue
    assert (found["history_state"], found["history_count"]) == ("unknown", None)


def test_the_keys_it_had_are_kept():
    found = read(
        issue(), histories=[entry(1, change("Key", "OLD-7", "SHOP-3")), entry(2, change("Key", "SHOP-3", "PAY-1"))]
    )
    assert [(row["issue_key"], row["is_current"]) for row in found.rows("jira_issue_keys")] == [
        ("OLD-7", False), ("SHOP-3", False), ("PAY-1", True),
    ]  # fmt: skip


def test_sprints_come_as_objects_and_as_text():
    text = (
        "com.atlassian.greenhopper.service.sprint.Sprint@1[id=5,rapidViewId=1,state=CLOSED,name=A, the = [one],"
        "startDate=2026-01-01T00:00:00.000Z,endDate=<null>,completeDate=2026-01-08T00:00:00.000Z,sequence=5,goal=a,b]"
    )
    found = read(issue(customfield_2=[text, {"id": 6, "name": "B", "state": "active"}, 7, "8", None, text]))
    assert found.issue["sprint_ids"] == [5, 6, 7]
    rows = {row["sprint_id"]: (row["name"], row["state"], row["ends_at"]) for row in found.rows("jira_sprints")}
    assert rows == {5: ("A, the = [one]", "closed", None), 6: ("B", "active", None), 7: (None, None, None)}


def test_approvals_are_one_row_per_person_asked():
    approval = {
        "id": "1", "name": "CAB", "finalDecision": "approved", "createdDate": {"epochMillis": 1774778400000},
        "completedDate": {"iso8601": "2026-03-29T12:00:00+0000"},
        "approvers": [{"approver": ADA, "approverDecision": "approved"}, {"approver": None, "approverDecision": "pending"}],
    }  # fmt: skip
    found = read(issue(customfield_3=[approval, {"id": "2", "approvers": "?"}]))
    assert [(r["approval_id"], r["approver_id"], r["decision"], r["decided_at"] is None) for r in found.rows("jira_approvals")] == [
        ("1", "5b10:ada", "approved", False), ("1", None, "pending", True), ("2", None, "pending", True),
    ]  # fmt: skip


def test_links_are_read_from_this_end_whatever_their_type():
    links = [
        {"id": "1", "type": {"name": "Problem/Incident", "inward": "is caused by", "outward": "causes"}, "inwardIssue": {"id": "5", "key": "PAY-5"}},
        {"id": "2", "type": None, "outwardIssue": {"key": "gone"}}, {"id": "3"}, "x",
    ]  # fmt: skip
    assert [(r["link_id"], r["direction"], r["phrase"], r["other_issue_key"]) for r in read(issue(issuelinks=links)).rows("jira_links")] == [
        (1, "inward", "is caused by", "PAY-5"), (2, "outward", None, None),
    ]  # fmt: skip


def test_hostile_text_lands_as_it_is_but_for_what_no_table_holds():
    hostile = "=cmd() <img src=x onerror=alert(1)> ![x](http://e) javascript:1 \u202e\x1b[31m \x00 \ud800 进行中 😀"
    found = read(issue(summary=hostile, labels=[hostile], status={"id": "9", "name": "进行中"}, customfield_1=hostile))
    assert found.issue["summary"] == found.issue["labels"][0] == hostile.replace("\x00", "�").replace("\ud800", "�")
    assert found.issue["status"] == "进行中"


def test_other_fields_hold_no_people_no_bodies_and_no_numbers_that_json_has_not():
    found = read(issue(
        description="secret body", comment={"comments": [{"body": "secret body"}]}, customfield_5=1e400, customfield_6=ADA,
        customfield_7="secret body", customfield_99={"a": [ADA, {"type": "doc", "content": []}, float("nan"), 2**80], "self": "x"},
    ))  # fmt: skip
    assert json.loads(found.issue["other_fields"]) == {"customfield_99": {"a": [str(2**80)]}}
    assert (found.issue["description"], found.rows("jira_comments")) == (None, [])


def test_bodies_are_read_when_they_are_asked_for():
    comment = {
        "id": "1",
        "author": ADA,
        "created": "2026-01-01T00:00:00Z",
        "body": {"type": "doc", "content": [{"type": "text", "text": "hi"}]},
    }
    found = read(issue(description="h1. What", comment={"comments": [comment]}), bodies=True)
    assert (found.issue["description"], found.rows("jira_comments")[0]["body"]) == ("What", "hi")


@pytest.mark.parametrize("person", [None, {}, [], "", {"displayName": "Former user"}, {"accountId": ""}, 7])
def test_a_deleted_account_is_nobody(person):
    found = read(issue(reporter=person), histories=[entry(1, change("status", "1", "3"), author=person)])
    assert (found.issue["reporter_id"], found.rows("jira_people")) == (None, [])


def test_people_of_data_center_are_told_by_their_key():
    found = read(issue(reporter={"key": "JIRAUSER1", "name": "ada", "displayName": "Ada", "active": False}))
    assert found.rows("jira_people") == [{"person_id": "JIRAUSER1", "display_name": "Ada", "is_active": False}]


def test_pseudonyms_leave_no_name_and_no_id_anywhere():
    found = read(
        issue(reporter=ADA, customfield_6=ADA, customfield_99=[ADA]),
        histories=[
            entry(1, {"field": "assignee", "from": "5b10:ada", "fromString": "Ada Lovelace", "to": None, "toString": None}, author=ADA),
            entry(2, {"field": "Buddy", "fieldId": "customfield_6", "from": "[5b10:ada]", "fromString": "Ada Lovelace", "to": "", "toString": ""}),
        ],
        people=People(KEY),
    )  # fmt: skip
    everything = repr([table.to_pylist() for table in found.tables.values()])
    assert "Ada" not in everything
    assert "5b10" not in everything
    pseudonym = People(KEY).pseudonym("5b10:ada")
    assert found.issue["reporter_id"] == pseudonym != People(KEY + b"!").pseudonym("5b10:ada")
    assert {row["from_value"] for row in found.rows("jira_transitions")} == {pseudonym}


def test_a_field_that_two_have_the_name_of_is_read_from_the_one_with_a_value():
    twice = [*FIELDS, {"id": "customfield_12", "name": "severity ", "schema": {"type": "string", "custom": "x:text"}}]
    assert read(issue(customfield_12="Low"), fields=field_map(twice)).issue["severity"] == "Low"


def test_the_settings_name_a_field_where_name_and_schema_do_not_tell():
    fields = field_map(FIELDS, [("severity", "odd NUMBER"), ("risk", "Nowhere")])
    assert read(issue(customfield_5=2, customfield_1={"value": "High"}), fields=fields).issue["severity"] == "2"
    assert fields.missing == ("no field is named 'Nowhere', which the settings read as risk; nothing is read as risk",)


def test_a_field_of_the_right_name_and_a_type_that_cannot_be_it_is_not_taken():
    renamed = [{"id": "customfield_4", "name": "Planned start", "schema": {"type": "user", "custom": "x:userpicker"}}]
    assert field_map(renamed).ids_of("planned_start") == ()
