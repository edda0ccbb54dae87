"""What was read from feeds, and which of their rows were set aside."""

from __future__ import annotations

from typing import Final

import pandas as pd

from metrics.snapshot import Snapshot

_FEEDS: Final = """
select
    feed,
    any_value(kind) as kind,
    count(*) filter (where gone_at is null) as file_count,
    count(*) filter (where gone_at is not null) as gone_file_count,
    cast(sum(row_count) as bigint) as row_count,
    cast(sum(rejected_count) as bigint) as rejected_count,
    max(read_at) as read_at,
    string_agg(path || ': ' || note, ' ' order by path) as notes
from raw.feed_files
group by feed
order by feed
"""


def feeds(snapshot: Snapshot) -> pd.DataFrame:
    """One row per feed that was ever read: its files, the rows read of them, and those set aside."""
    return snapshot.query(_FEEDS)


_REASONS: Final = """
select
    feed,
    concat(split_part(regexp_replace(reason, ' ''[^'']*''', ' …', 'g'), '. ', 1), '.') as reason,
    count(*) as row_count,
    count(distinct path) as file_count,
    arg_min(reason, (path, line_number)) as first_reason
from raw.feed_rejects
group by all
order by row_count desc, feed, reason
"""


def reasons(snapshot: Snapshot) -> pd.DataFrame:
    """Why rows were set aside: feed, reason (its first sentence without what was found), row_count, file_count, first_reason."""
    return snapshot.query(_REASONS)


def set_aside(snapshot: Snapshot, *, limit: int = 1000) -> pd.DataFrame:
    """The rows that were set aside, by feed, file and line: feed, path, line_number, reason, record, seen_at."""
    return snapshot.query("from raw.feed_rejects order by feed, path, line_number limit $limit", {"limit": limit})
