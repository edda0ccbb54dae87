-- One row per release or candidate of a service, out or planned. Those that are out: is_candidate = false and is_released.
-- A version tagged in several repositories of a service is one release, out when the last of its tags is. A Jira version
-- without a tag is a planned release, until a deployment feed brings it to production; marked as released, it is out without
-- that only for a service that has no release tags at all, on its release date, whose hour nobody knows: noon of the display
-- zone stands for it. When a release shipped is deployed_at, for planning, reviews and scores as for delivery; released_at is
-- its tag, which ends its build window and orders its line.
-- Empty without: release_dates or release_versions
-- release_id: service/version.
-- service: Service.
-- team: Team that owns the service; null when the settings name none.
-- product: Product it belongs to; null when the settings name none.
-- repository: Repository of the tag that completed it; null without a tag.
-- version: Normalised version, such as 1.2.0 or 1.2.0-rc1.
-- version_order: Text that sorts as the versions do.
-- tag_name: Tag that completed it; null without a tag.
-- sha: Commit of that tag; null without a tag.
-- line: Release line: X.Y, or by ancestry for versions without one.
-- kind: major, minor, patch, calendar or other; candidate for a candidate.
-- is_candidate: Its version has a pre-release part.
-- candidate_of_id: Release that it is a candidate of (which may not be out yet); null for a release.
-- is_released: It is out: tagged, deployed, or marked so by a Jira that alone tells; false for a candidate.
-- state: candidate, planned, overdue, released, rolled back, or abandoned (its Jira version was archived).
-- released_at: When it was tagged: the latest of its tags' dates. Without a tag deployed_at, where a feed tells it, else see above;
--   null while it is planned.
-- released_at_from: tag, deployment feed, or jira version (to the day); null while it is planned.
-- deployed_at: When it first came to production: by the deployment feed, where its service has one; else its own instant. Null
--   while it did not, and when that cannot be placed in time.
-- first_deployment_id: That deployment (deployments); null while there is none.
-- not_deployed_because: Why deployed_at is null; null when it is not.
-- predecessor_id: The release it is compared with: the one before it on its line, else the newest ancestor, else by merge base.
-- predecessor_found_by: line, ancestor or merge base.
-- first_shipped_commit_count: Commits (merges too) reachable from it and from no earlier release, by date.
-- first_shipped_by_version_commit_count: The same with the order of versions; null for a candidate.
-- scope_commit_count: Commits reachable from it and not from its predecessor; null for a candidate.
-- candidate_count: Candidates of it; null for a candidate.
-- first_candidate_at: When the first of them was tagged; null when there is none.
-- build_started_at: When the first of the commits that it ships first arrived on its line.
-- late_from: Start of the last part of the build window, in which a change is late (setting late_window_share).
-- is_import_dated: A tag of it carries the date of an import, so it is not placed in time.
-- is_date_doubtful: A tag of it has no date, one before 1990 or one in the future.
-- not_placeable_because: Why it cannot be placed in time; null when it can.
-- next_release_id: The release of its line that came to production next; null for the newest, for candidates and when not placeable.
-- matures_at: End of its observation window: observation_days after deployed_at, or the next release of its line if sooner.
-- is_matured: The observation window is closed, so its failure figures are final.
-- lead_time_median_hours: Median lead time of the changes (no merges) it ships first; null when none has one.
-- additions: Lines added by the commits it ships first; null until one is counted.
-- deletions: Lines deleted likewise.
-- changed_file_count: Paths changed by the commits it ships first, each counted once; null until one is counted.
-- revert_count: Commits it ships first that revert another commit.
-- jira_version_names: Names of its Jira versions, in order; empty when it has none. Hostile text: escape it.
-- planned_start_on: Earliest start date of its Jira versions.
-- planned_on: Latest release date of its Jira versions; once out, the last that was recorded before, when one was.
-- scope_issue_count: Issues whose fix version it is now; null without a Jira version.
-- done_issue_count: Those of them that are done.
-- planned_change_count: How often a sync found its planned date moved; null without a Jira version.
with shipped as (
    select
        commit.first_release_id as release_id,
        median(commit.lead_time_hours) filter (where not commit.is_merge) as lead_time_median_hours,
        min(commit.arrived_at) filter (where commit.arrived_at >= rules.plausible_from) as build_started_at,
        cast(sum(commit.additions) as bigint) as additions,
        cast(sum(commit.deletions) as bigint) as deletions,
        count(*) filter (where commit.is_revert) as revert_count
    from commits as commit
    cross join rules
    where commit.first_release_id is not null
    group by commit.first_release_id
),
touched as (
    select commit.first_release_id as release_id, count(distinct change.path_id) as changed_file_count
    from raw.git_file_changes as change
    join commits as commit on commit.commit_id = change.commit_id
    where commit.first_release_id is not null
    group by commit.first_release_id
),
tag_count as (
    select
        tag.release_id,
        cast(sum(service_tag.first_shipped_commit_count) as bigint) as first_shipped_commit_count,
        cast(sum(service_tag.first_shipped_by_version_count) as bigint) as first_shipped_by_version_commit_count,
        cast(sum(service_tag.scope_commit_count) as bigint) as scope_commit_count
    from tags as tag
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = tag.service_tag_id
    where tag.release_id is not null
    group by tag.release_id
),
tag_release as (
    select
        release_date.release_id,
        release_date.service,
        release_date.released_at,
        'tag' as released_at_from,
        release_date.is_import_dated,
        release_date.is_date_doubtful,
        release_date.not_placeable_because,
        tag.repository,
        tag.tag_name,
        tag.sha,
        service_tag.version,
        service_tag.version_order,
        service_tag.line,
        service_tag.kind,
        service_tag.is_candidate,
        case
            when service_tag.is_candidate then concat(release_date.service, '/', service_tag.candidate_of)
        end as candidate_of_id,
        predecessor.release_id as predecessor_id,
        service_tag.predecessor_found_by
    from release_dates as release_date
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = release_date.service_tag_id
    join tags as tag on tag.service_tag_id = release_date.service_tag_id
    left join tags as predecessor on predecessor.service_tag_id = service_tag.predecessor_tag_id
),
told as (
    select
        release_id,
        min(deployed_at) as deployed_at,
        min_by(deployment_id, (deployed_at, deployment_id)) as deployment_id,
        max_by(deployment_id, (deployed_at, deployment_id)) as last_deployment_id
    from told_deployments
    where is_production and not_counted_because is null and release_id is not null
    group by release_id
),
planned_date as (
    select version.release_id, seen.site, seen.version_id, max_by(seen.release_on, seen.seen_at) as planned_on
    from raw.jira_version_snapshots as seen
    join release_versions as version on version.site = seen.site and version.version_id = seen.version_id
    left join told on told.release_id = version.release_id
    where not seen.is_released
        and seen.release_on is not null
        and version.release_id is not null
        and coalesce(seen.seen_at < told.deployed_at, true)
    group by version.release_id, seen.site, seen.version_id
),
replanned as (
    select release_id, count(*) as planned_change_count
    from version_history
    where release_id is not null and is_replan
    group by release_id
),
plan as (
    select
        version.release_id,
        min(version.service) as service,
        min(version.version) as version,
        max(jira_version.version_order) as version_order,
        max(jira_version.line) as line,
        max(jira_version.kind) as kind,
        coalesce(bool_or(jira_version.is_candidate), false) as is_candidate,
        bool_or(version.is_tagged) as is_tagged,
        bool_and(version.is_released) as is_released,
        bool_and(version.is_archived) as is_archived,
        list_sort(list(distinct version.version_name)) as jira_version_names,
        min(version.start_on) as planned_start_on,
        max(
            case
                when version.is_released or told.release_id is not null then coalesce(planned_date.planned_on, version.release_on)
                else version.release_on
            end
        ) as planned_on,
        max(case when version.is_released then version.release_on end) as released_on
    from release_versions as version
    join raw.jira_versions as jira_version
        on jira_version.site = version.site and jira_version.version_id = version.version_id
    left join planned_date
        on planned_date.release_id = version.release_id
        and planned_date.site = version.site
        and planned_date.version_id = version.version_id
    left join told on told.release_id = version.release_id
    where version.release_id is not null
    group by version.release_id
),
meant as (
    select site, issue_id, unnest(fix_version_ids) as version_id
    from raw.jira_issues
    where gone_at is null
),
scope as (
    select
        version.release_id,
        count(distinct concat(meant.site, '/', meant.issue_id)) as scope_issue_count,
        count(distinct case when issue.is_done then concat(meant.site, '/', meant.issue_id) end) as done_issue_count
    from meant
    join release_versions as version on version.site = meant.site and version.version_id = meant.version_id
    join issue_core as issue on issue.site = meant.site and issue.issue_id = meant.issue_id
    where version.release_id is not null
    group by version.release_id
),
jira_release as (
    select
        plan.release_id,
        plan.service,
        case
            when told.release_id is not null then told.deployed_at
            when plan.is_released
                then timezone(rules.time_zone, cast(plan.released_on as timestamp) + interval 12 hour)
        end as released_at,
        case
            when told.release_id is not null then 'deployment feed'
            when plan.is_released then 'jira version'
        end as released_at_from,
        plan.version,
        coalesce(
            plan.version_order,
            concat('!', coalesce(cast(coalesce(plan.released_on, plan.planned_on) as varchar), '9999'), plan.version)
        ) as version_order,
        plan.line,
        coalesce(plan.kind, 'other') as kind,
        plan.is_candidate
    from plan
    cross join rules
    left join told on told.release_id = plan.release_id
    where not plan.is_tagged
),
release as (
    select *
    from tag_release
    union all
    select
        jira_release.release_id,
        jira_release.service,
        jira_release.released_at,
        jira_release.released_at_from,
        false as is_import_dated,
        coalesce(jira_release.released_at not between rules.plausible_from and rules.plausible_until, false) as is_date_doubtful,
        case
            when jira_release.released_at is null then 'not released yet'
            when jira_release.released_at not between rules.plausible_from and rules.plausible_until
                then 'its release has a doubtful date'
        end as not_placeable_because,
        cast(null as varchar) as repository,
        cast(null as varchar) as tag_name,
        cast(null as varchar) as sha,
        jira_release.version,
        jira_release.version_order,
        jira_release.line,
        jira_release.kind,
        jira_release.is_candidate,
        cast(null as varchar) as candidate_of_id,
        cast(null as varchar) as predecessor_id,
        cast(null as varchar) as predecessor_found_by
    from jira_release
    cross join rules
),
candidate as (
    select candidate_of_id as release_id, count(*) as candidate_count, min(released_at) as first_candidate_at
    from release
    where is_candidate and candidate_of_id is not null
    group by candidate_of_id
),
deployed as (
    select
        release.release_id,
        case
            when fed.service is not null then told.deployed_at
            when not release.is_candidate and release.not_placeable_because is null then release.released_at
        end as deployed_at,
        case
            when fed.service is not null then told.deployment_id
            when not release.is_candidate and release.released_at_from is not null
                then concat(release.release_id, '@production')
        end as deployment_id,
        case
            when fed.service is not null then
                case when told.release_id is null then 'not deployed to production, as far as the deployment feed tells' end
            when release.is_candidate then 'it is a candidate'
            else release.not_placeable_because
        end as not_deployed_because
    from release
    left join (select distinct service from told_deployments) as fed on fed.service = release.service
    left join told on told.release_id = release.release_id
),
followed as (
    select
        release.release_id,
        deployed.deployed_at,
        lead(release.release_id) over line_in_time as next_release_id,
        lead(deployed.deployed_at) over line_in_time as next_deployed_at
    from release
    join deployed on deployed.release_id = release.release_id
    where not release.is_candidate and deployed.deployed_at is not null
    window line_in_time as (partition by release.service, release.line order by deployed.deployed_at, release.version_order)
),
watched as (
    select
        followed.release_id,
        followed.next_release_id,
        least(followed.deployed_at + to_days(rules.observation_days), followed.next_deployed_at) as matures_at
    from followed
    cross join rules
),
-- Of a release that was deployed again after its rollback, the last deployment counts.
rolled_back as (
    select distinct taken_back.release_id
    from rollbacks as taken_back
    left join told on told.release_id = taken_back.release_id
    where told.release_id is null or told.last_deployment_id = taken_back.deployment_id
)
select
    release.release_id,
    release.service,
    service.team,
    service.product,
    release.repository,
    release.version,
    release.version_order,
    release.tag_name,
    release.sha,
    release.line,
    release.kind,
    release.is_candidate,
    release.candidate_of_id,
    not release.is_candidate and release.released_at_from is not null as is_released,
    case
        when release.is_candidate then 'candidate'
        when rolled_back.release_id is not null then 'rolled back'
        when release.released_at_from is not null then 'released'
        when plan.is_archived then 'abandoned'
        when plan.planned_on < cast(timezone(rules.time_zone, rules.as_of) as date) then 'overdue'
        else 'planned'
    end as state,
    release.released_at,
    release.released_at_from,
    deployed.deployed_at,
    deployed.deployment_id as first_deployment_id,
    deployed.not_deployed_because,
    release.predecessor_id,
    release.predecessor_found_by,
    tag_count.first_shipped_commit_count,
    tag_count.first_shipped_by_version_commit_count,
    tag_count.scope_commit_count,
    case
        when not release.is_candidate and release.released_at_from = 'tag' then coalesce(candidate.candidate_count, 0)
        when not release.is_candidate then candidate.candidate_count
    end as candidate_count,
    candidate.first_candidate_at,
    shipped.build_started_at,
    case
        when release.not_placeable_because is null and shipped.build_started_at < release.released_at
            then release.released_at
            - to_microseconds(
                cast(epoch(release.released_at - shipped.build_started_at) * rules.late_window_share * 1000000 as bigint)
            )
    end as late_from,
    release.is_import_dated,
    release.is_date_doubtful,
    release.not_placeable_because,
    watched.next_release_id,
    watched.matures_at,
    coalesce(watched.matures_at <= rules.as_of, false) as is_matured,
    shipped.lead_time_median_hours,
    shipped.additions,
    shipped.deletions,
    touched.changed_file_count,
    case when release.released_at_from = 'tag' then coalesce(shipped.revert_count, 0) end as revert_count,
    coalesce(plan.jira_version_names, []) as jira_version_names,
    plan.planned_start_on,
    plan.planned_on,
    case when plan.release_id is not null then coalesce(scope.scope_issue_count, 0) end as scope_issue_count,
    case when plan.release_id is not null then coalesce(scope.done_issue_count, 0) end as done_issue_count,
    case when plan.release_id is not null then coalesce(replanned.planned_change_count, 0) end as planned_change_count
from release
cross join rules
left join tag_count on tag_count.release_id = release.release_id
left join raw.services as service on service.service = release.service
left join shipped on shipped.release_id = release.release_id
left join touched on touched.release_id = release.release_id
left join candidate on candidate.release_id = release.release_id and not release.is_candidate
left join watched on watched.release_id = release.release_id
left join plan on plan.release_id = release.release_id
left join scope on scope.release_id = release.release_id
left join replanned on replanned.release_id = release.release_id
left join deployed on deployed.release_id = release.release_id
left join rolled_back on rolled_back.release_id = release.release_id
order by release.service, release.version_order
