"""What is known of each release for its evaluation: the questions to the warehouse, and the dimensions judged from the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from metrics import evaluation, evaluation_dimensions
from metrics.computed import Facts, Row
from metrics.evaluation import Dimension, Evaluation
from metrics.evaluation_dimensions import FailureCount
from metrics.settings_evaluation import SEVERITIES, EvaluationSettings

READS: Final[Mapping[str, str]] = {
    "releases": """
        select
            release.release_id, release.service, release.line,
            release.not_deployed_because as not_judged_because,
            release.is_matured, release.candidate_count, release.lead_time_median_hours
        from releases as release
        where not release.is_candidate and release.is_released
        order by release.release_id
    """,
    "failures": """
        select
            failure.release_id,
            count(case when failure.confidence = 'confirmed' and word.severity = 1 then 1 end) as severity_1,
            count(case when failure.confidence = 'confirmed' and word.severity = 2 then 1 end) as severity_2,
            count(case when failure.confidence = 'confirmed' and word.severity = 3 then 1 end) as severity_3,
            count(case when failure.confidence = 'confirmed' and word.severity = 4 then 1 end) as severity_4,
            count(case when failure.confidence = 'confirmed' and word.severity is null then 1 end) as unstated,
            count(case when failure.confidence = 'suspected' then 1 end) as suspected,
            bool_or(
                failure.confidence = 'confirmed'
                and (failure.rung = 'rollback' or (failure.rung = 'decided' and taken_back.deployment_id is not null))
            ) as is_rolled_back,
            bool_or(
                failure.confidence = 'confirmed' and failure.restored_at is null and failure.restored_by_deployment_id is null
            ) as is_open
        from failures as failure
        left join rollbacks as taken_back
            on taken_back.deployment_id = failure.deployment_id
            and failure.incident_id is null
            and failure.issue_key is null
            and taken_back.evidence_sha is not distinct from failure.evidence_sha
        left join severities as word on word.word = regexp_replace(lower(trim(failure.severity)), '\\s+', ' ', 'g')
        where failure.release_id is not null
        group by failure.release_id
    """,
    "mended": """
        select
            release_id,
            max(epoch(restored_at - deployed_at) / 3600) as hours,
            bool_and(is_placeable and coalesce(restored_at >= deployed_at, false)) as is_known
        from deployments
        where is_production and is_failed and release_id is not null
        group by release_id
    """,
    "plans": """
        select
            release_id, slip_days, planned_days, short_notice_replan_count, baseline_missing_because,
            committed_count, committed_shipped_count, added_count, removed_count, scope_missing_because
        from release_plans
    """,
    "changes": """
        select
            release_id,
            count(*) as changes,
            count(case when has_second_person then 1 end) as approved,
            count(case when shipped_at is not null and is_late is not null then 1 end) as timed,
            count(case when shipped_at is not null and is_late then 1 end) as late
        from changes
        where release_id is not null
        group by release_id
    """,
    "escaped": """
        select subject as release_id, amount, is_counted
        from metric.escaped_defects_rows()
        where is_counted or is_provisional
    """,
    "earlier": """
        select earlier.release_id, earlier.earlier_release_id, release.lead_time_median_hours
        from earlier_releases as earlier
        join releases as release on release.release_id = earlier.earlier_release_id
        order by earlier.release_id, earlier.place
    """,
    "reviews": """
        select
            release_id,
            max_by(has_published_notes, (written_at, review_id)) filter (where has_published_notes is not null) as has_notes,
            max_by(score_adjustment, (written_at, review_id)) as points,
            max_by(adjustment_reason, (written_at, review_id)) as reason
        from raw.journal_reviews
        where state = 'done' and release_id is not null
        group by release_id
    """,
    "reviewed": """
        select release_id, reviewed_on, is_on_time, due_on, service_first_reviewed_on
        from release_reviews
    """,
    "tests": """
        with tested as (
            select release_id, service, coalesce(sum(executed_count), 0) as executed_count
            from test_results
            group by release_id, service
        ),
        first as (
            select tested.service, min(release.deployed_at) as first_at
            from tested
            join releases as release on release.release_id = tested.release_id
            where tested.executed_count > 0
            group by tested.service
        )
        select release.release_id, coalesce(tested.executed_count, 0) > 0 as has_tests
        from releases as release
        join first on first.service = release.service and first.first_at <= release.deployed_at
        left join tested on tested.release_id = release.release_id
    """,
    "answers": """
        select release_id, median(satisfaction) as satisfaction, count(satisfaction) as answers
        from raw.journal_feedback
        where satisfaction between 1 and 5
        group by release_id
    """,
    "known": """
        select
            (select count(*) from read_projects)
            + (select count(*) from raw.feed_files where kind = 'incidents')
            + (select count(*) from raw.feed_incidents) > 0 as tells_incidents
    """,
}
"""The queries of the computation. A release without a row in one of them has no such fact."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One release and its evaluation."""

    release_id: str
    service: str
    is_matured: bool
    evaluation: Evaluation
    adjustment_points: float | None
    """A reviewer's, within -10 to 10; None for none, and for one without a reason."""
    adjustment_reason: str | None
    """Hostile text."""


