"""The ready-made tables of a new warehouse: those that the statements make, and never anything else."""

from pathlib import Path

import duckdb
import pytest

from ingest.tables import Furniture, copy_ready, make_tables
from tests.support.git_repo import START, Repo
from tests.support.synced import published, run_sync, settings_for

OPTIONS = "block_size 65536"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "leadline"


def tables(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "select schema_name, table_name, column_name, data_type, column_default, is_nullable, comment"
        " from duckdb_columns() where not internal union all"
        " select schema_name, table_name, null, null, sql, null, comment from duckdb_tables() order by all"
    ).fetchall()


def tables_in(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return tables(con)


def made_by_statements() -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        make_tables(con)
        return tables(con)


def test_a_copy_holds_what_the_statements_make_and_a_second_is_not_made_again(cache: Path, tmp_path: Path) -> None:
    assert copy_ready(tmp_path / "one.duckdb", OPTIONS)
    [kept] = cache.iterdir()
    made_at = kept.stat().st_mtime_ns
    assert copy_ready(tmp_path / "two.duckdb", OPTIONS)

    assert tables_in(tmp_path / "one.duckdb") == tables_in(tmp_path / "two.duckdb") == made_by_statements()
    assert [(path, path.stat().st_mtime_ns) for path in cache.iterdir()] == [(kept, made_at)]


@pytest.mark.parametrize("damage", [lambda content: content[: len(content) // 2], lambda content: b"", lambda content: content[::-1]])
def test_what_is_not_whole_is_made_anew(cache: Path, tmp_path: Path, damage) -> None:
    copy_ready(tmp_path / "one.duckdb", OPTIONS)
    [kept] = cache.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))

    assert copy_ready(tmp_path / "two.duckdb", OPTIONS)

    assert tables_in(tmp_path / "two.duckdb") == made_by_statements()
    [again] = cache.iterdir()
    assert again.read_bytes() == (tmp_path / "two.duckdb").read_bytes()


def test_what_another_version_left_goes(cache: Path, tmp_path: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "tables-0123-4567.duckdb").write_bytes(b"of another version")
    (cache / "try").mkdir()

    copy_ready(tmp_path / "one.duckdb", OPTIONS)

    assert len([*cache.glob("tables-*")]) == 1
    assert not (cache / "tables-0123-4567.duckdb").exists()
    assert (cache / "try").is_dir(), "the other things kept there stay"


FURNITURE = Furniture(lambda con: con.execute("create schema shop; create view shop.window as select 1 as one") and None, "a")


def test_furniture_is_made_once_beside_the_tables_and_anew_when_it_is_of_other_definitions(cache: Path, tmp_path: Path) -> None:
    made = list[str]()
    for number, digest in enumerate(("a", "a", "b")):
        furniture = Furniture(lambda con, digest=digest: made.append(digest) or FURNITURE.make(con), digest)
        assert copy_ready(tmp_path / f"{number}.duckdb", OPTIONS, furniture)
        with duckdb.connect(str(tmp_path / f"{number}.duckdb"), read_only=True) as con:
            assert con.execute("select one from shop.window").fetchall() == [(1,)]
    assert copy_ready(tmp_path / "bare.duckdb", OPTIONS)

    assert made == ["a", "b"]
    assert tables_in(tmp_path / "bare.duckdb") == made_by_statements(), "nothing of it without being asked"
    assert sorted(path.name.partition("-")[0] for path in cache.iterdir()) == ["furnished", "tables"]


def test_without_a_cache_a_first_sync_makes_its_tables_itself(cache: Path, tmp_path: Path) -> None:
    """A file stands where the folder should be: nothing can be kept there."""
    cache.parent.mkdir()
    cache.write_text("in the way")
    repo = Repo(tmp_path / "shop")
    repo.tag("v1.0.0", repo.commit("PAY-1", files={"f": "1\n"}, branch="main"), date=START)

    assert not copy_ready(tmp_path / "one.duckdb", OPTIONS)
    assert not (tmp_path / "one.duckdb").exists()
    run_sync(settings_for(tmp_path / "data", repo.path))

    with duckdb.connect(str(published(tmp_path / "data")), read_only=True) as con:
        assert con.execute("select count(*) from raw.git_commits").fetchall() == [(1,)]
    assert cache.read_text() == "in the way"
