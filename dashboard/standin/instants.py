"""Instants of a world: read, compared and written as Jira writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def micros(said: object) -> int | None:
    """Return microseconds since 1970 of an ISO 8601 instant; None for what is none."""
    if not isinstance(said, str):
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return micros_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def micros_of(moment: datetime) -> int:
    """Return microseconds since 1970 of an instant with a zone."""
    return (moment - _BEGIN) // timedelta(microseconds=1)


def iso(moment: int) -> str:
    """Return microseconds since 1970 as Jira writes an instant."""
    found = _BEGIN + timedelta(microseconds=moment)
    return f"{found:%Y-%m-%dT%H:%M:%S}.{found.microsecond // 1000:03}+0000"


def as_sent(said: object) -> object:
    """Return an instant as Jira sends it; what is none is sent as it stands."""
    moment = micros(said)
    return said if moment is None else iso(moment)


def as_epoch(said: object) -> object:
    """Return an instant in milliseconds since 1970; what is none is sent as it stands."""
    moment = micros(said)
    return said if moment is None else moment // 1000
