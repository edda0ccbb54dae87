"""Cloud: pages by token to the last one, histories in bulk, whole however long; never more asked than is allowed."""

import pytest

from ingest.errors import IngestError, SourceRefused
from ingest.jira_client import connect
from tests.ingest.jira_client.scripted import (
    CLOUD_INFO,
    ME,
    CloudSearch,
    PlayedClock,
    Say,
    an_issue,
    entries,
    jira,
    settings_for,
)

FIELDS = ("summary", "updated")


def read(answer, folder, *, method="issues", **options):
    """Return all readings of project PAY, or all its keys."""
    with jira(answer, info=CLOUD_INFO, me=ME) as (url, asked):
        settings = settings_for(url, folder, **{"page_size": 10, "user": "ada", **options})
        client = connect(settings, pages=folder / "pages", clock=PlayedClock())
        try:
            pages = client.keys("PAY") if method == "keys" else client.issues("PAY", fields=FIELDS, since=None)
            return [found for page in pages for found in page], asked[2:]
        finally:
            client.close()


def ids(readings):
    return sorted(int(found.issue["id"]) for found in readings)


def issues(count):
    return [an_issue(number, created=f"2026-0{1 + number % 9}-01T00:00:00.000+0000") for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 10, 11, 95])
def test_all_issues_come_once_with_their_histories(tmp_path, count):
    logs = {str(number): entries(*range(number * 1000, number * 1000 + number % 4)) for number in range(1, count + 1)}

    readings, asked = read(CloudSearch(issues(count), logs), tmp_path)

    assert ids(readings) == list(range(1, count + 1))
    assert all((found.histories, found.state) == (logs[found.issue["id"]], "complete") for found in readings)
    assert len([request for request in asked if request.path.endswith("/search/jql")]) == max(1, -(-count // 10))


def test_histories_longer_than_an_answer_are_put_together(tmp_path):
    logs = {"1": entries(*range(1, 251)), "2": entries(*range(1001, 1004))}

    readings, _ = read(CloudSearch(issues(2), logs, entries_at_once=40), tmp_path)

    assert {found.issue["id"]: found.histories for found in readings} == logs


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410])
def test_a_site_that_answers_no_bulk_is_asked_issue_by_issue(tmp_path, status):
    server = CloudSearch(issues(3))
    logs = {"1": entries(*range(250)), "2": []}

    def answer(request):
        if request.path.endswith("/changelog/bulkfetch"):
            return Say(status=status)
        if request.path.endswith("/changelog"):
            number, start = request.path.split("/")[-2], int(request.query["startAt"])
            if number not in logs:
                return Say(status=404)
            some = logs[number][start : start + int(request.query["maxResults"])]
            return {"values": some, "total": len(logs[number]), "isLast": start + len(some) >= len(logs[number])}
        return server(request)

    readings, _ = read(answer, tmp_path)

    assert {found.issue["id"]: (found.histories, found.state) for found in readings} == {
        "1": (logs["1"], "complete"), "2": ([], "complete"), "3": (None, "unknown"),
    }  # fmt: skip


def test_a_token_that_comes_again_ends_in_a_sentence_with_project_and_page(tmp_path):
    def answer(request):
        return (
            {"issues": issues(10), "nextPageToken": "same"}
            if request.path.endswith("/search/jql")
            else CloudSearch([])(request)
        )

    with pytest.raises(SourceRefused, match=r"^jira/PAY, page 2: .* names page 2 as the next one again"):
        read(answer, tmp_path)


def test_a_token_that_comes_again_once_is_asked_for_again(tmp_path):
    server = CloudSearch(issues(40))
    lied = []

    def answer(request):
        said = server(request)
        if request.path.endswith("/search/jql") and request.body.get("nextPageToken") == "token-20" and not lied:
            lied.append(1)
            return {**said, "nextPageToken": "token-10"}
        return said

    readings, _ = read(answer, tmp_path)

    assert ids(readings) == list(range(1, 41))


@pytest.mark.parametrize(
    "last", [{"isLast": True}, {"isLast": True, "nextPageToken": "more"}, {}, {"nextPageToken": None}]
)
def test_the_last_page_says_so_or_has_no_token(tmp_path, last):
    def answer(request):
        return {"issues": issues(10), **last} if request.path.endswith("/search/jql") else CloudSearch([])(request)

    readings, _ = read(answer, tmp_path)

    assert ids(readings) == list(range(1, 11))


def test_an_empty_page_with_a_token_is_not_the_end(tmp_path):
    server = CloudSearch(issues(30))

    def answer(request):
        said = server(request)
        if request.path.endswith("/search/jql") and request.body.get("nextPageToken") is None:
            return {"issues": [], "nextPageToken": "token-0"}
        return said

    readings, _ = read(answer, tmp_path)

    assert ids(readings) == list(range(1, 31))


