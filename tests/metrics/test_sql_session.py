"""One statement of an analyst: what runs, what is refused, and in which words."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from metrics.errors import NoWarehouse, QueryFailed, QueryRefused, WarehouseUnreadable
from metrics.sql_session import TEXT_LIMIT, open_for_analyst, run
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-02")
    with facts.publish(tmp_path_factory.mktemp("data")) as snapshot:
        return snapshot.path


def _content(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.parametrize(
    ("sql", "row_count"),
    [
        ("from releases", 1),
        ("select version from releases where released_at >= '2026-01-01';", 1),
        ("-- with a remark\nwith r as (from releases) select count(*) from r", 1),
        ("from metric.change_lead_time('month', 'service')", 1),
        ("describe releases", 43),
        ("explain select 1", 1),
        ("pivot releases on kind using count(*) group by line", 1),
        ("values (1), (2)", 2),
    ],
)
def test_one_statement_that_reads_runs(warehouse: Path, sql: str, row_count: int) -> None:
    assert run(warehouse, sql).num_rows == row_count


@pytest.mark.parametrize(
    "sql",
    [
        "", "-- nothing", "select 1; select 2", "set threads = 8", "set lock_configuration = false", "reset threads",
        "create temp table t as select 1", "copy (select 1) to 'x.csv'", "attach 'x.duckdb'", "install httpfs", "load icu",
        "pragma version", "call pragma_version()", "checkpoint", "begin", "prepare p as select 1", "connect 'x'",
        "delete from releases", "with d as (delete from releases returning *) select * from d", "use raw", "vacuum",
        "select '" + "x" * TEXT_LIMIT + "'",
    ],
)  # fmt: skip
def test_everything_else_is_refused(warehouse: Path, sql: str) -> None:
    before = _content(warehouse)
    with pytest.raises(QueryRefused):
        run(warehouse, sql)
    assert _content(warehouse) == before


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/hostname')", "select * from '/etc/hostname'", "select * from read_text('/etc/hostname')",
        "select * from glob('/*')", "with x as (copy (select 1) to '{folder}/out.csv') select 1",
        "select * from read_parquet('https://example.invalid/x.parquet')", "select * from sniff_csv('/etc/hostname')",
        "with x as (copy (select 'x'::blob) to '{path}' (format blob, use_tmp_file false)) select 1",
        "explain analyze copy (select 1) to '{folder}/out.csv'", "select * from warehouse_of_the_caller",
    ],
)  # fmt: skip
def test_files_network_and_the_callers_variables_are_out_of_reach(warehouse: Path, sql: str) -> None:
    warehouse_of_the_caller = [1, 2, 3]
    before = _content(warehouse)
    with pytest.raises((QueryFailed, QueryRefused)):
        run(warehouse, sql.format(folder=warehouse.parent, path=warehouse))

    assert warehouse_of_the_caller
    assert _content(warehouse) == before
    assert not (warehouse.parent / "out.csv").exists()


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("from releas", 'Table with name releas does not exist! Did you mean "releases"?'),
        (
            "select versio from releases",
            'Referenced column "versio" not found in FROM clause! Candidate bindings: "version"',
        ),
        ("selec 1", 'syntax error at or near "selec"'),
        ("select 'x'::int", "Could not convert string 'x' to INT32"),
        (
            "from metric.change_lead_time('decade')",
            "There is no grain 'decade'; take day, week, month, quarter, year or all.",
        ),
    ],
)
def test_a_failure_is_one_sentence(warehouse: Path, sql: str, sentence: str) -> None:
    with pytest.raises(QueryFailed) as raised:
        run(warehouse, sql)
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)


def test_a_query_that_takes_too_long_or_too_much_is_stopped(warehouse: Path) -> None:
    with pytest.raises(QueryFailed, match=r"stopped after 0\.2 seconds"):
        run(
            warehouse,
            "select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = 7",
            seconds=0.2,
        )
    with pytest.raises(QueryFailed, match="more than 30 MB"):
        run(
            warehouse, "select max(x) from (select list(range) as x from range(50000000)) group by len(x)", memory_mb=30
        )


def test_all_settings_are_set_and_locked(warehouse: Path) -> None:
    expected = {
        "enable_external_access": "false", "lock_configuration": "true", "temp_directory": "",
        "autoload_known_extensions": "false", "autoinstall_known_extensions": "false",
        "allow_community_extensions": "false", "allow_persistent_secrets": "false", "threads": "2",
        "python_enable_replacements": "false", "TimeZone": "UTC",
    }  # fmt: skip
    with open_for_analyst(warehouse) as con:
        found = dict(con.execute("select name, value from duckdb_settings()").fetchall())
        with pytest.raises(duckdb.Error, match="locked"):
            con.execute("set threads = 1")

    assert {name: found[name] for name in expected} == expected


def test_it_does_not_share_an_instance_with_pages(tmp_path: Path) -> None:
    """Locked settings of a shared instance would reach the pages of the same process."""
    with Facts().service().publish(tmp_path) as snapshot:
        with pytest.raises(WarehouseUnreadable, match="open in this process"):
            run(snapshot.path, "select 1")
        assert len(snapshot.query("from services")) == 1


def test_no_warehouse_and_a_damaged_one_say_so(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="run `leadline sync`"):
        run(tmp_path / "none.duckdb", "select 1")
    (tmp_path / "bad.duckdb").write_bytes(b"x" * 10_000)
    with pytest.raises(WarehouseUnreadable, match="cannot be read"):
        run(tmp_path / "bad.duckdb", "select 1")
