"""Our number beside those that other tools would give from the same facts, and the rows that make the difference."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from metrics.breakdowns import breakdowns_of
from metrics.errors import UnknownMetric
from metrics.measure import checked_window, known_choice, known_metric
from metrics.peers import PEERS, Peer, peers_of
from metrics.snapshot import Snapshot

ROW_LIMIT: Final = 1_000
"""Most rows of a difference that are told; `difference_count` knows them all."""


def compared(
    snapshot: Snapshot, metric_id: str, *, breakdown: str = "all", since: date | None = None, until: date | None = None
) -> pd.DataFrame:
    """One row per definition and group, ours first: tool, definition, group_name, value, low, high, sample_size, noun, reason.

    Raises `UnknownMetric` for a metric that no peer is compared with.
    """
    metric = known_metric(metric_id)
    peers = _known_peers(metric_id)
    known_choice("breakdown", breakdown, breakdowns_of(metric))
    checked_window(since, until)
    found = [_measured(snapshot, metric_id, "Leadline", metric.noun, breakdown, since, until)]
    found += [_measured(snapshot, peer.id, peer.tool, peer.noun, breakdown, since, until) for peer in peers]
    return pd.concat(found, ignore_index=True)


def _known_peers(metric_id: str) -> list[Peer]:
    found = peers_of(metric_id)
    if not found:
        told = " and ".join(dict.fromkeys(peer.ours for peer in PEERS.values()))
        raise UnknownMetric(f"No other tool's definition stands beside {metric_id}; take {told}.")
    return found


def _measured(
    snapshot: Snapshot, macro: str, tool: str, noun: str, breakdown: str, since: date | None, until: date | None
) -> pd.DataFrame:
    rows = snapshot.query(
        f"select group_name, value, low, high, sample_size, reason from metric.{macro}('all', $breakdown, $since, $until)",
        {"breakdown": breakdown, "since": since, "until": until},
    )
    rows.insert(0, "tool", tool)
    rows.insert(1, "definition", macro)
    rows.insert(6, "noun", noun)
    return rows


# Ours and theirs of each deployment; incidents, where they are rows of theirs, have no row of ours and are told apart.
_OF_DEPLOYMENTS: Final = """
with ours as (
    select * from metric.change_failure_rate_rows($since, $until)
),
theirs as (
    select * from metric.{peer}_rows($since, $until) where amount = 0 or '{kind}' = 'share'
),
joined as (
    select
        coalesce(ours.subject, theirs.subject) as subject,
        coalesce(ours.service, theirs.service) as service,
        coalesce(ours.happened_at, theirs.happened_at) as happened_at,
        case when ours.is_counted then ours.amount end as our_amount,
        case when theirs.is_counted then theirs.amount end as their_amount,
        case
            when theirs.is_counted and not coalesce(ours.is_counted, false)
                then concat('{tool} counts it; we do not: ', ours.left_out_because)
            when ours.is_counted and not coalesce(theirs.is_counted, false)
                then concat('we count it; {tool} does not: ', theirs.left_out_because)
            when ours.amount > theirs.amount then concat('we know that it failed: ', ours.evidence)
            else concat('{tool} holds it failed: ', theirs.evidence, '; we have no confirmed failure of it')
        end as why
    from ours
    full join theirs on theirs.subject = ours.subject and theirs.service is not distinct from ours.service
)
select * from joined
where case
    when '{kind}' = 'share' then our_amount is distinct from their_amount
    else (our_amount is null) <> (their_amount is null)
end
"""

_OF_INCIDENTS: Final = """
union all
select
    theirs.subject,
    theirs.service,
    theirs.happened_at,
    case when failure.place = 1 then 1.0 end as our_amount,
    theirs.amount as their_amount,
    case
        when failure.place is null then concat('{tool} counts every incident; we know of no deployment that caused it: ', theirs.evidence)
        when failure.place > 1 then concat('{tool} counts each incident; we count ', failure.label, ' once, which it shares with others')
        else concat('{tool} counts it when it was opened; we count ', failure.label, ', which is in no counted row of the window')
    end as why
from metric.{peer}_rows($since, $until) as theirs
left join (
    select
        coalesce(incident.issue_key, incident.incident_id) as subject,
        incident.service,
        deployment.label,
        counted.subject as counted_subject,
        row_number() over (partition by failure.deployment_id order by incident.opened_at, incident.incident_id) as place
    from failures as failure
    join incidents as incident on incident.incident_id = failure.incident_id
    join deployments as deployment on deployment.deployment_id = failure.deployment_id
    left join metric.change_failure_rate_rows($since, $until) as counted
        on counted.is_counted
        and counted.subject = case when deployment.feed is null then deployment.release_id else deployment.deployment_id end
    where failure.confidence = 'confirmed'
    qualify row_number() over (partition by incident.incident_id order by failure.failure_id) = 1
) as failure on failure.subject = theirs.subject and failure.service is not distinct from theirs.service
where theirs.amount = 1 and theirs.is_counted
    and (failure.place is null or failure.place > 1 or failure.counted_subject is null)
