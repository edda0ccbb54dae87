"""The rows behind each part of an evaluation: what a bar of the waterfall opens, and what an analyst can run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from metrics.sql_text import quoted

_FAILURES: Final = """select rung, confidence, severity, evidence, failed_at, restored_at, restored_by_deployment_id
from failures
where release_id = $release_id
order by confidence, failed_at, failure_id"""
_PLAN: Final = """select baseline_on, actual_on, slip_days, planned_days, frozen_at, frozen_by, replan_count, short_notice_replan_count
from release_plans
where release_id = $release_id"""
_ISSUES: Final = """select issue_key, is_committed, is_shipped, is_added, is_removed
from release_plan_issues
where release_id = $release_id
order by is_committed desc, is_shipped, issue_key"""
_CHANGES: Final = """select change_id, title, first_committed_at, arrived_at, is_late, has_second_person, second_person_evidence
from changes
where release_id = $release_id
order by arrived_at desc, change_id"""
_REVIEWS: Final = """select reviewed_on, state, has_published_notes, planning_rating, quality_rating, deployment_rating
from raw.journal_reviews
where release_id = $release_id
order by reviewed_on, review_id"""

EVIDENCE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("severity_1", "severity_2", "severity_3", "severity_4", "severity_unstated"), _FAILURES),
    "escaped_defects": """select release.version, release.deployed_at, escaped.amount as escaped_count, escaped.evidence
from (
    select $release_id as release_id, 0 as place
    union all
    select earlier_release_id, place
    from earlier_releases
    where release_id = $release_id
) as compared
join releases as release on release.release_id = compared.release_id
left join metric.escaped_defects_rows() as escaped on escaped.subject = compared.release_id
order by compared.place""",
    "slip": _PLAN,
    "short_notice_replans": """select recorded_on, previous_planned_on, planned_on, notice_days, is_short_notice
from date_records
where release_id = $release_id
order by position""",
    "commitment": _ISSUES,
    "scope_change": _ISSUES,
    "recovery": """select deployment_id, environment, deployed_at, restored_at, restored_by_deployment_id, failure_evidence
from deployments
where release_id = $release_id and is_production
order by deployed_at""",
    "respins": """select version, released_at, first_shipped_commit_count
from releases
where candidate_of_id = $release_id
order by version_order""",
    "late_changes": _CHANGES,
    "lead_time": """select release.version, release.deployed_at, release.lead_time_median_hours / 24 as lead_time_median_days
from (
    select $release_id as release_id, 0 as place
    union all
    select earlier_release_id, place
    from earlier_releases
    where release_id = $release_id
) as compared
join releases as release on release.release_id = compared.release_id
order by compared.place""",
    "review": _REVIEWS,
    "approval": _CHANGES,
    "notes": _REVIEWS,
    "tests": """select phase, suite_count, executed_count, passed_count, failed_count, late_run_count, last_ran_at
from test_results
where release_id = $release_id
order by phase""",
    "satisfaction": """select given_on, satisfaction, role
from raw.journal_feedback
where release_id = $release_id
order by given_on, feedback_id""",
}
"""A query by part, over one release; `$release_id` binds it."""


def evidence_sql(part: str, release_id: str) -> str | None:
    """Return the query with the release's id as a literal, for people to run; None where no rows stand behind a part."""
    sql = EVIDENCE.get(part)
    return sql and sql.replace("$release_id", quoted(release_id))
