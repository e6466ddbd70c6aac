"""Sections: the whole text a card shows. Passages: the pieces of a section that a question is compared with."""

import re
from collections.abc import Sequence

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Column, Field, Session, SQLModel, Text, col, select

from knowledge.documents import Document, DocumentState, DocumentVersion, VersionState
from knowledge.readers.parts import Kind, Level


class Section(SQLModel, table=True):
    """One headed part of one version, word for word. `path` holds the headings above it, outermost first.
    `reference` is a framework criterion such as 4.6. `plain` is a plain-English version that a person approved, and
    `plain_heading` its own heading."""

    __tablename__ = "section"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="document_version.id", index=True)
    position: int
    heading: str = Field(sa_column=Column(Text, nullable=False))
    path: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    reference: str | None = Field(default=None, max_length=20, index=True)
    level: str = Field(default=Level.ALL, max_length=20)
    theme: int | None = Field(default=None, index=True)
    note: str | None = Field(default=None, sa_column=Column(Text))
    plain: str | None = Field(default=None, sa_column=Column(Text))
    plain_heading: str | None = Field(default=None, sa_column=Column(Text))
    plain_approved_by: str | None = Field(default=None, max_length=120)


WHOLE = -1
_OPENING = frozenset("purpose aim aims scope objective objectives introduction overview background rationale".split())
_BESIDE = frozenset("a an and about document guide intent of our policy procedure statement the this".split())
_ABOUT_ITSELF = re.compile(r"(about|what|why|who)\b.*\bthis (policy|document|guide|procedure)\b|policy statement$")
_NUMBER = re.compile(r"^\s*\(?\d+(\.\d+)*[.):]?\s+(?=\S)")


class Passage(SQLModel, table=True):
    """A piece of a section, the vector (float32) of heading and piece, and those of their words (embeddings/words.py),
    made by `model`; "" means not made yet. Position WHOLE is the section in one: neither its text nor its words are
    kept a second time."""

    __tablename__ = "passage"

    id: int | None = Field(default=None, primary_key=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    position: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    vector: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    words: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    model: str = Field(default="", max_length=120)


def heading_key(heading: str) -> str:
    """Headings with the same key mean the same section: capitals, spaces and a number in front do not count."""
    return " ".join(_NUMBER.sub("", heading).casefold().split())


def introduces(heading: str) -> bool:
    """Does it only say what the document is for, as "1. Purpose and scope" does?"""
    key = heading_key(heading)
    words = set(re.findall("[a-z]+", key))
    return (bool(words & _OPENING) and words <= _OPENING | _BESIDE) or bool(_ABOUT_ITSELF.match(key))


def embedded(heading: str, passage: str) -> str:
    """A passage as it is turned into a vector. Measured: the heading helps, its number and the document's title do
    not."""
    return f"{_NUMBER.sub('', heading)}\n{passage}"


def sections_of(session: Session, version: DocumentVersion) -> Sequence[Section]:
    """In the order of the document."""
    return session.exec(select(Section).where(Section.version_id == version.id).order_by(col(Section.position))).all()


def section_in_use(session: Session, section_id: int) -> Section | None:
    """This section, or the one with its heading in the version now in use; None when its document says it no more."""
    section = session.get_one(Section, section_id)
    version = session.get_one(DocumentVersion, section.version_id)
    if version.state == VersionState.CURRENT:
        return section
    query = (
        select(Section)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .where(DocumentVersion.document_id == version.document_id, DocumentVersion.state == VersionState.CURRENT)
    )
    same = heading_key(section.heading)
    return next((found for found in session.exec(query) if heading_key(found.heading) == same), None)


def give_plain_versions(session: Session) -> None:
    """Each section of an official framework gets our own card for the same criterion as its plain version."""
    query = (
        select(Section, DocumentVersion, Document)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .join(Document, col(DocumentVersion.document_id) == Document.id)
        .where(Document.kind == Kind.FRAMEWORK, DocumentVersion.state == VersionState.CURRENT)
    )
    rows = session.exec(query).all()
    cards = {section.reference: (section, version) for section, version, doc in rows if _is_starter(doc)}
    for section, _, document in rows:
        if not _is_starter(document) and section.reference in cards:
            card, version = cards[section.reference]
            section.plain, section.plain_heading = card.text, card.heading
            section.plain_approved_by = version.approved_by
            section.note = section.note or card.note
            session.add(section)


def _is_starter(document: Document) -> bool:
    return document.state == DocumentState.STARTER
