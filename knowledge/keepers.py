"""Who looks after a document, and hears when something is wrong with it."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from knowledge.audiences import EDITORS, role_called
from knowledge.documents import Document
from knowledge.readers.parts import Kind
from people.staff import Staff, sees_site


def keepers(session: Session, document: Document) -> Sequence[Staff]:
    """Whoever holds the role that the document names as its owner, and, unless one of them may edit it, all who may.
    Nobody for the national framework: it is not ours to change."""
    if document.kind == Kind.FRAMEWORK:
        return []
    owner = role_called(document.owner_role)
    query = select(Staff).where(col(Staff.left_at).is_(None), col(Staff.role).in_({*EDITORS, owner} - {None}))
    around = _around(session, document, session.exec(query.order_by(col(Staff.id))).all())
    owners = [person for person in around if person.role == owner]
    editors = [person for person in around if person.role in EDITORS]
    return owners if owner in EDITORS and owners else [*owners, *editors]


def _around(session: Session, document: Document, people: Sequence[Staff]) -> Sequence[Staff]:
    """Of those who may know of the document the nearest ones: a site's own people for its documents, those of the whole
    provider for the provider's; when no editor is among these, everybody."""
    known = [person for person in people if document.site_id is None or sees_site(session, person, document.site_id)]
    near = [person for person in known if (person.site_id is None) == (document.site_id is None)]
    return near if _has_editor(near) else known


def _has_editor(people: Iterable[Staff]) -> bool:
    return any(person.role in EDITORS for person in people)
