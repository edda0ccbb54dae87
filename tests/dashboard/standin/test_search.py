"""Searches: what a query means, what comes of each issue, and how pages follow one another."""

import pytest
import requests

from tests.dashboard.standin.asking import get, keys, post, search

PAY = [f"PAY-{number}" for number in range(1, 8)]


@pytest.mark.parametrize(("jql", "expected"), [
    ("project = PAY order by key", PAY),
    ('project in ("PAY", SHOP) ORDER BY key ASC', [*PAY, "SHOP-1"]),
    ("project = pay order by key desc", PAY[::-1]),
    ("(project = PAY) AND key > PAY-5 order by key", ["PAY-6", "PAY-7"]),
    ("key >= PAY-6 order by key", ["PAY-6", "PAY-7"]),
    ("issuekey in (PAY-2, SHOP-1) order by key", ["PAY-2", "SHOP-1"]),
    ('project = PAY and created >= "2026-01-05 09:06" order by created', ["PAY-6", "PAY-7"]),
    ('project = PAY and created < "2026-01-05 09:03" order by created', ["PAY-1", "PAY-2"]),
    ('project = PAY and updated >= "2026-01-05 09:06" order by updated desc, key', ["PAY-1", "PAY-7", "PAY-6"]),
    ('project = PAY and updated >= "2026/01/09"', ["PAY-1"]),
    ('project = PAY and updated >= "-1d"', []),
])  # fmt: skip
def test_a_query_means_these_issues_in_this_order(jira, jql, expected):
    """Lisbon keeps UTC in January."""
    assert keys(jira, jql) == expected
    assert keys(jira, jql, size=2) == expected


def test_an_issue_is_found_by_its_id(jira):
    number = jira.ask("/rest/api/2/issue/PAY-3")["id"]

    assert keys(jira, f"id in ({number})") == ["PAY-3"]
    assert keys(jira, f"id = {number}") == ["PAY-3"]


def test_times_of_a_query_are_read_in_the_zone_of_the_account(jira):
    """In July Lisbon is an hour ahead: 10:00 there is 09:00 UTC. The minute counts, seconds do not enter."""
    jira.edit([{"op": "update", "key": "PAY-4", "at": "2026-07-01T09:00:00+00:00"}])

    assert keys(jira, 'project = PAY and updated >= "2026-07-01 10:00"') == ["PAY-4"]
    assert keys(jira, 'project = PAY and updated >= "2026-07-01 10:01"') == []


@pytest.mark.parametrize(("jql", "message"), [
    ("project = NONE", "The value 'NONE' does not exist for the field 'project'."),
    ("project in (PAY, NONE)", "The value 'NONE' does not exist for the field 'project'."),
    ("key = PAY-99", "An issue with key 'PAY-99' does not exist for field 'key'."),
    ("project = PAY and id in (1)", "A value with ID '1' does not exist for the field 'id'."),
    ("weather = fine", "Field 'weather' does not exist or you do not have permission to view it."),
    ("project = PAY order by Rank", "Not able to sort using field 'Rank'."),
    ("project PAY", "Error in the JQL Query: Expecting operator but got 'PAY'."),
    ("project = ", "Error in the JQL Query: Expecting either a value, list or function"),
    ("project = PAY or project = SHOP", "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'or'."),
    ('project = PAY and updated >= "yesterday"', "Date value 'yesterday' for field 'updated' is invalid."),
    ("project = PAY and key in (PAY-1", "Error in the JQL Query: Expecting ')' before the end of the query."),
    ('project = "PAY', "Error in the JQL Query"),
])  # fmt: skip
def test_what_cannot_be_meant_is_400_in_the_words_of_jira(jira, jql, message):
    answer = search(jira, jql)

    assert answer.status_code == 400
    assert answer.json()["errorMessages"][0].startswith(message)


def test_without_validation_a_data_center_finds_nothing_where_nothing_is(data_center):
    page = search(data_center, "project = NONE", validateQuery="false").json()

    assert (page["total"], page["issues"]) == (0, [])


@pytest.mark.parametrize("jql", ["", "order by key"])
def test_a_cloud_wants_a_restriction_and_a_data_center_does_not(cloud, data_center, jql):
    answer = search(cloud, jql)

    assert answer.status_code == 400
    assert answer.json()["errorMessages"][0].startswith("Unbounded JQL queries are not allowed here.")
    assert search(data_center, jql).json()["total"] == 8


def test_a_cloud_answers_ids_alone_unless_fields_are_named(cloud):
    page = search(cloud, "key = PAY-1").json()

    assert set(page) == {"issues", "isLast"}
    assert list(page["issues"][0]) == ["id"]


def test_a_data_center_tells_where_the_page_is_and_how_many_there_are(data_center):
    page = search(data_center, "project = PAY order by key", startAt=5, maxResults=50).json()

    assert {name: page[name] for name in ("startAt", "maxResults", "total")} == {
        "startAt": 5,
        "maxResults": 50,
        "total": 7,
    }
    assert [issue["key"] for issue in page["issues"]] == ["PAY-6", "PAY-7"]
    assert search(data_center, "project = PAY", maxResults=0).json()["issues"] == []
    assert search(data_center, "project = PAY", startAt=7).json()["issues"] == []
    assert search(data_center, "project = PAY", maxResults=5000).json()["maxResults"] == 1000


