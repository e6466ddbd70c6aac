"""Sends one message through the Telegram Bot API, and says what kind of trouble there was."""

import asyncio

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.rendering import Part, render
from delivery.message import Message
from delivery.sender import Refused, TryAgain, Unreachable

# Said with status 400, but about the person, not the message.
NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "input_user_deactivated", "user is deactivated")
GONE_ALREADY = "message to delete not found"
NETWORK_PAUSE = 2.0  # seconds
TOKEN_PAUSE = 60.0
# A long message that has begun is worth waiting for: sent again from the start, its first part would come twice.
# Together well below the time after which the outbox takes a message to be abandoned.
PART_TRIES = 4
LONGEST_PART_PAUSE = 8.0


class TelegramSender:
    """The `Sender` for Telegram."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, address: str, message: Message) -> str:
        """Telegram's id of the last part. Raises Unreachable, TryAgain or Refused."""
        if not address.removeprefix("-").isdecimal():
            raise Unreachable("not a Telegram chat id")
        parts = render(message)
        if not parts:
            raise Refused("the message has no words")
        sent = await self._send(int(address), parts[0])
        for part in parts[1:]:
            sent = await self._send_on(int(address), part)
        return sent

    async def remove(self, address: str, message_id: str) -> None:
        """Take a message out of a private chat, which Telegram allows for 48 hours. Raises as `send` does."""
        try:
            await self._bot.delete_message(chat_id=int(address), message_id=int(message_id))
        except TelegramError as error:
            if GONE_ALREADY not in error.message.lower():
                raise _translated(error) from error

    async def _send_on(self, chat_id: int, part: Part) -> str:
        for _ in range(PART_TRIES - 1):
            try:
                return await self._send(chat_id, part)
            except TryAgain as error:
                if error.after > LONGEST_PART_PAUSE:
                    raise
                await asyncio.sleep(error.after)
        return await self._send(chat_id, part)

    async def _send(self, chat_id: int, part: Part) -> str:
        try:
            sent = await self._bot.send_message(
                chat_id=chat_id,
                text=part.html,
                parse_mode=ParseMode.HTML,
                reply_markup=part.keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            raise _translated(error) from error
        return str(sent.message_id)


def _translated(error: TelegramError) -> Unreachable | TryAgain | Refused:
    if isinstance(error, Forbidden):
        return Unreachable(error.message)
    if isinstance(error, RetryAfter):
        return TryAgain(seconds(error))
    if isinstance(error, BadRequest):
        nobody = any(sign in error.message.lower() for sign in NOBODY_THERE)
        return Unreachable(error.message) if nobody else Refused(error.message)
    return TryAgain(TOKEN_PAUSE if isinstance(error, InvalidToken) else NETWORK_PAUSE)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait; python-telegram-bot gives an int or a timedelta."""
    pause = error.retry_after
    return float(pause) if isinstance(pause, int) else pause.total_seconds()
