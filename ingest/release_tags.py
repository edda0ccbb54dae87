"""Which tags are a service's releases, and which are not and why."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.versions import Version, parse_tag

IMPORT_TAG_COUNT = 3
"""Tags on as many different commits that share one instant were dated by an import."""
_COMPONENT_TAG_COUNT = 3
_NUMBERED = re.compile(r"-p[0-9.]+$")


@dataclass(frozen=True, slots=True)
class TagFact:
    """A tag as raw.git_tags has it, with the ordinal and date of its commit."""

    repository_id: int
    tag_name: str
    target_type: str
    ordinal: int | None
    tagged_epoch: int | None
    committed_epoch: int | None

    @property
    def date_order(self) -> tuple[bool, int, bool, int, str]:
        """Order by tag date, committer date, name; a tag without a date comes last."""
        return (self.tagged_epoch is None, self.tagged_epoch or 0,
                self.committed_epoch is None, self.committed_epoch or 0, self.tag_name)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceTag:
    """What a tag is to one service."""

    fact: TagFact
    reason_ignored: str | None
    version: str = ""
    version_order: str = ""
    line: str | None = None
    """X.Y; None where only ancestry can tell."""
    numbers: tuple[int, ...] = ()
    is_calendar: bool = False
    is_candidate: bool = False
    candidate_of: str | None = None
    is_import_dated: bool = False
    prefix: str = ""


def classify(facts: Sequence[TagFact], service: str, release_tags: str | None) -> list[ServiceTag]:
    """Return one `ServiceTag` per fact, in date order; `release_tags` None means the well-known patterns."""
    pattern = re.compile(release_tags) if release_tags else None
    tags = [_read(fact, service, pattern) for fact in sorted(facts, key=_date_order)]
    if pattern is None:
        tags = _with_numbered_candidates(_without_other_components(tags))
    return _with_import_dates(_without_doubles(tags))


def _date_order(fact: TagFact) -> tuple[bool, int, bool, int, str]:
    return fact.date_order


def _read(fact: TagFact, service: str, pattern: re.Pattern[str] | None) -> ServiceTag:
    if fact.target_type != "commit" or fact.ordinal is None:
        return ServiceTag(fact, f"points at a {fact.target_type}, not at a commit")
    if pattern is None:
        version = parse_tag(fact.tag_name)
        return _release(fact, version) if version else ServiceTag(fact, "names no version by the well-known patterns")
    match = pattern.fullmatch(fact.tag_name)
    if match is None:
        return ServiceTag(fact, f"does not match release_tags of service {service}")
    named = match.groupdict().get("version") or fact.tag_name
    version = parse_tag(named)
    return _release(fact, version) if version else _unordered_release(fact, named)


def _release(fact: TagFact, version: Version) -> ServiceTag:
    return ServiceTag(
        fact, None, version.text, version.order, version.line, version.numbers, version.is_calendar,
        version.is_candidate, version.base if version.is_candidate else None, prefix=version.prefix,
    )  # fmt: skip


def _unordered_release(fact: TagFact, version: str) -> ServiceTag:
    return ServiceTag(fact, None, version, f"!{fact.tagged_epoch or 0:020d}")


def _without_other_components(tags: list[ServiceTag]) -> list[ServiceTag]:
    """Leave out tags such as gitgui-0.9.0 made beside v1.5.0: another product's releases in one repository."""
    spans: dict[str, list[int]] = defaultdict(list)
    for tag in tags:
        if tag.reason_ignored is None:
            spans[tag.prefix].append(tag.fact.tagged_epoch or 0)
    if len(spans) < 2:
        return tags
    main = max(spans, key=lambda prefix: (len(spans[prefix]), prefix == ""))
    beside = {prefix for prefix, dates in spans.items() if prefix != main and _overlaps(dates, spans[main])}
    reason = "names a version of {!r}, which is released beside this service's own versions"
    return [replace(ServiceTag(tag.fact, reason.format(tag.prefix))) if _is_in(tag, beside) else tag for tag in tags]


def _with_numbered_candidates(tags: list[ServiceTag]) -> list[ServiceTag]:
    """Tell whether 3.9.4-0 comes before 3.9.4 (a candidate) or after it (a revision), by the repository's habit."""
    plain = {tag.version_order: tag for tag in tags if tag.reason_ignored is None}
    numbered = [tag for tag in tags if tag.reason_ignored is None and _NUMBERED.search(tag.version)]
    pairs = [(tag, plain.get(_plain_order(tag))) for tag in numbered]
    before = sum(final is not None and tag.fact.date_order <= final.fact.date_order for tag, final in pairs)
    after = sum(final is not None for _, final in pairs) - before
    same = sum(final is not None and tag.fact.ordinal == final.fact.ordinal for tag, final in pairs)
    if not before + same or before + same < after:
        return tags
    return [_as_candidate(tag) if tag in numbered else tag for tag in tags]


def _plain_order(tag: ServiceTag) -> str:
    return tag.version_order.split("~")[0] + f"~6.{0:010d}.{0:010d}.{0:010d}"


def _as_candidate(tag: ServiceTag) -> ServiceTag:
    base, _, number = tag.version.partition("-p")
    order = tag.version_order.replace("~7", "~5")
    return replace(tag, version=f"{base}-{number}", version_order=order, is_candidate=True, candidate_of=base)


def _is_in(tag: ServiceTag, prefixes: set[str]) -> bool:
    return tag.reason_ignored is None and tag.prefix in prefixes


def _overlaps(dates: list[int], others: list[int]) -> bool:
    inside = sum(min(others) < date < max(others) for date in dates)
    return len(dates) >= _COMPONENT_TAG_COUNT and inside >= _COMPONENT_TAG_COUNT


def _without_doubles(tags: list[ServiceTag]) -> list[ServiceTag]:
    first: dict[tuple[int, str], ServiceTag] = {}
    kept = []
    for tag in tags:
        if tag.reason_ignored is None:
            earlier = first.setdefault((tag.fact.repository_id, tag.version_order), tag)
            if earlier is not tag:
                where = "the same commit" if earlier.fact.ordinal == tag.fact.ordinal else "another commit"
                reason = f"names version {earlier.version}, which tag {earlier.fact.tag_name} names on {where}"
                tag = ServiceTag(tag.fact, reason)
        kept.append(tag)
    return kept


def _with_import_dates(tags: list[ServiceTag]) -> list[ServiceTag]:
    commits: dict[tuple[int, int], set[int]] = defaultdict(set)
    for tag in _releases(tags):
        if tag.fact.tagged_epoch is not None and tag.fact.ordinal is not None:
            commits[tag.fact.repository_id, tag.fact.tagged_epoch].add(tag.fact.ordinal)
    imports = {instant for instant, ordinals in commits.items() if len(ordinals) >= IMPORT_TAG_COUNT}
    return [
        replace(tag, is_import_dated=(tag.fact.repository_id, tag.fact.tagged_epoch) in imports)
        if tag.reason_ignored is None
        else tag
        for tag in tags
    ]


def _releases(tags: Iterable[ServiceTag]) -> Iterable[ServiceTag]:
    return (tag for tag in tags if tag.reason_ignored is None)
