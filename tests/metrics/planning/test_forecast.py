"""The Monte Carlo behind a forecast: distributions that are known, and how often its dates hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.forecast import TRIALS, Finished, Forecast, Work, forecast, missing_because, on_time_share, seed_of

STEADY = [Finished(0, 0.0)] * 3


def _days(found: Forecast) -> tuple[float, float, float]:
    return found.p50_days, found.p85_days, found.p95_days


@pytest.mark.parametrize(
    ("work", "weekly", "finished", "days"),
    [
        (Work(10), [5] * 6, STEADY, 14.0),
        (Work(11), [5] * 6, STEADY, 14 + 7 / 5),
        (Work(0), [5] * 6, STEADY, 0.0),
        (Work(0), [5] * 6, [Finished(0, 2.5)] * 3, 2.5),
        (Work(10), [5] * 6, [Finished(5, 1.0)] * 3, 22.0),
        (Work(2), [5] * 6, [Finished(-4, 1.0)] * 3, 1.0),
        (Work(5, ahead_count=5), [5] * 6, STEADY, 14.0),
        (Work(0, ahead_count=5), [5] * 6, [Finished(-9, 0.0)] * 3, 7.0),
    ],
)
def test_where_the_past_never_varied_every_trial_is_the_same(
    work: Work, weekly: list[int], finished: list[Finished], days: float
) -> None:
    """Ten items at five a week take two weeks; growth adds items, descoping cannot take more than its own, waits come on top."""
    found = forecast(work, weekly, finished, seed=1)

    assert _days(found) == pytest.approx((days, days, days))
    assert found.trial_days == pytest.approx(np.full(TRIALS, days))


def test_one_item_that_comes_every_other_week_waits_as_a_coin_says() -> None:
    """Weeks of one and of none, evenly: done within k weeks with 1 - 1/2^k: 50 of 100 by 7 days, 87.5 by 21, 96.9 by 35."""
    found = forecast(Work(1), [0, 1] * 6, STEADY, seed=7)

    assert found.p50_days in (7.0, 14.0)
    assert _days(found)[1:] == (21.0, 35.0)
    for weeks in (1, 2, 3, 4):
        assert on_time_share(found, 7.0 * weeks + 1) == pytest.approx(1 - 0.5**weeks, abs=0.035)


def test_on_time_is_before_the_days_left_are_over() -> None:
    found = forecast(Work(10), [5] * 6, STEADY, seed=1)

    assert (on_time_share(found, 14.0), on_time_share(found, 14.1)) == (0.0, 1.0)


@settings(max_examples=40)
@given(
    weekly=st.lists(st.integers(0, 9), min_size=6, max_size=12).filter(any),
    growths=st.lists(st.integers(-5, 8), min_size=3, max_size=8),
    remaining=st.integers(0, 30),
    more=st.integers(1, 20),
    seed=st.integers(0, 2**63),
)
def test_more_to_do_never_comes_sooner(
    weekly: list[int], growths: list[int], remaining: int, more: int, seed: int
) -> None:
    finished = [Finished(growth, 0.5) for growth in growths]
    first = forecast(Work(remaining), weekly, finished, seed=seed)
    second = forecast(Work(remaining + more), weekly, finished, seed=seed)
    queued = forecast(Work(remaining, ahead_count=more), weekly, finished, seed=seed)

    assert (second.trial_days >= first.trial_days).all()
    assert (queued.trial_days >= first.trial_days).all()
    assert first.p50_days <= first.p85_days <= first.p95_days


def test_equal_facts_give_equal_dates_and_releases_have_dice_of_their_own() -> None:
    one, other = seed_of("payments/1.0.0", "2026-01-01"), seed_of("payments/1.1.0", "2026-01-01")
    past = [2, 9, 0, 4, 5, 1]

    assert one == seed_of("payments/1.0.0", "2026-01-01") != other != seed_of("payments/1.1.0", "2026-01-02")
    same = [forecast(Work(9), past, STEADY, seed=one).trial_days for _ in range(2)]
    assert (same[0] == same[1]).all()
    assert (same[0] != forecast(Work(9), past, STEADY, seed=other).trial_days).any()


def test_its_dates_hold_as_often_as_they_say() -> None:
    """
    250 services that finish Poisson(6) items a week, whose scope grows by 0 to 4 and whose releases wait 0 to 3 days, forecast
    with 26 weeks and 12 releases behind them: 85 of 100 come by the P85 date, 50 by the P50, as far as 250 can tell
    (two standard errors are 0.045 and 0.063) and a past of half a year can know (a few hundredths less).
    """
    dice = np.random.default_rng(20261125)
    held = np.zeros(3)
    worlds = 250
    for world in range(worlds):
        finished = [Finished(int(dice.integers(0, 5)), float(dice.integers(0, 4))) for _ in range(12)]
        found = forecast(Work(20), dice.poisson(6, 26).tolist(), finished, seed=world)
        counts = dice.poisson(6, 200)
        needed = 20 + int(dice.integers(0, 5))
        week = int(np.argmax(np.cumsum(counts) >= needed))
        before = int(counts[:week].sum())
        came = 7 * (week + (needed - before) / counts[week]) + float(dice.integers(0, 4))
        held += [came <= day for day in _days(found)]

    p50, p85, p95 = held / worlds
    assert 0.42 <= p50 <= 0.58
    assert 0.78 <= p85 <= 0.91
    assert 0.89 <= p95 <= 0.99


def test_too_little_of_a_past_is_a_reason_and_no_date() -> None:
    assert missing_because([3] * 5, STEADY) == "its service has fewer than 6 weeks of history"
    assert (
        missing_because([0] * 6, STEADY)
        == "nothing meant for a release of its service was finished in the last 6 weeks"
    )
    assert missing_because([3] * 6, STEADY[:2]) == "its service has fewer than 3 finished releases to learn from"
    assert missing_because([0, 0, 0, 0, 0, 1], STEADY) is None
