"""The document control block: version, owner and dates, wherever a policy keeps them."""

import re
from collections.abc import Iterable, Sequence

from knowledge.readers.dates import written_date
from knowledge.readers.drafts import Block, Heading, Table

NEAR_THE_START, NEAR_THE_END = 14, 6
DATED = ("approved", "review_due", "in_force_from")

_LABELS = {
    "title": "title, policy title, document title, policy name, document name, name of policy, name of document",
    "version": "version, version number, version no, policy version, document version, ver, issue number, issue no, "
    "edition",
    "owner_role": "owner, owner role, policy owner, document owner, policy lead, document lead, responsible role, "
    "person responsible, responsible person, policy holder",
    "approved": "approved, approved on, date approved, approval date, approved date, date of approval, date ratified, "
    "ratified, ratified on",
    "review_due": "review due, review date, review due date, date for review, due for review, review by, next review, "
    "next review date, next review due, date of next review, to be reviewed by, review, expiry date, expires, "
    "expires on, valid until",
    "in_force_from": "effective date, date effective, effective from, effective, in force from, comes into force, "
    "comes into force on, comes into effect on, date in force, valid from, implementation date",
    "audience": "audience, who this is for, target audience, staff group",
    "applies": "applies to, this applies to, who this applies to, this policy applies to",
    "": "document control, document reference, reference, policy number, document number, author, approved by, "
    "ratified by, status, category, last reviewed, last review, last review date, date issued, issue date, "
    "date of issue, issued, issued on, document type, department, "
    "organisation, pages, signature, signed, date, reviewed by, related policies, distribution, classification",
}
_OF_DATES_ONLY = frozenset(["review", "ratified", "expires", "issued"])  # anything else after these is a rule
FIELD_BY_LABEL = {label.strip(): name for name, labels in _LABELS.items() for label in labels.split(",")}
_LONGEST_FIRST = sorted((label for label, name in FIELD_BY_LABEL.items() if name), key=len, reverse=True)

_VERSION = re.compile(r"\b(?:v|version|issue)\.?\s*(\d+(?:\.\d+)*[a-z]?)\b", re.IGNORECASE)
_LABELLED = re.compile(r"\s*([A-Za-z][A-Za-z ]{2,30}?)\.?\s*[:–]\s*(\S.*)")
_NAMES = "|".join(re.escape(label) for label in sorted(filter(None, FIELD_BY_LABEL), key=len, reverse=True))
_NEXT_LABEL = re.compile(rf"(?:^|\s+)((?:{_NAMES})\s?:)", re.IGNORECASE)
_CHUNK_EDGE = re.compile(r"\t+|\s{2,}|\s+[|•·]\s+|(?<=\w)[.;]\s+(?=[A-Z])")


def field_of(label: str) -> str | None:
    """Which field a label names; "" for a control label of no interest; None when it is not one at all."""
    return FIELD_BY_LABEL.get(re.sub(r"[\s_]+", " ", label.strip(" \t\n:.*#")).casefold())


def plain_version(value: str) -> str:
    """ "Version 3.0" and "v3.0" are both "3.0"."""
    match = _VERSION.fullmatch(value.strip())
    return match[1] if match else value.strip()


def same_version(one: str, other: str) -> bool:
    """5 and 5.0 are the same."""
    return re.sub(r"(\.0)+$", "", plain_version(one)) == re.sub(r"(\.0)+$", "", plain_version(other))


