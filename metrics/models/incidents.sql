-- One row per incident: an issue of the types or priorities that the settings name, that Jira still shows.
-- incident_id: Identity: site and issue.
-- issue_key: Key of the issue.
-- issue_id: Issue.
-- site: Jira.
-- service: Service it hurt, as far as its project, component or commits tell; null when nothing does.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- summary: One line. Hostile text: escape it.
-- opened_at: When it began: the start people entered, else the creation of the issue.
-- resolved_at: When it was resolved; null while it is open.
-- hours_open: From the one to the other; null while it is open or when they are out of order.
-- severity: Severity, else nothing.
-- priority: Priority.
-- status: Status now.
-- components: Names of its components.
-- affects_versions: Names of the versions in which its trouble is.
-- is_open: It is not resolved.
with dated as (
    select
        issue.*,
        coalesce(raw_issue.started_at, issue.created_at) as opened_at,
        coalesce(issue.resolved_at, issue.done_at) as ended_at
    from issues as issue
    join raw.jira_issues as raw_issue on raw_issue.site = issue.site and raw_issue.issue_id = issue.issue_id
    where issue.category = 'incident' and not issue.is_gone
)
select
    concat(site, '/', issue_id) as incident_id,
    issue_key,
    issue_id,
    site,
    service,
    team,
    product,
    summary,
    opened_at,
    ended_at as resolved_at,
    case when ended_at >= opened_at then epoch(ended_at - opened_at) / 3600 end as hours_open,
    severity,
    priority,
    status,
    components,
    affects_versions,
    ended_at is null and not is_done as is_open
from dated
order by opened_at, issue_key
