"""Repositories that make git wait for ever or talk without end: the sync goes on, the others are read."""

import os
import time

import pytest

from tests.ingest.hostile.harness import Truth, assert_one_sentence, read
from tests.support.git_repo import START, Repo


@pytest.fixture
def impatient(monkeypatch):
    """Git is given one second for anything."""
    monkeypatch.setattr("ingest.git_client.STALLED_SECONDS", 1.0)
    monkeypatch.setattr("ingest.git_stream.STALLED_SECONDS", 1.0)
    monkeypatch.setattr("tests.ingest.hostile.harness.FETCH_MINUTES", 1 / 60)


def a_pipe_at(path):
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def loose(repo, name):
    sha = repo.git("rev-parse", name)
    return repo.git_dir / "objects" / sha[:2] / sha[2:]


def tip(repo):
    a_pipe_at(loose(repo, "main"))


def parent(repo):
    a_pipe_at(loose(repo, "main~1"))


def tag(repo):
    a_pipe_at(loose(repo, "refs/tags/v1.0.0"))


def branch(repo):
    a_pipe_at(repo.git_dir / "refs" / "heads" / "topic")


def packed_refs(repo):
    a_pipe_at(repo.git_dir / "packed-refs")


def included_settings(repo):
    a_pipe_at(repo.git_dir / "more")
    with (repo.git_dir / "config").open("a") as config:
        config.write("[include]\n\tpath = more\n")


def alternates(repo):
    (repo.git_dir / "objects" / "info").mkdir(exist_ok=True)
    a_pipe_at(repo.git_dir / "objects" / "info" / "alternates")


PIPES = [tip, parent, tag, branch, packed_refs, included_settings, alternates]


def two_commits(path):
    repo = Repo(path)
    a = repo.commit("a", files={"f": "1\n"})
    repo.tag("v1.0.0", repo.commit("b", parents=[a], files={"f": "2\n"}, branch="main"), date=START)
    return repo


def test_a_pipe_in_place_of_a_file_stops_only_its_own_repository(tmp_path, impatient):
    """Opening a pipe that nobody writes to waits for ever: each is given up after its second, two at a time."""
    good = two_commits(tmp_path / "good")
    for pipe in PIPES:
        pipe(two_commits(tmp_path / pipe.__name__))
    began = time.monotonic()

    found = read(tmp_path / "data", {name: tmp_path / name for name in ("good", *(pipe.__name__ for pipe in PIPES))})

    assert time.monotonic() - began < 25
    found.assert_has("good", Truth.of(good))
    assert sorted(found.outcome.failures) == sorted(pipe.__name__ for pipe in PIPES)
    for sentence in found.outcome.failures.values():
        assert_one_sentence(sentence)
        assert "did not finish within 1 s" in sentence


def test_content_that_is_a_pipe_costs_the_line_counts_and_nothing_else(tmp_path, impatient):
    repo, good = two_commits(tmp_path / "piped"), two_commits(tmp_path / "good")
    truth = Truth.of(repo)
    a_pipe_at(loose(repo, "main:f"))
    found = read(tmp_path / "data", {"piped": repo.path, "good": good.path})
    assert found.shas("piped").keys() == truth.parents.keys()
    assert_one_sentence(found.counted.failures["piped"])
    found.assert_has("good", Truth.of(good))


def test_complaints_without_end_do_not_choke_the_reading(tmp_path):
    """Git prints one line of complaint for each of 20,000 alternates that are not there: 2 MB, far more than a pipe holds."""
    repo = two_commits(tmp_path / "loud")
    (repo.git_dir / "objects" / "info").mkdir(exist_ok=True)
    lines = "".join(f"/nowhere/{n:05d}/objects\n" for n in range(20_000))
    truth = Truth.of(repo)
    (repo.git_dir / "objects" / "info" / "alternates").write_text(lines)
    read(tmp_path / "data", {"loud": repo.path}).assert_has("loud", truth)
