"""Documents and their versions: what may be answered from, who owns it, and until when."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime
from core.errors import NotThere


class DocumentState(StrEnum):
    ACTIVE = "active"
    STARTER = "starter"  # our own cards: in use, but they give way to the official text
    RETIRED = "retired"


class VersionState(StrEnum):
    DRAFT = "draft"
    CURRENT = "current"
    SUPERSEDED = "superseded"
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
    """What a document said from one import to the next. One at most is current, and only that is answered from."""

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


def current_version(session: Session, document: Document) -> DocumentVersion | None:
    """The version in use, if any."""
    query = select(DocumentVersion).where(
        DocumentVersion.document_id == document.id, DocumentVersion.state == VersionState.CURRENT
    )
    return session.exec(query).first()


def latest_version(session: Session, document: Document) -> DocumentVersion | None:
    """The version with the highest number, whatever its state."""
    query = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    return session.exec(query.order_by(col(DocumentVersion.number).desc())).first()
