"""How rows spread: each in its place, hostile names shown as text, few cases without a mark."""

from __future__ import annotations

import math

import pandas as pd

from dashboard import charts_spread
from metrics.reading.scorecard import Reading


def rows(amounts: list[float], subject: str = "PAY-1") -> pd.DataFrame:
    moments = pd.to_datetime(["2026-01-01T00:00:00Z"] * len(amounts))
    return pd.DataFrame({"subject": subject, "happened_at": moments, "amount": amounts})


def test_days_stand_where_their_hours_do() -> None:
    """1 and 10 days are 24 and 240 hours; one of no length counts as half an hour."""
    figure = charts_spread.scatter(rows([1.0, 10.0, 0.0]), unit="days", mode="light")
    assert [round(10**place, 3) for place in figure["data"][0]["y"]] == [24, 240, 0.5]


def test_only_the_newest_of_very_many_are_drawn() -> None:
    figure = charts_spread.scatter(rows([1.0] * (charts_spread.MOST_DOTS + 5)), unit="hours", mode="light")
    assert len(figure["data"][0]["x"]) == charts_spread.MOST_DOTS


def test_a_subject_with_tags_stays_text() -> None:
    figure = charts_spread.scatter(rows([1.0], subject="<a href='http://x'>y</a>"), unit="hours", mode="light")
    assert figure["data"][0]["customdata"][0][0].startswith("&lt;a href")


def test_counts_make_a_bar_each() -> None:
    """0, 0, 1 and 3 candidates."""
    figure = charts_spread.sizes(rows([0, 0, 1, 3]), noun="releases", axis="Respins", mode="dark")
    assert dict(zip(figure["data"][0]["x"], figure["data"][0]["y"], strict=True)) == {"0": 2, "1": 1, "3": 1}


def test_groups_have_their_intervals_and_few_cases_no_mark() -> None:
    found = {
        "<b>pay</b>": Reading("change_failure_rate", 0.1, 0.05, 0.2, 40, False, None),
        "web": Reading("change_failure_rate", 0.5, 0.1, 0.9, 4, False, None),
    }
    figure = charts_spread.groups(found, unit="share", mode="light")

    [marks] = figure["data"]
    assert list(marks["x"]) == [10.0]
    assert math.isclose(marks["error_x"]["array"][0], 10.0)
    assert math.isclose(marks["error_x"]["arrayminus"][0], 5.0)
    assert list(figure["layout"]["yaxis"]["ticktext"]) == ["&lt;b&gt;pay&lt;/b&gt;", "web"]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["n = 40", "n = 4"]
