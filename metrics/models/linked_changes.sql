-- One row per service and issue with commits in it that are shipped or on the default branch: intended work as one.
-- Cherry-picks and backports name the same issue, so they are one change, shipped by the first release that has any of it:
-- by the first production deployment, where the service has a deployment feed.
-- Empty without: issue_links, commits
-- site: Jira.
-- issue_id: Issue.
-- service: Service.
-- release_id: First release by date that contains any of its commits; null while unreleased.
-- first_deployment_id: First production deployment that contains any of its commits; null while there is none.
-- shipped_at: Instant of that; null when it cannot be placed in time.
-- not_shipped_because: Why shipped_at is null; null when it is not.
-- happened_at: shipped_at, or the date that its release bears though it cannot be believed; for putting in order.
-- repository: Repository of its first commit.
-- first_commit_id: Its first commit, by committer date.
-- first_committed_at: Committer date of its first commit with a plausible date.
-- first_authored_at: Earliest plausible author date of its commits.
-- arrived_at: When the last of its commits in what shipped it arrived on the line of it.
-- commit_count: Commits that make it up.
-- backed_out_by_sha: A commit that reverts it, when each of its commits (merges aside) was reverted and stayed so.
-- has_second_person: Somebody other than the author reviewed, committed or merged each of its commits.
-- second_person_evidence: How git tells; null when it does not.
with part as (
    select
        link.site,
        link.issue_id,
        commit.service,
        commit.commit_id,
        commit.repository,
        commit.first_release_id,
        commit.arrived_at,
        commit.is_merge,
        commit.has_second_person,
        commit.second_person_evidence,
        case when not commit.is_date_doubtful then commit.committed_at end as committed_at,
        case
            when commit.authored_at between rules.plausible_from and rules.plausible_until then commit.authored_at
        end as authored_at,
        commit.first_deployment_id,
        commit.shipped_at,
        commit.not_shipped_because,
        fed.service is not null as is_fed,
        release_date.released_at,
        backing_out.sha as backed_out_by_sha
    from issue_links as link
    join commits as commit on commit.commit_id = link.commit_id and commit.service = link.service
    cross join rules
    left join (select distinct service from told_deployments) as fed on fed.service = commit.service
    left join release_dates as release_date on release_date.release_id = commit.first_release_id
    left join backed_out_commits as backing_out
        on backing_out.commit_id = commit.commit_id and backing_out.service = commit.service
    where not link.is_own_revert
        and (commit.first_release_id is not null or commit.first_deployment_id is not null or commit.is_on_default_branch)
),
first_release as (
    select site, issue_id, service, min_by(first_release_id, (released_at is null, released_at, first_release_id)) as release_id
    from part
    where first_release_id is not null
    group by site, issue_id, service
),
-- What shipped first; without a feed that is the first release by date, whether it can be placed or not.
first_shipped as (
    select
        part.site,
        part.issue_id,
        part.service,
        min_by(
            part.first_deployment_id,
            (part.shipped_at is null, part.shipped_at, part.released_at, part.first_deployment_id)
        ) as deployment_id
    from part
    left join first_release
        on first_release.site = part.site
        and first_release.issue_id = part.issue_id
        and first_release.service = part.service
    where part.first_deployment_id is not null
        and (part.is_fed or part.first_release_id = first_release.release_id)
    group by part.site, part.issue_id, part.service
)
select
    part.site,
    part.issue_id,
    part.service,
    min(first_release.release_id) as release_id,
    min(first_shipped.deployment_id) as first_deployment_id,
    min(case when part.first_deployment_id = first_shipped.deployment_id then part.shipped_at end) as shipped_at,
    case
        when bool_or(part.first_deployment_id = first_shipped.deployment_id and part.shipped_at is not null) then null
        when min(first_shipped.deployment_id) is not null
            then min(part.not_shipped_because) filter (where part.first_deployment_id = first_shipped.deployment_id)
        else min(part.not_shipped_because)
    end as not_shipped_because,
    min(
        case when part.first_deployment_id = first_shipped.deployment_id then coalesce(part.shipped_at, part.released_at) end
    ) as happened_at,
    min_by(part.repository, (part.committed_at is null, part.committed_at, part.commit_id)) as repository,
    min_by(part.commit_id, (part.committed_at is null, part.committed_at, part.commit_id)) as first_commit_id,
    min(part.committed_at) as first_committed_at,
    min(part.authored_at) as first_authored_at,
    max(case when part.first_deployment_id = first_shipped.deployment_id then part.arrived_at end) as arrived_at,
    count(*) as commit_count,
    case
        when bool_and(part.is_merge or part.backed_out_by_sha is not null) then max(part.backed_out_by_sha)
    end as backed_out_by_sha,
    coalesce(bool_and(part.has_second_person) filter (where not part.is_merge), bool_and(part.has_second_person)) as has_second_person,
    min(part.second_person_evidence) as second_person_evidence
from part
left join first_release
    on first_release.site = part.site
    and first_release.issue_id = part.issue_id
    and first_release.service = part.service
left join first_shipped
    on first_shipped.site = part.site
    and first_shipped.issue_id = part.issue_id
    and first_shipped.service = part.service
group by part.site, part.issue_id, part.service
