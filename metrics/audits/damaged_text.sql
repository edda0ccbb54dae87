-- Commits whose name, address or message is not UTF-8
-- topic: Git
select
    concat(repository, ' ', substr(sha, 1, 10)) as subject,
    service,
    'its text was read as Latin-1, so some characters may be wrong' as what,
    'Nothing is lost. Set i18n.commitEncoding where such commits are made.' as what_to_do
from commits
where is_text_damaged
