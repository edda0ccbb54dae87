"""Process behaviour charts against published worked examples, and each rule by a drawn case."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.signals import Point, chart, p_chart, verdict, xmr

FLOW_RATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 Individuals Control Charts: 10 batches."""
WAFER_SHARES = [
    .24, .30, .16, .20, .08, .14, .32, .18, .28, .20, .10, .12, .34, .24, .44,
    .16, .20, .10, .26, .22, .40, .36, .48, .30, .18, .24, .14, .26, .18, .12,
]  # fmt: skip
"""The same handbook, 6.3.3.2 Proportions Control Charts: 30 wafers of 50 chips."""


def test_limits_equal_those_that_nist_prints() -> None:
    """Printed: mean 50.81, mean moving range 1.8778, limits 55.8041 and 45.8159 (with 3/1.128 where 2.66 is rounded)."""
    found = xmr(FLOW_RATE)
    last = found.points[-1]

    assert last.centre == pytest.approx(50.81)
    assert last.upper == pytest.approx(55.8041, abs=0.002)
    assert last.lower == pytest.approx(45.8159, abs=0.002)
    assert found.range_limit == pytest.approx(3.268 * 1.8778, abs=0.001)
    assert found.points[1].moving_range == pytest.approx(2.0)
    assert (found.baseline_size, found.is_tentative) == (10, True)
    assert not any(point.is_signal for point in found.points)


def test_p_chart_limits_equal_the_handbooks_formula() -> None:
    """First 12 wafers: p = 2.32/12 = 0.1933; 3 sqrt(p (1 - p) / 50) = 0.1675. Wafers 15 and 23 lie above 0.3609, as does 21."""
    found = p_chart(WAFER_SHARES, [50] * 30)

    assert found.points[0].centre == pytest.approx(0.19333, abs=1e-5)
    assert found.points[0].upper == pytest.approx(0.36088, abs=1e-4)
    assert found.points[0].lower == pytest.approx(0.02578, abs=1e-4)
    outside = [number for number, point in enumerate(found.points, start=1) if "outside the limits" in point.rules]
    assert outside == [15, 21, 23]


STEADY_MEAN = 124 / 12
STEADY = [10.0, 12.0, 11.0, 9.0, 10.0, 12.0, 11.0, 9.0, 10.0, 12.0, 10.0, 8.0]
"""Mean 10.333, mean moving range 1.727, limits 5.74 and 14.93; nearer a limit than the centre above 12.63, below 8.04."""


@pytest.mark.parametrize(
    ("after", "signals"),
    [
        ([11.0, 10.0], []),
        ([15.0], [("outside the limits", "high")]),
        ([5.7], [("outside the limits", "low")]),
        ([11.0, 9.0, *[11.0] * 7], []),
        ([*[11.0] * 8], [("8 in a row on one side", "high")]),
        ([13.0, 13.0, 11.0], []),
        ([13.0, 13.0, 11.0, 13.0], [("3 of 4 near a limit", "high")]),
        ([13.0, 13.0, 7.9, 7.9], []),
        ([9.0, 7.9, 9.0, 7.9, 7.9], [("3 of 4 near a limit", "low")]),
    ],
)
def test_each_rule_speaks_on_the_point_that_completes_it(after: list[float], signals: list[tuple[str, str]]) -> None:
    found = xmr([*STEADY, *after])
    assert not any(point.is_signal for point in found.points[:12])
    assert not found.is_tentative
    assert [(rule, point.side) for point in found.points[12:] for rule in point.rules] == signals


def test_with_fewer_than_six_points_there_are_no_limits() -> None:
    found = xmr([1.0, 9.0, 1.0, 9.0, 1000.0])

    assert [point.centre for point in found.points] == [None] * 5
    assert (found.baseline_size, found.newest_signal) == (0, None)
    assert xmr([]).points == ()


def test_limits_stand_on_the_first_twelve_and_do_not_follow_the_series() -> None:
    found = xmr([*STEADY, 10.0, 30.0, 30.0, 30.0])

    assert {point.centre for point in found.points} == {xmr(STEADY).points[0].centre}
    assert found.newest_signal is not None
    assert found.newest_signal.side == "high"


