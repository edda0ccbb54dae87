"""Pointers and snapshots that are missing, torn or from the future: the newest whole snapshot is chosen, or the sync says why not."""

import os
import shutil

import duckdb
import pytest

from ingest.errors import IngestError
from ingest.warehouse import Warehouse
from metrics.errors import MetricsError
from metrics.snapshot import current
from tests.faults.harness import Organisation, litter, the_sentence
from tests.ingest.hostile.harness import Truth, assert_one_sentence, read
from tests.support.git_repo import Repo


@pytest.fixture(scope="module")
def three_snapshots(tmp_path_factory):
    """Snapshots 1 (history), 2 (with line counts) and 3, 4 of one more commit."""
    folder = tmp_path_factory.mktemp("three")
    repo = Repo(folder / "source")
    tip = ""
    for n in range(2):
        tip = repo.commit(f"PAY-{n}", parents=[tip] if tip else [], files={"f": f"{n}\n"}, branch="main")
        read(folder / "data", {"one": repo.path})
    assert sorted(path.name for path in (folder / "data" / "warehouse").glob("snap-*")) == [
        f"snap-00000{n}.duckdb" for n in (2, 3, 4)
    ]  # fmt: skip
    return folder


@pytest.fixture
def place(three_snapshots, tmp_path):
    """A copy of its own of all of it."""
    shutil.copytree(three_snapshots, tmp_path / "place", symlinks=True)
    return tmp_path / "place"


def write(content):
    return lambda pointer: pointer.write_bytes(content)


def a_folder(pointer):
    pointer.unlink()
    pointer.mkdir()


def a_link_to_nowhere(pointer):
    pointer.unlink()
    pointer.symlink_to("nowhere")


POINTERS = {
    "as it was": (lambda pointer: None, 4),
    "without a newline": (write(b"snap-000003.duckdb"), 3),
    "with blanks": (write(b"  snap-000003.duckdb \r\n"), 3),
    "missing": (lambda pointer: pointer.unlink(), 4),
    "empty": (write(b""), 4),
    "only a newline": (write(b"\n"), 4),
    "junk": (write(b"\x00\xff\xfe\x80junk"), 4),
    "not utf-8": (write(b"snap-\xff.duckdb"), 4),
    "a megabyte": (write(b"snap-000004.duckdb" * 60_000), 4),
    "nul behind it": (write(b"snap-000003.duckdb\0"), 4),
    "two lines": (write(b"snap-000003.duckdb\nsnap-000002.duckdb\n"), 4),
    "a deleted file": (write(b"snap-000001.duckdb\n"), 4),
    "a number never used": (write(b"snap-000099.duckdb\n"), 4),
    "a path out of the folder": (write(b"../../outside/snap-000003.duckdb\n"), 4),
    "an absolute path": (write(b"/dev/snap-000003.duckdb\n"), 4),
    "another file": (write(b"writer.lock\n"), 4),
    "a scratch file": (write(b"next-1.duckdb\n"), 4),
    "half a name": (write(b"snap-0000"), 4),
    "a folder": (a_folder, 4),
    "a link to nowhere": (a_link_to_nowhere, 4),
}


@pytest.mark.parametrize("name", POINTERS)
def test_a_pointer_in_any_state_leads_writer_and_readers_to_the_same_whole_snapshot(place, name):
    damage, number = POINTERS[name]
    warehouse = Warehouse(place / "data")
    (place / "outside").mkdir()
    shutil.copy(warehouse.folder / "snap-000003.duckdb", place / "outside" / "snap-000003.duckdb")
    damage(warehouse.folder / "CURRENT")

    assert warehouse.current() == warehouse.folder / f"snap-{number:06d}.duckdb"
    with current(place / "data") as snapshot:
        assert snapshot.number == number
        assert (snapshot.warning is None) == (name in ("as it was", "without a newline", "with blanks"))


