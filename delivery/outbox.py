"""Messages waiting to leave, queued in the same transaction as what they report: neither exists alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime
from delivery.message import Message

WEB = "web"
TELEGRAM = "telegram"

# A row that has been "sending" for longer than any request can take belonged to a process that died.
LEASE = timedelta(seconds=45)


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"  # its person left before it did


class Urgency(StrEnum):
    """The order of leaving, by letter."""

    ALERT = "a"
    REPLY = "b"
    PUSH = "c"


class OutboundMessage(SQLModel, table=True):
    """One message to one address. `key` makes it leave once however often it is queued.

    With `removes`, the channel's id of a message in that chat, the row takes that message away instead, and `body` is
    what is said only if it cannot be.
    """

    __tablename__ = "outbound_message"
    __table_args__ = (
        Index("ix_outbound_waiting", "channel", "state", "urgency", "id"),
        Index("ix_outbound_address", "channel", "address", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str | None = Field(default=None, max_length=120, unique=True)
    kind: str = Field(max_length=40)
    channel: str = Field(max_length=20)
    address: str = Field(max_length=80)
    recipient_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    removes: str | None = Field(default=None, max_length=40)
    state: str = Field(default=State.QUEUED, max_length=10)
    urgency: str = Field(default=Urgency.REPLY, max_length=1)
    attempts: int = Field(default=0)
    error: str = Field(default="", max_length=200)
    provider_id: str | None = Field(default=None, max_length=40)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    not_before: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    claimed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    @property
    def message(self) -> Message:
        return Message.from_json(self.body)


def queue(
    session: Session,
    message: Message,
    *,
    channel: str,
    address: str,
    now: datetime,
    recipient_id: int | None = None,
    key: str | None = None,
    kind: str = "reply",
    urgency: Urgency = Urgency.REPLY,
    removes: str | None = None,
) -> OutboundMessage | None:
    """Queue a message, or the removal of one. With a `key` used before, nothing happens and None is returned."""
    row = OutboundMessage(
        key=key,
        kind=kind,
        channel=channel,
        address=address,
        recipient_id=recipient_id,
        body=message.to_json(),
        removes=removes,
        urgency=urgency,
        created_at=now,
        not_before=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        if key is None or session.exec(select(OutboundMessage.id).where(OutboundMessage.key == key)).first() is None:
            raise  # not a repeat: something else is wrong, and the message must not vanish without a word
        return None
    return row


def waiting(session: Session, channel: str, *, now: datetime, limit: int) -> Sequence[OutboundMessage]:
    """What may leave now, most urgent and oldest first; nothing for an address that has one under way, and nothing but
    an alert for one that has one held back. A removal that is held back holds up nothing."""
    there = select(OutboundMessage.address).where(OutboundMessage.channel == channel)
    busy = there.where(col(OutboundMessage.state) == State.SENDING)
    held_back = there.where(
        OutboundMessage.state == State.QUEUED,
        col(OutboundMessage.not_before) > now,
        col(OutboundMessage.removes).is_(None),
    )
    alerts_held_back = held_back.where(OutboundMessage.urgency == Urgency.ALERT)
    query = (
        select(OutboundMessage)
        .where(
            OutboundMessage.channel == channel,
            OutboundMessage.state == State.QUEUED,
            col(OutboundMessage.not_before) <= now,
            col(OutboundMessage.address).not_in(busy),
            col(OutboundMessage.address).not_in(alerts_held_back),
            (col(OutboundMessage.urgency) == Urgency.ALERT) | col(OutboundMessage.address).not_in(held_back),
        )
        .order_by(OutboundMessage.urgency, col(OutboundMessage.id))
        .limit(limit)
    )
    return session.exec(query).all()


def claim(session: Session, row_id: int, *, now: datetime) -> bool:
    """Take a row to send it. True for one caller only."""
    changed = session.execute(
        update(OutboundMessage)
        .where(col(OutboundMessage.id) == row_id, col(OutboundMessage.state) == State.QUEUED)
        .values(state=State.SENDING, claimed_at=now, attempts=col(OutboundMessage.attempts) + 1)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def mark_sent(session: Session, row_id: int, *, provider_id: str, now: datetime) -> None:
    _set(session, row_id, state=State.SENT, provider_id=provider_id, sent_at=now, error="")


def mark_failed(session: Session, row_id: int, *, error: str) -> None:
    _set(session, row_id, state=State.FAILED, error=error[:200])


def put_back(session: Session, row_id: int, *, not_before: datetime, error: str) -> None:
    """Back into the queue, for later."""
    _set(session, row_id, state=State.QUEUED, not_before=not_before, error=error[:200])


def cancel_waiting(session: Session, recipient_id: int) -> int:
    """What has not left for this person yet never will; what is to be taken out of their chat still is. Returns how
    many."""
    changed = session.execute(
        update(OutboundMessage)
        .where(
            col(OutboundMessage.recipient_id) == recipient_id,
            col(OutboundMessage.state) == State.QUEUED,
            col(OutboundMessage.removes).is_(None),
        )
        .values(state=State.CANCELLED)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def abandoned(session: Session, channel: str, *, now: datetime) -> bool:
    """Did a process that died leave something half sent?"""
    query = select(OutboundMessage.id).where(*_abandoned(channel, now)).limit(1)
    return session.exec(query).first() is not None


def recover(session: Session, channel: str, *, now: datetime) -> int:
    """Put back what a process that died had taken and not reported. Returns how many."""
    changed = session.execute(update(OutboundMessage).where(*_abandoned(channel, now)).values(state=State.QUEUED))
    return int(changed.rowcount)  # type: ignore[attr-defined]


def _abandoned(channel: str, now: datetime) -> tuple[Any, ...]:
    return (
        col(OutboundMessage.channel) == channel,
        col(OutboundMessage.state) == State.SENDING,
        col(OutboundMessage.claimed_at) < now - LEASE,
    )


def _set(session: Session, row_id: int, **values: Any) -> None:
    session.execute(update(OutboundMessage).where(col(OutboundMessage.id) == row_id).values(**values))


def inbox_of(session: Session, address: str, *, after: int = 0, limit: int = 50) -> Sequence[OutboundMessage]:
    """The newest messages pushed to a web address, oldest first, with ids above `after`."""
    query = (
        select(OutboundMessage)
        .where(OutboundMessage.channel == WEB, OutboundMessage.address == address, col(OutboundMessage.id) > after)
        .order_by(col(OutboundMessage.id).desc())
        .limit(limit)
    )
    return list(reversed(session.exec(query).all()))


def newest_to(
    session: Session, channel: str, address: str, *, since: datetime, limit: int = 10
) -> Sequence[OutboundMessage]:
    """The messages queued to an address after `since`, newest first."""
    query = select(OutboundMessage).where(
        OutboundMessage.channel == channel, OutboundMessage.address == address, col(OutboundMessage.created_at) > since
    )
    return session.exec(query.order_by(col(OutboundMessage.id).desc()).limit(limit)).all()


def mark_seen(session: Session, address: str, *, now: datetime) -> None:
    """The person's page has fetched its messages."""
    session.execute(
        update(OutboundMessage)
        .where(
            col(OutboundMessage.channel) == WEB,
            col(OutboundMessage.address) == address,
            col(OutboundMessage.state) == State.QUEUED,
        )
        .values(state=State.SENT, sent_at=now)
    )
