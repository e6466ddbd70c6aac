"""Hands updates to the engine: in order for each chat, several chats at once, and none given up lightly."""

import asyncio
import itertools
import logging
from collections.abc import Coroutine
from typing import Any, Protocol
from weakref import WeakValueDictionary

from sqlalchemy.exc import InterfaceError, OperationalError
from telegram import Bot, Update
from telegram.constants import ChatAction, ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.sender import TelegramSender
from bot.updates import read
from bot.wording import NOT_STORED
from chat.incoming import Incoming, Reply
from core.errors import NotReady
from core.logs import note
from delivery.message import Message
from delivery.sender import Refused, TryAgain, Unreachable

log = logging.getLogger("bot")

AT_ONCE = 8  # messages handled at a time
TRIES = 3
LATE_TRIES = 30  # about a quarter of an hour
LONGEST_PAUSE = 30.0  # seconds
GRACE = 10.0  # seconds for what is in hand when the program stops

# The database is away, or too busy: no fault of the message, which must not be given up for it.
OUTAGES = (OperationalError, InterfaceError, NotReady)


class Engine(Protocol):
    """What the door needs of chat.engine.Engine."""

    def handle(self, incoming: Incoming) -> Reply: ...


class Intake:
    """Takes updates in. It must be used from one event loop."""

    def __init__(self, bot: Bot, engine: Engine, sender: TelegramSender, *, first_pause: float) -> None:
        """`first_pause`: seconds before the second try; each later pause is twice as long."""
        self._bot = bot
        self._engine = engine
        self._sender = sender
        self._first_pause = first_pause
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, update: Update, *, patient: bool) -> asyncio.Task[None]:
        """Start on an update. The task ends when it is stored, or given up because it fails again and again.

        In an outage a patient task waits for its end; one that is not raises NotReady after a few tries.
        """
        return self._start(self._take(update, patient=patient))

    async def finish(self) -> None:
        """Wait for what is in hand, for a while."""
        if not self._tasks:
            return
        _, unfinished = await asyncio.wait(self._tasks, timeout=GRACE)
        for task in unfinished:
            task.cancel()

    async def _take(self, update: Update, *, patient: bool) -> None:
        try:
            incoming = read(update)
        except Exception:
            log.exception("update could not be read", extra={"fields": {"update": update.update_id}})
            return
        if incoming is None:
            await self._leave_groups(update)
            return
        self._start(self._acknowledge(update))
        # Waiting tasks keep the lock alive, and asyncio's locks are first come, first served.
        turn = self._turns.setdefault(incoming.address, asyncio.Lock())
        async with turn, self._slots:
            await self._hand_over(incoming, patient=patient)

    async def _hand_over(self, incoming: Incoming, *, patient: bool) -> None:
        for tries in itertools.count(1):
            fields = {"update": incoming.external_id, "tries": tries}
            try:
                reply = await asyncio.to_thread(self._engine.handle, incoming)
            except OUTAGES as error:
                log.warning("update not stored yet", extra={"fields": fields | {"error": type(error).__name__}})
                if tries >= TRIES and not patient:
                    raise NotReady(NOT_STORED) from error
            except Exception:
                log.exception("update failed", extra={"fields": fields})
                if tries >= TRIES:
                    return
            else:
                if not reply.queued:
                    await self._send_now(incoming, reply.messages)
                    self._start(self._store_later(incoming))
                return
            await asyncio.sleep(growing(self._first_pause, tries))

    async def _send_now(self, incoming: Incoming, messages: tuple[Message, ...]) -> None:
        """What to do in an emergency is said even when nothing can be stored or queued."""
        for message in messages:
            for _ in range(TRIES):
                try:
                    await self._sender.send(incoming.address, message)
                    break
                except TryAgain as error:
                    await asyncio.sleep(min(error.after, LONGEST_PAUSE))
                except (Unreachable, Refused):
                    log.exception("reply not sent", extra={"fields": {"update": incoming.external_id}})
                    return
            else:
                log.error("reply not sent", extra={"fields": {"update": incoming.external_id}})

    async def _store_later(self, incoming: Incoming) -> None:
        """What was answered but not stored is stored when that works again: others must hear of an emergency too."""
        fields = {"update": incoming.external_id}
        for tries in range(1, LATE_TRIES + 1):
            await asyncio.sleep(growing(self._first_pause, tries))
            try:
                if (await asyncio.to_thread(self._engine.handle, incoming)).queued:
                    return
            except Exception:
                log.exception("update not stored yet", extra={"fields": fields})
        log.error("update never stored", extra={"fields": fields})

    async def _acknowledge(self, update: Update) -> None:
        """Stop the button's spinner, or show that we are typing. A courtesy: failure is noted, never retried."""
        try:
            if update.callback_query:
                await update.callback_query.answer()
            elif update.message and update.message.text:
                await self._bot.send_chat_action(update.message.chat.id, ChatAction.TYPING)
        except TelegramError as error:
            note(log, "courtesy failed", update=update.update_id, error=type(error).__name__)

    async def _leave_groups(self, update: Update) -> None:
        """What is said here is between one person and the bot; in a group it leaves without a word."""
        chat = update.effective_chat
        if chat is None or chat.type == ChatType.PRIVATE or _already_out(update):
            return
        try:
            await self._bot.leave_chat(chat.id)
        except TelegramError as error:
            note(log, "could not leave a group", update=update.update_id, error=type(error).__name__)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the event loop alone would let it be forgotten
        task.add_done_callback(self._tasks.discard)
        return task


def growing(first: float, tries: int) -> float:
    """Seconds to wait after so many tries."""
    return min(first * 2.0 ** min(tries - 1, 10), LONGEST_PAUSE)


def _already_out(update: Update) -> bool:
    change = update.my_chat_member
    return change is not None and change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
