"""The forecast of each open release, and of each that is out as it would have been some days before, as main.release_forecasts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from metrics.computed import Column, Computation, Facts, Row, Table
from metrics.forecast import LEAST_RELEASES, Finished, Work, forecast, missing_because, on_time_share, seed_of
from metrics.settings import MetricSettings

_TABLE: Final = Table(
    "release_forecasts",
    "One row per release with a Jira version that is open, as of the last sync; and per release that is out, as of forecast_days"
    " before the date that was on record then. A forecast knows nothing of what came after its day.",
    {
        "release_id": Column("varchar", "Release."),
        "service": Column("varchar", "Service."),
        "is_open": Column("boolean", "It is open; false for what would have been forecast of a release that is out."),
        "as_of_at": Column(
            "timestamptz", "Instant up to which facts are known to it; null with a reason in missing_because."
        ),
        "due_on": Column("date", "Release date on record then; null when there was none."),
        "scope_count": Column("bigint", "Issues in its scope then, sub-tasks aside."),
        "remaining_count": Column(
            "bigint", "Those of them whose work was not finished (in no status done or of step Deploy)."
        ),
        "ahead_count": Column(
            "bigint", "Issues not finished then in releases of its service that were due before it, its own aside."
        ),
        "week_count": Column("bigint", "Weeks of the past that were drawn from."),
        "finished_release_count": Column("bigint", "Finished releases of its service that were drawn from."),
        "p50_on": Column("date", "Day by which 50 of 100 trials had it out; null with the reason in missing_because."),
        "p85_on": Column("date", "Day by which 85 of 100 trials had it out."),
        "p95_on": Column("date", "Day by which 95 of 100 trials had it out."),
        "on_time_share": Column(
            "double", "Share of the trials that had it out on due_on or before; null without a due date."
        ),
        "missing_because": Column("varchar", "Why there is no forecast; null when there is one."),
    },
)

_READS: Final = {
    "targets": """
        select
            moment.release_id, moment.service, moment.purpose = 'open' as is_open, moment.looked_at as as_of_at, moment.due_on,
            moment.missing_because, scope.scope_count, scope.scope_count - scope.finished_count as remaining_count,
            scope.unknown_count, coalesce(ahead.ahead_count, 0) as ahead_count,
            case
                when moment.looked_at >= tracking.tracked_from then least(
                    planning_rules.forecast_weeks,
                    cast(floor(epoch(moment.looked_at - tracking.tracked_from) / 604800) as bigint)
                )
                else 0
            end as week_count
        from forecast_moments as moment
        cross join planning_rules
        left join forecast_scopes as scope on scope.release_id = moment.release_id and scope.purpose = moment.purpose
        left join forecast_queues as ahead on ahead.release_id = moment.release_id and ahead.purpose = moment.purpose
        left join issue_tracking as tracking on tracking.service = moment.service
        where moment.purpose in ('open', 'then')
        order by moment.release_id, moment.purpose
    """,
    "weeks": "select release_id, purpose = 'open' as is_open, weeks_before, finished_count from forecast_throughput",
    "lessons": """
        select release_id, purpose = 'open' as is_open, is_same_kind, growth_count, wait_days
        from forecast_lessons order by release_id, purpose, released_at, lesson_id
    """,
}


def forecasts(facts: Facts, settings: MetricSettings, now: datetime) -> Mapping[str, Iterable[Row]]:
    """Return the rows of main.release_forecasts."""
    zone = ZoneInfo(settings.time_zone)
    weeks: dict[tuple[str, bool], dict[int, int]] = defaultdict(dict)
    for row in facts["weeks"].rows():
        weeks[row["release_id"], row["is_open"]][row["weeks_before"]] = row["finished_count"]
    lessons: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in facts["lessons"].rows():
        lessons[row["release_id"], row["is_open"]].append(row)
    rows = []
    for target in facts["targets"].rows():
        key = (target["release_id"], target["is_open"])
        rows.append(_row(target, weeks[key], _learnt(lessons[key]), zone))
    return {_TABLE.name: rows}


def _learnt(lessons: Sequence[Row]) -> list[Finished]:
    """Those of its own kind, unless they are too few."""
    own = [row for row in lessons if row["is_same_kind"]]
    return [Finished(row["growth_count"], row["wait_days"]) for row in (own if len(own) >= LEAST_RELEASES else lessons)]


def _row(target: Row, by_week: Mapping[int, int], known: Sequence[Finished], zone: ZoneInfo) -> Row:
    as_of = target["as_of_at"]
    past = [by_week.get(week, 0) for week in range(target["week_count"])]
    reason = target["missing_because"] or _unknown(target) or missing_because(past, known)
    told = {name: None if as_of is None else target[name] for name in ("scope_count", "remaining_count", "ahead_count")}
    return {
        "release_id": target["release_id"], "service": target["service"], "is_open": target["is_open"], "as_of_at": as_of,
        "due_on": target["due_on"], **told, "week_count": len(past), "finished_release_count": len(known),
        **(_nothing(reason) if reason else _dates(target, past, known, as_of.astimezone(zone))),
    }  # fmt: skip


def _unknown(target: Row) -> str | None:
    if target["unknown_count"]:
        return "nobody knows what was in its scope or finished: the history of an issue is not known"
    return None if target["scope_count"] else "nothing was in its scope"


def _nothing(reason: str) -> Row:
    return {"p50_on": None, "p85_on": None, "p95_on": None, "on_time_share": None, "missing_because": reason}


def _dates(target: Row, past: Sequence[int], known: Sequence[Finished], as_of: datetime) -> Row:
    work = Work(target["remaining_count"], target["ahead_count"])
    found = forecast(work, past, known, seed=seed_of(target["release_id"], as_of.date().isoformat()))
    passed = timedelta(hours=as_of.hour, minutes=as_of.minute, seconds=as_of.second) / timedelta(days=1)
    due: date | None = target["due_on"]
    return {
        **{
            f"{name}_on": as_of.date() + timedelta(days=math.floor(passed + days))
            for name, days in (("p50", found.p50_days), ("p85", found.p85_days), ("p95", found.p95_days))
        },
        "on_time_share": None if due is None else on_time_share(found, (due - as_of.date()).days + 1 - passed),
        "missing_because": None,
    }


RELEASE_FORECASTS: Final = Computation("release_forecasts", 1, (_TABLE,), _READS, forecasts)
