"""The post-release evaluation score of METRICS 4, from what is known of one release. Pure functions.

A dimension has a sub-score of 0 to 100, or none: it is missing when its input is, and not applicable when there was nothing
to judge. Its parts say where its points went: what the parts lose adds up to 100 minus the sub-score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

State = Literal["scored", "missing", "not applicable"]

LEAST_COVERAGE: Final = 0.6
"""METRICS 4, rule 1: below it there is no score."""
SEVERITY_1_CAP: Final = "severity-1 failure"
ROLLBACK_CAP: Final = "full rollback"
UNRESOLVED_CAP: Final = "unresolved failure"
CAPS: Final[Mapping[str, float]] = {SEVERITY_1_CAP: 59, ROLLBACK_CAP: 59, UNRESOLVED_CAP: 69}
"""METRICS 4, rule 2: the most that a release can reach."""
LABELS: Final = ((90, "exemplary"), (75, "good"), (60, "acceptable"), (0, "review"))
"""METRICS 4, rule 5: the word from which score on."""
MOST_ADJUSTMENT: Final = 10
"""METRICS 4, rule 6: points."""


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a dimension."""

    name: str
    label: str
    state: State
    lost: float
    """Points of the dimension's 100 that it takes; 0 when missing."""
    value: float | None
    """What was measured, in `unit`."""
    unit: str
    why: str
    """One sentence. Holds no text of people or of a source but versions and numbers."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the score, judged."""

    name: str
    state: State
    sub_score: float | None
    """0 to 100; None unless scored."""
    why: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one dimension has in the score."""

    dimension: Dimension
    weight: float
    """As the settings have it."""
    points: float
    """Its share of the 100 points once the weights of those that are scored are renormalised; 0 when not scored."""
    at_half_weight: float | None
    """The release's score were its weight halved; None when it has no say."""
    at_more_weight: float | None
    """The same with its weight half as much again."""

    @property
    def lost(self) -> float:
        """Points of the score that it takes."""
        return 0.0 if self.dimension.sub_score is None else self.points * (100 - self.dimension.sub_score) / 100


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit that lowered the score."""

    name: str
    at: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The score of one release."""

    score: float | None
    """0 to 100; None below 60 % coverage."""
    uncapped: float | None
    """The score before caps: 100 minus the points that the dimensions lose."""
    coverage_share: float
    """Weight of the dimensions whose input is not missing / all weights. What does not apply is no gap."""
    caps: tuple[Cap, ...]
    """Those that bite, the lowest first."""
    low: float | None
    """Lowest score under equal weights and under each weight halved or half as much again."""
    high: float | None
    equal_weights: float | None
    label: str | None
    shares: tuple[Share, ...]
    no_score_because: str | None


def evaluate(dimensions: Sequence[Dimension], weights: Mapping[str, float], caps: Iterable[str] = ()) -> Evaluation:
    """Put the dimensions together. `caps` names those of CAPS that hold, whether they bite or not."""
    limits = sorted((Cap(name, CAPS[name]) for name in set(caps)), key=lambda cap: (cap.at, cap.name))
    coverage = coverage_share(dimensions, weights)
    because = _no_score_because(dimensions, weights, coverage)
    if because:
        shares = tuple(Share(one, weights[one.name], 0.0, None, None) for one in dimensions)
        return Evaluation(None, None, coverage, (), None, None, None, None, shares, because)
    uncapped = weighted(dimensions, weights)
    score = capped(uncapped, limits)
    equal = capped(weighted(dimensions, {name: float(weight > 0) for name, weight in weights.items()}), limits)
    shares = tuple(_share(one, dimensions, weights, limits) for one in dimensions)
    seen = [
        score,
        equal,
        *(v for share in shares for v in (share.at_half_weight, share.at_more_weight) if v is not None),
    ]
    biting = tuple(cap for cap in limits if cap.at < uncapped)
    return Evaluation(score, uncapped, coverage, biting, min(seen), max(seen), equal, label(score), shares, None)


