"""Rows made in processes of their own: the same rows, whatever becomes of those processes, and nothing left of them."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ingest import jira_apart, jira_project
from ingest.errors import SourceRefused
from ingest.jira_apart import Apart
from ingest.jira_body import Body
from ingest.jira_fields import field_map
from ingest.jira_people import People
from ingest.jira_reading import Page, Part
from ingest.jira_rows import Job, RowMaker
from ingest.jira_source import Reader
from ingest.settings_jira import PeopleSettings
from tests.ingest.jira_land.issues import FIELDS, issue
from tests.support.jira_random import expected, random_world
from tests.support.jira_synced import landed, pull, query, settings_of
from tests.support.jira_world import standing

WORLD = random_world(33, projects={"PAY": 700, "SHOP": 540, "BOOK": 30}, longest_history=12)
PROGRAM = Path(sys.executable).parent / "leadline"
ROOT = Path(jira_apart.__file__).parent.parent


@pytest.fixture(autouse=True)
def _always_apart(monkeypatch):
    """As on a machine with two processors and a large Jira."""
    monkeypatch.setattr(jira_project, "_WORTH_A_PROCESS", 0)
    monkeypatch.setattr(jira_apart, "_processors", lambda: 2)


def workers(parent=None):
    """The processes of `parent`, this one unless told, that make rows."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            is_one = b"jira_apart" in path.with_name("cmdline").read_bytes()
            if int(fields[1]) == (parent or os.getpid()) and is_one and fields[0] != "Z":
                found.append(int(path.parent.name))
    return found


def test_the_rows_are_those_of_the_world_and_nobody_is_left(settings):
    seen, watching = set(), threading.Event()

    def watch():
        while not watching.wait(0.02):
            seen.update(workers())

    thread = threading.Thread(target=watch)
    thread.start()
    outcome = pull(settings)
    watching.set()
    thread.join()

    assert outcome.failures == {}
    assert landed(settings) == expected(WORLD)
    assert 1 <= len(seen) <= 2
    assert workers() == []


