"""Serves the dashboard: one process, one address, and nothing that comes from anywhere else."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import os
import socket
import sys
import traceback
import webbrowser
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from streamlit.web.server.starlette.starlette_app import App

    from dashboard.dashboard_settings import DashboardSettings
    from metrics.sandbox.limits import Limits

SCRIPT = Path(__file__).with_name("app.py")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
WILDCARDS = ("0.0.0.0", "::")


class ServeError(Exception):
    """The dashboard cannot be served as asked; the message is one sentence for people."""


class PortInUse(ServeError):
    """Something else listens on the port."""


class HostRefused(ServeError):
    """The address is open to others and nobody said that this is meant."""


def serve(
    data_dir: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8501,
    open_browser: bool = True,
    insecure: bool = False,
    settings: DashboardSettings | None = None,
    sql: Limits | None = None,
    build_with: Sequence[str] = (),
) -> None:
    """Serve the warehouse in `data_dir` until interrupted. `sql`: what one query of an analyst may take.

    `build_with`: what follows `leadline` to have its numbers built again, which pages then offer.

    There is no sign-in, so an address that others can reach is refused unless `insecure` says it is meant.
    """
    check_host(host, insecure=insecure)
    check_port(host, port)
    os.environ["LEADLINE_DATA_DIR"] = str(data_dir.resolve())
    if settings is not None:
        from dashboard import state

        state.use(settings)
    address = f"http://{_in_url(host)}:{port}"
    if not is_loopback(host):
        _say(f"Warning: anyone who can reach {address} can read everything in {data_dir}.")
    if sql is not None:
        from dashboard import analyst

        analyst.configure(sql)
    from dashboard import rebuilding

    rebuilding.configure(build_with)
    _quieten_uvicorn()
    try:
        make_app(address, open_browser=open_browser).run(config=configuration(host, port))
    except KeyboardInterrupt:
        return


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_host(host: str, *, insecure: bool) -> None:
    if is_loopback(host) or insecure:
        return
    raise HostRefused(
        f"{host} can be reached from other machines and the dashboard has no sign-in. "
        "Serve on 127.0.0.1, or add `--insecure` if everyone who can reach it may read everything."
    )


def check_port(host: str, port: int) -> None:
    """Refuse, with the remedy, a port that cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise _refusal(host, port, error) from error


def _refusal(host: str, port: int, error: OSError | OverflowError) -> ServeError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return PortInUse(f"Port {port} on {host} is in use. Choose another with `--port {_neighbour(port)}`.")
    if number in (errno.EACCES, errno.EPERM):
        return ServeError(f"Port {port} on {host} is kept for the system. Choose one above 1023 with `--port`.")
    if isinstance(error, OverflowError):
        return ServeError(f"{port} is no port. Choose one between 1024 and 65535 with `--port`.")
    return ServeError(f"This machine has no address {host}. Choose one of its own with `--host`.")


def _neighbour(port: int) -> int:
    return port + 1 if port < 65535 else 8501


def _in_url(host: str) -> str:
    if host in WILDCARDS:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def configuration(host: str, port: int) -> dict[str, Any]:
    """Streamlit's options, which stand above any file or variable of the machine."""
    from dashboard import theme

    return {
        "theme.base": str(theme.THEME_FILE),
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.allowedHosts": allowed_hosts(host),
        "server.maxUploadSize": 5,
        "server.maxMessageSize": 50,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.maxCacheDataSize": "512mb",
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        # Its CSV lets a spreadsheet run what somebody wrote into a commit; components.tables has one that does not.
        "client.disableDataExport": True,
        "client.toolbarMode": "viewer",
        "client.allowedOrigins": [],
        "logger.hideWelcomeMessage": True,
        "runner.magicEnabled": False,
        # A full collection after each run takes longer than the run; Python collects by itself when there is cause.
        "runner.postScriptGC": False,
    }


def allowed_hosts(host: str) -> list[str]:
    """Names that a request may call this server by; any other is a rebinding trick of a foreign page.

    A wildcard address is reached by names that this machine does not know, so there all are taken.
    """
    if host in WILDCARDS:
        return ["*"]
    return sorted({*LOOPBACK_NAMES, host}) if is_loopback(host) else sorted({host})


def make_app(address: str, *, open_browser: bool = False, script: Path = SCRIPT) -> App:
    """The dashboard as an ASGI application."""
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.routing import Route

    from dashboard.gate import Gate

    return st.App(
        script,
        routes=[
            Route("/api/health", health),
            Route("/app/static/inter.woff2", font),
        ],
        middleware=[Middleware(Gate)],
        lifespan=_lifespan(address, open_browser=open_browser),
        on_script_error=show_sentence,
    )


async def health(request: Request) -> Response:
    """Whether the server answers, and which snapshot it shows. Names no path and no data."""
    from starlette.responses import JSONResponse

    from dashboard import state

    return JSONResponse(await asyncio.to_thread(state.health))


async def font(request: Request) -> Response:
    from starlette.responses import FileResponse

    from dashboard import theme

    return FileResponse(
        theme.FONT_FILE,
        media_type="font/woff2",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def _lifespan(address: str, *, open_browser: bool) -> Any:
    @asynccontextmanager
    async def lifespan(app: App) -> AsyncIterator[Mapping[str, Any] | None]:
        warming = asyncio.create_task(asyncio.to_thread(_warm))
        _say(f"Leadline is at {address} (Ctrl+C stops it).")
        if open_browser:
            asyncio.get_running_loop().call_later(0.2, webbrowser.open, address)
        yield None
        warming.cancel()

    return lifespan


def _warm() -> None:
    """Import and compute what the first page needs, while the browser still fetches its scripts."""
    from dashboard import warming

    try:
        warming.warm()
    except Exception:
        logging.getLogger(__name__).debug("warming failed", exc_info=True)


def show_sentence(error: Exception) -> bool:
    """Show one sentence for an error of a page, and keep the details for the terminal."""
    import streamlit as st

    from dashboard.components.text import plain
    from metrics.errors import MetricsError

    if isinstance(error, MetricsError):
        st.error(plain(str(error)))
    else:
        traceback.print_exception(error, file=sys.stderr)
        st.error(
            "This page could not be drawn. The reason is in the terminal where `leadline serve` runs; "
            "the other pages may still work."
        )
    return True


def _quieten_uvicorn() -> None:
    from uvicorn.config import LOGGING_CONFIG

    for logger in LOGGING_CONFIG["loggers"].values():
        logger["level"] = "WARNING"


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
