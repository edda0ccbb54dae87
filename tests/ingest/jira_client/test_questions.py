"""What is asked in Jira's own language: instants a little early and never late, and parts that leave nothing out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.jira_jql import created_windows, jql_of, since_text


@pytest.mark.parametrize(("since", "zone", "expected"), [
    ("2026-06-01T12:00:00+00:00", "UTC", "2026-06-01 11:55"),
    ("2026-06-01T12:00:59+00:00", "Europe/Lisbon", "2026-06-01 12:55"),
    ("2026-06-01T12:00:00+00:00", "Asia/Kathmandu", "2026-06-01 17:40"),
    ("2026-01-01T00:02:00+00:00", "America/St_Johns", "2025-12-31 20:27"),
    ("2026-06-01T12:00:00+00:00", None, "2026-05-31 12:00"),
    ("2026-06-01T12:00:00+00:00", "Mars/Olympus", "2026-05-31 12:00"),
    ("2026-06-01T12:00:00+00:00", "../../etc/passwd", "2026-05-31 12:00"),
    # Lisbon's clock goes from 02:00 back to 01:00 at 01:00 UTC: 01:30 comes twice.
    ("2026-10-25T00:35:00+00:00", "Europe/Lisbon", "2026-10-25 00:30"),
    ("2026-10-25T01:35:00+00:00", "Europe/Lisbon", "2026-10-25 01:30"),
    ("2026-03-29T01:10:00+00:00", "Europe/Lisbon", "2026-03-29 02:05"),
])  # fmt: skip
def test_since_is_a_minute_of_the_account_a_little_early(since, zone, expected):
    assert since_text(datetime.fromisoformat(since), zone) == expected


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(
        ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "Pacific/Apia", "Africa/Casablanca"]
    ),
)
def test_however_the_minute_is_read_it_is_not_later_than_meant(since, zone):
    local = datetime.fromisoformat(since_text(since, zone))
    read = [local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)]

    assert max(read) <= since - timedelta(minutes=5)
    assert min(read) >= since - timedelta(hours=2, minutes=6)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(0, 3000), st.integers(1, 64),
    st.sampled_from([None, "UTC", "Europe/Lisbon", "Pacific/Apia"]), st.lists(st.integers(-5000, 100_000), max_size=20),
)  # fmt: skip
def test_the_parts_hold_every_issue_once(first, days, count, zone, hours):
    windows = created_windows(first, first + timedelta(days=days), count, zone)
    bounds = [[part.split('"')[1] for part in window.split(" and ") if part] for window in windows]

    for created in (f"{first + timedelta(hours=hour):%Y-%m-%d %H:%M}" for hour in hours):
        holding = 0
        for window, values in zip(windows, bounds, strict=True):
            low = values[0] if ">=" in window else None
            high = values[-1] if "<" in window else None
            holding += (low is None or created >= low) and (high is None or created < high)
        assert holding == 1


def test_a_question_names_the_project_between_quotes():
    since = datetime(2026, 6, 1, 12, tzinfo=UTC)

    assert jql_of("ORDER", None, "UTC") == 'project = "ORDER"'
    assert jql_of("PAY", since, "UTC") == 'project = "PAY" and updated >= "2026-06-01 11:55"'
