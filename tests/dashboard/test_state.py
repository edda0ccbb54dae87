"""Which snapshot a run stands on."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard import state
from metrics.errors import NoWarehouse
from tests.support.raw_rows import Facts


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(state.DATA_DIR_VARIABLE, str(tmp_path))
    return tmp_path


def publish(data_dir: Path, now: datetime | None = None) -> None:
    facts = Facts().service("payments").commit("a", at="2026-01-01", shipped_in="1.0.0")
    facts.tag("v1.0.0", on="a", at="2026-01-02").publish(data_dir, now=now or datetime.now(UTC)).close()


def in_a_run(do: Callable[[], None]) -> None:
    """Each script run has a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(do).result()


def begin() -> None:
    """A run that keeps nothing."""
    state.begin_run()


def open_snapshots(data_dir: Path) -> set[str]:
    held = {os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")}
    return {Path(name).name for name in held if name.startswith(str(data_dir.resolve()))}


def test_without_a_warehouse_a_run_is_told(data_dir: Path) -> None:
    with pytest.raises(NoWarehouse):
        state.begin_run()

    assert state.health() == {"status": "ok", "snapshot": None, "as_of": None}


def test_a_run_stays_with_the_snapshot_it_began_with(data_dir: Path) -> None:
    publish(data_dir)

    def run() -> None:
        began_with = state.begin_run()
        publish(data_dir)
        assert state.snapshot() is began_with
        assert state.is_newer_published(began_with.number)
        assert state.begin_run().number == 2

    in_a_run(run)


def test_all_runs_share_one_open_snapshot(data_dir: Path) -> None:
    publish(data_dir)
    seen: list[int] = []

    for _ in range(3):
        in_a_run(lambda: seen.append(id(state.begin_run()._con)))

    assert len(set(seen)) == 1


def test_the_old_snapshot_is_closed_after_its_last_use(data_dir: Path) -> None:
    publish(data_dir)
    in_a_run(begin)
    assert open_snapshots(data_dir) == {"snap-000001.duckdb"}

    publish(data_dir)
    in_a_run(begin)

    assert open_snapshots(data_dir) == {"snap-000002.duckdb"}


def test_a_broken_pointer_shows_the_newest_snapshot_with_a_warning(data_dir: Path) -> None:
    publish(data_dir)
    (data_dir / "warehouse" / "CURRENT").write_text("../../etc/passwd\n")

    in_a_run(lambda: _assert_warned(state.begin_run().warning))


def _assert_warned(warning: str | None) -> None:
    assert warning is not None
    assert "CURRENT" in warning


def test_data_is_stale_when_a_daily_sync_was_missed() -> None:
    now = state.now()

    assert not state.is_stale(now - timedelta(hours=25))
    assert state.is_stale(now - timedelta(hours=37))
    assert state.is_stale(None)
