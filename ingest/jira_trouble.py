"""What went wrong with a request to Jira, in words: what it did, what was expected, what to do."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError

from ingest.errors import SourceRefused
from ingest.jira_secret import Secret
from ingest.jira_waiting import Trouble
from ingest.settings_jira import TOKEN_VARIABLE, JiraSettings
from ingest.text import one_line

AGAIN = "Run `leadline sync` again later; it goes on from its last good page."
_PASSING = frozenset({408, 425, 429})


class JiraRefused(SourceRefused):
    """Jira answered with a status that asking again does not change."""

    def __init__(self, sentence: str, status: int | None) -> None:
        super().__init__(sentence)
        self.status = status


class Stripped(Exception):
    """What a library raised, by name alone: the object itself holds the request and with it the token."""


def passing(what: str, *, remedy: str = AGAIN, cause: Exception | None = None, wait: float | None = None) -> Trouble:
    """Return a trouble that may be over when asked again."""
    return Trouble(what, remedy, cause=cause, wait_seconds=wait)


class Words:
    """The sentences for one Jira."""

    def __init__(self, settings: JiraSettings, secret: Secret) -> None:
        self.settings = settings
        self.url = settings.url
        self._secret = secret
        self.is_connected = False
        """Something was answered as a Jira answers: what fails from now on fails midway."""

    def of_error(self, error: Exception) -> Trouble:
        """Return the trouble behind what a library raised."""
        found = list(_roots(error))
        cause = Stripped(" <- ".join(dict.fromkeys(type(each).__name__ for each in found)))
        if any(isinstance(each, requests.exceptions.ProxyError) for each in found):
            return Trouble(
                f"the proxy between here and {self.url} lets nothing through",
                "Correct HTTPS_PROXY, or name the host in NO_PROXY.", cause=cause, is_fatal_at_connect=True,
            )  # fmt: skip
        if any(isinstance(each, ssl.SSLError | requests.exceptions.SSLError) for each in found):
            return self._of_tls(found, cause)
        if any(isinstance(each, NameResolutionError | socket.gaierror) for each in found):
            return Trouble(
                f"the host of {self.url} is not known on this network",
                "Correct url in [[jira]], or check the network's name service and VPN.", cause=cause, is_fatal_at_connect=True,
            )  # fmt: skip
        if any(isinstance(each, requests.exceptions.ConnectTimeout) for each in found):
            return Trouble(
                f"nothing answers at {self.url}", "Correct url in [[jira]], or check the network and VPN.", cause=cause
            )
        if any(isinstance(each, NewConnectionError | ConnectionRefusedError) for each in found):
            return Trouble(
                f"no connection to {self.url} can be made", "Correct url in [[jira]], or wait until the Jira runs again.",
                cause=cause, is_fatal_at_connect=True,
            )  # fmt: skip
        if any(isinstance(each, requests.exceptions.Timeout | ReadTimeoutError | TimeoutError) for each in found):
            return passing(
                f"{self.url} did not answer within {self.settings.timeout_seconds:g} seconds",
                remedy="Run `leadline sync` again later, or raise timeout_seconds or lower page_size in [[jira]]; it goes on from its last good page.",
                cause=cause,
            )
        if any(isinstance(each, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema) for each in found):
            return Trouble(
                f"{self.url} is no address that can be asked", "Correct url in [[jira]].", is_passing=False, cause=cause
            )
        return passing(f"the connection to {self.url} broke off", cause=cause)

    def _of_tls(self, found: list[BaseException], cause: Exception) -> Trouble:
        reasons = [each.verify_message for each in found if isinstance(each, ssl.SSLCertVerificationError)]
        if reasons:
            return Trouble(
                f"the certificate of {self.url} is not trusted ({one_line(reasons[0], 120)})",
                "If your company signs its own, name its authority's certificate: ca_file in [[jira]].",
                is_passing=False, cause=cause,
            )  # fmt: skip
        return Trouble(
            f"{self.url} speaks no TLS that can be understood", "Check the port and whether the address begins with https://.",
            is_passing=self.is_connected, cause=cause,
        )  # fmt: skip

    def of_status(self, status: int, headers: Mapping[str, str], body: Any, path: str, wait: float | None) -> Trouble:
        """Return the trouble behind a status other than 200; `body` is the JSON that came with it, if any."""
        if status in _PASSING or status >= 500:
            busy = (
                "is too busy for more requests (429)"
                if status == 429
                else f"answered with an error of its own ({status})"
            )
            return Trouble(f"{self.url} {busy}", AGAIN, status, wait_seconds=wait)
        if 300 <= status < 400:
            return self._of_redirect(status, headers, path)
        what, remedy = self._of_refusal(status, headers, body, path)
        return Trouble(what, remedy, status, is_passing=False)

    def _of_refusal(self, status: int, headers: Mapping[str, str], body: Any, path: str) -> tuple[str, str]:
        captcha = (
            f"{headers.get('X-Authentication-Denied-Reason', '')} {headers.get('X-Seraph-LoginReason', '')}".upper()
        )
        said = self._said(body)
        if status in (401, 403) and ("CAPTCHA" in captcha or "AUTHENTICATION_DENIED" in captcha):
            return (
                f"{self.url} wants a CAPTCHA solved before it lets this account in again",
                "Sign in once in a browser with that account and solve it, check the token, then run the command again.",
            )
        if status in (401, 403):
            return self._of_token(status, said)
        if status == 404 and not self.is_connected:
            return (
                f"there is no Jira at {self.url} (404)",
                "Write the address of Jira itself, with its path if it has one, such as https://jira.example.com/jira.",
            )
        if status == 404:
            return f"{self.url} has nothing under {path} for this account (404){said}", (
                "It was deleted, moved or hidden meanwhile: check it in a browser, then run `leadline sync` again."
            )
        if status == 410:
            return f"{self.url} no longer offers {path} (410)", (
                'If kind = "data center" stands in [[jira]] for a Jira Cloud, take it out; else a newer Leadline is needed.'
            )
        return f"{self.url} refused the request to {path} ({status}){said}", (
            "Check in a browser that the account still sees the project, then run `leadline sync` again."
        )

    def _of_token(self, status: int, said: str) -> tuple[str, str]:
        whose = f" of {one_line(self.settings.account, 80)}" if self.settings.account else ""
        where = str(self.settings.token_file or self.settings.token_variable or TOKEN_VARIABLE)
        again = "run `leadline sync` again; it goes on from its last good page"
        if status == 401 and self.is_connected:
            return f"the token{whose} is no longer accepted by {self.url} (401)", (
                f"It expired or was revoked: make a new one, put it into {where}, and {again}."
            )
        if status == 401:
            return f"{self.url} does not accept the token{whose} (401)", (
                f"Make a new one in Jira (Cloud: an API token, with its user in LEADLINE_JIRA_USER; Data Center: a personal "
                f"access token) and put it into {where}."
            )
        midway = "no longer accepted" if self.is_connected else "not accepted"
        return f"the token{whose} is {midway} for this by {self.url} (403){said}", (
            f"Give its account permission to browse the project, or put another token into {where}, and {again}."
        )

    def _of_redirect(self, status: int, headers: Mapping[str, str], path: str) -> Trouble:
        target = urljoin(f"{self.url}/", headers.get("Location", ""))
        parts, ours = urlsplit(target), urlsplit(self.url)
        shown = one_line(self._secret.struck_out(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"), 120)
        base = (
            parts.path.partition(f"/rest/{path.partition('/')[0]}")[0].rstrip("/") if "/rest/" in parts.path else None
        )
        if base is not None and (parts.scheme, parts.netloc, base) != (ours.scheme, ours.netloc, ours.path.rstrip("/")):
            remedy = f'The token is not sent on by itself. If that is your Jira, write it: url = "{shown}{one_line(base, 120)}".'
        else:
            remedy = (
                "It looks like the login page of a single sign-on: write the address under which its REST API takes tokens, "
                "and ask your Jira administrator which that is."
            )
        return Trouble(
            f"{self.url} sends requests on to {shown} ({status})",
            remedy,
            status,
            is_passing=self.is_connected,
            is_fatal_at_connect=True,
        )

    def web_page(self) -> Trouble:
        """Return the trouble of HTML where JSON was expected."""
        return Trouble(
            f"{self.url} answered with a web page, which looks like a login page (single sign-on) or a wiki",
            "Write the address of Jira itself as url in [[jira]]; behind a single sign-on, the one under which its REST API "
            "takes tokens.", is_fatal_at_connect=True,
        )  # fmt: skip

    def no_jira(self) -> Trouble:
        """Return the trouble of an answer that no Jira gives."""
        return Trouble(
            f"there is no Jira at {self.url}: its answer is not what a Jira says of itself",
            "Write the address of Jira itself, with its path if it has one, such as https://jira.example.com/jira.",
            is_fatal_at_connect=True,
        )  # fmt: skip

    def _said(self, body: Any) -> str:
        """The first thing Jira said about it, on one line."""
        texts: list[Any] = []
        if isinstance(body, str):
            texts = [body]
        elif isinstance(body, dict):
            listed, by_field = body.get("errorMessages"), body.get("errors")
            texts += listed if isinstance(listed, list) else [listed]
            texts += list(by_field.values()) if isinstance(by_field, dict) else []
            texts += [body.get("message"), body.get("errorMessage")]
        said = next((text for text in texts if isinstance(text, str) and text.strip()), "")
        return f": {one_line(self._secret.struck_out(said[:2000]), 160).rstrip('.')}" if said else ""


def _roots(error: BaseException) -> Iterator[BaseException]:
    """The error and all that stands behind it."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen or len(seen) > 50:
            continue
        seen.add(id(each))
        yield each
        behind = [each.__cause__, each.__context__, getattr(each, "reason", None), *getattr(each, "args", ())]
        waiting += [found for found in behind if isinstance(found, BaseException)]


LIBRARY_ERRORS = (requests.exceptions.RequestException, HTTPError, OSError, ValueError)
"""What `requests` and what lies below raise while a request is made or its body is read."""
