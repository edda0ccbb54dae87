"""The journal's entries in the words of the readings, which know no journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ingest.journal import (
    Action,
    Annotation,
    Decision,
    Feedback,
    FreezeException,
    Improvement,
    Review,
    Snapshot,
    Written,
)
from metrics.reading.failure_links import Judged
from metrics.reading.notes import IMPROVEMENT
from metrics.reading.typed import IDENTITIES, Adjustment, Entry, Remark, Typed

_KINDS: Final = {
    Decision: "decision",
    Review: "review",
    Feedback: "answer",
    Action: "action",
    Improvement: "improvement",
    Annotation: "remark",
    FreezeException: "permission",
}


def typed_of(found: Snapshot) -> Typed:
    """All last words of one moment of the journal."""
    entries = found.entries
    return Typed(
        tuple(_entries(found)),
        tuple(map(_judged, entries.get(Decision, ()))),
        (*map(_remark, entries.get(Annotation, ())), *map(_start, entries.get(Improvement, ()))),
        tuple(_adjustment(one.entry) for one in _in_order(entries.get(Review, ())) if one.entry.state == "done"),
    )


def _entries(found: Snapshot) -> Iterator[Entry]:
    for kind, name in _KINDS.items():
        for one in found.entries.get(kind, ()):
            identity = getattr(one.entry, IDENTITIES[name])
            yield Entry(name, identity, one.revision, getattr(one.entry, "release_id", None))


def _judged(one: Written[Any]) -> Judged:
    entry: Decision = one.entry
    return Judged(
        entry.deployment_id, entry.subject_kind, entry.subject, entry.verdict, entry.reason, one.written_by,
        one.written_at, one.revision,
    )  # fmt: skip


def _remark(one: Written[Any]) -> Remark:
    entry: Annotation = one.entry
    return Remark(
        entry.annotation_id, entry.noted_on, entry.service, entry.metric_id, entry.words, entry.is_process_change,
        entry.is_withdrawn,
    )  # fmt: skip


def _start(one: Written[Any]) -> Remark:
    """An improvement is a change of the process from the day on which it can work."""
    entry: Improvement = one.entry
    words = f"{IMPROVEMENT}{entry.idea or entry.problem}"
    return Remark(entry.improvement_id, entry.starts_on, entry.service, entry.metric_id, words, is_process_change=True)


def _in_order(reviews: Iterable[Written[Any]]) -> list[Written[Any]]:
    return sorted(reviews, key=lambda one: (one.written_at, one.entry.review_id))


def _adjustment(review: Review) -> Adjustment:
    return Adjustment(review.release_id, review.score_adjustment, review.adjustment_reason)
