"""What the operating system holds back from a jail: limits, files, network, programs. Linux; elsewhere the limits alone.

Each wall that the host lets stand is named, so that `leadline doctor` can say which ones are missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from typing import Final

from metrics.sandbox import seccomp

_NOBODY: Final = 65534
_NEW_NET, _NEW_USER, _NEW_IPC = 0x40000000, 0x10000000, 0x08000000
_SET_PDEATHSIG, _SET_NO_NEW_PRIVS = 1, 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE: Final = 1 << 2
_FILES_BY_VERSION: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many kinds of access to files each version of Landlock knows."""
_LOOKED_AT_BY_DUCKDB: Final = ("/proc/self/cgroup", "/sys/fs/cgroup", "/sys/devices/system/cpu")
"""Where it reads how many processors and how much memory there are; it does not open a database without."""
OPEN_FILES: Final = 32

NAMES: Final = ("limits", "no new privileges", "files", "system calls", "network", "user")
"""All walls, the strongest part of them first."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def confine(path: str, *, address_space_bytes: int, cpu_seconds: int, niceness: int, keeper: int) -> tuple[str, ...]:
    """Close this process in for good, but for reading the file at `path`. Returns the names of the walls that stand.

    `keeper`: process id of the supervisor; the jail dies with it. Raises OSError when not even the limits can be set.
    """
    _limit(address_space_bytes, cpu_seconds, niceness)
    standing = ["limits"]
    libc = _libc()
    if libc is None:
        return tuple(standing)
    if _leave_network(libc):
        standing.append("network")
    if _become_nobody(path):
        standing.append("user")
    # After the change of user, which takes it back.
    libc.prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != keeper:
        os._exit(1)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        standing.append("no new privileges")
        if _lock_files(libc, path):
            standing.append("files")
        if seccomp.install(libc):
            standing.append("system calls")
    return tuple(name for name in NAMES if name in standing)


def _limit(address_space_bytes: int, cpu_seconds: int, niceness: int) -> None:
    with contextlib.suppress(OSError):
        os.nice(niceness)
    for what, limit in (
        (resource.RLIMIT_AS, address_space_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, highest = resource.getrlimit(what)
        allowed = limit if highest == resource.RLIM_INFINITY else min(limit, highest)
        resource.setrlimit(what, (allowed, allowed))


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if os.uname().sysname == "Linux" else None


def _leave_network(libc: ctypes.CDLL) -> bool:
    """A network of its own with nothing in it; who is not root needs a user namespace for that."""
    return any(libc.unshare(flags) == 0 for flags in (_NEW_NET | _NEW_IPC, _NEW_USER | _NEW_NET | _NEW_IPC))


def _become_nobody(path: str) -> bool:
    """Give up root, where the snapshot can still be read then. Who is not root has nothing to give up."""
    if os.getuid() != 0:
        return True
    try:
        os.setgroups([])
        os.setegid(_NOBODY)
        os.seteuid(_NOBODY)
        is_readable = os.access(path, os.R_OK, effective_ids=True)
        os.seteuid(0)
        if not is_readable:
            os.setegid(0)
            return False
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except OSError:
        return False
    return True


def _lock_files(libc: ctypes.CDLL, path: str) -> bool:
    """By Landlock: of all files only the snapshot may be opened, and only for reading;
    no TCP, no signals to others.
    """
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    wanted = _Ruleset(
        files=(1 << _FILES_BY_VERSION.get(version, 16)) - 1,
        network=3 if version >= 4 else 0,
        scoped=3 if version >= 6 else 0,
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(wanted), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        is_allowed = _allow(libc, rules, path)
        for looked_at in _LOOKED_AT_BY_DUCKDB:
            _allow(libc, rules, looked_at)
        return is_allowed and bool(libc.syscall(_LANDLOCK_RESTRICT, rules, ctypes.c_uint32(0)) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> bool:
    """Let the files at or below `path` be read."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return False
    allowed = _PathRule(_READ_FILE, opened)
    added = libc.syscall(_LANDLOCK_ADD, rules, 1, ctypes.byref(allowed), ctypes.c_uint32(0))
    os.close(opened)
    return bool(added == 0)
