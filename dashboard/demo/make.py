"""Makes the demo organisation in a folder: its repositories, and a leadline.toml that points at them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from dashboard.demo.organisation import DemoError, Organisation, Service, read_organisation, script_path
from dashboard.demo.repository import Repository
from dashboard.demo.story import tell
from dashboard.demo.workdays import midnight, monday_of

Progress = Callable[[str], None]


def make_repositories(folder: Path, *, today: date, progress: Progress | None = None) -> Path:
    """Write the demo's git repositories and leadline.toml into `folder`; return the path of leadline.toml.

    The story begins 78 weeks before this week's Monday and ends yesterday. The same `today` gives the same commits.
    In a folder that has a demo already the story goes on from the day it began there, so its history only grows.
    """
    organisation = read_organisation(script_path())
    repositories = folder / "repositories"
    try:
        repositories.mkdir(parents=True, exist_ok=True)
        begins_on = _begins_on(repositories, monday_of(today) - timedelta(weeks=organisation.weeks))
        for service in organisation.services:
            _make_repository(organisation, service, repositories, begins_on, today, progress)
        settings = folder / "leadline.toml"
        settings.write_text(_settings(organisation), encoding="utf-8")
    except OSError as error:
        raise DemoError(
            f"The demo cannot be written to {folder}: {error.strerror or error}. Choose another folder with --dir."
        ) from error
    return settings


def _begins_on(repositories: Path, otherwise: date) -> date:
    """The Monday on which the story of this folder begins; noted there the first time."""
    note = repositories / "begins-on"
    if not note.exists():
        note.write_text(f"{otherwise.isoformat()}\n", encoding="utf-8")
    try:
        return date.fromisoformat(note.read_text(encoding="utf-8").strip())
    except ValueError as error:
        raise DemoError(
            f"{note} is not a date such as 2026-01-05. Remove {repositories} and run `leadline demo` again."
        ) from error


def _make_repository(
    organisation: Organisation,
    service: Service,
    repositories: Path,
    begins_on: date,
    today: date,
    progress: Progress | None,
) -> None:
    """Write it beside its place and move it in whole, so that a broken run leaves no half repository."""
    place, scratch = repositories / f"{service.name}.git", repositories / f".{service.name}.git"
    shutil.rmtree(scratch, ignore_errors=True)
    with Repository(scratch) as repository:
        tell(organisation, service, repository, start=midnight(begins_on), end=midnight(today))
    if place.exists():
        shutil.rmtree(place)
    scratch.rename(place)
    if progress:
        progress(f"{service.name}: {repository.commit_count:,} commits")


def _settings(organisation: Organisation) -> str:
    head = (
        f"# {organisation.name}, the demo organisation, made by `leadline demo`.\n\n"
        f'data_dir = "data"\ntime_zone = "{organisation.time_zone}"\n'
    )
    return "\n".join((head, *(_service_table(service) for service in organisation.services)))


def _service_table(service: Service) -> str:
    tags = f"release_tags = '{service.release_tags}'\n" if service.release_tags else ""
    return (
        f'[[service]]\nname = "{service.name}"\nteam = "{service.team}"\nproduct = "{service.product}"\n'
        f'repositories = ["repositories/{service.name}.git"]\n{tags}jira_projects = ["{service.jira_project}"]\n'
    )
