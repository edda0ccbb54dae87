"""Files as they come: encodings, separators, quoting, JSON in its forms; what is no table is refused whole."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.feed_columns import KINDS
from ingest.feed_places import FileRefused
from ingest.feed_table import Record, read_table
from ingest.settings_feeds import FeedSettings

KIND = KINDS["incidents"]
FEED = FeedSettings("incidents", "x", "incidents")
HEADER = "incident_id,service,title,opened_at\n"


def read(data, feed=FEED, name="x.csv"):
    table = read_table(data if isinstance(data, bytes) else data.encode(), feed, KIND, name=name)
    return list(table.rows), table.note


def told(data, *columns, **options):
    """(line, the values of these columns) of each row, its reason where it is broken."""
    rows, _ = read(data, **options)
    return [(row.line, *(row.values.get(name) for name in columns)) if isinstance(row, Record) else (row.line, row.reason)
            for row in rows]  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_told_by_the_header(separator, end):
    lines = ["Incident ID", "Title", "Opened-At"], ["i1", f'"a{separator}b"', "x"], ["i2", '"two\nlines ""quoted"""', "y"]
    text = end.join(separator.join(line) for line in lines) + end
    assert told(text, "incident_id", "title", "opened_at") == [(2, "i1", f"a{separator}b", "x"), (3, "i2", 'two\nlines "quoted"', "y")]


def test_a_row_is_named_by_the_line_it_begins_on():
    text = HEADER + 'i1,shop,"three\n\nlines",x\n\n,,,\ni2,shop,t,y\n'
    assert told(text, "incident_id") == [(2, "i1"), (7, "i2")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mark_at_the_beginning_is_no_letter_of_the_header(encoding):
    rows, note = read((HEADER + "i1,shop,Ärger 🔥,x\n").encode(encoding))
    assert (rows[0].values["incident_id"], rows[0].values["title"], note) == ("i1", "Ärger 🔥", None)


def test_latin_1_is_read_with_a_word():
    rows, note = read((HEADER + "i1,shop,Ärger,x\n").encode("latin-1"))
    assert rows[0].values["title"] == "Ärger"
    assert "is not UTF-8 and was read as Latin-1" in note


def test_a_separator_line_of_a_spreadsheet_is_no_header():
    assert told("sep=;\nincident_id;opened_at\na,b;x\n", "incident_id") == [(3, "a,b")]


def test_broken_rows_are_set_aside_and_the_others_read():
    """Line 3 is short, 4 long, 5 has a quotation mark in the middle of quotes; 6 is long by empty fields only."""
    text = HEADER + 'i1,shop,t,x\ni2,shop\ni3,shop,t,x,more\ni4,shop,"a"b,x\ni5,shop,t,x,,\n'
    rows = told(text, "incident_id")
    assert [row[0] for row in rows] == [2, 3, 4, 5, 6]
    assert rows[0][1] == "i1"
    assert rows[4][1] == "i5"
    assert "The row has 2 fields and the header 4" in rows[1][1]
    assert "The row has 5 fields and the header 4. Put a value that holds ',' into quotes" in rows[2][1]
    assert "The row is no CSV" in rows[3][1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (HEADER + 'i1,shop,"never closed,x\ni2,shop,t,y\n', "has a quotation mark on line 2 that is not closed"),
        (HEADER + f'i1,shop,"{"x" * 200_000}",x\n', "has a quotation mark on line 2 that is not closed"),
        ("id,opened_at\n1,x\n", "has no column 'incident_id'. Did you mean its 'id'? Then write incident_id = 'id'"),
        ("number,when\n1,x\n", "has no column 'incident_id'. It has: number, when. Name the one that tells it under [feed.columns]."),
        ("incident_id,opened_at,Opened At\n1,x,y\n", "has two columns named 'opened_at'. Rename one of them."),
        ("<html><body>Log in</body></html>", "begins as XML or HTML"),
        (b"PK\x03\x04\xff\xfe\x00\x00", "is no text. Expected CSV, JSON or JSON lines"),
        ('[{"incident_id": 1,}]', "is no JSON"),
        ('{"items": {}}', "holds no list of records"),
        ("[" * 100_000, "is nested too deep for a table"),
        ('[{"id": 1}]', "has no column 'incident_id'. Did you mean its 'id'?"),
        ('[{"incident_id": ' + "9" * 5000 + "}]", "is no JSON"),
    ],
)
def test_what_is_no_such_table_is_refused_whole_in_one_sentence(data, sentence):
    with pytest.raises(FileRefused) as caught:
        read(data, name="x.json" if str(data).startswith(("[", "{")) else "x.csv")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", ["", "\n\n", "\ufeff"])
