"""Alerts: something urgent was reported, and a person must take it on. Who, where, when and what kind; never the words.

Raised in the transaction of the reply to the worker. The first in line is told at once; see incidents/calling.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit import record
from core.columns import UtcDateTime
from people.sites import ident
from people.staff import Staff, site_for_help
from safety.urgent import Category, Level, matters_who

# Where minutes count. Somebody's own distress is private and raises none (see chat/flows/urgent.py).
LIFE_AT_RISK = frozenset(
    [
        Category.MEDICAL_EMERGENCY,
        Category.FIRE_OR_GAS,
        Category.MISSING_PERSON,
        Category.SELF_HARM,
        Category.STAFF_DANGER,
    ]
)


SAME_STORY, SAME_EVENT = timedelta(hours=12), timedelta(hours=1)
JUST_NOW = timedelta(minutes=10)


class State(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How it ended: a choice, so that nobody writes the story here."""

    RANG = "rang"
    AT_SITE = "at_site"
    SERVICES = "services"
    HANDED_ON = "handed_on"
    NOT_URGENT = "not_urgent"


@dataclass(frozen=True)
class Patience:
    """How long one person has before the next is told. `doubt`: where nobody said that it is urgent."""

    life: timedelta = timedelta(minutes=5)
    other: timedelta = timedelta(minutes=15)
    doubt: timedelta = timedelta(hours=1)

    def for_(self, alert: "Alert") -> timedelta:
        if alert.in_doubt:
            return self.doubt
        return self.life if alert.category in LIFE_AT_RISK else self.other


class Alert(SQLModel, table=True):
    """`site_id` is None for somebody of no one site. `never_told`: ids of people it may be about. `next_at`: when the
    next is told, or whoever has it is reminded to close it; None when nobody more is. `rounds`: how often everybody has
    been told again. `case_id`: the case of a data incident."""

    __tablename__ = "alert"

    id: int | None = Field(default=None, primary_key=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    category: str = Field(max_length=30)
    level: str = Field(default=Level.NOW, max_length=10)
    worker_id: int = Field(foreign_key="staff.id", index=True)
    channel: str = Field(max_length=20)
    raised_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    about_manager: bool = False
    never_told: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    state: str = Field(default=State.OPEN, max_length=15, index=True)
    rounds: int = 0
    next_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    acknowledged_by_id: int | None = Field(default=None, foreign_key="staff.id")
    acknowledged_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    outcome: str = Field(default="", max_length=20)
    handed_to_id: int | None = Field(default=None, foreign_key="staff.id")
    closed_by_id: int | None = Field(default=None, foreign_key="staff.id")
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    case_id: int | None = Field(default=None, foreign_key="case_file.id")

    @property
    def subject(self) -> str:
        """How the audit log names this alert."""
        return f"alert:{self.id}"

    @property
    def is_open(self) -> bool:
        """Has nobody taken it on yet?"""
        return self.state == State.OPEN

    @property
    def in_doubt(self) -> bool:
        """Did only the assistant hear something urgent, in words that no passage answers?"""
        return self.level == Level.CHECK


class AlertCall(SQLModel, table=True):
    """Somebody was told. `step` is why them (see incidents/line.py), `round` 0 the first time. `message_key` finds the
    message in the outbox, `delivered_at` is kept from there."""

    __tablename__ = "alert_call"
    __table_args__ = (UniqueConstraint("alert_id", "staff_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", index=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    step: str = Field(max_length=20)
    round: int = 0
    told_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    message_key: str = Field(max_length=120)
    delivered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


def open_alert(
    session: Session,
    worker: Staff,
    category: Category,
    *,
    level: Level = Level.NOW,
    channel: str,
    now: datetime,
    about_manager: bool = False,
    never_told: Iterable[int] = (),
    case_id: int | None = None,
) -> Alert:
    """A new alert at the worker's site, saved; nobody is told yet."""
    site = site_for_help(session, worker)
    alert = Alert(
        site_id=site.id if site else None,
        category=category,
        level=level,
        worker_id=ident(worker.id),
        channel=channel,
        raised_at=now,
        next_at=now,
        about_manager=about_manager,
        never_told=sorted(never_told),
        case_id=case_id,
    )
    session.add(alert)
    session.flush()
    record(session, "alert.raised", actor=worker.actor, now=now, subject=alert.subject, category=str(category))
    return alert


def raised_just_now(session: Session, worker: Staff, category: Category, *, now: datetime) -> Alert | None:
    """The newest alert of this worker for the same, if nobody has taken it on yet: whoever does rings them anyway."""
    same = (Alert.worker_id == worker.id, Alert.category == category, Alert.state == State.OPEN)
    query = select(Alert).where(*same, col(Alert.raised_at) > now - JUST_NOW)
    return session.exec(query.order_by(col(Alert.id).desc()).limit(1)).first()


def calls_of(session: Session, alert: Alert) -> Sequence[AlertCall]:
    """Who was told, in order."""
    query = select(AlertCall).where(AlertCall.alert_id == alert.id)
    return session.exec(query.order_by(col(AlertCall.id))).all()


def told(session: Session, alert: Alert) -> list[Staff]:
    """Everybody who was told, once, first told first."""
    ids = dict.fromkeys(call.staff_id for call in calls_of(session, alert))
    return [session.get_one(Staff, staff_id) for staff_id in ids]


def counted(session: Session, *conditions: Any) -> dict[str, int]:
    """How many alerts of each category, by conditions on Alert. For metrics: no site, no person."""
    found: dict[str, int] = {}
    for category in session.exec(select(Alert.category).where(*conditions)):
        found[category] = found.get(category, 0) + 1
    return found


def accused_lately(session: Session, worker: Staff, category: Category, *, now: datetime) -> frozenset[int]:
    """Whom this worker's alerts of the last hours may be about: a second message may go on with the same story. What
    happens by itself goes on for an hour; who leads must hear of a fall that comes later."""
    since = now - (SAME_STORY if matters_who(category) else SAME_EVENT)
    query = select(Alert).where(Alert.worker_id == worker.id, col(Alert.raised_at) > since)
    return frozenset(staff_id for alert in session.exec(query) for staff_id in alert.never_told)
