"""Reads a repository with the real ingest and holds what came of it against what git says."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from ingest.line_counts import count_all
from ingest.progress import Silent
from ingest.settings import GitSettings, Repository, Service, SourceSettings
from ingest.sync import Models, Outcome, sync
from ingest.warehouse import Warehouse
from tests.support.git_repo import Repo

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FETCH_MINUTES = 0.5
Change = tuple[str, str, int | None, int | None]
"""Commit, path, lines added, lines deleted; None for binary content."""


NO_MODELS = Models(lambda _con, _now: None, "none")
"""Builds nothing: these tests look at what was landed."""


def settings_for(data_dir: Path, sources: Mapping[str, Path | str]) -> SourceSettings:
    """Return settings in which each source is a service of its own."""
    services = tuple(Service(name, (Repository(name, str(location)),)) for name, location in sources.items())
    return SourceSettings(
        data_dir, data_dir.parent, services, GitSettings(workers=2, fetch_timeout_minutes=FETCH_MINUTES)
    )


@dataclass(frozen=True)
class Found:
    """What one sync made of its sources."""

    data_dir: Path
    outcome: Outcome
    counted: Outcome

    @cached_property
    def _con(self) -> duckdb.DuckDBPyConnection:
        current = Warehouse(self.data_dir).current()
        assert current is not None, f"nothing was published: {self.outcome.failures}"
        con = duckdb.connect(str(current), read_only=True)
        con.execute("set TimeZone = 'UTC'")
        return con

    def rows(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the snapshot that was the published one at the first query."""
        return self._con.execute(sql, parameters or None).fetchall()

    def one(self, sql: str, **parameters: object) -> Any:
        """Return the only value of a query's only row."""
        [[value]] = self.rows(sql, **parameters)
        return value

    def shas(self, source: str) -> Counter[str]:
        """Return the ids of the commits landed, with how often each was."""
        return Counter(sha for (sha,) in self.rows(
            "select lower(hex(sha)) from raw.git_commits join raw.git_repositories using (repository_id) "
            "where repository = $source", source=source,
        ))  # fmt: skip

    def parents(self, source: str) -> dict[str, list[str]]:
        """Return the parents of every commit that has some, in order."""
        return dict(self.rows(
            "select lower(hex(child.sha)), list(lower(hex(parent.sha)) order by parent_position) from raw.git_edges "
            "join raw.git_commits as child on child.commit_id = child_id "
            "join raw.git_commits as parent on parent.commit_id = parent_id "
            "join raw.git_repositories as repository on repository.repository_id = child.repository_id "
            "where repository = $source group by 1", source=source,
        ))  # fmt: skip

    def file_changes(self, source: str) -> Counter[Change]:
        """Return every change landed."""
        return Counter(self.rows(
            "select lower(hex(sha)), path, additions, deletions from raw.git_file_changes "
            "join raw.git_commits using (commit_id) join raw.git_paths using (path_id) "
            "join raw.git_blob_pairs using (pair_id) "
            "join raw.git_repositories as repository on repository.repository_id = git_commits.repository_id "
            "where repository = $source", source=source,
        ))  # fmt: skip

    def tags(self, source: str) -> dict[str, dict[str, Any]]:
        """Return the tags landed, by name."""
        columns = ("tag_name", "target_type", "target_sha", "commit_id", "is_annotated", "tagger_id", "tagged_epoch",
                   "tagged_tz_minutes", "subject")  # fmt: skip
        rows = self.rows(
            f"select {', '.join(columns)} from raw.git_tags join raw.git_repositories using (repository_id) "
            "where repository = $source", source=source,
        )  # fmt: skip
        return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}

    def assert_has(self, source: str, truth: "Truth") -> None:
        """Every commit git reaches is landed once, with its parents in order; every change with git's own counts."""
        assert source not in self.outcome.failures
        assert source not in self.counted.failures
        assert self.shas(source) == Counter(truth.parents.keys())
        assert self.parents(source) == {sha: parents for sha, parents in truth.parents.items() if parents}
        assert self.file_changes(source) == truth.changes


@dataclass(frozen=True, slots=True)
class Truth:
    """What git itself says of a repository."""

    parents: dict[str, list[str]]
    """Parents of every commit reachable from a branch or tag."""
    changes: Counter[Change]

    @classmethod
    def of(cls, repo: Repo) -> "Truth":
        """Ask git."""
        listed = [line.split() for line in repo.git("rev-list", "--branches", "--tags", "--parents").splitlines()]
        return cls({sha: parents for sha, *parents in listed}, git_numstat(repo))


def read(
    data_dir: Path, sources: Mapping[str, Path | str], *, models: Models = NO_MODELS, now: datetime = NOW, **how: Any
) -> Found:
    """Sync and count lines, as `leadline sync` does, and return what came of it."""
    settings = settings_for(data_dir, sources)
    outcome = sync(settings, models, now=now, progress=Silent(), **how)
    return Found(data_dir, outcome, count_all(settings, models, now=now, progress=Silent()))


def git_numstat(repo: Repo) -> Counter[Change]:
    """Return every change as `git log --numstat --no-renames` counts it, with no attributes in force."""
    printed = repo.git_bytes(
        "-c", "core.commitGraph=false", "log", "--no-show-signature", "--branches", "--tags", "--numstat", "--no-renames", "-z",
        "--format=%x01%H", "--no-textconv", "--no-ext-diff",
    )  # fmt: skip
    changes: Counter[Change] = Counter()
    sha = ""
    for token in printed.split(b"\0"):
        if token.startswith(b"\x01"):
            sha = token[1:].decode()
        elif token:
            additions, deletions, path = token.lstrip(b"\n").split(b"\t", 2)
            changes[sha, _text(path), _number(additions), _number(deletions)] += 1
    return changes


def _text(path: bytes) -> str:
    try:
        return path.decode()
    except UnicodeDecodeError:
        return path.decode("latin-1")


def _number(printed: bytes) -> int | None:
    return None if printed == b"-" else int(printed)


def assert_one_sentence(text: str) -> None:
    """It is one line that a person can act on: no traceback, no control characters, an end."""
    assert text.strip() == text
    assert text.isprintable(), repr(text)
    assert text[-1] in ".)`'", text
    assert "Traceback" not in text
    assert len(text) < 700


class Canary:
    """A program that a trap runs, and the look whether it did or anything else was written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sung = folder / "sung"
        self.program = folder / "canary"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{self.sung}"\nexit 0\n')
        self.program.chmod(0o755)

    def __str__(self) -> str:
        return str(self.program)

    @property
    def is_silent(self) -> bool:
        """The program did not run."""
        return not self.sung.exists()


@contextmanager
def nothing_written_outside(root: Path, data_dir: Path) -> Iterator[None]:
    """Fail when anything under `root` but outside `data_dir` is made, changed or removed."""
    before = _listing(root, data_dir)
    yield
    assert _listing(root, data_dir) == before


def _listing(root: Path, without: Path) -> dict[str, str]:
    found = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if Path(folder, name) != without]
        for name in (*files, *folders):
            path = Path(folder, name)
            found[str(path)] = _digest(path)
    return found


def _digest(path: Path) -> str:
    if path.is_symlink():
        return f"link to {os.readlink(path)}"
    return hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest() if path.is_file() else "other"
