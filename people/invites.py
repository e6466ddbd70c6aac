"""Invites: a link per site and role that expires, can be used so many times, and can be taken back."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.audit import record
from core.columns import UtcDateTime
from core.errors import BadInput, NotAllowed, NotThere
from people.roles import SITE_ROLES, Act, Role, require, roles_to_give
from people.shifts import Shift
from people.sites import Site, Team, missing_contacts
from people.staff import Staff, add_staff, sees_site

# No letters that look alike on a noticeboard.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10
DEFAULT_DAYS = 14
DEFAULT_USES = 30


class Invite(SQLModel, table=True):
    """A code that lets people join one site in one role."""

    __tablename__ = "invite"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    role: str = Field(max_length=20)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    uses_allowed: int = Field(default=DEFAULT_USES)
    uses: int = Field(default=0)
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at and self.uses < self.uses_allowed


def make_invite(
    session: Session,
    *,
    role: Role,
    now: datetime,
    site: Site | None,
    team: Team | None = None,
    by: Staff | None = None,
    days: int = DEFAULT_DAYS,
    uses: int = DEFAULT_USES,
) -> Invite:
    """A new invite, saved. `by` None is the command line. Raises NotAllowed or BadInput."""
    _check_maker(session, by, role, site)
    if not (1 <= days <= 365 and 1 <= uses <= 1000):
        raise BadInput("An invite lasts 1 to 365 days and works for 1 to 1,000 people.")
    if site is None and role in SITE_ROLES:
        raise BadInput("Choose a site for this invite.")
    _check_live(site, role)
    if team is not None and (site is None or team.site_id != site.id):
        raise BadInput("Choose a team of that site.")
    invite = Invite(
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        site_id=site.id if site else None,
        team_id=team.id if team else None,
        role=role,
        made_at=now,
        expires_at=now + timedelta(days=days),
        uses_allowed=uses,
    )
    session.add(invite)
    session.flush()
    record(session, "invite.made", actor=_actor(by), now=now, subject=f"invite:{invite.id}", role=str(role))
    return invite


def _check_maker(session: Session, by: Staff | None, role: Role, site: Site | None) -> None:
    if by is None:
        return
    require(by, Act.EDIT_PEOPLE)
    if role not in roles_to_give(by):
        raise NotAllowed("Only an administrator can invite people into that role.")
    if by.role != Role.ADMIN and (site is None or not sees_site(session, by, site.id)):
        raise NotThere("There is no such site.")


def _check_live(site: Site | None, role: Role) -> None:
    """Nobody may start work with an assistant that could not say whom to ring. Raises BadInput."""
    if site is not None and site.live_at is None and role in SITE_ROLES:
        missing = ", ".join(contact.replace("_", " ") for contact in missing_contacts(site))
        raise BadInput(
            f"{site.name} is not live yet, so staff cannot join. Its emergency contacts are missing: {missing}. "
            "A manager or the administrator fills them in on the settings page."
        )


def revoke_invite(session: Session, invite: Invite, *, by: Staff, now: datetime) -> None:
    """Take an invite back; people who joined with it stay."""
    _check_maker(session, by, Role(invite.role), session.get(Site, invite.site_id) if invite.site_id else None)
    invite.revoked_at = invite.revoked_at or now
    session.add(invite)
    record(session, "invite.revoked", actor=by.actor, now=now, subject=f"invite:{invite.id}")


def open_invite(session: Session, code: str, *, now: datetime) -> Invite:
    """The invite for a code, if it can still be used. Raises NotThere with what to do."""
    clean = code.strip().upper()
    known = set(clean) <= set(ALPHABET)  # nothing else reaches the database, which may not be able to hold it
    invite = session.exec(select(Invite).where(Invite.code == clean)).first() if known else None
    if invite is None or not invite.is_open(now):
        raise NotThere("This invite does not work any more. Ask your manager for a new one.")
    _check_live(session.get(Site, invite.site_id) if invite.site_id else None, Role(invite.role))
    return invite


def use_invite(
    session: Session,
    invite_id: int,
    *,
    name: str,
    shift: Shift,
    now: datetime,
    telegram_id: int | None = None,
) -> Staff:
    """Join: counts one use and makes the person, together or not at all. Raises NotThere when it is used up."""
    taken = session.execute(
        update(Invite)
        .where(
            col(Invite.id) == invite_id,
            col(Invite.uses) < col(Invite.uses_allowed),
            col(Invite.revoked_at).is_(None),
            col(Invite.expires_at) > now,
        )
        .values(uses=col(Invite.uses) + 1)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NotThere("This invite does not work any more. Ask your manager for a new one.")
    invite = session.get_one(Invite, invite_id, populate_existing=True)
    _check_live(session.get(Site, invite.site_id) if invite.site_id else None, Role(invite.role))
    return add_staff(
        session,
        name,
        role=Role(invite.role),
        site_id=invite.site_id,
        team_id=invite.team_id,
        shift=shift,
        telegram_id=telegram_id,
        # An auditor's access ends with the invite that brought them.
        access_until=invite.expires_at if invite.role == Role.AUDITOR else None,
        now=now,
    )


def _actor(by: Staff | None) -> str:
    return by.actor if by else "command line"
