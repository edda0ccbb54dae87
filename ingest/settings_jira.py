"""The Jira part of leadline.toml: [[jira]], [jira.fields] and [people]; the secrets they name are read here and nowhere else."""

import ipaddress
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ingest.errors import SettingsError
from ingest.setting_text import text_of
from ingest.text import one_line

KEYS: Mapping[str, frozenset[str]] = {
    "jira": frozenset({
        "url", "name", "kind", "projects", "user", "token_file", "token_variable", "requests_at_once", "page_size",
        "timeout_seconds", "give_up_minutes", "ca_file", "bodies", "fields",
    }),
    "jira.fields": frozenset({
        "severity", "change_type", "risk", "sprint", "approvals", "epic_link", "planned_start", "planned_end", "started",
    }),
    "people": frozenset({"pseudonymise", "key_file"}),
}  # fmt: skip
"""The keys of each table."""

TOKEN_VARIABLE = "LEADLINE_JIRA_TOKEN"
USER_VARIABLE = "LEADLINE_JIRA_USER"
PEOPLE_KEY_VARIABLE = "LEADLINE_PEOPLE_KEY"
KINDS = ("cloud", "data center")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")
_PROJECT_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,99}")
_PAGES_OF_JIRA = {"browse", "secure", "rest", "projects", "issues", "login.jsp", "login", "plugins", "servicedesk"}
_SHORTEST_KEY = 16
_LONGEST_SECRET = 10_000


@dataclass(frozen=True, slots=True)
class JiraSettings:
    """One Jira to read."""

    url: str
    """Without credentials and without a slash at the end."""
    name: str = "jira"
    kind: str | None = None
    """cloud or data center; None means that the server is asked."""
    projects: tuple[str, ...] = ()
    """Keys; empty means every project the account may see."""
    user: str | None = None
    token_file: Path | None = None
    token_variable: str = TOKEN_VARIABLE
    requests_at_once: int = 4
    page_size: int = 100
    timeout_seconds: float = 60
    give_up_minutes: float = 30
    ca_file: Path | None = None
    bodies: bool = False
    """Descriptions and comments are stored."""
    fields: tuple[tuple[str, str], ...] = ()
    """(what it is used as, name of the field), where name and schema do not tell."""

    @property
    def account(self) -> str | None:
        """The user as the settings or the variable name it; None for a token that needs none."""
        return self.user or os.environ.get(USER_VARIABLE) or None

    def token(self) -> str:
        """Return the secret from its file or variable. Raises `SettingsError` that names where it should be."""
        if self.token_file is not None:
            return _secret_of_file(self.token_file, "token_file")
        token = os.environ.get(self.token_variable, "").strip()
        if not token:
            raise SettingsError(
                f"{self.name}: there is no token for {self.url}. Set the variable {self.token_variable}, or name a file "
                "that holds it: token_file in [[jira]]."
            )
        return _one_word(token, self.token_variable)


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """How people are stored."""

    pseudonymise: bool = False
    key_file: Path | None = None

    def key(self) -> bytes | None:
        """Return the key that pseudonyms are made with; None when people are stored as they are."""
        if not self.pseudonymise:
            return None
        if self.key_file is not None:
            key = _secret_of_file(self.key_file, "key_file")
        else:
            key = os.environ.get(PEOPLE_KEY_VARIABLE, "").strip()
        if len(key) < _SHORTEST_KEY:
            raise SettingsError(
                f"pseudonymise in [people] needs a key of at least {_SHORTEST_KEY} characters that you keep: set "
                f"{PEOPLE_KEY_VARIABLE}, or name a file that holds it: key_file in [people]."
            )
        return key.encode("utf-8", "surrogateescape")


def jiras_from(value: object, *, base: Path, where: str) -> tuple[JiraSettings, ...]:
    """Return the [[jira]] tables; `value` is what leadline.toml holds under jira."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise SettingsError(f"{where}: 'jira' must be a list of tables. Write each Jira under [[jira]].")
    found = tuple(_jira(entry, base, where) for entry in value)
    doubled = [name for name, count in Counter(jira.name for jira in found).items() if count > 1]
    if doubled:
        raise SettingsError(f'{where}: two [[jira]] are named {doubled[0]!r}. Give each a name: name = "...".')
    return found


def people_from(value: object, *, base: Path, where: str) -> PeopleSettings:
    """Return the table [people]."""
    if not isinstance(value, dict):
        raise SettingsError(f"{where}: 'people' must be a table. Write [people] on a line of its own.")
    place = f"{where}: [people]"
    return PeopleSettings(_truth(value, "pseudonymise", False, place), _file(value, "key_file", base, place))


def projects_of(keys: Sequence[str], place: str) -> tuple[str, ...]:
    """Return the keys, each once; refuses what cannot be a project's key."""
    for key in keys:
        if not _PROJECT_KEY.fullmatch(key):
            raise SettingsError(
                f"{place}: {one_line(repr(key), 60)} is no Jira project key. Expected capitals such as 'PAY'."
            )
    return tuple(dict.fromkeys(keys))


