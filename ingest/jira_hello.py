"""The first words with a Jira: which kind it is, how it takes its token, whose account it is, what its clock says."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ingest.errors import SettingsError
from ingest.jira_http import Answer, Http
from ingest.jira_trouble import JiraRefused
from ingest.jira_values import instant
from ingest.settings_jira import USER_VARIABLE
from ingest.text import one_line

_OF_ATLASSIAN = (".atlassian.net", ".jira.com", ".jira-dev.com")


@dataclass(frozen=True, slots=True)
class Hello:
    """What a Jira says of itself and of the account that asks."""

    kind: str
    version: str | None
    title: str | None
    account: str
    account_zone: str | None
    clock_skew_seconds: float | None


def say_hello(http: Http) -> Hello:
    """Sign in and return who is there. Raises a sentence when it is no Jira or does not take the token."""
    answer = _server(http)
    info = answer.value
    kind = http.settings.kind or ("cloud" if info.get("deploymentType") == "Cloud" else "data center")
    _sign_in_as(http, kind)
    api = "api/3" if kind == "cloud" else "api/2"
    me = http.get(f"{api}/myself", http.settings.name, is_valid=lambda value: isinstance(value, dict)).value
    http.words.is_connected = True
    names = (me.get(name) for name in ("displayName", "name", "emailAddress", "accountId"))
    return Hello(
        kind, _line(info.get("version")), _line(info.get("serverTitle")),
        next((text for name in names if (text := _line(name))), "an account without a name"),
        _line(me.get("timeZone")), _skew(answer, http),
    )  # fmt: skip


def _server(http: Http) -> Answer:
    """The answer to serverInfo, which a Jira gives to anybody; only where it does not, the token is tried out."""
    settings = http.settings
    known = settings.kind or ("cloud" if (urlsplit(settings.url).hostname or "").endswith(_OF_ATLASSIAN) else None)
    if known:
        _sign_in_as(http, known)
        return _info(http)
    try:
        return _info(http)
    except JiraRefused as error:
        if error.status not in (401, 403):
            raise
    if settings.account is not None:
        http.sign_in(settings.account)
        try:
            return _info(http)
        except JiraRefused as error:
            if error.status not in (401, 403):
                raise
    http.sign_in(None)
    return _info(http)


def _sign_in_as(http: Http, kind: str) -> None:
    """Cloud takes user and token, Data Center a personal access token alone."""
    user = http.settings.account
    if kind == "cloud" and user is None:
        raise SettingsError(
            f"{http.settings.name}: {http.settings.url} is a Jira Cloud, which takes a token only with its user. Set {USER_VARIABLE} "
            "to the account's e-mail address, or write user in [[jira]]."
        )
    http.sign_in(user if kind == "cloud" else None)


def _info(http: Http) -> Answer:
    return http.get("api/2/serverInfo", http.settings.name, is_valid=_is_info)


def _is_info(value: Any) -> bool:
    return isinstance(value, dict) and any(name in value for name in ("version", "deploymentType", "serverTitle"))


def _skew(answer: Answer, http: Http) -> float | None:
    if answer.clock_skew_seconds is not None:
        return round(answer.clock_skew_seconds, 1)
    told = instant(answer.value.get("serverTime"))
    return None if told is None else round((told - http.patience.clock.now()).total_seconds(), 1)


def _line(value: object) -> str | None:
    return one_line(value, 120) or None if isinstance(value, str) else None
