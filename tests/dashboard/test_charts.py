"""Figures say what the frame says."""

from __future__ import annotations

import math

from dashboard import charts


def test_every_commit_is_in_one_bar() -> None:
    """1 h twice, 10 h, 1,000 h, and one of no length, which counts as half an hour: 5 commits."""
    figure = charts.duration_distribution([1, 1, 10, 1000, 0], mode="light")

    [bars] = figure["data"]
    assert sum(bars["y"]) == 5


def test_percentile_lines_stand_at_the_logarithm_on_a_linear_axis() -> None:
    """The median of 1, 10 and 100 hours is 10: the line stands at 1."""
    figure = charts.duration_distribution([1, 10, 100], mode="light")

    assert figure["layout"]["xaxis"].get("type") != "log"
    assert math.isclose(figure["layout"]["shapes"][0]["x0"], 1.0)
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["50 %", "85 %", "95 %"]


def test_one_value_makes_one_bar() -> None:
    [bars] = charts.duration_distribution([24.0] * 6, mode="dark")["data"]

    assert list(bars["y"]) == [6]


def test_nothing_in_a_figure_sends_it_away() -> None:
    assert charts.CONFIG["showSendToCloud"] is False
    assert charts.CONFIG["displayModeBar"] is False
