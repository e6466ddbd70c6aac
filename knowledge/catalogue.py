"""What there is, who looks after it, and when it must be looked at again."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.audit import record
from core.errors import BadInput, NotThere
from knowledge import wording
from knowledge.audiences import audience_of
from knowledge.clashes import open_clashes
from knowledge.documents import (
    Document,
    DocumentState,
    DocumentVersion,
    VersionState,
    current_version,
    get_document,
    last_used,
)
from knowledge.examples import Example
from knowledge.readers.parts import Kind
from knowledge.readership import GRACE, has_lapsed
from knowledge.sections import Section
from knowledge.stamp import bump
from people.roles import Act, Role, require
from people.sites import ident
from people.staff import Staff, sees_site

SOON = timedelta(days=60)


class Review(StrEnum):
    CURRENT = "current"
    SOON = "due within 60 days"
    OVERDUE = "overdue"
    LAPSED = "long overdue, not shown any more"
    NO_DATE = "no date"


@dataclass(frozen=True)
class Listed:
    """One document and its version in use; for a retired one, the version that was last in use."""

    document_id: int
    title: str
    kind: str
    file: str | None
    site_id: int | None
    state: str
    version: str
    approved: date | None
    review_due: date | None
    review: Review
    owner_role: str
    audience: str
    sections: int
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        dates = {name: day.isoformat() if (day := getattr(self, name)) else None for name in ("approved", "review_due")}
        return {**asdict(self), **dates, "review": str(self.review), "warnings": list(self.warnings)}


def review_state(review_due: date | None, today: date, kind: str = Kind.POLICY, grace: timedelta = GRACE) -> Review:
    """`grace` is how long after its review date a document of this kind is still answered from. Pure."""
    if review_due is None:
        return Review.NO_DATE
    if has_lapsed(kind, review_due, today=today, grace=grace):
        return Review.LAPSED
    if review_due < today:
        return Review.OVERDUE
    return Review.SOON if review_due <= today + SOON else Review.CURRENT


def listing(
    session: Session,
    *,
    today: date,
    site_ids: Collection[int] | None = None,
    retired: bool = False,
    grace: timedelta = GRACE,
) -> list[Listed]:
    """Documents by title. With `site_ids` only those of these sites and of the whole provider; `retired` ones instead
    of those in use. `grace` is how long after its review date a document is still answered from."""
    version_state = VersionState.WITHDRAWN if retired else VersionState.CURRENT
    in_use = col(Document.state) == DocumentState.RETIRED if retired else col(Document.state) != DocumentState.RETIRED
    counted = select(Section.version_id, func.count()).group_by(col(Section.version_id))
    sections: dict[int, int] = dict(session.exec(counted).all())
    query = (
        select(Document, DocumentVersion)
        .join(DocumentVersion, col(DocumentVersion.document_id) == Document.id)
        .where(in_use, DocumentVersion.state == version_state)
        .order_by(func.lower(Document.title), col(Document.id))
    )
    if site_ids is not None:
        query = query.where(col(Document.site_id).is_(None) | col(Document.site_id).in_(site_ids))
    rows = session.exec(query).all()
    return [_listed(document, version, sections.get(ident(version.id), 0), today, grace) for document, version in rows]


def _listed(document: Document, version: DocumentVersion, sections: int, today: date, grace: timedelta) -> Listed:
    return Listed(
        document_id=ident(document.id),
        title=document.title,
        kind=document.kind,
        file=document.file_name,
        site_id=document.site_id,
        state=document.state,
        version=version.shown,
        approved=version.approved_on,
        review_due=version.review_due,
        review=review_state(version.review_due, today, document.kind, grace),
        owner_role=document.owner_role,
        audience=document.audience,
        sections=sections,
        warnings=tuple(version.warnings),
    )


def see_document(session: Session, document_id: int, *, by: Staff) -> Document:
    """A document that this person may know about. Raises NotThere."""
    document = session.get(Document, document_id)
    if document and (document.site_id is None or by.role == Role.ADMIN or sees_site(session, by, document.site_id)):
        return document
    raise NotThere(wording.NO_SUCH_DOCUMENT)


def document_to_edit(session: Session, document_id: int, *, by: Staff | None) -> Document:
    """A document that this person may change; `by` None is the command line. Raises NotAllowed or NotThere."""
    if by is None:
        return get_document(session, document_id)
    require(by, Act.EDIT_KNOWLEDGE)
    return see_document(session, document_id, by=by)


def retire(
    session: Session, document_id: int, *, actor: str, now: datetime, reason: str, by: Staff | None = None
) -> Document:
    """Take a document out of use: it is not answered from any more. `by` None is the command line. Raises NotThere,
    NotAllowed, or BadInput when it is out of use already."""
    document = document_to_edit(session, document_id, by=by)
    version = current_version(session, document)
    if document.state == DocumentState.RETIRED or version is None:
        raise BadInput(wording.ALREADY_RETIRED)
    document.state, version.state = DocumentState.RETIRED, VersionState.WITHDRAWN
    session.add_all([document, version])
    bump(session)
    record(session, "knowledge.retired", actor=actor, now=now, subject=f"document:{document.id}", reason=reason[:200])
    return document


def use_again(session: Session, document_id: int, *, by: Staff, now: datetime, reason: str) -> Document:
    """What was taken out of use by mistake is answered from again, as it was. Raises NotThere, NotAllowed, or BadInput
    when it is in use."""
    document = document_to_edit(session, document_id, by=by)
    version = last_used(session, document)
    if document.state != DocumentState.RETIRED or version is None:
        raise BadInput(wording.IN_USE)
    document.state, version.state = DocumentState.ACTIVE, VersionState.CURRENT
    session.add_all([document, version])
    bump(session)
    subject = f"document:{document.id}"
    record(session, "knowledge.used_again", actor=by.actor, now=now, subject=subject, reason=reason[:200])
    return document


def check(session: Session, *, today: date, grace: timedelta = GRACE) -> list[str]:
    """What somebody should look at, a plain line each: overdue, without dates or owner, for readers whom we cannot
    tell, untried, and at odds with another. `grace` is how long after its review date a document is still answered
    from."""
    rows = listing(session, today=today, grace=grace)
    return [
        *(problem for row in rows for problem in _problems(row, grace)),
        *_untried(session, rows),
        *_same_titles(rows),
        *_clashes(session),
    ]


def _problems(row: Listed, grace: timedelta) -> Iterator[str]:
    if row.review == Review.OVERDUE and row.review_due:
        stops = row.review_due + grace if row.kind != Kind.FRAMEWORK else None
        yield wording.overdue(row.title, row.review_due, stops)
    if row.review == Review.LAPSED and row.review_due:
        yield wording.lapsed(row.title, row.review_due)
    if row.review == Review.NO_DATE:
        yield wording.no_review_date(row.title)
    if not row.owner_role and row.state == DocumentState.ACTIVE:
        yield wording.no_owner(row.title)
    if not audience_of(row.audience).understood:
        yield wording.unclear_audience(row.title, row.audience)


def _untried(session: Session, rows: Sequence[Listed]) -> Iterator[str]:
    """The provider's own documents that no question has ever led to."""
    query = (
        select(DocumentVersion.document_id)
        .join(Section, col(Section.version_id) == DocumentVersion.id)
        .join(Example, col(Example.section_id) == Section.id)
        .distinct()
    )
    tried = set(session.exec(query).all())
    own = (row for row in rows if row.kind != Kind.FRAMEWORK)
    yield from (wording.untried(row.title) for row in own if row.document_id not in tried)


def _clashes(session: Session) -> Iterator[str]:
    for clash in open_clashes(session):
        one, other = clash.sides
        yield wording.says_otherwise((one.document, one.section), (other.document, other.section))


def _same_titles(rows: Sequence[Listed]) -> Iterator[str]:
    """Documents with the same title that somebody sees side by side: they cannot tell which one holds."""
    by_title: dict[str, list[Listed]] = defaultdict(list)
    for row in rows:
        by_title[row.title.casefold()].append(row)
    for same in by_title.values():
        sites = [row.site_id for row in same]
        if len(same) > 1 and (None in sites or len(set(sites)) < len(sites)):
            yield wording.same_title(same[0].title, len(same))
