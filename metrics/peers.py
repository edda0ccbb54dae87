"""What other tools call by the names of our metrics, computed over the same warehouse, and what their documentation says of it.

Said in our words, after the pages named here as they stood on the day named. Where a peer counts something that no source of ours
has (pull requests, a survey), `stands_for` says what stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from metrics.catalog import METRICS
from metrics.metric import Aggregate, Metric

READ_ON: Final = date(2026, 11, 25)
"""When the pages were read."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One published definition beside one of our metrics."""

    tool: str
    """Whose definition: DevLake, GitLab or DORA."""
    ours: str
    """Id of our metric."""
    formula: str
    edge_cases: tuple[str, ...]
    """What the documentation says, or leaves open, that a reader of the number must know."""
    stands_for: str
    """How the rows of this warehouse stand for what the tool counts."""
    address: str
    """Page that says so."""
    version: str
    """Which state of that page."""
    aggregate: Aggregate
    noun: str

    @property
    def id(self) -> str:
        """Its macro is metric.<id>, its query <id>."""
        return f"peer_{self.tool.lower()}_{self.ours}"


_MERGES = (
    "Pull and merge requests are not read. The commit that brought a change to the released line stands for one, with the commits it"
    " brought; a squash or fast-forward stands for one of its own."
)
_DORA: Final = ("https://dora.dev/guides/dora-metrics/", "page updated 2026-01-05")
_GITLAB: Final = ("https://docs.gitlab.com/user/analytics/dora_metrics/", "documentation of GitLab 17")

_ALL: Final = (
    Peer(
        tool="DevLake",
        ours="change_lead_time",
        formula="median over the pull requests deployed in the window of (deployment finished - author date of its first commit)",
        edge_cases=(
            "The unit is a pull request: a commit that came without one is not counted, and one with a hundred commits counts once.",
            "The clock starts at the author date, which a rebase keeps, not when the commit came to be as it is.",
            "The documented median is a value that occurs (the first above the middle), not the mean of the middle two.",
            "The monthly query places a pull request by the day it was merged, and shows a month without any as 0.",
        ),
        stands_for=f"{_MERGES} The median is ours (the middle two averaged), and a month without any has no value.",
        address="https://devlake.apache.org/docs/Metrics/LeadTimeForChanges",
        version="documentation of v0.20 and later",
        aggregate="median",
        noun="merges",
    ),
    Peer(
        tool="GitLab",
        ours="change_lead_time",
        formula="median over the merge requests deployed in the window of (deployed to production - merged)",
        edge_cases=(
            "Time before the merge is left out on purpose: writing and review do not count, so the number is smaller than others.",
            "A request merged into a staging branch and then into production counts as two.",
            "Charts of a month show the median of the daily medians, which is not the median of the month.",
        ),
        stands_for=f"{_MERGES} The median is over the whole period.",
        address=_GITLAB[0],
        version=_GITLAB[1],
        aggregate="median",
        noun="merges",
    ),
    Peer(
        tool="DORA",
        ours="change_lead_time",
        formula="time from a change's commit to version control until it is deployed in production; here the median over commits",
        edge_cases=(
            "The guide does not say which unit a change is, nor which date of a commit counts; a survey answers in ranges.",
            "It is meant for one application or service at a time, not for a mixture.",
        ),
        stands_for="Each commit is a change, by its committer date; merges are none.",
        address=_DORA[0],
        version=_DORA[1],
        aggregate="median",
        noun="commits",
    ),
    Peer(
        tool="DevLake",
        ours="change_failure_rate",
        formula="successful production deployments with at least one incident / successful production deployments",
        edge_cases=(
            "An incident belongs to the last deployment of its project before it, however long ago that was (issue 8150).",
            "A deployment with several incidents counts once; dashboards before May 2026 added up incidents (pull request 8890).",
            "Deployments that failed are left out: only those with the result SUCCESS count.",
            "Deployments of yesterday count as good until an incident comes: no window is waited for.",
            "Several deployments of one pipeline are one, at the end of the last.",
        ),
        stands_for="A service stands for a project; incidents are those of main.incidents.",
        address="https://devlake.apache.org/docs/Metrics/CFR",
        version="documentation of v1.0",
        aggregate="share",
        noun="deployments",
    ),
    Peer(
        tool="GitLab",
        ours="change_failure_rate",
        formula="incidents / deployments to production, of the same days",
        edge_cases=(
            "Nothing links an incident to a deployment: every incident counts, whatever caused it, in whatever environment.",
            "Two incidents of one deployment count twice, and so do duplicates (issues 444295 and 480920): it can pass 100 %.",
            "Ten deployments with two incidents on the first day and one on the last give 0.3.",
        ),
        stands_for="Incidents are those of main.incidents, by the instant they were opened. It is a ratio, no share, so it has no"
        " interval.",
        address=_GITLAB[0],
        version=_GITLAB[1],
        aggregate="ratio",
        noun="deployments",
    ),
    Peer(
        tool="DORA",
        ours="change_failure_rate",
        formula="deployments that need immediate intervention / deployments",
        edge_cases=(
            "The intervention makes the failure, likely a rollback or a hotfix; an incident that is only near in time does not.",
            "People are asked how often it happens; the guide names no window and no rule for what follows from what.",
        ),
        stands_for="Intervention is a rollback, a revert, a hotfix, or an incident that is known to come from the deployment. Deployments"
        " of yesterday count, and may still fail.",
        address=_DORA[0],
        version=_DORA[1],
        aggregate="share",
        noun="deployments",
    ),
)

PEERS: Final[Mapping[str, Peer]] = {peer.id: peer for peer in _ALL}
"""Every peer's definition by its id."""


def peers_of(metric_id: str) -> list[Peer]:
    """Return the published definitions that stand beside one of our metrics."""
    return [peer for peer in PEERS.values() if peer.ours == metric_id]


def as_metric(peer: Peer) -> Metric:
    """Return the peer's definition in the form of a metric, of which its macros are made."""
    return replace(
        METRICS[peer.ours],
        id=peer.id,
        label=f"{METRICS[peer.ours].label} as {peer.tool} defines it",
        meaning=peer.stands_for,
        formula=peer.formula,
        source=f"{peer.address}, {peer.version}",
        aggregate=peer.aggregate,
        noun=peer.noun,
        limits=None,
        rows="",
    )
