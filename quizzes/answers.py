"""Answers: counted once, however often the button is pressed, and explained at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from core.errors import BadInput, NotThere, Taken
from delivery.message import Message
from people.staff import Staff
from quizzes import wording
from quizzes.assignments import OPEN_FOR, RoundItem, in_same_round
from quizzes.bank import Item


@dataclass(frozen=True)
class Answered:
    """What came of a press. `chosen` is the text that counts: the first one pressed. `next` is what is left of the
    round, `reference` the framework criterion whose passage explains it."""

    first_time: bool
    correct: bool
    explanation: str
    chosen: str
    right_text: str
    next: RoundItem | None
    reference: str

    @property
    def message(self) -> Message:
        """The explanation to show now."""
        return wording.explanation(
            first_time=self.first_time,
            correct=self.correct,
            right_text=self.right_text,
            because=self.explanation,
        )


def answer(session: Session, assignment_id: int, option_index: int, *, staff: Staff, now: datetime) -> Answered:
    """Count an answer, or give back the one that was counted before.

    `option_index` is the number in the button's action. Raises NotThere for somebody else's question, BadInput for an
    option that does not exist, Taken when the question has closed unanswered.
    """
    assignment = session.get(RoundItem, assignment_id)
    if assignment is None or assignment.staff_id != staff.id:
        raise NotThere(wording.NOT_YOURS)
    item = session.get_one(Item, assignment.item_id)
    if not 0 <= option_index < len(item.options):
        raise BadInput(wording.NO_SUCH_OPTION)
    first_time = _count(session, assignment, option_index, correct=option_index == item.correct, now=now)
    session.refresh(assignment)
    if assignment.choice is None:
        raise Taken(wording.CLOSED)
    return Answered(
        first_time=first_time,
        correct=bool(assignment.correct),
        explanation=item.explanation,
        chosen=item.options[assignment.choice],
        right_text=item.options[item.correct],
        next=next((other for other in in_same_round(session, assignment) if other.is_waiting(now)), None),
        reference=item.criterion,
    )


def _count(session: Session, assignment: RoundItem, choice: int, *, correct: bool, now: datetime) -> bool:
    counted = session.execute(
        update(RoundItem)
        .where(
            col(RoundItem.id) == assignment.id,
            col(RoundItem.answered_at).is_(None),
            col(RoundItem.sent_at) > now - OPEN_FOR,
        )
        .values(answered_at=now, choice=choice, correct=correct)
        .execution_options(synchronize_session=False)
    )
    return bool(counted.rowcount == 1)  # type: ignore[attr-defined]
