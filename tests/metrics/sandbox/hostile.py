"""Statements that mean harm, each with what the gate says of it and how it ends when there is no gate.

`{secret}` is a file beside the snapshot, `{folder}` a folder that can be written, `{snapshot}` the snapshot itself, `{port}` a
port on this machine that listens, `{pid}` a process that can be killed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Gate = Literal["refused", "failed", "passes"]
"""Not run; not understood; let through, so that the jail alone decides."""
End = Literal["error", "rows", "stopped", "memory"]
"""Ends in a sentence; gives rows, which hold nothing; is stopped by a clock; is ended for the memory it wants."""


@dataclass(frozen=True, slots=True)
class Hostile:
    kind: str
    sql: str
    gate: Gate
    jail: tuple[End, ...]
    """How it may end without a gate: which limit comes first depends on the machine."""
    is_slow: bool = False
    """It runs until a limit ends it."""

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.sql[:60]}"


def _of(kind: str, gate: Gate, jail: End | tuple[End, ...], *statements: str, is_slow: bool = False) -> list[Hostile]:
    ends = jail if isinstance(jail, tuple) else (jail,)
    return [Hostile(kind, sql, gate, ends, is_slow) for sql in statements]


CROSS: Final = "range(1000000000) as a, range(1000000000) as b"

STATEMENTS: Final[tuple[Hostile, ...]] = (
    # Files read.
    *_of(
        "read a file", "refused", "error",
        "from read_csv('{secret}')", "from read_text('{secret}')", "from read_blob('{secret}')", "from read_json('{secret}')",
        "from read_parquet('{secret}')", "from read_csv_auto('{secret}', all_varchar := true)", "from sniff_csv('{secret}')",
        "from glob('{folder}/*')", "from parquet_schema('{secret}')", "from parquet_kv_metadata('{secret}')",
        "select (select content from read_text('{secret}'))", "select * from main.read_text('{secret}')",
        "select * from system.main.read_text('{secret}')", 'from "read_text"(\'{secret}\')', "from READ_TEXT('{secret}')",
        "from read_text('/proc/self/environ')", "from read_duckdb('{snapshot}')", "from seq_scan('releases')",
        "with recursive r as (select 1 as n union all select n + 1 from r, read_text('{secret}') where n < 2) from r",
        "explain analyze select * from read_text('{secret}')", "summarize (from read_text('{secret}'))",
    ),
    *_of(
        "read a file by its name as a table", "passes", "error",
        "from '{secret}'", "from \"{secret}\"", "from '/etc/passwd'", "from '{folder}/*.csv'", "describe '{secret}'",
    ),
    # Files written.
    *_of(
        "write a file", "refused", "error",
        "copy (select 1) to '{folder}/out.csv'", "copy releases to '{folder}/out.parquet' (format parquet)",
        "with x as (copy (select 1) to '{folder}/out.csv') select 1",
        "select * from (with x as (copy (select 1) to '{folder}/out.csv') select 1)",
        "select 1 where exists (with x as (copy (select 1) to '{folder}/out.csv') select 1)",
        "with x as (copy (select '#!/bin/sh'::blob) to '{folder}/out' (format blob, use_tmp_file false)) from x",
        "explain analyze copy (select 1) to '{folder}/out.csv'", "export database '{folder}/out'",
        "pivot (with x as (copy (select 1) to '{folder}/out.csv') select 1 as a) on a",
    ),
    *_of(
        "destroy its own file", "refused", "error",
        "with x as (copy (select 'x'::blob) to '{snapshot}' (format blob, use_tmp_file false)) select 1",
        "copy (select 'x'::blob) to '{snapshot}' (format blob, use_tmp_file false)",
        "copy (select 'x'::blob) to '{snapshot}.wal' (format blob, use_tmp_file false)",
        "copy (select 'x'::blob) to '{snapshot}.wal.recovery' (format blob, use_tmp_file false)",
        "drop table releases", "delete from releases", "with d as (delete from releases returning *) select * from d",
        "with u as (update releases set version = 'x' returning *) from u", "insert into releases from releases",
        "with i as (insert into raw.services select * from raw.services returning *) from i", "truncate releases",
        "alter table releases add column x integer", "comment on table releases is 'x'", "create or replace view releases as select 1",
        "merge into releases using releases as r on true when matched then delete",
    ),
    *_of("tidying up its own file", "refused", "rows", "vacuum", "checkpoint", "force checkpoint", "from checkpoint()"),
    # Out of the database.
    *_of(
        "another database", "refused", "error",
        "attach '{folder}/other.duckdb'", "attach ':memory:' as m; create table m.t as select 1", "detach memory",
        "connect 'x'", "attach 'http://127.0.0.1:{port}/x.duckdb'",
        "copy from database memory to memory",
    ),
    *_of(
        "an extension", "refused", "error",
        "install httpfs", "load httpfs", "force install httpfs from 'http://127.0.0.1:{port}'", "load '{folder}/evil.duckdb_extension'",
        "update extensions", "from read_parquet('http://127.0.0.1:{port}/x.parquet')", "from read_csv('s3://bucket/x.csv')",
        "from read_text('https://127.0.0.1:{port}/x')", "from sqlite_scan('{secret}', 'x')",
    ),
    *_of("an address as a table", "passes", "error", "from 'http://127.0.0.1:{port}/x.csv'", "from 's3://bucket/x.parquet'"),
    *_of("a secret", "refused", "error", "create secret s (type s3, key_id 'x', secret 'y')", "drop secret s"),
    *_of("secrets listed", "refused", "rows", "from duckdb_secrets()"),
    *_of("secrets looked up", "refused", ("rows", "error"), "from which_secret('s3://x', 's3')"),
    # Settings.
    *_of(
        "a setting", "refused", "error",
        "set enable_external_access = true", "set lock_configuration = false", "reset lock_configuration",
        "set memory_limit = '100GB'", "set threads = 64", "set global temp_directory = '{folder}'",
        "set disabled_filesystems = ''", "set python_enable_replacements = true", "set max_execution_time = 0",
        "pragma enable_profiling", "set log_query_path = '{folder}/log'", "pragma memory_limit = '100GB'",
    ),
    *_of("a setting that is not locked", "refused", ("rows", "error"), "set search_path = 'raw'", "use raw", "set variable x = 1"),
    *_of(
        "what the server is", "refused", ("rows", "error"),
        "from duckdb_settings()", "select current_setting('secret_directory')", "from duckdb_databases()",
        "from duckdb_databases", "pragma database_list", "from pragma_database_list", "from pg_catalog.pg_settings",
        "select getenv('PATH')", "from duckdb_logs()", "call pragma_version()", "from pragma_storage_info('releases')",
        "pragma platform",
    ),
    # More than one, hidden, or as text.
    *_of(
        "several statements", "refused", ("rows", "error"),
        "select 1; select 2", "select 1;;select 2", "begin; select 1", "select 1; copy (select 1) to '{folder}/out.csv'",
        "select 1 /* ; */; drop table releases", "begin", "rollback",
    ),
    *_of("nothing", "refused", ("rows", "error"), "", ";", "-- nothing", "/* nothing */"),
    *_of(
        "text as SQL", "refused", ("rows", "error"),
        "from query('select 1')", "from query('copy (select 1) to ''{folder}/out.csv''')", "from query_table('releases')",
        "from query_table(['releases', '{secret}'])", "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))",
        "pragma json_execute_serialized_sql('x')", "prepare p as select 1", "execute p", "select json_serialize_plan('select 1')",
    ),
    *_of("parameters", "refused", "error", "select $1", "select ?", "select $name", "from read_text(?)"),
    *_of(
        "shadowing", "refused", ("rows", "error"),
        "create temp macro sum(x) as 42", "create temp table releases as select 1 as x", "create macro main.lower(x) as 'x'",
        "create temp view releases as select 1", "create type t as enum ('a')", "create sequence s",
    ),
    *_of(
        "tricks of text", "refused", "error",
        "select 1 from read_text\u00a0('{secret}')", "\ufeffcopy (select 1) to '{folder}/out.csv'",

        "/* select */ copy (select 1) to '{folder}/out.csv'", "COPY(SELECT 1)TO'{folder}/out.csv'",
        "select /*+ hint */ 1 from READ_TEXT /* */ ('{secret}')", "select \ud800",
        "select x.read_text() from (select '{secret}' as x) as t, read_text(t.x)",
    ),
    *_of("tricks that are harmless", "refused", "rows", "select '\0' from releases", "select '" + "x" * 30_000 + "'"),
    *_of(
        "tricks of syntax", "failed", "error",
        "with glob as (select 1) from glob('{folder}/*')", "co\u200bpy (select 1) to '{folder}/out.csv'",
        "select 1 from (copy releases to '{folder}/out.csv')", "with x as (merge into releases using releases on true) from x",
        "selec 1", "select + from", "select 'unclosed",
    ),
    *_of(
        "the program around it", "passes", "error",
        "from request", "from con", "from duckdb", "select * from df",
    ),
    *_of(
        "the program around it, by function", "refused", "error",
        "from pandas_scan(1)", "from arrow_scan(1, 2, 3)", "from python_map_function(1)",
    ),
    *_of("a log", "refused", ("rows", "error"), "select write_log('x')", "call enable_logging('QueryLog')", "from enable_profiling()"),
    # Time.
    *_of("waiting", "refused", "stopped", "select sleep_ms(60000)", "select pg_sleep(60)", is_slow=True),
    *_of("waiting by row", "refused", "stopped", "select sleep_ms(100) from range(1000)", is_slow=True),
    *_of(
        "distances of long texts", "refused", "stopped",
        "select levenshtein(repeat('a', 200000), repeat('b', 200000))",
        "select damerau_levenshtein(repeat('ab', 20000), repeat('ba', 20000))",
        "select jaro_winkler_similarity(repeat('ab', 400000), repeat('ba', 400000))", is_slow=True,
    ),
    *_of(
        "endless", "passes", ("stopped", "memory"),
        f"select count(*) from {CROSS} where a.range + b.range = 7",
        "with recursive r as (select 1 as n union all select n + 1 from r) select max(n) from r",
        "select count(*) from range(100000000) t(x) where regexp_matches(repeat(x::varchar, 100), '(a*)*b')",
        "from generate_series(1, 1000000000000) as t(n) where n < 0",
        f"explain analyze select count(*) from {CROSS} where a.range + b.range = 7",
        "select sum(sqrt(range) ** 1.1) from range(100000000000)",
        "select max(md5(range::varchar)) from range(100000000000)", is_slow=True,
    ),
    *_of(
        "planning", "passes", ("stopped", "memory", "error", "rows"),
        "select " + ", ".join(["1+1"] * 3_900), "select 1 where " + " or ".join(["1=2"] * 2_400), is_slow=True,
    ),
    *_of(
        "planning without end", "refused", ("stopped", "memory", "error", "rows"),
        "select " + ", ".join(["1+1"] * 30_000), "from " + ", ".join(f"range(9) t{n}" for n in range(1_200)), is_slow=True,
    ),
    *_of(
        "nesting", "failed", "error",
        "select " + "+".join(["1"] * 9_900), "select " + "(" * 5_000 + "1" + ")" * 5_000, "select " + "[" * 4_000 + "]" * 4_000,
    ),
    *_of("a pivot of very many", "passes", ("stopped", "memory", "error"), "pivot (from range(90000)) on range using count(*)", is_slow=True),
    # Memory.
    *_of(
        "memory", "passes", ("stopped", "memory", "error"),
        "select lpad('x', 2000000000, 'y')", "select length(rpad('x', 2000000000, 'y'))", "select repeat('x', 2000000000)",
        "select count(*) from (select repeat('x', 1000000 + (range % 2)::int) as r from range(1000000)) group by r",
        "select list_transform(range(100000000), lambda x: x + 1)", "select list(range) from range(500000000)",
        "select regexp_replace(repeat('a', 50000000), '(a)', '\\1\\1\\1\\1', 'g')",
        "select string_agg(repeat('x', 1000), '') from range(2000000)",
        "select array_agg(range) over (order by range) from range(100000)",
        "select count(distinct x) from (select md5(range::varchar) || repeat('y', 100) as x from range(20000000))",
        "select * from (select range as a from range(10000000)) order by random()",
        "select printf('%2000000000d', 1)", "select format('{{:>2000000000}}', 1)", "select bitstring('1', 2000000000)",
        "select histogram(range) from range(50000000)", is_slow=True,
    ),
    *_of(
        "output", "passes", ("rows", "error", "stopped", "memory"),
        "from range(10000000000)", "select repeat('x', 100000) from range(100000)", "select " + ", ".join(f"{n} as c{n}" for n in range(1_200)),
        "select repeat('x', 30000000)",
        "select repeat(chr(27) || '[2J', 10)", is_slow=True,
    ),
)  # fmt: skip
