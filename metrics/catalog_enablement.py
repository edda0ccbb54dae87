"""The catalogue's entries of change enablement and user impact that deployments, approvals, freezes and incidents tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.metric import CHANGE, FAILURE_SETTINGS, QUALITY, Metric

_FREEZE_VIOLATIONS = Metric(
    id="freeze_violations",
    label="Freeze violations",
    unit="count",
    direction="down",
    meaning="How often production was deployed, or a branch merged, inside a freeze without a recorded exception.",
    formula="production deployments and merges on a default branch inside a freeze of their service for which no exception is"
    " recorded; ask for them by category",
    source="ours",
    version=1,
    block=CHANGE,
    aggregate="total",
    noun="deployments and merges",
    nothing="Nothing was deployed or merged in this period.",
    needs=("freezes",),
    limits="A merge is a commit with two parents; work that is squashed or rebased shows only when it is deployed.",
    settings=("time_zone", "freezes", "production_environments"),
)

_CHANGE_SUCCESS = Metric(
    id="change_success_rate",
    label="Change success",
    unit="share",
    direction="up",
    meaning="The part of the changes done that succeeded: no failure, no back-out, within their window.",
    formula="changes closed as successful that no incident names, whose deployment did not fail, that were not backed out and did"
    " not end after their planned window / changes carried out; a change is an issue of the types that the settings name",
    source="ITIL 4, change enablement; the evidence is ours",
    version=1,
    block=CHANGE,
    aggregate="share",
    noun="changes",
    nothing="No change issue was done in this period.",
    needs=("jira",),
    limits="The window is known where the field of the planned end is found or named in the settings.",
    settings=("time_zone", "change_issue_types", "rejected_resolutions", "unsuccessful_resolutions", *FAILURE_SETTINGS),
)

_UNAUTHORISED = Metric(
    id="unauthorised_change_rate",
    label="Unauthorised changes (proxy)",
    unit="share",
    direction="down",
    meaning="The part of the shipped commits that name no known issue and that nobody approved.",
    formula="shipped commits (no merges) without a known issue, an approval of a feed or an approving trailer / shipped commits"
    " of services with a known issue project that the allow-list of the settings does not name",
    source="ITIL 4, change enablement; the proxy is ours",
    version=1,
    block=CHANGE,
    aggregate="share",
    noun="commits",
    nothing="No commit was shipped in this period.",
    limits="It asks for a trace of authorisation, not for the authorisation itself.",
    settings=("time_zone", "allowed_commits"),
)

_AUTOMATION = Metric(
    id="deployment_automation_rate",
    label="Automated deployments",
    unit="share",
    direction="up",
    meaning="The part of the production deployments that a pipeline made.",
    formula="production deployments by a pipeline / production deployments of which it is known who made them",
    source="ITIL 4, deployment management; the evidence is ours",
    version=1,
    block=CHANGE,
    aggregate="share",
    noun="deployments",
    nothing="No deployment happened in this period.",
    needs=("deployments",),
    limits="Who deployed is not known where people are stored under pseudonyms and the feed does not say that a pipeline did.",
    settings=("time_zone", "production_environments", "pipeline_identities"),
)

_USER_IMPACT = Metric(
    id="user_impact_minutes",
    label="User impact",
    unit="minutes",
    direction="down",
    meaning="How long users were hurt by deployments, weighed by severity.",
    formula="sum of (resolved - opened) x weight of its severity over the incidents resolved in the window that a confirmed"
    " failure links to a deployment",
    source="ours",
    version=1,
    block=QUALITY,
    aggregate="total",
    noun="incidents",
    nothing="No incident was resolved in this period.",
    needs=("jira|incidents",),
    limits="An incident without a severity, or a priority in its place, that the settings know is left out.",
    settings=(
        "time_zone", "severity_1_weight", "severity_2_weight", "severity_3_weight", "severity_4_weight",
        "severity_words", *FAILURE_SETTINGS,
    ),
)  # fmt: skip

_INCIDENT_FREE = replace(
    _CHANGE_SUCCESS,
    id="incident_free_release_rate",
    label="Releases without incident",
    meaning="The part of the releases with no confirmed failure.",
    formula="matured releases with no failure / matured releases; one matures when its observation window closes or the next"
    " release of its line comes to production",
    source="ours",
    block=QUALITY,
    noun="releases",
    nothing="No release came to production in this period.",
    needs=("git",),
    limits="Git knows only reverts and rollbacks; the incidents of a Jira or a feed add the other failures.",
    settings=("time_zone", "observation_days", *FAILURE_SETTINGS),
)

BY_ENABLEMENT: Final = (
    _FREEZE_VIOLATIONS,
    _CHANGE_SUCCESS,
    _UNAUTHORISED,
    _AUTOMATION,
    _USER_IMPACT,
    _INCIDENT_FREE,
)
"""The metrics that stand on several sources together."""
