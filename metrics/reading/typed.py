"""What people typed since the snapshot was built: what pages lay over it, and what only a build can count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import duckdb

from metrics.definitions import tables_behind
from metrics.metric import Metric
from metrics.reading.failure_links import Judged
from metrics.snapshot import Snapshot

IDENTITIES: Final = {
    "decision": "decision_id",
    "review": "review_id",
    "answer": "feedback_id",
    "action": "action_id",
    "improvement": "improvement_id",
    "remark": "annotation_id",
    "permission": "exception_id",
}
"""Column of the identity, by what people call an entry of that kind."""
_TABLES: Final = {
    "decision": "raw.journal_decisions",
    "review": "raw.journal_reviews",
    "answer": "raw.journal_feedback",
    "action": "raw.journal_actions",
    "improvement": "raw.journal_improvements",
    "remark": "raw.journal_annotations",
    "permission": "raw.journal_freeze_exceptions",
}
# They read deployments, and nothing of whether these failed.
_WITHOUT_FAILURES: Final = frozenset({
    "calendar_contention", "calendar_contention_pairs", "deployment_automation_rate", "deployment_frequency",
    "deployment_gap", "freeze_violations",
})  # fmt: skip
_OF_A_RELEASE: Final = ("decision", "review", "answer")


@dataclass(frozen=True, slots=True)
class Entry:
    """The last revision of one entry of the journal, as far as it tells what it bears on."""

    kind: str
    """One of IDENTITIES."""
    identity: str
    revision: int
    release_id: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something noted on a day of the charts, or an improvement that starts on it. Words are hostile: escape them."""

    identity: str
    noted_on: date
    service: str | None
    metric_id: str | None
    words: str
    is_process_change: bool
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a review that is done says of a release's score. The reason is hostile: escape it."""

    release_id: str
    points: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Typed:
    """All that the journal holds now, each entry's last word."""

    entries: tuple[Entry, ...] = ()
    judged: tuple[Judged, ...] = ()
    remarks: tuple[Remark, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    """One for each review that is done, in the order of writing."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What of it a snapshot does not know."""

    entries: tuple[Entry, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """Each replaces the remark of its identity that the snapshot may have."""
    adjustments: tuple[Adjustment, ...] = ()
    """What holds of each release with a review that the snapshot does not know."""

    def bearing_on(self, metric: Metric) -> tuple[Entry, ...]:
        """Those that change the metric's number, once a build counts them."""
        return tuple(one for one in self.entries if one.kind in kinds_behind(metric))

    def of_release(self, release_id: str) -> tuple[Entry, ...]:
        """Those that an evaluation of the release takes in."""
        return tuple(one for one in self.entries if one.release_id == release_id and one.kind in _OF_A_RELEASE)

    def adjustment(self, release_id: str) -> Adjustment | None:
        """What the reviews say now of a release's score; None when the snapshot knows as much."""
        return next((one for one in self.adjustments if one.release_id == release_id), None)


NOTHING: Final = Fresh()


def landed_head(snapshot: Snapshot) -> str:
    """What the journal held when the snapshot was built: equal to its head of today, nothing was typed since."""
    try:
        found = snapshot.query("select head from meta.journal")
    except duckdb.CatalogException:  # Published before there was a journal.
        return ""
    return str(found["head"].iloc[0] or "") if len(found) else ""


def fresh(snapshot: Snapshot, typed: Typed) -> Fresh:
    """What of the journal was typed since the snapshot was built."""
    counted = _revisions(snapshot)
    entries = tuple(one for one in typed.entries if counted.get((one.kind, one.identity), 0) < one.revision)
    names = {(one.kind, one.identity) for one in entries}
    reviewed = {one.release_id for one in entries if one.kind == "review"}
    return Fresh(
        entries,
        tuple(one for one in typed.remarks if {("remark", one.identity), ("improvement", one.identity)} & names),
        tuple(_of_release(name, typed.adjustments) for name in sorted(filter(None, reviewed))),
    )


def _revisions(snapshot: Snapshot) -> Mapping[tuple[str, str], int]:
    parts = (
        f"select '{kind}' as kind, {IDENTITIES[kind]} as identity, revision from {table}"
        for kind, table in _TABLES.items()
    )
    try:
        found = snapshot.query(" union all ".join(parts))
    except duckdb.CatalogException:
        return {}
    return {(row["kind"], row["identity"]): int(row["revision"]) for row in found.dropna().to_dict("records")}


def _of_release(release_id: str, adjustments: Iterable[Adjustment]) -> Adjustment:
    """The last points, and the last reason, that its reviews give."""
    told = [one for one in adjustments if one.release_id == release_id]
    points = [one.points for one in told if one.points is not None]
    reasons = [one.reason for one in told if one.reason is not None]
    return Adjustment(release_id, points[-1] if points else None, reasons[-1] if reasons else None)


@cache
def kinds_behind(metric: Metric) -> frozenset[str]:
    """The kinds of entries that a metric's number rests on."""
    read = tables_behind(metric)
    found = frozenset(kind for kind, table in _TABLES.items() if table in read)
    return found - {"decision"} if metric.query in _WITHOUT_FAILURES else found
