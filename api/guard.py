"""Round every response: headers that tell browsers to run nothing but our own files, and a kind last word."""

import logging

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.failures import trouble

log = logging.getLogger("api")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",  # addresses of sign-in pages must not travel
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Pages hold people's words; our own files may be kept, if the browser asks whether they changed.
NOT_KEPT, ASK_FIRST = "no-store", "no-cache"


class Guard:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = HEADERS | ({"strict-transport-security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        keep = ASK_FIRST if scope["path"].startswith("/static/") else NOT_KEPT

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("cache-control", keep)
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception:
            log.exception("request failed", extra={"fields": {"method": scope["method"]}})
            if started:
                raise
            await trouble(Request(scope))(scope, receive, send_guarded)
