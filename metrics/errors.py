"""What can go wrong between a warehouse and a number, each as one sentence for a person."""

from __future__ import annotations


class MetricsError(Exception):
    """Base of all errors of this layer. Its text is shown as it is."""


class MetricSettingsError(MetricsError):
    """A setting under [metrics] that cannot be used."""


class DefinitionBroken(MetricsError):
    """A model, query or audit that does not fit the tables it names."""


class BuildFailed(MetricsError):
    """A model or audit that fits its tables and still could not be made: no room, no memory."""


class NoWarehouse(MetricsError):
    """There is no snapshot to read."""


class NewerWarehouse(MetricsError):
    """The snapshot was published by a newer version of the program."""


class WarehouseUnreadable(MetricsError):
    """A snapshot exists and cannot be opened."""


class UnknownMetric(MetricsError):
    """A metric id, grain or breakdown that the catalogue does not have."""


class UnknownGroup(MetricsError):
    """A group that the breakdown does not have."""


class TooManyPeriods(MetricsError):
    """More periods than a receipt can be made of."""


class BadWindow(MetricsError):
    """A window that ends before it begins."""


class StatementError(MetricsError):
    """An analyst's statement without a result. Its text says at which place, where one is known."""

    def __init__(self, sentence: str, line: int | None = None, column: int | None = None) -> None:
        self.sentence = sentence
        """Without the place."""
        self.line = line
        """From 1."""
        self.column = column
        """From 1, in characters."""
        super().__init__(sentence if line is None else f"{sentence} (line {line}, column {column})")


class QueryRefused(StatementError):
    """A statement that is not run: not one statement, or not a reading one."""


class QueryFailed(StatementError):
    """A statement that was run and failed."""


class QueryStopped(QueryFailed):
    """A statement that somebody, or a clock, put an end to."""


class QueryNotTaken(MetricsError):
    """A statement that was not looked at: too many are running or waiting."""
