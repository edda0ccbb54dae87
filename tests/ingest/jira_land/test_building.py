"""What is built in part is as good as what is built whole: the same issues, the same rows, the same refusals."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest

from ingest import jira_outline
from ingest.jira_body import Body, NoJson, parsed
from ingest.jira_building import Builder
from ingest.jira_fields import field_map
from ingest.jira_people import People
from ingest.jira_reading import expanded, id_of, is_search, issues_of, readings_of
from ingest.jira_records import COLUMNS, Batch
from ingest.jira_source import Reader
from tests.ingest.jira_land.issues import ADA, FIELDS, change, entry, issue

ODD = (
    None, [], {}, "", "x", 0, -1, True, 1.5, 2**70, [None], [[]], {"a": None}, "\ud800", "nul\x00", "評審中", {"id": "7"},
    "2026-01-05T09:00:00.000+0000", {"iso8601": "2026-01-05T09:00:00Z"}, ["a", 1, None], 10**400,
)  # fmt: skip
LABELS = {"search": "search", "alone": "issue", "bulk": "bulk 101 102 103"}


def an_issue(number: int) -> dict[str, Any]:
    found = issue(
        summary=f"No. {number}", reporter=ADA, assignee=ADA, labels=["a", "b"], customfield_1={"value": "High"},
        customfield_2=[{"id": 5, "name": "Sprint 5", "state": "closed"}], fixVersions=[{"id": "9", "name": "1.0.0"}],
        issuelinks=[{"id": "4", "type": {"name": "Blocks", "outward": "blocks"}, "outwardIssue": {"id": "102", "key": "PAY-2"}}],
    )  # fmt: skip
    histories = [
        entry(10 * number + 1, change("status", "1", "3"), change("assignee", None, "ada"), author=ADA),
        entry(10 * number + 2, change("Key", "OLD-1", f"PAY-{number}"), change("status", "3", "1"), author=ADA),
    ]
    log = {"total": 2, "maxResults": 2, "startAt": 0, "histories": histories}
    return {**found, "id": str(100 + number), "key": f"PAY-{number}", "changelog": log}


def answers() -> dict[str, Any]:
    issues = [an_issue(number) for number in (1, 2, 3)]
    logs = [{"issueId": one["id"], "changeHistories": one["changelog"]["histories"]} for one in issues]
    return {
        "search": {"issues": issues, "total": 3, "isLast": False, "nextPageToken": "t"},
        "alone": issues[0],
        "bulk": {"issueChangeLogs": logs, "nextPageToken": None},
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all that is in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, each in inner for place in places(each, (*path, key))]


def with_odd(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    changed = deepcopy(value)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = odd
    return changed


def cases() -> list[Any]:
    """Each part of each kind of answer once with an odd value in its place, of which a seed chooses."""
    dice = random.Random(11)
    return [
        pytest.param(kind, with_odd(answer, path, dice.choice(ODD)), id=f"{kind} {'.'.join(map(str, path))}")
        for kind, answer in answers().items()
        for path in places(answer)
    ]


def body_of(value: Any) -> Body:
    return Body(json.dumps(value).encode())


def told(kind: str, value: Any) -> list[tuple[str, Body]]:
    plain = {"search": None, "alone": None, "bulk": ("search", body_of(answers()["search"]))}[kind]
    return [*([plain] if plain else []), (LABELS[kind], body_of(value))]


def rows(page: list[tuple[str, Body]], builder: Builder | None) -> Any:
    """All rows of a page, or the error that it ends with."""
    reader, batch = Reader(field_map(FIELDS), People(None)), Batch()
    try:
        for found in readings_of(page, builder.value) if builder else readings_of(page):
            reader.read(found.issue, found.histories, found.state, batch)
    except Exception as error:  # noqa: BLE001 - that both ways end alike is what is asked
        return type(error)
    return {name: batch.rows(name) for name in COLUMNS}, reader.unreadable_count


@pytest.mark.parametrize(("kind", "value"), cases())
def test_rows_do_not_depend_on_how_an_answer_is_built(kind: str, value: Any) -> None:
    """Twice with the same builder: what it knows from the page before changes nothing."""
    page, builder = told(kind, value), Builder()
    whole = rows(page, None)

    assert rows(page, builder) == whole
    assert rows(page, builder) == whole


def test_the_case_that_all_others_are_made_of_is_read_whole() -> None:
    found, unreadable = rows(told("search", answers()["search"]), Builder())

    assert unreadable == 0
    assert {name: len(found[name]) for name in ("jira_issues", "jira_transitions", "jira_issue_keys", "jira_links")} == {
        "jira_issues": 3, "jira_transitions": 12, "jira_issue_keys": 6, "jira_links": 3,
    }  # fmt: skip


def outlined(value: Any) -> Any:
    """What paging goes by."""
    if not is_search(value):
        return None
    found = [(id_of(one), one.get("key"), (len(log or ()), log is None, whole)) for one in issues_of(value) for log, whole in [expanded(one)]]
    return found, value.get("total"), value.get("nextPageToken"), value.get("isLast")


@pytest.mark.parametrize("value", [case.values[1] for case in cases() if case.values[0] == "search"])
def test_an_outline_pages_as_the_whole_answer_would(value: Any) -> None:
    raw = body_of(value).raw

    assert outlined(parsed(raw, jira_outline.SEARCH)) == outlined(parsed(raw))


@pytest.mark.parametrize(("kind", "outline"), [("search", jira_outline.SEARCH), ("bulk", jira_outline.BULK)])
def test_an_answer_that_is_cut_off_anywhere_is_no_json_in_outline_either(kind: str, outline: Any) -> None:
    raw = body_of(answers()[kind]).raw

    for end in range(1, len(raw), 7):
        with pytest.raises(NoJson):
            parsed(raw[:end], outline)


@pytest.mark.parametrize("spoilt", [b'{"issues":[],"x":01}', b'{"issues":[{"fields":{"a":nul}}]}', b'{"issues":[{"fields":{"a" 1}}]}',
                                    b'{"issues":[{"fields":"a\nb"}]}', b'{"issues":[],}', b'{"issues":[]} {}'])  # fmt: skip
def test_what_an_outline_leaves_out_must_be_json_too(spoilt: bytes) -> None:
    with pytest.raises(NoJson):
        parsed(spoilt, jira_outline.SEARCH)


@pytest.mark.parametrize(("odd", "read"), [
    (b'{"issues":[],"a":"\xff"}', "\ufffd"), (b'\xef\xbb\xbf{"issues":[],"a":"b"}', "b"), (b'{"issues":[],"a":NaN}', None),
    (b'{"issues":[],"a":"\\ud800"}', "\ud800"), (b'{"issues":[],"a":' + b"9" * 5000 + b"}", None), (b'{"issues":[],"a":1e400}', float("inf")),
])  # fmt: skip
def test_odd_json_is_read_as_before(odd: bytes, read: object) -> None:
    assert parsed(odd)["a"] == read
    assert issues_of(parsed(odd, jira_outline.SEARCH)) == []
