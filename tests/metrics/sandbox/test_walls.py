"""What a confined process can still do: read one file. Each wall is tried where this host lets it stand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from metrics.sandbox import walls
from tests.metrics.sandbox.conftest import Place

ROOT = Path(__file__).parents[3]
_TRY = """
import ctypes, json, os, resource, signal, socket, sys
sys.path.insert(0, sys.argv[1])
from metrics.sandbox import walls
snapshot, secret, folder, port, said = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
outside = os.open(folder + "/before", os.O_WRONLY | os.O_CREAT)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
standing = walls.confine(snapshot, address_space_bytes=2 << 30, cpu_seconds=9, niceness=1, keeper=os.getppid())

def tried(deed):
    try:
        return repr(deed())
    except BaseException as error:
        return type(error).__name__

def connected():
    with socket.socket() as caller:
        return caller.connect(("127.0.0.1", port))

found = {
    "standing": standing,
    "read the snapshot": tried(lambda: len(os.read(os.open(snapshot, os.O_RDONLY), 100))),
    "read the secret": tried(lambda: os.read(os.open(secret, os.O_RDONLY), 100)),
    "list the folder": tried(lambda: os.listdir(folder)),
    "write a file": tried(lambda: os.open(folder + "/out", os.O_WRONLY | os.O_CREAT)),
    "write the snapshot": tried(lambda: os.open(snapshot, os.O_RDWR)),
    "write to an open file": tried(lambda: os.write(outside, b"x")),
    "remove the secret": tried(lambda: os.unlink(secret)),
    "call": tried(connected),
    "run a program": tried(lambda: os.execv("/bin/true", ["true"])),
    "signal": tried(lambda: os.kill(os.getppid(), 0)),
    "take 3 GB": tried(lambda: len(bytearray(3 << 30))),
    "open many": tried(lambda: [os.dup(said) for _ in range(40)] and "all"),
    "raise a limit": tried(lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))),
    "user": os.getuid(),
}
os.write(said, json.dumps(found).encode())
os._exit(0)
"""


@pytest.fixture(scope="module")
def found(place: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("walls")
    said = folder / "said"
    # What is said goes through a pipe: to a file nothing can be written any more.
    process = subprocess.run(
        [
            sys.executable, "-I", "-c", f"import os; os.dup2(1, 9)\n{_TRY}", str(ROOT), str(place.snapshot), str(place.secret),
            str(folder), str(place.port), "9",
        ],
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert process.stdout, process.stderr.decode()
    told: dict[str, Any] = json.loads(process.stdout)
    assert not said.exists()
    assert (folder / "before").read_bytes() == b""
    assert not (folder / "out").exists()
    return told


def test_limits_hold_everywhere(found: dict[str, Any]) -> None:
    assert "limits" in found["standing"]
    assert found["read the snapshot"] == "100"
    assert found["write to an open file"] == "OSError"
    assert found["take 3 GB"] == "MemoryError"
    assert found["open many"] == "OSError"
    assert found["raise a limit"] in ("ValueError", "PermissionError")


@pytest.mark.parametrize(
    ("wall", "deeds"),
    [
        ("files", ("read the secret", "list the folder", "write a file", "write the snapshot", "remove the secret", "run a program")),
        ("system calls", ("write a file", "write the snapshot", "remove the secret", "call", "run a program", "signal")),
        ("network", ("call",)),
    ],
)  # fmt: skip
def test_a_wall_that_stands_holds_what_it_is_there_for(
    wall: str, deeds: tuple[str, ...], found: dict[str, Any], place: Place
) -> None:
    if wall not in found["standing"]:
        pytest.skip(f"This host does not let a process build the wall '{wall}'; `leadline doctor` says so.")

    assert [deed for deed in deeds if found[deed] not in ("PermissionError", "OSError", "ConnectionRefusedError")] == []
    place.check()


def test_root_is_given_up_where_the_snapshot_can_still_be_read(found: dict[str, Any]) -> None:
    assert ("user" in found["standing"]) == (found["user"] != 0)


def test_all_walls_have_a_name() -> None:
    assert set(walls.NAMES) == {"limits", "no new privileges", "files", "system calls", "network", "user"}
