"""JUnit reports read into records, one for each suite that ran tests. The XML is hostile until it proves otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ingest.feed_places import FileRefused
from ingest.feed_table import Record
from ingest.text import one_line

MOST_SUITES = 100_000
_DEEPEST = 100
_TOLD = {"service": "service", "version": "version", "sha": "sha", "commit": "sha", "phase": "phase"}
"""What a <property> of that name tells."""


@dataclass(slots=True)
class _Suite:
    number: int
    attributes: dict[str, str]
    parent: "_Suite | None"
    told: dict[str, str] = field(default_factory=dict)
    case_count: int = 0
    failed_count: int = 0
    skipped_count: int = 0
    has_suites: bool = False

    def told_of(self, name: str) -> str | None:
        """What the suite, or one around it, tells under that name."""
        return self.told.get(name) or (self.parent.told_of(name) if self.parent else None)

    @property
    def name(self) -> str:
        """Its name; without one its number."""
        return self.attributes.get("name", "").strip() or f"suite {self.number}"


def read_junit(data: bytes) -> Iterator[Record]:
    """Return the suites of a report as records of kind tests. Raises `FileRefused`."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FileRefused(f"is no XML ({one_line(str(error), 80)}). Expected a JUnit report that is whole.") from error
    except (ValueError, LookupError) as error:
        raise FileRefused(f"is no XML that can be read ({one_line(str(error), 80)}). Expected UTF-8.") from error
    return iter([_record(suite) for suite in reader.suites if _ran(suite)])


class _Reader:
    """Takes the elements of a report as they come and keeps its suites."""

    def __init__(self) -> None:
        self.suites: list[_Suite] = []
        self._open: list[_Suite] = []
        self._names: list[str] = []
        self._outcome: str | None = None
        """Of the test case that is open."""

    def doctype(self, *_: object) -> None:
        """Refuse what entities and outside files are declared by; no JUnit report needs it."""
        raise FileRefused("declares a document type, which no JUnit report needs and which can hide an attack, so it is not read.")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the begin of an element."""
        name = tag.rpartition(":")[2]
        if not self._names and name not in ("testsuites", "testsuite"):
            raise FileRefused(f"is XML but no JUnit report: it begins with <{one_line(name, 40)}>, expected <testsuites> or <testsuite>.")
        self._names.append(name)
        if len(self._names) > _DEEPEST:
            raise FileRefused(f"is nested more than {_DEEPEST} elements deep, so it is not read. Expected a JUnit report.")
        if name in ("testsuites", "testsuite"):
            self._begin(attributes)
        elif name == "testcase" and self._open:
            self._outcome = "skipped" if attributes.get("status", "").lower() in ("skipped", "notrun", "disabled") else "passed"
        elif name in ("failure", "error") and self._names[-2] == "testcase":
            self._outcome = "failed"
        elif name == "skipped" and self._names[-2] == "testcase" and self._outcome == "passed":
            self._outcome = "skipped"
        elif name == "property" and self._open and (told := _TOLD.get(attributes.get("name", "").strip().lower())):
            self._open[-1].told.setdefault(told, attributes.get("value", ""))

    def _begin(self, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else None
        if parent is not None:
            parent.has_suites = True
        suite = _Suite(len(self.suites) + 1, attributes, parent)
        self.suites.append(suite)
        self._open.append(suite)
        if len(self.suites) > MOST_SUITES:
            raise FileRefused(f"holds more than {MOST_SUITES:,} suites, so it is not read. Split it.")

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition(":")[2]
        self._names.pop()
        if name in ("testsuites", "testsuite"):
            self._open.pop()
        elif name == "testcase" and self._open and self._outcome is not None:
            suite = self._open[-1]
            suite.case_count += 1
            suite.failed_count += self._outcome == "failed"
            suite.skipped_count += self._outcome == "skipped"
            self._outcome = None


def _ran(suite: _Suite) -> bool:
    """Tell whether the suite has tests of its own, and is not only a frame around others."""
    return suite.case_count > 0 or (not suite.has_suites and "tests" in suite.attributes)


def _record(suite: _Suite) -> Record:
    if suite.case_count:
        executed, failed, skipped = suite.case_count - suite.skipped_count, suite.failed_count, suite.skipped_count
    else:
        executed, failed, skipped = _of_attributes(suite.attributes)
    told = {name: suite.told_of(name) for name in ("service", "version", "sha", "phase")}
    counts = {"executed": executed, "failed": failed, "passed": executed - failed, "skipped": skipped}
    values = told | {"suite": suite.name, "ran_at": suite.attributes.get("timestamp")} | counts
    shown = " ".join(f'{name}="{value}"' for name, value in suite.attributes.items())
    return Record(suite.number, values, f"<testsuite {shown}>")


def _of_attributes(attributes: dict[str, str]) -> tuple[int, int, int]:
    """Executed, failed and skipped of a report without test cases; an error of the suite itself is a failed test."""
    tests, failures, errors = (_whole(attributes.get(name)) for name in ("tests", "failures", "errors"))
    skipped = _whole(attributes.get("skipped")) or _whole(attributes.get("disabled"))
    failed = failures + errors
    return max(tests - skipped, failed), failed, skipped


def _whole(text: str | None) -> int:
    return int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 12 else 0
