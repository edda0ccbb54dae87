"""One Jira project in one sync: reads what is new, then lands it in one transaction or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from ingest.duck import scalar
from ingest.jira_catalogue import land_components, land_versions
from ingest.jira_fields import FieldMap, JsonObject
from ingest.jira_land import Landed, keep_known_history, land_issues
from ingest.jira_people import People, forget_names
from ingest.jira_source import Reader
from ingest.jira_stage import Stage
from ingest.jira_sweep import Swept, mark_missing, unread_ids
from ingest.jira_values import identity, instant, line
from ingest.progress import Progress

SWEEP_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Project:
    """A project as Jira lists it."""

    project_id: int
    key: str
    name: str | None
    is_archived: bool
    total: int | None
    """Issues it has, hidden ones included; None when Jira does not tell."""


class IssueReading(Protocol):
    """One issue as the client hands it over."""

    @property
    def issue(self) -> JsonObject: ...
    @property
    def histories(self) -> list[Any] | None:
        """Its changelog entries; None when the server sent none."""

    @property
    def state(self) -> str:
        """Whether they are complete, partial or unknown."""


class Client(Protocol):
    """What a project is asked through."""

    def versions(self, project: str) -> list[JsonObject]: ...
    def components(self, project: str) -> list[JsonObject]: ...
    def count(self, project: str, since: datetime | None) -> int | None: ...
    def issues(
        self, project: str, *, fields: Sequence[str], since: datetime | None
    ) -> Iterator[Sequence[IssueReading]]: ...
    def issues_by_id(
        self, project: str, ids: Sequence[int], *, fields: Sequence[str]
    ) -> Iterator[Sequence[IssueReading]]: ...
    def keys(self, project: str) -> Iterator[Sequence[JsonObject]]: ...


def project_of(entry: JsonObject) -> Project | None:
    """Return a project as Jira lists it; None without an id or key."""
    project_id, key = identity(entry.get("id")), line(entry.get("key"))
    if project_id is None or key is None:
        return None
    insight = entry.get("insight")
    total = identity(insight.get("totalIssueCount")) if isinstance(insight, dict) else None
    return Project(project_id, key, line(entry.get("name")), entry.get("archived") is True, total)


@dataclass(frozen=True, slots=True)
class Site:
    """What all projects of one Jira share in one sync."""

    name: str
    fields: FieldMap
    people: People
    bodies: bool
    reading: str
    """Digest of how issues are read."""
    now: datetime
    server_now: datetime
    """`now` on the server's clock."""
    is_full: bool
    project_ids: Mapping[str, int]
    """Of every project the Jira shows, by key."""
    landing: Lock
    """Held while a project lands: two projects may name the same person, and an issue may move between them."""


@dataclass(slots=True)
class ProjectPulled:
    """What one project brought."""

    is_changed: bool = False
    new_count: int = 0
    changed_count: int = 0
    issue_count: int = 0
    refused: int = 0
    """Issues that are no longer shown, too many at once to be marked."""
    is_swept: bool = False
    notes: list[str] = field(default_factory=list)


def pull_project(
    con: duckdb.DuckDBPyConnection, client: Client, site: Site, project: Project, swept_at: datetime | None,
    number: int, progress: Progress,
) -> ProjectPulled:  # fmt: skip
    """Land what the project has and the snapshot has not; `con` is used by this project alone.

    Raises the client's errors; then nothing of the project was landed.
    """
    stage = Stage(con, number)
    try:
        return _Pull(con, client, site, project, swept_at, stage, progress).run()
    finally:
        stage.drop()


