"""What a model says that it is empty without: that holds, and leaving the model out is the same as filling it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from metrics import computations, definitions, macros
from metrics.build import BuildReport, _empty, build
from metrics.definitions import Definition, read
from metrics.errors import BuildFailed
from metrics.settings import Freeze, MetricSettings
from tests.support.emptiness import must_be_empty, parsed
from tests.support.random_company import company
from tests.support.raw_rows import BOB, NOW, Facts, sha_of
from tests.support.template import SCHEMA, open_copy

MODELS = {name: model for name, model in read("models").items() if not model.is_view}
VIEWS = {name: model.sql for name, model in read("models").items() if model.is_view}
NEEDING = sorted(name for name, model in MODELS.items() if model.needs)
SETTINGS = MetricSettings(
    allowed_commits=("*work*",), freezes=(Freeze("year's end", date(2026, 3, 1), date(2026, 3, 9)),)
)
COUNTED = [name for name in MODELS if name != "rules"]  # The rules tell which build it was.


def _rich() -> Facts:
    """A company of every source, with what chance does not make: approvals, steps of a runsheet and causes told by feeds."""
    facts = company(3, services=3)
    service, version, commit = next((tag.service, tag.version, tag.on) for tag in facts.tags if tag.service and tag.on)
    key = facts.issues[0].key
    for number, about in enumerate(({"issue_key": key}, {"sha": sha_of(str(commit))}, {"version": version})):
        facts.row(
            "raw.feed_approvals", feed="cab", approval_id=f"{number}", service=service, approver=BOB[0], decision="approved",
            decided_at="2026-03-01", **about,
        )  # fmt: skip
    facts.row(
        "raw.feed_runsheet_steps", feed="run", service=service, version=version, step_number=1, title="Go", state="done"
    )
    facts.row(
        "raw.feed_incidents", feed="pager", incident_id="told", service=service, opened_at="2026-06-01", caused_by=version,
        title="Down",
    )  # fmt: skip
    return facts


def _alone(path: Path) -> duckdb.DuckDBPyConnection:
    """So few rows are no work to share out among threads."""
    return duckdb.connect(path, config={"threads": 1})


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of all sources, before its first build."""
    path = tmp_path_factory.mktemp("landed") / "rich.duckdb"
    with open_copy(path) as con:
        _rich().land(con)
    return path


@pytest.fixture(scope="module")
def filled(landed: Path) -> Path:
    """The same after it."""
    path = landed.with_name("filled.duckdb")
    shutil.copy(landed, path)
    with _alone(path) as con:
        build(con, SETTINGS, now=NOW)
    return path


