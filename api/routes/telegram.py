"""Telegram's webhook: the secret is checked, the update handed over. 200 means it is stored."""

import hmac
import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import wording
from api.failures import failure
from api.parts import parts_of
from api.visits import client_address
from core.errors import BadInput, NotThere

router = APIRouter()

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header


@router.post(
    "/telegram",
    summary="Telegram's webhook",
    responses={
        400: {"description": "Not an update."},
        401: {"description": "Without the secret."},
        429: {"description": "Without the secret, again and again."},
        404: {"description": "This installation does not use a webhook."},
        503: {"description": "Not stored yet; send it again."},
    },
)
async def webhook(request: Request) -> Response:
    parts = parts_of(request)
    if parts.feed_telegram is None:
        raise NotThere(wording.NO_WEBHOOK)
    given = request.headers.get(SECRET, "").encode("latin-1")
    if not parts.telegram_secret or not hmac.compare_digest(given, parts.telegram_secret.encode()):
        # Only whoever does not know the secret is slowed down: Telegram may come through the same proxy.
        parts.attempts.check(client_address(request), now=parts.clock())
        parts.attempts.failed(client_address(request), now=parts.clock())
        return failure(request, 401, wording.NOT_FROM_TELEGRAM)
    try:
        update = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise BadInput(wording.NOT_UNDERSTOOD) from error
    await parts.feed_telegram(update)
    return JSONResponse({"ok": True})
