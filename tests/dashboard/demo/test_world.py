"""The demo's Jira agrees with its repositories: read from the world and from git, by nobody's help."""

import re
import stat
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dashboard import config
from tests.conftest import DEMO_DAY
from tests.support.demo_worlds import issues_of, promised, read_world

World = dict[str, Any]

SERVICES = {"payments": "PAY", "storefront": "SHOP", "ledger": "LED"}
FINAL = {
    "payments": r"v(\d+\.\d+\.\d+)",
    "storefront": r"storefront-(\d+\.\d+\.\d+)",
    "ledger": r"(\d+\.\d+\.\d+)\.Final",
}
NAMED = {"payments": "Payments {}", "storefront": "v{}", "ledger": "{}"}


@pytest.fixture(scope="module")
def world(demo_folder: Path) -> World:
    return read_world(demo_folder)


@pytest.fixture(scope="module")
def issues(world: World) -> dict[str, World]:
    return issues_of(world)


def git(folder: Path, service: str, *arguments: str) -> str:
    repository = folder / "repositories" / f"{service}.git"
    done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def keys_in_commits(folder: Path) -> dict[str, int]:
    """Each key with the earliest author date of a commit that names it, dates of broken clocks aside."""
    first: dict[str, int] = {}
    for service, project in SERVICES.items():
        for entry in git(folder, service, "log", "--all", "--format=%at %B%x00").split("\0"):
            authored, _, message = entry.strip().partition(" ")
            for key in re.findall(rf"\b{project}-\d+\b", message):
                if int(authored) > 1_000_000 and "Revert" not in message:
                    first[key] = min(first.get(key, 1 << 40), int(authored))
    return first


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


def moves(issue: World, field: str) -> list[tuple[datetime, str | None, str | None]]:
    return [
        (instant(history["created"]), item["fromString"], item["toString"])
        for history in issue.get("histories", [])
        for item in history["items"]
        if item["field"] == field
    ]


def test_every_key_in_commits_is_an_issue_but_for_a_few_that_dangle(
    demo_folder: Path, issues: dict[str, World]
) -> None:
    named = keys_in_commits(demo_folder)
    dangling = [key for key in named if key not in issues]

    assert len(named) > 1_400
    assert 0.005 < len(dangling) / len(named) < 0.04


def test_work_was_in_progress_before_its_first_commit_was_written(demo_folder: Path, issues: dict[str, World]) -> None:
    for key, authored in keys_in_commits(demo_folder).items():
        if key in issues:
            began = next(at for at, _, status in moves(issues[key], "status") if status == "In Progress")
            assert began.timestamp() < authored
            assert instant(issues[key]["created"]) < began


def test_a_history_is_one_chain_that_ends_in_what_the_issue_is(world: World) -> None:
    category = {status["name"]: status["category"] for status in world["statuses"]}
    for issue in world["issues"]:
        instants = [issue["created"], *(history["created"] for history in issue.get("histories", []))]
        statuses = [(before, after) for _, before, after in moves(issue, "status")]
        assert instants == sorted(instants)
        assert all(earlier[1] == later[0] for earlier, later in pairwise(statuses))
        assert not statuses or statuses[-1][1] == issue["status"]
        assert ("resolved" in issue) == ("resolution" in issue) == (category[issue["status"]] == "done")
        assert issue["updated"] >= instants[-1]


def test_nothing_happened_after_the_day_began(world: World) -> None:
    assert all(issue["updated"] < DEMO_DAY.isoformat() for issue in world["issues"])


def test_every_final_release_has_one_version_dated_as_its_tag_is(demo_folder: Path, world: World) -> None:
    for service, project in SERVICES.items():
        [found] = [entry for entry in world["projects"] if entry["key"] == project]
        versions = {version["name"]: version for version in found["versions"]}
        listed = git(demo_folder, service, "for-each-ref", "refs/tags", "--format=%(refname:short) %(creatordate:unix)")
        for name, created in (line.split() for line in listed.splitlines()):
            match = re.fullmatch(FINAL[service], name)
            if match is None:
                continue
            number = match[1].removesuffix(".0") if service == "ledger" else match[1]
            version = versions[NAMED[service].format(number)]
            tagged_on = datetime.fromtimestamp(int(created), UTC).date()
            is_imported = service == "ledger" and match[1] < "1.4"
            assert version["released"]
            assert is_imported or abs(date.fromisoformat(version["release"]) - tagged_on) <= timedelta(days=1)


