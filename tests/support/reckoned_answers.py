"""What plain Python answers to a question about a company that chance made: rows, and the numbers of periods and groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.catalog import METRICS, Metric
from tests.support import reckoned_numbers as numbers
from tests.support.reckoned_improvements import Verdict, verdicts
from tests.support.reckoned_issues import ZONE
from tests.support.reckoned_numbers import Number, Period
from tests.support.reckoned_plans import midnight
from tests.support.reckoned_rows import ROWS, in_working_time, population
from tests.support.reckoned_world_rows import Row, World

AS_OF = ("load", "load_share")
_YIELD = "improvement_yield"
_ZONE = ZoneInfo(ZONE)


@dataclass(frozen=True)
class Answers:
    """The reckoning of one company."""

    world: World
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, metric: Metric) -> list[Row]:
        """The population as Python has it."""
        name = population(metric) if not metric.is_working else metric.id
        if name not in self._rows:
            rows = self._improved() if metric.id == _YIELD else ROWS[population(metric)](self.world)
            self._rows[name] = [in_working_time(row, is_hours=metric.unit == "working hours") if metric.is_working else row for row in rows]
        return self._rows[name]

    def verdicts(self) -> list[Verdict]:
        """What came of each entry of the register."""
        return verdicts(self.world, self.rows, self.reckoned)

    def _improved(self) -> Iterator[Row]:
        """An entry counts once it is closed and was judged; those that became better are hits."""
        for one in self.verdicts():
            at = midnight(one.closed_on) if one.closed_on else None
            is_counted = at is not None and one.verdict is not None
            yield Row(one.name, one.service, at, is_counted, float(one.verdict == "signal: better"))

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


def is_reckoned(metric_id: str) -> bool:
    """Whether Python knows how to work a metric out."""
    return metric_id == _YIELD or population(METRICS[metric_id]) in ROWS
