"""From a prepared document to one that is answered from, in the caller's transaction."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.audit import record
from core.errors import Taken
from knowledge import wording
from knowledge.documents import Document, DocumentState, DocumentVersion, VersionState, current_version, latest_version
from knowledge.examples import WEIGHTS, Example, Source, carry_over
from knowledge.prepared import Piece, Prepared
from knowledge.readers.parts import Kind, Level, ReadDocument, ReadSection
from knowledge.sections import WHOLE, Passage, Section, give_plain_versions
from knowledge.stamp import bump
from people.sites import ident


class Action(StrEnum):
    ADDED = "added"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Imported:
    """What storing did. `replaced_file` is the earlier name of the same document's file, if that was another."""

    document: Document
    version: DocumentVersion
    action: Action
    sections: int
    warnings: tuple[str, ...]
    replaced_file: str | None = None


def store(
    session: Session,
    prepared: Prepared,
    *,
    actor: str,
    now: datetime,
    site_id: int | None = None,
    identity: str | None = None,
    apart_from: Collection[int] = (),
    state: DocumentState = DocumentState.ACTIVE,
    approved_by: str | None = None,
) -> Imported:
    """Publish: a new document, or a new version of the same one, which from then on alone is answered from.
    `identity` is given for documents that never were a file; `apart_from` names documents that may share the title.
    Raises Taken when somebody imports the same just now."""
    read = prepared.read
    document = same_document(session, read, site_id=site_id, identity=identity, apart_from=apart_from)
    action, earlier_file = _action(session, document, prepared), document.file_name if document else None
    document = document or _new_document(session, read, site_id, identity)
    _describe(document, read, state, identity)
    if action == Action.UNCHANGED:
        version = _current(session, document)
    else:
        version = _new_version(session, document, prepared, actor=actor, now=now, approved_by=approved_by)
        record(session, f"knowledge.{action.name.lower()}", actor=actor, now=now, subject=f"document:{document.id}")
    replaced = earlier_file if earlier_file != document.file_name else None
    if replaced or action != Action.UNCHANGED:
        bump(session)
    return Imported(document, version, action, len(read.sections), read.warnings, replaced)


def _action(session: Session, document: Document | None, prepared: Prepared) -> Action:
    if document is None:
        return Action.ADDED
    return Action.UNCHANGED if is_unchanged(session, document, prepared.content_hash) else Action.NEW_VERSION


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


def is_unchanged(session: Session, document: Document, digest: str) -> bool:
    """Already in use with exactly this content."""
    version = current_version(session, document)
    return document.state != DocumentState.RETIRED and version is not None and version.content_hash == digest


def _current(session: Session, document: Document) -> DocumentVersion:
    version = current_version(session, document)
    if version is None:
        raise Taken(wording.JUST_CHANGED)
    return version


def _new_document(session: Session, read: ReadDocument, site_id: int | None, identity: str | None) -> Document:
    key = identity or file_identity(read.file_name, site_id)
    document = Document(identity=key, kind=read.kind, title=read.title[:300], site_id=site_id)
    try:
        with session.begin_nested():
            session.add(document)
    except IntegrityError as error:
        raise Taken(wording.JUST_CHANGED) from error
    return document


def _describe(document: Document, read: ReadDocument, state: DocumentState, identity: str | None) -> None:
    document.kind, document.title = read.kind, read.title[:300]
    document.audience, document.owner_role = (read.audience or "")[:300], (read.owner_role or "")[:120]
    document.state = state
    if identity is None:
        document.file_name, document.identity = read.file_name, file_identity(read.file_name, document.site_id)


def _new_version(
    session: Session, document: Document, prepared: Prepared, *, actor: str, now: datetime, approved_by: str | None
) -> DocumentVersion:
    """The earlier version steps down in the same moment."""
    latest = latest_version(session, document)
    session.execute(
        update(DocumentVersion)
        .where(col(DocumentVersion.document_id) == document.id)
        .where(col(DocumentVersion.state).in_([VersionState.CURRENT, VersionState.WITHDRAWN]))
        .values(state=VersionState.SUPERSEDED)
    )
    read = prepared.read
    version = DocumentVersion(
        document_id=ident(document.id),
        number=latest.number + 1 if latest else 1,
        label=(read.version or "")[:60],
        approved_on=read.approved,
        approved_by=approved_by,
        review_due=read.review_due,
        content_hash=prepared.content_hash,
        imported_at=now,
        imported_by=actor,
        warnings=list(read.warnings),
    )
    session.add(version)
    session.flush()
    _add_sections(session, version, prepared)
    if document.kind == Kind.FRAMEWORK:
        give_plain_versions(session)
    return version


def _add_sections(session: Session, version: DocumentVersion, prepared: Prepared) -> None:
    version_id = ident(version.id)
    sections = [_section(read, version_id, position) for position, read in enumerate(prepared.read.sections)]
    session.add_all(sections)
    session.flush()
    parts = zip(sections, prepared.wholes, prepared.passages, prepared.questions, strict=True)
    for section, whole, pieces, questions in parts:
        session.add_all(_rows(ident(section.id), whole, pieces, questions, prepared.model))
    if version.number > 1:
        carry_over(session, version)


def _section(read: ReadSection, version_id: int, position: int) -> Section:
    return Section(
        version_id=version_id,
        position=position,
        heading=read.heading,
        path=list(read.path),
        text=read.text,
        reference=read.reference,
        level=read.level or Level.ALL,
        theme=read.theme,
        note=read.note,
    )


def _rows(
    section_id: int, whole: Piece, pieces: tuple[Piece, ...], questions: tuple[Piece, ...], model: str
) -> Iterator[Passage | Example]:
    for position, piece in ((WHOLE, whole), *enumerate(pieces)):
        yield Passage(section_id=section_id, position=position, text=piece.text, vector=piece.vector, model=model)
    for piece in questions:
        source = Source.EDITOR
        yield Example(
            section_id=section_id, text=piece.text, vector=piece.vector, model=model, source=source,
            weight=WEIGHTS[source],
        )  # fmt: skip
