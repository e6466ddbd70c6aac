"""Whose distress is it: that of whoever writes, or of somebody else? Pure; from the words next to what is said."""

import re
from collections.abc import Sequence
from itertools import takewhile

from safety import normal

SELF = frozenset("i me my myself mine we us our".split())
OTHER = frozenset(
    """he she him her his hers himself herself they them their themselves resident residents client clients tenant
    patient patients user lady ladies gentleman gent woman man lad girl boy teenager person someone
    somebody
    colleague coworker workmate carer carers nurse mama papa baba nan gran grandma grandad grandpa mr
    mrs miss ms guy kid teen neighbour
    daughter son wife husband mum dad brother sister friend partner staff worker""".split()
)
# "my husband would be better off" tells of the writer's own life; "my client wants to die" does not.
OWN_LIFE = frozenset("kids kid boys boy girl girls children son daughter wife husband mum dad family partner".split())
TOLD = frozenset(
    """say says said saying told tell tells telling text texted texts wrote writes whisper whispered whispers asked asks
    keeps shouted shouts shouting screaming screams mutters crying voices sed""".split()
)
# Words that carry the distress; who stands nearest before them is the one who feels it.
FELT = re.compile(
    r"""^(die|dying|dead|death|live|living|alive|kill\w*|suicid\w*|hang\w*|jump\w*|end\w*|overdos\w*|swallow\w*
    |took|take|taken|cut\w*|hurt\w*|harm\w*|burden|hopeless|worthless
    |point|cope\w*|anymore|wake|waking|exist\w*|goodbye|better
    |miss|notice|finish\w*|stress\w*|cr(y|ies|ying|ied)|tears|sobbing|depress\w*|anxious|anxiety|panic\w*|burnt|burned
    |exhausted|overwhelmed|broken|breaking|dread\w*|struggling|done|tired|enough|drown\w*|rope|letters|note|bridge|river
    |way|insurance|razor|blade|gone|here)$""",
    re.VERBOSE,
)
# Nobody is named, and so it begins: people who are at their end leave out the "I".
_WITHOUT_I = re.compile(
    r"""^(?:just\ |really\ |honestly\ |sometimes\ |so\ |still\ |and\ |not\ sure\ )*
    (?:feel|feeling|felt|want\ to|wish|wishing|thinking\ (?:of|about)|wondering|considering|ready\ to|tired\ of|sick\ of
    |done\ with
    |(?:do|did)\ not\ (?:want|see|feel)|do\ not\ (?:think\ i|know\ how\ much)|(?:have\ )?had\ enough|rather\ (?:be|die)
    |can\ not\ (?:go\ on|cope|do|face|take|carry|see|stop)|better\ off|no\ (?:point|reason)|nothing\ left|not\ worth
    |wha?t\ ?i?s\ the\ point|where\ is\ the\ point|life\ is|is\ (?:life|it\ worth)|would\ (?:be\ better|rather))\b""",
    re.VERBOSE,
)
STAFF = frozenset(
    """me myself us my our ours staff staffs carer carers nurse nurses colleague colleagues coworker workmate worker
    workers agency driver cleaner cook senior seniors volunteer keyworker hca manager supervisor team mate new lone girl
    girls lad lads""".split()
)
REACH = 4  # words from "says" to what is said
_ACTED = re.compile(
    r"\bi(?:ve| have| am| just| did| already)?(?: \w+){0,3}? (?:taken|took|swallowed|drank|drunk|overdosed|"
    r"cut|slit|slashed|stabbed|injected|hung|tied|eaten|ate|necked)\b"
)
_THING = re.compile(
    r"\b(tablets?|pills?|paracetamol\w*|overdose\w*|medication|meds|bleach|antifreeze|poison|insulin|wrists?|"
    r"throat|neck|myself|noose|rope|painkillers|antidepressants|packet|bottle|the lot|them all|"
    r"all of them|codeine|morphine)\b"
)
_ABOUT_TO = re.compile(
    r"\bi (?:am|will be) (?:now )?(?:standing |sitting |stood |sat )?(?:on|at|over) (?:the |a )?(?:\w+ )?"
    r"(?:bridge|roof|ledge|railing|railings|tracks|balcony|platform edge|cliff|windowsill)\b"
    r"|\bi am (?:doing it|bleeding) now\b|\bi have (?:the|a) (?:rope|noose|knife|blade|belt) (?:in|round|around)\b"
)


def names_staff(text: str) -> bool:
    """Does it say that it happened to whoever writes, or to anybody who works there?"""
    return not STAFF.isdisjoint(normal.tokens(text))


def about_self(text: str) -> bool:
    """Does the person who writes tell of themselves? In doubt, of somebody else, so that somebody is told."""
    words = normal.tokens(text)
    nearest = [_nearest(words, at) for at, word in enumerate(words) if FELT.match(word)]
    if any(who == "other" for who in nearest):
        return False
    if "self" in nearest:
        return True
    if any(_is_other(words, at) for at in range(len(words))):
        return False
    return any(word in SELF for word in words) or any(map(_WITHOUT_I.match, _sentences(words)))


def life_in_danger(text: str) -> bool:
    """Does the writer say plainly that they have done something to end their life, or are about to this moment?"""
    plain = " ".join(normal.tokens(text))
    return bool((_ACTED.search(plain) and _THING.search(plain)) or _ABOUT_TO.search(plain))


def _nearest(words: Sequence[str], at: int) -> str:
    """Who stands before the word in its sentence: "self", "other" or "". What somebody said is about them."""
    if words[at + 1 : at + 2] == ["me"]:
        return "self"
    before = list(takewhile(lambda place: words[place] not in (normal.STOP, normal.SHOUT), range(at, -1, -1)))
    people = [place for place in before if words[place] in SELF or _is_other(words, place)]
    if not people:
        after = words[at + 1 : at + 4]
        return "self" if SELF & set(after) else "other" if {"himself", "herself", "themselves"} & set(after) else ""
    first = people[0]
    if words[first] not in SELF:
        return "other"
    said = [place for place in before if first - REACH <= place < first and words[place] in TOLD]
    return "other" if any(_told_by_other(words, place) for place in said) else "self"


def _sentences(words: Sequence[str]) -> list[str]:
    marks = (normal.STOP, normal.SHOUT)
    return " ".join("\n" if word in marks else word for word in words).replace(" \n ", "\n").split("\n")


def _told_by_other(words: Sequence[str], at: int) -> bool:
    teller = next((word for word in reversed(words[max(0, at - 6) : at]) if word in SELF or word in OTHER), "")
    return teller in OTHER


def _is_other(words: Sequence[str], at: int) -> bool:
    if words[at] not in OTHER:
        return False
    return not (words[at] in OWN_LIFE and at > 0 and words[at - 1] in ("my", "our"))
