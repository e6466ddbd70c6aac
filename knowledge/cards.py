"""What is shown of a section."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col

from core.errors import NotThere
from knowledge import wording
from knowledge.context import Stretch
from knowledge.documents import Document
from knowledge.entries import Entry, entry_of, in_use
from knowledge.excerpts import LONGEST, excerpt
from knowledge.readers.parts import Kind
from knowledge.readership import Reader
from knowledge.sections import Section


@dataclass(frozen=True)
class Card:
    """`text` is the whole section, word for word; `highlight` the passage of it that fits the question best.
    `expired`: its review date has passed, and the card must say so. `note` is an editor's note shown with the text.
    `audience` says whom it is for, where that is not everybody; `answering` says which of the `shown` words
    stand out."""

    section_id: int
    reference: str | None
    document: str
    file: str | None
    section: str
    kind: str
    text: str
    plain: str | None
    plain_heading: str | None
    version: str
    review_due: date | None
    note: str | None
    expired: bool
    owner_role: str
    highlight: str
    audience: str = ""
    answering: tuple[Stretch, ...] = ()

    @property
    def shown(self) -> str:
        """The words that stand on the card: all of them, or what fits of a long section."""
        return excerpt(self.text, self.highlight) if self.is_long else self.text

    @property
    def is_long(self) -> bool:
        """Is it too long to be shown whole at once?"""
        return len(self.text) > LONGEST

    @property
    def title(self) -> str:
        """What it is offered by: the words of the framework are long, and much alike where they begin."""
        return self.plain_heading or self.section

    def to_json(self) -> dict[str, Any]:
        """As the JSON of `champion ask` lists it."""
        return {
            "reference": self.reference,
            "document": self.document,
            "file": self.file,
            "section": self.section,
            "kind": self.kind,
            "text": self.text,
            "plain": self.plain,
            "version": self.version,
            "review_due": self.review_due.isoformat() if self.review_due else None,
        }


def card_of(entry: Entry, *, today: date, highlight: str = "") -> Card:
    """The card of a section found by the search."""
    return Card(
        section_id=entry.section_id,
        reference=entry.reference,
        document=entry.document,
        file=entry.file,
        section=entry.section,
        kind=entry.kind,
        text=entry.text,
        plain=entry.plain,
        plain_heading=entry.plain_heading,
        version=entry.version,
        review_due=entry.review_due,
        note=entry.note,
        expired=entry.review_due is not None and entry.review_due < today,
        owner_role=entry.owner_role,
        highlight=highlight,
        audience=entry.audience.limit,
    )


def get_card(session: Session, section_id: int, *, reader: Reader, highlight: str = "") -> Card:
    """The card of a section by its id, as when a choice is picked; `highlight` is what fitted the question in it.
    Raises NotThere when it is no longer in use, or not for this reader."""
    row = session.exec(in_use().where(Section.id == section_id)).first()
    entry = entry_of(*row) if row else None
    if entry is None or not reader.may_read(entry):
        raise NotThere(wording.NO_LONGER_USED)
    return card_of(entry, today=reader.today, highlight=highlight)


def card_for_reference(session: Session, reference: str, *, reader: Reader) -> Card | None:
    """The card of a framework criterion: the official text when there is one, else our own. None without either."""
    criterion = in_use().where(Section.reference == reference, Document.kind == Kind.FRAMEWORK)
    found = [entry_of(*row) for row in session.exec(criterion.order_by(col(Section.id))).all()]
    entries = [entry for entry in found if reader.may_read(entry)]
    official = [entry for entry in entries if not entry.starter]
    return next((card_of(entry, today=reader.today) for entry in (*official, *entries)), None)
