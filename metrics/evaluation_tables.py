"""The tables of the evaluation score: main.release_evaluations and its parts, and what is kept of them in meta."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from metrics import evaluation, evaluation_versions
from metrics.computed import Column, Computation, Facts, Row, Table
from metrics.evaluation import Part, Share
from metrics.evaluation_evidence import evidence_sql
from metrics.evaluation_facts import READS, Judged, judged
from metrics.evaluation_versions import RULES_VERSION, Standing
from metrics.settings import MetricSettings

_VERSION: Final = {
    "release_id": Column("varchar", "Release."),
    "version_number": Column("integer", "Version of its evaluation, from 1; the highest is today's."),
}
_SCORE: Final = {
    **_VERSION,
    "definition_version": Column("varchar", "Version of the definition (meta.evaluation_definitions) that it was made with."),
    "score": Column("double", "0 to 100, after caps; null with the reason in no_score_because."),
    "uncapped_score": Column("double", "The score before caps: 100 less the points that its dimensions lose."),
    "coverage_share": Column("double", "Weight of the dimensions whose input is not missing / all weights (0 to 1)."),
    "low_by_weights": Column("double", "Lowest score under equal weights and with each weight halved or half as much again."),
    "high_by_weights": Column("double", "Highest score likewise."),
    "equal_weights_score": Column("double", "Score were all weights equal."),
    "caps": Column("varchar[]", "Limits that lowered the score: severity-1 failure, full rollback, unresolved failure."),
    "label": Column("varchar", "exemplary (from 90), good (75), acceptable (60) or review: a label, no target."),
    "weights": Column("varchar", "The weights it was made with, such as stability 30, schedule 20."),
    "evaluated_at": Column("timestamptz", "Build that made it; for a frozen one, the build that froze it."),
    "no_score_because": Column("varchar", "Why there is no score; null when there is one."),
}  # fmt: skip
_PART: Final = {
    **_VERSION,
    "position": Column("integer", "Order on screens."),
    "dimension": Column("varchar", "stability, schedule, scope, recovery, risk, governance; caps for what a cap took."),
    "part": Column("varchar", "Part of the dimension; null on the row of the dimension itself."),
    "label": Column("varchar", "Its name on screens."),
    "state": Column("varchar", "scored, missing, or not applicable."),
    "weight": Column("double", "Weight of the dimension as set; null on the row of a part."),
    "weight_points": Column("double", "Its share of the 100 points once missing dimensions are left out; null for a part."),
    "sub_score": Column("double", "0 to 100; null unless scored, and on the row of a part."),
    "points_lost": Column("double", "Points of the score that it takes. With the score, those of all parts add up to 100."),
    "value": Column("double", "What was measured; null when unknown, and on the row of a dimension."),
    "unit": Column("varchar", "Unit of value: count, days, hours, share (0 to 1), truth (0 or 1), 1-5."),
    "why": Column("varchar", "The sentence that says why."),
    "evidence_sql": Column("varchar", "Query that returns the rows behind it; null where there are none."),
    "half_weight_score": Column("double", "The release's score were the weight of this dimension halved."),
    "more_weight_score": Column("double", "The same with half as much again."),
}  # fmt: skip

EVALUATIONS: Final = Table(
    "release_evaluations",
    "One row per release that is out and version of its evaluation: METRICS' post-release score, 0 to 100. Select is_current for"
    " today's. A portfolio is a distribution: no ranking where the ranges of two releases overlap.",
    {
        **_SCORE,
        "service": Column("varchar", "Service of the release."),
        "is_current": Column("boolean", "It is the latest version of its release's evaluation."),
        "state": Column("varchar", "provisional until the observation window closes and it has a score, then frozen."),
        "adjustment_points": Column("double", "Points that a reviewer adds, -10 to 10; on the current version; null for none."),
        "adjustment_reason": Column("varchar", "Why. Hostile text: escape it."),
        "adjusted_score": Column("double", "The score with them, 0 to 100; the score itself stays as it is."),
    },
)  # fmt: skip
PARTS: Final = Table(
    "release_evaluation_parts",
    "One row per release, version of its evaluation, and dimension or part of one: where the points went, and why.",
    _PART,
)
_FROZEN: Final = Table(
    "frozen_evaluations",
    "One row per release and frozen version of its evaluation, kept from build to build.",
    {**_SCORE, "digest": Column("varchar", "Digest of its numbers: while it is equal no new version is made.")},
    is_kept=True,
)
_FROZEN_PARTS: Final = Table(
    "frozen_evaluation_parts", "The parts of the frozen evaluations, kept from build to build.", _PART, is_kept=True
)
_DEFINITIONS: Final = Table(
    "evaluation_definitions",
    "One row per version of the evaluation's definition that was ever used here.",
    {
        "definition_version": Column("varchar", "Version of the rules, a dot, and the revision that a setting made."),
        "rules_version": Column("integer", "Version of the rules."),
        "settings": Column("varchar", "The settings that change a score, with their values."),
        "first_used_at": Column("timestamptz", "Build that first used it."),
    },
    is_kept=True,
)


def compute(facts: Facts, settings: MetricSettings, now: datetime) -> Mapping[str, Iterable[Row]]:
    """Return the rows of all tables: today's evaluations beside the frozen ones of the same releases."""
    version, is_new = evaluation_versions.definition(settings, facts["definitions"].rows())
    frozen, frozen_parts = _by_release(facts["frozen"].rows()), _by_release(facts["frozen_parts"].rows())
    found: dict[str, list[Row]] = {table.name: [] for table in EVALUATION.tables}
    for one in judged(facts, settings.evaluation):
        earlier = frozen.get(one.release_id, [])
        stands = evaluation_versions.standing(one, earlier)
        if stands.is_new:
            score = {**_score_row(one, stands, settings), "definition_version": version, "evaluated_at": now}
            parts = list(_part_rows(one, stands.number))
            found[EVALUATIONS.name].append(_shown(score, one, stands))
            found[PARTS.name] += parts
            if stands.is_frozen:
                found[_FROZEN.name].append({**score, "digest": stands.digest})
                found[_FROZEN_PARTS.name] += parts
        found[EVALUATIONS.name] += [_shown(row, one, stands) for row in earlier]
        found[PARTS.name] += frozen_parts.get(one.release_id, [])
    if is_new and found[EVALUATIONS.name]:
        told = evaluation_versions.settings_text(settings)
        row = {"definition_version": version, "rules_version": RULES_VERSION, "settings": told, "first_used_at": now}
        found[_DEFINITIONS.name].append(row)
    return found