@pytest.mark.parametrize("is_given", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_a_sync_whose_helpers_are_killed_ends_as_one_that_had_none(settings, monkeypatch, jobs, is_given):
    """From the first, second or fourth of about five jobs on, whoever gets one is killed before it comes, or with it in hand."""
    given, killed, hand = itertools.count(1), [], jira_apart._Worker.hand

    def handed(worker, *told):
        is_due = next(given) >= jobs
        if is_due and not is_given:
            worker._process.kill()
        future = hand(worker, *told)
        if is_due:
            worker._process.kill()
            killed.append(worker)
        return future

    monkeypatch.setattr(jira_apart._Worker, "hand", handed)
    outcome = pull(settings)

    assert killed
    assert outcome.failures == {}
    assert landed(settings) == expected(WORLD)


def test_pseudonyms_are_the_same_in_every_process(jira, tmp_path, monkeypatch):
    key = tmp_path / "key"
    key.write_text("key-of-at-least-sixteen-letters\n")
    people = PeopleSettings(pseudonymise=True, key_file=key)
    apart = settings_of(tmp_path / "apart", jira.url, jira.token, user=jira.user, people=people)
    pull(apart)
    monkeypatch.setattr(jira_project, "_WORTH_A_PROCESS", 10**9)
    here = settings_of(tmp_path / "here", jira.url, jira.token, user=jira.user, people=people)
    pull(here)

    assert landed(apart) == landed(here)
    people_of = "select person_id, display_name from raw.jira_people order by all"
    assert query(apart, people_of) == query(here, people_of)
    assert all(name.startswith("person-") for [name] in query(apart, "select person_id from raw.jira_people"))


def test_a_machine_that_starts_no_more_processes_makes_the_rows_itself(settings, monkeypatch):
    def none_left(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(jira_apart.subprocess, "Popen", none_left)

    assert pull(settings).failures == {}
    assert landed(settings) == expected(WORLD)


def test_helpers_know_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("LEADLINE_JIRA_TOKEN", "canary-77a1")
    with closing(Apart()) as apart:
        assert apart.opened(Reader(field_map(FIELDS), People(b"canary-key-5512")))
        [pid] = workers()
        told = Path(f"/proc/{pid}/environ").read_bytes() + Path(f"/proc/{pid}/cmdline").read_bytes()

    assert b"canary" not in told


_SYNC = """
import sys, time
from ingest.jira_apart import Apart
from ingest.jira_fields import field_map
from ingest.jira_people import People
from ingest.jira_source import Reader
assert Apart().opened(Reader(field_map([]), People(None)))
print("ready", flush=True)
time.sleep(60)
"""


def test_helpers_end_when_the_sync_is_killed():
    with subprocess.Popen([sys.executable, "-c", _SYNC], cwd=ROOT, stdout=subprocess.PIPE) as sync:
        assert sync.stdout.readline() == b"ready\n"
        helpers = workers(sync.pid)
        sync.kill()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in helpers):
        assert time.monotonic() < until
        time.sleep(0.05)

    assert len(helpers) == 1


def test_ctrl_c_while_helpers_work_ends_the_sync_at_once_and_leaves_nobody(tmp_path):
    """The command, as a user runs it, on a project that is large enough for a helper."""
    with standing(random_world(34, projects={"PAY": 2200}, longest_history=20), "data-center") as jira:
        (tmp_path / "leadline.toml").write_text(f'data_dir = "data"\n[[jira]]\nurl = "{jira.url}"\n')
        running = subprocess.Popen(
            [PROGRAM, "sync"], cwd=tmp_path, env={**os.environ, "LEADLINE_JIRA_TOKEN": jira.token},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        until = time.monotonic() + 30
        while not (helpers := workers(running.pid)):
            assert time.monotonic() < until
            time.sleep(0.02)
        # From here on it can only wait for pages.
        jira.delay(20_000)
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=15)

    assert running.returncode not in (0, -signal.SIGKILL)
    assert "Traceback" not in said
    assert not any(Path(f"/proc/{pid}").exists() for pid in helpers)


class Shelf:
    """A stage that keeps what it is given."""

    def __init__(self):
        self.rows = []

    def add(self, rows):
        self.rows.append(rows)

    def keep(self):
        pass


def search_of(*issues):
    return Page([Part.of_ours("search", {"issues": list(issues)})])


def test_jobs_come_back_in_their_order_with_a_turn_for_each_issue():
    """Thirty pages of 100 issues, of which each says one in ten twice and holds one entry that is no issue."""
    shelf = Shelf()
    with closing(Apart()) as apart:
        reader = Reader(field_map(FIELDS), People(None))
        maker = RowMaker("jira/PAY", reader, shelf, apart.opened(reader))
        for page in range(30):
            numbers = [page * 100 + number for number in range(90)] + [page * 100 + number for number in range(0, 90, 10)]
            maker.take(search_of(*({**issue(), "id": str(number), "key": f"PAY-{number}"} for number in numbers), {"id": "x"}))
        maker.finish()

    turns = [turn for rows in shelf.rows for turn in rows.tables["jira_issues"]["turn"].to_pylist()]
    ids = [number for rows in shelf.rows for number in rows.tables["jira_issues"]["issue_id"].to_pylist()]
    assert (maker.taken_count, maker.unreadable_count, len(ids)) == (3000, 30, 2970)
    assert turns == sorted(set(turns))
    assert ids[:101] == [*range(90), *range(0, 90, 10), 100, 101]


def test_a_page_that_nobody_can_read_is_named():
    shelf, reader = Shelf(), Reader(field_map(FIELDS), People(None))
    with closing(Apart()) as apart:
        maker = RowMaker("jira/PAY", reader, shelf, apart.opened(reader))
        maker.take(Page([Part("search", Body(b'{"issues": [{"id": "1"'), {"issues": [{"id": "1"}]})]))
        with pytest.raises(SourceRefused, match=r"^jira/PAY: a page that came whole cannot be read \(no JSON from character 22 on\)\. Run"):
            maker.finish()


def test_what_is_asked_of_a_helper_that_is_gone_comes_back_undone():
    with closing(Apart()) as apart:
        hand = apart.opened(Reader(field_map(FIELDS), People(None)))
        [pid] = workers()
        os.kill(pid, signal.SIGKILL)
        answers = [hand(Job(0, [])) for _ in range(50)]

        assert [answer.result(timeout=20) for answer in answers] == [None] * 50
