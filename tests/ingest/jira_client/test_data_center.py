"""Data Center: every issue comes, whatever happens to the pages, each with as much of its history as there is."""

import random
import threading

import pytest

from ingest.errors import SourceRefused
from ingest.jira_client import connect
from tests.ingest.jira_client.scripted import (
    INFO,
    ME,
    DataCenterSearch,
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
    with jira(answer, info=INFO, me=ME) as (url, asked):
        settings = settings_for(url, folder, **{"page_size": 10, **options})
        client = connect(settings, pages=folder / "pages", clock=PlayedClock())
        try:
            pages = client.keys("PAY") if method == "keys" else client.issues("PAY", fields=FIELDS, since=None)
            return [found for page in pages for found in page], asked[2:]
        finally:
            client.close()


def ids(readings):
    return {int(found.issue["id"]) for found in readings}


def issues(count):
    return [an_issue(number, histories=entries(number)) for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 20, 21, 95])
@pytest.mark.parametrize("cap", [1000, 7, 2])
def test_all_issues_come_in_as_few_requests_as_pages(tmp_path, count, cap):
    readings, asked = read(DataCenterSearch(issues(count), cap=cap), tmp_path)

    assert ids(readings) == set(range(1, count + 1))
    assert {found.state for found in readings} <= {"complete"}
    if cap > 10:
        assert len(asked) <= count // 10 + 2


@pytest.mark.parametrize("total", [None, -1, 3, 0, 500, "many", 96, 94])
def test_the_total_is_not_believed(tmp_path, total):
    readings, _ = read(DataCenterSearch(issues(95), total=total), tmp_path)

    assert ids(readings) == set(range(1, 96))


@pytest.mark.parametrize("short", [0, 1, 3, 9])
@pytest.mark.parametrize("missing", [0, 4, -1])
def test_a_page_one_issue_short_is_not_the_end_and_the_issue_comes(tmp_path, short, missing):
    class Short(DataCenterSearch):
        def search(self, asked):
            answer = super().search(asked)
            if self.searches == short + 1 and answer["issues"]:
                answer["issues"] = list(answer["issues"])
                del answer["issues"][missing]
            return answer

    readings, _ = read(Short(issues(95)), tmp_path)

    assert ids(readings) == set(range(1, 96))


@pytest.mark.parametrize("empty", [1, 2, 5])
def test_an_empty_page_though_more_follow_is_not_the_end(tmp_path, empty):
    class Empty(DataCenterSearch):
        def search(self, asked):
            answer = super().search(asked)
            return {**answer, "issues": []} if self.searches == empty else answer

    readings, _ = read(Empty(issues(60)), tmp_path)

    assert ids(readings) == set(range(1, 61))


@pytest.mark.parametrize("seed", range(60))
def test_issues_that_come_and_go_while_pages_are_read_cost_no_other_issue(tmp_path, seed):
    """After any request some issues are deleted, added at the end, or shown again in the middle."""
    dice = random.Random(seed)
    everything = issues(120)
    hidden = dice.sample(everything, 5)

    gone, busy = set(), threading.Lock()

    class Moving(DataCenterSearch):
        def __call__(self, request):
            with busy:
                return super().__call__(request)

        def search(self, asked):
            answer = super().search(asked)
            if len(self.issues) > 20 and dice.random() < 0.5:
                for _ in range(dice.randrange(1, 13)):
                    gone.add(self.issues.pop(dice.randrange(len(self.issues)))["id"])
            if dice.random() < 0.2:
                self.issues.append(an_issue(1000 + self.searches, histories=[]))
            if dice.random() < 0.2 and hidden:
                shown = hidden.pop()
                self.issues.insert(sum(int(each["id"]) < int(shown["id"]) for each in self.issues), shown)
            return answer

    server = Moving([issue for issue in everything if issue not in hidden])
    there_at_first = {int(issue["id"]) for issue in server.issues}
    readings, _ = read(server, tmp_path, requests_at_once=dice.choice((1, 2, 4)))

    stayed = there_at_first - {int(number) for number in gone}
    assert stayed <= ids(readings)


def test_a_server_that_always_sends_the_first_page_ends_in_a_sentence(tmp_path):
    class Stuck(DataCenterSearch):
        def search(self, asked):
            return super().search({**asked, "startAt": 0})

    with pytest.raises(SourceRefused, match=r"jira/PAY, page \d+: .* sends the same issues again and again"):
        read(Stuck(issues(60), total=None), tmp_path)


