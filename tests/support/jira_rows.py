"""Hand-made facts of a Jira, so that a test can draw its issues, moves and versions as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

import duckdb

from ingest.versions import Version as ParsedVersion
from ingest.versions import parse_tag
from tests.support.landing import insert

DEFAULT_STATUSES = {
    "To Do": "new", "In Progress": "indeterminate", "In Review": "indeterminate", "Testing": "indeterminate",
    "Waiting": "indeterminate", "Ready to deploy": "indeterminate", "Done": "done", "Closed": "done",
}  # fmt: skip


def moment(text: str | datetime | None) -> datetime | None:
    """Return '2026-01-05 10:00' or '2026-01-05' as an instant of UTC."""
    if isinstance(text, datetime) or text is None:
        return text
    return datetime.fromisoformat(text + "+00:00" if len(text) > 10 else text + " 00:00+00:00")


def day(text: str | date | None) -> date | None:
    """Return '2026-01-05' as a day."""
    return date.fromisoformat(text) if isinstance(text, str) else text


@dataclass
class Version:
    """One Jira version and the states of it that syncs saw."""

    name: str
    project: str
    start_on: str | None
    release_on: str | None
    is_released: bool
    is_archived: bool
    snapshots: Sequence[tuple[str, str | None, bool]]
    gone_at: str | None


@dataclass
class Issue:
    """One issue and where it went."""

    key: str
    type: str
    at: str
    first: str
    moves: Sequence[tuple[str | None, str]]
    status: str | None
    fix: Sequence[str]
    fix_moves: Sequence[tuple[str, str]]
    affects: Sequence[str]
    components: Sequence[str]
    labels: Sequence[str]
    priority: str | None
    resolution: str | None
    resolved_at: str | None
    started_at: str | None
    change_type: str | None
    severity: str | None
    history: str
    old_keys: Sequence[str]
    summary: str
    parent: str | None
    assignee: str | None
    gone_at: str | None
    planned_end: str | None

    @property
    def project(self) -> str:
        return self.key.partition("-")[0]


@dataclass
class JiraFacts:
    """What a Jira says. Mixed into Facts."""

    projects: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str | None] = field(default_factory=lambda: dict(DEFAULT_STATUSES))
    issues: list[Issue] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    links: list[tuple[str, str, str, str]] = field(default_factory=list)
    approvals: list[tuple[str, str, str, str | None, str]] = field(default_factory=list)
    mapped_versions: list[tuple[str, str, str]] = field(default_factory=list)
    site = "jira"

    def project(self, key: str, name: str | None = None) -> Self:
        """Add a project; issues and versions add theirs by themselves."""
        self.projects[key] = name or key.title()
        return self

    def status(self, name: str, category: str | None) -> Self:
        """Add a status, or give one another category."""
        self.statuses[name] = category
        return self

    def issue(
        self,
        key: str,
        *,
        at: str,
        type: str = "Story",
        first: str = "To Do",
        moves: Sequence[tuple[str | None, str]] = (),
        status: str | None = None,
        fix: Sequence[str] | str = (),
        fix_moves: Sequence[tuple[str, str]] = (),
        affects: Sequence[str] | str = (),
        components: Sequence[str] = (),
        labels: Sequence[str] = (),
        priority: str | None = "Medium",
        resolution: str | None = None,
        resolved_at: str | None = None,
        started_at: str | None = None,
        change_type: str | None = None,
        severity: str | None = None,
        history: str = "complete",
        old_keys: Sequence[str] = (),
        summary: str | None = None,
        parent: str | None = None,
        assignee: str | None = None,
        gone_at: str | None = None,
        planned_end: str | None = None,
    ) -> Self:
        """Add an issue. `moves` are (when, to which status); `fix_moves` (when, '+1.0.0' or '-1.0.0')."""
        self.issues.append(
            Issue(
                key, type, at, first, moves, status, [fix] if isinstance(fix, str) else fix, fix_moves,
                [affects] if isinstance(affects, str) else affects, components, labels, priority, resolution, resolved_at,
                started_at, change_type, severity, history, old_keys, summary or f"Do {key}", parent, assignee, gone_at,
                planned_end,
            )
        )  # fmt: skip
        self.projects.setdefault(key.partition("-")[0], key.partition("-")[0].title())
        return self

    def version(
        self,
        name: str,
        *,
        project: str = "PAY",
        start_on: str | None = None,
        release_on: str | None = None,
        is_released: bool = False,
        is_archived: bool = False,
        snapshots: Sequence[tuple[str, str | None, bool]] = (),
        gone_at: str | None = None,
    ) -> Self:
        """Add a version. `snapshots` are (seen at, release date then, released then)."""
        self.versions.append(Version(name, project, start_on, release_on, is_released, is_archived, snapshots, gone_at))
        self.projects.setdefault(project, project.title())
        return self

    def link(self, issue: str, phrase: str, other: str, *, type: str = "Problem/Incident") -> Self:
        """Add a link as both ends show it; `issue` is at the inward end ('is caused by')."""
        self.links.append((issue, phrase, other, type))
        return self

    def approval(
        self, issue: str, decision: str, *, asked_at: str, decided_at: str | None = None, by: str = "boss"
    ) -> Self:
        """Add an approval: approved, declined or pending."""
        self.approvals.append((issue, decision, asked_at, decided_at, by))
        return self

    def maps_version(self, service: str, version_name: str, version: str) -> Self:
        """Add a line of [service.versions]."""
        self.mapped_versions.append((service, version_name, version))
        return self


class JiraLanding:
    """Numbers the facts as Jira would and inserts them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, facts: JiraFacts) -> None:
        self.con, self.facts = con, facts
        self.project_ids = {key: 100 + n for n, key in enumerate(facts.projects)}
        self.issue_ids = {issue.key: 1000 + n for n, issue in enumerate(facts.issues)}
        self.version_ids = {(v.project, v.name): 500 + n for n, v in enumerate(facts.versions)}
        names = dict.fromkeys((i.project, name) for i in facts.issues for name in i.components)
        self.component_ids = {place: 700 + n for n, place in enumerate(names)}
        self.status_ids = {name: str(n) for n, name in enumerate(facts.statuses, start=1)}
        self.history_id = 0
        self.waiting: dict[tuple[str, str], list[Sequence[Any]]] = {}

    def _insert(self, table: str, rows: Iterable[Sequence[Any]], columns: str = "") -> None:
        self.waiting.setdefault((table, columns), []).extend(rows)

    def land(self) -> None:
        """Insert everything."""
        self._gather()
        for (table, columns), rows in self.waiting.items():
            insert(self.con, table, rows, columns)

    def _gather(self) -> None:
        facts, site = self.facts, self.facts.site
        self._insert("raw.service_versions", facts.mapped_versions)
        if not facts.projects:
            return
        self._insert("raw.jira_sites", [(site, "https://jira.example.com", "cloud")], "(site, url, kind)")
        self._insert(
            "raw.jira_projects",
            [(site, self.project_ids[key], key, name) for key, name in facts.projects.items()],
            "(site, project_id, project_key, name)",
        )
        self._insert(
            "raw.jira_statuses", [(site, self.status_ids[name], name, category, None) for name, category in facts.statuses.items()]
        )  # fmt: skip
        self._insert(
            "raw.jira_components",
            [(site, number, self.project_ids[project], name, None) for (project, name), number in self.component_ids.items()],
        )  # fmt: skip
        self._versions()
        for issue in facts.issues:
            self._issue(issue)
        self._links()
        self._insert(
            "raw.jira_approvals",
            [
                (site, self.issue_ids[key], f"a{n}", "CAB", by, decision, moment(asked), moment(decided))
                for n, (key, decision, asked, decided, by) in enumerate(facts.approvals)
            ],
        )

    def _versions(self) -> None:
        site = self.facts.site
        for n, v in enumerate(self.facts.versions):
            number, (read, prefix) = self.version_ids[v.project, v.name], _read_name(v.name)
            parts = (
                (read.text, read.order, read.line, _kind(read.numbers, read.is_candidate), read.is_candidate,
                 prefix)
                if read else (None,) * 5 + ("",)
            )  # fmt: skip
            self._insert("raw.jira_versions", [(
                site, number, self.project_ids[v.project], v.name, *parts, day(v.start_on), day(v.release_on),
                v.is_released, v.is_archived, n, None, moment(v.gone_at),
            )])  # fmt: skip
            self._insert("raw.jira_version_snapshots", [
                (site, number, self.project_ids[v.project], v.name, day(v.start_on), day(on), released, False, moment(seen), None)
                for seen, on, released in v.snapshots
            ])  # fmt: skip

    def _issue(self, issue: Issue) -> None:
        site, number = self.facts.site, self.issue_ids[issue.key]
        status = issue.status or (issue.moves[-1][1] if issue.moves else issue.first)
        values = {
            "site": site, "issue_id": number, "issue_key": issue.key, "project_id": self.project_ids[issue.project],
            "summary": issue.summary, "issue_type": issue.type, "is_subtask": issue.type == "Sub-task",
            "status_id": self.status_ids[status], "status": status, "priority": issue.priority,
            "resolution": issue.resolution, "severity": issue.severity, "change_type": issue.change_type,
            "created_at": moment(issue.at), "updated_at": moment(issue.at), "resolved_at": moment(issue.resolved_at),
            "started_at": moment(issue.started_at), "planned_end_at": moment(issue.planned_end), "assignee_id": issue.assignee, "parent_key": issue.parent,
            "labels": list(issue.labels), "fix_version_ids": self._ids(issue, self._fix_now(issue)),
            "affects_version_ids": self._ids(issue, issue.affects),
            "component_ids": [self.component_ids[issue.project, name] for name in issue.components],
            "history_state": issue.history, "gone_at": moment(issue.gone_at),
        }  # fmt: skip
        self._insert("raw.jira_issues", [tuple(values.values())], f"({', '.join(values)})")
        self._insert("raw.jira_issue_keys", [
            (site, number, issue.key, True), *((site, number, old, False) for old in issue.old_keys),
        ])  # fmt: skip
        if issue.history == "complete":
            self._transitions(issue)

    def _fix_now(self, issue: Issue) -> list[str]:
        """The given versions are those at the end; without any, the moves tell."""
        if issue.fix:
            return list(issue.fix)
        held: dict[str, None] = {}
        for _, move in issue.fix_moves:
            held.pop(move[1:], None)
            if move.startswith("+"):
                held[move[1:]] = None
        return list(held)

    def _ids(self, issue: Issue, names: Iterable[str]) -> list[int]:
        return [self._version_id(issue, name) for name in names]

    def _version_id(self, issue: Issue, name: str) -> int:
        own = self.version_ids.get((issue.project, name))
        return own or next(number for (_, other), number in self.version_ids.items() if other == name)

    def _transitions(self, issue: Issue) -> None:
        now = issue.first
        rows = []
        for at, to in issue.moves:
            rows.append((at, "status", "status", self.status_ids[now], now, self.status_ids[to], to))
            now = to
        for at, move in issue.fix_moves:
            number, name = str(self._version_id(issue, move[1:])), move[1:]
            ends = (None, None, number, name) if move.startswith("+") else (number, name, None, None)
            rows.append((at, "Fix Version", "fixVersions", *ends))
        for at, *row in rows:
            self.history_id += 1
            self._insert("raw.jira_transitions", [
                (self.facts.site, self.issue_ids[issue.key], self.history_id, 0, moment(at), "ann", *row)
            ])  # fmt: skip

    def _links(self) -> None:
        for n, (key, phrase, other, kind) in enumerate(self.facts.links):
            ends = [(key, "inward", phrase, other), (other, "outward", "causes", key)]
            self._insert("raw.jira_links", [
                (self.facts.site, n, self.issue_ids[one], direction, kind, said, self.issue_ids.get(two), two)
                for one, direction, said, two in ends if one in self.issue_ids
            ])  # fmt: skip


def _read_name(name: str) -> tuple[ParsedVersion | None, str]:
    """The version at the end of a name, and the words before it without separators."""
    found = re.fullmatch(r"(.*?)[\s/_-]*v?(\d[\w.-]*)", name)
    if found is None:
        return None, ""
    return parse_tag(found[2]), re.sub(r"\W+", "", found[1]).lower()


def _kind(numbers: Sequence[int], is_candidate: bool) -> str:
    parts = [*numbers, 0, 0, 0]
    return "candidate" if is_candidate else "patch" if parts[2] else "minor" if parts[1] else "major"


def order_of(version: str, candidate_of: str | None) -> str:
    """Return the text that sorts as ingest's does, for versions of its form and for any other."""
    read = parse_tag(version)
    if read is not None:
        return read.order
    order = ".".join(f"{int(part):06d}" for part in re.findall(r"\d+", version.partition("-")[0]))
    return order + (f"~0{version.partition('-')[2]}" if candidate_of else "~6")
