"""Signing in without a password: links that work once, and sessions kept on the server."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit import record
from core.columns import UtcDateTime
from core.errors import NotThere
from people.staff import Staff, has_access

LINK_MINUTES = 30
SESSION_DAYS = 30  # however busy
NO_LINK = (
    "This link has been used or is too old. For a new one, send /link to the assistant in Telegram, "
    "or ask your manager."
)
IDLE_DAYS = 14  # without a sign of life
NOTED_EVERY = timedelta(hours=1)  # a sign of life is written down so often


class SigninLink(SQLModel, table=True):
    """A one-time link. Only a hash of its token is kept."""

    __tablename__ = "signin_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class WebSession(SQLModel, table=True):
    """One browser. `staff_id` None is a visitor who has opened an invite but not joined yet."""

    __tablename__ = "web_session"
    # A visitor's talk is found by the number of their session: SQLite must not give it out a second time.
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    csrf: str = Field(max_length=64)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(session: Session, staff: Staff, *, now: datetime, actor: str) -> str:
    """The token of a new one-time link, good for LINK_MINUTES."""
    token = secrets.token_urlsafe(24)
    expires = now + timedelta(minutes=LINK_MINUTES)
    session.add(SigninLink(token_hash=hashed(token), staff_id=staff.id or 0, expires_at=expires))
    record(session, "signin.link_made", actor=actor, now=now, subject=staff.actor)
    return token


def staff_for_link(session: Session, token: str, *, now: datetime) -> Staff:
    """Whose link this is, without using it up. Raises NotThere."""
    link = session.exec(select(SigninLink).where(SigninLink.token_hash == hashed(token))).first()
    staff = session.get(Staff, link.staff_id) if link else None
    if link is None or link.used_at or link.expires_at <= now or staff is None or not has_access(staff, now):
        raise NotThere(NO_LINK)
    return staff


def use_link(session: Session, token: str, *, now: datetime) -> Staff:
    """Use the link up and say whose it was. Of two that press together, one gets in. Raises NotThere."""
    staff = staff_for_link(session, token, now=now)
    used = session.execute(
        update(SigninLink)
        .where(col(SigninLink.token_hash) == hashed(token), col(SigninLink.used_at).is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NotThere(NO_LINK)
    record(session, "signin.used", actor=staff.actor, now=now, subject=staff.actor)
    return staff


def start_session(session: Session, *, now: datetime, staff: Staff | None = None) -> tuple[str, WebSession]:
    """A new browser session: the token for its cookie, and the row."""
    token = secrets.token_urlsafe(32)
    row = WebSession(
        token_hash=hashed(token),
        csrf=secrets.token_urlsafe(24),
        staff_id=staff.id if staff else None,
        made_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=SESSION_DAYS),
    )
    session.add(row)
    if staff is not None:
        came_in = update(Staff).where(col(Staff.id) == staff.id, col(Staff.signed_in_at).is_(None))
        session.execute(came_in.values(signed_in_at=now))
    session.flush()
    return token, row


def find_session(session: Session, token: str, *, now: datetime) -> tuple[WebSession, Staff | None] | None:
    """The session of a cookie with its person, while both are good; otherwise None."""
    row = session.exec(select(WebSession).where(WebSession.token_hash == hashed(token))).first()
    if row is None or row.expires_at <= now or row.seen_at <= now - timedelta(days=IDLE_DAYS):
        return None
    staff = session.get(Staff, row.staff_id) if row.staff_id else None
    if row.staff_id and (staff is None or not has_access(staff, now)):
        return None
    return row, staff


def is_stale(row: WebSession, now: datetime) -> bool:
    """Is it time to write down a sign of life?"""
    return row.seen_at <= now - NOTED_EVERY


def keep_alive(session: Session, row: WebSession, *, now: datetime) -> None:
    """Somebody is there: the idle time begins anew."""
    session.execute(update(WebSession).where(col(WebSession.id) == row.id).values(seen_at=now))


def end_session(session: Session, row: WebSession) -> None:
    """Sign out this browser."""
    stored = session.get(WebSession, row.id)
    if stored is not None:
        session.delete(stored)


def csrf_matches(row: WebSession, given: str | None) -> bool:
    return given is not None and hmac.compare_digest(row.csrf.encode(), given.encode())
