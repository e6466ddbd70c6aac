"""From a prepared document to a version that waits to be put in use, in the caller's transaction."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.errors import Taken
from knowledge import wording
from knowledge.documents import (
    Document,
    DocumentVersion,
    VersionState,
    current_version,
    file_identity,
    latest_version,
    pending_version,
    same_document,
    unchanged_version,
)
from knowledge.examples import WEIGHTS, Example, Source
from knowledge.prepared import Piece, Prepared
from knowledge.readers.parts import Level, ReadDocument, ReadSection
from knowledge.sections import WHOLE, Passage, Section, heading_key, sections_of
from knowledge.stamp import bump
from people.sites import ident


class Action(StrEnum):
    ADDED = "added"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Imported:
    """What storing did. `warnings`: what a person should look at, of the version and of this import."""

    document: Document
    version: DocumentVersion
    action: Action
    sections: int
    warnings: tuple[str, ...]


def keep(
    session: Session,
    prepared: Prepared,
    *,
    actor: str,
    now: datetime,
    site_id: int | None = None,
    identity: str | None = None,
    apart_from: Collection[int] = (),
    approved_by: str | None = None,
) -> Imported:
    """A new document, or a new version of the same one, from which nothing is answered until it is put in use. It takes
    the place of one that waits. `identity` is given for documents that never were a file; `apart_from` names documents
    that may share the title. Raises Taken."""
    read = prepared.read
    document = same_document(session, read, site_id=site_id, identity=identity, apart_from=apart_from)
    earlier_file = document.file_name if document else None
    replaced = earlier_file if identity is None and earlier_file != read.file_name else None
    notes = [wording.replaced(replaced)] if replaced else []
    if document and (version := unchanged_version(session, document, prepared.content_hash)):
        if replaced:
            _rename(session, document, read.file_name)
        return Imported(document, version, Action.UNCHANGED, len(read.sections), (*version.warnings, *notes))
    called = _description(read, None if identity else read.file_name)
    key = identity or file_identity(read.file_name, site_id)
    if read.in_force_from and read.in_force_from > now.date():
        notes.append(wording.not_in_force_yet(read.in_force_from))
    document = document or _new_document(session, Document(identity=key, site_id=site_id, **called))
    if waiting := pending_version(session, document):
        drop(session, waiting)
    if used := current_version(session, document):
        if _looks_older(read, used):
            notes.append(wording.looks_older(used.shown))
        if gone := _headings_gone(session, read, used):
            notes.append(wording.sections_gone(gone))
    version = _new_version(session, document, prepared, called, notes, actor=actor, now=now, approved_by=approved_by)
    return Imported(document, version, action_of(version), len(read.sections), tuple(version.warnings))


def _looks_older(read: ReadDocument, used: DocumentVersion) -> bool:
    """By the dates that both have, else by the numbers of their versions."""
    pairs = ((read.approved, used.approved_on), (read.review_due, used.review_due))
    for new, old in pairs:
        if new and old and new != old:
            return new < old
    numbers = [tuple(map(int, re.findall(r"\d+", label or ""))) for label in (read.version, used.label)]
    return all(numbers) and numbers[0] < numbers[1]


def _headings_gone(session: Session, read: ReadDocument, used: DocumentVersion) -> list[str]:
    """Of the version in use, those that the new one has no more, whatever their numbers."""
    kept = {heading_key(section.heading) for section in read.sections}
    return [section.heading for section in sections_of(session, used) if heading_key(section.heading) not in kept]


def drop(session: Session, version: DocumentVersion) -> None:
    """Delete a version that was never in use."""
    sections = session.exec(select(Section.id).where(Section.version_id == version.id)).all()
    for table in (Example, Passage):
        session.execute(delete(table).where(col(table.section_id).in_(sections)))
    session.execute(delete(Section).where(col(Section.version_id) == version.id))
    session.delete(version)
    session.flush()


def action_of(version: DocumentVersion) -> Action:
    """What putting it in use is. Pure."""
    return Action.ADDED if version.number == 1 else Action.NEW_VERSION


def _rename(session: Session, document: Document, file_name: str) -> None:
    document.file_name, document.identity = file_name, file_identity(file_name, document.site_id)
    session.add(document)
    bump(session)


def _new_document(session: Session, document: Document) -> Document:
    try:
        with session.begin_nested():
            session.add(document)
    except IntegrityError as error:
        raise Taken(wording.JUST_CHANGED) from error
    return document


def _description(read: ReadDocument, file_name: str | None) -> dict[str, Any]:
    """What the document is called with this version: a documents.DESCRIPTION."""
    return {
        "kind": read.kind,
        "title": read.title[:300],
        "file_name": file_name,
        "audience": (read.audience or "")[:300],
        "owner_role": (read.owner_role or "")[:120],
    }


def _new_version(
    session: Session,
    document: Document,
    prepared: Prepared,
    called: dict[str, Any],
    notes: Sequence[str],
    *,
    actor: str,
    now: datetime,
    approved_by: str | None,
) -> DocumentVersion:
    latest = latest_version(session, document)
    read = prepared.read
    version = DocumentVersion(
        document_id=ident(document.id),
        number=latest.number + 1 if latest else 1,
        label=(read.version or "")[:60],
        approved_on=read.approved,
        approved_by=approved_by,
        review_due=read.review_due,
        content_hash=prepared.content_hash,
        state=VersionState.PENDING,
        described=called,
        imported_at=now,
        imported_by=actor,
        warnings=[*notes, *read.warnings],
    )
    session.add(version)
    session.flush()
    _add_sections(session, version, prepared)
    return version


def _add_sections(session: Session, version: DocumentVersion, prepared: Prepared) -> None:
    version_id = ident(version.id)
    sections = [_section(read, version_id, position) for position, read in enumerate(prepared.read.sections)]
    session.add_all(sections)
    session.flush()
    parts = zip(sections, prepared.wholes, prepared.passages, prepared.questions, strict=True)
    for section, whole, pieces, questions in parts:
        session.add_all(_rows(ident(section.id), whole, pieces, questions, prepared.model))
    session.flush()


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
        yield Passage(
            section_id=section_id,
            position=position,
            text=piece.text,
            vector=piece.vector,
            words=piece.words,
            model=model,
        )
    for piece in questions:
        source = Source.EDITOR
        yield Example(
            section_id=section_id, text=piece.text, vector=piece.vector, words=piece.words, model=model, source=source,
            weight=WEIGHTS[source],
        )  # fmt: skip
