"""What people typed reaches the next snapshot, survives whatever becomes of the warehouse, and costs nothing when there is no news."""

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ingest import journal_land
from ingest.journal import Decision, Review
from ingest.journal_entries import LANDED, TABLES
from ingest.progress import Silent
from ingest.settings import PeopleSettings
from ingest.sync import rebuild, sync
from metrics import build
from metrics.settings import MetricSettings
from tests.ingest.journal.entries import NOON, a_decision, a_review, keep, one_of_each
from tests.support.git_repo import Repo
from tests.support.synced import NO_MODELS, NOW, Models, facts, published, rows, run_sync, settings_for

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def settings(tmp_path):
    repo = Repo(tmp_path / "shop")
    repo.branch("main", repo.commit("PAY-1 begin", files={"a": "1\n"}))
    return settings_for(tmp_path / "data", repo.path)


def people(settings):
    return rows(settings.data_dir, "select state, location, message, newest_event_at from meta.sources where kind = 'people'")


def test_every_kind_lands_whole_with_revision_author_and_instant(settings):
    keep(settings.data_dir, *one_of_each())
    run_sync(settings)

    for entry in one_of_each():
        if type(entry) not in LANDED:
            continue
        names = list(type(entry).__dataclass_fields__)
        landed = rows(settings.data_dir, f"select {', '.join(names)} from raw.{TABLES[type(entry)]}")
        assert landed == [tuple(list(v) if isinstance(v, tuple) else v for v in (getattr(entry, n) for n in names))]
        assert rows(settings.data_dir, f"select revision, written_by, written_at from raw.{TABLES[type(entry)]}") == [
            (1, "Ada", NOON)
        ]
        described = rows(settings.data_dir, "select column_name from duckdb_columns() where table_name = $t", {"t": TABLES[type(entry)]})
        assert {name for (name,) in described} == {*names, "revision", "written_by", "written_at"}
    assert people(settings) == [("ok", str(settings.data_dir / "journal.db"), None, NOON)]


def test_a_sync_with_only_new_entries_publishes_and_the_next_has_nothing_to_do(settings):
    run_sync(settings)
    assert run_sync(settings).published is None
    assert people(settings) == []

    journal = keep(settings.data_dir, a_decision())
    assert run_sync(settings, now=LATER).published is not None
    assert rows(settings.data_dir, "select decision_id, verdict, revision from raw.journal_decisions") == [("d1", "confirmed", 1)]
    assert run_sync(settings, now=LATER).published is None

    journal.save(a_decision(verdict="withdrawn"), over=1, by="Grace", at=NOON)
    journal.save(a_decision(verdict="rejected"), over=1, by="Ada", at=NOON)
    assert run_sync(settings, now=LATER).published is not None
    assert rows(settings.data_dir, "select verdict, revision, written_by from raw.journal_decisions") == [("withdrawn", 2, "Grace")]


def test_with_nothing_new_no_database_is_opened_and_sqlalchemy_is_not_asked(settings, monkeypatch):
    keep(settings.data_dir, a_decision())
    run_sync(settings)

    def asked(*_):
        raise AssertionError("the journal was opened")

    monkeypatch.setattr(journal_land, "_journal", asked)
    monkeypatch.setattr("ingest.warehouse.Warehouse.next", asked)
    assert run_sync(settings).published is None


def test_a_build_without_new_entries_does_not_land_the_journal_again(settings, monkeypatch):
    keep(settings.data_dir, a_decision())
    run_sync(settings)
    monkeypatch.setattr(journal_land, "_replace", lambda *_: pytest.fail("landed again"))

    rebuild(settings, NO_MODELS, now=LATER)
    assert rows(settings.data_dir, "select count(*) from raw.journal_decisions") == [(1,)]


def test_build_brings_what_people_typed_and_leaves_the_age_of_the_data_alone(settings):
    """The sources were read at NOW; a build an hour later asks none, so the data is as old as before."""
    with_models = Models(lambda con, now: build.build(con, MetricSettings(), now=now) and None, "models")
    sync(settings, with_models, now=NOW, progress=Silent())
    keep(settings.data_dir, a_review(), at=LATER)

    outcome = rebuild(settings, with_models, now=LATER)

    assert (outcome.failures, outcome.published) == ({}, published(settings.data_dir))
    assert rows(settings.data_dir, "select review_id from raw.journal_reviews") == [("r1",)]
    assert rows(settings.data_dir, "select as_of = $now, newest_event_at < $now from rules", {"now": NOW}) == [(True, True)]
    counted = "select is_counted, left_out_because from metric.freshness_rows() where kind = 'people'"
    assert rows(settings.data_dir, counted) == [(False, "people write when there is something to say")]


