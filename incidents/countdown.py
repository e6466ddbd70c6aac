"""The clock of open cases: reminding the leads of an undecided incident, and naming what is late."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from incidents import case_wording as wording
from incidents.cases import CaseFile, Kind, State, tell_leads
from people.sites import place_name

REMIND_AFTER = (24, 48, 66, 72)  # hours


def remind_leads(session: Session, *, now: datetime, zone: ZoneInfo) -> int:
    """Remind of each undecided incident at each mark once; of several marks missed, only at the last. Returns how many
    were reminded of."""
    query = select(CaseFile).where(CaseFile.kind == Kind.DATA_INCIDENT, CaseFile.state == State.OPEN)
    return sum(_remind(session, case, now, zone) for case in session.exec(query).all())


def _remind(session: Session, case: CaseFile, now: datetime, zone: ZoneInfo) -> bool:
    hours = passed(case.received_at, now)
    claimed = session.execute(
        update(CaseFile)
        .where(col(CaseFile.id) == case.id, col(CaseFile.state) == State.OPEN, col(CaseFile.reminded_hours) < hours)
        .values(reminded_hours=hours)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    message = wording.undecided(case, place_name(session, case.site_id, none=""), now, zone)
    tell_leads(session, case, message, key=str(hours), now=now)
    return True


def passed(received_at: datetime, now: datetime) -> int:
    """The last mark that has gone by, in hours; 0 before the first. Pure."""
    return max((hours for hours in REMIND_AFTER if received_at + timedelta(hours=hours) <= now), default=0)


def late_cases(session: Session, *, now: datetime) -> Sequence[CaseFile]:
    """Open cases past their time, the longest first."""
    query = select(CaseFile).where(CaseFile.state == State.OPEN, col(CaseFile.due_at) < now)
    return [case for case in session.exec(query.order_by(col(CaseFile.due_at))) if case.is_late(now)]
