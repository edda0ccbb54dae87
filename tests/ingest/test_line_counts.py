"""Lines are counted with the listing of changes, or apart where contents come again and again: the answer is one."""

import pytest

from ingest import count_ahead
from tests.support.git_repo import Entry, Repo
from tests.support.synced import facts, rows, run_sync, settings_for


def numstat(repo):
    """Return (commit, path, additions, deletions) as `git log --numstat` tells them; None for binary content."""
    told = repo.git_bytes("log", "--all", "--no-merges", "--no-renames", "--numstat", "-z", "--format=%H").decode()
    found, sha = [], ""
    for token in (part.lstrip("\n") for part in told.split("\0")):
        if "\t" in token:
            additions, deletions, path = token.split("\t", 2)
            found.append((sha, path, *(None if count == "-" else int(count) for count in (additions, deletions))))
        elif token:
            sha = token
    return found


@pytest.fixture
def to_and_fro(tmp_path):
    """Twelve commits that change four files to one of two contents and back, and a new line in a fifth."""
    repo = Repo(tmp_path / "fro")
    tip = repo.commit("begin", files={"log": "0\n", "x": "run\n", "bin": b"\0\1"})
    for number in range(1, 13):
        lines = "".join(f"{line}\n" for line in range(3 + number % 2))
        files = {f"f{n}": f"{n}\n{lines}" for n in range(4)} | {"log": f"{number}\n" * number}
        mode = "100755" if number % 2 else "100644"
        tip = repo.commit(
            f"{number}", parents=[tip], files=files | {"x": Entry(mode, b"run\n"), "bin": Entry(mode, b"\0\1")}
        )
    repo.branch("main", tip)
    return repo


@pytest.mark.parametrize("longest_part", [1, 2, 8_192])
def test_line_counts_are_those_of_git_however_they_are_counted(to_and_fro, tmp_path, monkeypatch, longest_part):
    monkeypatch.setattr(count_ahead, "LONGEST_PART", longest_part)
    data = tmp_path / "data"
    run_sync(settings_for(data, to_and_fro.path), counted=True)

    landed = [(sha, path, additions, deletions) for sha, path, _, additions, deletions, _ in facts(data)["files"]]
    assert sorted(landed, key=repr) == sorted(numstat(to_and_fro), key=repr)
    assert rows(data, "select count(*), count(distinct pair_key) from raw.git_blob_pairs")[0][0] < len(landed)
    assert rows(data, "select count(distinct pair_key) = count(*) from raw.git_blob_pairs") == [(True,)]
    assert rows(data, "select uncounted_commit_count from raw.git_repositories") == [(0,)]


def test_what_comes_later_is_counted_once_too(to_and_fro, tmp_path):
    data, tip = tmp_path / "data", to_and_fro.git("rev-parse", "main").strip()
    run_sync(settings_for(data, to_and_fro.path), counted=True)
    before = rows(data, "select count(*) from raw.git_blob_pairs")
    to_and_fro.branch("main", to_and_fro.commit("again", parents=[tip], files={"f0": "0\n0\n1\n2\n3\n"}))
    run_sync(settings_for(data, to_and_fro.path), counted=True)

    assert rows(data, "select count(*) from raw.git_blob_pairs") == before
    landed = [(sha, path, additions, deletions) for sha, path, _, additions, deletions, _ in facts(data)["files"]]
    assert sorted(landed, key=repr) == sorted(numstat(to_and_fro), key=repr)
