"""The computations of a build. Add one here, and its tables are made, filled, commented on and fingerprinted."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.computed import Computation
from metrics.evaluation_tables import EVALUATION
from metrics.improvements import IMPROVEMENTS
from metrics.release_forecasts import RELEASE_FORECASTS

_OTHERS: Final[tuple[Computation, ...]] = (EVALUATION, RELEASE_FORECASTS)

# An improvement may name any metric, so its verdict waits for whatever a metric reads.
COMPUTATIONS: Final[tuple[Computation, ...]] = (
    *_OTHERS,
    replace(IMPROVEMENTS, after=tuple(one.name for one in _OTHERS)),
)
