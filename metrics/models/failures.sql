-- One row per failure: a link between a deployment and what shows that it failed, with how it was found. The ladder: the
-- first rung that holds for an incident or defect wins, and reverts and rollbacks are evidence of their own.
-- By caused_by, a link of the settings' types between an incident and an issue that the release shipped. rollback: a commit
-- is released again after another one was; what was released in between failed. revert: a later release ships a commit
-- that reverts one that this release shipped first (unless undone in the same release). affects_version: an incident whose
-- affected version is the release. hotfix: the next release of the line is a patch within hotfix_days and ships the fix of
-- an incident, defect or security issue that was reported after the release. escaped_defect: a defect of the settings'
-- priorities that affects the release and was created within escaped_days of it. proximity: an incident that was opened
-- within proximity_hours of a release of its service, the last that fits (nearby_releases), with no better cause.
-- failure_id: Identity.
-- deployment_id: The deployment that failed.
-- release_id: Its release.
-- service: Service.
-- rung: caused_by, rollback, revert, affects_version, hotfix, escaped_defect or proximity.
-- confidence: confirmed (the first four) or suspected.
-- evidence: The sentence that says why.
-- evidence_sha: Commit that proves it: the reverting one, or the one released again; null when an issue does.
-- issue_key: Issue that proves it: incident or defect; null when a commit does.
-- incident_id: Incident (incidents); null when it is none.
-- severity: Severity of the issue; null when it has none.
-- failed_at: When the trouble was opened or reported; null when a commit tells.
-- restored_at: When it was over: the release that mended it, or the incident's resolution, whichever came first. Null
--   while it is not, or when the mending release cannot be placed in time.
-- restored_by_release_id: The release that did that; null when the incident was resolved before.
-- repaired_by_release_id: The release that ships the repair, even when the incident was resolved before.
with final as (
    select *
    from releases
    where not is_candidate and is_released
),
undone_revert as (
    select revert.reverted_id as commit_id, commit.first_release_id as release_id
    from reverts as revert
    join commits as commit on commit.commit_id = revert.commit_id
    where commit.first_release_id is not null
),
revert_shipped as (
    select distinct
        failed.release_id,
        failed.service,
        mending.release_id as restored_by_release_id,
        mending.version as restored_by_version,
        case when mending.not_placeable_because is null then mending.released_at end as restored_at,
        revert.sha as evidence_sha,
        revert.reverted_sha
    from reverts as revert
    join commits as reverting on reverting.commit_id = revert.commit_id
    join commits as reverted on reverted.commit_id = revert.reverted_id and reverted.service = reverting.service
    join final as failed on failed.release_id = reverted.first_release_id
    join final as mending on mending.release_id = reverting.first_release_id
    left join undone_revert
        on undone_revert.commit_id = revert.commit_id
        and undone_revert.release_id = mending.release_id
    where mending.released_at > failed.released_at
        and undone_revert.commit_id is null
),
by_commit as (
    select
        release_id, service, 'revert' as rung, restored_by_release_id, restored_at, evidence_sha,
        concat(
            restored_by_version, ' ships ', substr(evidence_sha, 1, 10), ', which reverts ', substr(reverted_sha, 1, 10)
        ) as evidence,
        reverted_sha as about
    from revert_shipped
    union all
    select
        release_id, service, 'rollback' as rung, restored_by_release_id, restored_at, evidence_sha,
        concat(restored_by_version, ' releases ', substr(evidence_sha, 1, 10), ' again') as evidence,
        restored_by_release_id as about
    from rollbacks
),
placeable as (
    select *
    from final
    where not_placeable_because is null
),
trouble as (
    select
        issue.site,
        issue.issue_id,
        issue.issue_key,
        issue.service,
        issue.category,
        issue.severity,
        lower(trim(issue.priority)) as priority,
        issue.created_at,
        coalesce(incident.opened_at, issue.created_at) as opened_at,
        case when issue.category = 'incident' then incident.resolved_at end as resolved_at,
        case when issue.commit_count = 0 then issue.done_at end as done_without_commit_at,
        incident.incident_id
    from issues as issue
    left join incidents as incident on incident.site = issue.site and incident.issue_id = issue.issue_id
    where issue.category in ('incident', 'defect', 'security') and not issue.is_gone
),
cause_words as (
    select distinct lower(trim(value)) as word
    from meta.setting_values
    where name = 'caused_by_links'
),
cause_link as (
    select link.site, link.issue_id, link.other_issue_id as cause_id
    from raw.jira_links as link
    join cause_words as phrase on phrase.word = lower(trim(link.phrase))
    union
    select link.site, link.issue_id, link.other_issue_id as cause_id
    from raw.jira_links as link
    join cause_words as kind on kind.word = lower(trim(link.link_type))
    where link.direction = 'inward'
    union
    select link.site, link.other_issue_id as issue_id, link.issue_id as cause_id
    from raw.jira_links as link
    join cause_words as kind on kind.word = lower(trim(link.link_type))
    where link.direction = 'outward'
),
cause as (
    select trouble.site, trouble.issue_id, cause_link.cause_id
    from cause_link
    join trouble on trouble.site = cause_link.site and trouble.issue_id = cause_link.issue_id
    where trouble.category = 'incident' and cause_link.cause_id <> cause_link.issue_id
),
-- Which releases ship something of an issue that matters here: its commits say, or its versions when it has none.
of_interest as (
    select site, issue_id
    from trouble
    union
    select site, cause_id as issue_id
    from cause
),
issue_release as (
    select link.site, link.issue_id, commit.first_release_id as release_id
    from issue_links as link
    join of_interest on of_interest.site = link.site and of_interest.issue_id = link.issue_id
    join commits as commit on commit.commit_id = link.commit_id and commit.service = link.service
    where not link.is_own_revert and commit.first_release_id is not null
    union
    select issue.site, issue.issue_id, issue.first_release_id as release_id
    from issues as issue
    join of_interest on of_interest.site = issue.site and of_interest.issue_id = issue.issue_id
    where issue.first_release_id is not null
),
shipped as (
    select issue_release.site, issue_release.issue_id, placeable.release_id, placeable.service, placeable.version, placeable.released_at
    from issue_release
    join placeable on placeable.release_id = issue_release.release_id
),
-- Of the releases that shipped the cause, the last before the trouble; the first of all when each came after; and one that
-- cannot be placed in time when there is no other, for a cause that is known must not leave room for a guess.
caused_by as (
    select
        cause.site,
        cause.issue_id,
        cause.cause_id,
        coalesce(
            max_by(final.release_id, (final.released_at, final.release_id)) filter (
                where final.not_placeable_because is null and final.released_at <= trouble.opened_at
            ),
            min_by(final.release_id, (final.released_at, final.release_id)) filter (where final.not_placeable_because is null),
            min(final.release_id)
        ) as release_id
    from cause
    join trouble on trouble.site = cause.site and trouble.issue_id = cause.issue_id
    join issue_release on issue_release.site = cause.site and issue_release.issue_id = cause.cause_id
    join final on final.release_id = issue_release.release_id
    group by cause.site, cause.issue_id, cause.cause_id, final.service
),
affected as (
    select distinct named.site, named.issue_id, version.release_id
    from (select site, issue_id, unnest(affects_version_ids) as version_id from raw.jira_issues) as named
    join release_versions as version on version.site = named.site and version.version_id = named.version_id
    where version.release_id is not null
),
escaping_priority as (
    select distinct lower(trim(value)) as priority
    from meta.setting_values
    where name = 'escaped_defect_priorities'
),
rung as (
    select caused_by.site, caused_by.issue_id, caused_by.release_id, 1 as place, 'caused_by' as rung, 'confirmed' as confidence,
        concat(trouble.issue_key, ' is caused by ', cause.issue_key) as evidence
    from caused_by
    join trouble on trouble.site = caused_by.site and trouble.issue_id = caused_by.issue_id
    join issue_core as cause on cause.site = caused_by.site and cause.issue_id = caused_by.cause_id
    union all
    select affected.site, affected.issue_id, affected.release_id, 2 as place, 'affects_version' as rung, 'confirmed' as confidence,
        concat(trouble.issue_key, ' affects ', failed.version) as evidence
    from affected
    join trouble on trouble.site = affected.site and trouble.issue_id = affected.issue_id
    join final as failed on failed.release_id = affected.release_id
    where trouble.category = 'incident'
    union all
    select trouble.site, trouble.issue_id, failed.release_id, 3 as place, 'hotfix' as rung, 'suspected' as confidence,
        concat(mending.version, ' ships ', trouble.issue_key, ', reported after ', failed.version) as evidence
    from shipped
    join trouble on trouble.site = shipped.site and trouble.issue_id = shipped.issue_id
    join placeable as mending on mending.release_id = shipped.release_id
    join placeable as failed on failed.next_release_id = mending.release_id
    cross join rules
    where mending.kind = 'patch'
        and mending.released_at <= failed.released_at + to_days(rules.hotfix_days)
        and trouble.created_at > failed.released_at
    union all
    select trouble.site, trouble.issue_id, failed.release_id, 4 as place, 'escaped_defect' as rung, 'suspected' as confidence,
        concat(trouble.issue_key, ' affects ', failed.version) as evidence
    from affected
    join trouble on trouble.site = affected.site and trouble.issue_id = affected.issue_id
    join escaping_priority on escaping_priority.priority = trouble.priority
    join placeable as failed on failed.release_id = affected.release_id
    cross join rules
    where trouble.category = 'defect'
        and trouble.created_at > failed.released_at
        and trouble.created_at <= failed.released_at + to_days(rules.escaped_days)
    union all
    select near.site, near.issue_id, near.release_id, 5 as place, 'proximity' as rung, 'suspected' as confidence,
        concat(
            trouble.issue_key, ' was opened ', round(epoch(trouble.opened_at - failed.released_at) / 3600, 1),
            ' hours after ', failed.version
        ) as evidence
    from nearby_releases as near
    join trouble on trouble.site = near.site and trouble.issue_id = near.issue_id
    join final as failed on failed.release_id = near.release_id
),
first_rung as (
    select rung.*, min(place) over (partition by site, issue_id) as first_place
    from rung
),
repair as (
    select
        first_rung.site,
        first_rung.issue_id,
        first_rung.release_id,
        min(shipped.released_at) as repaired_at,
        min_by(shipped.release_id, (shipped.released_at, shipped.release_id)) as repaired_by_release_id
    from first_rung
    join placeable as failed on failed.release_id = first_rung.release_id
    join shipped on shipped.site = first_rung.site and shipped.issue_id = first_rung.issue_id
    where shipped.released_at > failed.released_at
    group by first_rung.site, first_rung.issue_id, first_rung.release_id
),
by_issue as (
    select
        first_rung.release_id,
        failed.service,
        first_rung.rung,
        first_rung.confidence,
        min(first_rung.evidence) as evidence,
        trouble.issue_key,
        trouble.incident_id,
        trouble.severity,
        trouble.opened_at as failed_at,
        trouble.resolved_at,
        trouble.done_without_commit_at,
        trouble.site,
        trouble.issue_id,
        repair.repaired_at,
        repair.repaired_by_release_id
    from first_rung
    join trouble on trouble.site = first_rung.site and trouble.issue_id = first_rung.issue_id
    join final as failed on failed.release_id = first_rung.release_id
    left join repair
        on repair.site = first_rung.site
        and repair.issue_id = first_rung.issue_id
        and repair.release_id = first_rung.release_id
    where first_rung.place = first_rung.first_place
    group by
        first_rung.release_id, failed.service, first_rung.rung, first_rung.confidence, trouble.issue_key,
        trouble.incident_id, trouble.severity, trouble.opened_at, trouble.resolved_at, trouble.done_without_commit_at,
        trouble.site, trouble.issue_id, repair.repaired_at, repair.repaired_by_release_id
),
restored as (
    select by_issue.*, coalesce(resolved_at, case when incident_id is null then done_without_commit_at end) as ended_at
    from by_issue
)
select
    concat(release_id, '@production/', rung, '/', evidence_sha, '/', about) as failure_id,
    concat(release_id, '@production') as deployment_id,
    release_id,
    service,
    rung,
    'confirmed' as confidence,
    min(evidence) as evidence,
    evidence_sha,
    cast(null as varchar) as issue_key,
    cast(null as varchar) as incident_id,
    cast(null as varchar) as severity,
    cast(null as timestamptz) as failed_at,
    min(restored_at) as restored_at,
    min(restored_by_release_id) as restored_by_release_id,
    min(restored_by_release_id) as repaired_by_release_id
from by_commit
group by release_id, service, rung, evidence_sha, about
union all
select
    concat(release_id, '@production/', rung, '/', site, '/', issue_id) as failure_id,
    concat(release_id, '@production') as deployment_id,
    release_id,
    service,
    rung,
    confidence,
    evidence,
    cast(null as varchar) as evidence_sha,
    issue_key,
    incident_id,
    severity,
    failed_at,
    case
        when ended_at is null then repaired_at
        when repaired_at is null then ended_at
        else least(ended_at, repaired_at)
    end as restored_at,
    case when ended_at is null or repaired_at <= ended_at then repaired_by_release_id end as restored_by_release_id,
    repaired_by_release_id
from restored
order by service, release_id, failure_id
