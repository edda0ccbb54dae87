"""Our own bare repository beside each source: the only place where git is allowed to work.

A repository on this machine is read through a mirror that borrows its objects (an alternates file)
and takes nothing else from it: no configuration, hooks, attributes, replace refs, grafts or
commit-graph. A repository elsewhere is fetched into the mirror.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import SourceRefused, SourceUnreachable
from ingest.git_client import Git
from ingest.text import one_line, printable, without_credentials

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SCP_LIKE = re.compile(r"^[^/\s]+@[^/:\s]+:(?!//)")
_REFSPECS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
_SETTLED_AFTER_NS = 2_000_000_000
_CONFIG_LIMIT = 1_000_000
_REMOTE_PROTOCOLS = ("https", "ssh")
# The one program that reads the source's own configuration: it must not let transfer.hideRefs leave refs out.
_SHOWING_ALL = "--upload-pack=git -c transfer.hideRefs='!refs' -c transfer.hideRefs='!HEAD' upload-pack"


@dataclass(frozen=True, slots=True)
class Ref:
    """One branch or tag as the source has it now."""

    name: str
    """Full name, such as refs/tags/v1.2.0; bytes that are not UTF-8 are kept as surrogates."""
    sha: str


@dataclass(frozen=True, slots=True)
class Refs:
    """All branches and tags of a source at one instant."""

    refs: tuple[Ref, ...]
    default_branch: str | None
    digest: str
    """Equal digests mean equal refs."""

    @property
    def object_format(self) -> str | None:
        """sha1 or sha256, None when there is no ref to tell by."""
        return ("sha256" if len(self.refs[0].sha) == 64 else "sha1") if self.refs else None


@dataclass(frozen=True, slots=True)
class Mirror:
    """A source and our bare repository for it."""

    git: Git
    name: str
    location: str
    """As the user gave it, credentials taken out."""
    source_directory: Path | None
    """The source's own git directory; None when it is on another machine."""
    address: str = field(repr=False)
    """What git is told to read: may hold a user name, so it is never printed."""

    def known_digest(self) -> str | None:
        """Return the refs' digest without asking git, None when that cannot be told safely."""
        if self.source_directory is None:
            return None
        try:
            kept = json.loads((self.git.directory / "leadline-refs.json").read_text())
        except (OSError, ValueError):
            return None
        try:
            fingerprint = _fingerprint(self.source_directory)
        except OSError:
            return None
        return kept.get("digest") if fingerprint and kept.get("fingerprint") == fingerprint else None

    def keep_digest(self, digest: str, fingerprint: str | None) -> None:
        """Remember that refs with `fingerprint` on disk have `digest`."""
        if fingerprint is not None:
            kept = json.dumps({"fingerprint": fingerprint, "digest": digest})
            (self.git.directory / "leadline-refs.json").write_text(kept)

    def fingerprint(self) -> str | None:
        """Return a digest of the refs' files as they lie on disk, None for a source elsewhere or in motion."""
        try:
            return _fingerprint(self.source_directory) if self.source_directory else None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(self.name, one_line(str(error.filename)), error) from error

    def refs(self, timeout: float) -> Refs:
        """Ask the source for its branches and tags; fetches nothing."""
        try:
            printed = self.git.output(
                "ls-remote",
                "--symref",
                *([] if self.source_directory is None else [_SHOWING_ALL]),
                "--end-of-options",
                self.address,
                "HEAD",
                "refs/heads/*",
                "refs/tags/*",
                timeout=timeout,
            )
        except SourceRefused as error:
            raise SourceUnreachable(str(error)) from error
        return _parse_refs(printed)

    def fetch(self, refs: Refs, timeout: float) -> None:
        """Bring the objects behind `refs` into the mirror; nothing to do for a source on this machine."""
        if self.source_directory is not None:
            return
        _initialise(self.git, refs.object_format or "sha1", safe_directory=None)
        self._remove_litter()
        self.git.output(
            "fetch", "--quiet", "--prune", "--update-shallow", "--no-tags", "--force", "--no-recurse-submodules",
            "--no-auto-maintenance", "--no-write-fetch-head", "--end-of-options",
            self.address, *_REFSPECS, timeout=timeout,
        )  # fmt: skip
        if (self.git.directory / "shallow").exists():
            shutil.rmtree(self.git.directory)  # A mirror once cut would stay cut when the source is whole again.
            raise _shallow(self.name, self.location)

    def _remove_litter(self) -> None:
        """Take away what a killed fetch left: one writer at a time works here, so no lock is anybody's."""
        patterns = ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*", "objects/pack/*.lock", "objects/??/tmp_obj_*")
        for pattern in patterns:
            for litter in self.git.directory.glob(pattern):
                litter.unlink(missing_ok=True)


def open_mirror(folder: Path, name: str, location: str, *, base: Path) -> Mirror:
    """Return the mirror of `location` under `folder`, made if it is not there.

    `base` is what a relative path is relative to. Raises `SourceUnreachable` when nothing is there,
    `SourceRefused` when it is no repository, is shallow, or its address may not be used.
    """
    local = _local_path(location, base)
    if local is None:
        _check_address(name, location)
        return _remote_mirror(folder, name, location)
    source = git_directory(local, name)
    _refuse_shallow(source, name, local)
    directory = folder / _mirror_name(name, str(source.resolve()))
    git = Git(directory, name)
    _initialise(git, object_format(source), safe_directory=source)
    _write_if_changed(directory / "objects" / "info" / "alternates", _alternate((source / "objects").resolve()))
    return Mirror(git, name, printable(str(local)), source, str(source))


def _alternate(objects: Path) -> str:
    quoted = _quoted(str(objects))
    return f'"{quoted}"\n' if "\n" in str(objects) else f"{objects}\n"


def _remote_mirror(folder: Path, name: str, location: str) -> Mirror:
    directory = folder / _mirror_name(name, without_credentials(location))
    git = Git(directory, name)
    _initialise(git, object_format(directory), safe_directory=None)
    return Mirror(git, name, without_credentials(location), None, location)


def is_address(location: str) -> bool:
    """Tell whether `location` names another machine rather than a path."""
    return _local_path(location, Path()) is None


def _local_path(location: str, base: Path) -> Path | None:
    scheme = _SCHEME.match(location)
    if scheme and scheme.group(1).lower() == "file":
        path = re.sub(r"^file://(localhost(?=/))?", "", location, flags=re.IGNORECASE)
        return Path(path) if path.startswith("/") else None
    if scheme or location.startswith("ext::") or _SCP_LIKE.match(location):
        return None
    return (base / Path(location).expanduser()).absolute()


def _check_address(name: str, location: str) -> None:
    scheme = _SCHEME.match(location)
    protocol = scheme.group(1).lower() if scheme else "ssh" if _SCP_LIKE.match(location) else "ext"
    if protocol not in _REMOTE_PROTOCOLS or location.startswith("-"):
        raise SourceRefused(
            f"{name}: the address {one_line(location)} uses '{protocol}', which is not read. "
            "Expected a path, or an https:// or ssh:// address."
        )
    if re.match(r"^[a-z]+://[^/@]*:[^/@]*@", location):
        raise SourceRefused(
            f"{name}: the address {one_line(location)} carries a password. Take it out of leadline.toml and use "
            "an ssh address with a key in the agent, or clone the repository and name the clone's path."
        )


def git_directory(path: Path, name: str) -> Path:
    """Return the git directory of the repository at `path` (work tree, worktree or bare), read by us alone."""
    shown = one_line(str(path))
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceUnreachable(f"{name}: {shown} does not exist. Check the path in leadline.toml.") from error
    except (OSError, ValueError) as error:
        raise _unreadable(name, shown, error) from error
    try:
        found = _common_directory(path)
        is_whole = (found / "objects").is_dir() and (found / "HEAD").is_file() and not _is_special(found / "config")
        if is_whole:
            _beginning(found / "HEAD")
            os.scandir(found / "objects").close()
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreadable(name, shown, error) from error
    if not is_whole:
        raise SourceRefused(
            f"{name}: {shown} is not a git repository. "
            "Expected a work tree with a .git folder, or a bare repository; check the path."
        )
    return found


def _unreadable(name: str, shown: str, error: Exception) -> SourceUnreachable:
    why = (isinstance(error, OSError) and error.strerror) or one_line(str(error))
    return SourceUnreachable(f"{name}: {shown} cannot be read ({why}). Check the path and its permissions.")


def _common_directory(path: Path) -> Path:
    """The git directory that the work trees of a repository share; raises as `open` and `Path.resolve` do."""
    found = path / ".git" if (path / ".git").exists() else path
    if found.is_file():
        text = _beginning(found)
        if not text.startswith("gitdir:"):
            raise ValueError(f"{found.name} does not begin with 'gitdir:'")
        found = (found.parent / text.removeprefix("gitdir:").strip()).resolve()
    common = found / "commondir"
    return (found / _beginning(common).strip()).resolve() if common.is_file() else found


def _beginning(path: Path) -> str:
    with open(path, errors="surrogateescape") as file:
        return file.read(_CONFIG_LIMIT)


def _is_special(path: Path) -> bool:
    """A pipe or a device, which would be read for ever."""
    return path.exists() and not path.is_file()


def object_format(source: Path) -> str:
    """Return sha1 or sha256 as the repository's configuration file says, read as text."""
    try:
        text = _beginning(source / "config")
    except OSError:
        return "sha1"
    found = re.search(r"^\s*objectformat\s*=\s*\"?(\w+)", text, re.IGNORECASE | re.MULTILINE)
    return "sha256" if found and found.group(1).lower() == "sha256" else "sha1"


def is_partial(mirror: Mirror) -> bool:
    """Tell whether the source is a partial clone, which has commits without their contents."""
    folder = (mirror.source_directory or mirror.git.directory) / "objects" / "pack"
    return any(folder.glob("*.promisor"))


def _refuse_shallow(source: Path, name: str, path: Path) -> None:
    try:
        is_shallow = (source / "shallow").stat().st_size > 0
    except OSError:
        return
    if is_shallow:
        raise _shallow(name, str(path))


def _shallow(name: str, location: str) -> SourceRefused:
    return SourceRefused(
        f"{name}: {one_line(location)} is a shallow clone, so its history is cut off and lead times would be wrong. "
        "Run `git fetch --unshallow` there, then `leadline sync` again."
    )


def _mirror_name(name: str, identity: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "repository"
    return f"{slug}-{hashlib.sha256(identity.encode(errors='surrogateescape')).hexdigest()[:10]}.git"


def _initialise(git: Git, format_name: str, *, safe_directory: Path | None) -> None:
    directory = git.directory
    settings = f'[safe]\n\tdirectory = "{_quoted(str(safe_directory))}"\n' if safe_directory else ""
    if (directory / "HEAD").is_file() and object_format(directory) == format_name:
        _write_if_changed(directory / "leadline.gitconfig", settings)
        return
    if directory.exists():
        shutil.rmtree(directory)
    unfinished = directory.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (unfinished / folder).mkdir(parents=True)
    version = "1\n[extensions]\n\tobjectFormat = sha256" if format_name == "sha256" else "0"
    (unfinished / "config").write_text(f"[core]\n\tbare = true\n\trepositoryformatversion = {version}\n")
    (unfinished / "leadline.gitconfig").write_text(settings, errors="surrogateescape")
    (unfinished / "HEAD").write_text("ref: refs/leadline/none\n")
    unfinished.rename(directory)


def _quoted(text: str) -> str:
    """Escape a path for a text between quotes in git's own files."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _write_if_changed(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(errors="surrogateescape") != text:
        path.write_text(text, errors="surrogateescape")


def _parse_refs(printed: bytes) -> Refs:
    refs, default_branch, head = [], None, ""
    for line in printed.split(b"\n")[:-1]:
        sha, _, raw_name = line.partition(b"\t")
        name = raw_name.decode("utf-8", "surrogateescape")
        if sha.startswith(b"ref: refs/heads/"):
            default_branch = sha[16:].decode("utf-8", "surrogateescape")
        elif sha.startswith(b"ref: "):
            continue
        elif name == "HEAD":
            head = sha.decode()
        elif name.startswith(("refs/heads/", "refs/tags/")) and not name.endswith("^{}"):
            refs.append(Ref(name, sha.decode()))
    told = repr((sorted((ref.name, ref.sha) for ref in refs), default_branch, head))
    digest = hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()
    return Refs(tuple(refs), default_branch, digest)


def _fingerprint(source: Path) -> str | None:
    """Digest (time, size, inode) of every file that can hold a ref; None when one is too young to trust."""
    if (source / "reftable").exists():
        return None
    newest, told = 0, hashlib.sha256()
    for path, status in _ref_files(source):
        if stat.S_ISLNK(status.st_mode):
            return None  # What a link leads to can change without a trace here.
        newest = max(newest, status.st_mtime_ns)
        told.update(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\0{status.st_ino}\n".encode(errors="replace"))
    return None if time.time_ns() - newest < _SETTLED_AFTER_NS else told.hexdigest()


def _ref_files(source: Path) -> list[tuple[str, os.stat_result]]:
    found: list[tuple[str, os.stat_result]] = []
    for name in ("HEAD", "packed-refs", "shallow"):
        try:
            found.append((name, os.stat(source / name)))
        except OSError:
            continue
    folders = [str(source / "refs")]
    while folders:
        folder = folders.pop()
        found.append((folder, os.stat(folder)))
        with os.scandir(folder) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    folders.append(entry.path)
                else:
                    found.append((entry.path, status))
    return sorted(found, key=lambda pair: pair[0])
