"""A Jira that misbehaves: the same rows as without, or one sentence and nothing lost. Waits are played, not slept."""

from copy import deepcopy
from datetime import timedelta

import pytest

from tests.ingest.jira_sync.waiting import played
from tests.support.jira_random import expected, random_world
from tests.support.jira_synced import NOW, landed, pull, query, settings_of
from tests.support.jira_world import standing

KINDS = ("cloud", "data-center")
WORLD = random_world(11, projects={"PAY": 130, "SHOP": 30})
SEARCH = r"/api/[23]/search"

PASSING = {
    "busy, seconds": {"fault": "too_many", "retry_after": 1},
    "busy, a date": {"fault": "too_many", "retry_after": "date:+2"},
    "busy, a fraction": {"fault": "too_many", "retry_after": "1.5"},
    "busy, no word": {"fault": "too_many", "retry_after": None},
    "500": {"fault": "status", "code": 500},
    "502": {"fault": "status", "code": 502},
    "503": {"fault": "status", "code": 503},
    "504": {"fault": "status", "code": 504},
    "reset": {"fault": "reset"},
    "cut body": {"fault": "cut_body"},
    "cut JSON": {"fault": "cut_json"},
    "login page": {"fault": "login_page"},
    "empty body": {"fault": "empty_body"},
    "hang": {"fault": "hang", "seconds": 30},
}
"""Over after two requests: asked again, nothing is missing."""

LYING = {
    "page cap": {"fault": "page_cap", "size": 7},
    "duplicate issue": {"fault": "duplicate_issue"},
    "truncated changelog": {"fault": "truncated_changelog", "keep": 3},
    "omitted changelog": {"fault": "omitted_changelog"},
    "wrong total": {"fault": "wrong_total", "total": 3},
    "no total": {"fault": "wrong_total", "total": None},
    "clock skew": {"fault": "clock_skew", "seconds": 600},
    "wrong charset": {"fault": "wrong_charset"},
    "duplicate keys": {"fault": "duplicate_keys"},
}
"""For ever, on every answer: read around."""


@pytest.fixture(params=KINDS)
def jira(request):
    with standing(deepcopy(WORLD), request.param) as found:
        yield found


def settings_for(jira, folder, **options):
    return settings_of(folder, jira.url, jira.token, user=jira.user, page_size=50, **{"timeout_seconds": 2, **options})


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_costs_time_only(jira, tmp_path, name):
    jira.faults([{"match": SEARCH, "after": 1, "times": 2, **PASSING[name]}])
    settings = settings_for(jira, tmp_path)

    with played():
        outcome = pull(settings)

    assert outcome.failures == {}
    assert landed(settings) == expected(WORLD)
    assert sum(request["fault"] is not None for request in jira.requests()) == 2


@pytest.mark.parametrize("name", LYING)
def test_a_server_that_does_not_keep_its_word_is_read_whole(jira, tmp_path, name):
    jira.faults([{"match": "/rest/api/", "after": 0, "times": None, **LYING[name]}])
    settings = settings_for(jira, tmp_path)

    with played():
        outcome = pull(settings)

    assert outcome.failures == {}
    assert landed(settings) == expected(WORLD)


def test_a_short_page_is_not_the_end(tmp_path):
    with standing(deepcopy(WORLD), "data-center") as jira:
        jira.faults([{"match": SEARCH, "after": 0, "times": 1, "fault": "short_page"}])
        settings = settings_for(jira, tmp_path)

        pull(settings)

        assert landed(settings) == expected(WORLD)


@pytest.mark.parametrize("wait", ["86400", "date:+86400"])
def test_a_wait_longer_than_a_sync_waits_is_told_at_once(jira, tmp_path, wait):
    jira.faults([{"match": SEARCH, "after": 0, "times": None, "fault": "too_many", "retry_after": wait}])

    with played() as clock:
        outcome = pull(settings_for(jira, tmp_path))

    sentence = next(iter(outcome.failures.values()))
    assert "jira/" in sentence
    assert "24 hours" in sentence or "86,4" in sentence or "1,440 minutes" in sentence
    assert clock.waited_seconds < 60


def test_a_repeated_token_ends_in_a_sentence_and_not_in_a_loop(tmp_path):
    with standing(deepcopy(WORLD), "cloud") as jira:
        jira.faults([{"match": "/search/jql", "after": 1, "times": None, "fault": "repeated_token"}])

        with played():
            outcome = pull(settings_for(jira, tmp_path))

        assert any("jira/PAY" in sentence and "page" in sentence for sentence in outcome.failures.values())


def test_what_one_project_fails_with_leaves_the_other_whole(jira, tmp_path):
    """SHOP is refused for ever; PAY lands, and SHOP comes with the next sync."""
    jira.faults([{"match": r"SHOP", "after": 0, "times": None, "fault": "status", "code": 500}])
    settings = settings_for(jira, tmp_path, give_up_minutes=0.2)
    with played():
        outcome = pull(settings)
    landed_first = query(settings, "select distinct split_part(issue_key, '-', 1) from raw.jira_issues")
    jira.faults([])

    pull(settings, now=NOW + timedelta(hours=1))

    assert list(outcome.failures) == ["jira/SHOP"]
    assert not outcome.is_total_failure
    assert landed_first == [("PAY",)]
    assert landed(settings) == expected(WORLD)


