"""What an editor puts right: the details of a document, its example questions, and which version holds."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from core.audit import record
from core.errors import BadInput, NotThere
from knowledge import wording
from knowledge.catalogue import document_to_edit
from knowledge.documents import (
    Document,
    DocumentState,
    DocumentVersion,
    VersionState,
    current_version,
    give_way,
    take_place,
    version_before,
)
from knowledge.examples import Example, Source, carry_over, examples_of, one_line, remember
from knowledge.readers.parts import Kind
from knowledge.readers.wording import is_about_details
from knowledge.sections import Section, give_plain_versions, sections_of
from knowledge.stamp import bump
from people.roles import Role
from people.sites import ident
from people.staff import Staff, sees_site
from safety.personal import find_personal, scrub

MOST_AT_ONCE = 50
# Letters that there is room for.
_LONGEST = {"title": 300, "version": 60, "owner": 120, "audience": 300}


@dataclass(frozen=True)
class Details:
    """What was understood of a document, or what a person says it should be."""

    title: str
    version: str
    approved: date | None
    review_due: date | None
    owner: str
    audience: str


def details_of(document: Document, version: DocumentVersion) -> Details:
    """Pure."""
    return Details(
        title=document.title,
        version=version.label,
        approved=version.approved_on,
        review_due=version.review_due,
        owner=document.owner_role,
        audience=document.audience,
    )


def correct(session: Session, document_id: int, details: Details, *, by: Staff, now: datetime) -> Document:
    """Say what import misunderstood. Whoever corrects has looked at all details, so the warnings about them go. Raises
    NotThere, NotAllowed, or BadInput."""
    document, version = _in_use(session, document_id, by)
    before, after = details_of(document, version), _checked(details)
    document.title, document.owner_role, document.audience = after.title, after.owner, after.audience
    version.label, version.approved_on, version.review_due = after.version, after.approved, after.review_due
    version.warnings = [warning for warning in version.warnings if not is_about_details(warning)]
    session.add_all([document, version])
    old = asdict(before)
    fields = [name for name, value in asdict(after).items() if value != old[name]]
    _note(session, "knowledge.corrected", document, actor=by.actor, now=now, fields=fields)
    return document


def _checked(details: Details) -> Details:
    words = {name: " ".join(value.split()) for name, value in asdict(details).items() if name in _LONGEST}
    if not words["title"]:
        raise BadInput(wording.NO_TITLE)
    for name, most in _LONGEST.items():
        if len(words[name]) > most:
            raise BadInput(wording.too_long(name, most))
    if details.approved and details.review_due and details.review_due < details.approved:
        raise BadInput(wording.REVIEW_BEFORE_APPROVAL)
    return Details(approved=details.approved, review_due=details.review_due, **words)


def readable_examples(session: Session, sections: list[Section], *, by: Staff) -> dict[int, list[Example]]:
    """The questions of each section by its id, without those learnt at a site that is not this person's to see."""
    found = examples_of(session, sections)
    sites = {row.site_id for rows in found.values() for row in rows if row.site_id}
    hidden = {site for site in sites if by.role != Role.ADMIN and not sees_site(session, by, site)}
    return {section_id: [row for row in rows if row.site_id not in hidden] for section_id, rows in found.items()}


def add_examples(
    session: Session, document_id: int, section_id: int, lines: str, *, by: Staff, now: datetime
) -> list[Example]:
    """Questions that the section answers, one a line; personal details are taken out. What is there already is left
    out. Raises NotThere, NotAllowed or BadInput."""
    document, version = _in_use(session, document_id, by)
    section = next((found for found in sections_of(session, version) if found.id == section_id), None)
    if section is None:
        raise NotThere(wording.NO_LONGER_USED)
    questions = [scrub(line, find_personal(line)) for line in map(one_line, lines.splitlines()) if line]
    if len(questions) > MOST_AT_ONCE:
        raise BadInput(wording.too_many_examples(MOST_AT_ONCE))
    kept = [made for text in questions if (made := remember(session, section, text, source=Source.ADDED))]
    _note(session, "examples.added", document, actor=by.actor, now=now, section=section_id, count=len(kept))
    return kept


def remove_example(session: Session, document_id: int, example_id: int, *, by: Staff, now: datetime) -> None:
    """A question that leads to the wrong place. Raises NotThere or NotAllowed."""
    document, version = _in_use(session, document_id, by)
    readable = readable_examples(session, list(sections_of(session, version)), by=by)
    example = next((row for rows in readable.values() for row in rows if row.id == example_id), None)
    if example is None:
        raise NotThere(wording.NO_SUCH_EXAMPLE)
    session.delete(example)
    _note(session, "example.removed", document, actor=by.actor, now=now, example=example_id, source=example.source)


@dataclass(frozen=True)
class PutBack:
    """`version` holds again; `aside` does not any more."""

    document: Document
    version: DocumentVersion
    aside: DocumentVersion

    def to_json(self) -> dict[str, Any]:
        return {
            "document_id": self.document.id,
            "title": self.document.title,
            "version": self.version.shown,
            "set_aside": self.aside.shown,
        }


def put_back(
    session: Session, document_id: int | None, *, actor: str, now: datetime, reason: str, by: Staff | None = None
) -> PutBack:
    """The version before is answered from again, under the title it had, and the newer one is set aside. Without a
    number: of the document added last. Raises NotThere, NotAllowed, or BadInput when there is none before."""
    document, aside = _in_use(session, document_id or _added_last(session), by)
    version = version_before(session, document)
    if version is None:
        raise BadInput(wording.nothing_before(document.title))
    give_way(session, document, VersionState.SET_ASIDE)
    take_place(session, document, version)
    carry_over(session, version)
    if document.kind == Kind.FRAMEWORK:
        give_plain_versions(session)
    detail = {"number": version.number, "instead_of": aside.number, "reason": reason[:200]}
    _note(session, "knowledge.put_back", document, actor=actor, now=now, **detail)
    return PutBack(document, version, aside)


def _added_last(session: Session) -> int:
    query = (
        select(DocumentVersion.document_id)
        .join(Document, col(DocumentVersion.document_id) == Document.id)
        .where(Document.state == DocumentState.ACTIVE, DocumentVersion.state != VersionState.PENDING)
        .order_by(col(DocumentVersion.imported_at).desc(), col(DocumentVersion.id).desc())
    )
    found = session.exec(query).first()
    if found is None:
        raise NotThere(wording.NOTHING_PUBLISHED)
    return found


def _in_use(session: Session, document_id: int, by: Staff | None) -> tuple[Document, DocumentVersion]:
    """Held until the caller is done: of two who change a document at once, the second sees what the first did."""
    document = document_to_edit(session, document_id, by=by)
    session.refresh(document, with_for_update=True)
    version = current_version(session, document)
    if version is None:
        raise BadInput(wording.OUT_OF_USE)
    return document, version


def _note(session: Session, action: str, document: Document, *, actor: str, now: datetime, **detail: Any) -> None:
    bump(session)
    record(session, action, actor=actor, now=now, subject=f"document:{ident(document.id)}", **detail)