def test_many_fields_are_asked_for_in_the_body_and_few_in_the_address(tmp_path):
    server = DataCenterSearch(issues(3))
    with jira(server, info=INFO, me=ME) as (url, asked):
        client = connect(settings_for(url, tmp_path), pages=tmp_path / "pages")
        for fields in (["summary"], [f"customfield_{number}" for number in range(10_000, 10_900)]):
            list(client.issues("PAY", fields=fields, since=None))
        client.close()

    searches = [request for request in asked if request.path.endswith("/search")]
    assert [request.method for request in searches] == ["GET", "GET", "POST", "POST"]
    assert searches[0].query["expand"] == "changelog"
    assert searches[2].body["expand"] == ["changelog"]
    assert len(searches[2].body["fields"]) == 900


def test_a_search_that_leaves_the_histories_out_is_noticed_and_each_is_asked_for(tmp_path):
    readings, asked = read(DataCenterSearch(issues(25), expands=False), tmp_path)

    assert {found.state for found in readings} == {"complete"}
    assert all(found.histories == entries(int(found.issue["id"])) for found in readings)
    assert len([request for request in asked if "/issue/" in request.path]) >= 25


def test_a_cut_history_is_completed_from_the_issue(tmp_path):
    server = DataCenterSearch(issues(3))
    whole = an_issue(2, histories=entries(*range(300)))
    cut = an_issue(2, histories=entries(*range(100)), total=300)

    def answer(request):
        if request.path.endswith("/issue/PAY-2"):
            return whole
        return server(request)

    server.issues[1] = cut
    readings, _ = read(answer, tmp_path)

    assert [(len(found.histories), found.state) for found in readings] == [
        (1, "complete"),
        (300, "complete"),
        (1, "complete"),
    ]


@pytest.mark.parametrize(("searched", "single", "expected"), [
    (an_issue(1, histories=entries(1, 2), total=5), an_issue(1, histories=entries(1, 2, 3), total=5), (3, "partial")),
    (an_issue(1, histories=entries(1, 2), total=5), Say(status=404), (2, "partial")),
    (an_issue(1), Say(status=404), (None, "unknown")),
    (an_issue(1), Say(status=403), (None, "unknown")),
    (an_issue(1), an_issue(1), (None, "unknown")),
    (an_issue(1), an_issue(77, histories=entries(9)), (None, "unknown")),
    (an_issue(1, histories=[]), Say(status=404), (0, "complete")),
    ({**an_issue(1), "changelog": {"histories": "none"}}, Say(status=404), (None, "unknown")),
    ({**an_issue(1), "changelog": {"histories": entries(1), "total": None, "maxResults": 1}}, Say(status=404), (1, "partial")),
])  # fmt: skip
def test_a_history_that_cannot_be_had_is_unknown_and_a_cut_one_partial(tmp_path, searched, single, expected):
    server = DataCenterSearch([searched])

    def answer(request):
        return single if "/issue/" in request.path else server(request)

    [found], _ = read(answer, tmp_path)

    assert (None if found.histories is None else len(found.histories), found.state) == expected


def test_keys_come_without_histories_and_many_at_once(tmp_path):
    found, asked = read(DataCenterSearch(issues(95)), tmp_path, method="keys")

    assert len({issue["key"] for issue in found}) == 95
    assert [request.query["fields"] for request in asked] == ["updated"] * 2
    assert not any("expand" in request.query for request in asked)


def test_issues_are_read_by_their_ids_and_hidden_ones_left_out(tmp_path):
    with jira(DataCenterSearch(issues(5)), info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path), pages=tmp_path / "pages")
        pages = list(client.issues_by_id("PAY", [2, 99, 4], fields=FIELDS))
        client.close()

    assert [(found.issue["key"], found.state) for page in pages for found in page] == [
        ("PAY-2", "complete"),
        ("PAY-4", "complete"),
    ]


@pytest.mark.parametrize(("answer", "expected"), [
    ({"total": 7, "issues": []}, 7), ({"issues": []}, None), ({"total": -1, "issues": []}, None), (Say(status=400), None),
])  # fmt: skip
def test_a_count_is_a_number_or_nothing(tmp_path, answer, expected):
    with jira(lambda _: answer, info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path), pages=tmp_path / "pages")
        assert client.count("PAY", None) == expected
        client.close()


def test_what_is_no_issue_in_a_page_is_left_to_the_reader_or_out(tmp_path):
    odd = [None, "text", {"key": "PAY-9"}, {"id": "x"}, an_issue(1, histories=[])]
    readings, _ = read(DataCenterSearch(odd), tmp_path)

    assert {found.issue.get("key") for found in readings if found.state == "complete"} == {"PAY-1"}
