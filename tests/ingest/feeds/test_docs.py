"""docs/feeds.md says what the code reads: every column, word and limit, and its examples are read as they stand."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.feed_calendar import LARGEST_BYTES, read_calendar
from ingest.feed_columns import KINDS, TABLES
from ingest.feed_folders import PHASES
from ingest.feed_places import LARGEST_FILE_BYTES, MOST_FILES
from ingest.feed_rows import MOST_ROWS, Reading, read_rows
from ingest.feed_table import read_table
from ingest.feed_values import LONGEST_NAME, read_value
from ingest.jira_people import People
from ingest.settings_feeds import FeedSettings

TEXT = Path(__file__).parents[3].joinpath("docs", "feeds.md").read_text(encoding="utf-8")
HOLDS = {
    "text": "text", "name": f"text, at most {LONGEST_NAME} characters", "instant": "instant", "whole": "whole number",
    "truth": "true or false", "sha": "commit",
}  # fmt: skip


def section(kind):
    [found] = re.findall(rf"^## {kind.capitalize()}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    return found


def lines_of(text, columns):
    return [tuple(cell.strip() for cell in line[1:-1].split("|")) for line in text.splitlines()
            if line.startswith("| `") and line.count("|") == columns + 1]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_column_is_told_as_it_is_read_in_its_order(kind):
    assert f"`raw.{kind.table}`" in section(kind.name)
    assert " ".join(kind.one_row.split()) in " ".join(section(kind.name).split())
    told = [
        (f"`{column.name}`", "yes" if column.is_required else "one of them" if column.name in kind.one_of else "",
         "one word of the list below" if column.words else HOLDS[column.holds], column.meaning, f"`{column.example}`")
        for column in kind.columns
    ]  # fmt: skip
    assert lines_of(section(kind.name), 5) == told


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_word_is_told_with_what_it_stands_for(kind):
    words = [(stored, meant) for column in kind.columns if column.words for stored, meant in column.words.items()]
    words += list(PHASES.items()) if kind.name == "tests" else []
    assert lines_of(section(kind.name), 2) == [(f"`{stored}`", ", ".join(meant)) for stored, meant in words]


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.is_table], ids=lambda kind: kind.name)
def test_every_example_of_a_column_is_read(kind):
    for column in kind.columns:
        assert read_value(column, column.example, ZoneInfo("UTC")) is not None


def test_limits_and_endings_are_told():
    assert f"{LARGEST_FILE_BYTES // 2**20} MiB a file, {LARGEST_BYTES // 2**20} MiB a calendar, {MOST_ROWS:,} rows a file, {MOST_FILES:,} files a feed" in TEXT
    assert ", ".join(f"`{ending}`" for ending in sorted(TABLES)) in TEXT


@pytest.mark.parametrize("kind", ["deployments", "incidents", "approvals", "runsheet", "freezes"])
def test_the_example_of_a_kind_is_read_whole(kind):
    [(form, example)] = re.findall(r"^```(\w*)\n(.*?)^```", section(kind), re.MULTILINE | re.DOTALL)
    reading = Reading(FeedSettings(kind, "x", kind), KINDS[kind], ("payments",), People(None))
    if kind == "freezes":
        data = f"BEGIN:VCALENDAR\n{example}END:VCALENDAR\n".encode()
        rows, note = read_calendar(data, zone=ZoneInfo("UTC"), services=("payments",), year=2026)
    else:
        table = read_table(example.encode(), reading.feed, reading.kind, name=f"x.{form}")
        rows, note = table.rows, table.note
    found = read_rows(rows, reading, {})
    assert (found.rejected_count, note) == (0, None)
    assert len(found.rows) == {"runsheet": 2, "freezes": 3}.get(kind, 1)
