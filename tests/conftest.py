"""What every test starts from: git without this machine's configuration, no settings of a developer's shell."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dashboard.demo import make_organisation

ROOT = Path(__file__).parents[1]
DEMO_DAY = date(2026, 11, 25)
"""A Wednesday."""

settings.register_profile("leadline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("leadline")


def pytest_configure() -> None:
    """Before a module is collected: git with an identity of its own, and nothing of the machine's."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "LEADLINE_"))]:
        del os.environ[name]
    os.environ.update(
        XDG_CACHE_HOME=str(ROOT / ".pytest_cache" / "home"),
        GIT_CONFIG_NOSYSTEM="1",
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_TERMINAL_PROMPT="0",
        GIT_AUTHOR_NAME="Ada Test",
        GIT_AUTHOR_EMAIL="ada@test.example",
        GIT_COMMITTER_NAME="Ada Test",
        GIT_COMMITTER_EMAIL="ada@test.example",
    )


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo organisation of DEMO_DAY: repositories, Jira and leadline.toml. Read it; never change it."""
    folder = tmp_path_factory.mktemp("demo")
    make_organisation(folder, today=DEMO_DAY)
    return folder
