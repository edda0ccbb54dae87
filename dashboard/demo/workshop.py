"""One service's repository while the story is told: its branches, and the ways in which a change gets onto one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dashboard.demo import texts
from dashboard.demo.chance import Dice
from dashboard.demo.diary import Diary
from dashboard.demo.files import Edit, Files, Line, apply, contents, inverse
from dashboard.demo.organisation import Component, Organisation, Person, Phase, Service
from dashboard.demo.repository import Mark, Repository, Signature
from dashboard.demo.workdays import MINUTE, WEEK, at_work

Happening = Callable[[int], None]
"""Something that happens at a moment."""
Schedule = Callable[[int, Happening], None]


@dataclass(slots=True)
class Branch:
    name: str
    tip: Mark
    files: Files

    def fork(self, name: str) -> Branch:
        return Branch(name, self.tip, dict(self.files))


@dataclass(frozen=True, slots=True)
class Part:
    """One commit of a change, with what it did."""

    mark: Mark
    message: str
    edits: tuple[Edit, ...]
    merged_into: Mark | None = None
    """For a merge: the commit it was merged into."""

    @property
    def subject(self) -> str:
        return self.message.partition("\n")[0]


@dataclass(slots=True)
class Change:
    """A piece of work: an issue, or something that has none."""

    title: str
    kind: str
    noun: str
    component: Component
    key: str | None
    request: int
    """Number of its pull request."""
    author: Person
    reviewer: Person | None
    part_count: int
    paragraph: str = ""
    branch: Branch | None = None
    parts: list[Part] = field(default_factory=list)
    merge: Part | None = None
    picks: dict[str, Part] = field(default_factory=dict)
    """Per release line: the commit that carried it over."""
    is_backed_out: bool = False
    begun_at: int = 0
    """Seconds since 1970, as all its moments."""
    written_at: list[int] = field(default_factory=list)
    merged_at: int | None = None
    backed_out_at: int | None = None
    returned_at: int | None = None
    line: str | None = None
    """The release line that it was made for; None for main."""

    @property
    def edits(self) -> list[Edit]:
        return [edit for part in self.parts for edit in part.edits]


class Workshop:
    def __init__(self, organisation: Organisation, service: Service, repository: Repository, start: int) -> None:
        self.organisation, self.service, self.repository, self.start = organisation, service, repository, start
        self.dice = Dice(f"{organisation.name}/{service.name}")
        self.team = [person for person in organisation.people if person.team == service.team]
        self.main = Branch("main", 0, {})
        self.diary = Diary()
        self.slip: tuple[str, int] | None = None
        """What goes wrong with the next commit of a change: a clock, an encoding."""
        self._line_number = 0

    def phase(self, moment: int) -> Phase:
        week = (moment - self.start) // WEEK
        return [phase for phase in self.service.phases if phase.from_week <= max(week, 0)][-1]

    def soon(self, moment: int, person: Person) -> int:
        """The moment, moved into that person's working hours."""
        return at_work(moment, person.zone, self.organisation.quiet_days, self.dice.around(0.3) % 1)

    # ------------------------------------------------------------------------------------------------ content

    def new_lines(self, path: str, count: int) -> tuple[Line, ...]:
        suffix = path.rsplit(".", 1)[-1]
        made = []
        for _ in range(count):
            self._line_number += 1
            made.append((self._line_number, texts.line(self.dice, self.organisation.texts, suffix)))
        return tuple(made)

    def new_file(self, path: str) -> Edit:
        count = 1 if path.endswith(".png") else self.dice.whole(25, 110)
        return Edit(path, 0, (), self.new_lines(path, count))

    def written(self, files: Files, path: str, text: str) -> Edit:
        """The whole file anew."""
        self._line_number += 1
        return Edit(path, 0, files.get(path, ()), ((self._line_number, text.encode()),))

    def on_top(self, path: str, text: str) -> Edit:
        self._line_number += 1
        return Edit(path, 0, (), ((self._line_number, text.encode()),))

    def edits_of(self, change: Change, files: Files) -> list[Edit]:
        """What the next commit of a change does to the files of its branch."""
        if change.kind == "dependency":
            return [self.written(files, "dependencies.toml", f"# {change.title}\n")]
        edits = [edit for path in self._paths_of(change) for edit in self._hunks(files, path)]
        if self.service.extra_file and self.dice.happens(0.05):
            name = self.service.extra_file.format(number=change.request, slug=texts.slug(change.noun))
            edits.extend([] if name in files else [self.new_file(name)])
        return edits

    def _paths_of(self, change: Change) -> list[str]:
        own = {self.dice.pick_early(change.component.paths) for _ in range(self.dice.whole(1, 2))}
        paths = sorted(own)
        if self.dice.happens(0.5):
            paths.append(f"tests/{change.component.name}/test_{texts.slug(change.noun)}.{paths[0].rsplit('.', 1)[-1]}")
        if self.dice.happens(0.12):
            paths.append(f"docs/{change.component.name}.md")
        return paths

    def _hunks(self, files: Files, path: str) -> list[Edit]:
        lines = files.get(path, ())
        if not lines:
            return [self.new_file(path)]
        start = self.dice.whole(0, len(lines) - 1)
        removed = lines[start : start + self.dice.whole(0, 6)]
        after = lines[start - 1][0] if start else 0
        return [Edit(path, after, removed, self.new_lines(path, self.dice.whole(1, 11)))]

    # ------------------------------------------------------------------------------------------------ commits

    def record(
        self, branch: Branch, edits: Sequence[Edit], message: str, author: Signature, committer: Signature | None = None,
        *, merged: Mark | None = None,
    ) -> Mark:  # fmt: skip
        """Put edits on a branch as one commit, or as the merge of `merged`."""
        touched = apply(branch.files, edits)
        parents = [mark for mark in (branch.tip, merged) if mark]
        committed = committer or author
        branch.tip = self.repository.commit(
            parents, author, committed, self._encoded(message), contents(branch.files, touched)
        )
        return branch.tip

    def record_part(
        self,
        branch: Branch,
        change: Change,
        authored: int,
        committer: Person,
        committed: int,
        *,
        request: int | None = None,
    ) -> Part:
        """The next commit of a change, written on that branch."""
        message = self._message_of(change, request)
        edits = tuple(self.edits_of(change, branch.files))
        author, signed = self._signatures(change.author, authored, committer, committed)
        part = Part(self.record(branch, edits, message, author, signed), message, edits)
        change.parts.append(part)
        return part

    def record_merge(self, change: Change, place: str, person: Person, moment: int) -> None:
        """Merge a change's branch into main, as the forge does."""
        assert change.branch is not None
        into, edits = self.main.tip, tuple(change.edits)
        message = f"Merge pull request #{change.request} from {place}/{change.branch.name}\n\n{change.title}\n"
        mark = self.record(self.main, edits, message, Signature(person, moment), merged=change.branch.tip)
        change.merge = Part(mark, message, edits, merged_into=into)

    def pick(self, branch: Branch, change: Change, part: Part, person: Person, moment: int) -> None:
        """Carry a commit of main over to a release line: the same edits, a commit of its own."""
        message = f"{part.message}(cherry picked from commit {self._id(part.mark)})\n"
        author, committer = Signature(change.author, moment - MINUTE), Signature(person, moment)
        change.picks[branch.name] = Part(
            self.record(branch, part.edits, message, author, committer), message, part.edits
        )

    def revert(self, branch: Branch, change: Change, person: Person, moment: int) -> list[Part]:
        """Take a change back on a branch: what was picked onto it, its merge when it has several commits, else each."""
        if branch.name in change.picks:
            parts = [change.picks[branch.name]]
        else:
            parts = [change.merge] if change.merge and len(change.parts) > 1 else change.parts[::-1]
        return [
            self._revert(branch, part, Signature(person, moment + step * MINUTE)) for step, part in enumerate(parts)
        ]

    def _revert(self, branch: Branch, part: Part, signature: Signature) -> Part:
        """One revert, with the words that git puts into it."""
        reversing = f"This reverts commit {self._id(part.mark)}"
        if part.merged_into:
            reversing += f", reversing\nchanges made to {self._id(part.merged_into)}"
        message = f'Revert "{part.subject}"\n\n{reversing}.\n\n{self.dice.pick(self.organisation.texts.regret)}\n'
        undone = tuple(inverse(part.edits))
        return Part(self.record(branch, undone, message, signature), message, undone)

    def reapply(self, branch: Branch, reverts: Sequence[Part], signature: Signature) -> list[Part]:
        """Bring a reverted change back by reverting its reverts."""
        parts = []
        for revert in reversed(reverts):
            message = (
                f"Reapply {revert.subject.removeprefix('Revert ')}\n\nThis reverts commit {self._id(revert.mark)}.\n"
            )
            edits = tuple(inverse(revert.edits))
            parts.append(Part(self.record(branch, edits, message, signature), message, edits))
        return parts

    def colleague_of(self, person: Person) -> Person:
        return self.dice.pick_early([other for other in self.team if other != person])

    def _message_of(self, change: Change, request: int | None) -> str:
        """The message of a change's next commit, as this service writes them."""
        service, share_reviewed = self.service, {"rebase": 1.0, "merge": 0.35, "squash": 0.0}
        trailers = []
        if change.reviewer and self.dice.happens(share_reviewed[service.integration]):
            trailers.append(texts.trailer("Reviewed-by", change.reviewer))
        if service.integration == "squash" and change.part_count > 2:
            trailers.append(texts.trailer("Co-authored-by", self.colleague_of(change.author)))
        return texts.message(
            self._title_of_part(change),
            key=change.key,
            style=service.key_style,
            request=request,
            paragraphs=[] if change.parts else [change.paragraph],
            trailers=trailers,
        )

    def _id(self, mark: Mark) -> str:
        return self.repository.object_id(mark)

    def _title_of_part(self, change: Change) -> str:
        if not change.parts:
            return change.title
        return texts.fill(self.dice.pick(self.organisation.texts.follow_up), change.noun)

    def _signatures(
        self, author: Person, authored: int, committer: Person, committed: int
    ) -> tuple[Signature, Signature]:
        match self.slip:
            case ("clock_1970", _):
                authored = committed = 45
            case ("clock_ahead", seconds):
                authored = committed = committed + seconds
            case _:
                return Signature(author, authored), Signature(committer, committed)
        self.slip = None
        return Signature(author, authored), Signature(committer, committed)

    def _encoded(self, message: str) -> bytes:
        if self.slip != ("latin1", 0):
            return message.encode()
        self.slip = None
        return f"{message}\nVu avec José, au café.\n".encode("latin-1", "replace")
