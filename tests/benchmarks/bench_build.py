"""Building the models over long histories. `make bench` prints the figures.

Goal: linear from 0.1 to 1 million commits within 1.3 x; under 500 bytes of warehouse a commit.
"""

from datetime import UTC, datetime

import duckdb
import pytest

from metrics.build import build
from metrics.settings import MetricSettings
from tests.benchmarks.measuring import report, seconds_of
from tests.support.template import SCHEMA

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FIRST_COMMIT = 1_262_304_000
RELEASE_EVERY = 300
_FACTS = f"""
insert into raw.services values ('svc', 'team', 'product', null, []);
insert into raw.service_repositories values ('svc', 'repo');
insert into raw.git_repositories values (1, 'repo', '/x', 'sha1', 'main', 'f', getvariable('n'), 0, null, now(), now());
insert into meta.sources values ('repo', 'git', '/x', 'ok', null, timestamptz '2026-11-20', timestamptz '2026-11-20',
    timestamptz '2026-11-19');
insert into raw.git_people select i, 1, 'Person ' || i, 'p' || i || '@example.com' from range(1000) as t(i);
insert into raw.git_commits select i, 1, unhex(sha256('c' || i)[1:40]), (hash(i) % 1000)::bigint,
    (hash(i // 3) % 1000)::bigint, {FIRST_COMMIT} + i * getvariable('step') - (hash(i) % 100000)::bigint, 0,
    {FIRST_COMMIT} + i * getvariable('step'), 60, case when i % 10 = 0 then 2 else 1 end, false
    from range(getvariable('n')) as t(i);
insert into raw.git_messages select i, 'PAY-' || (i // 2) || ': ' || md5('m' || i) || chr(10) || repeat('text ', 60), 350
    from range(getvariable('n')) as t(i);
insert into raw.git_trailers select i, 'reviewers', 'Person ' || (hash(i * 5) % 1000) || ' <p@example.com>'
    from range(getvariable('n')) as t(i) where i % 2 = 0;
insert into raw.git_issue_keys select i, 'PAY-' || (i // 2) from range(getvariable('n')) as t(i);
insert into raw.git_reverts select i + 50, sha256('c' || i)[1:40], i from range(0, getvariable('n') - 60, 200) as t(i);
insert into raw.git_branch_commits select 1, i from range(getvariable('n')) as t(i);
insert into raw.git_tags select 1, 'v' || i, 'commit', 'x', (i + 1) * {RELEASE_EVERY} - 1, true, null,
    {FIRST_COMMIT} + (i + 1) * {RELEASE_EVERY} * getvariable('step'), 0, 'release'
    from range(getvariable('n') // {RELEASE_EVERY}) as t(i);
insert into raw.git_service_tags select i + 1, 'svc', 1, 'v' || i, null, (i // 50) || '.' || ((i % 50) // 5) || '.' || (i % 5),
    printf('%08d', i), (i // 50) || '.' || ((i % 50) // 5), case when i % 5 = 0 then 'minor' else 'patch' end, false, null,
    false, i, i, case when i > 0 then i end, 'line', {RELEASE_EVERY}, {RELEASE_EVERY}, {RELEASE_EVERY}
    from range(getvariable('n') // {RELEASE_EVERY}) as t(i);
insert into raw.git_first_shipped select 'svc', i, i // {RELEASE_EVERY} + 1, i // {RELEASE_EVERY} + 1,
    i // {RELEASE_EVERY} + 1, i from range(getvariable('n') // {RELEASE_EVERY} * {RELEASE_EVERY}) as t(i);
"""


@pytest.fixture(scope="module")
def per_commit(tmp_path_factory):
    """Seconds of a build and bytes of the warehouse, per commit, by length of history."""
    return {n: _measured(tmp_path_factory.mktemp("build") / f"{n}.duckdb", n) for n in (100_000, 1_000_000)}


def _measured(path, commits):
    con = duckdb.connect()
    con.execute(f"attach '{path}' as warehouse (row_group_size 16384, block_size 65536); use warehouse")
    con.execute(SCHEMA)
    con.execute(f"set variable n = {commits}; set variable step = {530_000_000 // commits}")
    con.execute(_FACTS)
    build(con, MetricSettings(), now=NOW)
    seconds = seconds_of(lambda: build(con, MetricSettings(), now=NOW))
    con.execute("checkpoint warehouse")
    con.close()
    return seconds / commits, path.stat().st_size / commits


def test_a_build_is_linear_in_the_length_of_the_history(per_commit):
    short, long = per_commit[100_000], per_commit[1_000_000]
    report("build of 1,000,000 commits", long[0] * 1e6, "s", "none stated")
    report("build per commit, 1 M / 0.1 M commits", long[0] / short[0], "x", "<= 1.3")
    assert long[0] / short[0] < 4


def test_the_warehouse_is_small(per_commit):
    for commits, (_, size) in per_commit.items():
        report(f"warehouse with models, {commits:,} commits", size, "bytes a commit", "< 500")
        assert size < 500
