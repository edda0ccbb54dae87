-- One row per freeze and service it holds for, of the settings and of calendars that are read as feeds: a window in which that
-- service must not change.
-- Empty without: meta.freezes or raw.feed_freezes
-- freeze_id: Identity: name, first day and service; of a calendar the event's and the service.
-- name: Name of the freeze. Hostile text: escape it.
-- service: Service; null = all.
-- starts_on: First day of it, in the display zone.
-- ends_on: First day that is free again.
-- starts_at: Instant at which it begins.
-- ends_at: Instant at which it is over: the first free one.
-- is_all_day: It was given in days.
-- reason: Why; null when not told. Hostile text: escape it.
-- source: settings or feed.
-- feed: Feed that told it; null for one of the settings.
-- is_known_service: The settings have such a service; true for all.
with told as (
    select
        concat(name, '/', starts_on, '/', coalesce(service, 'all')) as freeze_id,
        name,
        service,
        starts_on,
        ends_on,
        cast(null as timestamptz) as starts_at,
        cast(null as timestamptz) as ends_at,
        true as is_all_day,
        reason,
        'settings' as source,
        cast(null as varchar) as feed
    from meta.freezes
    union all
    select
        concat(freeze_uid, '/', coalesce(service, 'all')) as freeze_id,
        name,
        service,
        cast(null as date) as starts_on,
        cast(null as date) as ends_on,
        starts_at,
        ends_at,
        coalesce(is_all_day, false) as is_all_day,
        reason,
        'feed' as source,
        feed
    from raw.feed_freezes
)
select
    told.freeze_id,
    told.name,
    told.service,
    coalesce(told.starts_on, cast(timezone(rules.time_zone, told.starts_at) as date)) as starts_on,
    coalesce(told.ends_on, cast(timezone(rules.time_zone, told.ends_at - interval 1 microsecond) as date) + 1) as ends_on,
    coalesce(told.starts_at, timezone(rules.time_zone, cast(told.starts_on as timestamp))) as starts_at,
    coalesce(told.ends_at, timezone(rules.time_zone, cast(told.ends_on as timestamp))) as ends_at,
    told.is_all_day,
    told.reason,
    told.source,
    told.feed,
    told.service is null or service.service is not null as is_known_service
from told
cross join rules
left join raw.services as service on service.service = told.service
order by starts_at, told.name, told.service
