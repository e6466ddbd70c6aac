"""Forgetting what one person asked: the words go, and what was learnt from them; that somebody asked stays counted."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from delivery.outbox import OutboundMessage
from delivery.outbox import State as Leaving
from knowledge.drafts import Draft
from knowledge.examples import LEARNT, Example, one_line
from knowledge.stamp import bump
from people.staff import Staff
from questions import wording
from questions.escalations import OPEN, Escalation, State
from questions.questions import Question
from questions.questions import State as Asked

# The keys under which champions and managers were sent a question.
_TOLD = ("escalation", "overdue", "nobody_left")


def forget_asker(session: Session, asker: Staff) -> Mapping[str, str]:
    """Empty this person's questions. A question still with the champions is taken back, unless others asked the same:
    then it stays, in their words. Approved knowledge stays: it has no name on it.

    Returns what is shown from now on instead of each question that champions were sent.
    """
    mine = session.exec(select(Question).where(Question.asker_id == asker.id)).all()
    texts = {question.text for question in mine if question.text}
    same = select(Question.text).where(col(Question.text).in_(texts), Question.asker_id != asker.id)
    gone = texts - set(session.exec(same).all())
    _unlearn(session, {one_line(text) for text in gone})
    escalations = {question.escalation_id for question in mine if question.escalation_id}
    instead = dict(_take_back(session, number, asker, gone) for number in sorted(escalations))
    emptied = update(Question).where(col(Question.asker_id) == asker.id)
    session.execute(emptied.where(col(Question.state) == Asked.WAITING).values(state=Asked.SHOWN))
    session.execute(emptied.values(text="", vector=None))
    return {old: new for old, new in instead.items() if old != new}


def _unlearn(session: Session, texts: set[str]) -> None:
    """The questions that lead others to an answer because this person asked them."""
    learnt = delete(Example).where(col(Example.source).in_(LEARNT), col(Example.text).in_(texts))
    if session.execute(learnt).rowcount:  # type: ignore[attr-defined]
        bump(session)


def _take_back(session: Session, escalation_id: int, asker: Staff, gone: set[str]) -> tuple[str, str]:
    """What the champions were asked, and what they are asked now."""
    escalation = session.get_one(Escalation, escalation_id, with_for_update=True)
    _forget_in_draft(session, escalation, gone)
    heir = _heir(session, escalation, asker)
    old = escalation.text
    if heir is None and escalation.state in OPEN:
        escalation.state = State.WITHDRAWN
    if heir is None or old in gone:
        escalation.text, escalation.vector = (heir.text, heir.vector) if heir else (wording.TAKEN_BACK, None)
        _blank_told(session, escalation, old)
    session.add(escalation)
    session.flush()
    return old, escalation.text


def _heir(session: Session, escalation: Escalation, asker: Staff) -> Question | None:
    """The first question of somebody else who asked the same."""
    others = select(Question).where(
        Question.escalation_id == escalation.id, Question.asker_id != asker.id, Question.text != ""
    )
    return session.exec(others.order_by(col(Question.id))).first()


def _forget_in_draft(session: Session, escalation: Escalation, gone: set[str]) -> None:
    """An answer on its way to knowledge is not found by these words."""
    if draft := session.get(Draft, escalation.draft_id) if escalation.draft_id else None:
        words = {one_line(text) for text in gone}
        draft.examples = [example for example in draft.examples if example not in words]
        session.add(draft)


def _blank_told(session: Session, escalation: Escalation, old: str) -> None:
    """In what champions and managers were sent; what has not left for a question taken back never will."""
    keys = or_(*(col(OutboundMessage.key).startswith(f"{name}:{escalation.id}:") for name in _TOLD))
    for row in session.exec(select(OutboundMessage).where(keys)).all():
        row.body = requoted(row.body, old, escalation.text)
        if escalation.state == State.WITHDRAWN and row.state == Leaving.QUEUED:
            row.state = Leaving.CANCELLED
        session.add(row)


def requoted(body: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A message, as JSON, with one quotation put in another's place. Pure."""
    return {**body, "text": str(body["text"]).replace(wording.quoted(old), wording.quoted(new))}
