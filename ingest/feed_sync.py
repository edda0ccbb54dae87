"""Every feed of one sync: looks which files changed, reads and lands those, says how each feed went."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from ingest.feed_calendar import read_calendar
from ingest.feed_columns import KINDS
from ingest.feed_folders import told_by_place
from ingest.feed_junit import read_junit
from ingest.feed_land import ReadFile, forget_files, forget_names, land_files, note_gone, record_source
from ingest.feed_places import FileRefused, FoundFile, Listing, Place, read_bytes
from ingest.feed_rows import MOST_REJECTS, FileRows, Reading, read_rows
from ingest.feed_table import Broken, Record, read_table
from ingest.jira_people import People
from ingest.progress import Progress
from ingest.settings import SourceSettings
from ingest.settings_feeds import FeedSettings
from ingest.text import one_line

# Read as the rows of an older version never were; a change here reads every file anew.
_VERSION = "1"
_ROWS_AT_ONCE = 20_000
_FILES_AT_ONCE = 500
_SHOWN_TROUBLES = 3
_MARKS = b" \t\r\n\xef\xbb\xbf\xff\xfe"

Known = Mapping[str, Any]
"""What the sync state holds of a feed: how it was read, and stamp and digest by file."""


@dataclass(slots=True)
class Look:
    """What one feed's place holds now, beside what was read of it last."""

    feed: FeedSettings
    place: Place
    listing: Listing
    reading: Reading
    how: str
    """Digest of how the rows are read; while it is equal equal bytes are equal rows."""
    year: int
    """Of the sync: repeated freezes are followed around it."""
    digests: dict[str, str] = field(default_factory=dict)
    """By file, of those that were looked into."""

    def is_unchanged(self, known: Known | None) -> bool:
        """Tell whether nothing differs from what was read last, at the price of looking at the files' dates."""
        if known is None or known.get("how") != self.how or self.listing.troubles:
            return False
        files = known.get("files", {})
        if files.keys() != {file.shown for file in self.listing.files}:
            return False
        try:
            return all(self._is_same(file, files[file.shown]) for file in self.listing.files)
        except FileRefused:
            return False

    def _is_same(self, file: FoundFile, known: Sequence[str]) -> bool:
        return bool(file.stamp and file.stamp == known[0]) or self.digest(file, read_bytes(file)) == known[1]

    def digest(self, file: FoundFile, data: bytes) -> str:
        """Return the digest of a file's content and of how it is read."""
        self.digests[file.shown] = hashlib.sha256(self.how.encode() + data).hexdigest()
        return self.digests[file.shown]

    def state(self, known: Known | None) -> dict[str, Any]:
        """Return what the sync state is to hold of the feed."""
        before = known.get("files", {}) if known else {}
        files = {file.shown: [file.stamp, self.digests.get(file.shown) or before[file.shown][1]]
                 for file in self.listing.files if file.shown in self.digests or file.shown in before}  # fmt: skip
        return {"how": self.how, "files": files}


