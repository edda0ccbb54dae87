"""A disk that is full or may not be written: one sentence, and the last good snapshot stays."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from metrics.snapshot import current
from tests.faults.harness import litter, the_sentence

MEGABYTE = 1_000_000


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 32 MB in memory; the data folder of the organisation lies on it."""
    folder = tmp_path / "data"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a file system, and not in every container")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled_but_for(folder: Path, left: int):
    """Leave so many bytes free."""
    ballast = folder / "ballast"
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free - left))
    yield
    ballast.unlink()


def assert_clear(code, said):
    """One sentence about the disk, which names the folder and what to do."""
    assert code == 1
    assert "the disk is full" in the_sentence(said)
    assert "free space" in the_sentence(said).lower()


@pytest.mark.parametrize("left", [0, 600_000, 2 * MEGABYTE])
def test_a_full_disk_is_told_in_one_sentence_and_the_old_snapshot_is_served(runner, small_disk, organisation, left):
    """However far the sync came before the disk was full, it publishes whole or not at all."""
    assert runner.run("sync", "--config", organisation.config)[0] == 0
    before = seen(small_disk)
    organisation.move_on(Random(1))
    with filled_but_for(small_disk, left):
        code, said = runner.run("sync", "--config", organisation.config)
        after = seen(small_disk)
    if code:
        assert_clear(code, said)
    assert after == before if code else after[0] > before[0]

    code, said = runner.run("sync", "--config", organisation.config)

    assert code == 0, said
    assert seen(small_disk)[1] == sum(organisation.expected_counts.values())
    assert litter(small_disk) == []


def test_a_first_sync_on_a_full_disk_publishes_nothing_and_says_why(runner, small_disk, organisation):
    with filled_but_for(small_disk, 200_000):
        code, said = runner.run("sync", "--config", organisation.config)
    assert_clear(code, said)
    assert not list(small_disk.glob("warehouse/snap-*"))
    assert runner.run("sync", "--config", organisation.config)[0] == 0


def seen(data_dir):
    with current(data_dir) as snapshot:
        assert snapshot.warning is None
        return snapshot.number, int(snapshot.query("select count(*) as commits from raw.git_commits")["commits"][0])


@pytest.mark.parametrize("limit", [4_096, MEGABYTE])
def test_a_file_that_may_not_grow_is_the_same_as_a_full_disk(runner, organisation, limit):
    """A limit on the size of a file, for machines where nothing can be mounted."""
    assert runner.run("sync", "--config", organisation.config)[0] == 0
    before = seen(organisation.data_dir)
    organisation.move_on(Random(1))
    code, said = runner.run("sync", "--config", organisation.config, file_limit=limit)
    assert code == 1
    assert "could not be written" in the_sentence(said) or "too large" in the_sentence(said)
    assert seen(organisation.data_dir) == before
    assert runner.run("sync", "--config", organisation.config)[0] == 0
    assert litter(organisation.data_dir) == []


def test_a_folder_that_became_read_only_is_named_and_still_served(runner, small_disk, organisation):
    assert runner.run("sync", "--config", organisation.config)[0] == 0
    before = seen(small_disk)
    organisation.move_on(Random(1))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    for command in ("sync", "build"):
        code, said = runner.run(command, "--config", organisation.config)
        assert code == 1
        assert "cannot be written" in the_sentence(said)
        assert seen(small_disk) == before
    assert runner.run("sql", "select count(*) from raw.git_commits", "--config", organisation.config)[0] == 0


def test_a_first_sync_into_a_read_only_folder_says_so(runner, small_disk, organisation):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, said = runner.run("sync", "--config", organisation.config)
    assert code == 1
    assert "cannot be written" in the_sentence(said)
    assert str(small_disk) in said


def test_a_data_folder_that_is_a_file_is_named(runner, organisation):
    organisation.data_dir.write_text("not a folder\n")
    code, said = runner.run("sync", "--config", organisation.config)
    assert code == 1
    assert str(organisation.data_dir) in the_sentence(said)
    assert organisation.data_dir.read_text() == "not a folder\n"
