"""What feeds and people add to a company that chance made: freezes of calendars, exceptions, results of tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.support.raw_rows import Facts

_DAY = timedelta(days=1)


def add_feeds(facts: Facts, seed: int, first: datetime) -> None:
    """Add to each service windows in which it must not change, some excused, and runs of its releases' tests."""
    for name, *_ in facts.services:
        dice = Random(f"{seed} feeds {name}")
        for number in range(dice.choice([0, 1, 2])):
            _freeze(facts, name, number, dice, first)
        for tag in [tag for tag in facts.tags if tag.service == name]:
            _tests(facts, name, str(tag.version), dice, first)


def _freeze(facts: Facts, service: str, number: int, dice: Random, first: datetime) -> None:
    starts = first + timedelta(minutes=dice.randint(0, 150 * 24 * 60))
    title = f"{service} {number}"
    facts.row(
        "raw.feed_freezes", feed="calendar", freeze_uid=title, name=title, service=service if dice.random() < 0.9 else None,
        starts_at=f"{starts:%Y-%m-%d %H:%M}", ends_at=f"{starts + dice.randint(2, 20) * _DAY:%Y-%m-%d %H:%M}", is_all_day=False,
    )  # fmt: skip
    if dice.random() < 0.5:
        facts.row(
            "raw.journal_freeze_exceptions", exception_id=title, freeze_name=dice.choice([None, title, "another"]), service=service,
            from_on=f"{starts:%Y-%m-%d}", until_on=f"{starts + dice.randint(1, 9) * _DAY:%Y-%m-%d}", revision=1,
            is_withdrawn=dice.random() < 0.2,
        )  # fmt: skip


def _tests(facts: Facts, service: str, version: str, dice: Random, first: datetime) -> None:
    for phase in dice.sample(["regression", "user acceptance", "performance", "smoke"], dice.choice([0, 0, 1, 2])):
        for run in range(dice.randint(1, 3)):
            executed = dice.choice([0, 10, 100])
            passed = dice.randint(0, executed)
            ran_at = first + timedelta(minutes=dice.randint(0, 180 * 24 * 60))
            facts.row(
                "raw.feed_test_runs", feed="ci", path=f"{version}/{phase}/{run}.xml", line_number=1, service=service, version=f"v{version}", phase=phase,
                suite=dice.choice(["a", "b"]), ran_at=None if dice.random() < 0.1 else f"{ran_at:%Y-%m-%d %H:%M}",
                executed_count=executed, passed_count=passed, failed_count=executed - passed, skipped_count=0,
            )  # fmt: skip
