"""Which timed work was done: one row for each job and slot. The process that writes the row runs the job."""

from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime

MOST_ATTEMPTS = 8
# A run that has reported nothing for this long belonged to a process that died.
LEASE = timedelta(minutes=30)
# After the first failure a minute, after the second two, and so on.
PAUSE = timedelta(minutes=1)


class JobRun(SQLModel, table=True):
    """One job in one slot. Open (`finished_at` is None) until it has worked; from `retry_at` on another may take it."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=40)
    slot: str = Field(max_length=40)
    attempts: int = 1
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    retry_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    error: str = Field(default="", max_length=80)


def claim_slot(session: Session, job: str, slot: str, now: datetime) -> bool:
    """Is this run mine? True for one caller; again for one caller after a failure or a death, a few times."""
    if session.exec(select(JobRun.id).where(JobRun.job == job, JobRun.slot == slot)).first() is not None:
        return _take_over(session, job, slot, now)
    try:
        with session.begin_nested():
            session.add(JobRun(job=job, slot=slot, started_at=now, retry_at=now + LEASE))
    except IntegrityError:
        return False
    return True


def _take_over(session: Session, job: str, slot: str, now: datetime) -> bool:
    taken = session.execute(
        update(JobRun)
        .where(
            col(JobRun.job) == job,
            col(JobRun.slot) == slot,
            col(JobRun.finished_at).is_(None),
            col(JobRun.retry_at) <= now,
            col(JobRun.attempts) < MOST_ATTEMPTS,
        )
        .values(attempts=col(JobRun.attempts) + 1, started_at=now, retry_at=now + LEASE)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def finish(session: Session, job: str, slot: str, *, now: datetime) -> None:
    """It worked: nobody runs it again."""
    run = _run(session, job, slot)
    run.finished_at, run.error = now, ""


def fail(session: Session, job: str, slot: str, *, error: str, now: datetime) -> None:
    """It did not work. `error` is the kind of error, never its text, which may quote a message."""
    run = _run(session, job, slot)
    run.error = error[:80]
    run.retry_at = now + PAUSE * run.attempts


def _run(session: Session, job: str, slot: str) -> JobRun:
    return session.exec(select(JobRun).where(JobRun.job == job, JobRun.slot == slot)).one()
