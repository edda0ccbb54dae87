-- Deployments of a feed whose version or commit the service does not have
-- topic: Feeds
select
    concat('deployment ', deployment.deployment_id) as subject,
    deployment.service,
    concat(
        'deploys ', coalesce(deployment.version, substr(deployment.sha, 1, 10), 'nothing that is named'), ' to ',
        deployment.environment, '; no release', case when deployment.sha is null then '' else ' and no commit' end,
        ' of the service is called so'
    ) as what,
    concat(
        'It is counted as a deployment of no known release, without its changes. Correct ', deployment.path, ', line ',
        deployment.line_number, ', or sync the repository that has it.'
    ) as what_to_do
from raw.feed_deployments as deployment
join raw.services as service on service.service = deployment.service
left join release_names as version
    on version.service = deployment.service
    and version.spelling = regexp_replace(regexp_replace(lower(trim(deployment.version)), '^v', ''), '(\.0)+$', '')
left join (
    select distinct named.deployment_id
    from raw.feed_deployments as named
    join commits as commit
        on commit.service = named.service
        and substr(commit.sha, 1, 7) = substr(named.sha, 1, 7)
        and starts_with(commit.sha, named.sha)
) as by_commit on by_commit.deployment_id = deployment.deployment_id
where version.release_id is null and by_commit.deployment_id is null
