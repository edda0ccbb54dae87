"""Where the 95 % interval of a median or an 85th percentile stands among the ordered values, worked out once for small samples."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import comb
from typing import Final, NamedTuple

QUANTILES: Final = (0.5, 0.85)
LARGEST: Final = 200
"""Up to this many values the places are exact; beyond, the normal approximation of the aggregates is as good."""
_CONFIDENCE: Final = 0.975


class Place(NamedTuple):
    """Two neighbouring ranks, counted from 1 at the near end, and how far between them the limit lies (0 to 1)."""

    rank: int
    part: float


class Ranks(NamedTuple):
    """The limits for a quantile and sample size: a row of meta.interval_ranks. A rank is None where the sample is too small."""

    quantile: float
    sample_size: int
    low_rank: int | None
    low_part: float
    high_rank: int | None
    high_part: float


def place(sample_size: int, quantile: float) -> Place | None:
    """Return where the lower limit lies that is below the quantile with 97.5 %; None when even the smallest value is not.

    Interpolated between two order statistics (Nyblom, Note on interpolated order statistics, 1992; for the median it is
    Hettmansperger and Sheather's, 1986): ranks alone cover with up to 99 % in small samples, and so are needlessly wide.
    """
    is_below = _at_least(sample_size, quantile)
    rank = max((r for r in range(1, sample_size + 1) if is_below[r] >= _CONFIDENCE), default=0)
    if rank == 0:
        return None
    towards = (sample_size - rank) * quantile * (is_below[rank] - _CONFIDENCE)
    away = rank * (1 - quantile) * (_CONFIDENCE - is_below[rank + 1])
    return Place(rank, towards / (towards + away))


def _at_least(n: int, quantile: float) -> Sequence[float]:
    """By r from 0 to n + 1: the probability that at least r of n values lie below the quantile."""
    found = [0.0] * (n + 2)
    for k in range(n, -1, -1):
        found[k] = found[k + 1] + comb(n, k) * quantile**k * (1 - quantile) ** (n - k)
    return found


@cache
def rows() -> tuple[Ranks, ...]:
    """The rows of meta.interval_ranks. The upper limit is the lower one of the values in reverse."""
    return tuple(_ranks(quantile, n) for quantile in QUANTILES for n in range(1, LARGEST + 1))


def _ranks(quantile: float, n: int) -> Ranks:
    low, high = place(n, quantile), place(n, 1 - quantile)
    return Ranks(
        quantile, n, low.rank if low else None, low.part if low else 0, n + 1 - high.rank if high else None, high.part if high else 0
    )
