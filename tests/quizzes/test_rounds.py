"""A round reaches each person once, within their hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

import make
import make_quiz
from core.database import Database
from delivery.outbox import OutboundMessage
from people.roles import Role
from people.shifts import Shift
from people.staff import leave
from quizzes.assignments import history_of
from quizzes.rounds import due_people, latest_open, open_round, push, start_now

LONDON = ZoneInfo("Europe/London")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def sweep(database: Database, now: datetime) -> list[str]:
    """What the timetable does every ten minutes. The names pushed to."""
    with database.writing() as session:
        round_ = latest_open(session, now=now)
        people = due_people(session, round_, now=now, zone=LONDON) if round_ else []
        return [person.name for person in people if round_ and push(session, round_, person, now=now)]


@pytest.fixture
def cast(database: Database, now: datetime) -> make.Cast:
    with database.writing() as session:
        made = make.cast(session, now=now - timedelta(days=60))
        make_quiz.bank(session, now=now)
        return made


def opened(database: Database, now: datetime, slot: str = "2026-W48-1") -> None:
    with database.writing() as session:
        make_quiz.round_at(session, now, slot)


def questions(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(row.address, row.kind) for row in session.exec(select(OutboundMessage)).all()]


def test_a_round_is_pushed_once_to_each_person_who_takes_quizzes(
    database: Database, cast: make.Cast, now: datetime
) -> None:
    opened(database, now)
    assert sweep(database, now) == ["Ana", "Cho"]
    assert sweep(database, now + timedelta(minutes=10)) == []
    assert questions(database) == [("901", "quiz"), ("902", "quiz")]


def test_the_first_question_goes_out_with_its_options_and_the_second_waits(
    database: Database, cast: make.Cast, now: datetime
) -> None:
    opened(database, now)
    sweep(database, now)
    with database.reading() as session:
        first = history_of(session, cast.ana)[0]
        sent = session.exec(select(OutboundMessage).where(OutboundMessage.recipient_id == cast.ana.id)).one()
        assert [row.position for row in history_of(session, cast.ana)] == [1, 2]
        assert sent.key == f"quiz:{first.round_id}:{cast.ana.id}:1"
        assert sent.message.text.startswith("# Quick question 1 of 2\nThe work tablet is flat.")
        assert "A. " in sent.message.text
        assert [button.label for button in sent.message.buttons] == ["A", "B", "C"]
        assert {button.action for button in sent.message.buttons} == {
            f"quiz:{first.id}:{option}" for option in range(3)
        }


def test_two_processes_that_saw_the_same_person_push_once(database: Database, cast: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        round_ = make_quiz.round_at(session, now)
    results = []
    for _ in range(2):
        with database.writing() as session:
            results.append(push(session, round_, cast.ana, now=now))
    assert results == [True, False]


@pytest.mark.parametrize(
    ("shift", "asleep", "awake"),
    [
        (Shift.DAYS, "2026-11-23 20:00", "2026-11-24 07:30"),
        (Shift.LATES, "2026-11-23 08:10", "2026-11-23 14:00"),
        (Shift.NIGHTS, "2026-11-23 08:10", "2026-11-23 20:00"),
        (Shift.NIGHTS, "2026-11-23 19:59", "2026-11-24 00:30"),
        (Shift.NIGHTS, "2026-11-24 07:30", "2026-11-24 07:29"),
        (Shift.MIXED, "2026-11-23 18:00", "2026-11-24 10:00"),
    ],
)
def test_each_shift_is_asked_only_within_its_hours_nights_across_midnight(
    database: Database, cast: make.Cast, shift: Shift, asleep: str, awake: str
) -> None:
    with database.writing() as session:
        session.add(cast.ana)
        cast.ana.shift = shift
    opened(database, local("2026-11-23 08:00"))
    assert "Ana" not in sweep(database, local(asleep))
    assert "Ana" in sweep(database, local(awake))


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
def test_hours_are_those_on_the_wall_when_the_clocks_change(database: Database, cast: make.Cast, day: str) -> None:
    sunday = date.fromisoformat(day)
    with database.writing() as session:
        for person in (cast.ana, cast.cho):
            session.add(person)
            person.joined_at = datetime(2026, 9, 1, tzinfo=UTC)
        cast.cho.shift = Shift.NIGHTS
    opened(database, local(f"{sunday - timedelta(days=2)} 20:30"))
    assert sweep(database, local(f"{sunday} 07:29")) == ["Cho"]
    assert sweep(database, local(f"{sunday} 07:30")) == ["Ana"]


def test_the_night_the_clocks_go_back_does_not_ask_twice(database: Database, cast: make.Cast) -> None:
    with database.writing() as session:
        session.add(cast.ana)
        cast.ana.shift, cast.ana.joined_at = Shift.NIGHTS, datetime(2026, 9, 1, tzinfo=UTC)
    opened(database, local("2026-10-24 08:00"))
    half_past_one = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert sweep(database, half_past_one) == ["Ana"]
    assert sweep(database, half_past_one + timedelta(hours=1)) == []


def test_who_is_on_leave_or_has_left_gets_nothing(database: Database, cast: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        session.add_all([cast.ana, cast.cho])
        cast.ana.away_from, cast.ana.away_until = now.date(), now.date() + timedelta(days=1)
        leave(session, cast.cho, actor="test", now=now)
    opened(database, now)
    assert sweep(database, now) == []
    assert sweep(database, now + timedelta(days=2)) == ["Ana"]


def test_a_leaver_is_not_even_looked_at_and_who_leaves_meanwhile_is_passed_over(
    session: Session, now: datetime
) -> None:
    people = make.cast(session, now=now)
    make_quiz.bank(session, now=now)
    round_ = make_quiz.round_at(session, now)
    assert people.ana in due_people(session, round_, now=now, zone=LONDON)
    leave(session, people.ana, actor="test", now=now)
    session.flush()
    assert people.ana not in due_people(session, round_, now=now, zone=LONDON)
    assert not push(session, round_, people.ana, now=now)


def test_a_night_worker_whose_leave_starts_or_ends_at_midnight_is_left_alone(
    database: Database, cast: make.Cast
) -> None:
    opened(database, local("2026-11-23 08:00"))
    with database.writing() as session:
        session.add(cast.ana)
        cast.ana.shift = Shift.NIGHTS
        cast.ana.away_from = cast.ana.away_until = date(2026, 11, 23)
    assert "Ana" not in sweep(database, local("2026-11-24 02:00"))  # Monday's night, which was leave
    assert "Ana" in sweep(database, local("2026-11-24 20:00"))


def test_who_joins_after_a_round_opened_waits_for_the_next(database: Database, cast: make.Cast, now: datetime) -> None:
    opened(database, now)
    with database.writing() as session:
        make.staff(session, "Newt", at=cast.home, now=now + timedelta(hours=1))
    assert "Newt" not in sweep(database, now + timedelta(hours=2))
    opened(database, now + timedelta(days=2), "2026-W48-3")
    assert "Newt" in sweep(database, now + timedelta(days=2))


def test_a_round_that_came_late_does_not_make_four_questions_in_one_shift(database: Database, cast: make.Cast) -> None:
    opened(database, local("2026-11-23 08:00"))
    assert sweep(database, local("2026-11-25 07:40")) == ["Ana", "Cho"]
    opened(database, local("2026-11-25 08:00"), "2026-W48-3")
    assert sweep(database, local("2026-11-25 08:10")) == []
    assert sweep(database, local("2026-11-26 07:40")) == ["Ana", "Cho"]


def test_a_closed_round_is_not_pushed(database: Database, cast: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        round_ = open_round(session, slot="short", now=now, closes=now + timedelta(hours=1))
    later = now + timedelta(hours=1)
    with database.reading() as session:
        assert latest_open(session, now=later) is None
        assert due_people(session, round_, now=later, zone=LONDON) == []


def test_opening_a_slot_again_gives_the_same_round(session: Session, now: datetime) -> None:
    first = make_quiz.round_at(session, now)
    assert make_quiz.round_at(session, now + timedelta(hours=1)).id == first.id


def test_with_an_empty_bank_nothing_is_sent(session: Session, now: datetime) -> None:
    ana = make.cast(session, now=now).ana
    assert push(session, make_quiz.round_at(session, now), ana, now=now) is False
    assert session.exec(select(OutboundMessage)).all() == []
    assert "no more quick questions" in start_now(session, ana, now=now).text


def test_somebody_without_telegram_finds_the_question_on_the_web(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    make_quiz.bank(session, now=now)
    people.ana.telegram_id = None
    push(session, make_quiz.round_at(session, now), people.ana, now=now)
    sent = session.exec(select(OutboundMessage)).one()
    assert (sent.channel, sent.address) == ("web", f"staff:{people.ana.id}")


def test_asking_for_the_quiz_gives_the_question_that_waits(session: Session, now: datetime) -> None:
    ana = make.cast(session, now=now).ana
    make_quiz.bank(session, now=now)
    push(session, make_quiz.round_at(session, now), ana, now=now)
    first = history_of(session, ana)[0]
    message = start_now(session, ana, now=now + timedelta(days=1))
    assert message.buttons[0].action.startswith(f"quiz:{first.id}:")
    assert len(history_of(session, ana)) == 2


def test_asking_before_the_push_takes_the_open_round_and_nothing_is_pushed_after(
    database: Database, cast: make.Cast, now: datetime
) -> None:
    opened(database, now)
    with database.writing() as session:
        start_now(session, cast.ana, now=now)
    assert sweep(database, now) == ["Cho"]
    with database.reading() as session:
        assert len(history_of(session, cast.ana)) == 2


def test_with_no_round_open_there_is_practice_once_a_day(session: Session, now: datetime) -> None:
    lee = make.cast(session, now=now).lee
    make_quiz.bank(session, now=now)
    assert start_now(session, lee, now=now).buttons
    practice = history_of(session, lee)
    assert len(practice) == 2
    for row in practice:
        row.answered_at, row.choice, row.correct = now, 0, False
    assert start_now(session, lee, now=now).buttons == ()
    assert start_now(session, lee, now=now + timedelta(days=1)).buttons


def test_somebodys_practice_is_pushed_to_nobody(database: Database, cast: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        start_now(session, cast.ana, now=now)
    assert sweep(database, now) == []
    opened(database, now - timedelta(minutes=1))
    assert sweep(database, now) == ["Cho"]


def test_a_manager_practises_and_does_not_use_up_the_round(session: Session, now: datetime) -> None:
    lee = make.cast(session, now=now).lee
    assert Role(lee.role) == Role.MANAGER
    make_quiz.bank(session, now=now)
    round_ = make_quiz.round_at(session, now)
    start_now(session, lee, now=now)
    assert round_.id not in {row.round_id for row in history_of(session, lee)}
