"""Pages in flight: a reading that dies goes on from its last good page, on the same question and on nothing else."""

import os
import socket
from datetime import UTC, datetime, timedelta

import pytest

from ingest.errors import IngestError
from ingest.jira_client import connect, forget
from ingest.jira_pages import PagesFile, Part, path_of
from tests.ingest.jira_client.scripted import (
    CLOUD_INFO,
    INFO,
    ME,
    CloudSearch,
    DataCenterSearch,
    PlayedClock,
    Say,
    an_issue,
    entries,
    jira,
    settings_for,
)  # fmt: skip

FIELDS = ("summary", "updated")
EVERY = [an_issue(number, histories=entries(number)) for number in range(1, 96)]
LOGS = {issue["id"]: issue["changelog"]["histories"] for issue in EVERY}
KINDS = ("cloud", "data center")


def server_of(kind):
    if kind == "cloud":
        return CloudSearch(
            [{name: value for name, value in issue.items() if name != "changelog"} for issue in EVERY], LOGS
        )
    return DataCenterSearch(EVERY)


class Dying:
    """Answers so many searches, then nothing but 503."""

    def __init__(self, server, searches):
        self.server, self.left = server, searches

    def __call__(self, request):
        if "/search" in request.path and "count" not in request.path:
            self.left -= 1
            if self.left < 0:
                return Say(status=503)
        return self.server(request)


def read(answer, folder, kind, *, fields=FIELDS, since=None, clock=None, **options):
    info = CLOUD_INFO if kind == "cloud" else INFO
    with jira(answer, info=info, me=ME, port=port_of(folder)) as (url, _):
        settings = settings_for(
            url, folder, page_size=10, user="ada", requests_at_once=1, give_up_minutes=0.1, **options
        )
        client = connect(settings, pages=folder / "pages", clock=clock or PlayedClock())
        try:
            return [found for page in client.issues("PAY", fields=fields, since=since) for found in page]
        finally:
            client.close()


def port_of(folder):
    """The same port for all servers of a test: the address is part of the question."""
    file = folder / "port"
    if not file.exists():
        with socket.create_server(("127.0.0.1", 0)) as free:
            file.write_text(str(free.getsockname()[1]))
    return int(file.read_text())


def die_at(folder, kind, searches, **options):
    with pytest.raises(IngestError):
        read(Dying(server_of(kind), searches), folder, kind, **options)


def whole(readings):
    latest = {int(found.issue["id"]): found for found in readings}
    return sorted(latest) == list(range(1, 96)) and all(
        (found.histories, found.state) == (LOGS[found.issue["id"]], "complete") for found in latest.values()
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("searches", [1, 2, 5, 9])
def test_a_reading_that_died_goes_on_where_it_was(tmp_path, kind, searches):
    die_at(tmp_path, kind, searches)
    server = server_of(kind)

    readings = read(server, tmp_path, kind)

    assert whole(readings)
    # Ten pages of ten, without those that were kept, then the end, and what changed since.
    assert server.searches <= 10 - searches + 1 + 1 + 10 + 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_after_going_on_is_what_changed_since_the_first_page(tmp_path, kind):
    die_at(tmp_path, kind, 5)
    server, questions = server_of(kind), []

    def answer(request):
        asked = request.body or request.query
        if "/search" in request.path and "fields" in asked:
            questions.append(asked["jql"])
            if "updated >=" in asked["jql"]:
                return {"issues": [an_issue(3, histories=entries(3), summary="late")], "total": 1, "isLast": True} if not int(
                    asked.get("startAt", 0)) else {"issues": [], "total": 1}  # fmt: skip
        return server(request)

    readings = read(answer, tmp_path, kind)

    assert len([question for question in questions if "updated" not in question]) <= 6
    assert [found.issue["fields"]["summary"] for found in readings if found.issue["id"] == "3"] == ["issue 3", "late"]
    assert any("updated >=" in question for question in questions)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("changed", [{"fields": ("summary",)}, {"since": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_another_question_begins_anew(tmp_path, kind, changed):
    die_at(tmp_path, kind, 5)
    server = server_of(kind)

    assert whole(read(server, tmp_path, kind, **changed))
    assert server.searches >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_yesterday_are_not_used(tmp_path, kind):
    die_at(tmp_path, kind, 5)
    server, later = server_of(kind), PlayedClock()
    later.waits.append(25 * 3600)

    assert whole(read(server, tmp_path, kind, clock=later))
    assert server.searches >= 10


def test_a_token_that_expired_meanwhile_costs_a_second_reading_and_nothing_else(tmp_path):
    die_at(tmp_path, "cloud", 5)
    server = server_of("cloud")
    server.refused = {"token-50"}
    first = []

    def answer(request):
        # Once its pages are read from the start, the server hands out tokens that work.
        if request.path.endswith("/search/jql") and request.body.get("nextPageToken") is None:
            server.refused = set()
            first.append(1)
        return server(request)

    assert whole(read(answer, tmp_path, "cloud"))
    assert first


def test_issues_deleted_before_going_on_cost_no_other_issue(tmp_path):
    """Fourteen of those on the kept pages go, so that all others stand on other pages than before."""
    die_at(tmp_path, "data center", 5)
    server = server_of("data center")
    del server.issues[3:17]

    readings = read(server, tmp_path, "data center")

    assert {int(found.issue["id"]) for found in readings} == set(range(1, 96))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", ["cut", "flip", "junk", "empty", "begin"])
def test_a_torn_or_damaged_file_is_read_as_far_as_it_is_good(tmp_path, kind, damage):
    die_at(tmp_path, kind, 5)
    path = path_of(tmp_path / "pages", "PAY")
    content = bytearray(path.read_bytes())
    if damage == "cut":
        content = content[:-7]
    elif damage == "flip":
        content[len(content) * 2 // 3] ^= 255
    elif damage == "junk":
        content += os.urandom(100)
    elif damage == "empty":
        content = bytearray()
    else:
        content[2] ^= 255
    path.write_bytes(content)

    assert whole(read(server_of(kind), tmp_path, kind))


def test_cut_anywhere_the_file_goes_on_with_what_is_whole(tmp_path):
    now, question = datetime.now(UTC), {"a": 1}
    file = PagesFile(tmp_path, "PAY", question, now)
    for number in range(4):
        file.add(str(number), [Part.of_ours("x", number), Part.of_ours("y", [number])])
    file.close()
    content = path_of(tmp_path, "PAY").read_bytes()

    for size in range(len(content) + 1):
        path_of(tmp_path, "PAY").write_bytes(content[:size])
        file = PagesFile(tmp_path, "PAY", question, now + timedelta(minutes=1))
        found = [file.get(str(number)) for number in range(4)]
        kept = sum(parts is not None for parts in found)
        assert [parts is not None for parts in found] == [True] * kept + [False] * (4 - kept)
        assert all([part.value for part in parts] == [number, [number]] for number, parts in enumerate(found[:kept]))
        file.add("new", [Part.of_ours("x", "new")])
        file.close()
        again = PagesFile(tmp_path, "PAY", question, now + timedelta(minutes=2))
        assert again.get("new")[0].value == "new"
        again.close()
    assert kept == 4


def test_pages_are_for_us_alone_and_forgotten_without_a_trace(tmp_path):
    folder = tmp_path / "pages" / "site"
    PagesFile(folder, "PAY", {}, datetime.now(UTC)).close()

    assert path_of(folder, "PAY").stat().st_mode & 0o077 == 0
    forget(folder, "PAY")
    forget(folder, "PAY")
    assert not folder.exists()
