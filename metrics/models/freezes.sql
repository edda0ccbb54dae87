-- One row per freeze of the settings and service it holds for: a window in which that service must not change.
-- freeze_id: Identity: name, first day and service.
-- name: Name of the freeze.
-- service: Service; null = all.
-- starts_on: First day of it, in the display zone.
-- ends_on: First day that is free again.
-- starts_at: Instant at which it begins.
-- ends_at: Instant at which it is over.
-- reason: Why; null when the settings do not say.
-- is_known_service: The settings have such a service; true for all.
select
    concat(closed.name, '/', closed.starts_on, '/', coalesce(closed.service, 'all')) as freeze_id,
    closed.name,
    closed.service,
    closed.starts_on,
    closed.ends_on,
    timezone(rules.time_zone, cast(closed.starts_on as timestamp)) as starts_at,
    timezone(rules.time_zone, cast(closed.ends_on as timestamp)) as ends_at,
    closed.reason,
    closed.service is null or service.service is not null as is_known_service
from meta.freezes as closed
cross join rules
left join raw.services as service on service.service = closed.service
order by closed.starts_on, closed.name, closed.service
