"""Turns, limits and results, as the page and the command line have them."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard import exports
from metrics.errors import NoWarehouse, QueryFailed, QueryNotTaken, QueryRefused, QueryStopped, WarehouseUnreadable
from metrics.sandbox.limits import QUEUE, Limits
from metrics.sandbox.service import Query, Sandbox
from tests.metrics.sandbox.conftest import Place
from tests.metrics.sandbox.test_supervisor import ENDLESS


@pytest.fixture(scope="module")
def patient() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=30, rows=10)) as sandbox:
        yield sandbox


def rows(sandbox: Sandbox, place: Place, sql: str) -> list[dict[str, object]]:
    return sandbox.run(place.snapshot, sql).table.to_pylist()


def test_a_page_gets_its_rows_and_hears_that_there_are_more(patient: Sandbox, place: Place) -> None:
    """10 rows are shown: of 10 rows all, of 11 the first 10."""
    for count, is_truncated in ((0, False), (9, False), (10, False), (11, True), (100_000, True)):
        result = patient.run(place.snapshot, f"from range({count})")
        assert (result.table.num_rows, result.is_truncated) == (min(count, 10), is_truncated)
        assert result.table.column_names == ["range"]
    assert result.seconds < 10


def test_a_result_whose_rows_are_wide_is_cut_off_by_its_bytes(place: Place) -> None:
    with Sandbox(Limits(seconds=30, rows=100_000, page_mb=1)) as sandbox:
        result = sandbox.run(place.snapshot, "select repeat('x', 2000) as x from range(100000)")
        assert result.is_truncated
        assert 128 <= result.table.num_rows < 600
        with pytest.raises(QueryFailed, match="first rows alone are larger than 1 MB; select fewer columns"):
            sandbox.run(place.snapshot, "select repeat('x', 2000000) as x from range(10)")


def test_a_whole_result_is_streamed_and_one_that_is_too_large_says_so(place: Place) -> None:
    with Sandbox(Limits(seconds=30, rows=10, export_mb=1)) as sandbox:
        assert sandbox.run(place.snapshot, "from range(20000)", is_whole=True).table.num_rows == 20_000
        with sandbox.stream(place.snapshot, "select range as n from range(1000000)") as (schema, batches):
            assert schema.names == ["n"]
            seen = next(batches).num_rows
            said = r"larger than 1 MB, after [\d,]+ rows; ask for less, or raise export_mb"
            with pytest.raises(QueryFailed, match=said):
                list(batches)
        assert seen == 2_048


def test_a_slow_reader_is_not_taken_for_a_slow_query(place: Place) -> None:
    """The clock of 3 seconds runs while the jail is waited for, not while the reader looks at what came."""
    with Sandbox(Limits(seconds=3, export_mb=50)) as sandbox:
        sandbox.run(place.snapshot, "select 1")
        with sandbox.stream(place.snapshot, "select range as n from range(300000)") as (_, batches):
            seen = next(batches).num_rows
            time.sleep(3.6)
            seen += sum(batch.num_rows for batch in batches)
        assert seen == 300_000


def test_a_query_that_takes_too_long_or_too_much_is_stopped(place: Place) -> None:
    with Sandbox(Limits(seconds=0.5)) as hasty, pytest.raises(QueryStopped, match=r"stopped after 0\.5 seconds; ask for less"):
        hasty.run(place.snapshot, ENDLESS)
    with Sandbox(Limits(seconds=30, memory_mb=64)) as small, pytest.raises(QueryFailed, match="more than 64 MB"):
        small.run(place.snapshot, "select count(distinct md5(range::varchar)) from range(20000000)")


def test_a_place_is_that_of_the_text_as_it_was_typed(patient: Sandbox, place: Place) -> None:
    """Letters of two bytes, blanks before it, a second line."""
    with pytest.raises(QueryFailed) as raised:
        patient.run(place.snapshot, "  select 'ö',\n  'ö', versio from releases")
    assert (raised.value.line, raised.value.column) == (2, 8)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("from releas", 'Table with name releas does not exist! Did you mean "releases"? (line 1, column 6)'),
        ("select version,\n  jirra from tags", 'Referenced column "jirra" not found in FROM clause! Candidate bindings: '),
        ("selec 1", 'syntax error at or near "selec" (line 1, column 1)'),
        ("select 'ö', 'x'::int", "Could not convert string 'x' to INT32 (line 1, column 16)"),
        ("\n\n select ('x' || kind)::int from releases", "Could not convert string 'xmajor' to INT32 (line 3, column 22)"),
        ("from metric.change_lead_time('decade')", "There is no grain 'decade'; take day, week, month, quarter, year or all."),
        ("select error(chr(27) || 'x' || chr(10) || 'y')", "�x y"),
    ],
)  # fmt: skip
def test_a_failure_is_one_sentence_with_its_place(patient: Sandbox, place: Place, sql: str, sentence: str) -> None:
    with pytest.raises(QueryFailed) as raised:
        patient.run(place.snapshot, sql)
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)


def test_no_error_tells_where_the_snapshot_lies(patient: Sandbox, place: Place, tmp_path: Path) -> None:
    (tmp_path / "snap-000009.duckdb").write_bytes(b"x" * 10_000)
    for path, kind in ((tmp_path / "none.duckdb", NoWarehouse), (tmp_path / "snap-000009.duckdb", WarehouseUnreadable)):
        with pytest.raises(kind, match=f"{path.name}.*leadline sync") as raised:
            patient.run(path, "select 1")
        assert str(tmp_path) not in str(raised.value)
    for sql in (
        "from duckdb_databases()",
        "pragma database_list",
        "select current_setting('allowed_paths')",
        "from duckdb_settings()",
    ):
        with pytest.raises(QueryRefused) as refused:
            patient.run(place.snapshot, sql)
        assert str(place.snapshot.parent) not in str(refused.value)


def test_two_run_at_a_time_the_others_wait_their_turn_and_one_person_has_one(place: Place) -> None:
    with Sandbox(Limits(seconds=60, at_once=2)) as sandbox:
        queries = [sandbox.start(place.snapshot, ENDLESS, user=str(number)) for number in range(2 + QUEUE)]
        _until_in_line(queries, [0, 0, *range(1, QUEUE + 1)])

        with pytest.raises(QueryNotTaken, match="of yours is still running"):
            sandbox.start(place.snapshot, "select 1", user="0")
        with pytest.raises(QueryNotTaken, match="Too many queries are waiting"):
            sandbox.start(place.snapshot, "select 1", user="late")

        queries[4].cancel()
        queries[0].cancel()
        _until_in_line(
            [query for query in queries if query not in (queries[0], queries[4])], [0, 0, *range(1, QUEUE - 1)]
        )
        assert queries[0].wait(5)
        assert queries[4].wait(5)
        assert not queries[1].is_done
        mended = sandbox.start(place.snapshot, "select 1", user="0")
        for query in queries:
            query.cancel()
        assert mended.wait(20)
        assert mended.result().table.num_rows == 1


def _until_in_line(queries: list[Query], places: list[int]) -> None:
    end = time.monotonic() + 10
    while [query.place_in_line for query in queries] != places:
        assert time.monotonic() < end, [query.place_in_line for query in queries]
        time.sleep(0.02)


def test_a_newer_snapshot_is_read_by_the_next_query(patient: Sandbox, place: Place, tmp_path: Path) -> None:
    """Two snapshots in turn: each query opens the file it was given, and keeps nothing."""
    import duckdb

    for number in (1, 2):
        with duckdb.connect(str(tmp_path / f"snap-{number:06d}.duckdb")) as con:
            con.execute("create table t as select $number as n", {"number": number})
    asked = [patient.run(tmp_path / f"snap-00000{number}.duckdb", "from t").table.to_pylist() for number in (1, 2, 1)]

    assert asked == [[{"n": 1}], [{"n": 2}], [{"n": 1}]]


ODD = """
    select 170141183460469231731687303715884105727::hugeint as huge, 9007199254740993::hugeint as wide, sum(n) as total,
        340282366920938463463374607431768211455::uhugeint as unsigned, interval 3 day as span, '101'::bit as bits,
        '12:00:00+01'::timetz as at_zone, {'a': interval 1 day} as nested, union_value(num := 2) as either, 1::variant as any,
        'infinity'::timestamptz as never, 'a'::enum('a', 'b') as kind, 'x'::blob as bytes, [1, 2] as list, null as nothing,
        'nan'::double as no_number, 1.5::decimal(10, 2) as money, n as twice, n as twice
    from (select 1 as n) group by n
