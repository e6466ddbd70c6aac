"""A question: answered, offered as choices, sent to the right role, or passed to a champion. Never lost."""

from collections.abc import Sequence
from contextlib import suppress

from sqlmodel import Session

from chat import wording
from chat.cards import card_message, titles
from chat.flows import urgent
from chat.turn import Turn
from core.errors import NotThere
from delivery.message import Message
from knowledge.answers import Answer, is_small_talk, is_thanks
from knowledge.cards import Card, get_card
from knowledge.clashes import names_told, note_clash
from knowledge.differences import Disagreement
from people.roles import Act, require
from people.sites import Contact, ident
from people.staff import contacts_of
from questions.escalations import escalate, promised_to
from questions.questions import Feedback, Question, choose, own_question, rate, record_question
from questions.wording import clock_words
from safety.also import ANSWER
from safety.wording import filled


def ask(session: Session, turn: Turn) -> list[Message]:
    require(turn.person, Act.ASK)
    answer = turn.answer
    if answer is None:
        return [wording.NOT_READY]
    if answer.outcome == "chat":
        if turn.about_privacy:
            return []
        if is_thanks(turn.intent.text):
            return [wording.YOU_ARE_WELCOME]
        return [wording.GREETING if is_small_talk(turn.intent.text) else wording.NOT_UNDERSTOOD]
    question = _store(session, turn, answer)
    also = [line for line in turn.also if ANSWER in line.beside]
    if answer.outcome in ("signpost", "champion") and (alone := next((line for line in also if line.alone), None)):
        return [
            wording.something_else(filled(alone.text, contacts_of(session, turn.person)), f"champion:{question.id}")
        ]
    messages = _shown(session, turn, question, answer)
    only_titles = answer.outcome == "choices"
    if answer.outcome != "champion" and any(line.tells_champions(only_titles=only_titles) for line in also):
        messages.append(_to_champions(session, turn, question, unknown=False))
    return [*messages, *(Message(filled(line.text, contacts_of(session, turn.person))) for line in also)]


def _store(session: Session, turn: Turn, answer: Answer) -> Question:
    shown = answer.cards if answer.outcome in ("answer", "choices") else ()
    first = shown[0].section_id if answer.outcome == "answer" else None
    return record_question(
        session,
        turn.person,
        turn.intent.text,
        channel=turn.incoming.channel,
        now=turn.now,
        outcome=answer.outcome,
        reason=answer.reason,
        topic=answer.signpost or "",
        urgent=turn.concern is not None,
        confidence=answer.confidence,
        offered=[card.section_id for card in shown],
        highlights=[card.highlight if card.is_long else "" for card in shown],
        section_id=first,
        vector=turn.vector,
    )


def _shown(session: Session, turn: Turn, question: Question, answer: Answer) -> list[Message]:
    question_id, concern = ident(question.id), urgent.worry(turn)
    otherwise = f"champion:{question_id}:{concern.marks}" if concern else f"champion:{question_id}"
    if answer.clash is not None:
        return _both(session, turn, question_id, answer.cards, answer.clash)
    if answer.outcome == "answer":
        return [card_message(question_id, answer.cards[0], beside=answer.ours_beside)]
    if answer.outcome == "choices":
        return [wording.choices(question_id, titles(answer.cards), otherwise, follows=turn.follows)]
    if answer.outcome == "signpost":
        return [wording.signpost(answer.signpost_words, otherwise)]
    if turn.about_privacy:
        return [wording.more_about_privacy(question_id)]
    if concern:
        return [urgent.pass_on(session, turn, concern, question)]
    return [_to_champions(session, turn, question, unknown=True)]


def _both(session: Session, turn: Turn, question_id: int, cards: Sequence[Card], found: Disagreement) -> list[Message]:
    """The two cards that say different things, with who was told about it between them."""
    first, second = cards[:2]
    clash = note_clash(session, first.section_id, second.section_id, found, now=turn.now)
    remark = wording.two_say_different_things(names_told(session, clash))
    return [card_message(question_id, first, rated=False), card_message(question_id, second, remark=remark)]


def _to_champions(session: Session, turn: Turn, question: Question, *, unknown: bool) -> Message:
    escalation = escalate(session, question, now=turn.now, zone=turn.zone)
    due = clock_words(promised_to(escalation, now=turn.now, zone=turn.zone), turn.now, turn.zone)
    if not unknown:
        return wording.passed_to_champion(question.reference, due)
    return wording.not_known(question.reference, due, contacts_of(session, turn.person).get(Contact.ON_CALL, ""))


def ask_champion(session: Session, turn: Turn) -> list[Message]:
    """The button: pressing it again gives the same reference. With what it remembers of a worry, it says that no title
    fits, and no wish that a champion should read it."""
    question, marks = own_question(session, turn.person, turn.intent.number(0)), turn.intent.arguments[1:]
    if marks:
        return [urgent.none_of_these(session, turn, ":".join(marks), question)]
    return [_to_champions(session, turn, question, unknown=False)]


def pick(session: Session, turn: Turn) -> list[Message]:
    question = own_question(session, turn.person, turn.intent.number(0))
    section_id = turn.intent.number(1)
    choose(session, question, section_id)
    return [_card(session, turn, question, section_id)]


def more(session: Session, turn: Turn) -> list[Message]:
    question = own_question(session, turn.person, turn.intent.number(0))
    return [_card(session, turn, question, turn.intent.number(1), whole=True)]


def _card(session: Session, turn: Turn, question: Question, section_id: int, *, whole: bool = False) -> Message:
    card = get_card(session, section_id, reader=turn.reader, highlight=question.highlight_of(section_id))
    if not whole:
        card = turn.point_out(card, question.text)
    # The words of an emergency are not kept, so nothing could be learnt from "Helpful", or sent to a champion.
    return card_message(ident(question.id), card, whole=whole, rated=bool(question.text))


def helpful(session: Session, turn: Turn) -> list[Message]:
    rate(session, own_question(session, turn.person, turn.intent.number()), Feedback.HELPFUL)
    return [wording.THANKS]


def not_quite(session: Session, turn: Turn) -> list[Message]:
    """The other titles that were near, and a champion."""
    question = own_question(session, turn.person, turn.intent.number())
    rate(session, question, Feedback.NOT_QUITE)
    others = [section_id for section_id in question.offered if section_id != question.section_id]
    return [wording.not_quite(ident(question.id), titles(_still_used(session, turn, others[:2])))]


def _still_used(session: Session, turn: Turn, section_ids: list[int]) -> tuple[Card, ...]:
    """The cards of those sections that were not taken out of use since they were offered."""
    cards = []
    for section_id in section_ids:
        with suppress(NotThere):
            cards.append(get_card(session, section_id, reader=turn.reader))
    return tuple(cards)
