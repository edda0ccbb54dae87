"""The catalogue's entries that a Jira tells: flow, change enablement, quality, trust."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.metric import CHANGE, DEFECT_SETTINGS, FAILURE_SETTINGS, FLOW, QUALITY, TRUST, Metric, p85_of

_NONE_DONE = "No issue was done in this period."
_BY_CATEGORY = (
    "incident_issue_types", "incident_priorities", "defect_issue_types", "security_issue_types", "security_labels",
    "debt_issue_types", "debt_labels", "change_issue_types", "feature_issue_types",
)  # fmt: skip
_HISTORY = "Only issues whose whole history Jira gives are counted."

_FLOW_TIME = Metric(
    id="flow_time",
    label="Flow time",
    unit="days",
    direction="down",
    meaning="How long an issue takes from the start of work to done.",
    formula="median of (done - first time in progress) over the issues done in the window; sub-tasks are no issues here",
    source="Kanban and SAFe: flow time",
    version=1,
    block=FLOW,
    aggregate="median",
    noun="issues",
    nothing=_NONE_DONE,
    needs=("jira",),
    limits=_HISTORY,
    settings=("time_zone", "lifecycle"),
)

_REQUEST_LEAD_TIME = replace(
    _FLOW_TIME,
    id="request_lead_time",
    label="Request lead time",
    meaning="How long an issue takes from its creation to the first production deployment that ships it.",
    formula="median of (shipped - issue created) over the issues shipped in the window",
    source="ITIL 4 and Kanban: customer lead time",
    nothing="No issue was shipped in this period.",
    limits="An issue without commits is shipped by the release of its fix version.",
)

_STEP_TIME = replace(
    _FLOW_TIME,
    id="step_time",
    label="Time per lifecycle step",
    meaning="How long an issue stays in a step of the lifecycle; ask for it by step.",
    formula="median of the days that an issue done in the window spent in each step it was in, all stays together",
    source="ITIL 4 lifecycle steps; the mapping of statuses is ours",
    noun="issues and steps",
    settings=("time_zone", "lifecycle"),
)

_FLOW_EFFICIENCY = replace(
    _FLOW_TIME,
    id="flow_efficiency",
    label="Flow efficiency",
    unit="share",
    direction="up",
    meaning="The part of the time from start to done in which somebody worked on an issue.",
    formula="median over the issues done in the window of active time / (active + waiting time)",
    source="SAFe: flow efficiency",
    limits="Active means a status of work in progress that the setting waiting_statuses does not name.",
    settings=("time_zone", "lifecycle", "waiting_statuses"),
)

_FLOW_LOAD = replace(
    _FLOW_TIME,
    id="flow_load",
    label="Work in progress",
    unit="count",
    meaning="How many issues are in progress at the end of the period.",
    formula="issues in a status of work in progress at the end of the period; sub-tasks are no issues here",
    source="SAFe and Kanban: flow load, WIP",
    aggregate="load",
    nothing="No issue had come into progress by then.",
)

_FLOW_LOAD_AGED = replace(
    _FLOW_LOAD,
    id="flow_load_aged",
    label="Work in progress that is old",
    unit="share",
    meaning="The part of the work in progress that has taken longer than 85 of 100 finished issues did.",
    formula="issues in progress at the end of the period that were begun longer ago than the 85th percentile of flow time"
    " (of their service, where it finished at least 5; else of all) / issues in progress then",
    aggregate="load_share",
    companion_of="flow_load",
)

_FLOW_VELOCITY = replace(
    _FLOW_TIME,
    id="flow_velocity",
    label="Throughput",
    unit="per week",
    direction="up",
    meaning="How many issues are done per week.",
    formula="issues done / weeks of exposure; a service is exposed from its first issue to the last sync of its Jira",
    source="SAFe and Kanban: flow velocity, throughput",
    aggregate="weekly_flow",
    nothing="Nothing was observed in this period: it lies before the first issue or after the last sync.",
    limits=None,
)

_FLOW_DISTRIBUTION = replace(
    _FLOW_TIME,
    id="flow_distribution",
    label="Work mix: features",
    unit="share",
    direction="none",
    meaning="The part of the issues done that are features.",
    formula="features done / issues done",
    source="SAFe: flow distribution",
    aggregate="share",
    limits=None,
    settings=("time_zone", "lifecycle", *_BY_CATEGORY),
    only="feature",
)


def _mix(name: str, label: str, plural: str, category: str) -> Metric:
    return replace(
        _FLOW_DISTRIBUTION,
        id=f"flow_distribution_{name}",
        rows="flow_distribution",
        only=category,
        label=f"Work mix: {label}",
        meaning=f"The part of the issues done that are {plural}.",
        formula=f"{plural} done / issues done",
        companion_of="flow_distribution",
    )


_REQUEST_ACCEPTANCE = replace(
    _FLOW_TIME,
    id="request_acceptance",
    label="Request acceptance",
    unit="share",
    direction="none",
    meaning="The part of the requests decided that were accepted.",
    formula="requests that left the step Request and were not closed as refused / requests that left it; a request is an"
    " issue that began in that step",
    source="ITIL 4, service request management; the evidence is ours",
    aggregate="share",
    noun="requests",
    nothing="No request was decided in this period.",
    settings=("time_zone", "lifecycle", "rejected_resolutions"),
)

_REQUEST_DECISION_TIME = replace(
    _REQUEST_ACCEPTANCE,
    id="request_decision_time",
    label="Age of a request at its decision",
    unit="days",
    direction="down",
    meaning="How long a request waits until it is decided.",
    formula="median of (left the step Request - created) over the requests decided in the window",
    aggregate="median",
    settings=("time_zone", "lifecycle"),
    companion_of="request_acceptance",
)

_EMERGENCY = Metric(
    id="emergency_change_rate",
    label="Emergency changes",
    unit="share",
    direction="down",
    meaning="The part of the changes done that were emergencies.",
    formula="emergency changes / changes of a known type; a change is an issue of the types that the settings name",
    source="ITIL 4, change enablement",
    version=1,
    block=CHANGE,
    aggregate="share",
    noun="changes",
    nothing="No change issue was done in this period.",
    needs=("jira",),
    limits="The field of the change type must be found or named in the settings.",
    settings=("time_zone", "lifecycle", "emergency_change_types", *_BY_CATEGORY),
)

_INCIDENTS_BY_CHANGE = replace(
    _EMERGENCY,
    id="incidents_caused_by_change",
    label="Incidents caused by change",
    meaning="The part of the incidents opened that a confirmed failure links to a deployment.",
    formula="incidents with a confirmed failure link / incidents",
    noun="incidents",
    nothing="No incident was opened in this period.",
    needs=("jira|incidents",),
    limits="An incident whose cause nobody recorded is not counted as caused.",
    settings=("time_zone", *FAILURE_SETTINGS),
)

_INCIDENTS_BY_CHANGE_UPPER = replace(
    _INCIDENTS_BY_CHANGE,
    id="incidents_caused_by_change_upper",
    label="Incidents caused by change, confirmed and suspected",
    meaning="Upper end: incidents with a suspected link, such as one opened soon after a deployment, are counted as well.",
    formula="incidents with a failure link, confirmed or suspected / incidents",
    settings=("time_zone", "hotfix_days", "proximity_hours", *FAILURE_SETTINGS),
    companion_of="incidents_caused_by_change",
)

_ESCAPED_DEFECTS = Metric(
    id="escaped_defects",
    label="Escaped defects",
    unit="count",
    direction="down",
    meaning="How many defects that affect a release were reported soon after it shipped.",
    formula="median over the releases with a Jira version of the defects that affect it and were created within 30 days (a"
    " setting) after it shipped",
    source="ours, after defect escape counts",
    version=1,
    block=QUALITY,
    aggregate="median",
    noun="releases",
    nothing="No release was made in this period.",
    needs=("jira",),
    limits="Only defects that name the release as an affected version are known.",
    settings=("time_zone", "escaped_days", *DEFECT_SETTINGS),
)

_OPEN_BLOCKERS = replace(
    _ESCAPED_DEFECTS,
    id="open_blockers_at_ship",
    label="Blockers open at ship",
    meaning="How many issues of a blocking priority were in a release's scope and not done when it shipped.",
    formula="median over the releases with a Jira version of the issues of a blocking priority in its scope that were not"
    " done at its instant",
    source="ours",
    limits="The priority is the one the issue has now.",
    settings=("time_zone", "lifecycle", "blocking_priorities"),
)

_REOPEN_RATE = replace(
    _ESCAPED_DEFECTS,
    id="reopen_rate",
    label="Reopened",
    unit="share",
    meaning="The part of the issues done that were reopened.",
    formula="issues first done in the window that left done again / issues first done in the window",
    source="ours",
    aggregate="share",
    noun="issues",
    nothing=_NONE_DONE,
    limits=_HISTORY,
    settings=("time_zone", "lifecycle"),
)

_LINKAGE_ISSUES = Metric(
    id="linkage_coverage_issues",
    label="Shipped issues with a commit",
    unit="share",
    direction="up",
    meaning="The part of the shipped issues that a commit names.",
    formula="shipped issues with a commit / shipped issues; one without commits is shipped by its fix version's release",
    source="ours",
    version=1,
    block=TRUST,
    aggregate="share",
    noun="issues",
    nothing="No issue was shipped in this period.",
    needs=("jira",),
    settings=("time_zone", "lifecycle"),
    companion_of="linkage_coverage",
)

_TIMED_SHARE = replace(
    _LINKAGE_ISSUES,
    id="timed_share",
    label="Timed items",
    meaning="The part of the issues done whose flow time is known; below 85 % the flow times tell little.",
    formula="issues done with both ends of their clock / issues done",
    nothing=_NONE_DONE,
    settings=("time_zone", "lifecycle"),
    companion_of=None,
)

BY_WORK: Final = (
    _FLOW_TIME,
    p85_of(_FLOW_TIME),
    _REQUEST_LEAD_TIME,
    p85_of(_REQUEST_LEAD_TIME),
    _STEP_TIME,
    _FLOW_EFFICIENCY,
    _FLOW_LOAD,
    _FLOW_LOAD_AGED,
    _FLOW_VELOCITY,
    _FLOW_DISTRIBUTION,
    _mix("defects", "defects", "defects", "defect"),
    _mix("security", "security", "security work", "security"),
    _mix("debt", "technical debt", "technical debt", "debt"),
    _REQUEST_ACCEPTANCE,
    _REQUEST_DECISION_TIME,
    _EMERGENCY,
    _INCIDENTS_BY_CHANGE,
    _INCIDENTS_BY_CHANGE_UPPER,
    _ESCAPED_DEFECTS,
    _OPEN_BLOCKERS,
    _REOPEN_RATE,
    _LINKAGE_ISSUES,
    _TIMED_SHARE,
)
"""The metrics that say nothing without a Jira."""
