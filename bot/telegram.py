"""The Telegram bot: finds its messages by polling or is sent them by webhook, and loses none."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.intake import Engine, Intake, growing
from bot.sender import TelegramSender, seconds
from bot.updates import readable
from bot.wording import ADDRESS_REFUSED, COMMANDS, NOT_AN_UPDATE, OUT_OF_REACH, SOMEBODY_ELSE, TOKEN_REFUSED
from core.errors import BadInput, NotReady

log = logging.getLogger("bot")

Result = TypeVar("Result")

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONG_POLL = 25  # seconds Telegram may keep us waiting for something new
TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)


class TelegramBot:
    """One bot. `sender` sends its messages; `start` polls, or `set_webhook` and `feed` take what is sent to us.

    python-telegram-bot's own Updater confirms what it fetched before it is handled, so a crash would lose it.
    Here Telegram hears that an update arrived only once the engine has stored it; the engine knows a repeat.
    """

    def __init__(self, token: str, api_url: str, engine: Engine, *, first_pause: float = 1.0) -> None:
        """`first_pause`: seconds before a second try of anything. Raises BadInput for what cannot be a token."""
        if not TOKEN.fullmatch(token):
            raise BadInput(TOKEN_REFUSED)
        self._requests = (_Request(), _Request())
        self._bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self.sender = TelegramSender(self._bot)
        self._intake = Intake(self._bot, engine, self.sender, first_pause=first_pause)
        self._first_pause = first_pause
        self._background: asyncio.Task[None] | None = None

    async def check_token(self) -> str:
        """The bot's username. Raises BadInput when Telegram refuses the token, NotReady when it is out of reach."""
        try:
            me = await self._bot.get_me()
        except InvalidToken:
            raise BadInput(TOKEN_REFUSED) from None  # the cause may name the token
        except TelegramError:
            raise NotReady(OUT_OF_REACH) from None
        return me.username or ""

    async def start(self) -> None:
        """Poll in the background until `stop`. Raises BadInput for a refused token; anything else is waited out."""
        await self._check_token_if_reachable()
        self._background = asyncio.create_task(self._poll())

    async def set_webhook(self, public_url: str, secret: str) -> None:
        """Have updates sent to `public_url`/telegram with `secret`. Raises BadInput; no answer is waited out."""
        await self._check_token_if_reachable()
        announce = partial(self._announce, f"{public_url.rstrip('/')}/telegram", secret)
        try:
            await announce()
        except BadRequest as error:
            raise BadInput(ADDRESS_REFUSED.format(url=public_url)) from error
        except TelegramError:
            self._background = asyncio.create_task(self._keep_trying(announce))

    async def feed(self, data: Any) -> None:
        """Take one update that came by webhook, parsed from JSON. When this returns, Telegram may forget it.

        Raises BadInput if it is not an update, NotReady if it should be sent again later (answer 503).
        """
        try:
            update = Update.de_json(readable(data), self._bot)
        except ValueError as error:
            raise BadInput(NOT_AN_UPDATE) from error
        # Shielded: whoever sent it may hang up, but what was begun is finished, in its turn.
        await asyncio.shield(self._intake.take(update, patient=False))

    async def stop(self) -> None:
        """Stop listening, finish what is in hand, close the connections; nothing can be sent after this."""
        if self._background:
            self._background.cancel()
            await asyncio.wait([self._background])
        await self._intake.finish()
        for request in self._requests:
            await request.shutdown()

    async def _check_token_if_reachable(self) -> None:
        try:
            await self.check_token()
        except NotReady as error:
            log.warning(str(error))

    async def _poll(self) -> None:
        await self._keep_trying(self._prepare_to_poll)
        offset: int | None = None  # Telegram starts at the first update it has no word about
        while True:
            updates = await self._keep_trying(partial(self._fetch, offset))
            if updates:
                await asyncio.wait([self._intake.take(update, patient=True) for update in updates])
                offset = updates[-1].update_id + 1

    async def _fetch(self, offset: int | None) -> tuple[Update, ...]:
        return await self._bot.get_updates(offset, timeout=LONG_POLL, allowed_updates=UPDATES)

    async def _prepare_to_poll(self) -> None:
        await self._bot.delete_webhook()
        await self._bot.set_my_commands(COMMANDS)

    async def _announce(self, url: str, secret: str) -> None:
        await self._bot.set_webhook(url, secret_token=secret, allowed_updates=UPDATES)
        await self._bot.set_my_commands(COMMANDS)

    async def _keep_trying(self, step: Callable[[], Awaitable[Result]]) -> Result:
        tries = 0
        while True:
            try:
                return await step()
            except TelegramError as error:
                tries += 1
                asked = seconds(error) if isinstance(error, RetryAfter) else 0.0
                pause = max(asked, growing(self._first_pause, tries))
                log.warning(_trouble(error), extra={"fields": {"error": type(error).__name__, "pause": pause}})
            except Exception:
                tries += 1
                pause = growing(self._first_pause, tries)
                log.exception("unexpected trouble with Telegram", extra={"fields": {"pause": pause}})
            await asyncio.sleep(pause)


class _Request(HTTPXRequest):
    """Reads answers with care: one unreadable update may not stop the rest, and no message text goes to the log."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            data = json.loads(payload)
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(data, dict) or "ok" not in data:
            raise TelegramError("Invalid server response")
        if isinstance(data.get("result"), list):
            data["result"] = [readable(update) for update in data["result"]]
        return data


def _trouble(error: TelegramError) -> str:
    if isinstance(error, InvalidToken):
        return TOKEN_REFUSED
    return SOMEBODY_ELSE if isinstance(error, Conflict) else OUT_OF_REACH
