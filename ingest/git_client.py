"""Runs git where nothing but our own configuration counts.

A repository can make git run its programs through its configuration, hooks and attributes. So git
only ever works in a bare repository of ours (`git_mirror`), with an environment made from scratch.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.errors import ObjectsMissing, SourceRefused, SourceUnreachable
from ingest.text import one_line

_OVERRIDES = (
    ("core.fsmonitor", "false"),
    ("core.hooksPath", os.devnull),
    ("core.attributesFile", os.devnull),
    ("core.alternateRefsCommand", "true"),
    ("core.sshCommand", "ssh -oBatchMode=yes"),
    ("core.commitGraph", "false"),
    ("core.deltaBaseCacheLimit", "256m"),
    ("credential.helper", ""),
    ("diff.external", ""),
    ("fetch.recurseSubmodules", "false"),
    ("gc.auto", "0"),
    ("gpg.program", "false"),
    ("http.followRedirects", "false"),
    ("http.lowSpeedLimit", "1000"),
    ("http.lowSpeedTime", "60"),
    ("log.showSignature", "false"),
    ("maintenance.auto", "false"),
    ("protocol.ext.allow", "never"),
    ("safe.bareRepository", "explicit"),
    ("submodule.recurse", "false"),
)
_RUNNING: set[subprocess.Popen[bytes]] = set()
PROTOCOLS = ("file", "https", "ssh")
STALLED_SECONDS = 3_600.0
"""After this long without an end, or without a sign of life, a git command is given up."""
_NOT_FOUND = "git was not found on PATH. Install git 2.39 or newer and run the command again."


def environment(global_config: Path | str = os.devnull) -> dict[str, str]:
    """Return the whole environment git runs in: nothing inherited but PATH and the ssh agent's socket."""
    made = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(global_config),
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "SSH_ASKPASS": "false",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": ":".join(PROTOCOLS),
        "GIT_PAGER": "cat",
    }
    if "SSH_AUTH_SOCK" in os.environ:
        made["SSH_AUTH_SOCK"] = os.environ["SSH_AUTH_SOCK"]
    return made | _as_environment(_OVERRIDES)


def _as_environment(settings: Sequence[tuple[str, str]]) -> dict[str, str]:
    numbered = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        numbered |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return numbered


@dataclass(frozen=True, slots=True)
class Git:
    """git in one bare repository of ours. `name` is the source as the user knows it, for messages."""

    directory: Path
    name: str

    def start(
        self,
        *arguments: str,
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int,
        stderr: IO[bytes] | int,
        objects: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start git in a process group of its own; end it with `end`. New objects go to `objects` when it is given."""
        variables = environment(self.directory / "leadline.gitconfig")
        if objects is not None:
            borrowed = _quoted_path(self.directory / "objects")
            variables |= {"GIT_OBJECT_DIRECTORY": str(objects), "GIT_ALTERNATE_OBJECT_DIRECTORIES": borrowed}
        try:
            process = subprocess.Popen(
                ["git", f"--git-dir={self.directory}", *arguments],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                cwd=self.directory,
                env=variables,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise SourceUnreachable(_NOT_FOUND) from error
        _RUNNING.add(process)
        return process

    def output(
        self, *arguments: str, stdin: bytes = b"", timeout: float | None = None, objects: Path | None = None
    ) -> bytes:
        """Return what git prints; raises `SourceRefused` with git's own last word when it fails."""
        timeout = timeout or STALLED_SECONDS
        with printing_file(self.directory) as file:
            process = self.start(
                *arguments, stdin=subprocess.PIPE, stdout=file.fileno(), stderr=subprocess.PIPE, objects=objects
            )
            try:
                _, complaints = process.communicate(stdin, timeout=timeout)
            except subprocess.TimeoutExpired as error:
                raise stalled(self.name, arguments[0], timeout) from error
            finally:
                end(process)
            if process.returncode:
                raise refusal(self.name, arguments[0], process.returncode, complaints)
            file.seek(0)
            return file.read()


def printing_file(folder: Path, *, is_small: bool = True) -> IO[bytes]:
    """Return a nameless file for git to print into: into a pipe it would wait for us after every commit.

    It lies in memory when `is_small` and the system can do that, else in `folder`.
    """
    if is_small and sys.platform == "linux":
        return os.fdopen(os.memfd_create("leadline-git"), "w+b", buffering=0)
    return tempfile.TemporaryFile(dir=folder, buffering=0)


def end(process: subprocess.Popen[bytes]) -> None:
    """See the process to its end: it is killed, with all it started, when it is still running."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _RUNNING.discard(process)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def end_all() -> None:
    """Kill every git that still runs: a run that is interrupted does not wait for a slow fetch."""
    for process in list(_RUNNING):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def stalled(name: str, command: str, seconds: float) -> SourceUnreachable:
    """Return the error for a git command that did not end in time."""
    advice = (
        "Check the connection, or raise fetch_timeout_minutes in [git] of leadline.toml."
        if command in _ABOUT_ADDRESSES
        else "Run `git fsck` in that repository to see whether it can be read."
    )
    return SourceUnreachable(f"{name}: git {command} did not finish within {seconds:.0f} s. {advice}")


def _quoted_path(path: Path) -> str:
    """Quote a path for a colon-separated list of git's."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_SAYS_NOTHING = (
    "fatal: Could not read from remote repository", "Please make sure you have the correct access rights",
    "and the repository exists", "fatal: early EOF", "fatal: the remote end hung up",
)  # fmt: skip


def refusal(name: str, command: str, code: int, complaints: bytes) -> SourceRefused:
    """Return the error for a git command that failed, with the line in which git says why."""
    text = complaints.decode("utf-8", "replace").replace(":\n\t", ": ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(_SAYS_NOTHING)]
    telling = [line for sign in ("fatal:", "error:") for line in lines if line.startswith(sign)]
    said = one_line((telling or lines[-1:] or ["no reason given"])[0]).rstrip(".")
    is_damage = command not in _ABOUT_ADDRESSES and any(sign in line for line in telling for sign in _DAMAGE)
    kind = ObjectsMissing if is_damage else SourceRefused
    return kind(f"{name}: git {command} failed ({said}; exit code {code}). {_advice(command, said, is_damage)}")


_ABOUT_ADDRESSES = ("ls-remote", "fetch")
_DAMAGE = ("missing", "unable to read", "bad object", "Could not read", "corrupt", "inflate:", "unable to unpack",
           "tree entry", "too-short tree", "malformed mode")  # fmt: skip


def _advice(command: str, said: str, is_damage: bool) -> str:
    if "unknown repository extension" in said.lower():
        return "This git is too old for that repository's format: install a newer git."
    if "No space left" in said:
        return "Free space on the disk of the data folder, then run again."
    if is_damage:
        return "Objects are missing or damaged: run `git fsck` in that repository, or clone it anew."
    if any(sign in said for sign in ("Authentication", "Permission denied", "could not read Username")):
        return "Check that this account may read it."
    if command in _ABOUT_ADDRESSES:
        return "Check the address in leadline.toml, and that it can be reached from here."
    return "Run `git fsck` in that repository to see more."


def version() -> tuple[int, ...]:
    """Return git's version as numbers, such as (2, 39, 5); raises `SourceUnreachable` without git."""
    try:
        printed = subprocess.run(
            ["git", "--version"], capture_output=True, check=True, env=environment(), text=True
        ).stdout
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise SourceUnreachable(_NOT_FOUND) from error
    numbers = printed.split()[2].split(".")
    return tuple(int(part) for part in numbers if part.isdigit())
