-- One row per kind of source that ever told something. What needs another kind says which, instead of a number.
-- kind: git, jira, deployments, incidents, tests, approvals, runsheet, freezes or people.
select distinct kind
from (
    select 'git' as kind from raw.git_repositories
    union all
    select 'jira' as kind from read_projects
    union all
    select kind from raw.feed_files
    union all
    select 'deployments' as kind from told_deployments
    union all
    select 'incidents' as kind from incidents where source = 'feed'
    union all
    select 'tests' as kind from raw.feed_test_runs
    union all
    select 'approvals' as kind from raw.feed_approvals
    union all
    select 'freezes' as kind from freezes
    union all
    select 'people' as kind from meta.journal
) as every_kind
where kind is not null
