"""The state of a talk, as rows: any worker may take the next message, and a repeat gets the stored replies."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from chat.incoming import Channel, Incoming
from core.columns import UtcDateTime
from delivery.message import Message
from people.staff import Staff, has_access


class Talk(SQLModel, table=True):
    """Where one conversation stands. `buttons` are those of the last reply, so that typing '1' or a label works too."""

    __tablename__ = "talk"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(max_length=20)
    address: str = Field(max_length=80)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    state: str = Field(default="", max_length=30)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    buttons: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def enter(self, state: str, **data: Any) -> None:
        """Move to a state with exactly this data."""
        self.state, self.data = state, data


class Received(SQLModel, table=True):
    """A message that has been dealt with, and what was replied. `said` has no personal details in it; `message_id` is
    the channel's own number of it, if it has one."""

    __tablename__ = "received"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(max_length=20)
    external_id: str = Field(max_length=80)
    address: str = Field(max_length=80, index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    said: str = Field(default="")
    message_id: str = Field(default="", max_length=40)
    replies: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(Message.from_json(body) for body in self.replies)


def find_received(session: Session, channel: Channel, external_id: str) -> Received | None:
    return session.exec(
        select(Received).where(Received.channel == channel, Received.external_id == external_id)
    ).first()


def find_talk(session: Session, channel: Channel, address: str) -> Talk | None:
    return session.exec(select(Talk).where(Talk.channel == channel, Talk.address == address)).first()


def take_talk(session: Session, channel: Channel, address: str, *, now: datetime) -> Talk:
    """The talk, made by the first message. It is held until the transaction ends: one person's messages take turns."""
    query = select(Talk).where(Talk.channel == channel, Talk.address == address).with_for_update()
    if talk := session.exec(query).first():
        return talk
    with suppress(IntegrityError), session.begin_nested():
        session.add(Talk(channel=channel, address=address, updated_at=now))
    return session.exec(query).one()


def who(session: Session, channel: Channel, address: str, *, now: datetime) -> Staff | None:
    """The person at this address, while they have access."""
    if channel == Channel.TELEGRAM:
        query = select(Staff).where(Staff.telegram_id == int(address))
    elif address.startswith("staff:"):
        query = select(Staff).where(Staff.id == int(address.removeprefix("staff:")))
    else:
        return None
    staff = session.exec(query).first()
    return staff if staff and has_access(staff, now) else None


def wrote_since(session: Session, since: datetime) -> set[int]:
    """The ids of those who wrote or pressed something on any channel after this."""
    query = (
        select(Talk.staff_id)
        .join(Received, (col(Received.channel) == Talk.channel) & (col(Received.address) == Talk.address))
        .where(Received.at > since, col(Talk.staff_id).is_not(None))
    )
    return {staff_id for staff_id in session.exec(query.distinct()) if staff_id is not None}


def under_button(session: Session, incoming: Incoming, action: str) -> Received | None:
    """The newest message of this address whose reply holds a button with this action."""
    for row in reversed(lately(session, incoming.channel, incoming.address)):
        if any(button.action == action for message in row.messages for button in message.buttons):
            return row
    return None


def lately(session: Session, channel: Channel, address: str, *, limit: int = 30) -> Sequence[Received]:
    """The newest exchanges of one address, oldest first."""
    query = select(Received).where(Received.channel == channel, Received.address == address)
    return list(reversed(session.exec(query.order_by(col(Received.id).desc()).limit(limit)).all()))
