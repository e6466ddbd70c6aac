"""The quiz by the clock, on a real database."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

import make
import make_quiz
from chat.incoming import Channel
from chat.talk import Received, Talk
from core.database import Database
from delivery.outbox import OutboundMessage
from people.shifts import Shift
from people.staff import Staff
from quizzes.assignments import Round, RoundItem
from scheduler.jobs import open_quiz, push_quiz
from scheduler.ticker import Ticker, Work
from scheduler.timetable import JobName, timetable

LONDON = ZoneInfo("Europe/London")
QUIZ_DAYS = frozenset({1, 3, 5})


@pytest.fixture
def people(database: Database, now: datetime) -> int:
    """Ten who take quizzes: Ana and Cho, and eight more. How many they are."""
    with database.writing() as session:
        home = make.cast(session, now=now - timedelta(days=60)).home
        for number in range(8):
            shift = Shift.NIGHTS if number % 2 else Shift.DAYS
            make.staff(
                session, f"Bo {number}", at=home, shift=shift, telegram_id=1000 + number, now=now - timedelta(days=60)
            )
        make_quiz.bank(session, now=now)
    return 10


def test_a_round_opens_once_though_the_job_runs_again(database: Database, now: datetime) -> None:
    for hours in (0, 1, 20):
        open_quiz(database, QUIZ_DAYS, LONDON, now + timedelta(hours=hours))
    with database.reading() as session:
        assert [made.slot for made in session.exec(select(Round)).all()] == ["2026-W48-1"]


def test_without_a_round_there_is_nothing_to_push(database: Database, people: int, now: datetime) -> None:
    assert push_quiz(database, LONDON, now) == 0


def test_two_processes_sweeping_together_push_once_to_each(
    database: Database, database_url: str, people: int, now: datetime
) -> None:
    open_quiz(database, QUIZ_DAYS, LONDON, now)
    evening = now.replace(hour=19, minute=29)
    together = Barrier(2)
    pushed: list[int] = []

    def process() -> None:
        own = Database(database_url)
        for moment in (now, evening, evening + timedelta(hours=2)):
            together.wait()
            pushed.append(push_quiz(own, LONDON, moment))
        own.close()

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(pushed) == people
    with database.reading() as session:
        sent = [row.recipient_id for row in session.exec(select(OutboundMessage)).all()]
        assert len(sent) == len(set(sent)) == people
        assert len(session.exec(select(RoundItem)).all()) == 2 * people


def test_a_week_by_the_clock_asks_each_person_six_questions_in_their_own_hours(
    database: Database, people: int, now: datetime
) -> None:
    jobs = [job for job in timetable(QUIZ_DAYS) if job.name in (JobName.OPEN_QUIZ, JobName.PUSH_QUIZ)]
    work: dict[str, Work] = {
        JobName.OPEN_QUIZ: partial(open_quiz, database, QUIZ_DAYS, LONDON),
        JobName.PUSH_QUIZ: partial(push_quiz, database, LONDON),
    }
    monday = now.replace(hour=8)
    moment = [monday]
    ticking = Ticker(database, tuple(jobs), work, zone=LONDON, clock=lambda: moment[0])
    for half_hours in range(6 * 48):
        moment[0] = monday + timedelta(minutes=30 * half_hours)
        for job in jobs:
            ticking.tick(job)
    with database.reading() as session:
        rows = session.exec(select(RoundItem)).all()
        slots = sorted(made.slot for made in session.exec(select(Round)).all())
        sent = Counter((row.staff_id, row.sent_at.strftime("%a %H:%M")) for row in rows)
        nights = set(session.exec(select(Staff.id).where(Staff.shift == Shift.NIGHTS)).all())
    assert slots == ["2026-W48-1", "2026-W48-3", "2026-W48-5"]
    assert set(sent.values()) == {2}
    assert {when for person, when in sent if person in nights} == {"Mon 20:00", "Wed 20:00", "Fri 20:00"}
    assert {when for person, when in sent if person not in nights} == {"Mon 08:00", "Wed 08:00", "Fri 08:00"}
    assert len(sent) == 3 * people


def test_whoever_wrote_within_the_hour_gets_no_quiz_yet(database: Database, people: int, now: datetime) -> None:
    open_quiz(database, QUIZ_DAYS, LONDON, now)
    with database.writing() as session:
        ana = session.exec(select(Staff).where(Staff.name == "Ana")).one()
        address = str(ana.telegram_id)
        session.add(Talk(channel=Channel.TELEGRAM, address=address, staff_id=ana.id, updated_at=now))
        session.add(Received(channel=Channel.TELEGRAM, external_id="1", address=address, at=now))
        stranger = Received(channel=Channel.TELEGRAM, external_id="2", address="777", at=now)
        session.add_all([stranger, Talk(channel=Channel.TELEGRAM, address="777", updated_at=now)])
    by_day = [push_quiz(database, LONDON, now + timedelta(minutes=minutes)) for minutes in (1, 59, 60, 61)]
    with database.reading() as session:
        sent = [row.recipient_id for row in session.exec(select(OutboundMessage).order_by(OutboundMessage.id)).all()]
    assert (by_day, sent[-1]) == ([5, 0, 1, 0], ana.id)
