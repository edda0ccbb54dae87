"""Makes the demo organisation in a folder: its repositories, its Jira as a world, its feeds, and a leadline.toml that names them."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from dashboard.demo.desk import Desk
from dashboard.demo.feeds import write_feeds
from dashboard.demo.organisation import DemoError, Organisation, Service, read_organisation, script_path
from dashboard.demo.repository import Repository, tags_of
from dashboard.demo.settings import settings_text
from dashboard.demo.story import tell
from dashboard.demo.typed import type_story
from dashboard.demo.workdays import midnight, monday_of
from dashboard.demo.world import world_of, write_world

Progress = Callable[[str], None]

DEFAULT_ADDRESS = "http://127.0.0.1:8571"
"""Where the stand-in for the demo's Jira listens, unless another program does."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made in a folder."""

    folder: Path
    is_new: bool
    """Something was made; False when all of it was there."""

    @property
    def settings(self) -> Path:
        return self.folder / "leadline.toml"

    @property
    def world(self) -> Path:
        return self.folder / "jira" / "world.json"

    @property
    def feeds(self) -> Path:
        return self.folder / "feeds"

    @property
    def token(self) -> Path:
        return self.folder / "jira" / "token"

    @property
    def begins_at(self) -> datetime:
        """The first instant of the story."""
        return datetime.combine(_noted_beginning(self.folder / "repositories"), time(0), tzinfo=UTC)


def make_organisation(
    folder: Path, *, today: date, progress: Progress | None = None, address: str = DEFAULT_ADDRESS
) -> Demo:
    """Write the demo's repositories, world, feeds, leadline.toml and what people typed into `folder`.

    The story begins 78 weeks before this week's Monday and ends yesterday. The same `today` gives the same commits and
    the same world, and makes nothing when the folder has them. Where there is a demo of an earlier day, its history grows.
    """
    organisation = read_organisation(script_path())
    made_from = _made_from(today)
    note, demo = folder / "jira" / "made-from", Demo(folder, is_new=False)
    try:
        if _read(note) == made_from and all(part.exists() for part in _parts(demo, organisation)):
            return demo
        begins_on = _begins_on(folder / "repositories", monday_of(today) - timedelta(weeks=organisation.weeks))
        desks = _make_repositories(organisation, folder / "repositories", begins_on, today, progress)
        world = world_of(organisation, desks, midnight(today))
        write_world(world, demo.world)
        tags = {desk.service.name: tags_of(folder / "repositories" / f"{desk.service.name}.git") for desk in desks}
        write_feeds(demo.feeds, desks, tags, midnight(today))
        entries = type_story(desks, world, organisation.freezes, folder / "data", today)
        _keep_token(demo.token)
        demo.settings.write_text(settings_text(organisation, begins_on, address), encoding="utf-8")
        note.write_text(made_from, encoding="utf-8")
    except OSError as error:
        raise DemoError(
            f"The demo cannot be written to {folder}: {error.strerror or error}. Choose another folder with --dir."
        ) from error
    if progress:
        progress(f"Journal: {entries:,} entries of people")
        progress(f"Jira: {len(world['issues']):,} issues in {len(world['projects'])} projects")
    return Demo(folder, is_new=True)


def _parts(demo: Demo, organisation: Organisation) -> list[Path]:
    repositories = [demo.folder / "repositories" / f"{service.name}.git" for service in organisation.services]
    return [demo.settings, demo.world, demo.token, demo.feeds / "freezes.ics", *repositories]


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def _made_from(today: date) -> str:
    """Names the day, the script and the code: what else would be made when one of them differs."""
    parts = [script_path(), *sorted(Path(__file__).parent.glob("*.py"))]
    digest = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    return f"{today.isoformat()} {digest}\n"


def _begins_on(repositories: Path, otherwise: date) -> date:
    """The Monday on which the story of this folder begins; noted there the first time."""
    repositories.mkdir(parents=True, exist_ok=True)
    note = repositories / "begins-on"
    if not note.exists():
        note.write_text(f"{otherwise.isoformat()}\n", encoding="utf-8")
    return _noted_beginning(repositories)


def _noted_beginning(repositories: Path) -> date:
    note = repositories / "begins-on"
    try:
        return date.fromisoformat(note.read_text(encoding="utf-8").strip())
    except ValueError as error:
        raise DemoError(
            f"{note} is not a date such as 2026-01-05. Remove {repositories} and run `leadline demo` again."
        ) from error


def _make_repositories(
    organisation: Organisation, repositories: Path, begins_on: date, today: date, progress: Progress | None
) -> list[Desk]:
    return [
        _make_repository(organisation, service, place, repositories, begins_on, today, progress)
        for place, service in enumerate(organisation.services, start=1)
    ]


def _make_repository(
    organisation: Organisation,
    service: Service,
    number: int,
    repositories: Path,
    begins_on: date,
    today: date,
    progress: Progress | None,
) -> Desk:
    """Write it beside its place and move it in whole, so that a broken run leaves no half repository."""
    place, scratch = repositories / f"{service.name}.git", repositories / f".{service.name}.git"
    shutil.rmtree(scratch, ignore_errors=True)
    start = midnight(begins_on)
    with Repository(scratch) as repository:
        diary = tell(organisation, service, repository, start=start, end=midnight(today))
    if place.exists():
        shutil.rmtree(place)
    scratch.rename(place)
    if progress:
        progress(f"{service.name}: {repository.commit_count:,} commits")
    return Desk(organisation, service, diary, start, number)


def _keep_token(file: Path) -> None:
    """A token of this folder's own, that nobody else can read."""
    if file.exists():
        return
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
        written.write(f"{secrets.token_urlsafe(24)}\n")