@pytest.mark.parametrize(
    "name", ["missing", "junk", "a number never used", "a path out of the folder", "a link to nowhere"]
)
def test_a_sync_after_that_publishes_a_number_never_used_and_mends_the_pointer(place, name):
    damage, _ = POINTERS[name]
    damage(place / "data" / "warehouse" / "CURRENT")
    repo = one_more_commit(place)

    found = read(place / "data", {"one": repo.path})

    found.assert_has("one", Truth.of(repo))
    assert found.counted.published.name == (
        "snap-000101.duckdb" if name == "a number never used" else "snap-000006.duckdb"
    )
    with current(place / "data") as snapshot:
        assert (snapshot.path, snapshot.warning) == (found.counted.published, None)


def one_more_commit(place):
    repo = Repo(place / "source")
    repo.commit("PAY-9", parents=[repo.git("rev-parse", "main")], files={"f": "9\n"}, branch="main")
    return repo


def test_a_folder_in_the_pointer_s_place_is_nobody_s_to_remove(place):
    a_folder(place / "data" / "warehouse" / "CURRENT")
    repo = one_more_commit(place)
    with pytest.raises(IngestError) as refused:
        read(place / "data", {"one": repo.path})
    assert_one_sentence(str(refused.value))
    with current(place / "data") as snapshot:
        assert snapshot.query("select count(*) as n from raw.git_commits")["n"][0] >= 2


def half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def without_its_end(path):
    path.write_bytes(path.read_bytes()[:-1])


def empty(path):
    path.write_bytes(b"")


def without_its_head(path):
    path.write_bytes(b"\0" * 12_288 + path.read_bytes()[12_288:])


def without_its_metadata(path):
    content = path.read_bytes()
    path.write_bytes(content[:12_288] + b"\0" * 65_536 + content[12_288 + 65_536 :])


def of_text(path):
    path.write_text("not a database\n" * 10_000)


def of_the_old_one_s_first_half(path):
    older = path.with_name("snap-000003.duckdb").read_bytes()
    path.write_bytes(older[: len(older) // 2] + path.read_bytes()[len(older) // 2 :])


def gone(path):
    path.unlink()


UNREADABLE = [half, empty, without_its_head, without_its_metadata, of_text, gone]


@pytest.mark.parametrize(("damage", "is_new"), [*((damage, True) for damage in UNREADABLE), (half, False), (gone, False)],
                         ids=lambda case: getattr(case, "__name__", ["nothing new", "something new"][case is True]))  # fmt: skip
def test_a_snapshot_that_cannot_be_read_is_passed_over_and_made_good_by_the_next_sync(place, damage, is_new):
    """The pointer names snapshot 4, which is damaged; 3 has one commit less."""
    named = place / "data" / "warehouse" / "snap-000004.duckdb"
    named.chmod(0o644)
    damage(named)
    with current(place / "data") as snapshot:
        assert snapshot.number == 3
        assert snapshot.warning is not None
    repo = one_more_commit(place) if is_new else Repo(place / "source")

    found = read(place / "data", {"one": repo.path})

    found.assert_has("one", Truth.of(repo))
    with current(place / "data") as snapshot:
        assert snapshot.warning is None
        assert snapshot.number > 4


def with_a_block_of_zeros(path, block):
    content = bytearray(path.read_bytes())
    start = 12_288 + 65_536 * block
    content[start : start + 65_536] = bytes(len(content[start : start + 65_536]))
    path.write_bytes(content)


ROTTEN = {
    f"block {block} zeroed": lambda path, block=block: with_a_block_of_zeros(path, block) for block in range(3, 27, 2)
}
ROTTEN |= {"without its end": without_its_end, "half old": of_the_old_one_s_first_half}


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=[] if number % 3 == 0 else pytest.mark.slow) for number, name in enumerate(ROTTEN)
])  # fmt: skip
def test_bytes_that_rotted_in_the_current_snapshot_are_never_published_again(place, name):
    """It opens, so nobody has noticed: the next sync goes on from the newest snapshot of which all can be read."""
    named = place / "data" / "warehouse" / "snap-000004.duckdb"
    named.chmod(0o644)
    ROTTEN[name](named)
    repo = one_more_commit(place)
    found = read(place / "data", {"one": repo.path})

    found.assert_has("one", Truth.of(repo))
    for schema, table in found.rows("select schema_name, table_name from duckdb_tables()"):
        found.rows(f'from "{schema}"."{table}"')


