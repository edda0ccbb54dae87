"""A small organisation, a way to run the real program on it and to end it at any moment, and readers beside it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from tests.support.git_repo import START, Repo

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def the_sentence(said: str) -> str:
    """Return the one line that says what went wrong; it comes last, and there is no other like it."""
    assert "Traceback" not in said
    lines = said.splitlines()
    assert [line for line in lines if line.startswith("leadline: ")] == lines[-1:], said
    assert lines[-1].isprintable()
    assert lines[-1][-1] in ".)`'"
    return lines[-1]


class Organisation:
    """Three services of one repository each, with leadline.toml beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.config = folder, folder / "leadline.toml"
        self.data_dir = folder / "data"
        self.repos = [Repo(folder / name) for name in ("one", "two", "three")]
        self._tips = ["" for _ in self.repos]
        self._made = 0
        for number in range(len(self.repos)):
            self.commit(number)
            self.release(number)
        self.config.write_text("".join(
            f'[[service]]\nname = "{repo.path.name}"\nrepositories = ["{repo.path}"]\n' for repo in self.repos
        ))  # fmt: skip

    def commit(self, number: int) -> None:
        """Add a commit to one repository's main."""
        self._made += 1
        tip = self._tips[number]
        self._tips[number] = self.repos[number].commit(
            f"PAY-{self._made} change", parents=[tip] if tip else [], branch="main",
            files={f"f{self._made % 3}": f"{self._made}\n" * (self._made % 7)}, committed=START + self._made * 3600,
        )  # fmt: skip

    def release(self, number: int) -> None:
        """Tag the newest commit of one repository."""
        self.repos[number].tag(f"v1.{self._made}.0", self._tips[number], date=START + self._made * 3600 + 60)

    def move_on(self, dice: Random) -> None:
        """Something new happens somewhere: a commit, and at times a release or a tag that is taken back."""
        number = dice.randrange(len(self.repos))
        self.commit(number)
        if dice.random() < 0.3:
            self.release(number)
        if dice.random() < 0.1:
            tags = self.repos[number].git("for-each-ref", "--format=%(refname)", "refs/tags").splitlines()
            self.repos[number].delete_ref(dice.choice(tags))

    @property
    def expected_counts(self) -> dict[str, int]:
        """Commits git reaches now, by repository."""
        return {repo.path.name: repo.commit_count() for repo in self.repos}


class Runner:
    """Starts the program in processes of its own (see runner.py)."""

    def __init__(self, folder: Path) -> None:
        self._output = folder / "output"
        self._process = subprocess.Popen(
            [sys.executable, HERE / "runner.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        )  # fmt: skip

    def start(self, *arguments: object, **trip: Any) -> int:
        """Start one run and return its process id; `wait` must follow."""
        assert self._process.stdin
        assert self._process.stdout
        order = {"arguments": [str(argument) for argument in arguments], "output": str(self._output), **trip}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> int:
        """Return the exit code of the run that was started, minus the signal's number when one ended it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("wait\n")
        self._process.stdin.flush()
        return os.waitstatus_to_exitcode(int(self._process.stdout.readline()))

    def run(self, *arguments: object, **trip: Any) -> tuple[int, str]:
        """Run to the end and return the exit code and what was said."""
        self.start(*arguments, **trip)
        code = self.wait()
        return code, self._output.read_text()

    def operations(self) -> list[str]:
        """Return the names of the file operations of a run with trip="count"."""
        log = Path(f"{self._output}.operations")
        names = log.read_text().split()
        log.unlink()
        return names

    def close(self) -> None:
        """End the program that starts the runs."""
        self._process.communicate()


class Readers:
    """Processes that read the current snapshot all the time (see reader.py)."""

    def __init__(self, data_dir: Path, count: int = 2) -> None:
        self._processes = [
            subprocess.Popen(
                [sys.executable, HERE / "reader.py", str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
            for _ in range(count)
        ]  # fmt: skip
        for process in self._processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"

    def stop(self) -> list[dict[str, Any]]:
        """Return what each of them saw."""
        seen = [json.loads(process.communicate()[0]) for process in self._processes]
        self._processes = []
        return seen

    def kill(self) -> None:
        """End those that `stop` did not."""
        for process in self._processes:
            process.kill()
            process.wait()


@contextmanager
def readers(data_dir: Path) -> Iterator[Readers]:
    """Readers that do not outlive the test."""
    started = Readers(data_dir)
    try:
        yield started
    finally:
        started.kill()


def kill_after(runner: Runner, seconds: float, *arguments: object, **how: Any) -> int:
    """Start a run, kill it after so many seconds, and return how it ended."""
    pid = runner.start(*arguments, **how)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return runner.wait()


def litter(data_dir: Path) -> list[str]:
    """Return what lies under the data folder and has no business there between two runs."""
    kept = re.compile(
        r"warehouse\.duckdb|mirrors|warehouse|warehouse/(snap-\d+\.duckdb|CURRENT|writer\.lock|sync-state\.json)"
        r"|mirrors/[^/]+\.git(/.*)?"
    )
    odd_in_mirror = re.compile(r"mirrors/[^/]+\.git/(counting-.*|.*\.lock|.*tmp_.*|.*\.new)")
    paths = [str(path.relative_to(data_dir)) for path in data_dir.rglob("*")]
    return [path for path in paths if not kept.fullmatch(path) or odd_in_mirror.fullmatch(path)]
