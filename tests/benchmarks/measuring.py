"""Times two pieces of work in turn and prints their ratio: a machine's speed drifts, a ratio hardly does."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """How long one thing takes in terms of another."""

    name: str
    median: float
    lowest: float
    seconds: float
    peer_seconds: float

    def __str__(self) -> str:
        return (
            f"{self.name:<58} {self.median:6.2f} x  (best {self.lowest:.2f} x; "
            f"{self.seconds * 1e3:,.0f} ms against {self.peer_seconds * 1e3:,.0f} ms)"
        )


def seconds_of(work: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(name: str, work: Callable[[], object], peer: Callable[[], object], *, runs: int = 5) -> Ratio:
    """Run both once to warm up, then in turn `runs` times; print and return the ratio pair by pair."""
    work()
    peer()
    pairs = [(seconds_of(work), seconds_of(peer)) for _ in range(runs)]
    ratios = [mine / theirs for mine, theirs in pairs]
    found = Ratio(
        name, statistics.median(ratios), min(ratios),
        statistics.median(mine for mine, _ in pairs), statistics.median(theirs for _, theirs in pairs),
    )  # fmt: skip
    print(f"\n{found}", flush=True)
    return found


def report(name: str, value: float, unit: str, goal: str) -> None:
    """Print one figure beside its goal."""
    print(f"\n{name:<58} {value:8.2f} {unit}  (goal {goal})", flush=True)
