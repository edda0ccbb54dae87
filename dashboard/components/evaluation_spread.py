"""The scores of many releases: as words in a list, and as a distribution. Never as a ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import charts_evaluation, state
from dashboard.charts_evaluation import amount
from dashboard.components import chart, numbers
from metrics.evaluation_dimensions import quantile
from metrics.reading.scorecard import FEW

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def words(row: Mapping[str, Any]) -> str:
    """A score with its range, for a column of text: 66 (63–69), with `so far` while it is provisional; else its coverage."""
    score = row["score"]
    if row["coverage_share"] is None or row["coverage_share"] != row["coverage_share"]:
        return ""
    if score is None or score != score:
        return f"none, {numbers.amount(row['coverage_share'], 'share')} known"
    low, high = amount(row["low_by_weights"]), amount(row["high_by_weights"])
    told = amount(score) if low == high else f"{amount(score)} ({low}–{high})"
    return f"{told} so far" if row["state"] == "provisional" else told


def show(rows: pd.DataFrame) -> None:
    """How the releases of a list scored. `rows` has score, state and coverage_share; candidates have none of them."""
    evaluated = rows[rows["coverage_share"].notna()]
    scores = sorted(float(score) for score in evaluated["score"].dropna())
    if evaluated.empty:
        return
    st.header("Evaluation", anchor=False)
    without = len(evaluated) - len(scores)
    if not scores:
        st.caption(
            f"None of {numbers.count(len(evaluated), 'release')} has a score: less than 60 % of its weight has an input. "
            "Open one to see what is missing."
        )
        return
    st.markdown(
        _summary(scores, provisional=int((evaluated["state"].eq("provisional") & evaluated["score"].notna()).sum()))
    )
    if len(scores) >= FEW:
        chart.draw(
            charts_evaluation.spread(scores, mode=state.mode()), key="evaluation_spread",
            alt=f"Distribution of the scores of {numbers.count(len(scores), 'release')}, from {amount(scores[0])} to {amount(scores[-1])}.",
        )  # fmt: skip
    gaps = f" {numbers.count(without, 'release')} without a score left out: too little is known." if without else ""
    st.caption(f"A distribution, no ranking: where the ranges of two releases overlap neither is the better one.{gaps}")


def _summary(scores: list[float], *, provisional: int) -> str:
    """Scores in words; fewer than five are listed one by one."""
    waiting = f", {provisional:,} of them provisional" if provisional else ""
    if len(scores) < FEW:
        listed = ", ".join(amount(score) for score in scores)
        return f"{numbers.count(len(scores), 'release')} scored, too few for a distribution{waiting}: {listed}."
    low, middle, high = (quantile(scores, share) for share in (0.25, 0.5, 0.75))
    return (
        f"{numbers.count(len(scores), 'release')} scored{waiting}. Half of them between **{amount(low)}** and "
        f"**{amount(high)}**, the median at **{amount(middle)}**."
    )
