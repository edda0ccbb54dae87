"""Every model, query and audit binds to the tables that ingest makes, carries comments, and is in the catalogue."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import ErrorLevel

from metrics import definitions
from metrics.build import build
from metrics.catalog import METRICS, NEEDED_SOURCES, companions, headline
from metrics.computations import COMPUTATIONS
from metrics.definitions import Definition, columns_of, ordered, read, tables_read, told_columns
from metrics.errors import DefinitionBroken
from metrics.peers import PEERS
from metrics.settings import MetricSettings
from tests.support.raw_rows import NOW, Facts, instant
from tests.support.template import SCHEMA

FOLDERS = ("models", "queries", "audits", "functions")


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse without a single fact."""
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        build(con, MetricSettings(), now=NOW)
        yield con


@pytest.mark.parametrize(
    "name", [*(m for m in read("models") if m != "severities"), *(f"audit.{name}" for name in read("audits"))]
)
def test_models_and_audits_bind_and_are_empty_without_facts(con: duckdb.DuckDBPyConnection, name: str) -> None:
    rows = con.execute(f"from {name}").fetchall()

    if name == "working_days":
        assert len(rows) > 10_000
    else:
        assert len(rows) == (1 if name in ("rules", "planning_rules", "working_rules") else 0)


@pytest.mark.parametrize("metric_id", METRICS)
def test_metrics_bind_and_say_nothing_without_facts(con: duckdb.DuckDBPyConnection, metric_id: str) -> None:
    [(start, group, value, low, high, size, _, reason)] = con.execute(f"from metric.{metric_id}()").fetchall()

    assert (start, group, value, low, high, size) == (None, "all", None, None, None, 0)
    missing = [NEEDED_SOURCES[kind] for kind in METRICS[metric_id].needs if kind in NEEDED_SOURCES]
    assert reason == (missing[0] if missing else METRICS[metric_id].nothing)
    # Each grain is bound by one metric in five: the grain is a value, and binding takes most of the time.
    grain = ("day", "week", "month", "quarter", "year")[[*METRICS].index(metric_id) % 5]
    assert con.execute(f"from metric.{metric_id}('{grain}', 'service', '2026-01-01', '2026-02-01')").fetchall() == []
    assert con.execute(f"from metric.{metric_id}_rows()").fetchall() == []


def test_queries_and_catalogue_name_each_other() -> None:
    assert set(read("queries")) == {metric.query for metric in METRICS.values()} | set(PEERS)
    assert {metric.aggregate for metric in METRICS.values()} | {peer.aggregate for peer in PEERS.values()} | {
        "frame",
        "rows",
        "rows_as_of",
        "rows_working",
        "events",
        "per_week",
    } == set(read("aggregates"))


def test_each_companion_stands_beside_a_metric_of_its_own() -> None:
    assert {metric.companion_of for metric in METRICS.values() if metric.companion_of} <= {m.id for m in headline()}
    assert [metric.id for metric in companions("change_lead_time")] == [
        "change_lead_time_p85",
        "change_lead_time_authored",
        "change_lead_time_issue",
        "change_lead_time_working",
    ]


def test_entries_of_the_catalogue_are_sentences_and_settings_exist() -> None:
    known = set(MetricSettings().as_texts())
    for metric in METRICS.values():
        assert metric.meaning.endswith(".")
        assert metric.nothing.endswith(".")
        assert metric.limits is None or metric.limits.endswith(".")
        assert set(metric.settings) <= known


def test_each_table_and_column_carries_a_comment(con: duckdb.DuckDBPyConnection) -> None:
    """Schema raw and the rest of meta are ingest's to comment; here they come along."""
    silent = con.execute("""
        select schema_name || '.' || table_name from duckdb_tables() where comment is null and not internal
        union all select schema_name || '.' || view_name from duckdb_views() where comment is null and not internal
        union all select schema_name || '.' || table_name || '.' || column_name from duckdb_columns()
            where comment is null and not internal
        union all select schema_name || '.' || function_name from duckdb_functions()
            where comment is null and schema_name = 'metric'
    """).fetchall()

    assert silent == []


