"""Two documents that say different things: noted once, and told once to those who can put it right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, Text, col, select

from core.audit import record
from core.columns import UtcDateTime
from delivery.reach import tell
from knowledge import wording
from knowledge.differences import Disagreement
from knowledge.documents import Document, DocumentState, DocumentVersion, VersionState
from knowledge.keepers import keepers
from knowledge.sections import Section
from people.sites import ident
from people.staff import Staff


class Clash(SQLModel, table=True):
    """Two sections that disagree, the lower id first, and the sentences in which they do. A section belongs to one
    version, so a new version that still disagrees is a new clash. `told` are the ids of those who were told."""

    __tablename__ = "clash"
    __table_args__ = (UniqueConstraint("section_id", "other_section_id"),)

    id: int | None = Field(default=None, primary_key=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    other_section_id: int = Field(foreign_key="section.id", index=True)
    matter: str = Field(max_length=10)
    says: str = Field(sa_column=Column(Text, nullable=False))
    other_says: str = Field(sa_column=Column(Text, nullable=False))
    seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    told: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


@dataclass(frozen=True)
class Side:
    """One of the two, as a person knows it."""

    document_id: int
    document: str
    site_id: int | None
    section: str
    says: str


@dataclass(frozen=True)
class OpenClash:
    """A clash between two sections that are both still in use. `matter` is a disagreement.Matter."""

    matter: str
    seen_at: datetime
    sides: tuple[Side, Side]


def note_clash(session: Session, first_id: int, second_id: int, found: Disagreement, *, now: datetime) -> Clash:
    """The clash of these two sections. Whoever meets it first has those told who look after the two documents; for
    everybody after that it is there already."""
    (low, says), (high, other_says) = sorted([(first_id, found.first), (second_id, found.second)])
    clash = Clash(
        section_id=low, other_section_id=high, matter=found.matter, says=says, other_says=other_says, seen_at=now
    )
    try:
        with session.begin_nested():
            session.add(clash)
    except IntegrityError:
        return session.exec(select(Clash).where(Clash.section_id == low, Clash.other_section_id == high)).one()
    _tell_keepers(session, clash, now=now)
    return clash


def _tell_keepers(session: Session, clash: Clash, *, now: datetime) -> None:
    documents = _documents(session, [clash])
    people = {
        ident(person.id): person
        for section_id in (clash.section_id, clash.other_section_id)
        for person in keepers(session, documents[section_id][1])
    }
    one, other = _opened(clash, documents).sides
    message = wording.clash((one.document, one.section, one.says), (other.document, other.section, other.says))
    for person in people.values():
        tell(session, person, message, now=now, kind="clash", key=f"clash:{clash.id}:{person.id}")
    clash.told = sorted(people)
    session.add(clash)
    record(session, "knowledge.clash", actor="assistant", now=now, subject=f"clash:{clash.id}", told=clash.told)


def names_told(session: Session, clash: Clash) -> list[str]:
    """Who was told and still works here."""
    query = select(Staff.name).where(col(Staff.id).in_(clash.told), col(Staff.left_at).is_(None))
    return list(session.exec(query.order_by(col(Staff.id))).all())


def open_clashes(session: Session, *, site_ids: Collection[int] | None = None) -> list[OpenClash]:
    """Clashes that nobody has put right yet, oldest first. With `site_ids` only those between documents of these sites
    and of the whole provider."""
    clashes = session.exec(select(Clash).order_by(col(Clash.id))).all()
    documents = _documents(session, clashes, in_use=True)
    both = [c for c in clashes if c.section_id in documents and c.other_section_id in documents]
    found = [_opened(clash, documents) for clash in both]
    seen = {None, *site_ids} if site_ids is not None else None
    return [clash for clash in found if seen is None or {side.site_id for side in clash.sides} <= seen]


Documents = dict[int, tuple[Section, Document]]


def _documents(session: Session, clashes: Sequence[Clash], *, in_use: bool = False) -> Documents:
    """The sections of these clashes by id, each with its document."""
    sections = {section_id for clash in clashes for section_id in (clash.section_id, clash.other_section_id)}
    query = (
        select(Section, Document)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .join(Document, col(DocumentVersion.document_id) == Document.id)
        .where(col(Section.id).in_(sections))
    )
    if in_use:
        query = query.where(DocumentVersion.state == VersionState.CURRENT, Document.state != DocumentState.RETIRED)
    return {ident(section.id): (section, document) for section, document in session.exec(query).all()}


def _opened(clash: Clash, documents: Documents) -> OpenClash:
    one = _side(*documents[clash.section_id], clash.says)
    other = _side(*documents[clash.other_section_id], clash.other_says)
    return OpenClash(clash.matter, clash.seen_at, (one, other))


def _side(section: Section, document: Document, says: str) -> Side:
    return Side(ident(document.id), document.title, document.site_id, section.heading, says)
