"""Published figures: dated, sourced, in the metric's unit, in the order of their report."""

from __future__ import annotations

import pytest

from metrics.catalog import METRICS
from metrics.references import reference


def test_change_fail_rates_of_2024_do_not_rise_from_group_to_group() -> None:
    """METRICS.md: 5, 20, 10, 40 %."""
    found = reference("change_failure_rate")
    assert found is not None
    assert (found.name, found.title) == ("DORA 2024", "Accelerate State of DevOps Report 2024")
    assert [line.value for line in found.lines] == [0.05, 0.20, 0.10, 0.40]
    assert [line.share for line in found.lines] == [0.19, 0.22, 0.35, 0.25]


@pytest.mark.parametrize("metric_id", METRICS)
def test_what_is_published_is_in_the_unit_of_the_catalogue(metric_id: str) -> None:
    found = reference(metric_id)
    assert found is None or (found.unit == METRICS[metric_id].unit and all(line.short for line in found.lines))


def test_four_of_the_five_have_published_figures() -> None:
    assert {name for name in METRICS if reference(name)} == {
        "change_lead_time", "deployment_frequency", "change_failure_rate", "failed_deployment_recovery_time",
    }  # fmt: skip
