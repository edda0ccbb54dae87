"""The metrics: what each is called, means, is measured in and comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

Direction = Literal["up", "down", "none"]
Aggregate = Literal["median", "p85", "share", "weekly_rate", "maximum"]
Grain = Literal["day", "week", "month", "quarter", "year", "all"]
Breakdown = Literal["all", "service", "team", "product", "repository", "line", "kind"]

GRAINS: Final[tuple[str, ...]] = ("day", "week", "month", "quarter", "year", "all")
BREAKDOWNS: Final[tuple[str, ...]] = ("all", "service", "team", "product", "repository", "line", "kind")

DELIVERY: Final = "Delivery (DORA)"
CHANGE: Final = "Change enablement"
QUALITY: Final = "Quality"
TRUST: Final = "Trust"

_TAGS_ARE_DEPLOYMENTS = (
    "The tagging of a release stands for its production deployment; a deployment feed would replace it."
)
_GIT_FAILURES = (
    "Git knows only reverts and rollbacks; Jira incidents would add the failures that were mended in another way."
)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of the dictionary. Its id is its file, its SQL name and its URL parameter."""

    id: str
    label: str
    unit: str
    """hours, days, share (0 to 1), per week, or count."""
    direction: Direction
    """Which way is better."""
    meaning: str
    formula: str
    source: str
    """Who defines it."""
    version: int
    """Raised when the definition changes; a setting that changes the number raises the revision behind it."""
    block: str
    aggregate: Aggregate
    noun: str
    """What the sample size counts, in the plural."""
    nothing: str
    """The reason a period without any row gives."""
    needs: tuple[str, ...] = ("git",)
    """Kinds of source it cannot do without."""
    limits: str | None = None
    """What it cannot see with the sources at hand, and which source would add it."""
    settings: tuple[str, ...] = ("time_zone",)
    """Settings that change its number."""
    companion_of: str | None = None
    """The metric it is shown beside; None for one of its own."""
    rows: str = ""
    """Query whose rows it counts, when not its own."""

    @property
    def query(self) -> str:
        """Name of the query that returns its population rows."""
        return self.rows or self.id


def _p85(metric: Metric) -> Metric:
    return replace(
        metric,
        id=f"{metric.id}_p85",
        label=f"{metric.label}, 85th percentile",
        meaning=f"85 of 100 took no longer. Stands beside the median: {metric.meaning[0].lower()}{metric.meaning[1:]}",
        formula=metric.formula.replace("median of", "85th percentile of", 1),
        aggregate="p85",
        companion_of=metric.companion_of or metric.id,
        rows=metric.query,
    )


_CHANGE_LEAD_TIME = Metric(
    id="change_lead_time",
    label="Change lead time",
    unit="hours",
    direction="down",
    meaning="How long a change takes from its commit to the first release that contains it.",
    formula="median of (release - commit) over the changes first shipped in the window; merges are not changes,"
    " the commit's instant is its committer date",
    source="DORA, software delivery performance metrics: change lead time",
    version=1,
    block=DELIVERY,
    aggregate="median",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits=f"{_TAGS_ARE_DEPLOYMENTS} Jira would add the time since an issue was begun.",
)

_DEPLOYMENT_FREQUENCY = Metric(
    id="deployment_frequency",
    label="Deployment frequency",
    unit="per week",
    direction="up",
    meaning="How often a release reaches production.",
    formula="production deployments / weeks of exposure; a service is exposed from its first release to its last sync",
    source="DORA, software delivery performance metrics: deployment frequency",
    version=1,
    block=DELIVERY,
    aggregate="weekly_rate",
    noun="deployments",
    nothing="Nothing was observed in this period: it lies before the first release or after the last sync.",
    limits=_TAGS_ARE_DEPLOYMENTS,
)

_DEPLOYMENT_GAP = Metric(
    id="deployment_gap",
    label="Days between deployments",
    unit="days",
    direction="down",
    meaning="How long a service waits from one deployment to its next.",
    formula="median of (deployment - the service's deployment before it)",
    source="ours, beside DORA's deployment frequency",
    version=1,
    block=DELIVERY,
    aggregate="median",
    noun="deployments",
    nothing="No deployment happened in this period.",
    limits=_TAGS_ARE_DEPLOYMENTS,
    companion_of="deployment_frequency",
)

_CHANGE_FAILURE_RATE = Metric(
    id="change_failure_rate",
    label="Change failure rate",
    unit="share",
    direction="down",
    meaning="Share of production deployments with at least one confirmed failure.",
    formula="matured deployments with at least one failure / matured deployments; one matures when its observation"
    " window closes or the next release of its line comes",
    source="DORA, software delivery performance metrics: change fail rate",
    version=1,
    block=DELIVERY,
    aggregate="share",
    noun="deployments",
    nothing="No deployment happened in this period.",
    limits=f"{_GIT_FAILURES} {_TAGS_ARE_DEPLOYMENTS}",
    settings=("time_zone", "observation_days"),
)

_RECOVERY_TIME = Metric(
    id="failed_deployment_recovery_time",
    label="Failed deployment recovery time",
    unit="hours",
    direction="down",
    meaning="How long a failed deployment stays unmended, up to the release that reverts it or rolls it back.",
    formula="median of (restored - failed deployment) over the failed deployments restored in the window",
    source="DORA, software delivery performance metrics: failed deployment recovery time",
    version=1,
    block=DELIVERY,
    aggregate="median",
    noun="failed deployments",
    nothing="No failed deployment was mended in this period.",
    limits=f"{_GIT_FAILURES} {_TAGS_ARE_DEPLOYMENTS}",
)

