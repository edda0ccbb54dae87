"""What numbers stand on, and what speaks against them."""

from __future__ import annotations

import pandas as pd
import pytest

from metrics.reading.certainty import certainty, doubts
from metrics.reading.scorecard import Reading


def one(metric_id: str, value: float | None, size: int, low: float | None = None, high: float | None = None) -> Reading:
    return Reading(metric_id, value, low, high, size, is_provisional=size == 7, reason=None)


def test_each_metric_is_in_one_class() -> None:
    """20 cases are solid, 19 and 5 thin, 4 few, none absent."""
    found = certainty(
        [one("a", 1, 20), one("b", 1, 19), one("c", 1, 5), one("d", 1, 4), one("e", None, 0), one("f", 0, 33)]
    )
    assert (found.solid_count, found.thin, found.few, found.absent) == (2, ("b", "c"), ("d",), ("e",))
    assert found.count == 6


def test_the_widest_is_so_for_its_size() -> None:
    """10 of 100 is a tenth; 1 of 2 a half; a value of 0 has no size to compare with; 4 cases make no number."""
    found = certainty(
        [one("a", 100, 30, 95, 105), one("b", 2, 30, 1.5, 2.5), one("c", 0, 30, 0, 9), one("d", 1, 4, 0, 9)]
    )
    assert found.widest is not None
    assert found.widest.metric_id == "b"
    assert certainty([one("a", 1, 30)]).widest is None


def told(**given: object) -> object:
    asked = {
        "sources": pd.DataFrame({"source": ["git", "jira"], "state": ["ok", "ok"], "kind": ["git", "jira"]}),
        "audits": pd.DataFrame({"row_count": [0, 0]}),
        "found": {},
        "linked": None,
        "incident_count": 3,
        "is_stale": False,
        "deployments_from": ["deployment feed"],
    }
    return doubts(**{**asked, **given})  # type: ignore[arg-type]


def test_nothing_to_doubt() -> None:
    found = told()
    assert (found.failed_sources, found.linked_share, found.provisional, found.audit_count) == ((), None, (), 0)  # type: ignore[attr-defined]
    assert found.has_incidents  # type: ignore[attr-defined]
    assert not found.tags_are_deployments  # type: ignore[attr-defined]


def test_what_is_doubtful_is_told() -> None:
    found = doubts(
        sources=pd.DataFrame({"source": ["pay", "web"], "state": ["failed", "ok"], "kind": ["git", "git"]}),
        audits=pd.DataFrame({"row_count": [0, 3, 1]}),
        found={"x": one("x", 1.0, 7), "y": one("y", None, 7), "z": one("z", 1.0, 9)},
        linked=one("linkage_coverage", 0.6, 200),
        incident_count=0,
        is_stale=True,
        deployments_from={"jira versions": 1, "release tags": 2},
    )
    assert found.failed_sources == ("pay",)
    assert not found.has_incidents
    assert found.tags_are_deployments
    assert (found.linked_share, found.provisional, found.audit_count, found.is_stale) == (0.6, ("x",), 2, True)


@pytest.mark.parametrize("linked", [one("l", 0.85, 200), one("l", 0.2, 4), one("l", None, 0), None])
def test_linked_work_is_only_doubted_when_it_is_known_to_be_low(linked: Reading | None) -> None:
    assert told(linked=linked).linked_share is None  # type: ignore[attr-defined]
