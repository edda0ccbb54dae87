"""What passes is asked again, as late as Jira wants and no longer than the settings allow; what does not is said at once."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from ingest.errors import IngestError, SourceRefused, SourceUnreachable
from ingest.jira_client import connect
from tests.ingest.jira_client.scripted import INFO, ME, PlayedClock, Say, http_date, jira, settings_for

STATUSES = [{"id": "1", "name": "To Do"}]


class InTurn:
    """Answers with each of some things in turn, then with the last for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.count = 0

    def __call__(self, _):
        self.count += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer() if callable(answer) else answer


def ask(answers, folder, clock=None, **options):
    """Return what the client makes of the answers to its question for statuses."""
    clock = clock or PlayedClock()
    with jira(answers, info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, folder, **options), pages=folder / "pages", clock=clock)
        clock.waits.clear()
        try:
            return client.statuses()
        finally:
            client.close()


PASSING = {
    **{str(code): Say(status=code) for code in (408, 425, 429, 500, 502, 503, 504, 520)},
    "reset": Say(reset=True),
    "cut body": Say(STATUSES, cut=5),
    "cut and packed": Say(STATUSES, gzipped=True, cut=20),
    "cut JSON": Say(raw=b'[{"id": "1", "na'),
    "no JSON": Say(raw=b"hello"),
    "empty": Say(raw=b""),
    "web page": Say(raw=b"<html>Log in</html>", headers={"Content-Type": "text/html"}),
    "another shape": Say({"hello": "world"}),
    "packed wrongly": Say(STATUSES, headers={"Content-Encoding": "br"}),
    "no gzip": Say(STATUSES, headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_is_asked_again_after_a_wait(tmp_path, name):
    clock = PlayedClock()
    answers = InTurn(PASSING[name], PASSING[name], STATUSES)

    assert ask(answers, tmp_path, clock) == STATUSES
    assert answers.count == 3
    assert 1 <= clock.waits[0] <= 2 <= clock.waits[1] <= 4


def test_a_server_that_hangs_is_asked_again(tmp_path):
    hang = threading.Event()
    try:
        assert ask(InTurn(Say(STATUSES, hang=hang), STATUSES), tmp_path, timeout_seconds=0.3) == STATUSES
    finally:
        hang.set()


def test_an_answer_that_drips_is_given_up_and_asked_again(tmp_path):
    answers = InTurn(Say(STATUSES * 100, drip_seconds=0.05), STATUSES)

    assert ask(answers, tmp_path, timeout_seconds=0.3) == STATUSES
    assert answers.count == 2


@pytest.mark.parametrize(("headers", "seconds"), [
    ({"Retry-After": "7"}, 7), ({"Retry-After": "1.5"}, 1.5), ({"Retry-After": "0"}, 0),
    ({"X-RateLimit-Reset": "9"}, 9), ({"Retry-After": "7", "X-RateLimit-Reset": "90"}, 7),
    ({"Retry-After": "soon", "X-RateLimit-Reset": "9"}, 9),
])  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_that_jira_asks_for_is_kept_and_hardly_exceeded(tmp_path, headers, seconds, status):
    clock = PlayedClock()

    assert ask(InTurn(Say(status=status, headers=headers), STATUSES), tmp_path, clock) == STATUSES
    assert seconds <= clock.waits[0] <= seconds * 1.1


@pytest.mark.parametrize("form", [
    lambda moment: {"Retry-After": http_date(moment)},
    lambda moment: {"X-RateLimit-Reset": moment.strftime("%Y-%m-%dT%H:%M:%SZ")},
    lambda moment: {"X-RateLimit-Reset": moment.strftime("%Y-%m-%dT%H:%MZ")},
    lambda moment: {"X-RateLimit-Reset": str(int(moment.timestamp()))},
])  # fmt: skip
def test_a_wait_given_as_a_moment_ends_then(tmp_path, form):
    """Asked at some second of a minute, the moment is at most two minutes ahead, written to the second or minute."""
    clock = PlayedClock()
    moment = (datetime.now(UTC) + timedelta(minutes=2)).replace(second=0, microsecond=0)
    left = (moment - datetime.now(UTC)).total_seconds()

    assert ask(InTurn(Say(status=429, headers=form(moment)), STATUSES), tmp_path, clock) == STATUSES
    assert left - 3 <= clock.waits[0] <= (left + 1) * 1.1


@pytest.mark.parametrize("text", ["soon", "-5", "nan", "inf", "", "1e400", "Mon, 99 Foo"])
def test_a_wait_that_cannot_be_read_counts_as_none(tmp_path, text):
    clock = PlayedClock()

    assert ask(InTurn(Say(status=429, headers={"Retry-After": text}), STATUSES), tmp_path, clock) == STATUSES
    assert clock.waits[0] <= 2


@pytest.mark.parametrize(
    "headers", [{"Retry-After": "86400"}, {"Retry-After": http_date(datetime.now(UTC) + timedelta(hours=24))}]
)
def test_a_wait_longer_than_is_allowed_is_said_at_once(tmp_path, headers):
    clock = PlayedClock()
    answers = InTurn(Say(status=429, headers=headers))

    with pytest.raises(
        SourceUnreachable, match=r"jira: statuses: .*24 hours, longer than the 30 minutes .*give_up_minutes"
    ):
        ask(answers, tmp_path, clock)
    assert (clock.waits, answers.count) == ([], 1)


def test_a_server_that_stays_broken_is_given_up_in_time(tmp_path):
    clock = PlayedClock()

    with pytest.raises(
        SourceUnreachable, match=r"^jira: statuses: http://\S+ answered with an error of its own \(503\), \d+ times in"
    ):
        ask(InTurn(Say(status=503)), tmp_path, clock, give_up_minutes=2)
    assert 60 <= sum(clock.waits) <= 120


def test_after_one_request_was_given_up_the_next_is_given_up_sooner(tmp_path):
    clock = PlayedClock()
    with jira(InTurn(Say(status=500)), info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path, give_up_minutes=10), pages=tmp_path / "pages", clock=clock)
        spent = []
        for _ in range(3):
            before = sum(clock.waits)
            with pytest.raises(SourceUnreachable):
                client.statuses()
            spent.append(sum(clock.waits) - before)
        client.close()

    assert spent[0] > 450
    assert spent[1] < 10
    assert sum(spent) <= 600


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413])
def test_a_refusal_is_not_asked_again(tmp_path, status):
    clock = PlayedClock()
    answers = InTurn(Say({"errorMessages": ["No."]}, status))

    with pytest.raises(SourceRefused):
        ask(answers, tmp_path, clock)
    assert (clock.waits, answers.count) == ([], 1)


