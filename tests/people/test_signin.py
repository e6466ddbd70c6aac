"""Signing in: links that work once, sessions that end, and forms that must be ours."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

import make
from core.database import Database
from core.errors import NotThere
from people.roles import Role
from people.signin import (
    IDLE_DAYS,
    LINK_MINUTES,
    SESSION_DAYS,
    SigninLink,
    csrf_matches,
    end_session,
    find_session,
    is_stale,
    keep_alive,
    make_link,
    staff_for_link,
    start_session,
    use_link,
)
from people.staff import Staff, add_staff, end_accesses, leave
from together import together


@pytest.fixture
def ana(session: Session, now: datetime) -> Staff:
    return make.cast(session, now=now).ana


def test_a_link_lets_its_person_in_once(session: Session, ana: Staff, now: datetime) -> None:
    token = make_link(session, ana, now=now, actor="test")
    assert staff_for_link(session, token, now=now).id == ana.id
    assert use_link(session, token, now=now).id == ana.id
    with pytest.raises(NotThere, match="/link"):
        use_link(session, token, now=now)
    with pytest.raises(NotThere):
        staff_for_link(session, token, now=now)


def test_of_those_who_use_a_link_at_once_one_gets_in(database: Database, now: datetime) -> None:
    with database.writing() as session:
        token = make_link(session, make.cast(session, now=now).ana, now=now, actor="test")

    def sign_in() -> str:
        with database.writing() as session:
            return use_link(session, token, now=now).name

    results = together([sign_in] * 8)
    assert [result for result in results if result == "Ana"] == ["Ana"]
    assert all(isinstance(result, NotThere) for result in results if result != "Ana")


@pytest.mark.parametrize("token", ["", "nonsense", "'; drop table staff", "\x00", "ü" * 500])
def test_an_unknown_link_opens_nothing(session: Session, ana: Staff, now: datetime, token: str) -> None:
    with pytest.raises(NotThere):
        use_link(session, token, now=now)


def test_a_link_that_is_too_old_opens_nothing(session: Session, ana: Staff, now: datetime) -> None:
    token = make_link(session, ana, now=now, actor="test")
    use_by = now + timedelta(minutes=LINK_MINUTES)
    assert staff_for_link(session, token, now=use_by - timedelta(seconds=1)).id == ana.id
    with pytest.raises(NotThere):
        use_link(session, token, now=use_by)


def test_only_a_hash_of_a_token_is_kept(session: Session, ana: Staff, now: datetime) -> None:
    token = make_link(session, ana, now=now, actor="test")
    cookie, row = start_session(session, now=now, staff=ana)
    link = session.exec(select(SigninLink)).one()
    assert token not in str(link.model_dump())
    assert cookie not in str(row.model_dump())


def test_whoever_leaves_is_out_the_same_moment(session: Session, ana: Staff, now: datetime) -> None:
    token = make_link(session, ana, now=now, actor="test")
    cookie, _ = start_session(session, now=now, staff=ana)
    leave(session, ana, actor="test", now=now)
    assert find_session(session, cookie, now=now) is None
    with pytest.raises(NotThere):
        use_link(session, token, now=now)


def test_a_session_lasts_its_days_and_ends_when_signed_out(session: Session, ana: Staff, now: datetime) -> None:
    cookie, row = start_session(session, now=now, staff=ana)
    keep_alive(session, row, now=now + timedelta(days=SESSION_DAYS - 1))
    session.refresh(row)
    found = find_session(session, cookie, now=now + timedelta(days=SESSION_DAYS, seconds=-1))
    assert found is not None
    assert (found[0].id, found[1]) == (row.id, ana)
    assert find_session(session, cookie, now=now + timedelta(days=SESSION_DAYS)) is None
    end_session(session, row)
    assert find_session(session, cookie, now=now) is None
    end_session(session, row)  # signing out twice is fine


def test_a_browser_that_nobody_uses_is_signed_out(session: Session, ana: Staff, now: datetime) -> None:
    cookie, row = start_session(session, now=now, staff=ana)
    later = now + timedelta(days=IDLE_DAYS)
    assert find_session(session, cookie, now=later - timedelta(seconds=1))
    assert find_session(session, cookie, now=later) is None
    assert (is_stale(row, now), is_stale(row, now + timedelta(hours=1))) == (False, True)


def test_an_auditors_access_ends_with_their_time(session: Session, now: datetime) -> None:
    end = now + timedelta(days=14)
    aud = add_staff(session, "Aud", role=Role.AUDITOR, access_until=end, now=now)
    token = make_link(session, aud, now=end, actor="test")
    cookie, _ = start_session(session, now=end - timedelta(days=1), staff=aud)
    assert find_session(session, cookie, now=end - timedelta(seconds=1))
    assert find_session(session, cookie, now=end) is None
    with pytest.raises(NotThere):
        use_link(session, token, now=end)
    assert (end_accesses(session, now=end - timedelta(seconds=1)), end_accesses(session, now=end)) == (0, 1)
    assert aud.left_at == end


def test_a_visitor_has_a_session_without_a_person(session: Session, now: datetime) -> None:
    cookie, _ = start_session(session, now=now)
    found = find_session(session, cookie, now=now)
    assert found is not None
    assert found[1] is None


def test_a_session_never_gets_the_number_of_an_earlier_one(session: Session, now: datetime) -> None:
    """Visitors are known by it: whoever got it again would find the earlier visitor's talk."""
    _, row = start_session(session, now=now)
    earlier = row.id
    end_session(session, row)
    session.flush()
    _, row = start_session(session, now=now)
    assert row.id != earlier


def test_only_the_form_of_this_session_is_taken(session: Session, ana: Staff, now: datetime) -> None:
    _, mine = start_session(session, now=now, staff=ana)
    _, other = start_session(session, now=now, staff=ana)
    assert csrf_matches(mine, mine.csrf)
    for given in (None, "", other.csrf, mine.csrf[:-1], "ü"):
        assert not csrf_matches(mine, given)
