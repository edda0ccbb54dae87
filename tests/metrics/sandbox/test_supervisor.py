"""The supervisor: what it holds, and that nothing outlives whoever asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from metrics.errors import QueryFailed, QueryStopped
from metrics.sandbox.limits import Limits
from metrics.sandbox.service import Sandbox
from tests.metrics.sandbox.conftest import Place

ROOT = Path(__file__).parents[3]
ENDLESS = "select sum(sqrt(range) ** 1.1) from range(1000000000000)"
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(what: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def supervisor_of(sandbox: Sandbox) -> int:
    return sandbox._ready().pid


def test_it_has_one_thread_no_environment_and_an_empty_folder(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADLINE_JIRA_TOKEN", "CANARY-token")
    with Sandbox(Limits(seconds=20)) as sandbox:
        sandbox.run(place.snapshot, "select 1")
        pid = supervisor_of(sandbox)

        assert os.listdir(f"/proc/{pid}/task") == [str(pid)]
        assert b"CANARY" not in Path(f"/proc/{pid}/environ").read_bytes()
        assert os.readlink(f"/proc/{pid}/cwd").endswith(" (deleted)")
        assert len(os.listdir(f"/proc/{pid}/fd")) < 12


def test_it_imports_duckdb_and_arrow_and_nothing_heavy_beside() -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import metrics.sandbox.supervisor;"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'pandas', 'streamlit', 'plotly', 'sqlglot', 'scipy', 'ingest', 'dashboard', 'click', 'rich', 'duckdb', 'pyarrow'}))"
    )
    told = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "['duckdb', 'pyarrow']"


def test_a_query_outlives_the_death_of_the_supervisor_before_it(place: Place) -> None:
    with Sandbox(Limits(seconds=20)) as sandbox:
        sandbox.run(place.snapshot, "select 1")
        os.kill(supervisor_of(sandbox), signal.SIGKILL)

        assert sandbox.run(place.snapshot, "select 2 as two").table.to_pylist() == [{"two": 2}]


def test_jails_die_with_their_supervisor_and_the_query_says_so(place: Place) -> None:
    with Sandbox(Limits(seconds=20)) as sandbox:
        query = sandbox.start(place.snapshot, ENDLESS, user="a")
        pid = supervisor_of(sandbox)
        until(lambda: children(pid))
        [jail] = children(pid)
        time.sleep(1.2)
        os.kill(pid, signal.SIGKILL)

        until(lambda: not is_there(jail))
        assert query.wait(10)
        with pytest.raises(QueryFailed, match="ended unexpectedly"):
            query.result()


def test_everything_ends_with_whoever_asked(place: Place) -> None:
    """Killed, so that it can tidy nothing up."""
    script = (
        "import sys; from pathlib import Path; from metrics.sandbox.service import Sandbox; from metrics.sandbox.limits import Limits;"
        "sandbox = Sandbox(Limits(seconds=60)); sandbox.warm();"
        f"query = sandbox.start(Path(sys.argv[1]), {ENDLESS!r}, user='a');"
        "print(sandbox._ready().pid, flush=True); query.wait(60)"
    )
    asking = subprocess.Popen(
        [sys.executable, "-c", script, str(place.snapshot)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert asking.stdout is not None
    supervisor = int(asking.stdout.readline())
    until(lambda: children(supervisor))
    [jail] = children(supervisor)

    asking.kill()
    asking.wait()
    asking.stdout.close()

    until(lambda: not is_there(supervisor) and not is_there(jail))


def test_cancelling_ends_the_jail_at_once(place: Place) -> None:
    with Sandbox(Limits(seconds=60)) as sandbox:
        query = sandbox.start(place.snapshot, ENDLESS, user="a")
        pid = supervisor_of(sandbox)
        until(lambda: children(pid))
        began = time.monotonic()

        query.cancel()

        assert query.wait(5)
        assert time.monotonic() - began < 2
        with pytest.raises(QueryStopped, match="was cancelled"):
            query.result()
        until(lambda: not children(pid))


def test_a_supervisor_that_hangs_is_replaced(place: Place) -> None:
    with Sandbox(Limits(seconds=30)) as sandbox:
        sandbox.run(place.snapshot, "select 1")
        pid = supervisor_of(sandbox)
        os.kill(pid, signal.SIGSTOP)
        sandbox.limits = Limits(seconds=0.1)
        with pytest.raises(QueryFailed):
            sandbox.run(place.snapshot, "select 1")

        until(lambda: not is_there(pid))
        sandbox.limits = Limits(seconds=30)
        assert sandbox.run(place.snapshot, "select 2 as two").table.num_rows == 1


def test_nothing_is_left_in_the_folder_of_temporary_files(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Sandbox(Limits(seconds=20)) as sandbox:
        sandbox.run(place.snapshot, "from releases")
        assert list(tmp_path.iterdir()) == []