@pytest.mark.parametrize(
    "broken", [{"issues": [], "isLast": False}, {"issues": None}, {}, [], {"issues": [], "nextPageToken": 7}]
)
def test_a_page_that_does_not_say_how_it_goes_on_is_asked_for_again(tmp_path, broken):
    server, lied = CloudSearch(issues(3)), []

    def answer(request):
        if request.path.endswith("/search/jql") and not lied:
            lied.append(1)
            return Say(broken)
        return server(request)

    readings, _ = read(answer, tmp_path)

    assert ids(readings) == [1, 2, 3]


def windowed(issues):
    """A Cloud that understands the conditions on `created`, as it gets them."""

    def answer(request):
        jql = request.body.get("jql", "") if request.body else ""
        some = issues
        for operator, sign in ((">=", 1), ("<", -1)):
            if f'created {operator} "' in jql:
                bound = jql.split(f'created {operator} "')[1].partition('"')[0].replace(" ", "T")
                some = [each for each in some if (each["fields"]["created"][:16] >= bound) == (sign == 1)]
        if "order by created" in jql:
            some = sorted(some, key=lambda each: each["fields"]["created"], reverse=jql.endswith("desc"))
        return CloudSearch(some)(request)

    return answer


def test_many_issues_are_read_side_by_side_and_come_once(tmp_path):
    found = issues(900)

    readings, asked = read(windowed(found), tmp_path)

    questions = {request.body["jql"] for request in asked if request.path.endswith("/search/jql")}
    assert ids(readings) == list(range(1, 901))
    assert len(questions) > 6
    assert all(question.startswith('project = "PAY"') for question in questions)


def test_requests_are_within_what_cloud_documents(tmp_path):
    _, asked = read(windowed(issues(900)), tmp_path)

    for request in asked:
        if request.path.endswith("/search/jql"):
            assert set(request.body) <= {"jql", "fields", "maxResults", "nextPageToken"}
            assert 1 <= request.body["maxResults"] <= 5000
        elif request.path.endswith("/bulkfetch"):
            assert set(request.body) <= {"issueIdsOrKeys", "maxResults", "nextPageToken"}
            assert 1 <= len(request.body["issueIdsOrKeys"]) <= 1000
            assert 1 <= request.body["maxResults"] <= 10_000
        else:
            assert request.path.endswith("/approximate-count")
            assert set(request.body) == {"jql"}


def test_projects_come_by_pages_with_their_count(tmp_path):
    every = [{"id": str(number), "key": f"P{number}", "insight": {"totalIssueCount": number}} for number in range(120)]

    def answer(request):
        start, most = int(request.query["startAt"]), int(request.query["maxResults"])
        return {"values": every[start : start + most], "isLast": start + most >= len(every), "total": 3}

    with jira(answer, info=CLOUD_INFO, me=ME) as (url, asked):
        client = connect(settings_for(url, tmp_path, user="ada"), pages=tmp_path / "pages")
        assert client.projects() == every
        client.close()

    assert {frozenset(request.query) for request in asked[2:]} == {
        frozenset({"startAt", "maxResults", "orderBy", "expand"})
    }


def test_keys_and_issues_by_id_come_too(tmp_path):
    found, asked = read(CloudSearch(issues(25)), tmp_path, method="keys")
    server = CloudSearch(issues(3), {"2": entries(5)})

    def answer(request):
        number = request.path.rpartition("/")[2]
        return an_issue(2) if number == "2" else server(request)

    with jira(answer, info=CLOUD_INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path, user="ada"), pages=tmp_path / "pages")
        [[reading]] = client.issues_by_id("PAY", [2, 99], fields=FIELDS)
        client.close()

    assert len(found) == 25
    assert [request.body["fields"] for request in asked] == [["updated"]]
    assert (reading.issue["id"], reading.histories, reading.state) == ("2", entries(5), "complete")


def test_who_stops_listening_stops_the_asking(tmp_path):
    with jira(CloudSearch(issues(800)), info=CLOUD_INFO, me=ME) as (url, asked):
        client = connect(
            settings_for(url, tmp_path, user="ada", page_size=10, requests_at_once=1), pages=tmp_path / "pages"
        )
        pages = client.issues("PAY", fields=FIELDS, since=None)
        next(pages)
        pages.close()
        client.close()

    assert len(asked) < 12


def test_a_failure_in_one_part_fails_the_reading(tmp_path):
    good = windowed(issues(900))

    def answer(request):
        if request.body and 'created >= "2026-05' in request.body.get("jql", "") and request.path.endswith("/jql"):
            return Say(status=500)
        return good(request)

    with pytest.raises(IngestError, match=r"^jira/PAY, page \d+ of part \d+: "):
        read(answer, tmp_path, give_up_minutes=0.1)
