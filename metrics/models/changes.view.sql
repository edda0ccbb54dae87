-- One row per change: a unit of intended work. Until Jira is a source it is one commit, no merge, that a release
-- contains or that stands on the default branch. Reverting commits are changes too.
-- change_id: Identity; for an unlinked change the commit's object id. Unique within a service.
-- service: Service.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- repository: Repository.
-- line: Release line of its release; null while unreleased.
-- kind: Kind of its release: major, minor, patch, calendar or other; null while unreleased.
-- release_id: First release by date that contains it; null while unreleased.
-- title: First line of the message. Hostile text: escape it.
-- is_linked: It is a known issue; false = a commit with no issue behind it.
-- issue_keys: Keys in its messages whose project is known.
-- first_committed_at: Committer date of its first commit.
-- arrived_at: When it was committed or merged on the line of its release.
-- shipped_at: Instant of its release; null while unreleased and when the release cannot be placed in time.
-- commit_count: Commits that make it up.
-- lead_time_hours: From its first commit to its release.
-- lead_time_missing_because: Why there is no lead time; null when there is one.
-- wait_days: From its arrival on the release line to its release; null when either is unknown or out of order.
-- is_backed_out: A commit that is released or on the default branch reverts it, and was not itself reverted.
-- backed_out_by_sha: That commit.
-- has_second_person: Somebody other than its author reviewed, committed or merged it, as far as git tells.
-- second_person_evidence: How git tells.
-- is_late: It arrived in the last part of its release's build window (setting late_window_share); null without a window.
-- is_issue_project_known: An issue project is known for its service.
-- not_shipped_because: Why shipped_at is null; null when it is not.
-- commit_id: Number of its commit in this warehouse.
with timed as (
    select
        commit.*,
        release.line,
        release.kind,
        case when release.not_placeable_because is null then release.released_at end as shipped_at,
        case
            when commit.first_release_id is null then 'not in a release yet'
            else release.not_placeable_because
        end as not_shipped_because,
        release.late_from
    from commits as commit
    left join releases as release on release.release_id = commit.first_release_id
    where not commit.is_merge
        and commit.service is not null
        and (commit.first_release_id is not null or commit.is_on_default_branch)
),
-- A reverting commit on a branch that nobody took proves nothing.
backing_out as (
    select revert.reverted_id as commit_id, commit.service, max_by(commit.sha, commit.commit_id) as sha
    from reverts as revert
    join commits as commit on commit.commit_id = revert.commit_id
    where revert.is_standing and (commit.first_release_id is not null or commit.is_on_default_branch)
    group by revert.reverted_id, commit.service
)
select
    timed.sha as change_id,
    timed.service,
    service.team,
    service.product,
    timed.repository,
    timed.line,
    timed.kind,
    timed.first_release_id as release_id,
    timed.subject as title,
    false as is_linked,
    timed.issue_keys,
    timed.committed_at as first_committed_at,
    timed.arrived_at,
    timed.shipped_at,
    1 as commit_count,
    timed.lead_time_hours,
    timed.lead_time_missing_because,
    case
        when timed.arrived_at >= rules.plausible_from and timed.arrived_at <= timed.shipped_at
            then epoch(timed.shipped_at - timed.arrived_at) / 86400
    end as wait_days,
    backing_out.sha is not null as is_backed_out,
    backing_out.sha as backed_out_by_sha,
    timed.has_second_person,
    timed.second_person_evidence,
    timed.arrived_at >= timed.late_from as is_late,
    service.is_issue_project_known,
    timed.not_shipped_because,
    timed.commit_id
from timed
cross join rules
join services as service on service.service = timed.service
left join backing_out on backing_out.commit_id = timed.commit_id and backing_out.service = timed.service
