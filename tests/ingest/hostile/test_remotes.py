"""Repositories elsewhere, read through the same fetch as over a network: `ssh` is a script that runs its command here.

Everything the other side sends is hostile: its refs, its packs, its complaints.
"""

import os
from collections import Counter

import pytest

from tests.ingest.hostile.harness import Canary, Truth, assert_one_sentence, nothing_written_outside, read
from tests.support.git_repo import START, Repo


@pytest.fixture(autouse=True)
def ssh(tmp_path, monkeypatch):
    """A program `ssh` first on PATH. It hears everything a real one would and runs the command as the other side."""
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def address(repo):
    return f"ssh://git@host.invalid{repo.path}"


def a_history(path, **how):
    """
    a - b - c    main; v1.0.0 annotated on b
    """
    repo = Repo(path, bare=True, **how)
    a = repo.commit("PAY-1 a", files={"f": "1\n"})
    b = repo.commit("PAY-2 b", parents=[a], files={"f": "2\n"})
    repo.tag("v1.0.0", b, date=START)
    repo.commit("PAY-3 c", parents=[b], files={"f": "3\n", "g": b"\0"}, branch="main")
    return repo


def test_a_remote_repository_is_read_whole_and_again(tmp_path):
    repo = a_history(tmp_path / "source")
    with nothing_written_outside(tmp_path, tmp_path / "data"):
        read(tmp_path / "data", {"far": address(repo)}).assert_has("far", Truth.of(repo))
    repo.commit("PAY-4 d", parents=[repo.git("rev-parse", "main")], files={"f": "4\n"}, branch="main")

    again = read(tmp_path / "data", {"far": address(repo)})

    again.assert_has("far", Truth.of(repo))
    assert again.outcome.new_commit_count == 1
    assert read(tmp_path / "data", {"far": address(repo)}).outcome.published is None
    assert again.one("select location from raw.git_repositories") == f"ssh://host.invalid{repo.path}"


def test_a_remote_that_asks_for_programs_gets_none_run(tmp_path):
    """Its configuration is its own business; nothing of it reaches our side, nor do its submodules and hooks."""
    canary, repo = Canary(tmp_path), a_history(tmp_path / "source")
    modules = f'[submodule "x"]\n\tpath = x\n\turl = ext::{canary}\n\tupdate = !{canary}\n'
    repo.commit("sub", parents=[repo.git("rev-parse", "main")], files={".gitmodules": modules}, branch="main")
    truth = Truth.of(repo)
    for name in ("post-checkout", "reference-transaction", "post-merge", "pre-auto-gc"):
        (repo.git_dir / "hooks").mkdir(exist_ok=True)
        (repo.git_dir / "hooks" / name).write_text(canary.program.read_text())
        (repo.git_dir / "hooks" / name).chmod(0o755)
    with nothing_written_outside(tmp_path, tmp_path / "data"):
        read(tmp_path / "data", {"far": address(repo)}).assert_has("far", truth)
    assert canary.is_silent


def test_a_branch_that_becomes_a_folder_of_branches_is_followed(tmp_path):
    """
    first sync     team           a file in refs/heads
    second sync    team/x         now a folder: the old file is in its way
    third sync     team           and back
    """
    repo = a_history(tmp_path / "source")
    tip = repo.git("rev-parse", "main")
    for present, absent in (("team", None), ("team/x", "team"), ("team", "team/x")):
        if absent:
            repo.delete_ref(f"refs/heads/{absent}")
            if absent == "team/x":
                (repo.git_dir / "refs" / "heads" / "team").rmdir()
        repo.commit(present, parents=[tip], branch=present)
        found = read(tmp_path / "data", {"far": address(repo)})
        assert not found.outcome.failures
        assert found.rows("select ref_name from raw.git_refs where gone_at is null and kind = 'branch' order by 1") == [
            ("refs/heads/main",), (f"refs/heads/{present}",)
        ]  # fmt: skip


def test_history_rewritten_and_collected_at_the_source_is_kept_here(tmp_path):
    """
    first sync     a - b - c        main
    second sync    x                main; the source forgot a, b and c, the tag is gone too
    """
    repo = a_history(tmp_path / "source")
    before = Truth.of(repo)
    read(tmp_path / "data", {"far": address(repo)})
    x = repo.commit("x", files={"f": "x\n"}, branch="main")
    repo.delete_ref("refs/tags/v1.0.0")
    repo.git("-c", "gc.reflogExpire=now", "gc", "--prune=now", "--quiet")

    found = read(tmp_path / "data", {"far": address(repo)})

    assert not found.outcome.failures
    assert found.shas("far") == Counter([x, *before.parents])
    assert found.tags("far") == {}


