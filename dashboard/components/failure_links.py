"""Failure links as every page shows them: with what people decided since the build laid over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import fresh, pages, people
from dashboard.answers import ask
from dashboard.components import build_again, tables
from metrics.reading import failure_links
from metrics.reading.failure_links import CONFIRMED, REJECTED, SUSPECTED, Judged

if TYPE_CHECKING:
    import pandas as pd


RUNGS: Final = {
    "decided": "a person's decision",
    "caused_by": "its named cause",
    "rollback": "a rollback",
    "revert": "a revert",
    "affects_version": "the affected version",
    "hotfix": "a hotfix",
    "escaped_defect": "an escaped defect",
    "proximity": "closeness in time",
    "withdrawn": "a decision taken back",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided, as the journal has it now."""

    revisions: dict[tuple[str, str, str], int]
    """The last revision on each link."""
    fresh: list[Judged]
    """Written since the shown snapshot was built."""

    def revision(self, link: tuple[str, str, str]) -> int:
        """The revision that the next decision on a link is written over; 0 when nobody judged it."""
        return self.revisions.get(link, 0)


def decided() -> Decided:
    """What people decided. Of a journal that cannot be read the header tells, and the page goes on with what was built."""
    counted = ask(failure_links.counted_revisions)
    judged = people.judged()
    return Decided(counted | {one.link: one.revision for one in judged}, failure_links.fresh(judged, counted))


def laid_over(found: pd.DataFrame, now: Decided, *, added: pd.DataFrame | None = None) -> pd.DataFrame:
    """The links with the fresh decisions."""
    return failure_links.with_decisions(found, now.fresh, added)


def of_release(release_id: str) -> pd.DataFrame:
    """The links of one release as they stand now, those that a person just made among them."""
    found, now = ask(failure_links.links_of, release_id), decided()
    added = ask(failure_links.added_links, tuple(now.fresh))
    return laid_over(found, now, added=added[added["release_id"] == release_id])


def in_words(rows: pd.DataFrame) -> str:
    """How many of each there are: 2 confirmed, 1 suspected."""
    counts = {state: int((rows["confidence"] == state).sum()) for state in (CONFIRMED, SUSPECTED, REJECTED)}
    return ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)


def say_fresh(release_id: str | None = None) -> None:
    """Say which decisions the numbers do not know yet, if there are any, with the way to have them counted."""
    entries = [one for one in fresh.now().entries if one.kind == "decision" and release_id in (None, one.release_id)]
    build_again.offer(entries, than="the numbers")


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """The links with two columns for people: `found_by`, and `why`, the evidence of the rung, else the person's reason."""
    return rows.assign(
        found_by=[RUNGS.get(rung, rung) for rung in rows["rung"]],
        why=rows["ladder_evidence"].fillna(rows["decision_reason"]),
    )


def worst(release_id: str) -> str | None:
    """What is to be said of a release that failed for sure, or perhaps; None for one that did not."""
    known = set(of_release(release_id)["confidence"])
    return "Failed" if CONFIRMED in known else "Suspected to have failed" if SUSPECTED in known else None


def section(release_id: str) -> bool:
    """The part of a release's page that tells what went wrong. Returns whether there is anything to tell."""
    rows = of_release(release_id)
    if rows.empty:
        return False
    st.header("What went wrong", anchor=False)
    columns: dict[str, Any] = {
        "confidence": st.column_config.TextColumn("Confidence", width=100),
        "found_by": st.column_config.TextColumn("Found by", width=160),
        "trouble": st.column_config.TextColumn("Trouble", width=110),
        "why": st.column_config.TextColumn("Evidence", width=300),
        "restored_by_release_id": "Mended by",
        "restored_days": st.column_config.NumberColumn("Mended after, days", format="%.1f"),
        "decided_by": st.column_config.TextColumn("Judged by", width=110),
        "decision_reason": st.column_config.TextColumn("Why", width=240),
    }
    for optional in ("decided_by", "decision_reason"):
        if rows[optional].isna().all():
            del columns[optional]
    tables.table(
        told(rows).assign(restored_days=rows["restored_after_hours"] / 24),
        columns,
        key="release_failures",
        name=f"Failures of {release_id}",
    )
    if st.button("Confirm or reject these links", icon=":material/link:", key="judge_links"):
        st.switch_page(pages.failure_links(), query_params={"release": release_id})
    return True
