"""What changed from one version of a definition to the next."""

from __future__ import annotations

import pandas as pd

from metrics.reading.definition_log import changed


def versions(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """metric, version, day, settings."""
    frame = pd.DataFrame(rows, columns=["metric_id", "version", "first_built_at", "settings"])
    return frame.assign(first_built_at=pd.to_datetime(frame["first_built_at"], utc=True))


def test_each_version_tells_what_it_changed_newest_first() -> None:
    """
    1.0   the first
    1.1   observation_days 14 to 21
    1.2   the same settings: a model behind it
    2.0   the definition itself, whatever the settings
    """
    one = "time_zone = UTC, observation_days = 14, incident_issue_types = Incident, [System] Incident"
    two = one.replace("14", "21")
    log = changed(
        versions(
            ("change_failure_rate", "1.1", "2026-02-01", two),
            ("change_failure_rate", "1.0", "2026-01-01", one),
            ("change_failure_rate", "2.0", "2026-04-01", one),
            ("change_failure_rate", "1.2", "2026-03-01", two),
        )
    )
    assert log[["version", "what"]].values.tolist() == [
        ["2.0", "its definition"],
        ["1.2", "how a model behind it is made"],
        ["1.1", "observation_days: 14 → 21"],
        ["1.0", ""],
    ]


def test_a_list_among_the_settings_is_one_value() -> None:
    before, after = "time_zone = UTC, incident_issue_types = A, B", "time_zone = UTC, incident_issue_types = A, C"
    log = changed(
        versions(
            ("change_failure_rate", "1.0", "2026-01-01", before), ("change_failure_rate", "1.1", "2026-01-02", after)
        )
    )
    assert log["what"].tolist() == ["incident_issue_types: A, B → A, C", ""]


def test_metrics_do_not_mix_and_one_that_is_gone_is_told_too() -> None:
    log = changed(
        versions(
            ("flow_time", "1.0", "2026-01-01", "time_zone = UTC"),
            ("velocity", "1.0", "2026-01-01", "points = x"),
            ("velocity", "1.1", "2026-01-02", "points = y"),
        )
    )
    assert log[["metric_id", "what"]].values.tolist() == [
        ["velocity", "points: x → y"],
        ["flow_time", ""],
        ["velocity", ""],
    ]


def test_nothing_was_built_nothing_changed() -> None:
    assert changed(versions()).empty