def test_locks_and_half_packs_that_a_killed_fetch_left_do_not_stop_the_next(tmp_path):
    repo = a_history(tmp_path / "source")
    read(tmp_path / "data", {"far": address(repo)})
    [mirror] = (tmp_path / "data" / "mirrors").iterdir()
    litter = [mirror / name for name in ("packed-refs.lock", "refs/heads/main.lock", "refs/tags/v2.0.0.lock",
              "shallow.lock", "config.lock", "HEAD.lock", "objects/pack/tmp_pack_x")]  # fmt: skip
    for path in litter:
        path.write_bytes(b"half")
    tip = repo.commit("d", parents=[repo.git("rev-parse", "main")], branch="main")
    repo.tag("v2.0.0", tip)

    found = read(tmp_path / "data", {"far": address(repo)})

    found.assert_has("far", Truth.of(repo))
    assert [path.name for path in litter if path.exists()] == []


def test_a_shallow_remote_is_refused_and_not_cut(tmp_path):
    repo = a_history(tmp_path / "whole")
    shallow = Repo(tmp_path / "source", bare=True)
    shallow.git("fetch", "--quiet", "--depth=1", f"file://{repo.path}", "+main:main")
    found = read(tmp_path / "data", {"far": address(shallow), "good": repo.path})
    assert "shallow" in found.outcome.failures["far"]
    assert_one_sentence(found.outcome.failures["far"])
    assert not found.shas("far")
    Repo(shallow.path, bare=True).git(
        "fetch", "--quiet", "--unshallow", f"file://{repo.path}", "+main:main", "+refs/tags/*:refs/tags/*"
    )

    read(tmp_path / "data", {"far": address(shallow), "good": repo.path}).assert_has("far", Truth.of(shallow))


def missing_object(repo):
    sha = repo.git("rev-parse", "main~2")
    (repo.git_dir / "objects" / sha[:2] / sha[2:]).unlink()


def nothing_behind_the_ref(repo):
    repo.branch("topic", "1" * 40)


def no_refs(repo):
    repo.delete_ref("refs/heads/main")
    repo.delete_ref("refs/tags/v1.0.0")


def no_repository(repo):
    (repo.git_dir / "HEAD").unlink()


@pytest.mark.parametrize(("damage", "said"), [
    (missing_object, "git fetch failed"), (nothing_behind_the_ref, "git fetch failed"),
    (no_refs, "no branch and no tag"), (no_repository, "does not appear to be a git repository"),
], ids=lambda case: getattr(case, "__name__", ""))  # fmt: skip
def test_a_remote_that_cannot_give_all_is_refused_in_one_sentence_and_keeps_what_was_read(tmp_path, damage, said):
    repo, good = a_history(tmp_path / "source"), a_history(tmp_path / "good")
    damage(repo)
    found = read(tmp_path / "data", {"far": address(repo), "good": good.path})
    assert said in found.outcome.failures["far"]
    assert_one_sentence(found.outcome.failures["far"])
    assert not found.shas("far")
    found.assert_has("good", Truth.of(good))


def test_a_sha256_remote_is_read_or_refused_but_not_halved(tmp_path):
    repo, good = a_history(tmp_path / "source", object_format="sha256"), a_history(tmp_path / "good")
    found = read(tmp_path / "data", {"far": address(repo), "good": good.path})
    found.assert_has("far", Truth.of(repo))


@pytest.mark.parametrize(("complaint", "said", "advice"), [
    ("git@host.invalid: Permission denied (publickey).", "Permission denied (publickey)", "this account may read it"),
    ("ssh: Could not resolve hostname host.invalid: Name or service not known", "resolve hostname", "Check the address"),
    ("ssh: connect to host h port 22: Connection refused", "Connection refused", "can be reached"),
    ("\\033[2J\\033]0;owned\\007 \\342\\200\\256 fatal: forged", "forged", "Check the address"),
    ("", "no reason given", "Check the address"),
])  # fmt: skip
def test_what_ssh_complains_of_is_said_in_one_sentence(tmp_path, ssh, complaint, said, advice):
    ssh.write_text(f"#!/bin/sh\nprintf '{complaint}\\n' >&2\nexit 255\n")
    good = a_history(tmp_path / "good")
    sentence = read(tmp_path / "data", {"far": "git@host.invalid:x.git", "good": good.path}).outcome.failures["far"]
    assert_one_sentence(sentence)
    assert said in sentence
    assert advice in sentence


def test_a_silent_remote_is_given_up_when_the_time_is_over(tmp_path, ssh, monkeypatch):
    """It takes the connection and never answers; the time-out of these tests is shortened to one second."""
    ssh.write_text("#!/bin/sh\nexec sleep 600\n")
    good = a_history(tmp_path / "good")
    monkeypatch.setattr("tests.ingest.hostile.harness.FETCH_MINUTES", 1 / 60)
    found = read(tmp_path / "data", {"far": "git@host.invalid:x.git", "good": good.path})
    assert "did not finish within 1 s" in found.outcome.failures["far"]
    found.assert_has("good", Truth.of(good))
