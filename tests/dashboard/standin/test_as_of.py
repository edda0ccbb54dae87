"""The world as it was at an instant: what came later is not there, what changed since is as it was."""

import pytest

from tests.dashboard.standin.asking import get, keys
from tests.support.jira_world import a_history, a_project, a_step, a_version, a_world, an_issue, an_item, standing


def fields_of(jira, key="PAY-1"):
    return jira.ask(f"/rest/api/2/issue/{key}")["fields"]


@pytest.mark.parametrize(("at", "status", "versions", "resolution", "updated"), [
    ("2026-01-05T12:00:00+00:00", "To Do", [], None, "2026-01-05T09:00"),
    ("2026-01-06T10:00:00+00:00", "In Progress", [], None, "2026-01-06T10:00"),
    ("2026-01-06T12:00:00+00:00", "In Progress", ["1.0"], None, "2026-01-06T10:05"),
    ("2026-01-07T12:00:00+00:00", "In Progress", ["1.0"], None, "2026-01-07T08:00"),
    ("2026-01-08T17:00:00+00:00", "Done", ["1.0"], "Done", "2026-01-08T16:30"),
    ("2026-01-10T00:00:00+00:00", "Done", ["1.1"], "Done", "2026-01-09T10:00"),
])  # fmt: skip
def test_an_issue_is_as_it_was(jira, at, status, versions, resolution, updated):
    """Started on the 6th at 10:00, planned for 1.0 at 10:05, a comment on the 7th, done on the 8th, planned for 1.1 on the 9th."""
    jira.as_of(at)

    fields = fields_of(jira)

    assert fields["status"]["name"] == status
    assert [version["name"] for version in fields["fixVersions"]] == versions
    assert (fields["resolution"] or {}).get("name") == resolution
    assert (fields["resolutiondate"] is not None) is (resolution is not None)
    assert fields["updated"].startswith(updated)


def test_issues_and_entries_of_later_are_not_there_yet(jira):
    jira.as_of("2026-01-05T09:03:00+00:00")

    assert keys(jira, "project = PAY order by key") == ["PAY-1", "PAY-2"]
    assert get(jira, "/rest/api/2/issue/PAY-3").status_code == 404
    assert jira.ask("/rest/api/2/issue/PAY-1?expand=changelog")["changelog"]["total"] == 0
    assert fields_of(jira)["comment"]["comments"] == []


@pytest.mark.parametrize(("at", "release"), [
    ("2026-01-11T23:59:59+00:00", "2026-01-20"), ("2026-01-12T00:00:00+00:00", "2026-01-27"),
    ("2026-01-19T23:00:00+00:00", "2026-01-27"), ("2026-01-20T00:00:00+00:00", "2026-02-01"),
])  # fmt: skip
def test_a_version_has_the_date_that_it_had(jira, at, release):
    """1.1 was promised for the 20th until the 12th, for the 27th until the 20th, and for 1 February since."""
    jira.as_of(at)

    assert jira.ask("/rest/api/2/project/PAY/versions")[1]["releaseDate"] == release


def test_none_shows_the_whole_world_again_and_reset_does_too(jira):
    jira.as_of("2026-01-05T09:03:00+00:00")
    jira.as_of(None)
    assert len(keys(jira, "project = PAY")) == 7

    jira.as_of("2026-01-05T09:03:00+00:00")
    jira.reset()
    assert len(keys(jira, "project = PAY")) == 7


def test_people_priorities_labels_dates_and_keys_go_back_too():
    """Everything about PAY-9 changed on the 10th, when it was still SHOP-1."""
    items = [
        an_item("assignee", "Ada Lovelace", "Grace Hopper", ids=("ada", "grace")), an_item("priority", "Low", "High"),
        an_item("labels", "a b", "c"), an_item("duedate", None, None, ids=("2026-02-01", "2026-03-01")),
        an_item("summary", "Before", "After"), an_item("issuetype", "Story", "Bug"), an_item("Key", "SHOP-1", "PAY-9"),
        an_item("Component", "api", None), an_item("Link", None, "This causes PAY-1", ids=(None, "PAY-1")),
    ]  # fmt: skip
    moved = an_issue(
        "PAY-9", type="Bug", assignee="grace", priority="High", labels=["c"], due="2026-03-01", summary="After",
        histories=[a_history(1, "2026-01-10T10:00:00+00:00", *items)], links=[{"id": "1", "type": "Blocks", "outward": "PAY-1"}],
    )  # fmt: skip
    world = a_world(a_project("PAY"), a_project("SHOP", components=["api"]), issues=[an_issue("PAY-1"), moved])

    with standing(world, "cloud", as_of="2026-01-09T00:00:00+00:00") as jira:
        fields = fields_of(jira, "SHOP-1")
        gone = get(jira, "/rest/api/2/issue/PAY-9").status_code

    assert (fields["assignee"]["accountId"], fields["priority"]["name"], fields["summary"]) == ("ada", "Low", "Before")
    assert (fields["labels"], fields["duedate"], fields["issuetype"]["name"]) == (["a", "b"], "2026-02-01", "Story")
    assert (fields["project"]["key"], [entry["name"] for entry in fields["components"]]) == ("SHOP", ["api"])
    assert (fields["issuelinks"], gone) == ([], 404)


def test_a_status_that_was_renamed_since_is_found_by_its_id():
    history = a_step(1, "2026-01-10T10:00:00+00:00", ("3", "Doing"), ("5", "Done"))
    world = a_world(issues=[an_issue("PAY-1", status="Done", histories=[history])])

    with standing(world, "data-center", as_of="2026-01-09T00:00:00+00:00") as jira:
        assert fields_of(jira)["status"]["name"] == "In Progress"


def test_a_version_that_was_made_later_is_not_there_yet():
    project = a_project("PAY", a_version("1.0", 1), a_version("2.0", 2, created="2026-02-01T00:00:00+00:00"))

    with standing(a_world(project), "cloud", as_of="2026-01-09T00:00:00+00:00") as jira:
        assert [version["name"] for version in jira.ask("/rest/api/3/project/PAY/versions")] == ["1.0"]
