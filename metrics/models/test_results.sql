-- One row per release and phase of testing: what feeds tell of the tests that were executed for it. Of each suite the last run
-- before the release came to production counts; what ran for its candidates, or on its commit, ran for it.
-- Empty without: raw.feed_test_runs, releases
-- release_id: Release, or planned release.
-- service: Service.
-- phase: regression, user acceptance, performance, or another name in lower case. Hostile text: escape it.
-- suite_count: Suites of it; those that ran after the release shipped alone are not counted.
-- executed_count: Tests executed; those skipped are not. Null when every run came after the release shipped.
-- passed_count: Tests passed; likewise.
-- failed_count: Tests failed, with errors; likewise.
-- skipped_count: Tests skipped; likewise.
-- pass_share: Passed of executed, 0 to 1; null when nothing was executed.
-- run_count: Runs of it that feeds tell of.
-- late_run_count: Those of them that came after the release shipped.
-- last_ran_at: When the last of the runs that count was; null when no report says.
with on_tag as (
    select
        run.service,
        run.sha,
        max_by(tag.release_id, (not service_tag.is_candidate, coalesce(epoch(tag.tagged_at), 0), tag.release_id)) as release_id
    from (select distinct service, lower(sha) as sha from raw.feed_test_runs where length(sha) >= 7) as run
    join tags as tag
        on tag.service = run.service
        and substr(tag.sha, 1, 7) = substr(run.sha, 1, 7)
        and starts_with(tag.sha, run.sha)
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = tag.service_tag_id
    where tag.release_id is not null
    group by run.service, run.sha
),
run as (
    select
        coalesce(named.final_id, tagged.candidate_of_id, tagged.release_id) as release_id,
        run.service,
        lower(trim(run.phase)) as phase,
        run.suite,
        run.ran_at,
        run.executed_count,
        run.passed_count,
        run.failed_count,
        run.skipped_count,
        run.feed,
        run.path,
        run.line_number
    from raw.feed_test_runs as run
    left join feed_releases as named on named.service = run.service and named.written = run.version
    left join on_tag on on_tag.service = run.service and on_tag.sha = lower(run.sha)
    left join releases as tagged on tagged.release_id = on_tag.release_id
),
placed as (
    select
        run.*,
        coalesce(run.ran_at > release.deployed_at, false) as is_late,
        row_number() over (
            partition by run.release_id, run.phase, run.suite, coalesce(run.ran_at > release.deployed_at, false)
            order by run.ran_at desc nulls last, run.feed desc, run.path desc, run.line_number desc
        ) as place
    from run
    join releases as release on release.release_id = run.release_id
)
select
    release_id,
    min(service) as service,
    phase,
    count(*) filter (where not is_late and place = 1) as suite_count,
    cast(sum(executed_count) filter (where not is_late and place = 1) as bigint) as executed_count,
    cast(sum(passed_count) filter (where not is_late and place = 1) as bigint) as passed_count,
    cast(sum(failed_count) filter (where not is_late and place = 1) as bigint) as failed_count,
    cast(sum(skipped_count) filter (where not is_late and place = 1) as bigint) as skipped_count,
    sum(passed_count) filter (where not is_late and place = 1)
    / nullif(sum(executed_count) filter (where not is_late and place = 1), 0) as pass_share,
    count(*) as run_count,
    count(*) filter (where is_late) as late_run_count,
    max(ran_at) filter (where not is_late and place = 1) as last_ran_at
from placed
group by release_id, phase
order by release_id, phase
