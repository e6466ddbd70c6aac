"""The quiz by the clock. Each job opens its own transactions, short ones, so that a reply never waits for a sweep."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.database import Database
from people.staff import Staff
from quizzes.assignments import OPEN_FOR, Round
from quizzes.rounds import due_people, latest_open, open_round, push
from scheduler.timetable import quiz_slot


def open_quiz(database: Database, quiz_days: frozenset[int], zone: ZoneInfo, now: datetime) -> None:
    """Open the round that should be open by now, if it is not yet."""
    with database.writing() as session:
        open_round(session, slot=quiz_slot(now, quiz_days, zone), now=now, closes=now + OPEN_FOR)


def push_quiz(database: Database, zone: ZoneInfo, now: datetime) -> int:
    """Send the newest round to everybody whose hours have begun. Returns how many were sent it."""
    with database.reading() as session:
        round_ = latest_open(session, now=now)
        if round_ is None:
            return 0
        round_id = round_.id
        due = [person.id for person in due_people(session, round_, now=now, zone=zone)]
    return sum(_push_to(database, round_id, staff_id, now) for staff_id in due)


def _push_to(database: Database, round_id: int | None, staff_id: int | None, now: datetime) -> bool:
    with database.writing() as session:
        return push(session, session.get_one(Round, round_id), session.get_one(Staff, staff_id), now=now)
