"""One small Jira of each kind for all tests here, as it was at its start before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.jira_world import (
    Standing,
    a_history,
    a_project,
    a_step,
    a_version,
    a_world,
    an_issue,
    an_item,
    standing,
)

TODO, DOING, DONE = ("1", "To Do"), ("3", "In Progress"), ("5", "Done")
SPRINT = {"id": 7, "name": "Sprint, 7", "state": "closed", "boardId": 2, "startDate": "2026-01-05T08:00:00.000+0000",
          "endDate": "2026-01-19T08:00:00.000+0000", "completeDate": "2026-01-19T09:00:00.000+0000", "goal": None}  # fmt: skip
FIELDS = [
    {"id": "customfield_10010", "name": "Sprint", "type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint"},
    {"id": "customfield_10011", "name": "Severity", "type": "option",
     "custom": "com.atlassian.jira.plugin.system.customfieldtypes:select"},
    {"id": "customfield_10012", "name": "Owner", "type": "user",
     "custom": "com.atlassian.jira.plugin.system.customfieldtypes:userpicker"},
    {"id": "customfield_10013", "name": "Epic Link", "type": "any", "custom": "com.pyxis.greenhopper.jira:gh-epic-link"},
]  # fmt: skip


def the_world():
    """PAY has PAY-1 to PAY-7, a minute apart from 09:00 on 5 January 2026, SHOP has SHOP-1; OLD is archived.

    PAY-1 is done: started on the 6th, done on the 8th, planned for 1.0 on the 6th and for 1.1 on the 9th.
    """
    steps = [
        a_step(100, "2026-01-06T10:00:00+00:00", TODO, DOING),
        a_history(101, "2026-01-06T10:05:00+00:00", an_item("Fix Version", None, "1.0", ids=(None, "501"), field_id="fixVersions")),
        a_history(
            102, "2026-01-08T16:30:00+00:00",
            an_item("status", "In Progress", "Done", ids=("3", "5"), field_id="status"),
            an_item("resolution", None, "Done", ids=(None, "10000"), field_id="resolution"), author="grace",
        ),
        a_history(103, "2026-01-09T10:00:00+00:00", an_item("Fix Version", "1.0", "1.1", ids=("501", "502"))),
    ]  # fmt: skip
    first = an_issue(
        "PAY-1", status="Done", resolution="Done", resolved="2026-01-08T16:30:00+00:00", assignee="grace", labels=["naïve", "b"],
        fix_versions=["1.1"], components=["api"], description="One line\nand two\n\nA second block", histories=steps,
        custom={"customfield_10010": [SPRINT], "customfield_10011": {"id": "1", "value": "Severity 1"}, "customfield_10012": "grace"},
        links=[{"id": "900", "type": "Problem/Incident", "outward": "SHOP-1"}],
        comments=[{"id": "800", "author": "grace", "created": "2026-01-07T08:00:00+00:00", "body": "Seen"}],
    )  # fmt: skip
    others = [an_issue(f"PAY-{number}", created=f"2026-01-05T09:0{number}:30+00:00") for number in range(2, 7)]
    child = an_issue("PAY-7", type="Sub-task", parent="PAY-2", created="2026-01-05T09:07:30+00:00")
    others[1] = {**others[1], "parent": "PAY-2"}
    slipped = a_version(
        "1.1", 502, release="2026-02-01", start="2026-01-10",
        past=[{"until": "2026-01-12T00:00:00+00:00", "release": "2026-01-20"},
              {"until": "2026-01-20T00:00:00+00:00", "release": "2026-01-27"}],
    )  # fmt: skip
    pay = a_project(
        "PAY", a_version("1.0", 501, release="2026-01-07", released=True), slipped, components=["api", "web"]
    )
    projects = [pay, a_project("SHOP"), a_project("OLD", archived=True)]
    return a_world(*projects, issues=[first, *others, child, an_issue("SHOP-1", type="Incident")], fields=FIELDS)


@pytest.fixture(scope="session")
def _stand_ins() -> Iterator[dict[str, Standing]]:
    with standing(the_world(), "cloud") as cloud, standing(the_world(), "data-center") as data_center:
        yield {"cloud": cloud, "data-center": data_center}


@pytest.fixture(params=["cloud", "data-center"])
def jira(request, _stand_ins) -> Standing:
    _stand_ins[request.param].reset()
    return _stand_ins[request.param]


@pytest.fixture
def cloud(_stand_ins) -> Standing:
    _stand_ins["cloud"].reset()
    return _stand_ins["cloud"]


@pytest.fixture
def data_center(_stand_ins) -> Standing:
    _stand_ins["data-center"].reset()
    return _stand_ins["data-center"]
