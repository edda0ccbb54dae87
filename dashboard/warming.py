"""Fills the cache with what the first page asks, so that the first reader does not wait for it."""

from __future__ import annotations

from dashboard import state
from dashboard.answers import ask
from dashboard.components import filter_bar
from dashboard.views import data_quality, definitions, overview, release  # noqa: F401  imported to be ready
from metrics.catalog import METRICS
from metrics.reading import quality, releases, scorecard, signal


def warm() -> None:
    """Ask what the overview asks when it is opened without filters."""
    state.begin_run()
    opening = filter_bar.opening_filters()
    period = {"since": opening.since, "until": opening.until}
    for question in (quality.sources, quality.audits, quality.line_counts, quality.services):
        ask(question)
    ask(quality.unrepaired_failures, service=None)
    ask(quality.waiting_reverts, service=None)
    ask(releases.release_span, service=None)
    for metric_id in METRICS:
        found = ask(scorecard.reading, metric_id, **period, service=None)
        if found.has_trend:
            ask(signal.course, metric_id, grain=opening.grain, **period, service=None)
    for metric_id in overview.COMPARED:
        ask(scorecard.readings_by_service, metric_id, **period)
