"""The copy of an urgent message in the worker's chat: to be taken out once the record holds it, and always in time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime
from core.database import Database

# Telegram lets a bot delete a message for 48 hours; this leaves twelve of them for whatever is out of order.
AT_LATEST = timedelta(hours=36)
TOO_LATE = timedelta(hours=48)
AT_ONCE = 200


class ChatCopy(SQLModel, table=True):
    """One message in a chat, by the channel's own number. `due_at`: when it is to be taken out; `asked_at`: when that
    was asked of the channel."""

    __tablename__ = "chat_copy"

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(max_length=20)
    address: str = Field(max_length=80, index=True)
    message_id: str = Field(max_length=40)
    sent_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    asked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


# Asks the channel to delete one message, in the given transaction.
TakeOut = Callable[[Session, ChatCopy, datetime], object]


def note_copy(session: Session, channel: str, address: str, message_id: str, *, sent_at: datetime) -> None:
    """This message must not stay in the chat for long."""
    due = sent_at + AT_LATEST
    session.add(ChatCopy(channel=channel, address=address, message_id=message_id, sent_at=sent_at, due_at=due))


def written(session: Session, channel: str, address: str, *, now: datetime) -> int:
    """The record holds what was said there: its copies are due now. Returns how many."""
    changed = session.execute(
        update(ChatCopy)
        .where(
            col(ChatCopy.channel) == channel,
            col(ChatCopy.address) == address,
            col(ChatCopy.asked_at).is_(None),
            col(ChatCopy.due_at) > now,
        )
        .values(due_at=now)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def take_out_due(database: Database, take_out: TakeOut, now: datetime) -> int:
    """Ask for every copy that is due, each once. Returns how many. What is older than the channel allows is left."""
    with database.reading() as session:
        due = [copy.id for copy in _due(session, now)]
    return sum(_ask(database, copy_id, take_out, now) for copy_id in due)


def _due(session: Session, now: datetime) -> Sequence[ChatCopy]:
    query = select(ChatCopy).where(
        col(ChatCopy.asked_at).is_(None), col(ChatCopy.due_at) <= now, col(ChatCopy.sent_at) > now - TOO_LATE
    )
    return session.exec(query.order_by(col(ChatCopy.due_at)).limit(AT_ONCE)).all()


def _ask(database: Database, copy_id: int | None, take_out: TakeOut, now: datetime) -> bool:
    with database.writing() as session:
        mine = session.execute(
            update(ChatCopy).where(col(ChatCopy.id) == copy_id, col(ChatCopy.asked_at).is_(None)).values(asked_at=now)
        )
        if mine.rowcount != 1:  # type: ignore[attr-defined]
            return False
        take_out(session, session.get_one(ChatCopy, copy_id), now)
        return True