def from_table(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """What a control table says. Empty when the table is about something else."""
    pairs = list(_pairs(rows))
    if len(rows) == 2 and all(field_of(cell) is not None for cell in rows[0]):
        pairs = list(zip(rows[0], rows[1], strict=False))
    if any(field_of(label) in DATED and value.strip() and not written_date(value) for label, value in pairs):
        return {}  # "every Friday" is a rule
    known = [(name, value) for label, value in pairs if (name := field_of(label)) is not None]
    found = {name: value.strip() for name, value in reversed(known) if name and value.strip()}
    return found if len(found) >= 2 and len(known) * 2 >= len(rows) else {}


def _pairs(rows: Sequence[Sequence[str]]) -> Iterable[tuple[str, str]]:
    for row in rows:
        for place, cell in enumerate(row):
            if field_of(cell) is not None and place + 1 < len(row):
                if field_of(row[place + 1]) is None:  # else a row of names
                    yield cell, row[place + 1]
            elif (match := _LABELLED.fullmatch(cell)) and field_of(match[1]) is not None:
                yield match[1], match[2]


def from_line(line: str) -> dict[str, str]:
    """What one line says when it is nothing but control labels and their values; else empty."""
    found: dict[str, str] = {}
    for chunk in filter(None, _CHUNK_EDGE.split(_NEXT_LABEL.sub(r"\t\1", line.strip()))):
        pair = _labelled(chunk) or _unpunctuated(chunk)
        if pair is None:
            return {}
        found.setdefault(*pair)
    return found


def _labelled(chunk: str) -> tuple[str, str] | None:
    match = _LABELLED.fullmatch(chunk)
    name = field_of(match[1]) if match else None
    if match is None or name is None:
        return None
    only_a_date = name == "in_force_from" or match[1].casefold() in _OF_DATES_ONLY
    if only_a_date and not written_date(match[2]):
        return None
    return name, match[2].strip()


def _unpunctuated(chunk: str) -> tuple[str, str] | None:
    """ "Version 2.1" or "Review due 14 April 2026": without a colon only a number or a date will do."""
    for label in _LONGEST_FIRST:
        if chunk.casefold().startswith(f"{label} "):
            name, value = FIELD_BY_LABEL[label], chunk[len(label) :].strip()
            is_date = name in DATED and len(value) < 25 and written_date(value)
            is_version = name == "version" and re.fullmatch(r"\d+(\.\d+)*", value)
            return (name, value) if is_date or is_version else None
    return None


def from_furniture(lines: Iterable[str]) -> dict[str, str]:
    """What the running headers and footers say; words around it are passed over."""
    found: dict[str, str] = {}
    for line in lines:
        for chunk in filter(None, _CHUNK_EDGE.split(line)):
            pair = _labelled(chunk)
            if pair and pair[0] in ("owner_role", "audience", "applies"):
                found.setdefault(*pair)
        for label in _LONGEST_FIRST:
            named = re.search(rf"\b{label}\b\W*", line, re.IGNORECASE)
            written = written_date(line[named.end() :]) if named else None
            if FIELD_BY_LABEL[label] in DATED and written and written.start < 4:
                found.setdefault(FIELD_BY_LABEL[label], written.words)
        if match := _VERSION.search(line):
            found.setdefault("version", match[1])
    return found


def take(blocks: Sequence[Block]) -> tuple[list[Block], dict[str, str]]:
    """Takes the control blocks out from near the start and the end: what is left, and what they said."""
    said: list[dict[str, str]] = []
    headings = 0
    for place, block in enumerate(blocks):
        headings += isinstance(block, Heading)
        early = place < NEAR_THE_START and headings < 3
        said.append(_said(block) if early or place >= len(blocks) - NEAR_THE_END else {})
    found = {name: value for each in reversed(said) for name, value in each.items() if name}
    return [block for place, block in enumerate(blocks) if not _is_taken(said, place)], found


def _is_taken(said: Sequence[dict[str, str]], place: int) -> bool:
    """A label of no interest, such as an author, goes with the labels it stands among; alone it may be a rule."""
    if not said[place] or any(said[place]):
        return bool(said[place])
    first = last = place
    while first > 0 and said[first - 1]:
        first -= 1
    while last + 1 < len(said) and said[last + 1]:
        last += 1
    return any(any(each) for each in said[first : last + 1])


def _said(block: Block) -> dict[str, str]:
    if isinstance(block, Heading):
        return {}
    if isinstance(block, Table):
        return from_table(block.rows)
    lines = [from_line(line) for line in block.text.split("\n")]
    return {name: value for line in reversed(lines) for name, value in line.items()} if all(lines) else {}
