"""A name that was overlooked is taken out of everything its message was copied to."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, SQLModel, col, or_, select

from chat import wording
from chat.talk import Received, Talk
from delivery.outbox import TELEGRAM, OutboundMessage, State, queue
from delivery.reach import web_address
from knowledge.drafts import Draft
from knowledge.examples import LONGEST_EXAMPLE, Example, one_line
from knowledge.stamp import bump
from people.roles import Role
from people.staff import Staff
from privacy.erasure import REMOVAL
from questions.escalations import Escalation
from questions.questions import Question
from safety.known import settle
from safety.personal import Span, scrub

SHORTENED = (80, LONGEST_EXAMPLE)  # letters at which other places cut a question short
Asked = Callable[[str], bool]


def take_out(session: Session, row: Received, talk: Talk, known: Asked, *, staff: Staff, now: datetime) -> bool:
    """Every copy of the message in `row` loses the words that are `known`; False when none were in it.

    Copies are found by their words, line by line, so nothing else is touched. Vectors made of them are dropped. What
    already lies on somebody's phone is removed there and sent again without.
    """
    questions = list(session.exec(select(Question).where(Question.asker_id == staff.id, Question.asked_at == row.at)))
    swap = _Swap([row.said, *(question.text for question in questions)], known)
    if not swap.pairs:
        return False
    near = _addresses(session, row, staff)
    for table, names in _places(session, row, questions, staff, near):
        if swap.row(table, names) and hasattr(table, "vector"):
            _drop_vector(session, table)
        session.add(table)
    if swap.json(talk.data) != talk.data:
        talk.data = swap.json(talk.data)
    _clean_outbox(session, row, swap, near, now=now)
    return True


class _Swap:
    """Lines with a name in them, and the same without."""

    def __init__(self, texts: Iterable[str], known: Asked) -> None:
        found = {
            pair for text in texts for line in (*text.splitlines(), one_line(text)) for pair in _pairs(line, known)
        }
        self.pairs = sorted(found, key=lambda pair: len(pair[0]), reverse=True)

    def text(self, text: str) -> str:
        for old, new in self.pairs:
            text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new.replace("\\", r"\\"), text)
        return text

    def json(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(each) for each in value]
        return {name: self.json(each) for name, each in value.items()} if isinstance(value, dict) else value

    def row(self, row: SQLModel, names: tuple[str, ...]) -> bool:
        """Put the new words into these columns of a row; True if that changed anything."""
        changed = [name for name in names if self.json(getattr(row, name)) != getattr(row, name)]
        for name in changed:
            setattr(row, name, self.json(getattr(row, name)))
            flag_modified(row, name)
        return bool(changed)


def _pairs(line: str, known: Asked) -> Iterator[tuple[str, str]]:
    spans = settle(line, [], known=known, ordinary=lambda _word: False)
    if not spans:
        return
    yield line, scrub(line, spans)
    for length in SHORTENED:
        short = [Span(s.start, min(s.end, length), s.type) for s in spans if s.start < length]
        if len(line) > length and short:
            yield line[:length].strip(), scrub(line[:length], short).strip()


def _places(
    session: Session, row: Received, questions: list[Question], staff: Staff, near: Container[str]
) -> Iterator[tuple[SQLModel, tuple[str, ...]]]:
    """The rows that may hold a copy, and in which columns."""
    for received in session.exec(select(Received).where(Received.at >= row.at)):
        if received.address in near:
            yield received, ("said", "replies")
    texts = [question.text for question in questions]
    of_these = select(Question).where(Question.site_id == staff.site_id, col(Question.text).in_(texts))
    for question in session.exec(of_these).all():
        yield question, ("text",)
    replied = (col(Escalation.replied_by_id) == staff.id) & (col(Escalation.replied_at) >= row.at)
    found = session.exec(select(Escalation).where(or_(col(Escalation.text).in_(texts), replied))).all()
    drafts = [escalation.draft_id for escalation in found if escalation.draft_id]
    for escalation in found:
        yield escalation, ("text", "reply")
    for draft in session.exec(select(Draft).where(col(Draft.id).in_(drafts))).all():
        yield draft, ("heading", "text", "examples")
    learnt = select(Example).where(col(Example.text).in_([one_line(text) for text in texts]))
    for example in session.exec(learnt.where(Example.site_id == staff.site_id)).all():
        yield example, ("text",)


def _addresses(session: Session, row: Received, staff: Staff) -> frozenset[str]:
    """Where copies may lie: the worker's own chat, those of their site, and of everybody who does more than ask. At
    other sites the same words are somebody else's."""
    told = or_(Staff.site_id == staff.site_id, col(Staff.site_id).is_(None), col(Staff.role) != Role.STAFF)
    people = session.exec(select(Staff.id, Staff.telegram_id).where(told)).all()
    return frozenset(
        {row.address, *(web_address(number or 0) for number, _ in people), *(str(chat) for _, chat in people)}
    )


def _drop_vector(session: Session, row: SQLModel) -> None:
    if isinstance(row, Example):
        row.vector, row.words, row.model = b"", b"", ""  # the search makes a new one
        bump(session)
    elif isinstance(row, Question | Escalation):
        row.vector = None


def _clean_outbox(session: Session, row: Received, swap: _Swap, near: Container[str], *, now: datetime) -> None:
    since = select(OutboundMessage).where(col(OutboundMessage.created_at) >= row.at)
    for sent in session.exec(since.where(col(OutboundMessage.kind) != "quiz")).all():
        if sent.address not in near or not swap.row(sent, ("body",)):
            continue
        session.add(sent)
        if sent.channel == TELEGRAM and sent.state == State.SENT and sent.provider_id:
            _send_again(session, sent, now=now)


def _send_again(session: Session, sent: OutboundMessage, *, now: datetime) -> None:
    where: dict[str, Any] = {"channel": sent.channel, "address": sent.address, "recipient_id": sent.recipient_id}
    queue(session, wording.NOT_REMOVED, **where, now=now, kind=REMOVAL, removes=sent.provider_id)
    queue(session, sent.message, **where, now=now, kind=sent.kind)
