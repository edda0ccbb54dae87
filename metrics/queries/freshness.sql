-- Every source, at the instant the warehouse was last synced. Counted when it has a plausible record; amount in hours
-- since the newest. What people type is no stream of events: days in which nobody wrote are not old data.
select
    source.source as subject,
    rules.as_of as happened_at,
    coalesce(member.service, project.service) as service, service.team, service.product, source.source as repository,
    cast(null as varchar) as line, source.kind,
    epoch(greatest(rules.as_of - source.newest_event_at, interval 0 second)) / 3600 as amount,
    source.newest_event_at is not null and source.kind <> 'people' as is_counted,
    case
        when source.kind = 'people' then 'people write when there is something to say'
        when source.newest_event_at is null then 'it has no record with a plausible date'
    end as left_out_because,
    false as is_provisional,
    source.state as evidence
from meta.sources as source
cross join rules
left join raw.service_repositories as member on member.repository = source.source and source.kind = 'git'
left join project_services as project
    on source.kind = 'jira' and concat(project.site, '/', project.project_key) = source.source
left join raw.services as service on service.service = coalesce(member.service, project.service)
