"""Which metric a page is about: chosen in a list, kept in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from metrics.catalog import METRICS, Metric

PARAMETER: Final = "metric"
_WIDGET: Final = "metric_picked"


def named() -> Metric | None:
    """The metric that the address names; None when it names none that there is."""
    return METRICS.get(st.query_params.get(PARAMETER, ""))


def is_unknown() -> bool:
    """Whether the address names a metric that there is not."""
    return PARAMETER in st.query_params and named() is None


def show(offered: Sequence[Metric], *, default: str) -> Metric:
    """Draw the list, grouped by block, and return what is chosen: what the address names, else `default`."""
    chosen = named() or METRICS[default]
    listed = [*offered] if chosen in offered else [*offered, chosen]
    ids = [metric.id for metric in listed]
    st.session_state[_WIDGET] = chosen.id
    st.selectbox("Metric", ids, format_func=_name, key=_WIDGET, on_change=_keep, width=460)
    return chosen


def choose(metric_id: str) -> None:
    """Callback: the page is about another metric."""
    st.query_params[PARAMETER] = metric_id


def leave() -> None:
    """Callback: the page is about no metric alone."""
    st.query_params.pop(PARAMETER, None)


def _keep() -> None:
    choose(st.session_state[_WIDGET])


def _name(metric_id: str) -> str:
    metric = METRICS[metric_id]
    return f"{metric.block}  ·  {metric.label}"
