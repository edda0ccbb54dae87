-- Every issue that was in the scope of a release when that froze, once for each such release that is out, and those of which
-- nobody knows. Amount is 1 when the release had it in scope when it came out, and it or an earlier one ships it.
select
    committed.issue_key as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind, issue.category, issue.component,
    cast(committed.is_shipped as integer) as amount,
    release.deployed_at is not null and coalesce(committed.is_committed, false) and committed.is_shipped is not null
        as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when committed.is_committed is null or committed.is_shipped is null
            then 'nobody knows whether it was in scope: its history is not known'
    end as left_out_because,
    false as is_provisional,
    concat(
        release.release_id,
        case when committed.is_removed then ', taken out after scope froze' when not committed.is_shipped then ', not shipped' end,
        ': ', issue.summary
    ) as evidence
from release_plan_issues as committed
join releases as release on release.release_id = committed.release_id
join issues as issue on issue.site = committed.site and issue.issue_id = committed.issue_id
where release.is_released and coalesce(committed.is_committed, true)
