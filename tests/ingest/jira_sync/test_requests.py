"""What is asked of a Cloud, over whole syncs, is legal under the parameters that Atlassian documents."""

from copy import deepcopy
from datetime import timedelta

from tests.support.atlassian_rules import violations
from tests.support.jira_random import random_world
from tests.support.jira_synced import NOW, pull, settings_of
from tests.support.jira_world import standing


def test_every_request_of_first_later_and_sweeping_syncs_is_legal(tmp_path):
    world = random_world(5, projects={"PAY": 220, "SHOP": 3})
    with standing(deepcopy(world), "cloud") as jira:
        settings = settings_of(tmp_path, jira.url, jira.token, user=jira.user, page_size=50, bodies=True)
        pull(settings)
        jira.edit([{"op": "update", "key": "PAY-1", "summary": "new", "at": NOW.isoformat()},
                   {"op": "unhide", "key": "PAY-2"}])  # fmt: skip
        pull(settings, now=NOW + timedelta(hours=1))
        pull(settings, now=NOW + timedelta(days=2))
        asked = jira.requests()

    assert violations(asked) == []
    assert len(asked) > 20
    assert {request["method"] for request in asked} <= {"GET", "POST"}
    assert not any("password" in name.lower() for request in asked for name in request["header_names"])
