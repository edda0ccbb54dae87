"""Tells the story of one service: week by week, each happening in its turn, until the day the demo is made."""

from __future__ import annotations

import heapq
from collections import deque
from functools import partial

from dashboard.demo import texts
from dashboard.demo.diary import Diary
from dashboard.demo.organisation import Event, Organisation, Person, Service
from dashboard.demo.releases import Releases
from dashboard.demo.repository import Foreseen, Mark, Repository, Signature
from dashboard.demo.workdays import DAY, HOUR, MINUTE, WEEK, is_working_day, moment_on
from dashboard.demo.workshop import Change, Happening, Workshop

FORESIGHT = 13 * WEEK
"""How far plans look ahead, and so how far the story is told beyond its end. Seconds."""


def tell(organisation: Organisation, service: Service, repository: Repository, *, start: int, end: int) -> Diary:
    """Write the service's history from `start`, a Monday, to `end`; return its diary, which goes on beyond it.

    A later end adds to the history and changes nothing before.
    """
    story = Story(organisation, service, repository, start)
    story.begin()
    story.run(end)
    story.leave_refs()
    story.foresee()
    story.run(end + FORESIGHT)
    return story.shop.diary


class Story:
    def __init__(self, organisation: Organisation, service: Service, repository: Repository, start: int) -> None:
        self.service, self.repository, self.start = service, repository, start
        self.shop = Workshop(organisation, service, repository, start)
        self.releases = Releases(self.shop, self.at, self.new_change)
        self.bot = next(person for person in organisation.people if person.team == "bots")
        self.open: list[Change] = []
        """Changes with a branch that is not merged yet."""
        self._queue: list[tuple[int, int, Happening]] = []
        self._happening_count = 0
        self._issue_number = 0
        self._request_number = 0
        self._titles: deque[str] = deque(maxlen=60)
        self._nightlies: deque[tuple[int, Mark]] = deque(maxlen=10)

    # ------------------------------------------------------------------------------------------------------ time

    def at(self, moment: int, happening: Happening) -> None:
        self._happening_count += 1
        heapq.heappush(self._queue, (moment, self._happening_count, happening))

    def run(self, end: int) -> None:
        while self._queue and self._queue[0][0] < end:
            moment, _, happening = heapq.heappop(self._queue)
            happening(moment)

    def begin(self) -> None:
        """The first commits: files as they were brought along, and for a moved repository its old tags."""
        shop, opening = self.shop, self.start + 7 * HOUR
        versions = self.service.imported_versions
        for step, version in enumerate(versions):
            moment = self.start - (len(versions) - step) * 2 * DAY + 10 * HOUR
            self._import(f"Import {self.service.name} {version}", moment)
            name = self.service.tag.format(version=version)
            self.repository.annotated_tag(
                name, shop.main.tip, Signature(shop.team[0], opening), f"{version}, from the old server\n"
            )
        self._import(f"Move {self.service.name} into its own repository", opening)
        self.at(self.start, partial(self._plan_week, 0))
        self.at(self.start + DAY + 2 * HOUR, self._nightly)

    def _import(self, title: str, moment: int) -> None:
        shop = self.shop
        paths = ["README.md", "dependencies.toml", *(path for part in self.service.components for path in part.paths)]
        missing = [path for path in paths if path not in shop.main.files]
        edits = [shop.new_file(path) for path in missing] or [shop.on_top("README.md", f"{title}.\n")]
        shop.record(shop.main, edits, f"{title}\n", Signature(shop.team[0], moment))

    def _plan_week(self, week: int, monday: int) -> None:
        shop, dice = self.shop, self.shop.dice
        for _ in range(dice.falls_due("changes", shop.phase(monday).changes_per_week)):
            author = self.bot if dice.happens(0.08) else dice.pick_early(shop.team)
            moment = moment_on(monday, dice.whole(0, 4), 9 + dice.whole(0, 30_000) / 3600, author.zone)
            if is_working_day(moment, author.zone, shop.organisation.quiet_days):
                self.at(moment, partial(self._start, author))
        self.releases.plan_week(week, monday)
        for event in self.service.events:
            if event.week == week:
                self.at(moment_on(monday, event.day, 15, shop.team[0].zone), partial(self._event, event))
        self.at(monday + WEEK, partial(self._plan_week, week + 1))

    # --------------------------------------------------------------------------------------------------- changes

    def new_change(self, moment: int, kind: str, author: Person | None = None) -> Change:
        shop, dice = self.shop, self.shop.dice
        person = author or dice.pick_early(shop.team)
        component = dice.pick_early(self.service.components)
        noun = dice.pick(component.nouns)
        is_linked = kind != "dependency" and dice.happens(self.service.linked_share - (0.25 if kind == "chore" else 0))
        is_reviewed = dice.happens(self.service.reviewed_share)
        self._request_number += dice.whole(1, 2)
        change = Change(
            title=self._title(kind, noun),
            kind=kind,
            noun=noun,
            component=component,
            key=self._next_key() if is_linked else None,
            request=self._request_number,
            author=person,
            reviewer=shop.colleague_of(person) if is_reviewed else None,
            part_count=1 if kind == "dependency" or dice.happens(0.6) else dice.whole(2, 4),
            paragraph=dice.pick(shop.organisation.texts.reason) if dice.happens(0.3) else "",
            begun_at=moment,
        )
        shop.diary.changes.append(change)
        return change

    def _next_key(self) -> str:
        self._issue_number += self.shop.dice.whole(1, 3)
        return f"{self.service.jira_project}-{self._issue_number}"

    def _title(self, kind: str, noun: str) -> str:
        dice = self.shop.dice
        if kind == "dependency":
            minor = dice.whole(1, 30)
            return f"Bump {dice.pick(self.service.libraries)} from 2.{minor}.0 to 2.{minor}.{dice.whole(1, 6)}"
        for _ in range(6):
            title = texts.fill(dice.pick(self.service.subjects[kind]), noun)
            if title not in self._titles:
                break
        self._titles.append(title)
        return title

    def _start(self, author: Person, moment: int) -> None:
        """Someone begins a change; its commits and its merge follow as long as the phase makes branches live."""
        shop, dice = self.shop, self.shop.dice
        kind = (
            "dependency" if author is self.bot else dice.pick(("feature", "feature", "feature", "fix", "fix", "chore"))
        )
        change = self.new_change(moment, kind, author)
        life = int(dice.around(0.4 if kind == "dependency" else shop.phase(moment).branch_days) * DAY)
        written = [moment]
        for step in range(1, change.part_count):
            written.append(
                max(written[-1] + 20 * MINUTE, shop.soon(moment + step * life * 3 // (4 * change.part_count), author))
            )
        merged = max(written[-1] + 30 * MINUTE, shop.soon(moment + life, self._merger(change)))
        change.written_at = written
        if self.service.integration == "merge":
            self.open.append(change)
            for authored in written:
                self.at(authored, partial(self._write, change))
        self.at(merged, partial(self._integrate, change, written))

    def _merger(self, change: Change) -> Person:
        return change.reviewer or (self.shop.team[0] if change.author is self.bot else change.author)

    def _write(self, change: Change, moment: int) -> None:
        """A commit on the change's own branch."""
        if change.branch is None:
            name = texts.slug(f"{change.key or ''} {change.title}")
            change.branch = self.shop.main.fork(name)
        self.shop.record_part(change.branch, change, moment, change.author, moment)

    def _integrate(self, change: Change, written: list[int], moment: int) -> None:
        """The change gets onto main the way this service does it."""
        change.merged_at = moment
        merger = self._merger(change)
        match self.service.integration:
            case "merge":
                self.shop.record_merge(change, self.service.team, merger, moment)
                self.open.remove(change)
            case "squash":
                self.shop.record_part(self.shop.main, change, written[-1], merger, moment, request=change.request)
            case "rebase":
                for step, authored in enumerate(written):
                    self.shop.record_part(self.shop.main, change, authored, merger, moment + step * MINUTE)
        self.releases.waiting.append(change)
        if self.shop.dice.falls_due("backed out", self.shop.phase(moment).backed_out_share):
            later = moment + int(self.shop.dice.around(0.8) * DAY)
            self.at(later, partial(self.releases.back_out, change))

    # ---------------------------------------------------------------------------------------------- once only

    def _event(self, event: Event, moment: int) -> None:
        match event.what:
            case "tag":
                self.repository.lightweight_tag(event.name, self.shop.main.tip)
            case "major":
                self.releases.is_major_next = True
            case "rollback":
                self.releases.roll_back(moment)
            case what:
                self.shop.slip = (what, event.hours * HOUR)

    def _nightly(self, moment: int) -> None:
        self._nightlies.append((moment, self.shop.main.tip))
        self.at(moment + DAY, self._nightly)

    def foresee(self) -> None:
        """What is told from now on is still to come: no repository has it."""
        self.repository = self.shop.repository = Foreseen(self.repository)

    def leave_refs(self) -> None:
        """What a visitor finds at the end: main, the lines, unmerged branches, the last nightly builds."""
        self.repository.branch("main", self.shop.main.tip)
        if self.service.branching == "train":
            for line in self.releases.lines.values():
                self.repository.branch(line.branch.name, line.branch.tip)
        for change in self.open:
            if change.branch:
                self.repository.branch(change.branch.name, change.branch.tip)
        if self.service.keeps_nightly_tags:
            for moment, mark in self._nightlies:
                self.repository.lightweight_tag(f"nightly-{texts.day_of(moment)}", mark)
