-- One row per step of a release's runsheet that a feed tells.
-- Empty without: raw.feed_runsheet_steps
-- release_id: Release or planned release; null when no release of the service is called so.
-- service: Service.
-- version: Version as the feed wrote it. Hostile text: escape it.
-- step_number: Order of the step, from 1.
-- title: What is to be done. Hostile text: escape it.
-- owner: Who does it; null when not told. For reading, never for measuring people.
-- phase: before, deploy, verify, back out, or another name; null when not told. Hostile text: escape it.
-- planned_start_at: Planned start; null when not told.
-- planned_end_at: Planned end; null when not told.
-- started_at: Start; null while it has not begun.
-- finished_at: End; null while it is not done.
-- state: planned, running, done, failed or skipped.
-- hours_late: How much later than planned it ended, negative when earlier; null when either is not known.
-- feed: Feed that told it.
select
    named.final_id as release_id,
    step.service,
    step.version,
    step.step_number,
    step.title,
    step.owner,
    step.phase,
    step.planned_start_at,
    step.planned_end_at,
    step.started_at,
    step.finished_at,
    step.state,
    epoch(step.finished_at - step.planned_end_at) / 3600 as hours_late,
    step.feed
from raw.feed_runsheet_steps as step
join raw.services as service on service.service = step.service
left join feed_releases as named on named.service = step.service and named.written = step.version
order by step.service, step.version, step.step_number, step.line_number
