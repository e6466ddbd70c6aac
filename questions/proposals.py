"""From a champion's reply to knowledge: proposed by one person, approved by another, heard by everybody who asked."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from core.errors import BadInput, Taken
from delivery.reach import tell
from knowledge.drafts import Draft, propose
from people.roles import Act, Role, may, require
from people.sites import ident
from people.staff import Staff, sees_site
from questions import wording
from questions.escalations import Escalation, State, escalate, find_escalation, tell_askers
from questions.questions import Question, unheard


def propose_reply(session: Session, escalation_id: int, *, by: Staff, now: datetime) -> Draft:
    """Make a draft of a reply and ask the approvers. Once: a second time raises Taken."""
    escalation = find_escalation(session, escalation_id, by=by)
    session.refresh(escalation, with_for_update=True)  # of two presses at once, the second waits here for the first
    if escalation.state != State.REPLIED:
        raise BadInput("Answer the question first, then propose the answer as knowledge.")
    if escalation.draft_id is not None:
        raise Taken("This answer has already been proposed. Thank you.")
    asked = _texts(session, ident(escalation.id))
    draft = propose(session, escalation.text, escalation.reply, by=by, now=now, site_id=escalation.site_id, asked=asked)
    session.flush()
    escalation.draft_id = draft.id
    session.add(escalation)
    for approver in may_decide(session, draft):
        message = wording.to_approver(ident(draft.id), draft.heading, draft.text, proposed_by=by.name)
        tell(session, approver, message, now=now, kind="approval", key=f"approval:{draft.id}:{approver.id}")
    return draft


def _texts(session: Session, escalation_id: int) -> list[str]:
    """What may become examples: nothing that may have been an emergency."""
    query = select(Question.text).where(Question.escalation_id == escalation_id, col(Question.urgent).is_(False))
    return list(session.exec(query.distinct()).all())


def may_decide(session: Session, draft: Draft) -> Sequence[Staff]:
    """Who may approve or turn it down: by role, at its site, never the proposer."""
    query = select(Staff).where(col(Staff.left_at).is_(None), col(Staff.id) != draft.proposed_by_id)
    return [p for p in session.exec(query).all() if may(p, Act.APPROVE) and _concerns(session, p, draft)]


def _concerns(session: Session, person: Staff, draft: Draft) -> bool:
    """The whole provider's drafts concern the whole provider's people."""
    everywhere = person.role == Role.ADMIN or (person.site_id is None and draft.site_id is None)
    return everywhere or sees_site(session, person, draft.site_id)


def open_drafts(session: Session, viewer: Staff) -> Sequence[Draft]:
    """Drafts this person may decide on, oldest first."""
    require(viewer, Act.APPROVE)
    rows = session.exec(select(Draft).where(Draft.state == "proposed").order_by(col(Draft.id))).all()
    return [row for row in rows if row.proposed_by_id != viewer.id and _concerns(session, viewer, row)]


def tell_approved(session: Session, draft: Draft, *, now: datetime) -> int:
    """Everybody who asked the same and has not heard yet hears now. Returns how many."""
    escalations = session.exec(_become(draft)).all()
    words = partial(wording.now_knowledge, reply=draft.text)
    return sum(tell_askers(session, escalation, words, now=now) for escalation in escalations)


def _become(draft: Draft) -> SelectOfScalar[Escalation]:
    """The escalations that became this draft, held: nobody joins them any more."""
    return select(Escalation).where(Escalation.draft_id == draft.id).with_for_update()


def reopen(session: Session, draft: Draft, *, now: datetime, zone: ZoneInfo) -> None:
    """The draft was turned down: whoever was waiting for it goes back to the champions."""
    for escalation in session.exec(_become(draft)).all():
        for question in unheard(session, ident(escalation.id)):
            question.escalation_id = None
            session.add(question)
            session.flush()
            escalate(session, question, now=now, zone=zone)
