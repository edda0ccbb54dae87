"""What the evaluation score is, as the page of definitions tells it: dimensions, weights, rules and versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.answers import ask
from dashboard.components import numbers, tables
from dashboard.components.text import plain
from metrics.evaluation import CAPS, LABELS, LEAST_COVERAGE, MOST_ADJUSTMENT
from metrics.evaluation_tables import LABELS as DIMENSIONS
from metrics.reading import evaluations

if TYPE_CHECKING:
    import pandas as pd

_SUB_SCORES: Final = {
    "stability": "100, less 50 for each confirmed failure of severity 1, 25 of severity 2, 10 of severity 3, and 10 when more"
    " defects escaped than in 85 % of the releases before it. Reverts and rollbacks without a severity count together as one of"
    " the setting `unstated_severity`, as far as the others do not take more.",
    "schedule": "100 on or before the baseline date, falling evenly to 0 at 14 days late, or a quarter of the planned duration"
    " when that is more; less 5 for each re-plan at short notice.",
    "scope": "70 % the share of the committed issues that shipped, 30 % how little was added and removed after scope froze"
    " (40 % of it scores 0).",
    "recovery": "Mended within an hour 100, a day 75, a week 40, later 10, still open 0. Does not apply without a failure.",
    "risk": "Mean of what is known: respins (none 100, one 75, two 50, more 20), the share of changes that were not late, and the"
    " lead time's percentile among the last eight releases along its line (five at least).",
    "governance": "Mean of what exists: reviewed within ten working days of the observation window's end, share of changes with a"
    " second pair of eyes, notes published, tests evidenced, median satisfaction × 20.",
}


def show() -> None:
    """The score's definition, below the metrics."""
    st.header("Evaluation score", anchor=False)
    meaning = "How well one release went, from 0 to 100, two weeks after it came out."
    with st.expander(f"**Post-release evaluation**  :gray[{meaning}]", key="definition_evaluation"):
        rows = ask(evaluations.definitions)
        weights = _weights(rows)
        for name, label in DIMENSIONS.items():
            weight = f" [{weights[name]}]" if name in weights else ""
            st.markdown(f"**{label}**{plain(weight)} {_SUB_SCORES[name]}")
        _rules()
        st.code("select * from release_evaluations where is_current", language="sql")
        _versions(rows)


def _weights(rows: pd.DataFrame) -> dict[str, str]:
    """The weights of the newest version, as its settings tell them."""
    if rows.empty:
        return {}
    told = (entry.partition(" = ") for entry in str(rows["settings"].iloc[0]).split(", "))
    return {name: value for name, _, value in told if name in DIMENSIONS}


def _rules() -> None:
    caps = ", ".join(f"{name} {limit:g}" for name, limit in CAPS.items())
    words = ", ".join(f"{word} from {least}" for least, word in LABELS if least)
    st.markdown(
        f"**Coverage** What is not known leaves its dimension out, and the weights of the others make up 100 points. Below "
        f"{numbers.amount(LEAST_COVERAGE, 'share')} of the weight there is no score. What does not apply is no gap."
    )
    st.markdown(f"**Caps** The most that a release can reach: {caps}.")
    st.markdown(
        "**Versions** Provisional until the observation window closes, then frozen with the version of its definition. What "
        "changes later makes a new version beside it."
    )
    st.markdown(
        f"**Labels, not targets** {words}, below that review. A reviewer may add or take {MOST_ADJUSTMENT} points with a reason; "
        "they stand apart."
    )
    st.markdown("**Defined by** us. **Settings** `[evaluation]` in `leadline.toml`.")


def _versions(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    st.caption(f"{numbers.count(len(rows), 'version')} used in this warehouse:")
    tables.table(
        rows,
        {
            "definition_version": st.column_config.TextColumn("Version", width="small"),
            "first_used_at": tables.moment("First used", with_time=True),
            "settings": st.column_config.TextColumn("Settings", width=880),
        },
        key="evaluation_definitions",
        name="Versions of the evaluation score",
        download=False,
    )
