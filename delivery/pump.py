"""Empties the outbox of one channel: fast, in order for each person, within limits, and losing nothing."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

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
LONGEST_PAUSE = timedelta(minutes=5)


class Pump:
    """One channel's pump. Several processes may each run one: a row is claimed before it is sent."""

    def __init__(self, database: Database, sender: Sender, channel: str, *, per_second: float = PER_SECOND) -> None:
        self._database = database
        self._sender = sender
        self._channel = channel
        # One at a time, evenly: a burst at each second's start is what gets a bot a 429.
        self._limiter = AsyncLimiter(1, 1 / per_second)
        self._held_until: datetime | None = None

    async def run(self) -> None:
        """Until cancelled. Trouble with the database is logged and tried again."""
        while True:
            try:
                sent = await self.sweep()
            except Exception:  # the pump outlives whatever happens to one sweep
                log.exception("outbox sweep failed")
                sent = 0
            if not sent:
                await asyncio.sleep(IDLE_SECONDS)

    async def sweep(self) -> int:
        """Send one batch; how many rows were handled."""
        now = utc_now()
        if self._held_until and now < self._held_until:
            return 0
        rows = await asyncio.to_thread(self._take_stock, now)
        by_address = sorted(rows, key=lambda row: row.address)
        groups = [list(group) for _, group in groupby(by_address, key=lambda row: row.address)]
        await asyncio.gather(*(self._send_in_order(group) for group in groups))
        return len(rows)

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
                if not await self._send(row):
                    return  # what comes after it for this person waits its turn

    async def _send(self, row: OutboundMessage) -> bool:
        row_id = row.id or 0
        if not await asyncio.to_thread(self._claim, row_id):
            return False
        try:
            provider_id = await self._sender.send(row.address, row.message)
        except Unreachable as error:
            await asyncio.to_thread(self._unreachable, row, str(error))
            return False
        except Refused as error:
            await asyncio.to_thread(self._failed, row_id, str(error))
            return True
        except TryAgain as error:
            await asyncio.to_thread(self._later, row, error)
            return False
        await asyncio.to_thread(self._sent, row_id, provider_id)
        return True

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

    def _later(self, row: OutboundMessage, error: TryAgain) -> None:
        now = utc_now()
        pause = min(timedelta(seconds=error.after) * (1 + row.attempts), LONGEST_PAUSE)
        self._held_until = now + timedelta(seconds=error.after)
        with self._database.writing() as session:
            put_back(session, row.id or 0, not_before=now + pause, error=str(error))

    def _unreachable(self, row: OutboundMessage, error: str) -> None:
        """Remember it, and leave the message where the person finds it when they sign in on the web."""
        now = utc_now()
        note(log, "recipient unreachable", outbound=row.id, staff=row.recipient_id)
        with self._database.writing() as session:
            mark_failed(session, row.id or 0, error=f"unreachable: {error}")
            staff = session.get(Staff, row.recipient_id) if row.recipient_id else None
            if staff is None:
                return
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
