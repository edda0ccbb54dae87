"""What each kind of feed tells: its columns, what they mean, and how a value of each is read. docs/feeds.md says the same."""

from collections.abc import Mapping
from dataclasses import dataclass

RESULTS: Mapping[str, tuple[str, ...]] = {
    "succeeded": (
        "succeeded", "success", "successful", "ok", "pass", "passed", "done", "complete", "completed", "finished", "deployed",
    ),
    "failed": ("failed", "failure", "fail", "error", "errored", "broken", "unsuccessful", "timed out", "timeout"),
    "rolled_back": ("rolled back", "rolledback", "rollback", "roll back", "reverted", "backed out", "back out", "backout"),
    "cancelled": ("cancelled", "canceled", "aborted", "stopped", "skipped", "superseded"),
    "running": ("running", "in progress", "started", "deploying", "pending", "queued", "waiting"),
}  # fmt: skip
DECISIONS: Mapping[str, tuple[str, ...]] = {
    "approved": ("approved", "approve", "accepted", "yes", "granted", "signed off", "ok"),
    "declined": ("declined", "decline", "rejected", "refused", "denied", "no"),
    "pending": ("pending", "waiting", "requested", "asked", "open"),
}
STATES: Mapping[str, tuple[str, ...]] = {
    "planned": ("planned", "open", "todo", "to do", "not started", "pending", "ready"),
    "running": ("running", "in progress", "started", "doing"),
    "done": ("done", "complete", "completed", "finished", "ok", "succeeded", "passed", "success"),
    "failed": ("failed", "failure", "error", "blocked"),
    "skipped": ("skipped", "cancelled", "canceled", "not needed", "n/a"),
}
NOT_TOLD = frozenset({"", "-", "null", "none", "nil", "nan", "n/a", "\\n"})
"""What stands for a value that is not told, in small letters."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a feed."""

    name: str
    holds: str
    """text, name (an identity: never cut), instant, whole (number), truth or sha."""
    meaning: str
    example: str
    is_required: bool = False
    is_person: bool = False
    """Names a person: stored under a pseudonym when [people] asks for it."""
    lands_in: str = ""
    """Column of the table, where it is not `name`."""
    words: Mapping[str, tuple[str, ...]] | None = None
    """Words that are understood, by the word that is stored; None when every text is."""

    @property
    def landed(self) -> str:
        """Name of the column in the warehouse."""
        return self.lands_in or self.name


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of feed."""

    name: str
    table: str
    """Table of schema raw."""
    one_row: str
    """What a row is."""
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    """Columns of the table by which a row replaces another of the same feed."""
    event_at: str | None
    """SQL for the instant of what a row tells; None when rows tell of the future."""
    suffixes: frozenset[str] = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})
    """Names that are read out of a folder."""
    one_of: tuple[str, ...] = ()
    """Columns of which a row needs at least one."""
    derived: tuple[tuple[str, str], ...] = ()
    """(column of the table, what it holds) that the reading adds."""

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def landed(self) -> dict[str, str]:
        """What each column of the table holds, but for feed, path and line_number."""
        return {column.landed: column.holds for column in self.columns} | dict(self.derived)


_SERVICE = Column(
    "service", "name", "Service of the settings, whatever its capitals. Required unless the feed names one.", "payments", True,
)  # fmt: skip
_VERSION = Column("version", "name", "Version, as the tag or as people write it.", "v1.8.0")
_SHA = Column("sha", "sha", "Commit, 7 to 64 hexadecimal digits.", "9fceb02d0ae598e95dc970b74767f19372d61af8")

_DEPLOYMENTS = Kind(
    "deployments", "feed_deployments", "one deployment of one service to one environment",
    (
        Column("deployment_id", "name", "Identity of the deployment in this feed. Left out: made of service, environment, start "
               "and version or commit.", "pay-2026-0412"),
        _SERVICE, _VERSION, _SHA,
        Column("environment", "name", "Environment it went to.", "production", True),
        Column("started_at", "instant", "When it began.", "2026-04-12T09:30:00Z", True),
        Column("finished_at", "instant", "When it ended; empty while it runs.", "2026-04-12T09:41:30Z"),
        Column("result", "name", "How it ended.", "succeeded", True, words=RESULTS),
        Column("by", "name", "Who or what did it.", "deploy-pipeline", is_person=True, lands_in="deployed_by"),
        Column("is_rollback", "truth", "It brought an earlier state back.", "false"),
        Column("is_automated", "truth", "A pipeline did it. Left out: told by `pipelines` of the feed, else not known.", "true"),
    ),
    identity=("deployment_id",), event_at="coalesce(finished_at, started_at)", one_of=("version", "sha"),
)  # fmt: skip
_INCIDENTS = Kind(
    "incidents", "feed_incidents", "one incident: something that hurt users in production",
    (
        Column("incident_id", "name", "Identity of the incident in this feed.", "INC-107", True),
        Column("service", "name", "Service it hurt; empty when that is not known.", "payments"),
        Column("title", "text", "What happened, in one line.", "Card payments time out"),
        Column("opened_at", "instant", "When it began.", "2026-04-12T10:02:00Z", True),
        Column("resolved_at", "instant", "When it was over; empty while it is open.", "2026-04-12T11:20:00Z"),
        Column("severity", "name", "How bad it was, in your words.", "SEV2"),
        Column("component", "name", "Component it hurt.", "checkout"),
        Column("caused_by", "name", "What caused it: a deployment_id, a version of the service or a commit.", "pay-2026-0412"),
    ),
    identity=("incident_id",), event_at="greatest(opened_at, resolved_at)",
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (_DEPLOYMENTS, _INCIDENTS)}
"""The kinds of feeds, by the name that `kind` of [[feed]] gives."""