@pytest.mark.parametrize(("said", "has", "lacks"), [
    ("summary,status", {"summary", "status"}, {"created"}),
    ("*all", {"summary", "comment", "description", "customfield_10011"}, set()),
    ("*navigable", {"summary", "description", "customfield_10011"}, {"comment"}),
    ("*all,-comment,-labels", {"summary"}, {"comment", "labels"}),
    ("-summary", {"status"} , {"summary"}),
    ("summary,nothing", {"summary"}, {"nothing", "status"}),
])  # fmt: skip
def test_fields_are_what_was_asked_for(jira, said, has, lacks):
    fields = set(jira.ask(f"/rest/api/2/issue/PAY-1?fields={said}")["fields"])

    assert has <= fields
    assert not lacks & fields
    if said != "-summary":
        assert set(search(jira, "key = PAY-1", fields=said).json()["issues"][0]["fields"]) == fields


def test_the_same_is_answered_to_a_question_in_a_body(cloud, data_center):
    asked = {"jql": "project = PAY order by key", "fields": ["summary"], "maxResults": 2}
    on_cloud = post(cloud, "/rest/api/3/search/jql", asked).json()
    on_data_center = post(data_center, "/rest/api/2/search", {**asked, "startAt": 1, "expand": ["changelog"]}).json()

    assert [issue["key"] for issue in on_cloud["issues"]] == ["PAY-1", "PAY-2"]
    assert [issue["key"] for issue in on_data_center["issues"]] == ["PAY-2", "PAY-3"]
    assert on_data_center["issues"][0]["changelog"]["total"] == 0


@pytest.mark.parametrize("body", [
    {"jql": "project = PAY", "startAt": 0}, {"jql": "project = PAY", "maxResults": "5"}, {"jql": ["project = PAY"]},
    {"jql": "project = PAY", "expand": ["changelog"]}, {"jql": "project = PAY", "reconcileIssues": list(range(51))}, [], None,
    {"jql": "project = PAY", "maxResults": 0},
])  # fmt: skip
def test_a_body_with_anything_else_is_400_on_cloud(cloud, body):
    assert post(cloud, "/rest/api/3/search/jql", body).status_code in ((400, 415) if body is None else (400,))


def test_a_body_that_is_not_said_to_be_json_is_415(cloud):
    answer = requests.post(
        f"{cloud.url}/rest/api/3/search/jql", data=b'{"jql": "key = PAY-1"}', headers=cloud.headers, timeout=20
    )

    assert answer.status_code == 415


def test_a_token_is_good_for_its_own_query_only(cloud):
    token = search(cloud, "project = PAY order by key", maxResults=2).json()["nextPageToken"]

    assert search(cloud, "project = SHOP", nextPageToken=token).status_code == 400
    assert search(cloud, "project = PAY order by key", nextPageToken="made-up").status_code == 400
    assert search(cloud, "project = PAY order by key", nextPageToken=token, maxResults=100).json()["isLast"] is True


def test_a_cloud_page_with_fields_holds_at_most_a_hundred_issues(cloud):
    cloud.edit(
        [{"op": "add", "issue": {"id": 1_000_000 + number, "key": f"SHOP-{number}"}} for number in range(2, 253)]
    )

    assert len(search(cloud, "project = SHOP", fields="summary", maxResults=5000).json()["issues"]) == 100
    assert len(search(cloud, "project = SHOP", fields="id,key", maxResults=9000).json()["issues"]) == 252
    assert len(search(cloud, "project = SHOP").json()["issues"]) == 50


def test_an_issue_deleted_between_pages_is_skipped_over_on_data_center_and_not_on_cloud(jira):
    """Two a page; PAY-1 goes after the first page. By offsets PAY-3 moves into that page, unseen."""
    jira.edit([{"op": "delete", "key": "PAY-1", "after_request": {"match": "/search", "count": 1}}])

    found = keys(jira, "project = PAY order by key", size=2)

    assert found == (PAY if jira.kind == "cloud" else [key for key in PAY if key != "PAY-3"])


def test_about_how_many_issues_there_are(cloud):
    assert post(cloud, "/rest/api/3/search/approximate-count", {"jql": "project = PAY"}).json() == {"count": 7}
    assert post(cloud, "/rest/api/3/search/approximate-count", {"jql": ""}).status_code == 400
    assert get(cloud, "/rest/api/3/search/approximate-count").status_code == 405


def test_names_and_schema_come_when_they_are_asked_for(jira):
    page = search(jira, "key = PAY-1", fields="summary,customfield_10011", expand="names,schema").json()

    assert page["names"] == {"summary": "Summary", "customfield_10011": "Severity"}
    assert page["schema"]["summary"]["type"] == "string"
