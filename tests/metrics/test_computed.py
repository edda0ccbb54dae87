"""Tables that Python computes at the end of a build: made, filled, commented on, fingerprinted, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from metrics import computations, definitions, macros
from metrics.build import build
from metrics.computed import Bound, Column, Computation, Facts, Row, Table, ordered
from metrics.errors import DefinitionBroken
from metrics.settings import MetricSettings
from tests.support.raw_rows import NOW, instant
from tests.support.raw_rows import Facts as RawFacts
from tests.support.template import SCHEMA

SPANS = Table(
    "release_spans",
    "One row per release that is out, with how long ago that was.",
    {
        "release_id": Column("varchar", "Release."),
        "released_at": Column("timestamptz", "When it came out."),
        "age_days": Column("double", "Days since then."),
        "ages_seen": Column("double[]", "Every age that a build saw, oldest first."),
    },
)
SEEN = Table(
    "seen_spans",
    "One row per release and build that saw it.",
    {"release_id": Column("varchar", "Release."), "age_days": Column("double", "Days since it came out, then.")},
    is_kept=True,
)


def spans(facts: Facts, settings: MetricSettings, now: datetime) -> dict[str, list[Row]]:
    seen: dict[str, list[float]] = {}
    for row in facts["kept"].rows():
        seen.setdefault(row["release_id"], []).append(row["age_days"])
    ages = {row["release_id"]: (now - row["released_at"]).total_seconds() / 86400 for row in facts["releases"].rows()}
    at = {row["release_id"]: row["released_at"] for row in facts["releases"].rows()}
    return {
        "release_spans": [
            {"release_id": name, "released_at": at[name], "age_days": age, "ages_seen": [*seen.get(name, []), age]}
            for name, age in ages.items()
        ],
        "seen_spans": [{"release_id": name, "age_days": age} for name, age in ages.items()],
    }


RELEASES = "select release_id, released_at from releases where is_released order by release_id"
BY_AGE = Computation(
    "spans", 1, (SPANS, SEEN),
    {"releases": RELEASES, "kept": "select release_id, age_days from meta.seen_spans order by release_id, age_days"},
    spans,
)  # fmt: skip


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of ingest, so that no template is copied whose build these definitions would only drop."""
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'Asia/Tokyo'")
        con.execute(SCHEMA)
        yield con


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        RawFacts().build(con)
        yield con


@pytest.fixture
def releases_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Definitions that change are made anew, which takes seconds for all of them: here the releases and what they read."""
    models = definitions.read("models")
    needed = {"releases"}
    for model in reversed(definitions.ordered(models)):
        if model.name in needed:
            needed |= definitions.tables_read(model.sql) & models.keys()
    few = {"models": {name: models[name] for name in needed}, "queries": definitions.read("queries")}
    few["aggregates"] = definitions.read("aggregates")
    monkeypatch.setattr(definitions, "read", lambda folder: few.get(folder, {}))
    monkeypatch.setattr(macros, "statements", list)
    monkeypatch.setattr(computations, "COMPUTATIONS", ())


OF_THE_PRODUCT = computations.COMPUTATIONS
SMALL = pytest.mark.usefixtures("releases_alone")


def compute(monkeypatch: pytest.MonkeyPatch, *these: Computation) -> None:
    monkeypatch.setattr(computations, "COMPUTATIONS", these)


def compute_too(monkeypatch: pytest.MonkeyPatch, *these: Computation) -> None:
    """Beside those of the product, whose tables its metrics read."""
    compute(monkeypatch, *OF_THE_PRODUCT, *these)


def two_releases() -> RawFacts:
    facts = RawFacts().service().commit("a", at="2026-06-01", shipped_in="1.0.0")
    facts.commit("b", at="2026-06-02", shipped_in="1.1.0")
    return facts.tag("v1.0.0", on="a", at="2026-06-21 12:00").tag("v1.1.0", on="b", at="2026-06-30 12:00")


@SMALL
def test_a_computed_table_is_made_in_the_build_with_its_comments(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    NOW is 1 July, 12:00     1.0.0 of 21 June is 10 days old, 1.1.0 of 30 June 1 day
    The session's zone is Tokyo's; instants reach the function in UTC and stand in the table as they were.
    """
    compute(monkeypatch, BY_AGE)
    report = two_releases().build(con)

    rows = con.execute("select release_id, age_days, epoch(released_at) from release_spans order by all").fetchall()
    assert rows == [
        ("payments/1.0.0", 10.0, instant("2026-06-21 12:00").timestamp()),
        ("payments/1.1.0", 1.0, instant("2026-06-30 12:00").timestamp()),
    ]
    assert {("release_spans", 2), ("seen_spans", 2)} <= {(table.name, table.row_count) for table in report.tables}
    comments = con.execute("select column_name, comment from duckdb_columns() where table_name = 'release_spans'")
    assert dict(comments.fetchall()) == {name: column.comment for name, column in SPANS.columns.items()}
    [(comment,)] = con.execute("select comment from duckdb_tables() where table_name = 'release_spans'").fetchall()
    assert comment == SPANS.comment