def test_a_token_that_expires_midway_keeps_what_was_published(jira, tmp_path):
    settings = settings_for(jira, tmp_path)
    pull(settings)
    before = landed(settings)
    jira.edit([{"op": "update", "key": "PAY-1", "summary": "new", "at": (NOW + timedelta(minutes=1)).isoformat()}])
    jira.faults([{"match": SEARCH, "after": 0, "times": 1, "fault": "expired_token"}])

    outcome = pull(settings, now=NOW + timedelta(hours=1))

    assert outcome.failures
    assert all("token" in sentence for sentence in outcome.failures.values())
    assert landed(settings) == before


def test_lost_permission_marks_nothing_as_deleted(jira, tmp_path):
    settings = settings_for(jira, tmp_path)
    pull(settings)
    jira.edit([{"op": "hide_project", "key": "SHOP"}])

    outcome = pull(settings, now=NOW + timedelta(days=2))

    assert "jira/SHOP: the project is no longer shown" in outcome.failures["jira/SHOP"]
    assert query(settings, "select count(*) from raw.jira_issues where gone_at is not null") == [(0,)]
    assert landed(settings) == expected(WORLD)


def test_issues_that_come_go_and_move_between_pages_are_not_missed(jira, tmp_path):
    """While pages are read, one issue is deleted, one added, one updated: every other issue must be there."""
    settings = settings_for(jira, tmp_path)
    added = {**deepcopy(WORLD["issues"][3]), "id": 9_999_999, "key": "PAY-999", "links": [], "histories": []}
    jira.edit([
        {"op": "delete", "key": "PAY-2", "after_request": {"match": SEARCH, "count": 2}},
        {"op": "add", "issue": added, "after_request": {"match": SEARCH, "count": 2}},
        {"op": "update", "key": "PAY-3", "summary": "late", "at": NOW.isoformat(), "after_request": {"match": SEARCH, "count": 3}},
    ])  # fmt: skip

    pull(settings)
    pull(settings, now=NOW + timedelta(minutes=30))

    keys = {key for (key,) in query(settings, "select issue_key from raw.jira_issues")}
    assert {issue["key"] for issue in WORLD["issues"]} - {"PAY-2"} <= keys
    assert query(settings, "select summary from raw.jira_issues where issue_key = 'PAY-3'") == [("late",)]


def test_a_bomb_of_a_page_ends_in_a_sentence(jira, tmp_path):
    jira.faults([{"match": SEARCH, "after": 0, "times": None, "fault": "gzip_bomb"}])

    with played():
        outcome = pull(settings_for(jira, tmp_path, give_up_minutes=0.2))

    assert outcome.failures
    assert all("jira/" in sentence for sentence in outcome.failures.values())


def test_a_jira_that_failed_whole_is_well_again_after_a_sync_with_nothing_new(jira, tmp_path):
    settings = settings_for(jira, tmp_path, give_up_minutes=0.05)
    pull(settings)
    jira.faults([{"match": "/rest/api/", "after": 0, "times": None, "fault": "status", "code": 503}])
    with played():
        pull(settings, now=NOW + timedelta(hours=1))
    failed = query(settings, "select source from meta.sources where state = 'failed'")
    jira.faults([])

    pull(settings, now=NOW + timedelta(hours=2))

    assert failed == [("jira",)]
    assert query(settings, "select source, state from meta.sources order by 1") == [("jira/PAY", "ok"), ("jira/SHOP", "ok")]


def test_a_history_known_once_is_not_lost_to_a_server_that_cuts_it(tmp_path):
    """PAY-40 has 130 entries. A later sync is shown two of them: all 130 stay, and the history is called partial."""
    with standing(deepcopy(WORLD), "data-center") as jira:
        settings = settings_for(jira, tmp_path)
        pull(settings)
        jira.edit([{"op": "update", "key": "PAY-40", "summary": "again", "at": (NOW + timedelta(minutes=5)).isoformat()}])
        jira.faults([{"match": "/rest/api/", "after": 0, "times": None, "fault": "truncated_changelog", "keep": 2, "everywhere": True}])

        pull(settings, now=NOW + timedelta(hours=1))

        [(summary, state, count)] = query(
            settings, "select summary, history_state, history_count from raw.jira_issues where issue_key = 'PAY-40'"
        )
        told = query(
            settings, "select count(distinct history_id) from raw.jira_transitions join raw.jira_issues using (site, issue_id) "
            "where issue_key = 'PAY-40'",
        )  # fmt: skip
    assert (summary, state) == ("again", "partial")
    assert count == told[0][0] >= 130