def test_a_token_that_was_refused_is_not_tried_again(tmp_path):
    with jira(InTurn(Say(status=401), STATUSES), info=INFO, me=ME) as (url, asked):
        client = connect(settings_for(url, tmp_path), pages=tmp_path / "pages")
        for _ in range(3):
            with pytest.raises(SourceRefused, match="token is no longer accepted"):
                client.statuses()
        client.close()

        assert len([request for request in asked if request.path.endswith("/status")]) == 1


def test_an_answer_for_somebody_who_is_not_signed_in_is_no_answer(tmp_path):
    with pytest.raises(SourceRefused, match="token is no longer accepted"):
        ask(InTurn(Say([], headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})), tmp_path)


def test_one_who_is_told_to_wait_stops_all(tmp_path):
    """While the first waits its two seconds, nobody else asks."""
    times = []

    def answer(request):
        times.append(time.monotonic())
        return Say(status=429, headers={"Retry-After": "1"}) if len(times) == 1 else STATUSES

    with jira(answer, info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path), pages=tmp_path / "pages")
        first = threading.Thread(target=client.statuses)
        first.start()
        while not times:
            time.sleep(0.01)
        time.sleep(0.2)
        client.priorities()
        first.join()
        client.close()

    assert min(later - times[0] for later in times[1:]) >= 1


def test_never_more_requests_at_once_than_allowed(tmp_path):
    running, most, lock = [], [], threading.Lock()

    def answer(_):
        with lock:
            running.append(1)
            most.append(len(running))
        time.sleep(0.03)
        with lock:
            running.pop()
        return STATUSES

    with jira(answer, info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path, requests_at_once=3), pages=tmp_path / "pages")
        threads = [threading.Thread(target=client.statuses) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()

    assert max(most) == 3


@pytest.mark.parametrize(
    "answer", [Say(status=429, headers={"Retry-After": "600"}), Say(STATUSES, hang=threading.Event())]
)
def test_stopping_ends_a_wait_and_a_request_at_once(tmp_path, answer):
    came = threading.Event()
    failed = []

    def slow(_):
        came.set()
        return answer

    def work(client):
        with pytest.raises(IngestError) as caught:
            client.statuses()
        failed.append(str(caught.value))

    with jira(slow, info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path, timeout_seconds=60), pages=tmp_path / "pages")
        thread = threading.Thread(target=work, args=(client,))
        thread.start()
        assert came.wait(10)
        time.sleep(0.2)
        client.stop()
        thread.join(10)
        client.close()
        if answer.hang:
            answer.hang.set()

    assert failed == ["jira: statuses: stopped before it was read. Run `leadline sync` again; it goes on from there."]


@pytest.mark.parametrize("say", [
    Say(raw=b"[" + b" " * (70 * 2**20) + b"]", gzipped=True),
    Say(raw=b"[" + b" " * (65 * 2**20) + b"]"),
])  # fmt: skip
def test_a_page_that_is_too_long_ends_in_a_sentence(tmp_path, say):
    answers = InTurn(say)

    with pytest.raises(SourceUnreachable, match=r"a page of more than 64 MB\. Lower page_size"):
        ask(answers, tmp_path, timeout_seconds=30)
    assert answers.count == 1


@pytest.mark.parametrize(("raw", "value"), [
    (b'\xef\xbb\xbf[{"name": "a"}]', "a"), (b'[{"name": "\xff"}]', "\ufffd"), (b'[{"name": "\\ud800"}]', "\ud800"),
    (b'[{"name": "\\u0000"}]', "\0"), (b'[{"name": "a", "name": "b"}]', "b"), (b'[{"name": NaN}]', None),
    (b'[{"name": -Infinity}]', None), (b'[{"name": ' + b"9" * 5000 + b"}]", None), (b'[{"name": 1e400}]', float("inf")),
    ("[{\"name\": \"naïve\"}]".encode(), "naïve"),
])  # fmt: skip
def test_odd_json_is_read(tmp_path, raw, value):
    said = Say(raw=raw, headers={"Content-Type": "application/json; charset=iso-8859-1"})

    assert ask(InTurn(said), tmp_path) == [{"name": value}]


def test_json_nested_beyond_reason_ends_in_a_sentence(tmp_path):
    with pytest.raises(SourceUnreachable, match="no whole JSON"):
        ask(InTurn(Say(raw=b"[" * 200_000)), tmp_path, give_up_minutes=0.1)
