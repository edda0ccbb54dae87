"""The evaluation score: each sub-score at its corners, caps, coverage, weights, and the laws that hold for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import evaluation
from metrics.evaluation import Dimension, Part, adjusted, evaluate, label, missing, not_applicable, of_parts
from metrics.evaluation_dimensions import (
    FailureCount,
    governance,
    quantile,
    recovery,
    risk,
    schedule,
    scope,
    stability,
)
from metrics.evaluation_facts import review_on_time
from metrics.settings_evaluation import DIMENSIONS, EvaluationSettings

WEIGHTS = EvaluationSettings().weights
EIGHT = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)


def a_dimension(name: str, sub_score: float) -> Dimension:
    return of_parts(name, [Part("only", "Only", "scored", 100 - sub_score, None, "", "so")], "so")


def all_at(**sub_scores: float | None) -> list[Dimension]:
    """The six dimensions at 100, but for those that are named; None is missing."""
    found = {**dict.fromkeys(DIMENSIONS, 100.0), **sub_scores}
    return [missing(name, "unknown") if value is None else a_dimension(name, value) for name, value in found.items()]


def failed(severities: Mapping[int, int] | None = None, *, unstated: int = 0, escaped: int | None = 0,
           before: Sequence[int] = (), unstated_severity: int = 2) -> float | None:  # fmt: skip
    counted = FailureCount(severities or {}, unstated, 0)
    return stability(
        counted, unstated_severity=unstated_severity, escaped=escaped, escaped_before=before, line="1.0"
    ).sub_score


@pytest.mark.parametrize(
    ("severities", "unstated", "sub_score"),
    [
        ({}, 0, 100), ({1: 1}, 0, 50), ({2: 1}, 0, 75), ({3: 1}, 0, 90), ({4: 7}, 0, 100), ({1: 1, 2: 1, 3: 1}, 0, 15),
        ({1: 2}, 0, 0), ({1: 3, 3: 9}, 0, 0), ({3: 2}, 0, 80),
        # Without a severity: together as one of severity 2, as far as the told ones take less.
        ({}, 1, 75), ({}, 4, 75), ({3: 1}, 2, 75), ({1: 1}, 2, 50), ({4: 1}, 1, 75),
    ],
)  # fmt: skip
def test_stability_loses_points_by_severity(severities: dict[int, int], unstated: int, sub_score: float) -> None:
    """100 - 50 a severity 1 - 25 a severity 2 - 10 a severity 3; the floor is 0."""
    assert failed(severities, unstated=unstated) == sub_score


def test_escaped_defects_cost_ten_points_above_the_lines_p85() -> None:
    """
    before it    0 0 0 1 2     P85 lies 0.85 x 4 = 3.4 places on: 1 + 0.4 x (2 - 1) = 1.4
    1 escaped    not above     100
    2 escaped    above         90
    four before  too few to compare with: told, and no points
    unknown      told as unknown, and no points
    """
    before = (0, 0, 0, 1, 2)

    assert quantile(before, 0.85) == pytest.approx(1.4)
    assert [failed(escaped=count, before=before) for count in (0, 1, 2)] == [100, 100, 90]
    assert failed(escaped=2, before=before[:4]) == 100
    assert failed(escaped=None, before=before) == 100
    assert failed({1: 2}, escaped=2, before=before) == 0


def test_stability_without_a_source_of_incidents_is_missing_and_suspected_failures_are_told() -> None:
    found = stability(None, unstated_severity=2, escaped=0, escaped_before=(), line="1.0")
    suspected = stability(FailureCount({}, 0, 2), unstated_severity=2, escaped=0, escaped_before=(), line="1.0")

    assert (found.state, found.sub_score) == ("missing", None)
    assert (suspected.sub_score, suspected.why) == (100, "no confirmed failures; 2 suspected ones not counted")


@pytest.mark.parametrize(
    ("slip", "planned", "replans", "sub_score"),
    [
        (-3, 40, 0, 100), (0, 40, 0, 100), (7, 40, 0, 50), (14, 40, 0, 0), (30, 40, 0, 0),
        (14, 56, 0, 0), (14, 112, 0, 50), (28, 112, 0, 0), (7, None, 0, 50),
        (0, 40, 1, 95), (7, 40, 2, 40), (-1, None, 3, 85), (13, 40, 9, 0), (0, 40, 25, 0), (0, 40, None, 100),
    ],
)  # fmt: skip
def test_schedule_falls_to_0_at_14_days_or_a_quarter_of_the_plan(
    slip: float, planned: float | None, replans: int | None, sub_score: float
) -> None:
    found = schedule(slip, planned_days=planned, short_notice_replans=replans, missing_because=None)

    assert found.sub_score == pytest.approx(sub_score)


def test_schedule_without_a_baseline_is_missing_with_the_plans_reason() -> None:
    found = schedule(None, planned_days=40, short_notice_replans=2, missing_because="it has no planned date")

    assert (found.state, found.sub_score, found.why) == ("missing", None, "it has no planned date")


@pytest.mark.parametrize(
    ("committed", "shipped", "added", "removed", "sub_score"),
    [
        (10, 10, 0, 0, 100), (10, 5, 0, 0, 65), (10, 0, 0, 0, 30), (10, 10, 2, 0, 85), (10, 10, 1, 1, 85),
        (10, 10, 4, 0, 70), (10, 10, 9, 9, 70), (10, 0, 4, 0, 0), (4, 3, 0, 1, 0.7 * 75 + 0.3 * (1 - 0.25 / 0.4) * 100),
    ],
)  # fmt: skip
def test_scope_is_commitment_and_change(
    committed: int, shipped: int, added: int, removed: int, sub_score: float
) -> None:
    """0.7 x shipped / committed + 0.3 x (1 - min(1, (added + removed) / committed / 0.4))."""
    found = scope(committed, shipped=shipped, added=added, removed=removed, missing_because=None)

    assert found.sub_score == pytest.approx(sub_score)


@pytest.mark.parametrize(("committed", "shipped"), [(0, 0), (None, None), (4, None)])
def test_scope_of_nothing_or_unknown_is_missing(committed: int | None, shipped: int | None) -> None:
    found = scope(committed, shipped=shipped, added=0, removed=0, missing_because=None)

    assert (found.state, found.sub_score) == ("missing", None)


@pytest.mark.parametrize(
    ("hours", "sub_score"),
    [(0, 100), (1, 100), (1.01, 75), (24, 75), (24.1, 40), (168, 40), (168.1, 10), (5000, 10)],
)
def test_recovery_is_by_how_soon(hours: float, sub_score: float) -> None:
    assert recovery(has_failed=True, is_open=False, hours=hours).sub_score == sub_score


def test_recovery_does_not_apply_without_a_failure_and_is_0_while_one_is_open() -> None:
    assert recovery(has_failed=False, is_open=False, hours=None).state == "not applicable"
    assert recovery(has_failed=True, is_open=True, hours=0.5).sub_score == 0
    assert recovery(has_failed=True, is_open=False, hours=None).state == "missing"
    assert recovery(has_failed=None, is_open=False, hours=None).state == "missing"


def at_risk(candidates: int | None = 1, late: int = 0, changes: int = 10, hours: float | None = 0.5,
            before: Sequence[float] = EIGHT) -> float | None:  # fmt: skip
    return risk(
        candidates=candidates, late=late, changes=changes, lead_hours=hours, lead_hours_before=before, line="1.0"
    ).sub_score


@pytest.mark.parametrize(("candidates", "respins"), [(1, 100), (2, 75), (3, 50), (4, 20), (9, 20)])
def test_risk_falls_with_respins(candidates: int, respins: float) -> None:
    """Of the other two, no change is late (100) and the lead time is the shortest (100)."""
    assert at_risk(candidates) == pytest.approx((respins + 200) / 3)


def test_risk_is_the_mean_of_what_is_known() -> None:
    """
    late 3 of 10          70
    lead time of 2.5      6 of 8 were slower: 75; of 2: 6 slower and one equal, which counts half: 81.25; of 9: 0
    none known            missing
    """
    assert at_risk(late=3) == pytest.approx((100 + 70 + 100) / 3)
    assert at_risk(hours=2.5) == pytest.approx((100 + 100 + 75) / 3)
    assert at_risk(hours=2.0) == pytest.approx((100 + 100 + 81.25) / 3)
    assert at_risk(hours=9.0) == pytest.approx(200 / 3)
    assert at_risk(candidates=0, late=3) == pytest.approx((70 + 100) / 2)
    assert at_risk(candidates=None, changes=0) == pytest.approx(100)
    assert at_risk(late=3, before=EIGHT[:4]) == pytest.approx((100 + 70) / 2), "four are too few to compare with"
    assert at_risk(candidates=0, changes=0, hours=None) is None


def governed(reviewed: bool | None = None, approved: int = 0, changes: int = 0, notes: bool | None = None,
             tests: bool | None = None, satisfaction: float | None = None) -> float | None:  # fmt: skip
    return governance(
        reviewed=reviewed, review_why="so", approved=approved, changes=changes, has_notes=notes, has_tests=tests,
        satisfaction=satisfaction, answers=3,
    ).sub_score  # fmt: skip


def test_governance_is_the_mean_of_what_exists() -> None:
    """Review on time, 3 of 4 approved by others, notes, tests, median satisfaction x 20."""
    assert governed(True, 3, 4, True, True, 4.5) == pytest.approx((100 + 75 + 100 + 100 + 90) / 5)
    assert governed(False, 0, 4, False, False, 1) == pytest.approx(20 / 5)
    assert governed(approved=3, changes=4) == 75
    assert governed(satisfaction=5) == 100
    assert governed() is None


@pytest.mark.parametrize(
    ("reviewed_on", "is_on_time", "first_on", "expected"),
    [
        (23, True, 2, True),
        (24, False, 2, False),
        (None, None, 2, None),
        (None, False, 2, False),
        # Nobody reviewed the service then, or ever.
        (25, False, 25, None),
        (None, False, 24, None),
        (None, False, None, None),
    ],
)
def test_a_review_is_on_time_where_people_review(
    reviewed_on: int | None, is_on_time: bool | None, first_on: int | None, expected: bool | None
) -> None:
    """It was due on 23 January; numbers are days of that month."""

    def day(number: int | None) -> date | None:
        return date(2026, 1, number) if number else None

    found, why = review_on_time(
        reviewed_on=day(reviewed_on), is_on_time=is_on_time, due_on=day(23), service_first_reviewed_on=day(first_on)
    )
    assert found is expected
    assert why


def test_the_score_is_the_weighted_mean() -> None:
    """
    stability [30] 50    15 points lost      schedule [20] 80    4 points lost      the others 100
    score 81, good; no cap; equal weights: (50 + 80 + 4 x 100) / 6
    stability at half its weight: 100 - (15 x 50 + 20 x 20) / 85; half as much again: 100 - (45 x 50 + 20 x 20) / 115
    """
    found = evaluate(all_at(stability=50, schedule=80), WEIGHTS)

    assert (found.score, found.uncapped, found.coverage_share, found.label) == (81, 81, 1, "good")
    assert found.equal_weights == pytest.approx(530 / 6)
    [first, second, *_] = found.shares
    assert (first.lost, second.lost) == (pytest.approx(15), pytest.approx(4))
    assert first.at_half_weight == pytest.approx(100 - (15 * 50 + 20 * 20) / 85)
    assert first.at_more_weight == pytest.approx(100 - (45 * 50 + 20 * 20) / 115)
    assert (found.low, found.high) == (pytest.approx(100 - (45 * 50 + 20 * 20) / 115), pytest.approx(530 / 6))


def test_a_missing_dimension_is_left_out_and_the_weights_are_renormalised() -> None:
    """Without schedule [20] and scope [15], 65 of 100: stability 0 of 30/65 is left with 35/65."""
    found = evaluate(all_at(stability=0, schedule=None, scope=None), WEIGHTS)

    assert found.score == pytest.approx(100 * 35 / 65)
    assert found.coverage_share == pytest.approx(0.65)
    assert [round(share.points, 6) for share in found.shares] == [
        pytest.approx(100 * w / 65, abs=1e-6) for w in (30, 0, 0, 15, 10, 10)
    ]


def test_what_does_not_apply_is_no_gap() -> None:
    """A release without a failure has no recovery [15]: coverage 100 %, and the other 85 are shared anew."""
    dimensions = [one if one.name != "recovery" else not_applicable("recovery", "no failure") for one in all_at(risk=0)]
    found = evaluate(dimensions, WEIGHTS)

    assert (found.coverage_share, found.score) == (1, pytest.approx(100 * 75 / 85))


def test_below_60_percent_coverage_there_is_no_score() -> None:
    """Without stability [30] and risk [10] 60 % are left: a score. Without governance [10] too, 50 %: none, and it says why."""
    at_limit = evaluate(all_at(stability=None, risk=None), WEIGHTS)
    below = evaluate(all_at(stability=None, risk=None, governance=None), WEIGHTS)

    assert (at_limit.coverage_share, at_limit.score) == (pytest.approx(0.6), 100)
    assert (below.score, below.low, below.label, below.caps) == (None, None, None, ())
    assert below.no_score_because == (
        "50% of the weight has its input, and 60% is the least. Missing: stability, risk, governance: unknown"
    )


def test_nothing_that_could_be_judged_is_no_score() -> None:
    found = evaluate([not_applicable(name, "nothing") for name in DIMENSIONS], WEIGHTS)

    assert (found.score, found.no_score_because) == (None, "No dimension that has a weight could be judged")


def test_a_dimension_of_weight_0_has_no_say() -> None:
    found = evaluate(all_at(governance=0), {**WEIGHTS, "governance": 0.0})

    assert (found.score, found.low, found.high, found.equal_weights) == (100, 100, 100, 100)


@pytest.mark.parametrize(
    ("stability_score", "held", "score", "biting"),
    [
        (100, ["severity-1 failure"], 59, ["severity-1 failure"]),
        (100, ["full rollback"], 59, ["full rollback"]),
        (100, ["unresolved failure"], 69, ["unresolved failure"]),
        (100, ["unresolved failure", "full rollback"], 59, ["full rollback", "unresolved failure"]),
        (0, ["unresolved failure"], 69, ["unresolved failure"]),
        (0, [], 70, []),
    ],
)
def test_caps_are_named_where_they_bite(
    stability_score: float, held: list[str], score: float, biting: list[str]
) -> None:
    found = evaluate(all_at(stability=stability_score), WEIGHTS, held)

    assert (found.score, [cap.name for cap in found.caps]) == (score, biting)


def test_a_cap_above_the_score_does_not_bite() -> None:
    found = evaluate(all_at(stability=0, schedule=0), WEIGHTS, ["severity-1 failure", "unresolved failure"])

    assert (found.score, found.caps) == (50, ())


def test_a_cap_holds_under_every_weight() -> None:
    found = evaluate(all_at(governance=0), WEIGHTS, ["full rollback"])

    assert (found.low, found.high, found.equal_weights) == (59, 59, 59)


def test_words_are_labels() -> None:
    scores = (100, 90, 89.99, 75, 74.99, 60, 59.99, 0)

    assert [label(score) for score in scores] == [
        "exemplary", "exemplary", "good", "good", "acceptable", "acceptable", "review", "review",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "points", "expected"),
    [(50, 10, 60), (50, -10, 40), (50, 25, 60), (50, -25, 40), (95, 10, 100), (4, -9, 0)],
)
def test_a_reviewer_adjusts_by_at_most_ten(score: float, points: float, expected: float) -> None:
    assert adjusted(score, points) == expected


a_sub_score = st.one_of(st.none(), st.floats(0, 100))
six = st.lists(a_sub_score, min_size=6, max_size=6)
some_weights = st.lists(st.floats(0.5, 100), min_size=6, max_size=6)
held_caps = st.sets(st.sampled_from(sorted(evaluation.CAPS)))


def evaluated(subs: Sequence[float | None], weights: Sequence[float], caps: set[str]) -> evaluation.Evaluation:
    return evaluate(
        all_at(**dict(zip(DIMENSIONS, subs, strict=True))), dict(zip(DIMENSIONS, weights, strict=True)), caps
    )


@given(six, some_weights, held_caps)
def test_laws_of_the_score(subs: list[float | None], weights: list[float], caps: set[str]) -> None:
    """0 to 100; points lost and score add up to 100 before caps; the range holds the score; coverage decides if there is one."""
    found = evaluated(subs, weights, caps)

    assert 0 <= found.coverage_share <= 1
    assert (found.score is None) == (found.coverage_share < 0.6 - 1e-9) == (found.no_score_because is not None)
    if found.score is None:
        return
    assert 0 <= found.score <= 100
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.score <= found.high
    assert found.uncapped == pytest.approx(100 - sum(share.lost for share in found.shares))
    assert sum(share.points for share in found.shares) == pytest.approx(100)
    if any(evaluation.CAPS[name] < found.uncapped for name in caps):
        assert found.score == min(evaluation.CAPS[name] for name in caps)
    else:
        assert found.score == found.uncapped


@given(six, some_weights, held_caps, st.integers(0, 5), st.floats(0, 100))
def test_raising_a_sub_score_never_lowers_the_score(
    subs: list[float | None], weights: list[float], caps: set[str], which: int, by: float
) -> None:
    raised = [min(100.0, sub + by) if place == which and sub is not None else sub for place, sub in enumerate(subs)]
    before, after = evaluated(subs, weights, caps), evaluated(raised, weights, caps)

    if before.score is not None:
        assert after.score is not None
        assert after.score >= before.score - 1e-9


@given(st.lists(st.integers(0, 5), min_size=5, max_size=5), st.integers(0, 4), st.integers(1, 4))
def test_more_trouble_never_raises_stability(counts: list[int], which: int, unstated_severity: int) -> None:
    def at(these: Sequence[int]) -> float | None:
        told = dict(zip((1, 2, 3, 4), these[:4], strict=True))
        return failed(told, unstated=these[4], unstated_severity=unstated_severity)

    worse = [count + (place == which) for place, count in enumerate(counts)]
    before, after = at(counts), at(worse)
    assert before is not None
    assert after is not None
    assert after <= before


@given(st.lists(st.floats(0, 80), min_size=1, max_size=6))
def test_what_the_parts_lose_adds_up_to_what_the_dimension_loses(lost: list[float]) -> None:
    parts = [Part(str(place), "", "scored", points, None, "", "") for place, points in enumerate(lost)]
    found = of_parts("stability", parts, "")

    assert found.sub_score is not None
    assert sum(part.lost for part in found.parts) == pytest.approx(100 - found.sub_score)
