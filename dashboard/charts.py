"""Figures: a frame goes in, a Plotly figure comes out. Knows no Streamlit and no warehouse."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.components import numbers
from dashboard.theme import COLOURS, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENTILES: Final = (50, 85, 95)
CONFIG: Final[dict[str, Any]] = {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False}
"""Never a button that would send a figure away."""

_BINS_A_DECADE: Final = 6
_HALF_AN_HOUR: Final = 0.5
_DAY: Final = 24.0
_YEAR: Final = 24 * 365.25
# A scale that spans little needs its steps named closely, one that spans much has no room for that.
_CLOSE_TICKS: Final[tuple[tuple[float, str], ...]] = (
    (1, "1 h"),
    (3, "3 h"),
    (6, "6 h"),
    (12, "12 h"),
    (_DAY, "1 day"),
    (_DAY * 3, "3 days"),
    (_DAY * 7, "1 week"),
    (_DAY * 14, "2 weeks"),
    (_YEAR / 12, "1 month"),
    (_YEAR / 6, "2 months"),
    (_YEAR / 4, "3 months"),
    (_YEAR / 2, "6 months"),
    (_YEAR, "1 year"),
    (_YEAR * 2, "2 years"),
    (_YEAR * 5, "5 years"),
    (_YEAR * 10, "10 years"),
)
_FAR_TICKS: Final = (1.0, _DAY, _DAY * 7, _YEAR / 12, _YEAR / 2, _YEAR * 2, _YEAR * 10)
_CLOSE_SPAN: Final = 1.5
# More dates than this would run into each other on a phone.
_MOST_DATES: Final = 5
# Below this the axis would count in halves.
_FEW_COMMITS: Final = 6


def lead_time_distribution(hours: Sequence[float], *, mode: Mode) -> dict[str, Any]:
    """How long commits took to ship, on a scale where each step multiplies, with the 50, 85 and 95 % marks.

    The axis carries logarithms on a linear scale with named ticks: on a log axis Plotly puts shapes and
    annotations at ten to the power of what they are given. Less than half an hour counts as half an hour.
    """
    positions = np.log10(np.maximum(np.asarray(hours, dtype=float), _HALF_AN_HOUR))
    edges = _edges(positions)
    counts, _ = np.histogram(positions, bins=edges)
    figure = go.Figure(
        go.Bar(
            x=((edges[:-1] + edges[1:]) / 2).tolist(),
            y=counts.tolist(),
            width=(np.diff(edges) * 0.94).tolist(),
            marker={"color": COLOURS[mode]["main"], "opacity": 0.75, "line": {"width": 0}},
            customdata=[[_bin_label(a, b)] for a, b in pairwise(edges)],
            hovertemplate="%{customdata[0]}<br>%{y:,} commits<extra></extra>",
        )
    )
    if counts.max() < _FEW_COMMITS:
        figure.update_yaxes(dtick=1)
    _mark_percentiles(figure, hours, mode)
    _time_axis(figure, edges)
    return _finished(figure, height=310, top=70, y_title="commits")


def _edges(positions: np.ndarray) -> np.ndarray:
    first = math.floor(float(positions.min()) * _BINS_A_DECADE)
    last = max(first + 1, math.ceil(float(positions.max()) * _BINS_A_DECADE + 1e-9))
    return np.arange(first, last + 1) / _BINS_A_DECADE


def _bin_label(low: float, high: float) -> str:
    return f"{numbers.amount(10**low, 'hours')} to {numbers.amount(10**high, 'hours')}"


def _mark_percentiles(figure: go.Figure, hours: Sequence[float], mode: Mode) -> None:
    """Lines with their labels above the plot, one row each, so that close ones do not cover each other."""
    for row, share in enumerate(PERCENTILES):
        position = math.log10(max(percentile(hours, share), _HALF_AN_HOUR))
        top = 1.0 + 0.1 * (len(PERCENTILES) - row)
        figure.add_shape(
            type="line",
            xref="x",
            yref="paper",
            x0=position,
            x1=position,
            y0=0,
            y1=top,
            layer="below",
            line={"color": COLOURS[mode]["quiet"], "width": 1.4, "dash": ("solid", "dash", "dot")[row]},
        )
        figure.add_annotation(
            x=position,
            y=top,
            xref="x",
            yref="paper",
            text=f"{share} %",
            showarrow=False,
            xanchor="left",
            yanchor="middle",
            xshift=4,
            font={"size": 12},
        )


def percentile(hours: Sequence[float], share: int) -> float:
    """The interpolated percentile: `share` of 100 values are no larger."""
    return float(np.percentile(np.asarray(hours, dtype=float), share))


def _time_axis(figure: go.Figure, edges: np.ndarray) -> None:
    is_close = edges[-1] - edges[0] < _CLOSE_SPAN
    ticks = [(math.log10(hours), text) for hours, text in _CLOSE_TICKS if is_close or hours in _FAR_TICKS]
    figure.update_xaxes(
        range=[edges[0] - 0.05, edges[-1] + 0.05],
        tickvals=[position for position, _ in ticks],
        ticktext=[text for _, text in ticks],
        tickangle=0,
        title={"text": "from commit to release (each step multiplies)"},
        showgrid=False,
        zeroline=False,
    )


def trend(points: pd.DataFrame, *, unit: str, mode: Mode) -> dict[str, Any]:
    """A metric period by period between its limits.

    `points`: period_start, value (null leaves a gap), sample_size, is_provisional, is_signal, centre, lower, upper.
    A signal is a diamond of another hue; a provisional point is hollow.
    """
    scale = numbers.scale_for(unit, _typical(points["value"]))
    figure = go.Figure()
    for column, dash in (("centre", "solid"), ("lower", "dot"), ("upper", "dot")):
        _add_limit(figure, points, column, dash, scale, COLOURS[mode]["quiet"])
    _add_course(figure, points, scale, mode)
    figure.update_xaxes(
        showgrid=False, zeroline=False, range=_room(points["period_start"]), tickangle=0, nticks=_MOST_DATES
    )
    figure.update_yaxes(rangemode="tozero")
    return _finished(figure, height=290, top=16, y_title=scale.suffix.strip() or None)


def _typical(values: pd.Series) -> float:
    known = values.dropna()
    return float(known.median()) if len(known) else 0.0


def _room(starts: pd.Series) -> list[pd.Timestamp] | None:
    """The periods with half of one on either side, so that the first and last marks stand free."""
    moments = pd.to_datetime(starts)
    if len(moments) < 2:
        return None
    half = (moments.iloc[-1] - moments.iloc[0]) / (len(moments) - 1) / 2
    return [moments.iloc[0] - half, moments.iloc[-1] + half]


def _add_limit(
    figure: go.Figure, points: pd.DataFrame, column: str, dash: str, scale: numbers.Scale, colour: str
) -> None:
    known = points[points[column].notna()]
    if known.empty:
        return
    last = float(known[column].iloc[-1])
    figure.add_scatter(
        x=known["period_start"].tolist(),
        y=_scaled(known[column], scale),
        mode="lines",
        line={"color": colour, "width": 1.1, "dash": dash, "shape": "hvh"},
        hoverinfo="skip",
    )
    figure.add_annotation(
        x=1,
        xref="paper",
        y=last / scale.divisor,
        text=f"{'middle' if column == 'centre' else 'limit'} {scale.number(last)}",
        showarrow=False,
        xanchor="left",
        xshift=4,
        font={"size": 11},
    )


def _add_course(figure: go.Figure, points: pd.DataFrame, scale: numbers.Scale, mode: Mode) -> None:
    hues = [COLOURS[mode]["signal" if flag else "main"] for flag in points["is_signal"]]
    texts = [numbers.NOTHING if math.isnan(value) else scale.text(value) for value in points["value"].astype(float)]
    figure.add_scatter(
        x=points["period_start"].tolist(),
        y=_scaled(points["value"], scale),
        mode="lines+markers",
        connectgaps=False,
        line={"color": COLOURS[mode]["main"], "width": 1.8},
        marker={
            "size": [11 if flag else 7 for flag in points["is_signal"]],
            "symbol": _symbols(points),
            "color": hues,
            "line": {"width": 1.4, "color": hues},
        },
        customdata=list(zip(texts, points["sample_size"].astype(int).tolist(), strict=True)),
        hovertemplate="%{x|%-d %b %Y}: %{customdata[0]}, n = %{customdata[1]:,}<extra></extra>",
    )


def _scaled(values: pd.Series, scale: numbers.Scale) -> list[float | None]:
    """The values in the scale of the axis; None leaves a gap."""
    return [None if math.isnan(value) else value / scale.divisor for value in values.astype(float)]


def _symbols(points: pd.DataFrame) -> list[str]:
    shapes = ["diamond" if flag else "circle" for flag in points["is_signal"]]
    hollow = points["is_provisional"].astype(bool)
    return [f"{shape}-open" if flag else shape for shape, flag in zip(shapes, hollow, strict=True)]


def _finished(figure: go.Figure, *, height: int, top: int, y_title: str | None) -> dict[str, Any]:
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 70, "t": top, "b": 8},
        showlegend=False,
        bargap=0,
        dragmode=False,
        hovermode="closest",
    )
    figure.update_yaxes(title={"text": y_title} if y_title else None, zeroline=False, fixedrange=True)
    figure.update_xaxes(fixedrange=True)
    made: dict[str, Any] = figure.to_plotly_json()
    return made
