"""The stand-in for the demo's Jira while a block lasts, and the address by which leadline.toml knows it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import requests

from dashboard.demo.make import DEFAULT_ADDRESS, Demo
from dashboard.standin import serving

AsOf = Callable[[datetime | None], None]
"""Lets a Jira be what it was at an instant; None for now."""

_ADDRESS = re.compile(r'^url = "(http://127\.0\.0\.1:\d+)"$', re.MULTILINE)


@contextmanager
def answering(demo: Demo) -> Iterator[str]:
    """Let the demo's Jira answer at the address that leadline.toml names; yield that address.

    When another program listens there, the address is a free one, and leadline.toml says so.
    """
    settings = demo.settings.read_text(encoding="utf-8")
    named = _ADDRESS.search(settings)
    with _serving(demo, _free_port(named[1] if named else DEFAULT_ADDRESS), is_steered=False) as address:
        if named and address != named[1]:
            demo.settings.write_text(settings.replace(named[1], address), encoding="utf-8")
        yield address


@contextmanager
def answering_as_of(demo: Demo) -> Iterator[tuple[str, AsOf]]:
    """Let the demo's Jira answer at an address of its own, as it was at any instant; yield both."""
    with _serving(demo, 0, is_steered=True) as address:

        def as_of(moment: datetime | None) -> None:
            told = {"at": moment.isoformat() if moment else None}
            requests.post(f"{address}/__standin/as-of", json=told, timeout=10).raise_for_status()

        yield address, as_of


@contextmanager
def _serving(demo: Demo, port: int, *, is_steered: bool) -> Iterator[str]:
    token = demo.token.read_text(encoding="utf-8").strip()
    with serving(demo.world, kind="cloud", token=token, port=port, control=is_steered) as address:
        yield address


def _free_port(address: str) -> int:
    """The port of the address; 0, which stands for any, when it is taken."""
    port = urlsplit(address).port or 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port
