-- Every answer of a stakeholder on a release, on its day; amount is the satisfaction, 1 to 5.
select
    answer.feedback_id as subject,
    timezone(rules.time_zone, cast(answer.given_on as timestamp)) as happened_at,
    answer.service, answer.team, answer.product, cast(null as varchar) as repository, answer.line, answer.kind,
    answer.satisfaction as amount,
    coalesce(answer.satisfaction between 1 and 5, false) as is_counted,
    case when not coalesce(answer.satisfaction between 1 and 5, false) then 'it holds no answer from 1 to 5' end as left_out_because,
    false as is_provisional,
    concat('on ', answer.release_id, coalesce(concat(', as ', answer.role), '')) as evidence
from feedback as answer
cross join rules
