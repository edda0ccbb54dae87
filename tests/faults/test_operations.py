"""Every file operation of a sync fails once: nothing half-made is published, and the next sync is whole."""

import builtins
import errno
import io
import os
from pathlib import Path

import pytest

from ingest.errors import IngestError
from metrics.snapshot import current
from tests.faults.harness import litter
from tests.faults.runner import OPERATIONS, is_below
from tests.ingest.hostile.harness import Truth, assert_one_sentence, read
from tests.support.git_repo import START, Repo


class Trip:
    """Counts the file operations below a folder, and lets the one with the given number fail."""

    def __init__(self, monkeypatch, watched: Path) -> None:
        self.done, self.number, self.code = 0, 0, 0
        for name in OPERATIONS:
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name), watched))
        opened = self._wrapped(builtins.open, watched)
        monkeypatch.setattr(builtins, "open", opened)
        monkeypatch.setattr(io, "open", opened)

    def _wrapped(self, original, watched):
        def call(*arguments, **named):
            if is_below(arguments, watched):
                self.done += 1
                if self.done == self.number:
                    raise OSError(self.code, os.strerror(self.code), str(arguments[0]))
            return original(*arguments, **named)

        return call

    def set(self, number: int, code: int) -> None:
        self.done, self.number, self.code = 0, number, code


def two_sources(folder):
    sources = {}
    for name in ("one", "two"):
        repo = Repo(folder / name)
        repo.tag("v1.0.0", repo.commit("PAY-1", files={"f": "1\n"}, branch="main"), date=START)
        sources[name] = repo
    return sources


def something_new(repos, number):
    for repo in repos.values():
        repo.commit(f"PAY-{number}", parents=[repo.git("rev-parse", "main")], files={"f": f"{number}\n"}, branch="main")


def fail_each(repos, data_dir, trip, code, numbers):
    """Let one operation after the other fail, each in a sync of its own; yield what went wrong, if anything."""
    sources = {name: repo.path for name, repo in repos.items()}
    for number in numbers:
        something_new(repos, number)
        with current(data_dir) as snapshot:
            before = snapshot.number
        trip.set(number, code)
        failures = []
        try:
            found = read(data_dir, sources)
            failures = [*found.outcome.failures.values(), *found.counted.failures.values()]
        except IngestError as error:
            failures = [str(error)]
        reached = trip.done >= number
        trip.set(0, 0)
        for sentence in failures:
            assert_one_sentence(sentence)
        with current(data_dir) as snapshot:
            assert snapshot.number >= before
            [(commits, messages)] = snapshot.query(
                "select (select count(*) from raw.git_commits), (select count(message) from raw.git_messages)"
            ).itertuples(index=False)
            assert commits == messages
        if not reached:
            break
    else:
        number += 1
    whole = read(data_dir, sources)
    for name, repo in repos.items():
        whole.assert_has(name, Truth.of(repo))
    assert litter(data_dir) == []
    return number


@pytest.mark.parametrize(("code", "step"), [(errno.EIO, 5), (errno.ENOSPC, 9)], ids=["EIO", "ENOSPC"])
def test_every_few_operations_of_a_sync_fail_once_and_nothing_bad_is_published(tmp_path, monkeypatch, code, step):
    """Each 5th with an input-output error, each 9th with a full disk; the slow run takes every one."""
    repos = two_sources(tmp_path)
    read(tmp_path / "data", {name: repo.path for name, repo in repos.items()})
    trip = Trip(monkeypatch, tmp_path / "data")
    assert fail_each(repos, tmp_path / "data", trip, code, range(1, 400, step)) > 30


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.EINTR, errno.EROFS, errno.EMFILE],
                         ids=errno.errorcode.get)  # fmt: skip
def test_every_operation_of_a_sync_fails_once_and_nothing_bad_is_published(tmp_path, monkeypatch, code):
    repos = two_sources(tmp_path)
    read(tmp_path / "data", {name: repo.path for name, repo in repos.items()})
    trip = Trip(monkeypatch, tmp_path / "data")
    assert fail_each(repos, tmp_path / "data", trip, code, range(1, 400)) > 30


def test_a_first_sync_whose_operations_fail_publishes_whole_or_nothing(tmp_path, monkeypatch):
    repos = two_sources(tmp_path)
    sources = {name: repo.path for name, repo in repos.items()}
    for number in (3, 15, 28, 39):
        data_dir = tmp_path / f"data{number}"
        with monkeypatch.context() as patched:
            trip = Trip(patched, data_dir)
            trip.set(number, errno.EIO)
            try:
                read(data_dir, sources)
            except IngestError as error:
                assert_one_sentence(str(error))
        whole = read(data_dir, sources)
        for name, repo in repos.items():
            whole.assert_has(name, Truth.of(repo))
        assert litter(data_dir) == []
