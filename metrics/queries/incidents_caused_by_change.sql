-- Every incident, when it was opened. Amount is 1 when a confirmed failure links it to a deployment.
select
    coalesce(incident.issue_key, incident.incident_id) as subject,
    incident.opened_at as happened_at,
    incident.service, incident.team, incident.product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind,
    case when len(incident.components) > 1 then 'several components' else incident.components[1] end as component,
    cast(linked.incident_id is not null as integer) as amount,
    incident.opened_at is not null as is_counted,
    case when incident.opened_at is null then 'nobody knows when it was opened' end as left_out_because,
    false as is_provisional,
    coalesce(linked.evidence, incident.summary) as evidence
from incidents as incident
left join (
    select incident_id, min(evidence) as evidence
    from failures
    where confidence = 'confirmed'
    group by incident_id
) as linked on linked.incident_id = incident.incident_id
