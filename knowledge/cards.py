"""What is shown of a section."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from core.errors import NotThere
from knowledge import wording
from knowledge.documents import Document, DocumentState, DocumentVersion, VersionState
from knowledge.entries import Entry, entry_of
from knowledge.readers.parts import Kind
from knowledge.sections import Section


@dataclass(frozen=True)
class Card:
    """`text` is the whole section, word for word; `highlight` the passage of it that fits the question best.
    `expired`: its review date has passed, and the card must say so. `note` is an editor's note shown with the text."""

    section_id: int
    reference: str | None
    document: str
    file: str | None
    section: str
    kind: str
    text: str
    plain: str | None
    version: str
    review_due: date | None
    note: str | None
    expired: bool
    owner_role: str
    highlight: str

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
        version=entry.version,
        review_due=entry.review_due,
        note=entry.note,
        expired=entry.review_due is not None and entry.review_due < today,
        owner_role=entry.owner_role,
        highlight=highlight,
    )


def get_card(session: Session, section_id: int, *, site_id: int | None, today: date) -> Card:
    """The card of a section by its id, as when a choice is picked. Raises NotThere when it is no longer in use, or not
    for that site to see."""
    row = session.exec(_in_use(site_id).where(Section.id == section_id)).first()
    if row is None:
        raise NotThere(wording.NO_LONGER_USED)
    return card_of(entry_of(*row), today=today)


def card_for_reference(session: Session, reference: str, *, site_id: int | None, today: date) -> Card | None:
    """The card of a framework criterion: the official text when there is one, else our own. None without either."""
    criterion = _in_use(site_id).where(Section.reference == reference, Document.kind == Kind.FRAMEWORK)
    entries = [entry_of(*row) for row in session.exec(criterion.order_by(col(Section.id))).all()]
    official = [entry for entry in entries if not entry.starter]
    return next((card_of(entry, today=today) for entry in (*official, *entries)), None)


def _in_use(site_id: int | None) -> Select[Section, DocumentVersion, Document]:
    """Sections with their version and document, of what that site may be shown now."""
    return (
        select(Section, DocumentVersion, Document)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .join(Document, col(DocumentVersion.document_id) == Document.id)
        .where(DocumentVersion.state == VersionState.CURRENT, Document.state != DocumentState.RETIRED)
        .where(col(Document.site_id).is_(None) | (col(Document.site_id) == site_id))
    )
