-- Every merge to the line that is released. Counted when it is deployed after it; amount in hours, from the merge.
with merged as (
    select
        part.merge_sha,
        part.service,
        min(part.release_id) as release_id,
        min(commit.repository) as repository,
        min(commit.shipped_at) as shipped_at,
        min(commit.not_shipped_because) as not_shipped_because,
        max(case when commit.arrived_at >= rules.plausible_from then commit.arrived_at end) as merged_at,
        count(*) as commit_count,
        min_by(commit.subject, (commit.authored_at, commit.sha)) as title
    from merged_commits as part
    join commits as commit on commit.commit_id = part.commit_id and commit.service = part.service
    cross join rules
    group by part.merge_sha, part.service
)
select
    merged.merge_sha as subject,
    merged.shipped_at as happened_at,
    merged.service, service.team, service.product, merged.repository, release.line, release.kind,
    epoch(merged.shipped_at - merged.merged_at) / 3600 as amount,
    coalesce(merged.merged_at <= merged.shipped_at, false) as is_counted,
    case
        when merged.shipped_at is null then merged.not_shipped_because
        when merged.merged_at is null then 'its merge has no date that can be believed'
        when merged.merged_at > merged.shipped_at then 'merged after its release'
    end as left_out_because,
    false as is_provisional,
    concat(merged.commit_count, case when merged.commit_count = 1 then ' commit: ' else ' commits, the first: ' end, merged.title) as evidence
from merged
join services as service on service.service = merged.service
left join releases as release on release.release_id = merged.release_id
