"""Numbers as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.components import numbers


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.5, "hours", "30 min"),
        (1, "hours", "1 h"),
        (30.24, "hours", "30.2 h"),
        (300, "hours", "12.5 days"),
        (2400, "hours", "100 days"),
        (24 * 365.25 * 3, "hours", "3 years"),
        (1.6, "per week", "1.6 per week"),
        (0.5, "per week", "2.2 per month"),
        (0.067, "per week", "3.5 per year"),
        (0, "per week", "0 per week"),
        (0.07, "share", "7 %"),
        (0.0666, "share", "6.7 %"),
        (0.5, "share", "50 %"),
        (1, "share", "100 %"),
        (0.9996, "share", "99.96 %"),
        (0, "share", "0 %"),
        (1.5, "count", "1.5"),
        (12345, "count", "12,345"),
        (None, "hours", "—"),
        (float("nan"), "share", "—"),
    ],
)
def test_an_amount_takes_the_scale_that_reads_best(value: float | None, unit: str, text: str) -> None:
    assert numbers.amount(value, unit) == text


def test_beside_a_label_that_says_so_working_time_has_a_short_unit() -> None:
    assert [numbers.short(value, "working hours") for value in (16.5, 1.0)] == ["16.5 h", "1 h"]
    assert [numbers.short(value, "working days") for value in (2.4, 1.0)] == ["2.4 days", "1 day"]
    assert numbers.short(0.5, "share") == "50 %"


def test_an_interval_stands_in_the_scale_of_its_value() -> None:
    """12.5 days, from 10 to 60: not 10 days to 2 months."""
    assert numbers.interval(240, 1440, "hours", beside=300) == "10–60 days"
    assert numbers.interval(0.027, 0.14, "per week", beside=0.067) == "1.4–7.3 per year"
    assert numbers.interval(None, 1, "share", beside=0.5) == ""


def test_a_count_agrees_with_its_noun() -> None:
    assert [numbers.count(n, "release") for n in (0, 1, 1204)] == ["0 releases", "1 release", "1,204 releases"]


def test_an_instant_names_its_zone() -> None:
    moment = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)

    assert numbers.instant(moment, "UTC") == "3 Nov 2026 23:30 UTC"
    assert numbers.instant(moment, "Europe/Berlin") == "4 Nov 2026 00:30 CET"


@pytest.mark.parametrize(
    ("span", "text"),
    [(timedelta(seconds=30), "0 minutes"), (timedelta(hours=5), "5 hours"), (timedelta(days=3, hours=4), "3 days")],
)
def test_an_age_is_told_in_its_largest_whole_unit(span: timedelta, text: str) -> None:
    assert numbers.age(span) == text
