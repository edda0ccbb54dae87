"""A figure that is whole goes to the browser as it is: the same as if Plotly had looked through it again."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import plotly.io
import plotly.tools
import pytest

from dashboard import charts, charts_course, charts_evaluation, charts_spread
from dashboard.components.chart import _Whole
from dashboard.theme import Mode
from metrics.reading.scorecard import Reading

_DAYS = pd.to_datetime(["2026-03-02 09:30", "2026-02-01 12:00", "2026-01-01 00:00"], utc=True)
_ROWS = pd.DataFrame({"subject": ["<b>a</b>", "b", "c"], "happened_at": _DAYS, "amount": [30.0, 2.0, 500.0]})
_POINTS = pd.DataFrame({
    "period_start": [day.date() for day in _DAYS[::-1]], "value": [24.0, None, 48.0], "sample_size": 7, "centre": 30.0,
    "lower": 10.0, "upper": 60.0, "is_provisional": False, "is_signal": [False, False, True],
})  # fmt: skip
_FOUND = {"a": Reading("change_lead_time", 24.0, 10.0, 30.0, 20, False, None)}


def figures(mode: Mode) -> dict[str, dict[str, Any]]:
    return {
        "course": charts_course.course(_POINTS, unit="hours", mode=mode),
        "scatter": charts_spread.scatter(_ROWS, unit="hours", mode=mode),
        "groups": charts_spread.groups(_FOUND, unit="hours", mode=mode),
        "sizes": charts_spread.sizes(_ROWS, noun="rows", axis="Amount", mode=mode),
        "duration": charts.duration_distribution([1.0, 30.0, 500.0], mode=mode),
        "lost": charts_evaluation.points_lost([("a", "A", 7.5, "why")], score=92.5, low=90, high=94, mode=mode),
        "spread": charts_evaluation.spread([59, 60, 100], mode=mode),
    }


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", figures("light"))
def test_what_is_sent_is_what_streamlit_would_send_after_looking_through_it(name: str, mode: Mode) -> None:
    made = figures(mode)[name]

    looked_through = plotly.tools.return_figure_from_figure_or_data(made, validate_figure=True)
    as_it_is = plotly.tools.return_figure_from_figure_or_data(_Whole(made), validate_figure=True)

    sent = [json.loads(plotly.io.to_json(figure, validate=False)) for figure in (looked_through, as_it_is)]
    assert _told(sent[0]) == _told(sent[1])
    assert sent[1]["data"]


def _told(figure: Any) -> Any:
    """Without the empty tables, which say nothing and which Plotly leaves out."""
    if isinstance(figure, dict):
        return {name: _told(value) for name, value in figure.items() if value != {}}
    return [_told(value) for value in figure] if isinstance(figure, list) else figure


def test_dots_stand_where_the_rows_ended_and_say_what_they_are_letter_for_letter() -> None:
    """30 hours is 1.477121 on the scale of powers of ten."""
    [dots] = charts_spread.scatter(_ROWS, unit="hours", mode="light")["data"]

    assert dots["x"][0] == "2026-03-02T09:30:00"
    assert dots["y"][0] == 1.477121
    assert dots["customdata"][0] == ["&lt;b&gt;a&lt;/b&gt;", "30 h"]
