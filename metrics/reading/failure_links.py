"""Links between deployments and their trouble, with what people decided since the build laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from metrics.snapshot import Snapshot

CONFIRMED: Final = "confirmed"
SUSPECTED: Final = "suspected"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person last said about one link."""

    deployment_id: str
    subject_kind: str
    subject: str
    verdict: str
    """confirmed, rejected, or withdrawn: then the ladder decides."""
    reason: str | None
    by: str | None
    at: datetime
    revision: int

    @property
    def link(self) -> tuple[str, str, str]:
        return self.deployment_id, self.subject_kind, self.subject


_LINKS: Final = """
select
    link.failure_id,
    link.deployment_id,
    link.release_id,
    link.service,
    link.subject_kind,
    link.subject,
    link.rung,
    link.confidence,
    link.ladder_rung,
    link.ladder_evidence,
    ladder.confidence as ladder_confidence,
    link.verdict,
    link.decided_by,
    link.decided_at,
    link.decision_reason,
    link.evidence_sha,
    link.issue_key,
    link.incident_id,
    link.severity,
    link.failed_at,
    link.restored_at,
    link.restored_by_release_id,
    epoch(link.restored_at - deployment.deployed_at) / 3600 as restored_after_hours,
    coalesce(deployment.label, link.deployment_id) as deployment,
    deployment.deployed_at,
    coalesce(link.issue_key, link.incident_id, substr(link.subject, 1, 10)) as trouble,
    coalesce(incident.summary, issue.summary, case when link.subject_kind = 'commit' then mark.subject end) as summary
from failure_links as link
cross join rules
left join deployments as deployment on deployment.deployment_id = link.deployment_id
left join (
    select deployment_id, subject_kind, subject, min_by(confidence, place) as confidence
    from failure_rungs
    group by deployment_id, subject_kind, subject
) as ladder
    on ladder.deployment_id = link.deployment_id
    and ladder.subject_kind = link.subject_kind
    and ladder.subject = link.subject
left join incidents as incident on incident.incident_id = link.incident_id
left join (
    select issue_key, min(summary) as summary from issues group by issue_key
) as issue on issue.issue_key = link.issue_key
left join (
    select sha, min(subject) as subject
    from commits
    where sha in (select subject from failure_links where subject_kind = 'commit')
    group by sha
) as mark on mark.sha = link.subject
where {which}
order by deployment.deployed_at desc nulls last, link.deployment_id, link.failed_at, link.failure_id
"""
_IN_WINDOW: Final = """($service is null or link.service = $service)
    and (
        $since is null
        or deployment.deployed_at >= timezone(rules.time_zone, cast(cast($since as date) as timestamp))
    )
    and (
        $until is null
        or deployment.deployed_at < timezone(rules.time_zone, cast(cast($until as date) as timestamp))
        or deployment.deployed_at is null
    )"""


def links(
    snapshot: Snapshot, *, since: date | None = None, until: date | None = None, service: str | None = None
) -> pd.DataFrame:
    """One row per link, rejected ones too, the newest deployment first. Dates are of the display zone, half-open.

    `trouble`: what people call what went wrong. `ladder_confidence`: that of its rung, null when only a person links the two.
    """
    return snapshot.query(
        _LINKS.format(which=_IN_WINDOW), {"since": since, "until": until, "service": service}
    )


def links_of(snapshot: Snapshot, release_id: str) -> pd.DataFrame:
    """The links of one release's deployments, as `links` has them."""
    return snapshot.query(_LINKS.format(which="link.release_id = $release_id"), {"release_id": release_id})


_UNLINKED: Final = """
select
    incident.incident_id,
    coalesce(incident.issue_key, incident.incident_id) as trouble,
    incident.service,
    incident.summary,
    incident.severity,
    incident.opened_at,
    incident.resolved_at
from incidents as incident
cross join rules
left join (
    select distinct incident_id from failure_links where is_standing and incident_id is not null
) as linked on linked.incident_id = incident.incident_id
where linked.incident_id is null
    and ($service is null or incident.service = $service)
    and ($since is null or incident.opened_at >= timezone(rules.time_zone, cast(cast($since as date) as timestamp)))
    and ($until is null or incident.opened_at < timezone(rules.time_zone, cast(cast($until as date) as timestamp)))
order by incident.opened_at desc, incident.incident_id
"""


def unlinked_incidents(
    snapshot: Snapshot, *, since: date | None = None, until: date | None = None, service: str | None = None
) -> pd.DataFrame:
    """Incidents opened in the window that no deployment is known to have caused, the newest first."""
    return snapshot.query(_UNLINKED, {"since": since, "until": until, "service": service})


_DEPLOYMENTS: Final = """
select deployment.deployment_id, deployment.release_id, deployment.service, deployment.label, deployment.deployed_at
from deployments as deployment
where deployment.is_production
    and deployment.is_placeable
    and ($service is null or deployment.service = $service)
    and deployment.deployed_at <= $opened_at
order by deployment.deployed_at desc, deployment.deployment_id
limit $limit
"""


