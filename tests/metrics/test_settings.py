"""The settings of [metrics], and the sentences for those that cannot be used."""

from __future__ import annotations

import pytest

from metrics.errors import MetricSettingsError
from metrics.settings import KEYS, MetricSettings, from_mapping


def test_what_is_not_named_keeps_its_default() -> None:
    assert from_mapping({}, time_zone="UTC") == MetricSettings()
    assert from_mapping({"hotfix_days": 3, "late_window_share": 0.5}, time_zone="Europe/Berlin") == MetricSettings(
        time_zone="Europe/Berlin", hotfix_days=3, late_window_share=0.5
    )


def test_each_key_is_a_setting() -> None:
    assert {*KEYS, "time_zone", "lifecycle", "freezes"} == set(MetricSettings().as_texts())


@pytest.mark.parametrize(
    ("table", "zone", "sentence"),
    [
        (
            {"observation_day": 3},
            "UTC",
            "Unknown setting 'observation_day' in [metrics]. Did you mean 'observation_days'?",
        ),
        (
            {"xyz": 3},
            "UTC",
            "Unknown setting 'xyz' in [metrics]. It knows 'observation_days', 'hotfix_days', 'late_window_share', 'escaped_days',",
        ),
        ({"hotfix_days": "7"}, "UTC", "[metrics] hotfix_days must be a whole number of days, not '7'."),
        ({"hotfix_days": 7.5}, "UTC", "[metrics] hotfix_days must be a whole number of days, not 7.5."),
        ({"hotfix_days": True}, "UTC", "[metrics] hotfix_days must be a whole number of days, not True."),
        ({"hotfix_days": 0}, "UTC", "[metrics] hotfix_days must be between 1 and 90 (days), not 0."),
        (
            {"late_window_share": 20},
            "UTC",
            "[metrics] late_window_share must be between 0.01 and 0.99 (share), not 20.",
        ),
        (
            {"scope_freeze": "never"},
            "UTC",
            "[metrics] scope_freeze must be one of 'earlier', 'first candidate', 'days before', not 'never'.",
        ),
        ({"scope_freeze": 7}, "UTC", "[metrics] scope_freeze must be one of 'earlier', 'first candidate', 'days before', not 7."),
        ({"late_window_share": float("nan")}, "UTC", "[metrics] late_window_share must be between"),
        ({}, "Mars/Base", "time_zone 'Mars/Base' is not a zone of the IANA time zone database"),
        ({}, "../etc/passwd", "time_zone '../etc/passwd' is not a zone"),
        ({}, "", "time_zone '' is not a zone"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(table: dict[str, object], zone: str, sentence: str) -> None:
    with pytest.raises(MetricSettingsError) as raised:
        from_mapping(table, time_zone=zone)
    assert str(raised.value).startswith(sentence)
