"""What the release calendar shows: releases, candidates and freezes by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from metrics.snapshot import Snapshot

AWAITED: Final = ("planned", "in progress", "overdue")

# Where a release that is out was planned for is told beside the day it came out, not shown a second time.
# A freeze has a row for each service that it names; here it is one entry again.
_EVENTS: Final = """
with seen as (
    select *
    from calendar_events
    where not (kind = 'planned' and state in ('released', 'rolled back', 'abandoned'))
        and ($since is null or ends_on > $since)
        and ($until is null or starts_on < $until)
        and ($service is null or service is null or service = $service)
        and ($release_id is null or release_id = $release_id)
),
closed as (
    select title, service, starts_on, ends_on
    from calendar_events
    where kind = 'freeze'
),
in_freeze as (
    select seen.event_id, min(closed.title) as freeze
    from seen
    join closed
        on seen.starts_on >= closed.starts_on
        and seen.starts_on < closed.ends_on
        and (closed.service is null or closed.service = seen.service)
    where seen.kind in ('planned', 'released')
    group by seen.event_id
)
select
    seen.event_id,
    seen.kind,
    seen.state,
    [seen.service] as services,
    seen.service,
    seen.team,
    seen.release_id,
    seen.title,
    seen.starts_on,
    seen.ends_on,
    seen.happens_at,
    case when seen.kind = 'released' then release.planned_on end as planned_on,
    case
        when seen.kind = 'released' then seen.starts_on - release.planned_on
        when seen.state = 'overdue' then cast(timezone(rules.time_zone, rules.as_of) as date) - seen.starts_on
    end as slip_days,
    seen.slip,
    seen.note,
    in_freeze.freeze
from seen
cross join rules
left join releases as release on release.release_id = seen.release_id
left join in_freeze on in_freeze.event_id = seen.event_id
where seen.kind <> 'freeze'
union all
select
    concat('freeze:', title, ':', starts_on, ':', ends_on) as event_id,
    'freeze' as kind,
    'freeze' as state,
    case when bool_or(service is null) then [] else list(service order by service) end as services,
    null as service,
    null as team,
    null as release_id,
    title,
    starts_on,
    ends_on,
    null as happens_at,
    null as planned_on,
    null as slip_days,
    null as slip,
    any_value(note) as note,
    null as freeze
from seen
where kind = 'freeze'
group by title, starts_on, ends_on
order by starts_on, title, event_id
"""


def events(
    snapshot: Snapshot, *, since: date | None = None, until: date | None = None, service: str | None = None
) -> pd.DataFrame:
    """One row per release, candidate or freeze with a day in the window, by day. Days are of the display zone.

    `services`: those it concerns; of a freeze, empty means all. `freeze`: the freeze that a release falls in.
    `planned_on`: where a release that is out was planned. `slip_days`: days from the planned one until it came out, or, of
    an overdue one, until now; negative when it came early.
    """
    return snapshot.query(_EVENTS, {"since": since, "until": until, "service": service, "release_id": None})


def troubled(snapshot: Snapshot, *, service: str | None = None) -> pd.DataFrame:
    """The rows of `events` for releases that are overdue, or planned for a day in a freeze, by day."""
    rows = events(snapshot, service=service)
    awaited = rows["state"].isin(AWAITED) & (rows["kind"] == "planned")
    return rows[awaited & ((rows["state"] == "overdue") | rows["freeze"].notna())]


def entry(snapshot: Snapshot, release_id: str) -> Mapping[str, Any] | None:
    """The row that shows one release or candidate; None when it has no day. Unknown values are None."""
    asked = {"since": None, "until": None, "service": None, "release_id": release_id}
    found = snapshot.query(_EVENTS, asked)
    if found.empty:
        return None
    row = found.astype(object).where(found.notna(), None).iloc[0]
    return {str(name): value for name, value in row.items()}


_EXTENT: Final = """
select
    max(starts_on) filter (where starts_on < $since) as previous_on,
    min(starts_on) filter (where starts_on >= $until) as next_on,
    count(*) as release_count,
    count(*) filter (where kind = 'planned') as planned_count
from calendar_events
where (kind = 'released' or kind = 'planned' and state in ('planned', 'in progress', 'overdue'))
    and ($service is null or service = $service)
"""


@dataclass(frozen=True, slots=True)
class Around:
    """What there is beside a window."""

    previous_on: date | None
    """The last day before it with a release."""
    next_on: date | None
    """The first day after it with a release."""
    release_count: int
    """Releases with a day, planned or out, at any time."""
    planned_count: int


def around(snapshot: Snapshot, *, since: date, until: date, service: str | None = None) -> Around:
    """The releases nearest to a window, outside of it."""
    row = snapshot.query(_EXTENT, {"since": since, "until": until, "service": service}).iloc[0]
    return Around(
        previous_on=_day(row["previous_on"]),
        next_on=_day(row["next_on"]),
        release_count=int(row["release_count"]),
        planned_count=int(row["planned_count"]),
    )


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
