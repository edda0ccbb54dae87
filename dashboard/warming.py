"""Fills the cache with what the first page asks, so that the first reader does not wait for it."""

from __future__ import annotations

from dataclasses import replace

from dashboard import readings, state
from dashboard.answers import Question, ask, ask_all
from dashboard.components import filter_bar
from dashboard.views import data_quality, definitions, overview, release, trends  # noqa: F401  imported to be ready
from metrics.reading import quality, releases


def warm() -> None:
    """Ask what the overview asks when it is opened without filters."""
    state.begin_run()
    opening = filter_bar.opening_filters()
    ask_all(
        [
            Question(quality.sources),
            Question(quality.audits),
            Question(quality.line_counts),
            Question(quality.services),
            Question(quality.unrepaired_failures, kwargs={"service": None}),
            Question(quality.waiting_reverts, kwargs={"service": None}),
            Question(releases.extent, kwargs={"service": None}),
        ]
    )
    readings.prefetch(opening, compared=overview.COMPARED)
    services = ask(quality.services)["service"].tolist()
    if len(services) > 1:
        # What is measured for one service comes by service, so this serves the choice of any.
        readings.prefetch(replace(opening, service=services[0]))
