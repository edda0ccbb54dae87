"""One issue as each kind sends it: people, long texts, sprints, links, parents, and its history."""

import pytest

from tests.dashboard.standin.asking import get, post, search
from tests.dashboard.standin.conftest import SPRINT
from tests.support.jira_world import a_history, a_world, an_issue, an_item, standing


def test_instants_are_written_as_jira_writes_them(jira):
    fields = jira.ask("/rest/api/2/issue/PAY-1")["fields"]

    assert fields["created"] == "2026-01-05T09:00:00.000+0000"
    assert fields["updated"] == "2026-01-09T10:00:00.000+0000"
    assert fields["resolutiondate"] == "2026-01-08T16:30:00.000+0000"
    assert fields["duedate"] is None


def test_names_stand_with_their_ids(jira):
    fields = jira.ask("/rest/api/2/issue/PAY-1")["fields"]

    assert (fields["status"]["id"], fields["status"]["statusCategory"]["key"]) == ("5", "done")
    assert [version["id"] for version in fields["fixVersions"]] == ["502"]
    assert [component["name"] for component in fields["components"]] == ["api"]
    assert (fields["project"]["key"], fields["issuetype"]["subtask"], fields["priority"]["id"]) == ("PAY", False, "3")
    assert fields["labels"] == ["naïve", "b"]


def test_people_are_accounts_on_cloud_and_users_on_data_center(jira):
    fields = jira.ask("/rest/api/2/issue/PAY-1")["fields"]
    id_name = "accountId" if jira.kind == "cloud" else "key"

    assert fields["assignee"][id_name] == fields["customfield_10012"][id_name] == "grace"
    assert fields["assignee"]["displayName"] == "Grace Hopper"
    assert fields["reporter"][id_name] == "ada"
    assert jira.ask("/rest/api/2/issue/PAY-2")["fields"]["assignee"] is None


def test_long_texts_are_documents_in_version_three_only(cloud, data_center):
    document = cloud.ask("/rest/api/3/issue/PAY-1")["fields"]["description"]
    typed = "One line\nand two\n\nA second block"

    assert (document["type"], len(document["content"])) == ("doc", 2)
    assert [part.get("text") for part in document["content"][0]["content"]] == ["One line", None, "and two"]
    assert cloud.ask("/rest/api/2/issue/PAY-1")["fields"]["description"] == typed
    assert data_center.ask("/rest/api/2/issue/PAY-1")["fields"]["description"] == typed
    assert cloud.ask("/rest/api/3/issue/PAY-1")["fields"]["comment"]["comments"][0]["body"]["type"] == "doc"


def test_sprints_are_objects_on_cloud_and_texts_on_data_center(cloud, data_center):
    [text] = data_center.ask("/rest/api/2/issue/PAY-1")["fields"]["customfield_10010"]

    assert cloud.ask("/rest/api/2/issue/PAY-1")["fields"]["customfield_10010"] == [SPRINT]
    assert text.startswith("com.atlassian.greenhopper.service.sprint.Sprint@")
    assert "[id=7,rapidViewId=2,state=CLOSED,name=Sprint, 7,startDate=2026-01-05T08:00:00.000+0000," in text
    assert text.endswith("goal=<null>]")


def test_sprints_stated_as_texts_are_objects_on_cloud_too(data_center):
    [text] = data_center.ask("/rest/api/2/issue/PAY-1")["fields"]["customfield_10010"]
    world = data_center.world()
    world["issues"][0]["custom"]["customfield_10010"] = [text]

    with standing(world, "cloud") as cloud:
        [sprint] = cloud.ask("/rest/api/3/issue/PAY-1")["fields"]["customfield_10010"]

    assert {name: sprint[name] for name in ("id", "name", "state", "boardId", "endDate")} == {
        name: SPRINT[name] for name in ("id", "name", "state", "boardId", "endDate")
    }


def test_a_link_is_seen_from_both_of_its_ends(jira):
    [here] = jira.ask("/rest/api/2/issue/PAY-1")["fields"]["issuelinks"]
    [there] = jira.ask("/rest/api/2/issue/SHOP-1")["fields"]["issuelinks"]

    assert (here["id"], here["type"]["outward"], here["outwardIssue"]["key"]) == ("900", "causes", "SHOP-1")
    assert (there["id"], there["type"]["inward"], there["inwardIssue"]["key"]) == ("900", "is caused by", "PAY-1")
    assert here["outwardIssue"]["fields"]["issuetype"]["name"] == "Incident"


def test_a_parent_is_told_of_sub_tasks_and_on_cloud_of_all(cloud, data_center):
    """PAY-7 is a sub-task of PAY-2, PAY-3 a story in it: on Data Center the epic link says so."""
    assert [jira.ask("/rest/api/2/issue/PAY-7")["fields"]["parent"]["key"] for jira in (cloud, data_center)] == [
        "PAY-2"
    ] * 2
    assert cloud.ask("/rest/api/2/issue/PAY-3")["fields"]["parent"]["key"] == "PAY-2"
    story = data_center.ask("/rest/api/2/issue/PAY-3")["fields"]
    assert ("parent" in story, story["customfield_10013"]) == (False, "PAY-2")
    assert [child["key"] for child in cloud.ask("/rest/api/2/issue/PAY-2")["fields"]["subtasks"]] == ["PAY-7"]