def deployments_before(
    snapshot: Snapshot, opened_at: datetime, *, service: str | None, limit: int = 50
) -> pd.DataFrame:
    """The last production deployments before an incident was opened, of its service or, without one, of all."""
    return snapshot.query(_DEPLOYMENTS, {"opened_at": opened_at, "service": service, "limit": limit})


_NAMED: Final = """
select
    deployment.deployment_id,
    deployment.release_id,
    deployment.service,
    deployment.label as deployment,
    deployment.deployed_at
from deployments as deployment
where list_contains($names, deployment.deployment_id)
"""
_INCIDENTS: Final = """
select
    incident.incident_id,
    incident.issue_key,
    coalesce(incident.issue_key, incident.incident_id) as trouble,
    incident.summary,
    incident.severity,
    incident.opened_at as failed_at,
    incident.resolved_at as restored_at
from incidents as incident
where list_contains($names, incident.incident_id)
"""


def counted_revisions(snapshot: Snapshot) -> dict[tuple[str, str, str], int]:
    """The revision of each decision that the snapshot was built with, by the link it judges."""
    found = snapshot.query("select deployment_id, subject_kind, subject, revision from raw.journal_decisions")
    return {(row["deployment_id"], row["subject_kind"], row["subject"]): row["revision"] for row in found.to_dict("records")}


def fresh(judged: Iterable[Judged], counted: Mapping[tuple[str, str, str], int]) -> list[Judged]:
    """Those that the snapshot does not know: people wrote them since it was built."""
    return [one for one in judged if counted.get(one.link, 0) < one.revision]


def with_decisions(found: pd.DataFrame, fresh_ones: Sequence[Judged], added: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the links with the fresh decisions laid over them, and those that a person alone made (`added_links`).

    Columns besides those of `links`: `is_fresh` (counted from the next build) and `is_standing`.
    """
    rows = found if added is None or added.empty else pd.concat([found, added], ignore_index=True)
    rows = rows.assign(is_fresh=False)
    for one in fresh_ones:
        here = _is_link(rows, one)
        if here.any():
            rows.loc[here, "is_fresh"] = True
            _lay_over(rows, here, one)
    return rows.assign(is_standing=rows["confidence"].isin([CONFIRMED, SUSPECTED]))


def _is_link(rows: pd.DataFrame, one: Judged) -> pd.Series:
    return (
        (rows["deployment_id"] == one.deployment_id)
        & (rows["subject_kind"] == one.subject_kind)
        & (rows["subject"] == one.subject)
    )


def _lay_over(rows: pd.DataFrame, here: pd.Series, one: Judged) -> None:
    if one.verdict == WITHDRAWN:
        rows.loc[here, ["verdict", "decided_by", "decided_at", "decision_reason"]] = None
        rows.loc[here, "rung"] = rows.loc[here, "ladder_rung"].fillna(WITHDRAWN)
        rows.loc[here, "confidence"] = rows.loc[here, "ladder_confidence"].fillna(WITHDRAWN)
        return
    rows.loc[here, "verdict"] = rows.loc[here, "confidence"] = one.verdict
    rows.loc[here, "decided_by"] = one.by
    rows.loc[here, "decided_at"] = pd.Timestamp(one.at)
    rows.loc[here, "decision_reason"] = one.reason
    if one.verdict == CONFIRMED:
        rows.loc[here, "rung"] = "decided"


def added_links(snapshot: Snapshot, fresh_ones: Sequence[Judged]) -> pd.DataFrame:
    """Rows, as `links` has them, for fresh decisions that confirm a link which the snapshot has none of: a person made it."""
    confirmed = [one for one in fresh_ones if one.verdict == CONFIRMED]
    nothing = snapshot.query(_LINKS.format(which="false"))
    if not confirmed:
        return nothing
    links_known = snapshot.query("select distinct deployment_id, subject_kind, subject from failure_links")
    known = set(links_known.itertuples(index=False, name=None))
    made = [one for one in confirmed if one.link not in known]
    deployments = snapshot.query(_NAMED, {"names": [one.deployment_id for one in made]})
    incidents = snapshot.query(_INCIDENTS, {"names": [one.subject for one in made if one.subject_kind == "incident"]})
    of_deployment = {row["deployment_id"]: row for row in _records(deployments)}
    of_incident = {row["incident_id"]: row for row in _records(incidents)}
    rows = [
        dict.fromkeys(nothing.columns)
        | {"failure_id": f"{one.deployment_id}/{one.subject}", "subject_kind": one.subject_kind, "subject": one.subject,
           "rung": "decided", "confidence": CONFIRMED, "trouble": one.subject}
        | of_deployment[one.deployment_id]
        | of_incident.get(one.subject, {})
        for one in made
        if one.deployment_id in of_deployment
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(nothing.columns)).astype(nothing.dtypes.to_dict())


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    known = rows.astype(object).where(rows.notna(), None)
    return [{str(name): told for name, told in row.items()} for row in known.to_dict("records")]
