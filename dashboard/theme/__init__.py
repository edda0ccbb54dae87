"""What the pages look like: the theme, its font and the colours that carry a meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
THEME_FILE = FOLDER / "leadline.toml"
FONT_FILE = FOLDER / "inter.woff2"
FAVICON_FILE = FOLDER / "favicon.svg"
LOGO_FILE = FOLDER / "logo.svg"

Mode = Literal["light", "dark"]

# Hues of Okabe and Ito, which stay apart for colour-blind eyes. Each reaches 3:1 on its mode's background.
COLOURS: dict[Mode, dict[str, str]] = {
    "light": {"main": "#0072B2", "quiet": "#5B6573", "signal": "#D55E00", "fill": "#3A8FC2", "published": "#7A5195"},
    "dark": {"main": "#56B4E9", "quiet": "#9AA5B4", "signal": "#F07E3A", "fill": "#3C7FB1", "published": "#C49BD9"},
}


def on_primary(label: str) -> str:
    """The label of a primary button in a colour that its own carries, in both modes. `label` is Markdown."""
    return f":violet[{label}]"
