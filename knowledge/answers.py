"""What to do with what was found: answer, offer choices, pass to a champion, signpost, or just be friendly. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.cards import Card, card_of
from knowledge.readers.parts import Kind
from knowledge.search import Found, Match, Outside

# How sure an answer must be. Confidence runs from 0 to 1: a logistic curve of the best score, less the pull of what
# is known to be outside. Chosen on the development sets, with the framework alone and with ten policies beside it.
ANSWER = 0.5
CHOICES = 0.15
# Best and second best nearer than this in score: both are offered. Examples spread the framework's scores wider.
CLOSE = 0.05
CLOSE_OWN = 0.03
ABOUT_EQUAL = 0.02  # so near that the provider's own document goes before the framework
SIGNPOST = 0.42  # likeness to questions outside from which a signpost helps more than a champion
OUTSIDE_PULL = 1.0
# Where the curve is at a half: the lead of the score over the pull from outside. A policy just uploaded has no examples
# to lift its scores, so the same lead means more.
MIDDLE = 0.26
MIDDLE_OWN = 0.14
# However little pulls from outside, a score below this is likeness by chance.
FLOOR = 0.5
FLOOR_OWN = 0.46
SPREAD = 0.08
MOST_CARDS = 3

GREETINGS = frozenset(
    "hi hello hey hiya yo morning afternoon evening goodnight bye goodbye thanks thank thankyou thx ty ta cheers ok "
    "okay brilliant perfect lovely great".split()
)
FILLERS = frozenset(
    "good night there champion all you u very much so nice one again for your the help that helped was is a lot mate "
    "x xx".split()
)


class Outcome(StrEnum):
    ANSWER = "answer"
    CHOICES = "choices"
    CHAMPION = "champion"
    SIGNPOST = "signpost"
    CHAT = "chat"


class Reason(StrEnum):
    NONE = ""
    NO_KNOWLEDGE = "no_knowledge"
    POOR_MATCH = "poor_match"
    SEVERAL_CLOSE = "several_close"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Answer:
    """The decision. `cards` are the best three at most, best first, also when a champion is asked. `signpost` is the
    topic of a question that belongs elsewhere, `signpost_words` the line that says where."""

    outcome: Outcome
    confidence: float
    reason: Reason = Reason.NONE
    cards: tuple[Card, ...] = ()
    signpost: str | None = None
    signpost_words: str = ""


def decide(found: Found) -> Answer:
    """The answer to a question, from what the search saw."""
    if is_small_talk(found.text):
        return Answer(Outcome.CHAT, 1.0)
    matches = own_documents_first(found.matches)
    sure = confidence(matches, found.outside)
    cards = tuple(card_of(m.entry, today=found.today, highlight=m.highlight) for m in matches[:MOST_CARDS])
    outcome, reason = _outcome(matches, sure, found.outside)
    if found.outside and outcome == Outcome.SIGNPOST:
        return Answer(outcome, sure, reason, cards, found.outside.topic, found.outside.signpost or "")
    return Answer(outcome, sure, reason, cards)


def _outcome(matches: Sequence[Match], sure: float, outside: Outside | None) -> tuple[Outcome, Reason]:
    if sure >= ANSWER:
        close = CLOSE if matches[0].entry.kind == Kind.FRAMEWORK else CLOSE_OWN
        several = len(matches) > 1 and matches[0].score - matches[1].score < close
        return (Outcome.CHOICES, Reason.SEVERAL_CLOSE) if several else (Outcome.ANSWER, Reason.NONE)
    if sure >= CHOICES:
        return Outcome.CHOICES, Reason.POOR_MATCH
    if outside and outside.score >= SIGNPOST:
        return (Outcome.SIGNPOST if outside.signpost else Outcome.CHAT), Reason.OUTSIDE
    return Outcome.CHAMPION, Reason.POOR_MATCH if matches else Reason.NO_KNOWLEDGE


def confidence(matches: Sequence[Match], outside: Outside | None) -> float:
    """0 to 1: how sure that the best match answers the question."""
    if not matches:
        return 0.0
    pull = OUTSIDE_PULL * outside.score if outside else 0.0
    best = matches[0]
    middle, floor = (MIDDLE, FLOOR) if best.entry.kind == Kind.FRAMEWORK else (MIDDLE_OWN, FLOOR_OWN)
    lead = min(best.score - pull - middle, best.score - floor)
    return round(1 / (1 + math.exp(-lead / SPREAD)), 4)


def own_documents_first(matches: Sequence[Match]) -> list[Match]:
    """Where the framework and the provider's own document fit about equally, the provider's goes first."""
    if not matches or matches[0].entry.kind != Kind.FRAMEWORK:
        return list(matches)
    equal = [match for match in matches if match.score >= matches[0].score - ABOUT_EQUAL]
    own = next((match for match in equal if match.entry.kind != Kind.FRAMEWORK), matches[0])
    return [own, *(match for match in matches if match is not own)]


def is_small_talk(text: str) -> bool:
    """Nothing but greetings and thanks, or no words at all."""
    words = re.findall(r"\w+", text.casefold())
    return all(word in GREETINGS or word in FILLERS for word in words) and (not words or bool(GREETINGS & {*words}))
