"""Empties the outbox of one channel: fast, in order for each person, within limits, and losing nothing."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aiolimiter import AsyncLimiter

from core.clock import utc_now
from core.database import Database
from core.logs import note
from delivery.outbox import (
    WEB,
    OutboundMessage,
    Urgency,
    abandoned,
    claim,
    mark_failed,
    mark_sent,
    put_back,
    queue,
    recover,
    waiting,
)
from delivery.reach import web_address
from delivery.sender import Refused, Sender, TryAgain, Unreachable
from people.staff import Staff

log = logging.getLogger("delivery")

# Telegram allows about 30 messages a second over all chats; a little below leaves room for typing signs.
PER_SECOND = 28
BATCH = 100
IDLE_SECONDS = 0.5
SLOW_SECONDS = 5.0  # an address that takes longer is left to itself, and the others go on
LONGEST_PAUSE = timedelta(minutes=5)
MOST_FAULTS = 5


class Pump:
    """One channel's pump. Several processes may each run one: a row is claimed before it is sent."""

    def __init__(self, database: Database, sender: Sender, channel: str, *, per_second: float = PER_SECOND) -> None:
        self._database = database
        self._sender = sender
        self._channel = channel
        # One at a time, evenly: a burst at each second's start is what gets a bot a 429.
        self._limiter = AsyncLimiter(1, 1 / per_second)
        self._held_until = datetime.min.replace(tzinfo=UTC)
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled. Trouble with the database is logged and tried again."""
        try:
            while True:
                if not await self._sweep_or_log():
                    await asyncio.sleep(IDLE_SECONDS)
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def _sweep_or_log(self) -> int:
        try:
            return await self.sweep()
        except Exception:  # the pump outlives whatever happens to one sweep
            log.exception("outbox sweep failed")
            return 0

    async def sweep(self) -> int:
        """Send one batch, the most urgent first; how many rows it took on. Does not wait for slow addresses."""
        now = utc_now()
        if now < self._held_until:
            return 0
        rows = await asyncio.to_thread(self._take_stock, now)
        groups: dict[str, list[OutboundMessage]] = {}
        for row in rows:
            if row.address not in self._under_way:
                groups.setdefault(row.address, []).append(row)
        if groups:
            await asyncio.wait([self._start(group) for group in groups.values()], timeout=SLOW_SECONDS)
        return sum(len(group) for group in groups.values())

    def _start(self, rows: list[OutboundMessage]) -> asyncio.Task[None]:
        address = rows[0].address
        task = self._under_way[address] = asyncio.create_task(self._send_in_order(rows))
        task.add_done_callback(lambda done: self._finish(address, done))
        return task

    def _finish(self, address: str, task: asyncio.Task[None]) -> None:
        del self._under_way[address]
        if not task.cancelled() and (error := task.exception()):
            log.error("sending to an address broke off", exc_info=error)

    def _take_stock(self, now: datetime) -> Sequence[OutboundMessage]:
        with self._database.reading() as session:
            stale = abandoned(session, self._channel, now=now)
        if stale:
            with self._database.writing() as session:
                note(log, "outbox recovered", rows=recover(session, self._channel, now=now))
        with self._database.reading() as session:
            return waiting(session, self._channel, now=now, limit=BATCH)

    async def _send_in_order(self, rows: list[OutboundMessage]) -> None:
        for row in rows:
            async with self._limiter:
                if utc_now() < self._held_until or not await self._send(row):
                    return  # what comes after it for this person waits its turn

    async def _send(self, row: OutboundMessage) -> bool:
        row_id = row.id or 0
        if not await asyncio.to_thread(self._claim, row_id):
            return False
        try:
            provider_id = await self._hand_over(row)
        except Unreachable as error:
            await asyncio.to_thread(self._unreachable, row, str(error))
            return False
        except Refused as error:
            await asyncio.to_thread(self._refused, row, str(error))
            return True
        except TryAgain as error:
            await asyncio.to_thread(self._later, row, error)
            return row.removes is not None  # what is to be said does not wait for what is to be removed
        except Exception:  # a fault of ours; this message must not stand before all others to this person for ever
            log.exception("sending failed", extra={"fields": {"outbound": row_id}})
            await asyncio.to_thread(self._fault, row)
            return False
        await asyncio.to_thread(self._sent, row_id, provider_id)
        return True

    async def _hand_over(self, row: OutboundMessage) -> str:
        if row.removes is None:
            return await self._sender.send(row.address, row.message)
        await self._sender.remove(row.address, row.removes)
        return ""

    def _claim(self, row_id: int) -> bool:
        with self._database.writing() as session:
            return claim(session, row_id, now=utc_now())

    def _sent(self, row_id: int, provider_id: str) -> None:
        with self._database.writing() as session:
            mark_sent(session, row_id, provider_id=provider_id, now=utc_now())

    def _failed(self, row_id: int, error: str) -> None:
        log.error("message refused", extra={"fields": {"outbound": row_id}})
        with self._database.writing() as session:
            mark_failed(session, row_id, error=error)

    def _refused(self, row: OutboundMessage, error: str) -> None:
        """What cannot be removed is left to the person: the row holds the words that ask them."""
        if row.removes is None:
            self._failed(row.id or 0, error)
            return
        note(log, "message not removed", outbound=row.id)
        with self._database.writing() as session:
            mark_failed(session, row.id or 0, error=error)
            queue(
                session,
                row.message,
                channel=row.channel,
                address=row.address,
                now=utc_now(),
                recipient_id=row.recipient_id,
                key=f"not-removed:{row.id}",
                kind=row.kind,  # kept no longer than the removal itself
                urgency=Urgency(row.urgency),
            )

    def _later(self, row: OutboundMessage, error: TryAgain) -> None:
        if row.removes is None:
            self._held_until = max(self._held_until, utc_now() + timedelta(seconds=error.after))
        self._put_back(row, error.after, str(error))

    def _fault(self, row: OutboundMessage) -> None:
        if row.attempts + 1 < MOST_FAULTS:
            self._put_back(row, IDLE_SECONDS, "fault")
        else:
            self._failed(row.id or 0, "fault")

    def _put_back(self, row: OutboundMessage, seconds: float, error: str) -> None:
        pause = min(timedelta(seconds=seconds) * (1 + row.attempts), LONGEST_PAUSE)
        with self._database.writing() as session:
            put_back(session, row.id or 0, not_before=utc_now() + pause, error=error)

    def _unreachable(self, row: OutboundMessage, error: str) -> None:
        """Remember it, and leave the message where the person finds it when they sign in on the web."""
        now = utc_now()
        note(log, "recipient unreachable", outbound=row.id, staff=row.recipient_id)
        with self._database.writing() as session:
            mark_failed(session, row.id or 0, error=f"unreachable: {error}")
            staff = session.get(Staff, row.recipient_id) if row.recipient_id else None
            if staff is None:
                return
            if row.address == str(staff.telegram_id):  # they may have another phone by now
                staff.telegram_blocked_at = now
                session.add(staff)
            queue(
                session,
                row.message,
                channel=WEB,
                address=web_address(staff.id),
                now=now,
                recipient_id=staff.id,
                key=f"web-copy:{row.id}",
                kind=row.kind,
                urgency=Urgency(row.urgency),
            )
