"""The demo's feeds tell the same story as its repositories, are the same each time, and hold the faults that they promise."""

import csv
import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from dashboard.demo import make_organisation
from dashboard.demo.organisation import read_organisation, script_path
from dashboard.demo.repository import tags_of
from tests.conftest import DEMO_DAY

BAD_QUARTER = ("2026-05-25", "2026-08-24")


def deployments(folder: Path) -> list[dict[str, str]]:
    files = sorted((folder / "feeds" / "deployments").glob("*.csv"))
    return [row for file in files for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]


def by_hand(row: dict[str, str]) -> bool:
    return row["deployment_id"].startswith("by-hand-")


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_every_release_reaches_production_within_minutes_of_its_tag(demo_folder: Path) -> None:
    """And is made of the tag's commit; the one that was rolled back is another's again, days later."""
    tags = {tag.name: tag for tag in tags_of(demo_folder / "repositories" / "payments.git")}
    finals = {name for name in tags if re.fullmatch(r"v\d+\.\d+\.\d+", name)}
    told = [row for row in deployments(demo_folder) if row["environment"] == "production" and row["is_rollback"] == "false"]

    assert {row["version"] for row in told} == finals
    for row in told:
        tag = tags[row["version"]]
        assert row["sha"] == tag.sha
        assert 0 <= at(row["started_at"]) - tag.moment < at(row["finished_at"]) - tag.moment <= 10 * 60


def test_staging_comes_before_production_and_has_the_candidates(demo_folder: Path) -> None:
    rows = [row for row in deployments(demo_folder) if not by_hand(row)]
    staged = {row["sha"]: at(row["started_at"]) for row in rows if row["environment"] == "staging"}
    went_live = [row for row in rows if row["environment"] == "production" and row["is_rollback"] == "false"]

    assert all(staged[row["sha"]] < at(row["started_at"]) for row in went_live)
    assert sum("-rc" in row["version"] for row in rows) > 30


def test_one_release_of_the_bad_quarter_is_rolled_back_and_most_deployments_are_a_pipeline_s(demo_folder: Path) -> None:
    rows = [row for row in deployments(demo_folder) if not by_hand(row)]
    [undone] = [row for row in rows if row["result"] == "rolled back"]
    [back] = [row for row in rows if row["is_rollback"] == "true"]
    share = sum(row["by"] == "harbour-pipeline" for row in rows) / len(rows)

    assert BAD_QUARTER[0] <= undone["started_at"] < BAD_QUARTER[1]
    assert at(undone["finished_at"]) < at(back["started_at"])
    assert (back["version"] != undone["version"], back["deployment_id"]) == (True, f"{undone['version']}/rollback")
    assert 0.85 < share < 1
    assert 0 < sum(row["result"] == "failed" for row in rows) < 10


def test_a_few_rows_are_spoilt_and_no_others(demo_folder: Path) -> None:
    assert [(row["service"], row["started_at"], row["result"]) for row in deployments(demo_folder) if by_hand(row)] == [
        ("payments", "after lunch", "succeeded"), ("payments", "2026-07-29T15:00:00Z", "partly"), ("paments", "2026-09-30T15:00:00Z", "succeeded"),
    ]  # fmt: skip


def test_reports_stand_in_folders_of_release_and_phase(demo_folder: Path) -> None:
    places = [file.relative_to(demo_folder / "feeds" / "tests").parts for file in sorted((demo_folder / "feeds" / "tests").rglob("*.xml"))]

    assert {parts[0] for parts in places} == {"payments"}
    assert {parts[2] for parts in places if len(parts) == 4} == {"regression", "user-acceptance", "performance"}
    assert [parts[1] for parts in places if len(parts) == 3] == ["smoke"]


def test_the_next_release_has_a_runsheet_and_the_last_one_s_is_done(demo_folder: Path) -> None:
    sheets = {file.name: list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
              for file in sorted((demo_folder / "feeds" / "runsheets").glob("*.csv"))}  # fmt: skip
    last, following = sheets.values()

    assert {row["state"] for row in last} == {"done", "skipped"}
    assert {row["state"] for row in following} == {"planned"}
    assert min(row["planned_start_at"] for row in following) >= DEMO_DAY.isoformat()
    assert [int(row["step"]) for row in following] == list(range(1, len(following) + 1))


def test_made_again_on_a_later_day_the_feeds_only_grow(tmp_path: Path) -> None:
    """Two weeks later: the rows are those of before and more; a decision that was pending may have been taken."""
    make_organisation(tmp_path, today=date(2026, 11, 24))
    before = deployments(tmp_path)
    asked = approvals(tmp_path)
    untouched = {file: file.stat().st_mtime_ns for file in (tmp_path / "feeds" / "tests").rglob("*.xml")}

    make_organisation(tmp_path, today=date(2026, 12, 9))

    after = deployments(tmp_path)
    assert [row for row in after if row in before] == before
    assert len(after) > len(before)
    grown = approvals(tmp_path)
    assert all(grown[name] == told or told["decision"] == "pending" for name, told in asked.items())
    assert len(grown) > len(asked)
    assert {file: file.stat().st_mtime_ns for file in untouched} == untouched


def approvals(folder: Path) -> dict[str, dict[str, str]]:
    lines = (folder / "feeds" / "approvals.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["approval_id"]: record for record in map(json.loads, lines)}


@pytest.mark.parametrize("service", [service for service in read_organisation(script_path()).services if not service.has_feeds],
                         ids=lambda service: service.name)  # fmt: skip
def test_services_without_feeds_have_none(demo_folder: Path, service: object) -> None:
    assert {row["service"] for row in deployments(demo_folder)} == {"payments", "paments"}
    assert not list((demo_folder / "feeds").rglob(f"*{service.name}*"))  # type: ignore[attr-defined]