def checked_url(text: str, place: str) -> str:
    """Return the address of a Jira in its plain form; refuses credentials, and http but for this machine."""
    shown = one_line(text, 100)
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsError(f"{place}: {shown} is no address. {_EXPECTED_URL}") from error
    if parts.scheme not in ("https", "http") or not host or re.search(r"[\s\x00-\x1f\\]", text.strip()):
        raise SettingsError(f"{place}: {shown!r} is no address. {_EXPECTED_URL}")
    if parts.username is not None or parts.password is not None:
        raise SettingsError(
            f"{place}: the url holds a user or password. Take it out; the token belongs into {TOKEN_VARIABLE} "
            "or the file that token_file names."
        )
    if parts.scheme == "http" and not _is_this_machine(host):
        raise SettingsError(
            f"{place}: {shown} would send the token unencrypted. Write https://; http is for this machine alone."
        )
    return _plain(parts, host, port, place)


_EXPECTED_URL = "Expected one such as https://example.atlassian.net or https://jira.example.com/jira."


def _plain(parts: SplitResult, host: str, port: int | None, place: str) -> str:
    names = [name for name in parts.path.split("/") if name]
    shown = f"[{host}]" if ":" in host else host
    root = f"{parts.scheme}://{shown}{f':{port}' if port else ''}"
    if "wiki" in names or "confluence" in names:
        raise SettingsError(f"{place}: {root}/{'/'.join(names)} is a wiki's address. {_EXPECTED_URL}")
    page = next((n for n, name in enumerate(names) if name in _PAGES_OF_JIRA), None)
    if page is not None or parts.query or parts.fragment:
        short = "/".join([root, *names[:page]])
        raise SettingsError(f"{place}: the url is that of a page in Jira. Write the address of Jira itself: {short}")
    return "/".join([root, *names])


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _jira(entry: Mapping[str, Any], base: Path, where: str) -> JiraSettings:
    url = text_of(entry, "url", f"{where}: [[jira]]")
    if url is None:
        raise SettingsError(f'{where}: a [[jira]] has no url. Add url = "https://example.atlassian.net".')
    name = text_of(entry, "name", f"{where}: [[jira]]") or "jira"
    if not _NAME.fullmatch(name):
        raise SettingsError(
            f"{where}: name of a [[jira]] must be letters, digits, spaces, dots or dashes, found {one_line(repr(name), 60)}."
        )
    place = f"{where}: [[jira]] {name}"
    kind = text_of(entry, "kind", place)
    if kind is not None and kind.lower() not in KINDS:
        raise SettingsError(f"{place}: kind must be 'cloud' or 'data center', found {one_line(repr(kind), 40)}.")
    default = JiraSettings("")
    return JiraSettings(
        url=checked_url(url, place), name=name, kind=kind.lower() if kind else None,
        projects=projects_of(_texts(entry, "projects", place), place),
        user=text_of(entry, "user", place), token_file=_file(entry, "token_file", base, place),
        token_variable=_variable(entry, place),
        requests_at_once=_whole(entry, "requests_at_once", default.requests_at_once, 32, place),
        page_size=_whole(entry, "page_size", default.page_size, 1000, place),
        timeout_seconds=_number(entry, "timeout_seconds", default.timeout_seconds, place),
        give_up_minutes=_number(entry, "give_up_minutes", default.give_up_minutes, place),
        ca_file=_file(entry, "ca_file", base, place), bodies=_truth(entry, "bodies", False, place),
        fields=_fields(entry.get("fields", {}), place),
    )  # fmt: skip


def _variable(entry: Mapping[str, Any], place: str) -> str:
    name = text_of(entry, "token_variable", place) or TOKEN_VARIABLE
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise SettingsError(
            f"{place}: token_variable must be the name of an environment variable such as {TOKEN_VARIABLE}; "
            "the token itself never stands in the settings."
        )
    return name


def _fields(value: object, place: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(name, str) and name.strip() for name in value.values()):
        raise SettingsError(f'{place}: [jira.fields] must name fields, such as severity = "Impact level".')
    return tuple(sorted(value.items()))


def _file(entry: Mapping[str, Any], key: str, base: Path, place: str) -> Path | None:
    text = text_of(entry, key, place)
    return None if text is None else base / Path(text).expanduser()


def _texts(entry: Mapping[str, Any], key: str, place: str) -> list[str]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f'{place}: {key} must be a list of texts, such as {key} = ["PAY"].')
    return value


def _whole(entry: Mapping[str, Any], key: str, default: int, highest: int, place: str) -> int:
    value = entry.get(key, default)
    if type(value) is not int or not 1 <= value <= highest:
        raise SettingsError(f"{place}: {key} must be a whole number from 1 to {highest}.")
    return value


def _number(entry: Mapping[str, Any], key: str, default: float, place: str) -> float:
    value = entry.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100_000:
        raise SettingsError(f"{place}: {key} must be a number above 0.")
    return float(value)


def _truth(entry: Mapping[str, Any], key: str, default: bool, place: str) -> bool:
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise SettingsError(f"{place}: {key} must be true or false.")
    return value


def _secret_of_file(file: Path, key: str) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(
            f"{file}, which {key} names, cannot be read ({reason}). Correct the path or the file."
        ) from error
    return _one_word(text, str(file))


def _one_word(secret: str, origin: str) -> str:
    if not secret or len(secret) > _LONGEST_SECRET or not secret.isprintable() or " " in secret:
        raise SettingsError(f"{origin} must hold one secret on one line and nothing else. Check how it was written.")
    return secret
