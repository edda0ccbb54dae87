-- Rows of feeds that were set aside
-- topic: Feeds
select
    concat(
        reject.feed, ' ', reject.path, case file.kind when 'tests' then ', row ' else ', line ' end, reject.line_number
    ) as subject,
    cast(null as varchar) as service,
    reject.reason as what,
    'They count nowhere. Correct them where they are written, or set [feed.columns] of the feed; the next sync reads the file again.'
        as what_to_do
from raw.feed_rejects as reject
left join raw.feed_files as file on file.feed = reject.feed and file.path = reject.path
