"""Every fault by its name: what it does to an answer, and that the plan says when."""

import json
import socket
import time
import zlib
from email.utils import parsedate_to_datetime

import pytest
import requests

from tests.dashboard.standin.asking import get, keys, post, raw, read_all, search

PAY = [f"PAY-{number}" for number in range(1, 8)]
MYSELF = "/rest/api/2/myself"


def plan(jira, name, *, match="/rest/api/", after=0, times=None, **arguments):
    jira.faults([{"match": match, "after": after, "times": times, "fault": name, **arguments}])


def statuses(jira, count=4):
    return [get(jira, MYSELF).status_code for _ in range(count)]


def test_a_fault_begins_after_so_many_requests_and_ends_after_so_many_times(jira):
    plan(jira, "status", code=503, after=1, times=2, match="myself")

    assert statuses(jira, 2) == [200, 503]
    jira.ask("/rest/api/2/field")
    assert statuses(jira, 3) == [503, 200, 200]


def test_a_plan_replaces_the_one_before_and_none_is_none(jira):
    plan(jira, "status", code=500)
    assert statuses(jira, 1) == [500]

    jira.faults([])
    assert statuses(jira, 1) == [200]


@pytest.mark.parametrize("pattern", ["/search", r"^GET .*search", "project = SHOP", "SHOP", r"jql=.*SHOP"])
def test_a_pattern_meets_path_query_and_what_they_stand_for(jira, pattern):
    plan(jira, "status", code=500, match=pattern)

    assert search(jira, "project = SHOP").status_code == 500
    assert get(jira, MYSELF).status_code == 200


def test_a_pattern_meets_the_body_of_a_question_too(cloud):
    plan(cloud, "status", code=500, match="SHOP")

    assert [
        post(cloud, "/rest/api/3/search/jql", {"jql": f"project = {key}"}).status_code for key in ("SHOP", "PAY")
    ] == [500, 200]


@pytest.mark.parametrize("body", [{"faults": [{"match": "x", "fault": "rain"}]}, {"faults": {}}, {}])
def test_a_plan_that_is_none_is_refused(jira, body):
    answer = requests.post(f"{jira.url}/__standin/faults", json=body, timeout=20)

    assert answer.status_code == 400
    assert answer.json()["errorMessages"][0]


@pytest.mark.parametrize("code", [400, 401, 403, 404, 408, 500, 502, 503, 504])
def test_any_status_can_be_answered(jira, code):
    plan(jira, "status", code=code)

    answer = get(jira, MYSELF)

    assert answer.status_code == code
    assert answer.headers["Content-Type"].startswith("text/html" if code >= 500 else "application/json")


@pytest.mark.parametrize(("said", "header"), [(5, "5"), ("1.5", "1.5"), (1.5, "1.5"), ("86400", "86400"), (None, None)])
def test_too_many_requests_with_the_wait_as_it_was_planned(jira, said, header):
    plan(jira, "too_many", retry_after=said)

    answer = get(jira, MYSELF)

    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, header)


def test_too_many_requests_with_a_date(jira):
    plan(jira, "too_many", retry_after="date:+60")

    answer = get(jira, MYSELF)

    until, now = (parsedate_to_datetime(answer.headers[name]) for name in ("Retry-After", "Date"))
    assert 59 <= (until - now).total_seconds() <= 61


def test_a_hang_answers_late_or_to_nobody(jira):
    plan(jira, "hang", seconds=30, times=1)

    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{jira.url}{MYSELF}", headers=jira.headers, timeout=0.3)
    assert statuses(jira, 1) == [200]


def test_a_reset_comes_before_the_answer(jira):
    plan(jira, "reset")

    with raw(jira, MYSELF) as connection, pytest.raises(ConnectionResetError):
        read_all(connection)


