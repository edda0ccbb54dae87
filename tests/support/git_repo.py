"""Real git repositories for tests, exact to the byte and made in milliseconds.

Objects and refs are written straight into the repository, so a test can hold what git's own commands
refuse to write: an author without an address, a NUL in a message, a ref named like an option. What
comes out is an ordinary repository; `Repo.git` asks the real git about it.
"""

import hashlib
import os
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

START = 1_700_000_000
"""Date of the first commit when none is given: 2023-11-14 22:13:20 UTC. Each further one is an hour later."""
ADA = "Ada Lovelace <ada@example.org>"


def environment() -> dict[str, str]:
    """Return an environment in which git sees no configuration but the repository's own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.devnull,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is not an ordinary one: `Entry("120000", b"target")` is a link, mode 160000 a submodule."""

    mode: str
    content: bytes
    """Bytes of the file or link; of a submodule the commit's id in hexadecimal."""


Content = str | bytes | Entry | None
"""What a path holds from a commit on; None takes it away."""
_Tree = dict[bytes, tuple[bytes, str]]


class Repo:
    """A git repository at `path`, made if it is not there.

    >>> repo = Repo(tmp_path / "payments")
    >>> first = repo.commit("PAY-1 begin", files={"pay.py": "a\\n"})
    >>> fix = repo.commit("PAY-2 fix", parents=[first], files={"pay.py": "b\\n"}, committed=1_700_100_000)
    >>> repo.branch("main", fix)
    >>> repo.tag("v1.0.0", fix, date=1_700_200_000)
    """

    def __init__(self, path: Path, *, bare: bool = False, object_format: str = "sha1") -> None:
        self.path = path
        self.git_dir = path if bare else path / ".git"
        self._hash = hashlib.new(object_format, usedforsecurity=False)
        self._trees: dict[str, _Tree] = {}
        self._clock = START
        if not (self.git_dir / "HEAD").exists():
            kind = ["--bare"] if bare else []
            _run([
                "git", "init", "--quiet", "--template=", "--initial-branch=main", f"--object-format={object_format}",
                *kind, str(path),
            ])  # fmt: skip

    def commit(
        self,
        message: str | bytes = "change",
        *,
        parents: Sequence[str] = (),
        files: Mapping[str | bytes, Content] | None = None,
        author: str | bytes = ADA,
        committer: str | bytes | None = None,
        authored: int | None = None,
        committed: int | None = None,
        tz: str = "+0000",
        branch: str | None = None,
    ) -> str:
        """Write a commit and return its id; `branch`, when given, is moved to it.

        `files` are changes to the first parent's tree. Dates are seconds since 1970; without
        `committed` each commit is an hour after the one made before it; `authored` follows it.
        """
        self._clock = self._clock + 3600 if committed is None else committed
        tree = self._trees_of(parents)
        for path, content in (files or {}).items():
            self._put(tree, _bytes(path), content)
        lines = [f"tree {self._write_tree(tree)}".encode(), *(f"parent {parent}".encode() for parent in parents)]
        written = self._clock if authored is None else authored
        lines.append(b"author %s %d %s" % (_bytes(author), written, tz.encode()))
        lines.append(b"committer %s %d %s" % (_bytes(committer or author), self._clock, tz.encode()))
        sha = self.raw_commit(b"\n".join(lines) + b"\n\n" + _bytes(message))
        self._trees[sha] = tree
        if branch is not None:
            self.branch(branch, sha)
        return sha

    def raw_commit(self, body: bytes) -> str:
        """Write a commit object with exactly this body and return its id; nothing is checked."""
        return self.raw_object("commit", body)

    def tree(self, files: Mapping[str | bytes, Content]) -> str:
        """Write a tree of these files and return its id, for use in a raw commit or a tag."""
        tree: _Tree = {}
        for path, content in files.items():
            self._put(tree, _bytes(path), content)
        return self._write_tree(tree)

    def blob(self, content: str | bytes) -> str:
        """Write file content and return its id."""
        return self.raw_object("blob", _bytes(content))

    def raw_object(self, kind: str, body: bytes) -> str:
        """Write a loose object and return its id."""
        whole = f"{kind} {len(body)}\0".encode() + body
        digest = self._hash.copy()
        digest.update(whole)
        sha = digest.hexdigest()
        place = self.git_dir / "objects" / sha[:2] / sha[2:]
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(zlib.compress(whole, 1))
        return sha

    def branch(self, name: str, sha: str) -> None:
        """Point refs/heads/`name` at `sha`, whatever the name and whatever is there."""
        self.ref(f"refs/heads/{name}", sha)

    def tag(
        self,
        name: str,
        sha: str,
        *,
        date: int | None = None,
        tagger: str | bytes | None = ADA,
        tz: str = "+0000",
        message: str | bytes = "release\n",
        target_type: str = "commit",
    ) -> str:
        """Tag an object and return what the tag points at.

        A lightweight tag without `date`, an annotated one made at that second with it. `tagger` None
        leaves the tagger's line out (and the date with it; then any `date` will do).
        """
        if date is not None:
            made = b"" if tagger is None else b"tagger %s %d %s\n" % (_bytes(tagger), date, tz.encode())
            head = f"object {sha}\ntype {target_type}\ntag {name}\n".encode("utf-8", "surrogateescape")
            sha = self.raw_object("tag", head + made + b"\n" + _bytes(message))
        self.ref(f"refs/tags/{name}", sha)
        return sha

    def ref(self, full_name: str, sha: str) -> None:
        """Write the file of a ref; its name is not checked. Surrogates stand for bytes that are not UTF-8."""
        place = self.git_dir / full_name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{sha}\n")

    def delete_ref(self, full_name: str) -> None:
        """Take a ref away that `ref`, `branch` or `tag` wrote."""
        (self.git_dir / full_name).unlink()

    def head(self, points_at: str) -> None:
        """Set HEAD to a branch (`main`) or, with a full object id, detach it there."""
        is_id = len(points_at) == 2 * self._hash.digest_size
        (self.git_dir / "HEAD").write_bytes(_bytes(f"{points_at}\n" if is_id else f"ref: refs/heads/{points_at}\n"))

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        """Return what git prints about this repository, without the last newline; raises when git fails."""
        return self.git_bytes(*arguments, stdin=stdin).decode("utf-8", "surrogateescape").removesuffix("\n")

    def git_bytes(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Return what git prints about this repository, as bytes."""
        return _run(["git", f"--git-dir={self.git_dir.absolute()}", *arguments], stdin, cwd=self.path)

    def commit_count(self) -> int:
        """Return how many commits git itself reaches from branches and tags."""
        return int(self.git("rev-list", "--count", "--branches", "--tags"))

    def _trees_of(self, parents: Sequence[str]) -> _Tree:
        if not parents:
            return {}
        if parents[0] not in self._trees:
            listed = self.git_bytes("ls-tree", "-r", "-z", "--full-tree", parents[0]).split(b"\0")[:-1]
            split = [line.partition(b"\t") for line in listed]
            self._trees[parents[0]] = {p: (told.split()[0], told.split()[2].decode()) for told, _, p in split}
        return dict(self._trees[parents[0]])

    def _put(self, tree: _Tree, path: bytes, content: Content) -> None:
        if content is None:
            tree.pop(path, None)
        elif isinstance(content, Entry):
            is_submodule = content.mode == "160000"
            sha = content.content.decode() if is_submodule else self.blob(content.content)
            tree[path] = (content.mode.encode(), sha)
        else:
            tree[path] = (b"100644", self.blob(content))

    def _write_tree(self, files: _Tree) -> str:
        here: dict[bytes, tuple[bytes, str]] = {}
        folders: dict[bytes, _Tree] = {}
        for path, held in files.items():
            name, slash, rest = path.partition(b"/")
            if slash:
                folders.setdefault(name, {})[rest] = held
            else:
                here[name] = held
        here |= {name: (b"40000", self._write_tree(inside)) for name, inside in folders.items()}
        ordered = sorted(here.items(), key=lambda entry: entry[0] + (b"/" if entry[1][0] == b"40000" else b""))
        body = b"".join(b"%s %s\0%s" % (mode, name, bytes.fromhex(sha)) for name, (mode, sha) in ordered)
        return self.raw_object("tree", body)


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def _run(command: list[str], stdin: bytes = b"", cwd: Path | None = None) -> bytes:
    done = subprocess.run(command, input=stdin, capture_output=True, env=environment(), cwd=cwd, check=False)
    if done.returncode:
        raise AssertionError(
            f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode(errors='replace')}"
        )
    return done.stdout
