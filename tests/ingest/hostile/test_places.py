"""Paths and addresses that are not what they should be: each is refused in one sentence, or read whole."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.git_mirror import open_mirror
from tests.ingest.hostile.harness import Canary, Truth, assert_one_sentence, nothing_written_outside, read
from tests.support.git_repo import START, Repo

_NOBODY = 65534


def a_repository(path, **how):
    """
    a - b    main, v1.0.0
    """
    repo = Repo(path, **how)
    a = repo.commit("a", files={"f": "1\n"})
    b = repo.commit("b", parents=[a], files={"f": "2\n"}, branch="main")
    repo.tag("v1.0.0", b, date=START + 9_000)
    return repo


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """Every address below, asked in one sync beside one good repository."""
    root = tmp_path_factory.mktemp("addresses")
    canary = Canary(root)
    sources = {name: location.format(canary=canary, root=root) for name, location in ADDRESSES.items()}
    good = a_repository(root / "good")
    (root / "--upload-pack=x").mkdir()
    with nothing_written_outside(root, root / "data"):
        found = read(root / "data", {"good": good.path, **sources})
    found.assert_has("good", Truth.of(good))
    return found, canary


ADDRESSES = {
    "ext": "ext::{canary} %S",
    "ext in capitals": "EXT::{canary}",
    "any helper": "foo::{canary}",
    "fd": "fd::0",
    "git protocol": "git://127.0.0.1/x",
    "http": "http://127.0.0.1:9/x",
    "ftp": "ftp://127.0.0.1/x",
    "helper with slashes": "ext://{canary}",
    "password": "https://user:secret-token@127.0.0.1:9/x",
    "upload-pack": "--upload-pack={canary}",
    "ssh option as host": "ssh://-oProxyCommand={canary}/x",
    "ssh option as user": "ssh://-oProxyCommand={canary}@host.invalid/x",
    "ssh option in short form": "-oProxyCommand={canary}@host.invalid:x",
    "ssh option as path": "git@127.0.0.1:-oProxyCommand={canary}",
    "silent https": "https://127.0.0.1:9/x",
    "silent ssh": "ssh://git@127.0.0.1:9/x",
    "nothing there": "{root}/nothing",
    "empty file": "/dev/null",
    "nul in path": "{root}/a\0b",
    "newline in path": "{root}/a\nb",
    "terminal codes in path": "{root}/\x1b[2J\u202e",
    "path too long": "{root}/" + "x" * 5_000,
    "other machine's file": "file://other.invalid/x",
    "a folder": "{root}",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_that_may_not_be_read_is_refused_in_one_sentence(refused, name):
    found, canary = refused
    sentence = found.outcome.failures[name]
    assert canary.is_silent, canary.sung.read_text()
    assert sentence.startswith(f"{name}: ")
    assert_one_sentence(sentence)
    assert "secret-token" not in sentence


def test_nothing_a_person_typed_as_password_is_stored(refused):
    found, _ = refused
    assert not [row for row in found.rows("select * from meta.sources") if "secret-token" in repr(row)]
    for path in found.data_dir.rglob("*"):
        assert not (path.is_file() and b"secret-token" in path.read_bytes()), path


def no_repository(path):
    (path / "src").mkdir(parents=True)


def empty_git_folder(path):
    (path / ".git").mkdir(parents=True)


def git_file_of_junk(path):
    path.mkdir()
    (path / ".git").write_bytes(b"\xff\xfe junk")


def git_file_to_nowhere(path):
    path.mkdir()
    (path / ".git").write_text("gitdir: ../../nowhere\n")


def git_file_to_itself(path):
    path.mkdir()
    (path / ".git").write_text("gitdir: .git\n")


def git_is_a_pipe(path):
    path.mkdir()
    os.mkfifo(path / ".git")


def configuration_is_a_pipe(path):
    a_repository(path)
    (path / ".git" / "config").unlink()
    os.mkfifo(path / ".git" / "config")


def head_is_a_link_to_outside(path):
    """Git itself calls this no repository."""
    a_repository(path)
    shutil.move(path / ".git" / "HEAD", path / "HEAD")
    (path / ".git" / "HEAD").symlink_to("../HEAD")


def common_directory_is_a_loop(path):
    a_repository(path)
    (path / ".git" / "commondir").write_text("/dev/null/x\n")


def objects_are_gone(path):
    repo = a_repository(path)
    shutil.rmtree(repo.git_dir / "objects")


def refs_are_gone(path):
    repo = a_repository(path)
    shutil.rmtree(repo.git_dir / "refs")


def alternate_is_gone(path):
    repo = a_repository(path)
    shutil.rmtree(repo.git_dir / "objects")
    (repo.git_dir / "objects" / "info").mkdir(parents=True)
    (repo.git_dir / "objects" / "info" / "alternates").write_text("/nowhere/objects\n")


def a_newer_format(path):
    repo = a_repository(path)
    with (repo.git_dir / "config").open("a") as config:
        config.write("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tsomethingNew = 1\n")


def a_reftable(path):
    repo = a_repository(path)
    with (repo.git_dir / "config").open("a") as config:
        config.write("[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n")
    shutil.rmtree(repo.git_dir / "refs")
    (repo.git_dir / "refs").mkdir()
    (repo.git_dir / "refs" / "heads").write_text("this repository uses the reftable format\n")
    (repo.git_dir / "reftable").mkdir()
    (repo.git_dir / "HEAD").write_text("ref: refs/heads/.invalid\n")


def shallow(path):
    source = a_repository(path.with_name(f"{path.name}-whole"))
    Repo(path).git("fetch", "--quiet", "--depth=1", f"file://{source.path}", "main:other")


def empty(path):
    Repo(path)


BROKEN = {
    no_repository: "is not a git repository",
    empty_git_folder: "is not a git repository",
    git_file_of_junk: "cannot be read",
    git_file_to_nowhere: "is not a git repository",
    git_file_to_itself: "is not a git repository",
    git_is_a_pipe: "is not a git repository",
    configuration_is_a_pipe: "config",
    head_is_a_link_to_outside: "does not appear to be a git repository",
    common_directory_is_a_loop: "is not a git repository",
    objects_are_gone: "is not a git repository",
    refs_are_gone: "does not appear to be a git repository",
    alternate_is_gone: "git fsck",
    a_newer_format: "install a newer git",
    a_reftable: "install a newer git",
    shallow: "git fetch --unshallow",
    empty: "has no branch and no tag with a commit yet",
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    root = tmp_path_factory.mktemp("broken")
    for break_it in BROKEN:
        break_it(root / break_it.__name__)
    good = a_repository(root / "good")
    found = read(root / "data", {name: root / name for name in ("good", *(each.__name__ for each in BROKEN))})
    found.assert_has("good", Truth.of(good))
    return found


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.__name__)
def test_what_is_no_whole_repository_is_refused_with_what_to_do(broken, case):
    sentence = broken.outcome.failures[case.__name__]
    assert BROKEN[case] in sentence
    assert_one_sentence(sentence)
    assert broken.rows("select state, message from meta.sources where source = $name", name=case.__name__) == [
        ("failed", sentence)
    ]
    assert not broken.rows("select * from raw.git_repositories where repository = $name", name=case.__name__)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("locked", [".", ".git", ".git/objects", ".git/HEAD", ".git/refs"])
def test_a_repository_of_another_user_that_may_not_be_entered_is_named(open_place, locked):
    repo = a_repository(open_place / "closed")
    (repo.path / locked).chmod(0)
    with as_nobody(open_place):
        found = read(open_place / "data", {"closed": repo.path})
    assert_one_sentence(found.outcome.failures["closed"])
    assert "Permission denied" in found.outcome.failures["closed"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_readable_repository_of_another_user_is_read(open_place):
    """Git calls its ownership dubious; we take nothing but objects and refs from it."""
    repo = a_repository(open_place / "a" / "b")
    with as_nobody(open_place):
        found = read(open_place / "data", {"plain": repo.path, "roundabout": "a/../a/b"})
    found.assert_has("plain", Truth.of(repo))
    found.assert_has("roundabout", Truth.of(repo))


@pytest.fixture
def open_place():
    """A folder that others may enter; the folders of pytest are shared by its workers and closed again by each."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def as_nobody(place):
    """Be a user without rights for a while, who has a data folder of their own."""
    (place / "data").mkdir()
    shutil.chown(place / "data", _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


ODD_PATHS = [
    "two words", "-n", "--all", "~tilde", "a:b", 'quo"te', "back\\slash", "dollar$HOME", "semi;colon", "uni\u00e9",
    "new\nline", "percent%20", "ends.git", "#hash", b"latin\xe9".decode("utf-8", "surrogateescape"),
]  # fmt: skip


@pytest.fixture(scope="module")
def oddly_named(tmp_path_factory):
    root = tmp_path_factory.mktemp("odd")
    repos = {f"odd {n}": a_repository(root / name) for n, name in enumerate(ODD_PATHS)}
    with nothing_written_outside(root, root / "data"):
        return read(root / "data", {name: repo.path for name, repo in repos.items()}), repos


@pytest.mark.parametrize("number", range(len(ODD_PATHS)), ids=ascii)
def test_a_repository_in_an_oddly_named_folder_is_read(oddly_named, number):
    found, repos = oddly_named
    found.assert_has(f"odd {number}", Truth.of(repos[f"odd {number}"]))


def test_a_data_folder_with_an_odd_name_holds_the_warehouse(tmp_path):
    repo = a_repository(tmp_path / "source")
    found = read(tmp_path / 'it\'s; a:"data" f\u00f6lder', {"source": repo.path})
    found.assert_has("source", Truth.of(repo))


def test_a_bare_repository_a_relative_path_and_a_file_address_are_the_same_to_us(tmp_path):
    bare = a_repository(tmp_path / "bare.git", bare=True)
    found = read(tmp_path / "data", {"bare": bare.path, "relative": "bare.git", "address": f"file://{bare.path}"})
    for name in ("bare", "relative", "address"):
        found.assert_has(name, Truth.of(bare))


def test_a_mirror_left_half_made_is_made_anew(tmp_path):
    """A crash between two files of a new mirror: folders, and no HEAD."""
    repo = a_repository(tmp_path / "source")
    mirror = open_mirror(tmp_path / "data" / "mirrors", "source", str(repo.path), base=tmp_path).git.directory
    shutil.rmtree(mirror)
    (mirror / "objects").mkdir(parents=True)
    (mirror.with_suffix(".new") / "refs").mkdir(parents=True)
    read(tmp_path / "data", {"source": repo.path}).assert_has("source", Truth.of(repo))
    assert [path.name for path in mirror.parent.iterdir()] == [mirror.name]
