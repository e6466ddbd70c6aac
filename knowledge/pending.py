"""Documents that were read in and wait for somebody to put them in use. Until then nothing is answered from them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from core.audit import record
from core.errors import Taken
from knowledge import wording
from knowledge.documents import Document, DocumentVersion, VersionState, description, latest_version
from knowledge.keeping import Action, action_of, drop
from knowledge.publishing import put_in_use
from knowledge.sections import sections_of
from people.roles import Act, require
from people.sites import ident
from people.staff import Staff, sees_site

KEPT = timedelta(days=14)


@dataclass(frozen=True)
class Pending:
    """What was understood of a document that waits. `sections`: the heading and the words of each."""

    version_id: int
    document_id: int
    action: Action
    title: str
    kind: str
    file: str
    audience: str
    owner_role: str
    site_id: int | None
    version: str
    approved: date | None
    review_due: date | None
    read_at: datetime
    warnings: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]


def pending(session: Session, *, by: Staff, documents: Collection[int] | None = None) -> list[Pending]:
    """What this person may put in use, in the order of reading; only of these documents if given. Raises NotAllowed."""
    require(by, Act.EDIT_KNOWLEDGE)
    query = (
        select(DocumentVersion, Document)
        .join(Document, col(DocumentVersion.document_id) == Document.id)
        .where(DocumentVersion.state == VersionState.PENDING)
        .order_by(col(DocumentVersion.id))
    )
    if documents is not None:
        query = query.where(col(Document.id).in_(documents))
    rows = session.exec(query).all()
    return [_pending(session, document, version) for version, document in rows if _may_publish(session, document, by)]


def _pending(session: Session, document: Document, version: DocumentVersion) -> Pending:
    called = description(document, version)
    return Pending(
        version_id=ident(version.id),
        document_id=ident(document.id),
        action=action_of(version),
        title=called["title"],
        kind=called["kind"],
        file=called["file_name"],
        audience=called["audience"],
        owner_role=called["owner_role"],
        site_id=document.site_id,
        version=version.shown,
        approved=version.approved_on,
        review_due=version.review_due,
        read_at=version.imported_at,
        warnings=tuple(version.warnings),
        sections=tuple((section.heading, section.text) for section in sections_of(session, version)),
    )


def _may_publish(session: Session, document: Document, by: Staff) -> bool:
    """Only those who see every site may publish for every site."""
    return by.site_id is None if document.site_id is None else sees_site(session, by, document.site_id)


def claim(session: Session, version_id: int) -> tuple[Document, DocumentVersion]:
    """A version that waits and its document, held until the caller is done. Raises Taken when it waits no more."""
    of = select(DocumentVersion.document_id).where(DocumentVersion.id == version_id)
    document = session.exec(select(Document).where(col(Document.id).in_(of)).with_for_update()).first()
    waits = select(DocumentVersion).where(
        DocumentVersion.id == version_id, DocumentVersion.state == VersionState.PENDING
    )
    version = session.exec(waits).first()
    if document is None or version is None:
        raise Taken(wording.WAITS_NO_MORE)
    return document, version


def use_pending(session: Session, version_ids: Collection[int], *, by: Staff, now: datetime) -> list[Document]:
    """Put them in use, all or none. Raises NotAllowed or Taken."""
    claimed = [_claim_for(session, version_id, by) for version_id in sorted(version_ids)]
    for document, version in claimed:
        put_in_use(session, document, version, actor=by.actor, now=now)
    return [document for document, _ in claimed]


def discard_pending(session: Session, version_ids: Collection[int], *, by: Staff, now: datetime) -> None:
    """They will not be used. Raises as use_pending does."""
    for version_id in sorted(version_ids):
        document, version = _claim_for(session, version_id, by)
        record(session, "knowledge.discarded", actor=by.actor, now=now, subject=f"document:{document.id}")
        _discard(session, document, version)


def purge_pending(session: Session, *, before: datetime) -> int:
    """Discard what has waited since before that moment. Returns how many."""
    query = select(DocumentVersion.id).where(
        DocumentVersion.state == VersionState.PENDING, DocumentVersion.imported_at < before
    )
    old = session.exec(query.order_by(col(DocumentVersion.id))).all()
    for version_id in old:
        _discard(session, *claim(session, ident(version_id)))
    return len(old)


def _claim_for(session: Session, version_id: int, by: Staff) -> tuple[Document, DocumentVersion]:
    require(by, Act.EDIT_KNOWLEDGE)
    document, version = claim(session, version_id)
    if not _may_publish(session, document, by):
        raise Taken(wording.WAITS_NO_MORE)  # as for one that does not exist: it is not theirs to know
    return document, version


def _discard(session: Session, document: Document, version: DocumentVersion) -> None:
    """With its document, when that was never in use."""
    drop(session, version)
    if latest_version(session, document) is None:
        session.delete(document)
