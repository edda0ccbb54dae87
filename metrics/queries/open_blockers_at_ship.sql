-- Every release that is out. Counted when it has a Jira version and its scope is known; amount is the number of issues of a
-- blocking priority that were in its scope and not done when it came out.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    coalesce(blocker.issue_count, 0) as amount,
    release.deployed_at is not null
    and len(release.jira_version_names) > 0
    and coalesce(blocker.unknown_count, 0) = 0 as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when len(release.jira_version_names) = 0 then 'it has no Jira version, which would tell its scope'
        when blocker.unknown_count > 0 then 'nobody knows whether an open blocker was in its scope: its history is not known'
    end as left_out_because,
    false as is_provisional,
    coalesce(blocker.keys, 'no open blocker') as evidence
from releases as release
left join (
    select
        scope.release_id,
        count(distinct case when scope.was_in_scope_at_release then concat(issue.site, '/', issue.issue_id) end) as issue_count,
        count(case when scope.was_in_scope_at_release is null then 1 end) as unknown_count,
        string_agg(distinct issue.issue_key, ', ' order by issue.issue_key) filter (where scope.was_in_scope_at_release) as keys
    from release_scope as scope
    join releases as shipped on shipped.release_id = scope.release_id
    join issues as issue on issue.site = scope.site and issue.issue_id = scope.issue_id
    join (
        select distinct lower(value) as priority
        from meta.setting_values
        where name = 'blocking_priorities'
    ) as blocking on blocking.priority = lower(trim(issue.priority))
    left join status_intervals as stay
        on stay.site = issue.site
        and stay.issue_id = issue.issue_id
        and stay.started_at <= shipped.deployed_at
        and (stay.ended_at is null or stay.ended_at > shipped.deployed_at)
    where coalesce(scope.was_in_scope_at_release, true)
        and not issue.is_gone
        and issue.created_at <= shipped.deployed_at
        and not coalesce(stay.is_done, issue.done_at <= shipped.deployed_at, false)
    group by scope.release_id
) as blocker on blocker.release_id = release.release_id
where release.is_released
