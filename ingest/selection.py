"""Which sources one run asks: all, or those that --only names."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.errors import SettingsError
from ingest.settings import Repository, SourceSettings
from ingest.settings_feeds import FeedSettings
from ingest.settings_jira import JiraSettings, projects_of
from ingest.text import one_line


@dataclass(frozen=True, slots=True)
class Asked:
    """One Jira and the projects of it that are asked."""

    jira: JiraSettings
    projects: tuple[str, ...] = ()
    """Keys; empty means all that the settings and the account allow."""
    is_whole: bool = True
    """False when --only leaves projects of it out."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The sources of one run."""

    repositories: tuple[Repository, ...]
    jiras: tuple[Asked, ...] = ()
    feeds: tuple[FeedSettings, ...] = ()


def select(settings: SourceSettings, only: set[str]) -> Selection:
    """Return the sources to ask. A name is a service's, a repository's, a Jira's, a project's (jira/PAY) or a feed's."""
    if not only:
        jiras = tuple(Asked(jira, jira.projects) for jira in settings.jiras)
        return Selection(settings.repositories, jiras, settings.feeds)
    feeds = tuple(feed for feed in settings.feeds if only & {feed.name, feed.service})
    services = {service.name: service for service in settings.services}
    sites = {jira.name: jira for jira in settings.jiras}
    repositories: set[str] = set()
    projects: dict[str, set[str] | None] = {}
    for name in only:
        if name in services:
            repositories |= {repository.name for repository in services[name].repositories}
            for jira in settings.jiras:
                keys = [key for key in services[name].jira_projects if key in jira.projects or not jira.projects]
                _add(projects, jira.name, keys)
        elif name in {repository.name for repository in settings.repositories}:
            repositories.add(name)
        elif name in sites:
            projects[name] = None
        elif name not in {feed.name for feed in settings.feeds}:
            site, key = _project(name, sites, settings)
            _add(projects, site, [key])
    return Selection(
        tuple(repository for repository in settings.repositories if repository.name in repositories),
        tuple(_asked(sites[site], keys) for site, keys in sorted(projects.items())),
        feeds,
    )


def _add(projects: dict[str, set[str] | None], site: str, keys: list[str]) -> None:
    found = projects.get(site, set())
    if keys and found is not None:
        projects[site] = found | set(keys)


def _asked(jira: JiraSettings, keys: set[str] | None) -> Asked:
    return Asked(jira, jira.projects) if keys is None else Asked(jira, tuple(sorted(keys)), is_whole=False)


def _project(name: str, sites: Mapping[str, JiraSettings], settings: SourceSettings) -> tuple[str, str]:
    site, _, key = name.rpartition("/")
    if site not in sites:
        known = sorted({repository.name for repository in settings.repositories}
                       | {service.name for service in settings.services} | sites.keys()
                       | {feed.name for feed in settings.feeds})  # fmt: skip
        raise SettingsError(
            f"--only {one_line(repr(name), 80)} names no service, repository, Jira project or feed. "
            f"Known: {', '.join(known)}{'; a project is named such as jira/PAY' if sites else ''}."
        )
    [key] = projects_of([key], f"--only {name}")
    if sites[site].projects and key not in sites[site].projects:
        raise SettingsError(
            f"--only {name!r}: the settings do not read project {key}. Known: "
            f"{', '.join(f'{site}/{known}' for known in sites[site].projects)}."
        )
    return site, key
