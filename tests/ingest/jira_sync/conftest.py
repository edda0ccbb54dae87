"""What the tests of whole syncs share: a Jira of each kind with the world of their module, and the settings to sync it."""

from copy import deepcopy

import pytest

from tests.support.jira_synced import settings_of
from tests.support.jira_world import standing


@pytest.fixture(params=["cloud", "data-center"])
def jira(request):
    with standing(deepcopy(request.module.WORLD), request.param) as found:
        yield found


@pytest.fixture
def settings(jira, tmp_path):
    return settings_of(tmp_path, jira.url, jira.token, user=jira.user)
