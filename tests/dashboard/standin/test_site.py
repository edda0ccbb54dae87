"""What a Jira says of itself and of what it has, in the shapes of both kinds."""

import pytest
from jira import JIRA

from tests.dashboard.standin.asking import get, post


def test_the_server_says_which_kind_it_is(cloud, data_center):
    told = [jira.ask("/rest/api/2/serverInfo") for jira in (cloud, data_center)]

    assert [info["deploymentType"] for info in told] == ["Cloud", "Server"]
    assert [info["serverTitle"] for info in told] == ["A Jira", "A Jira"]
    assert [info["baseUrl"] for info in told] == [cloud.url, data_center.url]
    assert told[1]["versionNumbers"][0] in (8, 9, 10)


def test_an_account_has_an_id_on_cloud_and_a_name_and_key_on_data_center(cloud, data_center):
    on_cloud, on_data_center = (jira.ask("/rest/api/2/myself") for jira in (cloud, data_center))

    assert (on_cloud["accountId"], on_cloud["timeZone"], on_cloud["displayName"]) == (
        "ada",
        "Europe/Lisbon",
        "Ada Lovelace",
    )
    assert {"name", "key"}.isdisjoint(on_cloud)
    assert (on_data_center["name"], on_data_center["key"], on_data_center["timeZone"]) == (
        "ada",
        "ada",
        "Europe/Lisbon",
    )
    assert "accountId" not in on_data_center


def test_who_is_not_signed_in_is_told_so_and_nothing_else(jira):
    wrong = [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic d3Jvbmc6d3Jvbmc="},
        {"Authorization": "Basic %%%"},
        {"Authorization": "Bearer " + jira.token if jira.kind == "cloud" else "Basic " + jira.token},
    ]
    answers = [
        get(jira, path, headers=headers) for headers in wrong for path in ("/rest/api/2/myself", "/rest/api/2/field")
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert all(answer.json()["errorMessages"] for answer in answers)


def test_lists_hold_what_the_world_has_in_its_order(jira):
    def names(what):
        return [entry["name"] for entry in jira.ask(f"/rest/api/2/{what}")]

    assert names("priority") == ["Highest", "High", "Medium", "Low"]
    assert names("resolution") == ["Done", "Won't Do"]
    assert names("issuetype")[-1] == "Sub-task"
    assert [(status["id"], status["name"], status["statusCategory"]["key"]) for status in jira.ask("/rest/api/2/status")] == [
        ("1", "To Do", "new"), ("3", "In Progress", "indeterminate"), ("4", "In Review", "indeterminate"), ("5", "Done", "done"),
    ]  # fmt: skip
    assert jira.ask("/rest/api/2/issueLinkType")["issueLinkTypes"][0]["inward"] == "is caused by"


def test_fields_are_the_system_s_and_the_world_s(jira):
    fields = {entry["id"]: entry for entry in jira.ask("/rest/api/2/field")}

    assert fields["fixVersions"]["schema"] == {"type": "array", "items": "version", "system": "fixVersions"}
    assert fields["customfield_10011"]["schema"]["custom"].endswith(":select")
    assert fields["customfield_10011"]["schema"]["customId"] == 10011
    assert fields["customfield_10010"]["schema"]["items"] == ("json" if jira.kind == "cloud" else "string")


def test_archived_projects_are_shown_only_when_asked_for(cloud, data_center):
    def keys(entries):
        return [entry["key"] for entry in entries]

    assert keys(data_center.ask("/rest/api/2/project")) == ["PAY", "SHOP"]
    assert keys(data_center.ask("/rest/api/2/project?includeArchived=true")) == ["OLD", "PAY", "SHOP"]
    assert keys(cloud.ask("/rest/api/3/project/search")["values"]) == ["PAY", "SHOP"]
    assert keys(cloud.ask("/rest/api/3/project/search?status=archived")["values"]) == ["OLD"]
    assert keys(cloud.ask("/rest/api/3/project/search?keys=SHOP&keys=OLD")["values"]) == ["SHOP"]


def test_projects_come_in_pages_with_how_many_issues_they_have(cloud):
    """PAY-7 is hidden from the account; the count that Jira tells has it all the same."""
    cloud.edit([{"op": "hide", "key": "PAY-7"}])

    page = cloud.ask("/rest/api/3/project/search?maxResults=1&expand=insight")

    assert (page["total"], page["isLast"], page["maxResults"]) == (2, False, 1)
    assert page["values"][0]["insight"]["totalIssueCount"] == 7
    assert cloud.ask("/rest/api/3/project/search?maxResults=1&startAt=1")["isLast"] is True


def test_versions_and_components_of_a_project(jira):
    versions = jira.ask("/rest/api/2/project/PAY/versions")
    page = jira.ask("/rest/api/2/project/PAY/version?maxResults=1")

    assert [(v["name"], v["released"], v.get("startDate"), v["releaseDate"]) for v in versions] == [
        ("1.0", True, None, "2026-01-07"), ("1.1", False, "2026-01-10", "2026-02-01"),
    ]  # fmt: skip
    assert (page["total"], page["isLast"], page["values"][0]["id"]) == (2, False, "501")
    assert [component["name"] for component in jira.ask("/rest/api/2/project/PAY/components")] == ["api", "web"]
    assert jira.ask("/rest/api/2/project/SHOP/versions") == []
    assert len(jira.ask("/rest/api/2/project/PAY")["versions"]) == 2


@pytest.mark.parametrize(
    "path", ["project/NONE", "project/NONE/versions", "issue/PAY-99", "nothing", "issue/PAY-1/nothing"]
)
def test_what_is_not_there_is_404_with_a_message(jira, path):
    answer = get(jira, f"/rest/api/2/{path}")

    assert answer.status_code == 404
    assert answer.json()["errorMessages"][0]


def test_what_one_kind_has_the_other_has_not(cloud, data_center):
    gone = get(cloud, "/rest/api/3/search", jql="project = PAY")
    bulk = post(data_center, "/rest/api/2/changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1"]})

    assert (gone.status_code, "search/jql" in gone.json()["errorMessages"][0]) == (410, True)
    assert get(data_center, "/rest/api/2/search/jql", jql="project = PAY").status_code == 404
    assert get(data_center, "/rest/api/3/myself").status_code == 404
    assert bulk.status_code == 404


def test_permissions_are_told_when_they_are_named(cloud):
    told = cloud.ask("/rest/api/3/mypermissions?permissions=BROWSE_PROJECTS,ADMINISTER&projectKey=PAY")["permissions"]

    assert {name: entry["havePermission"] for name, entry in told.items()} == {
        "BROWSE_PROJECTS": True,
        "ADMINISTER": False,
    }
    assert get(cloud, "/rest/api/3/mypermissions").status_code == 400


def test_the_jira_library_reads_both_kinds(jira):
    """An outside reader: what it finds is what is there."""
    proof = {"basic_auth": (jira.user, jira.token)} if jira.kind == "cloud" else {"token_auth": jira.token}
    client = JIRA(jira.url, **proof)

    issues = client.search_issues("project = PAY order by key", maxResults=False, expand="changelog")
    first = client.issue("PAY-1", expand="changelog")

    assert [issue.key for issue in issues] == [f"PAY-{number}" for number in range(1, 8)]
    assert issues[0].fields.status.name == "Done"
    assert len(issues[0].changelog.histories) == len(first.changelog.histories) == 4
    assert [project.key for project in client.projects()] == ["PAY", "SHOP"]
    assert [version.name for version in client.project_versions("PAY")] == ["1.0", "1.1"]
    assert "customfield_10010" in {field["id"] for field in client.fields()}
