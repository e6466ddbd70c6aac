"""The champions' side: claim, answer, pass on, propose, approve; in the chat as on the inbox page."""

from sqlmodel import Session

from chat import wording
from chat.protection import safe, without_colleagues, without_contacts
from chat.turn import Turn
from core.errors import NotThere
from delivery.message import Message
from knowledge.drafts import Draft, approve, reject
from people.sites import Site, contacts_at, ident
from questions import escalations, proposals
from questions import wording as question_wording
from questions.escalations import Escalation

SHOWN_AT_ONCE = 5


def inbox(session: Session, turn: Turn) -> list[Message]:
    rows = escalations.inbox(session, turn.person)
    if not rows:
        return [wording.INBOX_EMPTY]
    return [_listed(session, turn, row) for row in rows[:SHOWN_AT_ONCE]]


def _listed(session: Session, turn: Turn, row: Escalation) -> Message:
    site = session.get(Site, row.site_id) if row.site_id else None
    return question_wording.to_champion(
        ident(row.id),
        row.text,
        site=site.name if site else "your provider",
        reference=row.reference,
        due=question_wording.clock_words(row.due_at, turn.now, turn.zone),
    )


def claim(session: Session, turn: Turn) -> list[Message]:
    row = escalations.claim(session, turn.intent.number(), by=turn.person, now=turn.now)
    due = question_wording.clock_words(row.due_at, turn.now, turn.zone)
    return [question_wording.claimed(ident(row.id), row.text, due)]


def start_reply(session: Session, turn: Turn) -> list[Message]:
    """Claims it too: nobody else writes an answer in the meantime."""
    row = escalations.claim(session, turn.intent.number(), by=turn.person, now=turn.now)
    turn.talk.enter("replying", escalation=row.id)
    return [Message(f"{wording.WRITE_REPLY}\n{question_wording.quoted(row.text)}")]


def reply_written(session: Session, turn: Turn) -> list[Message]:
    if turn.talk.state != "replying":  # another message of theirs came between
        return [wording.LOST_BUTTON]
    escalation_id = int(turn.talk.data["escalation"])
    site_id = escalations.shared_site(session, escalation_id, turn.person)
    left = without_colleagues(turn.typed, turn.spans, turn.register.names(session, site_id))
    turn.spans = tuple(without_contacts(turn.typed, left, contacts_at(session, site_id)))
    turn.text = safe(turn.typed, turn.spans)
    text = escalations.checked_reply(turn.text)
    turn.talk.enter("confirming", escalation=escalation_id, text=text)
    return [wording.preview(escalation_id, text)]


def send_reply(session: Session, turn: Turn) -> list[Message]:
    data = turn.talk.data
    if turn.talk.state != "confirming" or data["escalation"] != turn.intent.number():
        return [wording.LOST_BUTTON]
    turn.talk.enter("")
    row = escalations.reply(session, data["escalation"], data["text"], by=turn.person, now=turn.now)
    return [question_wording.replied(ident(row.id), escalations.askers(session, ident(row.id)))]


def cancel_reply(_session: Session, turn: Turn) -> list[Message]:
    if turn.talk.state != "confirming":
        return [wording.LOST_BUTTON]
    turn.talk.enter("")
    return [wording.CANCELLED]


def pass_on(session: Session, turn: Turn) -> list[Message]:
    row = escalations.pass_on(session, turn.intent.number(), by=turn.person, now=turn.now, zone=turn.zone)
    if turn.talk.data.get("escalation") == row.id:
        turn.talk.enter("")  # what they type next is not an answer to it any more
    return [Message("Thank you. It has gone to the next person.")]


def propose(session: Session, turn: Turn) -> list[Message]:
    proposals.propose_reply(session, turn.intent.number(), by=turn.person, now=turn.now)
    return [wording.PROPOSED]


def leave(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.LEFT]


def approve_draft(session: Session, turn: Turn) -> list[Message]:
    draft = _draft(session, turn)
    approve(session, draft, by=turn.person, now=turn.now)
    proposals.tell_approved(session, draft, now=turn.now)
    return [wording.APPROVED]


def reject_draft(session: Session, turn: Turn) -> list[Message]:
    draft = _draft(session, turn)
    reject(session, draft, by=turn.person, now=turn.now)
    proposals.reopen(session, draft, now=turn.now, zone=turn.zone)
    return [wording.TURNED_DOWN]


def _draft(session: Session, turn: Turn) -> Draft:
    draft = session.get(Draft, turn.intent.number())
    if draft is None or not any(person.id == turn.person.id for person in proposals.may_decide(session, draft)):
        raise NotThere("I cannot find that draft.")
    return draft
