"""What leadline.toml says about the pages: [dashboard]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from metrics.catalog import METRICS
from metrics.errors import MetricSettingsError
from metrics.nearest import nearest

KEYS: Final = frozenset({"overview"})
DORA: Final = (
    "change_lead_time",
    "deployment_frequency",
    "change_failure_rate",
    "failed_deployment_recovery_time",
    "deployment_rework_rate",
)
"""DORA's five, which the overview always has."""
_INDICATORS: Final = (
    "merge_to_release_wait", "on_time_release_rate", "flow_time", "flow_load", "flow_velocity", "incidents_caused_by_change",
    "escaped_defects", "backed_out_change_rate", "segregation_of_duties", "linkage_coverage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DashboardSettings:
    """How the pages are set up."""

    overview: tuple[str, ...] = _INDICATORS
    """Ids of the metrics that the overview shows after DORA's five, in this order."""

    @property
    def watched(self) -> tuple[str, ...]:
        """DORA's five and the chosen ones, each once."""
        return tuple(dict.fromkeys((*DORA, *self.overview)))


def from_mapping(table: object) -> DashboardSettings:
    """Return the settings of the table [dashboard]. Raises `MetricSettingsError` in one sentence."""
    if not isinstance(table, Mapping):
        raise MetricSettingsError("'dashboard' must be a table. Write [dashboard] on a line of its own.")
    if "overview" not in table:
        return DashboardSettings()
    chosen = table["overview"]
    if not isinstance(chosen, list) or not all(isinstance(name, str) for name in chosen):
        raise MetricSettingsError(
            f'overview of [dashboard] must be a list of metrics such as ["flow_time"], not {chosen!r}.'
        )
    for name in chosen:
        if name not in METRICS:
            raise MetricSettingsError(
                f"overview of [dashboard] names '{name}', which is no metric; `leadline metric` lists them."
                f"{nearest(name, METRICS)}"
            )
    return DashboardSettings(tuple(dict.fromkeys(chosen)))
