"""The very first start: one site and one administrator, so that somebody can sign in and invite the rest."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, select

from people.roles import Role
from people.sites import add_site
from people.staff import Staff, add_staff

FIRST_SITE = "Our service"
FIRST_ADMIN = "Administrator"


def first_setup(session: Session, *, now: datetime) -> Staff | None:
    """Make them if there is nobody yet; the administrator then, otherwise None."""
    if session.exec(select(func.count()).select_from(Staff)).one():
        return None
    add_site(session, FIRST_SITE, actor="first start", now=now)
    return add_staff(session, FIRST_ADMIN, role=Role.ADMIN, now=now)
