"""The catalogue's entries that people's own words tell: reviews, actions, answers and the register of improvements."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.metric import REVIEW, Metric

_REVIEW_TIMELINESS = Metric(
    id="review_timeliness",
    label="Reviews on time",
    unit="share",
    direction="up",
    meaning="The part of the releases that were reviewed within ten working days after their observation window closed.",
    formula="matured releases reviewed in time / matured releases whose review is done or overdue, from the first review of"
    " their service on",
    source="ITIL 4, post-implementation review; the ten days are ours",
    version=1,
    block=REVIEW,
    aggregate="share",
    noun="releases",
    nothing="No review was due in this period.",
    needs=("people",),
    limits="Working days are those of the settings [calendar]; without a country they know no public holiday.",
    settings=("time_zone", "observation_days", "calendar"),
)

_ACTION_FOLLOW_THROUGH = replace(
    _REVIEW_TIMELINESS,
    id="action_follow_through",
    label="Actions done",
    meaning="The part of the actions of reviews and improvements that were done by their day.",
    formula="actions done by their day / actions whose day has passed; one that was dropped is not done",
    source="ITIL 4, continual improvement",
    noun="actions",
    nothing="No action was due in this period.",
    limits="An action without a day is never due.",
    settings=("time_zone", "lifecycle"),
)

_STAKEHOLDER_SATISFACTION = replace(
    _REVIEW_TIMELINESS,
    id="stakeholder_satisfaction",
    label="Stakeholder satisfaction",
    unit="of 5",
    meaning="How satisfied stakeholders say they are with a release, from 1 (not at all) to 5 (very).",
    formula="median of the answers given in the window",
    source="ITIL 4, stakeholder feedback; the scale is ours",
    aggregate="median",
    noun="answers",
    nothing="No stakeholder answered in this period.",
    limits="Who answers is not a sample: read the words beside it.",
    settings=("time_zone",),
)

_IMPROVEMENT_YIELD = replace(
    _REVIEW_TIMELINESS,
    id="improvement_yield",
    label="Improvements that worked",
    meaning="The part of the closed entries of the improvement register whose metric changed for the better.",
    formula="closed entries with a signal for the better / closed entries whose metric could be judged; the signal is that of"
    " a process behaviour chart of the metric, with limits from before the entry's start",
    source="ITIL 4, continual improvement register; Wheeler, Understanding Variation",
    noun="improvements",
    nothing="No improvement was closed in this period.",
    limits="A signal says that the metric changed after the start, not that the improvement caused it.",
    settings=("time_zone",),
)

BY_PEOPLE: Final = (_REVIEW_TIMELINESS, _ACTION_FOLLOW_THROUGH, _STAKEHOLDER_SATISFACTION, _IMPROVEMENT_YIELD)
