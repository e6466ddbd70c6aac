"""The people and places somebody manages: finding them, what they do, and leave."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from core.audit import record
from core.errors import BadInput, NotAllowed, NotThere
from people.invites import Invite
from people.roles import SITE_ROLES, Act, Role, require, roles_to_give
from people.shifts import Shift
from people.sites import Site, teams_of
from people.staff import Duty, Staff, a_name, sites_seen


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
    return Role(person.role) in roles_to_give(by)


def person_to_edit(session: Session, staff_id: int, *, by: Staff) -> Staff:
    """Somebody this person may change. Raises NotThere or NotAllowed."""
    person = person_of(session, staff_id, by=by)
    if not may_edit(person, by=by):
        raise NotAllowed("Only an administrator can do this for that person.")
    return person


def may_link(session: Session, person: Staff, *, by: Staff) -> bool:
    """May this person make a way in for that one? Whoever is told of emergencies reads what may be about a manager:
    only an administrator makes them one."""
    if not may_edit(person, by=by):
        return False
    told = session.exec(select(Duty.id).where(Duty.staff_id == person.id).limit(1)).first() is not None
    return not told or by.role == Role.ADMIN or by.id == person.id


def person_to_link(session: Session, staff_id: int, *, by: Staff) -> Staff:
    """Somebody for whom this person may make a way in. Raises NotThere or NotAllowed."""
    person = person_to_edit(session, staff_id, by=by)
    if not may_link(session, person, by=by):
        raise NotAllowed("They are told of emergencies, so only an administrator can make them a link. Please ask one.")
    return person


def roles_for(person: Staff, *, by: Staff) -> list[Role]:
    """What the role of somebody already here may become. Nobody changes their own, so that an administrator always
    remains; an auditor's access has an end, which only an invite sets."""
    own = Role(person.role)
    if person.id == by.id or own == Role.AUDITOR:
        return [own]
    given = [role for role in roles_to_give(by) if role != Role.AUDITOR]
    return [role for role in given if person.site_id is not None or role not in SITE_ROLES]


def set_work(
    session: Session,
    staff_id: int,
    *,
    role: Role,
    shift: Shift,
    team_id: int | None,
    by: Staff,
    now: datetime,
    name: str = "",
) -> Staff:
    """From now on. Raises NotAllowed for a role that is not theirs to give, BadInput for another site's team, or for a
    `name` that is none; without one they keep theirs."""
    person = person_to_edit(session, staff_id, by=by)
    if role not in roles_for(person, by=by):
        raise NotAllowed("That role is not yours to give to this person. Ask an administrator.")
    if team_id is not None and team_id not in {team.id for team in teams_of(session, person.site_id)}:
        raise BadInput("Choose a team of their site.")
    named = a_name(name) if name.strip() else person.name
    changed = {"before": person.role, "role": str(role), "renamed": named != person.name or None}
    person.name, person.role, person.shift, person.team_id = named, role, shift, team_id
    session.add(person)
    record(session, "staff.changed", actor=by.actor, now=now, subject=person.actor, **changed)
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


def open_invites(session: Session, viewer: Staff, *, now: datetime) -> Sequence[Invite]:
    """Invites to the sites this person manages that still work, newest first."""
    require(viewer, Act.EDIT_PEOPLE)
    rows = session.exec(select(Invite).order_by(col(Invite.id).desc())).all()
    sites = {site.id for site in sites_seen(session, viewer)}
    return [row for row in rows if row.is_open(now) and (row.site_id in sites or viewer.site_id is None)]
