"""What people typed since a build: what of it is fresh, what it bears on, and what is laid over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from metrics import definitions
from metrics.catalog import METRICS
from metrics.reading.evaluations import Evaluated, with_adjustment
from metrics.reading.typed import Adjustment, Entry, Typed, fresh, kinds_behind, landed_head
from metrics.snapshot import Snapshot, open_snapshot
from tests.support.raw_rows import Facts

RELEASE = "payments/1.0.0"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A decision and a review, each written once."""
    facts = Facts().service()
    facts.row("raw.journal_decisions", decision_id="d", revision=1)
    facts.row("raw.journal_reviews", review_id="r", revision=1, release_id=RELEASE, state="done")
    facts.row("meta.journal", head="as built")
    with facts.publish(tmp_path_factory.mktemp("typed")) as published:
        yield published


def test_fresh_is_what_has_a_later_revision_or_none_in_the_snapshot(snapshot: Snapshot) -> None:
    """d was written again, r was not, a is new."""
    entries = (
        Entry("decision", "d", 2, RELEASE),
        Entry("review", "r", 1, RELEASE),
        Entry("answer", "a", 1, "payments/2.0.0"),
    )

    found = fresh(snapshot, Typed(entries=entries))

    assert [one.identity for one in found.entries] == ["d", "a"]
    assert [one.identity for one in found.of_release(RELEASE)] == ["d"]
    assert [one.identity for one in found.bearing_on(METRICS["change_failure_rate"])] == ["d"]
    assert [one.identity for one in found.bearing_on(METRICS["stakeholder_satisfaction"])] == ["a"]
    assert found.bearing_on(METRICS["change_lead_time"]) == ()
    assert landed_head(snapshot) == "as built"


def test_only_a_fresh_review_changes_what_is_said_of_its_release(snapshot: Snapshot) -> None:
    """Two reviews of one release: the last points and the last reason hold, though the last review has no points."""
    said = (Adjustment(RELEASE, 4, "early"), Adjustment(RELEASE, -3, "late"), Adjustment(RELEASE, None, "no points"))
    old, new = Entry("review", "r", 1, RELEASE), Entry("review", "new", 1, RELEASE)

    assert fresh(snapshot, Typed((old,), adjustments=said)).adjustment(RELEASE) is None
    assert fresh(snapshot, Typed((new,), adjustments=said)).adjustment(RELEASE) == Adjustment(RELEASE, -3, "no points")
    assert fresh(snapshot, Typed((new,))).adjustment(RELEASE) == Adjustment(RELEASE, None, None), (
        "a draft takes them back"
    )


@pytest.mark.parametrize(
    ("score", "points", "expected"), [(80.0, 5, 85.0), (97.0, 5, 100.0), (80.0, None, None), (None, 5, None)]
)
def test_a_reviewer_s_points_stand_beside_the_score(
    score: float | None, points: float | None, expected: float | None
) -> None:
    built = Evaluated({"score": score, "adjustment_points": 1, "adjusted_score": 1.0}, pd.DataFrame(), pd.DataFrame())

    found = with_adjustment(built, Adjustment(RELEASE, points, "why")).current

    assert (found["score"], found["adjusted_score"]) == (score, expected)
    assert found["adjustment_reason"] == (None if expected is None else "why")
    assert with_adjustment(built, None) is built


def test_a_warehouse_from_before_the_journal_knows_nothing_of_it(tmp_path: Path) -> None:
    published = Facts().service().publish(tmp_path)
    path = published.path
    published.close()
    path.chmod(0o600)
    with duckdb.connect(str(path)) as con:
        con.execute("drop table raw.journal_annotations; drop table meta.journal")
    with open_snapshot(path) as opened:
        assert landed_head(opened) == ""
        assert len(fresh(opened, Typed((Entry("decision", "d", 1),))).entries) == 1


def test_decisions_bear_on_every_metric_that_counts_failures() -> None:
    """Others read deployments too, and nothing of whether these failed; a metric that joins either side is judged here."""
    without = {
        "deployment_frequency",
        "deployment_automation_rate",
        "calendar_contention",
        "freeze_violations",
    }
    counting = {
        "change_failure_rate", "failed_deployment_recovery_time", "deployment_rework_rate", "change_success_rate",
        "incidents_caused_by_change", "incident_free_release_rate", "user_impact_minutes",
    }  # fmt: skip
    reading = {
        metric.companion_of or metric.id
        for metric in METRICS.values()
        if "raw.journal_decisions" in definitions.tables_behind(metric)
    }
    bearing = {metric.companion_of or metric.id for metric in METRICS.values() if "decision" in kinds_behind(metric)}

    assert bearing == counting
    assert reading == counting | without


def test_each_kind_bears_on_its_own_metric() -> None:
    assert kinds_behind(METRICS["review_timeliness"]) == {"review"}
    assert kinds_behind(METRICS["improvement_yield"]) == {"improvement"}
    assert kinds_behind(METRICS["action_follow_through"]) == {"action"}
    assert kinds_behind(METRICS["freeze_violations"]) == {"permission"}
    assert kinds_behind(METRICS["flow_time"]) == frozenset()
