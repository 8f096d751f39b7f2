"""The server of the app: everything is imported before its port opens, and it is for its own pages.

The first sessions import nothing, so none of them can meet a library that another one has half
loaded. A request that names a foreign host (DNS rebinding) or comes from another site's page is
refused, and no other page may show this one in a frame.
"""

from __future__ import annotations

import gc
from typing import Any
from urllib.parse import urlsplit

import pandas  # noqa: F401  (altair asks whether it is there while sessions start)
import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.starlette import App

from agents.record import ROOT
from views import ask, background, overview  # noqa: F401  (with all that pages draw with)

LOOPBACK = "127.0.0.1"
LAST_SECONDS = 5  # that pages under way have when the server is told to stop
HOSTS = ("localhost", LOOPBACK, "[::1]")
HEADERS = {
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class OwnPagesOnly:
    """Refuse requests that pages of other sites make, and mark every answer with ``HEADERS``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of HTTP or open a WebSocket; other events pass."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await PlainTextResponse("foreign origin", status_code=403)(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, marked)


CHECKS = [
    Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False),
    Middleware(OwnPagesOnly),
]


def serve(port: int) -> None:
    """Serve the app on the loopback address until the process is told to stop."""
    gc.collect()
    gc.freeze()  # streamlit collects all garbage after every click: not among what stays for ever
    app: Any = App(ROOT / "app.py", middleware=CHECKS)
    try:
        uvicorn.run(
            app,
            host=LOOPBACK,
            port=port,
            log_level="warning",
            access_log=False,
            ws_per_message_deflate=False,  # on this machine squeezing costs more than sending
            timeout_graceful_shutdown=LAST_SECONDS,
        )
    finally:
        background.end()
        ask.end()
