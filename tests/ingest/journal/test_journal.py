"""The journal's promises: only added to, idempotent, both kept, nothing cut, nothing newer opened."""

import sqlite3
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from ingest import journal_tables
from ingest.errors import SettingsError
from ingest.journal import (
    Annotation,
    Decision,
    EntryRefused,
    Feedback,
    FreezeException,
    Improvement,
    Journal,
    JournalError,
    NewerJournal,
    Review,
    Saved,
    SavedQuery,
    decision_id,
)
from ingest.journal_entries import LANDED, TABLES, checked
from ingest.journal_head import FILE_NAME, HEAD_SQL, quick_head
from ingest.journal_tables import ENTRY_TABLES, METADATA, place_of
from tests.ingest.journal.entries import NOON, a_decision, a_review, keep, one_of_each

LATER = NOON + timedelta(hours=1)


def test_every_field_of_every_kind_comes_back_as_it_was_written(tmp_path):
    journal = keep(tmp_path, *one_of_each())

    for entry in one_of_each():
        [found] = journal.latest(type(entry))
        kept = replace(entry, sql="select 1") if isinstance(entry, SavedQuery) else entry
        assert (found.entry, found.revision, found.written_by, found.written_at) == (kept, 1, "Ada", NOON)
        assert all(getattr(found.entry, each.name) is not None for each in fields(entry))
    assert {type(entry) for entry in one_of_each()} == set(TABLES)


def test_nothing_typed_is_nothing_read_and_no_file_is_made(tmp_path):
    journal = Journal.of(tmp_path / "data")

    assert journal.latest(Decision) == []
    assert journal.history(Decision, "d1") == []
    assert (journal.head(), journal.snapshot().head, journal.snapshot().entries) == ("", "", {})
    assert not (tmp_path / "data").exists()


def test_a_double_click_is_one_entry(tmp_path):
    journal = keep(tmp_path, a_decision())
    again = journal.save(a_decision(), over=0, by="Ada", at=LATER)

    assert (again.written.revision, again.written.written_at, again.overtaken_by) == (1, NOON, None)
    assert len(journal.history(Decision, "d1")) == 1


def test_revisions_are_added_and_the_last_counts(tmp_path):
    """confirmed, withdrawn, confirmed again with the first words: three revisions, none changed."""
    journal = keep(tmp_path, a_decision())
    journal.save(a_decision(verdict="withdrawn", reason=None), over=1, by="Grace", at=LATER)
    journal.save(a_decision(), over=2, by="Ada", at=LATER)

    history = journal.history(Decision, "d1")
    assert [(found.revision, found.entry.verdict, found.written_by) for found in history] == [
        (3, "confirmed", "Ada"), (2, "withdrawn", "Grace"), (1, "confirmed", "Ada"),
    ]  # fmt: skip
    assert [found.revision for found in journal.latest(Decision)] == [3]


def test_who_saves_over_what_another_wrote_meanwhile_is_told_and_both_are_kept(tmp_path):
    """
    Ada and Grace both saw revision 1. Ada's is revision 2 and counts; Grace's is kept aside as 3, and is told Ada's.
    Grace's click again adds nothing. Over Ada's, hers counts.
    """
    journal = keep(tmp_path, a_review(went_well="A"))
    ada = journal.save(a_review(went_well="Ada's"), over=1, by="Ada", at=NOON).written
    grace = journal.save(a_review(went_well="Grace's"), over=1, by="Grace", at=LATER)

    assert (grace.written.revision, grace.written.is_aside, grace.overtaken_by) == (3, True, ada)
    assert [found.entry.went_well for found in journal.latest(Review)] == ["Ada's"]
    assert [found.entry.went_well for found in journal.history(Review, "r1")] == ["Grace's", "Ada's", "A"]
    assert journal.save(a_review(went_well="Grace's"), over=1, by="Grace", at=LATER) == grace
    assert len(journal.history(Review, "r1")) == 3

    settled = journal.save(a_review(went_well="Grace's"), over=2, by="Grace", at=LATER)
    assert (settled.written.revision, settled.overtaken_by) == (4, None)
    assert [found.entry.went_well for found in journal.latest(Review)] == ["Grace's"]


