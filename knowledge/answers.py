"""What to do with what was found: answer, offer choices, pass to a champion, signpost, or just be friendly. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.cards import Card, card_of
from knowledge.differences import Disagreement
from knowledge.disagreement import disagreement
from knowledge.precedence import OFFERED, asks_about_skills, higher_first, ranked
from knowledge.readers.parts import Kind
from knowledge.search import Found, Match

# How sure an answer must be stands in the scorer, which is fitted with each index (see fitting.py).
SIGNPOST = 0.5  # likeness to questions outside from which a signpost helps more than a champion
SMALL_TALK = 0.55  # the same for small talk, which no champion sees: a question taken for it would be lost
CLOSE = 0.5  # a second match with this much of the first one's share might as well be meant
OURS_TOO = 0.02  # from this share on a document of the provider's own is offered beside a framework answer

GREETINGS = frozenset("hi hello hey hiya yo morning afternoon evening".split())
# In the languages that most often come with people to care work, too.
THANKS = frozenset(
    "thanks thank thankyou thx tnx thanx ty ta cheers ok okay brilliant brill perfect lovely great ace fab goodnight "
    "bye goodbye salamat dzięki dziękuję dzieki dziekuje mulțumesc multumesc gracias obrigado obrigada merci grazie "
    "shukran shukriya dhanyavad diolch asante danke".split()
)
FILLERS = frozenset(
    "good night there champion all you u very much so nice one again for your the help that helped was is a lot mate "
    "love dear hun duck pet babe po boss star legend angel lifesaver youre re s everyone team now then this have shift "
    "million bless god bot gd x xx xxx".split()
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
    topic of a question that belongs elsewhere, `signpost_words` the line that says where. With a `clash` the first two
    cards say different things, and both are to be shown."""

    outcome: Outcome
    confidence: float
    reason: Reason = Reason.NONE
    cards: tuple[Card, ...] = ()
    signpost: str | None = None
    signpost_words: str = ""
    clash: Disagreement | None = None

    @property
    def beside_advice(self) -> tuple[Card, ...]:
        """What may follow urgent advice: what would be shown anyway, from the provider's documents alone, for the
        framework knows nobody to ring. Nothing where two of them disagree: that needs more words than there is time."""
        if self.clash or self.outcome not in (Outcome.ANSWER, Outcome.CHOICES):
            return ()
        shown = self.cards[:1] if self.outcome == Outcome.ANSWER else self.cards
        return tuple(card for card in shown if card.kind != Kind.FRAMEWORK)

    @property
    def ours_beside(self) -> Card | None:
        """Where the framework is the answer, the nearest of the provider's own sections: it may say more."""
        if self.outcome != Outcome.ANSWER or not self.cards or self.cards[0].kind != Kind.FRAMEWORK:
            return None
        return next((card for card in self.cards if card.kind != Kind.FRAMEWORK), None)


def decide(found: Found) -> Answer:
    """The answer to a question, from what the search saw."""
    if is_small_talk(found.text):
        return Answer(Outcome.CHAT, 1.0)
    matches = ranked(found.matches, found.text)
    if pair := _clashing(matches, found):
        matches = [*pair, *(match for match in matches if match not in pair)]
        clash = disagreement(pair[0].entry, pair[1].entry)
        return Answer(Outcome.ANSWER, confidence(pair), cards=_cards(matches, found.today), clash=clash)
    sure, (outcome, reason) = confidence(matches[:1]), _outcome(matches, found)
    if outcome not in (Outcome.ANSWER, Outcome.CHOICES) and (named := _named(matches, found.text)):
        matches = [*named, *(match for match in matches if match not in named)]
        outcome, reason = Outcome.CHOICES, Reason.POOR_MATCH
    cards = _cards(matches, found.today)
    if found.outside and outcome == Outcome.SIGNPOST:
        return Answer(outcome, sure, reason, cards, found.outside.topic, found.outside.signpost or "")
    return Answer(outcome, sure, reason, cards)


def _named(matches: Sequence[Match], question: str) -> list[Match]:
    """Those whose heading is what was asked, word for word, and that a weak match would hide."""
    asked = _words_of(question)
    return [match for match in matches if asked and _words_of(match.entry.section) == asked]


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def _cards(matches: Sequence[Match], today: date) -> tuple[Card, ...]:
    return tuple(card_of(m.entry, today=today, highlight=m.highlight) for m in matches[:OFFERED])


def _clashing(matches: Sequence[Match], found: Found) -> list[Match]:
    """The best match and another that says something else about what was asked, the higher source first, when these
    two together are sure to be the answer."""
    needed = _needed(matches, found)
    for other in matches[1:]:
        pair = [matches[0], other]
        clash = disagreement(matches[0].entry, other.entry) if confidence(pair) >= needed else None
        if clash and (other.share >= CLOSE * matches[0].share or clash.is_asked_about(found.text)):
            return higher_first(pair, found.text)
    return []


def _outcome(matches: Sequence[Match], found: Found) -> tuple[Outcome, Reason]:
    outside = found.outside
    if matches and confidence(matches[:1]) >= _needed(matches, found):
        if _ours_may_say_it(matches, found.text):
            return Outcome.CHOICES, Reason.SEVERAL_CLOSE
        return Outcome.ANSWER, Reason.NONE
    if matches and confidence(matches[:OFFERED]) >= found.scorer.choices:
        close = len(matches) > 1 and matches[1].share >= CLOSE * matches[0].share
        return Outcome.CHOICES, Reason.SEVERAL_CLOSE if close else Reason.POOR_MATCH
    if outside and outside.agreed and outside.score >= (SIGNPOST if outside.signpost else SMALL_TALK):
        return (Outcome.SIGNPOST if outside.signpost else Outcome.CHAT), Reason.OUTSIDE
    return Outcome.CHAMPION, Reason.POOR_MATCH if matches else Reason.NO_KNOWLEDGE


def _needed(matches: Sequence[Match], found: Found) -> float:
    """How sure the first must be to be the answer."""
    return found.scorer.needed(criterion=bool(matches) and matches[0].entry.kind == Kind.FRAMEWORK)


def _ours_may_say_it(matches: Sequence[Match], question: str) -> bool:
    """The framework would be the answer, but a document of the provider's own, which outranks it, may say it too."""
    first, *others = matches[:OFFERED]
    if first.entry.kind != Kind.FRAMEWORK or asks_about_skills(question):
        return False
    return any(match.entry.kind != Kind.FRAMEWORK and match.share >= OURS_TOO for match in others)


def confidence(matches: Sequence[Match]) -> float:
    """0 to 1: how sure that one of these answers the question."""
    return round(sum(match.share for match in matches), 4)


def is_small_talk(text: str) -> bool:
    """Nothing but greetings and thanks, or no words at all."""
    words = set(re.findall(r"\w+", text.casefold()))
    return words <= GREETINGS | THANKS | FILLERS and (not words or bool(words & (GREETINGS | THANKS)))


def is_thanks(text: str) -> bool:
    """Nothing but thanks."""
    return is_small_talk(text) and bool(THANKS & set(re.findall(r"\w+", text.casefold())))
