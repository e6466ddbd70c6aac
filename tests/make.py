"""A valid row in one call, and the cast: Ana asks, Cho champions, Lee leads the home, Zed is at another site."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from people.roles import Role
from people.shifts import Shift
from people.sites import Contact, Site, add_site, set_contacts
from people.staff import Duty, Staff, add_staff

CONTACTS = {
    Contact.ON_CALL: "Olu Ade, 01632 960001",
    Contact.SAFEGUARDING_LEAD: "Sam Lee, 01632 960002",
    Contact.DEPUTY: "Dee Park, 01632 960003",
    Contact.COUNCIL: "Council care line, 01632 960004",
    Contact.OUT_OF_HOURS: "Night duty team, 01632 960005",
    Contact.DATA_PROTECTION_LEAD: "Pat Rao, 01632 960006",
    "record_system": "the care app",
}


@dataclass
class Cast:
    home: Site
    other: Site
    ana: Staff
    cho: Staff
    lee: Staff
    zed: Staff


def site(session: Session, name: str = "Rose House", *, now: datetime) -> Site:
    made = add_site(session, name, actor="test", now=now)
    set_contacts(session, made, dict(CONTACTS), actor="test", now=now)
    return made


def staff(
    session: Session,
    name: str = "Ana",
    *,
    now: datetime,
    role: Role = Role.STAFF,
    at: Site | None = None,
    shift: Shift = Shift.DAYS,
    telegram_id: int | None = None,
) -> Staff:
    return add_staff(
        session, name, role=role, site_id=at.id if at else None, shift=shift, telegram_id=telegram_id, now=now
    )


def cast(session: Session, *, now: datetime) -> Cast:
    """Two sites and the four people of every story."""
    home = site(session, now=now)
    other = site(session, "Elm Court", now=now)
    lee = staff(session, "Lee", role=Role.MANAGER, at=home, now=now, telegram_id=903)
    session.add(Duty(site_id=home.id or 0, duty=Contact.SAFEGUARDING_LEAD, staff_id=lee.id or 0))
    session.flush()
    return Cast(
        home=home,
        other=other,
        ana=staff(session, "Ana", at=home, now=now, telegram_id=901),
        cho=staff(session, "Cho", role=Role.CHAMPION, at=home, now=now, telegram_id=902),
        lee=lee,
        zed=staff(session, "Zed", role=Role.MANAGER, at=other, now=now, telegram_id=904),
    )
