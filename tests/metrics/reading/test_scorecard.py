"""What a card may show: a number, cases, or a reason."""

from __future__ import annotations

from datetime import date

import pandas as pd

from metrics.reading import scorecard
from metrics.reading.scorecard import reading, whole_periods


def measured(*rows: tuple[str, str, float | None, int]) -> pd.DataFrame:
    """period_start, group, value, sample size."""
    columns = ["period_start", "group_name", "value", "sample_size"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["value"] = frame["value"].astype(float)
    frame["period_start"] = pd.to_datetime(frame["period_start"]).dt.date
    reasons = [None if value is not None else "Nothing." for _, _, value, _ in rows]
    return frame.assign(low=None, high=None, is_provisional=False, reason=reasons)


def test_below_five_cases_there_is_no_headline_and_below_twenty_no_trend() -> None:
    found = [reading("change_lead_time", measured(("2026-01-01", "all", 3.0, n)), group=None) for n in (4, 5, 19, 20)]

    assert [one.is_few for one in found] == [True, False, False, False]
    assert [one.has_trend for one in found] == [False, False, False, True]


def test_no_value_keeps_its_reason_and_is_not_zero() -> None:
    found = reading("change_failure_rate", measured(("2026-01-01", "all", None, 0)), group=None)

    assert (found.value, found.reason, found.is_few) == (None, "Nothing.", False)


def test_a_service_that_the_metric_does_not_know_says_so() -> None:
    found = reading("change_failure_rate", measured(("2026-01-01", "ledger", 0.5, 9)), group="payments")

    assert found.value is None
    assert found.reason == "payments has nothing that this metric counts."


def test_periods_that_the_window_cuts_are_dropped_at_both_ends() -> None:
    """
    window 10 January to 10 April: January and April are cut, February and March are whole
    """
    rows = measured(*((f"2026-0{month}-01", "all", 1.0, 9) for month in (1, 2, 3, 4)))
    window = {"since": date(2026, 1, 10), "until": date(2026, 4, 10)}

    kept = whole_periods("change_lead_time", rows, grain="month", **window, group=None)

    assert kept["period_start"].astype(str).tolist() == ["2026-02-01", "2026-03-01"]


def test_a_window_that_ends_with_a_period_keeps_it() -> None:
    rows = measured(("2026-01-01", "all", 1.0, 9), ("2026-02-01", "all", 1.0, 9))
    window = {"since": date(2026, 1, 1), "until": date(2026, 3, 1)}

    assert len(whole_periods("change_lead_time", rows, grain="month", **window, group=None)) == 2


def test_a_period_with_few_cases_is_a_gap_but_a_quiet_one_of_a_rate_over_time_is_not() -> None:
    rows = measured(("2026-01-01", "all", 0.0, 0), ("2026-02-01", "all", 3.0, 4))
    whole = {"grain": "month", "since": None, "until": None, "group": None}

    assert whole_periods("change_failure_rate", rows, **whole)["value"].isna().tolist() == [True, True]
    assert whole_periods("deployment_frequency", rows, **whole)["value"].tolist() == [0.0, 3.0]


def test_what_is_there_is_a_fact_that_needs_no_cases() -> None:
    found = reading("flow_load", measured(("2026-01-01", "all", 6.0, 6)), group=None)
    assert found.has_trend


def test_the_thresholds_are_those_of_the_dictionary() -> None:
    assert (scorecard.FEW, scorecard.MANY) == (5, 20)
