"""Pages by `startAt`, read side by side and joined so that nothing falls between them while issues come and go.

Every page begins with the issue the page before ended with. Where it does not, the issues have shifted, or the page came
short: then the gap is read again from further back, until it joins.
"""

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.errors import SourceRefused
from ingest.jira_reading import Page

_REMEMBERED_PAGES = 32
_MOST_DOUBTS = 3
_MOST_BARREN = 20


@dataclass(frozen=True, slots=True)
class Placed:
    """A page of a search, and where it stands in it."""

    start: int
    readings: Page
    ids: list[str]
    """What tells its issues from others."""
    total: int | None
    """Issues there are, as the server says; None when it does not say."""


Fetch = Callable[[int, int, bool], Placed]
"""Returns the page of so many issues from a place on; the truth says whether it is one of the plan, to be kept."""


class Windows:
    """All issues of one search."""

    def __init__(
        self, fetch: Fetch, size: int, ahead: Callable[[Iterable[Callable[[], Placed]]], Iterator[Placed]], place: str, url: str
    ) -> None:  # fmt: skip
        self._fetch, self._ahead, self._place, self._url = fetch, ahead, place, url
        self._asked, self._stride = size + 1, size
        self._recent: deque[set[str]] = deque(maxlen=_REMEMBERED_PAGES)
        self._position = 0
        self._last = ""
        self._shows_end = False
        """The last page came with fewer issues than were asked for, and the server counts as many as were seen."""
        self.ids = array("q")
        """Of the issues that were seen, each at least once."""
        self.total: int | None = None

    @property
    def is_short(self) -> bool:
        """Fewer issues came than the server says there are."""
        return self.total is not None and len(self.ids) < self.total

    def pages(self) -> Iterator[Placed]:
        """Yield the pages. An issue may come twice; none that is there all the time is missing."""
        first = self._again_if_empty(self._fetch(0, self._asked, True), keep=True)
        if not first.readings:
            return
        self._learn(first)
        yield self._take(first)
        starts = range(self._stride, first.total or 0, self._stride)
        for page in self._ahead(self._job(start) for start in starts):
            page = self._again_if_empty(page, keep=False)
            if not page.readings:
                self._shows_end = False
                break
            yield from self._joined(page)
        yield from self._beyond()

    def _job(self, start: int) -> Callable[[], Placed]:
        return lambda: self._fetch(start, self._asked, True)

    def _learn(self, first: Placed) -> None:
        """A server may send fewer at a time than it was asked for."""
        came = len(first.readings)
        if came < self._asked and (first.total is None or first.total > came):
            self._asked = max(2, came)
            self._stride = self._asked - 1

    def _again_if_empty(self, page: Placed, *, keep: bool) -> Placed:
        """An empty page where the server says that there are issues is asked for again before it is believed."""
        for _ in range(_MOST_DOUBTS - 1):
            if page.readings or (page.total or 0) <= page.start:
                break
            page = self._fetch(page.start, self._asked, keep)
        return page

    def _take(self, page: Placed) -> Placed:
        ids = page.ids
        fresh = [found for found in dict.fromkeys(ids) if not self._is_known(found)]
        overlap = next((turn for turn, found in enumerate(ids) if not self._is_known(found)), len(ids))
        # An issue that comes twice in a page must not make the next page begin too far on.
        self._position = page.start + overlap + len(fresh)
        self.ids.extend(int(found) for found in fresh if found)
        self._recent.append(set(ids))
        self._last = fresh[-1] if fresh else self._last
        self.total = page.total
        self._shows_end = len(ids) < self._asked and page.total == len(self.ids)
        return page

    def _is_known(self, issue_id: str) -> bool:
        return any(issue_id in ids for ids in self._recent)

    def _joins(self, page: Placed) -> bool:
        return page.start == 0 or (bool(page.readings) and self._is_known(page.ids[0]))

    def _brings_nothing(self, page: Placed) -> bool:
        return all(map(self._is_known, page.ids))

    def _joined(self, page: Placed) -> Iterator[Placed]:
        """The page, after what lies between it and the pages before."""
        if not self._joins(page):
            yield from self._gap_before(page)
        if page.readings:
            yield self._take(page)

    def _gap_before(self, page: Placed) -> Iterator[Placed]:
        """Pages from the last that joins until one reaches the page, or goes past where its issues can be by now."""
        end = page.start + len(page.readings) + self._stride
        start, barren = page.start - max(1, self._stride // 2), 0
        while barren < _MOST_BARREN:
            found = self._joining(start)
            is_barren = self._brings_nothing(found)
            barren = barren + 1 if is_barren else 0
            if found.readings:
                yield self._take(found)
            is_over = (is_barren and len(found.readings) < self._asked) or found.start > end
            if is_over or (page.readings and self._is_known(page.ids[0])):
                return
            start = found.start + max(1, len(found.readings) - 1)

    def _joining(self, start: int, *, keep: bool = False) -> Placed:
        """The page from a place on or, where that does not join what is known, from as far back as it has to be."""
        page, back = self._fetch(max(0, start), self._asked, keep), max(1, self._stride // 2)
        while not self._joins(page):
            page = self._fetch(max(0, start - back), self._asked, False)
            back *= 2
        return page

    def _beyond(self) -> Iterator[Placed]:
        """Go on where the planned pages end until a page is empty: only that is the end."""
        doubts = 0
        while doubts <= _MOST_DOUBTS:
            yield from self._up_to_the_end()
            probe = self._again_if_empty(self._fetch(self._position, self._asked, False), keep=False)
            self.total = probe.total
            if not probe.readings:
                return
            self._shows_end = False
            if not self._brings_nothing(probe):
                yield from self._more_than_shown(probe)
                continue
            if len(probe.readings) < self._asked and probe.ids[-1] == self._last:
                # Issues were shown or moved further on: what is known stands here, with nothing after it.
                return
            doubts += 1
            self._position = probe.start + len(probe.readings)
        raise self._endless()

    def _up_to_the_end(self) -> Iterator[Placed]:
        """Go on page after page, each from the last issue that is known, until one shows no further issue."""
        barren = 0
        while not self._shows_end and barren < _MOST_BARREN:
            page = self._joining(self._position - 1, keep=True)
            is_barren = self._brings_nothing(page)
            barren = barren + 1 if is_barren else 0
            if page.readings:
                yield self._take(page)
            if is_barren and len(page.readings) < self._asked:
                return

    def _more_than_shown(self, probe: Placed) -> Iterator[Placed]:
        """Pages were shorter than they were asked to be, so that one looked like the last."""
        self._asked = max(2, min(self._asked, len(probe.readings)))
        self._stride = self._asked - 1
        yield from self._joined(probe)

    def _endless(self) -> SourceRefused:
        page = self._position // self._stride + 1
        return SourceRefused(
            f"{self._place}, page {page:,}: {self._url} sends the same issues again and again where new ones should come. "
            "Lower page_size in [[jira]]; if that does not help, ask your Jira administrator what changes its answers."
        )
