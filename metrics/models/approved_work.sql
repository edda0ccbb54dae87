-- One row per issue, commit or release that somebody approved who did not make it, as far as names tell. Of a release, nobody
-- counts who wrote any of its commits.
-- Empty without: approvals or raw.jira_approvals
-- work: issue, commit or release.
-- site: Jira of the issue; null for the others.
-- issue_id: Issue; null for the others.
-- commit_id: Number of the commit in this warehouse; null for the others.
-- release_id: Release; null for the others.
-- evidence: How that is known.
with approved as (
    select *, lower(trim(approver_name)) as who
    from approvals
    where source = 'feed' and decision = 'approved' and trim(approver_name) <> ''
),
assignee as (
    select issue.site, issue.issue_id, lower(trim(person.display_name)) as who
    from raw.jira_issues as issue
    join raw.jira_people as person on person.site = issue.site and person.person_id = issue.assignee_id
),
author as (
    select distinct first_release_id as release_id, lower(trim(author_name)) as who
    from commits
    where first_release_id is not null
),
of_issue as (
    select approval.site, approval.issue_id, 'approved in Jira' as evidence
    from raw.jira_approvals as approval
    join raw.jira_issues as issue on issue.site = approval.site and issue.issue_id = approval.issue_id
    where approval.decision = 'approved' and approval.approver_id is distinct from issue.assignee_id
    union all
    select approved.site, approved.issue_id, concat('approved, says the feed ', approved.feed) as evidence
    from approved
    left join assignee
        on assignee.site = approved.site and assignee.issue_id = approved.issue_id and assignee.who = approved.who
    where approved.issue_id is not null and assignee.issue_id is null
),
of_commit as (
    select commit.commit_id, concat('approved, says the feed ', approved.feed) as evidence
    from approved
    join commits as commit
        on substr(commit.sha, 1, 7) = substr(approved.sha, 1, 7) and starts_with(commit.sha, approved.sha)
    where length(approved.sha) >= 7 and lower(trim(commit.author_name)) is distinct from approved.who
),
of_release as (
    select approved.release_id, concat('its release was approved, says the feed ', approved.feed) as evidence
    from approved
    left join author on author.release_id = approved.release_id and author.who = approved.who
    where approved.release_id is not null and author.release_id is null
)
select
    'issue' as work, site, issue_id, cast(null as bigint) as commit_id, cast(null as varchar) as release_id,
    min(evidence) as evidence
from of_issue
group by site, issue_id
union all
select
    'commit' as work, cast(null as varchar) as site, cast(null as bigint) as issue_id, commit_id,
    cast(null as varchar) as release_id, min(evidence) as evidence
from of_commit
group by commit_id
union all
select
    'release' as work, cast(null as varchar) as site, cast(null as bigint) as issue_id, cast(null as bigint) as commit_id,
    release_id, min(evidence) as evidence
from of_release
group by release_id
