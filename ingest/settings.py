"""The sources' part of leadline.toml."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import SettingsError
from ingest.git_mirror import is_address
from ingest.setting_text import text_of
from ingest.settings_feeds import KEYS as FEED_KEYS
from ingest.settings_feeds import FeedSettings, feeds_from
from ingest.settings_jira import KEYS as JIRA_KEYS
from ingest.settings_jira import JiraSettings, PeopleSettings, jiras_from, people_from, projects_of
from ingest.text import without_credentials

KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"data_dir"}),
    "service": frozenset({"name", "team", "product", "repositories", "release_tags", "jira_projects", "versions"}),
    "git": frozenset({"workers", "fetch_timeout_minutes", "line_counts"}),
    "journal": frozenset({"url"}),
    **JIRA_KEYS,
    **FEED_KEYS,
}
"""The keys ingest understands, by table; "" is the top of the file."""


@dataclass(frozen=True, slots=True)
class Repository:
    """One git repository to read."""

    name: str
    location: str
    """Path or address as the settings give it."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is released as one."""

    name: str
    repositories: tuple[Repository, ...]
    team: str | None = None
    product: str | None = None
    release_tags: str | None = None
    """Regular expression, full match; None means the well-known patterns."""
    jira_projects: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    """(name of a Jira version, version of the release it is), where names do not match by themselves."""


@dataclass(frozen=True, slots=True)
class GitSettings:
    """How git repositories are read."""

    workers: int = 2
    fetch_timeout_minutes: float = 30
    line_counts: bool = True


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """What is read from where, and into which folder."""

    data_dir: Path
    base: Path
    """Folder that relative paths are relative to: the one leadline.toml lies in."""
    services: tuple[Service, ...]
    """Empty only when there is a Jira: then each of its projects is a service of its own name."""
    git: GitSettings = field(default_factory=GitSettings)
    jiras: tuple[JiraSettings, ...] = ()
    people: PeopleSettings = field(default_factory=PeopleSettings)
    feeds: tuple[FeedSettings, ...] = ()
    journal_url: str | None = field(default=None, repr=False)
    """Where the journal is; None means data_dir/journal.db. May hold a password when a variable gave it."""

    @property
    def repositories(self) -> tuple[Repository, ...]:
        """Every repository once, in the order the services name them."""
        return tuple({repo.name: repo for service in self.services for repo in service.repositories}.values())


def from_mapping(table: Mapping[str, Any], *, base: Path, where: str) -> SourceSettings:
    """Return the settings in `table`, the content of leadline.toml with known keys only.

    `where` names the file in messages. Raises `SettingsError` in one sentence.
    """
    jiras = jiras_from(table.get("jira", []), base=base, where=where)
    entries = _tables(table.get("service", []), where, may_be_empty=bool(jiras))
    _refuse_equal_names([str(entry.get("name", "")) for entry in entries], where)
    names = _repository_names([str(r) for entry in entries for r in _texts(entry, "repositories", where)])
    services = tuple(_service(entry, names, where, has_jira=bool(jiras)) for entry in entries)
    feeds = feeds_from(
        table.get("feed", []), where=where, time_zone=table.get("time_zone"), services=[service.name for service in services]
    )
    _refuse_shared_names(jiras, feeds, set(names.values()), where)
    data_dir = Path(text_of(table, "data_dir", where) or "data").expanduser()
    people = people_from(table.get("people", {}), base=base, where=where)
    return SourceSettings(base / data_dir, base, services, _git(table.get("git", {}), where), jiras, people, feeds,
                          _journal_url(table.get("journal", {}), where))  # fmt: skip


def single(location: str, data_dir: Path, *, base: Path, release_tags: str | None = None) -> SourceSettings:
    """Return settings for one repository that is one service of the same name."""
    name = _repository_names([location])[location]
    return SourceSettings(data_dir, base, (Service(name, (Repository(name, location),), release_tags=release_tags),))


def _tables(value: object, where: str, *, may_be_empty: bool) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise SettingsError(f"{where}: 'service' must be a list of tables. Write each service under [[service]].")
    if not value and not may_be_empty:
        raise SettingsError(f"{where}: no [[service]] is named. Add one with a name and its repositories.")
    return value


