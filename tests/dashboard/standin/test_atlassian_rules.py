"""The judge of legal requests lets legal ones pass and names what is wrong with the others."""

import pytest

from tests.dashboard.standin.asking import get, post, search
from tests.support.atlassian_rules import violations


def asked(method, path, body=None, *, headers=("Authorization", "Content-Type"), **query):
    return {"number": 1, "method": method, "path": f"/rest/api/3/{path}", "query": query, "body": body,
            "header_names": list(headers), "status": 200, "fault": None, "at_ms": 0}  # fmt: skip


LEGAL = [
    asked("GET", "serverInfo"), asked("GET", "myself", expand="groups"), asked("GET", "project/search", startAt="50", expand="insight,lead"),
    asked("GET", "project/search", keys=["PAY", "SHOP"], status="archived"), asked("GET", "project/PAY/versions"),
    asked("GET", "project/PAY/version", startAt="0", maxResults="50", orderBy="-sequence"), asked("GET", "project/10000/components"),
    asked("GET", "issue/PAY-1", fields="summary,-comment", expand="changelog,names"), asked("GET", "issue/10001/changelog", startAt="100"),
    asked("GET", "search/jql", jql="project = PAY", fields="*all", maxResults="5000", nextPageToken="abc"),
    asked("POST", "search/jql", {"jql": "project = PAY order by key", "fields": ["key"], "maxResults": 100, "expand": "changelog,names"}),
    asked("POST", "search/approximate-count", {"jql": "project = PAY"}),
    asked("POST", "changelog/bulkfetch", {"issueIdsOrKeys": ["1"] * 1000, "maxResults": 10_000, "fieldIds": ["status"] * 10}),
    asked("GET", "mypermissions", permissions="BROWSE_PROJECTS", projectKey="PAY"),
]  # fmt: skip

ILLEGAL = {
    "no such endpoint": asked("GET", "search", jql="project = PAY"),
    "no such endpoint is documented": asked("PUT", "issue/PAY-1", {}),
    "the parameter startAt is not documented": asked("GET", "search/jql", jql="project = PAY", startAt="0"),
    "the member startAt is not documented": asked("POST", "search/jql", {"jql": "project = PAY", "startAt": 0}),
    "the parameter maxResults is 5,001, above 5,000": asked("GET", "search/jql", jql="project = PAY", maxResults="5001"),
    "the member maxResults is 0, below 1": asked("POST", "search/jql", {"jql": "project = PAY", "maxResults": 0}),
    "the member maxResults is no number": asked("POST", "search/jql", {"jql": "project = PAY", "maxResults": "50"}),
    "the member expand is no text": asked("POST", "search/jql", {"jql": "project = PAY", "expand": ["changelog"]}),
    "the member expand may not be 'everything'": asked("POST", "search/jql", {"jql": "project = PAY", "expand": "everything"}),
    "the member fields is no list of texts": asked("POST", "search/jql", {"jql": "project = PAY", "fields": "summary"}),
    "the member jql is missing": asked("POST", "search/jql", {"fields": ["key"]}),
    "the query restricts nothing": asked("POST", "search/jql", {"jql": " ORDER BY key"}),
    "ordered by more than 7 fields": asked("POST", "search/jql", {"jql": "key > A-1 order by a,b,c,d,e,f,g,h"}),
    "the member issueIdsOrKeys is 1,001 entries, above 1,000": asked("POST", "changelog/bulkfetch", {"issueIdsOrKeys": ["1"] * 1001}),
    "the member issueIdsOrKeys is 0 entries, below 1": asked("POST", "changelog/bulkfetch", {"issueIdsOrKeys": []}),
    "the member fieldIds is 11 entries": asked("POST", "changelog/bulkfetch", {"issueIdsOrKeys": ["1"], "fieldIds": ["a"] * 11}),
    "the member issueIdsOrKeys is no list of texts": asked("POST", "changelog/bulkfetch", {"issueIdsOrKeys": [1]}),
    "the parameter maxResults is 101": asked("GET", "project/search", maxResults="101"),
    "the parameter status may not be 'gone'": asked("GET", "project/search", status="gone"),
    "the parameter startAt is no number": asked("GET", "issue/PAY-1/changelog", startAt="first"),
    "it takes no body": asked("GET", "field", {"a": 1}),
    "its body has to be a JSON object": asked("POST", "search/jql", ["project = PAY"]),
    "sent as application/json": asked("POST", "search/jql", {"jql": "project = PAY"}, headers=("Authorization",)),
    "it carries no credentials": asked("GET", "field", headers=()),
    "the parameter permissions is missing": asked("GET", "mypermissions"),
}  # fmt: skip


@pytest.mark.parametrize("request_", LEGAL, ids=lambda entry: f"{entry['method']} {entry['path']}")
def test_a_legal_request_passes(request_):
    assert violations([request_]) == []


@pytest.mark.parametrize("said", ILLEGAL)
def test_an_illegal_request_is_named_with_what_is_wrong(said):
    [sentence] = violations([ILLEGAL[said]])

    assert said in sentence
    assert sentence.startswith(f"request 1, {ILLEGAL[said]['method']} {ILLEGAL[said]['path']}: ")


def test_it_reads_the_log_of_a_stand_in(cloud):
    search(cloud, "project = PAY", maxResults=5, fields="summary")
    post(cloud, "/rest/api/3/search/jql", {"jql": "project = PAY", "total": True})
    get(cloud, "/rest/api/3/project/search", keys=["PAY", "SHOP"])

    [sentence] = violations(cloud.requests())

    assert "the member total is not documented" in sentence
