"""Every table, in one list. Importing this module makes the whole schema known to SQLModel and Alembic."""

from sqlmodel import SQLModel

from core.audit import AuditEntry
from delivery.outbox import OutboundMessage
from people.invites import Invite
from people.signin import SigninLink, WebSession
from people.sites import Site, Team
from people.staff import Duty, Oversight, Staff
from quizzes.assignments import Round, RoundItem
from quizzes.bank import Item
from scheduler.slots import JobRun

ALL: tuple[type[SQLModel], ...] = (
    AuditEntry,
    Site,
    Team,
    Staff,
    Oversight,
    Duty,
    Invite,
    SigninLink,
    WebSession,
    OutboundMessage,
    Item,
    Round,
    RoundItem,
    JobRun,
)
