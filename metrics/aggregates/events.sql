-- What a metric that counts what is there is summed up from: 1 when something comes, -1 when it leaves; weight likewise
-- from when it has grown old.
select
    subject, happened_at as happened_at, service, team, product, repository, line, kind, {category} as category, {step} as step,
    {component} as component, {environment} as environment,
    1 as amount, 0 as weight, is_counted, left_out_because, is_provisional, evidence
from (
    {query}
) as population
where happened_at is not null
union all
select
    subject, left_at as happened_at, service, team, product, repository, line, kind, {category} as category, {step} as step,
    {component} as component, {environment} as environment,
    -1 as amount, case when aged_at < left_at then -1 else 0 end as weight, is_counted, left_out_because, is_provisional, evidence
from (
    {query}
) as population
where happened_at is not null and left_at is not null
union all
select
    subject, aged_at as happened_at, service, team, product, repository, line, kind, {category} as category, {step} as step,
    {component} as component, {environment} as environment,
    0 as amount, 1 as weight, is_counted, left_out_because, is_provisional, evidence
from (
    {query}
) as population
where happened_at is not null and aged_at < (select as_of from rules) and (left_at is null or aged_at < left_at)
