"""How windows, periods, zones and groups cut the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.breakdowns import breakdowns_of
from metrics.catalog import METRICS
from metrics.errors import BadWindow, UnknownMetric
from metrics.measure import measure
from metrics.receipt import receipt
from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import BOB, Facts

FIRST, LAST = date(2025, 1, 1), date(2026, 7, 1)
DAYS = (LAST - FIRST).days


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Three services of two teams, with releases every few days, hotfixes, reverts, imports and unreleased work."""
    facts = Facts()
    for service, team, pace in (("pay", "money", 9), ("ledger", "money", 17), ("web", None, 5)):
        facts.service(service, team=team, product="shop")
        for number in range(0, DAYS - pace, pace):
            version = f"{number // 60 + 1}.{number // 20 % 3}.{number // pace % 4}.{number}"
            for part in range(number % 3 + 1):
                facts.commit(
                    f"{service} {number} {part}", shipped_in=version, message=f"PAY-{number}: x" if part else "y",
                    at=f"{FIRST + timedelta(days=number)} {part:02d}:{number % 60:02d}", committer=BOB if part else None,
                    reverts=f"{service} {number - pace} 0" if number % 4 == 3 else (),
                )  # fmt: skip
            facts.tag(
                f"v{version}", version=version, on=f"{service} {number} 0", is_import_dated=number % 13 == 5,
                at=f"{FIRST + timedelta(days=number + pace)} 2{number % 4}:30", kind="patch" if number % 3 else "minor",
            )  # fmt: skip
        facts.commit(f"{service} open", at="2026-06-30")
        facts.source(service, read_at="2026-07-01", newest_at="2026-06-30")
    with facts.publish(tmp_path_factory.mktemp("company"), MetricSettings(time_zone="Europe/Berlin")) as snapshot:
        yield snapshot


days = st.integers(0, DAYS).map(lambda number: FIRST + timedelta(days=number))
metric_ids = st.sampled_from(sorted(METRICS))


def _count(frame: pd.DataFrame) -> int:
    return int(frame["sample_size"].sum())


@settings(max_examples=25)
@given(metric_id=metric_ids, cuts=st.lists(days, min_size=3, max_size=3, unique=True).map(sorted))
def test_a_window_split_in_two_gives_counts_that_add_up(company: Snapshot, metric_id: str, cuts: list[date]) -> None:
    since, middle, until = cuts
    whole = measure(company, metric_id, since=since, until=until)
    parts = [measure(company, metric_id, since=a, until=b) for a, b in ((since, middle), (middle, until))]

    assert _count(whole) == sum(map(_count, parts))


@settings(max_examples=25)
@given(
    choice=st.sampled_from([(metric.id, way) for metric in METRICS.values() for way in breakdowns_of(metric)]),
    grain=st.sampled_from(["day", "week", "month", "quarter", "year"]),
    cuts=st.lists(days, min_size=2, max_size=2, unique=True).map(sorted),
)
def test_periods_and_groups_add_up_to_the_whole(
    company: Snapshot, choice: tuple[str, str], grain: str, cuts: list[date]
) -> None:
    metric_id, breakdown = choice
    since, until = cuts
    whole = measure(company, metric_id, since=since, until=until)
    parts = measure(company, metric_id, grain=grain, breakdown=breakdown, since=since, until=until)

    assert _count(parts) == _count(whole)
    assert not parts.duplicated(["period_start", "group_name"]).any()
    assert (parts["value"].isna() == parts["reason"].notna()).all()
    within = parts[parts["low"].notna() & parts["high"].notna()]
    assert (within["low"] <= within["value"] + 1e-9).all()
    assert (within["value"] <= within["high"] + 1e-9).all()


@settings(max_examples=20)
@given(metric_id=metric_ids, cuts=st.lists(days, min_size=2, max_size=2, unique=True).map(sorted))
def test_the_receipt_counts_what_the_number_counts(company: Snapshot, metric_id: str, cuts: list[date]) -> None:
    since, until = cuts
    whole = measure(company, metric_id, since=since, until=until)
    shown = receipt(company, metric_id, since=since, until=until)
    population = company.query(f"select count(*) as n from metric.{metric_id}_rows($since, $until)",
                               {"since": since, "until": until})["n"].item()  # fmt: skip

    assert shown.counted_count == _count(whole) == len(shown.counted)
    assert shown.counted_count + shown.left_out_count == population
    assert shown.left_out["left_out_because"].notna().all()


@pytest.mark.parametrize("metric_id", METRICS)
def test_each_metric_knows_its_whole_and_every_group(company: Snapshot, metric_id: str) -> None:
    [whole] = measure(company, metric_id).to_dict("records")
    by_team = measure(company, metric_id, breakdown="team")

    assert whole["sample_size"] > 0 or metric_id == "candidate_respins" or METRICS[metric_id].needs != ("git",)
    assert set(by_team["group_name"]) <= {"money", "no team"}
    assert _count(by_team) == whole["sample_size"]
    money = receipt(company, metric_id, breakdown="team", group="money")
    assert money.counted_count == by_team.set_index("group_name")["sample_size"].get("money", 0)