@dataclass(slots=True)
class _Pull:
    con: duckdb.DuckDBPyConnection
    client: Client
    site: Site
    project: Project
    swept_at: datetime | None
    stage: Stage
    progress: Progress
    pulled: ProjectPulled = field(default_factory=ProjectPulled)

    @property
    def source(self) -> str:
        return f"{self.site.name}/{self.project.key}"

    def run(self) -> ProjectPulled:
        since = self._since()
        self.pulled.is_swept = since is None or self._is_sweep_due()
        versions = self.client.versions(self.project.key)
        components = self.client.components(self.project.key)
        reader = Reader(self.site.fields, self.site.people, self.site.bodies, self.site.project_ids)
        self._read(reader, since)
        if self.pulled.is_swept:
            self._sweep(reader, is_whole=since is None)
        self.stage.keep(is_last=True)
        keep_known_history(self.con, self.site.name, self.stage)
        with self.site.landing:
            self.con.execute("begin")
            try:
                self._land(reader, versions, components, since)
                self.con.execute("commit")
            except BaseException:
                self.con.execute("rollback")
                raise
        return self.pulled

    def _since(self) -> datetime | None:
        """From when on issues are asked for; None means all of them."""
        rows = self.con.execute(
            "select cursor_at, reading from raw.jira_projects where site = $1 and project_id = $2",
            [self.site.name, self.project.project_id],
        ).fetchall()
        if not rows or self.site.is_full or rows[0][0] is None or rows[0][1] != self.site.reading:
            return None
        cursor_at: datetime = rows[0][0]
        return min(cursor_at, self.site.server_now)

    def _is_sweep_due(self) -> bool:
        return self.swept_at is None or not timedelta(0) <= self.site.now - self.swept_at < SWEEP_AFTER

    def _read(self, reader: Reader, since: datetime | None) -> None:
        total = self.client.count(self.project.key, since)
        self.progress.begin(self.source, "reading issues", total)
        fields = self.site.fields.wanted(bodies=self.site.bodies)
        self._take(reader, self.client.issues(self.project.key, fields=fields, since=since))

    def _take(self, reader: Reader, pages: Iterable[Sequence[IssueReading]]) -> None:
        for page in pages:
            for found in page:
                reader.read(found.issue, found.histories, found.state, self.stage.batch())
            self.stage.keep()
            self.progress.advance(self.source, reader.turn)

    def _sweep(self, reader: Reader, *, is_whole: bool) -> None:
        """Compare all keys with ours. Reading a project whole sees all its keys itself."""
        if is_whole:
            self.stage.keep(is_last=True)
            self.con.execute(
                f"insert into {self.stage.name('swept')} "
                f"select issue_id, issue_key, updated_at from {self.stage.name('jira_issues')}"
            )
            return
        self.progress.begin(self.source, "comparing keys", None)
        seen = 0
        for page in self.client.keys(self.project.key):
            seen += len(page)
            self.stage.keep_swept(_swept(page))
            self.progress.advance(self.source, seen)
        self.stage.keep(is_last=True)
        unread = unread_ids(self.con, self.site.name, self.stage)
        if unread:
            fields = self.site.fields.wanted(bodies=self.site.bodies)
            self._take(reader, self.client.issues_by_id(self.project.key, unread, fields=fields))

    def _land(
        self, reader: Reader, versions: list[JsonObject], components: list[JsonObject], since: datetime | None
    ) -> None:
        con, site, project_id = self.con, self.site.name, self.project.project_id
        others = [
            land_versions(con, site, project_id, versions, self.site.now),
            land_components(con, site, project_id, components, self.site.now),
        ]
        landed = land_issues(con, site, self.stage, self.site.now)
        swept = Swept()
        if self.pulled.is_swept:
            swept = mark_missing(con, site, project_id, self.stage, self.site.now, is_sure=self.site.is_full)
        if since is None and self.site.people.are_pseudonyms:
            forget_names(con, site)
        self._say(reader, landed, swept)
        is_known = bool(scalar(con, "select 1 from raw.jira_projects where site = $s and project_id = $p",
                               {"s": site, "p": project_id}))  # fmt: skip
        self.pulled.is_changed = landed.is_changed or swept.is_changed or any(others) or not is_known
        self._land_project(is_known)

    def _say(self, reader: Reader, landed: Landed, swept: Swept) -> None:
        self.pulled.new_count, self.pulled.changed_count = landed.new_count, landed.changed_count
        self.pulled.refused = swept.refused
        self.pulled.is_swept = self.pulled.is_swept and not swept.refused
        if reader.unreadable_count:
            self.pulled.notes.append(
                f"{self.source}: {reader.unreadable_count:,} entries have no id or key that can be read and are left out."
            )
        if swept.newly_missing:
            self.pulled.notes.append(
                f"{self.source}: {swept.newly_missing:,} issues are no longer shown; the next sweep that misses them too "
                "calls them gone."
            )
        if swept.newly_gone:
            self.pulled.notes.append(f"{self.source}: {swept.newly_gone:,} issues are gone: deleted, moved or hidden.")

    def _land_project(self, is_known: bool) -> None:
        site, project = self.site, self.project
        told = {"site": site.name, "id": project.project_id}
        row = self.con.execute(
            "select count(*) filter (where gone_at is null), max(updated_at) filter (where updated_at <= $server_now) "
            "from raw.jira_issues where site = $site and project_id = $id", {**told, "server_now": site.server_now},
        ).fetchall()[0]  # fmt: skip
        self.pulled.issue_count = int(row[0])
        old = self.con.execute(
            "select swept_at, first_synced_at, last_synced_at, project_key, name, is_archived, gone_at "
            "from raw.jira_projects where site = $site and project_id = $id", told,
        ).fetchall()  # fmt: skip
        swept_at, first_at, last_at, *known = old[0] if is_known else (None, site.now, None)
        if known != [project.key, project.name, project.is_archived, None]:
            self.pulled.is_changed = True
        self.con.execute("delete from raw.jira_projects where site = $site and project_id = $id", told)
        hidden = None if project.total is None else max(0, project.total - self.pulled.issue_count)
        self.con.execute(
            "insert into raw.jira_projects values ($site, $id, $key, $name, $archived, $count, $cursor, $swept, $hidden, "
            "$reading, $first, $last, null)",
            {**told, "key": project.key, "name": project.name, "archived": project.is_archived, "count": row[0],
             "cursor": row[1] or site.server_now, "swept": site.now if self.pulled.is_swept else swept_at,
             "hidden": hidden, "reading": site.reading, "first": first_at,
             "last": site.now if self.pulled.is_changed else last_at},
        )  # fmt: skip


def _swept(page: Sequence[JsonObject]) -> pa.Table:
    rows = [
        (issue_id, line(issue.get("key")), instant(fields.get("updated") if isinstance(fields, dict) else None))
        for issue in page
        if (issue_id := identity(issue.get("id"))) is not None
        for fields in [issue.get("fields")]
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    kinds = (pa.int64(), pa.string(), pa.timestamp("us", tz="UTC"))
    names = ("issue_id", "issue_key", "updated_at")
    return pa.table(
        {name: pa.array(list(column), kind) for name, column, kind in zip(names, columns, kinds, strict=True)}
    )
