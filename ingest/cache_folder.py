"""Where this machine's user keeps what can be made again."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return Leadline's folder among the user's caches; it may not be there yet."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leadline"
