"""Hand-made facts, landed in a real DuckDB as ingest would, and published as a snapshot.

What ingest works out from the graph (which release ships a commit first) is stated here, commit by commit, so that a test
can draw its case as a table and work the answer out by hand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from metrics.build import BuildReport, build
from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot, current
from tests.support.feed_rows import FeedFacts, land_deployed
from tests.support.jira_rows import JiraFacts, JiraLanding, order_of
from tests.support.landing import insert
from tests.support.template import fill_in, open_copy

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ANN = ("Ann Author", "ann@example.com")
BOB = ("Bob Builder", "bob@example.com")
_NOT_GIVEN = "not given"


def sha_of(name: str) -> str:
    """Return the object id that a commit of this name gets."""
    return hashlib.sha1(name.encode()).hexdigest()


def instant(text: str) -> datetime:
    """Return '2026-01-05 10:00' or '2026-01-05' as an instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def epoch(text: str | int | None) -> int | None:
    """Return seconds since 1970; numbers and None stay as they are."""
    return int(instant(text).timestamp()) if isinstance(text, str) else text


def _told(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return instant(value) if name.endswith("_at") else date.fromisoformat(value) if name.endswith("_on") else value


@dataclass
class Commit:
    """One commit and where it went."""

    name: str
    repository: str
    at: str | int | None
    authored_at: str | int | None
    shipped_in: Mapping[str, str]
    """Service to version."""
    candidate: Mapping[str, str]
    arrived_by: str
    author: tuple[str, str]
    committer: tuple[str, str]
    message: str
    parents: Sequence[str]
    trailers: Sequence[tuple[str, str]]
    reverts: Sequence[str]
    is_on_default_branch: bool
    files: Mapping[str, tuple[int | None, int | None]] | None
    """Path to lines added and deleted; None when not counted yet."""
    is_text_damaged: bool


@dataclass
class Tag:
    """One tag and what it is to its service."""

    name: str
    repository: str
    service: str | None
    on: str | None
    at: str | int | None
    version: str | None
    line: str | None
    kind: str | None
    candidate_of: str | None
    ignored: str | None
    is_import_dated: bool
    predecessor: str | None
    is_annotated: bool
    subject: str | None


@dataclass
class Facts(FeedFacts, JiraFacts):
    """A warehouse in the making. Add services, commits and tags, then `land` or `publish`."""

    services: list[tuple[str, str | None, str | None, list[str]]] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    sources: list[tuple[Any, ...]] = field(default_factory=list)
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def row(self, table: str, **values: Any) -> Facts:
        """Add a row of any raw table, such as those of feeds and of the journal; text in `_at` and `_on` is a date."""
        self.rows.append((table, {name: _told(name, value) for name, value in values.items()}))
        return self

    def service(
        self,
        name: str = "payments",
        *,
        repositories: Iterable[str] | None = None,
        team: str | None = None,
        product: str | None = None,
        jira_projects: Iterable[str] = (),
    ) -> Facts:
        """Add a service; without `repositories` it has one of its own name."""
        self.services.append((name, team, product, list(jira_projects)))
        self.members += [(name, repository) for repository in ([name] if repositories is None else repositories)]
        return self

    def commit(
        self,
        name: str,
        *,
        at: str | int | None,
        shipped_in: str | Mapping[str, str] | None = None,
        repository: str | None = None,
        candidate: str | Mapping[str, str] | None = None,
        authored_at: str | int | None = _NOT_GIVEN,
        arrived_by: str | None = None,
        author: tuple[str, str] = ANN,
        committer: tuple[str, str] | None = None,
        message: str | None = None,
        parents: Sequence[str] = ("p",),
        trailers: Sequence[tuple[str, str]] = (),
        reverts: str | Sequence[str] = (),
        is_on_default_branch: bool = True,
        files: Mapping[str, tuple[int | None, int | None]] | None = None,
        is_text_damaged: bool = False,
    ) -> Facts:
        """Add a commit. `shipped_in` is the version that ships it first; two `parents` make a merge."""
        repository = repository or self.members[-1][1]
        self.commits.append(
            Commit(
                name, repository, at, at if authored_at == _NOT_GIVEN else authored_at,
                self._by_service(repository, shipped_in), self._by_service(repository, candidate), arrived_by or name,
                author, committer or author, message or f"Do {name}", parents, trailers,
                [reverts] if isinstance(reverts, str) else reverts, is_on_default_branch, files, is_text_damaged,
            )
        )  # fmt: skip
        return self

    def tag(
        self,
        name: str,
        *,
        on: str | None,
        at: str | int | None,
        repository: str | None = None,
        service: str | None = None,
        version: str | None = None,
        line: str | None = None,
        kind: str | None = None,
        ignored: str | None = None,
        is_import_dated: bool = False,
        predecessor: str | None = None,
        is_annotated: bool = True,
        subject: str | None = None,
    ) -> Facts:
        """Add a tag. Version, line and kind are read from a name such as v1.2.0 or v1.2.0-rc1 unless given."""
        repository = repository or self.members[-1][1]
        service = service or next((s for s, r in self.members if r == repository), None)
        number = version or re.sub(r"^[^0-9]*", "", name)
        base, _, rest = number.partition("-")
        parts = [*base.split("."), "0", "0"]
        known_kind = "patch" if parts[2] != "0" else "minor" if parts[1] != "0" else "major"
        self.tags.append(
            Tag(
                name, repository, service, on, at, number, line or ".".join(parts[:2]),
                "candidate" if rest else kind or known_kind, base if rest else None, ignored, is_import_dated,
                predecessor, is_annotated, subject,
            )
        )  # fmt: skip
        return self

    def source(
        self,
        name: str,
        *,
        read_at: str | None,
        newest_at: str | None = None,
        state: str = "ok",
        message: str | None = None,
        kind: str = "git",
    ) -> Facts:
        """Add how the last sync of a source went."""
        read, newest = (instant(text) if text else None for text in (read_at, newest_at))
        self.sources.append((name, kind, f"/{name}.git", state, message, read, read, newest))
        return self

    def _by_service(self, repository: str, version: str | Mapping[str, str] | None) -> dict[str, str]:
        if isinstance(version, str):
            return {service: version for service, member in self.members if member == repository}
        return dict(version or {})

    def land(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the raw tables in `con` and land everything."""
        fill_in(con)
        con.begin()
        _Landing(con, self).land()
        JiraLanding(con, self).land()
        for table, values in self.rows:
            con.execute(
                f"insert into {table} ({', '.join(values)}) values ({', '.join('?' * len(values))})", [*values.values()]
            )
        land_deployed(con, self)
        con.commit()

    def build(
        self, con: duckdb.DuckDBPyConnection, settings: MetricSettings | None = None, *, now: datetime = NOW
    ) -> BuildReport:
        """Land everything in `con` and build the models."""
        self.land(con)
        return build(con, settings or MetricSettings(), now=now)

    def publish(self, data_dir: Path, settings: MetricSettings | None = None, *, now: datetime = NOW) -> Snapshot:
        """Land, build and publish the next snapshot under `data_dir`, and open it."""
        folder = data_dir / "warehouse"
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.glob("snap-*.duckdb"))) + 1
        path = folder / f"snap-{number:06d}.duckdb"
        with open_copy(path) as con:
            self.build(con, settings, now=now)
            con.execute("insert into meta.warehouse values (1, '0', ?, ?)", [number, now])
        (folder / "CURRENT").write_text(f"{path.name}\n")
        return current(data_dir)


class _Landing:
    """Numbers the facts as ingest would and inserts them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, facts: Facts) -> None:
        self.con, self.facts = con, facts
        names = dict.fromkeys([repository for _, repository in facts.members])
        names |= dict.fromkeys([commit.repository for commit in facts.commits])
        names |= dict.fromkeys([tag.repository for tag in facts.tags])
        self.repository_ids = {name: number for number, name in enumerate(names, start=1)}
        self.commit_ids = {c.name: self._numbered(c.repository, n) for n, c in enumerate(facts.commits)}
        self.people: dict[tuple[int, tuple[str, str]], int] = {}
        ordered = sorted(enumerate(facts.tags), key=lambda tag: (tag[1].at is None, epoch(tag[1].at) or 0, tag[0]))
        self.tag_ids = {number: rank for rank, (number, _) in enumerate(ordered, start=1)}

    def _numbered(self, repository: str, ordinal: int) -> int:
        return (self.repository_ids[repository] << 32) | ordinal

    def _person(self, repository: str, person: tuple[str, str]) -> int:
        key = (self.repository_ids[repository], person)
        return self.people.setdefault(key, self._numbered(repository, len(self.people)))

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        insert(self.con, table, rows)

    def land(self) -> None:
        self._insert("meta.sources", self.facts.sources)
        self._insert(
            "raw.services", [(name, team, product, None, keys) for name, team, product, keys in self.facts.services]
        )
        self._insert("raw.service_repositories", self.facts.members)
        self._insert("raw.git_repositories", [self._repository(name) for name in self.repository_ids])
        self._commits()
        self._files()
        self._tags()
        self._insert(
            "raw.git_people", [(number, repository, *person) for (repository, person), number in self.people.items()]
        )

    def _repository(self, name: str) -> tuple[Any, ...]:
        commits = [commit for commit in self.facts.commits if commit.repository == name]
        uncounted = sum(commit.files is None for commit in commits)
        return (
            self.repository_ids[name], name, f"/{name}.git", "sha1", "main", "refs", len(commits), uncounted, None, NOW, NOW,
        )  # fmt: skip

    def _commits(self) -> None:
        ids = self.commit_ids
        commits = self.facts.commits
        self._insert("raw.git_commits", [
            (
                ids[c.name], self.repository_ids[c.repository], bytes.fromhex(sha_of(c.name)),
                self._person(c.repository, c.author), self._person(c.repository, c.committer), epoch(c.authored_at), 0,
                epoch(c.at), 0, len(c.parents), c.is_text_damaged,
            )
            for c in commits
        ])  # fmt: skip
        self._insert("raw.git_messages", [(ids[c.name], c.message, len(c.message.encode())) for c in commits])
        self._insert("raw.git_trailers", [(ids[c.name], *trailer) for c in commits for trailer in c.trailers])
        self._insert(
            "raw.git_reverts", [(ids[c.name], sha_of(old), ids.get(old)) for c in commits for old in c.reverts]
        )
        keys = [(ids[c.name], key) for c in commits for key in sorted(set(re.findall(r"\b[A-Z]+-\d+", c.message)))]
        self._insert("raw.git_issue_keys", keys)
        on_default = [c for c in commits if c.is_on_default_branch]
        self._insert("raw.git_branch_commits", [(self.repository_ids[c.repository], ids[c.name]) for c in on_default])
        self._insert("raw.git_first_shipped", [row for c in commits for row in self._first_shipped(c)])

    def _first_shipped(self, commit: Commit) -> Iterable[tuple[Any, ...]]:
        for service in dict.fromkeys([*commit.shipped_in, *commit.candidate]):
            first = self._tag_id(commit.repository, service, commit.shipped_in.get(service))
            candidate = self._tag_id(commit.repository, service, commit.candidate.get(service))
            arrived = self.commit_ids[commit.arrived_by] if first else None
            yield service, self.commit_ids[commit.name], first, first, candidate or first, arrived

    def _tag_id(self, repository: str, service: str, version: str | None) -> int | None:
        found = (
            self.tag_ids[number]
            for number, tag in enumerate(self.facts.tags)
            if (tag.repository, tag.service, tag.version, tag.ignored) == (repository, service, version, None)
        )
        return next(found, None)

    def _files(self) -> None:
        counted = [commit for commit in self.facts.commits if commit.files is not None]
        self._insert("raw.git_counted_commits", [(self.commit_ids[commit.name],) for commit in counted])
        paths: dict[tuple[str, str], int] = {}
        changes: list[tuple[Any, ...]] = []
        pairs: list[tuple[Any, ...]] = []
        for commit in counted:
            for path, (added, deleted) in (commit.files or {}).items():
                path_id = paths.setdefault((commit.repository, path), self._numbered(commit.repository, len(paths)))
                pair_id = self._numbered(commit.repository, len(pairs))
                pairs.append((pair_id, self.repository_ids[commit.repository], b"", added, deleted, added is None))
                changes.append((self.commit_ids[commit.name], path_id, "M", pair_id))
        self._insert("raw.git_file_changes", changes)
        self._insert("raw.git_blob_pairs", pairs)
        self._insert("raw.git_paths", [(n, self.repository_ids[r], path) for (r, path), n in paths.items()])

    def _tags(self) -> None:
        self._insert("raw.git_tags", [
            (
                self.repository_ids[t.repository], t.name, "commit" if t.on else "tree", sha_of(t.on or t.name),
                self.commit_ids.get(t.on or ""), t.is_annotated, None, epoch(t.at), 0, t.subject,
            )
            for t in self.facts.tags
        ])  # fmt: skip
        rows = [self._service_tag(n, tag) for n, tag in enumerate(self.facts.tags) if tag.service is not None]
        self._insert("raw.git_service_tags", rows)

    def _service_tag(self, number: int, tag: Tag) -> tuple[Any, ...]:
        identity = (self.tag_ids[number], tag.service, self.repository_ids[tag.repository], tag.name, tag.ignored)
        assert tag.service is not None
        if tag.ignored or tag.version is None:
            return (*identity, *[None] * 14)
        shipped = sum(commit.shipped_in.get(tag.service) == tag.version for commit in self.facts.commits
                      if commit.repository == tag.repository)  # fmt: skip
        order = order_of(tag.version, tag.candidate_of)
        predecessor = self._tag_id(tag.repository, tag.service, tag.predecessor)
        return (
            *identity, tag.version, order, tag.line, tag.kind, tag.candidate_of is not None, tag.candidate_of,
            tag.is_import_dated, self.tag_ids[number], self.tag_ids[number], predecessor,
            "line" if predecessor else None, shipped, None if tag.candidate_of else shipped,
            None if tag.candidate_of else shipped,
        )  # fmt: skip
