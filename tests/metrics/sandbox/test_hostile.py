"""Hostile statements: the gate says no, and where it does not, or is not there, the jail holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import duckdb
import pytest

from metrics.errors import QueryFailed, QueryRefused
from metrics.sandbox import gate
from metrics.sandbox.limits import Limits
from metrics.sandbox.session import open_for_analyst
from tests.metrics.sandbox.conftest import PATIENT_SECONDS, SECONDS, TOKEN, Place, outcome
from tests.metrics.sandbox.hostile import STATEMENTS, Hostile

if TYPE_CHECKING:
    from metrics.sandbox.service import Sandbox

_MOST_MB = 1_200
_ALWAYS_RUN = 2
"""Of each kind so many are run in every change; the others are slow tests."""


@pytest.fixture(scope="module")
def con(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_for_analyst(place.snapshot, seconds=5, memory_mb=512) as con:
        yield con


def test_the_list_is_long_and_of_many_kinds() -> None:
    assert len(STATEMENTS) >= 150
    assert len({statement.kind for statement in STATEMENTS}) >= 30
    assert len({statement.sql for statement in STATEMENTS}) == len(STATEMENTS)


@pytest.mark.parametrize("kind", sorted({statement.kind for statement in STATEMENTS}))
def test_the_gate_says_no_to_what_does_not_read(kind: str, con: duckdb.DuckDBPyConnection, place: Place) -> None:
    """Nothing runs here: the gate looks at the text alone, so the snapshot's connection lives on."""
    statements = [statement for statement in STATEMENTS if statement.kind == kind]

    said = {statement.sql: verdict(con, place.filled(statement.sql)) for statement in statements}

    assert said == {statement.sql: statement.gate for statement in statements}


def verdict(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    try:
        gate.checked(con, sql)
    except (QueryRefused, QueryFailed) as said:
        kind = "refused" if isinstance(said, QueryRefused) else "failed"
        return kind if "\n" not in str(said) else f"{kind} in several lines"
    return "passes"


def _chosen() -> list[pytest.ParameterSet]:
    seen: Counter[str] = Counter()
    chosen = []
    for statement in STATEMENTS:
        seen[statement.kind] += 1
        is_rare = seen[statement.kind] > (1 if statement.is_slow else _ALWAYS_RUN)
        chosen.append(pytest.param(statement, marks=[pytest.mark.slow] if is_rare else [], id=ascii(statement.name)))
    return chosen


@pytest.mark.parametrize("statement", _chosen())
def test_the_jail_alone_holds_it(statement: Hostile, sandbox: Sandbox, place: Place) -> None:
    """Without the gate, within the limit and 1.5 seconds, in at most 1.2 GB, and nothing outside is read, written or called."""
    limit = SECONDS if statement.is_slow else PATIENT_SECONDS

    found = outcome(sandbox, place.snapshot, place.filled(statement.sql), is_gated=False, seconds=limit)

    assert found.how in statement.jail, found.sentence
    assert found.seconds < limit + 1.5
    assert found.ended is not None
    assert found.ended.peak_mb < _MOST_MB
    assert TOKEN not in found.sentence
    assert found.table is None or TOKEN not in str(found.table.slice(0, 50).to_pydict())
    place.check()


def test_the_next_one_is_served_as_if_nothing_had_been(sandbox: Sandbox, place: Place) -> None:
    """What a session leaves behind, a temporary macro or table of a real one's name, dies with it."""
    for left_behind in ("create temp macro lower(x) as 'evil'", "create temp table releases as select 666 as version"):
        outcome(sandbox, place.snapshot, left_behind, is_gated=False)

    found = outcome(
        sandbox, place.snapshot, "select lower('ABC') as name, version from releases", seconds=PATIENT_SECONDS
    )

    assert found.table is not None
    assert found.table.to_pylist() == [{"name": "abc", "version": "1.0.0"}]


def test_memory_is_capped_by_the_process_and_not_by_the_engine_alone(sandbox: Sandbox, place: Place) -> None:
    """String functions take no notice of memory_limit: 2 GB of text are asked for, and the process has 2 GB for everything."""
    found = outcome(
        sandbox, place.snapshot, "select length(repeat('x', 1900000000) || repeat('y', 1900000000))", seconds=5
    )

    assert found.how in ("memory", "stopped")
    assert found.ended is not None
    assert found.ended.peak_mb < Limits().address_space_bytes / (1 << 20)
