-- Every incident, when it was over. Counted when a confirmed failure links it to a deployment; amount is its minutes times the
-- weight of its severity. An open incident has no end yet, and stands in no window.
select
    coalesce(incident.issue_key, incident.incident_id) as subject,
    incident.resolved_at as happened_at,
    incident.service, incident.team, incident.product, cast(null as varchar) as repository,
    linked.line, linked.kind, incident.severity as category,
    incident.hours_open * 60 * weight.weight as amount,
    linked.incident_id is not null and incident.hours_open is not null and weight.weight is not null as is_counted,
    case
        when incident.resolved_at is null then 'it is not over, or nobody knows when it was'
        when linked.incident_id is null then 'no confirmed failure links it to a deployment'
        when incident.hours_open is null then 'it was over before it began'
        when weight.weight is null then 'its severity is in no list of the settings'
    end as left_out_because,
    false as is_provisional,
    concat(
        round(incident.hours_open * 60), ' minutes x ', coalesce(cast(weight.weight as varchar), 'no weight'), ': ',
        coalesce(linked.evidence, incident.summary)
    ) as evidence
from incidents as incident
left join (
    select
        failure.incident_id,
        min(failure.evidence) as evidence,
        min_by(deployment.line, failure.failure_id) as line,
        min_by(deployment.kind, failure.failure_id) as kind
    from failures as failure
    join deployments as deployment on deployment.deployment_id = failure.deployment_id
    where failure.confidence = 'confirmed' and failure.incident_id is not null
    group by failure.incident_id
) as linked on linked.incident_id = incident.incident_id
left join (
    select word.word, cast(setting.value as double) as weight
    from severities as word
    join meta.settings as setting on setting.name = concat('severity_', word.severity, '_weight')
) as weight
    on weight.word = regexp_replace(lower(trim(coalesce(incident.severity, incident.priority))), '\s+', ' ', 'g')
