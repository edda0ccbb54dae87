-- One row per entry of the release calendar: the day a release came to production, the day one is or was planned for, a candidate,
-- and a freeze for each service that it names. A release that is out has both its days; one that its deployment feed does not
-- know is shown on the day of its tag. What has no day that can be trusted has no row.
-- event_id: Identity, such as planned:payments/1.4.0.
-- kind: planned, released, candidate or freeze.
-- service: Service; null for a freeze of all services.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- release_id: Release or candidate; null for a freeze.
-- title: Service and version, or the name of the freeze. Hostile text: escape it.
-- starts_on: First day of it, in the display zone.
-- ends_on: First day after it, in the display zone.
-- happens_at: Instant of it; null where only days are known.
-- state: Of the release: planned, in progress (planned, and a candidate is out or its start date has come), overdue, released,
--   rolled back, abandoned or candidate; freeze for a freeze.
-- slip: How far the release is or was from its planned day, in words; null when it is not or nobody knows.
-- note: What else is to be said of it, such as its slip or how much is done; null when nothing. Hostile text: escape it.
with today as (
    select time_zone, cast(timezone(time_zone, as_of) as date) as day
    from rules
),
dated as (
    select
        release.*,
        concat(release.service, ' ', release.version) as title,
        cast(timezone(
            today.time_zone,
            case
                when not release.is_candidate and release.deployed_at is not null then release.deployed_at
                when release.not_placeable_because is null then release.released_at
            end
        ) as date) as released_on,
        today.day as today,
        case
            when release.is_released then release.state
            when release.state not in ('planned', 'candidate') then release.state
            when release.candidate_count > 0 or release.planned_start_on <= today.day then 'in progress'
            else 'planned'
        end as planned_state
    from releases as release
    cross join today
),
worded as (
    select
        dated.release_id,
        case
            when dated.deployed_at is not null and dated.planned_on is not null and not dated.is_candidate then
                case
                    when dated.released_on = dated.planned_on then 'on the planned day'
                    else concat(
                        abs(dated.released_on - dated.planned_on),
                        case when abs(dated.released_on - dated.planned_on) = 1 then ' day' else ' days' end,
                        case when dated.released_on > dated.planned_on then ' later' else ' earlier' end,
                        ' than planned'
                    )
                end
            when dated.state = 'overdue' then concat(
                dated.today - dated.planned_on, case when dated.today - dated.planned_on = 1 then ' day' else ' days' end, ' late'
            )
        end as slip,
        case
            when not dated.is_released and dated.scope_issue_count > 0
                then concat(dated.done_issue_count, ' of ', dated.scope_issue_count, ' issues done')
            when not dated.is_released and dated.scope_issue_count = 0 then 'no issues in it yet'
        end as progress,
        case
            when not dated.is_released and dated.planned_change_count = 1 then 'date moved once'
            when not dated.is_released and dated.planned_change_count > 1
                then concat('date moved ', dated.planned_change_count, ' times')
        end as replanned,
        case when dated.is_released and dated.deployed_at is null then dated.not_deployed_because end as not_deployed
    from dated
),
release_day as (
    select
        case when dated.is_candidate then 'candidate' else 'released' end as kind,
        dated.release_id,
        dated.released_on as happens_on,
        case
            when dated.released_at_from = 'jira version' then null
            when dated.is_candidate then dated.released_at
            else coalesce(dated.deployed_at, dated.released_at)
        end as happens_at,
        dated.state
    from dated
    where dated.released_on is not null
    union all
    select 'planned' as kind, dated.release_id, dated.planned_on as happens_on, null as happens_at, dated.planned_state as state
    from dated
    where dated.planned_on is not null and not (dated.is_candidate and dated.released_on is not null)
)
select
    concat(release_day.kind, ':', release_day.release_id) as event_id,
    release_day.kind,
    dated.service,
    dated.team,
    dated.product,
    dated.release_id,
    dated.title,
    release_day.happens_on as starts_on,
    release_day.happens_on + 1 as ends_on,
    release_day.happens_at,
    release_day.state,
    worded.slip,
    nullif(concat_ws(', ', worded.slip, worded.progress, worded.replanned, worded.not_deployed), '') as note
from release_day
join dated on dated.release_id = release_day.release_id
join worded on worded.release_id = release_day.release_id
union all
select
    concat('freeze:', closed.freeze_id) as event_id,
    'freeze' as kind,
    closed.service,
    service.team,
    service.product,
    null as release_id,
    closed.name as title,
    closed.starts_on,
    closed.ends_on,
    null as happens_at,
    'freeze' as state,
    null as slip,
    closed.reason as note
from freezes as closed
left join raw.services as service on service.service = closed.service
