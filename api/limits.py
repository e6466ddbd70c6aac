"""How much may be sent to which address. More is refused before it is read, or as soon as it proves to be more."""

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


class Limits:
    """Counts what comes in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = LARGER.get(scope["path"], USUAL)
        said = Headers(scope=scope).get("content-length", "")
        if said.isdecimal() and int(said) > limit:
            refusal = failure(Request(scope), 413, wording.FAILURE_WORDS[413])
            await refusal(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    """Raises HTTPException where the body is read, so that it becomes a kind page like any other failure."""
    got = 0

    async def receive_some() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > limit:
            raise HTTPException(413)
        return message

    return receive_some
