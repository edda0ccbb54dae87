"""What leads from nothing to numbers that can be believed, with what of it is done."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.answers import ask
from metrics.reading import quality, releases


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `how` is Markdown in our own words."""

    title: str
    how: str
    is_done: bool


def steps() -> list[Step]:
    """The four steps, in order, for the snapshot that is shown."""
    sources = ask(quality.sources)
    release_count = ask(releases.extent).release_count
    evidence = ask(quality.deployment_evidence)
    return [
        Step(
            "Connect a source",
            "Name repositories and a Jira in `leadline.toml`, or let `leadline init` do it.",
            len(sources) > 0,
        ),
        Step(
            "Sync",
            "`leadline sync` reads what is new; `leadline sync --every 15m` goes on.",
            bool((sources["state"] == "ok").any()),
        ),
        Step(
            "Map production",
            "Tags that are releases (`release_tags` of a service), or a `[[feed]]` of deployments, say what reached production.",
            release_count > 0 and bool(evidence),
        ),
        Step(
            "Link incidents",
            "A `[[jira]]` with issues of the `incident_issue_types`, or a `[[feed]]` of incidents, says what hurt users.",
            ask(quality.incident_count) > 0,
        ),
    ]


def show() -> None:
    """The list while something of it is open: folded once there are numbers to look at."""
    found = steps()
    done = sum(step.is_done for step in found)
    if done == len(found):
        return
    with st.expander(
        f"Setting up: {done} of {len(found)} done", icon=":material/checklist:", expanded=not found[2].is_done
    ):
        for step in found:
            mark = ":blue[:material/check_circle:]" if step.is_done else ":gray[:material/radio_button_unchecked:]"
            st.markdown(f"{mark} **{step.title}** {'' if step.is_done else step.how}")
