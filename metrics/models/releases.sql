-- One row per release or candidate of a service. A candidate (1.2.0-rc1) is no release; ask for is_candidate = false.
-- A version tagged in several repositories of a service is one release, out when the last of its tags is.
-- release_id: service/version.
-- service: Service.
-- team: Team that owns the service; null when the settings name none.
-- product: Product it belongs to; null when the settings name none.
-- repository: Repository of the tag that completed it.
-- version: Normalised version, such as 1.2.0 or 1.2.0-rc1.
-- version_order: Text that sorts as the versions do.
-- tag_name: Tag that completed it.
-- sha: Commit of that tag.
-- line: Release line: X.Y, or by ancestry for versions without one.
-- kind: major, minor, patch, calendar or other; candidate for a candidate.
-- is_candidate: Its version has a pre-release part.
-- candidate_of_id: Release that it is a candidate of (which may not be out yet); null for a release.
-- released_at: When it was tagged: the latest of its tags' dates.
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
-- next_release_id: The next release of its line by date; null for the newest, for candidates and when not placeable.
-- matures_at: End of its observation window: observation_days after it, or the next release of its line if sooner.
-- is_matured: The observation window is closed, so its failure figures are final.
-- lead_time_median_hours: Median lead time of the changes (no merges) it ships first; null when none has one.
-- additions: Lines added by the commits it ships first; null until one is counted.
-- deletions: Lines deleted likewise.
-- changed_file_count: Paths changed by the commits it ships first, each counted once; null until one is counted.
-- revert_count: Commits it ships first that revert another commit.
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
release as (
    select
        release_date.*,
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
candidate as (
    select candidate_of_id as release_id, count(*) as candidate_count, min(released_at) as first_candidate_at
    from release
    where is_candidate
    group by candidate_of_id
),
followed as (
    select
        release_id,
        lead(release_id) over line_in_time as next_release_id,
        lead(released_at) over line_in_time as next_released_at
    from release
    where not is_candidate and not_placeable_because is null
    window line_in_time as (partition by service, line order by released_at, version_order)
),
watched as (
    select
        followed.release_id,
        followed.next_release_id,
        least(release.released_at + to_days(rules.observation_days), followed.next_released_at) as matures_at
    from followed
    join release on release.release_id = followed.release_id
    cross join rules
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
    release.released_at,
    release.predecessor_id,
    release.predecessor_found_by,
    tag_count.first_shipped_commit_count,
    tag_count.first_shipped_by_version_commit_count,
    tag_count.scope_commit_count,
    case when not release.is_candidate then coalesce(candidate.candidate_count, 0) end as candidate_count,
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
    coalesce(shipped.revert_count, 0) as revert_count
from release
cross join rules
join tag_count on tag_count.release_id = release.release_id
left join raw.services as service on service.service = release.service
left join shipped on shipped.release_id = release.release_id
left join touched on touched.release_id = release.release_id
left join candidate on candidate.release_id = release.release_id and not release.is_candidate
left join watched on watched.release_id = release.release_id
order by release.service, release.version_order