def coverage_share(dimensions: Sequence[Dimension], weights: Mapping[str, float]) -> float:
    """Return the weight of the dimensions that are not missing / all weights (METRICS 4, rule 1)."""
    missing = sum(weights[one.name] for one in dimensions if one.state == "missing")
    return 1 - missing / sum(weights[one.name] for one in dimensions)


def _no_score_because(dimensions: Sequence[Dimension], weights: Mapping[str, float], coverage: float) -> str | None:
    if coverage < LEAST_COVERAGE - 1e-9:
        reasons: dict[str, list[str]] = {}
        for one in dimensions:
            if one.state == "missing" and weights[one.name]:
                reasons.setdefault(one.why, []).append(one.name)
        gaps = "; ".join(f"{', '.join(names)}: {why}" for why, names in reasons.items())
        return f"{coverage:.0%} of the weight has its input, and {LEAST_COVERAGE:.0%} is the least. Missing: {gaps}"
    if not any(one.state == "scored" and weights[one.name] for one in dimensions):
        return "No dimension that has a weight could be judged"
    return None


def weighted(dimensions: Sequence[Dimension], weights: Mapping[str, float]) -> float:
    """Return the mean of the sub-scores there are, weighted (METRICS 4, rule 1: weights are renormalised)."""
    scored = [(weights[one.name], one.sub_score) for one in dimensions if one.sub_score is not None]
    return sum(weight * sub_score for weight, sub_score in scored) / sum(weight for weight, _ in scored)


def capped(score: float, limits: Iterable[Cap]) -> float:
    """Return the score under its limits (METRICS 4, rule 2)."""
    return min([score, *(limit.at for limit in limits)])


def _share(
    one: Dimension, dimensions: Sequence[Dimension], weights: Mapping[str, float], limits: Sequence[Cap]
) -> Share:
    weight = weights[one.name]
    if one.sub_score is None or not weight:
        return Share(one, weight, 0.0, None, None)
    total = sum(weights[other.name] for other in dimensions if other.sub_score is not None)
    half, more = (capped(weighted(dimensions, {**weights, one.name: weight * factor}), limits) for factor in (0.5, 1.5))
    return Share(one, weight, 100 * weight / total, half, more)


def label(score: float) -> str:
    """Return the word for a score (METRICS 4, rule 5): a label, no target."""
    return next(word for least, word in LABELS if score >= least)


def adjusted(score: float, points: float) -> float:
    """Return the score with a reviewer's points, at most 10 either way, within 0 to 100 (METRICS 4, rule 6)."""
    return min(100.0, max(0.0, score + min(MOST_ADJUSTMENT, max(-MOST_ADJUSTMENT, points))))


def of_parts(name: str, parts: Sequence[Part], why: str) -> Dimension:
    """A dimension whose parts each take points from its 100; floor 0, where what they take is scaled down to 100."""
    total = sum(part.lost for part in parts)
    scale = min(1.0, 100 / total) if total else 1.0
    scaled = tuple(replace(part, lost=part.lost * scale) for part in parts)
    return Dimension(name, "scored", max(0.0, 100 - total), why, scaled)


def of_mean(name: str, parts: Sequence[Part], why: str, nothing: str) -> Dimension:
    """A dimension that is the mean of its parts' own scores, of those that are known; missing when none is.

    Each part comes with what it loses of its own 100.
    """
    known = [part for part in parts if part.state == "scored"]
    if not known:
        return missing(name, nothing, parts)
    shared = tuple(replace(part, lost=part.lost / len(known)) for part in parts)
    return Dimension(name, "scored", 100 - sum(part.lost for part in shared), why, shared)


def missing(name: str, why: str, parts: Sequence[Part] = ()) -> Dimension:
    """A dimension whose input is missing."""
    return Dimension(name, "missing", None, why, tuple(parts))


def not_applicable(name: str, why: str, parts: Sequence[Part] = ()) -> Dimension:
    """A dimension with nothing to judge."""
    return Dimension(name, "not applicable", None, why, tuple(parts))
