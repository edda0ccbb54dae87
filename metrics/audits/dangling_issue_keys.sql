-- Issue keys in commits that no Jira knows, though it has their project
-- topic: Work
select
    concat(key.repository, ' ', substr(key.sha, 1, 10)) as subject,
    key.service,
    concat('names ', key.issue_key, ', which its Jira does not have or does not show') as what,
    'A slip of the pen, or an issue that was deleted or is hidden from the account. The commit counts as unlinked.' as what_to_do
from issue_keys as key
where key.state = 'dangling'