def test_the_journal_outlives_a_lost_warehouse_and_a_sync_from_the_start(settings):
    journal = keep(settings.data_dir, *one_of_each())
    run_sync(settings)
    before = {TABLES[kind]: rows(settings.data_dir, f"from raw.{TABLES[kind]}") for kind in LANDED}
    told = facts(settings.data_dir)

    run_sync(settings, full=True)
    assert {name: rows(settings.data_dir, f"from raw.{name}") for name in before} == before
    for lost in ("warehouse", "mirrors"):
        shutil.rmtree(settings.data_dir / lost)
    (settings.data_dir / "warehouse.duckdb").unlink()
    run_sync(settings)
    assert {name: rows(settings.data_dir, f"from raw.{name}") for name in before} == before
    assert facts(settings.data_dir) == told
    assert len(journal.latest(Decision)) == 1


def test_a_snapshot_from_before_the_last_entries_gets_them_again(settings):
    """The newest snapshot is damaged, so the next one is made from an older: what it lacks of the journal is landed."""
    keep(settings.data_dir, a_decision())
    run_sync(settings)
    keep(settings.data_dir, a_decision("d2"))
    run_sync(settings)
    newest = published(settings.data_dir)
    newest.chmod(0o644)
    newest.write_bytes(newest.read_bytes()[:5000])

    rebuild(settings, NO_MODELS, now=LATER)
    assert rows(settings.data_dir, "select decision_id from raw.journal_decisions order by 1") == [("d1",), ("d2",)]


def test_a_journal_that_is_gone_takes_nothing_from_the_warehouse_and_is_told_of(settings):
    keep(settings.data_dir, a_decision())
    run_sync(settings)
    elsewhere = shutil.move(settings.data_dir / "journal.db", settings.data_dir.parent / "moved.db")

    outcome = run_sync(settings, now=LATER)
    assert list(outcome.failures) == ["people"]
    assert not outcome.is_total_failure
    assert "is gone or empty, yet the warehouse holds what people typed into it. Put it back" in outcome.failures["people"]
    assert rows(settings.data_dir, "select decision_id from raw.journal_decisions") == [("d1",)]
    [(state, _, message, newest)] = people(settings)
    assert (state, message, newest) == ("failed", outcome.failures["people"], NOON)

    shutil.move(elsewhere, settings.data_dir / "journal.db")
    assert run_sync(settings, now=LATER).failures == {}
    assert people(settings)[0][0] == "ok"
    assert run_sync(settings, now=LATER).published is None


def test_a_damaged_journal_stops_no_sync(settings):
    keep(settings.data_dir, a_decision())
    run_sync(settings)
    (settings.data_dir / "journal.db").write_bytes(b"no database")
    for name in ("journal.db-wal", "journal.db-shm"):
        (settings.data_dir / name).unlink(missing_ok=True)

    outcome = run_sync(settings, now=LATER)

    assert "it is damaged" in outcome.failures["people"]
    assert outcome.published is not None
    assert rows(settings.data_dir, "select decision_id from raw.journal_decisions") == [("d1",)]


def test_a_failing_repository_beside_a_journal_is_still_a_total_failure(settings, tmp_path):
    """People alone are nothing to build on: the first sync of a repository that is not there publishes nothing."""
    keep(settings.data_dir, a_decision())
    shutil.move(tmp_path / "shop", tmp_path / "away")
    outcome = run_sync(settings)
    assert outcome.is_total_failure
    assert outcome.published is None


def test_a_repository_named_people_is_not_the_journal(tmp_path):
    repo = Repo(tmp_path / "people")
    repo.branch("main", repo.commit("begin"))
    settings = settings_for(tmp_path / "data", repo.path)
    keep(settings.data_dir, a_decision())
    run_sync(settings)
    run_sync(settings, full=True)
    assert rows(settings.data_dir, "select source, kind, state from meta.sources order by kind") == [
        ("people", "git", "ok"), ("people", "people", "ok"),
    ]  # fmt: skip


def test_people_are_pseudonyms_in_the_warehouse_when_the_settings_ask(settings, tmp_path):
    (tmp_path / "key").write_text("a-key-of-more-than-sixteen-characters")
    settings = replace(settings, people=PeopleSettings(pseudonymise=True, key_file=tmp_path / "key"))
    journal = keep(settings.data_dir, *one_of_each())
    run_sync(settings)

    [(author,)] = rows(settings.data_dir, "select written_by from raw.journal_reviews")
    [(owner,)] = rows(settings.data_dir, "select owner from raw.journal_actions")
    assert author == owner
    assert author.startswith("person-")
    assert "Ada" not in author
    assert journal.latest(Review)[0].written_by == "Ada"


HOSTILE = "\u202e\U0001f986\n'); drop table raw.journal_reviews; --"


def test_a_day_and_a_text_of_any_script_arrive_as_they_are(settings):
    keep(settings.data_dir, a_review(went_well=HOSTILE, reviewed_on=date(2024, 2, 29)))
    run_sync(settings)
    assert rows(settings.data_dir, "select went_well, reviewed_on from raw.journal_reviews") == [
        (HOSTILE, date(2024, 2, 29))
    ]
