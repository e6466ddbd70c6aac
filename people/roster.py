"""The people and places somebody manages: finding them, leave, leavers, and who is told about what."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.audit import record
from core.errors import BadInput, NotAllowed, NotThere
from people.invites import Invite
from people.roles import SITE_ROLES, Act, Role, require
from people.sites import Contact, Site, ident
from people.staff import Duty, Staff, leave, sees_site, sites_seen

# The duties whose holders the assistant itself sends messages to.
TOLD = (Contact.SAFEGUARDING_LEAD, Contact.DEPUTY, Contact.DATA_PROTECTION_LEAD, Contact.ON_CALL)


def roster(session: Session, viewer: Staff) -> Sequence[Staff]:
    """Everybody still here at the sites this person manages, by name. Who works for all sites manages everybody."""
    require(viewer, Act.EDIT_PEOPLE)
    query = select(Staff).where(col(Staff.left_at).is_(None)).order_by(Staff.name, col(Staff.id))
    if viewer.site_id is not None:
        query = query.where(col(Staff.site_id).in_([site.id for site in sites_seen(session, viewer)]))
    return session.exec(query).all()


def person_of(session: Session, staff_id: int, *, by: Staff) -> Staff:
    """One of them. Raises NotThere for anybody else."""
    for person in roster(session, by):
        if person.id == staff_id:
            return person
    raise NotThere("There is no such person.")


def site_of(session: Session, site_id: int, *, by: Staff) -> Site:
    """A site this person manages. Raises NotAllowed or NotThere."""
    require(by, Act.EDIT_PEOPLE)
    for site in sites_seen(session, by):
        if site.id == site_id:
            return site
    raise NotThere("There is no such site.")


def may_edit(person: Staff, *, by: Staff) -> bool:
    """A manager looks after the roles a manager may hand out; an administrator after everybody."""
    return by.role == Role.ADMIN or Role(person.role) in SITE_ROLES


def person_to_edit(session: Session, staff_id: int, *, by: Staff) -> Staff:
    """Somebody this person may change. Raises NotThere or NotAllowed."""
    person = person_of(session, staff_id, by=by)
    if not may_edit(person, by=by):
        raise NotAllowed("Only an administrator can do this for that person.")
    return person


def mark_left(session: Session, staff_id: int, *, by: Staff, now: datetime) -> Staff:
    """They stop working here. Raises BadInput for oneself, so that an administrator always remains."""
    person = person_to_edit(session, staff_id, by=by)
    if person.id == by.id:
        raise BadInput("You cannot mark yourself as left. Ask another administrator.")
    leave(session, person, actor=by.actor, now=now)
    return person


def set_away(
    session: Session, staff_id: int, *, first: date | None, last: date | None, by: Staff, now: datetime
) -> Staff:
    """On leave or off sick from `first` to `last`, both included; `last` None is open, `first` None is back at work."""
    person = person_to_edit(session, staff_id, by=by)
    if last is not None and (first is None or last < first):
        raise BadInput("The last day away is before the first. Please check the dates.")
    person.away_from, person.away_until = first, last
    session.add(person)
    record(session, "staff.away", actor=by.actor, now=now, subject=person.actor)
    return person


def holders(session: Session, site: Site) -> Sequence[tuple[Duty, Staff]]:
    """Who is told at a site, by duty, first to be told first."""
    query = (
        select(Duty, Staff)
        .join(Staff, col(Staff.id) == Duty.staff_id)
        .where(Duty.site_id == site.id, col(Staff.left_at).is_(None))
        .order_by(Duty.duty, col(Duty.position), col(Duty.id))
    )
    return session.exec(query).all()


def give_duty(session: Session, site_id: int, duty: Contact, staff_id: int, *, by: Staff, now: datetime) -> None:
    """From now on this person is told at that site; the first to be given it is told first. Twice is once."""
    site, person = site_of(session, site_id, by=by), person_of(session, staff_id, by=by)
    held = session.exec(select(Duty).where(Duty.site_id == site.id, Duty.duty == duty)).all()
    try:
        with session.begin_nested():
            session.add(Duty(site_id=ident(site.id), duty=duty, staff_id=ident(person.id), position=len(held)))
    except IntegrityError:
        return
    record(session, "duty.given", actor=by.actor, now=now, subject=person.actor, duty=str(duty), site=site.id)


def end_duty(session: Session, duty_id: int, *, by: Staff, now: datetime) -> None:
    """They are no longer told. Raises NotAllowed, or NotThere for another site's."""
    require(by, Act.EDIT_PEOPLE)
    held = session.get(Duty, duty_id)
    if held is None or not sees_site(session, by, held.site_id):
        raise NotThere("That has been ended already.")
    session.delete(held)
    subject = f"staff:{held.staff_id}"
    record(session, "duty.ended", actor=by.actor, now=now, subject=subject, duty=held.duty, site=held.site_id)


def open_invites(session: Session, viewer: Staff, *, now: datetime) -> Sequence[Invite]:
    """Invites to the sites this person manages that still work, newest first."""
    require(viewer, Act.EDIT_PEOPLE)
    rows = session.exec(select(Invite).order_by(col(Invite.id).desc())).all()
    sites = {site.id for site in sites_seen(session, viewer)}
    return [row for row in rows if row.is_open(now) and (row.site_id in sites or viewer.site_id is None)]
