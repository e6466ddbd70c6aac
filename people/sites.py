"""Sites, their teams, and who must be rung there."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, select

from core.audit import record
from core.columns import UtcDateTime
from core.errors import BadInput, NotThere


class Contact(StrEnum):
    """The telephone contacts a site needs before it goes live."""

    ON_CALL = "on_call"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    DEPUTY = "deputy"
    COUNCIL = "council"
    OUT_OF_HOURS = "out_of_hours"
    DATA_PROTECTION_LEAD = "data_protection_lead"


# Filled into replies beside the contacts, and not needed to go live: what the provider calls the place where care is
# recorded, and whom a worker may talk to about their own troubles.
RECORD_SYSTEM, WELLBEING = "record_system", "wellbeing"
TO_FILL_IN = (*Contact, RECORD_SYSTEM, WELLBEING)
CALLED: dict[str, str] = {
    Contact.ON_CALL: "On call",
    Contact.SAFEGUARDING_LEAD: "Safeguarding lead",
    Contact.DEPUTY: "Deputy",
    Contact.COUNCIL: "Council, adult safeguarding",
    Contact.OUT_OF_HOURS: "Council, out of hours",
    Contact.DATA_PROTECTION_LEAD: "Data protection lead",
}
NO_SITE = "no fixed site"


class Site(SQLModel, table=True):
    """A care home or branch. `contacts` maps each of TO_FILL_IN to words such as 'Sam Lee, 07700 900123'."""

    __tablename__ = "site"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120, unique=True)
    contacts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    live_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # None: staff cannot join yet


class Team(SQLModel, table=True):
    """A group within a site: a floor, a round, the night team."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    name: str = Field(max_length=120)


def add_site(session: Session, name: str, *, actor: str, now: datetime) -> Site:
    """A new site. Raises BadInput when the name is empty or in use."""
    clean = name.strip()[:120]
    if not clean:
        raise BadInput("Please give the site a name.")
    site = Site(name=clean)
    try:
        with session.begin_nested():
            session.add(site)
    except IntegrityError as error:
        raise BadInput(f"There is already a site called {clean}.") from error
    record(session, "site.added", actor=actor, now=now, subject=f"site:{site.id}")
    return site


def rename_site(session: Session, site: Site, name: str, *, actor: str, now: datetime) -> None:
    """Give a site another name. Raises BadInput when it is empty or another site's."""
    clean = name.strip()[:120]
    if not clean:
        raise BadInput("Please give the site a name.")
    try:
        with session.begin_nested():
            site.name = clean
            session.add(site)
    except IntegrityError as error:
        raise BadInput(f"There is already a site called {clean}.") from error
    record(session, "site.renamed", actor=actor, now=now, subject=f"site:{site.id}")


def add_team(session: Session, site: Site, name: str, *, actor: str, now: datetime) -> Team:
    """A new team at a site. Raises BadInput when the name is empty or in use there."""
    clean = name.strip()[:120]
    if not clean:
        raise BadInput("Please give the team a name.")
    team = Team(site_id=ident(site.id), name=clean)
    try:
        with session.begin_nested():
            session.add(team)
    except IntegrityError as error:
        raise BadInput(f"{site.name} already has a team called {clean}.") from error
    record(session, "team.added", actor=actor, now=now, subject=f"team:{team.id}")
    return team


def teams_of(session: Session, site_id: int | None) -> Sequence[Team]:
    """Those of a site, by name."""
    return session.exec(select(Team).where(Team.site_id == site_id).order_by(Team.name)).all()


def set_contacts(session: Session, site: Site, contacts: dict[str, str], *, actor: str, now: datetime) -> None:
    """Replace the site's contacts; unknown names are refused, empty ones dropped. With all of them it goes live, and
    stays so: people who work there must not lose their help because a number is being changed."""
    known = set(TO_FILL_IN)
    if unknown := set(contacts) - known:
        raise BadInput(f"Unknown contact: {', '.join(sorted(unknown))}.")
    before = site.contacts
    site.contacts = {name: value.strip()[:160] for name, value in contacts.items() if value.strip()}
    changed = [name for name in sorted(known) if before.get(name) != site.contacts.get(name)]
    session.add(site)
    record(session, "site.contacts", actor=actor, now=now, subject=f"site:{site.id}", changed=changed)
    if site.live_at is None and not missing_contacts(site):
        site.live_at = now
        record(session, "site.live", actor=actor, now=now, subject=f"site:{site.id}")


def missing_contacts(site: Site) -> list[Contact]:
    """The contacts that are still empty, in the order to ask for them."""
    return [contact for contact in Contact if not site.contacts.get(contact)]


def place_name(session: Session, site_id: int | None, *, none: str = NO_SITE) -> str:
    """The name of a site, or words for `none`."""
    site = session.get(Site, site_id) if site_id else None
    return site.name if site else none


def find_site(session: Session, name_or_id: str) -> Site:
    """By id or by name, capitals ignored. Raises NotThere naming what exists."""
    sites = session.exec(select(Site).order_by(Site.name)).all()
    for site in sites:
        if name_or_id.strip().lower() in (str(site.id), site.name.lower()):
            return site
    names = ", ".join(site.name for site in sites) or "none yet"
    raise NotThere(f"There is no site called {name_or_id}. Sites: {names}.")


def ident(value: Any) -> int:
    """The id of a row that has been flushed."""
    if not isinstance(value, int):
        raise TypeError("this row has not been saved yet")
    return value


def contacts_at(session: Session, site_id: int | None) -> list[str]:
    """Whom to ring at a site, as it was typed in: names and numbers that everybody there may see."""
    site = session.get(Site, site_id) if site_id else None
    return [str(contact) for contact in site.contacts.values()] if site else []
