"""Forgetting what one person asked: the words go, and what was learnt from them; that somebody asked stays counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from delivery.outbox import OutboundMessage
from delivery.outbox import State as Leaving
from knowledge.drafts import Draft, DraftState
from knowledge.examples import LEARNT, Example, one_line
from knowledge.stamp import bump
from people.staff import Staff
from questions import wording
from questions.escalations import OPEN, Escalation, State
from questions.questions import Question
from questions.questions import State as Asked

# The keys under which champions and managers were sent a question.
_TOLD = ("escalation", "overdue", "nobody_left")
# The key under which those who approve were sent an answer with its question.
_TO_APPROVE = "approval"


def forget_asker(session: Session, asker: Staff, *, now: datetime) -> Mapping[str, str]:
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
    instead = dict(_take_back(session, number, asker, gone, now) for number in sorted(escalations))
    emptied = update(Question).where(col(Question.asker_id) == asker.id)
    session.execute(emptied.where(col(Question.state) == Asked.WAITING).values(state=Asked.SHOWN))
    session.execute(emptied.values(text="", vector=None))
    return {old: new for old, new in instead.items() if old != new}


def _unlearn(session: Session, texts: set[str]) -> None:
    """The questions that lead others to an answer because this person asked them."""
    learnt = delete(Example).where(col(Example.source).in_(LEARNT), col(Example.text).in_(texts))
    if session.execute(learnt).rowcount:  # type: ignore[attr-defined]
        bump(session)


def _take_back(session: Session, escalation_id: int, asker: Staff, gone: set[str], now: datetime) -> tuple[str, str]:
    """What the champions were asked, and what they are asked now."""
    escalation = session.get_one(Escalation, escalation_id, with_for_update=True)
    heir = _heir(session, escalation, asker)
    _forget_in_draft(session, escalation, gone, heir, now)
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


def _forget_in_draft(
    session: Session, escalation: Escalation, gone: set[str], heir: Question | None, now: datetime
) -> None:
    """An answer on its way to knowledge is not found by these words, nor headed by them: it gets those of another
    asker, or is turned down. What was approved keeps its heading."""
    draft = session.get(Draft, escalation.draft_id, with_for_update=True) if escalation.draft_id else None
    if draft is None:
        return
    words = {one_line(text) for text in gone}
    draft.examples = [example for example in draft.examples if example not in words]
    if draft.heading in words and draft.state != DraftState.APPROVED:
        old, draft.heading = draft.heading, one_line(heir.text) if heir else wording.TAKEN_BACK
        if heir is None:
            draft.state, draft.decided_at = DraftState.REJECTED, now
        _requote(session, f"{_TO_APPROVE}:{draft.id}:", old, draft.heading, over=heir is None)
    session.add(draft)


def _blank_told(session: Session, escalation: Escalation, old: str) -> None:
    """In what champions and managers were sent."""
    over = escalation.state == State.WITHDRAWN
    for name in _TOLD:
        _requote(session, f"{name}:{escalation.id}:", old, escalation.text, over=over)


def _requote(session: Session, key: str, old: str, new: str, *, over: bool) -> None:
    """In the messages under this key; where the matter is over, what has not left never will."""
    for row in session.exec(select(OutboundMessage).where(col(OutboundMessage.key).startswith(key))).all():
        row.body = requoted(row.body, old, new)
        if over and row.state == Leaving.QUEUED:
            row.state = Leaving.CANCELLED
        session.add(row)


def requoted(body: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A message, as JSON, with one quotation put in another's place. Pure."""
    return {**body, "text": str(body["text"]).replace(wording.quoted(old), wording.quoted(new))}
