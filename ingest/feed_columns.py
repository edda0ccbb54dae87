"""What each kind of feed tells: its columns, what they mean, and how a value of each is read. docs/feeds.md says the same."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
TABLES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})
"""Names of tables that are read out of a folder."""
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
    """Columns of the table, or expressions of them, by which a row replaces another of the same feed."""
    event_at: str | None
    """SQL for the instant of what a row tells; None when rows tell of the future."""
    suffixes: frozenset[str] = TABLES
    """Names that are read out of a folder."""
    one_of: tuple[str, ...] = ()
    """Columns of which a row needs at least one."""
    else_told: str = ""
    """How what a row does not tell can be told otherwise: a sentence behind a blank."""
    is_table: bool = True
    """Its columns stand in tables, so [feed.columns] can name them."""

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def landed(self) -> dict[str, str]:
        """What each column of the table holds, but for feed, path and line_number."""
        return {column.landed: column.holds for column in self.columns}


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
_TESTS = Kind(
    "tests", "feed_test_runs", "one test suite of a JUnit report, or one line of a table, that ran for a release in a phase",
    (
        replace(_SERVICE, meaning="Service tested. Else that of the feed, else a folder of its name."),
        replace(_VERSION, meaning="Version tested. Else a folder or file of that name."),
        replace(_SHA, meaning="Commit tested, 7 to 64 hexadecimal digits. Else a folder or file of that name."),
        Column("phase", "name", "regression, user acceptance, performance, or any other. Else that of the feed, else of the folder.",
               "regression", True),
        Column("suite", "text", "Name of the suite.", "checkout"),
        Column("ran_at", "instant", "When it ran; empty when that is not known.", "2026-04-11T22:00:00Z"),
        Column("executed", "whole", "Tests executed: those skipped are not. Left out: passed and failed together.", "412",
               lands_in="executed_count"),
        Column("passed", "whole", "Tests passed. Left out: executed without failed.", "410", lands_in="passed_count"),
        Column("failed", "whole", "Tests failed, with errors. Left out: executed without passed.", "2", lands_in="failed_count"),
        Column("skipped", "whole", "Tests skipped; empty when that is not known.", "3", lands_in="skipped_count"),
    ),
    identity=("service", "version", "sha", "phase", "suite", "coalesce(ran_at::varchar, path)", "line_number"),
    event_at="ran_at", suffixes=TABLES | {".xml"}, one_of=("version", "sha"),
    else_told=" Where reports do not tell it, name a folder around them so.",
)  # fmt: skip
_APPROVALS = Kind(
    "approvals", "feed_approvals", "one person's decision on one release, issue or commit",
    (
        Column("approval_id", "name", "Identity of the approval in this feed. Left out: made of what it is about, who and when it was "
               "asked or decided.", "CAB-88"),
        replace(_SERVICE, is_required=False, meaning="Service of the settings. Needed beside a version or commit, unless the feed names one."),
        replace(_VERSION, meaning="Release that was approved."),
        Column("issue_key", "name", "Issue that was approved.", "PAY-311"),
        replace(_SHA, meaning="Commit that was approved, 7 to 64 hexadecimal digits."),
        Column("name", "text", "What was to be approved, in words.", "Go or no go"),
        Column("approver", "name", "Who was asked.", "Ada Lovelace", is_person=True),
        Column("decision", "name", "What was decided.", "approved", True, words=DECISIONS),
        Column("asked_at", "instant", "When it was asked for.", "2026-04-10T09:00:00Z"),
        Column("decided_at", "instant", "When it was decided. Needed unless it is pending.", "2026-04-10T15:20:00Z"),
    ),
    identity=("approval_id",), event_at="greatest(asked_at, decided_at)", one_of=("version", "issue_key", "sha"),
)  # fmt: skip
_RUNSHEET = Kind(
    "runsheet", "feed_runsheet_steps", "one step of a release's runsheet",
    (
        _SERVICE, replace(_VERSION, is_required=True, meaning="Version that the runsheet rolls out."),
        Column("step", "whole", "Order of the step, from 1 to 10,000. Left out: the order of the rows.", "3", lands_in="step_number"),
        Column("title", "text", "What is to be done.", "Switch the traffic over", True),
        Column("owner", "name", "Who does it.", "Ada Lovelace", is_person=True),
        Column("phase", "name", "before, deploy, verify, back out, or any other.", "deploy"),
        Column("planned_start_at", "instant", "Planned start.", "2026-04-12T09:30:00Z"),
        Column("planned_end_at", "instant", "Planned end.", "2026-04-12T09:40:00Z"),
        Column("started_at", "instant", "Start; empty while it has not begun.", "2026-04-12T09:31:00Z"),
        Column("finished_at", "instant", "End; empty while it is not done.", "2026-04-12T09:39:00Z"),
        Column("state", "name", "How it stands. Left out: done, running or planned, as end and start tell.", "done", words=STATES),
    ),
    identity=("service", "version", "step_number"), event_at="greatest(started_at, finished_at)",
)  # fmt: skip
_FREEZES = Kind(
    "freezes", "feed_freezes", "one freeze of a calendar: one row for each time a repeated event comes, and each service",
    (
        Column("freeze_uid", "name", "UID of the event, with the day of the occurrence.", "yearend-1@example.com 2026-12-18", True),
        Column("name", "text", "SUMMARY.", "Year end", True),
        Column("service", "name", "Service that CATEGORIES or X-LEADLINE-SERVICE name. Else that of the feed, else all.", "payments"),
        Column("starts_at", "instant", "DTSTART.", "20261218T180000Z", True),
        Column("ends_at", "instant", "DTEND, or DURATION behind the start: the first free instant.", "20270105T060000Z", True),
        Column("is_all_day", "truth", "It is given in days, which begin at midnight of the feed's zone.", "VALUE=DATE", True),
        Column("reason", "text", "DESCRIPTION.", "Peak trade"),
    ),
    identity=("freeze_uid", "service"), event_at=None, suffixes=frozenset({".ics"}), is_table=False,
)  # fmt: skip
KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (_DEPLOYMENTS, _INCIDENTS, _TESTS, _APPROVALS, _RUNSHEET, _FREEZES)
}
"""The kinds of feeds, by the name that `kind` of [[feed]] gives."""
