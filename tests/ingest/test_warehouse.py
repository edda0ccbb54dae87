"""Snapshots: numbered, never changed, published in one step, pruned by age."""

import os
import time
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from ingest.errors import WarehouseBusy, WarehouseError
from ingest.warehouse import KEPT_SNAPSHOTS, Warehouse

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def publish(warehouse, marker=None):
    with warehouse.writing(), warehouse.next(NOW) as following:
        if marker is not None:
            following.con.execute("insert into raw.services (service) values ($1)", [marker])
        return following.publish()


def services(path):
    with duckdb.connect(str(path), read_only=True) as con:
        return [name for (name,) in con.execute("select service from raw.services order by 1").fetchall()]


def test_a_snapshot_is_a_numbered_read_only_file_named_by_the_pointer_and_the_link(tmp_path):
    path = publish(Warehouse(tmp_path), "shop")
    assert path.name == "snap-000001.duckdb"
    assert path.stat().st_mode & 0o777 == 0o444
    size = (tmp_path / "warehouse" / "snap-000001.duckdb").stat().st_size
    assert (tmp_path / "warehouse" / "CURRENT").read_text() == f"snap-000001.duckdb {size}\n"
    assert os.readlink(tmp_path / "warehouse.duckdb") == "warehouse/snap-000001.duckdb"
    assert services(tmp_path / "warehouse.duckdb") == ["shop"]


def test_the_next_snapshot_holds_what_the_last_one_held_and_leaves_it_as_it_was(tmp_path):
    warehouse = Warehouse(tmp_path)
    first = publish(warehouse, "shop")
    before = first.read_bytes()
    second = publish(warehouse, "bank")
    assert (services(second), services(first)) == (["bank", "shop"], ["shop"])
    assert first.read_bytes() == before


def test_an_unpublished_snapshot_leaves_nothing_behind(tmp_path):
    warehouse = Warehouse(tmp_path)
    publish(warehouse)
    with pytest.raises(RuntimeError), warehouse.writing(), warehouse.next(NOW):
        raise RuntimeError
    assert sorted(path.name for path in warehouse.folder.iterdir()) == ["CURRENT", "snap-000001.duckdb", "writer.lock"]


def test_litter_of_a_crash_is_removed_by_the_next_writer(tmp_path):
    warehouse = Warehouse(tmp_path)
    publish(warehouse)
    for name in ("next-1.duckdb", "next-1.duckdb.wal", "CURRENT.abc"):
        (warehouse.folder / name).write_text("torn")
    publish(warehouse)
    assert not [path for path in warehouse.folder.iterdir() if "next" in path.name or "CURRENT." in path.name]


def test_only_the_last_three_and_one_a_day_are_kept(tmp_path):
    """
    number   made            kept
    1        20 days ago     no, older than 14 days
    2        3 days ago      no, 3 is the last of that day
    3        3 days ago      yes
    4        2 days ago      yes
    5, 6, 7  today           yes, the last three
    """
    warehouse = Warehouse(tmp_path)
    for age in (20, 3, 3, 2, 0, 0):
        path = publish(warehouse)
        when = time.time() - timedelta(days=age).total_seconds()
        os.utime(path, (when, when))
    publish(warehouse)
    assert KEPT_SNAPSHOTS == 3
    assert [path.name[5:11] for path in warehouse.snapshots()] == ["000003", "000004", "000005", "000006", "000007"]


def test_a_number_is_never_used_again_even_when_its_file_is_gone(tmp_path):
    warehouse = Warehouse(tmp_path)
    for _ in range(3):
        last = publish(warehouse)
    last.unlink()
    assert publish(warehouse).name == "snap-000004.duckdb"


@pytest.mark.parametrize("pointer", [None, "", "junk", "snap-000009.duckdb", "../warehouse.duckdb", "\0\1"])
def test_a_pointer_that_is_junk_gives_way_to_the_newest_snapshot(tmp_path, pointer):
    warehouse = Warehouse(tmp_path)
    publish(warehouse, "shop")
    publish(warehouse, "bank")
    file = warehouse.folder / "CURRENT"
    file.unlink() if pointer is None else file.write_text(pointer)
    assert warehouse.current().name == "snap-000002.duckdb"
    assert services(publish(warehouse)) == ["bank", "shop"]


def test_a_damaged_newest_snapshot_is_passed_over_and_never_overwritten(tmp_path):
    warehouse = Warehouse(tmp_path)
    publish(warehouse, "shop")
    damaged = publish(warehouse, "bank")
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:4096])
    assert warehouse.current().name == "snap-000001.duckdb"
    assert publish(warehouse).name == "snap-000003.duckdb"
    assert services(warehouse.current()) == ["shop"]


def test_with_snapshots_that_no_longer_read_nothing_begins_from_empty(tmp_path):
    warehouse = Warehouse(tmp_path)
    only = publish(warehouse, "shop")
    only.chmod(0o644)
    only.write_bytes(b"torn")
    with pytest.raises(WarehouseError, match=r"No snapshot in .* can be read. Restore one"):
        publish(warehouse)
    assert only.read_bytes() == b"torn"


def test_a_second_writer_is_sent_away_with_a_sentence(tmp_path):
    warehouse = Warehouse(tmp_path)
    with warehouse.writing(), pytest.raises(WarehouseBusy, match="Another `leadline sync` or `build` is writing"):
        publish(Warehouse(tmp_path))
    publish(warehouse)


def test_a_reader_of_an_old_snapshot_goes_on_while_newer_ones_are_published(tmp_path):
    warehouse = Warehouse(tmp_path)
    first = publish(warehouse, "shop")
    with duckdb.connect(str(first), read_only=True) as reader:
        for _ in range(5):
            publish(warehouse, "bank")
        assert reader.execute("select count(*) from raw.services").fetchall() == [(1,)]
