"""Urgent: the fixed reply at once, a stub on record, an alert without the story; after lost data, what is written
down about it. What only may be urgent, and no passage answers, goes to those on duty and to no colleague."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from chat import copies, wording
from chat.cards import card_message, titles
from chat.concern import Concern, remembered
from chat.incoming import Channel, Incoming
from chat.talk import under_button
from chat.turn import Turn
from core.audit import record
from delivery.message import Message
from incidents.alerts import Alert, calls_of, raised_just_now
from incidents.calling import raise_alert
from incidents.cases import CaseFile
from incidents.held import hold
from knowledge.answers import Answer, Outcome
from people.sites import Contact, ident
from people.staff import contacts_of
from questions.questions import Question, record_question
from safety.urgent import Category, Level

log = logging.getLogger("chat")

CONFIRMED = "now:"  # the button "it is happening now" carries this and the category


def alert(session: Session, turn: Turn, concern: Concern, case: CaseFile | None = None) -> Alert | None:
    """Raise the alert: category, site, time and worker, never the words. None when whoever wrote
    has not joined, or it is their own distress, which is private. `case` is that of a data incident."""
    staff, category = turn.staff, concern.urgent.category
    if concern.urgent.private:
        record(session, "distress.replied", actor="worker", now=turn.now)  # counted, and nobody named
        return None
    if staff is None:
        record(session, "urgent.unlinked", actor="visitor", now=turn.now, category=category)
        return None
    raised = _pressed_twice(session, turn, category) or _raise(session, turn, concern, case)
    record(session, "urgent.replied", actor=staff.actor, now=turn.now, category=category, alert=raised.id)
    return raised


def _pressed_twice(session: Session, turn: Turn, category: Category) -> Alert | None:
    """The alert of the first press, while nobody has taken it on. What is typed anew is new."""
    if not turn.incoming.action.startswith(CONFIRMED):
        return None
    alert = raised_just_now(session, turn.person, category, now=turn.now)
    return alert if alert and not alert.in_doubt else None


def _raise(session: Session, turn: Turn, concern: Concern, case: CaseFile | None = None) -> Alert:
    return raise_alert(
        session,
        turn.person,
        concern.urgent.category,
        level=concern.urgent.level,
        channel=turn.incoming.channel,
        now=turn.now,
        zone=turn.zone,
        patience=turn.patience,
        about_manager=concern.by_manager,
        never_told=concern.never_told,
        case=case,
    )


def worry(turn: Turn) -> Concern | None:
    """What may be somebody's story of harm, now or earlier. Answering it is no colleague's task."""
    concern = turn.concern
    urgent = concern.urgent if concern else None
    return concern if urgent and urgent.category in wording.TOLD_LATER and not urgent.about_self else None


def none_of_these(session: Session, turn: Turn, marks: str, question: Question) -> Message:
    """The button under titles, or under a signpost, that were found for a worry."""
    concern = remembered(marks, Level.CHECK)
    shown = {} if concern.never_told else contacts_of(session, turn.person)
    return pass_on(session, turn, replace(concern, contacts=shown), question)


def pass_on(session: Session, turn: Turn, concern: Concern, question: Question) -> Message:
    """To those on duty, with the words for the lead alone; the worker may still ask a champion."""
    alert = raised_just_now(session, turn.person, concern.urgent.category, now=turn.now)
    heard = calls_of(session, alert or _raise(session, turn, concern))
    told = Told(question.text, f"question:{question.id}", turn.incoming.message_id, turn.now, scrubbed=True)
    hold_back(session, turn, concern, told)
    lead = concern.contacts.get(Contact.SAFEGUARDING_LEAD, "")
    return wording.told_those_on_duty(ident(question.id), question.reference, lead, told=bool(heard))


def note_question(session: Session, turn: Turn, concern: Concern, answer: Answer | None) -> Question | None:
    """The stub on record: what it was about, and what was shown, never the words. None where nothing may be kept: of
    somebody who has not joined, of their own distress, and about a manager, who sees the questions of the site."""
    if turn.staff is None or concern.urgent.private or concern.by_manager:
        return None
    return record_question(
        session,
        turn.staff,
        "",
        channel=turn.incoming.channel,
        now=turn.now,
        outcome="urgent",
        topic=str(concern.urgent.category),
        urgent=True,
        offered=[card.section_id for card in answer.beside_advice] if answer else [],
    )


def passages(question: Question | None, answer: Answer | None) -> list[Message]:
    """What is written down about it, after the advice: the passage that surely says it, or what may. Never raises: the
    alert goes out in the same transaction."""
    shown = answer.beside_advice if answer else ()
    if question is None or answer is None or not shown:
        return []
    try:
        if answer.outcome == Outcome.ANSWER:
            return [card_message(ident(question.id), shown[0], remark=wording.WRITTEN_ABOUT_IT, rated=False)]
        return [wording.may_help_next(ident(question.id), titles(shown))]
    except Exception:
        log.exception("urgent reply without its passage")
        return []


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
    row = under_button(session, incoming, incoming.action)
    if row is None:
        return None
    return Told(row.said, f"{row.channel}:{row.external_id}", row.message_id, row.at, scrubbed=True)


def told_now(incoming: Incoming, *, now: datetime) -> Told:
    reference = f"{incoming.channel}:{incoming.external_id}"
    return Told(incoming.text, reference, incoming.message_id, now, scrubbed=False)


def hold_back(session: Session, turn: Turn, concern: Concern, told: Told) -> None:
    """Seal the words for the one whose duty it is. Of somebody who has not joined nothing is kept. Never raises: if
    they cannot be sealed, the alert still goes out."""
    if turn.staff is None or turn.safe is None:
        return
    try:
        with session.begin_nested():
            hold(
                session,
                turn.safe,
                told.words,
                worker=turn.staff,
                urgent=replace(concern.urgent, about_manager=concern.by_manager),
                reference=told.reference,
                now=turn.now,
                scrubbed=told.scrubbed,
                never_told=concern.never_told,
            )
    except Exception:
        log.exception("urgent message not held", extra={"fields": {"message": turn.incoming.external_id}})


def stays_in_chat(incoming: Incoming, concern: Concern, told: Told | None) -> bool:
    """Is there a copy in a chat that must go? A worker's own distress is theirs to keep or delete."""
    return (
        incoming.channel == Channel.TELEGRAM
        and told is not None
        and bool(told.message_id)
        and not concern.urgent.about_self
    )


def note_copy(session: Session, turn: Turn, told: Told) -> None:
    incoming = turn.incoming
    copies.note_copy(session, incoming.channel, incoming.address, told.message_id, sent_at=told.at)


def written(session: Session, turn: Turn) -> list[Message]:
    """The worker says that the record holds it: the copy in the chat goes now."""
    copies.written(session, turn.incoming.channel, turn.incoming.address, now=turn.now)
    return [wording.WRITTEN]