@pytest.mark.parametrize("count", [1, 40, 400])
def test_a_reset_can_come_after_so_many_bytes(jira, count):
    plan(jira, "reset", after_bytes=count)

    with raw(jira, MYSELF) as connection:
        found, is_reset = b"", False
        while not is_reset:
            try:
                found += connection.recv(1) or pytest.fail("it ended in peace")
            except ConnectionResetError:
                is_reset = True
    assert len(found) <= count


def test_a_cut_body_is_half_of_what_was_announced(jira):
    plan(jira, "cut_body")

    with raw(jira, MYSELF) as connection:
        head, _, body = read_all(connection).partition(b"\r\n\r\n")

    announced = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 200")
    assert len(body) == announced // 2


def test_cut_json_has_the_length_that_was_announced(jira):
    whole = get(jira, MYSELF).text
    plan(jira, "cut_json")

    answer = get(jira, MYSELF)

    assert answer.status_code == 200
    assert answer.text == whole[: len(whole) // 2]


def test_a_login_page_is_html_and_200(jira):
    plan(jira, "login_page")

    answer = get(jira, MYSELF)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html;charset=UTF-8")
    assert "password" in answer.text


def test_an_empty_body_is_200_and_nothing(jira):
    plan(jira, "empty_body")

    answer = get(jira, MYSELF)

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_repeated_token_leads_to_the_same_page(cloud):
    first = search(cloud, "project = PAY order by key", maxResults=2).json()["nextPageToken"]
    plan(cloud, "repeated_token")

    second, third = (
        search(cloud, "project = PAY order by key", maxResults=2, nextPageToken=first).json() for _ in range(2)
    )

    assert second["nextPageToken"] == third["nextPageToken"] == first
    assert second["issues"] == third["issues"]


def test_a_repeated_token_of_changelogs(cloud):
    asked = {"issueIdsOrKeys": ["PAY-1"], "maxResults": 1}
    token = post(cloud, "/rest/api/3/changelog/bulkfetch", asked).json()["nextPageToken"]
    plan(cloud, "repeated_token")

    assert (
        post(cloud, "/rest/api/3/changelog/bulkfetch", {**asked, "nextPageToken": token}).json()["nextPageToken"]
        == token
    )


def test_a_page_cap_makes_pages_smaller_and_loses_nothing(jira):
    plan(jira, "page_cap", size=2)

    assert len(search(jira, "project = PAY", maxResults=50).json()["issues"]) == 2
    assert keys(jira, "project = PAY order by key") == PAY
    assert len(jira.ask("/rest/api/2/project/PAY/version?maxResults=50")["values"]) == 2


def test_a_page_cap_holds_for_changelogs(cloud):
    plan(cloud, "page_cap", size=3)

    page = post(cloud, "/rest/api/3/changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1"]}).json()
    assert len(page["issueChangeLogs"][0]["changeHistories"]) == 3
    assert page["nextPageToken"]
    assert cloud.ask("/rest/api/3/issue/PAY-1/changelog")["isLast"] is False


def test_a_short_page_misses_its_last_issue_which_the_next_has(data_center):
    plan(data_center, "short_page", times=1)

    page = search(data_center, "project = PAY order by key", maxResults=3).json()

    assert [issue["key"] for issue in page["issues"]] == PAY[:2]
    assert (page["maxResults"], page["total"]) == (3, 7)
    plan(data_center, "short_page", times=1)
    assert keys(data_center, "project = PAY order by key", size=3) == PAY


def test_an_empty_page_has_more_behind_it(jira):
    plan(jira, "empty_page", times=1)

    page = search(jira, "project = PAY order by key", maxResults=3).json()

    assert page["issues"] == []
    if jira.kind == "cloud":
        assert page["isLast"] is False
        following = search(
            jira, "project = PAY order by key", fields="key", maxResults=3, nextPageToken=page["nextPageToken"]
        )
        assert [issue["key"] for issue in following.json()["issues"]] == PAY[:3]
    else:
        assert page["total"] == 7