@dataclass(slots=True)
class FeedsPulled:
    """What all feeds of a sync brought."""

    feeds: dict[str, FeedSettings] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    row_count: int = 0
    """Rows of the files that were read."""
    is_changed: bool = False
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    """For the sync state, of the feeds that went well."""

    def record_sources(self, con: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Bring meta.sources up to date with how each feed went."""
        for name, feed in self.feeds.items():
            record_source(con, feed, self.failures.get(name), now)


def look_at(settings: SourceSettings, feeds: Iterable[FeedSettings], people_key: bytes | None, now: datetime) -> list[Look]:
    """Return what lies where each feed is read from."""
    people = People(people_key)
    services = tuple(service.name for service in settings.services)
    looks = []
    for feed in feeds:
        place = Place(feed, settings.base)
        reading = Reading(feed, KINDS[feed.kind], services, people)
        looks.append(Look(feed, place, place.listing(), reading, _how(reading, people_key, now), now.year))
    return looks


def _how(reading: Reading, people_key: bytes | None, now: datetime) -> str:
    key = hashlib.sha256(b"leadline" + people_key).hexdigest()[:16] if people_key else ""
    year = now.year if reading.kind.name == "freezes" else 0
    return hashlib.sha256(repr((_VERSION, reading.feed, reading.services, key, year)).encode()).hexdigest()[:16]


def pull_feeds(
    con: duckdb.DuckDBPyConnection, looks: Sequence[Look], known: Mapping[str, Known],
    *, now: datetime, progress: Progress, full: bool,
) -> FeedsPulled:  # fmt: skip
    """Read and land what changed; `known` is the sync state's. A feed that fails is named; what it held before stays."""
    pulled = FeedsPulled()
    for look in looks:
        pulled.feeds[look.feed.name] = look.feed
        with con.cursor() as own:
            own.execute("use warehouse")
            own.execute("set TimeZone = 'UTC'")
            _Pulling(own, look, {} if full else known.get(look.feed.name, {}), pulled, now, progress).run(full=full)
    return pulled


@dataclass(slots=True)
class _Pulling:
    """The pull of one feed."""

    con: duckdb.DuckDBPyConnection
    look: Look
    known: Known
    pulled: FeedsPulled
    now: datetime
    progress: Progress
    troubles: list[str] = field(default_factory=list)
    file_count: int = 0
    """Files that were read and landed."""
    row_count: int = 0
    rejected_count: int = 0

    def run(self, *, full: bool) -> None:
        feed, files = self.look.feed, self.look.listing.files
        self.troubles += self.look.listing.troubles
        self.pulled.notes += self.look.listing.notes
        self.progress.begin(feed.name, "files", len(files))
        landed = dict(self.con.execute(
            "select path, digest from raw.feed_files where feed = $1 and gone_at is null", [feed.name]
        ).fetchall())  # fmt: skip
        self._land({} if full else landed)
        self._part_with()
        if self.look.reading.people.are_pseudonyms:
            forget_names(self.con, feed)
        if self.troubles:
            self.pulled.failures[feed.name] = _sentence(self.troubles)
        else:
            self.pulled.states[feed.name] = self.look.state(self.known)
        self.pulled.row_count += self.row_count
        self.progress.end(feed.name, "failed" if self.troubles else self._summary())

    def _land(self, landed: Mapping[str, str]) -> None:
        """Land every file that differs from what is landed."""
        batch: list[ReadFile] = []
        for read in self._read(landed):
            batch.append(read)
            if len(batch) >= _FILES_AT_ONCE or sum(len(file.found.rows) for file in batch) >= _ROWS_AT_ONCE:
                self._land_batch(batch)
                batch = []
        if batch:
            self._land_batch(batch)

    def _land_batch(self, batch: list[ReadFile]) -> None:
        land_files(self.con, self.look.feed, batch, self.now)
        self.pulled.is_changed = True
        for file in batch:
            self.file_count += 1
            self.row_count += len(file.found.rows)
            self.rejected_count += file.found.rejected_count
            self.pulled.notes += [f"{self.look.feed.name}: {one_line(file.shown)} {note}" for note in file.found.notes]
            if file.found.rejected_count:
                self.pulled.notes.append(_set_aside(self.look.feed, file))

    def _read(self, landed: Mapping[str, str]) -> Iterator[ReadFile]:
        """Yield what is to be landed, and note what cannot be read."""
        before = self.known.get("files", {}) if self.known.get("how") == self.look.how else {}
        for n, file in enumerate(self.look.listing.files, 1):
            stamp, digest = before.get(file.shown, ("", ""))
            if not (file.stamp and file.stamp == stamp and landed.get(file.shown) == digest):
                try:
                    data = read_bytes(file)
                    digest = self.look.digest(file, data)
                    if landed.get(file.shown) != digest:
                        yield ReadFile(file.shown, digest, len(data), _rows_of(data, file, self.look))
                except FileRefused as error:
                    self.troubles.append(f"{self.look.feed.name}: {one_line(file.shown)} {error}")
            self.progress.advance(self.look.feed.name, n)

    def _summary(self) -> str:
        if not self.file_count:
            return f"nothing new ({len(self.look.listing.files):,} files)"
        rows = f"{self.row_count:,} rows of {self.file_count:,} files"
        return f"{rows}, {self.rejected_count:,} rows set aside" if self.rejected_count else rows

    def _part_with(self) -> None:
        """Note the files that vanished, and forget those that the settings no longer name."""
        feed, present = self.look.feed, {file.shown for file in self.look.listing.files}
        known = self.con.execute("select path, gone_at is null from raw.feed_files where feed = $1", [feed.name]).fetchall()
        dropped = [path for path, _ in known if path not in present and not self.look.place.covers(path)]
        # A folder that cannot be listed says nothing of what lies in it.
        gone = [path for path, is_there in known if is_there and path not in present and path not in dropped]
        if dropped:
            forget_files(self.con, feed, dropped)
        if gone and self.look.listing.is_whole:
            note_gone(self.con, feed, gone, self.now)
        self.pulled.is_changed |= bool(dropped or gone)


def _rows_of(data: bytes, file: FoundFile, look: Look) -> FileRows:
    reading, place = look.reading, {}
    if reading.kind.name == "tests":
        place = told_by_place(file.shown, reading.services, look.place.shown(look.place.root))
    rows, note = _records_of(data, file, look, place)
    found = read_rows(rows, reading, place)
    found.notes += [note] if note else []
    if found.rejected_count > MOST_REJECTS:
        found.notes.append(f"has {found.rejected_count:,} rows that were set aside; the first {MOST_REJECTS:,} are listed.")
    return found


def _records_of(
    data: bytes, file: FoundFile, look: Look, place: Mapping[str, str]
) -> tuple[Iterable[Record | Broken], str | None]:  # fmt: skip
    """What a file holds, by its kind and its first characters, and what should be known of how it was read."""
    reading = look.reading
    if reading.kind.name == "freezes":
        return read_calendar(data, zone=reading.zone, services=reading.services, year=look.year)
    if reading.kind.name == "tests" and data[:200].replace(b"\0", b"").lstrip(_MARKS)[:1] == b"<":
        return read_junit(data), None
    table = read_table(data, reading.feed, reading.kind, name=file.path.name, told={*reading.feed.told, *place})
    return table.rows, table.note


def _set_aside(feed: FeedSettings, file: ReadFile) -> str:
    count, all_rows = file.found.rejected_count, file.found.rejected_count + len(file.found.rows)
    first = min(file.found.rejects, key=lambda reject: reject.line)
    return (f"{feed.name}: {count:,} of {all_rows:,} rows of {one_line(file.shown)} were set aside, the first in line {first.line}: "
            f"{one_line(first.reason, 400)} All of them are listed on the page Data quality.")  # fmt: skip


def _sentence(troubles: list[str]) -> str:
    shown = " ".join(troubles[:_SHOWN_TROUBLES])
    left = len(troubles) - _SHOWN_TROUBLES
    return shown if left <= 0 else f"{shown} {left:,} more files of it cannot be read."
