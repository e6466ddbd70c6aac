"""What was sent to whom: a round, and one row for each person and question in it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime
from people.staff import Staff

# A question that has waited this long is closed; it may be asked afresh in a later round.
OPEN_FOR = timedelta(days=7)


class Round(SQLModel, table=True):
    """One sending of questions. `slot` is such as "2026-W48-1"; `staff_id` is whose practice it is, None = everybody's.

    It is pushed to people between `opens_at` and `closes_at`.
    """

    __tablename__ = "quiz_round"

    id: int | None = Field(default=None, primary_key=True)
    slot: str = Field(max_length=40, unique=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    opens_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    closes_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class RoundItem(SQLModel, table=True):
    """One question for one person. `sent_at` is when the round went to them, `choice` an index into Item.options."""

    __tablename__ = "round_item"
    __table_args__ = (UniqueConstraint("round_id", "staff_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="quiz_round.id", index=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    item_id: int = Field(foreign_key="quiz_item.id", index=True)
    position: int
    channel: str = Field(max_length=20)
    sent_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    choice: int | None = None
    correct: bool | None = None

    def is_waiting(self, now: datetime) -> bool:
        """Not answered yet, and it still can be."""
        return self.answered_at is None and now < self.sent_at + OPEN_FOR


def history_of(session: Session, staff: Staff) -> Sequence[RoundItem]:
    """Everything this person was ever asked, oldest first."""
    query = select(RoundItem).where(RoundItem.staff_id == staff.id)
    return session.exec(query.order_by(col(RoundItem.sent_at), col(RoundItem.round_id), col(RoundItem.position))).all()


def in_same_round(session: Session, assignment: RoundItem) -> Sequence[RoundItem]:
    """The questions of this person's round, in order."""
    query = select(RoundItem).where(
        RoundItem.round_id == assignment.round_id, RoundItem.staff_id == assignment.staff_id
    )
    return session.exec(query.order_by(col(RoundItem.position))).all()
