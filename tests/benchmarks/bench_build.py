"""Building the models over long histories and the Jira beside them. `make bench` prints the figures.

Goal: linear from 0.1 to 1 million commits, with an issue for each five and ten transitions an issue, within 1.3 x; under 500 bytes
of warehouse a commit, what a Jira takes aside.
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
insert into raw.services values ('svc', 'team', 'product', null, ['PAY']);
insert into raw.service_repositories values ('svc', 'repo');
insert into raw.git_repositories values (1, 'repo', '/x', 'sha1', 'main', 'f', getvariable('n'), 0, null, now(), now());
insert into meta.sources values ('repo', 'git', '/x', 'ok', null, timestamptz '2026-11-20', timestamptz '2026-11-20',
    timestamptz '2026-11-19');
insert into raw.git_people select i, 1, 'Person ' || i, 'p' || i || '@example.com' from range(1000) as t(i);
insert into raw.git_commits select i, 1, unhex(sha256('c' || i)[1:40]), (hash(i) % 1000)::bigint,
    (hash(i // 3) % 1000)::bigint, {FIRST_COMMIT} + i * getvariable('step') - (hash(i) % 100000)::bigint, 0,
    {FIRST_COMMIT} + i * getvariable('step'), 60, case when i % 10 = 0 then 2 else 1 end, false
    from range(getvariable('n')) as t(i);
insert into raw.git_messages select i, 'PAY-' || (i // 5) || ': ' || md5('m' || i) || chr(10) || repeat('text ', 60), 350
    from range(getvariable('n')) as t(i);
insert into raw.git_trailers select i, 'reviewers', 'Person ' || (hash(i * 5) % 1000) || ' <p@example.com>'
    from range(getvariable('n')) as t(i) where i % 2 = 0;
insert into raw.git_issue_keys select i, 'PAY-' || (i // 5) from range(getvariable('n')) as t(i);
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
_JIRA = f"""
set variable issues = getvariable('n') // 5;
insert into raw.jira_sites (site, url, kind) values ('jira', 'https://jira.example.com', 'cloud');
insert into raw.jira_projects (site, project_id, project_key, name) values ('jira', 1, 'PAY', 'Pay');
insert into raw.jira_statuses values ('jira', '0', 'To Do', 'new', null), ('jira', '1', 'In Progress', 'indeterminate', null),
    ('jira', '2', 'In Review', 'indeterminate', null), ('jira', '3', 'Testing', 'indeterminate', null), ('jira', '4', 'Done', 'done', null);
insert into raw.jira_versions select 'jira', i, 1, (i // 50) || '.' || ((i % 50) // 5) || '.' || (i % 5),
    (i // 50) || '.' || ((i % 50) // 5) || '.' || (i % 5), printf('%08d', i), (i // 50) || '.' || ((i % 50) // 5),
    case when i % 5 = 0 then 'minor' else 'patch' end, false, '', null,
    cast(to_timestamp({FIRST_COMMIT} + (i + 1) * {RELEASE_EVERY} * getvariable('step')) as date), true, false, i, null, null
    from range(getvariable('n') // {RELEASE_EVERY}) as t(i);
insert into raw.jira_version_snapshots select version.site, version.version_id, 1, version.name, null,
    version.release_on - cast(seen as integer), false, false, version.release_on - cast(20 * (seen + 1) as integer), null
    from raw.jira_versions as version, range(2) as t(seen);
insert into raw.jira_issues (site, issue_id, issue_key, project_id, summary, issue_type, is_subtask, status_id, status, priority,
    created_at, updated_at, labels, fix_version_ids, affects_version_ids, component_ids, history_state)
    select 'jira', i, 'PAY-' || i, 1, 'Do ' || md5('s' || i),
    case when i % 100 = 0 then 'Incident' when i % 7 = 0 then 'Bug' else 'Story' end, false, '4', 'Done',
    case when i % 3 = 0 then 'High' else 'Low' end, to_timestamp({FIRST_COMMIT} + (i * 5 - 200) * getvariable('step')), now(), [],
    [i * 5 // {RELEASE_EVERY}], case when i % 100 = 0 then [greatest(i * 5 // {RELEASE_EVERY} - 1, 0)] else [] end, [], 'complete'
    from range(getvariable('issues')) as t(i);
insert into raw.jira_issue_keys select site, issue_id, issue_key, true from raw.jira_issues;
insert into raw.jira_transitions select 'jira', i, i * 10 + move, 0,
    to_timestamp({FIRST_COMMIT} + (i * 5 - 200) * getvariable('step') + move * 3600), 'ann', 'status', 'status',
    (move % 4)::varchar, ['To Do', 'In Progress', 'In Review', 'Testing'][move % 4 + 1],
    case when move = 9 then '4' else ((move + 1) % 4)::varchar end,
    case when move = 9 then 'Done' else ['To Do', 'In Progress', 'In Review', 'Testing'][(move + 1) % 4 + 1] end
    from range(getvariable('issues')) as t(i), range(10) as m(move);
insert into raw.jira_links select 'jira', i, i * 100, 'inward', 'Problem/Incident', 'is caused by', i * 100 - 30, 'PAY-' || (i * 100 - 30)
    from range(1, getvariable('issues') // 100, 3) as t(i);
insert into raw.jira_approvals select 'jira', i * 10, 'a' || i, 'CAB', 'boss', 'approved',
    to_timestamp({FIRST_COMMIT} + i * 50 * getvariable('step')), to_timestamp({FIRST_COMMIT} + i * 50 * getvariable('step') + 7200)
    from range(getvariable('issues') // 10) as t(i);
"""


@pytest.fixture(scope="module")
def per_commit(tmp_path_factory):
    """Seconds of a build and bytes of the warehouse, per commit, by length of history, git alone and with its Jira."""
    folder = tmp_path_factory.mktemp("build")
    return {
        (n, jira): _measured(folder / f"{n}{len(jira)}.duckdb", n, jira)
        for n in (100_000, 1_000_000) for jira in ("", _JIRA)
    }


def _measured(path, commits, jira):
    con = duckdb.connect()
    con.execute(f"attach '{path}' as warehouse (row_group_size 16384, block_size 65536); use warehouse")
    con.execute(SCHEMA)
    con.execute(f"set variable n = {commits}; set variable step = {530_000_000 // commits}")
    con.execute(_FACTS + jira)
    build(con, MetricSettings(), now=NOW)
    seconds = seconds_of(lambda: build(con, MetricSettings(), now=NOW))
    con.execute("checkpoint warehouse")
    con.close()
    return seconds / commits, path.stat().st_size / commits


def test_a_build_is_linear_in_the_length_of_the_history(per_commit):
    for what, jira in (("git", ""), ("git and Jira", _JIRA)):
        short, long = per_commit[100_000, jira], per_commit[1_000_000, jira]
        report(f"build of 1,000,000 commits, {what}", long[0] * 1e6, "s", "none stated")
        report(f"build per commit, 1 M / 0.1 M commits, {what}", long[0] / short[0], "x", "<= 1.3")
        assert long[0] / short[0] < 4


def test_the_warehouse_is_small(per_commit):
    for (commits, jira), (_, size) in per_commit.items():
        report(f"warehouse with models, {commits:,} commits{', with Jira' if jira else ''}", size, "bytes a commit", "< 500")
        assert jira or size < 500
