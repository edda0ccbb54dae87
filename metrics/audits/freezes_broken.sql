-- Deployments and merges inside a freeze for which nobody recorded an exception
-- topic: Freezes
select
    concat(happened.category, ' ', happened.label) as subject,
    happened.service,
    concat(
        'on ', strftime(timezone(rules.time_zone, happened.happened_at), '%Y-%m-%d %H:%M'), ' inside ', happened.freeze_name,
        ', with no exception on record'
    ) as what,
    'Record the exception if there was one; else ask how it came through.' as what_to_do
from frozen_changes as happened
cross join rules
where happened.freeze_name is not null and happened.not_counted_because is null
