-- Every release that is out. Counted when it has a Jira version and the time in which defects escape is over; amount is the
-- number of defects that affect it and were created in that time.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    coalesce(escaped.defect_count, 0) as amount,
    release.deployed_at is not null
    and len(release.jira_version_names) > 0
    and release.deployed_at + to_days(rules.escaped_days) <= rules.as_of as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when len(release.jira_version_names) = 0 then 'it has no Jira version, which a defect could name'
        when release.deployed_at + to_days(rules.escaped_days) > rules.as_of then 'the time in which defects escape is not over'
    end as left_out_because,
    coalesce(
        release.deployed_at + to_days(rules.escaped_days) > rules.as_of, false
    ) as is_provisional,
    coalesce(escaped.keys, 'no defect') as evidence
from releases as release
cross join rules
left join (
    select
        version.release_id,
        count(distinct concat(defect.site, '/', defect.issue_id)) as defect_count,
        string_agg(distinct defect.issue_key, ', ' order by defect.issue_key) as keys
    from (
        select issue.site, issue.issue_id, issue.issue_key, issue.created_at, unnest(raw_issue.affects_version_ids) as version_id
        from issues as issue
        join raw.jira_issues as raw_issue on raw_issue.site = issue.site and raw_issue.issue_id = issue.issue_id
        where issue.category = 'defect' and not issue.is_gone
    ) as defect
    join release_versions as version on version.site = defect.site and version.version_id = defect.version_id
    join releases as broken on broken.release_id = version.release_id
    cross join rules
    where defect.created_at > broken.deployed_at
        and defect.created_at <= broken.deployed_at + to_days(rules.escaped_days)
    group by version.release_id
) as escaped on escaped.release_id = release.release_id
where release.is_released
