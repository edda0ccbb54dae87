"""A company that chance made, built once, with what plain Python makes of it: asked side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb

from metrics.build import build
from metrics.catalog import Metric
from tests.support.random_company import company
from tests.support.raw_rows import NOW, Facts
from tests.support.reckoned import Reckoning
from tests.support.reckoned_answers import AS_OF, Answers
from tests.support.reckoned_failures import Ladder
from tests.support.reckoned_issues import SETTINGS
from tests.support.reckoned_numbers import Number
from tests.support.reckoned_world_rows import Row, World


@dataclass(frozen=True)
class Built:
    """A warehouse in memory and the reckoning of its facts."""

    con: duckdb.DuckDBPyConnection
    world: World
    mine: Answers

    def differences(self, metric: Metric) -> tuple[list[object], list[object]]:
        """Rows that only Python has, and rows that only the macro has."""
        if metric.aggregate in AS_OF:
            mine, told = Counter(self._events(metric)), Counter(self._told_events(metric))
        else:
            mine, told = Counter(_comparable(metric, row) for row in self.mine.rows(metric)), Counter(self._told(metric))
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
        for row in self.mine.rows(metric):
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
        world = World(known, Ladder(known))
        yield Built(con, world, Answers(world))
