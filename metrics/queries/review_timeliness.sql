-- Every final release that is placed in time, when its observation window closed. Counted once its review is done or overdue,
-- from the first review of its service on: before, nobody wrote any. Amount is 1 when it was reviewed in time.
select
    release_id as subject,
    matures_at as happened_at,
    service, team, product, repository, line, kind,
    cast(is_on_time as integer) as amount,
    is_matured and is_on_time is not null and coalesce(due_on >= service_first_reviewed_on, false) as is_counted,
    case
        when not is_matured then 'its observation window is still open'
        when service_first_reviewed_on is null then 'no release of its service was ever reviewed'
        when due_on < service_first_reviewed_on then 'its review was due before the first of its service was written'
        when is_on_time is null then concat('its review is due on ', due_on)
    end as left_out_because,
    false as is_provisional,
    case
        when reviewed_on is not null then concat('reviewed on ', reviewed_on, ', due on ', due_on)
        when is_due then concat('not reviewed, due on ', due_on)
    end as evidence
from release_reviews
