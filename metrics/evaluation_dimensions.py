"""The sub-scores of METRICS 4, one function for each dimension. Pure functions; None is unknown and never 0."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from metrics.evaluation import Dimension, Part, missing, not_applicable, of_mean, of_parts

POINTS_BY_SEVERITY: Final[Mapping[int, float]] = {1: 50, 2: 25, 3: 10, 4: 0}
"""What one failure takes from stability; METRICS 4 names the first three."""
ESCAPED_POINTS: Final = 10.0
SHORT_NOTICE_POINTS: Final = 5.0
LEAST_TOLERATED_SLIP_DAYS: Final = 14.0
TOLERATED_SLIP_SHARE: Final = 0.25
"""Of the planned duration: a slip of so much, or of the days above if they are more, scores 0."""
COMMITMENT_WEIGHT: Final = 0.7
WORST_SCOPE_CHANGE: Final = 0.4
RECOVERY_POINTS: Final = ((1.0, 100.0), (24.0, 75.0), (24.0 * 7, 40.0), (math.inf, 10.0))
"""Mended within so many hours, and the sub-score."""
RESPIN_POINTS: Final = (100.0, 75.0, 50.0, 20.0)
"""Sub-score of no respin, one, two, three and more."""
LEAST_COMPARED: Final = 5
"""Ours, after METRICS 1, rule 3: with fewer releases to compare with there is no percentile."""

_NOTES: Final[Mapping[bool | None, str]] = {
    True: "the review says that notes were published",
    False: "the review says that no notes were published",
    None: "no review tells whether notes were published",
}
_TESTS: Final[Mapping[bool | None, str]] = {
    True: "tests were executed for it before it shipped",
    False: "no test was executed for it before it shipped, where releases of its service before it have some",
    None: "no source tells of tests of its service",
}


@dataclass(frozen=True, slots=True)
class FailureCount:
    """The failures of one release. Suspected ones cost nothing, and are told."""

    by_severity: Mapping[int, int]
    """Confirmed ones whose severity is told."""
    unstated: int
    """Confirmed ones without: reverts, rollbacks, and incidents of a severity that nobody told or no list has."""
    suspected: int


def stability(
    failures: FailureCount | None,
    *,
    unstated_severity: int,
    escaped: int | None,
    escaped_before: Sequence[int],
    line: str,
) -> Dimension:
    """100 - 50 per severity-1 failure - 25 per severity-2 - 10 per severity-3, - 10 if more defects escaped than P85; floor 0.

    None for `failures`: nothing is read that could tell incidents. Ours: a revert or rollback says how a trouble was mended, not
    how bad it was; those without a severity count together as one of `unstated_severity`, as far as told ones do not take more.
    """
    if failures is None:
        return missing("stability", "no source tells incidents; add [[jira]] or a feed of incidents")
    told = [_severity_part(place, failures.by_severity.get(place, 0)) for place in POINTS_BY_SEVERITY]
    parts = [*told, _unstated_part(failures.unstated, unstated_severity, sum(part.lost for part in told))]
    parts.append(_escaped_part(escaped, escaped_before, line))
    count = sum(failures.by_severity.values()) + failures.unstated
    why = f"{_count(count, 'confirmed failure')}"
    if failures.suspected:
        why += f"; {_count(failures.suspected, 'suspected one')} not counted"
    return of_parts("stability", parts, why)


def _severity_part(place: int, count: int) -> Part:
    points = POINTS_BY_SEVERITY[place]
    why = f"{_count(count, 'confirmed failure')} of severity {place}, {points:g} points each"
    return Part(f"severity_{place}", f"Severity {place}", "scored", points * count, count, "count", why)


def _unstated_part(count: int, severity: int, told_points: float) -> Part:
    points = POINTS_BY_SEVERITY[severity] if count else 0.0
    why = f"{_count(count, 'confirmed failure')} of no told severity, together as one of severity {severity}"
    if count and told_points:
        why += "; they may be how the others were mended, so only what those do not take"
    lost = max(0.0, points - told_points)
    return Part("severity_unstated", "Severity not told", "scored", lost, count, "count", why)


def _escaped_part(escaped: int | None, before: Sequence[int], line: str) -> Part:
    label = "Escaped defects"
    if escaped is None:
        return _unknown("escaped_defects", label, "count", "it has no Jira version that a defect could name")
    if len(before) < LEAST_COMPARED:
        why = f"{escaped} escaped; {_too_few(len(before), line)}"
        return Part("escaped_defects", label, "missing", 0.0, escaped, "count", why)
    limit = quantile(before, 0.85)
    lost = ESCAPED_POINTS if escaped > limit else 0.0
    why = f"{escaped} escaped; 85 % of the {len(before)} releases before it had at most {limit:g}"
    return Part("escaped_defects", label, "scored", lost, escaped, "count", why)


def schedule(
    slip_days: float | None,
    *,
    planned_days: float | None,
    short_notice_replans: int | None,
    missing_because: str | None,
) -> Dimension:
    """100 if slip <= 0; linear to 0 at max(14 days, 25 % of the planned duration); - 5 per re-plan at short notice; floor 0."""
    if slip_days is None:
        return missing("schedule", missing_because or "no baseline date is known")
    limit = max(LEAST_TOLERATED_SLIP_DAYS, TOLERATED_SLIP_SHARE * (planned_days or 0))
    lost = 100 * min(1.0, max(0.0, slip_days) / limit)
    when = f"{slip_days:g} days late" if slip_days > 0 else f"{-slip_days:g} days early" if slip_days else "on the day"
    why = f"{when} against the baseline; {limit:g} days late would score 0"
    parts = [Part("slip", "Slip", "scored", lost, slip_days, "days", why), _replan_part(short_notice_replans)]
    return of_parts("schedule", parts, why)


def _replan_part(count: int | None) -> Part:
    name, label = "short_notice_replans", "Re-plans at short notice"
    if count is None:
        return _unknown(name, label, "count", "no sync saw its dates move")
    why = f"{_count(count, 're-plan')} at short notice, {SHORT_NOTICE_POINTS:g} points each"
    return Part(name, label, "scored", SHORT_NOTICE_POINTS * count, count, "count", why)


def scope(
    committed: int | None,
    *,
    shipped: int | None,
    added: int | None,
    removed: int | None,
    missing_because: str | None,
) -> Dimension:
    """(0.7 x commitment_reliability + 0.3 x (1 - min(1, scope_change_rate / 0.4))) x 100."""
    if committed is None or shipped is None or added is None or removed is None:
        return missing("scope", missing_because or "what was committed is not known")
    if not committed:
        return missing("scope", "nothing was in scope when scope froze")
    kept, change = shipped / committed, (added + removed) / committed
    parts = [
        Part(
            "commitment", "Commitment", "scored", 100 * COMMITMENT_WEIGHT * (1 - kept), kept, "share",
            f"{shipped} of {_count(committed, 'committed issue')} shipped",
        ),
        Part(
            "scope_change", "Scope change", "scored",
            100 * (1 - COMMITMENT_WEIGHT) * min(1.0, change / WORST_SCOPE_CHANGE), change, "share",
            f"{added} added and {removed} removed after scope froze, {change:.0%} of it; {WORST_SCOPE_CHANGE:.0%} scores 0",
        ),
    ]  # fmt: skip
    return of_parts("scope", parts, "; ".join(part.why for part in parts))


def recovery(*, has_failed: bool | None, is_open: bool, hours: float | None) -> Dimension:
    """Mended within 1 h 100, 1 day 75, 1 week 40, longer 10, still open 0; not applicable without a failure.

    `hours` from the failed deployment until it was mended. None for `has_failed`: nothing could tell.
    """
    if has_failed is None:
        return missing("recovery", "no source tells incidents; add [[jira]] or a feed of incidents")
    if not has_failed:
        return not_applicable("recovery", "it did not fail")
    if is_open:
        return _recovered(0.0, None, "a failure of it is still open")
    if hours is None:
        return missing("recovery", "when it was mended cannot be placed in time")
    points = next(points for limit, points in RECOVERY_POINTS if hours <= limit)
    return _recovered(points, hours, f"mended {hours:.1f} hours after it was deployed")


def _recovered(points: float, hours: float | None, why: str) -> Dimension:
    return of_parts("recovery", [Part("recovery", "Recovery", "scored", 100 - points, hours, "hours", why)], why)


def risk(
    *,
    candidates: int | None,
    late: int,
    changes: int,
    lead_hours: float | None,
    lead_hours_before: Sequence[float],
    line: str,
) -> Dimension:
    """Mean of respins (0 = 100, 1 = 75, 2 = 50, 3 and more = 20), late changes and the lead time's percentile.

    `changes` are those whose lateness is known. Late changes score 100 less their percentage; a lead time scores the percentage of
    the releases before it that were slower, those equal counted half (both ours). Of the three, those that are known.
    """
    parts = [_respin_part(candidates), _late_part(late, changes), _lead_part(lead_hours, lead_hours_before, line)]
    known = [part.why for part in parts if part.state == "scored"]
    return of_mean("risk", parts, "; ".join(known), "no candidate, no build window and no lead time of it is known")


def _respin_part(candidates: int | None) -> Part:
    if not candidates:
        return _unknown("respins", "Respins", "count", "no candidate of it was tagged")
    respins = candidates - 1
    points = RESPIN_POINTS[min(respins, len(RESPIN_POINTS) - 1)]
    why = f"{_count(respins, 'respin')} after the first candidate"
    return Part("respins", "Respins", "scored", 100 - points, respins, "count", why)


def _late_part(late: int, changes: int) -> Part:
    if not changes:
        return _unknown("late_changes", "Late changes", "share", "no change of it has a build window")
    share = late / changes
    why = f"{late} of {_count(changes, 'change')} came in the last part of the build window"
    return Part("late_changes", "Late changes", "scored", 100 * share, share, "share", why)


def _lead_part(hours: float | None, before: Sequence[float], line: str) -> Part:
    name, label = "lead_time", "Lead time"
    if hours is None:
        return _unknown(name, label, "hours", "no change of it has a lead time")
    if len(before) < LEAST_COMPARED:
        why = _too_few(len(before), line)
        return Part(name, label, "missing", 0.0, hours, "hours", why)
    slower = sum(other > hours for other in before)
    equal = sum(other == hours for other in before)
    points = 100 * (slower + equal / 2) / len(before)
    why = f"its median lead time of {hours / 24:.1f} days is shorter than that of {slower} of the {len(before)} releases before it"
    return Part(name, label, "scored", 100 - points, hours, "hours", why)


def governance(
    *,
    reviewed: bool | None,
    review_why: str,
    approved: int,
    changes: int,
    has_notes: bool | None,
    has_tests: bool | None,
    satisfaction: float | None,
    answers: int,
) -> Dimension:
    """Mean of what exists: review on time, approved by others, notes published, tests evidenced, satisfaction x 20.

    `reviewed`: on time, or not and the time is over; None while there is time left, or where nobody writes reviews.
    """
    parts = [
        _yes_or_no("review", "Review on time", reviewed, review_why),
        _approval_part(approved, changes),
        _yes_or_no("notes", "Notes published", has_notes, _NOTES[has_notes]),
        _yes_or_no("tests", "Tests evidenced", has_tests, _TESTS[has_tests]),
        _satisfaction_part(satisfaction, answers),
    ]
    known = [part.why for part in parts if part.state == "scored"]
    return of_mean("governance", parts, "; ".join(known), "no review, change, test or answer of it is known")


def _yes_or_no(name: str, label: str, is_so: bool | None, why: str) -> Part:
    if is_so is None:
        return _unknown(name, label, "truth", why)
    return Part(name, label, "scored", 0.0 if is_so else 100.0, float(is_so), "truth", why)


def _approval_part(approved: int, changes: int) -> Part:
    if not changes:
        return _unknown("approval", "Approved by others", "share", "it brings no change of its own")
    share = approved / changes
    why = f"{approved} of {_count(changes, 'change')} had a second pair of eyes"
    return Part("approval", "Approved by others", "scored", 100 * (1 - share), share, "share", why)


def _satisfaction_part(satisfaction: float | None, answers: int) -> Part:
    name, label = "satisfaction", "Satisfaction"
    if satisfaction is None:
        return _unknown(name, label, "1-5", "no stakeholder answered")
    why = f"median {satisfaction:g} of 5 from {_count(answers, 'answer')}"
    return Part(name, label, "scored", 100 - 20 * satisfaction, satisfaction, "1-5", why)


def _unknown(name: str, label: str, unit: str, why: str) -> Part:
    return Part(name, label, "missing", 0.0, None, unit, why)


def _too_few(count: int, line: str) -> str:
    return f"{_count(count, 'earlier release')} along line {line} to compare with, {LEAST_COMPARED} are the least"


def _count(number: int, noun: str) -> str:
    return f"{number if number else 'no'} {noun}{'' if number == 1 else 's'}"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the interpolated quantile: `share` (0 to 1) of the values are no larger. `values` is not empty."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
