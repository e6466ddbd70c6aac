"""A section that may be answered from, as the search and the cards know it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from knowledge.audiences import EVERYBODY, Audience, audience_of
from knowledge.documents import Document, DocumentState, DocumentVersion, VersionState
from knowledge.readers.parts import Kind
from knowledge.sections import Section
from people.sites import ident


@dataclass(frozen=True)
class Entry:
    """A section that may be answered from, with what its card shows. `starter`: our own card, which gives way.
    `audience`: whose eyes it is for."""

    section_id: int
    document_id: int
    reference: str | None
    level: str
    document: str
    file: str | None
    section: str
    kind: str
    text: str
    plain: str | None
    plain_heading: str | None
    note: str | None
    version: str
    review_due: date | None
    owner_role: str
    site_id: int | None
    starter: bool
    audience: Audience = EVERYBODY

    @property
    def is_official(self) -> bool:
        """The framework's own text, before which our cards step back."""
        return self.kind == Kind.FRAMEWORK and not self.starter


def entry_of(section: Section, version: DocumentVersion, document: Document) -> Entry:
    """A section as its card will show it."""
    return Entry(
        section_id=ident(section.id),
        document_id=ident(document.id),
        reference=section.reference,
        level=section.level,
        document=document.title,
        file=document.file_name,
        section=section.heading,
        kind=document.kind,
        text=section.text,
        plain=section.plain,
        plain_heading=section.plain_heading,
        note=section.note,
        version=version.shown,
        review_due=version.review_due,
        owner_role=document.owner_role,
        site_id=document.site_id,
        starter=document.state == DocumentState.STARTER,
        audience=audience_of(document.audience),
    )


def in_use() -> Select[Section, DocumentVersion, Document]:
    """Sections with their version and document, of everything in use: what entry_of takes."""
    return (
        select(Section, DocumentVersion, Document)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .join(Document, col(DocumentVersion.document_id) == Document.id)
        .where(DocumentVersion.state == VersionState.CURRENT, Document.state != DocumentState.RETIRED)
    )
