"""A company that chance made, built once, with what plain Python makes of it: asked side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from metrics.build import build
from metrics.catalog import METRICS, Metric
from tests.support import reckoned_numbers as numbers
from tests.support.random_company import company
from tests.support.raw_rows import NOW, Facts
from tests.support.reckoned import Reckoning
from tests.support.reckoned_failures import Ladder
from tests.support.reckoned_issues import SETTINGS, ZONE
from tests.support.reckoned_numbers import Number, Period
from tests.support.reckoned_rows import ROWS, Row, World, in_working_time, population

AS_OF = ("load", "load_share")
_ZONE = ZoneInfo(ZONE)


@dataclass(frozen=True)
class Built:
    """A warehouse in memory and the reckoning of its facts."""

    con: duckdb.DuckDBPyConnection
    world: World
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        return self.world.known.facts

    def rows(self, metric: Metric) -> list[Row]:
        """The population as Python has it."""
        name = population(metric) if not metric.is_working else metric.id
        if name not in self._rows:
            rows = ROWS[population(metric)](self.world)
            self._rows[name] = [in_working_time(row, is_hours=metric.unit == "working hours") if metric.is_working else row for row in rows]
        return self._rows[name]

    def differences(self, metric: Metric) -> tuple[list[object], list[object]]:
        """Rows that only Python has, and rows that only the macro has."""
        if metric.aggregate in AS_OF:
            mine, told = Counter(self._events(metric)), Counter(self._told_events(metric))
        else:
            mine, told = Counter(_comparable(metric, row) for row in self.rows(metric)), Counter(self._told(metric))
        return sorted((mine - told).elements(), key=str), sorted((told - mine).elements(), key=str)

    def _told(self, metric: Metric) -> list[object]:
        columns = "subject, service, happened_at, is_counted, amount, step"
        found = self.con.execute(f"select {columns} from metric.{metric.id}_rows()").fetchall()
        return [_comparable(metric, Row(*values)) for values in found]

    def _told_events(self, metric: Metric) -> list[object]:
        weight = "weight" if metric.aggregate == "load_share" else "0"
        columns = f"subject, service, date_trunc('second', happened_at), is_counted, amount, {weight}"
        return self.con.execute(
            f"select {columns} from metric.{metric.id}_events() where amount <> 0 or weight <> 0 union all"
            f" select subject, service, null, false, 0, 0 from metric.{metric.id}_rows() where happened_at is null"
        ).fetchall()

    def _events(self, metric: Metric) -> Iterator[object]:
        """The comings and goings behind what is there: 1 and -1, and likewise for what has grown old."""
        for row in self.rows(metric):
            whose = (row.subject, row.service)
            if row.at is None:
                yield (*whose, None, False, 0, 0)
                continue
            yield (*whose, row.at, row.counts, 1, 0)
            grown = row.aged_at and row.aged_at < min(row.left_at or NOW, self.world.known.as_of)
            if row.left_at:
                gone_old = row.aged_at is not None and row.aged_at < row.left_at
                yield (*whose, row.left_at, row.counts, -1, -1 if gone_old else 0)
            if row.aged_at and grown:
                yield (*whose, row.aged_at.replace(microsecond=0), row.counts, 0, 1)

    def told(self, metric_id: str, grain: str, breakdown: str, since: date, until: date) -> dict[tuple[date, str], Number]:
        """What the macro returns."""
        found = self.con.execute(
            f"select period_start, group_name, value, low, high, sample_size from metric.{metric_id}(?, ?, ?, ?)",
            [grain, breakdown, since, until],
        ).fetchall()
        return {(start, group): Number(*number) for start, group, *number in found}

    def number(self, metric: Metric, rows: list[Row], period: Period) -> Number:
        """The number of a period by Python, from the rows of its group."""
        counted = [row for row in rows if row.counts and row.at is not None]
        if metric.aggregate == "load":
            return self._as_of(counted, period, numbers.load(rows, period.end, _ZONE))
        if metric.aggregate == "load_share":
            return self._as_of(counted, period, numbers.load_share(rows, period.end, _ZONE, self.world.known.as_of))
        inside = [row for row in counted if row.at and numbers.day_of(row.at, _ZONE) in period]
        if metric.aggregate in ("weekly_rate", "weekly_flow"):
            return numbers.rate(len(inside), self._weeks(metric, rows, period))
        return numbers.SUMMARIES[metric.aggregate]([row.amount or 0.0 for row in inside])

    def _as_of(self, counted: list[Row], period: Period, number: Number) -> Number:
        """Before anything came there is no value; once something had come and all had left it is a true 0."""
        came = any(row.at and numbers.day_of(row.at, _ZONE) < period.end for row in counted)
        return number if came else numbers.NOTHING

    def _weeks(self, metric: Metric, rows: list[Row], period: Period) -> float:
        services = {row.service for row in rows if row.at is not None}
        known = self.world.known
        if metric.aggregate == "weekly_rate":
            starts = [one.when for one in known.deployments.counted if one.service in services]
            ends = [max(known.as_of, *(one.when for one in known.deployments.of_service(name))) for name in services if name]
        else:
            starts = [_instant(issue.at) for issue in known.facts.issues if known.service(issue) in services]
            ends = [known.as_of]
        if not starts:
            return 0.0
        first = max(period.start, numbers.day_of(min(starts), _ZONE))
        return (min(period.end, numbers.day_of(max(ends), _ZONE) + timedelta(days=1)) - first).days / 7

    def group_of(self, row: Row, breakdown: str) -> str:
        """The group that a breakdown puts a row into."""
        team = self.world.known.team_of.get(row.service or "")
        told = {"all": "all", "service": row.service or "no service", "team": team or "no team", "step": row.step or "no step"}
        return told[breakdown]

    def reckoned(self, metric: Metric, grain: str, breakdown: str, since: date, until: date) -> dict[tuple[date, str], Number]:
        """What Python returns for the same question."""
        groups: dict[str, list[Row]] = {} if breakdown != "all" else {"all": []}
        for row in self.rows(metric):
            if row.at is not None:
                groups.setdefault(self.group_of(row, breakdown), []).append(row)
        return {
            (start, group): self.number(metric, rows, period)
            for group, rows in groups.items() for start, period in numbers.periods(grain, since, until)
        }  # fmt: skip


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _comparable(metric: Metric, row: Row) -> object:
    amount = round(row.amount, 6) if row.counts and row.amount is not None else None
    known = (row.subject, row.service, row.at, row.counts, amount)
    return (*known, row.step) if metric.query in ("step_time", "step_time_working") else known


@contextmanager
def built_company(seed: int, *, services: int = 10, backwards: bool = False) -> Iterator[Built]:
    """A company that this seed makes, built in memory."""
    with built(company(seed, services=services, backwards=backwards)) as found:
        yield found


@contextmanager
def built(facts: Facts) -> Iterator[Built]:
    """Facts built in memory."""
    with duckdb.connect() as con:
        facts.land(con)
        build(con, SETTINGS, now=NOW)
        con.execute("set TimeZone = 'UTC'")
        known = Reckoning(facts)
        yield Built(con, World(known, Ladder(known)))


def is_reckoned(metric_id: str) -> bool:
    """Whether Python knows how to work a metric out."""
    return population(METRICS[metric_id]) in ROWS
