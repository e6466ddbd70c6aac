"""The ticker runs each slot once, catches up after downtime, and outlives a job that fails."""

from datetime import UTC, datetime, time, timedelta
from threading import Barrier, Event, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from core.database import Database
from scheduler.slots import JobRun
from scheduler.ticker import Ticker, Work
from scheduler.timetable import At, Every, Job, JobName, timetable

LONDON = ZoneInfo("Europe/London")
OPEN = Job(JobName.OPEN_QUIZ, At(time(8, 0), frozenset({1, 3, 5})))
PUSH = Job(JobName.PUSH_QUIZ, Every(timedelta(minutes=10)))


class Clock:
    """The time, as a test sets it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def ticker(database: Database, clock: Clock, work: Work, *jobs: Job) -> Ticker:
    return Ticker(database, jobs, {job.name: work for job in jobs}, zone=LONDON, clock=clock)


def test_a_slot_is_run_once_however_often_the_clock_ticks(database: Database, now: datetime) -> None:
    runs: list[datetime] = []
    clock = Clock(now)
    ticking = ticker(database, clock, runs.append, PUSH)
    assert [ticking.tick(PUSH) for _ in range(3)] == [True, False, False]
    clock.now = now + timedelta(minutes=10)
    assert ticking.tick(PUSH)
    assert runs == [now, clock.now]


def test_two_processes_never_run_the_same_slot(database: Database, database_url: str, now: datetime) -> None:
    runs: list[datetime] = []
    together = Barrier(2)

    def process() -> None:
        own = Database(database_url)
        clock = Clock(now)
        ticking = ticker(own, clock, runs.append, PUSH)
        for tick in range(10):
            clock.now = now + timedelta(minutes=10 * tick)
            together.wait()
            ticking.tick(PUSH)
        own.close()

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(runs) == [now + timedelta(minutes=10 * tick) for tick in range(10)]


def test_after_downtime_the_newest_missed_slot_is_run_once(database: Database) -> None:
    runs: list[datetime] = []
    clock = Clock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))  # Friday
    ticking = ticker(database, clock, runs.append, OPEN)
    ticking.tick(OPEN)
    clock.now = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)  # Monday and Wednesday were missed; it is Thursday
    ticking.tick(OPEN)
    ticking.tick(OPEN)
    assert len(runs) == 2
    with database.reading() as session:
        slots = [run.slot for run in session.exec(select(JobRun)).all()]
    assert sorted(slots) == ["2026-11-20T08:00Z", "2026-11-25T08:00Z"]


def test_a_job_that_fails_is_recorded_without_its_words_and_tried_again(database: Database, now: datetime) -> None:
    calls = []

    def falls_once(at: datetime) -> None:
        calls.append(at)
        if len(calls) == 1:
            raise ValueError("what Ana typed")

    clock = Clock(now)
    ticking = ticker(database, clock, falls_once, OPEN)
    assert not ticking.tick(OPEN)
    with database.reading() as session:
        run = session.exec(select(JobRun)).one()
        assert (run.error, run.finished_at) == ("ValueError", None)
    assert not ticking.tick(OPEN)
    clock.now = now + timedelta(minutes=1)
    assert ticking.tick(OPEN)
    assert not ticking.tick(OPEN)
    assert len(calls) == 2


def test_a_timetable_without_its_work_is_refused_at_the_start(database: Database) -> None:
    with pytest.raises(ValueError, match="quiz\\.open"):
        Ticker(database, (OPEN, PUSH), {PUSH.name: print}, zone=LONDON)


def test_once_started_it_ticks_by_itself_and_one_job_in_trouble_stops_no_other(database: Database) -> None:
    done = {job.name: Event() for job in timetable(frozenset({1}))}

    def working(name: JobName) -> Work:
        def work(_: datetime) -> None:
            done[name].set()
            if name == JobName.OPEN_QUIZ:
                raise ValueError

        return work

    jobs = timetable(frozenset({1}))
    ticking = Ticker(database, jobs, {job.name: working(job.name) for job in jobs}, zone=LONDON)
    ticking.start()
    try:
        assert all(event.wait(20) for event in done.values())
    finally:
        ticking.stop()
    with database.reading() as session:
        finished = {run.job for run in session.exec(select(JobRun)).all() if run.finished_at}
    assert finished == set(JobName) - {JobName.OPEN_QUIZ}
