"""The settings that change a number: [metrics], [lifecycle], [[freeze]] and [evaluation] of leadline.toml, and the zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from metrics.errors import MetricSettingsError
from metrics.lifecycle import STEPS, normalised
from metrics.nearest import nearest
from metrics.settings_calendar import CalendarSettings
from metrics.settings_calendar import from_table as calendar_of
from metrics.settings_evaluation import EvaluationSettings, from_table

_EVALUATION: Final = EvaluationSettings()
_CALENDAR: Final = CalendarSettings()


@dataclass(frozen=True, slots=True)
class Key:
    """One setting of [metrics] as leadline.toml spells it, with the values that make sense."""

    kind: type
    """int, float, str for one of `choices`, or tuple for a list of names."""
    meaning: str
    unit: str = "names"
    lowest: float = 0
    highest: float = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Freeze:
    """A window in which services must not change."""

    name: str
    starts_on: date
    ends_on: date
    """First day that is free again."""
    services: tuple[str, ...] = ()
    """Empty: all."""
    reason: str | None = None

    def as_rows(self) -> list[tuple[str, str | None, date, date, str | None]]:
        """The freeze as rows of meta.freezes, one for each service."""
        services: tuple[str | None, ...] = self.services or (None,)
        return [(self.name, service, self.starts_on, self.ends_on, self.reason) for service in services]


@dataclass(frozen=True, slots=True)
class MetricSettings:
    """What a build reckons with. The defaults are ours; METRICS says why. Names are compared without regard to case."""

    time_zone: str = "UTC"
    """Display zone: days, weeks and months begin at its midnight."""
    observation_days: int = 14
    """How long a deployment is watched for failures before its rate is final."""
    hotfix_days: int = 7
    """How soon after a release a repair counts as unplanned."""
    late_window_share: float = 0.2
    """The last part of a release's build window, in which a change is late."""
    escaped_days: int = 30
    """How long after a release a defect that affects it counts as escaped."""
    proximity_hours: int = 72
    """How soon after a deployment an incident is suspected to come from it."""
    scope_freeze: str = "earlier"
    """What froze a release's scope: its first candidate, the days before its planned date, or the earlier of them."""
    scope_freeze_days: int = 7
    """How long before the planned date scope is frozen."""
    short_notice_days: int = 5
    """With less notice than this a re-plan is one at short notice."""
    contention_days: int = 2
    """How close to each other releases in flight meet."""
    production_environments: tuple[str, ...] = ("production", "prod", "live", "prd")
    pipeline_identities: tuple[str, ...] = (
        "*bot", "*[bot]", "*bot-*", "ci", "ci-*", "*-ci", "cd", "*-cd", "*ci/cd*", "jenkins*", "github-actions*", "gitlab-ci*",
        "circleci*", "teamcity*", "bamboo*", "buildkite*", "azure-pipelines*", "*pipeline*", "argocd*", "argo-cd*", "flux*",
        "spinnaker*", "octopus*", "harness*", "*-deployer", "deployer", "*automation*", "svc-*", "system:serviceaccount:*",
    )  # fmt: skip
    forecast_days: int = 7
    """How long before the date on record a release that is out is forecast, to see how good forecasts are."""
    forecast_weeks: int = 12
    """How much of the past a forecast draws from."""
    allowed_commits: tuple[str, ...] = (
        "Bump *", "Release *", "Prepare release *", "Prepare for next development iteration*", "[maven-release-plugin]*",
        "chore(release)*", "chore(deps)*", "build(deps)*", "*[bot]", "dependabot*", "renovate*",
    )  # fmt: skip
    severity_1_weight: float = 1.0
    severity_2_weight: float = 0.5
    severity_3_weight: float = 0.2
    severity_4_weight: float = 0.05
    unsuccessful_resolutions: tuple[str, ...] = (
        "Failed", "Unsuccessful", "Backed out", "Rolled back", "Failed - rolled back", "Incomplete", "Aborted",
    )  # fmt: skip
    incident_issue_types: tuple[str, ...] = ("Incident", "[System] Incident", "Outage")
    incident_priorities: tuple[str, ...] = ()
    defect_issue_types: tuple[str, ...] = ("Bug", "Defect")
    security_issue_types: tuple[str, ...] = ("Security", "Security issue", "Vulnerability")
    security_labels: tuple[str, ...] = ("security", "vulnerability")
    debt_issue_types: tuple[str, ...] = ("Technical debt", "Tech debt")
    debt_labels: tuple[str, ...] = ("tech-debt", "technical-debt", "techdebt", "debt")
    change_issue_types: tuple[str, ...] = ("Change", "[System] Change", "Change Request")
    feature_issue_types: tuple[str, ...] = (
        "Story", "User Story", "Feature", "New Feature", "Improvement", "Enhancement", "Task",
    )  # fmt: skip
    emergency_change_types: tuple[str, ...] = ("Emergency",)
    caused_by_links: tuple[str, ...] = ("is caused by", "caused by", "Problem/Incident", "Cause")
    escaped_defect_priorities: tuple[str, ...] = ("Highest", "High", "Blocker", "Critical")
    blocking_priorities: tuple[str, ...] = ("Blocker", "Highest", "Critical")
    rejected_resolutions: tuple[str, ...] = (
        "Won't Do", "Won't Fix", "Rejected", "Declined", "Duplicate", "Cannot Reproduce", "Not a Bug", "Invalid",
        "Cancelled", "Canceled", "Obsolete", "Known Error",
    )  # fmt: skip
    waiting_statuses: tuple[str, ...] = (
        "Blocked", "On hold", "Waiting", "Pending", "Waiting for customer", "Waiting for support", "Waiting for approval",
        "Awaiting approval", "Awaiting CAB approval", "Awaiting implementation", "Awaiting release", "Awaiting deployment",
        "Pending release", "Pending deployment", "Ready", "Ready for development", "Ready for review", "Ready for test",
        "Ready for testing", "Ready for QA", "Ready for UAT", "Ready for release", "Ready to release",
        "Ready for deployment", "Ready to deploy", "Merged", "Impediment",
        "阻塞", "待测试", "待发布", "待部署", "待上线", "待验收", "bloqueado", "aguardando aprovação", "aguardando implantação",
        "blockiert", "wartend", "bloqué", "en attente", "en espera", "bloccato", "in attesa", "保留", "レビュー待ち",
        "テスト待ち", "リリース待ち",
    )  # fmt: skip
    lifecycle: tuple[tuple[str, str], ...] = ()
    """Status name and step, where the settings say; the well-known names and the categories tell the rest."""
    freezes: tuple[Freeze, ...] = ()
    evaluation: EvaluationSettings = _EVALUATION
    calendar: CalendarSettings = _CALENDAR

    def as_rows(self) -> list[tuple[str, str]]:
        """The settings of one value as rows of meta.settings."""
        return [(name, str(value)) for name, value in self._values() if isinstance(value, str | int | float)]

    def as_value_rows(self) -> list[tuple[str, str]]:
        """The lists of names as rows of meta.setting_values."""
        lists = [(name, entry) for name in KEYS if KEYS[name].kind is tuple for entry in getattr(self, name)]
        return [*lists, *self.evaluation.as_value_rows()]

    def freeze_rows(self) -> list[tuple[str, str | None, date, date, str | None]]:
        """The freezes as rows of meta.freezes."""
        return [row for freeze in self.freezes for row in freeze.as_rows()]

    def as_texts(self) -> dict[str, str]:
        """Every setting as one text, as a receipt tells it."""
        lists = {name: ", ".join(getattr(self, name)) or "none" for name in KEYS if KEYS[name].kind is tuple}
        steps = "; ".join(f"{status}: {step}" for status, step in self.lifecycle) or "default"
        windows = "; ".join(f"{f.name} {f.starts_on} to {f.ends_on}" for f in self.freezes) or "none"
        return {
            **dict(self.as_rows()),
            **lists,
            "lifecycle": steps,
            "freezes": windows,
            "calendar": self.calendar.as_text(),
            "severity_words": "; ".join(f"{name}: {word}" for name, word in self.evaluation.as_value_rows()),
        }

    def _values(self) -> list[tuple[str, object]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


def _names(meaning: str) -> Key:
    return Key(tuple, meaning)


def _weight(severity: int) -> Key:
    return Key(float, f"What a minute of an incident of severity {severity} weighs in the user impact.", "share", 0, 1)


KEYS: Final[Mapping[str, Key]] = {
    "observation_days": Key(
        int, "How long a deployment is watched for failures before its rate is final.", "days", 1, 365
    ),
    "hotfix_days": Key(int, "How soon after a release a repair counts as unplanned.", "days", 1, 90),
    "late_window_share": Key(
        float, "The last part of a release's build window, in which a change is late.", "share", 0.01, 0.99
    ),
    "escaped_days": Key(int, "How long after a release a defect that affects it counts as escaped.", "days", 1, 365),
    "proximity_hours": Key(
        int, "How soon after a deployment an incident is suspected to come from it.", "hours", 1, 720
    ),
    "scope_freeze": Key(
        str,
        "What freezes a release's scope: its first candidate, some days before the planned date, or the earlier of the two.",
        "choice",
        choices=("earlier", "first candidate", "days before"),
    ),
    "scope_freeze_days": Key(int, "How long before the planned date scope is frozen.", "days", 0, 90),
    "short_notice_days": Key(int, "With less notice than this a re-plan is one at short notice.", "days", 1, 90),
    "contention_days": Key(int, "How close to each other releases in flight meet.", "days", 0, 30),
    "production_environments": _names("Environments of a deployment feed that are production."),
    "pipeline_identities": _names("Who deploys when a pipeline does; * stands for any text."),
    "forecast_days": Key(
        int,
        "How long before the date on record a release that is out is forecast, to see how good forecasts are.",
        "days",
        1,
        90,
    ),
    "forecast_weeks": Key(int, "How much of the past a forecast draws from.", "weeks", 6, 104),
    "allowed_commits": _names("Subjects or authors of commits that need neither issue nor approval; * stands for any text."),
    "severity_1_weight": _weight(1),
    "severity_2_weight": _weight(2),
    "severity_3_weight": _weight(3),
    "severity_4_weight": _weight(4),
    "unsuccessful_resolutions": _names("Resolutions, or names of statuses, that say that a change did not succeed."),
    "incident_issue_types": _names("Issue types that are incidents: something that hurt users in production."),
    "incident_priorities": _names("Priorities whose issues are incidents, whatever their type."),
    "defect_issue_types": _names("Issue types that are defects."),
    "security_issue_types": _names("Issue types that are security work."),
    "security_labels": _names("Labels that make an issue security work."),
    "debt_issue_types": _names("Issue types that are technical debt."),
    "debt_labels": _names("Labels that make an issue technical debt."),
    "change_issue_types": _names("Issue types that are changes in the sense of change enablement."),
    "feature_issue_types": _names("Issue types that are features."),
    "emergency_change_types": _names("Change types that are emergencies."),
    "caused_by_links": _names("Link types, or phrases of them, that say what caused an incident."),
    "escaped_defect_priorities": _names("Priorities of the defects that count against a release they escaped in."),
    "blocking_priorities": _names("Priorities whose open issues should have held a release back."),
    "rejected_resolutions": _names("Resolutions, or names of statuses, that say that a request was not accepted."),
    "waiting_statuses": _names("Statuses of work in progress in which nobody works on it."),
}
"""What [metrics] understands. `time_zone` stands at the top of leadline.toml, not in here."""

FREEZE_KEYS: Final = frozenset({"name", "services", "from", "until", "reason"})
"""What a [[freeze]] understands."""


def from_mapping(
    table: Mapping[str, object],
    *,
    time_zone: str,
    lifecycle: Mapping[str, object] | None = None,
    freezes: Sequence[Mapping[str, object]] = (),
    evaluation: Mapping[str, object] | None = None,
    calendar: Mapping[str, object] | None = None,
) -> MetricSettings:
    """Settings from the tables [metrics], [lifecycle], [[freeze]] and [evaluation]; what they do not name keeps its default."""
    given: dict[str, Any] = {name: _checked(name, value) for name, value in table.items()}
    return MetricSettings(
        time_zone=_known_zone(time_zone),
        lifecycle=_lifecycle(lifecycle or {}),
        freezes=tuple(_freeze(freeze, number) for number, freeze in enumerate(freezes, start=1)),
        evaluation=from_table(evaluation or {}),
        calendar=calendar_of(calendar or {}),
        **given,
    )


def _checked(name: str, value: object) -> int | float | str | tuple[str, ...]:
    key = KEYS.get(name)
    if key is None:
        raise MetricSettingsError(f"Unknown setting '{name}' in [metrics].{nearest(name, KEYS)}")
    if key.kind is tuple:
        return _texts(value, f"[metrics] {name}", "names")
    if key.kind is str:
        return _choice(value, f"[metrics] {name}", key.choices)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (key.kind is int and not isinstance(value, int)):
        expected = "a whole number" if key.kind is int else "a number"
        raise MetricSettingsError(f"[metrics] {name} must be {expected} of {key.unit}, not {value!r}.")
    assert isinstance(value, int | float)
    if not key.lowest <= value <= key.highest:
        raise MetricSettingsError(
            f"[metrics] {name} must be between {key.lowest:g} and {key.highest:g} ({key.unit}), not {value}."
        )
    return key.kind(value)  # type: ignore[no-any-return]


def _choice(value: object, place: str, choices: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise MetricSettingsError(f"{place} must be one of {', '.join(map(repr, choices))}, not {value!r}.")
    return value


def _texts(value: object, place: str, what: str) -> tuple[str, ...]:
    """The value as names; one text alone is refused, since its letters would be taken for names."""
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) and name.strip() for name in value):
        raise MetricSettingsError(f'{place} must be a list of {what} such as ["In progress"], not {value!r}.')
    return tuple(dict.fromkeys(value))


