"""Who is told at a site when something urgent is reported, in which order, and when they are on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.audit import record
from core.errors import NotAllowed, NotThere
from people.roles import ALLOWED, Act, Role, require
from people.roster import person_of, site_of
from people.shifts import DutyShift, on_shift
from people.signin import IDLE_DAYS, WebSession
from people.sites import Contact, Site, ident
from people.staff import Duty, Oversight, Staff, is_away, sees_site

# The duties whose holders the assistant itself sends messages to.
NIGHT = timedelta(hours=8)  # of a night shift lie after midnight
TOLD = (Contact.SAFEGUARDING_LEAD, Contact.ON_CALL, Contact.DEPUTY, Contact.DATA_PROTECTION_LEAD)


def holders(session: Session, site: Site) -> Sequence[tuple[Duty, Staff]]:
    """Who is told at a site, by duty, first to be told first."""
    query = (
        select(Duty, Staff)
        .join(Staff, col(Staff.id) == Duty.staff_id)
        .where(Duty.site_id == site.id, col(Staff.left_at).is_(None))
        .order_by(Duty.duty, col(Duty.position), col(Duty.id))
    )
    return session.exec(query).all()


def on_now(duty: Duty, staff: Staff, now: datetime, zone: ZoneInfo) -> bool:
    """Is this duty theirs at this hour, and are they at work?"""
    return on_shift(DutyShift(duty.shift), now, zone) and not _is_off(staff, now, zone)


def _is_off(staff: Staff, now: datetime, zone: ZoneInfo) -> bool:
    """Away, and not in the last hours of a night that began before they were."""
    local = now.astimezone(zone)
    return is_away(staff, local.date()) and is_away(staff, (local - NIGHT).date())


def can_be_told(session: Session, staff: Staff, *, now: datetime, zone: ZoneInfo) -> bool:
    """Here, not away, and reached by Telegram or signed in somewhere."""
    if staff.left_at is not None or _is_off(staff, now, zone):
        return False
    if staff.telegram_id is not None and staff.telegram_blocked_at is None:
        return True
    lately = (col(WebSession.expires_at) > now, col(WebSession.seen_at) > now - timedelta(days=IDLE_DAYS))
    signed_in = select(WebSession.id).where(WebSession.staff_id == staff.id, *lately)
    return session.exec(signed_in.limit(1)).first() is not None


def to_give(by: Staff) -> Sequence[Contact]:
    """The duties this person may hand out. Whoever leads on data protection reads what may be about a manager: only an
    administrator says who that is."""
    return [duty for duty in TOLD if duty != Contact.DATA_PROTECTION_LEAD or by.role == Role.ADMIN]


def give_duty(
    session: Session,
    site_id: int,
    duty: Contact,
    staff_id: int,
    *,
    by: Staff,
    now: datetime,
    shift: DutyShift = DutyShift.ANY,
) -> None:
    """From now on this person is told at that site, after those who had the duty before. Again changes the shift."""
    site, person = site_of(session, site_id, by=by), person_of(session, staff_id, by=by)
    if duty == Contact.DATA_PROTECTION_LEAD and duty not in to_give(by):
        raise NotAllowed("Only an administrator can say who leads on data protection. Please ask them.")
    made = Duty(
        site_id=ident(site.id), duty=duty, staff_id=ident(person.id), position=len(_held(session, site.id, duty)),
        shift=shift,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        same = (col(Duty.site_id) == site.id, col(Duty.duty) == duty, col(Duty.staff_id) == person.id)
        session.execute(update(Duty).where(*same).values(shift=shift))
    subject = person.actor
    record(session, "duty.given", actor=by.actor, now=now, subject=subject, duty=duty, site=site.id, shift=shift)


def move_duty(session: Session, duty_id: int, *, by: Staff, now: datetime) -> None:
    """They are told one place earlier. Raises NotThere for another site's."""
    held = _duty(session, duty_id, by)
    order = list(_held(session, held.site_id, held.duty))
    at = order.index(held)
    order.insert(max(at - 1, 0), order.pop(at))
    for position, each in enumerate(order):
        each.position = position
        session.add(each)
    subject = f"staff:{held.staff_id}"
    record(session, "duty.moved", actor=by.actor, now=now, subject=subject, duty=held.duty, site=held.site_id)


def end_duty(session: Session, duty_id: int, *, by: Staff, now: datetime) -> None:
    """They are no longer told. Raises NotAllowed, or NotThere for another site's."""
    held = _duty(session, duty_id, by)
    session.delete(held)
    subject = f"staff:{held.staff_id}"
    record(session, "duty.ended", actor=by.actor, now=now, subject=subject, duty=held.duty, site=held.site_id)


def _duty(session: Session, duty_id: int, by: Staff) -> Duty:
    require(by, Act.EDIT_PEOPLE)
    held = session.get(Duty, duty_id)
    if held is None or not sees_site(session, by, held.site_id):
        raise NotThere("That has been ended already.")
    return held


def _held(session: Session, site_id: int | None, duty: str) -> Sequence[Duty]:
    query = select(Duty).where(Duty.site_id == site_id, Duty.duty == duty)
    return session.exec(query.order_by(col(Duty.position), col(Duty.id))).all()


def holds_duty(session: Session, staff: Staff, site_id: int | None, *duties: Contact) -> bool:
    """Does this person hold one of these duties at a site? Any duty when none is named."""
    query = select(Duty.id).where(Duty.staff_id == staff.id, Duty.site_id == site_id)
    if duties:
        query = query.where(col(Duty.duty).in_(duties))
    return session.exec(query.limit(1)).first() is not None


def managers_at(session: Session, site_id: int | None) -> Sequence[Staff]:
    """Those who manage a site, by how long they have been here; with None those who manage all. May be empty."""
    also = select(Oversight.staff_id).where(Oversight.site_id == site_id)
    manages = or_(col(Staff.site_id) == site_id, col(Staff.site_id).is_(None), col(Staff.id).in_(also))
    query = select(Staff).where(Staff.role == Role.MANAGER, col(Staff.left_at).is_(None), manages)
    return session.exec(query.order_by(col(Staff.id))).all()


def in_charge(session: Session, site_id: int | None) -> Sequence[Staff]:
    """Everybody who may be told of something urgent at a site: who holds a duty there, manages it, or administers."""
    on_duty = select(Duty.staff_id).where(Duty.site_id == site_id)
    managers = [person.id for person in managers_at(session, site_id)]
    told = or_(col(Staff.id).in_(on_duty), col(Staff.id).in_(managers), col(Staff.role) == Role.ADMIN)
    return session.exec(select(Staff).where(col(Staff.left_at).is_(None), told).order_by(col(Staff.id))).all()


def also_see_alerts(session: Session, site_id: int | None) -> Sequence[Staff]:
    """Those in no duty who see the alerts of a site all the same, and can take them on."""
    roles = [role for role in ALLOWED[Act.SEE_ALERTS] if role not in (Role.MANAGER, Role.ADMIN)]
    query = select(Staff).where(col(Staff.role).in_(roles), col(Staff.left_at).is_(None)).order_by(col(Staff.id))
    return [person for person in session.exec(query) if sees_site(session, person, site_id)]
