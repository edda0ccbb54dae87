"""The catalogue's entries on planning: dates kept, scope kept, forecasts, releases that meet."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.metric import PLANNING, Metric, p85_of

_NONE_OUT = "No release came out in this period."
_FROZEN = ("scope_freeze", "scope_freeze_days")
_SEEN_DATES = "Jira forgets the dates that were, so only those that a sync saw are known."
_DONE = ("lifecycle",)
_FORECAST = ("lifecycle", "forecast_days", "forecast_weeks")

_ON_TIME = Metric(
    id="on_time_release_rate",
    label="On-time releases",
    unit="share",
    direction="up",
    meaning="Share of releases that came on or before the date on record when their scope froze.",
    formula="released on or before the baseline date / released; scope freezes with the first candidate or some days before the"
    " planned date, and a date that moves afterwards moves no baseline",
    source="ours",
    version=1,
    block=PLANNING,
    aggregate="share",
    noun="releases",
    nothing=_NONE_OUT,
    needs=("jira",),
    limits=_SEEN_DATES,
    settings=("time_zone", *_FROZEN),
)

_SLIP = replace(
    _ON_TIME,
    id="schedule_slip",
    label="Schedule slip",
    unit="days",
    direction="down",
    meaning="How many days after its baseline date a release came; below zero when it came sooner.",
    formula="median of (actual date - baseline date) over the releases of the window",
    aggregate="median",
)

_REPLANS = replace(
    _SLIP,
    id="schedule_slip_replans",
    label="Re-plans of a release",
    unit="count",
    meaning="How often the planned date of a release was moved before it came.",
    formula="median of the moves of the planned date on record, in either direction, over the releases of the window",
    limits="What moved twice between two syncs is known once.",
    settings=("time_zone", "short_notice_days"),
    companion_of="schedule_slip",
)

_NOTICE = replace(
    _SLIP,
    id="slip_notice",
    label="Notice of a slip",
    direction="up",
    meaning="How many days before its baseline date it was on record that a late release would be later.",
    formula="median of (baseline date - day on which a later date was first recorded) over the late releases of the window; of one"
    " that came late without a word, the day on which it came",
    noun="late releases",
    nothing="No release came late in this period.",
)

_VARIANCE = replace(
    _SLIP,
    id="schedule_variance",
    label="Schedule variance",
    unit="share",
    direction="none",
    meaning="By which part of its planned duration a release took longer; nearer zero is better, below it is sooner than planned.",
    formula="median of (actual duration - planned duration) / planned duration; both begin at the start date on record when"
    " scope froze",
    source="PMI: schedule variance, as a part of the duration",
    limits=f"When work really began is not recorded. {_SEEN_DATES}",
)

_SCOPE_CHANGE = replace(
    _ON_TIME,
    id="scope_change_rate",
    label="Scope change",
    direction="down",
    meaning="How much of a release's scope came in or left after it froze, as a part of what was in it then.",
    formula="median of (added + removed after the freeze) / scope at the freeze; what came and went between counts for nothing",
    source="PMI and Scrum: scope change; the freeze is ours",
    aggregate="median",
    limits="A release in whose scope is an issue without a known history is left out.",
)

_COMMITMENT = replace(
    _ON_TIME,
    id="commitment_reliability",
    label="Commitment reliability",
    meaning="Share of the issues in scope when scope froze that the release shipped.",
    formula="committed at the freeze and shipped / committed at the freeze; shipped: in scope when it came out, and it or an earlier"
    " release has a commit of it, or it is done without one",
    source="Scrum and SAFe: say/do ratio, predictability",
    noun="issues",
    nothing="No release with issues in its scope came out in this period.",
    limits="An issue without commits counts as shipped once it is done.",
    settings=("time_zone", *_FROZEN, *_DONE),
)

_PROBABILITY = replace(
    _ON_TIME,
    id="on_time_probability",
    label="Probability of the date",
    meaning="How likely the open releases are to come on or before their planned date, as of the last sync.",
    formula="median over the open releases of the share of trials (Monte Carlo) that come by the planned date; a trial draws weeks of"
    " what the service finished lately until what is left of the release, and of those due before it, is done, with the growth of"
    " scope and the wait for release of one of its finished releases",
    source="ours; Monte Carlo after Vacanti and Magennis",
    aggregate="median",
    noun="open releases",
    nothing="No release with a Jira version is open.",
    limits="It knows the work that Jira tells and the service's own past; the dates of each release are in main.release_forecasts.",
    settings=("time_zone", *_FORECAST),
)

_CALIBRATION = replace(
    _PROBABILITY,
    id="forecast_calibration",
    label="Forecast calibration",
    direction="none",
    meaning="Share of releases that came by the day that the forecast had given 85 of 100 for; nearer 85 % is better.",
    formula="releases that came by the P85 date forecast some days (a setting) before the date then on record / releases that could be"
    " forecast then; such a forecast knows nothing of what came after its day",
    source="ours",
    aggregate="share",
    noun="releases",
    nothing=_NONE_OUT,
    limits=f"A forecast needs a known scope, weeks of history and finished releases. {_SEEN_DATES}",
)

_CONTENTION = replace(
    _ON_TIME,
    id="calendar_contention",
    label="Contention",
    unit="count",
    direction="down",
    meaning="How many pairs of releases meet in the calendar, weighted by how much they share.",
    formula="sum over the pairs of releases in flight within some days (a setting) of each other of what they share: 0.4 for the service,"
    " up to 0.3 for components, 0.2 for files, 0.1 for environments, by the part of the lesser of both; in flight from the first"
    " candidate to the release",
    source="ours",
    aggregate="total",
    nothing="No release came out, or is planned, in this period.",
    needs=("git",),
    limits="Files of an open release are those of its issues' commits; environments are known from a deployment feed alone.",
    settings=("time_zone", "contention_days"),
)

_CONTENTION_PAIRS = replace(
    _CONTENTION,
    id="calendar_contention_pairs",
    label="Pairs in contention",
    meaning="How many pairs of releases meet in the calendar and share something, whatever its weight.",
    formula="pairs of releases in flight within some days (a setting) of each other that share a service, a component, a file or an"
    " environment",
    companion_of="calendar_contention",
)

BY_PLAN: Final = (
    _ON_TIME,
    _SLIP,
    p85_of(_SLIP),
    _REPLANS,
    _NOTICE,
    _VARIANCE,
    _SCOPE_CHANGE,
    _COMMITMENT,
    _PROBABILITY,
    _CALIBRATION,
    _CONTENTION,
    _CONTENTION_PAIRS,
)
"""The metrics that stand on plans: Jira's versions, their dates and their scope."""
