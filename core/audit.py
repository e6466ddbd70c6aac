"""Who did what, when. Rows are added and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Column, Field, Session, SQLModel

from core.columns import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One act by one actor upon one subject. `detail` never holds what people typed."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    actor: str = Field(index=True, max_length=80)
    action: str = Field(index=True, max_length=80)
    subject: str = Field(default="", index=True, max_length=120)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def record(session: Session, action: str, *, actor: str, now: datetime, subject: str = "", **detail: Any) -> AuditEntry:
    """Add one row, in the caller's transaction."""
    entry = AuditEntry(at=now, actor=actor, action=action, subject=subject, detail=detail)
    session.add(entry)
    return entry
