"""Finds commits by object id among all commits of one repository, in memory and without a database."""

import numpy as np
import numpy.typing as npt

from ingest.git_text import Bytes, Indices

_KEY_BYTES = 8


class ShaIndex:
    """Object ids in landing order; position in it is the commit's ordinal."""

    def __init__(self, width: int) -> None:
        self._parts: list[Bytes] = []
        self._width = width
        self._count = 0
        self._is_sorted = True
        self._order: Indices = np.empty(0, np.int64)
        self._keys: npt.NDArray[np.uint64] = np.empty(0, np.uint64)
        self._shas: Bytes = np.empty((0, width), np.uint8)

    def __len__(self) -> int:
        return self._count

    def add(self, shas: Bytes) -> None:
        """Append object ids, one per row."""
        self._parts.append(shas)
        self._count += len(shas)
        self._is_sorted = False

    def find(self, shas: Bytes) -> Indices:
        """Return the ordinal of each row of `shas`, -1 where it is not known."""
        self._sort()
        if not self._count or not len(shas):
            return np.full(len(shas), -1, np.int64)
        at = np.minimum(np.searchsorted(self._keys, _keys(shas)), self._count - 1)
        found = self._order[at]
        is_same = (_words(self._shas)[found] == _words(shas)).all(axis=1)
        ordinals = np.where(is_same, found, -1).astype(np.int64)
        for row in np.flatnonzero(~is_same & (self._keys[at] == _keys(shas))):
            ordinals[row] = self._among_equal_keys(int(at[row]), shas[row])
        return ordinals

    def _among_equal_keys(self, at: int, sha: Bytes) -> int:
        key = self._keys[at]
        while at < self._count and self._keys[at] == key:
            if (self._shas[self._order[at]] == sha).all():
                return int(self._order[at])
            at += 1
        return -1

    def find_text(self, prefix: str) -> int | None:
        """Return the ordinal of the only commit whose hexadecimal id begins with `prefix`, else None."""
        self._sort()
        if not self._count or len(prefix) > 2 * self._width:
            return None
        head = prefix[: 2 * _KEY_BYTES]
        low = np.uint64(int(head.ljust(2 * _KEY_BYTES, "0"), 16))
        high = np.uint64(int(head.ljust(2 * _KEY_BYTES, "f"), 16))
        first, last = np.searchsorted(self._keys, low), np.searchsorted(self._keys, high, side="right")
        fitting = [int(i) for i in self._order[first:last] if self._shas[i].tobytes().hex().startswith(prefix)]
        return fitting[0] if len(fitting) == 1 else None

    def _sort(self) -> None:
        if not self._is_sorted:
            self._shas = np.concatenate(self._parts)
            self._parts = [self._shas]
            keys = _keys(self._shas)
            self._order = np.argsort(keys, kind="stable")
            self._keys = keys[self._order]
            self._is_sorted = True


def _keys(shas: Bytes) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(shas[:, :_KEY_BYTES]).view(">u8").ravel().astype(np.uint64)


def _words(shas: Bytes) -> npt.NDArray[np.uint32]:
    """The same bytes four at a time, which compare faster; object ids have 20 or 32."""
    return np.ascontiguousarray(shas).view(np.uint32)
