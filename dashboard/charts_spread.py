"""Figures of how the rows behind a metric spread: one by one over time, by size, and group beside group."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import DATES, LEAST_HOURS, PERCENTILES, edge_labels, finished, percentile, time_ticks
from dashboard.components import numbers
from dashboard.components.text import visible
from dashboard.theme import COLOURS, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from metrics.reading.scorecard import Reading

MOST_DOTS: Final = 800
"""Newest rows drawn one by one; more would be slow to draw and a cloud to look at."""
_MOST_BARS: Final = 30
_ROW_PIXELS: Final = 34
_LONGEST_NAME: Final = 28


def scatter(rows: pd.DataFrame, *, unit: str, mode: Mode) -> dict[str, Any]:
    """Each counted row of a duration where it ended, on a scale where each step multiplies, with the 50, 85 and 95 % marks.

    `rows`: subject, happened_at, amount in `unit` (hours or days), newest first.
    """
    shown = rows.head(MOST_DOTS)
    hours = np.maximum(hours_of(shown["amount"], unit), LEAST_HOURS)
    places = np.log10(hours)
    figure = go.Figure(
        go.Scatter(
            mode="markers",
            marker={"size": 6, "opacity": 0.45, "color": COLOURS[mode]["main"], "line": {"width": 0}},
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}, %{x|%-d %b %Y}<extra></extra>",
        )
    )
    first, last = float(places.min()) - 0.15, float(places.max()) + 0.15
    marks = [(math.log10(max(percentile(hours.tolist(), share), LEAST_HOURS)), f"{share} %") for share in PERCENTILES]
    for height, _ in marks:
        _mark(figure, height, mode)
    edge_labels(figure, [((height - first) / (last - first), text) for height, text in marks], at=1)
    ticks = time_ticks(first, last)
    figure.update_yaxes(
        range=[first, last], tickvals=[place for place, _ in ticks], ticktext=[text for _, text in ticks]
    )
    figure.update_xaxes(showgrid=False, zeroline=False, tickangle=0, nticks=5, tickformat=DATES)
    made = finished(figure, height=310, top=16, y_title=None)
    made["data"][0] |= _dots(shown, places, unit)
    return made


def _dots(shown: pd.DataFrame, places: np.ndarray, unit: str) -> dict[str, Any]:
    """Where the dots stand and what each says; put in last, for Plotly would look at every value of them."""
    return {
        "x": pd.to_datetime(shown["happened_at"], utc=True).dt.strftime("%Y-%m-%dT%H:%M:%S").tolist(),
        "y": places.round(6).tolist(),
        "customdata": [
            [shown_text(subject), numbers.amount(amount, unit)]
            for subject, amount in zip(shown["subject"], shown["amount"], strict=True)
        ],
    }


def hours_of(amounts: pd.Series, unit: str) -> np.ndarray:
    """Return amounts in hours or days as hours."""
    return np.asarray(amounts, dtype=float) * (24.0 if unit == "days" else 1.0)


def shown_text(text: object) -> str:
    """Return `text`, whoever wrote it, so that a figure shows it letter for letter: they read tags in theirs."""
    return html.escape(visible(text))


def _mark(figure: go.Figure, height: float, mode: Mode) -> None:
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=height, y1=height, layer="below",
        line={"color": COLOURS[mode]["quiet"], "width": 1.2, "dash": "dash"},
    )  # fmt: skip


def sizes(rows: pd.DataFrame, *, noun: str, axis: str, mode: Mode) -> dict[str, Any]:
    """How many rows have which amount, where amounts are counts. `noun`: what the rows are, in the plural."""
    amounts = rows["amount"].astype(float).round()
    edge = float(amounts.quantile(0.99)) if amounts.nunique() > _MOST_BARS else float(amounts.max())
    tally = amounts.clip(upper=edge).value_counts().sort_index()
    last = tally.index.max()
    names = [
        f"{value:,.0f}" if value < last or edge >= amounts.max() else f"{value:,.0f} or more" for value in tally.index
    ]
    figure = go.Figure(
        go.Bar(
            x=names,
            y=tally.tolist(),
            marker={"color": COLOURS[mode]["main"], "opacity": 0.75, "line": {"width": 0}},
            hovertemplate=f"%{{x}}: %{{y:,}} {noun}<extra></extra>",
        )
    )
    figure.update_xaxes(type="category", title={"text": axis}, showgrid=False)
    made = finished(figure, height=290, top=16, y_title=noun)
    made["layout"]["bargap"] = 0.15
    return made


def groups(found: Mapping[str, Reading], *, unit: str, mode: Mode) -> dict[str, Any]:
    """Groups beside each other: the value of each with its 95 % interval; one with few cases has no mark."""
    known = {name: one for name, one in found.items() if one.value is not None and not one.is_few}
    values = [one.value for one in known.values() if one.value is not None]
    scale = numbers.scale_for(unit, float(np.median(values)) if values else 0.0)
    names = list(found)
    figure = go.Figure(
        go.Scatter(
            x=[value / scale.divisor for value in values],
            y=[names.index(name) for name in known],
            mode="markers",
            cliponaxis=False,
            marker={"size": 9, "color": COLOURS[mode]["main"]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [_reach(one.high, one.value, scale) for one in known.values()],
                "arrayminus": [_reach(one.value, one.low, scale) for one in known.values()],
                "color": COLOURS[mode]["quiet"],
                "thickness": 1.6,
                "width": 5,
            },
            customdata=[[shown_text(name), _said(one, unit)] for name, one in known.items()],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    )
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=[_short(name) for name in names], range=[len(names) - 0.4, -0.6]
    )
    figure.update_xaxes(rangemode="tozero", title={"text": scale.suffix.strip() or None}, zeroline=False)
    for place, one in enumerate(found.values()):
        figure.add_annotation(
            x=1, xref="paper", y=place, text=f"n = {one.sample_size:,}", showarrow=False, xanchor="left", xshift=4,
            font={"size": 11},
        )  # fmt: skip
    made = finished(figure, height=70 + _ROW_PIXELS * max(2, len(names)), top=8, y_title=None)
    made["layout"]["margin"]["r"] = 84
    return made


def _reach(far: float | None, near: float | None, scale: numbers.Scale) -> float:
    return 0.0 if far is None or near is None else (far - near) / scale.divisor


def _said(one: Reading, unit: str) -> str:
    assert one.value is not None
    between = numbers.interval(one.low, one.high, unit, beside=one.value)
    return f"{numbers.amount(one.value, unit)}{f', 95 %: {between}' if between else ''}, n = {one.sample_size:,}"


def _short(name: str) -> str:
    seen = visible(name)
    return html.escape(seen if len(seen) <= _LONGEST_NAME else f"{seen[: _LONGEST_NAME - 1]}…")
