"""Calendars of freezes: days and times, zones, repeats and their exceptions, services, and rules that never end."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.feed_calendar import read_calendar
from ingest.feed_columns import KINDS
from ingest.feed_places import FileRefused
from ingest.feed_rows import Reading, read_rows
from ingest.jira_people import People
from ingest.settings_feeds import FeedSettings

SERVICES = ("payments", "shop")


def calendar(*events, zone="Europe/Berlin", year=2026, service=None):
    """The rows and rejects of a calendar of these events; each gets a UID of its own unless it has one."""
    blocks = ["\r\n".join(["BEGIN:VEVENT", *([] if "UID:" in event else [f"UID:e{n}"]), *event.split("\n"), "END:VEVENT"])
              for n, event in enumerate(events, 1)]  # fmt: skip
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *blocks, "END:VCALENDAR", ""])
    rows, _ = read_calendar(text.encode(), zone=ZoneInfo(zone), services=SERVICES, year=year)
    feed = FeedSettings("freezes", "x.ics", "freezes", service=service, time_zone=zone)
    return read_rows(rows, Reading(feed, KINDS["freezes"], SERVICES, People(None)), {})


def spans(found):
    """(service, start, end, whether it is all day) of each row, in UTC."""
    return [(row["service"], f"{row['starts_at']:%Y-%m-%d %H:%M}", f"{row['ends_at']:%Y-%m-%d %H:%M}", row["is_all_day"]) for row in found.rows]


def starts(found):
    return [f"{row['starts_at']:%Y-%m-%d %H:%M}" for row in found.rows]


def reasons(found):
    return [reject.reason for reject in found.rejects]


def test_days_begin_at_midnight_of_the_feed_s_zone_and_end_with_the_first_free_one():
    """Berlin is an hour ahead in winter, two in summer; without an end the event is one day."""
    found = calendar("SUMMARY:Year end\nDTSTART;VALUE=DATE:20261218\nDTEND;VALUE=DATE:20270105\nDESCRIPTION:Peak\\, trade",
                     "SUMMARY:Sale\nDTSTART;VALUE=DATE:20260701")  # fmt: skip
    assert spans(found) == [(None, "2026-12-17 23:00", "2027-01-04 23:00", True), (None, "2026-06-30 22:00", "2026-07-01 22:00", True)]
    assert (found.rows[0]["name"], found.rows[0]["reason"], found.rows[0]["freeze_uid"], found.rows[0]["line_number"]) == (
        "Year end", "Peak, trade", "e1 2026-12-18", 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("DTSTART:20260701T100000Z", "2026-07-01 10:00"),
        ("DTSTART:20260701T100000", "2026-07-01 08:00"),
        ("DTSTART;TZID=America/New_York:20260701T100000", "2026-07-01 14:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20260701T100000", "2026-07-01 08:00"),
    ],
)
def test_times_are_of_their_zone_else_of_the_feed_s(start, told):
    found = calendar(f"SUMMARY:x\n{start}\nDURATION:PT2H")
    assert starts(found) == [told]
    assert (found.rows[0]["ends_at"] - found.rows[0]["starts_at"]).total_seconds() == 7200


def test_a_repeated_event_keeps_its_clock_through_the_change_of_clocks():
    """Every Friday 18:00 in Berlin, three times around 29 March 2026: 17:00 UTC, then 16:00."""
    found = calendar("SUMMARY:x\nDTSTART;TZID=Europe/Berlin:20260320T180000\nDTEND;TZID=Europe/Berlin:20260323T060000\nRRULE:FREQ=WEEKLY;COUNT=3")
    assert starts(found) == ["2026-03-20 17:00", "2026-03-27 17:00", "2026-04-03 16:00"]


def test_exceptions_additions_and_changed_occurrences():
    """
    daily from 1 May, four times:   1   2 (EXDATE)   3 -> moved to the 10th   4 cancelled        and the 20th (RDATE)
    """
    first = ("UID:d\nSUMMARY:x\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE;VALUE=DATE:20260502\nRDATE;VALUE=DATE:20260520")
    moved = "UID:d\nSUMMARY:moved\nRECURRENCE-ID;VALUE=DATE:20260503\nDTSTART;VALUE=DATE:20260510"
    cancelled = "UID:d\nSUMMARY:x\nRECURRENCE-ID;VALUE=DATE:20260504\nDTSTART;VALUE=DATE:20260504\nSTATUS:CANCELLED"
    found = calendar(first, moved, cancelled, zone="UTC")
    assert [(row["freeze_uid"], row["name"], start) for row, start in zip(found.rows, starts(found), strict=True)] == [
        ("d 2026-05-01", "x", "2026-05-01 00:00"), ("d 2026-05-20", "x", "2026-05-20 00:00"), ("d 2026-05-03", "moved", "2026-05-10 00:00"),
    ]  # fmt: skip


def test_an_occurrence_is_found_though_its_exception_is_told_in_another_zone():
    rule = "UID:d\nSUMMARY:x\nDTSTART;TZID=Europe/Berlin:20260501T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260502T080000Z"
    moved = "UID:d\nSUMMARY:x\nRECURRENCE-ID:20260503T080000Z\nDTSTART:20260503T120000Z\nDURATION:PT1H"
    assert starts(calendar(rule, moved)) == ["2026-05-01 08:00", "2026-05-03 12:00"]


@pytest.mark.parametrize(
    ("rule", "last"),
    [("UNTIL=20260503", "2026-05-03"), ("UNTIL=20260503T000000Z", "2026-05-03"), ("COUNT=3", "2026-05-03")],
)
def test_the_day_until_which_it_repeats_still_counts(rule, last):
    found = calendar(f"SUMMARY:x\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=DAILY;{rule}", zone="UTC")
    assert starts(found)[-1] == f"{last} 00:00"
    assert len(found.rows) == 3


def test_a_rule_without_an_end_is_followed_from_three_years_before_to_two_after():
    found = calendar("SUMMARY:x\nDTSTART;VALUE=DATE:20101220\nDTEND;VALUE=DATE:20101227\nRRULE:FREQ=YEARLY", zone="UTC", year=2026)
    assert starts(found) == [f"{year}-12-20 00:00" for year in range(2023, 2029)]
    assert starts(calendar("SUMMARY:x\nDTSTART;VALUE=DATE:20101220", zone="UTC")) == ["2010-12-20 00:00"]


def test_services_are_told_by_categories_or_our_property_else_the_feed():
    """A category that is no service says nothing; a name in our property that is none sets the event aside."""
    day = "SUMMARY:x\nDTSTART;VALUE=DATE:20260501\n"
    found = calendar(f"{day}CATEGORIES:Freeze,Payments\nCATEGORIES:shop", f"{day}CATEGORIES:Freeze", f"{day}X-LEADLINE-SERVICE:shop,payments",
                     f"{day}X-LEADLINE-SERVICE:shp")  # fmt: skip
    assert [row["service"] for row in found.rows] == ["payments", "shop", None, "shop", "payments"]
    assert reasons(found) == ["service 'shp' is none of the settings. Did you mean 'shop'?"]
    assert [row["service"] for row in calendar(day.strip(), service="shop").rows] == ["shop"]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("SUMMARY:x\nDTEND:20260101T000000Z", "The event has no DTSTART"),
        ("SUMMARY:x\nDTSTART:soon", "The event cannot be read"),
        ("SUMMARY:x\nDTSTART:20260101T000000Z", "The event does not end after it begins"),
        ("SUMMARY:x\nDTSTART:20260102T000000Z\nDTEND:20260101T000000Z", "The event does not end after it begins"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260102\nDTEND:20260103T000000Z", "begins with a day and ends with a time"),
        ("SUMMARY:x\nDTSTART;TZID=Mars/Base:20260102T000000\nDURATION:PT1H", "The event's zone 'Mars/Base' is not known"),
        ("SUMMARY:x\nDTSTART;TZID=Europe:20260102T000000\nDURATION:PT1H", "names a zone that is not known"),
        ("DTSTART;VALUE=DATE:20260102", "name is empty. Expected a text"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260102\nRRULE:FREQ=SECONDLY", "The event repeats SECONDLY; only DAILY"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260102\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3", "comes more than 1,000 times in six years"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260102\nRRULE:FREQ=DAILY;INTERVAL=0", "The event"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260102\nRECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260102", "(RANGE), which is not read"),
        ("SUMMARY:x\nDTSTART:20260329T023000\nDURATION:PT1H", "never was in Europe/Berlin"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nDURATION:P100010101D", "The event lasts 100,010,101 days; at most 1,830 are read"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:99991231", "outside the years"),
        ("SUMMARY:x\nDTSTART:00010101T000000\nDURATION:PT1H", "outside the years"),
    ],
)
def test_an_event_that_cannot_be_read_is_set_aside_and_its_neighbours_are_not(event, reason):
    good = "SUMMARY:good\nDTSTART;VALUE=DATE:20260501"
    found = calendar(good, event, good)
    assert len(found.rows) == 2
    [told] = reasons(found)
    assert reason in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nothing of the kind", "is no calendar"),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "is a calendar without an end"),
        ("BEGIN:VCALENDAR\r\n" + "X:1\r\n" * 2_000_000 + "END:VCALENDAR", "is larger than 8 MiB"),
    ],
)
def test_what_is_no_whole_calendar_is_refused(text, sentence):
    with pytest.raises(FileRefused, match=sentence):
        read_calendar(text.encode(), zone=ZoneInfo("UTC"), services=(), year=2026)


def test_a_zone_that_a_calendar_defines_itself_is_not_followed():
    """Its rule would come every second since 1601. The zone's name is what counts."""
    hostile = ("BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0000\n"
               "TZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE")  # fmt: skip
    event = "BEGIN:VEVENT\nUID:a\nSUMMARY:x\nDTSTART;TZID=Europe/Berlin:20260701T100000\nDURATION:PT1H\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT"
    rows, _ = read_calendar("\n".join(["BEGIN:VCALENDAR", hostile, event, "END:VCALENDAR"]).encode(), zone=ZoneInfo("UTC"), services=(), year=2026)
    assert [datetime.fromisoformat(row.values["starts_at"]) for row in rows] == [datetime(2026, 7, 1, 8, tzinfo=UTC)]


def test_a_rule_that_is_never_fulfilled_ends():
    """No Monday is every seventh day from a Tuesday."""
    found = calendar("SUMMARY:x\nDTSTART;VALUE=DATE:20260106\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO", zone="UTC")
    assert starts(found) == ["2026-01-06 00:00"]
