"""Is this message a call for help? Phrases that people can read decide, from content/safety/phrases.yaml; no model."""

from dataclasses import dataclass, replace
from enum import StrEnum

from safety import whose
from safety.phrases import Phrases, Sort, Tokens


class Level(StrEnum):
    """NOW: give the urgent reply at once. CHECK: ask whether this is happening now."""

    NOW = "now"
    CHECK = "check"


class Category(StrEnum):
    """The kinds of urgent matter."""

    SAFEGUARDING = "safeguarding"
    MEDICAL_EMERGENCY = "medical_emergency"
    FIRE_OR_GAS = "fire_or_gas"
    MISSING_PERSON = "missing_person"
    SELF_HARM = "self_harm"
    MEDICATION_ERROR = "medication_error"
    DATA_INCIDENT = "data_incident"
    STAFF_DANGER = "staff_danger"


# Which advice comes first when a message matches several: what kills soonest.
_ORDER = (
    Category.MEDICAL_EMERGENCY,
    Category.FIRE_OR_GAS,
    Category.SELF_HARM,
    Category.MISSING_PERSON,
    Category.STAFF_DANGER,
    Category.SAFEGUARDING,
    Category.MEDICATION_ERROR,
    Category.DATA_INCIDENT,
)
# An account of what happened: so many words on end with nothing of everyday work among them, and most of the message.
STORY_WORDS, STORY_SHARE = 18, 0.65

CHOKING, DISTRESS = "choking", "distress"
# Where it matters who did it. Where a life is at risk the advice stays the same, whoever did it.
_DONE_BY_SOMEBODY = frozenset([Category.SAFEGUARDING, Category.STAFF_DANGER])

_WRITTEN_DOWN = frozenset(
    [Category.DATA_INCIDENT, Category.MEDICATION_ERROR, Category.SAFEGUARDING, Category.STAFF_DANGER]
)


@dataclass(frozen=True)
class Urgent:
    """What was found. `about_manager`: the message says that whoever leads is the one doing it. `about_self`: it is the
    worker's own distress, which is private unless `life_in_danger`: they have done something, or are about to. `faint`:
    no phrase says it, and the examples not clearly."""

    level: Level
    category: Category
    about_manager: bool = False
    about_self: bool = False
    life_in_danger: bool = False
    faint: bool = False
    topic: str = ""  # CHOKING has a reply of its own; DISTRESS is the worker's, short of danger

    @property
    def private(self) -> bool:
        """Nobody is told of it."""
        return self.about_self and not self.life_in_danger

    @property
    def passage_helps(self) -> bool:
        """After the advice: a policy says what comes next, whom to ring and what to write down. Not where it may be
        the manager: policies send people there."""
        return self.category in _WRITTEN_DOWN and not self.about_manager


def triage(text: str, phrases: Phrases) -> Urgent | None:
    """The most urgent matter in the text, or None. Never raises; reads the first 4,096 and the last 1,000 letters."""
    message = phrases.shared["idioms"].taken_out_of(phrases.read(text))
    found = {category: _level(phrases.sorts[category], message, phrases) for category in _ORDER}
    for level in Level:
        for category in _ORDER:
            if found[category] == level:
                return told(level, category, text, phrases)
    if phrases.shared[DISTRESS].in_(message) and whose.about_self(text):
        return replace(told(Level.CHECK, Category.SELF_HARM, text, phrases), topic=DISTRESS)
    return Urgent(Level.CHECK, Category.SAFEGUARDING) if _tells_a_story(message, phrases) else None


def only_asked(text: str, phrases: Phrases) -> Category | None:
    """What a question about rules mentions, such as where a fall is recorded. For a text in which nothing was found."""
    message = phrases.shared["idioms"].taken_out_of(phrases.read(text))
    if phrases.shared["practice"].in_(message):
        return None
    return next((category for category in _ORDER if phrases.sorts[category].asked.in_(message)), None)


def told(level: Level, category: Category, text: str, phrases: Phrases) -> Urgent:
    """The matter, with whom it is about where that decides who is told. Never raises."""
    if category == Category.SELF_HARM and whose.about_self(text):
        return Urgent(level, category, about_self=True, life_in_danger=whose.life_in_danger(text))
    message = phrases.read(text)
    chokes = category == Category.MEDICAL_EMERGENCY and phrases.shared[CHOKING].in_(message)
    by_manager = category in _DONE_BY_SOMEBODY and _about_manager(message, phrases)
    return Urgent(level, category, about_manager=by_manager, topic=CHOKING if chokes else "")


def matters_who(category: Category) -> bool:
    """Is this a matter that somebody did?"""
    return category in _DONE_BY_SOMEBODY


def _level(sort: Sort, message: Tokens, phrases: Phrases) -> Level | None:
    """What the category makes of the message; the top of phrases.yaml says how its groups work together."""
    message = sort.idioms.taken_out_of(message)
    now, check, hint = (group.sentences(message) for group in (sort.now, sort.check, sort.hint))
    if not (now or check or hint):
        return None
    dropped = sort.drop.sentences(message)
    lowered = sort.lower.sentences(message) | phrases.shared["lower"].sentences(message)
    practice = phrases.shared["practice"].in_(message)
    if now - dropped - lowered and not practice:
        return Level.NOW
    hinted = now | check | (hint - lowered - sort.quiet.sentences(message))
    return Level.CHECK if (hinted - dropped and not practice) or (now and sort.life_at_risk) else None


def _tells_a_story(message: Tokens, phrases: Phrases) -> bool:
    """A statement about somebody, or a long account, with nothing of everyday work in it: worth one question."""
    if phrases.shared["practice"].in_(message):
        return False
    left = phrases.shared["everyday"].taken_out_of(message)
    if left == message:
        return phrases.shared["somebody"].in_(message)
    longest = max(len(stretch) for stretch in left.stretches)
    return longest >= max(STORY_WORDS, STORY_SHARE * len(message.words))


def _about_manager(message: Tokens, phrases: Phrases) -> bool:
    return phrases.shared["manager"].in_(phrases.shared["not_manager"].taken_out_of(message))
