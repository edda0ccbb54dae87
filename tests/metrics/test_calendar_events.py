"""The calendar's entries, each case drawn as facts with the day worked out by hand. Now is 1 July 2026, noon."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from metrics.reading import calendar_events
from metrics.settings import Freeze, MetricSettings
from metrics.snapshot import Snapshot, current
from tests.support.raw_rows import Facts


def published(facts: Facts, folder: Path, settings: MetricSettings | None = None) -> Snapshot:
    facts.publish(folder, settings or MetricSettings())
    return current(folder)


def payments() -> Facts:
    return Facts().service("payments", jira_projects=["PAY"]).project("PAY")


def entries(snapshot: Snapshot) -> dict[str, tuple[str, date]]:
    """Every row of the view: its state and first day."""
    rows = snapshot.query("select event_id, state, starts_on from calendar_events").to_dict("records")
    return {row["event_id"]: (row["state"], row["starts_on"].date()) for row in rows}


def test_a_release_stands_on_its_day_in_the_display_zone(tmp_path: Path) -> None:
    """Tagged 23:30 UTC, which is 01:30 of the next day in Berlin in summer."""
    facts = payments().commit("a", at="2026-05-01").tag("v1.0.0", on="a", at="2026-05-03 23:30")

    shown = published(facts, tmp_path, MetricSettings(time_zone="Europe/Berlin"))

    assert entries(shown) == {"released:payments/1.0.0": ("released", date(2026, 5, 4))}


def test_a_release_without_a_trusted_date_has_no_entry(tmp_path: Path) -> None:
    facts = payments().commit("a", at="2026-05-01").tag("v1.0.0", on="a", at="2026-05-03", is_import_dated=True)

    assert entries(published(facts, tmp_path)) == {}


def test_the_states_of_what_is_planned(tmp_path: Path) -> None:
    """
    version   start      date      candidate   state
    2.0.0                3 Aug                 planned
    3.0.0     1 June     1 Aug                 in progress: its start has come
    4.0.0                1 Sep     30 June     in progress: a candidate is out
    5.0.0                30 June               overdue, 1 day
    6.0.0                1 July                planned: today is not late
    7.0.0                none                  no entry
    8.0.0                1 Oct, archived       abandoned
    """
    facts = payments().commit("a", at="2026-06-01").tag("v4.0.0-rc1", on="a", at="2026-06-30")
    facts.version("2.0.0", release_on="2026-08-03").version("3.0.0", start_on="2026-06-01", release_on="2026-08-01")
    facts.version("4.0.0", release_on="2026-09-01").version("5.0.0", release_on="2026-06-30")
    facts.version("6.0.0", release_on="2026-07-01").version("7.0.0")
    facts.version("8.0.0", release_on="2026-10-01", is_archived=True)
    facts.source("payments", read_at="2026-07-01 12:00")

    shown = published(facts, tmp_path)

    assert entries(shown) == {
        "planned:payments/2.0.0": ("planned", date(2026, 8, 3)),
        "planned:payments/3.0.0": ("in progress", date(2026, 8, 1)),
        "candidate:payments/4.0.0-rc1": ("candidate", date(2026, 6, 30)),
        "planned:payments/4.0.0": ("in progress", date(2026, 9, 1)),
        "planned:payments/5.0.0": ("overdue", date(2026, 6, 30)),
        "planned:payments/6.0.0": ("planned", date(2026, 7, 1)),
        "planned:payments/8.0.0": ("abandoned", date(2026, 10, 1)),
    }
    assert calendar_events.entry(shown, "payments/5.0.0") is not None
    assert notes(shown)["payments/5.0.0"] == "1 day late, no issues in it yet"
    assert calendar_events.entry(shown, "payments/8.0.0") is None, "the calendar leaves out what was abandoned"


def notes(snapshot: Snapshot) -> dict[str, str]:
    rows = calendar_events.events(snapshot)
    return dict(zip(rows["release_id"], rows["note"], strict=True))


@pytest.mark.parametrize(
    ("released", "slip"),
    [
        ("2026-05-08", "2 days earlier than planned"),
        ("2026-05-10", "on the planned day"),
        ("2026-05-11", "1 day later than planned"),
    ],
)
def test_a_release_that_is_out_says_how_it_kept_its_plan(released: str, slip: str, tmp_path: Path) -> None:
    facts = payments().commit("a", at="2026-05-01").tag("v1.0.0", on="a", at=f"{released} 10:00")
    facts.version("1.0.0", release_on="2026-05-10", is_released=True, snapshots=[("2026-04-01", "2026-05-10", False)])

    shown = published(facts, tmp_path)

    assert entries(shown)["planned:payments/1.0.0"] == ("released", date(2026, 5, 10))
    rows = calendar_events.events(shown)
    assert list(rows["event_id"]) == ["released:payments/1.0.0"], "shown once, on the day it came out"
    assert list(rows["slip"]) == [slip]


def test_what_jira_alone_calls_released_has_a_day_and_no_hour(tmp_path: Path) -> None:
    facts = Facts().service("app", repositories=[], jira_projects=["APP"])
    facts.version("1.0", project="APP", release_on="2026-05-10", is_released=True)

    rows = calendar_events.events(published(facts, tmp_path))

    assert list(rows["starts_on"].dt.date) == [date(2026, 5, 10)]
    assert rows["happens_at"].isna().all()


def test_a_freeze_is_one_entry_and_touches_the_services_that_it_names(tmp_path: Path) -> None:
    """From 1 to 4 August for two of three services; ends_on is the first free day."""
    facts = Facts()
    for service, project in (("payments", "PAY"), ("ledger", "LED"), ("app", "APP")):
        facts.service(service, jira_projects=[project])
        facts.version("2.0.0", project=project, release_on="2026-08-04" if service == "payments" else "2026-08-05")
        facts.version("1.0.0", project=project, release_on="2026-08-01")
    freeze = Freeze("Sale", date(2026, 8, 1), date(2026, 8, 5), ("payments", "ledger"), "Peak")

    rows = calendar_events.events(published(facts, tmp_path, MetricSettings(freezes=(freeze,))))

    [sale] = rows[rows["kind"] == "freeze"].to_dict("records")
    assert (list(sale["services"]), sale["note"]) == (["ledger", "payments"], "Peak")
    assert set(rows.loc[rows["freeze"] == "Sale", "release_id"]) == {"payments/1.0.0", "payments/2.0.0", "ledger/1.0.0"}


def test_a_freeze_of_all_is_on_the_calendar_of_each_service(tmp_path: Path) -> None:
    freeze = Freeze("Year end", date(2026, 12, 18), date(2027, 1, 5))

    shown = published(payments(), tmp_path, MetricSettings(freezes=(freeze,)))

    rows = calendar_events.events(shown, service="payments", since=date(2027, 1, 1), until=date(2027, 2, 1))
    assert [(row["title"], list(row["services"])) for row in rows.to_dict("records")] == [("Year end", [])]
    assert calendar_events.events(shown, since=date(2027, 1, 5)).empty, "the day it ends is free"


def test_around_a_month_are_the_releases_nearest_to_it(tmp_path: Path) -> None:
    facts = payments().commit("a", at="2026-01-01").tag("v1.0.0", on="a", at="2026-02-10")
    facts.version("2.0.0", release_on="2026-09-09").version("3.0.0", release_on="2026-10-09")

    near = calendar_events.around(published(facts, tmp_path), since=date(2026, 7, 1), until=date(2026, 8, 1))

    assert (near.previous_on, near.next_on) == (date(2026, 2, 10), date(2026, 9, 9))
    assert (near.release_count, near.planned_count) == (3, 2)


def test_an_empty_warehouse_has_an_empty_calendar(tmp_path: Path) -> None:
    shown = published(Facts().service("payments"), tmp_path)

    assert calendar_events.events(shown).empty
    near = calendar_events.around(shown, since=date(2026, 7, 1), until=date(2026, 8, 1))
    assert (near.previous_on, near.next_on, near.release_count) == (None, None, 0)
