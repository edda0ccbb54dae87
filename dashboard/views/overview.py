"""Are we getting better, and may I believe it?"""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from dashboard import readings, state
from dashboard.answers import ask
from dashboard.components import attention, header, metric_card, notices, numbers, sentences, tables
from metrics.catalog import CHANGE, DELIVERY, METRICS, QUALITY, TRUST
from metrics.reading import quality, releases

_BLOCKS: Final = ((DELIVERY, (DELIVERY,)), ("Change and quality", (CHANGE, QUALITY, TRUST)))
# Hours are shown as days, shares as percents.
COMPARED: Final = {
    "deployment_frequency": "Per week",
    "change_lead_time": "Lead time, days",
    "merge_to_release_wait": "Wait, days",
    "change_failure_rate": "Failed",
    "deployment_rework_rate": "Rework",
    "backed_out_change_rate": "Backed out",
}


def show() -> None:
    """Sentences, cards, what needs attention, and the services side by side."""
    header.show("Overview")
    if notices.no_releases(state.filters().service) or notices.nothing_in_period():
        return
    readings.prefetch(state.filters(), compared=() if state.filters().service else COMPARED)
    _sentences()
    attention.show()
    for title, blocks in _sections():
        st.header(title, anchor=False)
        if DELIVERY in blocks:
            st.caption(
                f"{sentences.deploying(ask(quality.deployment_evidence, service=state.filters().service))} "
                "Below each value: its 95 % interval and its cases, n."
            )
        grid = st.grid(3, min_column_width=270, border=True)
        for metric in readings.shown():
            if metric.block in blocks:
                with grid.cell():
                    metric_card.show(metric.id)
    _waiting()
    if state.filters().service is None:
        _comparison()


def _sections() -> list[tuple[str, tuple[str, ...]]]:
    """The blocks that have a card, those without a place of their own last."""
    placed = [block for _, blocks in _BLOCKS for block in blocks]
    found = dict.fromkeys(metric.block for metric in readings.shown())
    return [*_BLOCKS, *((block, (block,)) for block in found if block not in placed)]


def _waiting() -> None:
    """One line for each kind of source that more metrics would come from."""
    for kind, metrics in readings.waiting().items():
        names = ", ".join(metric.label for metric in metrics)
        st.caption(
            f"{numbers.count(len(metrics), 'more metric')} would come from {kind.title()}: {names}. "
            f"Name it under `[[{kind}]]` in `leadline.toml` and run `leadline sync`."
        )


def _sentences() -> None:
    chosen = state.filters()
    found = {
        metric_id: readings.reading(metric_id, chosen)
        for metric_id in ("deployment_frequency", "change_lead_time", "change_lead_time_p85", "change_failure_rate")
    }
    lines = (
        sentences.pace(found["deployment_frequency"], service=chosen.service, service_count=_shipping_services()),
        sentences.waiting(found["change_lead_time"], found["change_lead_time_p85"]),
        sentences.failing(found["change_failure_rate"], sources="git and Jira" if _has_jira() else "git"),
        sentences.changing(*readings.changes(chosen)),
    )
    st.markdown(" ".join(lines))


def _has_jira() -> bool:
    return "jira" in readings.source_kinds()


def _shipping_services() -> int:
    chosen = state.filters()
    return ask(releases.extent, since=chosen.since, until=chosen.until, service=chosen.service).service_count


def _comparison() -> None:
    """The services side by side. Fewer than five cases leave a cell empty."""
    chosen = state.filters()
    rows = readings.side_by_side(tuple(COMPARED), chosen)
    if len(rows) < 2:
        return
    st.header("Services side by side", anchor=False)

    def choose_clicked() -> None:
        st.session_state["service"] = rows["service"].iloc[st.session_state["service_clicked"]["row"]]

    tables.table(rows, _comparison_columns(choose_clicked), key="services", name="Services side by side")
    st.caption("An empty cell has fewer than five cases, or none; choose the service to see why.")


def _comparison_columns(choose_clicked: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "service": st.column_config.ButtonColumn(
            "Service", type="tertiary", alignment="left", pinned=True, on_click=choose_clicked, key="service_clicked"
        ),
        "releases": st.column_config.NumberColumn("Releases", help="Deployments in the period."),
        "changes": st.column_config.NumberColumn("Changes", help="Changes with a lead time.", format="localized"),
    }
    for metric_id, title in COMPARED.items():
        metric = METRICS[metric_id]
        number_format = "%.1f %%" if metric.unit == "share" else "%.1f"
        shown[metric_id] = st.column_config.NumberColumn(title, help=metric.meaning, format=number_format)
    return shown
