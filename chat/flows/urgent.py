"""Urgent: the fixed reply at once, a stub on record, an alert without the story. No search, no model."""

from sqlmodel import Session

from chat.concern import Concern
from chat.turn import Turn
from core.audit import record
from incidents.alerts import Alert, Patience
from incidents.calling import raise_alert
from people.staff import Staff
from questions.questions import record_question
from safety.urgent import Category


def alert(session: Session, turn: Turn, concern: Concern, patience: Patience) -> Alert | None:
    """Record the stub and raise the alert: category, site, time and worker, never the words. None when there is nobody
    to tell: whoever wrote has not joined, or has no site; or it is their own distress, which is private."""
    staff, category = turn.staff, concern.urgent.category
    if staff is None:
        record(session, "urgent.unlinked", actor="visitor", now=turn.now, category=category)
        return None
    if not concern.by_manager:  # the managers see the questions of their site
        shown = {"outcome": "urgent", "topic": str(category)}
        record_question(session, staff, "", channel=turn.incoming.channel, now=turn.now, **shown)
    raised = _raise(session, turn, staff, concern, patience)
    number = raised.id if raised else None
    record(session, "urgent.replied", actor=staff.actor, now=turn.now, category=category, alert=number)
    return raised


def _raise(session: Session, turn: Turn, staff: Staff, concern: Concern, patience: Patience) -> Alert | None:
    private = concern.urgent.category == Category.SELF_HARM and not concern.another
    if staff.site_id is None or private:
        return None
    return raise_alert(
        session,
        staff,
        concern.urgent.category,
        channel=turn.incoming.channel,
        now=turn.now,
        zone=turn.zone,
        patience=patience,
        about_manager=concern.by_manager,
        never_told=concern.never_told,
    )