def _by_release(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["release_id"], []).append(row)
    return found


def _score_row(one: Judged, stands: Standing, settings: MetricSettings) -> dict[str, Any]:
    found = one.evaluation
    return {
        "release_id": one.release_id,
        "version_number": stands.number,
        "score": found.score,
        "uncapped_score": found.uncapped,
        "coverage_share": found.coverage_share,
        "low_by_weights": found.low,
        "high_by_weights": found.high,
        "equal_weights_score": found.equal_weights,
        "caps": [cap.name for cap in found.caps],
        "label": found.label,
        "weights": ", ".join(f"{name} {weight:g}" for name, weight in settings.evaluation.weights.items()),
        "no_score_because": found.no_score_because,
    }


def _shown(row: Row, one: Judged, stands: Standing) -> Row:
    """The row of main; a reviewer's points stand beside today's version alone."""
    number, score = row["version_number"], row["score"]
    is_current = number == stands.number
    points = one.adjustment_points if is_current and score is not None else None
    return {
        **{name: row[name] for name in _SCORE},
        "service": one.service,
        "is_current": is_current,
        "state": "frozen" if stands.is_frozen or number < stands.number else "provisional",
        "adjustment_points": points,
        "adjustment_reason": one.adjustment_reason if points is not None else None,
        "adjusted_score": None if points is None else evaluation.adjusted(score, points),
    }


def _part_rows(one: Judged, number: int) -> Iterator[Row]:
    for position, row in enumerate(_rows_of(one), start=1):
        identity = {"release_id": one.release_id, "version_number": number, "position": position}
        yield {**dict.fromkeys(_PART), **identity, **row}


def _rows_of(one: Judged) -> Iterator[Row]:
    for share in one.evaluation.shares:
        yield _dimension_row(share)
        yield from (_part_row(part, share, one.release_id) for part in share.dimension.parts)
    caps = one.evaluation.caps
    if caps and one.evaluation.uncapped is not None:
        for place, cap in enumerate(caps):
            lost = one.evaluation.uncapped - cap.at if not place else 0.0
            why = f"{cap.name.capitalize()}: no more than {cap.at:g}"
            evidence = evidence_sql("severity_1", one.release_id)
            yield {
                "dimension": "caps", "part": cap.name, "label": f"Cap: {cap.name}", "state": "scored",
                "points_lost": lost, "why": why, "value": cap.at, "unit": "points", "evidence_sql": evidence,
            }  # fmt: skip


def _dimension_row(share: Share) -> Row:
    one = share.dimension
    return {
        "dimension": one.name,
        "label": LABELS[one.name],
        "state": one.state,
        "weight": share.weight,
        "weight_points": share.points,
        "sub_score": one.sub_score,
        "points_lost": share.lost,
        "why": one.why,
        "half_weight_score": share.at_half_weight,
        "more_weight_score": share.at_more_weight,
    }


def _part_row(part: Part, share: Share, release_id: str) -> Row:
    return {
        "dimension": share.dimension.name,
        "part": part.name,
        "label": part.label,
        "state": part.state,
        "points_lost": share.points * part.lost / 100,
        "value": part.value,
        "unit": part.unit,
        "why": part.why,
        "evidence_sql": evidence_sql(part.name, release_id),
    }


LABELS: Final = {
    "stability": "Stability",
    "schedule": "Schedule",
    "scope": "Scope",
    "recovery": "Recovery and user impact",
    "risk": "Risk and flow",
    "governance": "Governance and voice",
}
"""The dimensions as METRICS 4 calls them."""

EVALUATION: Final = Computation(
    "evaluation",
    RULES_VERSION,
    (EVALUATIONS, PARTS, _FROZEN, _FROZEN_PARTS, _DEFINITIONS),
    {
        **READS,
        "definitions": "select * from meta.evaluation_definitions order by first_used_at, definition_version",
        "frozen": "select * from meta.frozen_evaluations order by release_id, version_number",
        "frozen_parts": "select * from meta.frozen_evaluation_parts order by release_id, version_number, position",
    },
    compute,
)
