"""Reads a version out of the name of a tag or of a Jira version, and orders versions."""

import re
from dataclasses import dataclass

# A year and a month, so that 2024.1 is a date and 2024.77 is not.
_CALENDAR = re.compile(r"^(?:19|20)\d\d[._-](?:0?[1-9]|1[0-2])(?:[._-]\d{1,3}){0,2}$")
_DATE = re.compile(r"^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[._-]\d{1,3})?$")
_NUMBERS = r"\d+(?:[._]\d+){1,4}"
_DATED = r"(?:19|20)\d\d-\d\d(?:-\d\d)?(?:[._-]\d{1,3})?|(?:19|20)\d{6}(?:[._-]\d{1,3})?"
_TAG = re.compile(
    rf"^(?P<prefix>(?:.*?[^0-9.])??)(?P<numbers>{_DATED}|{_NUMBERS})(?P<suffix>(?:[.\-_+]?[A-Za-z~].*|[-+].*)?)$"
)
_PRE_WORDS = {
    "dev": 0, "snapshot": 0, "nightly": 0, "alpha": 1, "a": 1, "ea": 1, "m": 2, "milestone": 2, "beta": 3, "b": 3,
    "pre": 4, "preview": 4, "prerelease": 4, "candidate": 5, "cr": 5, "rc": 5, "c": 5,
}  # fmt: skip
_FINAL_WORDS = {"final", "ga", "release", "incubating", "stable", "lts"}
_POST_WORDS = {"sp": 7, "post": 7, "p": 7, "patch": 7, "hotfix": 7, "rev": 7, "r": 7, "fix": 7, "update": 7, "u": 7}
_FINAL = 6
_GENERIC_PREFIXES = {"", "v", "ver", "version", "r", "rel", "release", "releases", "tag", "tags"}
_NOT_RELEASES = {
    "nightly",
    "snapshot",
    "dev",
    "ci",
    "build",
    "test",
    "tests",
    "archive",
    "old",
    "backup",
    "before",
    "after",
}
_LONGEST_NAME = 120
_NAME = re.compile(r"[\w .+\-]+")
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
_BARE_NUMBER = re.compile(r"p[\d.]+")
_LETTER = re.compile(r"^[A-Za-z]$")
_PREFIX_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Version:
    """A version as its tag spells it, normalised so that v1.2.0 and release-1.2.0 are equal."""

    numbers: tuple[int, ...]
    stage: int
    """6 is a release, below is a candidate, above a release made after it (service pack, hotfix)."""
    stage_numbers: tuple[int, ...]
    label: str
    """The pre- or post-release part as it is shown, such as rc1; empty for a plain release."""
    is_calendar: bool
    prefix: str
    """What stands before the numbers without v, release and such, lower case: a name, or nothing."""

    @property
    def is_candidate(self) -> bool:
        """It has a pre-release part."""
        return self.stage < _FINAL

    @property
    def base(self) -> str:
        """The version without its pre-release part: what a candidate is a candidate of."""
        return ".".join(map(str, self.numbers))

    @property
    def text(self) -> str:
        """The normalised version, such as 1.2.0 or 1.2.0-rc1."""
        return f"{self.base}-{self.label}" if self.label else self.base

    @property
    def order(self) -> str:
        """Text that sorts as versions do: by numbers (1.2 = 1.2.0), then stage, then its numbers."""
        numbers = (*self.numbers, 0, 0, 0, 0, 0)[:5]
        stages = (*self.stage_numbers, 0, 0, 0)[:3]
        return ".".join(f"{n:010d}" for n in numbers) + f"~{self.stage}" + "".join(f".{n:010d}" for n in stages)

    @property
    def line(self) -> str | None:
        """X.Y for a semantic version, None for a date: its line is told by ancestry."""
        return None if self.is_calendar else ".".join(map(str, self.numbers[:2]))


def parse_tag(tag_name: str) -> Version | None:
    """Return the version that `tag_name` names by the well-known patterns, None when it names none."""
    match = _TAG.match(tag_name)
    if match is None or not _is_prefix(match["prefix"]):
        return None
    suffix = _read_suffix(match["suffix"])
    if suffix is None:
        return None
    stage, stage_numbers, label = suffix
    words = {word.lower() for word in _PREFIX_WORDS.findall(match["prefix"])}
    if words & _NOT_RELEASES:
        return None
    if stage == _FINAL and words & _PRE_WORDS.keys():
        label = min(words & _PRE_WORDS.keys())
        stage = _PRE_WORDS[label]
    numbers = tuple(int(part) for part in re.split(r"[._-]", match["numbers"]))
    if any(number >= 10**10 for number in (*numbers, *stage_numbers)):
        return None
    is_calendar = bool(_CALENDAR.match(match["numbers"]) or _DATE.match(match["numbers"]))
    return Version(numbers, stage, stage_numbers, label, is_calendar, _name_of(match["prefix"]))


def parse_name(name: str) -> Version | None:
    """Return the version that the name of a Jira version holds, None when it holds none, or more than one.

    People write more into these names than into tags, so what is not plainly a version is none: "Release 26.1" and
    "Payments v1.2.0" are, "2026-03 train" and "1.2.0 - 1.3.0" are not.
    """
    text = " ".join(name.split())
    if len(text) > _LONGEST_NAME or not _NAME.fullmatch(text) or len(_DOTTED.findall(text)) > 1:
        return None
    version = parse_tag(re.sub(r"[\s-]*\s[\s-]*", "-", text))
    if version is None or (" " in text and _BARE_NUMBER.fullmatch(version.label)):
        return None
    return version


def kind_of(version: Version) -> str:
    """Return major, minor, patch or calendar; candidate for a candidate."""
    if version.is_candidate:
        return "candidate"
    if version.is_calendar:
        return "calendar"
    _, minor, *rest = (*version.numbers, 0)
    return "patch" if any(rest) or version.stage > _FINAL else "minor" if minor else "major"


def _is_prefix(prefix: str) -> bool:
    return not prefix or bool(re.fullmatch(r"[A-Za-z](?:.*[/_\-@.])?|.*[A-Za-z][/_\-@.]*|.*[/_\-@]", prefix))


def _name_of(prefix: str) -> str:
    words = [word.lower() for word in _PREFIX_WORDS.findall(prefix)]
    return "-".join(word for word in words if word not in _GENERIC_PREFIXES and word not in _PRE_WORDS)


def _read_suffix(suffix: str) -> tuple[int, tuple[int, ...], str] | None:
    """Return stage, its numbers and its label; None when the suffix holds a word we do not know."""
    if _LETTER.match(suffix):
        return 7, (ord(suffix.lower()) - 96,), suffix.lower()
    text = suffix.split("+", 1)[0].strip(".-_~").lower()
    parts = [(word, int(number) if number else None) for word, number in re.findall(r"([a-z]+)|(\d+)", text)]
    words = [word for word, _ in parts if word and word not in _FINAL_WORDS]
    numbers = tuple(number for _, number in parts if number is not None)
    if not words:
        return (7, numbers, f"p{'.'.join(map(str, numbers))}") if numbers else (_FINAL, (), "")
    if all(word in _PRE_WORDS for word in words):
        stage = min(_PRE_WORDS[word] for word in words)
    elif len(words) == 1 and words[0] in _POST_WORDS:
        stage = _POST_WORDS[words[0]]
    else:
        return None
    label = re.sub(r"[^a-z0-9]+", ".", text).strip(".")
    return stage, numbers, re.sub(r"^([a-z]+)\.(\d+)$", r"\1\2", label)
