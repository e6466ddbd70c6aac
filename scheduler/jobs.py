"""The quiz and the alerts by the clock. Each job opens its own short transactions: a reply never waits for a sweep."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chat.talk import wrote_since
from core.database import Database
from incidents.alerts import Patience
from incidents.calling import call_next, due_alerts, hasten, keep_deliveries
from incidents.taking import remind_to_close
from people.staff import Staff
from quizzes.assignments import OPEN_FOR, Round
from quizzes.rounds import due_people, latest_open, open_round, push
from scheduler.timetable import quiz_slot

log = logging.getLogger("scheduler")

# Whoever wrote has something to see to, perhaps something bad: no quiz for so long.
NOT_NOW = timedelta(hours=1)


def open_quiz(database: Database, quiz_days: frozenset[int], zone: ZoneInfo, now: datetime) -> None:
    """Open the round that should be open by now, if it is not yet."""
    with database.writing() as session:
        open_round(session, slot=quiz_slot(now, quiz_days, zone), now=now, closes=now + OPEN_FOR)


def push_quiz(database: Database, zone: ZoneInfo, now: datetime) -> int:
    """Send the newest round to everybody whose hours have begun, but not to whoever is in the middle of something.
    Returns how many were sent it."""
    with database.reading() as session:
        round_ = latest_open(session, now=now)
        if round_ is None:
            return 0
        round_id = round_.id
        busy = wrote_since(session, now - NOT_NOW)
        due = [person.id for person in due_people(session, round_, now=now, zone=zone) if person.id not in busy]
    return sum(_push_to(database, round_id, staff_id, now) for staff_id in due)


def _push_to(database: Database, round_id: int | None, staff_id: int | None, now: datetime) -> bool:
    with database.writing() as session:
        return push(session, session.get_one(Round, round_id), session.get_one(Staff, staff_id), now=now)


def call_about_alerts(database: Database, zone: ZoneInfo, patience: Patience, now: datetime) -> int:
    """Tell the next in line about every alert that nobody has taken on in time. Returns how many alerts that was."""
    with database.writing() as session:
        hasten(session, now=now)
        due = due_alerts(session, now=now)
    called = sum(_call_about(database, alert_id, zone, patience, now) for alert_id in due)
    with database.writing() as session:
        keep_deliveries(session, now=now)
        remind_to_close(session, now=now, zone=zone)
    return called


def _call_about(database: Database, alert_id: int, zone: ZoneInfo, patience: Patience, now: datetime) -> bool:
    try:
        with database.writing() as session:
            return call_next(session, alert_id, now=now, zone=zone, patience=patience)
    except Exception:  # trouble with one alert must not keep the others from being heard
        log.exception("alert not passed on", extra={"fields": {"alert": alert_id}})
        return False
