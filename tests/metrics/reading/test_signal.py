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


@pytest.mark.parametrize(("count", "has_limits"), [(7, False), (8, True)])
def test_below_eight_periods_there_are_dots_without_limits(count: int, has_limits: bool) -> None:
    judged = course("deployment_frequency", points(STEADY[:count]), grain="month")

    assert judged.is_judged is has_limits
    assert judged.points["centre"].notna().all() == has_limits
    assert judged.sentence.startswith("No signal" if has_limits else "7 periods have a value; limits that tell")


def test_limits_are_cut_anew_from_the_first_period_that_begins_after_a_change() -> None:
    """A year at 1, then six months at 5; the process was changed on 20 December 2025, so January 2026 is the first anew."""
    moved = points([*STEADY, *(value + 4 for value in STEADY[:6])])

    whole = course("deployment_frequency", moved, grain="month")
    cut = course("deployment_frequency", moved, grain="month", recut_on=[date(2025, 12, 20)])

    assert len(whole.signals) == 6
    assert cut.signals == ()
    assert cut.points["centre"].iloc[11] < 1.2 < 4.8 < cut.points["centre"].iloc[12]
    assert "tentative" in cut.sentence


def test_too_few_periods_since_a_change_are_said_to_be_that() -> None:
    moved = points([*STEADY, 5.0, 5.1])
    cut = course("deployment_frequency", moved, grain="month", recut_on=[date(2026, 1, 1)])

    assert cut.sentence == "The process was changed, and limits anew need 6 periods with a value since then."
    assert cut.signal is None


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
