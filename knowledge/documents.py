"""Documents and their versions: what may be answered from, who owns it, and until when."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime
from core.errors import NotThere
from knowledge.readers.parts import ReadDocument

# What a document is called and whom it is for, which may be another with the next version.
DESCRIPTION = ("kind", "title", "file_name", "audience", "owner_role")


class DocumentState(StrEnum):
    ACTIVE = "active"
    STARTER = "starter"  # our own cards: in use, but they give way to the official text
    RETIRED = "retired"


class VersionState(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"  # read in, and waiting for somebody to put it in use
    CURRENT = "current"
    SUPERSEDED = "superseded"
    SET_ASIDE = "set_aside"  # the version before it was put back
    WITHDRAWN = "withdrawn"


class Document(SQLModel, table=True):
    """One thing people know by its title. `site_id` None means the whole provider. `identity` says what counts as
    the same document when it comes again: kind, site and file name."""

    __tablename__ = "document"

    id: int | None = Field(default=None, primary_key=True)
    identity: str = Field(max_length=400, unique=True)
    kind: str = Field(max_length=20, index=True)
    title: str = Field(max_length=300, index=True)
    file_name: str | None = Field(default=None, max_length=300)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    audience: str = Field(default="", max_length=300)
    owner_role: str = Field(default="", max_length=120)
    state: str = Field(default=DocumentState.ACTIVE, max_length=20, index=True)


class DocumentVersion(SQLModel, table=True):
    """What a document said from one import to the next. One at most is current, and only that is answered from.
    `described` holds the DESCRIPTION of the document with this version while this is not the one in use."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "one_current_version",
            "document_id",
            unique=True,
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    number: int
    label: str = Field(default="", max_length=60)
    approved_on: date | None = None
    approved_by: str | None = Field(default=None, max_length=120)
    review_due: date | None = Field(default=None, index=True)
    content_hash: str = Field(max_length=64)
    state: str = Field(default=VersionState.CURRENT, max_length=20, index=True)
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    imported_by: str = Field(max_length=80)
    warnings: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    described: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))

    @property
    def shown(self) -> str:
        """The version as a card names it: the document's own word for it, or our count."""
        return self.label or str(self.number)


def get_document(session: Session, document_id: int) -> Document:
    """Raises NotThere."""
    document = session.get(Document, document_id)
    if document is None:
        raise NotThere(f"There is no document number {document_id}. `champion knowledge list` shows them.")
    return document


def file_identity(file_name: str, site_id: int | None) -> str:
    """The same file name at the same site is the same document."""
    return f"file|{site_id or 0}|{file_name.casefold()}"


def same_document(
    session: Session,
    read: ReadDocument,
    *,
    site_id: int | None,
    identity: str | None = None,
    apart_from: Collection[int] = (),
) -> Document | None:
    """The document that this is another version of: by file name, else one in use with the same title and kind."""
    key = identity or file_identity(read.file_name, site_id)
    known = session.exec(select(Document).where(Document.identity == key).with_for_update()).first()
    if known or identity:
        return known
    query = select(Document).where(
        Document.kind == read.kind,
        Document.site_id == site_id,
        Document.state == DocumentState.ACTIVE,
        col(Document.file_name).is_not(None),
    )
    titles = session.exec(query.with_for_update()).all()
    same = [found for found in titles if found.title.casefold() == read.title.casefold()]
    return next((found for found in same if found.id not in apart_from), None)


def current_version(session: Session, document: Document) -> DocumentVersion | None:
    """The version in use, if any."""
    version = last_used(session, document)
    return version if version and version.state == VersionState.CURRENT else None


def unchanged_version(session: Session, document: Document, digest: str) -> DocumentVersion | None:
    """The version in use, if it has exactly this content."""
    version = current_version(session, document)
    return version if version and version.content_hash == digest else None


def last_used(session: Session, document: Document) -> DocumentVersion | None:
    """The version in use; for a retired document, the one that was last in use."""
    states = [VersionState.CURRENT, VersionState.WITHDRAWN]
    query = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    return session.exec(query.where(col(DocumentVersion.state).in_(states))).first()


def latest_version(session: Session, document: Document) -> DocumentVersion | None:
    """The version with the highest number, whatever its state."""
    query = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    return session.exec(query.order_by(col(DocumentVersion.number).desc())).first()


def pending_version(session: Session, document: Document) -> DocumentVersion | None:
    """The one that waits to be put in use; never more than one does."""
    query = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    return session.exec(query.where(DocumentVersion.state == VersionState.PENDING)).first()


def version_before(session: Session, document: Document) -> DocumentVersion | None:
    """The one whose place the version in use took."""
    query = select(DocumentVersion).where(
        DocumentVersion.document_id == document.id, DocumentVersion.state == VersionState.SUPERSEDED
    )
    return session.exec(query.order_by(col(DocumentVersion.number).desc())).first()


def description(document: Document, version: DocumentVersion) -> dict[str, Any]:
    """The DESCRIPTION of the document with this version. Pure."""
    return version.described or {name: getattr(document, name) for name in DESCRIPTION}


def take_place(session: Session, document: Document, version: DocumentVersion) -> None:
    """After the other gave way, this version is the one in use, and the document is called as with this version."""
    for name, value in description(document, version).items():
        setattr(document, name, value)
    version.state, version.described = VersionState.CURRENT, None
    session.add_all([document, version])
    session.flush()


def give_way(session: Session, document: Document, state: VersionState = VersionState.SUPERSEDED) -> None:
    """The version in use gives way to another, and keeps what the document was called with it."""
    if version := last_used(session, document):
        version.state = state
        version.described = description(document, version)
        session.add(version)
        session.flush()  # before another is current
