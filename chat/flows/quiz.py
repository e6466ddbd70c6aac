"""The quiz: two questions, an answer by button, an instant explanation with its passage, counted once."""

from sqlmodel import Session

from chat.cards import source_line
from chat.turn import Turn
from delivery.message import Message
from knowledge.cards import card_for_reference
from quizzes import answers, rounds, wording


def start(session: Session, turn: Turn) -> list[Message]:
    return [rounds.start_now(session, turn.person, now=turn.now)]


def answer(session: Session, turn: Turn) -> list[Message]:
    """The explanation, then the next question or the end of the round. A second press shows the first result again."""
    counted = answers.answer(session, turn.intent.number(0), turn.intent.number(1), staff=turn.person, now=turn.now)
    explained = _with_passage(session, turn, counted.message, counted.reference)
    if not counted.first_time:
        return [explained]
    following = rounds.question_for(session, counted.next) if counted.next else wording.done()
    return [explained, following]


def _with_passage(session: Session, turn: Turn, explanation: Message, reference: str) -> Message:
    """The explanation with the words it rests on, when the knowledge has them."""
    card = card_for_reference(session, reference, reader=turn.reader)
    if card is None:
        return explanation
    words = "\n".join(f"> {line}" for line in (card.plain or card.shown).splitlines())
    return Message(f"{explanation.text}\n\n{words}\n\n{source_line(card)}", explanation.buttons)
