-- Every commit that is no merge. Counted when its deployment and its own date can be placed in time; amount in hours.
select
    commit.sha as subject,
    commit.shipped_at as happened_at,
    commit.service, service.team, service.product, commit.repository, release.line, release.kind,
    commit.lead_time_hours as amount,
    commit.lead_time_hours is not null as is_counted,
    commit.lead_time_missing_because as left_out_because,
    false as is_provisional,
    commit.subject as evidence
from merged_commits as part
join commits as commit on commit.commit_id = part.commit_id and commit.service = part.service
join services as service on service.service = part.service
left join releases as release on release.release_id = part.release_id
