"""What `leadline doctor` finds of feeds: the files that are there now, and what the warehouse holds of them."""

from collections.abc import Iterator
from typing import Any

from dashboard.config import Config
from ingest.feed_places import Place
from ingest.settings_feeds import FeedSettings
from ingest.text import one_line
from metrics import snapshot
from metrics.errors import MetricsError

_SHOWN_TROUBLES = 3
Finding = tuple[str, str, str]
"""What was looked at; ok, note or failed; the sentence."""


def feed_findings(settings: Config) -> Iterator[Finding]:
    """Yield what is found of every feed of the settings."""
    landed = _landed(settings) if settings.sources.feeds else {}
    for feed in settings.sources.feeds:
        yield (f"feed {feed.name}", *_finding(feed, settings, landed.get(feed.name)))


def _finding(feed: FeedSettings, settings: Config, landed: dict[str, Any] | None) -> tuple[str, str]:
    listing = Place(feed, settings.sources.base).listing()
    if listing.troubles:
        left = len(listing.troubles) - _SHOWN_TROUBLES
        return "failed", " ".join(listing.troubles[:_SHOWN_TROUBLES]) + (f" {left:,} more." if left > 0 else "")
    if listing.notes:
        return "note", listing.notes[0]
    files = f"{len(listing.files):,} {'file' if len(listing.files) == 1 else 'files'} of {feed.kind}"
    if landed is None:
        return "note", f"{files} in {one_line(feed.path)}, not read yet. Run `leadline sync`."
    rows = f"{files} in {one_line(feed.path)}, {landed['row_count']:,} rows read"
    if landed["state"] == "failed":
        return "note", f"{rows}; the last sync failed: {one_line(landed['message'] or '', 400)}"
    if landed["rejected_count"]:
        return "note", f"{rows}, {landed['rejected_count']:,} set aside; Data quality lists them with what to do."
    return "ok", rows


def _landed(settings: Config) -> dict[str, dict[str, Any]]:
    """What the warehouse holds, by feed; nothing where there is no warehouse yet."""
    try:
        with snapshot.current(settings.sources.data_dir) as current:
            return {row["feed"]: row for row in current.arrow(_LANDED).to_pylist()}
    except MetricsError:
        return {}


_LANDED = """
    select
        source.source as feed,
        any_value(source.state) as state,
        any_value(source.message) as message,
        cast(coalesce(sum(file.row_count), 0) as bigint) as row_count,
        cast(coalesce(sum(file.rejected_count), 0) as bigint) as rejected_count
    from meta.sources as source
    left join raw.feed_files as file on file.feed = source.source
    where source.kind = 'feed'
    group by source.source
"""
