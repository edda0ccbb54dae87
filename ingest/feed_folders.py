"""What the place of a test report tells of it: service, version, commit and phase, from the names of its folders."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from ingest.versions import parse_tag

PHASES: Mapping[str, tuple[str, ...]] = {
    "regression": ("regression", "regression test", "regression tests"),
    "user acceptance": ("user acceptance", "uat", "acceptance", "user acceptance test", "user acceptance tests", "acceptance tests"),
    "performance": ("performance", "perf", "load", "load test", "load tests", "performance tests", "stress"),
    "integration": ("integration", "integration tests"),
    "unit": ("unit", "unit tests"),
    "smoke": ("smoke", "smoke tests"),
    "end to end": ("end to end", "e2e", "end2end"),
    "security": ("security", "security tests"),
}  # fmt: skip
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def phase_of(text: str) -> str:
    """Return a phase by its common name; one that has none as it is, in small letters."""
    folded = re.sub(r"[\s_-]+", " ", text.casefold()).strip()
    return next((phase for phase, words in PHASES.items() if folded in words), folded)


def told_by_place(shown: str, services: tuple[str, ...], below: str) -> dict[str, str]:
    """Return what the names of a file's folders, and its own, tell: service, version, sha, phase.

    The last name of each sort counts. `below` is the folder that the settings name: a phase of no common name is the last
    folder under it that is nothing else.
    """
    path = PurePosixPath(shown)
    folders = [part for part in path.parent.parts if part not in ("..", "/")]
    found: dict[str, str] = {}
    others: list[str] = []
    for n, name in enumerate([*folders, path.stem]):
        told = _of_name(name, services)
        found |= told
        if not told and n < len(folders):
            others.append(name)
    inside = PurePosixPath(shown.removeprefix(f"{below}/")).parent.parts if shown != below else ()
    last = next((name for name in reversed(inside) if name in others), None)
    return ({"phase": phase_of(last)} if last else {}) | found


def _of_name(name: str, services: tuple[str, ...]) -> dict[str, str]:
    folded = name.casefold()
    same = [service for service in services if service.casefold() == folded]
    if len(same) == 1:
        return {"service": same[0]}
    if _COMMIT.fullmatch(folded):
        return {"sha": folded}
    if (phase := phase_of(name)) in PHASES:
        return {"phase": phase}
    version = parse_tag(name)
    if version is not None and version.prefix in ("", *(service.casefold() for service in services)):
        return {"version": name}
    return {}
