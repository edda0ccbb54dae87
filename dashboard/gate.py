"""What stands before the app: foreign hosts and origins are turned away, pages may load nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketClose
from streamlit import file_util
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PLAIN_HOST: Final = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")
_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
FIXED_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(host: str) -> str:
    """The policy of a page served as `host`: everything from here, nothing from anywhere else."""
    return "; ".join(
        [
            "default-src 'self'",
            "base-uri 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {_socket_sources(host)}",
            "worker-src 'self' blob:",
            f"script-src 'self' {_inline_script_hashes()}",
            "style-src 'self' 'unsafe-inline'",
        ]
    )


def _socket_sources(host: str) -> str:
    """Older Safari does not take 'self' for sockets. A host that is no plain name and port is left out."""
    return f"ws://{host} wss://{host}" if _PLAIN_HOST.fullmatch(host) else ""


@cache
def _inline_script_hashes() -> str:
    """Digests of the scripts that stand in Streamlit's own page; no other inline script may run."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    digests = [hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page)]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


class Gate:
    """ASGI middleware.

    Streamlit checks the Host header on its socket only, and looks up this machine's address on the internet
    to judge a foreign Origin. Both are answered here instead, for every request and without a look-up.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_host_allowed(host) or not is_same_origin(headers.get("origin"), host):
            await _refuse(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), host)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def is_same_origin(origin: str | None, host: str) -> bool:
    """Whether a request's Origin is the server itself. Browsers send one with each socket and each foreign request."""
    return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def _add_headers(headers: MutableHeaders, host: str) -> None:
    for name, value in FIXED_HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = content_security_policy(host)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(code=1008)(scope, receive, send)
        return
    refusal = PlainTextResponse("This server is not known by that name.\n", status_code=421)
    await refusal(scope, receive, send)
