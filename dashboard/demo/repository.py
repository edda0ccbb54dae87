"""Writes one git repository through `git fast-import`, untouched by the configuration of the machine."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from dashboard.demo.organisation import DemoError, Person

Mark = int
"""Number of an object in the stream; git's own id of it is asked for with `object_id`."""


@dataclass(frozen=True, slots=True)
class Signature:
    person: Person
    moment: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An annotated tag as it stands in a repository."""

    name: str
    sha: str
    """Of the commit."""
    moment: int
    """Seconds since 1970."""


def tags_of(path: Path) -> list[Tag]:
    """Return the annotated tags of a repository in the order of their dates."""
    listed = _git("-C", str(path), "for-each-ref", "--format=%(refname:strip=2) %(*objectname) %(taggerdate:unix)",
                  "refs/tags")  # fmt: skip
    found = [line.split(" ") for line in listed.splitlines()]
    tags = [Tag(name, sha, int(moment)) for name, sha, moment in found if sha]
    return sorted(tags, key=lambda tag: (tag.moment, tag.name))


class Repository:
    """A bare repository in the making; a context manager whose end completes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commit_count = 0
        self._mark: Mark = 0

    def __enter__(self) -> Repository:
        _git("init", "--quiet", "--bare", "--initial-branch=main", "--template=", str(self.path))
        self._complaints = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            ["git", "fast-import", "--quiet", "--done", "--date-format=raw"],
            cwd=self.path,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            bufsize=1 << 20,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stream: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._stream.write(b"reset refs/scratch\nfrom " + b"0" * 40 + b"\n\ndone\n")
        self._process.communicate()
        self._complaints.seek(0)
        complaint = self._complaints.read().decode("utf-8", "replace").strip()
        self._complaints.close()
        if self._process.returncode and (kind is None or issubclass(kind, BrokenPipeError)):
            raise DemoError(f"git fast-import could not write {self.path}: {complaint}")

    def commit(
        self,
        parents: Sequence[Mark],
        author: Signature,
        committer: Signature,
        message: bytes,
        changes: Mapping[str, bytes | None],
    ) -> Mark:
        """Write a commit: the files of its first parent with `changes` made; None removes a path."""
        self._mark += 1
        self.commit_count += 1
        write = self._stream.write
        write(
            b"commit refs/scratch\nmark :%d\nauthor %s\ncommitter %s\n"
            % (self._mark, _signed(author), _signed(committer))
        )
        self._data(message)
        for position, parent in enumerate(parents):
            write(b"%s :%d\n" % (b"merge" if position else b"from", parent))
        for path, content in changes.items():
            if content is None:
                write(b"D %s\n" % path.encode())
            else:
                write(b"M 100644 inline %s\n" % path.encode())
                self._data(content)
        write(b"\n")
        return self._mark

    def object_id(self, mark: Mark) -> str:
        self._stream.write(b"get-mark :%d\n" % mark)
        self._stream.flush()
        return self._answers.readline().decode("ascii").strip()

    def branch(self, name: str, mark: Mark) -> None:
        self._stream.write(b"reset refs/heads/%s\nfrom :%d\n\n" % (name.encode(), mark))

    def lightweight_tag(self, name: str, mark: Mark) -> None:
        self._stream.write(b"reset refs/tags/%s\nfrom :%d\n\n" % (name.encode(), mark))

    def annotated_tag(self, name: str, mark: Mark, tagger: Signature, message: str) -> None:
        self._stream.write(b"tag %s\nfrom :%d\ntagger %s\n" % (name.encode(), mark, _signed(tagger)))
        self._data(message.encode())

    def _data(self, content: bytes) -> None:
        self._stream.write(b"data %d\n%s\n" % (len(content), content))


class Foreseen(Repository):
    """Takes what a repository takes and writes nothing: what is still to come."""

    def __init__(self, known: Repository) -> None:
        self.path, self.commit_count, self._mark = known.path, known.commit_count, known._mark

    def commit(
        self,
        parents: Sequence[Mark],
        author: Signature,
        committer: Signature,
        message: bytes,
        changes: Mapping[str, bytes | None],
    ) -> Mark:
        self._mark += 1
        return self._mark

    def object_id(self, mark: Mark) -> str:
        return f"{mark:040x}"

    def branch(self, name: str, mark: Mark) -> None: ...

    def lightweight_tag(self, name: str, mark: Mark) -> None: ...

    def annotated_tag(self, name: str, mark: Mark, tagger: Signature, message: str) -> None: ...


def _signed(signature: Signature) -> bytes:
    offset = datetime.fromtimestamp(signature.moment, signature.person.zone).utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    return f"{signature.person.name} <{signature.person.email}> {signature.moment} {zone}".encode()


def _environment() -> dict[str, str]:
    """Nothing of the machine's or the user's git configuration, identity, hooks or language."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], env=_environment(), capture_output=True, check=False)
    except FileNotFoundError as error:
        raise DemoError("git is not on the PATH. Install git 2.30 or newer, then run `leadline demo` again.") from error
    if done.returncode:
        raise DemoError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout.decode("utf-8", "replace")