"""


def test_odd_types_keep_their_values(patient: Sandbox, place: Place) -> None:
    """9007199254740993 is the first whole number that a double cannot hold."""
    table = patient.run(place.snapshot, ODD).table
    cells = {name: exports.values(column)[0] for name, column in zip(table.column_names, table.columns, strict=True)}

    assert cells["wide"] == Decimal("9007199254740993")
    assert cells["huge"] == Decimal("170141183460469231731687303715884105727")
    assert cells["unsigned"] == "340282366920938463463374607431768211455"
    assert (cells["span"], cells["bits"], cells["at_zone"]) == ("3 days", "101", "12:00:00+01")
    assert cells["nested"] == "{'a': 1 day}"
    assert cells["never"] == "infinity"


def test_parquet_holds_wide_whole_numbers_exactly_and_every_type_at_all(patient: Sandbox, place: Place) -> None:
    table = patient.run(place.snapshot, ODD).table
    read = pq.read_table(io.BytesIO(exports.as_bytes(table, "parquet")))

    assert read.schema.field("wide").type == pa.decimal128(38, 0)
    assert read["wide"].to_pylist() == [Decimal("9007199254740993")]
    assert read["huge"].to_pylist() == [Decimal("170141183460469231731687303715884105727")]
    assert read.column_names[-2:] == ["twice", "twice_2"]


def test_order_is_kept_where_columns_become_text(patient: Sandbox, place: Place) -> None:
    found = rows(
        patient, place, "select (range % 7)::uhugeint as n from range(14) order by range % 7 desc, range limit 5"
    )

    assert [row["n"] for row in found] == ["6", "6", "5", "5", "4"]
