"""A slot is run once, and again only when it failed."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

from sqlmodel import Session, select

from core.database import Database
from scheduler.slots import LEASE, MOST_ATTEMPTS, JobRun, claim_slot, fail, finish

JOB, SLOT = "quiz.push", "2026-11-23T10:00Z"


def test_of_two_processes_at_the_same_moment_one_gets_the_slot(
    database: Database, database_url: str, now: datetime
) -> None:
    slots = [f"slot-{number}" for number in range(10)]
    together = Barrier(2)
    claimed: list[str] = []

    def process() -> None:
        own = Database(database_url)
        for slot in slots:
            together.wait()
            with own.writing() as session:
                mine = claim_slot(session, JOB, slot, now)
            if mine:
                claimed.append(slot)
        own.close()

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == slots
    with database.reading() as session:
        assert len(session.exec(select(JobRun)).all()) == 10


def test_a_finished_slot_is_never_claimed_again(session: Session, now: datetime) -> None:
    assert claim_slot(session, JOB, SLOT, now)
    finish(session, JOB, SLOT, now=now)
    assert not claim_slot(session, JOB, SLOT, now + LEASE * 10)
    assert claim_slot(session, JOB, "another", now)
    assert claim_slot(session, "another", SLOT, now)


def test_a_failed_run_keeps_its_error_and_comes_again_after_a_pause(session: Session, now: datetime) -> None:
    claim_slot(session, JOB, SLOT, now)
    fail(session, JOB, SLOT, error="OperationalError", now=now)
    assert session.exec(select(JobRun)).one().error == "OperationalError"
    assert not claim_slot(session, JOB, SLOT, now + timedelta(seconds=59))
    assert claim_slot(session, JOB, SLOT, now + timedelta(minutes=1))
    assert not claim_slot(session, JOB, SLOT, now + timedelta(minutes=1))
    finish(session, JOB, SLOT, now=now + timedelta(minutes=1))
    assert session.exec(select(JobRun)).one().error == ""


def test_a_run_that_always_fails_is_given_up(session: Session, now: datetime) -> None:
    runs = 0
    for minute in range(24 * 60):
        moment = now + timedelta(minutes=minute)
        if claim_slot(session, JOB, SLOT, moment):
            runs += 1
            fail(session, JOB, SLOT, error="ValueError", now=moment)
    assert runs == MOST_ATTEMPTS


def test_the_slot_of_a_process_that_died_is_taken_over_after_its_lease(session: Session, now: datetime) -> None:
    claim_slot(session, JOB, SLOT, now)
    assert not claim_slot(session, JOB, SLOT, now + LEASE - timedelta(seconds=1))
    assert claim_slot(session, JOB, SLOT, now + LEASE)