def judged(facts: Facts, settings: EvaluationSettings) -> Iterator[Judged]:
    """Yield each release that is out with its evaluation, in the order of their ids."""
    known = _Known(facts)
    for release in facts["releases"].rows():
        name = release["release_id"]
        points, reason = _adjustment(known.of("reviews", name))
        found = _evaluated(release, known, settings)
        yield Judged(name, release["service"], bool(release["is_matured"]), found, points, reason)


def _adjustment(review: Mapping[str, Any]) -> tuple[float | None, str | None]:
    """A reviewer's points, which nobody takes without a reason."""
    points, reason = review.get("points") or 0, (review.get("reason") or "").strip()
    if not points or not reason:
        return None, None
    return float(min(evaluation.MOST_ADJUSTMENT, max(-evaluation.MOST_ADJUSTMENT, points))), reason


class _Known:
    """The answers by release."""

    def __init__(self, facts: Facts) -> None:
        names = ("failures", "mended", "plans", "changes", "escaped", "reviews", "reviewed", "tests", "answers")
        self._by_release = {name: {row["release_id"]: row for row in facts[name].rows()} for name in names}
        self.earlier: dict[str, list[Row]] = {}
        for row in facts["earlier"].rows():
            self.earlier.setdefault(row["release_id"], []).append(row)
        self.tells_incidents: bool = facts["known"].rows()[0]["tells_incidents"]

    def of(self, question: str, release_id: str) -> Mapping[str, Any]:
        return self._by_release[question].get(release_id, {})


def _evaluated(release: Row, known: _Known, settings: EvaluationSettings) -> Evaluation:
    if release["not_judged_because"]:
        nothing = [evaluation.missing(name, release["not_judged_because"]) for name in settings.weights]
        return evaluation.evaluate(nothing, settings.weights)
    name = release["release_id"]
    dimensions = [
        _stability(release, known, settings),
        _schedule(known.of("plans", name)),
        _scope(known.of("plans", name)),
        _recovery(name, known),
        _risk(release, known),
        _governance(release, known),
    ]
    return evaluation.evaluate(dimensions, settings.weights, _caps(known.of("failures", name)))


def _caps(failures: Mapping[str, Any]) -> list[str]:
    held = (
        (evaluation.SEVERITY_1_CAP, failures.get("severity_1")),
        (evaluation.ROLLBACK_CAP, failures.get("is_rolled_back")),
        (evaluation.UNRESOLVED_CAP, failures.get("is_open") and not failures.get("is_rolled_back")),
    )
    return [name for name, holds in held if holds]


