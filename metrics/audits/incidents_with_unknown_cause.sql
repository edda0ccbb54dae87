-- Incidents of a feed whose cause is no deployment, release or commit that is known
-- topic: Feeds
select
    concat('incident ', incident.incident_id) as subject,
    incident.service,
    concat('is said to be caused by ', incident.caused_by, ', which nothing has as deployment, version or commit') as what,
    concat(
        'No deployment fails by it for sure. Correct caused_by in ', incident.path, ', line ', incident.line_number,
        ': a deployment_id, a version of its service or a commit.'
    ) as what_to_do
from raw.feed_incidents as incident
left join (select distinct deployment_id from raw.feed_deployments) as fed on fed.deployment_id = trim(incident.caused_by)
left join (select distinct deployment_id from deployments) as known on known.deployment_id = trim(incident.caused_by)
left join release_names as version
    on version.service = incident.service
    and version.spelling = regexp_replace(regexp_replace(lower(trim(incident.caused_by)), '^v', ''), '(\.0)+$', '')
left join (
    select distinct named.incident_id
    from raw.feed_incidents as named
    join commits as commit
        on substr(commit.sha, 1, 7) = substr(lower(trim(named.caused_by)), 1, 7)
        and starts_with(commit.sha, lower(trim(named.caused_by)))
    where length(trim(named.caused_by)) >= 7
) as by_commit on by_commit.incident_id = incident.incident_id
where nullif(trim(incident.caused_by), '') is not null
    and fed.deployment_id is null
    and known.deployment_id is null
    and version.spelling is null
    and by_commit.incident_id is null
