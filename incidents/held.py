"""What somebody typed in an emergency, sealed: only those whose duty it is open it, each time on record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, LargeBinary, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit import record
from core.columns import UtcDateTime
from core.errors import BadInput, NotAllowed, NotThere, Taken
from core.sealing import Safe, Unreadable
from people.roles import Act, Role, may, require
from people.sites import Contact, Site, ident
from people.staff import Duty, Staff, on_duty, sees_site, site_for_help
from safety.personal import find_personal, scrub
from safety.urgent import Category, Urgent

NO_SUCH = "There is no such message, or it is not for you to see."
NOT_YOURS = "Only the person whose duty it is may open this. Ask the safeguarding lead or the data protection lead."
NO_REASON = "Please say in a few words why."
RELEASED = "This was released. The words are gone for good."
LONGEST_REASON = 300


class HeldState(StrEnum):
    """HELD waits for a decision, KEPT was decided to be evidence, RELEASED has no words any more."""

    HELD = "held"
    KEPT = "kept"
    RELEASED = "released"


class HeldMessage(SQLModel, table=True):
    """One message: what everybody concerned may know of it, and the words, sealed. `reference` is its name for ever.
    `never_told`: ids of people it may be about.
    `scrubbed`: personal details had been taken out before it was held. `decision` is why it was kept or released."""

    __tablename__ = "held_message"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(max_length=120, unique=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    worker_id: int = Field(foreign_key="staff.id", index=True)
    category: str = Field(max_length=30)
    about_manager: bool = False
    never_told: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    scrubbed: bool = False
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    state: str = Field(default=HeldState.HELD, max_length=10, index=True)
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id")
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    decision: str = Field(default="", max_length=LONGEST_REASON)


class HeldOpening(SQLModel, table=True):
    """Somebody read it, and why."""

    __tablename__ = "held_opening"

    id: int | None = Field(default=None, primary_key=True)
    held_id: int = Field(foreign_key="held_message.id", index=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    reason: str = Field(max_length=LONGEST_REASON)


@dataclass(frozen=True)
class Stub:
    """What may be known without opening it. `reader`: this viewer may open it."""

    row: HeldMessage
    site: str
    worker: str
    reader: bool


@dataclass(frozen=True)
class Opened:
    """`words`, or None and what the `trouble` is."""

    row: HeldMessage
    words: str | None
    trouble: str = ""


def hold(
    session: Session,
    safe: Safe,
    words: str,
    *,
    worker: Staff,
    urgent: Urgent,
    reference: str,
    now: datetime,
    scrubbed: bool = False,
    never_told: Iterable[int] = (),
) -> HeldMessage | None:
    """Seal what was typed. `never_told`: ids of people it may be about, who never open it.

    None when there is nothing to keep, or it is the worker's own distress, or held already."""
    if not words.strip() or urgent.about_self:
        return None
    site = site_for_help(session, worker)
    row = HeldMessage(
        reference=reference[:120],
        at=now,
        site_id=site.id if site else None,
        worker_id=ident(worker.id),
        category=urgent.category,
        about_manager=urgent.about_manager,
        never_told=sorted(never_told),
        scrubbed=scrubbed,
    )
    row.sealed = safe.seal(words, _bound(row))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    record(session, "held.sealed", actor="assistant", now=now, subject=_subject(row), category=row.category)
    return row


def _bound(row: HeldMessage) -> str:
    """What the words belong to. Another site, worker or kind in the row, and they do not open."""
    facts = (row.reference, row.site_id, row.worker_id, row.category, row.about_manager, row.at.timestamp())
    return "|".join(str(fact) for fact in facts)


def _subject(row: HeldMessage) -> str:
    return f"held:{row.id}"


def may_see_held(session: Session, staff: Staff) -> bool:
    """May this person open the page at all?"""
    return may(staff, Act.SEE_HELD) or (staff.left_at is None and bool(_duties(session, staff)))


def stubs(session: Session, viewer: Staff, *, limit: int = 200) -> list[Stub]:
    """The newest held messages that this person may know about. Raises NotAllowed."""
    if not may_see_held(session, viewer):
        require(viewer, Act.SEE_HELD)
    duties = _duties(session, viewer)
    query = select(HeldMessage).order_by(col(HeldMessage.at).desc(), col(HeldMessage.id).desc())
    rows = (row for row in session.exec(query) if _may_know(session, viewer, row, duties))
    return [_stub(session, viewer, row, duties) for row, _ in zip(rows, range(limit), strict=False)]


def _stub(session: Session, viewer: Staff, row: HeldMessage, duties: frozenset[tuple[int, str]]) -> Stub:
    site = session.get(Site, row.site_id) if row.site_id else None
    worker = session.get_one(Staff, row.worker_id)
    return Stub(row, site.name if site else "", worker.name, _may_open(session, viewer, row, duties))


