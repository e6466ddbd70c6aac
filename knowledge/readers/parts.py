"""What reading a file gives back: a document as plain values, ready for a person to look over before it is kept."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import BadInput


class Kind(StrEnum):
    FRAMEWORK = "framework"
    POLICY = "policy"
    GUIDE = "guide"
    FAQ = "faq"


class Level(StrEnum):
    """Who a framework criterion is for: everybody, or those who want to go further."""

    ALL = "all"
    FURTHER = "further"


@dataclass(frozen=True)
class ReadSection:
    """One heading and the words under it, exactly as the document says them.

    `heading` keeps its printed number. `path` holds the headings above, outermost first, without the document's title.
    In `text` paragraphs are divided by a blank line; list items start with "- " or their number; a table is one row
    a line, "A | B | C", its header row first. `reference` is a framework criterion such as "4.6"; `note` is an
    editor's, never the document's own words. `phrasings` are other ways to ask a FAQ's question.
    """

    heading: str
    path: tuple[str, ...]
    text: str
    reference: str | None = None
    level: Level | None = None
    theme: int | None = None
    note: str | None = None
    phrasings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadDocument:
    """A whole document. `warnings` are plain sentences about what a person should check."""

    title: str
    kind: Kind
    file_name: str
    sections: tuple[ReadSection, ...]
    version: str | None = None
    owner_role: str | None = None
    approved: date | None = None
    review_due: date | None = None
    audience: str | None = None
    in_force_from: date | None = None
    warnings: tuple[str, ...] = ()


class Unreadable(BadInput):
    """A file that cannot be taken in. `str()` names the file, the reason and what to do."""

    def __init__(self, file_name: str, why: str) -> None:
        super().__init__(f"{file_name} could not be read: {why}")
