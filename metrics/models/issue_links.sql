-- One row per commit, service of its repository, and issue known to Jira that its message names, by any key it has or had.
-- Empty without: raw.git_issue_keys, raw.jira_issue_keys
-- commit_id: Number of the commit in this warehouse.
-- service: Service; null when the repository belongs to none.
-- site: Jira.
-- issue_id: Issue.
-- matched_key: The key as written.
-- is_own_revert: The commit reverts a commit of the same issue, so it is no part of that work.
with known_key as (
    select
        issue_key,
        min_by(site, (not is_current, site, issue_id)) as site,
        min_by(issue_id, (not is_current, site, issue_id)) as issue_id
    from raw.jira_issue_keys
    group by issue_key
),
named as (
    select
        issue_key.commit_id,
        known_key.site,
        known_key.issue_id,
        min(issue_key.issue_key) as matched_key
    from raw.git_issue_keys as issue_key
    join known_key on known_key.issue_key = issue_key.issue_key
    group by issue_key.commit_id, known_key.site, known_key.issue_id
),
own_revert as (
    select distinct revert.commit_id, reverted.site, reverted.issue_id
    from raw.git_reverts as revert
    join named as reverted on reverted.commit_id = revert.reverted_id
)
select
    named.commit_id,
    member.service,
    named.site,
    named.issue_id,
    named.matched_key,
    own_revert.commit_id is not null as is_own_revert
from named
join raw.git_commits as commit on commit.commit_id = named.commit_id
join raw.git_repositories as repository on repository.repository_id = commit.repository_id
left join raw.service_repositories as member on member.repository = repository.repository
left join own_revert
    on own_revert.commit_id = named.commit_id
    and own_revert.site = named.site
    and own_revert.issue_id = named.issue_id
order by named.commit_id
