"""Feeds of a small shop: writes their files, syncs them for real, and reads back what landed."""

from dataclasses import dataclass, field
from dataclasses import replace as with_fields
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.settings import SourceSettings
from ingest.settings_feeds import FeedSettings
from ingest.settings_jira import PeopleSettings
from ingest.sync import Outcome
from tests.support.git_repo import Repo
from tests.support.synced import NOW, rows, run_sync, settings_for

DEPLOYMENTS = "service,version,sha,environment,started_at,finished_at,result,by,deployment_id\n"
INCIDENTS = "incident_id,service,opened_at,resolved_at,severity,caused_by\n"


def deployment(deployment_id: str = "d1", *, at: str = "2026-05-01T10:00:00Z", result: str = "succeeded", version: str = "1.0.0") -> str:
    """One line of DEPLOYMENTS, of service shop to production."""
    return f"shop,{version},,production,{at},,{result},Ada,{deployment_id}\n"


@dataclass
class Shop:
    """A repository of one commit, service "shop", and feeds beside it."""

    folder: Path
    feeds: tuple[FeedSettings, ...] = ()
    people: PeopleSettings = field(default_factory=PeopleSettings)

    def __post_init__(self) -> None:
        repo = Repo(self.folder / "shop")
        repo.branch("main", repo.commit("begin"))
        self.data = self.folder / "data"

    def feed(self, kind: str = "deployments", path: str = "deployments.csv", **options: Any) -> "Shop":
        """Add a feed to the settings."""
        options = {"name": kind} | options
        self.feeds = (*self.feeds, FeedSettings(kind, path, **options))
        return self

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file of a feed."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    @property
    def settings(self) -> SourceSettings:
        """What leadline.toml says."""
        known = settings_for(self.data, self.folder / "shop")
        return with_fields(known, base=self.folder, feeds=self.feeds, people=self.people)

    def sync(self, *, now: datetime = NOW, **options: Any) -> Outcome:
        """Sync without building models."""
        return run_sync(self.settings, now=now, **options)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the published snapshot."""
        return rows(self.data, sql)

    def rejects(self, feed: str = "deployments") -> list[tuple[Any, ...]]:
        """(line, reason) of what was set aside."""
        return self.rows(f"select line_number, reason from raw.feed_rejects where feed = '{feed}' order by path, line_number")