@SMALL
def test_a_kept_table_outlives_the_build_and_the_others_are_remade(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    build     1 July    2 July
    1.0.0     10        10, 11
    1.1.0     1         1, 2
    """
    compute(monkeypatch, BY_AGE)
    two_releases().build(con)
    build(con, MetricSettings(), now=datetime(2026, 7, 2, 12, tzinfo=UTC))

    rows = con.execute("select release_id, ages_seen from release_spans order by all").fetchall()
    assert rows == [("payments/1.0.0", [10.0, 11.0]), ("payments/1.1.0", [1.0, 2.0])]
    assert con.execute("select count(*) from meta.seen_spans").fetchall() == [(4,)]


@SMALL
def test_a_kept_table_gets_the_columns_that_a_newer_version_adds(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = replace(SEEN, columns={"release_id": SEEN.columns["release_id"]})
    first = replace(BY_AGE, tables=(older,), reads={"releases": RELEASES}, compute=lambda facts, *_: {
        "seen_spans": [{"release_id": row["release_id"]} for row in facts["releases"].rows()]
    })  # fmt: skip
    compute(monkeypatch, first)
    two_releases().build(con)
    compute(monkeypatch, replace(BY_AGE, reads={"releases": RELEASES, "kept": "select 1 where false"}))
    build(con, MetricSettings(), now=NOW)

    rows = con.execute("select * from meta.seen_spans order by all").fetchall()
    assert rows == [
        ("payments/1.0.0", 10.0), ("payments/1.0.0", None), ("payments/1.1.0", 1.0), ("payments/1.1.0", None),
    ]  # fmt: skip


def test_a_computation_may_read_macros_others_tables_and_what_the_first_answers_name(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later one is listed first; it reads the other's table, then one metric by the id that its first answer tells."""
    told = Table("told", "One row.", {"oldest": Column("double", "Days."), "value": Column("double", "A metric's.")})
    later = Computation(
        "later", 1, (told,),
        {"oldest": "select max(age_days) as days from release_spans", "named": "select 'service' as breakdown"},
        lambda facts, *_: {
            "told": [{"oldest": facts["oldest"].rows()[0]["days"], "value": max(row["value"] for row in facts["metric"].rows())}]
        },
        reads_then=lambda facts: {
            "metric": Bound("from metric.deployment_gap('all', $by)", {"by": facts["named"].rows()[0]["breakdown"]})
        },
    )  # fmt: skip
    compute_too(monkeypatch, later, BY_AGE)
    two_releases().build(con)

    assert con.execute("from told").fetchall() == [(10.0, 9.0)]


@pytest.mark.parametrize("name", [one.name for one in computations.COMPUTATIONS])
def test_an_empty_warehouse_gives_empty_tables(empty: duckdb.DuckDBPyConnection, name: str) -> None:
    [one] = [one for one in computations.COMPUTATIONS if one.name == name]

    assert [empty.execute(f"from {table.full_name}").fetchall() for table in one.tables] == [[] for _ in one.tables]


def test_the_fingerprint_of_the_definitions_tells_the_version_of_a_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {definitions.fingerprint(MetricSettings())}
    for one in (BY_AGE, replace(BY_AGE, version=2), replace(BY_AGE, reads={"releases": RELEASES})):
        compute_too(monkeypatch, one)
        seen.add(definitions.fingerprint(MetricSettings()))

    assert len(seen) == 4
    compute_too(monkeypatch, BY_AGE)
    assert definitions.fingerprint(MetricSettings()) in seen


@SMALL
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reads": {"releases": "select nothing from releases", "kept": "select 1"}}, "Computation spans does not fit .*nothing"),
        ({"compute": lambda *_: 1 / 0}, r"Computation spans failed on the facts at hand \(ZeroDivisionError: .*report it"),
        ({"compute": lambda *_: {"release_spans": []}}, "returns the tables release_spans, not release_spans, seen_spans"),
        (
            {"compute": lambda *_: {"release_spans": [{"age": 1}], "seen_spans": []}},
            r"row of main\.release_spans and its columns differ in: age, age_days, ages_seen, release_id, released_at",
        ),
    ],
)  # fmt: skip
def test_a_computation_that_does_not_fit_is_named(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], sentence: str
) -> None:
    compute(monkeypatch, replace(BY_AGE, **change))
    with pytest.raises(DefinitionBroken, match=sentence):
        two_releases().build(con)

    left = con.execute("select count(*) from duckdb_tables() where schema_name = 'main'").fetchall()
    assert left == [(0,)], "a failed build leaves no half of it"


def test_computations_that_read_each_other_are_refused_by_name() -> None:
    one = replace(BY_AGE, name="one", tables=(replace(SPANS, name="a"),), reads={"b": "from b"})
    two = replace(BY_AGE, name="two", tables=(replace(SPANS, name="b"),), reads={"a": "from a"})

    with pytest.raises(DefinitionBroken, match="Computations read each other in a ring: "):
        ordered([one, two], definitions.tables_read)
