"""The questions that pages ask, each answered once per snapshot.

A snapshot never changes and its file name is never used again, so its path is the key and nothing expires.
No answer depends on who asks; one that did would have to carry the asker in its arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from dashboard import charts, state
from metrics.catalog import METRICS
from metrics.reading import releases, signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dashboard.state import Filters
    from dashboard.theme import Mode
    from metrics.snapshot import Snapshot

P = ParamSpec("P")
T = TypeVar("T")


def ask(question: Callable[Concatenate[Snapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Answer `question` about the snapshot of this run, from the cache if it was asked before."""
    shown = state.snapshot()
    name = f"{question.__module__}.{question.__qualname__}"
    answer: T = _answer(str(shown.path), name, args, kwargs, lambda: question(shown, *args, **kwargs))
    return answer


@st.cache_data(show_spinner=False, max_entries=4000)
def _answer(
    snapshot_path: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], _compute: Callable[[], Any]
) -> Any:
    return _compute()


def lead_time_figure(release_id: str, *, mode: Mode) -> dict[str, Any]:
    """The distribution of a release's lead times as Plotly's own dictionary."""
    return ask(_lead_time_figure, release_id, mode=mode)


def _lead_time_figure(shown: Snapshot, release_id: str, *, mode: Mode) -> dict[str, Any]:
    commits = releases.release_commits(shown, release_id)
    hours = commits.loc[~commits["is_merge"], "lead_time_hours"].dropna()
    return charts.lead_time_distribution(hours.tolist(), mode=mode)


def trend_figure(metric_id: str, *, chosen: Filters, mode: Mode) -> dict[str, Any]:
    """A metric period by period with its limits, as Plotly's own dictionary."""
    return ask(
        _trend_figure,
        metric_id,
        grain=chosen.grain,
        since=chosen.since,
        until=chosen.until,
        service=chosen.service,
        mode=mode,
    )


def _trend_figure(
    shown: Snapshot,
    metric_id: str,
    *,
    grain: str,
    since: date | None,
    until: date | None,
    service: str | None,
    mode: Mode,
) -> dict[str, Any]:
    course = signal.course(shown, metric_id, grain=grain, since=since, until=until, service=service)
    return charts.trend(course.points, unit=METRICS[metric_id].unit, mode=mode)
