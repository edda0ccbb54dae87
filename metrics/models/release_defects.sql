-- One row per release that is out and defect of it: one that was found before the release shipped, or one that escaped and was found
-- within escaped_days after. A defect affects a release when it names its version; one that names none that was out is of the
-- release it is fixed in, when it was found before that. What had escaped from an earlier release was not found in time.
-- Empty without: issues, releases
-- release_id: Release.
-- site: Jira.
-- issue_id: Issue.
-- issue_key: Key of the issue.
-- component: First of its components.
-- summary: One line. Hostile text: escape it.
-- is_before: It was found before the release shipped.
with defect as (
    select issue.site, issue.issue_id, issue.issue_key, issue.component, issue.summary, issue.created_at
    from issues as issue
    where issue.category = 'defect' and not issue.is_gone and issue.created_at is not null
),
affected as (
    select distinct named.site, named.issue_id, version.release_id
    from (select site, issue_id, unnest(affects_version_ids) as version_id from raw.jira_issues) as named
    join release_versions as version on version.site = named.site and version.version_id = named.version_id
    where version.release_id is not null
),
escaped as (
    select distinct defect.site, defect.issue_id
    from defect
    join affected on affected.site = defect.site and affected.issue_id = defect.issue_id
    join releases as release on release.release_id = affected.release_id
    where release.deployed_at < defect.created_at
),
candidate as (
    select defect.issue_key, defect.site, defect.issue_id, affected.release_id, true as is_affected
    from defect
    join affected on affected.site = defect.site and affected.issue_id = defect.issue_id
    union
    select defect.issue_key, defect.site, defect.issue_id, scope.release_id, false as is_affected
    from defect
    join release_scope as scope on scope.site = defect.site and scope.issue_id = defect.issue_id
    where scope.is_in_scope_now
),
judged as (
    select
        candidate.release_id,
        candidate.site,
        candidate.issue_id,
        bool_or(candidate.is_affected) as is_affected,
        min(defect.created_at <= coalesce(release.deployed_at, release.released_at)) as is_before,
        min(defect.created_at <= coalesce(release.deployed_at, release.released_at) + to_days(rules.escaped_days)) as is_soon
    from candidate
    join defect on defect.site = candidate.site and defect.issue_id = candidate.issue_id
    join releases as release on release.release_id = candidate.release_id
    cross join rules
    where not release.is_candidate and (release.is_released or release.deployed_at is not null)
    group by candidate.release_id, candidate.site, candidate.issue_id
)
select
    judged.release_id,
    judged.site,
    judged.issue_id,
    defect.issue_key,
    defect.component,
    defect.summary,
    coalesce(judged.is_before, false) as is_before
from judged
join defect on defect.site = judged.site and defect.issue_id = judged.issue_id
left join escaped on escaped.site = judged.site and escaped.issue_id = judged.issue_id
where (judged.is_before and escaped.issue_id is null) or (judged.is_affected and not judged.is_before and judged.is_soon)
