"""Pages drawn in this process, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from dashboard.components.links import SQL_PARAMETER

SCRIPT = Path(__file__).parents[2] / "dashboard" / "app.py"
PAGES = ("overview", "calendar", "releases", "failure-links", "trends", "data-quality", "definitions", "sql")


def drawn(page: str = "overview", **query: str) -> AppTest:
    """One page of the warehouse that LEADLINE_DATA_DIR names."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page != "overview":
        [found] = [key for key, known in app._registered_pages.items() if known.get("url_pathname") == page]
        app._page_hash = found
        app.run()
    return app


def words(app: AppTest) -> str:
    """All that the page says, in order."""
    return _words(app.main)


def drawer(app: AppTest) -> str:
    """All that the open drawer says."""
    return "\n".join(_words(block) for number, block in app._tree.children.items() if number > 1)


def queries(app: AppTest) -> list[str]:
    """The queries that the page's links would put into the editor of the SQL page."""
    found = [parse_qs(link.proto.query_string).get(SQL_PARAMETER) for link in app.get("page_link")]
    return [query[0] for query in found if query]


def _words(block: Any) -> str:
    said = [element.value for element in block if isinstance(getattr(element, "value", None), str)]
    labels = [element.label for element in block if isinstance(getattr(element, "label", None), str)]
    return "\n".join([*said, *labels])