union all
select
    ours.subject,
    ours.service,
    ours.happened_at,
    ours.amount as our_amount,
    cast(null as double) as their_amount,
    concat('we know that it failed, and no incident tells it: ', ours.evidence) as why
from metric.change_failure_rate_rows($since, $until) as ours
left join (
    select deployment.release_id, deployment.deployment_id, deployment.feed
    from failures as failure
    join deployments as deployment on deployment.deployment_id = failure.deployment_id
    where failure.confidence = 'confirmed' and failure.incident_id is not null
) as told on ours.subject = case when told.feed is null then told.release_id else told.deployment_id end
where ours.is_counted and ours.amount = 1 and told.deployment_id is null
"""

# A change of ours may be many of their rows, and one of theirs many of our changes: their rows, each with the changes in it.
_OF_CHANGES: Final = """
with ours as (
    select * from metric.change_lead_time_rows($since, $until)
),
theirs as (
    select * from metric.{peer}_rows($since, $until)
),
part as (
    select distinct {unit} as subject, service, change_id
    from merged_commits as part
    join (select commit_id as known_id, service as known_service, sha from commits) as commit
        on commit.known_id = part.commit_id and commit.known_service = part.service
),
mixed as (
    select
        theirs.subject,
        theirs.service,
        count(distinct ours.subject) as change_count,
        min(ours.subject) as change_id,
        min(ours.amount) filter (where ours.is_counted) as our_amount,
        min(ours.left_out_because) as our_reason
    from theirs
    left join part on part.subject = theirs.subject and part.service = theirs.service
    left join ours on ours.subject = part.change_id and ours.service = part.service
    group by theirs.subject, theirs.service
)
select
    theirs.subject,
    theirs.service,
    theirs.happened_at,
    mixed.our_amount,
    case when theirs.is_counted then theirs.amount end as their_amount,
    case
        when not theirs.is_counted and mixed.our_amount is not null
            then concat('we count ', mixed.change_id, '; {tool} does not count this: ', theirs.left_out_because)
        when mixed.our_amount is null
            then concat('{tool} counts it; we do not: ', coalesce(mixed.our_reason, concat(mixed.change_id, ' was first shipped at another time')))
        when mixed.change_count > 1
            then concat('{tool} counts once what is ', mixed.change_count, ' changes to us, such as ', mixed.change_id)
        else concat('{clock}; to us it is part of ', mixed.change_id, ', whose clock starts with its first commit')
    end as why
from theirs
join mixed on mixed.subject = theirs.subject and mixed.service = theirs.service
where (theirs.is_counted or mixed.our_amount is not null)
    and (
        mixed.change_count > 1
        or case when theirs.is_counted then round(theirs.amount, 6) end is distinct from round(mixed.our_amount, 6)
    )
"""

_CLOCKS: Final = {
    "DevLake": "DevLake starts at the author date of its first commit",
    "GitLab": "GitLab starts at the merge",
    "DORA": "each commit has a clock of its own",
}


def differences(
    snapshot: Snapshot, peer_id: str, *, since: date | None = None, until: date | None = None, limit: int = ROW_LIMIT
) -> pd.DataFrame:
    """The rows that one definition counts otherwise than ours: subject, service, happened_at, our_amount, their_amount, why.

    An amount is null where the row does not count. Newest first, at most `limit`. Raises `UnknownMetric` for an unknown peer.
    """
    sql = _difference(peer_id)
    checked_window(since, until)
    return snapshot.query(
        f"select * from ({sql}) order by happened_at desc nulls last, subject, why limit $limit",
        {"since": since, "until": until, "limit": limit},
    )


def difference_count(snapshot: Snapshot, peer_id: str, *, since: date | None = None, until: date | None = None) -> int:
    """How many rows one definition counts otherwise than ours."""
    rows = snapshot.query(f"select count(*) as n from ({_difference(peer_id)})", {"since": since, "until": until})
    return int(rows["n"].iloc[0])


def _difference(peer_id: str) -> str:
    """The statement; only words of the catalogue enter it."""
    if peer_id not in PEERS:
        raise UnknownMetric(f"There is no definition '{peer_id}'; take one of {', '.join(PEERS)}.")
    peer = PEERS[peer_id]
    if peer.ours == "change_lead_time":
        unit = "commit.sha" if peer.noun == "commits" else "part.merge_sha"
        template = _OF_CHANGES.replace("{unit}", unit).replace("{clock}", _CLOCKS[peer.tool])
    else:
        template = _OF_DEPLOYMENTS + (_OF_INCIDENTS if peer.aggregate == "ratio" else "")
    return template.replace("{peer}", peer.id).replace("{tool}", peer.tool).replace("{kind}", peer.aggregate)