def test_a_recorded_event_cuts_the_limits_anew() -> None:
    """After the move from 10 to 30 at point 12, the new level is its own centre and says nothing more."""
    moved = [value + 20 for value in STEADY]
    found = xmr([*STEADY, *moved], recut_at=[12])

    assert found.points[12].centre == pytest.approx(STEADY_MEAN + 20)
    assert not any(point.is_signal for point in found.points)
    assert any(point.is_signal for point in xmr([*STEADY, *moved]).points)


def test_a_baseline_that_never_varies_judges_nothing() -> None:
    found = xmr([0.0] * 12 + [0.2])

    assert found.is_flat
    assert not found.points[-1].is_signal


def test_durations_are_judged_on_a_log_scale() -> None:
    """Doubling and halving around 8 h are alike there: centre 8, the limits as far above as below by ratio."""
    found = chart([8.0, 16.0, 4.0, 8.0, 16.0, 4.0, 8.0], unit="hours")
    last = found.points[-1]

    assert found.scale == "log"
    assert last.value == 8.0
    assert last.centre == pytest.approx(8.0)
    assert last.upper is not None
    assert last.lower is not None
    assert last.upper / 8 == pytest.approx(8 / last.lower)
    assert chart([0.0, 1.0, 2.0, 1.0, 2.0, 1.0], unit="days").scale == "linear"


def test_shares_with_uneven_denominators_get_a_p_chart() -> None:
    shares = [0.1, 0.2, 0.1, 0.15, 0.1, 0.2]

    assert chart(shares, unit="share", sizes=[10, 20, 30, 40, 20, 10]).kind == "XmR"
    uneven = chart(shares, unit="share", sizes=[10, 20, 30, 41, 20, 10])
    assert uneven.kind == "p"
    assert uneven.points[3].upper is not None
    assert uneven.points[0].upper is not None
    assert uneven.points[3].upper < uneven.points[0].upper, "many cases make a narrow limit"


def test_a_limit_beyond_what_a_metric_can_be_is_not_shown() -> None:
    found = chart([0.0, 0.3, 0.0, 0.3, 0.0, 0.3], unit="share")

    assert found.points[0].lower is None
    assert found.points[0].upper == pytest.approx(0.15 + 2.66 * 0.3)


def test_a_signal_is_better_worse_or_only_a_change_by_the_metrics_direction() -> None:
    assert [verdict("high", way) for way in ("up", "down", "none")] == ["better", "worse", "changed"]
    assert [verdict("low", way) for way in ("up", "down", "none")] == ["worse", "better", "changed"]


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=40), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_moving_and_stretching_a_series_moves_no_signal(values: list[float], shift: float, factor: float) -> None:
    plain = xmr(values)
    other = xmr([value * factor + shift for value in values])
    if plain.is_flat or other.is_flat or min(abs(_margin(point)) for point in plain.points) < 1e-6:
        return
    assert [point.rules for point in plain.points] == [point.rules for point in other.points]


def _margin(point: Point) -> float:
    """How far a point is from the places where a rule begins to hold, in half widths of the limits."""
    assert point.centre is not None
    assert point.upper is not None
    half = point.upper - point.centre
    place = abs(point.value - point.centre) / half if half > 0 else math.inf
    return min(place, abs(place - 0.5), abs(place - 1))


def test_a_slip_below_zero_and_a_variance_beyond_one_have_limits_of_their_own() -> None:
    """Values that change sign have no floor at 0, shares of something else no ceiling at 1 and no binomial limits."""
    slips = chart([-3.0, 4.0, -1.0, 2.0, -2.0, 5.0, -4.0, 1.0], unit="days")
    variances = chart([-0.2, 1.5, 0.1, 2.0, -0.1, 0.4, 0.0, 0.3], unit="share", sizes=[1, 9, 1, 9, 1, 9, 1, 9])

    assert slips.kind == variances.kind == "XmR"
    assert min(point.lower for point in slips.points if point.lower is not None) < 0
    assert min(point.lower for point in variances.points if point.lower is not None) < 0
    assert max(point.upper for point in variances.points if point.upper is not None) > 1


def test_working_time_is_charted_as_a_duration() -> None:
    assert chart([8.0, 16.0, 4.0, 8.0, 12.0, 9.0], unit="working hours").scale == "log"
