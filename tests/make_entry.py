"""A section as the search knows it, with no database behind it."""

from dataclasses import replace
from datetime import date
from typing import Any

from knowledge.entries import Entry

ENTRY = Entry(
    section_id=1,
    document_id=1,
    reference=None,
    level="all",
    document="Work phones",
    file="phones.md",
    section="Lost phones",
    kind="policy",
    text="Tell your manager.",
    plain=None,
    plain_heading=None,
    note=None,
    version="1.0",
    review_due=date(2027, 6, 1),
    owner_role="Digital Lead",
    site_id=None,
    starter=False,
)


def entry(number: int = 1, text: str = ENTRY.text, **other: Any) -> Entry:
    """Section `number` of document `number`."""
    return replace(ENTRY, section_id=number, document_id=number, text=text, **other)
