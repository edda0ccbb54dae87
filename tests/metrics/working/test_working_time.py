"""Working time: the hours between two instants by the calendar, and the metrics told in them beside elapsed time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalog import METRICS, companions
from metrics.errors import MetricSettingsError
from metrics.measure import measure
from metrics.settings import MetricSettings, from_mapping
from metrics.settings_calendar import WEEKDAYS, CalendarSettings
from metrics.settings_calendar import from_table as calendar
from tests.support.raw_rows import Facts

CALENDARS = {
    "bavaria": ("Europe/Berlin", calendar({"country": "DE", "subdivision": "BY", "days_off": [date(2026, 5, 15)]})),
    "around the clock": ("Europe/Berlin", calendar({"day_starts": "00:00", "day_ends": "24:00", "working_days": [*WEEKDAYS]})),
    "across the change": ("America/New_York", calendar({"day_starts": "01:30", "day_ends": "03:30", "working_days": ["Sunday"]})),
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouses() -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    opened = {}
    for name, (zone, settings_) in CALENDARS.items():
        opened[name] = duckdb.connect()
        Facts().build(opened[name], MetricSettings(time_zone=zone, calendar=settings_))
    yield opened
    for con in opened.values():
        con.close()


def _hours(con: duckdb.DuckDBPyConnection, since: datetime, until: datetime) -> float | None:
    [(hours,)] = con.execute(
        "select working_hours_between(a, b) from (select ? as a, ? as b)", [since, until]
    ).fetchall()
    return None if hours is None else float(hours)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """A time that the clocks show twice, or never, is the later of the two that it may mean."""
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


@cache
def _days_off(rules: CalendarSettings) -> dict[date, str]:
    return dict(rules.days_off_rows(1990, 2028))


def _reckoned(zone_name: str, rules: CalendarSettings, since: datetime, until: datetime) -> float:
    """Day by day: the part of the day's working time that lies between the two, in seconds that really pass."""
    zone = ZoneInfo(zone_name)
    if until < since:
        return -_reckoned(zone_name, rules, until, since)
    off = _days_off(rules)
    total = timedelta()
    day = since.astimezone(zone).date() - timedelta(days=1)
    while day <= until.astimezone(zone).date() + timedelta(days=1):
        if WEEKDAYS[day.weekday()] in rules.working_days and day not in off:
            midnight = datetime.combine(day, time())
            begins, ends = (
                _instant(midnight + timedelta(minutes=minute), zone)
                for minute in (rules.starts_minute, rules.ends_minute)
            )
            total += max(timedelta(), min(ends, until) - max(begins, since))
        day += timedelta(days=1)
    return total / timedelta(hours=1)


