"""Figures of a metric's course: period by period between its limits, with what was noted and published beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboard import charts
from dashboard.components import numbers
from dashboard.theme import COLOURS, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from metrics.references import Line

# More dates than this would run into each other on a phone.
_MOST_DATES: Final = 5
_HEADROOM: Final = 1.12
_HIGH_OF_NOUGHTS: Final = {" %": 10.0}
"""How high the axis reaches when every value is 0: hundredths of a percent would look like a magnifying glass on nothing."""
_FAR: Final = 1.6
"""A limit or published line further above the highest value than this would flatten everything else."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a day, drawn as a line with a letter that the list below the chart explains."""

    day: date
    letter: str
    cuts_limits: bool


def course(
    points: pd.DataFrame,
    *,
    unit: str,
    mode: Mode,
    upper: pd.DataFrame | None = None,
    published: Sequence[Line] = (),
    notes: Sequence[Note] = (),
    height: int = 290,
) -> dict[str, Any]:
    """A metric period by period between its limits.

    `points`: period_start, value (null leaves a gap), sample_size, is_provisional, is_signal, centre, lower, upper.
    `upper`: the 85th percentile of the same periods. A signal is a diamond of another hue; a provisional point is hollow.
    A point carries its period_start, so that a click can tell which it was.
    """
    scale = numbers.scale_for(unit, _typical(points["value"]))
    figure = go.Figure()
    edge = _edge(points, upper, scale)
    labels = [_limit(figure, points, column, dash, scale, edge, mode) for column, dash in _LIMITS]
    if upper is not None and upper["value"].notna().any():
        labels.append(_add_upper(figure, upper, scale, mode))
    _add_course(figure, points, upper, scale, mode)
    near = _near(published, scale, edge)
    for line in near:
        _add_published(figure, line, scale, mode)
    drawn = [value for trace in figure.data for value in trace.y if value is not None]
    top = _HEADROOM * max([*drawn, *(line.value / scale.divisor for line in near)], default=0.0)
    top = top or _HIGH_OF_NOUGHTS.get(scale.suffix, 1.0)
    charts.edge_labels(figure, [(min(height / top, 1.0), text) for height, text in filter(None, labels)], at=1)
    named = [(line.value / scale.divisor / top, line.short) for line in near]
    charts.edge_labels(figure, named, at=0, colour=COLOURS[mode]["published"])
    _add_notes(figure, notes, mode)
    figure.update_xaxes(
        showgrid=False,
        zeroline=False,
        range=_room(points["period_start"]),
        tickangle=0,
        nticks=_MOST_DATES,
        tickformat=charts.DATES,
    )
    figure.update_yaxes(range=[0, top])
    made = charts.finished(figure, height=height, top=30 if notes else 16, y_title=scale.suffix.strip() or None)
    made["layout"]["margin"]["r"] = 92
    return made


_LIMITS: Final = (("centre", "solid"), ("lower", "dot"), ("upper", "dot"))
_Label = tuple[float, str]
"""Height on the axis, and what stands there."""


def is_drawn(line: Line, points: pd.DataFrame, upper: pd.DataFrame | None) -> bool:
    """Whether a published line is near enough to the values to be drawn with them."""
    return bool(_near([line], numbers.Scale(1.0, ""), _edge(points, upper, numbers.Scale(1.0, ""))))


def _edge(points: pd.DataFrame, upper: pd.DataFrame | None, scale: numbers.Scale) -> float:
    """As high as the chart reaches for anything but a value itself."""
    values = [points["value"], points["centre"], *([upper["value"]] if upper is not None else [])]
    known = pd.concat(values).astype(float).dropna()
    return _FAR * float(known.max()) / scale.divisor if len(known) else 0.0


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


def _limit(
    figure: go.Figure, points: pd.DataFrame, column: str, dash: str, scale: numbers.Scale, edge: float, mode: Mode
) -> _Label | None:
    known = points[points[column].notna()]
    if known.empty:
        return None
    last = float(known[column].iloc[-1])
    # Limits that ended with a change of the process say nothing of the periods at the edge.
    has_ended = bool(points.loc[points["value"].notna(), column].isna().iloc[-1])
    if column != "centre" and last == float(known["centre"].iloc[-1]):
        return None  # Without variation there is a middle and nothing beside it.
    if last / scale.divisor > edge:
        return None if has_ended else (edge, f"limit {scale.number(last)} ↑")
    figure.add_scatter(
        x=points["period_start"].tolist(),
        y=_scaled(points[column], scale),
        mode="lines",
        connectgaps=True,
        line={"color": COLOURS[mode]["quiet"], "width": 1.1, "dash": dash, "shape": "hvh"},
        hoverinfo="skip",
    )
    name = f"{'middle' if column == 'centre' else 'limit'} {scale.number(last)}"
    return None if has_ended else (last / scale.divisor, name)


