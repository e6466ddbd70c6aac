"""Questions that no passage answers: to a champion, claimed once, answered once, heard by everybody who asked."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, UniqueConstraint, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit import record
from core.columns import UtcDateTime
from core.errors import BadInput, NotThere, Taken
from delivery.message import Message
from delivery.reach import tell
from knowledge.drafts import Draft
from people.roles import Act, Role, require
from people.shifts import Shift, within_hours
from people.sites import ident, place_name
from people.staff import Staff, champions_of, is_away, managers_of, sites_seen
from questions import wording
from questions.promise import REPLY_WITHIN, promised_time
from questions.questions import Question, take_unheard
from questions.questions import State as Asked

# How alike two questions must be (cosine) to be one piece of work for a champion. High: a wrong
# match sends somebody the answer to another question.
SAME_QUESTION = 0.88
LONGEST_REPLY = 3000


class State(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"  # whoever asked has asked to be forgotten


OPEN = (State.WAITING, State.CLAIMED)
CHECKED_WITHIN = timedelta(days=2)  # a reply that others wait for


class Escalation(SQLModel, table=True):
    """One piece of work for champions; one or more questions hang on it. `vector` is float32 bytes of `text`."""

    __tablename__ = "escalation"

    id: int | None = Field(default=None, primary_key=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    text: str
    vector: bytes | None = None
    state: str = Field(default=State.WAITING, max_length=10, index=True)
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    claimed_by_id: int | None = Field(default=None, foreign_key="staff.id")
    claimed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    reply: str = Field(default="")
    replied_by_id: int | None = Field(default=None, foreign_key="staff.id")
    replied_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    draft_id: int | None = Field(default=None, foreign_key="draft.id", index=True)
    overdue_told_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    @property
    def reference(self) -> str:
        return f"E-{self.id}"


class Pass(SQLModel, table=True):
    """A champion said: not me."""

    __tablename__ = "escalation_pass"
    __table_args__ = (UniqueConstraint("escalation_id", "staff_id"),)

    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalation.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


def escalate(session: Session, question: Question, *, now: datetime, zone: ZoneInfo) -> Escalation:
    """Give a question to the champions, or join it to the same one already with them. Once while it waits."""
    session.refresh(question, with_for_update=True)  # of two presses at once, the second waits here for the first
    if question.escalation_id is not None and question.state == Asked.WAITING:
        return session.get_one(Escalation, question.escalation_id)
    joined = _same_open(session, question)
    escalation = joined or _open(session, question, now=now, zone=zone)
    question.escalation_id = escalation.id
    question.state = Asked.WAITING
    session.add(question)
    session.flush()
    if joined is None:
        _tell_champions(session, escalation, now=now, zone=zone)
    return escalation


def promised_to(escalation: Escalation, *, now: datetime, zone: ZoneInfo) -> datetime:
    """By when somebody who asks now can expect the reply: for one who joins late, not a time that has passed."""
    return escalation.due_at if escalation.due_at > now else promised_time(now, zone)


def _open(session: Session, question: Question, *, now: datetime, zone: ZoneInfo) -> Escalation:
    escalation = Escalation(
        site_id=question.site_id,
        text=question.text,
        vector=question.vector,
        opened_at=now,
        due_at=promised_time(now, zone),
    )
    session.add(escalation)
    session.flush()
    record(
        session, "escalation.opened", actor=f"staff:{question.asker_id}", now=now, subject=f"escalation:{escalation.id}"
    )
    return escalation


def _same_open(session: Session, question: Question) -> Escalation | None:
    """The escalation of the site that asks the same and is still open, or replied to and being checked."""
    checking = select(Draft.id).where(Draft.state == "proposed")
    query = select(Escalation).where(
        Escalation.site_id == question.site_id,
        col(Escalation.state).in_(OPEN) | col(Escalation.draft_id).in_(checking),
    )
    rows = session.exec(query.order_by(col(Escalation.id).desc()).limit(200)).all()
    for row in rows:
        # Whoever heard a reply and asks again needs another one.
        if row.id != question.escalation_id and _likeness(row, question) >= SAME_QUESTION:
            # Held from here on: a reply sent at this very moment must not miss whoever joins.
            session.refresh(row, with_for_update=True)
            if row.state in OPEN or session.exec(checking.where(Draft.id == row.draft_id)).first():
                return row
    return None


def _likeness(row: Escalation, question: Question) -> float:
    if row.text.lower().split() == question.text.lower().split():
        return 1.0
    if row.vector is None or question.vector is None or len(row.vector) != len(question.vector):
        return 0.0
    return float(np.frombuffer(row.vector, np.float32) @ np.frombuffer(question.vector, np.float32))


def _tell_champions(session: Session, escalation: Escalation, *, now: datetime, zone: ZoneInfo) -> None:
    """Those on shift who have not passed; if nobody is on shift, all of them; if nobody is left, the managers."""
    without = {
        *session.exec(select(Pass.staff_id).where(Pass.escalation_id == escalation.id)),
        *_askers(session, escalation),
    }
    everyone = [p for p in champions_of(session, escalation.site_id) if p.id not in without]
    today = now.astimezone(zone).date()
    on_shift = [p for p in everyone if within_hours(Shift(p.shift), now, zone) and not is_away(p, today)]
    if not everyone:
        _tell_managers(session, escalation, wording.nobody_left, now=now, zone=zone)
        return
    message = wording.to_champion(
        ident(escalation.id),
        escalation.text,
        site=place_name(session, escalation.site_id, none="your provider"),
        reference=escalation.reference,
        due=wording.clock_words(escalation.due_at, now, zone),
    )
    for champion in on_shift or everyone:
        tell(session, champion, message, now=now, kind="escalation", key=f"escalation:{escalation.id}:{champion.id}")


def _askers(session: Session, escalation: Escalation) -> Sequence[int]:
    return session.exec(select(Question.asker_id).where(Question.escalation_id == escalation.id).distinct()).all()


def _tell_managers(
    session: Session, escalation: Escalation, words: Callable[..., Message], *, now: datetime, zone: ZoneInfo
) -> None:
    message = words(
        escalation.text,
        site=place_name(session, escalation.site_id, none="your provider"),
        reference=escalation.reference,
        due=wording.clock_words(escalation.due_at, now, zone),
    )
    for manager in managers_of(session, escalation.site_id):
        key = f"{words.__name__}:{escalation.id}:{manager.id}"
        tell(session, manager, message, now=now, kind="overdue", key=key)


def find_escalation(session: Session, escalation_id: int, *, by: Staff) -> Escalation:
    """An escalation this champion may answer. Raises NotAllowed, or NotThere for another site's."""
    require(by, Act.ANSWER)
    escalation = session.get(Escalation, escalation_id)
    if escalation is None or not _may_answer(session, by, escalation):
        raise NotThere("I cannot find that question.")
    return escalation