def test_a_history_comes_with_the_issue_newest_first_on_cloud_and_oldest_first_on_data_center(jira):
    log = jira.ask("/rest/api/2/issue/PAY-1?expand=changelog")["changelog"]
    in_search = search(jira, "key = PAY-1", fields="summary", expand="changelog").json()["issues"][0]["changelog"]
    numbers = [entry["id"] for entry in log["histories"]]

    assert numbers == (["103", "102", "101", "100"] if jira.kind == "cloud" else ["100", "101", "102", "103"])
    assert log["total"] == 4
    assert in_search == log
    done = next(entry for entry in log["histories"] if entry["id"] == "102")
    assert done["created"] == "2026-01-08T16:30:00.000+0000"
    assert done["author"]["displayName"] == "Grace Hopper"
    assert (done["items"][0]["from"], done["items"][0]["fromString"], done["items"][0]["toString"]) == (
        "3",
        "In Progress",
        "Done",
    )
    assert ("fieldId" in done["items"][0]) is (jira.kind == "cloud")


@pytest.fixture(scope="module")
def long_histories():
    """PAY-1 has 250 entries, a minute apart, PAY-2 three in the same minutes."""

    def entries(first, count):
        return [a_history(first + minute, f"2026-02-01T{8 + minute // 60:02}:{minute % 60:02}:00+00:00",
                          an_item("labels", str(minute), str(minute + 1))) for minute in range(count)]  # fmt: skip

    return a_world(
        issues=[an_issue("PAY-1", histories=entries(1000, 250)), an_issue("PAY-2", histories=entries(2000, 3))]
    )


def test_a_long_history_is_cut_on_cloud_and_whole_on_data_center(long_histories):
    with standing(long_histories, "cloud") as cloud, standing(long_histories, "data-center") as data_center:
        for path in ("issue/PAY-1?expand=changelog",):
            cut, whole = (jira.ask(f"/rest/api/2/{path}")["changelog"] for jira in (cloud, data_center))

    assert (cut["total"], cut["maxResults"], len(cut["histories"]), cut["histories"][0]["id"]) == (
        250,
        100,
        100,
        "1249",
    )
    assert (whole["total"], len(whole["histories"]), whole["histories"][0]["id"]) == (250, 250, "1000")


def test_a_cloud_tells_the_whole_history_in_pages(long_histories):
    with standing(long_histories, "cloud") as cloud:
        pages = [cloud.ask(f"/rest/api/3/issue/PAY-1/changelog?startAt={start}") for start in (0, 100, 200)]

    assert [entry["id"] for page in pages for entry in page["values"]] == [str(number) for number in range(1000, 1250)]
    assert [(page["total"], page["isLast"], page["maxResults"]) for page in pages] == [
        (250, False, 100), (250, False, 100), (250, True, 100),
    ]  # fmt: skip


def test_changelogs_of_many_issues_come_by_time_with_instants_in_milliseconds(long_histories):
    """253 entries by 100 a page; those of PAY-2 are among the first six."""
    found, token = [], None
    with standing(long_histories, "cloud") as cloud:
        asked = {"issueIdsOrKeys": ["PAY-1", "PAY-2", "PAY-77"], "maxResults": 100}
        while True:
            page = post(
                cloud, "/rest/api/3/changelog/bulkfetch", asked | ({"nextPageToken": token} if token else {})
            ).json()
            found.append(
                [(log["issueId"], entry) for log in page["issueChangeLogs"] for entry in log["changeHistories"]]
            )
            token = page.get("nextPageToken")
            if not token:
                break
        numbers = {cloud.ask(f"/rest/api/2/issue/{key}")["id"]: key for key in ("PAY-1", "PAY-2")}

    assert [len(page) for page in found] == [100, 100, 53]
    assert len({entry["id"] for page in found for _, entry in page}) == 253
    assert {entry["id"] for issue, entry in found[0] if numbers[issue] == "PAY-2"} == {"2000", "2001", "2002"}
    assert min(entry["created"] for _, entry in found[0]) == 1769932800000  # 2026-02-01T08:00:00Z


def test_changelogs_of_named_fields_only(cloud):
    page = post(cloud, "/rest/api/3/changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1"], "fieldIds": ["status"]}).json()

    entries = page["issueChangeLogs"][0]["changeHistories"]
    assert [[item["fieldId"] for item in entry["items"]] for entry in entries] == [["status"], ["status"]]


@pytest.mark.parametrize("body", [
    {"issueIdsOrKeys": ["PAY-1"] * 1001}, {"issueIdsOrKeys": []}, {}, {"issueIdsOrKeys": ["PAY-1"], "maxResults": 10_001},
    {"issueIdsOrKeys": ["PAY-1"], "fieldIds": ["a"] * 11}, {"issueIdsOrKeys": [1]}, {"issueIdsOrKeys": ["PAY-1"], "startAt": 0},
])  # fmt: skip
def test_more_than_may_be_asked_for_at_once_is_400(cloud, body):
    assert post(cloud, "/rest/api/3/changelog/bulkfetch", body).status_code == 400


def test_text_that_is_hostile_or_broken_is_sent_as_it_is(tmp_path):
    odd = '<script>"\\\u0000\u202e\u2028 \ud800 ![x](http://x.example)'
    world = a_world(
        issues=[an_issue("PAY-1", summary=odd, status="评审中", priority="Odd", created="no instant", reporter="gone")]
    )

    for kind in ("cloud", "data-center"):
        with standing(world, kind) as jira:
            fields = jira.ask("/rest/api/2/issue/PAY-1")["fields"]
        assert fields["summary"] == odd
        assert (fields["status"]["name"], fields["priority"]["name"], fields["created"]) == (
            "评审中",
            "Odd",
            "no instant",
        )
        assert fields["reporter"]["active"] is False


def test_an_issue_is_found_by_id_and_whatever_the_case_of_its_key(jira):
    number = jira.ask("/rest/api/2/issue/pay-1")["id"]

    assert jira.ask(f"/rest/api/2/issue/{number}?fields=summary")["key"] == "PAY-1"
    assert get(jira, "/rest/api/2/issue/123").status_code == 404
