-- Issues that were reopened after a release had shipped them
-- topic: Releases
select
    issue.issue_key as subject,
    issue.service,
    concat(
        'shipped by ', issue.first_release_id, ' and reopened on ', strftime(timezone('UTC', min(stay.started_at)), '%Y-%m-%d'),
        case when issue.is_done then '; done again since' else '; not done since' end
    ) as what,
    'What remains should be an issue of its own, so that each release tells what it holds.' as what_to_do
from issues as issue
join status_intervals as stay on stay.site = issue.site and stay.issue_id = issue.issue_id
join status_intervals as before
    on before.site = stay.site and before.issue_id = stay.issue_id and before.position = stay.position - 1
where before.is_done and not stay.is_done and stay.started_at > issue.shipped_at and not issue.is_gone
group by issue.issue_key, issue.service, issue.first_release_id, issue.is_done
