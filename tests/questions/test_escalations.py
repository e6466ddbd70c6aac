"""A question with the champions: who is told, who claims it, and who hears the reply."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

import make
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere, Taken
from delivery.outbox import OutboundMessage
from make import Cast
from make_question import LONDON, TEXT, escalation, question, sent, told, vector
from people.roles import Role
from people.shifts import Shift
from people.staff import Oversight, leave
from questions.escalations import (
    LONGEST_REPLY,
    Escalation,
    State,
    answered_lately,
    askers,
    claim,
    escalate,
    find_escalation,
    inbox,
    pass_on,
    promised_to,
    reply,
    tell_overdue,
    waiting_at,
)
from questions.questions import Question, waiting_for
from questions.questions import State as Asked
from together import together

CHO, LEE, ANA, ZED = "902", "903", "901", "904"


@pytest.fixture
def people(session: Session, now: datetime) -> Cast:
    return make.cast(session, now=now)


def open_one(session: Session, people: Cast, now: datetime) -> int:
    return escalation(session, people.ana, now=now).id or 0


# Who is told


def test_an_unknown_question_reaches_the_champion_on_shift(session: Session, people: Cast, now: datetime) -> None:
    make.staff(session, "Nia", role=Role.CHAMPION, at=people.home, shift=Shift.NIGHTS, telegram_id=905, now=now)
    row = escalation(session, people.ana, now=now)
    assert sent(session) == [(CHO, "# A question from Rose House")]
    assert row.due_at == now + timedelta(hours=4)
    assert [q.escalation_id for q in waiting_for(session, people.ana)] == [row.id]


def test_a_champion_on_leave_is_not_on_shift(session: Session, people: Cast, now: datetime) -> None:
    make.staff(session, "Eve", role=Role.CHAMPION, at=people.home, telegram_id=905, now=now)
    people.cho.away_from = now.date()
    session.add(people.cho)
    escalation(session, people.ana, now=now)
    assert told(session) == ["905"]


def test_with_nobody_on_shift_every_champion_of_the_site_is_told(session: Session, people: Cast, now: datetime) -> None:
    make.staff(session, "Eve", role=Role.CHAMPION, at=people.home, shift=Shift.LATES, telegram_id=905, now=now)
    escalation(session, people.ana, now=now.replace(hour=3))
    assert told(session) == [CHO, "905"]


def test_another_sites_champions_are_told_only_when_the_site_has_none(
    session: Session, people: Cast, now: datetime
) -> None:
    elsewhere = make.staff(session, "Eve", role=Role.CHAMPION, at=people.other, telegram_id=905, now=now)
    first = escalation(session, people.ana, now=now)
    assert told(session) == [CHO]
    with pytest.raises(NotThere):
        find_escalation(session, first.id or 0, by=elsewhere)
    leave(session, people.cho, actor="test", now=now)
    second = escalation(session, people.ana, "Who mends the tablet?", now=now)
    assert told(session)[1:] == ["905"]
    assert find_escalation(session, second.id or 0, by=elsewhere) is second


def test_a_champion_who_asks_is_not_sent_their_own_question(session: Session, people: Cast, now: datetime) -> None:
    make.staff(session, "Eve", role=Role.CHAMPION, at=people.home, telegram_id=905, now=now)
    escalation(session, people.cho, now=now)
    assert told(session) == ["905"]


def test_the_manager_hears_when_the_only_champion_is_the_one_who_asks(
    session: Session, people: Cast, now: datetime
) -> None:
    escalation(session, people.cho, now=now)
    assert sent(session) == [(LEE, "# A question needs somebody at Rose House")]


def test_when_all_have_passed_the_managers_are_told(session: Session, people: Cast, now: datetime) -> None:
    row_id = open_one(session, people, now)
    pass_on(session, row_id, by=people.cho, now=now, zone=LONDON)
    assert sent(session)[1:] == [(LEE, "# A question needs somebody at Rose House")]
    assert ZED not in told(session)


def test_without_a_manager_the_administrators_are_told(session: Session, people: Cast, now: datetime) -> None:
    make.staff(session, "Adi", role=Role.ADMIN, telegram_id=906, now=now)
    leave(session, people.lee, actor="test", now=now)
    row_id = open_one(session, people, now)
    pass_on(session, row_id, by=people.cho, now=now, zone=LONDON)
    assert told(session)[1:] == ["906"]


def test_a_manager_who_looks_after_the_site_too_is_told(session: Session, people: Cast, now: datetime) -> None:
    session.add(Oversight(staff_id=people.zed.id or 0, site_id=people.home.id or 0))
    row_id = open_one(session, people, now)
    pass_on(session, row_id, by=people.cho, now=now, zone=LONDON)
    assert told(session)[1:] == [LEE, ZED]


# Once, and together


def test_a_question_is_escalated_once(session: Session, people: Cast, now: datetime) -> None:
    asked = question(session, people.ana, now=now)
    rows = [escalate(session, asked, now=now, zone=LONDON) for _ in range(3)]
    assert len({row.id for row in rows}) == 1
    assert told(session) == [CHO]


def test_a_button_pressed_twice_at_once_escalates_once(database: Database, now: datetime) -> None:
    with database.writing() as session:
        asked_id = question(session, make.cast(session, now=now).ana, now=now).id

    def press() -> int | None:
        with database.writing() as session:
            return escalate(session, session.get_one(Question, asked_id), now=now, zone=LONDON).id

    results = together([press] * 6)
    assert len(set(results)) == 1, results
    with database.reading() as session:
        assert len(session.exec(select(Escalation)).all()) == 1
        assert told(session) == [CHO]


def test_the_same_question_by_another_joins_the_first(session: Session, people: Cast, now: datetime) -> None:
    ben = make.staff(session, "Ben", at=people.home, now=now)
    first = escalation(session, people.ana, vector=vector(1, 0), now=now)
    same_words = escalation(session, ben, f"  {TEXT.upper()} ", vector=vector(0, 1), now=now)
    same_meaning = escalation(session, ben, "hoist battery charge where", vector=vector(1, 0.1), now=now)
    other = escalation(session, ben, "Who mends the tablet?", vector=vector(0, 1), now=now)
    assert first.id == same_words.id == same_meaning.id != other.id
    assert askers(session, first.id or 0) == 2
    assert told(session) == [CHO, CHO]


def test_vectors_of_two_models_are_not_compared(session: Session, people: Cast, now: datetime) -> None:
    first = escalation(session, people.ana, "One?", vector=vector(1, 0), now=now)
    second = escalation(session, people.ana, "Two?", vector=vector(1, 0, 0), now=now)
    assert first.id != second.id


def test_the_same_question_at_another_site_is_another(session: Session, people: Cast, now: datetime) -> None:
    there = make.staff(session, "Ben", at=people.other, now=now)
    assert escalation(session, people.ana, now=now).id != escalation(session, there, now=now).id


def test_whoever_joins_late_is_promised_a_time_to_come(session: Session, people: Cast, now: datetime) -> None:
    first = escalation(session, people.ana, now=now)
    soon = now + timedelta(hours=1)
    assert promised_to(first, now=soon, zone=LONDON) == first.due_at
    late = now + timedelta(hours=5)
    assert promised_to(first, now=late, zone=LONDON) > late


# Claiming


def test_a_claim_is_once_and_names_who_has_it(session: Session, people: Cast, now: datetime) -> None:
    eve = make.staff(session, "Eve", role=Role.CHAMPION, at=people.home, now=now)
    row_id = open_one(session, people, now)
    assert claim(session, row_id, by=people.cho, now=now).claimed_by_id == people.cho.id
    assert claim(session, row_id, by=people.cho, now=now).state == State.CLAIMED
    with pytest.raises(Taken, match="Cho is already on this one"):
        claim(session, row_id, by=eve, now=now)
    reply(session, row_id, "In the blue cupboard.", by=people.cho, now=now)
    with pytest.raises(Taken, match="Cho has already answered"):
        claim(session, row_id, by=eve, now=now)


def test_of_champions_who_claim_together_one_wins(database: Database, now: datetime) -> None:
    with database.writing() as session:
        people = make.cast(session, now=now)
        names = ["Eve", "Fay", "Gus"]
        champions = [make.staff(session, name, role=Role.CHAMPION, at=people.home, now=now) for name in names]
        row_id = open_one(session, people, now)

    def take(number: int) -> str:
        with database.writing() as session:
            claim(session, row_id, by=champions[number], now=now)
            return champions[number].name

    results = together([lambda n=n: take(n) for n in range(3)])  # type: ignore[misc]
    [winner] = [result for result in results if isinstance(result, str)]
    assert all(isinstance(r, Taken) and f"{winner} is already on" in str(r) for r in results if r != winner)


@pytest.mark.parametrize("role", [Role.STAFF, Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.AUDITOR])
def test_only_champions_and_administrators_claim(session: Session, people: Cast, now: datetime, role: Role) -> None:
    row_id = open_one(session, people, now)
    with pytest.raises(NotAllowed):
        claim(session, row_id, by=make.staff(session, "Sam", role=role, at=people.home, now=now), now=now)
    admin = make.staff(session, "Adi", role=Role.ADMIN, now=now)
    assert claim(session, row_id, by=admin, now=now).claimed_by_id == admin.id


@pytest.mark.parametrize("number", [-1, 0, 999_999])
def test_what_is_not_there_cannot_be_claimed(session: Session, people: Cast, now: datetime, number: int) -> None:
    with pytest.raises(NotThere):
        claim(session, number, by=people.cho, now=now)


def test_a_leavers_claim_is_free_again(session: Session, people: Cast, now: datetime) -> None:
    eve = make.staff(session, "Eve", role=Role.CHAMPION, at=people.home, now=now)
    row_id = open_one(session, people, now)
    claim(session, row_id, by=people.cho, now=now)
    leave(session, people.cho, actor="test", now=now)
    assert claim(session, row_id, by=eve, now=now).claimed_by_id == eve.id


def test_a_claim_kept_past_the_promised_time_is_free_again(session: Session, people: Cast, now: datetime) -> None:
    eve = make.staff(session, "Eve", role=Role.CHAMPION, at=people.home, now=now)
    row_id = open_one(session, people, now)
    claim(session, row_id, by=people.cho, now=now + timedelta(hours=3))
    with pytest.raises(Taken):
        claim(session, row_id, by=eve, now=now + timedelta(hours=5))
    late = now + timedelta(hours=7, minutes=1)
    assert claim(session, row_id, by=eve, now=late).claimed_by_id == eve.id
    with pytest.raises(Taken, match="Eve"):
        claim(session, row_id, by=people.cho, now=late)


# Passing on


def test_passing_on_brings_it_to_the_next_and_not_back(session: Session, people: Cast, now: datetime) -> None:
    make.staff(session, "Nia", role=Role.CHAMPION, at=people.home, shift=Shift.NIGHTS, telegram_id=905, now=now)
    row_id = open_one(session, people, now)
    row = pass_on(session, row_id, by=people.cho, now=now, zone=LONDON)
    assert (row.state, row.claimed_by_id) == (State.WAITING, None)
    assert told(session) == [CHO, "905"]
    pass_on(session, row_id, by=people.cho, now=now, zone=LONDON)  # a second press changes nothing
    assert told(session) == [CHO, "905"]


def test_what_somebody_else_has_cannot_be_passed_on(session: Session, people: Cast, now: datetime) -> None:
    eve = make.staff(session, "Eve", role=Role.CHAMPION, at=people.home, now=now)
    row_id = open_one(session, people, now)
    claim(session, row_id, by=eve, now=now)
    with pytest.raises(Taken):
        pass_on(session, row_id, by=people.cho, now=now, zone=LONDON)


# Replying


def test_a_reply_reaches_everybody_who_asked_once_where_they_asked(
    session: Session, people: Cast, now: datetime
) -> None:
    ben = make.staff(session, "Ben", at=people.home, telegram_id=905, now=now)
    gone = make.staff(session, "Gil", at=people.home, telegram_id=906, now=now)
    row_id = open_one(session, people, now)
    escalation(session, ben, now=now, channel="web")
    escalation(session, gone, now=now)
    escalation(session, people.ana, now=now, channel="web")  # she asks again, on the web
    leave(session, gone, actor="test", now=now)
    row = reply(session, row_id, "  In the blue cupboard.  ", by=people.cho, now=now)
    assert (row.state, row.reply, row.replied_by_id) == (State.REPLIED, "In the blue cupboard.", people.cho.id)
    assert sorted(told(session, "answer")) == sorted([f"staff:{ben.id}", f"staff:{people.ana.id}"])
    assert {q.state for q in session.exec(select(Question)).all()} == {Asked.REPLIED}


def test_a_reply_shows_the_question_the_words_and_who_says_so(session: Session, people: Cast, now: datetime) -> None:
    row_id = open_one(session, people, now)
    reply(session, row_id, "In the blue cupboard.\nAsk Dee.", by=people.cho, now=now)
    row = session.exec(select(OutboundMessage).where(OutboundMessage.kind == "answer")).one()
    assert f"> {TEXT}\n" in row.message.text
    assert "Cho, digital champion, says:\n> In the blue cupboard.\n> Ask Dee." in row.message.text
    assert [button.label for button in row.message.buttons] == ["Helpful", "Not quite"]


def test_a_reply_sent_twice_at_once_is_heard_once(database: Database, now: datetime) -> None:
    with database.writing() as session:
        people = make.cast(session, now=now)
        row_id = open_one(session, people, now)

    def send(number: int) -> str:
        with database.writing() as session:
            return reply(session, row_id, f"Reply {number}", by=people.cho, now=now).reply

    results = together([lambda n=n: send(n) for n in range(4)])  # type: ignore[misc]
    [stored] = [result for result in results if isinstance(result, str)]
    assert all(isinstance(result, Taken) for result in results if result != stored)
    with database.reading() as session:
        assert session.get_one(Escalation, row_id).reply == stored
        assert told(session, "answer") == [ANA]


@pytest.mark.parametrize(
    ("text", "why"), [("", "empty"), (" \n\t ", "empty"), ("x" * (LONGEST_REPLY + 1), "longer than 3,000")]
)
def test_an_empty_or_endless_reply_is_refused_and_claims_nothing(
    session: Session, people: Cast, now: datetime, text: str, why: str
) -> None:
    row_id = open_one(session, people, now)
    with pytest.raises(BadInput, match=why):
        reply(session, row_id, text, by=people.cho, now=now)
    assert session.get_one(Escalation, row_id).state == State.WAITING


def test_whoever_joins_while_the_reply_is_sent_hears_it_or_keeps_waiting(database: Database, now: datetime) -> None:
    with database.writing() as session:
        people = make.cast(session, now=now)
        ben = make.staff(session, "Ben", at=people.home, telegram_id=905, now=now)

    def send(row_id: int) -> str:
        with database.writing() as session:
            return reply(session, row_id, "In the blue cupboard.", by=people.cho, now=now).state

    def join(text: str) -> str:
        with database.writing() as session:
            return escalation(session, ben, text, now=now).state

    for number in range(8):
        with database.writing() as session:
            row_id = escalation(session, people.ana, f"Question {number}?", now=now).id or 0
        together([lambda r=row_id: send(r), lambda n=number: join(f"Question {n}?")])  # type: ignore[misc]
    with database.reading() as session:
        for asked in waiting_for(session, ben):
            assert session.get_one(Escalation, asked.escalation_id).state == State.WAITING


def test_whoever_asks_again_after_a_reply_is_not_left_alone(session: Session, people: Cast, now: datetime) -> None:
    asked = question(session, people.ana, now=now)
    first = escalate(session, asked, now=now, zone=LONDON)
    reply(session, first.id or 0, "Somewhere.", by=people.cho, now=now)
    second = escalate(session, asked, now=now, zone=LONDON)
    assert second.id != first.id
    assert second.state == State.WAITING
    reply(session, second.id or 0, "In the blue cupboard.", by=people.cho, now=now)
    assert told(session) == [CHO, ANA, CHO, ANA]


# Lists and overdue


def test_the_inbox_shows_what_this_champion_may_answer_soonest_due_first(
    session: Session, people: Cast, now: datetime
) -> None:
    elsewhere = make.staff(session, "Eve", role=Role.CHAMPION, at=people.other, now=now)
    later = escalation(session, people.ana, "Later?", now=now + timedelta(hours=1))
    sooner = escalation(session, people.ana, "Sooner?", now=now)
    assert [row.id for row in inbox(session, people.cho)] == [sooner.id, later.id]
    assert not inbox(session, elsewhere)
    with pytest.raises(NotAllowed):
        inbox(session, people.ana)
    reply(session, sooner.id or 0, "Yes.", by=people.cho, now=now)
    assert [row.id for row in inbox(session, people.cho)] == [later.id]
    assert [row.id for row in answered_lately(session, people.cho, since=now)] == [sooner.id]
    assert not answered_lately(session, elsewhere, since=now)


def test_a_manager_sees_what_waits_at_their_own_sites(session: Session, people: Cast, now: datetime) -> None:
    row_id = open_one(session, people, now)
    assert [row.id for row in waiting_at(session, people.lee)] == [row_id]
    assert not waiting_at(session, people.zed)
    with pytest.raises(NotAllowed):
        waiting_at(session, people.cho)


def test_managers_hear_once_of_what_is_overdue(session: Session, people: Cast, now: datetime) -> None:
    row_id = open_one(session, people, now)
    claim(session, row_id, by=people.cho, now=now)
    assert tell_overdue(session, now=now + timedelta(hours=4), zone=LONDON) == 0
    late = now + timedelta(hours=4, seconds=1)
    assert tell_overdue(session, now=late, zone=LONDON) == 1
    assert tell_overdue(session, now=late, zone=LONDON) == 0
    assert sent(session, "overdue") == [(LEE, "# A question is waiting at Rose House")]


def test_managers_hear_of_an_overdue_question_that_all_had_passed_on(
    session: Session, people: Cast, now: datetime
) -> None:
    row_id = open_one(session, people, now)
    pass_on(session, row_id, by=people.cho, now=now, zone=LONDON)
    tell_overdue(session, now=now + timedelta(hours=5), zone=LONDON)
    assert told(session, "overdue") == [LEE, LEE]


def test_what_was_answered_in_time_is_never_overdue(session: Session, people: Cast, now: datetime) -> None:
    row_id = open_one(session, people, now)
    reply(session, row_id, "Yes.", by=people.cho, now=now)
    assert tell_overdue(session, now=now + timedelta(days=2), zone=LONDON) == 0