def test_when_no_snapshot_can_be_read_nothing_is_begun_anew_without_a_word(place):
    for path in (place / "data" / "warehouse").glob("snap-*"):
        path.chmod(0o644)
        path.write_bytes(b"")
    with pytest.raises(IngestError) as refused:
        read(place / "data", {"one": place / "source"})
    assert_one_sentence(str(refused.value))
    assert "backup" in str(refused.value)
    with pytest.raises(MetricsError) as unread:
        current(place / "data")
    assert_one_sentence(str(unread.value))


def test_scratch_that_a_crash_left_is_taken_away_and_never_read(place):
    folder = place / "data" / "warehouse"
    for name in ("next-1.duckdb", "next-1.duckdb.wal", "CURRENT.0f0f", "link-1", "sync-state.json.new"):
        (folder / name).write_bytes(b"half")
    (folder / "next-2.duckdb.tmp").mkdir()
    (folder / "next-2.duckdb.tmp" / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"half")
    read(place / "data", {"one": one_more_commit(place).path})
    [mirror] = [path.parent.parent.parent for path in (place / "data" / "mirrors").glob("*/objects/info/alternates")
                if str(place) in path.read_text()]  # fmt: skip
    (mirror / "counting-x" / "ab").mkdir(parents=True)
    repo = one_more_commit(place)
    read(place / "data", {"one": repo.path}).assert_has("one", Truth.of(repo))
    assert litter(place / "data") == []


def test_a_reader_of_an_old_snapshot_reads_on_while_new_ones_are_published(place):
    repo = one_more_commit(place)
    with current(place / "data") as old:
        read(place / "data", {"one": repo.path})
        assert old.query("select count(*) as n from raw.git_commits")["n"][0] == 2
        assert old.number == 4
    with current(place / "data") as new:
        assert new.query("select count(*) as n from raw.git_commits")["n"][0] == 3


def test_published_snapshots_are_write_protected_and_the_link_names_the_current_one(place):
    folder = place / "data" / "warehouse"
    for path in folder.glob("snap-*"):
        assert path.stat().st_mode & 0o777 == 0o444
    assert os.readlink(place / "data" / "warehouse.duckdb") == "warehouse/snap-000004.duckdb"


# Schemas of another version, and the command line on all this.


@pytest.fixture(scope="module")
def from_the_future(runner, tmp_path_factory):
    """A warehouse that a later Leadline wrote: another version, and not one table where it used to be."""
    organisation = Organisation(tmp_path_factory.mktemp("future"))
    assert runner.run("sync", "--config", organisation.config)[0] == 0
    folder = organisation.data_dir / "warehouse"
    [*_, newest] = sorted(folder.glob("snap-*"))
    theirs = folder / "snap-000077.duckdb"
    shutil.copy(newest, theirs)
    theirs.chmod(0o644)
    with duckdb.connect(str(theirs)) as con:
        con.execute("update meta.warehouse set schema_version = 99, leadline_version = '9.9.9'")
        con.execute("drop schema raw cascade")
        con.execute("drop table meta.sources")
    (folder / "CURRENT").write_text(f"{theirs.name}\n")
    return organisation


@pytest.mark.parametrize("arguments", [
    ("sync",), ("sync", "--full"), ("build",), ("metric", "change_lead_time"), ("doctor",),
], ids=" ".join)  # fmt: skip
def test_a_warehouse_of_a_newer_leadline_is_refused_and_nothing_is_changed(runner, from_the_future, arguments):
    folder = from_the_future.data_dir / "warehouse"
    before = {path: path.read_bytes() for path in folder.iterdir()}

    code, said = runner.run(*arguments, "--config", from_the_future.config)

    assert code == 1
    assert "newer" in said or "Update Leadline" in said
    assert "Traceback" not in said
    if arguments != ("doctor",):
        the_sentence(said)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
