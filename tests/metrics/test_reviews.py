"""The block of reviews and improvement, each number worked by hand: what people typed, and what they did not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import signals
from metrics.catalog import METRICS, NEEDED_SOURCES
from metrics.improvements import (
    BETTER,
    NONE_YET,
    WORSE,
    Period,
    end_of,
    judge,
    looks_back_to,
    whole_periods,
)
from metrics.measure import measure
from metrics.settings import MetricSettings
from metrics.settings_calendar import from_table
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, instant

NOW = instant("2026-06-20 12:00")


def typed(facts: Facts, table: str, **values: object) -> Facts:
    """Add an entry as a sync lands it: the tables, and that there was something."""
    if not any(name == "meta.journal" for name, _ in facts.rows):
        facts.row("meta.journal", head="something")
    return facts.row(f"raw.journal_{table}", revision=1, written_by="Ada", written_at="2026-06-01", **values)


def value(snapshot: Snapshot, metric_id: str, **asked: object) -> tuple[float | None, int, str | None]:
    [row] = measure(snapshot, metric_id, **asked).to_dict("records")  # type: ignore[arg-type]
    number = None if row["value"] != row["value"] else row["value"]
    return number, row["sample_size"], row["reason"]


def rows(snapshot: Snapshot, metric_id: str) -> dict[str, tuple[bool, float | None, str | None]]:
    found = snapshot.query(f"from metric.{metric_id}_rows()").to_dict("records")
    known = [{name: None if told != told else told for name, told in row.items()} for row in found]
    return {row["subject"]: (row["is_counted"], row["amount"], row["left_out_because"]) for row in known}


def released(*dates: str, read_at: str = "2026-06-20 12:00") -> Facts:
    """Versions 1.0.0, 1.1.0, ... of payments, each tagged at noon; each is watched for 14 days."""
    facts = Facts().service().source("payments", read_at=read_at)
    for number, day in enumerate(dates):
        version = f"1.{number}.0"
        facts.commit(version, at=f"{day} 08:00", shipped_in=version).tag(f"v{version}", on=version, at=f"{day} 12:00")
    return facts


def review(facts: Facts, version: str, day: str | None, *, identity: str = "", state: str = "done") -> Facts:
    return typed(
        facts, "reviews", review_id=identity or f"{version} {day}", release_id=f"payments/{version}", service="payments",
        state=state, reviewed_on=day,
    )  # fmt: skip


def test_reviews_in_time_are_those_within_ten_working_days_of_the_window_s_close(tmp_path: Path) -> None:
    """Each release is on a line of its own, so its window is 14 days; the data are read on Sat 20 June.

    version  released    matures     due           reviewed                        counted
    1.0.0    Mon 2 Mar   Mon 16 Mar  Mon 30 Mar    on Mon 30 Mar                   in time
    1.1.0    Tue 31 Mar  Tue 14 Apr  Tue 28 Apr    on Wed 29 Apr                   late
    1.2.0    Sat 18 Apr  Sat 2 May   Fri 15 May    on Fri 15 May                   in time: a weekend adds nothing
    1.3.0    Sun 3 May   Sun 17 May  Fri 29 May    a draft only                    not reviewed
    1.4.0    Mon 25 May  Mon 8 Jun   Mon 22 Jun    not yet                         open, left out
    1.5.0    Mon 15 Jun  Mon 29 Jun                                                still watched, left out
    2 of 4 = 0.5
    """
    facts = released("2026-03-02", "2026-03-31", "2026-04-18", "2026-05-03", "2026-05-25", "2026-06-15")
    review(facts, "1.0.0", "2026-03-30")
    review(facts, "1.1.0", "2026-04-29")
    review(facts, "1.2.0", "2026-05-15")
    review(facts, "1.3.0", None, state="draft")
    with facts.publish(tmp_path, now=NOW) as snapshot:
        assert rows(snapshot, "review_timeliness") == {
            "payments/1.0.0": (True, 1, None),
            "payments/1.1.0": (True, 0, None),
            "payments/1.2.0": (True, 1, None),
            "payments/1.3.0": (True, 0, None),
            "payments/1.4.0": (False, None, "its review is due on 2026-06-22"),
            "payments/1.5.0": (False, None, "its observation window is still open"),
        }
        assert value(snapshot, "review_timeliness") == (0.5, 4, None)
        found = snapshot.query("select version, due_on, is_on_time from reviews order by version").to_dict("records")
        assert [(row["version"], row["is_on_time"]) for row in found][:3] == [("1.0.0", True), ("1.1.0", False), ("1.2.0", True)]
        assert [str(row["due_on"])[:10] for row in found] == ["2026-03-30", "2026-04-28", "2026-05-15", "2026-05-29"]


def test_a_public_holiday_and_a_day_off_make_no_review_late(tmp_path: Path) -> None:
    """Bavaria; the windows closed on Mon 16 March, and on Tue 14 April, of which ten working days run to:

    1.0.0   17-20, 23-27, 30 March                           30 March, as everywhere
    1.1.0   15-17, 20-24, 27, 28 April                       28 April; reviewed on 29 April, late
    1.2.0   closed Thu 26 March: 27, 30, 31 March, 1, 2, 7-10, 13 April (Good Friday 3, Easter Monday 6)    13 April
    1.3.0   closed Mon 27 April: 28-30 April, 4-8, 11, 12 May (Labour Day 1)                                12 May
    1.4.0   closed Mon 4 May: 5-8, 11-13, 18-20 May (Ascension 14, the bridge 15 is a day off)              20 May
    With 1.2.0 and 1.4.0 reviewed on those days 3 of 5 are in time; by Mondays to Fridays both would be late.
    """
    facts = released("2026-03-02", "2026-03-31", "2026-03-12", "2026-04-13", "2026-04-20")
    for version, day in (("1.0.0", "2026-03-30"), ("1.1.0", "2026-04-29"), ("1.2.0", "2026-04-13"), ("1.4.0", "2026-05-20")):
        review(facts, version, day)
    closed = from_table({"country": "DE", "subdivision": "BY", "days_off": [date(2026, 5, 15)]})
    with facts.publish(tmp_path, MetricSettings(calendar=closed), now=NOW) as snapshot:
        assert value(snapshot, "review_timeliness") == (0.6, 5, None)
        found = snapshot.query("select due_on from release_reviews order by release_id")
        assert [str(day)[:10] for day in found["due_on"]] == ["2026-03-30", "2026-04-28", "2026-04-13", "2026-05-12", "2026-05-20"]


def test_a_release_reviewed_twice_is_one_release_and_its_first_review_counts(tmp_path: Path) -> None:
    """1.0.0 is due on 30 March; reviewed on 20 March and again on 10 May: in time, 1 of 1."""
    facts = released("2026-03-02")
    review(facts, "1.0.0", "2026-05-10")
    review(facts, "1.0.0", "2026-03-20")
    with facts.publish(tmp_path, now=NOW) as snapshot:
        assert value(snapshot, "review_timeliness") == (1.0, 1, None)
        assert snapshot.query("select count(*) as n from reviews")["n"].tolist() == [2]


def test_releases_from_before_anybody_reviewed_the_service_are_left_out(tmp_path: Path) -> None:
    """1.0.0 was due on 30 March; the first review of the service, of 1.1.0, was written on 20 April."""
    facts = review(released("2026-03-02", "2026-03-31"), "1.1.0", "2026-04-20")
    with facts.publish(tmp_path, now=NOW) as snapshot:
        assert rows(snapshot, "review_timeliness")["payments/1.0.0"] == (
            False, 0, "its review was due before the first of its service was written",
        )  # fmt: skip
        assert value(snapshot, "review_timeliness") == (1.0, 1, None)


def test_a_service_that_nobody_reviews_has_no_rate_beside_one_that_is_reviewed(tmp_path: Path) -> None:
    facts = review(released("2026-03-02"), "1.0.0", "2026-03-20").service("search")
    facts.commit("s", repository="search", at="2026-03-01", shipped_in={"search": "1.0.0"})
    facts.tag("s1", on="s", at="2026-03-02", repository="search", service="search", version="1.0.0")
    with facts.publish(tmp_path, now=NOW) as snapshot:
        assert rows(snapshot, "review_timeliness")["search/1.0.0"][2] == "no release of its service was ever reviewed"
        found = measure(snapshot, "review_timeliness", breakdown="service")
        assert dict(zip(found["group_name"], found["sample_size"], strict=True)) == {"payments": 1, "search": 0}


def test_a_review_of_a_release_that_is_gone_stays_and_counts_nowhere(tmp_path: Path) -> None:
    facts = review(released("2026-03-02"), "9.9.9", "2026-03-20")
    with facts.publish(tmp_path, now=NOW) as snapshot:
        assert snapshot.query("select service, version is null as is_gone from reviews").to_dict("records") == [
            {"service": "payments", "is_gone": True}
        ]
        assert value(snapshot, "review_timeliness")[:2] == (None, 0)


@pytest.mark.parametrize(
    "metric_id", ["review_timeliness", "action_follow_through", "stakeholder_satisfaction", "improvement_yield"]
)
def test_when_nobody_typed_anything_that_is_what_is_said(tmp_path: Path, metric_id: str) -> None:
    with released("2026-03-02").publish(tmp_path, now=NOW) as snapshot:
        number, size, reason = value(snapshot, metric_id)
        assert (number, size, reason) == (None, 0, NEEDED_SOURCES["people"])
    facts = typed(released("2026-03-02"), "annotations", annotation_id="n", words="x")
    with facts.publish(tmp_path / "typed", now=NOW) as snapshot:
        unreviewed = "None of 1 could be counted; mostly: no release of its service was ever reviewed."
        expected = unreviewed if metric_id == "review_timeliness" else METRICS[metric_id].nothing
        assert value(snapshot, metric_id)[2] == expected


def action(facts: Facts, identity: str, due: str | None, closed: str | None = None, **told: object) -> Facts:
    return typed(facts, "actions", action_id=identity, title="x", service="payments", due_on=due, closed_on=closed, **told)


def test_actions_done_are_those_closed_by_their_day_by_a_person_or_their_issue(tmp_path: Path) -> None:
    """The data are read on 20 June 2026.

    action     due      closed                              counted
    in time    10 May   10 May                              done
    late       10 May   11 May                              not
    open       10 May   -                                   not
    dropped    10 May   9 May, dropped                      not
    by issue   10 May   PAY-1 done on 8 May                 done
    both       10 May   20 May, but PAY-1 done on 8 May     done
    today      20 June  -                                   open: its day is not over
    early      30 June  1 June                              open: it is not due
    undated    -        1 June                              left out
    3 of 6 = 0.5
    """
    facts = released("2026-03-02").project("PAY")
    facts.issue("PAY-1", at="2026-05-01", moves=[("2026-05-08 10:00", "Done")])
    action(facts, "in time", "2026-05-10", "2026-05-10")
    action(facts, "late", "2026-05-10", "2026-05-11")
    action(facts, "open", "2026-05-10")
    action(facts, "dropped", "2026-05-10", "2026-05-09", is_dropped=True)
    action(facts, "by issue", "2026-05-10", issue_key="pay-1")
    action(facts, "both", "2026-05-10", "2026-05-20", issue_key="PAY-1")
    action(facts, "today", "2026-06-20")
    action(facts, "early", "2026-06-30", "2026-06-01")
    action(facts, "undated", None, "2026-06-01")
    with facts.publish(tmp_path, now=NOW) as snapshot:
        assert rows(snapshot, "action_follow_through") == {
            "in time": (True, 1, None),
            "late": (True, 0, None),
            "open": (True, 0, None),
            "dropped": (True, 0, None),
            "by issue": (True, 1, None),
            "both": (True, 1, None),
            "today": (False, None, "it is due on 2026-06-20"),
            "early": (False, 1, "it is due on 2026-06-30"),
            "undated": (False, None, "nobody said by when"),
        }
        assert value(snapshot, "action_follow_through") == (0.5, 6, None)
        assert value(snapshot, "action_follow_through", since=date(2026, 5, 11))[1] == 0
        told = snapshot.query("select action_id, closed_by from actions where closed_by = 'issue' order by 1")
        assert told["action_id"].tolist() == ["both", "by issue"]


def test_satisfaction_is_the_median_of_the_answers_two_of_one_release_are_two(tmp_path: Path) -> None:
    """5 and 2 on 1.0.0, 4 on 1.1.0: median 4 of 3; in March 3.5 of 2. An answer outside the scale is left out."""
    facts = released("2026-03-02", "2026-03-31")
    for number, (release, score, day) in enumerate(
        [("1.0.0", 5, "2026-03-03"), ("1.0.0", 2, "2026-03-04"), ("1.1.0", 4, "2026-04-02"), ("1.1.0", 9, "2026-04-03")]
    ):
        typed(
            facts, "feedback", feedback_id=f"f{number}", release_id=f"payments/{release}", service="payments",
            satisfaction=score, role="support" if number else None, given_on=day,
        )  # fmt: skip
    with facts.publish(tmp_path, now=NOW) as snapshot:
        assert value(snapshot, "stakeholder_satisfaction") == (4.0, 3, None)
        march = {"since": date(2026, 3, 1), "until": date(2026, 4, 1)}
        assert value(snapshot, "stakeholder_satisfaction", **march) == (3.5, 2, None)
        assert rows(snapshot, "stakeholder_satisfaction")["f3"] == (False, 9, "it holds no answer from 1 to 5")


def months(*values: float, first: date = date(2025, 1, 1), size: int = 20) -> list[Period]:
    """Whole months with these values."""
    periods, start = [], first
    for number in values:
        periods.append(Period(start, end_of(start, "month"), number, size))
        start = end_of(start, "month")
    return periods


BEFORE = (10, 12, 10, 12, 10, 12)
"""Mean 11, mean moving range 2, so limits 11 -+ 5.32: 5.68 and 16.32 (linear, as a count)."""


@pytest.mark.parametrize(
    ("after", "verdict", "because"),
    [
        ((9, 10, 11), NONE_YET, "the periods since its start are ordinary variation"),
        ((9, 5, 10), BETTER, "lower than before in the month from 2025-08-01, outside the limits"),
        ((17,), WORSE, "higher than before in the month from 2025-07-01, outside the limits"),
        ((17, 10, 5), BETTER, "lower than before in the month from 2025-09-01, outside the limits"),
        ((5, 10, 17), WORSE, "higher than before in the month from 2025-09-01, outside the limits"),
        ((8, 8, 8, 8), BETTER, "lower than before in the month from 2025-10-01, 3 of 4 near a limit"),
        ((10.5,) * 8, BETTER, "lower than before in the month from 2026-02-01, 8 in a row on one side"),
        ((10.5,) * 7, NONE_YET, "the periods since its start are ordinary variation"),
        ((), NONE_YET, "no whole month with a value has passed since its start"),
    ],
)
def test_the_verdict_is_the_newest_signal_against_the_limits_from_before_the_start(
    after: tuple[float, ...], verdict: str, because: str
) -> None:
    """Escaped defects (fewer is better) fell or rose after 1 July 2025; the six months before make the limits."""
    outcome = judge("escaped_defects", {"month": months(*BEFORE, *after)}, date(2025, 7, 1), None)

    assert (outcome.verdict, outcome.because) == (verdict, because)
    assert (outcome.grain, outcome.before_count, outcome.after_count) == ("month", 6, len(after))
    assert outcome.centre_before == (11 if after else None)


def test_the_month_in_which_it_began_is_neither_before_nor_after(tmp_path: Path) -> None:
    """It begins on 10 July: July (17) would be a signal, and is mixed; August (10) is not."""
    outcome = judge("escaped_defects", {"month": months(*BEFORE, 17, 10)}, date(2025, 7, 10), None)
    assert (outcome.verdict, outcome.before_count, outcome.after_count) == (NONE_YET, 6, 1)


def test_what_came_after_the_entry_was_closed_changes_its_verdict_no_more() -> None:
    periods = {"month": months(*BEFORE, 10, 5)}
    assert judge("escaped_defects", periods, date(2025, 7, 1), date(2025, 8, 31)).verdict == BETTER
    assert judge("escaped_defects", periods, date(2025, 7, 1), date(2025, 8, 30)).verdict == NONE_YET


def test_weeks_are_judged_where_too_few_months_lie_before_the_start() -> None:
    weeks = [Period(date.fromordinal(739000 + 7 * n), date.fromordinal(739007 + 7 * n), v, 5) for n, v in enumerate([*BEFORE, 1])]
    outcome = judge("escaped_defects", {"month": months(10, 12), "week": weeks}, weeks[6].starts_on, None)
    assert (outcome.grain, outcome.verdict) == ("week", BETTER)


@pytest.mark.parametrize(
    ("metric_id", "values", "because"),
    [
        ("no_such_metric", BEFORE, "there is no metric no_such_metric"),
        ("flow_distribution", BEFORE, "neither way is better for its metric"),
        ("escaped_defects", BEFORE[:5], "limits need 6 periods with a value before its start, and there are 5"),
        ("escaped_defects", (3,) * 6, "its metric did not vary before its start, so nothing can be judged against that"),
    ],
)
def test_a_metric_that_cannot_be_judged_has_no_verdict(metric_id: str, values: tuple[float, ...], because: str) -> None:
    start = months(*values)[-1].ends_on
    outcome = judge(metric_id, {"month": months(*values, 4, 4)}, start, None)
    assert (outcome.verdict, outcome.because) == (None, because)


@given(
    st.lists(st.integers(0, 50).map(float), min_size=6, max_size=12), st.lists(st.integers(0, 50).map(float), max_size=12)
)
def test_turned_upside_down_better_is_worse(before: list[float], after: list[float]) -> None:
    """A law: mirrored values of a metric, judged with its better way turned, have the same verdict."""
    mirrored = [100 - number for number in (*before, *after)]
    start = months(*before)[-1].ends_on
    down = judge("escaped_defects", {"month": months(*before, *after)}, start, None)
    turned = judge("escaped_defects", {"month": months(*mirrored)}, start, None)
    opposite = {BETTER: WORSE, WORSE: BETTER}
    assert turned.verdict == (opposite.get(down.verdict, down.verdict) if down.verdict else None)


def test_limits_from_before_are_those_of_a_chart_of_the_months_before() -> None:
    before = [4.0, 6, 5, 7, 4, 6, 5, 8, 4, 6, 5, 7]
    whole = signals.chart(before, unit="count", sizes=[5] * 12)
    told = signals.against([99.0, *before], [5.0], unit="count", before_sizes=[5] * 13, after_sizes=[5])
    assert (told.points[0].centre, told.points[0].upper) == (whole.points[0].centre, whole.points[0].upper)


def test_shares_of_uneven_sizes_get_limits_of_their_own_size() -> None:
    """20 of 100 each month before; 10 of 10 afterwards lies outside 0.2 + 3 sqrt(0.16 / 10) = 0.579."""
    told = signals.against([0.2] * 5 + [0.20001], [1.0], unit="share", before_sizes=[100] * 6, after_sizes=[10])
    assert told.kind == "p"
    assert told.points[0].upper == pytest.approx(0.579, abs=1e-3)
    assert told.points[0].rules == ("outside the limits",)


@pytest.mark.parametrize(("metric_id", "verdict"), [("flow_efficiency", NONE_YET), ("linkage_coverage", BETTER)])
def test_a_median_that_is_measured_in_shares_is_no_share_of_its_rows(metric_id: str, verdict: str) -> None:
    """0.1, 0.3, ... before, of 100 each: mean 0.2, mean moving range 0.2, XmR limits 0.2 -+ 0.532.

    Afterwards 0.7 of 20, which lies within those. As hits of rows it is outside 0.2 + 3 sqrt(0.16 / 20) = 0.468.
    """
    before, after = months(*(0.1, 0.3) * 3, size=100), months(0.7, first=date(2025, 7, 1), size=20)
    assert judge(metric_id, {"month": [*before, *after]}, after[0].starts_on, None).verdict == verdict


def test_only_whole_final_periods_with_a_value_are_looked_at() -> None:
    told = [
        {"period_start": date(2026, 2, 1), "value": 2.0, "sample_size": 3, "is_provisional": False},
        {"period_start": date(2026, 1, 1), "value": 1.0, "sample_size": 3, "is_provisional": False},
        {"period_start": date(2026, 3, 1), "value": None, "sample_size": 0, "is_provisional": False},
        {"period_start": date(2026, 4, 1), "value": 3.0, "sample_size": 3, "is_provisional": True},
    ]
    assert [(period.starts_on.month, period.ends_on.month) for period in whole_periods(told, "month")] == [(1, 2), (2, 3)]
    assert (end_of(date(2026, 12, 1), "month"), end_of(date(2026, 12, 28), "week")) == (date(2027, 1, 1), date(2027, 1, 4))
    assert (looks_back_to(date(2026, 7, 10), "month"), looks_back_to(date(2026, 7, 10), "week")) == (
        date(2025, 7, 1), date(2026, 4, 13),
    )  # fmt: skip


def register(facts: Facts, identity: str, closed: str | None, metric_id: str = "deployment_frequency", **told: object) -> Facts:
    return typed(
        facts, "improvements", improvement_id=identity, problem="Slow", metric_id=metric_id, closed_on=closed,
        **{"starts_on": "2026-01-01", "service": "payments"} | told,
    )  # fmt: skip


def test_the_register_is_judged_by_its_metric_and_the_yield_counts_what_is_closed(tmp_path: Path) -> None:
    """payments releases once or twice a month in turn until December, then six times in each of January to May.

    entry      metric                 closed     verdict
    faster     deployment_frequency   31 May     signal: better
    everybody  the same, all services 31 May     signal: better
    too soon   the same               10 Jan     no signal yet: no whole month by then
    open       the same               -          signal: better, but not closed
    unknown    nonsense               31 May     none: left out
    2 of 3
    """
    days = [f"2025-{month:02d}-{day:02d}" for month in range(1, 13) for day in ((5, 20) if month % 2 else (5,))]
    days += [f"2026-{month:02d}-{day:02d}" for month in range(1, 6) for day in (3, 7, 11, 15, 19, 23)]
    facts = released(*days)
    register(facts, "faster", "2026-05-31")
    register(facts, "everybody", "2026-05-31", service=None)
    register(facts, "too soon", "2026-01-10")
    register(facts, "open", None)
    register(facts, "unknown", "2026-05-31", "'; drop table x; --")
    with facts.publish(tmp_path, now=NOW) as snapshot:
        told = snapshot.query("select improvement_id, verdict, grain, after_count from improvements order by 1")
        assert told.astype(object).where(told.notna(), None).to_numpy().tolist() == [
            ["everybody", BETTER, "month", 5],
            ["faster", BETTER, "month", 5],
            ["open", BETTER, "month", 5],
            ["too soon", NONE_YET, "month", 0],
            ["unknown", None, None, 0],
        ]
        assert value(snapshot, "improvement_yield") == (pytest.approx(2 / 3), 3, None)
        left_out = {name: why for name, (counted, _, why) in rows(snapshot, "improvement_yield").items() if not counted}
        assert left_out == {
            "open": "it is not closed yet",
            "unknown": "its metric cannot be judged: there is no metric '; drop table x; --",
        }
