"""The course of a metric: gaps, signals, limits, what was published, and what a click can tell."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import charts_course
from dashboard.charts_course import Note
from metrics.references import Line


def points(values: list[float | None], **limits: float) -> pd.DataFrame:
    starts = [date(2026, month, 1) for month in range(1, len(values) + 1)]
    columns: dict[str, Any] = {"period_start": starts, "value": pd.Series(values, dtype=float), "sample_size": 7}
    flags = {"is_provisional": False, "is_signal": [False] * (len(values) - 1) + [True]}
    return pd.DataFrame({**columns, "centre": 30.0, "lower": 10.0, "upper": 60.0, **limits, **flags})


def texts(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_a_course_leaves_gaps_and_marks_signals() -> None:
    figure = charts_course.course(points([24.0, None, 48.0]), unit="hours", mode="light")

    course = figure["data"][-1]
    assert course["connectgaps"] is False
    assert course["y"] == [24.0, None, 48.0]
    assert list(course["marker"]["symbol"]) == ["circle", "circle", "diamond"]


def test_a_point_carries_the_period_that_a_click_opens() -> None:
    figure = charts_course.course(points([24.0, 36.0]), unit="hours", mode="dark")
    assert [carried[2] for carried in figure["data"][-1]["customdata"]] == ["2026-01-01", "2026-02-01"]


def test_dots_without_limits_have_no_line_beside_them() -> None:
    nan = float("nan")
    figure = charts_course.course(points([24.0, 36.0], centre=nan, lower=nan, upper=nan), unit="hours", mode="light")
    assert len(figure["data"]) == 1
    assert "annotations" not in figure["layout"] or texts(figure) == []


def test_a_limit_far_above_every_value_is_named_and_does_not_flatten_them() -> None:
    """Values up to 40 hours, the limit at 900: the axis ends before twice the highest value."""
    figure = charts_course.course(points([24.0, 40.0], upper=900.0), unit="hours", mode="light")
    assert "limit 900 ↑" in texts(figure)
    assert figure["layout"]["yaxis"]["range"][1] < 80


def test_limits_that_ended_with_a_change_of_the_process_are_drawn_and_not_named_at_the_edge() -> None:
    """Limits of the first two periods; the third has none yet. Where only its value is missing they still hold."""
    cut = points([24.0, 30.0, 20.0])
    cut.loc[2, ["centre", "lower", "upper"]] = None
    gap = cut.assign(value=[24.0, 30.0, None])

    figures = [charts_course.course(one, unit="hours", mode="light") for one in (cut, gap)]

    assert [texts(figure) if "annotations" in figure["layout"] else [] for figure in figures] == [
        [], ["limit 10", "middle 30", "limit 60 ↑"],
    ]  # fmt: skip
    assert [len(figure["data"]) for figure in figures] == [3, 3]


def test_without_variation_there_is_a_middle_and_no_limit() -> None:
    figure = charts_course.course(points([0.0, 0.0], centre=0.0, lower=0.0, upper=0.0), unit="count", mode="light")
    assert texts(figure) == ["middle 0"]


def test_published_lines_near_enough_are_drawn_and_named() -> None:
    """At 24 hours one line for the two groups that said so; 4383 is too far off."""
    lines = [Line(24, 0.2, "1 day", ""), Line(24, 0.35, "1 day", ""), Line(4383, 0.25, "6 months", "")]
    known = points([24.0, 40.0])
    figure = charts_course.course(known, unit="hours", mode="light", published=lines)

    assert texts(figure).count("1 day") == 1
    assert "6 months" not in texts(figure)
    assert [charts_course.is_drawn(line, known, None) for line in lines] == [True, True, False]


def test_labels_at_an_edge_do_not_cover_each_other() -> None:
    figure = charts_course.course(points([30.0, 31.0], lower=29.9, upper=30.1), unit="hours", mode="light")
    heights = sorted(note["y"] for note in figure["layout"]["annotations"] if note["x"] == 1)
    assert all(above - below > 0.05 for below, above in pairwise(heights))


def test_the_85th_percentile_is_told_at_the_point() -> None:
    known = points([24.0, 36.0])
    upper = known[["period_start"]].assign(value=[48.0, float("nan")])
    told = charts_course.course(known, unit="hours", mode="light", upper=upper)["data"][-1]["customdata"]
    assert [words for words, *_ in told] == ["24 h, 85 % within 48 h", "36 h"]


def test_a_note_is_a_letter_and_a_line_solid_where_limits_are_cut() -> None:
    notes = [Note(date(2026, 1, 9), "A", cuts_limits=True), Note(date(2026, 1, 12), "B", cuts_limits=False)]
    figure = charts_course.course(points([24.0, 36.0]), unit="hours", mode="light", notes=notes)
    assert {"<b>A</b>", "<b>B</b>"} <= set(texts(figure))
    assert [shape["line"]["dash"] for shape in figure["layout"]["shapes"]] == ["solid", "dot"]


def test_notes_of_one_day_share_a_line_that_cuts_when_one_of_them_does() -> None:
    notes = [Note(date(2026, 1, day), letter, cuts_limits=letter == "C") for day, letter in ((9, "A"), (12, "B"), (12, "C"))]
    figure = charts_course.course(points([24.0, 36.0]), unit="hours", mode="light", notes=notes)
    assert [text for text in texts(figure) if text.startswith("<b>")] == ["<b>A</b>", "<b>B, C</b>"]
    assert [shape["line"]["dash"] for shape in figure["layout"]["shapes"]] == ["dot", "solid"]


def test_a_share_that_was_always_nought_stands_on_an_axis_of_ten_percent() -> None:
    flat = points([0.0, None], centre=float("nan"), lower=float("nan"), upper=float("nan"))
    share, count = (charts_course.course(flat, unit=unit, mode="light") for unit in ("share", "count"))
    assert [list(figure["layout"]["yaxis"]["range"]) for figure in (share, count)] == [[0, 10], [0, 1]]


def test_a_course_of_nothing_is_an_empty_figure() -> None:
    nan = float("nan")
    figure = charts_course.course(points([None, None], centre=nan, lower=nan, upper=nan), unit="hours", mode="light")
    assert figure["layout"]["yaxis"]["range"] == [0, 1.0]
