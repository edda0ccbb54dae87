"""`kill -9` of whoever writes the journal, two of them at once, with a reader beside: what was acknowledged is there."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from random import Random

import pytest

from ingest.journal import Decision, Journal, JournalError, Review
from tests.faults.harness import HERE, ROOT


class Writer:
    """One process that writes when told; see journal_writer.py."""

    def __init__(self, name, folder):
        self.name, self.folder, self.acknowledged = name, folder, folder.parent / f"{name}.acknowledged"
        self._process = subprocess.Popen(
            [sys.executable, HERE / "journal_writer.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def start(self):
        self._say(f"{self.name} {self.folder} {self.acknowledged}")
        self.pid = int(self._process.stdout.readline())

    def kill(self):
        """End the run that writes and return how it ended."""
        os.kill(self.pid, signal.SIGKILL)
        self._say("wait")
        return os.waitstatus_to_exitcode(int(self._process.stdout.readline()))

    def _say(self, line):
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def noted(self):
        return [line.split() for line in self.acknowledged.read_text().splitlines()] if self.acknowledged.exists() else []

    def close(self):
        self._process.communicate()


@pytest.fixture
def two_writers(tmp_path):
    writers = [Writer(name, tmp_path / "data") for name in ("ada", "grace")]
    yield writers
    for writer in writers:
        writer.close()


class Reader(threading.Thread):
    """Reads all the time; no answer is ever smaller than the one before."""

    def __init__(self, folder):
        super().__init__()
        self.journal, self.errors, self.looks, self.steps_back, self._seen = Journal.of(folder), [], 0, 0, 0
        self._is_over = threading.Event()

    def run(self):
        while not self._is_over.is_set():
            try:
                found = len(self.journal.latest(Review))
            except JournalError as error:
                self.errors.append(str(error))
            else:
                self.steps_back += found < self._seen
                self._seen, self.looks = found, self.looks + 1

    def stop(self):
        self._is_over.set()
        self.join()


def kill_many(writers, folder, times, seed):
    """Two write; one of them, in turn, is killed at a random moment and starts again."""
    dice, reader = Random(seed), Reader(folder)
    for writer in writers:
        writer.start()
    reader.start()
    try:
        for number in range(times):
            time.sleep(dice.uniform(0.02, 0.35))
            victim = writers[number % 2]
            assert victim.kill() == -signal.SIGKILL
            victim.start()
        # However slow the machine is, both must have written some of both kinds.
        deadline = time.monotonic() + 60
        while any(len(writer.noted()) < 2 for writer in writers) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        for writer in writers:
            assert writer.kill() == -signal.SIGKILL
        reader.stop()
    return reader


def assert_nothing_acknowledged_is_lost(writers, folder, reader):
    journal = Journal.of(folder)
    reviews = Counter(found.entry.review_id for found in journal.latest(Review))
    noted = [line for writer in writers for line in writer.noted()]
    own = [line[0] for line in noted if line[0] != "shared"]
    assert set(own) <= set(reviews)
    assert all(len(journal.history(Review, name)) == 1 for name in own[:: max(1, len(own) // 20)]), "clicked twice"

    history = {found.revision: found for found in journal.history(Decision, "shared")}
    assert sorted(history) == list(range(1, len(history) + 1)), "no number twice, none left out"
    for _, revision, reason in (line for line in noted if line[0] == "shared"):
        assert history[int(revision)].entry.reason == reason
    assert {found.written_by for found in history.values()} == {"ada", "grace"}

    with sqlite3.connect(folder / "journal.db") as con:
        assert con.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert con.execute("select count(*), count(distinct journal_id) from journal_schema").fetchall() == [(1, 1)]
    con.close()
    assert (reader.errors, reader.steps_back) == ([], 0)
    assert reader.looks > 0


def test_six_kills_of_two_writers_lose_nothing_that_was_acknowledged(two_writers, tmp_path):
    reader = kill_many(two_writers, tmp_path / "data", 6, seed=1)
    assert_nothing_acknowledged_is_lost(two_writers, tmp_path / "data", reader)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(2, 6))
def test_four_hundred_kills_lose_nothing_that_was_acknowledged(two_writers, tmp_path, seed):
    """A hundred for each of four seeds."""
    reader = kill_many(two_writers, tmp_path / "data", 100, seed)
    assert_nothing_acknowledged_is_lost(two_writers, tmp_path / "data", reader)