def test_audits_share_their_columns(con: duckdb.DuckDBPyConnection) -> None:
    for name in read("audits"):
        columns = con.execute(f"describe audit.{name}").fetchall()
        assert [column for column, *_ in columns] == ["audit", "subject", "service", "what", "what_to_do"]
        assert {kind for _, kind, *_ in columns} == {"VARCHAR"}


def test_models_come_after_what_they_read() -> None:
    names = [model.name for model in ordered(read("models"))]

    for first, later in (
        ("rules", "tags"),
        ("tags", "commits"),
        ("commits", "releases"),
        ("failures", "deployments"),
        ("releases", "issues"),
    ):
        assert names.index(first) < names.index(later)


def _branches(tree: sqlglot.exp.Query) -> list[sqlglot.exp.Query]:
    """The selects whose rows a query returns: several for a union."""
    if isinstance(tree, sqlglot.exp.SetOperation):
        return [*_branches(tree.left), *_branches(tree.right)]
    return [tree]


def _is_null(column: sqlglot.exp.Expr) -> bool:
    value = column.unalias()
    return isinstance(value.this if isinstance(value, sqlglot.exp.Cast) else value, sqlglot.exp.Null)


def test_what_a_query_reads_and_returns_is_what_a_parser_says() -> None:
    files = {(folder, name): one.sql for folder in FOLDERS for name, one in read(folder).items()}
    asked = {(one.name, name): sql for one in COMPUTATIONS for name, sql in one.reads.items()}
    for name, sql in {**files, **asked}.items():
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        steps = {step.alias for step in tree.find_all(sqlglot.exp.CTE)}
        tables = {table.name for table in tree.find_all(sqlglot.exp.Table) if table.name and not table.db} - steps
        told = {column.alias_or_name for part in _branches(tree) for column in part.selects if not _is_null(column)}

        assert (name, tables_read(sql)) == (name, tables)
        assert (name, columns_of(sql)) == (name, set(tree.named_selects))
        assert (name, told_columns(sql)) == (name, told)


def test_models_that_read_each_other_are_refused_by_name() -> None:
    ring = {name: Definition(name, f"select * from {other}", "", {}, False) for name, other in (("a", "b"), ("b", "a"))}

    with pytest.raises(DefinitionBroken, match="Models read each other in a ring: "):
        ordered(ring)


def test_the_sql_is_kept_to_what_sqlglot_carries_to_spark() -> None:
    for folder in FOLDERS:
        for definition in read(folder).values():
            assert sqlglot.transpile(definition.sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)


def test_a_model_that_does_not_fit_its_tables_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"odd": Definition("odd", "select no_such_column from raw.services", "Odd.", {"x": "y"}, False)}
    monkeypatch.setattr(definitions, "read", lambda folder: broken if folder == "models" else {})
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        with pytest.raises(DefinitionBroken, match=r"Model odd does not fit the tables it reads: .*no_such_column"):
            build(con, MetricSettings(), now=NOW)


def test_a_header_that_forgets_a_column_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = {"odd": Definition("odd", "select service from raw.services", "Odd.", {}, False)}
    monkeypatch.setattr(definitions, "read", lambda folder: silent if folder == "models" else {})
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        with pytest.raises(DefinitionBroken, match=r"header of main\.odd and its columns differ in: service"):
            build(con, MetricSettings(), now=NOW)


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> object:
    """How many rows and their digest, whatever their order."""
    return con.execute(f"select count(*), sum(hash(line)) from {table} as line").fetchall()


