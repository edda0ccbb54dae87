"""What people and add-ons put into a Jira: it lands as it is, or null with a note; nothing stops a sync."""

from copy import deepcopy

import pytest

from tests.support.jira_random import random_world
from tests.support.jira_synced import pull, query, settings_of
from tests.support.jira_world import standing

HOSTILE = "<script>alert(1)</script> **b** ![i](http://x.example/i.png) \u202e\u200b\x1b[31m =cmd()"


def pulled(world, folder, kind="data-center", **options):
    with standing(world, kind) as jira:
        settings = settings_of(folder, jira.url, jira.token, user=jira.user, **options)
        outcome = pull(settings)
    return settings, outcome


def a_world(**changes):
    """One project with three issues, of which PAY-1 has `changes`."""
    world = random_world(3, projects={"PAY": 3}, longest_history=2)
    world["issues"][0].update(changes)
    return world


@pytest.mark.parametrize("kind", ["cloud", "data-center"])
def test_hostile_text_lands_as_it_is(tmp_path, kind):
    settings, outcome = pulled(a_world(summary=HOSTILE, labels=[HOSTILE]), tmp_path, kind)

    assert outcome.failures == {}
    assert query(settings, "select summary, labels from raw.jira_issues where issue_key = 'PAY-1'") == [(HOSTILE, [HOSTILE])]


@pytest.mark.parametrize("kind", ["cloud", "data-center"])
def test_a_history_of_five_thousand_entries_is_whole(tmp_path, kind):
    entries = [
        {"id": 50_000 + number, "author": "ada", "created": f"2025-05-{1 + number // 250:02}T08:00:00+00:00",
         "items": [{"field": "labels", "fieldtype": "jira", "from": None, "fromString": "", "to": None, "toString": str(number)}]}
        for number in range(5_000)
    ]  # fmt: skip

    settings, outcome = pulled(a_world(histories=entries), tmp_path, kind)

    assert outcome.failures == {}
    assert query(
        settings, "select history_state, history_count, count(distinct history_id), count(distinct to_text) from raw.jira_issues "
        "join raw.jira_transitions using (site, issue_id) where issue_key = 'PAY-1' group by all",
    ) == [("complete", 5_000, 5_000, 5_000)]  # fmt: skip


def test_ten_thousand_labels_are_kept(tmp_path):
    settings, _ = pulled(a_world(labels=[f"label-{number}" for number in range(10_000)]), tmp_path)

    assert query(settings, "select len(labels) from raw.jira_issues where issue_key = 'PAY-1'") == [(10_000,)]


def test_an_issue_with_empty_fields_is_an_issue(tmp_path):
    empty = dict.fromkeys(("priority", "resolution", "reporter", "assignee", "creator", "resolved", "summary"))
    settings, outcome = pulled(a_world(**empty, labels=[], fix_versions=[], components=[]), tmp_path)

    assert outcome.failures == {}
    assert query(
        settings, "select summary, priority, reporter_id, labels, fix_version_ids from raw.jira_issues where issue_key = 'PAY-1'"
    ) == [(None, None, None, [], [])]


def test_a_project_without_versions_and_versions_of_one_name_are_no_trouble(tmp_path):
    world = random_world(4, projects={"PAY": 2, "SHOP": 2}, longest_history=2)
    for issue in world["issues"]:
        issue.update(fix_versions=[], affects_versions=[])
    world["projects"][0]["versions"] = []
    twins = world["projects"][1]["versions"]
    twins[1]["name"] = twins[0]["name"]

    settings, outcome = pulled(world, tmp_path)

    assert outcome.failures == {}
    assert query(
        settings, "select project_key, count(*), count(distinct version.name) from raw.jira_versions as version "
        "join raw.jira_projects using (site, project_id) group by all",
    ) == [("SHOP", 4, 3)]  # fmt: skip


def test_an_unknown_link_type_is_kept_under_its_name(tmp_path):
    world = a_world(links=[{"id": 77, "type": "Entangles", "outward": "PAY-2"}])
    world["link_types"].append({"name": "Entangles", "inward": "is entangled by", "outward": "entangles"})

    settings, _ = pulled(world, tmp_path)

    assert ("Entangles",) in query(settings, "select distinct link_type from raw.jira_links")


@pytest.mark.parametrize(("said", "utc"), [
    ("2025-10-26T01:30:00+01:00", "2025-10-26 00:30:00"),
    ("2025-10-26T01:30:00+00:00", "2025-10-26 01:30:00"),
    ("2025-03-30T02:30:00+05:45", "2025-03-29 20:45:00"),
    ("2025-03-30T02:30:00-09:30", "2025-03-30 12:00:00"),
])  # fmt: skip
def test_an_instant_of_any_zone_is_that_instant(tmp_path, said, utc):
    settings, _ = pulled(a_world(created=said), tmp_path)

    assert query(settings, "select created_at::timestamp::varchar from raw.jira_issues where issue_key = 'PAY-1'") == [(utc,)]


def test_statuses_in_chinese_land_with_their_category(tmp_path):
    settings, _ = pulled(a_world(), tmp_path)

    assert query(settings, "select category from raw.jira_statuses where name = '评审中'") == [("indeterminate",)]


def test_a_jira_without_issues_is_read(tmp_path):
    world = deepcopy(a_world())
    world["issues"] = []

    settings, outcome = pulled(world, tmp_path)

    assert outcome.failures == {}
    assert query(settings, "select project_key, issue_count from raw.jira_projects") == [("PAY", 0)]
