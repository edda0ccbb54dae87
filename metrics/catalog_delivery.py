"""The catalogue's entries that code alone can tell: delivery, change enablement, quality, trust."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.metric import (
    CHANGE,
    DEFECT_SETTINGS,
    DELIVERY,
    DEPLOYMENT_SETTINGS,
    FAILURE_SETTINGS,
    QUALITY,
    TRUST,
    Metric,
    p85_of,
)

_TAGS_ARE_DEPLOYMENTS = (
    "Where a service has no deployment feed, the tagging of a release stands for its production deployment."
)
_GIT_FAILURES = "Git knows only reverts and rollbacks; the incidents of a Jira or a feed add the failures that were mended in another way."


_CHANGE_LEAD_TIME = Metric(
    id="change_lead_time",
    label="Change lead time",
    unit="hours",
    direction="down",
    meaning="How long a change takes from its commit to the first production deployment that contains it.",
    formula="median of (deployed - commit) over the changes first shipped in the window; merges are not changes,"
    " the commit's instant is its committer date",
    source="DORA, software delivery performance metrics: change lead time",
    version=1,
    block=DELIVERY,
    aggregate="median",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits=f"{_TAGS_ARE_DEPLOYMENTS} Without Jira a change is a commit; with it, an issue with all its commits.",
    settings=DEPLOYMENT_SETTINGS,
)

_LEAD_TIME_AUTHORED = replace(
    _CHANGE_LEAD_TIME,
    id="change_lead_time_authored",
    label="Change lead time from writing",
    meaning="How long a change takes from the author date of its first commit to the first production deployment that contains it.",
    formula="median of (deployed - first author date) over the changes first shipped in the window",
    source="DORA, change lead time, by another clock",
    companion_of="change_lead_time",
)

_LEAD_TIME_ISSUE = replace(
    _CHANGE_LEAD_TIME,
    id="change_lead_time_issue",
    label="Change lead time from start of work",
    meaning="How long a change takes from the start of work on its issue to the first production deployment that contains it.",
    formula="median of (deployed - first time in progress) over the changes of known issues first shipped in the window",
    source="DORA, change lead time, by another clock",
    needs=("git", "jira"),
    settings=(*DEPLOYMENT_SETTINGS, "lifecycle"),
    companion_of="change_lead_time",
)

_DEPLOYMENT_FREQUENCY = Metric(
    id="deployment_frequency",
    label="Deployment frequency",
    unit="per week",
    direction="up",
    meaning="How often a deployment reaches production.",
    formula="production deployments / weeks of exposure; a service is exposed from its first deployment to the last sync",
    source="DORA, software delivery performance metrics: deployment frequency",
    version=1,
    block=DELIVERY,
    aggregate="weekly_rate",
    noun="deployments",
    nothing="Nothing was observed in this period: it lies before the first deployment or after the last sync.",
    limits=_TAGS_ARE_DEPLOYMENTS,
    settings=DEPLOYMENT_SETTINGS,
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
    settings=DEPLOYMENT_SETTINGS,
    companion_of="deployment_frequency",
)

_CHANGE_FAILURE_RATE = Metric(
    id="change_failure_rate",
    label="Change failure rate",
    unit="share",
    direction="down",
    meaning="Share of production deployments with at least one confirmed failure.",
    formula="matured deployments with at least one failure / matured deployments; one matures when its observation"
    " window closes or the next of its line comes",
    source="DORA, software delivery performance metrics: change fail rate",
    version=1,
    block=DELIVERY,
    aggregate="share",
    noun="deployments",
    nothing="No deployment happened in this period.",
    limits=f"{_GIT_FAILURES} {_TAGS_ARE_DEPLOYMENTS}",
    settings=("time_zone", "observation_days", *FAILURE_SETTINGS),
)

_CHANGE_FAILURE_RATE_UPPER = replace(
    _CHANGE_FAILURE_RATE,
    id="change_failure_rate_upper",
    label="Change failure rate, confirmed and suspected",
    meaning="Upper end of the change failure rate: failures that are only suspected are counted as well.",
    formula="matured deployments with at least one failure, confirmed or suspected / matured deployments; suspected: a"
    " quick patch that repairs what was reported after the release, an urgent defect that affects it, an incident soon"
    " after it",
    settings=(
        "time_zone", "observation_days", "hotfix_days", "escaped_days", "proximity_hours", "escaped_defect_priorities",
        "lifecycle", "caused_by_links", "production_environments", *DEFECT_SETTINGS,
    ),
    companion_of="change_failure_rate",
)  # fmt: skip

_RECOVERY_TIME = Metric(
    id="failed_deployment_recovery_time",
    label="Failed deployment recovery time",
    unit="hours",
    direction="down",
    meaning="How long a failed deployment stays unmended.",
    formula="median of (restored - failed deployment) over the failed deployments restored in the window; restored when"
    " it is reverted or rolled back, its repair ships or its incident is resolved, whichever comes first",
    source="DORA, software delivery performance metrics: failed deployment recovery time",
    version=1,
    block=DELIVERY,
    aggregate="median",
    noun="failed deployments",
    nothing="No failed deployment was mended in this period.",
    limits=f"{_GIT_FAILURES} {_TAGS_ARE_DEPLOYMENTS}",
    settings=("time_zone", *FAILURE_SETTINGS),
)

_REWORK_RATE = Metric(
    id="deployment_rework_rate",
    label="Deployment rework rate",
    unit="share",
    direction="down",
    meaning="Share of deployments that were made for a problem in production.",
    formula="deployments that roll back, or that ship the revert of an earlier deployment's change or the repair of an"
    " incident confirmed for it and are a patch or come within the hotfix days of it / deployments",
    source="DORA, software delivery performance metrics: deployment rework rate; the git evidence is ours",
    version=1,
    block=DELIVERY,
    aggregate="share",
    noun="deployments",
    nothing="No deployment happened in this period.",
    limits=f"Git knows only reverts and rollbacks; the incidents of a Jira or a feed add the other repairs. {_TAGS_ARE_DEPLOYMENTS}",
    settings=("time_zone", "hotfix_days", *FAILURE_SETTINGS),
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
    formula="median of (deployed - commit or merge on the release line) over the changes first shipped in the window",
    source="ours",
    version=1,
    block=DELIVERY,
    aggregate="median",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits=_TAGS_ARE_DEPLOYMENTS,
    settings=DEPLOYMENT_SETTINGS,
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
    limits="Only reverts that name their commit are known.",
)

_SEGREGATION = Metric(
    id="segregation_of_duties",
    label="Second pair of eyes",
    unit="share",
    direction="up",
    meaning="Share of shipped changes that somebody other than the author reviewed, approved, committed or merged.",
    formula="shipped changes with a reviewer's trailer, an approval, a committer or a merger of somebody who did not make them"
    " / shipped changes",
    source="ITIL 4, change enablement; the evidence is ours",
    version=1,
    block=CHANGE,
    aggregate="share",
    noun="changes",
    nothing="No change was shipped in this period.",
    limits="Approvals that no Jira, trailer or feed tells are not known, so this is a lower end.",
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
    meaning="Share of shipped commits whose message names a known issue.",
    formula="shipped commits (no merges) with a known issue / shipped commits of services with a known issue project",
    source="ours",
    version=1,
    block=TRUST,
    aggregate="share",
    noun="commits",
    nothing="No commit was shipped in this period.",
    limits="Name the issue projects of a service in jira_projects where no Jira is read; a key is then known by its form "
    "alone, and a Jira tells whether the issue exists.",
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

BY_CODE: Final = (
    _CHANGE_LEAD_TIME,
    p85_of(_CHANGE_LEAD_TIME),
    _LEAD_TIME_AUTHORED,
    _LEAD_TIME_ISSUE,
    _DEPLOYMENT_FREQUENCY,
    _DEPLOYMENT_GAP,
    p85_of(_DEPLOYMENT_GAP),
    _CHANGE_FAILURE_RATE,
    _CHANGE_FAILURE_RATE_UPPER,
    _RECOVERY_TIME,
    p85_of(_RECOVERY_TIME),
    _REWORK_RATE,
    _REWORK_RATE_UPPER,
    _MERGE_TO_RELEASE_WAIT,
    p85_of(_MERGE_TO_RELEASE_WAIT),
    _BACKED_OUT,
    _SEGREGATION,
    _RESPINS,
    _LATE,
    _LINKAGE,
    _FRESHNESS,
)
"""The metrics that stand on git, whatever Jira adds to them."""
