"""What may be sent to which address: not from another site's page, not too much, and not for ever."""

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import wording
from api.failures import failure

USUAL = 64 * 1024
MEGABYTE = 1024 * 1024
# Documents may be sent to one address, each within the readers' own limit as well; Telegram's updates are its own.
LARGER = {"/knowledge": 100 * MEGABYTE, "/telegram": MEGABYTE}
# Seconds that the whole of it may take to arrive; documents come over slow lines.
USUAL_TIME, DOCUMENT_TIME = 30.0, 600.0
OURS = ("same-origin", "none")


class Limits:
    """Counts what comes in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, headers = scope["path"], Headers(scope=scope)
        limit = LARGER.get(path, USUAL)
        if scope["method"] != "GET" and headers.get("sec-fetch-site", "none") not in OURS:
            # A page elsewhere could sign somebody in as another person, with a link of its own.
            await failure(Request(scope), 403, wording.FROM_ELSEWHERE)(scope, receive, send)
        elif _number(headers.get("content-length", "")) > limit:
            await failure(Request(scope), 413, wording.FAILURE_WORDS[413])(scope, receive, send)
        else:
            time = DOCUMENT_TIME if path == "/knowledge" else USUAL_TIME
            await self._app(scope, _counted(receive, limit, time), send)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else 0


def _counted(receive: Receive, limit: int, time: float) -> Receive:
    """Raises HTTPException where the body is read, so that it becomes a kind page like any other failure."""
    got, whole, end = 0, False, asyncio.get_running_loop().time() + time

    async def receive_some() -> Message:
        nonlocal got, whole
        try:
            async with asyncio.timeout_at(None if whole else end):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408) from error
        got += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if got > limit:
            raise HTTPException(413)
        return message

    return receive_some