def _lifecycle(table: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    step_of: dict[str, tuple[str, str]] = {}
    for step, statuses in table.items():
        if step not in STEPS:
            raise MetricSettingsError(f"[lifecycle] '{step}' is no step of the lifecycle.{nearest(step, STEPS)}")
        for status in _texts(statuses, f"[lifecycle] {step}", "status names"):
            earlier = step_of.setdefault(normalised(status), (status, step))
            if earlier[1] != step:
                raise MetricSettingsError(
                    f"[lifecycle] puts the status '{status}' in {earlier[1]} and in {step}; name it in one of them."
                )
    return tuple(step_of.values())


def _freeze(table: Mapping[str, object], number: int) -> Freeze:
    name = table.get("name")
    if not isinstance(name, str) or not name.strip():
        raise MetricSettingsError(f'[[freeze]] number {number} has no name; give it one such as name = "Year end".')
    place = f"[[freeze]] '{name}'"
    for key in table:
        if key not in FREEZE_KEYS:
            raise MetricSettingsError(f"{place}: unknown setting '{key}'.{nearest(key, sorted(FREEZE_KEYS))}")
    reason = table.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise MetricSettingsError(f"{place}: reason must be a text, not {reason!r}.")
    starts_on, ends_on = _day(table, "from", place), _day(table, "until", place)
    if ends_on <= starts_on:
        raise MetricSettingsError(
            f"{place}: until ({ends_on}) must come after from ({starts_on}); it is the first day that is free again."
        )
    services = _texts(table.get("services", ()), f"{place}: services", "service names")
    return Freeze(name, starts_on, ends_on, services, reason)


def _day(table: Mapping[str, object], key: str, place: str) -> date:
    value = table.get(key)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = "is missing" if value is None else f"is {value!r}"
    raise MetricSettingsError(f"{place}: {key} {found}; write a day without quotes, such as {key} = 2026-12-18.")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise MetricSettingsError(
            f"time_zone '{name}' is not a zone of the IANA time zone database;"
            " write one such as 'Europe/Berlin' or 'UTC'."
        ) from error
    return name
