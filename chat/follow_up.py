""" "And at night?": words that only mean something after the question before."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chat.understanding import Intent
from knowledge.answers import Answer, Outcome, Reason, is_small_talk
from people.staff import Staff
from questions.questions import Question

FRESH = timedelta(minutes=15)
MOST_WORDS = 9
_LONGEST_BEFORE = 300
_BEGINS = re.compile(
    r"(?:and|but|or|also|ok(?:ay)? (?:and|but|so)|so|then)\b|(?:what|how) (?:about|if)\b|(?:what|how) bout\b|"
    r"(?:same|is it the same|does (?:that|it|this)|is (?:that|it|this)|do (?:they|those)|are (?:they|those)|even) |"
    r"(?:at|on|for|with|in|during|after|before|if|when|by) (?:\S+ ?){1,4}\?*$",
    re.IGNORECASE,
)


def is_follow_up(text: str) -> bool:
    few = 1 < len(text.split()) <= MOST_WORDS
    return few and bool(_BEGINS.match(text.strip())) and not is_small_talk(text)


def asked_before(session: Session, staff: Staff, *, now: datetime) -> str:
    """This person's last question, if it was just now and its words were kept; else empty."""
    query = select(Question).where(Question.asker_id == staff.id, col(Question.asked_at) > now - FRESH)
    last = session.exec(query.order_by(col(Question.id).desc()).limit(1)).first()
    return last.text[-_LONGEST_BEFORE:] if last and not last.urgent else ""


@dataclass(frozen=True)
class LookedUp:
    """What is asked, as `intent`, and what was found for it. `follows`: it is read with the question before."""

    intent: Intent
    answer: Answer | None = None
    vector: bytes | None = None
    follows: bool = False


def better(alone: LookedUp, together: LookedUp) -> LookedUp:
    """The second question alone, unless both together find more. How sure an answer to two questions is was never
    measured, so the asker chooses."""
    if not alone.answer or not together.answer or not _says_more(together.answer, alone.answer):
        return alone
    if together.answer.outcome != Outcome.ANSWER:
        return together
    titles = replace(together.answer, outcome=Outcome.CHOICES, reason=Reason.SEVERAL_CLOSE, clash=None)
    return replace(together, answer=titles)


def _says_more(together: Answer, alone: Answer) -> bool:
    if alone.outcome == Outcome.CHOICES:
        return together.outcome in (Outcome.ANSWER, Outcome.CHOICES)
    return alone.outcome in (Outcome.CHAMPION, Outcome.CHAT) and together.outcome != Outcome.CHAT
