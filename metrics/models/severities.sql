-- One row per word of severity that the settings know ([evaluation] severity_1 to severity_4).
-- word: The word in lower case, with one blank between words.
-- severity: 1 (the worst) to 4.
select
    regexp_replace(lower(trim(value)), '\s+', ' ', 'g') as word,
    min(cast(substr(name, 10) as integer)) as severity
from meta.setting_values
where name in ('severity_1', 'severity_2', 'severity_3', 'severity_4')
group by regexp_replace(lower(trim(value)), '\s+', ' ', 'g')
order by severity, word
