"""Durations in working time, which stand beside the elapsed ones and never in their place."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.catalog_delivery import BY_CODE
from metrics.catalog_work import BY_WORK
from metrics.metric import Metric, working_of

_TOLD: Final = (
    "change_lead_time", "merge_to_release_wait", "failed_deployment_recovery_time", "flow_time", "request_lead_time",
    "request_decision_time",
)  # fmt: skip
"""Durations between two instants that their query tells."""


def _by_id(metric_id: str) -> Metric:
    return next(metric for metric in (*BY_CODE, *BY_WORK) if metric.id == metric_id)


def _beside(metric: Metric) -> Metric:
    """A companion of a companion stands beside the metric that this one stands beside."""
    return replace(working_of(metric), companion_of=metric.companion_of or metric.id)


BY_CLOCK: Final = (
    *(_beside(_by_id(metric_id)) for metric_id in _TOLD),
    replace(_beside(_by_id("step_time")), rows="", is_working=False),
)
"""The stays in a step are many for each issue, so that one has a query of its own."""