def test_a_duplicate_issue_is_the_last_of_the_page_before_and_nothing_is_lost(jira):
    plan(jira, "duplicate_issue", after=1, times=1, match="/search")

    found = keys(jira, "project = PAY order by key", size=3)

    assert found == ["PAY-1", "PAY-2", "PAY-3", "PAY-3", "PAY-4", "PAY-5", "PAY-6", "PAY-7"]


def test_duplicates_on_every_page_lose_nothing_either(jira):
    plan(jira, "duplicate_issue")

    found = keys(jira, "project = PAY order by key", size=3)

    assert set(found) == set(PAY)
    assert len(found) > 7


def test_a_truncated_changelog_tells_how_much_there_was(jira):
    plan(jira, "truncated_changelog", keep=2)

    log = search(jira, "key = PAY-1", fields="summary", expand="changelog").json()["issues"][0]["changelog"]
    whole = jira.ask("/rest/api/2/issue/PAY-1?expand=changelog")["changelog"]

    assert (log["total"], [entry["id"] for entry in log["histories"]]) == (
        4, ["103", "102"] if jira.kind == "cloud" else ["102", "103"],
    )  # fmt: skip
    assert len(whole["histories"]) == 4


def test_a_truncated_changelog_everywhere(jira):
    plan(jira, "truncated_changelog", keep=1, everywhere=True)

    log = jira.ask("/rest/api/2/issue/PAY-1?expand=changelog")["changelog"]

    assert (log["total"], len(log["histories"])) == (4, 1)


def test_an_omitted_changelog_is_not_there_at_all_in_searches(jira):
    plan(jira, "omitted_changelog")

    assert "changelog" not in search(jira, "key = PAY-1", fields="summary", expand="changelog").json()["issues"][0]
    assert jira.ask("/rest/api/2/issue/PAY-1?expand=changelog")["changelog"]["total"] == 4


@pytest.mark.parametrize("total", [3, 0, -1, 100, None])
def test_a_wrong_total(jira, total):
    plan(jira, "wrong_total", total=total)

    if jira.kind == "cloud":
        told = post(jira, "/rest/api/3/search/approximate-count", {"jql": "project = PAY"}).json().get("count")
    else:
        told = search(jira, "project = PAY").json().get("total")

    assert told == total


def test_a_drip_is_the_whole_answer_byte_by_byte(jira):
    plan(jira, "drip", seconds_per_byte=0.001)

    assert get(jira, "/rest/api/2/project/SHOP/versions").json() == []


def test_a_clock_that_is_wrong_tells_so_in_header_and_server_info(jira):
    right = parsedate_to_datetime(get(jira, MYSELF).headers["Date"])
    plan(jira, "clock_skew", seconds=-7200)

    answer = get(jira, "/rest/api/2/serverInfo")

    assert 7100 < (right - parsedate_to_datetime(answer.headers["Date"])).total_seconds() < 7201
    assert answer.json()["serverTime"][:13] == f"{parsedate_to_datetime(answer.headers['Date']):%Y-%m-%dT%H}"


def test_a_redirect_leads_elsewhere(jira):
    plan(jira, "redirect", to="http://127.0.0.1:9/elsewhere")

    answer = get(jira, MYSELF)

    assert (answer.status_code, answer.headers["Location"]) == (302, "http://127.0.0.1:9/elsewhere")


def test_lost_permission_on_one_project(jira):
    plan(jira, "lost_permission", project="SHOP")

    assert get(jira, "/rest/api/2/project/SHOP/versions").status_code == 403
    assert get(jira, "/rest/api/2/project/PAY/versions").status_code == 200
    assert get(jira, "/rest/api/2/issue/SHOP-1").status_code == 404
    assert keys(jira, "project in (PAY, SHOP) order by key") == PAY


def test_lost_permission_on_everything(jira):
    plan(jira, "lost_permission")

    assert get(jira, "/rest/api/2/project/PAY").status_code == 403
    assert keys(jira, "project = PAY") == []


