"""The very first start: one site and one administrator, so that somebody can sign in and invite the rest."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.errors import BadInput
from people.roles import Role
from people.signin import WebSession
from people.sites import Site, add_site
from people.staff import Staff, add_staff

FIRST_SITE = "Our service"
FIRST_ADMIN = "Administrator"


def first_setup(session: Session, *, now: datetime) -> Staff | None:
    """Make them if there is nobody yet; the administrator then, otherwise None."""
    if session.exec(select(func.count()).select_from(Staff)).one():
        return None
    try:
        add_site(session, FIRST_SITE, actor="first start", now=now)
    except BadInput:
        return None  # another process that started with this one was first
    return add_staff(session, FIRST_ADMIN, role=Role.ADMIN, now=now)


def unclaimed_admin(session: Session) -> Staff | None:
    """The administrator of the first start, while there is nobody else and they have never signed in."""
    everybody = session.exec(select(Staff).limit(2)).all()
    if len(everybody) != 1 or everybody[0].role != Role.ADMIN or everybody[0].telegram_id is not None:
        return None
    browsers = session.exec(select(WebSession.id).where(WebSession.staff_id == everybody[0].id).limit(1)).first()
    return everybody[0] if browsers is None else None


def is_setting_up(session: Session, staff: Staff) -> bool:
    """Is this the administrator of the first start, before there is anybody else or a site that is live?"""
    others = session.exec(select(Staff.id).where(Staff.id != staff.id).limit(1)).first()
    live = session.exec(select(Site.id).where(col(Site.live_at).is_not(None)).limit(1)).first()
    return staff.role == Role.ADMIN and others is None and live is None
