"""Somebody leaves: every way in closes in the same transaction, and what they looked after passes on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from core.audit import AuditEntry, record
from core.errors import BadInput
from delivery.outbox import cancel_waiting
from delivery.reach import tell
from incidents.taking import reopen_of
from people.invites import Invite
from people.roster import person_to_edit
from people.signin import SigninLink, WebSession
from people.sites import Site, ident
from people.staff import Duty, Staff, leave, managers_of, on_duty
from privacy import wording
from quizzes.assignments import Round


def mark_left(session: Session, staff_id: int, *, by: Staff, now: datetime) -> Staff:
    """They stop working here. Raises BadInput for oneself, so that an administrator always remains."""
    person = person_to_edit(session, staff_id, by=by)
    if person.id == by.id:
        raise BadInput(wording.MARK_YOURSELF)
    close_account(session, person, actor=by.actor, now=now)
    return person


def close_account(session: Session, person: Staff, *, actor: str, now: datetime) -> None:
    """No session, link, invite of theirs or Telegram lets them in; nothing more is sent; their duties are others'.

    Quiz questions they did not answer stay counted as sent, so that past weeks do not change.
    """
    leave(session, person, actor=actor, now=now)
    session.execute(delete(WebSession).where(col(WebSession.staff_id) == person.id))
    session.execute(delete(SigninLink).where(col(SigninLink.staff_id) == person.id))
    cancel_waiting(session, ident(person.id))
    reopen_of(session, person, now=now)
    _close_practice(session, person, now=now)
    _take_back_invites(session, person, actor=actor, now=now)
    for held in session.exec(select(Duty).where(Duty.staff_id == person.id)).all():
        _pass_on(session, held, actor=actor, now=now)


def _close_practice(session: Session, person: Staff, *, now: datetime) -> None:
    own = update(Round).where(col(Round.staff_id) == person.id, col(Round.closes_at) > now)
    session.execute(own.values(closes_at=now))


def _take_back_invites(session: Session, person: Staff, *, actor: str, now: datetime) -> None:
    """Whoever made an invite knows its code, and could join again with it."""
    for invite in _invites_of(session, person):
        if invite.is_open(now):
            invite.revoked_at = now
            session.add(invite)
            record(session, "invite.revoked", actor=actor, now=now, subject=f"invite:{invite.id}")


def _invites_of(session: Session, person: Staff) -> Sequence[Invite]:
    made = select(AuditEntry.subject).where(AuditEntry.action == "invite.made", AuditEntry.actor == person.actor)
    numbers = [int(subject.removeprefix("invite:")) for subject in session.exec(made).all()]
    return session.exec(select(Invite).where(col(Invite.id).in_(numbers))).all()


def _pass_on(session: Session, held: Duty, *, actor: str, now: datetime) -> None:
    """Whoever comes next in line is first now. Where nobody does, the managers hear."""
    session.delete(held)
    session.flush()
    subject = f"staff:{held.staff_id}"
    record(session, "duty.ended", actor=actor, now=now, subject=subject, duty=held.duty, site=held.site_id)
    if on_duty(session, held.site_id, held.duty):
        return
    message = wording.duty_empty(held.duty, session.get_one(Site, held.site_id).name)
    for manager in managers_of(session, held.site_id):
        tell(session, manager, message, now=now, kind="duty")