def test_a_late_click_on_an_old_page_is_told_what_counts_now(tmp_path):
    """The same save as revision 1, after it was withdrawn: nothing is added, the withdrawal is shown."""
    journal = keep(tmp_path, a_decision())
    withdrawn = journal.save(a_decision(verdict="withdrawn"), over=1, by="Grace", at=LATER).written

    late = journal.save(a_decision(), over=0, by="Ada", at=LATER)

    assert (late.written.revision, late.overtaken_by) == (1, withdrawn)
    assert len(journal.history(Decision, "d1")) == 2


def test_an_entry_over_a_revision_that_never_was_is_refused(tmp_path):
    journal = keep(tmp_path, a_decision())
    with pytest.raises(EntryRefused, match=r"revision 7, which the journal does not hold. Load the page again"):
        journal.save(a_decision(verdict="rejected"), over=7, by="Ada", at=LATER)


def test_nobody_signed_in_is_kept_as_nobody(tmp_path):
    journal = keep(tmp_path, a_decision(), by=None)
    keep(tmp_path, a_decision("d2"), by="  ")

    assert {found.written_by for found in journal.latest(Decision)} == {None}


def test_instants_of_any_zone_are_the_same_instant_in_utc(tmp_path):
    india = timezone(timedelta(hours=5, minutes=30))
    journal = keep(tmp_path, a_decision(), at=datetime(2026, 6, 1, 17, 30, 0, 123456, tzinfo=india))

    [found] = journal.latest(Decision)
    assert found.written_at == datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)
    assert found.written_at.utcoffset() == timedelta(0)


def test_a_text_too_long_is_refused_whole_and_the_limit_itself_is_kept(tmp_path):
    journal = keep(tmp_path, a_review(went_well="x" * 10_000))
    assert [len(found.entry.went_well) for found in journal.latest(Review)] == [10_000]

    with pytest.raises(EntryRefused, match=r"The went well has 10,001 characters; at most 10,000 are kept\. Shorten it"):
        journal.save(a_review("r2", went_well="x" * 10_001), over=0, by=None, at=NOON)
    with pytest.raises(EntryRefused, match="The name has 301 characters"):
        journal.save(a_review("r2"), over=0, by="n" * 301, at=NOON)
    assert len(journal.latest(Review)) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\x1b[31mred\x07", "a\ufffd[31mred\ufffd"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("  \n kept \t inside \n ", "kept \t inside"),
        ("\u202ebidi\u202c and zero\u200bwidth stay", "\u202ebidi\u202c and zero\u200bwidth stay"),
        ("'; drop table journal_reviews; --", "'; drop table journal_reviews; --"),
        ("🦆 <script>alert(1)</script> [x](javascript:1)", "🦆 <script>alert(1)</script> [x](javascript:1)"),
        ("   ", None),
        ("", None),
    ],
)  # fmt: skip
def test_hostile_text_is_kept_letter_for_letter_but_for_what_no_database_keeps(tmp_path, typed, kept):
    journal = keep(tmp_path, a_review(went_well=typed))
    assert [found.entry.went_well for found in journal.latest(Review)] == [kept]


def test_a_field_of_one_line_keeps_one_line():
    entry = next(entry for entry in one_of_each() if type(entry).__name__ == "Action")
    assert checked(replace(entry, title=" Test\r\nthe\tpool ")).title == "Test the pool"


@given(st.text(max_size=200))
def test_checking_twice_changes_nothing_more(text):
    once = checked(a_review(went_well=text, objective=text))
    assert checked(once) == once


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (a_decision(reason=" "), "Say why the link is confirmed"),
        (a_decision(verdict="rejected", reason=None), "Say why the link is rejected"),
        (a_decision(verdict="maybe"), "verdict must be one of confirmed, rejected, withdrawn"),
        (a_decision(subject=""), "The subject is missing"),
        (a_review(reviewed_on=None), "A review that is done needs its day"),
        (a_review(quality_rating=6), "quality rating must be a whole number from 1 to 5"),
        (a_review(quality_rating=True), "quality rating must be a whole number"),
        (a_review(quality_rating=2.5), "quality rating must be a whole number"),
        (a_review(score_adjustment=11, adjustment_reason="x"), "from -10 to 10"),
        (a_review(score_adjustment=3), "Say why the score is adjusted"),
        (a_review(causes=tuple(map(str, range(21)))), "There are 21 causes; at most 20"),
        (a_review(reviewed_on=date(1066, 10, 14)), "day reviewed must lie between 1970"),
        (a_review(reviewed_on=NOON), "The day reviewed must be a day"),
        (Feedback(feedback_id="f", release_id="r", service="s", satisfaction=0, given_on=date(2026, 1, 1)), "from 1 to 5"),
        (Improvement(improvement_id="i", problem="p", metric_id="m", starts_on=date(2026, 2, 1), closed_on=date(2026, 1, 1)),
         "ends before it begins"),
        (FreezeException(exception_id="e", service="s", from_on=date(2026, 2, 1), until_on=date(2026, 2, 1), reason="x"),
         "ends before it begins"),
        (Annotation(annotation_id="n", noted_on=date(2026, 2, 1), words=""), "The words is missing"),
    ],
)  # fmt: skip
def test_what_does_not_fit_its_form_is_refused_in_a_sentence(tmp_path, entry, sentence):
    with pytest.raises(EntryRefused, match=sentence) as refused:
        keep(tmp_path, entry)
    assert "nothing was saved" in str(refused.value).lower()
    assert Journal.of(tmp_path).latest(type(entry)) == []


