"""Files damaged at random: every one is read, or set aside row by row, or refused whole in a sentence; nothing else is raised."""

import json
import random
from zoneinfo import ZoneInfo

import pytest

from ingest.feed_calendar import read_calendar
from ingest.feed_columns import KINDS
from ingest.feed_junit import read_junit
from ingest.feed_places import FileRefused
from ingest.feed_rows import Reading, read_rows
from ingest.feed_table import read_table
from ingest.jira_people import People
from ingest.settings_feeds import FeedSettings

SERVICES = ("payments", "shop")
REPORT = (b'<testsuites><testsuite name="cart" tests="9" timestamp="2026-05-01T10:00:00"><properties><property name="version" value="1.1"/>'
          b'</properties><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite></testsuites>')  # fmt: skip
CALENDAR = "\r\n".join([
    "BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:y", "SUMMARY:Year end", "DTSTART;TZID=Europe/Berlin:20251218T100000",
    "DTEND;TZID=Europe/Berlin:20260105T100000", "RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=30;INTERVAL=2;WKST=MO",
    "EXDATE;VALUE=DATE:20271218", "RDATE:20270101T000000Z", "CATEGORIES:shop,x", "X-LEADLINE-SERVICE:shop", "END:VEVENT", "BEGIN:VEVENT",
    "UID:y", "RECURRENCE-ID:20260105T100000Z", "SUMMARY:b", "DTSTART;VALUE=DATE:20260101", "DURATION:P1D", "END:VEVENT", "END:VCALENDAR", "",
]).encode()  # fmt: skip
TABLE = (b"service,version,sha,environment,started_at,finished_at,result,by,deployment_id,is_rollback\r\n"
         b"payments,v1.0,,production,2026-04-12T09:30:00Z,1777777777,ok,Ada,d1,yes\r\n"
         b'payments,,9fceb02d,staging,2026-04-12 09:30,,failed,"A, B",,\r\n')  # fmt: skip
SHEET = json.dumps([{"service": "shop", "version": "1.0", "step": 1, "title": "x"}, {"service": "shop", "version": 2, "title": "y"}]).encode()
FILES = {"tests": REPORT, "freezes": CALENDAR, "deployments": TABLE, "runsheet": SHEET}
PIECES = [
    b"\x00", b"\xff", b'"', b",", b";", b"\n", b"\r", b"<", b"&", b"99999999999", b"-1", b"\xe2\x80\xae", b"\\ud800", b"NaN", b"P9999999999D", b"Z",
    b"FREQ=YEARLY", b"FREQ=SECONDLY", b"UNTIL=1", b"INTERVAL=0", b"COUNT=-1", b"BYDAY=99XX", b"BYMONTH=13", b"BYSETPOS=0", b"99991231T235959Z", b"00010101",
]  # fmt: skip


def damaged(data, choose):
    found = bytearray(data)
    for _ in range(choose.randint(1, 6)):
        place, how = choose.randrange(len(found) + 1), choose.random()
        if how < 0.3:
            found[place : place + choose.randint(0, 12)] = choose.choice(PIECES)
        elif how < 0.6:
            found[place:place] = choose.choice(PIECES)
        elif how < 0.8:
            del found[place : place + choose.randint(1, 20)]
        else:
            begin = choose.randrange(len(found) + 1)
            found[place:place] = found[begin : begin + choose.randint(1, 40)]
    return bytes(found)


def sentences_of(kind, data, name):
    """What is said of a file: why it is refused, or why its rows are."""
    reading = Reading(FeedSettings(kind, "x", kind), KINDS[kind], SERVICES, People(None))
    try:
        if kind == "tests":
            rows = read_junit(data)
        elif kind == "freezes":
            rows, _ = read_calendar(data, zone=ZoneInfo("Europe/Berlin"), services=SERVICES, year=2026)
        else:
            rows = read_table(data, reading.feed, reading.kind, name=name).rows
        found = read_rows(rows, reading, {})
    except FileRefused as error:
        return [str(error)]
    for row in found.rows:
        assert all(value.encode() is not None for value in row.values() if isinstance(value, str))
    return [reject.reason for reject in found.rejects]


@pytest.mark.parametrize("kind", FILES)
def test_whatever_is_damaged_is_said_in_one_line(kind):
    choose = random.Random(kind)
    said = []
    for _ in range(300):
        said += sentences_of(kind, damaged(FILES[kind], choose), choose.choice(["x.csv", "x.json", "x.jsonl"]))
    assert len(said) > 100
    assert [sentence for sentence in said if "\n" in sentence or sentence[-1] not in ".?"] == []
