"""The first step of every message: is it urgent, and what must not be kept? Nothing below sees the typed words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chat.incoming import Incoming, Kind
from chat.understanding import pointed_at
from knowledge.answers import is_small_talk
from people.register import NOBODY, Names
from safety.ear import judge
from safety.known import PERSON, settle
from safety.personal import LONGEST_READ, Span, find_personal, scrub
from safety.phrases import Phrases
from safety.urgent import Category, Level, Urgent, only_asked, told, triage
from safety.whose import names_staff

Listen = Callable[[str, Urgent | None], Mapping[str, float] | None]
HEARD = 500  # letters that are listened to
SOMEBODY = "a resident"
KEPT = 5_000  # letters that go on from here: more is no question, and not all of it was read for personal details
_PEOPLE = "he|she|they|him|her|them|his|resident|residents|client|lady|man|someone|somebody|person|mum|dad|i|we|me"
_GOES_ON = re.compile(rf"(?:and|or|what about|how about)\b(?:\W+(?!(?:{_PEOPLE})\b)\w+){{1,5}}\W*", re.IGNORECASE)


def phrases_alone(text: str, heard: Urgent | None) -> None:
    """Nobody listens: there is no model."""


@dataclass(frozen=True)
class Protected:
    """`text` may be stored; `typed` may not, and goes only to the flow that asked for a name. `said` is what the
    phrases alone made of it. `wanted` is all that is left of an urgent message
    that a passage may be shown for: what it is looked up by, and never stored."""

    text: str
    typed: str
    spans: tuple[Span, ...]
    urgent: Urgent | None
    said: Urgent | None = None
    asked: Category | None = None  # what a question about rules only mentions
    wanted: str = ""


def details_in(text: str, names: Names) -> list[Span]:
    """The personal details in a text, with what this site has told us about its names."""
    return settle(text, find_personal(text), known=names.known, ordinary=names.ordinary)


def without_colleagues(text: str, spans: Sequence[Span], names: Names) -> list[Span]:
    """Those of the details that must go even from a champion to a colleague: "ask Priya on nights" may say who."""
    return [span for span in spans if not (span.type == PERSON and names.colleague(text[span.start : span.end]))]


def without_contacts(text: str, spans: Sequence[Span], contacts: Iterable[str]) -> list[Span]:
    """Those of the details that must go even from a champion's answer: whom to ring at a site is no secret there."""
    given = [contact.casefold() for contact in contacts if contact]
    numbers = [re.sub(r"\D", "", contact) for contact in given]

    def is_given(span: Span) -> bool:
        said = text[span.start : span.end].casefold().strip()
        digits = re.sub(r"\D", "", said)
        if span.type == PERSON:
            return len(said.split()) > 1 and any(said in contact for contact in given)
        return span.type == "PHONE" and len(digits) > 5 and any(digits in number for number in numbers)

    return [span for span in spans if not is_given(span)]


def safe(text: str, spans: Sequence[Span]) -> str:
    """Without them. What is too long to be looked through is left out too."""
    return scrub(text[:LONGEST_READ], spans)


def protect(
    incoming: Incoming,
    phrases: Phrases,
    listen: Listen = phrases_alone,
    names: Callable[[], Names] = lambda: NOBODY,
) -> Protected:
    """An urgent message keeps no text to store, so nothing later can keep it from its reply. `listen` hears only the
    text without personal details. `names` asks the database: never before phrases have found an emergency."""
    typed = clean(incoming.text) if incoming.kind != Kind.ACTION else ""
    if not typed:
        return Protected(text="", typed="", spans=(), urgent=None)
    said, typed = triage(typed, phrases), typed[:KEPT]
    urgent = said
    sure = urgent is not None and urgent.level == Level.NOW
    spans = details_in(typed, NOBODY if sure else names())
    text = safe(typed, spans)
    closer = urgent if sure else _with_people(typed, spans, urgent, phrases)
    if chances := None if _is_idle(typed) else listen(text[:HEARD], closer):
        chances = _of_others(chances, closer, typed)
        urgent = judge(closer, chances, told=lambda level, matter: told(level, matter, typed, phrases))
    elif closer is not None and closer.level == Level.NOW:  # alone, the phrases would ask about every "Sue"
        urgent = closer
    if urgent is not None and urgent.level == Level.NOW:
        wanted = text[:HEARD] if urgent.passage_helps else ""
        return Protected(text="", typed="", spans=(), urgent=urgent, wanted=wanted)
    if sure:  # it was no emergency after all
        spans = details_in(typed, names())
        text = safe(typed, spans)
    asked = None if urgent else only_asked(typed, phrases)
    return Protected(text, typed, tuple(spans), urgent, said=said, asked=asked)


def _is_idle(typed: str) -> bool:
    """A greeting, thanks, "the second one" or "and in the car?": in these the ear could only imagine something."""
    greets = any(map(str.isalpha, typed)) and is_small_talk(typed) and "goodbye" not in typed.casefold()
    return greets or bool(pointed_at(typed) or _GOES_ON.fullmatch(typed.strip()))


def _of_others(chances: Mapping[str, float], heard: Urgent | None, typed: str) -> Mapping[str, float]:
    """To the ear one blow sounds like another: where the phrases say plainly that somebody was harmed, and nothing is
    said of staff, it is no danger to staff."""
    plainly = heard is not None and (heard.level, heard.category) == (Level.NOW, Category.SAFEGUARDING)
    if not plainly or names_staff(typed):
        return chances
    one, other = Category.SAFEGUARDING, Category.STAFF_DANGER
    return {**chances, one: chances[one] + chances[other], other: 0.0}


def _with_people(typed: str, spans: Sequence[Span], heard: Urgent | None, phrases: Phrases) -> Urgent | None:
    """The phrases know people by what they are: "Sue hit Doris" says as much as "a resident hit a resident"."""
    people = [span for span in spans if span.type == PERSON]
    said = typed
    for span in sorted(people, key=lambda span: span.start, reverse=True):
        said = f"{said[: span.start]}{SOMEBODY}{said[span.end :]}"
    again = triage(said, phrases) if people else None
    return again if again is not None and (heard is None or again.level == Level.NOW) else heard


def clean(text: str) -> str:
    """Without control and invisible characters, and every kind of space a plain one: what hides words from a reader
    must not hide them from us."""
    return "".join(c if c in "\n\t" or c.isprintable() else " " for c in map(text.__getitem__, kept(text)))


def kept(text: str) -> list[int]:
    """Where the characters of the clean text stood in the text as given."""
    return [at for at, c in enumerate(text) if (c.isprintable() or c.isspace()) and text[at : at + 2] != "\r\n"]