def test_a_withdrawal_needs_no_reason(tmp_path):
    assert keep(tmp_path, a_decision(verdict="withdrawn", reason=None)).latest(Decision)[0].entry.reason is None


def test_there_is_one_decision_on_a_link_whoever_judges_it():
    one = decision_id("shop/1.0.0@production", "incident", "jira/17")
    assert one == decision_id("shop/1.0.0@production", "incident", "jira/17")
    assert len({one, decision_id("shop/1.0.0@production", "issue", "jira/17"), decision_id("a", "b\nc", "d")}) == 3


def test_the_head_moves_with_every_save_and_with_nothing_else(tmp_path):
    journal = keep(tmp_path, a_decision())
    first = journal.head()
    journal.latest(Decision)
    journal.save(a_decision(), over=0, by="Ada", at=LATER)
    assert journal.head() == first == quick_head(tmp_path / FILE_NAME) == journal.snapshot().head

    for entry in one_of_each()[1:-1]:
        journal.save(entry, over=0, by=None, at=NOON)
        assert journal.head() not in (first, "")
        first = journal.head()
        assert quick_head(tmp_path / FILE_NAME) == first
    journal.save(one_of_each()[-1], over=0, by=None, at=NOON)
    assert journal.head() == first, "a saved query is no news for the warehouse"


def test_a_journal_of_a_newer_leadline_is_refused_for_reading_and_writing(tmp_path):
    journal = keep(tmp_path, a_decision())
    with sqlite3.connect(tmp_path / FILE_NAME) as con:
        con.execute("insert into journal_schema values (2, 'x', '2027-01-01 00:00:00')")
    con.close()

    for use in (lambda: journal.latest(Decision), journal.head, journal.snapshot,
                lambda: journal.save(a_decision("d2"), over=0, by=None, at=NOON)):  # fmt: skip
        with pytest.raises(NewerJournal, match=r"tables of version 2, this program knows 1\). Update Leadline"):
            use()
    assert quick_head(tmp_path / FILE_NAME) is None


def test_an_older_journal_is_brought_up_to_date_once_and_keeps_its_entries(tmp_path, monkeypatch):
    """Version 2, as a later Leadline might define it: a table more. Reading the old one changes nothing."""
    journal = keep(tmp_path, a_decision())
    identity = journal.head().split("journal:")[1].split(":")[0]
    monkeypatch.setattr(journal_tables, "SCHEMA_VERSION", 2)
    steps = []

    def to_version_2(con):
        steps.append(2)
        con.execute(sa.text("create table journal_votes (vote_id text primary key)"))

    monkeypatch.setitem(journal_tables.MIGRATIONS, 2, to_version_2)

    assert len(journal.latest(Decision)) == 1
    assert steps == []
    for name in ("d2", "d3"):
        journal.save(a_decision(name), over=0, by=None, at=LATER)
    assert steps == [2]
    assert sorted(found.entry.decision_id for found in journal.latest(Decision)) == ["d1", "d2", "d3"]
    with sqlite3.connect(tmp_path / FILE_NAME) as con:
        told = con.execute("select version, journal_id from journal_schema order by 1").fetchall()
        assert con.execute("select count(*) from journal_votes").fetchall() == [(0,)]
    con.close()
    assert told == [(1, identity), (2, identity)]


