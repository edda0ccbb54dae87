"""Every Jira of one sync: connects, reads the catalogue, pulls the projects side by side, says how each went."""

import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import duckdb

from ingest.collecting import rare_collections
from ingest.errors import IngestError, SourceRefused
from ingest.jira_apart import Apart
from ingest.jira_catalogue import land_fields, land_priorities, land_site, land_statuses, projects_gone
from ingest.jira_fields import FieldMap, JsonObject, field_map
from ingest.jira_pages import forget
from ingest.jira_people import People
from ingest.jira_project import Project, ProjectPulled, Site, project_of, pull_project
from ingest.progress import Progress
from ingest.selection import Asked
from ingest.settings import SourceSettings
from ingest.sync_state import SyncState
from ingest.text import one_line

if TYPE_CHECKING:
    from ingest.jira_client import JiraClient

# Read as the rows of an older version never were; a change here reads every issue anew.
_READING = "1"


@dataclass(slots=True)
class JiraPulled:
    """What all Jiras of a sync brought."""

    sources: dict[str, str] = field(default_factory=dict)
    """Address by source that was asked: "jira/PAY", or "jira" when the Jira itself failed."""
    failures: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    new_count: int = 0
    changed_count: int = 0
    is_changed: bool = False
    swept: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def failed(self, source: str, url: str, sentence: str) -> None:
        """Note a source that failed."""
        with self._lock:
            self.sources[source] = url
            self.failures[source] = sentence

    def went_well(self, source: str, url: str, found: ProjectPulled, now: datetime) -> None:
        """Note a project that was read."""
        with self._lock:
            self.sources[source] = url
            self.new_count += found.new_count
            self.changed_count += found.changed_count
            self.is_changed |= found.is_changed
            self.notes += found.notes
            if found.is_swept:
                self.swept[source] = now.isoformat()

    def record_sources(self, con: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Bring meta.sources up to date with how each source went."""
        for source, url in sorted(self.sources.items()):
            failure = self.failures.get(source)
            con.execute(
                "delete from meta.sources where kind = 'jira' and source = split_part($source, '/', 1) and $source <> source",
                {"source": source},
            )
            last = con.execute("select last_success_at from meta.sources where source = $1", [source]).fetchall()
            con.execute("delete from meta.sources where source = $1", [source])
            con.execute(
                "insert into meta.sources select $source, 'jira', $url, $state, $message, $now, $success, "
                "(select max(updated_at) from raw.jira_issues join raw.jira_projects using (site, project_id) "
                " where site || '/' || project_key = $source and updated_at <= $now::timestamptz + interval 2 days)",
                {"source": source, "url": url, "state": "failed" if failure else "ok", "message": failure, "now": now,
                 "success": (last[0][0] if last else None) if failure else now},
            )  # fmt: skip


class PullingJira:
    """The pull of every Jira, beside whatever else the sync does."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, settings: SourceSettings, asked: Sequence[Asked],
        people_key: bytes | None, state: SyncState | None,
    ) -> None:  # fmt: skip
        self._con, self._data_dir, self._asked = con, settings.data_dir, asked
        self._people = People(people_key)
        self._digest = hashlib.sha256(b"leadline" + people_key).hexdigest()[:16] if people_key else ""
        self._swept = dict(state.swept) if state else {}
        self._numbers = itertools.count(1)
        self._landing = Lock()
        self._apart = Apart()
        self._clients: list[JiraClient] = []
        self.pulled = JiraPulled()

    @contextmanager
    def started(self, *, now: datetime, progress: Progress, full: bool) -> Iterator[None]:
        """Pull in the background; leaving the block waits for the end. Raises only what is no source's failure."""
        if not self._asked:
            yield
            return
        with rare_collections(), closing(self._apart), ThreadPoolExecutor(len(self._asked)) as pool:
            running = [pool.submit(self._pull_site, asked, now, progress, full) for asked in self._asked]
            try:
                yield
                for future in running:
                    future.result()
            except BaseException:
                self._stop()
                raise

    def result(self) -> JiraPulled:
        """Return what came; to be asked when the block of `started` is left."""
        return self.pulled

    def _stop(self) -> None:
        for client in self._clients:
            client.stop()
        self._apart.close()

    def _pull_site(self, asked: Asked, now: datetime, progress: Progress, full: bool) -> None:
        # What speaks HTTP is for those who have a Jira: a sync of repositories alone starts without it.
        from ingest.jira_client import connect

        jira = asked.jira
        try:
            progress.begin(jira.name, "connecting", None)
            client = connect(jira, pages=pages_folder(self._data_dir, jira.name))
            self._clients.append(client)
            with closing(client), self._con.cursor() as con:
                con.execute("use warehouse")
                con.execute("set TimeZone = 'UTC'")
                self._pull_connected(con, client, asked, now, progress, full)
        except (IngestError, OSError) as error:
            self.pulled.failed(jira.name, jira.url, _sentence(jira.name, error))
            progress.end(jira.name, "failed")

    def _pull_connected(
        self,
        con: duckdb.DuckDBPyConnection,
        client: "JiraClient",
        asked: Asked,
        now: datetime,
        progress: Progress,
        full: bool,
    ) -> None:
        jira = asked.jira
        listed, statuses, priorities, projects = _side_by_side(
            jira.requests_at_once, client.fields, client.statuses, client.priorities, client.projects
        )
        fields = field_map(listed, jira.fields)
        shown = {project.key: project for entry in projects if (project := project_of(entry)) is not None}
        drift = self._land_catalogue(con, client, asked, fields, (statuses, priorities), now)
        self.pulled.notes += [f"{jira.name}: {sentence}." for sentence in (*fields.missing, *drift)]
        site = Site(
            jira.name, fields, self._people, jira.bodies, self._reading(fields, jira.bodies), now,
            now + timedelta(seconds=client.clock_skew_seconds or 0), full,
            {key: project.project_id for key, project in shown.items()}, self._apart, self._landing,
        )  # fmt: skip
        chosen = self._choose(con, client, asked, shown, now)
        progress.end(jira.name, f"{client.kind} {client.version or ''} as {client.account}, {len(chosen)} projects")
        with ThreadPoolExecutor(max(1, min(len(chosen), jira.requests_at_once))) as pool:
            running = [pool.submit(self._pull_one, client, asked, site, project, progress) for project in chosen]
            for future in running:
                future.result()

    def _land_catalogue(
        self, con: duckdb.DuckDBPyConnection, client: "JiraClient", asked: Asked, fields: FieldMap,
        lists: tuple[list[JsonObject], list[JsonObject]], now: datetime,
    ) -> list[str]:  # fmt: skip
        name = asked.jira.name
        with self._landing:
            con.execute("begin")
            drift, fields_changed = land_fields(con, name, fields, now)
            changed = [
                fields_changed,
                land_statuses(con, name, lists[0], now),
                land_priorities(con, name, lists[1]),
                land_site(con, name, asked.jira.url, client, now),
            ]
            con.execute("commit")
        self.pulled.is_changed |= any(changed)
        return drift

    def _choose(
        self,
        con: duckdb.DuckDBPyConnection,
        client: "JiraClient",
        asked: Asked,
        shown: dict[str, Project],
        now: datetime,
    ) -> list[Project]:
        """Return the projects to pull; name those that are asked for and not shown, and those that no longer are."""
        jira = asked.jira
        listed = ", ".join(sorted(shown)[:8]) + (", ..." if len(shown) > 8 else "") if shown else "none"
        if not asked.projects:
            if not shown:
                raise SourceRefused(
                    f"{jira.name}: {jira.url} shows no project to {client.account}. Give that account permission to "
                    "browse projects, or use the token of one that has it; what was read before stays as it was."
                )
            for key, count in projects_gone(con, jira.name, {project.project_id for project in shown.values()}, now):
                self.pulled.is_changed = True
                self.pulled.failed(f"{jira.name}/{key}", jira.url, (
                    f"{jira.name}/{key}: the project is no longer shown to {client.account} (deleted, archived or hidden); "
                    f"its {count:,} issues stay as they were last read. Give the account permission to browse it, or leave it so."
                ))  # fmt: skip
            return [project for _, project in sorted(shown.items()) if not project.is_archived]
        for key in asked.projects:
            if key not in shown:
                self.pulled.failed(f"{jira.name}/{key}", jira.url, (
                    f"{jira.name}/{key}: {jira.url} shows no project {key} to {client.account}. Correct the key (shown: "
                    f"{listed}), or give that account permission to browse it."
                ))  # fmt: skip
        return [shown[key] for key in asked.projects if key in shown]

    def _pull_one(self, client: "JiraClient", asked: Asked, site: Site, project: Project, progress: Progress) -> None:
        source = f"{site.name}/{project.key}"
        with self._con.cursor() as con:
            con.execute("use warehouse")
            con.execute("set TimeZone = 'UTC'")
            swept = self._swept.get(source)
            try:
                found = pull_project(con, client, site, project, datetime.fromisoformat(swept) if swept else None,
                                     next(self._numbers), progress)  # fmt: skip
            except (IngestError, OSError) as error:
                self.pulled.failed(source, asked.jira.url, _sentence(source, error))
                progress.end(source, "failed")
                return
        self.pulled.went_well(source, asked.jira.url, found, site.now)
        if found.refused:
            self.pulled.failures[source] = (
                f"{source}: {found.refused:,} of {found.issue_count:,} issues are suddenly no longer shown to {client.account}, "
                "so none was called missing. Check the account's permissions; if they are really deleted, run "
                f"`leadline sync --full --only {source}`."
            )
        progress.end(source, _summary(found))

    def _reading(self, fields: FieldMap, bodies: bool) -> str:
        uses = [(found.field_id, found.used_as) for found in fields.fields if found.used_as]
        return hashlib.sha256(repr((_READING, uses, bodies, self._digest)).encode()).hexdigest()[:16]


def _side_by_side(at_once: int, *questions: Callable[[], list[JsonObject]]) -> list[list[JsonObject]]:
    """Return what the questions return. Raises what the first of them raises."""
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda question: question(), questions))


def pages_folder(data_dir: Path, site: str) -> Path:
    """Return where the pages in flight of a Jira are kept."""
    return data_dir / "pages" / hashlib.sha256(site.encode()).hexdigest()[:16]


def forget_pages(data_dir: Path, jira: JiraPulled) -> None:
    """Remove the pages in flight of the projects that went well: a snapshot holds them now."""
    for source in jira.sources.keys() - jira.failures.keys():
        site, _, key = source.rpartition("/")
        forget(pages_folder(data_dir, site), key)


def _sentence(name: str, error: Exception) -> str:
    if isinstance(error, IngestError):
        return str(error)
    return f"{name}: {error.strerror if isinstance(error, OSError) and error.strerror else one_line(str(error))}."


def _summary(found: ProjectPulled) -> str:
    if not found.new_count and not found.changed_count:
        return f"nothing new ({found.issue_count:,} issues)"
    return f"{found.new_count:,} new and {found.changed_count:,} changed issues, {found.issue_count:,} in all"
