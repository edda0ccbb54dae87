"""A filter of system calls: no sockets, no programs, no file opened for writing. Works where namespaces are not allowed."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW: Final = 0x7FFF0000
_DENY: Final = 0x00050000 | errno.EPERM
_OUTSIDE: Final = 0x00050000 | errno.ENOSYS
_NUMBER, _ARCHITECTURE = 0, 4
"""Where the number of the call and the machine's kind stand."""
_SECOND_ARGUMENT, _THIRD_ARGUMENT = 24, 32
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class _Machine:
    """The numbers of one kind of machine."""

    audit: int
    """How the kernel names it."""
    opens: Mapping[int, int]
    """Calls that open a file, and where their flags stand."""
    denied: tuple[int, ...]


# Sockets; programs; other processes; mounts and namespaces; keys; rings that do what a filter does not see; names of files.
_MACHINES: Final[Mapping[str, _Machine]] = {
    "x86_64": _Machine(
        0xC000003E,
        {2: _SECOND_ARGUMENT, 257: _THIRD_ARGUMENT},
        (
            41, 42, 43, 44, 46, 49, 50, 53, 288, 307, 59, 322, 57, 58, 62, 101, 310, 311, 424, 434, 438, 165, 166, 155, 161,
            272, 308, 428, 429, 430, 432, 442, 248, 249, 250, 321, 323, 425, 426, 427, 437, 304, 85, 82, 264, 316, 83, 258, 84,
            86, 265, 87, 263, 88, 266, 90, 91, 268, 92, 93, 94, 260, 76, 77, 133, 259, 298,
        ),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        {56: _THIRD_ARGUMENT},
        (
            198, 199, 200, 201, 202, 242, 203, 206, 211, 269, 221, 281, 129, 117, 270, 271, 424, 434, 438, 40, 39, 41, 51,
            97, 268, 428, 429, 430, 432, 442, 217, 218, 219, 280, 282, 425, 426, 427, 437, 265, 38, 276, 34, 35, 36, 37, 52, 53,
            54, 55, 45, 46, 33, 241,
        ),
    ),
}  # fmt: skip


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def install(libc: ctypes.CDLL) -> bool:
    """Put the filter over this process for good. Returns whether it stands; False on machines that it does not know."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    lines = _filter(machine)
    program = _Program(len(lines), (_Instruction * len(lines))(*lines))
    return bool(libc.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(machine: _Machine) -> list[_Instruction]:
    lines = [
        _Instruction(_LOAD, 0, 0, _ARCHITECTURE),
        _Instruction(_JUMP_EQUAL, 1, 0, machine.audit),
        _Instruction(_RETURN, 0, 0, _OUTSIDE),
        _Instruction(_LOAD, 0, 0, _NUMBER),
        # Numbers of the 32-bit face of x86_64, which name the same calls anew.
        _Instruction(_JUMP_AT_LEAST, 0, 1, 0x40000000),
        _Instruction(_RETURN, 0, 0, _OUTSIDE),
    ]
    for number in machine.denied:
        lines += [_Instruction(_JUMP_EQUAL, 0, 1, number), _Instruction(_RETURN, 0, 0, _DENY)]
    for number, argument in machine.opens.items():
        lines += [
            _Instruction(_JUMP_EQUAL, 0, 4, number),
            _Instruction(_LOAD, 0, 0, argument),
            _Instruction(_JUMP_ANY_BIT, 0, 1, _WRITING),
            _Instruction(_RETURN, 0, 0, _DENY),
            _Instruction(_RETURN, 0, 0, _ALLOW),
        ]
    return [*lines, _Instruction(_RETURN, 0, 0, _ALLOW)]
