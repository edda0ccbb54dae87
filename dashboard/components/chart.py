"""Draws a figure that is whole already, without having Plotly look through it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

from dashboard import charts

if TYPE_CHECKING:
    from collections.abc import Callable


class _Whole(BaseFigure):  # type: ignore[misc]
    """A figure that `charts.finished` made: its dictionary is what Plotly gave and needs no second validation.

    Streamlit builds a figure anew from a dictionary at every rerun, which takes longer than all else on a page.
    """

    def __init__(self, made: dict[str, Any]) -> None:
        self._made = made

    def to_dict(self) -> dict[str, Any]:
        """Return the dictionary itself."""
        return self._made


def draw(figure: dict[str, Any], *, key: str, alt: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a figure of `charts`. `alt`: its takeaway in words. `on_select`: called when one of its points is chosen."""
    if on_select is None:
        st.plotly_chart(_Whole(figure), key=key, config=charts.CONFIG, alt=alt)
    else:
        st.plotly_chart(
            _Whole(figure), key=key, config=charts.CONFIG, alt=alt, on_select=on_select, selection_mode="points"
        )
