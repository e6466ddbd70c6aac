"""A champion's reply on its way to knowledge: proposed by one person, approved by a second."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, update
from sqlmodel import Column, Field, Session, SQLModel, Text, col

from core.audit import record
from core.columns import UtcDateTime
from core.errors import BadInput, NotAllowed, NotThere, Taken
from knowledge import wording
from knowledge.documents import Document
from knowledge.examples import MOST_LEARNT, WEIGHTS, Example, Source, one_line, worth_learning
from knowledge.prepared import prepare
from knowledge.publishing import store
from knowledge.readers.parts import Kind, ReadDocument, ReadSection
from knowledge.sections import sections_of
from people.roles import Act, Role, may, require
from people.sites import ident
from people.staff import Staff, sees_site

REVIEW_AFTER = timedelta(days=365)


class DraftState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Draft(SQLModel, table=True):
    """`heading` is the question in short, `text` the answer, `examples` what people asked. `site_id` None means the
    whole provider. `section_id` is what it became."""

    __tablename__ = "draft"

    id: int | None = Field(default=None, primary_key=True)
    heading: str = Field(sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    examples: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    state: str = Field(default=DraftState.PROPOSED, max_length=20, index=True)
    proposed_by_id: int = Field(foreign_key="staff.id", index=True)
    proposed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    section_id: int | None = Field(default=None, foreign_key="section.id", index=True)


def propose(
    session: Session,
    heading: str,
    text: str,
    *,
    by: Staff,
    now: datetime,
    site_id: int | None = None,
    asked: Sequence[str] = (),
) -> Draft:
    """A new draft, saved. `asked` holds what people asked, without personal details. Raises NotAllowed or BadInput."""
    if not (may(by, Act.ANSWER) or may(by, Act.EDIT_KNOWLEDGE)):
        require(by, Act.ANSWER)
    if not (heading.strip() and text.strip()):
        raise BadInput(wording.NO_WORDS)
    draft = Draft(
        heading=one_line(heading),
        text=text.strip(),
        examples=list(dict.fromkeys(one_line(question) for question in asked)),
        site_id=site_id,
        proposed_by_id=ident(by.id),
        proposed_at=now,
    )
    session.add(draft)
    session.flush()
    record(session, "draft.proposed", actor=by.actor, now=now, subject=f"draft:{draft.id}")
    return draft


def approve(session: Session, draft: Draft, *, by: Staff, now: datetime) -> Document:
    """The draft becomes a FAQ that can be found as soon as the search has encoded it, about a second later. A second
    person only: raises NotAllowed for the proposer, Taken when it was decided already."""
    _decide(session, draft, DraftState.APPROVED, by=by, now=now)
    role = by.role.replace("_", " ")
    asked = [text for text in draft.examples if worth_learning(text)][:MOST_LEARNT]
    answer = ReadSection(heading=draft.heading, path=(), text=draft.text, phrasings=tuple(asked))
    read = ReadDocument(
        title=draft.heading,
        kind=Kind.FAQ,
        file_name="",
        sections=(answer,),
        owner_role=role,
        approved=now.date(),
        review_due=now.date() + REVIEW_AFTER,
    )
    identity = f"draft|{draft.id}"
    stored = store(
        session, prepare(read), actor=by.actor, now=now, site_id=draft.site_id, identity=identity, approved_by=role
    )
    draft.section_id = sections_of(session, stored.version)[0].id
    session.add(draft)
    learnt = update(Example).where(col(Example.section_id) == draft.section_id, col(Example.text).in_(asked))
    session.execute(learnt.values(source=Source.CHAMPION, weight=WEIGHTS[Source.CHAMPION], site_id=draft.site_id))
    return stored.document


def reject(session: Session, draft: Draft, *, by: Staff, now: datetime) -> None:
    """The draft will not become knowledge. Raises as approve does."""
    _decide(session, draft, DraftState.REJECTED, by=by, now=now)


def _decide(session: Session, draft: Draft, state: DraftState, *, by: Staff, now: datetime) -> None:
    require(by, Act.APPROVE)
    if draft.site_id is not None and by.role != Role.ADMIN and not sees_site(session, by, draft.site_id):
        raise NotThere(wording.NO_SUCH_DRAFT)
    if by.id == draft.proposed_by_id:
        raise NotAllowed(wording.NOT_YOUR_OWN)
    decided = session.execute(
        update(Draft)
        .where(col(Draft.id) == draft.id, col(Draft.state) == DraftState.PROPOSED)
        .values(state=state, decided_by_id=by.id, decided_at=now)
    )
    if decided.rowcount != 1:  # type: ignore[attr-defined]
        raise Taken(wording.ALREADY_DECIDED)
    session.refresh(draft)
    record(session, f"draft.{state}", actor=by.actor, now=now, subject=f"draft:{draft.id}")
