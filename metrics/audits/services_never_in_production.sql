-- Services whose deployment feed never tells of production
-- topic: Feeds
select
    deployment.service as subject,
    deployment.service,
    concat(
        'the feed tells of deployments to ', string_agg(distinct deployment.environment, ', ' order by deployment.environment),
        '; none of production succeeded, and its tags are not asked'
    ) as what,
    'Name its production in production_environments of [metrics], or correct environment and result in the feed.' as what_to_do
from deployments as deployment
where deployment.feed is not null
group by deployment.service
having count(*) filter (where deployment.is_production and deployment.not_counted_because is null) = 0