def _add_upper(figure: go.Figure, upper: pd.DataFrame, scale: numbers.Scale, mode: Mode) -> _Label:
    """Without a text of its own: it would take the click from the point below it, which tells both."""
    figure.add_scatter(
        x=upper["period_start"].tolist(),
        y=_scaled(upper["value"], scale),
        mode="lines",
        connectgaps=False,
        line={"color": COLOURS[mode]["fill"], "width": 1.6, "dash": "dash"},
        hoverinfo="skip",
    )
    return float(upper["value"].dropna().iloc[-1]) / scale.divisor, "85 %"


def _add_course(
    figure: go.Figure, points: pd.DataFrame, upper: pd.DataFrame | None, scale: numbers.Scale, mode: Mode
) -> None:
    hues = [COLOURS[mode]["signal" if flag else "main"] for flag in points["is_signal"]]
    texts = _texts(points, upper, scale)
    sizes = points["sample_size"].astype(int).tolist()
    starts = [pd.Timestamp(start).date().isoformat() for start in points["period_start"]]
    figure.add_scatter(
        x=points["period_start"].tolist(),
        y=_scaled(points["value"], scale),
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": COLOURS[mode]["main"], "width": 1.8},
        marker={
            "size": [11 if flag else 8 for flag in points["is_signal"]],
            "symbol": _symbols(points),
            "color": hues,
            "line": {"width": 1.4, "color": hues},
        },
        # A click chooses a point, which must not make the others pale.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=list(zip(texts, sizes, starts, strict=True)),
        hovertemplate="%{x|%-d %b %Y}: %{customdata[0]}, n = %{customdata[1]:,}<extra></extra>",
    )


def _scaled(values: pd.Series, scale: numbers.Scale) -> list[float | None]:
    """The values in the scale of the axis; None leaves a gap."""
    return [None if math.isnan(value) else value / scale.divisor for value in values.astype(float)]


def _symbols(points: pd.DataFrame) -> list[str]:
    shapes = ["diamond" if flag else "circle" for flag in points["is_signal"]]
    hollow = points["is_provisional"].astype(bool)
    return [f"{shape}-open" if flag else shape for shape, flag in zip(shapes, hollow, strict=True)]


def _texts(points: pd.DataFrame, upper: pd.DataFrame | None, scale: numbers.Scale) -> list[str]:
    """What is read at each point: 4 days, 85 % within 22 days."""
    said = [numbers.NOTHING if math.isnan(value) else scale.text(value) for value in points["value"].astype(float)]
    if upper is None:
        return said
    high = dict(zip(upper["period_start"], upper["value"].astype(float), strict=True))
    tops = [high.get(start, math.nan) for start in points["period_start"]]
    return [
        words if math.isnan(top) else f"{words}, 85 % within {scale.text(top)}"
        for words, top in zip(said, tops, strict=True)
    ]


def _near(published: Sequence[Line], scale: numbers.Scale, edge: float) -> list[Line]:
    """Those near enough to the values, each height once."""
    near = {line.value: line for line in published if line.value / scale.divisor <= edge}
    return sorted(near.values(), key=lambda line: line.value)


def _add_published(figure: go.Figure, line: Line, scale: numbers.Scale, mode: Mode) -> None:
    height = line.value / scale.divisor
    figure.add_shape(
        type="line",
        xref="paper",
        yref="y",
        x0=0,
        x1=1,
        y0=height,
        y1=height,
        layer="between",
        line={"color": COLOURS[mode]["published"], "width": 1.2, "dash": "longdashdot"},
    )


def _add_notes(figure: go.Figure, notes: Sequence[Note], mode: Mode) -> None:
    """One line a day: the letters of several remarks stand side by side."""
    for day in dict.fromkeys(note.day for note in notes):
        told = [note for note in notes if note.day == day]
        dash = "solid" if any(note.cuts_limits for note in told) else "dot"
        figure.add_shape(
            type="line", xref="x", yref="paper", x0=day, x1=day, y0=0, y1=1.02, layer="below",
            line={"color": COLOURS[mode]["quiet"], "width": 1.4, "dash": dash},
        )  # fmt: skip
        figure.add_annotation(
            x=day, xref="x", y=1.02, yref="paper", text=f"<b>{', '.join(note.letter for note in told)}</b>", showarrow=False,
            xanchor="center", yanchor="bottom", font={"size": 12},
        )  # fmt: skip