@pytest.fixture(scope="module")
def con(filled: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = filled.with_name("asked.duckdb")
    shutil.copy(filled, path)
    with _alone(path) as con:
        yield con


def _row_count(con: duckdb.DuckDBPyConnection, source: str) -> int:
    [(count,)] = con.execute(f"select count(*) from {source}").fetchall()
    return int(count)


def _read_by(sql: str) -> set[str]:
    """The tables that a query reads, through views as well."""
    tree = parsed(sql)
    steps = {step.alias for step in tree.find_all(exp.CTE)}
    found = {f"{table.db}.{table.name}".lstrip(".") for table in tree.find_all(exp.Table) if table.name} - steps
    return found.union(*(_read_by(VIEWS[name]) for name in found & VIEWS.keys())) - VIEWS.keys()


def test_the_line_of_the_header_is_no_comment_and_names_groups() -> None:
    assert read("models")["failure_rungs"].needs == (
        ("deployment_core", "rollbacks"),
        ("rollbacks", "reverts", "troubles"),
    )
    assert read("models")["rules"].needs == ()
    for folder in ("models", "queries", "audits"):
        for name, one in read(folder).items():
            assert "Empty without" not in " ".join([one.comment, *one.columns.values()])
            assert not one.needs or name in NEEDING


def test_needs_are_tables_that_the_model_reads(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select case schema_name when 'main' then '' else schema_name || '.' end || table_name from duckdb_tables()"
    )
    tables = {name for (name,) in found.fetchall()}
    for name in NEEDING:
        needed = {table for group in MODELS[name].needs for table in group}

        assert (name, needed - tables) == (name, set())
        assert (name, needed - _read_by(MODELS[name].sql)) == (name, set())


@pytest.mark.parametrize("name", NEEDING)
def test_a_model_is_empty_without_each_group_that_it_names(con: duckdb.DuckDBPyConnection, name: str) -> None:
    assert _row_count(con, name) > 0
    for group in MODELS[name].needs:
        con.begin()
        for table in group:
            con.execute(f"delete from {table}")
        left = _row_count(con, f"({MODELS[name].sql}\n)")
        con.rollback()

        assert (group, left) == (group, 0)


@pytest.mark.parametrize("name", NEEDING)
def test_it_must_be_by_the_structure_of_its_query(name: str) -> None:
    for group in MODELS[name].needs:
        assert must_be_empty(MODELS[name].sql, group, VIEWS)
        for one in group if len(group) > 1 else ():
            assert not must_be_empty(MODELS[name].sql, set(group) - {one}, VIEWS), f"{one} is one too many"


@pytest.mark.parametrize(
    ("sql", "is_empty"),
    [
        ("select x from a", True),
        ("select x from b", False),
        ("select 1 as x", False),
        ("select count(*) as n from a", False),
        ("select 1 + max(x) as n from a", False),
        ("select 1 as x from a having count(*) < 9", False),
        ("select 1 as x from a order by count(*)", False),
        ("select no_such_function(x) as n from a", False),
        ("select count(*) over () as n from a", True),
        ("select x, count(*) as n from a group by x", True),
        ("select count(*) as n from a group by all", False),
        ("select x, count(*) as n from a group by rollup (x)", False),
        ("select x, count(*) as n from a group by cube (x)", False),
        ("select x, count(*) as n from a group by grouping sets ((x), ())", False),
        ("select count(*) as n from a group by ()", False),
        ("select x from b left join a using (x)", False),
        ("select x from a left join b using (x)", True),
        ("select x from b right join a using (x)", True),
        ("select x from a right join b using (x)", False),
        ("select x from a full join b using (x)", False),
        ("select x from a full join a as c using (x)", True),
        ("select x from b semi join a using (x)", True),
        ("select x from b anti join a using (x)", False),
        ("select b.x from b cross join a", True),
        ("select b.x from b, a", True),
        ("select x from b where x in (select x from a)", False),
        ("select x from a union all select x from b", False),
        ("select x from a union select x from a", True),
        ("select x from a except select x from b", True),
        ("select x from b except select x from a", False),
        ("with a as (select 1 as x) select x from a", False),
        ("with s as (select x from a) select x from s join b using (x)", True),
        ("with s as (select max(x) as x from a) select x from s", False),
        ("with recursive s as (select x from a union all select s.x from s join b using (x)) select x from s", True),
        ("with recursive s as (select x from b union all select s.x from s join a using (x)) select x from s", False),
        ("with recursive s as (select x from a union all select x from b) select x from s", False),
        ("select x from seen_a", True),
        ("select x from seen_b", False),
        ("select x from (select x from a) as named", True),
        ("select x from raw.a", False),
    ],
)  # fmt: skip
def test_the_proof_itself_tells_what_duckdb_does(sql: str, is_empty: bool) -> None:
    """a is empty, b and raw.a are not. What is proven must be so; what is not proven may still be empty by its conditions."""
    views = {"seen_a": "select x from a", "seen_b": "select x from a union all select x from b"}
    with duckdb.connect() as con:
        con.execute(
            "create table a (x integer); create table b as select 1 as x; create schema raw; create table raw.a as from b"
        )
        con.execute("create macro no_such_function(x) as max(x)")
        con.execute(";".join(f"create view {name} as {query}" for name, query in views.items()))
        row_count = _row_count(con, f"({sql})")

    assert must_be_empty(sql, {"a"}, views) == is_empty
    assert row_count == 0 or not is_empty


def _digests(con: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """How many rows and their digest, whatever their order, by table."""
    asked = [f"select '{name}' as name, count(*), sum(hash(line)) from {name} as line" for name in COUNTED]
    return {name: rest for name, *rest in con.execute(" union all ".join(asked)).fetchall()}


def _take(con: duckdb.DuckDBPyConnection, sources: tuple[str, ...]) -> None:
    found = con.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
    for name in (name for (name,) in found if name.startswith(sources)):
        con.execute(f"delete from raw.{name}")


def _told(report: BuildReport) -> dict[str, int | None]:
    return {table.name: table.row_count for table in report.tables}


def test_a_rebuild_of_git_alone_is_a_first_build_that_leaves_no_model_out(
    landed: Path, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most models are empty without Jira, feeds and journal; what they held when those were there is gone as well."""
    # What is computed is filled whatever it reads, and takes most of the time.
    monkeypatch.setattr("metrics.build._compute", lambda *_: [])
    told: list[str] = []
    shutil.copy(filled, tmp_path / "rebuilt.duckdb")
    with _alone(tmp_path / "rebuilt.duckdb") as con:
        _take(con, ("jira", "feed", "journal"))
        report = _told(build(con, SETTINGS, now=NOW, progress=told.append))
        rebuilt = _digests(con)

    assert {*read("models")} <= {*told}
    thorough = {name: replace(model, needs=()) for name, model in read("models").items()}
    monkeypatch.setattr(definitions, "read", lambda folder: thorough if folder == "models" else read(folder))
    shutil.copy(landed, tmp_path / "fresh.duckdb")
    with _alone(tmp_path / "fresh.duckdb") as con:
        _take(con, ("jira", "feed", "journal"))
        assert _told(build(con, SETTINGS, now=NOW)) == report
        assert _digests(con) == rebuilt


@pytest.fixture
def two_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot be run, and one that needs it."""
    needs = (("raw.services", "raw.feed_versions"), ("raw.git_tags",))
    first = Definition("first", "select error('was run') as x from meta.builds", "First.", {"x": "X."}, False, needs)
    second = Definition(
        "second", "select error('was run') as x from first", "Second.", {"x": "X."}, False, (("first",),)
    )
    few = {"models": {"first": first, "second": second}, "queries": read("queries"), "aggregates": read("aggregates")}
    monkeypatch.setattr(definitions, "read", lambda folder: few.get(folder, {}))
    monkeypatch.setattr(macros, "statements", list)
    monkeypatch.setattr(computations, "COMPUTATIONS", ())


def test_a_model_is_run_only_when_each_group_has_rows(two_models: None) -> None:
    """
    services   versions of feeds   tags   first             second
    none       none                none   0 rows, not run   0 rows, not run
    1          none                none   0, no tag         0
    1          1                   none   0, no tag         0
    none       none                1      0, neither        0
    1          none                1      is run            first comes before it
    none       1                   1      is run            first comes before it
    """
    service, version, tag = "raw.services (service)", "raw.feed_versions (written)", "raw.git_tags (tag_name)"
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        for rows in ((), (service,), (service, version), (tag,)):
            _insert(con, rows)
            assert _told(build(con, SETTINGS, now=NOW)) == {"first": 0, "second": 0}
        for rows in ((service, tag), (version, tag)):
            _insert(con, rows)
            with pytest.raises(BuildFailed, match=r"Model first could not be built: .*was run"):
                build(con, SETTINGS, now=NOW)


def _insert(con: duckdb.DuckDBPyConnection, rows: tuple[str, ...]) -> None:
    """One row into each of these tables, and none into the others."""
    con.execute("delete from raw.services; delete from raw.feed_versions; delete from raw.git_tags")
    for row in rows:
        con.execute(f"insert into {row} values ('x')")


def test_the_estimate_by_which_tables_are_emptied_misses_no_rows(tmp_path: Path) -> None:
    """It may count rows that are gone. Every step is committed; the warehouse is closed and opened again between some."""
    steps = (
        "insert into t select range from range(5)", "update t set x = x + 1", "delete from t where x > 1", "delete from t",
        "checkpoint", "insert into t values (1)", "reopen", "begin; delete from t; insert into t values (7); commit",
        "begin; delete from t; rollback", "insert into t select range from range(130000)", "update t set x = -x", "reopen",
        "delete from t where x <> 7", "checkpoint", "reopen", "update t set x = 8", "delete from t", "insert into t values (2)",
    )  # fmt: skip
    con = duckdb.connect(tmp_path / "t.duckdb")
    con.execute("create table t (x integer)")
    for step in steps:
        if step == "reopen":
            con.close()
            con = duckdb.connect(tmp_path / "t.duckdb")
        else:
            con.execute(step)
        [(estimate,)] = con.execute("select estimated_size from duckdb_tables()").fetchall()
        assert estimate >= _row_count(con, "t"), step
    con.close()


def test_nothing_is_taken_out_of_a_new_warehouse_and_everything_of_a_filled_one(
    landed: Path, filled: Path, tmp_path: Path
) -> None:
    """A checkpoint would write the facts out of the log of what was landed."""
    for path, is_written in ((landed, False), (filled, True)):
        shutil.copy(path, tmp_path / path.name)
        with duckdb.connect(tmp_path / path.name) as con:
            con.execute("insert into meta.sources (source) values ('late')")
            log = tmp_path / f"{path.name}.wal"
            _empty(con)
            assert is_written == (not log.exists() or log.stat().st_size == 0)
            assert {_row_count(con, table) for table in MODELS} == {0}