@pytest.mark.parametrize("name", CALENDARS)
@settings(max_examples=60)
@given(
    start=st.datetimes(datetime(1991, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    length=st.timedeltas(timedelta(days=-40), timedelta(days=400)),
)
def test_hours_between_any_two_instants_are_those_of_each_day_added_up(
    warehouses: dict[str, duckdb.DuckDBPyConnection], name: str, start: datetime, length: timedelta
) -> None:
    until = min(start + length, datetime(2028, 6, 1, tzinfo=UTC))

    assert _hours(warehouses[name], start, until) == pytest.approx(_reckoned(*CALENDARS[name], start, until), abs=1e-6)


@pytest.mark.parametrize(
    ("name", "since", "until", "hours"),
    [
        ("bavaria", "2026-03-27 15:00", "2026-03-30 07:30", 1 + 0.5),  # Friday 16:00 to Monday 09:30 in Berlin
        ("bavaria", "2026-03-28 00:00", "2026-03-29 22:00", 0),  # a weekend
        ("bavaria", "2026-04-13 07:00", "2026-04-17 15:00", 5 * 8),  # a week
        ("bavaria", "2026-03-30 07:00", "2026-04-07 15:00", 5 * 8),  # Good Friday and Easter Monday are none
        ("bavaria", "2026-05-13 07:00", "2026-05-18 15:00", 2 * 8),  # Ascension Day, and the day off after it
        ("around the clock", "2026-03-28 23:00", "2026-03-29 22:00", 23),  # the day that the clocks shorten
        ("around the clock", "2026-10-24 22:00", "2026-10-25 23:00", 25),  # and the one that they lengthen
        ("across the change", "2026-03-08 00:00", "2026-03-09 00:00", 1),  # 02:00 to 03:00 is not there
        ("across the change", "2026-11-01 00:00", "2026-11-02 00:00", 2),  # 01:30 is taken for the later of both
        ("bavaria", "2026-03-30 09:00", "2026-03-30 08:00", -1),  # backwards
        ("bavaria", "2026-03-30 08:00", "2026-03-30 08:00", 0),
    ],
)
def test_hours_by_hand(
    warehouses: dict[str, duckdb.DuckDBPyConnection], name: str, since: str, until: str, hours: float
) -> None:
    begin, end = (datetime.fromisoformat(f"{text}+00:00") for text in (since, until))

    assert _hours(warehouses[name], begin, end) == pytest.approx(hours)


def test_days_say_why_nobody_works_and_what_is_outside_is_unknown(
    warehouses: dict[str, duckdb.DuckDBPyConnection],
) -> None:
    con = warehouses["bavaria"]
    rows = con.execute(
        "select strftime(day_on, '%m-%d'), off_because, working_hours from working_days"
        " where day_on between '2026-05-13' and '2026-05-16' order by day_on"
    ).fetchall()

    assert rows == [
        ("05-13", None, 8.0), ("05-14", "Ascension Day", 0.0), ("05-15", "day off by the settings", 0.0),
        ("05-16", "no day of the working week: Saturday", 0.0),
    ]  # fmt: skip
    assert _hours(con, datetime(1980, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)) is None
    assert con.execute("select working_hours_between(null, now())").fetchall() == [(None,)]


def test_metrics_in_working_time_stand_beside_those_in_elapsed_time(tmp_path: Path) -> None:
    """
    Mondays to Fridays 09:00 to 17:00, UTC; 2 January 2026 is a Friday.

    PAY-1   created Thursday 12:00, in progress Friday 16:00, done Monday 10:00, shipped Tuesday 12:00
    PAY-2   created Friday 09:00, in progress Friday 09:00, done Friday 17:00, shipped Tuesday 12:00
    PAY-3   in progress on Saturday, done on Sunday, not shipped; PAY-4 is open

    flow time     PAY-1 2 hours = 0.25 days, PAY-2 8 = 1, PAY-3 0      median 0.25, elapsed 1 / 3, 66 / 24, ...
    request lead  PAY-1 5 + 8 + 8 + 3 = 24 hours = 3 days, PAY-2 8 + 8 + 3 = 19 = 2.375
    lead time     of the commit of PAY-1, Monday 09:00: 8 + 3 = 11 hours
    """
    facts = Facts().service(jira_projects=["PAY"])
    facts.issue(
        "PAY-1", at="2026-01-01 12:00", moves=[("2026-01-02 16:00", "In Progress"), ("2026-01-05 10:00", "Done")]
    )
    facts.issue(
        "PAY-2", at="2026-01-02 09:00", moves=[("2026-01-02 09:00", "In Progress"), ("2026-01-02 17:00", "Done")]
    )
    facts.issue(
        "PAY-3", at="2026-01-02 09:00", moves=[("2026-01-03 09:00", "In Progress"), ("2026-01-04 09:00", "Done")]
    )
    facts.issue("PAY-4", at="2026-01-02 09:00", moves=[("2026-01-03 09:00", "In Progress")])
    facts.commit("a", at="2026-01-05 09:00", shipped_in="1.0.0", message="PAY-1 do it", authored_at="2026-01-02 09:00")
    facts.commit("b", at="2026-01-06 11:00", shipped_in="1.0.0", message="PAY-2 do it")
    facts.tag("v1.0.0", on="b", at="2026-01-06 12:00")
    with facts.publish(tmp_path) as snapshot:
        found = {
            metric_id: tuple(measure(snapshot, metric_id)[["value", "sample_size"]].values.tolist()[0])
            for metric_id in METRICS if metric_id.endswith("_working")
        }  # fmt: skip
        elapsed = {
            metric_id: measure(snapshot, metric_id.removesuffix("_working"))["sample_size"].item()
            for metric_id in found
        }
        steps = measure(snapshot, "step_time_working", breakdown="step").set_index("group_name")["value"]

    assert found["flow_time_working"] == (0.25, 3)
    assert found["request_lead_time_working"] == (pytest.approx((3 + 2.375) / 2), 2)
    assert found["change_lead_time_working"] == (pytest.approx((11 + 1) / 2), 2)
    assert found["merge_to_release_wait_working"] == (pytest.approx((11 / 8 + 1 / 8) / 2), 2)
    assert found["failed_deployment_recovery_time_working"][1] == 0
    assert {metric_id: size for metric_id, (_, size) in found.items()} == elapsed, "the same rows, by another clock"
    # Plan: PAY-1 5 + 7 hours, PAY-2 0, PAY-3 8; build: 2, 8, 0
    assert (steps["Plan"], steps["Build"]) == (pytest.approx(1.0), pytest.approx(0.25))


def test_each_duration_has_its_working_time_beside_it_and_never_in_its_place() -> None:
    working = {metric.id for metric in METRICS.values() if metric.id.endswith("_working")}

    assert working == {
        f"{name}_working"
        for name in ("change_lead_time", "merge_to_release_wait", "failed_deployment_recovery_time", "flow_time",
                     "request_lead_time", "request_decision_time", "step_time")
    }  # fmt: skip
    assert [metric.id for metric in companions("flow_time")] == ["flow_time_p85", "flow_time_working"]
    assert all("calendar" in METRICS[name].settings for name in working)
    assert {METRICS[name].unit for name in working} == {"working hours", "working days"}, "no day of 24 hours is meant"


def test_the_calendar_is_a_setting_and_told_in_one_line() -> None:
    given = {"working_days": ["friday", "Monday"], "day_starts": time(8, 30), "day_ends": "12:00", "country": "us"}
    found = from_mapping({}, time_zone="UTC", calendar=given)

    assert found.calendar == CalendarSettings(("Monday", "Friday"), "08:30", "12:00", "US")
    assert found.as_texts()["calendar"] == "Monday, Friday from 08:30 to 12:00, holidays of US"
    assert MetricSettings().as_texts()["calendar"].endswith("from 09:00 to 17:00, no public holidays")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"workdays": []}, "Unknown setting 'workdays' in [calendar]. Did you mean 'working_days'?"),
        ({"working_days": []}, '[calendar] working_days must be a list of weekdays such as ["Monday"], not [].'),
        ({"working_days": ["Mondy"]}, "[calendar] working_days: 'Mondy' is no day of the week. Did you mean 'Monday'?"),
        ({"day_starts": "9:00"}, "[calendar] day_starts must be a time of day such as \"09:00\", not '9:00'."),
        ({"day_starts": "24:00"}, "[calendar] day_starts must be a time of day"),
        ({"day_ends": "12:75"}, "[calendar] day_ends must be a time of day"),
        ({"day_ends": 17}, "[calendar] day_ends must be a time of day"),
        ({"day_ends": "08:00"}, "[calendar] day_ends (08:00) must come after day_starts (09:00)."),
        ({"country": "Atlantis"}, "[calendar] country 'Atlantis' is none whose holidays are known"),
        (
            {"country": "DE", "subdivision": "XX"},
            "[calendar] subdivision 'XX' is none of DE; take one of ",
        ),
        ({"subdivision": "BY"}, "[calendar] names the subdivision 'BY' and no country; add one."),
        ({"country": 49}, '[calendar] country and subdivision must be texts such as "DE" and "BY".'),
        (
            {"days_off": ["2026-12-24"]},
            "[calendar] days_off must be a list of days without quotes, such as [2026-12-24]",
        ),
    ],
)
def test_what_cannot_be_used_in_the_calendar_is_one_sentence(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(MetricSettingsError) as raised:
        from_mapping({}, time_zone="UTC", calendar=table)
    assert str(raised.value).startswith(sentence)
