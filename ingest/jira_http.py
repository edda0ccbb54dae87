"""Asks one Jira and hands back JSON: within its limits, again when that helps, and with a sentence when it does not."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests

from ingest.errors import SettingsError, SourceUnreachable
from ingest.jira_body import LONGEST_BODY, WHOLE, Body, CutOff, NoJson, Outline, TooLong, parsed
from ingest.jira_secret import Secret
from ingest.jira_trouble import LIBRARY_ERRORS, JiraRefused, Words, passing
from ingest.jira_waiting import Attempts, Clock, Patience, Trouble, asked_wait, http_date, stopped
from ingest.jira_wire import Wire
from ingest.settings_jira import JiraSettings

_LONGEST_ADDRESS = 4_000
_LONGEST_ERROR = 65_536
_SLOWEST_BYTES_A_SECOND = 1_000
_ANONYMOUS = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")


@dataclass(frozen=True, slots=True)
class Answer:
    """What Jira said to one request."""

    value: Any
    """What the body says, or the outline of it that was wanted."""
    body: Body
    clock_skew_seconds: float | None
    """How far the server's clock is ahead of ours."""


@dataclass(frozen=True, slots=True)
class _Expected:
    """What an answer has to be."""

    is_valid: Callable[[Any], bool]
    outline: Outline = WHOLE


def anything(_: Any) -> bool:
    """Take any JSON for an answer."""
    return True


