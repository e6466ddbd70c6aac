"""Leaving closes every way in the same day, and what somebody looked after passes on."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

import make
import make_quiz
from core.errors import BadInput, NotAllowed, NotThere
from delivery.message import Message
from delivery.outbox import OutboundMessage, waiting
from delivery.reach import tell
from make_question import sent
from people.invites import make_invite, open_invite
from people.roles import Role
from people.signin import SigninLink, WebSession, find_session, make_link, start_session
from people.sites import Contact
from people.staff import Duty, Staff, on_duty
from privacy.leavers import close_account, mark_left
from quizzes.assignments import Round
from quizzes.rounds import start_now


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    return make.cast(session, now=now)


def leaves(session: Session, person: Staff, now: datetime) -> None:
    close_account(session, person, actor="test", now=now)
    session.flush()


def test_no_browser_link_or_telegram_lets_them_in(session: Session, people: make.Cast, now: datetime) -> None:
    token, _ = start_session(session, now=now, staff=people.ana)
    make_link(session, people.ana, now=now, actor="test")
    kept, _ = start_session(session, now=now, staff=people.cho)
    leaves(session, people.ana, now)
    assert find_session(session, token, now=now) is None
    assert find_session(session, kept, now=now) is not None
    assert [row.staff_id for row in session.exec(select(WebSession))] == [people.cho.id]
    assert session.exec(select(SigninLink)).all() == []
    assert people.ana.telegram_id is None


def test_what_waits_for_them_is_never_sent(session: Session, people: make.Cast, now: datetime) -> None:
    tell(session, people.ana, Message("A quiz"), now=now, kind="quiz")
    tell(session, people.cho, Message("A quiz"), now=now, kind="quiz")
    leaves(session, people.ana, now)
    left = waiting(session, "telegram", now=now, limit=10)
    assert [row.recipient_id for row in left] == [people.cho.id]
    states = {row.recipient_id: row.state for row in session.exec(select(OutboundMessage))}
    assert states[people.ana.id or 0] == "cancelled"


def test_invites_they_made_work_no_more_and_others_do(session: Session, people: make.Cast, now: datetime) -> None:
    mine = make_invite(session, role=Role.STAFF, site=people.home, by=people.lee, now=now)
    other = make_invite(session, role=Role.STAFF, site=people.home, now=now)
    leaves(session, people.lee, now)
    with pytest.raises(NotThere):
        open_invite(session, mine.code, now=now)
    assert open_invite(session, other.code, now=now)


def test_their_practice_ends(session: Session, people: make.Cast, now: datetime) -> None:
    make_quiz.bank(session, now=now)
    start_now(session, people.ana, now=now)
    leaves(session, people.ana, now + timedelta(hours=1))
    [round_] = session.exec(select(Round)).all()
    session.refresh(round_)
    assert round_.closes_at == now + timedelta(hours=1)


def test_a_duty_passes_to_the_next_and_managers_hear_when_nobody_is_left(
    session: Session, people: make.Cast, now: datetime
) -> None:
    home = people.home.id or 0
    for position, person in enumerate((people.cho, people.ana)):
        held = Duty(site_id=home, duty=Contact.DEPUTY, staff_id=person.id or 0, position=position)
        session.add(held)
    session.flush()
    leaves(session, people.cho, now)
    assert on_duty(session, home, Contact.DEPUTY) == [people.ana]
    assert sent(session, "duty") == []
    leaves(session, people.ana, now)
    assert sent(session, "duty") == [("903", "# Nobody is the deputy at Rose House now")]


def test_a_manager_marks_their_own_people_as_left_and_never_themselves(
    session: Session, people: make.Cast, now: datetime
) -> None:
    ade = make.staff(session, "Ade", role=Role.ADMIN, now=now)
    with pytest.raises(BadInput, match="yourself"):
        mark_left(session, ade.id or 0, by=ade, now=now)
    with pytest.raises(NotThere):
        mark_left(session, people.ana.id or 0, by=people.zed, now=now)
    with pytest.raises(NotAllowed):
        mark_left(session, people.ana.id or 0, by=people.cho, now=now)
    mark_left(session, people.ana.id or 0, by=people.lee, now=now)
    assert people.ana.left_at == now
