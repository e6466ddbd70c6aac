"""Joining by invite."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

import make
from core.errors import NotAllowed, NotThere
from people.invites import make_invite, open_invite, revoke_invite, use_invite
from people.roles import Role
from people.shifts import Shift


def test_an_invite_brings_somebody_into_its_site_and_role(session: Session, now: datetime) -> None:
    home = make.site(session, now=now)
    invite = make_invite(session, role=Role.CHAMPION, site=home, now=now)
    joined = use_invite(session, invite.id or 0, name="  Cho  Lin ", shift=Shift.NIGHTS, now=now)
    assert (joined.name, joined.role, joined.site_id, joined.shift) == ("Cho Lin", "champion", home.id, "nights")


def test_an_invite_works_only_for_as_many_people_as_it_says(session: Session, now: datetime) -> None:
    invite = make_invite(session, role=Role.STAFF, site=make.site(session, now=now), now=now, uses=1)
    use_invite(session, invite.id or 0, name="Ana", shift=Shift.DAYS, now=now)
    with pytest.raises(NotThere, match="Ask your manager"):
        use_invite(session, invite.id or 0, name="Ben", shift=Shift.DAYS, now=now)


@pytest.mark.parametrize("code", ["", "NOSUCHCODE", "'; drop table invite"])
def test_an_unknown_code_opens_nothing(session: Session, now: datetime, code: str) -> None:
    with pytest.raises(NotThere):
        open_invite(session, code, now=now)


def test_an_expired_or_revoked_invite_opens_nothing(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    invite = make_invite(session, role=Role.STAFF, site=people.home, now=now, by=people.lee)
    assert open_invite(session, invite.code.lower(), now=now).id == invite.id
    with pytest.raises(NotThere):
        open_invite(session, invite.code, now=now + timedelta(days=15))
    revoke_invite(session, invite, by=people.lee, now=now)
    with pytest.raises(NotThere):
        open_invite(session, invite.code, now=now)


def test_a_manager_invites_only_to_their_own_site_and_only_site_roles(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    with pytest.raises(NotThere):
        make_invite(session, role=Role.STAFF, site=people.home, now=now, by=people.zed)
    with pytest.raises(NotAllowed):
        make_invite(session, role=Role.ADMIN, site=people.home, now=now, by=people.lee)
    with pytest.raises(NotAllowed):
        make_invite(session, role=Role.STAFF, site=people.home, now=now, by=people.ana)