class Http:
    """One Jira as it is asked by all threads of a sync."""

    def __init__(self, settings: JiraSettings, clock: Clock) -> None:
        self.settings = settings
        self._secret = Secret(settings.token())
        self.words = Words(settings, self._secret)
        self.patience = Patience(settings.give_up_minutes, clock)
        self._clock = clock
        if settings.ca_file is not None and not settings.ca_file.is_file():
            raise SettingsError(
                f"{settings.name}: {settings.ca_file}, which ca_file names, is not there. Correct the path."
            )
        self._wire = Wire(settings.requests_at_once, str(settings.ca_file) if settings.ca_file else None)
        self._places = threading.BoundedSemaphore(settings.requests_at_once)
        self._refused_token: Trouble | None = None

    def sign_in(self, user: str | None) -> None:
        """Sign in as user with the token as password, or with the token alone."""
        self._wire.sign_in(user, self._secret)

    def get(self, path: str, place: str, *, is_valid: Callable[[Any], bool] = anything, **query: Any) -> Answer:
        """Return the answer to a GET of /rest/PATH. `place` is what is asked for, as a sentence about it begins."""
        return self._ask("GET", path, place, query, None, _Expected(is_valid))

    def post(
        self, path: str, place: str, body: Any, *, is_valid: Callable[[Any], bool] = anything, outline: Outline = WHOLE
    ) -> Answer:  # fmt: skip
        """Return the answer to a POST, which only reads, as all that is asked here; its value holds what `outline` keeps."""
        return self._ask("POST", path, place, None, body, _Expected(is_valid, outline))

    def search(
        self, path: str, place: str, query: dict[str, Any], is_valid: Callable[[Any], bool], outline: Outline = WHOLE
    ) -> Answer:  # fmt: skip
        """Return the answer to a search that both ways of asking can carry: GET, or POST when the address gets too long."""
        expected = _Expected(is_valid, outline)
        listed = {name: ",".join(value) if isinstance(value, list) else value for name, value in query.items()}
        if sum(len(str(value)) for value in listed.values()) < _LONGEST_ADDRESS:
            return self._ask("GET", path, place, listed, None, expected)
        expand = query.get("expand")
        return self._ask("POST", path, place, None, {**query, **({"expand": [expand]} if expand else {})}, expected)

    def stop(self) -> None:
        """End every wait and every request, now and for good; may be called from any thread."""
        self.patience.stopped.set()
        self._wire.end()

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def _ask(
        self, method: str, path: str, place: str, query: dict[str, Any] | None, body: Any, expected: _Expected
    ) -> Answer:  # fmt: skip
        attempts = Attempts(place)
        while True:
            self.patience.before(place)
            found = self._once(method, path, query, body, expected)
            if isinstance(found, Answer):
                self.patience.succeeded()
                return found
            if not found.is_passing or (found.is_fatal_at_connect and not self.words.is_connected):
                raise self._error(place, found)
            self.patience.after(attempts, found)

    def _error(self, place: str, trouble: Trouble) -> Exception:
        if self.patience.stopped.is_set():
            return stopped(place)
        sentence = f"{place}: {trouble.what}. {trouble.remedy}"
        error = SourceUnreachable(sentence) if trouble.status is None else JiraRefused(sentence, trouble.status)
        error.__cause__ = trouble.cause
        return error

    def _once(
        self, method: str, path: str, query: dict[str, Any] | None, body: Any, expected: _Expected
    ) -> Answer | Trouble:  # fmt: skip
        with self._places:
            # Asking on with a token that was refused gets its account locked.
            if self._refused_token is not None or self.patience.stopped.is_set():
                return self._refused_token or passing("stopped")
            begun, asked_at = self._clock.elapsed(), self._clock.now()
            response = None
            try:
                response = self._wire.send(
                    method,
                    f"{self.settings.url}/rest/{path}",
                    query=query,
                    body=body,
                    seconds=self.settings.timeout_seconds,
                )
                raw = self._read(response)
            except LIBRARY_ERRORS as error:
                return self.words.of_error(error)
            finally:
                if response is not None:
                    response.close()
            answered_at = asked_at + timedelta(seconds=self._clock.elapsed() - begun)
        if isinstance(raw, Trouble):
            return raw
        if response.status_code != 200:
            return self._refusal(response, raw, path, answered_at)
        return self._understood(response, raw, path, asked_at + (answered_at - asked_at) / 2, expected)

    def _read(self, response: requests.Response) -> bytes | Trouble:
        """The body as it comes, never more than a page may have and never slower than a server that lives."""
        limit = LONGEST_BODY if response.status_code == 200 else _LONGEST_ERROR
        begun, size, parts = self._clock.elapsed(), 0, []
        while part := response.raw.read1(65_536, decode_content=False):
            parts.append(part)
            size += len(part)
            seconds = self._clock.elapsed() - begun
            if size > limit:
                return self._too_long() if response.status_code == 200 else b""
            if seconds > self.settings.timeout_seconds and size < seconds * _SLOWEST_BYTES_A_SECOND:
                return passing(f"{self.settings.url} sent its answer too slowly to be waited for")
        response.raw.release_conn()
        return b"".join(parts)

    def _too_long(self) -> Trouble:
        return Trouble(
            f"{self.settings.url} sent a page of more than {LONGEST_BODY // 2**20} MB",
            f"Lower page_size in [[jira]] (now {self.settings.page_size}), then run `leadline sync` again.", is_passing=False,
        )  # fmt: skip

    def _refusal(self, response: requests.Response, raw: bytes, path: str, now: datetime) -> Trouble:
        try:
            said = parsed(Body(raw, _encoding(response) or "").text_bytes())
        except (CutOff, TooLong, NoJson):
            said = None
        wait = asked_wait(response.headers, now) if response.status_code in (429, 503) else None
        trouble = self.words.of_status(response.status_code, response.headers, said, path, wait)
        if response.status_code == 401 and self.words.is_connected:
            self._refused_token = trouble
        return trouble

    def _understood(
        self, response: requests.Response, raw: bytes, path: str, midway: datetime, expected: _Expected
    ) -> Answer | Trouble:  # fmt: skip
        url, encoding = self.settings.url, _encoding(response)
        if any(word in response.headers.get("X-Seraph-LoginReason", "") for word in _ANONYMOUS):
            # Such an answer is that of somebody who is not signed in: empty lists instead of a refusal.
            return self.words.of_status(401, response.headers, None, path, None)
        if not raw.strip():
            return passing(f"{url} sent an empty answer")
        if encoding is None:
            return passing(f"{url} sent an answer that is packed in a way nobody asked for")
        body = Body(raw, encoding)
        try:
            plain = body.text_bytes()
            if plain[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                return self.words.web_page()
            value = parsed(plain, expected.outline)
        except TooLong:
            return self._too_long()
        except CutOff:
            return passing(f"{url} sent an answer that is cut off")
        except NoJson as error:
            return passing(f"{url} sent an answer that is no whole JSON ({error})")
        if not expected.is_valid(value):
            return (
                passing(f"{url} sent an answer that is not what /rest/{path} answers")
                if self.words.is_connected
                else self.words.no_jira()
            )
        server_at = http_date(response.headers.get("Date"))
        skew = None if server_at is None else (server_at - midway).total_seconds() + 0.5
        return Answer(value, body, skew)


def _encoding(response: requests.Response) -> str | None:
    """Return gzip, deflate, or nothing for a plain body; None for what was not asked for."""
    named = response.headers.get("Content-Encoding", "").strip().lower()
    known = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
    return known.get(named)
