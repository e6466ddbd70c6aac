"""Personal details in a message, found and replaced. A first line of defence; the words around them stay."""

import re
from collections.abc import Iterable, Iterator

from safety.addresses import find_addresses
from safety.dates import find_dates
from safety.digits import is_nhs_number
from safety.lexicon import name_key
from safety.names import Says, find_names, nobody
from safety.reading import read
from safety.shapes import Found, find_shapes
from safety.spans import Span, settled

__all__ = ["WORDS", "Span", "find_personal", "is_nhs_number", "name_key", "scrub"]

WORDS = {
    "PERSON": "name", "NHS_NUMBER": "NHS number", "PHONE": "phone number", "EMAIL": "email", "ADDRESS": "address",
    "POSTCODE": "postcode", "DOB": "date of birth", "NINO": "National Insurance number", "ROOM": "room",
    "HEALTH_ID": "reference", "BANK": "bank details", "KEYSAFE": "code",
}  # fmt: skip


_LINK = re.compile(r"/start [\w-]{1,64}\s*")  # what Telegram sends for a link with a code in it
LONGEST_READ = (
    20_000  # five times what fits in a message: no door lets anything longer in, and what is beyond is not read
)


def find_personal(text: str, known: Says = nobody, ordinary: Says = nobody) -> list[Span]:
    """The details found, in order, none overlapping; offsets are into the text as given.

    Both are asked of a `name_key`, never of the word itself. `known`: is this the name of somebody at the site? Then it
    is always found. `ordinary`: did the site say that this is nobody's name? Then it never is, unless a title says so.
    """
    if _LINK.fullmatch(text):
        return []
    reading = read(text[:LONGEST_READ])
    found = [Span(*reading.span(start, end), kind) for start, end, kind in _found(reading.plain, known, ordinary)]
    return settled(found)


def _found(plain: str, known: Says, ordinary: Says) -> Iterator[Found]:
    yield from find_shapes(plain)
    yield from find_dates(plain)
    yield from find_addresses(plain)
    yield from ((start, end, "PERSON") for start, end in find_names(plain, known, ordinary))


def scrub(text: str, spans: Iterable[Span]) -> str:
    """The text with each detail replaced by what it was, in square brackets."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]}[{WORDS[span.type]}]{text[span.end :]}"
    return text
