"""Personal details in a message, found and replaced. A first line of defence; the words around them stay."""

from collections.abc import Callable, Iterable, Iterator

from safety.addresses import find_addresses
from safety.dates import find_dates
from safety.digits import is_nhs_number
from safety.reading import Reading, read
from safety.shapes import Found, find_shapes
from safety.spans import Span, settled

__all__ = ["WORDS", "Span", "find_personal", "is_nhs_number", "scrub"]

WORDS = {
    "PERSON": "name", "NHS_NUMBER": "NHS number", "PHONE": "phone number", "EMAIL": "email", "ADDRESS": "address",
    "POSTCODE": "postcode", "DOB": "date of birth", "NINO": "National Insurance number", "ROOM": "room",
    "HEALTH_ID": "reference", "BANK": "bank details", "KEYSAFE": "code",
}  # fmt: skip


def find_personal(text: str) -> list[Span]:
    """The details found, in order, none overlapping; offsets are into the text as given."""
    reading = read(text)
    return settled(Span(*reading.span(start, end), kind) for start, end, kind in _found(reading))


def _found(reading: Reading) -> Iterator[Found]:
    yield from find_shapes(reading.plain)
    yield from find_dates(reading.plain)
    yield from find_addresses(reading.plain)


def scrub(text: str, spans: Iterable[Span]) -> str:
    """The text with each detail replaced by what it was, in square brackets."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]}[{WORDS[span.type]}]{text[span.end :]}"
    return text
