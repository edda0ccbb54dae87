"""What happens in a Jira while it is read."""

import pytest

from tests.dashboard.standin.asking import get, keys
from tests.support.jira_world import an_issue

AT = "2026-02-01T10:00:00+00:00"


def test_an_update_is_seen_and_leaves_a_trace_in_the_history(jira):
    jira.edit([{
        "op": "update", "key": "PAY-2", "at": AT, "status": "Done", "summary": "New", "labels": ["a"], "assignee": "grace",
        "fix_versions": ["1.0"], "custom": {"customfield_10011": {"id": "2", "value": "Severity 2"}}, "author": "grace",
    }])  # fmt: skip

    issue = jira.ask("/rest/api/2/issue/PAY-2?expand=changelog")
    [entry] = issue["changelog"]["histories"]
    traces = {
        item["field"]: (item["from"], item["fromString"], item["to"], item["toString"]) for item in entry["items"]
    }

    assert (issue["fields"]["summary"], issue["fields"]["updated"]) == ("New", "2026-02-01T10:00:00.000+0000")
    assert (entry["created"], entry["author"]["displayName"]) == ("2026-02-01T10:00:00.000+0000", "Grace Hopper")
    assert traces == {
        "status": ("1", "To Do", "5", "Done"), "summary": (None, "Summary of PAY-2", None, "New"), "labels": (None, "", None, "a"),
        "assignee": (None, None, "grace", "Grace Hopper"), "Fix Version": (None, None, "501", "1.0"),
        "Severity": (None, None, None, "Severity 2"),
    }  # fmt: skip
    assert keys(jira, 'project = PAY and updated >= "2026-02-01 10:00"') == ["PAY-2"]
    assert jira.world()["issues"][1]["summary"] == "New"


def test_an_update_can_go_without_a_trace(jira):
    jira.edit([{"op": "update", "key": "PAY-2", "at": AT, "summary": "New", "history": False}])

    assert jira.ask("/rest/api/2/issue/PAY-2?expand=changelog")["changelog"]["total"] == 0


def test_a_deleted_issue_is_gone_with_its_links(jira):
    jira.edit([{"op": "delete", "key": "SHOP-1"}])

    assert get(jira, "/rest/api/2/issue/SHOP-1").status_code == 404
    assert jira.ask("/rest/api/2/issue/PAY-1")["fields"]["issuelinks"] == []
    assert keys(jira, "project = SHOP") == []


def test_a_moved_issue_keeps_its_id_and_answers_to_its_old_key(jira):
    number = jira.ask("/rest/api/2/issue/PAY-2")["id"]
    jira.edit([{"op": "move", "key": "PAY-2", "to": "SHOP-50", "at": AT}])

    moved = jira.ask("/rest/api/2/issue/PAY-2?expand=changelog")
    items = {
        item["field"]: (item["fromString"], item["toString"]) for item in moved["changelog"]["histories"][0]["items"]
    }

    assert (moved["key"], moved["id"], moved["fields"]["project"]["key"]) == ("SHOP-50", number, "SHOP")
    assert items == {"Key": ("PAY-2", "SHOP-50"), "project": ("Project PAY", "Project SHOP")}
    assert "PAY-2" not in keys(jira, "project = PAY")
    assert keys(jira, "key = PAY-2") == ["SHOP-50"]
    assert jira.ask("/rest/api/2/issue/PAY-7")["fields"]["parent"]["key"] == "SHOP-50"


def test_a_hidden_issue_and_a_hidden_project_are_as_if_they_were_not(jira):
    jira.edit([{"op": "hide", "key": "PAY-2"}, {"op": "hide_project", "key": "SHOP"}])

    assert "PAY-2" not in keys(jira, "project = PAY")
    assert get(jira, "/rest/api/2/issue/PAY-2").status_code == get(jira, "/rest/api/2/project/SHOP").status_code == 404
    assert jira.ask("/rest/api/2/issue/PAY-1")["fields"]["issuelinks"] == []

    jira.edit([{"op": "unhide", "key": "PAY-2"}, {"op": "unhide_project", "key": "SHOP"}])
    assert "PAY-2" in keys(jira, "project = PAY")
    assert keys(jira, "project = SHOP") == ["SHOP-1"]


def test_versions_slip_and_are_added(jira):
    jira.edit([
        {"op": "version", "project": "PAY", "name": "1.1", "release": "2026-03-01", "at": AT},
        {"op": "version", "project": "PAY", "version": {"id": "503", "name": "1.2"}},
        {"op": "version", "project": "PAY", "id": "501", "name": "1.0.0"},
    ])  # fmt: skip

    versions = jira.ask("/rest/api/2/project/PAY/versions")
    assert [(version["name"], version.get("releaseDate")) for version in versions] == [
        ("1.0.0", "2026-01-07"), ("1.1", "2026-03-01"), ("1.2", None),
    ]  # fmt: skip
    jira.as_of("2026-01-31T00:00:00+00:00")
    assert jira.ask("/rest/api/2/project/PAY/versions")[1]["releaseDate"] == "2026-02-01"


def test_fields_and_statuses_get_other_names_and_fields_vanish(jira):
    jira.edit([
        {"op": "rename_field", "id": "customfield_10011", "name": "Weather"}, {"op": "remove_field", "id": "customfield_10012"},
        {"op": "rename_status", "id": "1", "name": "Backlog"},
    ])  # fmt: skip

    names = {field["id"]: field["name"] for field in jira.ask("/rest/api/2/field")}
    fields = jira.ask("/rest/api/2/issue/PAY-1")["fields"]
    assert names["customfield_10011"] == "Weather"
    assert "customfield_10012" not in names
    assert "customfield_10012" not in fields
    assert jira.ask("/rest/api/2/issue/PAY-2")["fields"]["status"]["name"] == "Backlog"
    history = jira.ask("/rest/api/2/issue/PAY-1?expand=changelog")["changelog"]["histories"]
    assert "To Do" in {item["fromString"] for entry in history for item in entry["items"]}


def test_an_edit_can_wait_for_a_request(jira):
    added = an_issue("SHOP-2", created=AT)
    jira.edit([
        {"op": "add", "issue": added, "after_request": {"match": "project/SHOP", "count": 2}},
        {"op": "delete", "key": "SHOP-1", "after_request": {"match": r"GET .*/versions$", "count": 1}},
    ])  # fmt: skip

    seen = []
    for path in ("project/SHOP", "project/PAY/versions", "project/SHOP/versions"):
        jira.ask(f"/rest/api/2/{path}")
        seen.append(keys(jira, "project = SHOP order by key"))

    assert seen == [["SHOP-1"], [], ["SHOP-2"]]


@pytest.mark.parametrize("edit", [
    {"op": "paint"}, {"op": "update", "key": "PAY-99"}, {"op": "delete"}, {"op": "move", "key": "PAY-1", "to": "PAY-2"},
    {"op": "move", "key": "PAY-1", "to": "NONE-1"}, {"op": "add", "issue": {"key": "PAY-1", "id": 1}},
    {"op": "version", "project": "NONE", "name": "1.0"}, {"op": "version", "project": "PAY", "name": "9"},
    {"op": "rename_field", "id": "x"}, {"op": "update", "key": "PAY-1", "after_request": "soon"},
])  # fmt: skip
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(jira, edit):
    before = jira.world()

    with pytest.raises(AssertionError, match="400"):
        jira.edit([{"op": "update", "key": "PAY-1", "summary": "new"}, edit])

    assert jira.world() == before
