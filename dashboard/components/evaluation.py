"""The evaluation of one release: its score, where the points went, what other weights would say, and its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import charts_evaluation, fresh, state
from dashboard.answers import ask
from dashboard.charts_evaluation import amount
from dashboard.components import build_again, chart, links, notices, numbers, tables
from dashboard.components.badges import badge
from dashboard.components.text import plain
from metrics.evaluation_tables import LABELS
from metrics.reading import evaluations, quality

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from metrics.reading.evaluations import Evaluated

_CHART: Final = "evaluation_chart"
_PART: Final = "evaluation_part"
_ROWS_SHOWN: Final = 2000


def show(found: Mapping[str, Any]) -> None:
    """The section of one release that is out. `found` is its row of the release page."""
    st.header("Evaluation", anchor=False)
    build_again.offer(fresh.now().of_release(found["release_id"]), than="this evaluation")
    evaluated = ask(evaluations.evaluation, found["release_id"])
    if evaluated is None:
        notices.nothing_here(
            "This warehouse was built before releases were evaluated", next_step="Run `leadline build` to add it."
        )
        return
    evaluated = evaluations.with_adjustment(evaluated, fresh.now().adjustment(found["release_id"]))
    if evaluated.current["score"] is None:
        _no_score(evaluated)
    else:
        _score(evaluated, found)
        _waterfall(evaluated)
    _rows(evaluated)
    _dimensions(evaluated)
    _versions(evaluated)


def _no_score(evaluated: Evaluated) -> None:
    """Why there is none, and what would bring one."""
    coverage = evaluated.current["coverage_share"]
    missing = evaluated.dimensions[evaluated.dimensions["state"] == "missing"]
    reasons = missing["why"].unique()
    steps = (
        f"{plain(reasons[0][:1].upper() + reasons[0][1:])}."
        if len(reasons) == 1
        else "What is missing, and why, stands below."
    )
    notices.nothing_here(
        f"No score: {numbers.amount(coverage, 'share')} of the weight has its input, 60 % is the least",
        next_step=steps,
        icon=":material/rule:",
    )
    for why in reasons if len(reasons) > 1 else ():
        named = ", ".join(missing.loc[missing["why"] == why, "label"])
        st.markdown(f"- **{named}** {plain(why)}")


def _score(evaluated: Evaluated, found: Mapping[str, Any]) -> None:
    current = evaluated.current
    with st.container(horizontal=True, gap="small"):
        _state_badge(current, found)
        for cap in current["caps"]:
            at = evaluated.parts.loc[evaluated.parts["part"] == cap, "value"].iloc[0]
            badge(f"capped at {amount(at)}: {cap}", icon=":material/vertical_align_bottom:", color="orange")
        badge(f"definition {current['definition_version']}")
    has_adjustment = current["adjustment_points"] is not None
    grid = st.grid(4 if has_adjustment else 3, min_column_width=200, border=True)
    with grid.cell():
        st.metric("Score", f"{amount(current['score'])} of 100")
        st.caption(f"{current['label']}: a word, not a target")
    with grid.cell():
        st.metric("Under other weights", _range(current))
        st.caption(_weights_words(current))
    with grid.cell():
        st.metric("Coverage", numbers.amount(current["coverage_share"], "share"))
        st.caption(_coverage_words(evaluated.dimensions))
    if has_adjustment:
        with grid.cell():
            st.metric("With the reviewer's points", amount(current["adjusted_score"]))
            st.caption(f"{current['adjustment_points']:+g}: {plain(current['adjustment_reason'])}")


def _state_badge(current: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    zone = ask(quality.rules)["time_zone"]
    if current["state"] == "frozen":
        badge(f"frozen {numbers.day(current['evaluated_at'])}", icon=":material/lock:")
        return
    until = (
        f" until {numbers.instant(found['matures_at'], zone)}"
        if found["matures_at"] and not found["is_matured"]
        else ""
    )
    badge(f"provisional{until}", icon=":material/hourglass_top:", color="blue")


def _range(current: Mapping[str, Any]) -> str:
    low, high = amount(current["low_by_weights"]), amount(current["high_by_weights"])
    return low if low == high else f"{low}–{high}"


def _weights_words(current: Mapping[str, Any]) -> str:
    if current["caps"] and current["low_by_weights"] == current["high_by_weights"]:
        return "the cap holds whatever the weights"
    return f"all weights equal ({amount(current['equal_weights_score'])}), each halved, each × 1.5"


def _coverage_words(dimensions: pd.DataFrame) -> str:
    missing = ", ".join(dimensions.loc[dimensions["state"] == "missing", "label"])
    idle = ", ".join(dimensions.loc[dimensions["state"] == "not applicable", "label"])
    told = [f"missing: {missing}"] if missing else []
    told += [f"does not apply: {idle}"] if idle else []
    return "; ".join(told) or "all dimensions have their input"


def _waterfall(evaluated: Evaluated) -> None:
    current, losses = evaluated.current, evaluated.losses
    if losses.empty:
        st.caption("No part took a point.")
        return
    figure = charts_evaluation.points_lost(
        [(row["part"], row["label"], row["points_lost"], row["why"]) for row in losses.to_dict("records")],
        score=current["score"], low=current["low_by_weights"], high=current["high_by_weights"], mode=state.mode(),
    )  # fmt: skip
    told = ", ".join(f"{row['label']} {amount(row['points_lost'])}" for row in losses.to_dict("records"))
    st.markdown("From 100 down: the points that each part took. Choose a bar to open its rows.")
    chart.draw(
        figure,
        key=_CHART,
        on_select=_open_chosen,
        alt=f"Points lost: {told}. Score {amount(current['score'])}.",
    )


def _open_chosen() -> None:
    """Callback of the chart: the bar's part is the one whose rows are open."""
    for point in st.session_state[_CHART]["selection"]["points"]:
        if point.get("customdata"):
            st.session_state[_PART] = point["customdata"][0]


