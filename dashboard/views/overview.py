"""Are we getting better, and may I believe it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from dashboard import fresh, readings, state
from dashboard.answers import ask
from dashboard.components import (
    attention,
    build_again,
    checklist,
    header,
    metric_card,
    metric_table,
    notices,
    numbers,
    sentences,
    tables,
)
from dashboard.dashboard_settings import DORA
from metrics.catalog import METRICS, NEEDED_SOURCES, Metric
from metrics.reading import certainty, quality, releases

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from metrics.reading.scorecard import Reading
    from metrics.reading.typed import Entry

COMPARED: Final = {
    "change_lead_time": "Lead time",
    "deployment_frequency": "Frequency",
    "change_failure_rate": "Failure rate",
    "failed_deployment_recovery_time": "Recovery time",
    "deployment_rework_rate": "Rework rate",
}
"""What services are compared by, and what its column is called."""


def show() -> None:
    """Sentences, what needs attention, DORA's five, the chosen indicators, the services side by side, and all the rest."""
    header.show("Overview")
    if notices.no_releases(state.filters().service):
        checklist.show()
        return
    if notices.nothing_in_period():
        return
    readings.prefetch(state.filters(), compared=() if state.filters().service else COMPARED)
    _sentences()
    watched = readings.watched()
    build_again.offer(_newer(watched))
    attention.show()
    _cards("Delivery (DORA)", [metric for metric in watched if metric.id in DORA])
    st.caption(
        f"{sentences.deploying(ask(quality.deployment_evidence, service=state.filters().service))} "
        "Below each value: its 95 % interval and its cases, n. A published figure carries its report's year; it is what "
        "others answered in a survey, neither a target nor a rank."
    )
    _cards("Indicators", [metric for metric in watched if metric.id not in DORA])
    if state.filters().service is None:
        _comparison()
    _all_metrics(watched)
    checklist.show()


def _newer(metrics: Sequence[Metric]) -> list[Entry]:
    """What was typed since the build and bears on one of the metrics; each entry once."""
    typed = fresh.now()
    return list(dict.fromkeys(one for metric in metrics for one in typed.bearing_on(metric)))


def _cards(title: str, metrics: Sequence[Metric]) -> None:
    if not metrics:
        return
    st.header(title, anchor=False)
    grid = st.grid(3, min_column_width=270, border=True)
    for metric in metrics:
        with grid.cell():
            metric_card.show(metric.id)


def _sentences() -> None:
    chosen = state.filters()
    found = {metric_id: readings.reading(metric_id, chosen) for metric_id in DORA}
    extent = _extent()
    said = (
        sentences.changed(
            found["deployment_frequency"],
            *readings.changes(chosen),
            service=chosen.service,
            service_count=extent.service_count,
            release_count=extent.release_count,
        ),
        sentences.sure(certainty.certainty(list(found.values()))),
        sentences.doubt(_doubts(found)),
    )
    st.markdown("  \n".join(said))


def _doubts(found: dict[str, Reading]) -> certainty.Doubts:
    chosen = state.filters()
    return certainty.doubts(
        sources=ask(quality.sources),
        audits=ask(quality.audits),
        found=found,
        linked=readings.reading("linkage_coverage", chosen) if "jira" in readings.source_kinds() else None,
        incident_count=ask(quality.incident_count),
        is_stale=state.is_stale(state.snapshot().as_of),
        deployments_from=ask(quality.deployment_evidence, service=chosen.service),
    )


def _extent() -> releases.Extent:
    chosen = state.filters()
    return ask(releases.extent, since=chosen.since, until=chosen.until, service=chosen.service)


def _comparison() -> None:
    """The services side by side, each value with its interval and cases; in the order of their names, which is no rank."""
    measured = readings.side_by_side(tuple(COMPARED), state.filters())
    names = list(measured["change_lead_time"])
    if len(names) < 2:
        return
    st.header("Services side by side", anchor=False)
    scales = {name: _scale(name, found) for name, found in measured.items()}
    cells = {name: [_cell(one, scales[name]) for one in found.values()] for name, found in measured.items()}
    rows = pd.DataFrame({"service": names, **cells})

    def choose_clicked() -> None:
        st.session_state["service"] = names[st.session_state["service_clicked"]["row"]]

    tables.table(rows, _comparison_columns(choose_clicked, scales), key="services", name="Services side by side")
    st.caption("Value (95 % interval), cases. A service's name chooses it. In the order of their names: no rank.")
    for name, found in measured.items():
        if sentences.is_apart(found):
            st.markdown(f"- {METRICS[name].label}: {sentences.apart(found, is_short=True)}")


def _cell(one: Reading, scale: numbers.Scale) -> str:
    """The value in the scale of its column: 17.2 (14.1–20), n 263."""
    if one.value is None:
        return numbers.NOTHING
    if one.is_few:
        return numbers.cases(one.sample_size, METRICS[one.metric_id].noun)
    between = "" if one.low is None or one.high is None else f" ({scale.number(one.low)}–{scale.number(one.high)})"
    return f"{scale.number(one.value)}{between}, n {one.sample_size:,}"


def _scale(metric_id: str, found: dict[str, Reading]) -> numbers.Scale:
    """One for a whole column, so that its values can be compared at a glance."""
    known = [one.value for one in found.values() if not one.is_few]
    return numbers.common_scale(METRICS[metric_id].unit, known)


def _comparison_columns(choose_clicked: Callable[[], None], scales: dict[str, numbers.Scale]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "service": st.column_config.ButtonColumn(
            "Service", type="tertiary", alignment="left", pinned=True, on_click=choose_clicked, key="service_clicked"
        )
    }
    for metric_id, title in COMPARED.items():
        unit = scales[metric_id].suffix.strip()
        shown[metric_id] = st.column_config.TextColumn(f"{title}, {unit}", help=METRICS[metric_id].meaning, width=168)
    return shown


def _all_metrics(watched: Sequence[Metric]) -> None:
    """What has no card: one folded table a block, asked when it is opened."""
    rest = [metric for metric in readings.shown() if metric not in watched]
    st.header("All other metrics", anchor=False)
    with st.container(gap="xsmall"):
        for block in dict.fromkeys(metric.block for metric in rest):
            _folded_block(block, [metric for metric in rest if metric.block == block])
    _waiting()


def _folded_block(block: str, metrics: Sequence[Metric]) -> None:
    label = f"**{block}** :gray[{numbers.count(len(metrics), 'metric')}]"
    box = st.expander(label, key=f"block_{block}", on_change="rerun")
    if box.open:
        with box:
            metric_table.show(block, metrics)


def _waiting() -> None:
    """One line for each kind of source that more metrics would come from."""
    for kind, metrics in readings.waiting().items():
        blocks = ", ".join(dict.fromkeys(metric.block for metric in metrics))
        st.caption(f"{numbers.count(len(metrics), 'more metric')} could be told ({blocks}). {NEEDED_SOURCES[kind]}")
