"""The people: who they are, where they work, how they can be reached."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit import record
from core.columns import UtcDateTime
from core.errors import BadInput, NotThere
from people.roles import Role
from people.shifts import DutyShift, Shift
from people.sites import Site

LONGEST, LONGEST_NAME = 80, 6  # letters, and words


class Staff(SQLModel, table=True):
    """One person. `site_id` None means the whole provider (governance, data protection, administrators).

    `telegram_until` says until when a leaver was on Telegram, `signed_in_at` when they first came in on the web. With
    `forgotten_at` the row is nobody any more: a number that past weeks are counted by."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=LONGEST)
    role: str = Field(default=Role.STAFF, max_length=20, index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    shift: str = Field(default=Shift.MIXED, max_length=10)
    telegram_id: int | None = Field(default=None, sa_column=Column(BigInteger, unique=True))
    telegram_blocked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    away_from: date | None = None
    away_until: date | None = None
    joined_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    telegram_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    signed_in_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    forgotten_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    access_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # an auditor's; None: no end

    @property
    def actor(self) -> str:
        """How the audit log names this person."""
        return f"staff:{self.id}"


class Oversight(SQLModel, table=True):
    """A site that somebody looks after beside their own."""

    __tablename__ = "oversight"
    __table_args__ = (UniqueConstraint("staff_id", "site_id"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    site_id: int = Field(foreign_key="site.id", index=True)


class Duty(SQLModel, table=True):
    """Who is alerted at a site for what, in order: `duty` is a people.sites.Contact such as safeguarding_lead."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("site_id", "duty", "staff_id"),)

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    duty: str = Field(max_length=40)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    position: int = Field(default=0)
    shift: str = Field(default=DutyShift.ANY, max_length=10)


def is_a_name(words: str) -> bool:
    """Letters, and no more words than a name has: a question is not kept as somebody's name."""
    letters = any(letter.isalpha() for letter in words)
    return letters and not words.lstrip().startswith("/") and len(words.split()) <= LONGEST_NAME


def a_name(words: str) -> str:
    """As it is kept. Raises BadInput."""
    if not is_a_name(words):
        raise BadInput(f"A name has letters, and {LONGEST_NAME} words at most. Please check it.")
    return " ".join(words.split())[:LONGEST]


def add_staff(
    session: Session,
    name: str,
    *,
    role: Role,
    now: datetime,
    site_id: int | None = None,
    team_id: int | None = None,
    shift: Shift = Shift.MIXED,
    telegram_id: int | None = None,
    access_until: datetime | None = None,
) -> Staff:
    """A new person, saved. Raises BadInput for what is no name."""
    staff = Staff(
        name=a_name(name),
        role=role,
        site_id=site_id,
        team_id=team_id,
        shift=shift,
        telegram_id=telegram_id,
        joined_at=now,
        access_until=access_until,
    )
    session.add(staff)
    session.flush()
    record(session, "staff.joined", actor=staff.actor, now=now, subject=staff.actor, role=str(role))
    return staff


def find_staff(session: Session, name_or_id: str) -> Staff:
    """One person still here, by id, role or (part of) name. Raises NotThere or BadInput when several fit."""
    wanted = name_or_id.strip().lower()
    people = session.exec(select(Staff).where(col(Staff.left_at).is_(None)).order_by(Staff.name)).all()
    exact = [p for p in people if wanted in (str(p.id), p.name.lower())]
    found = exact or [p for p in people if wanted in p.name.lower() or wanted == p.role]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotThere(f"There is nobody called {name_or_id}. `champion invite` makes a link for somebody new.")
    listing = ", ".join(f"{p.name} ({p.id})" for p in found[:8])
    raise BadInput(f"Several people fit {name_or_id}: {listing}. Use the number.")


def sites_seen(session: Session, staff: Staff) -> Sequence[Site]:
    """The sites whose people this person may know about, by name. Everybody at provider level sees all."""
    query = select(Site).where(col(Site.closed_at).is_(None)).order_by(Site.name)
    if staff.site_id is not None:
        also = select(Oversight.site_id).where(Oversight.staff_id == staff.id)
        query = query.where((col(Site.id) == staff.site_id) | col(Site.id).in_(also))
    return session.exec(query).all()


def site_for_help(session: Session, staff: Staff) -> Site | None:
    """Whose contacts and duties serve this person in an emergency: their own site's; of whoever works for the whole
    provider the only site there is, live or not. None where there are several, or none yet."""
    if staff.site_id is not None:
        return session.get(Site, staff.site_id)
    open_ones = session.exec(select(Site).where(col(Site.closed_at).is_(None)).limit(2)).all()
    return open_ones[0] if len(open_ones) == 1 else None


def sees_site(session: Session, staff: Staff, site_id: int | None) -> bool:
    """May this person know what happens at that site?"""
    return any(site.id == site_id for site in sites_seen(session, staff))


def contacts_of(session: Session, staff: Staff | None) -> Mapping[str, str]:
    """What the site of this person has filled in (see people/sites.py); empty without a site."""
    site = site_for_help(session, staff) if staff else None
    return site.contacts if site else {}


def on_duty(session: Session, site_id: int, duty: str) -> Sequence[Staff]:
    """Who holds a duty at a site, first to be told first."""
    query = (
        select(Staff)
        .join(Duty, col(Duty.staff_id) == Staff.id)
        .where(Duty.site_id == site_id, Duty.duty == duty, col(Staff.left_at).is_(None))
        .order_by(col(Duty.position), col(Duty.id))
    )
    return session.exec(query).all()


def champions_of(session: Session, site_id: int | None) -> Sequence[Staff]:
    """The champions of a site; if it has none, every champion of the provider."""
    query = select(Staff).where(Staff.role == Role.CHAMPION, col(Staff.left_at).is_(None)).order_by(col(Staff.id))
    everyone = session.exec(query).all()
    own = [person for person in everyone if person.site_id == site_id]
    return own or everyone


def managers_of(session: Session, site_id: int | None) -> Sequence[Staff]:
    """Those who manage a site; where there are none, the administrators, so that somebody always hears."""
    here = select(Staff).where(col(Staff.left_at).is_(None)).order_by(col(Staff.id))
    managers = session.exec(here.where(Staff.role == Role.MANAGER)).all()
    own = [person for person in managers if person.site_id is None or sees_site(session, person, site_id)]
    return own or session.exec(here.where(Staff.role == Role.ADMIN)).all()


def leave(session: Session, staff: Staff, *, actor: str, now: datetime) -> None:
    """Somebody stops working here: the way in closes at once."""
    staff.left_at = now
    if staff.telegram_id is not None:
        staff.telegram_id, staff.telegram_until = None, now
    session.add(staff)
    record(session, "staff.left", actor=actor, now=now, subject=staff.actor)


def has_access(staff: Staff, now: datetime) -> bool:
    """Still here, and their access has not run out. Asked wherever somebody comes in: session, link, Telegram."""
    return staff.left_at is None and (staff.access_until is None or now < staff.access_until)


def end_accesses(session: Session, *, now: datetime) -> int:
    """Whose access has run out leaves, so that lists do not name them any more. Returns how many."""
    over = select(Staff).where(col(Staff.left_at).is_(None), col(Staff.access_until) <= now)
    people = session.exec(over).all()
    for staff in people:
        leave(session, staff, actor="end of access", now=now)
    return len(people)


def is_away(staff: Staff, day: date) -> bool:
    """On leave or off sick on that day."""
    if staff.away_from is None or day < staff.away_from:
        return False
    return staff.away_until is None or day <= staff.away_until
