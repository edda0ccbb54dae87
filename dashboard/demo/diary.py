"""What one service's story notes down while it is told, for the Jira that is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.demo.releases import Release, Version
    from dashboard.demo.workshop import Change


@dataclass(slots=True)
class Failure:
    """A release that broke something in production."""

    release: Release
    culprit: Change
    reverted_at: int | None = None
    """Seconds since 1970; None while the culprit stands."""


@dataclass(slots=True)
class Diary:
    """In the order in which it happened. Moments are seconds since 1970."""

    changes: list[Change] = field(default_factory=list)
    begun: dict[Version, int] = field(default_factory=dict)
    """When a train was cut, or the trunk was frozen, for the release X.Y.0."""
    releases: list[Release] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    rollbacks: list[tuple[Release, Release]] = field(default_factory=list)
    """The release that was taken back, and the one that did it."""

    def failure_of(self, release: Release) -> Failure | None:
        return next((failure for failure in self.failures if failure.release is release), None)
