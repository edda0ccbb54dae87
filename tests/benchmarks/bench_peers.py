"""Against other readers of git, same repository, same run. Install `pydriller` and `perceval` beside Leadline to run it.

Goal: at least 6 x faster than PyDriller's reading of metadata, 15 x per file; 3 x faster than Perceval's whole
history. They only read; ours is stored, built upon and published.
"""

import os
from itertools import islice
from pathlib import Path

import pytest

from ingest.line_counts import count_all
from ingest.progress import Silent
from tests.benchmarks.measuring import report, seconds_of
from tests.support.long_history import long_history
from tests.support.synced import NO_MODELS, NOW, run_sync, settings_for

COMMITS = 5_000
FILES_OF = 300


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    given = os.environ.get("BENCH_REPOSITORY")
    return Path(given) if given else long_history(tmp_path_factory.mktemp("peers") / "long", COMMITS)


@pytest.fixture(scope="module")
def ours(repository, tmp_path_factory):
    """Seconds of a first sync in a warm process, and of its line counts."""
    run_sync(settings_for(tmp_path_factory.mktemp("warm") / "data", repository))
    settings = settings_for(tmp_path_factory.mktemp("ours") / "data", repository)
    history = seconds_of(lambda: run_sync(settings))
    return history, seconds_of(lambda: count_all(settings, NO_MODELS, now=NOW, progress=Silent()))


def test_metadata_against_pydriller(repository, ours):
    pydriller = pytest.importorskip("pydriller")

    def read():
        for commit in pydriller.Repository(str(repository), include_refs=True).traverse_commits():
            _ = commit.hash, commit.msg, commit.author.name, commit.committer_date, commit.parents

    report("PyDriller's metadata / ours, stored and published", seconds_of(read) / ours[0], "x", ">= 6")


def test_changed_files_against_pydriller(repository, ours):
    pydriller = pytest.importorskip("pydriller")
    counted = 0

    def read():
        nonlocal counted
        for commit in islice(pydriller.Repository(str(repository), order="reverse").traverse_commits(), FILES_OF):
            counted += sum(1 for file in commit.modified_files if file.added_lines >= 0)

    from tests.support.git_repo import Repo

    theirs = seconds_of(read) / FILES_OF
    mine = ours[1] / Repo(repository, bare=True).commit_count()
    report("PyDriller's changed files / our line counts, a commit", theirs / mine, "x", ">= 15")


def test_whole_history_against_perceval(repository, ours, tmp_path):
    git = pytest.importorskip("perceval.backends.core.git")

    def read():
        for _ in git.Git(str(repository), str(tmp_path / "perceval")).fetch():
            pass

    report("Perceval's whole history / ours with line counts", seconds_of(read) / sum(ours), "x", ">= 3")
