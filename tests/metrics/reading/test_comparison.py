"""Groups beside each other: what breakdowns there are, and which differ by more than chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.reading import comparison
from metrics.reading.scorecard import Reading
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


def one(low: float | None, high: float | None, size: int = 9) -> Reading:
    return Reading("change_failure_rate", 0.5, low, high, size, False, None)


def test_only_intervals_that_do_not_touch_make_an_order() -> None:
    """
    a   0.1 to 0.2
    b   0.2 to 0.3   touches a
    c   0.4 to 0.5   above both
    d   0.9 to 1.0   4 cases
    e   no interval
    """
    found = {"a": one(0.1, 0.2), "b": one(0.2, 0.3), "c": one(0.4, 0.5), "d": one(0.9, 1.0, 4), "e": one(None, None)}
    assert comparison.apart(found) == [("a", "c"), ("b", "c")]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Two releases of payments, one of web, none of idle; one team."""
    facts = Facts()
    for service in ("payments", "web", "idle"):
        facts.service(service, team="money")
    for service, version, at in (("payments", "1.0.0", "03"), ("payments", "1.1.0", "09"), ("web", "1.0.0", "05")):
        name = f"{service} {version}"
        facts.commit(name, at="2026-01-01", shipped_in=version, repository=service)
        facts.tag(f"v{version}", on=name, at=f"2026-01-{at}", repository=service, service=service)
    with facts.publish(tmp_path_factory.mktemp("groups")) as opened:
        yield opened


def test_a_breakdown_that_tells_nothing_apart_is_not_offered(snapshot: Snapshot) -> None:
    offered = comparison.breakdowns(snapshot, "deployment_frequency", since=None, until=None)
    assert offered["service"] == 2
    assert "team" not in offered


def test_groups_without_a_case_are_left_away(snapshot: Snapshot) -> None:
    found = comparison.by_group(snapshot, "deployment_frequency", "service", since=None, until=None)
    assert {name: reading.sample_size for name, reading in found.items()} == {"payments": 2, "web": 1}


def test_a_warehouse_without_a_case_has_no_groups(tmp_path: Path) -> None:
    with Facts().service().publish(tmp_path) as empty:
        assert comparison.breakdowns(empty, "change_failure_rate", since=None, until=None) == {}
        assert comparison.by_group(empty, "change_failure_rate", "service", since=None, until=None) == {}
