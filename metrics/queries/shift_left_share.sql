-- Every defect and security issue, when it was reported. Counted when a version that it affects is known, or that it was fixed in;
-- amount is 1 when none that it affects was in production then.
select
    issue.issue_key as subject,
    issue.created_at as happened_at,
    issue.service, issue.team, issue.product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, issue.category, issue.step, issue.component,
    cast(not coalesce(affected.is_shipped, false) as integer) as amount,
    not issue.is_gone and not issue.is_subtask and issue.created_at is not null
    and (affected.issue_id is not null or fixed.issue_id is not null) as is_counted,
    case
        when issue.is_gone then 'Jira no longer shows it'
        when issue.is_subtask then 'it is a sub-task'
        when issue.created_at is null then 'its creation has no date'
        when affected.issue_id is null and fixed.issue_id is null
            then 'it names no version that it affects or is fixed in, so nobody knows where it was found'
    end as left_out_because,
    false as is_provisional,
    concat(
        case
            when affected.is_shipped then 'found in production'
            when affected.issue_id is not null then 'found before production'
            when fixed.issue_id is not null then 'found before production, for it names only the version it is fixed in'
            else 'found where nobody knows'
        end,
        ': ', issue.summary
    ) as evidence
from issues as issue
left join (
    select named.site, named.issue_id, bool_or(coalesce(release.deployed_at <= named.created_at, false)) as is_shipped
    from (
        select site, issue_id, created_at, unnest(affects_version_ids) as version_id
        from raw.jira_issues
    ) as named
    join release_versions as version on version.site = named.site and version.version_id = named.version_id
    join releases as release on release.release_id = version.release_id
    group by named.site, named.issue_id
) as affected on affected.site = issue.site and affected.issue_id = issue.issue_id
left join (
    select distinct scope.site, scope.issue_id
    from release_scope as scope
    join releases as release on release.release_id = scope.release_id
    join raw.jira_issues as raw_issue on raw_issue.site = scope.site and raw_issue.issue_id = scope.issue_id
    where scope.is_in_scope_now
        and not release.is_candidate
        and coalesce(raw_issue.created_at <= coalesce(release.deployed_at, release.released_at), true)
) as fixed on fixed.site = issue.site and fixed.issue_id = issue.issue_id
where issue.category in ('defect', 'security')
