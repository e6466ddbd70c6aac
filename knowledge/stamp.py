"""One counter that says the knowledge changed, so that every process rebuilds its index."""

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select

ONLY_ROW = 1


class Stamp(SQLModel, table=True):
    """A single row. Raised in the transaction of each change to what can be answered."""

    __tablename__ = "stamp"

    id: int = Field(default=ONLY_ROW, primary_key=True)
    counter: int = Field(default=0)


def bump(session: Session) -> None:
    """Say that the knowledge changed, in the caller's transaction."""
    if _raise_by_one(session):
        return
    try:
        with session.begin_nested():
            session.add(Stamp(counter=1))
    except IntegrityError:
        _raise_by_one(session)  # another process made the first row just now


def counter(session: Session) -> int:
    """How often the knowledge has changed; 0 before anything was added."""
    return session.exec(select(Stamp.counter).where(Stamp.id == ONLY_ROW)).first() or 0


def _raise_by_one(session: Session) -> bool:
    raised = session.execute(update(Stamp).where(col(Stamp.id) == ONLY_ROW).values(counter=col(Stamp.counter) + 1))
    return bool(raised.rowcount == 1)  # type: ignore[attr-defined]
