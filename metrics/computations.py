"""The computations of a build. Add one here, and its tables are made, filled, commented on and fingerprinted."""

from __future__ import annotations

from typing import Final

from metrics.computed import Computation
from metrics.evaluation_tables import EVALUATION
from metrics.release_forecasts import RELEASE_FORECASTS

COMPUTATIONS: Final[tuple[Computation, ...]] = (EVALUATION, RELEASE_FORECASTS)
