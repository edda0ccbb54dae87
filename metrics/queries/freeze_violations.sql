-- Every production deployment and every merge on a default branch. Counted when a freeze of its service is recorded; amount is
-- 1 when it happened inside one for which nobody recorded an exception.
select
    happened.subject,
    happened.happened_at,
    happened.service, service.team, service.product, happened.repository, happened.line, happened.kind, happened.category,
    cast(happened.freeze_name is not null as integer) as amount,
    happened.not_counted_because is null and happened.happened_at is not null and happened.is_freeze_known as is_counted,
    case
        when happened.not_counted_because is not null then happened.not_counted_because
        when happened.happened_at is null then 'it cannot be placed in time'
        when not happened.is_freeze_known then 'no freeze of its service is recorded'
    end as left_out_because,
    false as is_provisional,
    case
        when happened.freeze_name is not null then concat(happened.label, ' inside ', happened.freeze_name)
        when happened.excused_freeze_name is not null
            then concat(happened.label, ' inside ', happened.excused_freeze_name, ', by an exception')
        else happened.label
    end as evidence
from frozen_changes as happened
left join raw.services as service on service.service = happened.service
