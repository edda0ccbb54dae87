"""Figures: a frame goes in, a Plotly figure comes out. Knows no Streamlit and no warehouse."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import plotly.graph_objects as go

from dashboard.components import numbers
from dashboard.theme import COLOURS, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENTILES: Final = (50, 85, 95)
CONFIG: Final[dict[str, Any]] = {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False}
"""Never a button that would send a figure away."""

DATES: Final = "%-d %b\n%Y"
"""Days of an axis, with the year below where it begins: short enough for a phone."""

_BINS_A_DECADE: Final = 6
LEAST_HOURS: Final = 0.5
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
# Least distance of two labels at an edge, as a part of the plot's height.
_LABEL_ROOM: Final = 0.058
# Below this the axis would count in halves.
_FEW_COMMITS: Final = 6


def duration_distribution(
    hours: Sequence[float], *, mode: Mode, noun: str = "commits", axis: str = "from commit to release"
) -> dict[str, Any]:
    """How long things took, on a scale where each step multiplies, with the 50, 85 and 95 % marks.

    `noun`: what is counted, in the plural. `axis`: from what to what the time is.

    The axis carries logarithms on a linear scale with named ticks: on a log axis Plotly puts shapes and
    annotations at ten to the power of what they are given. Less than half an hour counts as half an hour.
    """
    positions = np.log10(np.maximum(np.asarray(hours, dtype=float), LEAST_HOURS))
    edges = _edges(positions)
    counts, _ = np.histogram(positions, bins=edges)
    figure = go.Figure(
        go.Bar(
            x=((edges[:-1] + edges[1:]) / 2).tolist(),
            y=counts.tolist(),
            width=(np.diff(edges) * 0.94).tolist(),
            marker={"color": COLOURS[mode]["main"], "opacity": 0.75, "line": {"width": 0}},
            customdata=[[_bin_label(a, b)] for a, b in pairwise(edges)],
            hovertemplate=f"%{{customdata[0]}}<br>%{{y:,}} {noun}<extra></extra>",
        )
    )
    if counts.max() < _FEW_COMMITS:
        figure.update_yaxes(dtick=1)
    _mark_percentiles(figure, hours, mode)
    _time_axis(figure, edges, axis)
    return finished(figure, height=310, top=70, y_title=noun)


def _edges(positions: np.ndarray) -> np.ndarray:
    first = math.floor(float(positions.min()) * _BINS_A_DECADE)
    last = max(first + 1, math.ceil(float(positions.max()) * _BINS_A_DECADE + 1e-9))
    return np.arange(first, last + 1) / _BINS_A_DECADE


def _bin_label(low: float, high: float) -> str:
    return f"{numbers.amount(10**low, 'hours')} to {numbers.amount(10**high, 'hours')}"


def _mark_percentiles(figure: go.Figure, hours: Sequence[float], mode: Mode) -> None:
    """Lines with their labels above the plot, one row each, so that close ones do not cover each other."""
    for row, share in enumerate(PERCENTILES):
        position = math.log10(max(percentile(hours, share), LEAST_HOURS))
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


def time_ticks(first: float, last: float) -> list[tuple[float, str]]:
    """Return where an axis of logarithms of hours from `first` to `last` is named, and how."""
    is_close = last - first < _CLOSE_SPAN
    return [(math.log10(hours), text) for hours, text in _CLOSE_TICKS if is_close or hours in _FAR_TICKS]


def _time_axis(figure: go.Figure, edges: np.ndarray, axis: str) -> None:
    ticks = time_ticks(edges[0], edges[-1])
    figure.update_xaxes(
        range=[edges[0] - 0.05, edges[-1] + 0.05],
        tickvals=[position for position, _ in ticks],
        ticktext=[text for _, text in ticks],
        tickangle=0,
        title={"text": f"{axis} (each step multiplies)"},
        showgrid=False,
        zeroline=False,
    )


def edge_labels(
    figure: go.Figure, labels: Sequence[tuple[float, str]], *, at: float, colour: str | None = None
) -> None:
    """Write names at the left (0) or right (1) edge, pushed apart where they would cover each other.

    `labels`: the height as a part of the plot's, 0 to 1, and what stands there.
    """
    lowest = -1.0
    for height, text in sorted(labels):
        lowest = max(height, lowest + _LABEL_ROOM)
        figure.add_annotation(
            x=at,
            xref="paper",
            y=lowest,
            yref="paper",
            text=text,
            showarrow=False,
            xanchor="left",
            yanchor="middle" if at else "bottom",
            xshift=4 if at else 0,
            font={"size": 11, **({"color": colour} if colour else {})},
        )


def finished(figure: go.Figure, *, height: int, top: int, y_title: str | None) -> dict[str, Any]:
    """Return the figure as Plotly's own dictionary, in the manner of all of them. `height` and `top` in pixels."""
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
