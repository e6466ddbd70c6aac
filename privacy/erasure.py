"""Forgetting somebody: their words and who they are go at once; what the law makes us keep stays, under a number."""

import json
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table, Text, cast, delete, update
from sqlmodel import Session, SQLModel, col, select

from core.audit import record
from core.errors import BadInput
from delivery.message import Message
from delivery.outbox import OutboundMessage, State
from incidents.cases import CaseFile, close_erased
from people.roles import Role
from people.staff import Oversight, Staff
from privacy import wording
from privacy.holdings import at_address
from privacy.leavers import close_account
from questions.forgetting import forget_asker, requoted

FAREWELL = "farewell"
REMOVAL = "removal"
_DONE = (State.SENT, State.FAILED, State.CANCELLED)
_NO_WORDS = Message("").to_json()


def check_may_go(session: Session, person: Staff) -> None:
    """Raises BadInput for the last administrator: nobody could look after the rest."""
    if person.role != Role.ADMIN:
        return
    others = select(Staff.id).where(Staff.role == Role.ADMIN, col(Staff.left_at).is_(None), col(Staff.id) != person.id)
    if session.exec(others.limit(1)).first() is None:
        raise BadInput(wording.LAST_ADMIN)


def erase(session: Session, person: Staff, *, now: datetime, zone: ZoneInfo) -> CaseFile:
    """Forget this person, at their own wish. Returns the closed case that says it was done. Raises BadInput.

    Kept: the audit log, the quiz rows and the questions without their words, all under a number and no name; open
    reports and complaints until a lead has decided; what is held sealed as evidence.
    """
    check_may_go(session, person)
    instead = forget_asker(session, person, now=now)
    _empty_talks(session, person, now)
    _blank_quotes(session, instead)
    close_account(session, person, actor=person.actor, now=now)
    session.execute(delete(Oversight).where(col(Oversight.staff_id) == person.id))
    person.name, person.away_from, person.away_until = wording.NOBODY, None, None
    person.forgotten_at = now
    session.add(person)
    session.flush()
    case = close_erased(session, person, now=now, zone=zone)
    record(session, "privacy.erased", actor=person.actor, now=now, subject=person.actor)
    return case


def _empty_talks(session: Session, person: Staff, now: datetime) -> None:
    """What they typed, what they were told, and where. That something was sent stays, for the counts. What is still to
    be taken out of their chat is taken out: those rows go with purge_last_words."""
    received, talk, copies = _table("received"), _table("talk"), _table("chat_copy")
    waits = copies.columns["asked_at"].is_(None) & (copies.columns["due_at"] > now)
    session.execute(update(copies).where(at_address(copies, person), waits).values(due_at=now))
    session.execute(update(received).where(at_address(received, person)).values(address="", said="", replies=[]))
    theirs = (col(OutboundMessage.recipient_id) == person.id) | at_address(_table("outbound_message"), person)
    sent = theirs & col(OutboundMessage.removes).is_(None)
    waiting = update(OutboundMessage).where(sent, col(OutboundMessage.state) == State.QUEUED)
    session.execute(waiting.values(state=State.CANCELLED))
    session.execute(update(OutboundMessage).where(sent).values(address="", body=_NO_WORDS, provider_id=None))
    session.execute(delete(talk).where((talk.columns["staff_id"] == person.id) | at_address(talk, person)))


def _blank_quotes(session: Session, instead: Mapping[str, str]) -> None:
    """In the chats of champions who took one of their questions and were shown it."""
    received = _table("received")
    number, replies = received.columns["id"], received.columns["replies"]
    for old, new in instead.items():
        written = json.dumps(old.splitlines()[0])[1:-1]  # as it stands in the column
        shown = cast(replies, Text).contains(written, autoescape=True)
        for row in session.execute(select(number, replies).where(shown)).all():
            told = [requoted(reply, old, new) for reply in row[1]]
            session.execute(update(received).where(number == row[0]).values(replies=told))


def purge_last_words(session: Session) -> None:
    """What only served to leave a chat, once it has left: the words to those who were forgotten go, the removals keep
    no address, and the copies that were removed are noted no longer."""
    done = col(OutboundMessage.state).in_(_DONE)
    session.execute(delete(OutboundMessage).where(col(OutboundMessage.kind) == FAREWELL, done))
    removals = update(OutboundMessage).where(col(OutboundMessage.kind) == REMOVAL, col(OutboundMessage.address) != "")
    session.execute(removals.where(done).values(address=""))
    copies = _table("chat_copy")
    session.execute(delete(copies).where(copies.columns["asked_at"].is_not(None)))


def _table(name: str) -> Table:
    """A table of the chat, which stands above: its rows are reached by name."""
    return SQLModel.metadata.tables[name]
