-- Release tags that carry the date of an import
-- topic: Dates
select
    concat(repository, ' ', tag_name) as subject,
    service,
    concat('dated ', strftime(timezone('UTC', tagged_at), '%Y-%m-%d %H:%M'), ' UTC like other tags on other commits') as what,
    'Its release is left out of everything that has a time. Tag it again with the true date if that is known.' as what_to_do
from tags
where is_import_dated and reason_ignored is null
