"""The metrics as cards and drawers show them, for given filters; each asked once per snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard import answers, charts
from dashboard.answers import Question, ask
from metrics.catalog import METRICS, Metric, companions, headline
from metrics.measure import measure
from metrics.reading import quality, releases, scorecard, signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from dashboard.state import Filters
    from dashboard.theme import Mode
    from metrics.reading.scorecard import Reading
    from metrics.snapshot import Snapshot

# Shown where sources are: on the page of data quality.
_ELSEWHERE: Final = ("freshness",)
# Beside a gap between releases its 85th percentile says nothing that anybody asks for.
_UNSAID: Final = ("deployment_gap_p85",)


def shown() -> list[Metric]:
    """The metrics that have a card: those whose sources are read."""
    kinds = source_kinds()
    return [metric for metric in headline() if metric.id not in _ELSEWHERE and not _missing(metric, kinds)]


def waiting() -> dict[str, list[Metric]]:
    """The metrics that would have a card if a kind of source were read, by that kind. People are no source to name."""
    found: dict[str, list[Metric]] = {}
    kinds = source_kinds()
    for metric in headline():
        if "people" in metric.needs:
            continue
        for kind in _missing(metric, kinds)[:1]:
            found.setdefault(kind, []).append(metric)
    return found


def _missing(metric: Metric, kinds: frozenset[str]) -> list[str]:
    return sorted(set(metric.needs) - {"git", *kinds})


def source_kinds() -> frozenset[str]:
    """Kinds of the sources that were ever read: git, jira."""
    return frozenset(ask(quality.sources)["kind"])


def beside(metric_id: str) -> list[Metric]:
    """The metrics that are told on another's card."""
    return [metric for metric in companions(metric_id) if metric.id not in _UNSAID]


def reading(metric_id: str, chosen: Filters) -> Reading:
    """A metric over the window and service of the filters."""
    return ask(_reading, metric_id, chosen)


def course(metric_id: str, chosen: Filters) -> signal.Course:
    """A metric's whole periods in the filters' window, judged by its process behaviour chart."""
    return ask(_course, metric_id, chosen)


def changes(chosen: Filters) -> tuple[int, dict[str, str]]:
    """How many metrics can be judged for change, and what the newest period of those that signal says, by label."""
    return ask(_changes, chosen)


def figure(metric_id: str, chosen: Filters, *, mode: Mode) -> dict[str, Any]:
    """The course as Plotly's own dictionary."""
    return ask(_figure, metric_id, chosen, mode)


def side_by_side(metric_ids: tuple[str, ...], chosen: Filters) -> pd.DataFrame:
    """The services with one column per metric over the window."""
    return ask(_side_by_side, metric_ids, chosen)


def prefetch(chosen: Filters, *, compared: Iterable[str] = ()) -> None:
    """Measure side by side what a page of cards is about to ask one by one."""
    ask(_prefetched, chosen, tuple(compared))


def _prefetched(_: Snapshot, chosen: Filters, compared: tuple[str, ...]) -> None:
    values = [metric.id for metric in shown()]
    values += [other.id for metric in shown() for other in beside(metric.id)]
    wanted = [_question(metric_id, "all", chosen) for metric_id in values]
    wanted += [
        Question(measure, (metric_id,), {"breakdown": "service", "since": chosen.since, "until": chosen.until})
        for metric_id in compared
    ]
    answers.ask_all(wanted)
    with_trend = [metric.id for metric in shown() if reading(metric.id, chosen).has_trend]
    answers.ask_all([_question(metric_id, chosen.grain, chosen) for metric_id in with_trend])


def _measured(metric_id: str, grain: str, chosen: Filters) -> pd.DataFrame:
    rows: pd.DataFrame = _question(metric_id, grain, chosen).ask()
    return rows


def _question(metric_id: str, grain: str, chosen: Filters) -> Question:
    """By service when one is chosen: the rows of all come along, so that another choice costs nothing."""
    asked: dict[str, Any] = {"since": chosen.since, "until": chosen.until}
    if grain != "all":
        asked["grain"] = grain
    if chosen.service:
        asked["breakdown"] = "service"
    return Question(measure, (metric_id,), asked)


def _side_by_side(shown: Snapshot, metric_ids: tuple[str, ...], chosen: Filters) -> pd.DataFrame:
    measured = {
        metric_id: ask(measure, metric_id, breakdown="service", since=chosen.since, until=chosen.until)
        for metric_id in metric_ids
    }
    return scorecard.side_by_side(quality.services(shown)["service"].tolist(), measured)


def _reading(_: Snapshot, metric_id: str, chosen: Filters) -> Reading:
    return scorecard.reading(metric_id, _measured(metric_id, "all", chosen), service=chosen.service)


def _course(_: Snapshot, metric_id: str, chosen: Filters) -> signal.Course:
    points = scorecard.whole_periods(
        metric_id,
        _measured(metric_id, chosen.grain, chosen),
        grain=chosen.grain,
        since=chosen.since,
        until=chosen.until,
        service=chosen.service,
    )
    return signal.course(metric_id, points, grain=chosen.grain)


def _changes(_: Snapshot, chosen: Filters) -> tuple[int, dict[str, str]]:
    judged = {
        metric.label: found.signal
        for metric in shown()
        if reading(metric.id, chosen).has_trend and (found := course(metric.id, chosen)).is_judged
    }
    return len(judged), {label: signal.words for label, signal in judged.items() if signal}


def _figure(_: Snapshot, metric_id: str, chosen: Filters, mode: Mode) -> dict[str, Any]:
    return charts.trend(course(metric_id, chosen).points, unit=METRICS[metric_id].unit, mode=mode)


def lead_time_figure(release_id: str, *, mode: Mode) -> dict[str, Any]:
    """The distribution of a release's lead times as Plotly's own dictionary."""
    return ask(_lead_time_figure, release_id, mode)


def _lead_time_figure(shown: Snapshot, release_id: str, mode: Mode) -> dict[str, Any]:
    commits = releases.release_commits(shown, release_id)
    hours = commits.loc[~commits["is_merge"], "lead_time_hours"].dropna()
    return charts.lead_time_distribution(hours.tolist(), mode=mode)
