"""Single values as every Jira spells them, and what must not be taken for a value."""

import json
from datetime import UTC, date, datetime

import pytest

from ingest.jira_text import LONGEST_TEXT, body, fit
from ingest.jira_values import day, identity, instant, option

TEN = datetime(2026, 3, 29, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-29T10:00:00.000+0000", "2026-03-29T10:00:00.000Z", "2026-03-29T10:00:00Z", "2026-03-29T12:00:00.000+02:00",
        "2026-03-29T00:00:00.000-1000", "2026-03-29T15:45:00.000+0545", "2026-03-30T00:00+14", "2026-03-29 10:00:00,0 Z",
        "2026-03-28T22:00:00.000000000-12:00", {"iso8601": "2026-03-29T10:00:00+0000", "epochMillis": 1}, 1774778400000,
        {"epochMillis": 1774778400000},
    ],
)  # fmt: skip
def test_an_instant_in_any_zone_is_one_instant(value):
    assert instant(value) == TEN


def test_the_hour_that_comes_twice_is_told_by_its_offset():
    assert instant("2026-10-25T02:30:00.000+0200") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant("2026-10-25T02:30:00.000+0100") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        None, "", "yesterday", "2026-03-29", "2026-03-29T10:00:00", "2026-13-29T10:00:00Z", "2026-02-30T10:00:00Z",
        "0001-01-01T00:00:00+1400", "1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59-1200",
        "2026-03-29T25:00:00Z", "2026-03-29T10:00:00+9999", True, -1, 1e400, float("nan"), [], {}, "x" * 100,
    ],
)  # fmt: skip
def test_what_is_no_instant_is_none(value):
    assert instant(value) is None


def test_a_date_is_the_day_it_names():
    assert day("2026-03-29") == day("2026-03-29T23:59:00.000-1200") == date(2026, 3, 29)
    assert [day(value) for value in (None, "", "29/Mar/26", "2026-02-30", "0000-01-01", 20260329)] == [None] * 6


def test_ids_are_whole_numbers_that_a_column_holds():
    assert [identity(value) for value in ("10000", 7, " 12 ", str(2**63 - 1))] == [10000, 7, 12, 2**63 - 1]
    assert [identity(v) for v in (None, "", "x", -1, True, 1.5, str(2**63), 2**64, "٣", "9" * 50, {})] == [None] * 11


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"value": "High", "id": "1"}, "High"), ({"name": "High"}, "High"), (["a", {"value": "b"}, None], "a, b"),
        ("High", "High"), ("", None), (None, None), ([], None), ({}, None), (3, "3"), (3.0, "3"), (2.5, "2.5"),
        (json.loads("1e400"), None), (json.loads("NaN"), None), (True, "true"), ("3", "3"), ([[["x"]]], "x"),
        ({"value": "Hardware", "child": {"value": "Disk"}}, "Hardware - Disk"), ({"id": "1"}, None), ({"value": {}}, None),
    ],
)  # fmt: skip
def test_an_option_is_what_people_see_of_it(value, text):
    assert option(value) == text


def test_texts_lose_what_no_table_holds_and_nothing_else():
    assert fit("a\ud83d\ude00b\ud83dc\x00d") == "a😀b�c�d"
    assert fit("\u202e<b>![x](http://e)\x1b[31m=1+1") == "\u202e<b>![x](http://e)\x1b[31m=1+1"
    assert fit("x" * 40_000) == "x" * 3_999 + "…"


def test_a_document_is_read_however_deep_and_stops_somewhere():
    deep = {"type": "text", "text": "bottom"}
    for _ in range(5_000):
        deep = {"type": "bulletList", "content": [deep]}
    assert (
        body({"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "top"}]}, deep]})
        == "top\nbottom"
    )
    wide = {"type": "doc", "content": [{"type": "text", "text": "x" * 1000}] * 10_000}
    assert len(body(wide)) == LONGEST_TEXT
    looped = {
        "type": "doc",
        "content": [{"type": "mention", "attrs": {"text": "@Ada"}}, {"type": "hardBreak"}, 7, None],
    }
    assert body(looped) == "@Ada"


def test_wiki_markup_keeps_its_words():
    assert body("h1. Title\n{html}<script>x</script>{html} see [the page|https://x.example] {code:java}a{code}") == (
        "Title\n<script>x</script> see the page a"
    )
    assert [body(value) for value in (None, "", "  ", 7, [], {})] == [None] * 6
    assert len(body("x" * 5_000_000)) == LONGEST_TEXT
