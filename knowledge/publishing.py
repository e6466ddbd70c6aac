"""From a document that waits to one that is answered from, in the caller's transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.audit import record
from core.errors import Taken
from knowledge import wording
from knowledge.documents import Document, DocumentState, DocumentVersion, file_identity, give_way, take_place
from knowledge.examples import carry_over
from knowledge.keeping import Action, Imported, action_of, keep
from knowledge.prepared import Prepared
from knowledge.readers.parts import Kind
from knowledge.sections import give_plain_versions
from knowledge.stamp import bump


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
    """Publish: keep it, and put it in use at once. Raises Taken when somebody imports the same just now."""
    kept = keep(
        session, prepared, actor=actor, now=now, site_id=site_id, identity=identity, apart_from=apart_from,
        approved_by=approved_by,
    )  # fmt: skip
    if kept.action != Action.UNCHANGED:
        put_in_use(session, kept.document, kept.version, actor=actor, now=now, state=state)
    return kept


def put_in_use(
    session: Session,
    document: Document,
    version: DocumentVersion,
    *,
    actor: str,
    now: datetime,
    state: DocumentState = DocumentState.ACTIVE,
) -> None:
    """A version that waits is from now on the one that is answered from. The caller holds the document. Raises Taken
    when another document has come by its file name meanwhile."""
    give_way(session, document)
    try:
        with session.begin_nested():
            document.state, version.imported_at = state, now
            take_place(session, document, version)
            if document.file_name:
                document.identity = file_identity(document.file_name, document.site_id)
    except IntegrityError as error:
        raise Taken(wording.JUST_CHANGED) from error
    if version.number > 1:
        carry_over(session, version)
    if document.kind == Kind.FRAMEWORK:
        give_plain_versions(session)
    bump(session)
    action = f"knowledge.{action_of(version).name.lower()}"
    record(session, action, actor=actor, now=now, subject=f"document:{document.id}")