def _service(entry: Mapping[str, Any], names: Mapping[str, str], where: str, *, has_jira: bool) -> Service:
    name = text_of(entry, "name", where)
    if not name:
        raise SettingsError(f'{where}: a [[service]] has no name. Add name = "...".')
    place = f"{where}: service {name!r}"
    locations = _texts(entry, "repositories", place)
    projects = projects_of(_texts(entry, "jira_projects", place), place)
    if not locations and not (has_jira and projects):
        raise SettingsError(f'{place} names no repositories. Add repositories = ["path or address"].')
    return Service(
        name=name,
        repositories=tuple(Repository(names[location], location) for location in locations),
        team=text_of(entry, "team", place),
        product=text_of(entry, "product", place),
        release_tags=_pattern(text_of(entry, "release_tags", place), place),
        jira_projects=projects,
        versions=_versions(entry.get("versions", {}), place),
    )


def _refuse_equal_names(names: Sequence[str], where: str) -> None:
    doubled = [name for name, count in Counter(names).items() if count > 1 and name]
    if doubled:
        raise SettingsError(f"{where}: two services are named {doubled[0]!r}. Give each service a name of its own.")


def _repository_names(locations: Sequence[str]) -> dict[str, str]:
    """Name each location by its last part, and by more of it where that is not unique."""
    distinct = list(dict.fromkeys(locations))
    names: dict[str, str] = {}
    for parts in range(1, 6):
        open_ones = [location for location in distinct if location not in names]
        tried = {location: _last_parts(location, parts) for location in open_ones}
        counts = Counter(tried.values())
        names |= {location: name for location, name in tried.items() if counts[name] == 1}
    return names | {location: f"{_last_parts(location, 1)}-{number}"
                    for number, location in enumerate(distinct) if location not in names}  # fmt: skip


def _last_parts(location: str, count: int) -> str:
    text = without_credentials(location) if is_address(location) else str(Path(location).expanduser().absolute())
    parts = [part for part in re.split(r"[/\\:]", text) if part not in ("", ".", "..", ".git")]
    return "/".join(parts[-count:]).removesuffix(".git") or "repository"


def _pattern(text: str | None, place: str) -> str | None:
    if text is None:
        return None
    try:
        re.compile(text)
    except re.error as error:
        raise SettingsError(
            f"{place}: release_tags is not a regular expression ({error}). Expected one such as 'v?\\d+\\.\\d+\\.\\d+'."
        ) from error
    return text


def _versions(value: object, place: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise SettingsError(f'{place}: [service.versions] must map names to versions, such as "Spring 26" = "2.4.0".')
    return tuple(sorted(value.items()))


def _refuse_shared_names(
    jiras: Sequence[JiraSettings], feeds: Sequence[FeedSettings], repositories: set[str], where: str
) -> None:  # fmt: skip
    for jira in jiras:
        if jira.name in repositories:
            raise SettingsError(
                f"{where}: a repository and a [[jira]] are both named {jira.name!r}. Give the Jira another name: "
                'name = "..." in [[jira]].'
            )
    for feed in feeds:
        if feed.name in repositories or feed.name in {jira.name for jira in jiras}:
            raise SettingsError(
                f"{where}: a [[feed]] and a repository or Jira are both named {feed.name!r}. Give the feed another name: "
                'name = "..." in [[feed]].'
            )


def _git(table: object, where: str) -> GitSettings:
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: 'git' must be a table. Write [git] on a line of its own.")
    default = GitSettings()
    workers = table.get("workers", default.workers)
    if type(workers) is not int or not 1 <= workers <= 64:
        raise SettingsError(f"{where}: workers in [git] must be a whole number from 1 to 64.")
    minutes = table.get("fetch_timeout_minutes", default.fetch_timeout_minutes)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or minutes <= 0:
        raise SettingsError(f"{where}: fetch_timeout_minutes in [git] must be a number above 0.")
    line_counts = table.get("line_counts", default.line_counts)
    if not isinstance(line_counts, bool):
        raise SettingsError(f"{where}: line_counts in [git] must be true or false.")
    return GitSettings(workers, float(minutes), line_counts)


def _journal_url(table: object, where: str) -> str | None:
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: 'journal' must be a table. Write [journal] on a line of its own.")
    url = text_of(table, "url", f"{where}: [journal]")
    if url is not None and without_credentials(url) != url and ":" in url.partition("://")[2].partition("@")[0]:
        raise SettingsError(
            f"{where}: the url in [journal] holds a password, which a settings file is no place for. Take it out and give "
            "the whole URL in the variable LEADLINE_JOURNAL_URL."
        )
    return url


def _texts(table: Mapping[str, Any], key: str, place: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise SettingsError(f'{place}: {key} must be a list of texts, such as {key} = ["..."].')
    return value
