"""Is this message a call for help? Phrases a safeguarding lead can read decide (content/safety/phrases.yaml); no model."""

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True)
class Urgent:
    """What was found. `about_manager`: the message says that whoever leads is the one doing it."""

    level: Level
    category: Category
    about_manager: bool = False


def triage(text: str, phrases: Phrases) -> Urgent | None:
    """The most urgent matter in the text, or None. Never raises; time bounded by the first 4,096 and last 1,000 letters."""
    message = phrases.shared["idioms"].taken_out_of(phrases.read(text))
    found = {category: _level(phrases.sorts[category], message, phrases) for category in _ORDER}
    for level in Level:
        for category in _ORDER:
            if found[category] == level:
                return Urgent(level, category, _about_manager(message, phrases))
    return None


def _level(sort: Sort, message: Tokens, phrases: Phrases) -> Level | None:
    """Drop silences a whole message, lower takes its own sentence one step down; a risk to life is always at least asked about."""
    message = sort.idioms.taken_out_of(message)
    now, check = sort.now.sentences(message), sort.check.sentences(message)
    if not now and not check:
        return None
    dropped = sort.drop.in_(message) or phrases.shared["drop"].in_(message)
    lowered = sort.lower.sentences(message) | phrases.shared["lower"].sentences(message)
    if now - lowered and not dropped:
        return Level.NOW
    if (now and (sort.life_at_risk or not dropped)) or (check - lowered and not dropped):
        return Level.CHECK
    return None


def _about_manager(message: Tokens, phrases: Phrases) -> bool:
    return phrases.shared["manager"].in_(phrases.shared["not_manager"].taken_out_of(message))