def test_the_next_eight_weeks_are_planned_with_work_that_is_not_done(world: World) -> None:
    category = {status["name"]: status["category"] for status in world["statuses"]}
    open_scope = Counter(
        (issue["project"], name)
        for issue in world["issues"]
        for name in issue.get("fix_versions", [])
        if category[issue["status"]] != "done"
    )
    ahead = {
        (project["key"], version["name"]): date.fromisoformat(version["release"]) - DEMO_DAY
        for project in world["projects"]
        for version in project["versions"]
        if "release" in version and not version["released"]
    }
    assert max(ahead.values()) > timedelta(weeks=7)
    assert {project for project, _ in ahead} == set(SERVICES.values())
    assert sum(open_scope[planned] > 0 for planned in ahead) >= 5


def test_dates_were_moved_and_the_version_says_until_when_each_stood(world: World) -> None:
    versions = [version for project in world["projects"] for version in project["versions"]]
    moved = [version for version in versions if len(set(promised(version))) > 1]

    assert 25 < len(moved) < 0.25 * len(versions)
    for version in moved:
        until = [past["until"] for past in version["past"]]
        assert version["created"] < until[0]
        assert until == sorted(until)


def test_issues_are_moved_to_the_next_version_when_they_miss_one(issues: dict[str, World]) -> None:
    scope = [moves(issue, "Fix Version") for issue in issues.values()]
    moved = [found for found in scope if sum(after is not None for _, _, after in found) > 1]
    dropped = [found for found in scope if found and found[-1][2] is None]

    assert len(moved) > 30
    assert len(dropped) > 3


def test_every_deployment_has_a_change_record_and_what_needs_approval_was_approved_before(
    demo_folder: Path, world: World
) -> None:
    fields = {field["name"]: field["id"] for field in world["fields"]}
    records = [issue for issue in world["issues"] if issue["type"] == "Change" and "resolution" in issue]
    kinds = Counter(record["custom"][fields["Change type"]]["value"] for record in records)
    finals = {
        service: sum(bool(re.fullmatch(FINAL[service], name)) for name in git(demo_folder, service, "tag").split())
        for service in SERVICES
    }
    imported = 8

    assert len(records) == sum(finals.values()) - imported
    assert set(kinds) == {"Standard", "Normal", "Emergency"}
    for record in records:
        approvals = record["custom"].get(fields["Approvals"], [])
        assert bool(approvals) == (record["custom"][fields["Change type"]]["value"] != "Standard")
        begun = next(at for at, _, status in moves(record, "status") if status == "Implementing")
        assert all(instant(approval["completedDate"]["iso8601"]) < begun for approval in approvals)


def test_the_plan_of_a_change_is_its_sub_tasks(issues: dict[str, World]) -> None:
    steps = Counter(issue["parent"] for issue in issues.values() if issue["type"] == "Sub-task")

    assert set(steps.values()) == {4}
    assert all(issues[parent]["type"] == "Change" for parent in steps)


def test_some_incidents_say_what_caused_them_and_some_do_not(issues: dict[str, World]) -> None:
    incidents = {key for key, issue in issues.items() if issue["type"] == "Incident"}
    caused = {
        link["outward"]
        for issue in issues.values()
        for link in issue.get("links", [])
        if link["type"] == "Problem/Incident"
    }

    assert 40 < len(incidents) < 120
    assert caused < incidents
    assert 0.2 < len(caused) / len(incidents) < 0.8


def test_one_status_is_in_use_that_nobody_can_place(world: World) -> None:
    category = {status["name"]: status["category"] for status in world["statuses"]}

    assert 0 < sum(category[issue["status"]] == "undefined" for issue in world["issues"]) < 30


def test_the_settings_are_read_and_name_the_jira_its_token_and_the_freezes(demo_folder: Path) -> None:
    settings = config.load(demo_folder)
    [jira] = settings.sources.jiras
    assert jira.token_file is not None
    freezes = [freeze.starts_on for freeze in settings.metrics.freezes]

    assert jira.url.startswith("http://127.0.0.1:")
    assert stat.S_IMODE(jira.token_file.stat().st_mode) == 0o600
    assert len(jira.token()) > 20
    assert min(freezes) < DEMO_DAY
    assert any(DEMO_DAY < day < DEMO_DAY + timedelta(weeks=8) for day in freezes)