def _rows(evaluated: Evaluated) -> None:
    """The rows behind one part. The box does for the keyboard what the bars do for the mouse."""
    parts = evaluated.parts[evaluated.parts["part"].notna() & evaluated.parts["evidence_sql"].notna()]
    known = {row["part"]: row for row in parts.to_dict("records")}
    if not known:
        return
    if st.session_state.get(_PART) not in known:
        st.session_state.pop(_PART, None)
    chosen = st.selectbox(
        "Rows behind", list(known), index=None, key=_PART, format_func=lambda part: _option(known[part]),
        placeholder="A part of the score",
    )  # fmt: skip
    if not chosen:
        return
    row = known[chosen]
    st.markdown(f"**{row['label']}** {plain(row['why'])}.")
    name = "severity_1" if row["dimension"] == "caps" else chosen
    rows = ask(evaluations.evidence, name, evaluated.current["release_id"])
    if rows.empty:
        st.caption("No row stands behind it: what it counts did not happen.")
    else:
        _table(rows, name)
    with st.expander("SQL of these rows", icon=":material/code:"):
        st.code(str(row["evidence_sql"]), language="sql", wrap_lines=True)
        links.open_in_sql(str(row["evidence_sql"]))


def _option(row: Mapping[str, Any]) -> str:
    dimension = LABELS.get(row["dimension"], "Cap")
    if row["state"] == "missing":
        return f"{dimension}: {row['label']} (not known)"
    return (
        f"{dimension}: {row['label']} (−{amount(row['points_lost'])})"
        if row["points_lost"]
        else f"{dimension}: {row['label']}"
    )


def _table(rows: pd.DataFrame, part: str) -> None:
    shown = rows.head(_ROWS_SHOWN)
    if len(rows) > len(shown):
        st.caption(f"The first {len(shown):,} of {len(rows):,}; the download has all.")
    columns = {name: _column(name, rows) for name in rows.columns}
    tables.table(shown, columns, key=f"evidence_{part}", name=f"Rows behind {part}", download=False)
    tables.download_button(rows, name=f"Rows behind {part}", key=f"evidence_{part}_csv")


def _column(name: str, rows: pd.DataFrame) -> Any:
    """Instants in the display zone, the rest under their names in words."""
    title = name.removesuffix("_at").removesuffix("_on").replace("_", " ").capitalize()
    if name.endswith("_at"):
        return tables.moment(title, with_time=True)
    if name.endswith("_on"):
        return tables.day(title)
    if rows[name].dtype == bool or name.startswith(("is_", "has_")):
        return st.column_config.CheckboxColumn(
            title.removeprefix("Is ").removeprefix("Has ").capitalize(), width="small"
        )
    if name in ("evidence", "title", "failure_evidence", "second_person_evidence"):
        return st.column_config.TextColumn(title, width="large")
    return title


def _dimensions(evaluated: Evaluated) -> None:
    rows = evaluated.dimensions
    if not rows["state"].eq("scored").any():
        return
    columns: dict[str, Any] = {
        "label": st.column_config.TextColumn("Dimension", width=185),
        "state": st.column_config.TextColumn("State", width=105),
        "weight": st.column_config.NumberColumn("Weight", format="%g", width=70),
        "weight_points": st.column_config.NumberColumn(
            "Of 100", format="%.1f", width=70, help="Its points once the weights of what is scored make up 100."
        ),
        "sub_score": st.column_config.NumberColumn("Sub-score", format="%.1f", width=85),
        "points_lost": st.column_config.NumberColumn("Lost", format="%.1f", width=60, help="Points of the score."),
        "half_weight_score": st.column_config.NumberColumn(
            "At half", format="%.1f", width=75, help="The release's score were the weight of this dimension halved."
        ),
        "more_weight_score": st.column_config.NumberColumn(
            "At × 1.5", format="%.1f", width=75, help="The release's score were it half as much again."
        ),
        "why": st.column_config.TextColumn("Why", width=620),
    }
    if rows["state"].eq("scored").all():
        del columns["state"]
    with st.expander("Dimensions, and what other weights would say", icon=":material/tune:"):
        tables.table(rows, columns, key="evaluation_dimensions", name="Dimensions of the evaluation")
        st.caption("A dimension whose input is missing is left out, and the weights of the others make up 100 points.")


def _versions(evaluated: Evaluated) -> None:
    rows = evaluated.versions
    if len(rows) < 2:
        return
    with st.expander(f"{len(rows)} versions of this evaluation", icon=":material/history:"):
        st.caption("A frozen version stays as it was; what changed later made a new one beside it.")
        tables.table(
            rows,
            {
                "version_number": st.column_config.NumberColumn("Version", format="%d", width=75),
                "score": st.column_config.NumberColumn("Score", format="%.1f", width=75),
                "state": st.column_config.TextColumn("State", width=100),
                "evaluated_at": tables.moment("Made", with_time=True),
                "definition_version": st.column_config.TextColumn("Definition", width=90),
                "label": st.column_config.TextColumn("Word", width=100),
                "coverage_share": st.column_config.NumberColumn("Coverage", format="percent", width=90),
                "weights": st.column_config.TextColumn("Weights", width=480),
            },
            key="evaluation_versions",
            name="Versions of the evaluation",
            download=False,
        )
