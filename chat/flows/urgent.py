"""Urgent: the fixed reply at once, a stub on record, an alert without the story. No search, no model."""

from sqlmodel import Session

from chat.turn import Turn
from core.audit import record
from delivery.message import Message
from delivery.outbox import Urgency
from delivery.reach import tell
from people.roles import Role
from people.sites import Contact, Site
from people.staff import Staff, managers_of, on_duty
from questions.questions import record_question
from safety.urgent import Category, Urgent

# A data incident goes to its own lead.
_ALERTED: dict[Category, Contact] = {
    Category.DATA_INCIDENT: Contact.DATA_PROTECTION_LEAD,
}


def alert(session: Session, turn: Turn, urgent: Urgent) -> None:
    """Record the stub and tell whoever is on duty: category, site, time and worker, never the words."""
    staff = turn.staff
    if urgent.private:
        record(session, "distress.replied", actor="worker", now=turn.now)  # counted, and nobody named
        return
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
    if staff.site_id is None:
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
