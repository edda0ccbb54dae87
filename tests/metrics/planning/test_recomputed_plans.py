"""Plans of random releases and the metrics on them, reckoned a second time in plain Python that knows nothing of the SQL."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measure import measure
from tests.support.raw_rows import Facts

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FREEZE = 7 * DAY
LAST = datetime(2099, 1, 1, tzinfo=UTC)
METRICS = (
    "schedule_slip_replans", "schedule_slip", "on_time_release_rate", "slip_notice", "scope_change_rate", "commitment_reliability",
)  # fmt: skip
Told = list[tuple[datetime, datetime]]
"""When a date was recorded, and midnight of that date."""


class World:
    """Twenty releases of one service, their dates and their scope, drawn by a seed."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01")
        self.told: dict[str, Told] = {}
        self.out: dict[str, datetime | None] = {}
        self.candidate: dict[str, datetime] = {}
        self.moves: dict[str, list[tuple[datetime, bool, str]]] = {}
        self.done: set[str] = set()
        # The first look at the project is a day before all others, so nothing is taken for what that look found.
        self.facts.version("0.0.1", snapshots=[(_text(START - DAY), None, False)])
        for n in range(1, 21):
            self._release(f"1.{n}.0", dice)
        for n in range(40):
            self._issue(f"PAY-{n + 1}", dice)

    def _release(self, version: str, dice: random.Random) -> None:
        at = START + timedelta(hours=dice.randrange(24 * 60))
        told: Told = []
        for _ in range(dice.choice([1, 1, 2, 3])):
            planned = _midnight(at) + dice.randrange(1, 40) * DAY
            told.append((at, planned))
            at += timedelta(hours=dice.randrange(1, 24 * 12))
        out = at + timedelta(hours=dice.randrange(1, 24 * 30)) if dice.random() < 0.8 else None
        self.told[version], self.out[version] = told, out
        snapshots = [(_text(seen), str(day.date()), False) for seen, day in told]
        self.facts.version(
            version, release_on=str((out or told[-1][1]).date()), is_released=out is not None, snapshots=snapshots
        )
        if dice.random() < 0.4:
            self.candidate[version] = tagged = told[0][0] + timedelta(hours=dice.randrange(24 * 30))
            self.facts.commit(f"rc{version}", at="2025-12-01").tag(
                f"v{version}-rc1", on=f"rc{version}", at=_text(tagged)
            )
        if out:
            self.facts.commit(f"c{version}", at="2025-12-01", shipped_in=version)
            self.facts.tag(f"v{version}", on=f"c{version}", at=_text(out))

    def _issue(self, key: str, dice: random.Random) -> None:
        at = START
        moves: list[tuple[datetime, bool, str]] = []
        for _ in range(dice.randrange(1, 8)):
            at += timedelta(hours=dice.randrange(1, 24 * 25))
            moves.append((at, dice.random() < 0.65, f"1.{dice.randrange(1, 21)}.0"))
        self.moves[key] = moves
        done = [(_text(START), "Done")] if dice.random() < 0.7 else []
        if done:
            self.done.add(key)
        self.facts.issue(
            key,
            moves=done,
            at=_text(START),
            fix_moves=[(_text(at), f"{'+' if is_in else '-'}{v}") for at, is_in, v in moves],
        )

    def frozen(self, version: str) -> datetime | None:
        told, out = self.told[version], self.out[version]
        crossings = [
            max(seen, planned - FREEZE)
            for (seen, planned), until in zip(told, [*(seen for seen, _ in told[1:]), datetime.max.replace(tzinfo=UTC)], strict=True)
            if planned - FREEZE < until
        ]  # fmt: skip
        by_days = min(crossings)
        ruled = min(by_days, self.candidate.get(version, by_days))
        if out is not None:
            return min(ruled, out)
        return ruled if ruled <= datetime(2026, 7, 1, tzinfo=UTC) else None

    def on_record(self, version: str, at: datetime) -> datetime | None:
        known = [planned for seen, planned in self.told[version] if seen <= at]
        return known[-1] if known else None

    def scope(self, version: str, at: datetime) -> set[str]:
        held = set()
        for key, moves in self.moves.items():
            # A first move that takes out says that the version was there from the creation on.
            mine = [(when, is_in) for when, is_in, which in moves if which == version]
            state = bool(mine) and not mine[0][1]
            for when, is_in in mine:
                if when <= at:
                    state = is_in
            if state:
                held.add(key)
        return held

    def replans(self, version: str) -> tuple[int, int]:
        told = self.told[version]
        moved = [
            min(before, after) - _midnight(seen) for (_, before), (seen, after) in pairwise(told) if before != after
        ]
        return len(moved), sum(notice < 5 * DAY for notice in moved)

    def numbers(self) -> dict[str, list[float]]:
        """The amounts of each metric's counted rows."""
        found: dict[str, list[float]] = {name: [] for name in METRICS}
        shipped = self._shipped_at()
        for version, out in self.out.items():
            if out is None:
                continue
            frozen = self.frozen(version)
            assert frozen is not None
            found["schedule_slip_replans"].append(self.replans(version)[0])
            baseline = self.on_record(version, frozen)
            if baseline is not None:
                slip = (_midnight(out) - baseline).days
                found["schedule_slip"].append(slip)
                found["on_time_release_rate"].append(slip <= 0)
                if slip > 0:
                    later = [at for at, planned in self.told[version] if at > frozen and planned > baseline]
                    found["slip_notice"].append((baseline - _midnight(min([*later, out]))).days)
            then, end = self.scope(version, frozen), self.scope(version, out)
            if then:
                found["scope_change_rate"].append(len(then ^ end) / len(then))
            found["commitment_reliability"] += [key in end and key in shipped and shipped[key] <= out for key in then]
        return found

    def _shipped_at(self) -> dict[str, datetime]:
        """A done issue without commits comes with the first of its present versions that is out."""
        dates: dict[str, list[datetime]] = {}
        for version, out in self.out.items():
            for key in self.scope(version, LAST) & self.done if out else ():
                dates.setdefault(key, []).append(out)  # type: ignore[arg-type]
        return {key: min(told) for key, told in dates.items()}


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.date(), time(), UTC)


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


