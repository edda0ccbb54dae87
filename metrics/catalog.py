"""The metrics: what each is called, means, is measured in and comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from metrics.catalog_assurance import BY_ASSURANCE
from metrics.catalog_delivery import BY_CODE
from metrics.catalog_enablement import BY_ENABLEMENT
from metrics.catalog_planning import BY_PLAN
from metrics.catalog_review import BY_PEOPLE
from metrics.catalog_work import BY_WORK
from metrics.catalog_working import BY_CLOCK
from metrics.metric import (
    BREAKDOWNS,
    CHANGE,
    DELIVERY,
    FLOW,
    GRAINS,
    NEEDED_SOURCES,
    PLANNING,
    QUALITY,
    REVIEW,
    TRUST,
    Aggregate,
    Breakdown,
    Direction,
    Grain,
    Metric,
)

__all__ = [
    "BREAKDOWNS", "CHANGE", "DELIVERY", "FLOW", "GRAINS", "METRICS", "NEEDED_SOURCES", "PLANNING", "QUALITY", "REVIEW", "TRUST",
    "Aggregate", "Breakdown", "Direction", "Grain", "Metric", "companions", "headline",
]  # fmt: skip

_BLOCKS: Final = (DELIVERY, FLOW, PLANNING, CHANGE, QUALITY, REVIEW, TRUST)

METRICS: Final[Mapping[str, Metric]] = {
    metric.id: metric
    for block in _BLOCKS
    for metric in (*BY_CODE, *BY_WORK, *BY_PLAN, *BY_PEOPLE, *BY_CLOCK, *BY_ENABLEMENT, *BY_ASSURANCE)
    if metric.block == block
}
"""Every metric by its id, in the order in which screens show them."""


def headline() -> list[Metric]:
    """Return the metrics that stand for themselves, without the companions."""
    return [metric for metric in METRICS.values() if metric.companion_of is None]


def companions(metric_id: str) -> list[Metric]:
    """Return the metrics that are shown beside `metric_id`."""
    return [metric for metric in METRICS.values() if metric.companion_of == metric_id]