def openings(session: Session, held_id: int) -> Sequence[tuple[HeldOpening, Staff]]:
    """Who read it, newest first."""
    query = select(HeldOpening, Staff).join(Staff, col(Staff.id) == HeldOpening.staff_id)
    return session.exec(query.where(HeldOpening.held_id == held_id).order_by(col(HeldOpening.id).desc())).all()


def open_held(session: Session, safe: Safe, held_id: int, *, by: Staff, reason: str, now: datetime) -> Opened:
    """Read it. On record even if it cannot be read. Raises BadInput without a reason, NotThere, NotAllowed, Taken."""
    row, why = _to_open(session, held_id, by), _reason(reason)
    if row.sealed is None:
        raise Taken(RELEASED)
    session.add(HeldOpening(held_id=held_id, staff_id=ident(by.id), at=now, reason=why))
    try:
        opened = Opened(row, safe.open(row.sealed, _bound(row)))
    except Unreadable as error:
        opened = Opened(row, None, str(error))
    action = "held.opened" if opened.words is not None else "held.unreadable"
    record(session, action, actor=by.actor, now=now, subject=_subject(row), category=row.category)
    return opened


def decide(session: Session, held_id: int, state: HeldState, *, by: Staff, reason: str, now: datetime) -> HeldMessage:
    """Keep it as evidence, or release it: then the words are destroyed. Raises as open_held does."""
    row, why = _to_open(session, held_id, by), _reason(reason)
    values = {"state": state, "decided_by_id": by.id, "decided_at": now, "decision": why}
    if state == HeldState.RELEASED:
        values["sealed"] = None
    changed = session.execute(
        update(HeldMessage)
        .where(col(HeldMessage.id) == held_id, col(HeldMessage.state) != HeldState.RELEASED)
        .values(**values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Taken(RELEASED)
    record(session, f"held.{state}", actor=by.actor, now=now, subject=_subject(row), category=row.category)
    session.refresh(row)
    return row


def _reason(typed: str) -> str:
    """Why, without personal details. Raises BadInput."""
    clean = " ".join(typed.split())
    if len(clean) < 3:
        raise BadInput(NO_REASON)
    return scrub(clean, find_personal(clean))[:LONGEST_REASON]


def _to_open(session: Session, held_id: int, by: Staff) -> HeldMessage:
    """Raises NotThere for what they may not know of, NotAllowed for what they may only know of."""
    row, duties = session.get(HeldMessage, held_id), _duties(session, by)
    if row is None or not _may_know(session, by, row, duties):
        raise NotThere(NO_SUCH)
    if not _may_open(session, by, row, duties):
        raise NotAllowed(NOT_YOURS)
    return row


def _duties(session: Session, staff: Staff) -> frozenset[tuple[int, str]]:
    """(site, duty) of everything this person is told about."""
    rows = session.exec(select(Duty.site_id, Duty.duty).where(Duty.staff_id == staff.id))
    return frozenset((site_id, str(duty)) for site_id, duty in rows)


def _may_know(session: Session, staff: Staff, row: HeldMessage, duties: frozenset[tuple[int, str]]) -> bool:
    """Of a worry about the manager nobody knows who could be meant by it, nor does anybody it may be about."""
    if staff.id in row.never_told:
        return False
    if _may_open(session, staff, row, duties):
        return True
    return not row.about_manager and may(staff, Act.SEE_HELD) and _over(session, staff, row)


def _may_open(session: Session, staff: Staff, row: HeldMessage, duties: frozenset[tuple[int, str]]) -> bool:
    """One duty for each kind. A worry about the manager: the deputy, and never somebody who manages."""
    if staff.left_at is not None or staff.id in row.never_told or (row.about_manager and staff.role == Role.MANAGER):
        return False
    data_lead = (row.site_id, Contact.DATA_PROTECTION_LEAD) in duties or (
        staff.role == Role.DATA_PROTECTION and _over(session, staff, row)
    )
    stand_in = data_lead or (row.site_id, Contact.DEPUTY) in duties
    if row.about_manager:
        return stand_in
    if row.category == Category.DATA_INCIDENT or row.site_id is None:
        return data_lead
    if (row.site_id, Contact.SAFEGUARDING_LEAD) in duties:
        return True
    return stand_in and not _leads_left(session, row)  # it may be about each of them, or there is none


def _leads_left(session: Session, row: HeldMessage) -> bool:
    leads = on_duty(session, row.site_id, Contact.SAFEGUARDING_LEAD) if row.site_id else ()
    return any(lead.id not in row.never_told for lead in leads)


def _over(session: Session, staff: Staff, row: HeldMessage) -> bool:
    return staff.site_id is None or sees_site(session, staff, row.site_id)
