"""Reading git: history, line counts, lineage, a sync with nothing new. `make bench` prints the ratios.

BENCH_REPOSITORY names a repository of your own to measure on instead of a made-up one.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from ingest.git_graph import build_graph
from ingest.git_lineage import lineage
from ingest.git_stream import FIELDS
from ingest.lineage_land import _facts, load_history
from ingest.release_tags import classify
from tests.benchmarks.measuring import compare, report, seconds_of
from tests.support.git_repo import Repo, environment
from tests.support.long_history import long_history
from tests.support.synced import published, run_sync, settings_for

COMMITS = int(os.environ.get("BENCH_COMMITS", "20000"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    given = os.environ.get("BENCH_REPOSITORY")
    return Path(given) if given else long_history(tmp_path_factory.mktemp("bench") / "long", COMMITS)


def git(repository, *arguments):
    subprocess.run(
        ["git", f"--git-dir={repository}", *arguments], stdout=subprocess.DEVNULL, check=True, env=environment()
    )


def test_history_into_a_published_warehouse_against_git_log(repository, tmp_path):
    """Goal: at most 2 x at 20,000 commits, 1.6 x at 85,000, 1.25 x at a million; memory at most 500 MB."""

    def ours():
        shutil.rmtree(tmp_path / "data" / "warehouse", ignore_errors=True)
        run_sync(settings_for(tmp_path / "data", repository))

    found = compare(
        "history, whole schema, published / git log of its fields", ours,
        lambda: git(repository, "log", "--branches", "--tags", "-z", "--date=raw", f"--format={'%x00'.join(FIELDS)}"),
    )  # fmt: skip
    report("memory of the process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", "<= 500")
    with duckdb.connect(str(published(tmp_path / "data")), read_only=True) as con:
        commits = con.execute("select count(*) from raw.git_commits").fetchall()[0][0]
    size = published(tmp_path / "data").stat().st_size
    report(f"warehouse of the facts, {commits:,} commits", size / commits, "bytes a commit", "< 500 with models")
    assert found.lowest < 10


def test_line_counts_against_git_log_numstat(repository, tmp_path):
    """Goal: at most 0.55 x of one `git log --numstat` on two cores."""
    from ingest.line_counts import count_all
    from ingest.progress import Silent
    from tests.support.synced import NO_MODELS, NOW

    ratios = []
    for run in range(3):
        settings = settings_for(tmp_path / f"data{run}", repository)
        run_sync(settings)
        mine = seconds_of(lambda settings=settings: count_all(settings, NO_MODELS, now=NOW, progress=Silent()))
        theirs = seconds_of(
            lambda: git(repository, "log", "--branches", "--tags", "--no-merges", "--no-renames", "--numstat")
        )
        ratios.append(mine / theirs)
    report("line counts / git log --numstat", statistics.median(ratios), "x", "<= 0.55")


def test_lineage_of_all_tags(repository, tmp_path):
    """Goal: at most 25 ms per 100,000 commits for which release shipped which commit first."""
    run_sync(settings_for(tmp_path / "data", repository))
    with duckdb.connect(str(published(tmp_path / "data")), read_only=True) as con:
        history = load_history(con, 1)
        tags = [tag for tag in classify(_facts(con, 1), "shop", None) if tag.reason_ignored is None]
    from ingest.git_graph import containing_tips

    tips = [tag.fact.ordinal for tag in tags]
    scale = 100_000 / history.graph.size
    first = min(seconds_of(lambda: containing_tips(history.graph, tips)) for _ in range(7))
    whole = min(seconds_of(lambda: lineage(history.graph, history.dates, tags)) for _ in range(5))
    report(f"first shipped by, {len(tags)} tags, per 100,000 commits", first * 1e3 * scale, "ms", "<= 25")
    report("all of lineage, per 100,000 commits", whole * 1e3 * scale, "ms", "none stated")
    assert build_graph(1, *(np.empty(0, np.int64),) * 3, np.zeros(1, np.int64)).size == 1


def test_a_sync_with_nothing_new_against_for_each_ref(tmp_path):
    """Goal: at most 1 x of `git for-each-ref` on each of 20 local repositories."""
    import time

    repos = []
    for n in range(20):
        repo = Repo(tmp_path / f"r{n}")
        tip = repo.commit("one", files={"a": "1\n"})
        repo.branch("main", tip)
        repo.tag("v1.0.0", tip)
        repos.append(repo)
    settings = settings_for(tmp_path / "data", *(repo.path for repo in repos))
    run_sync(settings, counted=True)
    time.sleep(2.1)  # A ref younger than two seconds is not trusted by its time.
    run_sync(settings)
    found = compare(
        "sync with nothing new, 20 repositories / for-each-ref on each", lambda: run_sync(settings),
        lambda: [git(repo.git_dir, "for-each-ref") for repo in repos],
    )  # fmt: skip
    assert run_sync(settings).published is None
    assert found.lowest < 10


def test_help_against_an_empty_python(tmp_path):
    """Goal: under 0.3 s."""
    program = Path(sys.executable).parent / "leadline"
    found = compare(
        "leadline --help / python -c pass",
        lambda: subprocess.run([program, "--help"], stdout=subprocess.DEVNULL, check=True),
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
    )
    report("leadline --help", found.seconds, "s", "<= 0.3")
