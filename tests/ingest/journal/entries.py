"""Entries to write into a journal, with everything that a test does not speak of filled in."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ingest.journal import (
    Action,
    Annotation,
    Decision,
    Feedback,
    FreezeException,
    Improvement,
    Journal,
    Review,
    SavedQuery,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def a_decision(identity: str = "d1", **told: Any) -> Decision:
    usual = {
        "deployment_id": "shop/1.0.0@production", "release_id": "shop/1.0.0", "subject_kind": "incident",
        "subject": "jira/17", "verdict": "confirmed", "reason": "The pool was too small.",
    }  # fmt: skip
    return Decision(decision_id=identity, **usual | told)


def a_review(identity: str = "r1", **told: Any) -> Review:
    usual = {"release_id": "shop/1.0.0", "service": "shop", "state": "done", "reviewed_on": date(2026, 6, 1)}
    return Review(review_id=identity, **usual | told)


def one_of_each() -> list[Any]:
    """One entry of every kind, every field filled."""
    day = date(2026, 6, 1)
    return [
        a_decision(),
        a_review(
            objective="Faster payments", is_objective_met=True, planning_rating=4, quality_rating=1, deployment_rating=5,
            went_well="The rehearsal.\nTwice.", to_change="Less haste", causes=("late change", "no test"),
            has_published_notes=False, score_adjustment=-3, adjustment_reason="The outage was not ours.",
        ),
        Feedback(
            feedback_id="f1", release_id="shop/1.0.0", service="shop", satisfaction=2, role="support",
            words="Called all night", given_on=day,
        ),
        Action(
            action_id="a1", review_id="r1", improvement_id="i1", service="shop", title="Test the pool", owner="Ada",
            due_on=day, closed_on=date(2026, 6, 3), is_dropped=True, issue_key="PAY-9",
        ),
        Improvement(
            improvement_id="i1", service="shop", problem="Late changes", idea="Freeze earlier", owner="Ada",
            metric_id="late_change_share", starts_on=day, closed_on=date(2026, 9, 1),
        ),
        Annotation(
            annotation_id="n1", noted_on=day, service="shop", metric_id="flow_time", words="New board",
            is_process_change=True, is_withdrawn=True,
        ),
        FreezeException(
            exception_id="e1", freeze_name="Year end", service="shop", version="1.0.1", from_on=day,
            until_on=date(2026, 6, 2), reason="Security fix", is_withdrawn=True,
        ),
        SavedQuery(query_id="q1", title="Late ones", description="For Monday", sql="select 1\n", is_shared=True),
    ]  # fmt: skip


def keep(folder: Path, *entries: Any, by: str | None = "Ada", at: datetime = NOON) -> Journal:
    """Write new entries and return the journal."""
    journal = Journal.of(folder)
    for entry in entries:
        journal.save(entry, over=0, by=by, at=at)
    return journal
