"""How much stands behind the numbers of a page, and what speaks against them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from metrics.reading.scorecard import MANY, Reading

_LINKED_ENOUGH: Final = 0.85
"""Below this share of linked work (METRICS.md warns at the same for timed items) numbers of issues and code part ways."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """Metrics by what their values stand on; each metric is in one of the four."""

    solid_count: int
    """Those with 20 cases or more."""
    thin: tuple[str, ...]
    """With 5 to 19: an interval and no trend."""
    few: tuple[str, ...]
    """With 1 to 4: cases and no number."""
    absent: tuple[str, ...]
    """Without a value."""
    widest: Reading | None
    """The value whose interval is the widest for its size; None when none has an interval."""

    @property
    def count(self) -> int:
        return self.solid_count + len(self.thin) + len(self.few) + len(self.absent)


def certainty(found: Sequence[Reading]) -> Certainty:
    """Return what the readings stand on, in their order."""
    valued = [one for one in found if one.value is not None]
    numbers = [one for one in valued if not one.is_few]
    spread = [one for one in numbers if _width(one) is not None]
    return Certainty(
        solid_count=sum(one.sample_size >= MANY for one in numbers),
        thin=tuple(one.metric_id for one in numbers if one.sample_size < MANY),
        few=tuple(one.metric_id for one in valued if one.is_few),
        absent=tuple(one.metric_id for one in found if one.value is None),
        widest=max(spread, key=lambda one: _width(one) or 0.0, default=None),
    )


def _width(one: Reading) -> float | None:
    """The interval's width as a multiple of the value; None without an interval, or at 0, where it has no size."""
    if one.value is None or one.low is None or one.high is None or one.value <= 0:
        return None
    return (one.high - one.low) / one.value


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against the numbers of a page."""

    failed_sources: tuple[str, ...]
    is_stale: bool
    linked_share: float | None
    """Share of linked work when it is too low; None when it is high enough or unknown."""
    has_incidents: bool
    """An incident is known, from whatever source."""
    tags_are_deployments: bool
    provisional: tuple[str, ...]
    """Metrics whose values may still change."""
    audit_count: int
    """Audits that found doubtful rows."""


def doubts(
    *,
    sources: pd.DataFrame,
    audits: pd.DataFrame,
    found: Mapping[str, Reading],
    linked: Reading | None,
    incident_count: int,
    is_stale: bool,
    deployments_from: Collection[str],
) -> Doubts:
    """Return what speaks against the readings `found`, by metric. `linked`: that of linked work. `deployments_from`: what tells of
    deployments, in the words of main.services.
    """
    is_low = linked is not None and linked.value is not None and not linked.is_few and linked.value < _LINKED_ENOUGH
    return Doubts(
        failed_sources=tuple(sources.loc[sources["state"] != "ok", "source"]),
        is_stale=is_stale,
        linked_share=linked.value if linked is not None and is_low else None,
        has_incidents=incident_count > 0,
        tags_are_deployments="release tags" in deployments_from,
        provisional=tuple(name for name, one in found.items() if one.is_provisional and one.value is not None),
        audit_count=int((audits["row_count"] > 0).sum()),
    )
