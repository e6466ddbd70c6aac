"""Questions people really ask: of what the content answers, and of what it does not."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from sqlalchemy import LargeBinary
from sqlalchemy.orm import defer
from sqlmodel import Column, Field, Session, SQLModel, col, select

from knowledge.documents import Document, DocumentVersion
from knowledge.readers.parts import Kind
from knowledge.sections import Section, heading_key
from knowledge.stamp import bump
from people.sites import ident

LONGEST_EXAMPLE = 300
# What may be learnt from use: nothing too short to tell one section from another, nothing that is there in about the
# same words (0 to 1, letter by letter), and only so much of one section, so that nobody can drown it.
FEWEST_WORDS = 3
ALIKE = 0.9
MOST_LEARNT = 50


class Source(StrEnum):
    STARTER = "starter"  # ships with the product
    EDITOR = "editor"  # written beside the answer, as in an FAQ file
    ADDED = "added"  # typed by an editor on the document's page
    HELPFUL = "helpful"  # somebody asked it and said the answer helped
    CHAMPION = "champion"  # asked, and answered by a champion


WEIGHTS = {Source.STARTER: 1.0, Source.EDITOR: 1.0, Source.ADDED: 1.0, Source.HELPFUL: 0.95, Source.CHAMPION: 1.0}
LEARNT = frozenset({Source.HELPFUL, Source.CHAMPION})


class Example(SQLModel, table=True):
    """A question answered by a framework criterion (`reference`, so that it outlives new versions) or by one section.
    `weight` multiplies its likeness to a question. `site_id` is where it was learnt: other sites do not read it."""

    __tablename__ = "example"

    id: int | None = Field(default=None, primary_key=True)
    reference: str | None = Field(default=None, max_length=20, index=True)
    section_id: int | None = Field(default=None, foreign_key="section.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    text: str = Field(max_length=LONGEST_EXAMPLE)
    source: str = Field(max_length=20, index=True)
    weight: float = Field(default=1.0)
    vector: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    words: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
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
    words: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    model: str = Field(default="", max_length=120)


def one_line(text: str) -> str:
    """A question as it is kept: one line, not too long."""
    return " ".join(text.split())[:LONGEST_EXAMPLE]


def worth_learning(text: str) -> bool:
    """Enough words, besides the marks where personal details stood. Pure."""
    return len(_words(re.sub(r"\[[^\]]*\]", " ", text)).split()) >= FEWEST_WORDS


def remember(
    session: Session, section: Section, text: str, *, source: Source, site_id: int | None = None
) -> Example | None:
    """Keep a question that this section answers; the search encodes it. `text` holds no personal details. None when it
    is there already, or when it is not worth learning, or no more may be learnt."""
    clean, learnt = one_line(text), source in LEARNT
    session.refresh(section, with_for_update=True)  # of two at once, the second sees what the first kept
    kept = examples_of(session, [section])[ident(section.id)]
    if not clean or any(_alike(clean, example.text) >= (ALIKE if learnt else 1) for example in kept):
        return None
    if learnt and not (worth_learning(clean) and _make_room(session, kept)):
        return None
    reference = section.reference if _is_framework(session, section) else None
    example = Example(
        reference=reference,
        section_id=None if reference else section.id,
        site_id=site_id,
        text=clean,
        source=source,
        weight=WEIGHTS[source],
    )
    session.add(example)
    bump(session)
    return example


def forget(session: Session, section: Section, text: str) -> None:
    """Take away again what somebody had found helpful."""
    for example in examples_of(session, [section])[ident(section.id)]:
        if example.source == Source.HELPFUL and example.text == one_line(text):
            session.delete(example)
            bump(session)


def examples_of(session: Session, sections: Sequence[Section]) -> dict[int, list[Example]]:
    """The questions of each section of one version, by its id, oldest first; a framework's also by its criterion."""
    framework = bool(sections) and _is_framework(session, sections[0])
    references = {section.reference for section in sections if section.reference} if framework else set()
    places = col(Example.section_id).in_([section.id for section in sections])
    query = select(Example).options(defer(col(Example.vector)), defer(col(Example.words))).order_by(col(Example.id))  # type: ignore[arg-type]
    rows = session.exec(query.where(places | col(Example.reference).in_(references))).all()
    return {
        ident(s.id): [row for row in rows if row.section_id == s.id or (row.reference and row.reference == s.reference)]
        for s in sections
    }


def _alike(one: str, other: str) -> float:
    """0 to 1, letter by letter."""
    return SequenceMatcher(None, _words(one), _words(other)).ratio()


def _words(text: str) -> str:
    """Without capitals and stops."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _make_room(session: Session, kept: Sequence[Example]) -> bool:
    """Of too many the oldest helpful ones leave. False when champions' answers fill the section."""
    learnt = [example for example in kept if example.source in LEARNT]
    surplus = max(0, len(learnt) - MOST_LEARNT + 1)
    leaving = [example for example in learnt if example.source == Source.HELPFUL][:surplus]
    for example in leaving:
        session.delete(example)
    return len(leaving) == surplus


def carry_over(session: Session, version: DocumentVersion) -> None:
    """Questions that stand in no file move from the document's other versions to the section with the same heading in
    this one."""
    own = session.exec(select(Section).where(Section.version_id == version.id)).all()
    by_heading = {heading_key(section.heading): section for section in reversed(own)}
    query = (
        select(Example, Section)
        .join(Section, col(Example.section_id) == Section.id)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .where(DocumentVersion.document_id == version.document_id, DocumentVersion.id != version.id)
        .where(col(Example.source).in_([*LEARNT, Source.ADDED]))
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
