"""Personal details in a message: found by shape, and replaced. A first line of defence; the words around them stay.

Offsets are into the text as given. Every pattern is linear: bounded repeats, nothing nested.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LONGEST_READ = 20_000


@dataclass(frozen=True)
class Span:
    """Where one detail stands: text[start:end]."""

    start: int
    end: int
    type: str


def find_personal(text: str) -> list[Span]:
    """The details found, in order, none overlapping. Of two that overlap the surer pattern wins."""
    found: list[Span] = []
    for kind, pattern, true in PATTERNS:
        for match in pattern.finditer(text, 0, LONGEST_READ):
            span = Span(*match.span("it"), kind)
            if true(match["it"]) and not any(_overlap(span, other) for other in found):
                found.append(span)
    return sorted(found, key=lambda span: span.start)


def scrub(text: str, spans: Iterable[Span]) -> str:
    """The text with each detail replaced by what it was, in square brackets."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]}[{WORDS[span.type]}]{text[span.end :]}"
    return text


WORDS = {
    "PERSON": "name", "NHS_NUMBER": "NHS number", "PHONE": "phone number", "EMAIL": "email", "ADDRESS": "address",
    "POSTCODE": "postcode", "DOB": "date of birth", "NINO": "National Insurance number", "ROOM": "room",
    "HEALTH_ID": "reference", "BANK": "bank details", "KEYSAFE": "code",
}  # fmt: skip


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit: weights 10 to 2, modulo 11 (NHS Data Dictionary)."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return digits[9] == (0 if check == 11 else check)


# Numbers that anybody may ring and that help needs to keep.
PUBLIC_NUMBERS = frozenset({"999", "111", "101", "112", "116123", "03000616161", "85258", "7726", "18000", "159"})


def _is_private_number(text: str) -> bool:
    digits = "".join(c for c in text if c.isdigit())
    return digits not in PUBLIC_NUMBERS and not digits.startswith(("0300", "0800", "0808", "0345", "0845"))


def _always(_text: str) -> bool:
    return True


# Words that follow a title without being a name.
_NOT_NAMES = frozenset("who what how when where why is was has and or the a an in on at of to for with about".split())
_TITLES = r"(?:mr|mrs|ms|miss|mister|dr|sister|father|rev)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}"
_DATE = rf"\d{{1,2}}[./ -]\d{{1,2}}[./ -]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{2,4}}|\d{{4}}-\d\d-\d\d"


def _is_name(text: str) -> bool:
    return text.split()[-1].lower().strip(".'’") not in _NOT_NAMES


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(body, re.IGNORECASE)


# Surest first. `it` is what is taken out.
PATTERNS: Sequence[tuple[str, re.Pattern[str], Callable[[str], bool]]] = (
    ("EMAIL", _pattern(r"(?P<it>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"), _always),
    ("NHS_NUMBER", _pattern(r"(?<![\d.])(?P<it>\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)"), is_nhs_number),
    ("NHS_NUMBER", _pattern(r"\bnhs (?:no|num|number)\.?:? {0,2}(?P<it>\d[\d -]{8,11}\d)"), _always),
    ("NINO", _pattern(r"\b(?P<it>(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-prtw-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d])\b"), _always),
    ("BANK", _pattern(r"\b(?P<it>\d{2}-\d{2}-\d{2}[ ,]{1,2}(?:acc(?:ount)?(?: no)?\.? )?\d{8})\b"), _always),
    ("BANK", _pattern(r"\b(?:sort code|account(?: no| number)?|acc no|card(?: no| number)?|bank pin|pin(?: is| no| number))\W{1,3}(?P<it>\d[\d -]{2,20}\d)"), _always),
    ("KEYSAFE", _pattern(r"\b(?:key ?safe|door|gate|entry|lock ?box|alarm)(?: \w{1,6}){0,2}? ?(?:code|number|no|pin)?(?: is|:|=)? {1,2}(?P<it>[a-c]?\d{3,6}[a-z#*]?)\b"), _always),
    ("DOB", _pattern(rf"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)(?: is|:)? {{0,2}}(?P<it>{_DATE})"), _always),
    ("POSTCODE", _pattern(r"\b(?P<it>[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2})\b"), _always),
    ("PHONE", _pattern(r"(?<![\d.])(?P<it>(?:\+44 ?\(?0?\)?|0)\d(?:[ -]?\d){8,9})(?!\d)"), _is_private_number),
    ("ADDRESS", _pattern(r"\b(?P<it>\d{1,4}[a-d]? [a-z]{3,20}(?: [a-z]{3,20})? (?:road|rd|street|st|avenue|ave|lane|close|drive|way|court|crescent|gardens|terrace|place|grove))\b"), _always),
    ("ROOM", _pattern(r"\b(?P<it>(?:room|rm|flat|bed|bedroom) ?(?:no\.? |number )?\d{1,3}[a-d]?)\b"), _always),
    ("HEALTH_ID", _pattern(r"\b(?:hospital|patient|care|client|service user|case) (?:ref(?:erence)?|id|no|number)\.?(?: is|:)? {0,2}(?P<it>[a-z]{0,4}[-/]?\d{4,10})\b"), _always),
    ("PERSON", re.compile(rf"\b(?P<it>(?i:{_TITLES})\.? (?:[A-Z][\w'’-]{{1,30}}|[a-zA-Z]\b)(?: [A-Z][\w'’-]{{1,30}})?)"), _is_name),
    ("PERSON", _pattern(r"\b(?P<it>(?:mr|mrs|miss)\.? [a-z][\w'’-]{2,30})\b"), _is_name),
)  # fmt: skip
