"""What [dashboard] may say, and the sentence for what it may not."""

from __future__ import annotations

import pytest

from dashboard.dashboard_settings import DORA, DashboardSettings, from_mapping
from metrics.catalog import METRICS
from metrics.errors import MetricSettingsError


def test_without_the_table_the_overview_has_the_default() -> None:
    assert from_mapping({}) == DashboardSettings()
    assert set(DashboardSettings().watched) <= set(METRICS)


def test_the_chosen_come_after_the_five_each_once() -> None:
    chosen = from_mapping({"overview": ["flow_time", "change_failure_rate", "flow_time"]})
    assert chosen.watched == (*DORA, "flow_time")
    assert from_mapping({"overview": []}).watched == DORA


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("flow_time", "must be a table"),
        ({"overview": "flow_time"}, "must be a list of metrics such as"),
        ({"overview": [7]}, "must be a list of metrics such as"),
        ({"overview": ["flow_tme"]}, "names 'flow_tme', which is no metric.*Did you mean 'flow_time'"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_sentence(table: object, said: str) -> None:
    with pytest.raises(MetricSettingsError, match=said):
        from_mapping(table)