def test_columns_are_the_contract(company: Snapshot) -> None:
    types = company.query("describe from metric.change_lead_time('month', 'service')")

    assert list(zip(types["column_name"], types["column_type"], strict=True)) == [
        ("period_start", "DATE"), ("group_name", "VARCHAR"), ("value", "DOUBLE"), ("low", "DOUBLE"), ("high", "DOUBLE"),
        ("sample_size", "BIGINT"), ("is_provisional", "BOOLEAN"), ("reason", "VARCHAR"),
    ]  # fmt: skip


def test_periods_begin_at_midnight_of_the_display_zone(tmp_path: Path) -> None:
    """
    Berlin is an hour ahead in winter, two in summer.
    v1.0.0   31 March 22:30 UTC   1 April 00:30 in Berlin    April
    v1.1.0   28 February 23:30    1 March 00:30              March
    v1.2.0   28 February 22:30    28 February 23:30          February
    """
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0")
    for version, at in (("1.0.0", "2026-03-31 22:30"), ("1.1.0", "2026-02-28 23:30"), ("1.2.0", "2026-02-28 22:30")):
        facts.tag(f"v{version}", on="a", at=at)
    with facts.publish(tmp_path, MetricSettings(time_zone="Europe/Berlin")) as snapshot:
        months = measure(snapshot, "deployment_frequency", grain="month")
        rows = snapshot.query("select subject from metric.deployment_frequency_rows('2026-03-01', '2026-04-01')")

    assert [(str(day.date()), n) for day, n in zip(months["period_start"], months["sample_size"], strict=True)] == [
        ("2026-02-01", 1), ("2026-03-01", 1), ("2026-04-01", 1),
    ]  # fmt: skip
    assert rows["subject"].tolist() == ["payments/1.1.0"]


def test_a_day_that_the_clocks_shorten_is_one_day(tmp_path: Path) -> None:
    """29 March 2026 has 23 hours in Berlin; deployments at its first and last minute are on it."""
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0")
    for version, at in (("1.0.0", "2026-03-28 23:00"), ("1.1.0", "2026-03-29 21:59"), ("1.2.0", "2026-03-29 22:00")):
        facts.tag(f"v{version}", on="a", at=at)
    with facts.publish(tmp_path, MetricSettings(time_zone="Europe/Berlin")) as snapshot:
        found = measure(snapshot, "deployment_frequency", grain="day")

    assert found["sample_size"].tolist() == [2, 1]
    assert found["value"].tolist() == [14.0, 7.0]


def test_weeks_begin_on_monday_and_the_running_one_is_provisional(company: Snapshot) -> None:
    """The sources were read on Wednesday, 1 July 2026: the week of 29 June goes on."""
    weeks = measure(company, "change_lead_time", grain="week", since=date(2026, 6, 17), until=date(2026, 7, 6))

    assert [str(day.date()) for day in weeks["period_start"]] == ["2026-06-15", "2026-06-22", "2026-06-29"]
    assert weeks["is_provisional"].tolist() == [False, False, True]


def test_an_empty_period_is_a_row_with_a_reason(tmp_path: Path) -> None:
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-10")
    facts.commit("b", at="2026-03-01", shipped_in="1.0.1").tag("v1.0.1", on="b", at="2026-03-10")
    with facts.publish(tmp_path) as snapshot:
        months = measure(snapshot, "change_lead_time", grain="month")

    assert months["sample_size"].tolist() == [1, 0, 1]
    assert months["reason"].tolist()[1] == "No change was shipped in this period."
    assert pd.isna(months["value"].tolist()[1])


def test_a_release_line_that_ended_before_the_window_is_not_listed(company: Snapshot) -> None:
    lines = measure(company, "deployment_frequency", breakdown="line", since=date(2026, 6, 1), until=date(2026, 7, 1))
    services = measure(
        company, "deployment_frequency", breakdown="service", since=date(2026, 6, 1), until=date(2026, 7, 1)
    )

    assert (lines["sample_size"] > 0).all()
    assert services["group_name"].tolist() == ["ledger", "pay", "web"]


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        (
            {"metric_id": "change_leadtime"},
            UnknownMetric,
            "There is no metric 'change_leadtime'. Did you mean 'change_lead_time'?",
        ),
        (
            {"grain": "decade"},
            UnknownMetric,
            "There is no grain 'decade'; take one of day, week, month, quarter, year, all.",
        ),
        ({"breakdown": "colour"}, UnknownMetric, "There is no breakdown 'colour'; take one of all, service, team"),
        ({"since": LAST, "until": FIRST}, BadWindow, "The window ends on 2025-01-01, which is not after 2026-07-01"),
        ({"since": LAST, "until": LAST}, BadWindow, "The window ends on 2026-07-01, which is not after 2026-07-01"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    company: Snapshot, asked: dict[str, object], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error) as raised:
        measure(company, **{"metric_id": "change_lead_time", **asked})  # type: ignore[arg-type]
    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("'decade'", "There is no grain 'decade'; take day, week, month, quarter, year or all."),
        ("'day', 'colour'", "cannot be broken down by 'colour'; take all, service, team, product"),
        ("'day', 'all', '2026-02-01', '2026-01-01'", "The window ends on 2026-01-01, which is not after 2026-02-01."),
    ],
)
def test_the_macro_says_it_too(company: Snapshot, arguments: str, sentence: str) -> None:
    with pytest.raises(Exception, match=sentence.replace("(", "\\(")):
        company.query(f"from metric.change_lead_time({arguments})")
