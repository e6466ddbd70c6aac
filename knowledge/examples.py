"""Questions people really ask: of what the content answers, and of what it does not."""

from enum import StrEnum

from sqlalchemy import LargeBinary
from sqlmodel import Column, Field, Session, SQLModel, col, select

from embeddings.encoder import Vectors
from knowledge.documents import Document, DocumentVersion
from knowledge.readers.parts import Kind
from knowledge.sections import Section, heading_key
from knowledge.stamp import bump

LONGEST_EXAMPLE = 300


class Source(StrEnum):
    STARTER = "starter"  # ships with the product
    EDITOR = "editor"  # written beside the answer, as in an FAQ file
    HELPFUL = "helpful"  # somebody asked it and said the answer helped
    CHAMPION = "champion"  # asked, and answered by a champion


WEIGHTS = {Source.STARTER: 1.0, Source.EDITOR: 1.0, Source.HELPFUL: 0.95, Source.CHAMPION: 1.0}


class Example(SQLModel, table=True):
    """A question answered by a framework criterion (`reference`, so that it outlives new versions) or by one section.
    `weight` multiplies its likeness to a question."""

    __tablename__ = "example"

    id: int | None = Field(default=None, primary_key=True)
    reference: str | None = Field(default=None, max_length=20, index=True)
    section_id: int | None = Field(default=None, foreign_key="section.id", index=True)
    text: str = Field(max_length=LONGEST_EXAMPLE)
    source: str = Field(max_length=20, index=True)
    weight: float = Field(default=1.0)
    vector: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    model: str = Field(default="", max_length=120)


class OutsideExample(SQLModel, table=True):
    """A question that no document here should answer. `signpost` is the line that says whom to ask; without one it is
    not about work at all."""

    __tablename__ = "outside_example"

    id: int | None = Field(default=None, primary_key=True)
    topic: str = Field(max_length=80, index=True)
    signpost: str | None = Field(default=None, max_length=300)
    text: str = Field(max_length=LONGEST_EXAMPLE)
    vector: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    model: str = Field(default="", max_length=120)


def one_line(text: str) -> str:
    """A question as it is kept: one line, not too long."""
    return " ".join(text.split())[:LONGEST_EXAMPLE]


def remember(
    session: Session, section: Section, text: str, *, vector: Vectors, model: str, source: Source
) -> Example | None:
    """Keep a question that this section answered. None when it is kept already. `text` holds no personal details."""
    clean = one_line(text)
    reference = section.reference if _is_framework(session, section) else None
    place = {"reference": reference} if reference else {"section_id": section.id}
    if not clean or session.exec(select(Example).filter_by(text=clean, **place)).first():
        return None
    kept = vector.astype("<f4").tobytes()
    example = Example(text=clean, source=source, weight=WEIGHTS[source], vector=kept, model=model, **place)
    session.add(example)
    bump(session)
    return example


def carry_over(session: Session, version: DocumentVersion) -> None:
    """Questions learnt in use move from earlier versions to the section with the same heading in this one."""
    own = session.exec(select(Section).where(Section.version_id == version.id)).all()
    by_heading = {heading_key(section.heading): section for section in reversed(own)}
    query = (
        select(Example, Section)
        .join(Section, col(Example.section_id) == Section.id)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .where(DocumentVersion.document_id == version.document_id, DocumentVersion.id != version.id)
        .where(col(Example.source).in_([Source.HELPFUL, Source.CHAMPION]))
    )
    for example, section in session.exec(query).all():
        if successor := by_heading.get(heading_key(section.heading)):
            example.section_id = successor.id
            session.add(example)


def _is_framework(session: Session, section: Section) -> bool:
    query = (
        select(Document.kind)
        .join(DocumentVersion, col(DocumentVersion.document_id) == Document.id)
        .where(DocumentVersion.id == section.version_id)
    )
    return session.exec(query).first() == Kind.FRAMEWORK
