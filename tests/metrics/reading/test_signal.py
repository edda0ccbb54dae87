"""When a course may be called a change."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from metrics.reading.signal import course, period_name


def points(values: list[float | None], size: int = 50) -> pd.DataFrame:
    starts = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(len(values))]
    return pd.DataFrame(
        {
            "period_start": starts,
            "value": pd.Series(values, dtype=float),
            "sample_size": size,
            "is_provisional": False,
        }
    )


STEADY = [1.0, 1.2, 0.9, 1.1, 1.0, 1.15, 0.95, 1.05, 1.0, 1.1, 0.9, 1.0]


def test_ordinary_variation_is_no_signal() -> None:
    judged = course("deployment_frequency", points(STEADY), grain="month")

    assert judged.signal is None
    assert judged.sentence == "No signal: the differences are ordinary variation."
    assert judged.points["centre"].notna().all()


def test_a_newest_point_outside_the_limits_is_a_change_for_the_better() -> None:
    """Three deployments a week after one: up is better for a frequency."""
    judged = course("deployment_frequency", points([*STEADY, 3.0]), grain="month")

    assert judged.signal is not None
    assert judged.signal.verdict == "better"
    assert judged.signal.words == "higher in Jan 2026, outside the limits"


def test_an_old_signal_is_told_but_is_no_change_now() -> None:
    judged = course("deployment_frequency", points([*STEADY, 3.0, 1.0]), grain="month")

    assert judged.signal is None
    assert judged.sentence == "Signals: higher in Jan 2026, outside the limits."


def test_too_few_periods_have_no_limits() -> None:
    judged = course("deployment_frequency", points([1.0, 2.0, None, 3.0]), grain="month")

    assert judged.signal is None
    assert judged.sentence.startswith("3 periods have a value")
    assert judged.points["centre"].isna().all()


def test_a_gap_stays_a_gap_between_its_neighbours() -> None:
    judged = course("deployment_frequency", points([*STEADY[:6], None, *STEADY[6:]]), grain="month")

    assert judged.points["value"].isna().tolist().index(True) == 6
    assert judged.points["centre"].isna().tolist().index(True) == 6


def test_when_half_of_the_periods_stand_out_none_of_them_is_a_change() -> None:
    """Shares of very uneven sizes that swing from month to month: binomial limits fit nothing."""
    swinging = points([0.1, 0.6, 0.1, 0.7, 0.2, 0.8, 0.1, 0.6])
    judged = course("late_change_share", swinging.assign(sample_size=[2000, 300] * 4), grain="month")

    assert judged.signal is None
    assert "varies too much" in judged.sentence


@pytest.mark.parametrize(
    ("grain", "name"),
    [
        ("day", "2 Nov 2026"),
        ("week", "week of 2 Nov 2026"),
        ("month", "Nov 2026"),
        ("quarter", "Q4 2026"),
        ("year", "2026"),
    ],
)
def test_a_period_has_the_name_that_people_use(grain: str, name: str) -> None:
    assert period_name(date(2026, 11, 2), grain) == name
