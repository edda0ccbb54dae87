"""What the gate lets through, in which words it says no, and that it knows every function of the engine."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from metrics.errors import QueryFailed, QueryRefused
from metrics.sandbox import gate
from metrics.sandbox.functions import FUNCTIONS, OPERATORS, REFUSED, why_refused
from metrics.sandbox.session import open_for_analyst
from tests.metrics.sandbox.conftest import Place

READING = (
    "from releases", "select version from releases where released_at >= '2026-01-01';", "values (1), (2)", "table releases",
    "-- a remark\nwith r as (from releases) select count(*) from r", "from metric.change_lead_time('month', 'service')",
    "from METRIC.Change_Lead_Time(grain := 'week')", "from metric.change_lead_time_rows()", "from release_scope_on(date '2026-01-01')",
    "describe releases", "show tables", "show all tables", "summarize releases", "summarize select 1 as x",
    "explain select 1", "explain analyze from releases", "explain (format json) select 1", "explain (select 1)",
    "/* a */ explain /* b */ analyze -- c\n select 1", "explain with r as (select 1) from r",
    "pivot releases on kind using count(*) group by line", "from (pivot releases on kind in ('final', 'candidate') using count(*))",
    "pivot releases on kind using count(*), max(released_at) group by line", "unpivot (select 1 as a, 2 as b) on a, b",
    "pivot (select * from metric.change_lead_time_rows()) on service using median(amount)",
    "with recursive r as (select 1 as n union all select n + 1 from r where n < 3) from r",
    "select count(*) filter (where kind = 'final') over (partition by line order by released_at) from releases",
    "select version, row_number() over w from releases window w as (order by released_at)",
    "select list_transform([1, 2], lambda x: x + 1), [x + 1 for x in [1, 2]], {'a': 1}.a, map {'k': 1}['k'], 'abc'[1:2]",
    "select case when true then 1 else 2 end, coalesce(null, 1), 1 between 0 and 2, 'a' like 'a%', 'a' similar to 'a', not true",
    "select date_trunc('month', released_at), extract(year from released_at), released_at at time zone 'UTC' from releases",
    "select cast('1' as integer), try_cast('x' as integer), '1'::hugeint, interval 3 day, date '2026-01-01', timestamptz '2026-01-01'",
    "select * exclude (kind) replace (upper(version) as version) from releases", "select columns('v.*') from releases",
    "from releases as r asof join tags as t on r.released_at >= t.tagged_at", "from releases positional join tags",
    "select quantile_cont(amount, 0.5), mode(line), arg_max(line, amount), string_agg(subject, ', ') from metric.change_lead_time_rows()",
    "select version from releases qualify row_number() over (order by released_at) = 1", "from releases limit 10 % offset 1",
    "select grouping(kind), count(*) from releases group by rollup (kind)", "from releases tablesample 10%",
    "select kind, unnest([1, 2]) from releases", "from unnest([1, 2]) as t(x)", "from range(3)", "from generate_series(1, 3)",
    "select json_extract('{\"a\": 1}', '$.a'), '{\"a\": 1}' ->> 'a'", "select regexp_extract('PAY-1', '[A-Z]+')",
    "select exists (from releases), 1 in (select 1), (select max(version) from releases)", "select current_date, now(), today()",
    "select position('a' in 'ba'), substring('abc' from 2 for 1), trim(both 'x' from 'xax'), overlay('abc' placing 'x' from 2)",
    "from releases union all by name from releases", "from releases intersect from releases", "select 1 where 1 is distinct from 2",
    "from duckdb_columns()", "from information_schema.tables", "from duckdb_tables() where schema_name = 'main'", "select version()",
    "select 'a' collate nocase = 'A'", "select 2 ** 3, 5 // 2, 5 % 2, 1 << 2, ~1, 'a' || 'b', 4 !", "select random(), uuid()",
)  # fmt: skip


@pytest.fixture(scope="module")
def con(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_for_analyst(place.snapshot, seconds=20, memory_mb=512) as con:
        yield con


def test_what_analysts_write_goes_through_and_runs(con: duckdb.DuckDBPyConnection) -> None:
    said = {}
    for sql in READING:
        try:
            con.sql(gate.checked(con, sql)).fetchall()
        except (QueryRefused, QueryFailed, duckdb.Error) as error:
            said[sql] = str(error)

    assert said == {}


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("select 1,\n  sleep_ms(9)", "The function sleep_ms may not be called: it only waits. (line 2, column 3)"),
        (
            "explain select\n glob('x')",
            "The function glob may not be called: files are out of reach. (line 2, column 2)",
        ),
        (
            "pivot releases on glob(kind)",
            "The function glob may not be called: files are out of reach. (line 1, column 19)",
        ),
        ("select 1; select 2", "Give one statement, not 2."),
        ("select $since", "Parameters are not filled in here; write the value itself in place of `?` or `$name`."),
        (
            "with d as (delete from releases returning *) from d",
            "The warehouse is read-only; a statement that would delete is not run, in a `with` neither.",
        ),
        ("x" * 20_001, "The query is longer than 20,000 characters."),
        (
            "drop table releases",
            "Only one statement that reads is run: select, from, with, values, describe, show, summarize, pivot, explain.",
        ),
    ],
)
def test_it_says_no_in_one_sentence_with_the_place(con: duckdb.DuckDBPyConnection, sql: str, sentence: str) -> None:
    with pytest.raises(QueryRefused) as raised:
        gate.checked(con, sql)
    assert str(raised.value) == sentence


PIECES = (
    "select", "from", "releases", "with x as", "(", ")", "1", "'a'", ",", "where", "copy", "delete", "returning", "*", ";", "--", "/*",
    "*/", "explain", "analyze", "pivot", "on", "using", "read_text", "glob", "$1", "?", '"', "'", "\0", "\u202e", "é", "\n", ".", "::",
    "insert into", "attach", "set", "describe", "union all", "values", "lambda x: x", "[", "]", "{", "}", "order by", "limit", "metric",
)  # fmt: skip


@given(
    pieces=strategies.lists(strategies.sampled_from(PIECES), max_size=25), glue=strategies.sampled_from([" ", "", "\n"])
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_it_is_given_it_decides(con: duckdb.DuckDBPyConnection, pieces: list[str], glue: str) -> None:
    """It lets through only what calls no forbidden function and writes nothing; anything else is refused or failed."""
    sql = glue.join(pieces)
    try:
        statement = gate.checked(con, sql)
    except (QueryRefused, QueryFailed):
        return
    kinds = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI)
    assert statement.type in kinds
    assert len(con.extract_statements(sql)) == 1


def test_every_function_of_the_engine_is_decided_on(con: duckdb.DuckDBPyConnection) -> None:
    """An upgrade of DuckDB that brings functions fails here until each is allowed or refused with a reason."""
    known = con.execute(
        "select distinct function_name from duckdb_functions() where internal and function_type != 'pragma'"
    ).fetchall()
    undecided = [
        name for (name,) in known if why_refused(name) == "it is not among those that are known to only compute"
    ]

    assert undecided == []
    assert (FUNCTIONS | OPERATORS) & REFUSED.keys() == set()


def test_functions_that_are_allowed_exist(con: duckdb.DuckDBPyConnection) -> None:
    known = {name for (name,) in con.execute("select function_name from duckdb_functions()").fetchall()}

    assert FUNCTIONS - known - {"->"} == set()


def test_settings_are_set_and_locked(con: duckdb.DuckDBPyConnection) -> None:
    expected = {
        "enable_external_access": "false", "lock_configuration": "true", "temp_directory": "", "max_temp_directory_size": "0 bytes",
        "autoload_known_extensions": "false", "autoinstall_known_extensions": "false", "allow_community_extensions": "false",
        "allow_persistent_secrets": "false", "threads": "2", "python_enable_replacements": "false", "TimeZone": "UTC",
        "python_scan_all_frames": "false", "enable_external_file_cache": "false",
        "allow_extension_repositories": "forbidden",
    }  # fmt: skip
    found = dict(con.execute("select name, value from duckdb_settings()").fetchall())

    assert {name: found[name] for name in expected} == expected
    with pytest.raises(duckdb.Error, match="locked"):
        con.execute("set threads = 1")
