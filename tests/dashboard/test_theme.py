"""Colours that have to go together: what is written on a primary button is legible on light and on dark pages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dashboard import theme

DASHBOARD = Path(theme.__file__).parent.parent
LEAST_CONTRAST = 4.5
"""WCAG 2.2, contrast (minimum), level AA."""


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """White on black is 21, equal colours are 1."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_published() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_on_a_primary_button_are_legible(mode: str) -> None:
    colours = tomllib.loads(theme.THEME_FILE.read_text(encoding="utf-8"))["theme"][mode]

    assert contrast(colours["violetTextColor"], colours["primaryColor"]) >= LEAST_CONTRAST
    assert theme.on_primary("Run") == ":violet[Run]"


def test_every_primary_button_is_written_on_so() -> None:
    """An icon of its own would stay white."""
    lines = [
        line
        for file in DASHBOARD.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if 'type="primary"' in line
    ]

    assert lines
    assert [line for line in lines if "on_primary(" not in line or "icon=" in line] == []
