-- One row per final release that came to production: whether it was reviewed, and by when it should have been: ten working days
-- (settings [calendar]) after its observation window closed, when what is to be known of it is known. Earlier is in time too.
-- Empty without: releases
-- release_id: Release.
-- service: Service.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- repository: Repository of its tag.
-- line: Release line.
-- kind: major, minor, patch, calendar or other.
-- matures_at: End of its observation window; null while nobody knows it.
-- is_matured: The observation window is closed.
-- due_on: Last day on which its review is in time, in the display zone; null beyond working_days.
-- is_due: That day has passed, as far as the sources were read.
-- reviewed_on: Day of its first review that is done; null when there is none.
-- review_count: Reviews of it that are done.
-- is_on_time: It was reviewed in time; null while it still may be.
-- service_first_reviewed_on: Day of the first review that is done of any release of the service; null when nobody reviews it.
with done as (
    select release_id, min(reviewed_on) as reviewed_on, count(*) as review_count
    from raw.journal_reviews
    where state = 'done' and reviewed_on is not null
    group by release_id
),
reviewing as (
    select release.service, min(done.reviewed_on) as first_on
    from done
    join releases as release on release.release_id = done.release_id
    group by release.service
),
matured as (
    select
        release.*,
        cast(timezone(rules.time_zone, release.matures_at) as date) as matures_on,
        cast(timezone(rules.time_zone, rules.as_of) as date) as known_on
    from releases as release
    cross join rules
    where not release.is_candidate and release.is_released and release.deployed_at is not null
),
worked as (
    select
        day_on,
        is_working_day,
        count(case when is_working_day then 1 end) over (order by day_on rows between unbounded preceding and current row)
            as day_count
    from working_days
),
dated as (
    select matured.*, due.day_on as due_on
    from matured
    left join worked as closed on closed.day_on = matured.matures_on
    left join worked as due on due.is_working_day and due.day_count = closed.day_count + 10
)
select
    dated.release_id,
    dated.service,
    dated.team,
    dated.product,
    dated.repository,
    dated.line,
    dated.kind,
    dated.matures_at,
    dated.is_matured,
    dated.due_on,
    coalesce(dated.known_on > dated.due_on, false) as is_due,
    done.reviewed_on,
    coalesce(done.review_count, 0) as review_count,
    case
        when done.reviewed_on is not null then coalesce(done.reviewed_on <= dated.due_on, true)
        when dated.known_on > dated.due_on then false
    end as is_on_time,
    reviewing.first_on as service_first_reviewed_on
from dated
left join done on done.release_id = dated.release_id
left join reviewing on reviewing.service = dated.service
order by dated.service, dated.matures_at, dated.release_id
