"""Cases with a clock: data incidents, and requests that a person has a right to make about their own data."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Index, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, Text, col, select

from core.audit import record
from core.columns import UtcDateTime
from core.errors import BadInput, NotAllowed, NotThere, Taken
from delivery.message import Message
from delivery.outbox import Urgency
from delivery.reach import tell
from incidents import case_wording as wording
from incidents.clocks import acknowledge_due, extended_due, incident_due, request_due
from incidents.leads import has_cases_to_see, leads, leads_of, reads
from people.sites import ident, place_name
from people.staff import Staff, site_for_help

# What one worker reports within this time of their first message is one incident.
ONE_INCIDENT = timedelta(hours=1)
LONGEST_REASON = 2000


class Kind(StrEnum):
    DATA_INCIDENT = "data_incident"
    ACCESS = "access_request"
    ERASURE = "erasure_request"
    COMPLAINT = "complaint"


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    REPORTED = "reported"
    NOT_REPORTED = "not_reported"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by the person who asked


# What a lead may decide on each kind.
OUTCOMES: dict[Kind, tuple[Outcome, ...]] = {
    Kind.DATA_INCIDENT: (Outcome.REPORTED, Outcome.NOT_REPORTED),
    Kind.ACCESS: (Outcome.DONE, Outcome.REFUSED),
    Kind.ERASURE: (Outcome.DONE, Outcome.REFUSED),
    Kind.COMPLAINT: (Outcome.DONE, Outcome.REFUSED),
}
EXTENDABLE = frozenset({Kind.ACCESS, Kind.ERASURE})


class CaseFile(SQLModel, table=True):
    """One case. `person_id` is who reported or asked; `name` is what they were called, kept for the lead while the case
    is open even if they ask to be forgotten. `received_at` is when we became aware. `decision` and `extension_reason`
    are the lead's own words; only leads and auditors read the first. What the person typed is not kept here."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index(
            "one_open_request",
            "kind",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'open' AND kind <> 'data_incident'"),
            postgresql_where=text("state = 'open' AND kind <> 'data_incident'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20, index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    person_id: int = Field(foreign_key="staff.id", index=True)
    name: str = Field(max_length=80)
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: str = Field(default=State.OPEN, max_length=10, index=True)
    owner_id: int | None = Field(default=None, foreign_key="staff.id")
    acknowledged_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    extended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    extension_reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    reminded_hours: int = Field(default=0)
    outcome: str = Field(default="", max_length=20)
    decision: str = Field(default="", sa_column=Column(Text, nullable=False))
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id")
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    @property
    def reference(self) -> str:
        """What people can quote."""
        return f"C-{self.id}"

    @property
    def subject(self) -> str:
        """How the audit log names this case."""
        return f"case:{self.id}"

    def is_late(self, now: datetime) -> bool:
        """Open past its time. A complaint that was acknowledged has no other clock."""
        return self.state == State.OPEN and self.acknowledged_at is None and self.due_at < now


def open_data_incident(
    session: Session, worker: Staff, *, aware_at: datetime, now: datetime, zone: ZoneInfo
) -> CaseFile:
    """The case of an incident that this worker reported, with its leads told at once at any hour."""
    case = note_data_incident(session, worker, aware_at=aware_at, now=now)
    tell_opened(session, case, now=now, zone=zone)
    return case


def note_data_incident(session: Session, worker: Staff, *, aware_at: datetime, now: datetime) -> CaseFile:
    """A new case, or the one they opened within the hour before. Nobody is told yet."""
    # Held until the end: of two messages at once, the second finds the case of the first.
    session.exec(select(Staff.id).where(Staff.id == worker.id).with_for_update()).one()
    lately = select(CaseFile).where(
        CaseFile.person_id == worker.id,
        CaseFile.kind == Kind.DATA_INCIDENT,
        CaseFile.state == State.OPEN,
        col(CaseFile.received_at) > aware_at - ONE_INCIDENT,
    )
    if case := session.exec(lately.order_by(col(CaseFile.id).desc())).first():
        return case
    case = _new(session, Kind.DATA_INCIDENT, worker, aware_at, incident_due(aware_at))
    session.add(case)
    session.flush()
    _note_opened(session, case, now=now)
    return case


def open_request(
    session: Session, person: Staff, kind: Kind, *, received_at: datetime, now: datetime, zone: ZoneInfo
) -> CaseFile:
    """The open case of this person's request, new or the one there is already: asking again starts no second clock."""
    due = acknowledge_due if kind == Kind.COMPLAINT else request_due
    case = _new(session, kind, person, received_at, due(received_at, zone))
    try:
        with session.begin_nested():
            session.add(case)
    except IntegrityError:
        return _open_request(session, person, kind)
    _note_opened(session, case, now=now)
    tell_opened(session, case, now=now, zone=zone)
    return case


def _open_request(session: Session, person: Staff, kind: Kind) -> CaseFile:
    query = select(CaseFile).where(CaseFile.person_id == person.id, CaseFile.kind == kind)
    return session.exec(query.where(CaseFile.state == State.OPEN)).one()


def _new(session: Session, kind: Kind, person: Staff, received_at: datetime, due_at: datetime) -> CaseFile:
    site = site_for_help(session, person)
    return CaseFile(
        kind=kind,
        site_id=site.id if site else None,
        person_id=ident(person.id),
        name=person.name,
        received_at=received_at,
        due_at=due_at,
    )


def _note_opened(session: Session, case: CaseFile, *, now: datetime) -> None:
    record(session, "case.opened", actor=f"staff:{case.person_id}", now=now, subject=case.subject, kind=case.kind)


def tell_opened(
    session: Session, case: CaseFile, *, now: datetime, zone: ZoneInfo, but_not: Collection[int] = ()
) -> None:
    """The leads hear of a case, each once. `but_not`: whom the alert tells of it already."""
    message = wording.opened(case, place_name(session, case.site_id, none=""), zone)
    tell_leads(session, case, message, key="opened", now=now, but_not=but_not)


def tell_leads(
    session: Session, case: CaseFile, message: Message, *, key: str, now: datetime, but_not: Collection[int] = ()
) -> None:
    """Each lead once for each key. An incident does not wait behind other messages."""
    urgency = Urgency.ALERT if case.kind == Kind.DATA_INCIDENT else Urgency.PUSH
    for lead in leads_of(session, case.site_id):
        if lead.id not in but_not:
            tell(session, lead, message, now=now, key=f"case:{case.id}:{key}:{lead.id}", kind="case", urgency=urgency)


def cases_seen(session: Session, viewer: Staff) -> Sequence[CaseFile]:
    """The cases this person may read: open ones first, soonest due first. Raises NotAllowed."""
    if not has_cases_to_see(session, viewer):
        raise NotAllowed(wording.NOT_A_LEAD)
    rows = session.exec(select(CaseFile).order_by(col(CaseFile.state).desc(), col(CaseFile.due_at))).all()
    readable = {site_id: reads(session, viewer, site_id) for site_id in {row.site_id for row in rows}}
    return [row for row in rows if readable[row.site_id]]


def case_to_decide(session: Session, case_id: int, *, by: Staff) -> CaseFile:
    """A case this person leads on. Raises NotThere for one they may not know of, NotAllowed for an auditor."""
    case = session.get(CaseFile, case_id)
    if case is None or not reads(session, by, case.site_id):
        raise NotThere(wording.NO_SUCH_CASE)
    if not leads(session, by, case.site_id):
        raise NotAllowed(wording.NOT_A_LEAD)
    return case


def decide(session: Session, case_id: int, outcome: Outcome, words: str, *, by: Staff, now: datetime) -> CaseFile:
    """Close it, with the reason in the lead's own words. Raises BadInput, or Taken when it was closed already."""
    case = case_to_decide(session, case_id, by=by)
    if outcome not in OUTCOMES[Kind(case.kind)]:
        raise BadInput(wording.NO_SUCH_OUTCOME)
    _close(session, case, outcome, by_id=ident(by.id), now=now, decision=_reason(words))
    record(session, "case.decided", actor=by.actor, now=now, subject=case.subject, outcome=str(outcome))
    if case.kind != Kind.DATA_INCIDENT:
        _tell_person(session, case, wording.closed(case), key="closed", now=now)
    return case


def withdraw(session: Session, case_id: int, *, by: Staff, now: datetime) -> CaseFile:
    """The person did not mean it as a request. Raises NotThere for anybody else's, Taken when it is closed."""
    case = session.get(CaseFile, case_id)
    if case is None or case.person_id != by.id or case.kind == Kind.DATA_INCIDENT:
        raise NotThere(wording.NO_SUCH_CASE)
    _close(session, case, Outcome.WITHDRAWN, by_id=ident(by.id), now=now)
    record(session, "case.withdrawn", actor=by.actor, now=now, subject=case.subject)
    return case


def close_erased(session: Session, person: Staff, *, now: datetime, zone: ZoneInfo) -> CaseFile:
    """This person has just been forgotten: the case that says so, done, whether or not they had asked before. What they
    asked to see is gone. Reports and complaints that are still open keep their name until a lead has decided."""
    query = select(CaseFile).where(CaseFile.person_id == person.id, CaseFile.state == State.OPEN)
    waiting = {Kind(case.kind): case for case in session.exec(query).all()}
    if access := waiting.get(Kind.ACCESS):
        _close(session, access, Outcome.WITHDRAWN, by_id=ident(person.id), now=now, decision=wording.ERASED_INSTEAD)
    erasure = waiting.get(Kind.ERASURE)
    if erasure is None:
        erasure = _new(session, Kind.ERASURE, person, now, request_due(now, zone))
        session.add(erasure)
        session.flush()
    _close(session, erasure, Outcome.DONE, by_id=ident(person.id), now=now, decision=wording.DONE_AT_ONCE)
    closed = update(CaseFile).where(col(CaseFile.person_id) == person.id, col(CaseFile.state) == State.CLOSED)
    session.execute(closed.values(name=""))
    record(session, "case.fulfilled", actor=person.actor, now=now, subject=erasure.subject)
    return erasure


def _close(
    session: Session, case: CaseFile, outcome: Outcome, *, by_id: int, now: datetime, decision: str = ""
) -> None:
    forgotten = session.get_one(Staff, case.person_id).forgotten_at is not None
    _change_open(
        session, case, state=State.CLOSED, outcome=outcome, decision=decision, decided_by_id=by_id, decided_at=now,
        name="" if forgotten else case.name,
    )  # fmt: skip


def _change_open(session: Session, case: CaseFile, *where: Any, **values: Any) -> None:
    """Change it while it is still open and as `where` says, or raise Taken."""
    changed = session.execute(
        update(CaseFile)
        .where(col(CaseFile.id) == case.id, col(CaseFile.state) == State.OPEN, *where)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(case)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Taken(wording.ALREADY_DONE)


def take(session: Session, case_id: int, *, by: Staff, now: datetime) -> CaseFile:
    """From now on this lead looks after it."""
    case = case_to_decide(session, case_id, by=by)
    _change_open(session, case, owner_id=by.id)
    record(session, "case.taken", actor=by.actor, now=now, subject=case.subject)
    return case


def acknowledge(session: Session, case_id: int, *, by: Staff, now: datetime) -> CaseFile:
    """Tell the person that their complaint has arrived and is looked into. Raises BadInput for another kind."""
    case = case_to_decide(session, case_id, by=by)
    if case.kind != Kind.COMPLAINT:
        raise BadInput(wording.ONLY_COMPLAINTS)
    _change_open(session, case, col(CaseFile.acknowledged_at).is_(None), acknowledged_at=now)
    record(session, "case.acknowledged", actor=by.actor, now=now, subject=case.subject)
    _tell_person(session, case, wording.acknowledged(case, by.name), key="acknowledged", now=now)
    return case


def extend(session: Session, case_id: int, reason: str, *, by: Staff, now: datetime, zone: ZoneInfo) -> CaseFile:
    """Two more months, once, in time and with a reason, which the person is told. Raises BadInput or Taken."""
    case, why = case_to_decide(session, case_id, by=by), _reason(reason)
    if case.kind not in EXTENDABLE:
        raise BadInput(wording.CANNOT_EXTEND)
    if case.due_at < now:
        raise BadInput(wording.TOO_LATE_TO_EXTEND)
    _change_open(
        session, case, col(CaseFile.extended_at).is_(None), extended_at=now, extension_reason=why,
        due_at=extended_due(case.received_at, zone),
    )  # fmt: skip
    record(session, "case.extended", actor=by.actor, now=now, subject=case.subject)
    _tell_person(session, case, wording.extended(case, zone), key="extended", now=now)
    return case


def _reason(words: str) -> str:
    clean = words.strip()
    if not clean:
        raise BadInput(wording.NO_REASON)
    if len(clean) > LONGEST_REASON:
        raise BadInput(wording.REASON_TOO_LONG)
    return clean


def _tell_person(session: Session, case: CaseFile, message: Message, *, key: str, now: datetime) -> None:
    person = session.get_one(Staff, case.person_id)
    if person.left_at is None:
        tell(session, person, message, now=now, key=f"case:{case.id}:{key}", kind="request")
