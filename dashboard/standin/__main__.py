"""`python -m dashboard.standin`: serves the Jira of a world until it is ended."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from dashboard.standin.answers import Refused
from dashboard.standin.jira_site import KINDS, Access
from dashboard.standin.server import Server, server_of, world_of

_TOKEN = "LEADLINE_JIRA_TOKEN"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; 2 when the wish cannot be met."""
    wish = _parser().parse_args(arguments)
    try:
        server = _server(wish)
    except (OSError, ValueError, Refused) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"listening on {server.site.base}\n")
    sys.stdout.flush()
    if wish.until_stdin_closes:
        threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        pass
    finally:
        server.site.stopping.set()
        server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m dashboard.standin", description="Serve a stand-in for Jira on this machine."
    )
    parser.add_argument("--world", type=Path, required=True, help="the JSON file of what the Jira holds")
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--port", type=int, default=0, help="0 for any that is free")
    parser.add_argument("--token-file", type=Path, help=f"holds the token that is asked for; else ${_TOKEN}")
    parser.add_argument("--user", default="", help="who signs in to Cloud; else the e-mail of the world's account")
    parser.add_argument("--control", action="store_true", help="let it be steered below /__standin/")
    parser.add_argument("--delay-ms", type=float, default=0, help="milliseconds that every answer waits")
    parser.add_argument("--as-of", help="show the world as it was at this instant, ISO 8601 with zone")
    parser.add_argument("--context", default="", help="path below which the Jira stands, such as /jira")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when whoever started it is gone")
    return parser


def _server(wish: argparse.Namespace) -> Server:
    token = wish.token_file.read_text(encoding="utf-8").strip() if wish.token_file else os.environ.get(_TOKEN, "")
    if not token:
        raise ValueError(f"There is no token to ask for. Name a file with --token-file, or set {_TOKEN}.")
    access = Access(token, wish.user)
    return server_of(world_of(wish.world), wish.kind, access, wish.port, has_control=wish.control, as_of=wish.as_of,
                     delay_ms=wish.delay_ms, context=wish.context)  # fmt: skip


def _end_with_stdin(server: Server) -> None:
    while sys.stdin.buffer.read(4096):
        continue
    server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