def test_building_twice_changes_nothing_but_the_build() -> None:
    with duckdb.connect() as con:
        facts = (
            Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-02")
        )
        first = facts.build(con)
        tables = [table.name for table in first.tables if table.row_count is not None and table.name != "rules"]
        kept = {table.name: table.full_name for one in COMPUTATIONS for table in one.tables}
        tables = [kept.get(name, name) for name in tables]
        before = {name: _rows(con, name) for name in tables}
        second = build(con, MetricSettings(), now=NOW)

        assert {name: _rows(con, name) for name in tables} == before
        assert (first.build_id, second.build_id) == (1, 2)
        assert (
            first.definitions_fingerprint == second.definitions_fingerprint == definitions.fingerprint(MetricSettings())
        )
        assert con.execute("select count(*) from meta.definitions").fetchall() == [(len(METRICS),)]


def test_a_build_of_the_same_definitions_fills_what_is_there_and_another_makes_it_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A table that is made anew loses what a person remarked on it; one that is filled keeps it."""

    def remark() -> str | None:
        [(found,)] = con.execute("select comment from duckdb_tables() where table_name = 'commits'").fetchall()
        return str(found)

    with duckdb.connect() as con:
        facts = (
            Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-02")
        )
        facts.build(con)
        con.execute("comment on table commits is 'seen'; update commits set subject = 'stale'")
        build(con, MetricSettings(hotfix_days=3), now=NOW)

        assert remark() == "seen"
        assert con.execute("select distinct subject = 'stale' from commits").fetchall() == [(False,)]
        assert con.execute("select count(*) from audit.import_dated_tags").fetchall() == [(0,)]

        monkeypatch.setattr(definitions, "shape", lambda: "another")
        build(con, MetricSettings(), now=NOW)

        assert remark() == read("models")["commits"].comment
        assert con.execute("select digest from meta.build_shape").fetchall() == [("another",)]


def test_a_program_that_writes_other_sql_makes_everything_anew(tmp_path: Path) -> None:
    shutil.copytree(definitions.FOLDER, tmp_path / "one", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    with (tmp_path / "other" / "macros.py").open("a") as program:
        program.write("# another version")

    same, one, other = (definitions.package_digest(folder) for folder in (definitions.FOLDER, tmp_path / "one", tmp_path / "other"))

    assert same == one
    assert one != other


def test_what_an_older_version_left_in_the_builds_schemas_goes() -> None:
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        con.execute("create table left_over as select 1 as x; create view left_view as from left_over")
        con.execute("create schema audit; create view audit.old as select 1 as x")
        build(con, MetricSettings(), now=NOW)
        names = con.execute("select table_name from information_schema.tables where table_schema in ('main', 'audit')")

        computed = {table.name for one in COMPUTATIONS for table in one.tables if not table.is_kept}
        assert {name for (name,) in names.fetchall()} == {*read("models"), *read("audits"), *computed}


def test_a_setting_that_changes_a_number_makes_a_new_revision_with_its_date() -> None:
    """
    build   observation days   change_failure_rate   change_lead_time
    1       14                 1.0                   1.0
    2       30                 1.1                   1.0
    3       14                 1.0 again             1.0
    """
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        seen = []
        for days, day in ((14, "2026-01-01"), (30, "2026-01-02"), (14, "2026-01-03")):
            build(con, MetricSettings(observation_days=days), now=instant(day))
            current = con.execute(
                "select metric_id, version, strftime(first_built_at, '%d') from meta.definitions where is_current"
            )
            rows = {metric_id: (version, day) for metric_id, version, day in current.fetchall()}
            assert len(rows) == len(METRICS)
            seen.append((rows["change_failure_rate"], rows["change_lead_time"]))

    assert seen == [(("1.0", "01"), ("1.0", "01")), (("1.1", "02"), ("1.0", "01")), (("1.0", "01"), ("1.0", "01"))]


def test_a_failed_build_leaves_no_half_of_it() -> None:
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        con.execute("drop table raw.git_tags")
        with pytest.raises(DefinitionBroken, match="git_tags"):
            build(con, MetricSettings(), now=NOW)

        assert con.execute("select count(*) from duckdb_tables() where schema_name = 'main'").fetchall() == [(0,)]