def _stability(release: Row, known: _Known, settings: EvaluationSettings) -> Dimension:
    name = release["release_id"]
    found, escaped = known.of("failures", name), known.of("escaped", name)
    counted = FailureCount(
        {place: found.get(f"severity_{place}", 0) for place in SEVERITIES},
        found.get("unstated", 0),
        found.get("suspected", 0),
    )
    before = [known.of("escaped", row["earlier_release_id"]) for row in known.earlier.get(name, [])]
    return evaluation_dimensions.stability(
        counted if known.tells_incidents else None,
        unstated_severity=settings.unstated_severity,
        escaped=None if not escaped else int(escaped["amount"]),
        escaped_before=[row["amount"] for row in before if row.get("is_counted")],
        line=release["line"] or "of it",
    )


def _schedule(plan: Mapping[str, Any]) -> Dimension:
    return evaluation_dimensions.schedule(
        plan.get("slip_days"),
        planned_days=plan.get("planned_days"),
        short_notice_replans=plan.get("short_notice_replan_count"),
        missing_because=plan.get("baseline_missing_because", "it has no Jira version, which would tell its date"),
    )


def _scope(plan: Mapping[str, Any]) -> Dimension:
    return evaluation_dimensions.scope(
        plan.get("committed_count"),
        shipped=plan.get("committed_shipped_count"),
        added=plan.get("added_count"),
        removed=plan.get("removed_count"),
        missing_because=plan.get("scope_missing_because", "it has no Jira version, which would tell its scope"),
    )


def _recovery(release_id: str, known: _Known) -> Dimension:
    failures, mended = known.of("failures", release_id), known.of("mended", release_id)
    return evaluation_dimensions.recovery(
        has_failed=bool(mended) if known.tells_incidents else None,
        is_open=bool(failures.get("is_open")) and not failures.get("is_rolled_back"),
        hours=mended["hours"] if mended.get("is_known") else None,
    )


def _risk(release: Row, known: _Known) -> Dimension:
    changes, earlier = known.of("changes", release["release_id"]), known.earlier.get(release["release_id"], [])
    before = [row["lead_time_median_hours"] for row in earlier]
    return evaluation_dimensions.risk(
        candidates=release["candidate_count"],
        late=changes.get("late", 0),
        changes=changes.get("timed", 0),
        lead_hours=release["lead_time_median_hours"],
        lead_hours_before=[hours for hours in before if hours is not None],
        line=release["line"] or "of it",
    )


def _governance(release: Row, known: _Known) -> Dimension:
    name = release["release_id"]
    changes, review, answers = (known.of(question, name) for question in ("changes", "reviews", "answers"))
    reviewed, why = review_on_time(**known.of("reviewed", name))
    return evaluation_dimensions.governance(
        reviewed=reviewed,
        review_why=why,
        approved=changes.get("approved", 0),
        changes=changes.get("changes", 0),
        has_notes=review.get("has_notes"),
        has_tests=known.of("tests", name).get("has_tests"),
        satisfaction=answers.get("satisfaction"),
        answers=answers.get("answers", 0),
    )


def review_on_time(
    *,
    reviewed_on: date | None = None,
    is_on_time: bool | None = None,
    due_on: date | None = None,
    service_first_reviewed_on: date | None = None,
    **_: object,
) -> tuple[bool | None, str]:
    """Tell whether a release was reviewed in time (release_reviews), and why, as the metric review_timeliness counts it.

    None while it still may be, and where nobody wrote reviews of the service yet when it was due.
    """
    if service_first_reviewed_on is None or due_on is None:
        return None, "no release of its service was ever reviewed"
    if due_on < service_first_reviewed_on:
        return None, f"its review was due on {due_on}, before the first of its service was written"
    if reviewed_on is not None:
        return bool(is_on_time), f"reviewed on {reviewed_on}, due on {due_on}"
    if is_on_time is None:
        return None, f"its review is due on {due_on}"
    return False, f"not reviewed; it was due on {due_on}"
