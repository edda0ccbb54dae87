-- One row per thing that may show that a deployment failed: an incident of a Jira or a feed, a defect, a security issue.
-- Empty without: issues or incidents
-- trouble_id: Identity: the incident's; else site and issue.
-- subject_kind: incident or issue: what subject names, as people's decisions name it.
-- subject: The incident's identity, or the issue's key now.
-- label: What people call it: the issue's key, or the incident's identity.
-- incident_id: Incident (incidents); null when it is none.
-- site: Jira; null when it is no issue.
-- issue_id: Issue; null when it is none.
-- issue_key: Key of the issue; null when it is none.
-- service: Service it hurt; null when nothing tells.
-- category: incident, defect or security.
-- severity: Severity; null when it has none.
-- priority: Priority in lower case; null when it has none.
-- created_at: When it was reported.
-- opened_at: When it began.
-- ended_at: When it was over: an incident was resolved; another that no commit names was done. Null while it is not.
-- caused_by: What a feed says caused it; null when none does.
select
    coalesce(incident.incident_id, concat(issue.site, '/', issue.issue_id)) as trouble_id,
    case when issue.category = 'incident' then 'incident' else 'issue' end as subject_kind,
    coalesce(incident.incident_id, issue.issue_key) as subject,
    issue.issue_key as label,
    incident.incident_id,
    issue.site,
    issue.issue_id,
    issue.issue_key,
    coalesce(incident.service, issue.service) as service,
    issue.category,
    coalesce(incident.severity, issue.severity) as severity,
    lower(trim(issue.priority)) as priority,
    issue.created_at,
    coalesce(incident.opened_at, issue.created_at) as opened_at,
    coalesce(
        case when issue.category = 'incident' then incident.resolved_at end,
        case when issue.category <> 'incident' and issue.commit_count = 0 then issue.done_at end
    ) as ended_at,
    incident.caused_by
from issues as issue
left join incidents as incident on incident.site = issue.site and incident.issue_id = issue.issue_id
where issue.category in ('incident', 'defect', 'security') and not issue.is_gone
union all
select
    incident_id as trouble_id,
    'incident' as subject_kind,
    incident_id as subject,
    incident_id as label,
    incident_id,
    cast(null as varchar) as site,
    cast(null as bigint) as issue_id,
    cast(null as varchar) as issue_key,
    service,
    'incident' as category,
    severity,
    cast(null as varchar) as priority,
    opened_at as created_at,
    opened_at,
    resolved_at as ended_at,
    caused_by
from incidents
where source = 'feed'
