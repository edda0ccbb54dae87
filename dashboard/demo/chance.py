"""Chance that falls the same way each time: only `random()` of a seeded generator, whose sequence Python promises."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    def __init__(self, seed: str) -> None:
        self._roll = random.Random(seed).random
        self._owed: dict[str, float] = {}

    def happens(self, share: float) -> bool:
        return self._roll() < share

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self._roll() * len(things))]

    def pick_early(self, things: Sequence[T]) -> T:
        """One of the things, the first ones more often: hot files, busy people."""
        return things[int(min(self._roll(), self._roll()) * len(things))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._roll() * (high - low + 1))

    def share(self) -> float:
        return self._roll()

    def around(self, middle: float) -> float:
        """A duration whose median is near `middle`, with a long tail to the right, never 0."""
        stretch = 2.6 if self.happens(0.15) else 1.0
        return middle * (0.45 + self._roll()) * stretch

    def falls_due(self, name: str, share: float) -> int:
        """How many are due now when `share` is due each time, spread evenly: 0.25 gives 1 every fourth time."""
        owed = self._owed.get(name, 0.5) + share
        self._owed[name] = owed - int(owed)
        return int(owed)
