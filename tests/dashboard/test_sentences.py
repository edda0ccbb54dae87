"""The sentences of pages claim no more than the numbers do: each wording once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.components import sentences
from metrics.reading.certainty import Certainty, Doubts
from metrics.reading.scorecard import Reading
from metrics.reading.signal import Signal

SHIPPED = Reading("deployment_frequency", 1.6, 1.3, 2.0, 84, False, None)
ALL = {"service": None, "service_count": 3, "release_count": 84}


def a_signal(verdict: Any, words: str = "higher in Nov 2026, outside the limits") -> Signal:
    return Signal(verdict, words, date(2026, 11, 1), ("outside the limits",))


def test_without_a_signal_nothing_is_said_to_have_changed() -> None:
    assert sentences.changed(SHIPPED, 14, {}, **ALL) == (
        "3 services shipped **84 releases**; none of 14 metrics changed beyond ordinary variation."
    )
    assert sentences.changed(SHIPPED, 1, {}, **ALL).endswith(
        "the one metric that can be judged did not change beyond ordinary variation."
    )


def test_too_few_periods_cannot_tell() -> None:
    said = sentences.changed(SHIPPED, 0, {}, service="a*b", service_count=1, release_count=84)
    assert said == (r"a\*b shipped **84 releases**; there are too few periods to tell change from ordinary variation.")


def test_deployments_are_told_where_they_are_not_as_many_as_the_releases() -> None:
    """One release was deployed again: 83 releases, 84 deployments."""
    told = sentences.changed(SHIPPED, 0, {}, **{**ALL, "release_count": 83})
    assert told.startswith("3 services shipped **83 releases**, **84 deployments**; ")


def test_nothing_shipped_is_said_as_that_and_not_as_zero() -> None:
    nothing = Reading("deployment_frequency", None, None, None, 0, False, "Nothing was observed.")
    assert sentences.changed(nothing, 0, {}, **ALL).startswith(
        "3 services shipped nothing that can be placed in this period; "
    )


def test_what_changed_is_told_with_its_signal_the_worse_first() -> None:
    signals = {
        "flow_time": a_signal("better", "lower in Nov 2026, 8 in a row on one side"),
        "change_failure_rate": a_signal("worse"),
        "flow_distribution": a_signal("changed", "higher in Oct 2026, 3 of 4 near a limit"),
    }
    assert sentences.changed(SHIPPED, 14, signals, **ALL) == (
        "3 services shipped **84 releases**; beyond ordinary variation, "
        "**Change failure rate** got worse (higher in Nov 2026, outside the limits), "
        "**Work mix: features** changed (higher in Oct 2026, 3 of 4 near a limit) and "
        "**Flow time** got better (lower in Nov 2026, 8 in a row on one side)."
    )


def test_more_than_four_signals_are_counted() -> None:
    ids = ("flow_time", "flow_load", "reopen_rate", "late_change_share", "candidate_respins", "backed_out_change_rate")
    assert "and 2 more." in sentences.changed(SHIPPED, 14, dict.fromkeys(ids, a_signal("worse")), **ALL)


WIDE = Reading("change_failure_rate", 0.0625, 0.027, 0.138, 80, False, None)


def test_all_solid_names_the_least_sure() -> None:
    assert sentences.sure(Certainty(5, (), (), (), WIDE)) == (
        "All 5 delivery metrics stand on 20 cases or more; the least sure is **Change failure rate**, 6.2 % "
        "(95 %: 2.7–14 %)."
    )


def test_thin_few_and_absent_are_told_apart() -> None:
    thin, few, absent = "deployment_rework_rate", "failed_deployment_recovery_time", "change_failure_rate"
    assert sentences.sure(Certainty(2, (thin,), (few,), (absent,), None)) == (
        "2 of 5 delivery metrics stand on 20 cases or more; **Deployment rework rate** stands on fewer, enough for an "
        "interval and not for a trend; **Failed deployment recovery time** has too few for a number; "
        "**Change failure rate** has none."
    )


def test_several_thin_ones_share_a_verb() -> None:
    assert sentences.sure(Certainty(1, ("change_failure_rate", "deployment_rework_rate"), (), (), None)) == (
        "1 of 3 delivery metrics stands on 20 cases or more; **Change failure rate** and **Deployment rework rate** "
        "stand on fewer, enough for an interval and not for a trend."
    )


def test_without_five_cases_anywhere_nothing_is_sure() -> None:
    said = sentences.sure(Certainty(0, (), ("change_lead_time",), ("change_failure_rate",), None))
    assert said == "None of 2 delivery metrics has five cases, so no number here is sure."


def doubts(**given: Any) -> Doubts:
    none = {
        "failed_sources": (), "is_stale": False, "linked_share": None, "has_incidents": True,
        "tags_are_deployments": False, "provisional": (), "audit_count": 0,
    }  # fmt: skip
    return Doubts(**{**none, **given})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"failed_sources": ("pay_ments",)}, r"source **pay\_ments** could not be read at the last sync"),
        ({"failed_sources": ("a", "b")}, "sources **a** and **b** could not be read at the last sync"),
        ({"is_stale": True}, "the data are old"),
        ({"linked_share": 0.62}, "only 62 % of the work is linked"),
        ({"has_incidents": False}, "failures are only those that git shows: no incident is read"),
        ({"tags_are_deployments": True}, "a release's tag stands for a deployment that no feed tells of"),
        ({"provisional": ("change_failure_rate",)}, "the values of **Change failure rate** may still change"),
        ({"audit_count": 1}, "1 audit found doubtful rows"),
    ],
)
def test_what_to_doubt(given: dict[str, Any], said: str) -> None:
    assert sentences.doubt(doubts(**given)) == f"To doubt: {said}."


def test_the_gravest_four_doubts_are_told() -> None:
    everything = doubts(
        failed_sources=("a",),
        is_stale=True,
        linked_share=0.1,
        has_incidents=False,
        tags_are_deployments=True,
        audit_count=9,
    )
    said = sentences.doubt(everything)
    assert said.count(";") == 3
    assert said.startswith("To doubt: source **a**")
    assert "audit" not in said


def test_without_a_doubt_that_is_said() -> None:
    assert sentences.doubt(doubts()) == (
        "Nothing speaks against these numbers: every source was read, and no audit found a doubtful row."
    )


def a_group(value: float, low: float | None, high: float | None, size: int = 30) -> Reading:
    return Reading("change_failure_rate", value, low, high, size, False, None)


def test_groups_whose_intervals_overlap_have_no_order() -> None:
    found = {"pay": a_group(0.1, 0.05, 0.2), "web": a_group(0.18, 0.1, 0.3)}
    assert sentences.apart(found) == "No two of them differ by more than their intervals, so they have no order."
    assert not sentences.is_apart(found)


def test_groups_apart_are_told_with_those_they_lie_below() -> None:
    """
    a, b   0.01 to 0.05    below d
    c      0.04 to 0.12    below d
    d      0.20 to 0.30    few: 4 cases, so it is compared with none
    """
    found = {
        "a_b": a_group(0.03, 0.01, 0.05),
        "b": a_group(0.03, 0.01, 0.05),
        "c": a_group(0.08, 0.04, 0.12),
        "d": a_group(0.25, 0.2, 0.3),
        "few": a_group(0.9, 0.8, 1.0, size=4),
    }
    assert sentences.apart(found) == (
        r"By more than their intervals, **a\_b**, **b** and **c** lie below d. Any other difference may be chance."
    )
    assert sentences.apart({"a": found["b"], "d": found["d"]}, is_short=True) == (
        "**a** lies below d, by more than their intervals."
    )


def test_too_few_groups_and_counts_without_intervals_say_so() -> None:
    assert "Fewer than two" in sentences.apart({"a": a_group(0.1, 0.05, 0.2)})
    facts = {name: Reading("flow_load", 12.0, None, None, 12, False, None) for name in ("a", "b")}
    assert "no estimates" in sentences.apart(facts)


def test_what_stands_for_a_deployment_is_told_per_service() -> None:
    assert sentences.deploying({}) == "No service has been deployed yet."
    assert sentences.deploying({"deployment feed": 2}) == "Deployments are those that the deployment feed tells of."
    assert (
        sentences.deploying({"release tags": 3}) == "With no deployment feed, a release's tag stands for its deployment."
    )
    assert sentences.deploying({"deployment feed": 1, "release tags": 2, "jira versions": 1}) == (
        "The deployment feed tells of 1 service; for 3 services without one, a release's tag or the release date of a Jira"
        " version stands for a deployment."
    )
