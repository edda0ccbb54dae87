"""The metrics as cards, charts and drawers show them; each asked once per snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard import answers, charts, fresh, state
from dashboard.answers import Question, ask
from dashboard.number import Number
from metrics.catalog import Metric, companions, headline
from metrics.measure import measure
from metrics.reading import comparison, quality, releases, scorecard, signal
from metrics.reading.notes import noted
from metrics.receipt import receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from dashboard.state import Filters
    from dashboard.theme import Mode
    from metrics.reading.scorecard import Reading
    from metrics.reading.typed import Remark
    from metrics.snapshot import Snapshot

# Shown where sources are: on the page of data quality.
_ELSEWHERE: Final = ("freshness",)
# Beside a gap between releases its 85th percentile says nothing that anybody asks for.
_UNSAID: Final = ("deployment_gap_p85",)


def shown() -> list[Metric]:
    """The metrics that have a number to show: those whose sources are read."""
    kinds = source_kinds()
    return [metric for metric in headline() if metric.id not in _ELSEWHERE and not _missing(metric, kinds)]


def watched() -> list[Metric]:
    """Of those, DORA's five and the ones that the settings choose for the overview."""
    known = {metric.id: metric for metric in shown()}
    return [known[metric_id] for metric_id in state.settings().watched if metric_id in known]


def waiting() -> dict[str, list[Metric]]:
    """The metrics that would have a number if a kind of source were read, by that kind. People are no source to name."""
    found: dict[str, list[Metric]] = {}
    kinds = source_kinds()
    for metric in headline():
        if "people" in metric.needs:
            continue
        for kind in _missing(metric, kinds)[:1]:
            found.setdefault(kind, []).append(metric)
    return found


def _missing(metric: Metric, kinds: frozenset[str]) -> list[str]:
    """The kinds of source that it waits for; of alternatives, such as jira|incidents, one is enough."""
    return sorted(need for need in metric.needs if need != "git" and not kinds & set(need.split("|")))


def source_kinds() -> frozenset[str]:
    """Kinds of the sources that were ever read, such as git, jira and deployments."""
    return frozenset(ask(quality.kinds_read))


def beside(metric_id: str) -> list[Metric]:
    """The metrics that are told on another's card."""
    return [metric for metric in companions(metric_id) if metric.id not in _UNSAID]


def of(number: Number) -> Reading:
    """One number with its interval, sample size and what to say when there is none."""
    return ask(_of, number)


def reading(metric_id: str, chosen: Filters) -> Reading:
    """A metric over the window and service of the filters."""
    return ask(_reading, metric_id, chosen)


def course(metric_id: str, chosen: Filters) -> signal.Course:
    """A metric's whole periods in the filters' window, judged by its process behaviour chart."""
    return ask(_course, metric_id, chosen, fresh.now().remarks)


def periods(metric_id: str, chosen: Filters) -> pd.DataFrame:
    """A metric's whole periods in the filters' window, not judged."""
    return ask(_periods, metric_id, chosen)


def notes(metric_id: str, chosen: Filters) -> pd.DataFrame:
    """What people wrote on days of the filters' window that bears on a metric."""
    return ask(
        noted, metric_id, service=chosen.service, since=chosen.since, until=chosen.until, fresh=fresh.now().remarks
    )


def changes(chosen: Filters) -> tuple[int, dict[str, signal.Signal]]:
    """How many watched metrics can be judged for change, and the signal of the newest period of those that have one."""
    return ask(_changes, chosen, state.settings().watched, fresh.now().remarks)


def side_by_side(metric_ids: tuple[str, ...], chosen: Filters) -> dict[str, dict[str, Reading]]:
    """For each metric the readings of all services over the window."""
    return ask(_side_by_side, metric_ids, chosen)


def prefetch(chosen: Filters, *, compared: Iterable[str] = ()) -> None:
    """Measure side by side what a page of cards is about to ask one by one."""
    ask(_prefetched, chosen, state.settings().watched, tuple(compared))


def measure_together(metric_ids: Iterable[str], chosen: Filters) -> None:
    """Have the values of several metrics over the window at hand."""
    answers.ask_all([_question(metric_id, "all", chosen) for metric_id in metric_ids])


