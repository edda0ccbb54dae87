-- Every entry of the register, on the day it was closed. Counted when it is closed and its metric could be judged; amount is 1
-- when the verdict is better.
select
    improvement.improvement_id as subject,
    timezone(rules.time_zone, cast(improvement.closed_on as timestamp)) as happened_at,
    improvement.service, service.team, service.product,
    cast(null as varchar) as repository, cast(null as varchar) as line, cast(null as varchar) as kind,
    cast(improvement.verdict = 'signal: better' as integer) as amount,
    improvement.closed_on is not null and improvement.verdict is not null as is_counted,
    case
        when improvement.closed_on is null then 'it is not closed yet'
        when improvement.verdict is null then concat('its metric cannot be judged: ', improvement.verdict_because)
    end as left_out_because,
    false as is_provisional,
    concat(improvement.metric_id, ': ', improvement.verdict, coalesce(concat(', ', improvement.verdict_because), '')) as evidence
from improvements as improvement
cross join rules
left join services as service on service.service = improvement.service
