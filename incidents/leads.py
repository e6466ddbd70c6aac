"""Who leads on data protection: by duty at a site or by role; and who may read what they decide."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from people.roles import Act, Role, may
from people.sites import Contact
from people.staff import Duty, Staff, on_duty, sees_site, sites_seen


def leads_of(session: Session, site_id: int | None) -> Sequence[Staff]:
    """Those who decide on the cases of a site (None: of people without one): its duty holders first, then everybody
    in the role who sees it. Where there is nobody, the administrators, so that no clock runs unseen."""
    here = select(Staff).where(col(Staff.left_at).is_(None)).order_by(col(Staff.id))
    by_role = [p for p in session.exec(here.where(Staff.role == Role.DATA_PROTECTION)) if _covers(session, p, site_id)]
    found = {person.id: person for person in (*_by_duty(session, site_id), *by_role)}
    return list(found.values()) or session.exec(here.where(Staff.role == Role.ADMIN)).all()


def _by_duty(session: Session, site_id: int | None) -> Sequence[Staff]:
    if site_id is not None:
        return on_duty(session, site_id, Contact.DATA_PROTECTION_LEAD)
    held = select(Duty.staff_id).where(Duty.duty == Contact.DATA_PROTECTION_LEAD)
    return session.exec(select(Staff).where(col(Staff.id).in_(held), col(Staff.left_at).is_(None))).all()


def _covers(session: Session, person: Staff, site_id: int | None) -> bool:
    return person.site_id is None or (site_id is not None and sees_site(session, person, site_id))


def leads(session: Session, person: Staff, site_id: int | None) -> bool:
    """Does this person decide on that site's cases?"""
    return any(lead.id == person.id for lead in leads_of(session, site_id))


def reads(session: Session, person: Staff, site_id: int | None) -> bool:
    """May they read that site's cases? Auditors may, and change nothing."""
    audits = person.role == Role.AUDITOR and may(person, Act.SEE_CASES) and _covers(session, person, site_id)
    return audits or leads(session, person, site_id)


def has_cases_to_see(session: Session, person: Staff) -> bool:
    """Is there any site whose cases they may read? By role, by duty, or because nobody else leads there."""
    if person.left_at is not None:
        return False
    if may(person, Act.SEE_CASES):
        return True
    if person.role == Role.ADMIN:
        return any(leads(session, person, site_id) for site_id in (None, *(s.id for s in sites_seen(session, person))))
    held = select(Duty.id).where(Duty.staff_id == person.id, Duty.duty == Contact.DATA_PROTECTION_LEAD)
    return session.exec(held.limit(1)).first() is not None
