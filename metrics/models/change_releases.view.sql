-- One row per change and release that ships any of its commits first: a backport or a cherry-pick adds a release to an issue.
-- change_id: Change (changes), unique within a service.
-- service: Service.
-- release_id: Release.
-- shipped_at: When the release first came to production; null when it did not, or cannot be placed in time.
-- is_first: It is the release that first shipped the change.
-- commit_count: Commits of the change that it ships first.
-- site: Jira of the issue; null when unlinked.
-- issue_id: Issue; null when unlinked.
with shipped as (
    select
        issue.issue_key as change_id,
        commit.service,
        commit.first_release_id as release_id,
        linked.release_id as first_release_id,
        link.site,
        link.issue_id,
        count(*) as commit_count
    from issue_links as link
    join commits as commit on commit.commit_id = link.commit_id and commit.service = link.service
    join linked_changes as linked
        on linked.site = link.site and linked.issue_id = link.issue_id and linked.service = link.service
    join raw.jira_issues as issue on issue.site = link.site and issue.issue_id = link.issue_id
    where not link.is_own_revert and commit.first_release_id is not null
    group by issue.issue_key, commit.service, commit.first_release_id, linked.release_id, link.site, link.issue_id
    union all
    select
        commit.sha as change_id,
        commit.service,
        commit.first_release_id as release_id,
        commit.first_release_id,
        cast(null as varchar) as site,
        cast(null as bigint) as issue_id,
        1 as commit_count
    from commits as commit
    where not commit.is_merge and not commit.is_linked and commit.service is not null and commit.first_release_id is not null
)
select
    shipped.change_id,
    shipped.service,
    shipped.release_id,
    release.deployed_at as shipped_at,
    shipped.release_id = shipped.first_release_id as is_first,
    shipped.commit_count,
    shipped.site,
    shipped.issue_id
from shipped
join releases as release on release.release_id = shipped.release_id
