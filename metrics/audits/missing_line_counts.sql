-- Repositories whose line counts are not complete
-- topic: Git
select
    repository as subject,
    service,
    case
        when uncounted_commit_count > 0
            then concat(
                uncounted_commit_count, ' of ', commit_count, ' commits are not counted',
                case when line_counts_note is null then '' else concat('; ', line_counts_note) end
            )
        else line_counts_note
    end as what,
    'Run `leadline sync` to go on counting; give it the whole repository if objects are missing.' as what_to_do
from repositories
where uncounted_commit_count > 0 or line_counts_note is not null
