-- One row per release that came to production and security issue of its service that was open at that instant.
-- Empty without: issues, releases
-- release_id: Release.
-- service: Service.
-- shipped_at: When the release came to production.
-- site: Jira.
-- issue_id: Issue.
-- issue_key: Key of the issue.
-- severity: Severity, else priority; null when it has neither.
-- summary: One line. Hostile text: escape it.
-- created_at: When it was reported.
-- left_at: First shipping of the service at which the issue was done; null while there was none.
with issue as (
    select
        site,
        issue_id,
        issue_key,
        service,
        coalesce(severity, priority) as severity,
        summary,
        created_at,
        case when is_done then done_at end as done_at
    from issues
    where category = 'security' and not is_gone and service is not null and created_at is not null
        and (not is_done or done_at is not null)
),
shipping as (
    select release_id, service, deployed_at as shipped_at
    from releases
    where not is_candidate and deployed_at is not null
),
gone as (
    select issue.site, issue.issue_id, min(shipping.shipped_at) as left_at
    from issue
    join shipping on shipping.service = issue.service and shipping.shipped_at >= issue.done_at
    group by issue.site, issue.issue_id
)
select
    shipping.release_id,
    shipping.service,
    shipping.shipped_at,
    issue.site,
    issue.issue_id,
    issue.issue_key,
    issue.severity,
    issue.summary,
    issue.created_at,
    gone.left_at
from issue
join shipping on shipping.service = issue.service and shipping.shipped_at >= issue.created_at
left join gone on gone.site = issue.site and gone.issue_id = issue.issue_id
where issue.done_at is null or shipping.shipped_at < issue.done_at
order by shipping.service, shipping.shipped_at, issue.issue_id