def _may_answer(session: Session, staff: Staff, escalation: Escalation) -> bool:
    if staff.role == Role.ADMIN:
        return True
    return any(champion.id == staff.id for champion in champions_of(session, escalation.site_id))


def claim(session: Session, escalation_id: int, *, by: Staff, now: datetime) -> Escalation:
    """Take it. Of two who press together one wins; the other gets Taken naming who did. Again by the same: fine."""
    escalation = find_escalation(session, escalation_id, by=by)
    changed = session.execute(
        update(Escalation)
        .where(col(Escalation.id) == escalation_id, _may_be_claimed(now))
        .values(state=State.CLAIMED, claimed_by_id=by.id, claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    session.refresh(escalation, with_for_update=True)  # it stays as it is seen here until the caller is done
    if changed.rowcount == 1:  # type: ignore[attr-defined]
        record(session, "escalation.claimed", actor=by.actor, now=now, subject=f"escalation:{escalation_id}")
    elif escalation.state == State.WITHDRAWN:
        raise Taken(wording.TAKEN_BACK)
    elif escalation.state == State.REPLIED:
        raise Taken(f"{_name(session, escalation.replied_by_id)} has already answered this one. Thank you for looking.")
    elif escalation.claimed_by_id != by.id:
        raise Taken(f"{_name(session, escalation.claimed_by_id)} is already on this one. Thank you for looking.")
    return escalation


def _may_be_claimed(now: datetime) -> ColumnElement[bool]:
    """It waits; or whoever claimed it has left, or has kept it so long that the promised time has gone by."""
    left = select(Staff.id).where(col(Staff.left_at).is_not(None))
    late = (col(Escalation.due_at) < now) & (col(Escalation.claimed_at) < now - REPLY_WITHIN)
    lapsed = (col(Escalation.state) == State.CLAIMED) & (col(Escalation.claimed_by_id).in_(left) | late)
    return (col(Escalation.state) == State.WAITING) | lapsed


def _name(session: Session, staff_id: int | None) -> str:
    staff = session.get(Staff, staff_id) if staff_id else None
    return staff.name if staff else "Somebody"


def pass_on(session: Session, escalation_id: int, *, by: Staff, now: datetime, zone: ZoneInfo) -> Escalation:
    """Not me: it goes back, and on to the next. Raises Taken when somebody else has it."""
    escalation = claim(session, escalation_id, by=by, now=now)
    _note_pass(session, escalation_id, by, now)
    escalation.state, escalation.claimed_by_id, escalation.claimed_at = State.WAITING, None, None
    session.add(escalation)
    session.flush()
    record(session, "escalation.passed", actor=by.actor, now=now, subject=f"escalation:{escalation_id}")
    _tell_champions(session, escalation, now=now, zone=zone)
    return escalation


def _note_pass(session: Session, escalation_id: int, by: Staff, now: datetime) -> None:
    try:
        with session.begin_nested():
            session.add(Pass(escalation_id=escalation_id, staff_id=ident(by.id), at=now))
    except IntegrityError:
        # Passed before and it came round again; once is enough to skip them.
        return


def reply(session: Session, escalation_id: int, text: str, *, by: Staff, now: datetime) -> Escalation:
    """Answer it: stored, and queued to everybody who asked, together. Raises BadInput or Taken."""
    clean = checked_reply(text)
    escalation = claim(session, escalation_id, by=by, now=now)
    escalation.state, escalation.reply = State.REPLIED, clean
    escalation.replied_by_id, escalation.replied_at = by.id, now
    session.add(escalation)
    session.flush()
    record(session, "escalation.replied", actor=by.actor, now=now, subject=f"escalation:{escalation_id}")
    tell_askers(session, escalation, partial(wording.to_asker, reply=clean, champion=by.name), now=now)
    return escalation


def checked_reply(text: str) -> str:
    """The reply as it will be sent. Raises BadInput when it is empty or too long."""
    clean = text.strip()
    if not clean:
        raise BadInput("The answer is empty. Please write a few words.")
    if len(clean) > LONGEST_REPLY:
        raise BadInput(f"That is longer than {LONGEST_REPLY:,} characters. Please shorten it.")
    return clean


def shared_site(session: Session, escalation_id: int, person: Staff) -> int | None:
    """Where both this person and those who asked work; None where they do not, or when there is no such question."""
    row = session.get(Escalation, escalation_id)
    return row.site_id if row is not None and row.site_id == person.site_id else None


def tell_askers(session: Session, escalation: Escalation, words: Callable[..., Message], *, now: datetime) -> int:
    """Everybody who asked and has not heard yet hears once, where they asked last. Returns how many."""
    told = 0
    for question in take_unheard(session, ident(escalation.id)):
        asker = session.get_one(Staff, question.asker_id)
        if asker.left_at is None:
            key = f"answer:{escalation.id}:{question.id}"
            message = words(ident(question.id), question.text, reference=question.reference)
            tell(session, asker, message, now=now, kind="answer", key=key, prefer=question.channel)
            told += 1
    return told


def askers(session: Session, escalation_id: int) -> int:
    """How many people asked this."""
    return len(_askers(session, session.get_one(Escalation, escalation_id)))


def inbox(session: Session, viewer: Staff) -> Sequence[Escalation]:
    """What this champion could answer now, soonest due first; their own claimed ones included."""
    require(viewer, Act.ANSWER)
    query = select(Escalation).where(col(Escalation.state).in_(OPEN)).order_by(col(Escalation.due_at))
    return [row for row in session.exec(query).all() if _may_answer(session, viewer, row)]


def passed_by(session: Session, champion: Staff) -> frozenset[int]:
    """The ids of those that this champion has passed on."""
    return frozenset(session.exec(select(Pass.escalation_id).where(Pass.staff_id == champion.id)))


def answered_lately(session: Session, viewer: Staff, *, since: datetime) -> Sequence[Escalation]:
    """Replied ones since then that this champion may know of, newest first."""
    query = (
        select(Escalation)
        .where(Escalation.state == State.REPLIED, col(Escalation.replied_at) >= since)
        .order_by(col(Escalation.replied_at).desc())
    )
    return [row for row in session.exec(query).all() if _may_answer(session, viewer, row)]


def waiting_at(session: Session, viewer: Staff) -> Sequence[Escalation]:
    """Open escalations of the sites a manager looks after, soonest due first."""
    require(viewer, Act.SEE_WEEK)
    sites = [site.id for site in sites_seen(session, viewer)]
    query = select(Escalation).where(col(Escalation.state).in_(OPEN), col(Escalation.site_id).in_(sites))
    return session.exec(query.order_by(col(Escalation.due_at))).all()


def tell_overdue(session: Session, *, now: datetime, zone: ZoneInfo) -> int:
    """Tell managers once about each escalation past its promised time, and about each reply that is still being checked
    though somebody has waited for it as long as that takes. Returns how many."""
    waits = select(Question.escalation_id).where(
        Question.state == Asked.WAITING, col(Question.asked_at) < now - CHECKED_WITHIN
    )
    late = (col(Escalation.state).in_(OPEN) & (col(Escalation.due_at) < now)) | (
        (col(Escalation.state) == State.REPLIED) & col(Escalation.id).in_(waits)
    )
    query = select(Escalation).where(late, col(Escalation.overdue_told_at).is_(None))
    rows = session.exec(query).all()
    for row in rows:
        row.overdue_told_at = now
        session.add(row)
        _tell_managers(session, row, wording.overdue, now=now, zone=zone)
    return len(rows)