@settings(max_examples=4)
@given(seed=st.integers(0, 1_000_000))
def test_plans_are_what_dates_and_moves_say(seed: int) -> None:
    world = World(seed)
    with TemporaryDirectory() as folder, world.facts.publish(Path(folder)) as snapshot:
        rows = snapshot.query(
            "select split_part(release_id, '/', 2) as version, frozen_at, baseline_on, slip_days, replan_count,"
            " short_notice_replan_count, committed_count, added_count, removed_count from release_plans"
        ).to_dict("records")
        measured = {name: measure(snapshot, name)[["value", "sample_size"]].values.tolist()[0] for name in METRICS}

    for name, amounts in world.numbers().items():
        middle = fmean if name in ("on_time_release_rate", "commitment_reliability") else median
        assert measured[name] == [pytest.approx(middle(amounts)), len(amounts)], name
    plans = {row["version"]: row for row in rows if row["version"] != "0.0.1"}
    assert plans.keys() == world.told.keys()
    for version, row in plans.items():
        frozen, out = world.frozen(version), world.out[version]
        assert (row["replan_count"], row["short_notice_replan_count"]) == world.replans(version)
        if frozen is None:
            assert row["frozen_at"] is None or row["frozen_at"] != row["frozen_at"]
            continue
        assert row["frozen_at"] == frozen
        baseline = world.on_record(version, frozen)
        assert (row["baseline_on"] == row["baseline_on"]) == (baseline is not None)
        if baseline is not None:
            assert row["baseline_on"] == baseline.replace(tzinfo=None)
            if out is not None:
                assert row["slip_days"] == (_midnight(out) - baseline).days
        then, end = world.scope(version, frozen), world.scope(version, out or datetime(2026, 7, 1, tzinfo=UTC))
        assert (row["committed_count"], row["added_count"], row["removed_count"]) == (
            len(then), len(end - then), len(then - end),
        )  # fmt: skip