def _prefetched(_: Snapshot, chosen: Filters, watched_ids: tuple[str, ...], compared: tuple[str, ...]) -> None:
    cards = watched()
    values = [metric.id for metric in cards]
    values += [other.id for metric in cards for other in beside(metric.id)]
    wanted = [_question(metric_id, "all", chosen) for metric_id in values]
    wanted += [
        Question(measure, (metric_id,), {"breakdown": "service", "since": chosen.since, "until": chosen.until})
        for metric_id in compared
    ]
    answers.ask_all(wanted)
    with_trend = [metric.id for metric in cards if reading(metric.id, chosen).has_trend]
    answers.ask_all([_question(metric_id, chosen.grain, chosen) for metric_id in with_trend])


def prepare(number: Number, chosen: Filters, *, breakdown: str | None) -> None:
    """Measure side by side what a page about one metric is about to ask one by one.

    `breakdown`: that by which its groups are shown; None for the first there is.
    """
    ask(_prepared, number, chosen, breakdown)


def _prepared(_: Snapshot, number: Number, chosen: Filters, breakdown: str | None) -> None:
    metric_id, window = number.metric_id, {"since": number.since, "until": number.until}
    upper = [other.id for other in companions(metric_id) if other.id == f"{metric_id}_p85"]
    answers.ask_all([
        Question(_grouped, (metric_id, breakdown), window),
        Question(receipt, (metric_id,), {**window, "breakdown": number.breakdown, "group": number.group}),
        *(_question(one, "all", chosen) for one in (metric_id, *(other.id for other in beside(metric_id)))),
        *(_question(one, chosen.grain, chosen) for one in (metric_id, *upper)),
    ])  # fmt: skip


def _grouped(shown: Snapshot, metric_id: str, breakdown: str | None, **window: Any) -> None:
    offered = Question(comparison.breakdowns, (metric_id,), window).ask_of(shown)
    wanted = breakdown if breakdown in offered else next(iter(offered), None)
    if wanted is not None:
        Question(comparison.by_group, (metric_id, wanted), window).ask_of(shown)


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


def _of(_: Snapshot, number: Number) -> Reading:
    asked: dict[str, Any] = {"since": number.since, "until": number.until}
    if number.group is not None:
        asked["breakdown"] = number.breakdown
    rows = Question(measure, (number.metric_id,), asked).ask()
    return scorecard.reading(number.metric_id, rows, group=number.group)


def _side_by_side(shown: Snapshot, metric_ids: tuple[str, ...], chosen: Filters) -> dict[str, dict[str, Reading]]:
    measured = {
        metric_id: ask(measure, metric_id, breakdown="service", since=chosen.since, until=chosen.until)
        for metric_id in metric_ids
    }
    return comparison.side_by_side(quality.services(shown)["service"].tolist(), measured)


def _reading(_: Snapshot, metric_id: str, chosen: Filters) -> Reading:
    return scorecard.reading(metric_id, _measured(metric_id, "all", chosen), group=chosen.service)


def _periods(_: Snapshot, metric_id: str, chosen: Filters) -> pd.DataFrame:
    return scorecard.whole_periods(
        metric_id,
        _measured(metric_id, chosen.grain, chosen),
        grain=chosen.grain,
        since=chosen.since,
        until=chosen.until,
        group=chosen.service,
    )


def _course(_: Snapshot, metric_id: str, chosen: Filters, remarks: tuple[Remark, ...]) -> signal.Course:
    told = notes(metric_id, chosen)
    cuts = told.loc[told["cuts_limits"].astype(bool), "noted_on"]
    return signal.course(
        metric_id, periods(metric_id, chosen), grain=chosen.grain, recut_on=[day.date() for day in cuts]
    )


def _changes(
    _: Snapshot, chosen: Filters, watched_ids: tuple[str, ...], remarks: tuple[Remark, ...]
) -> tuple[int, dict[str, signal.Signal]]:
    judged = {
        metric.id: found.signal
        for metric in watched()
        if reading(metric.id, chosen).has_trend and (found := course(metric.id, chosen)).is_judged
    }
    return len(judged), {metric_id: told for metric_id, told in judged.items() if told}


def lead_time_figure(release_id: str, *, mode: Mode) -> dict[str, Any]:
    """The distribution of a release's lead times as Plotly's own dictionary."""
    return ask(_lead_time_figure, release_id, mode)


def _lead_time_figure(shown: Snapshot, release_id: str, mode: Mode) -> dict[str, Any]:
    commits = releases.release_commits(shown, release_id)
    hours = commits.loc[~commits["is_merge"], "lead_time_hours"].dropna()
    return charts.duration_distribution(hours.tolist(), mode=mode)
