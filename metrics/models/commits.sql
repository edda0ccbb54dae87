-- One row per commit and service that its repository belongs to (a repository of no service: one row).
-- Commits are those reachable from a branch or tag at some sync; they are never removed.
-- Empty without: raw.git_commits
-- repository: Repository.
-- service: Service; null when the repository belongs to none.
-- sha: Object id, lower-case hexadecimal.
-- author_name: Author as git has it. For reading, never for measuring people.
-- committer_name: Committer as git has it.
-- authored_at: Author date; null when git has none.
-- committed_at: Committer date; null when git has none.
-- is_merge: It has two or more parents.
-- parent_count: Number of parents.
-- subject: First line of the message, at most 200 characters; odd characters replaced by U+FFFD. Hostile text: escape it.
-- first_release_id: First release by date that contains it: when it first reached users. Null while unreleased.
-- first_release_by_version_id: First release by version that contains it (differs when an older line is released later).
-- first_candidate_id: Candidate that contained it before any release did; null when none did.
-- first_deployment_id: First production deployment that contains it (deployments); null while there is none.
-- shipped_at: Instant of that deployment: of the release tag, where the service has no deployment feed. Null when it cannot be placed.
-- not_shipped_because: Why shipped_at is null; null when it is not.
-- lead_time_hours: From the committer date to shipped_at.
-- lead_time_missing_because: Why there is no lead time; null when there is one.
-- arrived_at: Committer date of the commit that brought it to the line that was shipped (its own when made there).
-- is_on_default_branch: It is reachable from the default branch now.
-- issue_keys: Keys in its message of issues that a Jira knows, and, of known projects that no Jira is read for, those of
--   their form; in order, empty when there are none.
-- is_linked: It is part of the work of an issue that a Jira knows.
-- is_revert: Its message says that it reverts a commit of the repository.
-- reverted_sha: The commit it reverts (the first, if several).
-- reverted_by_sha: The commit that reverted it and was not itself reverted; null when there is none.
-- has_second_person: Somebody other than its author reviewed, committed or merged it, as far as git tells.
-- second_person_evidence: How git tells; null when it does not.
-- additions: Lines added against the first parent; null for merges, until counted, and when an object is missing.
-- deletions: Lines deleted; null likewise.
-- changed_file_count: Paths changed; null for merges and until counted.
-- is_date_doubtful: Its committer date is missing, before 1990 or later than two days after the build.
-- is_text_damaged: Name, address or message was not UTF-8 and was read as Latin-1.
-- commit_id: Number of the commit in this warehouse, for joins with the raw tables.
with dated as (
    select
        commit.*,
        case
            when commit.authored_epoch between -62135596800 and 253402300799 then to_timestamp(commit.authored_epoch)
        end as authored_at,
        case
            when commit.committed_epoch between -62135596800 and 253402300799 then to_timestamp(commit.committed_epoch)
        end as committed_at
    from raw.git_commits as commit
),
-- Whoever has the same name or the same address is the same person.
person as (
    select
        person_id,
        name,
        nullif(lower(trim(name)), '') as same_name,
        nullif(lower(trim(email)), '') as same_email,
        lower(trim(email)) = 'noreply@github.com' as is_web_form
    from raw.git_people
),
-- A reviewer trailer may name several people, with or without addresses.
named_reviewer as (
    select commit_id, trailer, unnest(string_split(value, ',')) as reviewer
    from raw.git_trailers
    where trailer in ('reviewed-by', 'reviewers', 'reviewer', 'approved-by', 'acked-by', 'signed-off-by')
),
reviewer as (
    select
        commit_id,
        trailer,
        nullif(lower(trim(split_part(reviewer, '<', 1))), '') as same_name,
        nullif(lower(trim(split_part(split_part(reviewer, '<', 2), '>', 1))), '') as same_email
    from named_reviewer
),
review as (
    select reviewer.commit_id, min(reviewer.trailer) as trailer
    from reviewer
    join raw.git_commits as commit on commit.commit_id = reviewer.commit_id
    join person as author on author.person_id = commit.author_id
    where coalesce(reviewer.same_name, reviewer.same_email) is not null
        and not coalesce(reviewer.same_name = author.same_name, false)
        and not coalesce(reviewer.same_name = author.same_email, false)
        and not coalesce(reviewer.same_email = author.same_email, false)
    group by reviewer.commit_id
),
known_key as (
    select project.service, issue_key.commit_id, list_sort(list(distinct issue_key.issue_key)) as issue_keys
    from raw.git_issue_keys as issue_key
    join raw.git_commits as commit on commit.commit_id = issue_key.commit_id
    join raw.git_repositories as repository on repository.repository_id = commit.repository_id
    join raw.service_repositories as member on member.repository = repository.repository
    join issue_projects as project
        on project.service = member.service
        and project.project = split_part(issue_key.issue_key, '-', 1)
    left join read_projects as read_project on read_project.project_key = project.project
    left join (select distinct issue_key from raw.jira_issue_keys) as told on told.issue_key = issue_key.issue_key
    where told.issue_key is not null or (project.is_known and read_project.project_key is null)
    group by project.service, issue_key.commit_id
),
linked as (
    select distinct commit_id, service
    from issue_links
    where not is_own_revert
),
line_count as (
    select
        change.commit_id,
        count(*) as changed_file_count,
        case when bool_or(pair.is_binary is null) then null else coalesce(sum(pair.additions), 0) end as additions,
        case when bool_or(pair.is_binary is null) then null else coalesce(sum(pair.deletions), 0) end as deletions
    from raw.git_file_changes as change
    left join raw.git_blob_pairs as pair on pair.pair_id = change.pair_id
    group by change.commit_id
),
reverting as (
    select commit_id, min(reverted_sha) as reverted_sha
    from reverts
    group by commit_id
),
reverted as (
    select reverted_id as commit_id, max_by(sha, commit_id) as reverted_by_sha
    from reverts
    where is_standing
    group by reverted_id
),
tag_release as (
    select
        tag.service_tag_id,
        release_date.release_id,
        release_date.released_at,
        release_date.not_placeable_because,
        service_tag.is_candidate
    from tags as tag
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = tag.service_tag_id
    join release_dates as release_date on release_date.release_id = tag.release_id
),
shipped as (
    select
        first_shipped.service,
        first_shipped.commit_id,
        first_shipped.arrived_id,
        by_date.release_id,
        by_date.released_at,
        by_date.not_placeable_because,
        by_version.release_id as release_by_version_id,
        case when of_any.is_candidate then of_any.release_id end as candidate_id
    from raw.git_first_shipped as first_shipped
    left join tag_release as by_date on by_date.service_tag_id = first_shipped.first_tag_id
    left join tag_release as by_version on by_version.service_tag_id = first_shipped.first_tag_by_version_id
    left join tag_release as of_any on of_any.service_tag_id = first_shipped.first_candidate_tag_id
),
counted_deployment as (
    select deployment_id, service, release_id, deployed_at
    from told_deployments
    where is_production and not_counted_because is null
),
-- By the history where the feed's commits or versions are known in it; else by the release, where a feed names that.
deployed as (
    select
        first_deployed.service,
        first_deployed.commit_id,
        min_by(deployment.deployment_id, (deployment.deployed_at, deployment.deployment_id)) as deployment_id,
        min(deployment.deployed_at) as deployed_at,
        min_by(first_deployed.arrived_id, (deployment.deployed_at, deployment.deployment_id)) as arrived_id
    from raw.git_first_deployed as first_deployed
    join counted_deployment as deployment
        on deployment.deployment_id = first_deployed.deployment_id and deployment.service = first_deployed.service
    group by first_deployed.service, first_deployed.commit_id
),
release_deployed as (
    select release_id, min_by(deployment_id, (deployed_at, deployment_id)) as deployment_id, min(deployed_at) as deployed_at
    from counted_deployment
    where release_id is not null
    group by release_id
),
joined as (
    select
        commit.commit_id,
        repository.repository,
        member.service,
        commit.sha,
        author.name as author_name,
        committer.name as committer_name,
        commit.authored_at,
        commit.committed_at,
        commit.parent_count,
        substr(split_part(message.message, chr(10), 1), 1, 200) as subject,
        shipped.release_id,
        shipped.release_by_version_id,
        shipped.candidate_id,
        case
            when fed.service is not null then coalesce(deployed.deployment_id, release_deployed.deployment_id)
            when shipped.release_id is not null then concat(shipped.release_id, '@production')
        end as deployment_id,
        case
            when fed.service is not null then coalesce(deployed.deployed_at, release_deployed.deployed_at)
            when shipped.not_placeable_because is null then shipped.released_at
        end as shipped_at,
        case
            when fed.service is not null then
                case
                    when coalesce(deployed.deployed_at, release_deployed.deployed_at) is null
                        then 'not deployed to production, as far as the deployment feed tells'
                end
            when shipped.release_id is null then 'not in a release yet'
            else shipped.not_placeable_because
        end as not_shipped_because,
        fed.service is not null as is_fed,
        arrival.committed_at as arrived_at,
        branch_commit.commit_id is not null as is_on_default_branch,
        coalesce(
            commit.committed_at not between rules.plausible_from and rules.plausible_until,
            true
        ) as is_date_doubtful,
        review.trailer,
        not committer.is_web_form
        and not coalesce(committer.same_name = author.same_name, false)
        and not coalesce(committer.same_email = author.same_email, false)
        and coalesce(committer.same_name, committer.same_email) is not null as is_committed_by_another,
        arrival.commit_id <> commit.commit_id
        and arrival.parent_count > 1
        and not coalesce(merger.same_name = author.same_name, false)
        and not coalesce(merger.same_email = author.same_email, false)
        and coalesce(merger.same_name, merger.same_email) is not null as is_merged_by_another,
        counted.commit_id is not null and commit.parent_count < 2 as is_counted,
        commit.is_text_damaged
    from dated as commit
    join raw.git_repositories as repository on repository.repository_id = commit.repository_id
    cross join rules
    left join raw.service_repositories as member on member.repository = repository.repository
    left join raw.git_messages as message on message.commit_id = commit.commit_id
    left join person as author on author.person_id = commit.author_id
    left join person as committer on committer.person_id = commit.committer_id
    left join review on review.commit_id = commit.commit_id
    left join shipped on shipped.service = member.service and shipped.commit_id = commit.commit_id
    left join (select distinct service from told_deployments) as fed on fed.service = member.service
    left join deployed on deployed.service = member.service and deployed.commit_id = commit.commit_id
    left join release_deployed on release_deployed.release_id = shipped.release_id
    left join dated as arrival on arrival.commit_id = coalesce(deployed.arrived_id, shipped.arrived_id)
    left join person as merger on merger.person_id = arrival.author_id
    left join raw.git_branch_commits as branch_commit on branch_commit.commit_id = commit.commit_id
    left join raw.git_counted_commits as counted on counted.commit_id = commit.commit_id
),
timed as (
    select
        joined.*,
        case
            when not_shipped_because is not null then not_shipped_because
            when is_date_doubtful then 'its own date is missing or doubtful'
            when committed_at > shipped_at and is_fed then 'committed after its deployment'
            when committed_at > shipped_at then 'committed after its release'
        end as lead_time_missing_because
    from joined
)
select
    timed.repository,
    timed.service,
    lower(hex(timed.sha)) as sha,
    timed.author_name,
    timed.committer_name,
    timed.authored_at,
    timed.committed_at,
    timed.parent_count > 1 as is_merge,
    timed.parent_count,
    regexp_replace(
        timed.subject,
        '[\x00-\x1F\x7F-\x{9F}\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E007F}]',
        '�',
        'g'
    ) as subject,
    timed.release_id as first_release_id,
    timed.release_by_version_id as first_release_by_version_id,
    timed.candidate_id as first_candidate_id,
    timed.deployment_id as first_deployment_id,
    timed.shipped_at,
    timed.not_shipped_because,
    case
        when timed.lead_time_missing_because is null then epoch(timed.shipped_at - timed.committed_at) / 3600
    end as lead_time_hours,
    timed.lead_time_missing_because,
    timed.arrived_at,
    timed.is_on_default_branch,
    coalesce(known_key.issue_keys, []) as issue_keys,
    linked.commit_id is not null as is_linked,
    reverting.commit_id is not null as is_revert,
    reverting.reverted_sha,
    reverted.reverted_by_sha,
    timed.trailer is not null
    or coalesce(timed.is_committed_by_another, false)
    or coalesce(timed.is_merged_by_another, false) as has_second_person,
    case
        when timed.trailer is not null then concat('trailer ', timed.trailer)
        when timed.is_committed_by_another then 'committed by another person'
        when timed.is_merged_by_another then 'merged by another person'
    end as second_person_evidence,
    case
        when timed.is_counted and line_count.commit_id is null then 0
        when timed.is_counted then cast(line_count.additions as bigint)
    end as additions,
    case
        when timed.is_counted and line_count.commit_id is null then 0
        when timed.is_counted then cast(line_count.deletions as bigint)
    end as deletions,
    case when timed.is_counted then coalesce(line_count.changed_file_count, 0) end as changed_file_count,
    timed.is_date_doubtful,
    timed.is_text_damaged,
    timed.commit_id
from timed
left join line_count on line_count.commit_id = timed.commit_id
left join known_key on known_key.commit_id = timed.commit_id and known_key.service = timed.service
left join linked on linked.commit_id = timed.commit_id and linked.service is not distinct from timed.service
left join reverting on reverting.commit_id = timed.commit_id
left join reverted on reverted.commit_id = timed.commit_id
order by timed.commit_id
