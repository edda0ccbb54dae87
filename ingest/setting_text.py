"""Texts of leadline.toml, checked."""

from collections.abc import Mapping
from typing import Any

from ingest.errors import SettingsError
from ingest.text import one_line


def text_of(table: Mapping[str, Any], key: str, place: str) -> str | None:
    """Return the text under `key`; None when there is none. Raises `SettingsError` that names `place` for anything else."""
    value = table.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise SettingsError(f"{place}: {key} must be a text between quotes, found {one_line(repr(value), 40)}.")
    return value
