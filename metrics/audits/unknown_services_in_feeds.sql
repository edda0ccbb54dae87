-- Services that feeds name and the settings do not have
-- topic: Feeds
with named as (
    select feed, 'deployments' as kind, service, path, line_number from raw.feed_deployments
    union all
    select feed, 'incidents' as kind, service, path, line_number from raw.feed_incidents
    union all
    select feed, 'test runs' as kind, service, path, line_number from raw.feed_test_runs
    union all
    select feed, 'approvals' as kind, service, path, line_number from raw.feed_approvals
    union all
    select feed, 'runsheet steps' as kind, service, path, line_number from raw.feed_runsheet_steps
)
select
    concat(named.feed, ' ', named.service) as subject,
    cast(null as varchar) as service,
    concat(
        count(*), ' ', named.kind, ' name it, first in ', min_by(named.path, (named.path, named.line_number)), ', line ',
        min_by(named.line_number, (named.path, named.line_number)), '; there is no such service'
    ) as what,
    'They count for no service. Correct the name in the feed, or add a [[service]] of that name.' as what_to_do
from named
left join raw.services as service on service.service = named.service
where named.service is not null and service.service is null
group by named.feed, named.kind, named.service
