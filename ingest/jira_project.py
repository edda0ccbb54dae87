"""One Jira project in one sync: reads what is new, then lands it in one transaction or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

import duckdb
import pyarrow as pa

from ingest.duck import scalar
from ingest.jira_apart import Apart
from ingest.jira_catalogue import land_components, land_versions
from ingest.jira_fields import FieldMap, JsonObject
from ingest.jira_land import Landed, keep_known_history, land_issues
from ingest.jira_people import People, forget_names
from ingest.jira_reading import Page
from ingest.jira_rows import RowMaker
from ingest.jira_source import Reader
from ingest.jira_stage import Stage
from ingest.jira_sweep import Swept, mark_missing, unread_ids
from ingest.jira_values import identity, instant, line
from ingest.progress import Progress

SWEEP_AFTER = timedelta(hours=24)
# Issues from which on a process that makes their rows is worth its start of half a second.
_WORTH_A_PROCESS = 2_000


@dataclass(frozen=True, slots=True)
class Project:
    """A project as Jira lists it."""

    project_id: int
    key: str
    name: str | None
    is_archived: bool
    total: int | None
    """Issues it has, hidden ones included; None when Jira does not tell."""


class Client(Protocol):
    """What a project is asked through."""

    def versions(self, project: str) -> list[JsonObject]: ...
    def components(self, project: str) -> list[JsonObject]: ...
    def count(self, project: str, since: datetime | None) -> int | None: ...
    def issues(
        self, project: str, *, fields: Sequence[str], since: datetime | None
    ) -> Iterator[Page]: ...
    def issues_by_id(self, project: str, ids: Sequence[int], *, fields: Sequence[str]) -> Iterator[Page]: ...
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
    apart: Apart
    """Makes the rows of large projects."""
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
        total = self.client.count(self.project.key, since)
        maker = self._maker(total)
        versions = self.client.versions(self.project.key)
        components = self.client.components(self.project.key)
        self.progress.begin(self.source, "reading issues", total)
        fields = self.site.fields.wanted(bodies=self.site.bodies)
        self._take(maker, self.client.issues(self.project.key, fields=fields, since=since))
        if self.pulled.is_swept:
            self._sweep(maker, is_whole=since is None)
        keep_known_history(self.con, self.site.name, self.stage)
        with self.site.landing:
            self.con.execute("begin")
            try:
                self._land(maker.unreadable_count, versions, components, since)
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

    def _maker(self, total: int | None) -> RowMaker:
        reader = Reader(self.site.fields, self.site.people, self.site.bodies, self.site.project_ids)
        is_much = total is None or total >= _WORTH_A_PROCESS
        return RowMaker(self.source, reader, self.stage, self.site.apart.opened(reader) if is_much else None)

    def _take(self, maker: RowMaker, pages: Iterable[Page]) -> None:
        for page in pages:
            maker.take(page)
            self.progress.advance(self.source, maker.taken_count)
        maker.finish()

    def _sweep(self, maker: RowMaker, *, is_whole: bool) -> None:
        """Compare all keys with ours. Reading a project whole sees all its keys itself."""
        if is_whole:
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
        unread = unread_ids(self.con, self.site.name, self.stage)
        if unread:
            fields = self.site.fields.wanted(bodies=self.site.bodies)
            self._take(maker, self.client.issues_by_id(self.project.key, unread, fields=fields))

    def _land(
        self, unreadable: int, versions: list[JsonObject], components: list[JsonObject], since: datetime | None
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
        self._say(unreadable, landed, swept)
        is_known = bool(scalar(con, "select 1 from raw.jira_projects where site = $s and project_id = $p",
                               {"s": site, "p": project_id}))  # fmt: skip
        self.pulled.is_changed = landed.is_changed or swept.is_changed or any(others) or not is_known
        self._land_project(is_known)

    def _say(self, unreadable: int, landed: Landed, swept: Swept) -> None:
        self.pulled.new_count, self.pulled.changed_count = landed.new_count, landed.changed_count
        self.pulled.refused = swept.refused
        self.pulled.is_swept = self.pulled.is_swept and not swept.refused
        if unreadable:
            self.pulled.notes.append(
                f"{self.source}: {unreadable:,} entries have no id or key that can be read and are left out."
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
