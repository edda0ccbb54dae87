-- Freezes that name a service which the settings do not have
-- topic: Freezes
select
    name as subject,
    service,
    concat('from ', starts_on, ' until ', ends_on, '; there is no service ', service) as what,
    'Correct the name in [[freeze]].' as what_to_do
from freezes
where not is_known_service
