"""The evaluation of one release with its versions and the rows behind each part, and those of all releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from metrics.evaluation import adjusted
from metrics.evaluation_evidence import EVIDENCE
from metrics.reading.typed import Adjustment
from metrics.snapshot import Snapshot

_VERSIONS = """
select *
from release_evaluations
where release_id = $release_id
order by version_number desc
"""
_PARTS = """
select part.*
from release_evaluation_parts as part
join release_evaluations as evaluation
    on evaluation.release_id = part.release_id and evaluation.version_number = part.version_number
where part.release_id = $release_id and evaluation.is_current
order by part.position
"""
_SCORES = """
select
    evaluation.release_id, evaluation.score, evaluation.low_by_weights, evaluation.high_by_weights, evaluation.state,
    evaluation.coverage_share, evaluation.label, evaluation.adjusted_score
from release_evaluations as evaluation
where evaluation.is_current
order by evaluation.release_id
"""
_DEFINITIONS = """
select definition_version, first_used_at, settings
from meta.evaluation_definitions
order by first_used_at desc, definition_version desc
"""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One release's evaluation of today, and the versions before it."""

    current: Mapping[str, Any]
    """Its row of release_evaluations; what is unknown is None."""
    parts: pd.DataFrame
    """Rows of release_evaluation_parts, dimensions (part is null) before their parts."""
    versions: pd.DataFrame
    """All versions, newest first."""

    @property
    def dimensions(self) -> pd.DataFrame:
        """The rows of the dimensions themselves."""
        return self.parts[self.parts["part"].isna()]

    @property
    def losses(self) -> pd.DataFrame:
        """The parts that took points, in their order, what a cap took at the end."""
        return self.parts[self.parts["part"].notna() & (self.parts["points_lost"] > 0)]


def is_built(snapshot: Snapshot) -> bool:
    """Tell whether this warehouse has evaluations; one that was built before they existed has none."""
    found = snapshot.query(
        "select 1 from duckdb_tables() where schema_name = 'main' and table_name = 'release_evaluations'"
    )
    return not found.empty


def evaluation(snapshot: Snapshot, release_id: str) -> Evaluated | None:
    """The evaluation of one release; None for what is not out, and in a warehouse without any."""
    if not is_built(snapshot):
        return None
    versions = snapshot.query(_VERSIONS, {"release_id": release_id})
    if versions.empty:
        return None
    [current] = versions[versions["is_current"].astype(bool)].to_dict("records")
    known = {name: _known(value) for name, value in current.items()}
    return Evaluated(known, snapshot.query(_PARTS, {"release_id": release_id}), versions)


def with_adjustment(evaluated: Evaluated, newest: Adjustment | None) -> Evaluated:
    """Return the evaluation with what reviewers say now of its score; None leaves it. The score itself stays."""
    if newest is None:
        return evaluated
    score = evaluated.current["score"]
    points = newest.points if score is not None else None
    told = {
        "adjustment_points": points,
        "adjustment_reason": newest.reason if points is not None else None,
        "adjusted_score": None if points is None else adjusted(score, points),
    }
    return replace(evaluated, current={**evaluated.current, **told})


def _known(value: Any) -> Any:
    is_list = not isinstance(value, str) and hasattr(value, "__len__")
    return list(value) if is_list else None if pd.isna(value) else value


def evidence(snapshot: Snapshot, part: str, release_id: str) -> pd.DataFrame:
    """The rows behind one part of a release's evaluation; none for a part that rests on none."""
    sql = EVIDENCE.get(part)
    return snapshot.query(sql, {"release_id": release_id}) if sql else pd.DataFrame()


def scores(snapshot: Snapshot) -> pd.DataFrame:
    """One row per release that is out: today's score with its range, null where there is none."""
    if not is_built(snapshot):
        columns = (
            "release_id",
            "score",
            "low_by_weights",
            "high_by_weights",
            "state",
            "coverage_share",
            "label",
            "adjusted_score",
        )
        return pd.DataFrame({name: pd.Series(dtype="object") for name in columns})
    return snapshot.query(_SCORES)


def definitions(snapshot: Snapshot) -> pd.DataFrame:
    """The versions of the score's definition that were used here, newest first."""
    return snapshot.query(_DEFINITIONS) if is_built(snapshot) else pd.DataFrame()
