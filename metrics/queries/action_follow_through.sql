-- Every action that somebody wrote, on the day it is due. Counted once that day has passed; amount is 1 when it was done by
-- then. One that was dropped is not done.
select
    action.action_id as subject,
    timezone(rules.time_zone, cast(action.due_on as timestamp)) as happened_at,
    action.service, action.team, action.product,
    cast(null as varchar) as repository, cast(null as varchar) as line, cast(null as varchar) as kind,
    cast(action.is_done_on_time as integer) as amount,
    action.is_due and action.is_done_on_time is not null as is_counted,
    case
        when action.due_on is null then 'nobody said by when'
        when not action.is_due then concat('it is due on ', action.due_on)
    end as left_out_because,
    false as is_provisional,
    case
        when action.is_dropped then concat('dropped on ', action.closed_on, ', due on ', action.due_on)
        when action.closed_on is null then concat('open, due on ', action.due_on)
        else concat('closed by a', case action.closed_by when 'issue' then 'n issue on ' else ' person on ' end,
            action.closed_on, ', due on ', action.due_on)
    end as evidence
from actions as action
cross join rules
