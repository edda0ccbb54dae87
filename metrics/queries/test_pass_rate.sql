-- Every release that is out or was deployed. Counted when feeds tell of tests (of the phase that is asked for, or of all) that ran
-- before it came to production; amount is the part of those executed that passed.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    cast(tested.passed_count as double) / nullif(tested.executed_count, 0) as amount,
    release.deployed_at is not null and coalesce(tested.executed_count > 0, false) as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when tested.release_id is null then concat_ws(' ', 'no feed tells of', nullif('{only}', ''), 'tests of it')
        when tested.executed_count is null then 'its tests ran after it shipped'
        when tested.executed_count = 0 then 'every test of it was skipped'
    end as left_out_because,
    false as is_provisional,
    concat(tested.passed_count, ' of ', tested.executed_count, ' passed: ', tested.phases) as evidence
from releases as release
left join (
    select
        release_id,
        sum(passed_count) as passed_count,
        sum(executed_count) as executed_count,
        string_agg(phase, ', ' order by phase) as phases
    from test_results
    where '{only}' in ('', phase)
    group by release_id
) as tested on tested.release_id = release.release_id
where not release.is_candidate and (release.is_released or release.deployed_at is not null)
