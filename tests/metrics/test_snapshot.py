"""Finding and reading the current warehouse."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from metrics.errors import NewerWarehouse, NoWarehouse, WarehouseUnreadable
from metrics.snapshot import current, locate, open_snapshot
from tests.support.raw_rows import Facts


def _two_snapshots(folder: Path) -> Path:
    facts = Facts().service()
    facts.publish(folder).close()
    facts.service("second")
    facts.publish(folder).close()
    return folder / "warehouse"


def test_without_a_warehouse_the_error_says_what_to_run(tmp_path: Path) -> None:
    for ask in (current, locate):
        with pytest.raises(NoWarehouse, match="run `leadline sync`"):
            ask(tmp_path)


def test_the_snapshot_is_the_one_that_the_pointer_names(tmp_path: Path) -> None:
    folder = _two_snapshots(tmp_path)
    (folder / "CURRENT").write_text("snap-000001.duckdb\n")
    with current(tmp_path) as snapshot:
        assert (snapshot.number, snapshot.warning) == (1, None)
        assert len(snapshot.query("from services")) == 1


@pytest.mark.parametrize("pointer", ["", "../../etc/passwd", "snap-000009.duckdb\n", "\x00\x01", "snap-1.duckdb"])
def test_a_junk_pointer_falls_back_to_the_newest_with_a_warning(tmp_path: Path, pointer: str) -> None:
    folder = _two_snapshots(tmp_path)
    (folder / "CURRENT").write_text(pointer)
    with current(tmp_path) as snapshot:
        assert snapshot.number == 2
        assert snapshot.warning is not None
        assert "snap-000002.duckdb" in snapshot.warning
    (folder / "CURRENT").unlink()
    assert locate(tmp_path).number == 2


def test_a_damaged_snapshot_falls_back_to_the_newest_that_can_be_read(tmp_path: Path) -> None:
    folder = _two_snapshots(tmp_path)
    (folder / "snap-000002.duckdb").write_bytes(b"not a database at all" * 1000)
    with current(tmp_path) as snapshot:
        assert snapshot.number == 1
        assert "snap-000002.duckdb cannot be read" in (snapshot.warning or "")
    (folder / "snap-000001.duckdb").write_bytes(b"")
    with pytest.raises(WarehouseUnreadable, match="No snapshot in"):
        current(tmp_path)


def test_a_newer_warehouse_is_refused(tmp_path: Path) -> None:
    folder = _two_snapshots(tmp_path)
    with duckdb.connect(str(folder / "snap-000002.duckdb")) as con:
        con.execute("update meta.warehouse set schema_version = 99")
    with pytest.raises(NewerWarehouse, match="version 99"):
        current(tmp_path)


def test_any_other_database_is_no_warehouse(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(WarehouseUnreadable, match="no warehouse of Leadline"):
        open_snapshot(path)


def test_the_stable_link_opens_the_numbered_file(tmp_path: Path) -> None:
    _two_snapshots(tmp_path)
    (tmp_path / "warehouse.duckdb").symlink_to(Path("warehouse") / "snap-000002.duckdb")
    with open_snapshot(tmp_path / "warehouse.duckdb") as snapshot:
        assert (snapshot.number, snapshot.path.name) == (2, "snap-000002.duckdb")


def test_a_published_snapshot_cannot_be_changed_through_it(tmp_path: Path) -> None:
    with Facts().service().publish(tmp_path) as snapshot, pytest.raises(duckdb.Error, match="read-only"):
        snapshot.query("delete from releases")


def test_threads_share_a_snapshot(tmp_path: Path) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(len(snapshot.query("from range($n)", {"n": 1000})) for _ in range(20))

    with Facts().service().publish(tmp_path) as snapshot:
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert found == [1000] * 80


def test_instants_come_back_in_utc_and_rows_as_arrow_too(tmp_path: Path) -> None:
    with Facts().service().source("payments", read_at="2026-06-01 10:00").publish(tmp_path) as snapshot:
        assert str(snapshot.as_of) == "2026-06-01 10:00:00+00:00"
        assert str(snapshot.query("select as_of from rules")["as_of"].item()) == "2026-06-01 10:00:00+00:00"
        assert snapshot.arrow("select service from services where service = $s", {"s": "payments"}).num_rows == 1
