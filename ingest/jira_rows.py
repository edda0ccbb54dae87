"""Pages of issues -> rows, in batches large enough to be stored at once, made here or in a process of their own."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from ingest.errors import SourceRefused
from ingest.jira_body import Body, CutOff, NoJson, TooLong
from ingest.jira_building import Builder
from ingest.jira_reading import readings_of
from ingest.jira_records import Batch
from ingest.jira_source import Reader

if TYPE_CHECKING:
    from ingest.jira_reading import Page
    from ingest.jira_stage import Stage

Told = Sequence[tuple[str, Body]]
"""The answers that make up a page, each with its label."""

_ISSUES_AT_ONCE = 500
_BYTES_AT_ONCE = 8 * 2**20
# Batches that are made while the next pages are asked for.
_IN_HAND = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of some pages."""

    tables: dict[str, pa.Table]
    """By name, those that have a row, as in `jira_records.COLUMNS` after the turn of the issue."""
    issue_count: int
    unreadable_count: int
    """Entries that were no issue: without a readable id or key."""


@dataclass(frozen=True, slots=True)
class Job:
    """Pages to make rows of. The first issue gets the turn after `turn`."""

    turn: int
    pages: list[Told]


def rows_of(reader: Reader, builder: Builder, job: Job) -> Rows:
    """Return the rows of a job. Raises `NoJson` and the like for a page that cannot be read."""
    batch, unreadable = Batch(), reader.unreadable_count
    reader.turn = job.turn
    for told in job.pages:
        for found in readings_of(told, builder.value):
            reader.read(found.issue, found.histories, found.state, batch)
    return Rows(batch.tables(), batch.issue_count, reader.unreadable_count - unreadable)


Hand = Callable[[Job], "Future[Rows | None]"]
"""Takes jobs to be done elsewhere; what is not done there has no rows."""


class RowMaker:
    """Makes rows of the pages of one project, in their order, and puts them on its stage."""

    def __init__(self, source: str, reader: Reader, stage: "Stage", hand: Hand | None) -> None:
        self._source, self._reader, self._builder, self._stage, self._hand = source, reader, Builder(), stage, hand
        self._pages: list[Told] = []
        self._size = self._began = 0
        self._in_hand: deque[tuple[Job, Future[Rows | None] | None]] = deque()
        self.taken_count = 0
        """Issues that were taken, readable or not."""
        self.unreadable_count = 0
        """Entries that were no issue; complete after `finish`."""

    def take(self, page: "Page") -> None:
        """Take one more page."""
        self._pages.append(page.told)
        self._size += sum(len(body.raw) for _, body in page.told)
        self.taken_count += len(page)
        if self.taken_count - self._began >= _ISSUES_AT_ONCE or self._size >= _BYTES_AT_ONCE:
            self._hand_over()
            self._keep(_IN_HAND if self._hand else 0)

    def finish(self) -> None:
        """Make rows of all that was taken; when this returns, they are on the stage."""
        self._hand_over()
        self._keep(0)
        self._stage.keep()

    def _hand_over(self) -> None:
        if self._pages:
            job = Job(self._began, self._pages)
            self._in_hand.append((job, self._hand(job) if self._hand else None))
            self._pages, self._size, self._began = [], 0, self.taken_count

    def _keep(self, most: int) -> None:
        while len(self._in_hand) > most:
            job, future = self._in_hand.popleft()
            found = (future.result() if future else None) or self._made_here(job)
            self.unreadable_count += found.unreadable_count
            self._stage.add(found)

    def _made_here(self, job: Job) -> Rows:
        """What another process could not make, or did not live to make, has its errors told from here."""
        try:
            return rows_of(self._reader, self._builder, job)
        except (CutOff, NoJson, TooLong) as error:
            raise SourceRefused(
                f"{self._source}: a page that came whole cannot be read ({error}). Run `leadline sync` again; if that does not "
                "help, ask your Jira administrator what changes its answers."
            ) from None
