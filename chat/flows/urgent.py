"""Urgent: the fixed reply at once, a stub on record, an alert without the story. No search, no model."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chat import copies, wording
from chat.incoming import Channel, Incoming
from chat.talk import lately
from chat.turn import Turn
from core.audit import record
from core.sealing import Safe
from delivery.message import Message
from delivery.outbox import Urgency
from delivery.reach import tell
from incidents.held import PRIVATE, hold
from people.roles import Role
from people.sites import Contact, Site
from people.staff import Staff, managers_of, on_duty
from questions.questions import record_question
from safety.phrases import Phrases
from safety.urgent import Category, Urgent, is_about_manager

CONFIRMED = "now:"  # the button "it is happening now" carries this and the category

# A worker's own distress is private (no alert); a data incident goes to its own lead.
_ALERTED: dict[Category, Contact | None] = {
    Category.SELF_HARM: None,
    Category.DATA_INCIDENT: Contact.DATA_PROTECTION_LEAD,
}


def alert(session: Session, turn: Turn, urgent: Urgent) -> None:
    """Record the stub and tell whoever is on duty: category, site, time and worker, never the words."""
    staff = turn.staff
    if staff is None:
        record(session, "urgent.unlinked", actor="visitor", now=turn.now, category=urgent.category)
        return
    shown = {"outcome": "urgent", "topic": str(urgent.category)}
    record_question(session, staff, "", channel=turn.incoming.channel, now=turn.now, **shown)
    told = [person for person in _alerted(session, staff, urgent) if person.id != staff.id]
    for person in told:
        key = f"alert:{turn.incoming.channel}:{turn.incoming.external_id}:{person.id}"
        tell(session, person, _alert(session, turn, urgent), now=turn.now, key=key, kind="alert", urgency=Urgency.ALERT)
    names = [person.actor for person in told]
    record(session, "urgent.replied", actor=staff.actor, now=turn.now, category=urgent.category, told=names)


def _alerted(session: Session, staff: Staff, urgent: Urgent) -> list[Staff]:
    duty = _ALERTED.get(urgent.category, Contact.SAFEGUARDING_LEAD)
    if duty is None or staff.site_id is None:
        return []
    if urgent.about_manager:
        # It may be about the lead: only the deputy, and nobody who manages.
        return [p for p in on_duty(session, staff.site_id, Contact.DEPUTY) if p.role != Role.MANAGER]
    lead = Contact.SAFEGUARDING_LEAD
    found = on_duty(session, staff.site_id, duty) or on_duty(session, staff.site_id, lead)
    return list(found or managers_of(session, staff.site_id))


def _alert(session: Session, turn: Turn, urgent: Urgent) -> Message:
    site = session.get(Site, turn.person.site_id) if turn.person.site_id else None
    time = turn.now.astimezone(turn.zone).strftime("%H:%M")
    category = str(urgent.category).replace("_", " ")
    return Message(
        f"# Urgent: {category}\n{turn.person.name} at {site.name if site else 'no site'}, {time}. "
        "They have been told to call 999 if anybody is in danger, and whom to ring. Please ring them now."
    )


@dataclass(frozen=True)
class Told:
    """What the worker typed: just now, or before they pressed "it is happening now". `scrubbed`: all that is left of it
    has no personal details."""

    words: str
    reference: str
    message_id: str
    at: datetime
    scrubbed: bool


def what_was_told(session: Session, incoming: Incoming, *, now: datetime) -> Told | None:
    """The message this is about. None for a button whose message is not known any more."""
    if not incoming.action.startswith(CONFIRMED):
        return told_now(incoming, now=now)
    for row in reversed(lately(session, incoming.channel, incoming.address)):
        if any(button.action == incoming.action for message in row.messages for button in message.buttons):
            return Told(row.said, f"{row.channel}:{row.external_id}", row.message_id, row.at, scrubbed=True)
    return None


def told_now(incoming: Incoming, *, now: datetime) -> Told:
    reference = f"{incoming.channel}:{incoming.external_id}"
    return Told(incoming.text, reference, incoming.message_id, now, scrubbed=False)


def hold_back(session: Session, turn: Turn, urgent: Urgent, told: Told, safe: Safe, phrases: Phrases) -> None:
    """Seal the words for the one whose duty it is. Of somebody who has not joined nothing is kept."""
    if turn.staff is None:
        return
    about = urgent.about_manager or is_about_manager(urgent.category, told.words, phrases)
    hold(
        session,
        safe,
        told.words,
        worker=turn.staff,
        urgent=Urgent(urgent.level, urgent.category, about),
        reference=told.reference,
        now=turn.now,
        scrubbed=told.scrubbed,
    )


def stays_in_chat(incoming: Incoming, urgent: Urgent, told: Told | None) -> bool:
    """Is there a copy in a chat that must go? A worker's own distress is theirs to keep or delete."""
    return (
        incoming.channel == Channel.TELEGRAM
        and told is not None
        and bool(told.message_id)
        and urgent.category not in PRIVATE
    )


def note_copy(session: Session, turn: Turn, told: Told) -> None:
    incoming = turn.incoming
    copies.note_copy(session, incoming.channel, incoming.address, told.message_id, sent_at=told.at)


def written(session: Session, turn: Turn) -> list[Message]:
    """The worker says that the record holds it: the copy in the chat goes now."""
    copies.written(session, turn.incoming.channel, turn.incoming.address, now=turn.now)
    return [wording.WRITTEN]