def test_a_migration_that_fails_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    journal = keep(tmp_path, a_decision())
    monkeypatch.setattr(journal_tables, "SCHEMA_VERSION", 2)

    def half(con):
        con.execute(sa.text("create table journal_votes (vote_id text)"))
        con.execute(sa.text("alter table no_such_table add column x integer"))

    monkeypatch.setitem(journal_tables.MIGRATIONS, 2, half)
    with pytest.raises(JournalError, match="no_such_table"):
        journal.save(a_decision("d2"), over=0, by=None, at=NOON)
    monkeypatch.undo()
    assert len(journal.latest(Decision)) == 1
    with sqlite3.connect(tmp_path / FILE_NAME) as con:
        assert con.execute("select name from sqlite_master where name = 'journal_votes'").fetchall() == []
    con.close()


def test_the_file_is_kept_as_the_rules_ask(tmp_path):
    journal = keep(tmp_path, a_decision())
    with journal._transaction("read", is_writing=False) as con:
        asked = [con.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous", "busy_timeout")]
    assert asked == ["wal", 2, 15000]


def test_a_damaged_file_is_told_in_a_sentence_and_left_alone(tmp_path):
    journal = Journal.of(tmp_path)
    (tmp_path / FILE_NAME).write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)
    before = (tmp_path / FILE_NAME).read_bytes()

    for use in (lambda: journal.latest(Decision), lambda: journal.save(a_decision(), over=0, by=None, at=NOON)):
        with pytest.raises(JournalError, match=r"it is damaged .* Restore it from a backup"):
            use()
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_an_empty_file_is_a_journal_in_which_nobody_wrote(tmp_path):
    (tmp_path / FILE_NAME).touch()
    journal = Journal.of(tmp_path)
    assert (journal.latest(Decision), journal.head()) == ([], "")
    assert isinstance(journal.save(a_decision(), over=0, by=None, at=NOON), Saved)


def test_a_writer_that_holds_the_lock_too_long_is_told_of(tmp_path, monkeypatch):
    journal = keep(tmp_path, a_decision())
    monkeypatch.setattr(journal_tables, "WAIT_SECONDS", 0)
    holder = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    holder.execute("begin immediate")
    try:
        with pytest.raises(JournalError, match="another program is writing it for longer than a save may take"):
            journal.save(a_decision("d2"), over=0, by=None, at=NOON)
        assert len(journal.latest(Decision)) == 1, "readers do not wait for the writer"
    finally:
        holder.close()


def test_no_password_and_nothing_that_was_typed_stands_in_an_error(tmp_path):
    journal = Journal.of(tmp_path, "postgresql://ada:s3cret@127.0.0.1:1/journal")
    with pytest.raises((JournalError, SettingsError)) as failed:
        journal.save(a_decision(reason="told in confidence"), over=0, by=None, at=NOON)
    told = [str(failed.value), repr(failed.value), str(journal.place)]
    assert not [text for text in told if "s3cret" in text or "confidence" in text]
    assert "127.0.0.1" in told[0]


@pytest.mark.parametrize("url", ["::s3cret::", "mysql://ada:s3cret@db/journal", "postgresql+psycopg2://ada:s3cret@db/j", "sqlite://"])
def test_a_url_that_is_none_is_refused_without_being_repeated(tmp_path, url):
    with pytest.raises(SettingsError, match=r"sqlite:////folder/journal\.db") as refused:
        place_of(tmp_path, url)
    assert "s3cret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_url_may_name_another_file(tmp_path):
    journal = Journal.of(tmp_path / "data", f"sqlite:///{tmp_path / 'shared' / 'people.db'}")
    journal.save(a_decision(), over=0, by=None, at=NOON)
    assert (tmp_path / "shared" / "people.db").exists()
    assert not (tmp_path / "data").exists()


def test_every_statement_can_be_said_to_postgresql_too():
    """No server stands here: the dialect itself writes each statement, and the types are those we count on."""
    dialect = postgresql.dialect()
    made = {table.name: str(CreateTable(table).compile(dialect=dialect)) for table in METADATA.sorted_tables}
    assert set(made) == {*TABLES.values(), "journal_schema"}
    assert "written_at TIMESTAMP WITH TIME ZONE NOT NULL" in made["journal_reviews"]
    assert "causes JSON NOT NULL" in made["journal_reviews"]
    assert "PRIMARY KEY (review_id, revision)" in made["journal_reviews"]
    assert "SERIAL" not in "".join(made[name] for name in TABLES.values())
    assert all(f"from {TABLES[kind]}" in HEAD_SQL for kind in LANDED)
    assert str(sa.insert(ENTRY_TABLES[Decision]).compile(dialect=dialect)).startswith("INSERT INTO journal_decisions")
