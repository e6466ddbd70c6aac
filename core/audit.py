"""Who did what, when. Rows are added, chained to the one before with the installation's key, and never changed."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DDL, JSON, event, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit_guard import guard
from core.columns import UtcDateTime

ONLY_ROW = 1
KEY_ID_LENGTH = 8
_FRESH = "audit"  # in session.info: what this transaction has added


class AuditEntry(SQLModel, table=True):
    """One act by one actor upon one subject. `detail` never holds what people typed. `position` counts from 1 without
    gaps; `digest` is "KEY:HMAC-SHA256" over the row and `previous`, the digest of the row before."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    actor: str = Field(index=True, max_length=80)
    action: str = Field(index=True, max_length=80)
    subject: str = Field(default="", index=True, max_length=120)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    position: int | None = Field(default=None, index=True, unique=True)
    previous: str = Field(default="", max_length=80)
    digest: str = Field(default="", max_length=80)


class AuditHead(SQLModel, table=True):
    """A single row: where the chain ends. Whoever adds to it holds it until their transaction ends, and takes it last.
    Rows up to `purged_through` may be deleted, no others."""

    __tablename__ = "audit_head"

    id: int = Field(default=ONLY_ROW, primary_key=True)
    position: int = Field(default=0)
    digest: str = Field(default="", max_length=80)
    purged_through: int = Field(default=0)


for _dialect in ("sqlite", "postgresql"):
    for _statement in guard(_dialect):
        _ddl = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(AuditEntry.__table__, "after_create", _ddl)  # type: ignore[attr-defined]


def record(session: Session, action: str, *, actor: str, now: datetime, subject: str = "", **detail: Any) -> AuditEntry:
    """Add one row, in the caller's transaction. `Database.writing()` seals it at the end."""
    entry = AuditEntry(at=now, actor=actor, action=action, subject=subject, detail=detail)
    session.add(entry)
    session.info.setdefault(_FRESH, []).append(entry)
    return entry


@dataclass(frozen=True)
class Place:
    """A place in the chain."""

    position: int
    digest: str


def seal(session: Session, key: bytes) -> None:
    """Chain what this transaction added. The last thing before it commits: from here on others who add wait."""
    fresh: list[AuditEntry] = session.info.pop(_FRESH, [])
    if not fresh or not session.in_transaction():
        return
    session.flush()
    rows = [entry for entry in fresh if entry in session]  # what a savepoint took back is gone
    if not rows:
        return
    place = hold_head(session)
    if place.position == 0:  # the chain begins with everything older than it
        unsealed = select(AuditEntry).where(col(AuditEntry.position).is_(None)).order_by(col(AuditEntry.id))
        rows = list(session.exec(unsealed))
    for entry in rows:
        entry.position, entry.previous = place.position + 1, place.digest
        entry.digest = digest_of(entry, key)
        place = Place(entry.position, entry.digest)
    session.flush()
    _move_head(session, position=place.position, digest=place.digest)


def hold_head(session: Session) -> Place:
    """Where the chain ends; nobody else can add to it until this transaction ends."""
    query = select(AuditHead.position, AuditHead.digest).with_for_update()
    found = session.exec(query).first()
    if found is None:
        try:
            with session.begin_nested():
                session.add(AuditHead())
        except IntegrityError:
            pass  # another process made it just now
        found = session.exec(query).one()
    return Place(*found)


def _move_head(session: Session, **values: Any) -> None:
    session.execute(update(AuditHead).where(col(AuditHead.id) == ONLY_ROW).values(**values))


def key_id(key: bytes) -> str:
    """Which key this is, without telling it."""
    return hmac.new(key, b"which key", hashlib.sha256).hexdigest()[:KEY_ID_LENGTH]


def digest_of(entry: AuditEntry, key: bytes) -> str:
    """What this row's digest must be. Pure."""
    detail = json.loads(json.dumps(entry.detail))  # as the database gives it back
    parts = [
        entry.position, entry.previous, entry.at.astimezone(UTC).isoformat(), entry.actor, entry.action, entry.subject,
        detail,
    ]  # fmt: skip
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return f"{key_id(key)}:{hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}"
