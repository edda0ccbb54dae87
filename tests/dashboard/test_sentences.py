"""The overview's sentences claim no more than the numbers do."""

from __future__ import annotations

from dashboard.components import sentences
from metrics.reading.scorecard import Reading


def a_reading(value: float | None, size: int, low: float | None = None, high: float | None = None) -> Reading:
    return Reading("change_lead_time", value, low, high, size, False, None if value is not None else "Nothing.")


def test_the_pace_carries_its_interval_in_the_same_unit() -> None:
    said = sentences.pace(a_reading(1.6, 84, 1.3, 2.0), service=None, service_count=3)

    assert said == "3 services shipped **84 releases**, **1.6 per week** (95 %: 1.3–2)."


def test_a_slow_pace_is_told_by_the_year() -> None:
    said = sentences.pace(a_reading(0.067, 7, 0.027, 0.14), service="a*b", service_count=1)

    assert said == r"a\*b shipped **7 releases**, **3.5 per year** (95 %: 1.4–7.3)."


def test_few_releases_make_no_pace() -> None:
    said = sentences.pace(a_reading(0.1, 1), service=None, service_count=1)

    assert said == "1 service shipped **1 release** in this period, too few to speak of a pace."


def test_lead_times_are_told_by_half_and_by_85_of_100() -> None:
    said = sentences.waiting(a_reading(300, 1240), a_reading(960, 1240))

    assert said == "Half of 1,240 changes reached a release within **12.5 days**, 85 of 100 within **40 days**."
    assert "Too few" in sentences.waiting(a_reading(300, 4), a_reading(960, 4))


def test_failures_are_told_as_cases_of_cases() -> None:
    """5 of 80 is 6.25 %."""
    said = sentences.failing(a_reading(0.0625, 80, 0.027, 0.138))

    assert said == "**5 of 80 watched releases failed, as far as git can tell**: 6.2 % (95 %: 2.7–14 %)."
    assert "too few for a rate" in sentences.failing(a_reading(0.5, 2))
    assert "long enough" in sentences.failing(a_reading(None, 0))


def test_a_change_is_only_told_on_a_signal() -> None:
    assert sentences.changing(0, {}) == "There are too few periods to tell change from ordinary variation."
    assert sentences.changing(9, {}) == "None of 9 metrics shows a change beyond its ordinary variation."
    assert sentences.changing(9, {"Late changes": "higher in Nov 2026, outside the limits"}) == (
        "Changed beyond ordinary variation: Late changes, higher in Nov 2026, outside the limits."
    )


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
