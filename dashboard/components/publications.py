"""What others published about a metric, with its year: to look at, not to be ranked by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts_course
from metrics import references

if TYPE_CHECKING:
    import pandas as pd

    from metrics.references import Reference


def show(metric_id: str, points: pd.DataFrame, upper: pd.DataFrame | None) -> None:
    """The figures as a small paragraph below a chart of `points` and their 85th percentile `upper`; nothing where nothing was published."""
    found = references.reference(metric_id)
    if found is None:
        return
    far = [line for line in found.lines if not charts_course.is_drawn(line, points, upper)]
    off = (
        ""
        if not far
        else " None of them is near enough to be drawn."
        if len(far) == len(found.lines)
        else " The others are too far off to be drawn."
    )
    st.caption(f"**{found.name}**: {_listed(found)}.{off} {found.note} Source: {found.title}.")


def short(metric_id: str) -> str | None:
    """The figures in one line, for a card: DORA 2024: 1 day, 1 week, 1 month, 6 months."""
    found = references.reference(metric_id)
    if found is None:
        return None
    return f"{found.name}: {', '.join(line.short for line in found.lines)}"


def _listed(found: Reference) -> str:
    return "; ".join(f"{line.words} ({line.share * 100:.0f} % of answers)" for line in found.lines)
