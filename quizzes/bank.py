"""The bank: the quiz items in use. They come from files that people review; a changed item is a new version."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit import record
from core.columns import UtcDateTime
from core.places import CONTENT
from people.roles import Role
from quizzes.files import Entry, Level, read_entries, read_levels


class ItemState(StrEnum):
    LIVE = "live"
    RETIRED = "retired"


class Item(SQLModel, table=True):
    """One version of one question. What people were asked never changes: new words make a new row.

    `criterion` (such as "4.6") is also the reference of the passage that explains it; `correct` is an index into
    `options`, which stand in the author's order.
    """

    __tablename__ = "quiz_item"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=80)
    version: int = 1
    state: str = Field(default=ItemState.LIVE, max_length=10, index=True)
    theme: int = Field(index=True)
    criterion: str = Field(max_length=10)
    level: str = Field(max_length=10)
    scenario: str
    question: str
    options: list[str] = Field(sa_column=Column(JSON, nullable=False))
    correct: int
    explanation: str
    approved_by: str = Field(max_length=80)
    reviewed: date
    review_due: date
    content_hash: str = Field(max_length=64)
    loaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True)
class Loaded:
    """What a load changed: counts of items."""

    added: int = 0
    changed: int = 0
    retired: int = 0


def load_bank(session: Session, folder: Path, *, now: datetime, framework: Path = CONTENT / "framework") -> Loaded:
    """Make the bank the same as the files in `folder`. Raises BadInput naming file and key; then nothing changes."""
    levels = read_levels(framework)
    entries = read_entries(folder, levels)
    newest = {item.key: item for item in session.exec(select(Item).order_by(col(Item.version)))}
    live_before = {key for key, item in newest.items() if item.state == ItemState.LIVE}
    changed = [entry.key for entry in entries if _keep(session, newest.get(entry.key), entry, levels, now=now)]
    gone = live_before - {entry.key for entry in entries}
    for key in gone:
        newest[key].state = ItemState.RETIRED
    loaded = Loaded(added=len(set(changed) - live_before), changed=len(set(changed) & live_before), retired=len(gone))
    session.flush()
    if loaded != Loaded():
        record(session, "quiz.bank_loaded", actor="content", now=now, **asdict(loaded))
    return loaded


def _keep(session: Session, old: Item | None, entry: Entry, levels: dict[str, Level], *, now: datetime) -> bool:
    """True when the item is new, came back, or says something else than before."""
    if old is not None and old.content_hash == _hash(entry):
        returned = old.state == ItemState.RETIRED
        old.state, old.level = ItemState.LIVE, levels[entry.criterion]
        old.approved_by, old.reviewed, old.review_due = entry.approved_by, entry.reviewed, entry.review_due
        return returned
    item = Item(
        **entry.model_dump(exclude={"options"}),
        version=old.version + 1 if old else 1,
        theme=entry.theme,
        level=levels[entry.criterion],
        options=entry.texts,
        correct=entry.right,
        content_hash=_hash(entry),
        loaded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(item)
    except IntegrityError:  # another process is starting too and was first
        return False
    if old is not None:
        old.state = ItemState.RETIRED
    return True


def _hash(entry: Entry) -> str:
    """Of what a person is shown; who approved it and when may change without a new version."""
    shown = [entry.criterion, entry.scenario, entry.question, entry.texts, entry.right, entry.explanation]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def bank_for(session: Session, role: Role, *, today: date) -> Sequence[Item]:
    """The items to choose from for a role: live, inside their review date, and not beyond what the role needs."""
    query = select(Item).where(Item.state == ItemState.LIVE, Item.review_due >= today).order_by(col(Item.id))
    if role == Role.STAFF:
        query = query.where(Item.level == Level.ALL)
    return session.exec(query).all()


def option_order(key: str, staff_id: int, count: int) -> tuple[int, ...]:
    """The order in which one person sees an item's options. Always the same for them, not for their neighbour. Pure."""

    def place(index: int) -> bytes:
        return hashlib.sha256(f"{key}:{staff_id}:{index}".encode()).digest()

    return tuple(sorted(range(count), key=place))
