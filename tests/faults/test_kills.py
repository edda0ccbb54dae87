"""`kill -9` at any moment of a sync: nobody reads anything broken, and the next sync ends as if nothing had been."""

import signal
import time
from random import Random

import pytest

from metrics.snapshot import current
from tests.faults.harness import kill_after, litter, readers
from tests.support.synced import facts, rows

MODELS_EVERY = 5
"""Every fifth sync builds the models too, which makes it three times as long."""


def kill_many(runner, organisation, times, seed):
    """Kill `times` syncs, each with something new to land, at moments drawn from the length of a whole one.

    How long that is depends on what else the machine does, so it is learned on the way: a run that ended before
    its moment was shorter, and does not count.
    """
    dice = Random(seed)
    length = {}
    for models in (False, True):
        organisation.move_on(dice)
        began = time.monotonic()
        assert runner.run("sync", "--config", organisation.config, models=models)[0] == 0
        length[models] = time.monotonic() - began
    killed = 0
    with readers(organisation.data_dir) as reading:
        while killed < times:
            organisation.move_on(dice)
            models = killed % MODELS_EVERY == 0
            seconds = dice.uniform(0, length[models])
            code = kill_after(runner, seconds, "sync", "--config", organisation.config, models=models)
            assert code in (0, -signal.SIGKILL)
            killed += code != 0
            length[models] *= 1.02 if code else 0.9
        code, said = runner.run("sync", "--config", organisation.config)
        assert code == 0, said
        return reading.stop()


def assert_nothing_was_lost(runner, organisation, tmp_path, seen):
    """No reader met an error or an older snapshot; what is published equals a sync that nobody disturbed."""
    for reader in seen:
        assert reader["errors"] == []
        assert reader["steps_back"] == 0
        assert reader["looks"] > 0
    assert litter(organisation.data_dir) == []
    counts = dict(rows(organisation.data_dir, "select repository, commit_count from raw.git_repositories"))
    assert counts == organisation.expected_counts
    undisturbed = tmp_path / "undisturbed.toml"
    undisturbed.write_text('data_dir = "undisturbed"\n' + organisation.config.read_text())
    assert runner.run("sync", "--config", undisturbed)[0] == 0
    assert facts(organisation.data_dir) == facts(tmp_path / "undisturbed")


def assert_models_are_the_same(runner, organisation, tmp_path):
    """The tables built on it are those built on a sync that nobody disturbed."""
    for config in (organisation.config, tmp_path / "undisturbed.toml"):
        assert runner.run("build", "--config", config, models=True)[0] == 0
    assert main_tables(organisation.data_dir) == main_tables(tmp_path / "undisturbed")


def main_tables(data_dir):
    """The built tables without the numbers and instants of a sync."""
    without = ["commit_id", "service_tag_id", "observed_until", "deployments_observed_until", "matures_at", "is_matured"]
    kept = f"columns(lambda name: not list_contains({without}, name))"
    return {
        table: sorted(rows(data_dir, f"select {kept} from {table}"), key=repr)
        for table in ("releases", "deployments", "changes", "commits", "tags", "services")
    }


def test_twenty_kills_leave_no_reader_without_a_whole_warehouse(runner, organisation, tmp_path):
    seen = kill_many(runner, organisation, 20, seed=1)
    assert_nothing_was_lost(runner, organisation, tmp_path, seen)
    assert_models_are_the_same(runner, organisation, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(2, 7))
def test_two_hundred_kills_leave_no_reader_without_a_whole_warehouse(runner, organisation, tmp_path, seed):
    """Forty for each of five seeds."""
    seen = kill_many(runner, organisation, 40, seed)
    assert_nothing_was_lost(runner, organisation, tmp_path, seen)
    assert_models_are_the_same(runner, organisation, tmp_path)


def test_the_very_first_sync_killed_again_and_again_still_comes_to_an_end(runner, organisation, tmp_path):
    """There is no snapshot to fall back to: each sync begins from nothing until one is published."""
    dice = Random(11)
    for _ in range(4):
        kill_after(runner, dice.uniform(0, 0.4), "sync", "--config", organisation.config)
    code, said = runner.run("sync", "--config", organisation.config)
    assert code == 0, said
    assert_nothing_was_lost(runner, organisation, tmp_path, [])


PUBLISHING = ("chmod", "rename", "fsync", "replace", "symlink", "unlink")


def test_a_kill_just_before_each_step_of_a_publish_leaves_the_old_or_the_new_snapshot(runner, organisation, tmp_path):
    """The steps by which a snapshot becomes the current one, from the file's own name to the removal of the oldest."""
    assert runner.run("sync", "--config", organisation.config)[0] == 0
    where = {"watched": str(organisation.data_dir / "warehouse"), "operations": PUBLISHING}
    for step in range(1, 15):
        before = published_number(organisation.data_dir)
        organisation.move_on(Random(step))
        code, _ = runner.run("sync", "--config", organisation.config, trip="kill", at=step, **where)
        assert code == -signal.SIGKILL
        assert published_number(organisation.data_dir) >= before
    code, said = runner.run("sync", "--config", organisation.config)
    assert code == 0, said
    assert_nothing_was_lost(runner, organisation, tmp_path, [])


def published_number(data_dir):
    with current(data_dir) as snapshot:
        assert snapshot.warning is None
        return snapshot.number
