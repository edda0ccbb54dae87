"""Hand-made rows of feeds and of people's decisions, landed beside the facts of raw_rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Self

import duckdb

from ingest.deployed_land import find_commits, land_feed_versions


@dataclass
class FeedFacts:
    """What feeds and people say. Mixed into Facts."""

    brought: list[tuple[str, str]] = field(default_factory=list)

    def row(self, table: str, **values: Any) -> Self:
        """Add a row of any raw table."""
        raise NotImplementedError

    def deployment(
        self,
        deployment_id: str,
        *,
        at: str,
        version: str | None = None,
        commit: str | None = None,
        service: str = "payments",
        environment: str = "production",
        result: str = "succeeded",
        began: str | None = None,
        brings: tuple[str, ...] = (),
        **values: Any,
    ) -> Self:
        """Add a deployment that ended `at`. `commit` is the name of the one it deploys; `brings` names those it ships first."""
        self.brought += [(deployment_id, name) for name in brings]
        return self.row(
            "raw.feed_deployments", feed="cd", path="cd.csv", line_number=1, deployment_id=deployment_id, service=service,
            version=version, sha=commit and hashlib.sha1(commit.encode()).hexdigest(), environment=environment,
            started_at=began or at, finished_at=at, result=result, **values,
        )  # fmt: skip

    def fed_incident(
        self, incident_id: str, *, at: str, service: str | None = "payments", resolved_at: str | None = None, **values: Any
    ) -> Self:
        """Add an incident of a feed."""
        return self.row(
            "raw.feed_incidents", feed="pager", path="pager.csv", line_number=1, incident_id=incident_id, service=service,
            title=f"{incident_id} happened", opened_at=at, resolved_at=resolved_at, **values,
        )  # fmt: skip

    def decided(
        self, verdict: str, deployment_id: str, kind: str, subject: str, *, at: str = "2026-06-01", by: str | None = "Ann", **values: Any
    ) -> Self:
        """Add what a person said of a link: confirmed, rejected or withdrawn."""
        values = {"reason": "we looked", "revision": 1, "decision_id": f"{deployment_id} {subject} {at}"} | values
        return self.row(
            "raw.journal_decisions", deployment_id=deployment_id, subject_kind=kind, subject=subject, verdict=verdict,
            written_by=by, written_at=at, **values,
        )  # fmt: skip


def land_deployed(con: duckdb.DuckDBPyConnection, facts: FeedFacts) -> None:
    """Find the deployments' commits as ingest does, and land what they are said to bring, which ingest reads off the graph."""
    land_feed_versions(con)
    services = con.execute(
        "select service, list(repository) from raw.service_repositories where service in"
        " (select service from raw.feed_deployments) group by service order by service"
    ).fetchall()
    for service, repositories in services:
        find_commits(con, service, repositories)
    for deployment_id, name in facts.brought:
        con.execute(
            "insert into raw.git_first_deployed select service, lower(environment), commit_id, deployment_id, commit_id"
            " from raw.feed_deployments, raw.git_commits where deployment_id = $1 and git_commits.sha = unhex($2)",
            [deployment_id, hashlib.sha1(name.encode()).hexdigest()],
        )
