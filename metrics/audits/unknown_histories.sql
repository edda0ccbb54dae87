-- Issues whose history is not known whole
-- topic: Work
select
    issue_key as subject,
    service,
    case history_state
        when 'partial' then 'its Jira cut the history and gives no more'
        when 'unreadable' then 'a move in its history has no date that can be read'
        else 'its Jira sent no history'
    end as what,
    'It has no flow times and no times in steps. Sync again; if it stays, the account may lack a permission.' as what_to_do
from issues
where history_state <> 'complete' and not is_gone
