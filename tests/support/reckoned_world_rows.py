"""What a reckoning of a metric is asked with, and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tests.support.jira_rows import Issue
from tests.support.reckoned import Reckoning
from tests.support.reckoned_failures import Ladder


@dataclass(frozen=True)
class Row:
    """One row of a population. Amount means something only when it counts."""

    subject: str
    service: str | None
    at: datetime | None
    counts: bool
    amount: float | None = None
    step: str | None = None
    left_at: datetime | None = None
    aged_at: datetime | None = None


@dataclass(frozen=True)
class World:
    """All that the reckoning of a metric may ask."""

    known: Reckoning
    ladder: Ladder


Rows = Callable[[World], Iterator[Row]]


def meant(issue: Issue) -> list[str]:
    """Its fix versions now."""
    if issue.fix:
        return list(issue.fix)
    held: dict[str, None] = {}
    for _, move in issue.fix_moves:
        held.pop(move[1:], None)
        if move[0] == "+":
            held[move[1:]] = None
    return list(held)
