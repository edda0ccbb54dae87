"""How changes get out: trains with candidates and patches, releases of the trunk, repairs, a rollback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from dashboard.demo import texts
from dashboard.demo.diary import Failure
from dashboard.demo.files import Edit, Files
from dashboard.demo.repository import Mark, Signature
from dashboard.demo.workdays import DAY, HOUR, MINUTE, is_working_day, moment_on
from dashboard.demo.workshop import Branch, Change, Part, Schedule, Workshop

Version = tuple[int, int, int]


@dataclass(slots=True)
class Line:
    """A release line X.Y while it is maintained."""

    major: int
    minor: int
    branch: Branch
    patch: int = 0
    """The next version's third number."""
    changes: list[Change] = field(default_factory=list)
    """On the line and not released yet."""
    not_on_main: list[Edit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Release:
    version: Version
    mark: Mark
    files: Files
    moment: int
    changes: tuple[Change, ...]
    is_repair: bool


class Releases:
    """The releases of one service, driven by the weeks of the story."""

    def __init__(self, shop: Workshop, at: Schedule, new_change: Callable[[int, str], Change]) -> None:
        self.shop, self.at, self.new_change = shop, at, new_change
        self.manager = shop.team[-1]
        self.waiting: list[Change] = []
        """Changes on main that no release has carried off yet."""
        self.lines: dict[tuple[int, int], Line] = {}
        self.finals: list[Release] = []
        self.is_major_next = False
        self._next = shop.service.first_version[:2]
        self._next_week = 1
        self._is_under_way = False

    # --------------------------------------------------------------------------------------------------- calendar

    def plan_week(self, week: int, monday: int) -> None:
        if week < self._next_week:
            return
        phase = self.shop.phase(monday)
        self._next_week = week + phase.release_every_weeks
        begin = self._cut if self.shop.service.branching == "train" else self._freeze
        for day in phase.release_days:
            moment = moment_on(monday, day, 13.5 + self.shop.dice.whole(0, 7200) / 3600, self.manager.zone)
            if is_working_day(moment, self.manager.zone, self.shop.organisation.quiet_days):
                self.at(moment, begin)

    def _take_version(self) -> tuple[int, int]:
        major, minor = (self._next[0] + 1, 0) if self.is_major_next else self._next
        self.is_major_next = False
        self._next = (major, minor + 1)
        return major, minor

    # ----------------------------------------------------------------------------------------------------- trains

    def _cut(self, moment: int) -> None:
        """A train leaves main: the branch X.Y, its first candidate at once."""
        if self._is_under_way:
            return
        self._is_under_way = True
        major, minor = self._take_version()
        self.shop.diary.begun[major, minor, 0] = moment
        line = Line(major, minor, self.shop.main.fork(f"{major}.{minor}"), changes=self.waiting)
        self.waiting = []
        self.lines[major, minor] = line
        wanted = max(1, self.shop.dice.falls_due("candidates", self.shop.phase(moment).candidates))
        self._candidate(line, 1, wanted, moment)

    def _candidate(self, line: Line, number: int, wanted: int, moment: int) -> None:
        version = f"{line.major}.{line.minor}.0"
        name = self.shop.service.candidate_tag.format(version=version, number=number)
        self._announce(line.branch, name, f"Prepare {name}", moment)
        self._tag(name, line.branch.tip, moment + 10 * MINUTE, f"Candidate {number} of {version}")
        gap = int(self.shop.dice.around(self.shop.phase(moment).candidate_gap_days) * DAY)
        following = self.shop.soon(moment + gap, self.manager)
        if number < wanted:
            self._plan_fix(line, moment + (following - moment) // 2)
            self.at(following, partial(self._candidate, line, number + 1, wanted))
        else:
            self.at(following, partial(self._ship, line, is_repair=False))

    def _ship(self, line: Line, moment: int, *, is_repair: bool) -> None:
        """The final of X.Y.Z, and what follows from it: merging up, the next patch, perhaps a repair."""
        version = (line.major, line.minor, line.patch)
        line.patch += 1
        self._announce(line.branch, _text(version), f"Release {_text(version)}", moment)
        self._tag_final(version, line.branch.tip, line.branch.files, moment + 15 * MINUTE, line.changes, is_repair)
        line.changes = []
        self._is_under_way = self._is_under_way and line is not self._newest_line()
        if self.shop.service.backports == "merge-up":
            self.at(moment + 2 * HOUR, partial(self._merge_up, line))
        if not is_repair:
            pause = self.shop.dice.around(self.shop.phase(moment).patch_every_days)
            self.at(self.shop.soon(moment + int(pause * DAY), self.manager), partial(self._patch, line))

    def _patch(self, line: Line, moment: int) -> None:
        """A planned patch of a line. An older line gets one now and then, until one time it does not."""
        if line is not self._newest_line() and not self.shop.dice.happens(0.3):
            return
        for step in range(self.shop.dice.whole(1, 3)):
            self._plan_fix(line, moment + step * 3 * HOUR)
        self.at(self.shop.soon(moment + DAY + 2 * HOUR, self.manager), partial(self._ship, line, is_repair=False))

    def _plan_fix(self, line: Line, moment: int) -> None:
        self.at(self.shop.soon(moment, self.manager), partial(self._fix_on_line, line))

    def _fix_on_line(self, line: Line, moment: int) -> None:
        """A fix for a release line: made on it and merged up later, or made on main and picked."""
        shop, change = self.shop, self.new_change(moment, "fix")
        change.part_count = 1
        change.line, change.written_at, change.merged_at = line.branch.name, [moment - 40 * MINUTE], moment
        committer = change.reviewer or change.author
        if shop.service.backports == "merge-up":
            part = shop.record_part(line.branch, change, moment - 40 * MINUTE, committer, moment)
            line.not_on_main.extend(part.edits)
        else:
            part = shop.record_part(shop.main, change, moment - 40 * MINUTE, committer, moment)
            shop.pick(line.branch, change, part, committer, moment + 20 * MINUTE)
        line.changes.append(change)

    def _merge_up(self, line: Line, moment: int) -> None:
        edits, line.not_on_main = line.not_on_main, []
        if edits:
            signature = Signature(self.manager, moment)
            self.shop.record(
                self.shop.main, edits, f"Merge branch '{line.branch.name}'\n", signature, merged=line.branch.tip
            )

    def _newest_line(self) -> Line:
        return self.lines[max(self.lines)]

    # ------------------------------------------------------------------------------------------------------ trunk

    def _freeze(self, moment: int) -> None:
        """A release of main as it stands: at once, or first as a candidate."""
        if self._is_under_way or not self.waiting:
            return
        wanted = self.shop.dice.falls_due("candidates", self.shop.phase(moment).candidates)
        self._is_under_way = True
        version = self._take_version()
        self.shop.diary.begun[*version, 0] = moment
        self._trunk_candidate(version, 1, wanted, moment)

    def _trunk_candidate(self, line: tuple[int, int], number: int, wanted: int, moment: int) -> None:
        main, changes = self.shop.main, self.waiting
        if number > wanted:
            self.waiting = []
            self._ship_trunk(line, main.tip, dict(main.files), changes, moment)
            return
        name = self.shop.service.candidate_tag.format(version=f"{line[0]}.{line[1]}.0", number=number)
        self._tag(name, main.tip, moment, f"Candidate {number}")
        gap = int(self.shop.dice.around(self.shop.phase(moment).candidate_gap_days) * DAY)
        following = self.shop.soon(moment + gap, self.manager)
        if number < wanted:
            self.at(following, partial(self._trunk_candidate, line, number + 1, wanted))
        else:
            self.waiting = []
            self.at(following, partial(self._ship_trunk, line, main.tip, dict(main.files), changes))

    def _ship_trunk(self, line: tuple[int, int], mark: Mark, files: Files, changes: list[Change], moment: int) -> None:
        self._is_under_way = False
        self.lines[line] = Line(*line, Branch(f"{line[0]}.{line[1]}", mark, files), patch=1)
        self._tag_final((*line, 0), mark, files, moment, changes, False)

    def roll_back(self, moment: int) -> None:
        """Production goes back: the release before is tagged again, under the next patch number of the bad one."""
        bad, good = (
            self.finals[-1],
            next(final for final in reversed(self.finals) if final.mark != self.finals[-1].mark),
        )
        line = self.lines[bad.version[:2]]
        version = (line.major, line.minor, line.patch)
        line.patch += 1
        line.branch = Branch(line.branch.name, good.mark, dict(good.files))
        self._tag_final(version, good.mark, good.files, moment, [], True)
        self.shop.diary.rollbacks.append((bad, self.finals[-1]))
        culprit = self._culprit(bad)
        if culprit:
            self.at(moment + 3 * HOUR, partial(self._revert_on_main, culprit))

    # ---------------------------------------------------------------------------------------------------- repairs

    def _culprit(self, release: Release) -> Change | None:
        candidates = [
            change
            for change in release.changes
            if change.parts and not change.is_backed_out and change.kind != "dependency"
        ]
        return self.shop.dice.pick(candidates) if candidates else None

    def _repair(self, release: Release, change: Change, moment: int) -> None:
        """Take a change back that broke production, and ship that as the next patch of its line.

        When the trunk has moved on to a newer release, its next one carries the revert.
        """
        if change.is_backed_out:
            return
        line = self.lines[release.version[:2]]
        if self.shop.service.branching == "trunk" and self.finals[-1] is not release:
            self._revert_on_main(change, moment)
            return
        person = change.reviewer or change.author
        self._back_out(change, moment)
        reverts = self.shop.revert(line.branch, change, person, moment)
        if self.shop.service.backports == "merge-up":
            line.not_on_main.extend(edit for revert in reverts for edit in revert.edits)
        else:
            reverts = self.shop.revert(self.shop.main, change, person, moment + 10 * MINUTE)
        self.at(moment + int(self.shop.dice.around(2.5) * HOUR), partial(self._ship_repair, line))
        self._plan_return(change, reverts, moment)

    def _ship_repair(self, line: Line, moment: int) -> None:
        if self.shop.service.branching == "train":
            self._ship(line, moment, is_repair=True)
            return
        version = (line.major, line.minor, line.patch)
        line.patch += 1
        self._tag_final(version, line.branch.tip, line.branch.files, moment, [], True)

    def back_out(self, change: Change, moment: int) -> None:
        """Revert a change on main before any release has carried it."""
        if change in self.waiting and not change.is_backed_out:
            self._revert_on_main(change, moment)

    def _revert_on_main(self, change: Change, moment: int) -> None:
        if change.is_backed_out:
            return
        self._back_out(change, moment)
        reverts = self.shop.revert(self.shop.main, change, change.reviewer or change.author, moment)
        self._plan_return(change, reverts, moment)

    def _back_out(self, change: Change, moment: int) -> None:
        change.is_backed_out, change.backed_out_at = True, moment
        for failure in self.shop.diary.failures:
            if failure.culprit is change:
                failure.reverted_at = moment

    def _plan_return(self, change: Change, reverts: list[Part], moment: int) -> None:
        if self.shop.dice.happens(0.12):
            later = self.shop.soon(moment + int(self.shop.dice.around(7) * DAY), change.author)
            self.at(later, partial(self._return, change, reverts))

    def _return(self, change: Change, reverts: list[Part], moment: int) -> None:
        again = Change(
            change.title,
            change.kind,
            change.noun,
            change.component,
            change.key,
            change.request,
            change.author,
            change.reviewer,
            1,
        )
        change.returned_at = moment
        again.parts = self.shop.reapply(self.shop.main, reverts, Signature(change.author, moment))
        self.waiting.append(again)

    # ------------------------------------------------------------------------------------------------------- tags

    def _tag_final(
        self, version: Version, mark: Mark, files: Files, moment: int, changes: list[Change], is_repair: bool
    ) -> None:
        name = self.shop.service.tag.format(version=_text(version))
        titles = "\n".join(f"- {change.title}" for change in changes if change.kind == "feature")
        self._tag(name, mark, moment, f"{self.shop.service.name} {_text(version)}\n\n{titles}".strip())
        release = Release(version, mark, dict(files), moment, tuple(changes), is_repair)
        self.finals.append(release)
        self.shop.diary.releases.append(release)
        if is_repair:
            return
        phase = self.shop.phase(moment)
        culprit = self._culprit(release)
        if culprit and self.shop.dice.falls_due("failed", phase.failed_share):
            self.shop.diary.failures.append(Failure(release, culprit))
            self.at(
                moment + int(self.shop.dice.around(phase.repair_days) * DAY), partial(self._repair, release, culprit)
            )

    def _tag(self, name: str, mark: Mark, moment: int, message: str) -> None:
        self.shop.repository.annotated_tag(name, mark, Signature(self.manager, moment), f"{message}\n")

    def _announce(self, branch: Branch, version: str, title: str, moment: int) -> None:
        """The commit that puts a version into the files of a branch."""
        edits = [self.shop.written(branch.files, "VERSION", f"{version}\n")]
        if title.startswith("Release"):
            edits.append(self.shop.on_top("CHANGELOG.md", f"## {version}\n\n"))
        message = texts.message(title, key=None, style="prefix", request=None, paragraphs=(), trailers=())
        self.shop.record(branch, edits, message, Signature(self.manager, moment))


def _text(version: Version) -> str:
    return ".".join(str(number) for number in version)
