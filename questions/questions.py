"""What was asked, what was shown, and what the asker thought of it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, update
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime
from core.errors import NotThere
from knowledge.examples import Source, forget, remember
from knowledge.sections import section_in_use
from people.sites import ident
from people.staff import Staff


class State(StrEnum):
    """`shown`: an answer, choices or a signpost was given. `waiting`: with a champion. `replied`: heard back."""

    SHOWN = "shown"
    WAITING = "waiting"
    REPLIED = "replied"


class Feedback(StrEnum):
    HELPFUL = "helpful"
    NOT_QUITE = "not_quite"


class Question(SQLModel, table=True):
    """One question by one person. `text` has personal details already taken out; urgent ones keep no text. `urgent`:
    it may have been an emergency, so nothing is learnt from it. `highlights`: the words of each section in `offered`
    that fitted, in the same order; empty where the whole section is shown."""

    __tablename__ = "question"

    id: int | None = Field(default=None, primary_key=True)
    asker_id: int = Field(foreign_key="staff.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    channel: str = Field(max_length=20)
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    text: str
    outcome: str = Field(max_length=20, index=True)
    reason: str = Field(default="", max_length=30)
    topic: str = Field(default="", max_length=60)
    urgent: bool = Field(default=False)
    confidence: float = Field(default=0.0)
    offered: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    highlights: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    section_id: int | None = Field(default=None, foreign_key="section.id", index=True)
    vector: bytes | None = None  # float32 of `text`, to find others who ask the same
    state: str = Field(default=State.SHOWN, max_length=10, index=True)
    feedback: str = Field(default="", max_length=10)
    escalation_id: int | None = Field(default=None, foreign_key="escalation.id", index=True)

    def highlight_of(self, section_id: int) -> str:
        """What fitted the question in a section that was offered for it."""
        return dict(zip(self.offered, self.highlights, strict=False)).get(section_id, "")

    @property
    def reference(self) -> str:
        """What the asker can quote."""
        return f"Q-{self.id}"


def record_question(
    session: Session, asker: Staff, text: str, *, channel: str, now: datetime, **shown: Any
) -> Question:
    """Store a question with what was shown: outcome, reason, topic, urgent, confidence, offered, highlights,
    section_id, vector."""
    question = Question(
        asker_id=ident(asker.id), site_id=asker.site_id, channel=channel, asked_at=now, text=text, **shown
    )
    session.add(question)
    session.flush()
    return question


def own_question(session: Session, asker: Staff, question_id: int) -> Question:
    """One of this person's own questions. Raises NotThere for anybody else's."""
    question = session.get(Question, question_id)
    if question is None or question.asker_id != asker.id:
        raise NotThere("I cannot find that question. Please ask it again.")
    return question


def choose(session: Session, question: Question, section_id: int) -> None:
    """The asker picked one of the titles they were offered. Raises NotThere for any other."""
    if section_id not in question.offered:
        raise NotThere("That was not one of the choices. Please ask again.")
    question.section_id = section_id
    session.add(question)


def rate(session: Session, question: Question, feedback: Feedback) -> None:
    """What the asker thought; pressing again changes it. A question that was helped leads the next asker there too."""
    question.feedback = feedback
    session.add(question)
    session.flush()  # of two presses at once, the second waits here for the first
    section = section_in_use(session, question.section_id) if question.section_id and not question.urgent else None
    if section and feedback == Feedback.HELPFUL:
        remember(session, section, question.text, source=Source.HELPFUL, site_id=question.site_id)
    elif section and not _helped_others(session, question):
        forget(session, section, question.text)


def _helped_others(session: Session, question: Question) -> bool:
    same = select(Question.id).where(Question.section_id == question.section_id, Question.text == question.text)
    others = same.where(Question.feedback == Feedback.HELPFUL, Question.asker_id != question.asker_id)
    return session.exec(others).first() is not None


def waiting_for(session: Session, asker: Staff) -> Sequence[Question]:
    """This person's questions that are still with a champion, oldest first."""
    query = select(Question).where(Question.asker_id == asker.id, Question.state == State.WAITING)
    return session.exec(query.order_by(col(Question.id))).all()


def unheard(session: Session, escalation_id: int) -> Sequence[Question]:
    """The questions of an escalation whose askers have not heard yet."""
    query = select(Question).where(Question.escalation_id == escalation_id, Question.state == State.WAITING)
    return session.exec(query.order_by(col(Question.id))).all()


def take_unheard(session: Session, escalation_id: int) -> list[Question]:
    """The questions to be told about now: the newest of each asker. All of them count as replied from here on."""
    mine = [question for question in unheard(session, escalation_id) if _mark_replied(session, question)]
    return list({question.asker_id: question for question in mine}.values())


def _mark_replied(session: Session, question: Question) -> bool:
    """True once per question: whoever changes the row tells the asker."""
    changed = session.execute(
        update(Question)
        .where(col(Question.id) == question.id, col(Question.state) == State.WAITING)
        .values(state=State.REPLIED)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]
