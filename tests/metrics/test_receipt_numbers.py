"""Every number of the catalogue is made of the rows of its receipt, over months that chance made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from metrics.catalog import METRICS
from metrics.definitions import read
from metrics.errors import TooManyPeriods, UnknownGroup
from metrics.receipt import numbers, receipt
from metrics.snapshot import Snapshot
from tests.support.random_company import company
from tests.support.raw_rows import Facts

ALL_ROWS = 1_000_000
WINDOW = {"since": date(2026, 1, 20), "until": date(2026, 4, 3)}
"""Cuts its first and last month."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with company(4711).publish(tmp_path_factory.mktemp("company")) as opened:
        yield opened


@pytest.mark.parametrize("metric_id", METRICS)
def test_counted_and_left_out_are_the_whole_population(snapshot: Snapshot, metric_id: str) -> None:
    """The population is what the metric's query returns by itself; of what is there at an end, those that have not left."""
    metric = METRICS[metric_id]
    still_there = "where left_at is null" if metric.is_as_of else ""
    population = snapshot.query(f"select count(*) as n from ({read('queries')[metric.query].sql}) {still_there}")

    told = receipt(snapshot, metric_id, limit=ALL_ROWS)

    assert told.population_count == population["n"].iloc[0]
    assert (len(told.counted), len(told.left_out)) == (told.counted_count, told.left_out_count)
    assert told.reasons["row_count"].sum() == told.left_out_count
    assert told.left_out["left_out_because"].notna().all()


@pytest.mark.parametrize("metric_id", METRICS)
def test_each_number_of_many_has_its_own_rows(snapshot: Snapshot, metric_id: str) -> None:
    question = {"grain": "month", "breakdown": "service", **WINDOW}

    told = receipt(snapshot, metric_id, **question, limit=ALL_ROWS)
    measured = numbers(snapshot, metric_id, **question)

    days = pd.to_datetime(told.counted["period_start"])
    counted = Counter(zip(days, told.counted["group_name"], strict=True))
    starts = pd.to_datetime(measured["period_start"])
    sizes = zip(starts, measured["group_name"], measured["sample_size"], strict=True)
    assert {(start, group): size for start, group, size in sizes if size} == dict(counted)


def test_one_group_of_many_periods(snapshot: Snapshot) -> None:
    question = {"grain": "month", "breakdown": "service", **WINDOW}

    whole = receipt(snapshot, "deployment_frequency", **question)
    one = receipt(snapshot, "deployment_frequency", **question, group="service b")

    of_one = whole.counted[whole.counted["group_name"] == "service b"]
    assert 0 < one.counted_count == len(of_one) < whole.counted_count
    assert set(one.counted["service"]) == {"service b"}
    assert (
        numbers(snapshot, "deployment_frequency", **question, group="service b")["sample_size"].sum()
        == one.counted_count
    )


def test_a_group_that_is_not_there_gets_those_that_are(snapshot: Snapshot) -> None:
    with pytest.raises(
        UnknownGroup, match=r"Deployment frequency has no service 'servce b'\. Did you mean 'service b'\?"
    ):
        numbers(snapshot, "deployment_frequency", breakdown="service", group="servce b")


def test_work_in_progress_stands_in_every_month_it_outlasts(tmp_path: Path) -> None:
    """
    issue   in progress   done      31 Jan   28 Feb   31 Mar
    PAY-1   5 Jan         10 Mar    yes      yes      no
    PAY-2   2 Feb         -         no       yes      yes
    """
    facts = Facts().service("payments", jira_projects=["PAY"])
    facts.issue("PAY-1", at="2026-01-01", status="Done", moves=[("2026-01-05", "In Progress"), ("2026-03-10", "Done")])
    facts.issue("PAY-2", at="2026-01-01", status="In Progress", moves=[("2026-02-02", "In Progress")])
    window = {"since": date(2026, 1, 1), "until": date(2026, 4, 1)}
    with facts.publish(tmp_path, now=datetime.fromisoformat("2026-05-01T00:00:00+00:00")) as snapshot:
        told = receipt(snapshot, "flow_load", grain="month", **window)
        measured = numbers(snapshot, "flow_load", grain="month", **window)

    rows = sorted((f"{start:%b}", subject) for start, subject in zip(
        pd.to_datetime(told.counted["period_start"]), told.counted["subject"], strict=True
    ))  # fmt: skip
    assert rows == [("Feb", "PAY-1"), ("Feb", "PAY-2"), ("Jan", "PAY-1"), ("Mar", "PAY-2")]
    assert measured["sample_size"].tolist() == [1, 2, 1]


def test_too_many_periods_are_refused_with_the_way_out(snapshot: Snapshot) -> None:
    with pytest.raises(TooManyPeriods, match="take a longer grain"):
        receipt(snapshot, "flow_load", grain="day", since=date(2026, 1, 1), until=date(2026, 12, 1))


def test_nothing_has_a_receipt_too(tmp_path: Path) -> None:
    with Facts().service().publish(tmp_path) as snapshot:
        for metric_id in ("change_failure_rate", "flow_load"):
            told = receipt(snapshot, metric_id, grain="month", breakdown="service")
            assert (told.counted_count, told.left_out_count, len(told.counted)) == (0, 0, 0), metric_id