def test_a_captcha_says_so_in_a_header(jira):
    plan(jira, "captcha")

    answer = get(jira, MYSELF)

    assert answer.status_code == (401 if jira.kind == "cloud" else 403)
    assert answer.headers["X-Authentication-Denied-Reason"].startswith("CAPTCHA_CHALLENGE")


def test_an_error_that_is_a_text(jira):
    plan(jira, "error_string")

    answer = get(jira, MYSELF)

    assert answer.status_code == 400
    assert isinstance(answer.json(), str)


def test_a_gzip_bomb_is_small_and_becomes_large_and_is_whole(jira):
    plan(jira, "gzip_bomb", size=64)

    with requests.get(f"{jira.url}{MYSELF}", headers=jira.headers, stream=True, timeout=20) as answer:
        packed = answer.raw.read(decode_content=False)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(packed) < 1 << 18
    unpacked = zlib.decompress(packed, zlib.MAX_WBITS | 16)
    assert len(unpacked) > 64 << 20
    assert json.loads(unpacked) == {"issues": []}


def test_a_wrong_charset_is_a_lie_about_the_same_bytes(jira):
    plan(jira, "wrong_charset")

    answer = get(jira, "/rest/api/2/issue/PAY-1")

    assert "ISO-8859-1" in answer.headers["Content-Type"]
    assert json.loads(answer.content)["fields"]["labels"] == ["naïve", "b"]


def test_duplicate_keys_end_with_the_true_ones(jira):
    whole = search(jira, "project = PAY order by key", fields="summary").json()
    plan(jira, "duplicate_keys")

    answer = search(jira, "project = PAY order by key", fields="summary")
    names = []
    json.loads(answer.text, object_pairs_hook=lambda pairs: names.append([name for name, _ in pairs]) or dict(pairs))

    assert any(len(set(found)) < len(found) for found in names)
    assert {name: value for name, value in answer.json().items() if name != "nextPageToken"} == {
        name: value for name, value in whole.items() if name != "nextPageToken"
    }


def test_an_expired_token_is_expired_from_then_on(jira):
    plan(jira, "expired_token", match="/field", times=1)

    assert statuses(jira, 1) == [200]
    assert get(jira, "/rest/api/2/field").status_code == 401
    assert statuses(jira, 2) == [401, 401]
    jira.faults([])
    assert statuses(jira, 1) == [200]


def test_faults_of_wording_combine_and_the_log_names_all(jira):
    jira.faults([
        {"match": "/search", "fault": "page_cap", "size": 2}, {"match": "/search", "fault": "clock_skew", "seconds": 60},
        {"match": "/search", "fault": "status", "code": 500, "times": 1}, {"match": "/search", "fault": "reset", "after": 9},
    ])  # fmt: skip

    first, second = search(jira, "project = PAY"), search(jira, "project = PAY")

    assert (first.status_code, len(second.json()["issues"])) == (500, 2)
    assert [entry["fault"] for entry in jira.requests()] == ["page_cap+clock_skew+status", "page_cap+clock_skew"]


def test_a_connection_goes_on_after_a_fault_that_leaves_it_whole(jira):
    plan(jira, "status", code=503, times=1)

    with requests.Session() as session:
        session.headers.update(jira.headers)
        codes = [session.get(f"{jira.url}{MYSELF}", timeout=20).status_code for _ in range(3)]

    assert codes == [503, 200, 200]


def test_what_hangs_holds_up_nobody_else(jira):
    plan(jira, "hang", seconds=30, times=1)

    with raw(jira, MYSELF):
        while not jira.requests():
            time.sleep(0.01)
        assert statuses(jira, 1) == [200]


def test_a_client_that_goes_away_does_no_harm(jira):
    plan(jira, "drip", seconds_per_byte=0.001, times=1)
    with raw(jira, MYSELF) as connection:
        connection.recv(1)
        connection.shutdown(socket.SHUT_RDWR)

    assert statuses(jira, 1) == [200]
