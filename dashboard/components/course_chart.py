"""The chart of a metric's course. A click on one of its points tells the period that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import streamlit as st

from dashboard import readings, state
from dashboard.components import chart
from metrics.catalog import METRICS

_PLACE_OF_START: Final = 2
"""In the data that a point carries."""


def show(metric_id: str, figure: dict[str, Any], *, key: str, on_point: Callable[[date], None]) -> None:
    """Draw the course for the filters in force. `on_point`: called with the first day of the period that was clicked.

    A chart keeps its choice, and the same point could not be clicked again; so each click makes it a new chart.
    """
    clicks = f"{key}_clicks"
    place = f"course_{key}_{st.session_state.get(clicks, 0)}"

    def clicked() -> None:
        start = start_of(st.session_state.get(place))
        if start is not None:
            st.session_state[clicks] = st.session_state.get(clicks, 0) + 1
            on_point(start)

    chosen = state.filters()
    chart.draw(
        figure,
        key=place,
        on_select=clicked,
        alt=f"{METRICS[metric_id].label} by {chosen.grain}. {readings.course(metric_id, chosen).sentence}",
    )


def start_of(chosen: Any) -> date | None:
    """The period that the chosen point carries; a line of limits carries none."""
    points = chosen["selection"]["points"] if chosen else []
    for point in points:
        carried = point.get("customdata")
        if isinstance(carried, list | tuple) and len(carried) > _PLACE_OF_START:
            return date.fromisoformat(carried[_PLACE_OF_START])
    return None
