"""Joining by invite."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

import make
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere
from people.invites import Invite, make_invite, open_invite, revoke_invite, use_invite
from people.roles import Role
from people.shifts import Shift
from people.sites import add_site, add_team, set_contacts
from people.staff import Staff
from together import together


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


@pytest.mark.parametrize("code", ["", "NOSUCHCODE", "'; drop table invite", "\x00", "\ud800", "ß" * 99])
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


def test_an_invite_used_by_many_at_once_never_exceeds_its_uses(database: Database, now: datetime) -> None:
    with database.writing() as session:
        site = make.site(session, now=now)
        invite_id = make_invite(session, role=Role.STAFF, site=site, now=now, uses=7).id or 0

    def join() -> str:
        with database.writing() as session:
            return use_invite(session, invite_id, name="Ana", shift=Shift.DAYS, now=now).name

    results = together([join] * 20)
    assert results.count("Ana") == 7
    assert all(isinstance(result, NotThere) for result in results if result != "Ana")
    with database.reading() as session:
        assert len(session.exec(select(Staff)).all()) == session.get_one(Invite, invite_id).uses == 7


def test_a_refused_name_uses_nothing_up(database: Database, now: datetime) -> None:
    with database.writing() as session:
        invite_id = make_invite(session, role=Role.STAFF, site=make.site(session, now=now), now=now, uses=1).id or 0
    with pytest.raises(BadInput), database.writing() as session:
        use_invite(session, invite_id, name=" ", shift=Shift.DAYS, now=now)
    with database.writing() as session:
        assert use_invite(session, invite_id, name="Ana", shift=Shift.DAYS, now=now).name == "Ana"


@pytest.mark.parametrize("limits", [{"days": 0}, {"days": 366}, {"uses": 0}, {"uses": 1001}])
def test_an_invite_without_sensible_limits_is_refused(session: Session, now: datetime, limits: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="1 to 365 days"):
        make_invite(session, role=Role.STAFF, site=make.site(session, now=now), now=now, **limits)


def test_an_invite_for_staff_needs_a_site(session: Session, now: datetime) -> None:
    with pytest.raises(BadInput, match="Choose a site"):
        make_invite(session, role=Role.STAFF, site=None, now=now)
    assert make_invite(session, role=Role.GOVERNANCE, site=None, now=now).site_id is None


def test_only_an_auditors_access_ends_with_the_invite(session: Session, now: datetime) -> None:
    site = make.site(session, now=now)
    until = {}
    for role in (Role.AUDITOR, Role.STAFF):
        invite = make_invite(session, role=role, site=site, now=now, days=3)
        person = use_invite(session, invite.id or 0, name="Aud", shift=Shift.DAYS, now=now)
        until[role] = person.access_until
    assert until == {Role.AUDITOR: now + timedelta(days=3), Role.STAFF: None}


def test_a_team_of_another_site_is_refused(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    nights = add_team(session, people.other, "Nights", actor="test", now=now)
    with pytest.raises(BadInput, match="team"):
        make_invite(session, role=Role.STAFF, site=people.home, team=nights, now=now, by=people.lee)


def test_nobody_joins_a_site_that_cannot_say_whom_to_ring(session: Session, now: datetime) -> None:
    site = add_site(session, "Oak Lodge", actor="test", now=now)
    for role in (Role.STAFF, Role.CHAMPION, Role.SUPERVISOR):
        with pytest.raises(BadInput, match=r"Oak Lodge is not live yet.*safeguarding lead"):
            make_invite(session, role=role, site=site, now=now)
    early = Invite(code="A" * 10, site_id=site.id, role=Role.STAFF, made_at=now, expires_at=now + timedelta(days=1))
    session.add(early)
    session.flush()
    with pytest.raises(BadInput, match="not live"):
        open_invite(session, early.code, now=now)
    with pytest.raises(BadInput, match="not live"), session.begin_nested():
        use_invite(session, early.id or 0, name="Ana", shift=Shift.DAYS, now=now)
    assert make_invite(session, role=Role.MANAGER, site=site, now=now).site_id == site.id
    set_contacts(session, site, dict(make.CONTACTS), actor="test", now=now)
    assert site.live_at == now
    assert use_invite(session, early.id or 0, name="Ana", shift=Shift.DAYS, now=now).name == "Ana"
    set_contacts(session, site, {}, actor="test", now=now + timedelta(days=1))
    assert site.live_at == now  # whoever works there keeps their help