_REWORK_RATE = Metric(
    id="deployment_rework_rate",
    label="Deployment rework rate",
    unit="share",
    direction="down",
    meaning="Share of deployments that were made for a problem in production.",
    formula="deployments that roll back, or that ship the revert of an earlier deployment's change and are a patch or"
    " come within the hotfix days of it / deployments",
    source="DORA, software delivery performance metrics: deployment rework rate; the git evidence is ours",
    version=1,
    block=DELIVERY,
    aggregate="share",
    noun="deployments",
    nothing="No deployment happened in this period.",
    limits=f"Git knows only reverts and rollbacks; Jira incidents would add the other repairs. {_TAGS_ARE_DEPLOYMENTS}",
    settings=("time_zone", "hotfix_days"),
)

_REWORK_RATE_UPPER = replace(
    _REWORK_RATE,
    id="deployment_rework_rate_upper",
    label="Deployment rework rate, confirmed and suspected",
    meaning="Upper end of the deployment rework rate: patches that followed their line's last release within the hotfix"
    " days are counted as well, on suspicion.",
    formula="(confirmed rework + other patches within the hotfix days of the release before them on their line)"
    " / deployments",
    companion_of="deployment_rework_rate",
)

_MERGE_TO_RELEASE_WAIT = Metric(
    id="merge_to_release_wait",
    label="Wait for release",
    unit="days",
    direction="down",
    meaning="How long a change waits for a release once it stands on the line that is released.",
    formula="median of (release - commit or merge on the release line) over the changes first shipped in the window",
    source="ours",
    version=1,
    block=DELIVERY,
    aggregate="median",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits=_TAGS_ARE_DEPLOYMENTS,
)

_BACKED_OUT = Metric(
    id="backed_out_change_rate",
    label="Backed-out changes",
    unit="share",
    direction="down",
    meaning="Share of shipped changes that were reverted and stayed so, before or after they shipped.",
    formula="reverted changes / shipped changes",
    source="ITIL 4, change enablement; the evidence is git's 'This reverts commit'",
    version=1,
    block=CHANGE,
    aggregate="share",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits="Git knows only reverts that name their commit; Jira would add changes closed as backed out.",
)

_SEGREGATION = Metric(
    id="segregation_of_duties",
    label="Second pair of eyes",
    unit="share",
    direction="up",
    meaning="Share of shipped changes that somebody other than the author reviewed, committed or merged.",
    formula="shipped changes with a reviewer's trailer, a committer or a merger other than the author / shipped changes",
    source="ITIL 4, change enablement; the evidence is ours",
    version=1,
    block=CHANGE,
    aggregate="share",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits="Git does not know approvals given on a pull request or in Jira, so this is a lower end.",
)

_RESPINS = Metric(
    id="candidate_respins",
    label="Candidate respins",
    unit="count",
    direction="down",
    meaning="How many more candidates a release needed after its first.",
    formula="median of (release candidates - 1) over the releases that had a candidate",
    source="ours",
    version=1,
    block=QUALITY,
    aggregate="median",
    noun="releases",
    nothing="No release was made in this period.",
    limits="Only candidates that were tagged are known.",
)

_LATE = Metric(
    id="late_change_share",
    label="Late changes",
    unit="share",
    direction="down",
    meaning="Share of changes that arrived in the last part of their release's build window.",
    formula="changes that arrived in the last 20 % (a setting) of the build window / changes; the window runs from the"
    " arrival of the release's first commit on its line to the release",
    source="ours, after Kamei et al. 2013 on late changes",
    version=1,
    block=QUALITY,
    aggregate="share",
    noun="changes",
    nothing="No change was shipped in this period.",
    settings=("time_zone", "late_window_share"),
)

_LINKAGE = Metric(
    id="linkage_coverage",
    label="Linked work",
    unit="share",
    direction="up",
    meaning="Share of shipped changes whose message names an issue of a known project.",
    formula="shipped changes with a known issue key / shipped changes of services with a known issue project",
    source="ours",
    version=1,
    block=TRUST,
    aggregate="share",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits="Without Jira a key is only known by its project; Jira would tell whether the issue exists.",
)

_FRESHNESS = Metric(
    id="freshness",
    label="Age of the newest record",
    unit="hours",
    direction="down",
    meaning="How old the newest record of the stalest source was when the sources were last read.",
    formula="largest of (last sync - newest record) over the sources",
    source="ours",
    version=1,
    block=TRUST,
    aggregate="maximum",
    noun="sources",
    nothing="No source was read in this period.",
)

_ALL: Final = (
    _CHANGE_LEAD_TIME,
    _p85(_CHANGE_LEAD_TIME),
    _DEPLOYMENT_FREQUENCY,
    _DEPLOYMENT_GAP,
    _p85(_DEPLOYMENT_GAP),
    _CHANGE_FAILURE_RATE,
    _RECOVERY_TIME,
    _p85(_RECOVERY_TIME),
    _REWORK_RATE,
    _REWORK_RATE_UPPER,
    _MERGE_TO_RELEASE_WAIT,
    _p85(_MERGE_TO_RELEASE_WAIT),
    _BACKED_OUT,
    _SEGREGATION,
    _RESPINS,
    _LATE,
    _LINKAGE,
    _FRESHNESS,
)

METRICS: Final[Mapping[str, Metric]] = {metric.id: metric for metric in _ALL}
"""Every metric by its id, in the order in which screens show them."""


def headline() -> list[Metric]:
    """Return the metrics that stand for themselves, without the companions."""
    return [metric for metric in METRICS.values() if metric.companion_of is None]


def companions(metric_id: str) -> list[Metric]:
    """Return the metrics that are shown beside `metric_id`."""
    return [metric for metric in METRICS.values() if metric.companion_of == metric_id]