def test_an_empty_file_has_no_rows_and_a_note(data):
    assert read(data) == ([], "is empty.")


def test_a_header_alone_has_no_rows():
    assert read(HEADER) == ([], None)


ITEMS = [{"incident_id": 1, "opened_at": "x"}, {"Incident-Id": "i2", "opened_at": None, "more": [1]}]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (json.dumps(ITEMS), "x.json"),
        (json.dumps({"items": ITEMS, "next": 1}), "x.json"),
        ("\n".join(map(json.dumps, ITEMS)), "x.json"),
        ("\n".join(map(json.dumps, ITEMS)), "x.ndjson"),
    ],
)
def test_json_is_a_list_or_items_or_a_record_a_line(text, name):
    assert told(text, "incident_id", "opened_at", name=name) == [(1, 1, "x"), (2, "i2", None)]


def test_one_object_is_one_record_and_none_are_none():
    assert told('{"incident_id": 1, "opened_at": "x"}', "incident_id", name="x.json") == [(1, 1)]
    assert read("[]", name="x.json") == ([], None)


def test_broken_json_lines_and_records_that_are_no_objects_are_set_aside():
    """Counted by lines, the empty one too."""
    text = '{"incident_id": 1, "opened_at": "x"}\n{"incident_id": 2,\n\n[3]\n{"incident_id": 4, "opened_at": "x"}\n'
    rows = told(text, "incident_id", name="x.jsonl")
    assert [row[0] for row in rows] == [1, 2, 4, 5]
    assert "The line is no JSON" in rows[1][1]
    assert "The record is no object" in rows[2][1]


def test_columns_of_the_settings_go_before_our_names():
    feed = FeedSettings("incidents", "x", "incidents", columns=(("incident_id", "Ticket"), ("opened_at", "times.opened")))
    assert told('[{"ticket": "T1", "incident_id": "no", "times": {"opened": "x"}}]', "incident_id", "opened_at", feed=feed,
                name="x.json") == [(1, "T1", "x")]  # fmt: skip
    with pytest.raises(FileRefused, match=r"has no column 'times.opened'. Did you mean its 'opened'"):
        read("ticket,opened\n1,x\n", feed=feed)


def test_values_that_json_should_not_have_are_not_told():
    [(_, value)] = told('[{"incident_id": "a", "opened_at": NaN}]', "opened_at", name="x.json")
    assert value is None


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)] * 3), max_size=20),
       st.sampled_from([",", ";", "\t"]))  # fmt: skip
def test_what_is_written_as_csv_is_read_as_it_was(rows, separator):
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([("incident_id", "title", "opened_at"), *rows])
    expected = [row for row in rows if any(field.strip() for field in row)]
    assert [row[1:] for row in told(out.getvalue(), "incident_id", "title", "opened_at")] == expected


@pytest.mark.parametrize("seed", range(5))
def test_any_bytes_are_rows_or_refused(seed):
    choose = random.Random(seed)
    good = (HEADER + "i1,shop,t,2026-05-01T10:00:00Z\n" * 20).encode()
    for _ in range(200):
        data = bytearray(good)
        for _ in range(choose.randint(1, 30)):
            data[choose.randrange(len(data))] = choose.randrange(256)
        name = choose.choice(["x.csv", "x.json", "x.jsonl"])
        assert "\n" not in refusal_of(bytes(data), name)


def refusal_of(data, name):
    try:
        read(data, name=name)
    except FileRefused as error:
        return str(error)
    return ""
