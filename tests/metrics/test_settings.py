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
    assert {*KEYS, "time_zone", "lifecycle", "freezes", "calendar", "severity_words"} == set(MetricSettings().as_texts())


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
        (
            {"scope_freeze": 7},
            "UTC",
            "[metrics] scope_freeze must be one of 'earlier', 'first candidate', 'days before', not 7.",
        ),
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


def test_the_weights_and_words_of_the_evaluation_are_settings() -> None:
    given = {"stability": 40, "governance": 0, "severity_1": ["Very  Bad"], "unstated_severity": 3}
    found = from_mapping({}, time_zone="UTC", evaluation=given).evaluation

    assert found.weights == {
        "stability": 40.0, "schedule": 20.0, "scope": 15.0, "recovery": 15.0, "risk": 10.0, "governance": 0.0,
    }  # fmt: skip
    assert (found.words()["very bad"], found.words().get("critical"), found.unstated_severity) == (1, None, 3)
    assert from_mapping({}, time_zone="UTC").evaluation.words()["1 - critical"] == 1


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"stabilty": 3}, "Unknown setting 'stabilty' in [evaluation]. Did you mean 'stability'?"),
        ({"risk": "10"}, "[evaluation] risk must be a weight between 0 (left out) and 100, not '10'."),
        ({"risk": True}, "[evaluation] risk must be a weight between 0 (left out) and 100, not True."),
        ({"risk": -1}, "[evaluation] risk must be a weight between 0 (left out) and 100, not -1."),
        ({"risk": float("nan")}, "[evaluation] risk must be a weight between 0 (left out) and 100, not nan."),
        ({"severity_1": "Critical"}, '[evaluation] severity_1 must be a list of words such as ["Critical"], not'),
        (
            {"severity_3": ["critical"]},
            "[evaluation] puts the severity 'critical' in severity_1 and in severity_3; name it in one of them.",
        ),
        ({"unstated_severity": 5}, "[evaluation] unstated_severity must be 1, 2, 3 or 4, not 5."),
        (
            dict.fromkeys(("stability", "schedule", "scope", "recovery", "risk", "governance"), 0),
            "[evaluation] gives every dimension the weight 0; give one of them more.",
        ),
    ],
)
def test_what_cannot_be_used_in_the_evaluation_is_one_sentence(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(MetricSettingsError) as raised:
        from_mapping({}, time_zone="UTC", evaluation=table)
    assert str(raised.value).startswith(sentence)
