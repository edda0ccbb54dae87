"""Single values of a feed: what is understood, and the words for what is not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.feed_columns import KINDS
from ingest.feed_values import RowRefused, read_value

BERLIN = ZoneInfo("Europe/Berlin")
STARTED = KINDS["deployments"].column("started_at")
RESULT = KINDS["deployments"].column("result")
SHA = KINDS["deployments"].column("sha")
VERSION = KINDS["deployments"].column("version")
ROLLBACK = KINDS["deployments"].column("is_rollback")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026-04-12T09:30:00Z", "2026-04-12 09:30:00"),
        ("2026-04-12T09:30:00.250+02:00", "2026-04-12 07:30:00.250000"),
        ("2026-04-12 09:30 -0330", "2026-04-12 13:00:00"),
        ("2026-04-12T09:30:00+02", "2026-04-12 07:30:00"),
        (" 2026-04-12 09:30 ", "2026-04-12 07:30:00"),  # Berlin has +02:00 in April
        ("2026-10-25 02:30", "2026-10-25 00:30:00"),  # the hour comes twice: its first
        ("1777777777", "2026-05-03 03:09:37"),
        (1777777777, "2026-05-03 03:09:37"),
        (1777777777250, "2026-05-03 03:09:37.250000"),
        ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59"),
    ],
)
def test_an_instant_is_utc_and_without_an_offset_one_of_the_feed_s_zone(value, told):
    assert read_value(STARTED, value, BERLIN) == datetime.fromisoformat(told).replace(tzinfo=UTC)


@pytest.mark.parametrize("value", ["", "  ", "-", "null", "None", "N/A", "NaN", None, "\\N"])
def test_what_stands_for_nothing_is_not_told(value):
    assert read_value(STARTED, value, BERLIN) is None
    assert read_value(VERSION, value, BERLIN) is None


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        (STARTED, "yesterday", "started_at 'yesterday' is no instant. Expected an instant such as 2026-04-12T09:30:00Z"),
        (STARTED, "2026-04-12", "started_at '2026-04-12' is no instant"),
        (STARTED, "12/04/2026 09:30", "is no instant"),
        (STARTED, "2026-02-30T10:00:00Z", "is no instant"),
        (STARTED, "2026-04-12T10:00:00+25:00", "is no instant"),
        (STARTED, "0001-01-01T00:00:00Z", "lies outside the years 1990 to 2099"),
        (STARTED, "2026-03-29 02:30", "never was in Europe/Berlin: the clocks were put forward over it"),
        (STARTED, {"at": 1}, "started_at holds a list or an object"),
        (STARTED, float("inf"), "started_at is no number that can be read"),
        (RESULT, "kaputt", "result 'kaputt' is not understood. Write one of succeeded, failed, rolled_back, cancelled, running."),
        (SHA, "HEAD", "sha 'HEAD' is no commit. Expected 7 to 64 hexadecimal digits."),
        (SHA, "abc123", "is no commit"),
        (ROLLBACK, "maybe", "is_rollback 'maybe' is neither true nor false"),
        (VERSION, "v" * 501, "version has 501 characters; at most 500 are read"),
        (VERSION, 10**50, "version is a number with over 40 digits"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(column, value, sentence):
    with pytest.raises(RowRefused) as caught:
        read_value(column, value, BERLIN)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("word", "stored"),
    [("Success", "succeeded"), ("SUCCEEDED", "succeeded"), ("ok", "succeeded"), ("rolled back", "rolled_back"),
     ("ROLLED_BACK", "rolled_back"), ("roll-back", "rolled_back"), ("Failure", "failed"), ("timed_out", "failed"),
     ("canceled", "cancelled"), ("In Progress", "running")],
)  # fmt: skip
def test_words_for_a_result_are_one_word_each(word, stored):
    assert read_value(RESULT, word, BERLIN) == stored


def test_no_word_means_two_things():
    for kind in KINDS.values():
        for column in kind.columns:
            words = [word for meant in (column.words or {}).values() for word in meant]
            assert len(words) == len(set(words)), column.name


def test_a_commit_is_small_letters_and_a_number_may_be_a_version():
    assert read_value(SHA, "9FCEB02", BERLIN) == "9fceb02"
    assert read_value(VERSION, 1.5, BERLIN) == "1.5"
    assert read_value(VERSION, 2, BERLIN) == "2"


@given(st.sampled_from([STARTED, RESULT, SHA, VERSION, ROLLBACK]), st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.text()), st.text("0123456789-:TZ+. ")
))  # fmt: skip
def test_any_value_is_read_or_refused_in_one_line(column, value):
    found, sentence = None, ""
    try:
        found = read_value(column, value, BERLIN)
    except RowRefused as error:
        sentence = str(error)
    assert found is None or isinstance(found, str | bool | datetime)
    assert "\n" not in sentence


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)), st.integers(-17 * 60, 17 * 60))
def test_an_offset_says_which_instant_whatever_the_zone(wall, minutes):
    sign, hours, rest = "-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    told = read_value(STARTED, f"{wall.isoformat()}{sign}{hours:02d}:{rest:02d}", BERLIN)
    assert told.timestamp() == pytest.approx(wall.replace(tzinfo=UTC).timestamp() - minutes * 60)
