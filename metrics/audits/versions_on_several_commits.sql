-- Versions that two tags of one repository name on different commits
-- topic: Releases
select
    concat(repository, ' ', tag_name) as subject,
    service,
    reason_ignored as what,
    'The earlier tag counts. Delete the wrong tag, or set release_tags of the service so that one matches.' as what_to_do
from tags
where reason_ignored like 'names version %' and reason_ignored like '% on another commit'
