"""Figures of the evaluation score: where its points went, and how the scores of many releases spread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from dashboard.theme import COLOURS, Mode
from metrics.evaluation import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW: Final = 30
"""Height of a bar with its gap, in pixels."""
_BIN: Final = 5
_ROOM: Final = 0.04
"""Of the axis, left free beside the lowest mark."""


def points_lost(
    losses: Sequence[tuple[str, str, float, str]], *, score: float, low: float, high: float, mode: Mode
) -> dict[str, Any]:
    """A waterfall from 100 down to the score, one bar for each part that took points, then the score with its range.

    `losses`: name, label, points and reason, in order. The axis begins near the score, so that a point or two stay legible;
    every bar is a difference, and none is measured from 0.
    """
    colours = COLOURS[mode]
    labels = [_unique(label, place) for place, (_, label, _, _) in enumerate(losses)]
    ends, starts, at = [], [], 100.0
    for _, _, points, _ in losses:
        ends.append(at)
        at -= points
        starts.append(at)
    figure = go.Figure()
    figure.add_bar(
        orientation="h",
        y=labels,
        base=starts,
        x=[end - start for start, end in zip(starts, ends, strict=True)],
        marker={"color": colours["main"], "line": {"width": 0}},
        customdata=[[name, why] for name, _, _, why in losses],
        hovertemplate="%{customdata[1]}<extra></extra>",
        # A chosen bar stands out, and the others stay legible.
        unselected={"marker": {"opacity": 0.5}},
    )
    _add_amounts(figure, labels, ends, losses)
    _add_steps(figure, labels, starts, colours["quiet"])
    _add_score(figure, score, low, high, colours["signal"])
    lowest = min(low, score)
    room = max(2.0, (100 - lowest) * _ROOM)
    figure.update_xaxes(
        range=[max(0.0, lowest - room), 100 + room * 0.5], tickformat=".4~g", nticks=6, tickangle=0, zeroline=False,
        fixedrange=True, title=None,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", ticklabelstandoff=6, automargin=True, fixedrange=True, showgrid=False)
    figure.update_layout(
        height=_ROW * (len(losses) + 1) + 48, bargap=0.35, margin={"l": 8, "r": 52, "t": 8, "b": 28}, showlegend=False,
        dragmode=False, hovermode="closest", clickmode="event+select",
    )  # fmt: skip
    made: dict[str, Any] = figure.to_plotly_json()
    return made


def _unique(label: str, place: int) -> str:
    """Rows of one label would be drawn on each other: an unseen joiner for each place keeps them apart."""
    return label + "\u2060" * place


def _add_amounts(
    figure: go.Figure, labels: Sequence[str], ends: Sequence[float], losses: Sequence[tuple[str, str, float, str]]
) -> None:
    """The points beside each bar. As text of the bars they would fade when another one is chosen."""
    for label, end, (_, _, points, _) in zip(labels, ends, losses, strict=True):
        figure.add_annotation(
            x=end, y=label, text=f"−{amount(points)}", showarrow=False, xanchor="left", xshift=3, font={"size": 12}
        )


def _add_steps(figure: go.Figure, labels: Sequence[str], starts: Sequence[float], colour: str) -> None:
    """Lines that lead from each bar to the next."""
    for place, start in enumerate(starts):
        figure.add_shape(
            type="line", xref="x", yref="y", x0=start, x1=start, y0=place, y1=place + 1, layer="below",
            line={"color": colour, "width": 1, "dash": "dot"},
        )  # fmt: skip
    figure.update_yaxes(categoryorder="array", categoryarray=[*labels, "Score"])


def _add_score(figure: go.Figure, score: float, low: float, high: float, colour: str) -> None:
    """The score as a diamond on the line of what other weights would make of it."""
    if high > low:
        figure.add_scatter(
            x=[low, high], y=["Score", "Score"], mode="lines", line={"color": colour, "width": 3},
            hovertemplate=f"{amount(low)} to {amount(high)} under other weights<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=[score], y=["Score"], mode="markers", marker={"symbol": "diamond", "size": 13, "color": colour},
        hovertemplate=f"Score {amount(score)}<extra></extra>", unselected={"marker": {"opacity": 1}}, cliponaxis=False,
    )  # fmt: skip
    figure.add_annotation(
        x=max(high, score), y="Score", text=f"<b>{amount(score)}</b>", showarrow=False, xanchor="left", xshift=10
    )


def spread(scores: Sequence[float], *, mode: Mode) -> dict[str, Any]:
    """How many releases reached which score, in steps of five, with the words' limits. `scores` is not empty."""
    first = math.floor(min(*scores, 50) / _BIN) * _BIN
    starts = list(range(first, 100, _BIN))
    counts = [sum(_bin_of(score) == start for score in scores) for start in starts]
    figure = go.Figure(
        go.Bar(
            x=[start + _BIN / 2 for start in starts], y=counts, width=_BIN * 0.92,
            marker={"color": COLOURS[mode]["main"], "opacity": 0.8, "line": {"width": 0}},
            customdata=[[_bin_words(start)] for start in starts],
            hovertemplate="%{customdata[0]}: %{y}<extra></extra>",
        )
    )  # fmt: skip
    for limit, word in LABELS:
        left = max(limit, first)
        figure.add_annotation(
            x=left, y=1, xref="x", yref="paper", yanchor="bottom", xanchor="left", text=word, showarrow=False,
            font={"size": 11},
        )  # fmt: skip
        if limit:
            figure.add_shape(
                type="line", xref="x", yref="paper", x0=limit, x1=limit, y0=0, y1=1.1, layer="below",
                line={"color": COLOURS[mode]["quiet"], "width": 1, "dash": "dot"},
            )  # fmt: skip
    figure.update_xaxes(range=[first - 1, 101], dtick=10, tickangle=0, showgrid=False, zeroline=False, fixedrange=True)
    figure.update_yaxes(title={"text": "releases"}, zeroline=False, fixedrange=True, rangemode="tozero", nticks=5)
    if max(counts) < 6:
        figure.update_yaxes(dtick=1)
    figure.update_layout(
        height=230,
        bargap=0,
        margin={"l": 8, "r": 12, "t": 30, "b": 8},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
    )
    made: dict[str, Any] = figure.to_plotly_json()
    return made


def _bin_of(score: float) -> int:
    """The start of the step that holds the score; 100 stands in the last one."""
    return min(math.floor(score / _BIN) * _BIN, 100 - _BIN)


def _bin_words(start: int) -> str:
    return f"{start} to 100" if start + _BIN >= 100 else f"{start} to under {start + _BIN}"


def amount(points: float) -> str:
    """Points with one decimal where there is one, and never as none when there is some: 66, 58.5, 0.04."""
    if 0 < abs(points) < 0.05:
        return f"{points:.2g}"
    return f"{points:.1f}".removesuffix(".0")
