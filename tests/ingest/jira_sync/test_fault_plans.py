"""Seeded plans of faults: whatever happens, the syncs end with exactly the rows of a faultless run, in bounded time."""

import random
from copy import deepcopy
from datetime import timedelta

import pytest

from tests.ingest.jira_sync.waiting import played
from tests.support.jira_random import expected, random_world
from tests.support.jira_synced import NOW, landed, pull, settings_of
from tests.support.jira_world import standing

KINDS = ("cloud", "data-center")
MOST_SYNCS = 6
_FAULTS = (
    {"fault": "too_many", "retry_after": 1}, {"fault": "too_many", "retry_after": "date:+3"},
    {"fault": "too_many", "retry_after": "1.5"}, {"fault": "too_many", "retry_after": None},
    *({"fault": "status", "code": code} for code in (500, 502, 503, 504, 408, 401, 403)),
    {"fault": "hang", "seconds": 20}, {"fault": "reset"}, {"fault": "cut_body"}, {"fault": "cut_json"},
    {"fault": "login_page"}, {"fault": "empty_body"}, {"fault": "repeated_token"}, {"fault": "page_cap", "size": 9},
    {"fault": "short_page"}, {"fault": "truncated_changelog", "keep": 2}, {"fault": "omitted_changelog"},
    {"fault": "wrong_total", "total": 1}, {"fault": "wrong_total", "total": None}, {"fault": "duplicate_issue"},
    {"fault": "clock_skew", "seconds": -900}, {"fault": "wrong_charset"}, {"fault": "duplicate_keys"},
)  # fmt: skip
_PLACES = ("/search", "/changelog", "/issue/", "/versions", "/rest/api/", "/field", "/myself", "PAY", "SHOP")


def plan_of(dice):
    """Two to five faults, each at a place, from some request on, a few times."""
    return [
        {"match": dice.choice(_PLACES), "after": dice.randrange(6), "times": dice.choice((1, 1, 2, 3)), **dice.choice(_FAULTS)}
        for _ in range(dice.randrange(2, 6))
    ]  # fmt: skip


def run_plan(folder, plan_number, seed):
    """Sync under the plan until a sync says that all went well, then once more without faults."""
    dice = random.Random(f"{plan_number}/{seed}")
    kind = KINDS[(plan_number + seed) % 2]
    world = random_world(seed, projects={"PAY": 90, "SHOP": 25}, longest_history=120)
    with standing(deepcopy(world), kind) as jira, played():
        settings = settings_of(
            folder, jira.url, jira.token, user=jira.user, page_size=20, timeout_seconds=1, give_up_minutes=3,
            projects=("PAY", "SHOP"),
        )  # fmt: skip
        jira.faults(plan_of(dice))
        for turn in range(MOST_SYNCS):
            outcome = pull(settings, now=NOW + timedelta(hours=turn))
            for sentence in outcome.failures.values():
                assert sentence.startswith("jira"), sentence
                assert "\n" not in sentence
            if not outcome.failures:
                break
        jira.faults([])
        last = pull(settings, now=NOW + timedelta(days=2))
        assert last.failures == {}
        assert landed(settings) == expected(world)


@pytest.mark.parametrize("plan_number", range(6))
def test_a_plan_of_faults_ends_with_the_rows_of_a_faultless_run(tmp_path, plan_number):
    run_plan(tmp_path, plan_number, seed=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("plan_number", range(40))
def test_every_plan_of_faults_ends_with_the_rows_of_a_faultless_run(tmp_path, plan_number, seed):
    run_plan(tmp_path, plan_number, seed)
